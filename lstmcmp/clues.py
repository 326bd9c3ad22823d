"""What can still be said of an accused symbol when no known mistake explains it."""

import numpy as np

from . import metric
from .records import Clue
from .runs import Result


def clues(result: Result, symbols) -> tuple[Clue, ...]:
    """One clue for every symbol whose printed and true values can be laid side by side."""
    return tuple(c for s in symbols if (c := _clue(result, s)) is not None)


def _clue(result: Result, symbol: str) -> Clue | None:
    true = result.examination.truth.get(symbol)
    got = result.trial.inputs.steps.get(symbol) if symbol not in result.trial.system.equations else result.examination.alone.get(symbol)
    if got is None or true is None or got.shape != true.shape or not np.isfinite(got).all():
        return None
    off = ~np.isclose(got, true, rtol=0, atol=metric.EQUAL * max(np.abs(got).max(), np.abs(true).max()))
    steps = np.flatnonzero(off.any(tuple(range(1, off.ndim)))) if off.ndim > 2 else ()
    return Clue(
        symbol,
        slope=float((got * true).sum() / (true * true).sum()) if true.any() else None,
        cosine=metric.cosine(got.ravel(), true.ravel()),
        signs=float((np.sign(got) == np.sign(true)).mean()),
        first_step=int(steps[-1]) + 1 if len(steps) else None,
        blocks=tuple(g.canonical for g in result.gradients if g.source_name == symbol and g.verdict == "differs" and g.canonical),
    )
