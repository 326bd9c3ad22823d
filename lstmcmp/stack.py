"""Layers on top of each other, each in one direction or in both: what a layer reads and what it hands down.

Layer 1 is next to the input (torch.nn.LSTM counts it as 0). The reverse direction runs over the steps backwards; the outputs of
both directions side by side are what the next layer reads. A layer's message down is the gradient of what it reads: for two
directions the sum, and each direction of the layer below gets its half.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .errors import UsageError
from .problem import Problem


@dataclass(frozen=True)
class Unit:
    """One layer in one direction, with a random problem of its own: weights, h0, c0, what comes from outside."""

    layer: int
    reverse: bool
    problem: Problem

    @property
    def label(self) -> str:
        return f"[{self.layer}{',reverse' if self.reverse else ''}]"


Layers = tuple[tuple[Unit, ...], ...]


def arranged(problem: Problem, layers: int, both: bool) -> Layers:
    """The units of every layer, the lowest first. Unit 1 has the problem's own numbers, so that one layer is the plain comparison."""
    if layers < 1:
        raise UsageError(f"--layers {layers}: a stack has at least 1 layer.")
    directions = (False, True) if both else (False,)
    found = []
    for k in range(layers):
        width = problem.D if k == 0 else problem.H * len(directions)
        found.append(tuple(Unit(k + 1, r, replace(problem, D=width, seed=problem.seed + 1000 * (len(directions) * k + n))) for n, r in enumerate(directions)))
    return tuple(found)


def up(layers: Layers, x, run: Callable, join: Callable) -> tuple[dict, object]:
    """Run every unit from the lowest layer up: `run(unit, x)` returns (result, h); returns {unit: result} and the highest layer's output.

    x and h are arrays or lists over the steps, turned around for a reverse unit; `join` puts the directions' outputs side by side.
    """
    results = {}
    for units in layers:
        outputs = []
        for unit in units:
            results[unit], h = run(unit, _turned(unit, x))
            outputs.append(_turned(unit, h))
        x = outputs[0] if len(outputs) == 1 else join(outputs)
    return results, x


def down(layers: Layers, results: dict, run: Callable, axis: int = -2, message: np.ndarray | None = None) -> tuple[dict, np.ndarray | None]:
    """Run every unit from the highest layer down: `run(unit, result, dh)` returns (found, dx).

    `message` is what the highest layer gets; without one dh is None there, and the unit has what comes from outside itself.
    Returns {unit: found}, and the message to the input. A dx of None cannot be handed on: what is below gets None for found.
    """
    found = {}
    for units in reversed(layers):
        top, halves = units[0].layer == len(layers), len(units)
        parts = _halves(message, halves, axis) if message is not None else [None] * halves
        messages = []
        for unit, part in zip(units, parts, strict=True):
            if part is None and not top:
                found[unit] = None
                messages.append(None)
                continue
            found[unit], dx = run(unit, results[unit], None if part is None else _turned(unit, part))
            messages.append(None if dx is None else _turned(unit, dx))
        message = None if any(m is None for m in messages) else sum(messages[1:], messages[0])
    return found, message


def _turned(unit: Unit, a):
    return a[::-1] if unit.reverse else a


def _halves(a: np.ndarray, n: int, axis: int) -> list:
    return [a] if n == 1 else np.split(a, n, axis)
