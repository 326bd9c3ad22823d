"""The gradients that leave the layer, block by block in canonical names; they alone decide."""

from collections.abc import Iterable

import numpy as np

from . import metric
from .convention import Convention
from .examine import Examination
from .problem import Layout
from .records import COLUMNS, Gradient, Worst
from .trial import Trial
from .truth import Truth


def finals(trial: Trial, seen: Examination, truth: Truth):
    """Every gradient that leaves the layer, per gate block: [(record, got, true)]."""
    out = []
    state = {v: k for k, v in trial.system.state.items()}
    for symbol, known in seen.known.items():
        if len(known.meaning) != 1 or symbol not in seen.whole:
            continue
        term, got = known.meaning[0], seen.whole[symbol]
        if term.kind == "weight":
            true = term.sign * truth.adjoints.weights[term.of[0]]
            out += [(symbol, *part) for part in by_block(trial.layout, term.of[0], got, true)]
        elif term.kind == "total" and term.of == ("x",):
            out.append((symbol, "dx", "dx", got, term.sign * truth.adjoints.total["x"]))
        elif term.kind == "prev" and term.of[0] in state:
            name = f"d{state[term.of[0]]}0"
            out.append((symbol, name, name, None if got is None else got[0], term.sign * truth.adjoints.start[name[1:]]))
    largest = max((np.abs(r).max(initial=0) for *_, r in out), default=0.0)
    return [(gradient(*f, trial.system.run, truth.against, largest), f[3], f[4]) for f in out]


def of_code(gradients: dict, layout: Layout, true: dict[str, np.ndarray]):
    """[(symbol, column, canonical block, got, true)] for what code returned; `true` are the gradients of the cell's canonical blocks."""
    entries = np.concatenate([[0.0], *(true[b].ravel() for b in layout.blocks)])  # by canonical entry number
    out = []
    for target, (name, got) in gradients.items():
        if target in layout.index:
            out += [(name, *part) for part in by_block(layout, target, got, entries[layout.index[target]]) if part[1]]
        else:
            out.append((name, f"d{target}", f"d{target}", got, true[target]))
    return out


def by_block(layout: Layout, weight: str, got, true):
    """(column, canonical block, got, true) for the entries of each canonical block in one source array, in the block's shape."""
    index = layout.index[weight]
    found = []
    for block, (start, stop, shape) in layout.blocks.items():
        inside = (index >= start) & (index < stop)
        if inside.any():
            order = np.argsort(index[inside])
            whole = inside.sum() == stop - start
            mine, theirs = ((None if a is None else a[inside][order].reshape(shape if whole else -1)) for a in (got, true))
            found.append((f"d{block[0]}", f"d{block}", mine, theirs))
    name = f"d{weight}"  # an array that no canonical cell has, and no column either
    return found or [(f"{name} (extra)" if name in COLUMNS else name, None, got, true)]


def gradient(symbol: str, name: str, canonical, got, true, run: str, against: str, largest: float) -> Gradient:
    if got is None or got.shape != true.shape:
        return Gradient(name, symbol, canonical, true.shape, run, against, float("inf"), "wrong", None, "differs")
    visible = max(np.abs(got).max(initial=0), np.abs(true).max(initial=0)) > metric.INVISIBLE * largest or not np.isfinite(got).all()
    e = metric.error(got, true)
    band = metric.band(e, against) if visible else "not visible here"
    verdict = ("agrees" if metric.agrees(e, against) else "differs") if visible else band
    return Gradient(name, symbol, canonical, true.shape, run, against, e, band, Worst(*metric.worst(got, true)) if got.size else None, verdict)


def missing(convention: Convention, layout: Layout, gradients: Iterable[Gradient]) -> tuple[str, ...]:
    present = {f"d{a}" for a in layout.uses} | {f"d{n}" for n in convention.get("WEIGHTS")} | {"dx", "dh0", "dc0"}
    blocks = {f"d{b}" for b, (start, stop, _) in layout.blocks.items() if any(((i >= start) & (i < stop)).any() for i in layout.index.values())}
    given = {g.name for g in gradients}
    partly = {b for b in blocks if b[:2] in given and b not in {g.canonical for g in gradients}}
    order = [*COLUMNS, *(f"d{n}" for n in convention.get("WEIGHTS"))]
    return tuple(n for n in order if n in present and n not in given) + tuple(sorted(partly))
