"""What a layout function says about itself: run on entry numbers, it tells blocks, shapes and the way to another layout."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from .errors import UsageError, did_you_mean
from .frameworks import FRAMEWORKS, Framework

D, H = 3, 7  # so that D, H, D + H and 4H are all different
SIZES = {D: "D", H: "H", D + H: "D+H", 4 * H: "4H", 1: "1"}
GATES = "ifgo"


@dataclass(frozen=True)
class Array:
    """One array of a framework: its shape in letters, and the canonical blocks in the order in which they stand."""

    name: str
    shape: tuple[str, ...]
    blocks: tuple[str, ...]  # "W_i", "U_i", ...; empty for an array of zeros (a second bias)


@dataclass(frozen=True)
class Stored:
    """A framework with what its layout function shows."""

    name: str
    framework: Framework
    arrays: tuple[Array, ...]
    order: str  # gates as they follow each other, read off the arrays
    permutation: tuple[int, ...]  # blocks[k] = blocks_ifgo[permutation[k]]


def stored(name: str) -> Stored:
    """Look at one framework; UsageError for an unknown name."""
    if name not in FRAMEWORKS:
        raise UsageError(f"There is no framework {name!r}{did_you_mean(name, FRAMEWORKS)}; known are {', '.join(FRAMEWORKS)}.")
    framework = FRAMEWORKS[name]
    numbers, names = _numbers()
    arrays = tuple(_array(n, a, names) for n, a in framework.layout(*numbers).items())
    gates = "".join(dict.fromkeys(b[-1] for a in arrays for b in a.blocks))
    return Stored(name, framework, arrays, gates, tuple(GATES.index(g) for g in gates))


def permutation(a: Stored, b: Stored) -> tuple[int, ...]:
    """blocks_b[k] = blocks_a[permutation[k]]."""
    return tuple(a.order.index(g) for g in b.order)


def _numbers():
    """W, U, b per gate with entries numbered from 1, and the block that each number belongs to."""
    names, groups, first = [""], [], 1
    for letter, shape in (("W", (H, D)), ("U", (H, H)), ("b", (H, 1))):
        group = {}
        for g in GATES:
            size = shape[0] * shape[1]
            group[g] = np.arange(first, first + size).reshape(shape)
            names += [f"{letter}_{g}"] * size
            first += size
        groups.append(SimpleNamespace(**group))
    return groups, names


def _array(name: str, index: np.ndarray, names: list[str]) -> Array:
    return Array(name, tuple(SIZES[n] for n in index.shape), tuple(dict.fromkeys(names[k] for k in index.ravel() if k)))
