"""Whether two equations say the same: their values on random inputs, which no trajectory ties together."""

from dataclasses import replace

import numpy as np

from . import metric
from .equations import Equation, System, build, evaluate
from .mutants import Mutant
from .names import Read
from .trial import Trial, prepare

DRAWS = 5  # independent random inputs on which two equations have to have the same value to be called equivalent


def equivalent(mutant: Mutant, trial: Trial) -> bool:
    """Whether the changed equation has the value of the original, or, in the forward pass, leaves h and c as they are."""
    changed = build(mutant.convention, trial.layout.arrays, trial.system.run)
    old, new = trial.system.equations[mutant.symbol], changed.equations[mutant.symbol]
    return same_value(old, new, trial) or mutant.symbol in trial.system.forward and _same_state(mutant, old, trial)


def same_value(old: Equation, new: Equation, trial: Trial) -> bool:
    """Whether two equations have the same value on independent random inputs of the right shapes, not on a trajectory.

    Random are the weights, the states, what is given at a step, and every gradient; what the forward pass computes from
    those is computed, so that deviations from a mean sum to zero here too.
    """
    tied = _tied(trial.system)
    return all(_same(old, new, trial, tied, draw) for draw in range(DRAWS))


def _same(old: Equation, new: Equation, trial: Trial, tied: frozenset, draw: int) -> bool:
    for low, high in ((-2, 2), (0.1, 0.9)):  # the second where a logarithm or a root refuses the first
        given = _Random(trial, tied, np.random.default_rng(draw), low, high)
        try:
            with np.errstate(all="ignore"):
                a, b = (np.asarray(e.function.call(*map(given.value, e.reads))) for e in (old, new))
        except Exception:  # the changed product does not fit
            return False
        if a.shape != b.shape:
            return False
        if np.isfinite(a).all() and np.isfinite(b).all():
            break
    return metric.agrees(metric.error(a, b))


class _Random:
    """Random arrays for what equations read; the same reading gets the same array."""

    def __init__(self, trial: Trial, tied: frozenset, rng, low: float, high: float):
        self.system, self.inputs, self.sizes, self.tied = trial.system, trial.inputs, trial.inputs.sizes, tied
        self.rng, self.low, self.high, self.known, self.steps = rng, low, high, {}, {}
        self.weights = {n: self._draw(a.shape) for n, a in trial.inputs.weights.items()}

    def value(self, r: Read):
        if r.kind in ("weight", "size"):
            return (self.weights if r.kind == "weight" else self.sizes)[r.symbol]
        if r.symbol in self.tied or r.kind == "step":
            return self._step(r.shift)[r.symbol]
        key = (r.symbol, r.shift)
        if key not in self.known:
            self.known[key] = self._draw(self.inputs.shapes[r.symbol])
        return self.known[key]

    def _step(self, shift: int) -> dict[str, np.ndarray]:
        """What is given at one step, and what the forward pass computes from it and from random values of all symbols before it."""
        if shift not in self.steps:
            given = {n: self._draw(a[:1].shape) for n, a in self.inputs.steps.items()}
            start = {s: self._draw(self.inputs.shapes[s]) for s in self.system.equations if s in self.tied}
            inputs = replace(self.inputs, weights=self.weights, steps=given, start=start, sizes=self.sizes | dict(T=1))
            values = evaluate(self.system, inputs, self.system.order(1, self.tied))
            self.steps[shift] = {n: a[0] for n, a in given.items()} | {s: a for (s, _), a in values.items()}
        return self.steps[shift]

    def _draw(self, shape: tuple[int, ...]) -> np.ndarray:
        return self.rng.uniform(self.low, self.high, shape)


def _tied(system: System) -> frozenset:
    """The symbols that no gradient enters: the forward pass, and what a source computes from it alone."""
    entered = set(system.upstream) | {s for s, e in system.equations.items() if any(r.kind == "symbol" and r.shift > 0 for r in e.reads)}
    while more := {s for s, e in system.equations.items() if s not in entered and any(r.symbol in entered for r in e.reads)}:
        entered |= more
    return frozenset(system.equations) - entered


def _same_state(mutant: Mutant, old: Equation, trial: Trial) -> bool:
    original = replace(mutant.convention, functions=mutant.convention.functions | {mutant.symbol: old.function})
    for seed in range(DRAWS):
        problem = replace(trial.problem, seed=seed)
        a, b = (prepare(c, problem, trial.system.run).values for c in (original, mutant.convention))
        if not all(metric.agrees(metric.error(b[s, t], a[s, t])) for s in trial.system.state.values() for t in range(problem.T)):
            return False
    return True
