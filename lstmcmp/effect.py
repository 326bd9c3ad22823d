"""What a step along the printed gradient does: its angle to the true gradient of the weights."""

from collections.abc import Iterable

import numpy as np

from . import metric
from .meaning import is_weight
from .records import Effect
from .runs import Result


def effect(result: Result) -> Effect | None:
    """The effect of one run; None where the source gives no gradient of a weight. A declared approximation counts as printed."""
    seen, full = result.examination, result.truth.full
    pairs = {}
    for symbol, known in seen.known.items():
        if is_weight(known.meaning) and len(known.meaning) == 1 and symbol in seen.truth:
            term = known.meaning[0]
            true = term.sign * full[term.of[0]] if full else seen.truth[symbol]
            pairs[symbol] = (seen.whole.get(symbol), true)
    return of_pairs(pairs)


def worst(results: Iterable[Result]) -> Effect | None:
    """The effect of the run whose gradient points furthest away."""
    found = [e for r in results if (e := effect(r))]
    return min(found, key=lambda e: -2.0 if e.cosine is None else e.cosine, default=None)


def of_pairs(pairs: dict[str, tuple[np.ndarray | None, np.ndarray]]) -> Effect | None:
    """The effect of gradients given as name: (printed, true); there is no angle where one of them could not be computed."""
    if not pairs:
        return None
    if any(got is None or got.shape != true.shape or not np.isfinite(got).all() for got, true in pairs.values()):
        return Effect(None, False, tuple(pairs))
    got, true = (_joined(p[k] for p in pairs.values()) for k in (0, 1))
    return Effect(metric.cosine(got, true), bool(got @ true > 0), tuple(pairs))


def _joined(arrays: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([a.ravel() for a in arrays])
