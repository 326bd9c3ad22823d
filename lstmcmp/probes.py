"""Mistakes told by the printed value itself, where the printed form is no single expression that could be changed."""

import itertools

import numpy as np

from . import metric
from .vocabulary import Word


def probe(printed: np.ndarray, true: np.ndarray, words: dict[str, Word], H: int) -> tuple[str, str] | None:
    """The code and the words of the mistake that turns the true value into the printed one; None if none of these does."""
    if printed.shape != true.shape or not np.isfinite(printed).all():
        return None
    return _clipped(printed, true) or _by_blocks(printed, words, H)


def _clipped(printed, true) -> tuple[str, str] | None:
    bound = np.abs(printed).max(initial=0)
    if 0 < bound < np.abs(true).max(initial=0) and metric.agrees(metric.error(printed, np.clip(true, -bound, bound))):
        return "LC701", f"clipped to [-{bound:g}, {bound:g}] without saying so"
    return None


def _by_blocks(printed, words, H: int) -> tuple[str, str] | None:
    """A product of a stacked matrix with a stacked gradient in which blocks are left out or not transposed."""
    matrices = [w for w in words.values() if w.kind == "weight" and w.shape[0] > H and w.shape[0] % H == 0 and w.shape[1] == printed.shape[-2]]
    gradients = [w for w in words.values() if w.kind == "gradient" and w.read.shift == 0]
    for m, d in itertools.product(matrices, gradients):
        n = m.shape[0] // H
        if d.shape[0] != m.shape[0] or n > 4:
            continue
        blocks = list(zip(np.split(m.values, n), np.split(d.values, n, -2), strict=True))
        for kinds in itertools.product("T.0" if m.shape[1] == H else "T0", repeat=n):
            parts = [a.mT @ b if k == "T" else a @ b for k, (a, b) in zip(kinds, blocks, strict=True) if k != "0"]
            if set(kinds) != {"T"} and parts and metric.agrees(metric.error(printed, sum(parts))):
                which = enumerate(kinds, 1)
                if "." in kinds:
                    return "LC401", f"the transpose of {m.name} is missing in block {', '.join(str(k) for k, kind in which if kind == '.')} of {n}"
                return "LC205", f"the term of block {', '.join(str(k) for k, kind in which if kind == '0')} of {n} of {m.name}.mT @ {d.name} is missing"
    return None
