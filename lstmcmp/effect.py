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
        if is_weight(known.meaning) and len(known.meaning) == 1 and symbol in seen.truth and seen.whole.get(symbol) is not None:
            term = known.meaning[0]
            true = term.sign * full[term.of[0]] if full else seen.truth[symbol]
            pairs[symbol] = (seen.whole[symbol], true)
    return of_pairs(pairs)


def worst(results: Iterable[Result]) -> Effect | None:
    """The effect of the run whose gradient points furthest away."""
    found = [e for r in results if (e := effect(r))]
    return min(found, key=lambda e: -2.0 if e.cosine is None else e.cosine, default=None)


def of_pairs(pairs: dict[str, tuple[np.ndarray, np.ndarray]]) -> Effect | None:
    """The effect of gradients given as name: (printed, true)."""
    fitting = {n: p for n, p in pairs.items() if p[0].shape == p[1].shape}
    if not fitting:
        return None
    got, true = (_joined(p[k] for p in fitting.values()) for k in (0, 1))
    if not np.isfinite(got).all():
        return Effect(None, False, tuple(fitting))
    return Effect(metric.cosine(got, true), bool(got @ true > 0), tuple(fitting))


def _joined(arrays: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([a.ravel() for a in arrays])
