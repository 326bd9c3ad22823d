"""`lstmcmp example`: a worked example as a table."""

from dataclasses import dataclass

import numpy as np
from rich.text import Text

from ..example import Walk
from ..values import UNITS, Value
from .entries import beginning, cells, entry, grid, joined, large, matters
from .page import Page, enumerated, several

ROOM = 30  # columns that an equation needs to be wrapped beside its value
TITLES = {"given": "Given", "forward": "Forward", "backward": "Backward", "gradient": "Gradients, summed over the steps"}


@dataclass(frozen=True)
class Line:
    """One line of a value: a number with what is printed and what is true beside it, or a row of numbers (`wide`)."""

    label: str
    ours: str
    printed: str = ""
    true: str = ""
    wide: bool = False
    style: str = ""


def table(walk: Walk, page: Page, digits: int, call: str) -> list[Text]:
    """Section by section: given, forward, backward, gradients; the first number that departs is marked, and told again at the end."""
    lines = page.paragraph(f"{walk.name}  {walk.title}", 0, 2)
    lines[0] = Text.assemble((walk.name, "bold"), lines[0].plain[len(walk.name) :])
    lines += page.paragraph(f"{sizes_of(walk.sizes)}; {walk.source}", style="dim")
    lines += page.paragraph(legend, style="dim") if (legend := _legend(walk, page)) else []
    for title, values in _sections(walk):
        lines += [Text(""), *_section(title, values, walk.first, page, digits)]
    return [*lines, Text(""), *_closing(walk, page, call)]


def sizes_of(sizes: dict) -> str:
    words = [several(sizes["T"], "step"), several(sizes["B"], "sequence"), several(sizes["D"], "input"), several(sizes["H"], "cell")]
    return ", ".join(w for w in words if w != "1 sequence")


def _legend(walk: Walk, page: Page) -> str:
    parts = ["printed: the source's own digits"] if any(v.published is not None for v in walk.values) else []
    parts = [f"{parts[0]} (≠ where these equations give others)"] if any(v.missed.any() for v in walk.values) else parts
    parts += ["true: shown where a number departs from it (= where an entry does not)"] if walk.first else []
    parts += ["rows are sequences"] if walk.sizes["B"] > 1 else []
    parts += ["[row,column] counts from 0"] if any(v.value is not None and large(v, page.width - 28, 5) for v in walk.values) else []
    return "; ".join(parts)


def _sections(walk: Walk) -> list[tuple[str, list[Value]]]:
    found: dict[tuple, list[Value]] = {}
    for v in walk.values:
        found.setdefault((v.part, v.t if v.part in ("forward", "backward") else 0), []).append(v)
    return [(TITLES[part] + (f", step {t}" if t else ""), values) for (part, t), values in found.items()]


def _section(title: str, values: list[Value], first: Value | None, page: Page, digits: int) -> list[Text]:
    """Columns: symbol, ours, printed, true; the equation beside them where there is room, else below."""
    label = max(min(max(len(page.plain(v.symbol)) for v in values), 24), 9 if any(v.published is not None or v.departs for v in values) else 0)
    blocks = [(v, _lines(v, page, digits, page.width - label - 4 - 2 * (not page.unicode))) for v in values]
    numbers = [line for _, lines in blocks for line in lines if not line.wide]
    widths = [max([len(getattr(line, k)) for line in numbers], default=0) for k in ("ours", "printed", "true")]
    heads = [h if w else "" for h, w in zip(("printed", "true"), widths[1:], strict=True)]
    widths = [max(widths[0], len(title) - label - 4 if any(heads) else 0), *(max(w, len(h)) for w, h in zip(widths[1:], heads, strict=True))]
    side = label + 4 + sum(w + 2 for w in widths if w)
    out = [Text.assemble((f"{title:<{label + 4 + widths[0]}}", "bold"), *(("  " + f"{h:<{w}}", "dim") for h, w in zip(heads, widths[1:], strict=True) if w))]
    for v, lines in blocks:
        equation = page.plain(f"{v.number}  {v.printed}" if v.number else v.printed)
        long = max((label + 4 + len(line.ours) for line in lines if line.wide), default=0)
        column = max(side, long + 2)
        beside = equation and (len(equation) <= page.width - column or not long and page.width - column >= ROOM)
        indent = column if beside else label + 6
        wrapped = [t.plain for t in page.paragraph(equation, indent, indent + len(page.plain(v.number)) + 2)] if equation else []
        for n in range(max(len(lines), len(wrapped) if beside else 0)):
            text = _left(lines[n], label, widths) if n < len(lines) else Text("")
            if beside and n < len(wrapped):
                text = Text.assemble(text, " " * (column - text.cell_len), (wrapped[n][column:], "dim"))
            out.append(text)
        out += [Text(w, style="dim") for w in wrapped] if not beside else []
        if v is first:
            out.append(Text(f"  {'↑' if page.unicode else '^'} the first number that departs from the truth", style="bold red"))
    return out


