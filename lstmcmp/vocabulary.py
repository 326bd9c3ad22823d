"""The quantities that an equation could have read, each with its true value at every step.

A printed equation is repaired by what stands around it: the symbols of its file one step earlier, now and later, the
weights, and the gradients with their true values.
"""

from dataclasses import dataclass, replace

import numpy as np

from . import meaning as meanings
from .columns import run
from .equations import Equation, Read, given
from .examine import Examination
from .trial import Trial


@dataclass(frozen=True)
class Word:
    """A name an equation may use: what it reads, its values (T, B, n, m) or (n, m) for a weight, and what it is."""

    name: str
    read: Read
    values: object
    kind: str  # forward, gradient, weight, size, given
    activated: bool = False  # a forward symbol whose outermost function is a sigmoid or tanh: a gate

    @property
    def shape(self) -> tuple[int, ...]:
        return np.shape(self.values)[-2:]


def vocabulary(trial: Trial, seen: Examination, gates) -> dict[tuple, Word]:
    """Every word by what it reads, (kind, symbol, shift); `gates` are the forward symbols with an activation of their own."""
    system, T = trial.system, trial.problem.T
    raw, _ = run(trial, seen.truth)
    known = dict(trial.values) | {n: v for n, v in raw.items() if v is not None}
    known |= {(s, t): a[t] for s, a in seen.truth.items() if a.ndim == trial.inputs.steps["x"].ndim for t in range(T)}
    steps = trial.inputs.steps | {s: a for s, a in seen.truth.items() if s in trial.inputs.steps and s not in system.equations}
    spelled: dict[tuple, str] = {}
    for e in system.equations.values():
        for r in e.reads:
            spelled.setdefault((r.kind, r.symbol, r.shift), r.argument)
    recurrent = [s for s, k in seen.known.items() if k.meaning[0].kind == "partial"]  # carried forward, so the step before is what is read
    reads = [Read("", "symbol", s, k) for s in system.forward if s != "loss" for k in (0, -1, 1)]
    reads += [Read("", "symbol", s, k) for s in system.backward if s not in _of_weights(seen) for k in (0, 1)]
    reads += [Read("", "step", s, k) for s in system.steps for k in ((0, -1, 1) if s == "x" else (0,))]
    reads += [Read("", "symbol", s, -1) for s in recurrent] + [Read("", *key) for key in spelled if key[0] in ("symbol", "step")]
    reads += [Read("", "weight", w) for w in sorted(system.weights)] + [Read("", "size", n) for n in ("T", "B", "D", "H")]
    words = {}
    for r in reads:
        values = _values(trial, r, known, steps)
        if values is not None:
            key = (r.kind, r.symbol, r.shift)
            name = spelled.get(key) or _spelled(r, system)
            words[key] = Word(name, Read(name, *key), values, _kind(r, system), r.symbol in gates)
    return words


def named(words: dict[tuple, Word], equation: Equation | None) -> dict[str, Word]:
    """The words by name, as one equation may use them: its own arguments keep their names, and nothing else has one of these."""
    own = {r.argument: replace(words[key], name=r.argument) for r in (equation.reads if equation else ()) if (key := (r.kind, r.symbol, r.shift)) in words}
    taken = {(w.read.kind, w.read.symbol, w.read.shift) for w in own.values()}
    for key, w in words.items():
        if key not in taken:
            name = w.name
            while name in own:
                name += "_"
            own[name] = replace(w, name=name)
    return own


def _spelled(r: Read, system) -> str:
    """What a file would call this reading: what X_prev of the next step hands back is X_next."""
    if r.shift == 1 and r.symbol.endswith("_prev") and r.symbol.removesuffix("_prev") + "_next" not in system.equations:
        return r.symbol.removesuffix("_prev") + "_next"
    if r.shift == 1 and r.symbol + "_prev" in system.equations:  # X_next is taken by what X_prev hands back
        return r.symbol + "_of_next_step"
    return r.symbol + {0: "", -1: "_prev", 1: "_next"}[r.shift]


def _of_weights(seen: Examination) -> set[str]:
    return {s for s, k in seen.known.items() if meanings.is_weight(k.meaning)}


def _kind(r: Read, system) -> str:
    if r.kind in ("weight", "size"):
        return r.kind
    if r.kind == "step":
        return "gradient" if r.symbol in system.upstream else "given"
    return "forward" if r.symbol in system.forward else "gradient"


def _values(trial: Trial, r: Read, known: dict, steps: dict):
    if r.kind == "weight":
        return trial.inputs.weights[r.symbol]
    if r.kind == "size":
        return trial.inputs.sizes[r.symbol]
    T, B = trial.problem.T, trial.problem.B
    if r.kind == "symbol" and any((r.symbol, t) not in known for t in range(T)):
        return None
    inputs = replace(trial.inputs, steps=steps)
    arrays = [given(trial.system, inputs, known, r, t, T) for t in range(T)]
    shaped = [a for a in arrays if isinstance(a, np.ndarray)]
    if not shaped or any(a.ndim < 2 for a in shaped):
        return None
    shape = (B, *shaped[0].shape[-2:])
    arrays = [a if isinstance(a, np.ndarray) else np.zeros(shape) for a in arrays]  # beyond the ends of what could not be evaluated
    if any(a.shape[-2:] != shape[1:] for a in arrays):
        return None
    return np.stack([np.broadcast_to(a, shape) for a in arrays])
