"""Files that compute in float32 or less: their last digits are rounding, which no correction of an equation mends."""

from collections.abc import Iterable

import numpy as np

from . import columns
from .runs import Result

DOUBLE = np.finfo(float).eps


def coarsest(arrays: Iterable) -> str | None:
    """The name of the least precise floating type of the arrays, if one has fewer digits than float64."""
    types = {np.asarray(a).dtype for a in arrays}
    coarse = [t for t in types if t.kind == "f" and np.finfo(t).eps > DOUBLE]
    return max(coarse, key=lambda t: np.finfo(t).eps).name if coarse else None


def of_equations(results: list[Result]) -> str | None:
    """The same of a run of equations: the forward symbols, and what the backward ones return before anything is summed."""
    found = [coarsest(r.trial.values.values()) or coarsest(v for v in columns.run(r.trial)[0].values() if v is not None) for r in results]
    return next((f for f in found if f), None)
