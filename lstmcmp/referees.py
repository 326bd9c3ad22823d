"""Two of the three referees: complex step and central differences. The third is in `autograd`.

Both perturb every entry of every leaf, many copies at a time along a leading axis.
"""

import warnings

import numpy as np

from .errors import ConventionError
from .trial import Objective

STEP = 1e-20  # complex step: no subtraction, so no cancellation (Squire and Trapp 1998)
DIFFERENCE = 4e-3  # the largest of three step sizes of the central differences
CHUNK = 4_000_000  # bytes of perturbed copies at a time: what a cache holds
KEPT = 32_000_000  # bytes that the process keeps when they are freed


def complex_step(objective: Objective) -> dict[str, np.ndarray] | None:
    """dL/d(leaf) = Im L(leaf + ih) / h for every leaf, exact to rounding; None where the forward drops imaginary parts."""
    with np.errstate(all="ignore"), warnings.catch_warnings(action="error", category=np.exceptions.ComplexWarning):
        try:
            return _per_entry(objective, [1j * STEP], lambda L: L[0].imag / STEP)
        except (np.exceptions.ComplexWarning, TypeError, ConventionError):  # the forward does not take complex numbers
            return None


def central(objective: Objective) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Central differences, extrapolated twice (Richardson), and the error estimate per leaf.

    The estimate is the last change of the extrapolation, at least the rounding of L divided by the step.
    """
    h = [DIFFERENCE, DIFFERENCE / 2, DIFFERENCE / 4]
    steps = [s for k in h for s in (k, -k)]
    rounding = np.finfo(float).eps * abs(_sum(objective.loss(objective.leaves))) / h[-1]
    both = _per_entry(objective, steps, lambda L: np.stack(_richardson([(L[2 * k] - L[2 * k + 1]) / (2 * h[k]) for k in range(3)]), -1))
    noise = {n: float(np.abs(g[..., 0] - g[..., 1]).max(initial=0) + rounding) for n, g in both.items()}
    return {n: g[..., 0] for n, g in both.items()}, noise


def _richardson(d: list) -> tuple:
    first = [(4 * d[1] - d[0]) / 3, (4 * d[2] - d[1]) / 3]
    return (16 * first[1] - first[0]) / 15, first[1]


def _per_entry(objective: Objective, steps: list, combine) -> dict[str, np.ndarray]:
    """combine([L(leaf + s e) for s in steps]) for every entry e of every leaf, in the leaves' shapes.

    One evaluation takes as many entries as fit in memory, of several leaves if need be: copy k of all leaves has entry k moved.
    """
    np.empty(KEPT, np.uint8)  # freed at once: glibc returns what is larger than any block freed so far, and gets it anew page by page (mallopt(3))
    dtype = complex if any(isinstance(s, complex) for s in steps) else float
    leaves = objective.leaves
    owners = np.repeat(np.arange(len(leaves)), [a.size for a in leaves.values()])
    places = np.concatenate([np.arange(a.size) for a in leaves.values()])
    chunk = max(1, CHUNK // (16 * len(owners)))
    found = []
    for first in range(0, len(owners), chunk):
        owner, place = owners[first : first + chunk], places[first : first + chunk]
        losses = []
        for s in steps:
            moved = {}
            for n, (name, leaf) in enumerate(leaves.items()):
                mine = np.flatnonzero(owner == n)
                if len(mine):
                    copies = np.repeat(leaf[None].astype(dtype), len(owner), 0)
                    copies.reshape(len(owner), -1)[mine, place[mine]] += s
                    moved[name] = _placed(copies, name)
            losses.append(_sum(objective.loss(leaves | moved), len(owner)))
        found.append(combine(losses))
    parts = np.split(np.concatenate(found), np.cumsum([a.size for a in leaves.values()])[:-1])
    return {n: part.reshape(*a.shape, *part.shape[1:]) for (n, a), part in zip(leaves.items(), parts, strict=True)}


def _placed(copies: np.ndarray, name: str) -> np.ndarray:
    """The stack axis where evaluation wants it: behind the step axis of x, before a batch axis of one for weights."""
    name = name.partition("[")[0]  # h0[1,reverse] is an h0
    if name == "x":
        return np.moveaxis(copies, 0, 1)
    return copies if name in ("h0", "c0") else copies[:, None]


def _sum(terms: list, copies: int | None = None):
    total = 0
    for term in terms:
        total = total + term.sum((-3, -2, -1))
    return total if copies is None else np.broadcast_to(total, (copies,))
