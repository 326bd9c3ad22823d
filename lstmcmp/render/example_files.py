"""A worked example to paste or to read by machine: Markdown and JSON."""

import json

import numpy as np

from ..example import Walk
from ..values import Value
from .entries import cells, entry, grid, large, matters
from .example import sizes_of
from .json import SCHEMA


def markdown(walk: Walk, digits: int) -> str:
    """A table to paste; of a large array only the shape, what is printed, and where it departs most."""
    rows = [
        f"**{walk.name}**: {walk.title} ({sizes_of(walk.sizes)}; {walk.source})",
        "",
        "| step | symbol | value | printed | true, if it differs | equation |",
        "|---|---|---|---|---|---|",
    ]
    for v in walk.values:
        equation = f"{v.number} {v.printed}".strip()
        if v.value is None:
            lines = [(f"`{v.symbol}`", f"does not fit: {v.note}", "", "")]
        elif large(v, 100, digits):
            height, width = grid(v.value).shape
            told = [(f"`{v.symbol}[{r},{c}]`", *entry(v, r, c, digits)) for r, c in matters(v)]
            lines = [(f"`{v.symbol}`", f"{height} x {width} numbers", "", ""), *told]
        else:
            lines = [(f"`{v.symbol}`", *(_bracketed(part) for part in cells(v, digits)))]
        for n, row in enumerate(lines):
            rows.append("| " + " | ".join(str(c).replace("|", "\\|") for c in (v.t or "", *row, equation if n == 0 else "")) + " |")
    return "\n".join(rows) + "\n"


def _bracketed(rows: list[list[str]]) -> str:
    texts = ["[" + ", ".join(row) + "]" if len(row) > 1 else row[0] for row in rows]
    return "[" + ", ".join(texts) + "]" if len(texts) > 1 else "".join(texts)


def to_json(walk: Walk) -> str:
    """Full precision; vectors as lists, one per sequence where there are several. Printed and true values where there are any."""
    sums = [v for v in walk.values if v.part == "gradient"]
    document = {
        "schema": SCHEMA,
        "name": walk.name,
        "source": walk.source,
        "problem": walk.sizes,
        "steps": [{"t": v.t, "symbol": v.symbol} | _beside(v) for v in walk.values if v.part != "gradient"],
        "gradients": {v.symbol: _nested(v.value) for v in sums},
        "printed": {v.symbol: _nested(v.published) for v in sums if v.published is not None},
        "true": {v.symbol: _nested(v.true) for v in sums if v.true is not None},
        "wrong": walk.wrong,
        "departs": walk.first and {"t": walk.first.t, "symbol": walk.first.symbol, "number": walk.first.number},
    }
    return json.dumps(document, indent=1) + "\n"


def _beside(v: Value) -> dict:
    found = {"value": v.value, "printed": v.published, "true": v.true}
    return {k: _nested(a) for k, a in found.items() if a is not None or k == "value"} | ({"note": v.note} if v.note else {})


def _nested(a: np.ndarray | None):
    if a is None:
        return None
    a = np.asarray(a, float)
    if a.ndim == 3 and 1 in a.shape[-2:]:
        a = a.reshape(a.shape[0], -1)
        a = a[0] if len(a) == 1 else a
    a = a[0] if a.ndim == 1 and a.size == 1 else a
    return [_nested(x) for x in a] if a.ndim else (float(a) if np.isfinite(a) else None)