def _left(line: Line, label: int, widths: list[int]) -> Text:
    text = Text(f"  {line.label:<{label}}  ")
    if line.wide:
        return text.append(line.ours, style=line.style)
    text.append(f"{line.ours:<{widths[0]}}")
    for content, width, style in ((line.printed, widths[1], line.style or "dim"), (line.true, widths[2], "red")):
        text.append(f"  {content:<{width}}" if width else "", style=style)
    return text


def _lines(v: Value, page: Page, digits: int, room: int) -> list[Line]:
    """A number is one line; a small array a line for each row, then what is printed and what is true; of a large one what matters."""
    symbol = page.plain(v.symbol)
    if v.value is None:
        told = Page(room, page.unicode).paragraph(f"does not fit: {v.note}")
        return [Line(symbol if n == 0 else "", t.plain, wide=True, style="red") for n, t in enumerate(told)]
    missed = "yellow" if v.missed.any() else ""
    if v.value.size == 1:
        return [Line(symbol, *map(page.plain, entry(v, 0, 0, digits)), style=missed)]
    if large(v, room, digits):
        index = "{1}" if len(grid(v.value)) == 1 else "{0},{1}"
        told = [Line(f"  [{index.format(r, c)}]", *map(page.plain, entry(v, r, c, digits)), style=missed) for r, c in matters(v)]
        return [Line(symbol, page.plain(beginning(v, room, digits)), wide=True), *told]
    out, parts = [], [[[page.plain(text) for text in row] for row in rows] for rows in cells(v, digits)]
    for name, rows, style in zip((symbol, "  printed", "  true"), parts, ("", missed or "dim", "red"), strict=True):
        out += [Line(name if r == 0 else "", row, wide=True, style=style) for r, row in enumerate(joined(rows, parts))]
    return out


def _closing(walk: Walk, page: Page, call: str) -> list[Text]:
    """What the published digits say, where the first departure is, and what to do next."""
    out = _tally(walk, page)
    first, upto = walk.first, f" up to {walk.ended}" if walk.ended else ""
    if first is None:
        declared = f", with the approximation that the file declares ({walk.approximation})" if walk.approximation else ""
        out += _said(True, f"Nothing{upto} departs from the true gradient{declared}.", page)
    elif walk.wrong:
        where = ", ".join(([f"equation {first.number}"] if first.number else []) + ([f"step {first.t}"] if first.t else []))
        factor = f" All gradients are declared to carry the factor {walk.factor}." if walk.factor else ""
        out += _said(False, f"The first number that departs from the truth is {first.symbol}{where and f' ({where})'}.{factor}", page)
    else:
        text = f"{first.symbol} differs from what it stands for, but the errors cancel: every gradient that leaves the layer is the true one."
        out += _said(True, text, page)
    why = "why it is wrong, equation by equation" if walk.wrong else "every equation judged alone and in the whole run"
    out += page.fact("Next:", f"lstmcmp check {call}   {why}", 6)
    return out


def _tally(walk: Walk, page: Page) -> list[Text]:
    """How many of the published digits these equations give; of the others, how many the true gradient gives."""
    told = [v for v in walk.values if v.published is not None]
    of = sum(int((~np.isnan(v.published)).sum()) for v in told)
    missed = [v for v in told if v.missed.any()]
    off = sum(int(v.missed.sum()) for v in missed)
    if not told:
        return []
    text = f"{of - off} of {of} printed numbers are what these equations give, to two units of the last printed digit"
    left = f" Printed, but not computed: {enumerated(walk.uncomputed)}." if walk.uncomputed else ""
    if not missed:
        return _said(not left, f"{text}.{left}", page)
    steps = {symbol: [str(v.t) for v in missed if v.symbol == symbol and v.t] for symbol in dict.fromkeys(v.symbol for v in missed)}
    names = enumerated(symbol + (f" (step {', '.join(at)})" if at else "") for symbol, at in steps.items())
    by_truth = sum(int((v.missed & (np.abs(v.true - v.published) <= UNITS * v.unit)).sum()) for v in missed if v.true is not None)
    judged = any(v.part != "forward" for v in missed)
    rest = f"; of the other {off}, the true gradient gives {'all' if by_truth == off else by_truth or 'none'}" if judged else ""
    return _said(False, f"{text}{rest}. Not given: {names}.{left}", page)


def _said(fine: bool, text: str, page: Page) -> list[Text]:
    lines = page.paragraph(text, 2, 2)
    lines[0] = Text.assemble(page.mark(fine), " ", lines[0].plain[2:])
    return lines
