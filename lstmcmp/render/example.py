"""`lstmcmp example`: a worked example as a table, as Markdown or as JSON."""

import json

import numpy as np
from rich.text import Text

from ..example import Value, Walk
from .page import Page

PARTS = {"given": "Given", "forward": "Forward", "backward": "Backward", "gradient": "Gradients, summed over the steps"}


def table(walk: Walk, page: Page, digits: int) -> list[Text]:
    """Every value on a line of its own; the first that departs from the truth is marked."""
    lines = [Text.assemble((walk.name, "bold"), "  ", page.plain(walk.title)), Text(walk.source, style="dim")]
    rows = [(v, _numbers(v.value, digits), _numbers(v.published, digits) if v.published is not None else "") for v in walk.values]
    label = min(max([len(_label(v)) for v, _, _ in rows], default=4), 24)
    any_published = any(p for _, _, p in rows)
    number = min(max([len(n) for _, n, _ in rows if len(n) <= 34], default=8), 34)
    heading, marked = None, False
    for v, ours, published in rows:
        new = (v.part if v.part != "given" or v.t == 0 else "forward", v.t)
        if new != heading:
            heading = new
            lines += [Text(""), Text(PARTS[new[0]] + (f", step {v.t}" if v.t else ""), style="bold")]
        line = Text.assemble(f"  {_label(v):<{label}}  ", f"{ours:<{number}}")
        if any_published:
            line.append(f"  {('printed ' + published) if published else '':<{digits + 14}}", style="dim")
        if v.true is not None:
            line.append(f"  true {_numbers(v.true, digits)}", style="red")
        lines.append(line)
        room = page.width - line.cell_len - 2
        text = page.plain(f"{v.number + '  ' if v.number else ''}{v.printed}") if v.part != "given" else ""
        if text and len(text) <= room:
            line.append(f"  {text}", style="dim")
        elif text:
            lines += page.paragraph(text, label + 4, style="dim")
        if v.true is not None and not marked:
            marked = True
            lines.append(Text(("  ↑ " if page.unicode else "  ^ ") + "the first number that departs from the true gradient", style="bold red"))
    return lines


def markdown(walk: Walk, digits: int) -> str:
    """A table to paste."""
    rows = [
        f"**{walk.name}**: {walk.title} ({walk.source})",
        "",
        "| step | symbol | value | printed | true, if it differs | equation |",
        "|---|---|---|---|---|---|",
    ]
    for v in walk.values:
        cells = (v.t or "", f"`{v.symbol}`", _numbers(v.value, digits), _numbers(v.published, digits) if v.published is not None else "")
        cells += (_numbers(v.true, digits) if v.true is not None else "", f"{v.number} {v.printed}".strip().replace("|", "\\|"))
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows) + "\n"


def to_json(walk: Walk) -> str:
    """Full precision; vectors as lists, one per sequence where there are several."""
    steps = [{"t": v.t, "symbol": v.symbol, "value": _nested(v.value)} for v in walk.values if v.part != "gradient"]
    gradients = {v.symbol: _nested(v.value) for v in walk.values if v.part == "gradient"}
    return json.dumps({"name": walk.name, "source": walk.source, "steps": steps, "gradients": gradients}, indent=1) + "\n"


def _label(v: Value) -> str:
    return v.symbol


def _nested(a: np.ndarray):
    a = np.asarray(a, float)
    if a.ndim == 3 and 1 in a.shape[-2:]:
        a = a.reshape(a.shape[0], -1)
        a = a[0] if len(a) == 1 else a
    a = a[0] if a.ndim == 1 and a.size == 1 else a
    return [_nested(x) for x in a] if a.ndim else (float(a) if np.isfinite(a) else None)


def _numbers(a: np.ndarray, digits: int) -> str:
    """The entries with so many significant digits; a matrix row by row."""

    def text(x) -> str:
        return "[" + ", ".join(map(text, x)) + "]" if isinstance(x, list) else "NaN" if x is None else f"{x + 0.0:.{digits}g}"

    return text(_nested(a))
