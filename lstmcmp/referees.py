"""Two of the three referees: complex step and central differences. The third is in `autograd`.

Both perturb every entry of every leaf, many copies at a time along a leading axis.
"""

import warnings

import numpy as np

from .errors import ConventionError
from .trial import Objective

STEP = 1e-20  # complex step: no subtraction, so no cancellation (Squire and Trapp 1998)
DIFFERENCE = 4e-3  # the largest of three step sizes of the central differences
CHUNK = 32_000_000  # bytes of perturbed copies at a time


def complex_step(objective: Objective) -> dict[str, np.ndarray] | None:
    """dL/d(leaf) = Im L(leaf + ih) / h for every leaf, exact to rounding; None where the forward drops imaginary parts."""
    with np.errstate(all="ignore"), warnings.catch_warnings(action="error", category=np.exceptions.ComplexWarning):
        try:
            return {n: _per_entry(objective, n, [1j * STEP], lambda L: L[0].imag / STEP) for n in objective.leaves}
        except (np.exceptions.ComplexWarning, TypeError, ConventionError):  # the forward does not take complex numbers
            return None


def central(objective: Objective) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Central differences, extrapolated twice (Richardson), and the error estimate per leaf.

    The estimate is the last change of the extrapolation, at least the rounding of L divided by the step.
    """
    h = [DIFFERENCE, DIFFERENCE / 2, DIFFERENCE / 4]
    steps = [s for k in h for s in (k, -k)]
    grads, noise = {}, {}
    size = abs(_sum(objective.loss(objective.leaves)))
    for n in objective.leaves:
        both = _per_entry(objective, n, steps, lambda L: np.stack(_richardson([(L[2 * k] - L[2 * k + 1]) / (2 * h[k]) for k in range(3)]), -1))
        grads[n] = both[..., 0]
        noise[n] = float(np.abs(both[..., 0] - both[..., 1]).max(initial=0) + np.finfo(float).eps * size / h[-1])
    return grads, noise


def _richardson(d: list) -> tuple:
    first = [(4 * d[1] - d[0]) / 3, (4 * d[2] - d[1]) / 3]
    return (16 * first[1] - first[0]) / 15, first[1]


def _per_entry(objective: Objective, name: str, steps: list, combine) -> np.ndarray:
    """combine([L(leaf + s e) for s in steps]) for every entry e of one leaf, in the leaf's shape."""
    leaf = objective.leaves[name]
    dtype = complex if any(isinstance(s, complex) for s in steps) else float
    flat = np.arange(leaf.size)
    chunk = max(1, CHUNK // (16 * leaf.size * (4 if name == "x" else 1) + 1))
    out = []
    for part in np.array_split(flat, -(-leaf.size // chunk)):
        losses = []
        for s in steps:
            copies = np.repeat(leaf[None].astype(dtype), len(part), 0)
            copies.reshape(len(part), -1)[np.arange(len(part)), part] += s
            losses.append(_sum(objective.loss(objective.leaves | {name: _placed(copies, name)}), len(part)))
        out.append(combine(losses))
    joined = np.concatenate(out)
    return joined.reshape(*leaf.shape, *joined.shape[1:])


def _placed(copies: np.ndarray, name: str) -> np.ndarray:
    """The stack axis where evaluation wants it: behind the step axis of x, before a batch axis of one for weights."""
    if name == "x":
        return np.moveaxis(copies, 0, 1)
    return copies if name in ("h0", "c0") else copies[:, None]


def _sum(terms: list, copies: int | None = None):
    total = 0
    for term in terms:
        total = total + term.sum((-3, -2, -1))
    return total if copies is None else np.broadcast_to(total, (copies,))
