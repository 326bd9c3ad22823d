"""The two columns of every judgement: the backward pass as a whole, and each equation alone, reading true values only."""

from dataclasses import dataclass, replace

import numpy as np

from . import meaning as meanings
from .autograd import Adjoints
from .equations import evaluate
from .meaning import Meaning
from .symbols import Zero
from .trial import Trial
from .trouble import ArgumentChanged, NoArray, trouble


@dataclass(frozen=True)
class Known:
    """A symbol's meaning and where it comes from: declared, letters or found."""

    meaning: Meaning
    source: str


def run(trial: Trial, truths: dict | None = None, before: dict | None = None) -> tuple[dict, dict[str, str]]:
    """The backward values {(symbol, t): array or None}, and what did not fit, by symbol.

    With `truths` every equation reads the true value of everything that has one, and only its own result is its own.
    What is known from `before` is not evaluated again.
    """
    truths, before = truths or {}, before or {}
    per_step = {s: a for s, a in truths.items() if a.ndim == trial.inputs.steps["x"].ndim}
    raw, misfits = dict(before), {}

    def settle(symbol, t, value, error):
        function = trial.system.equations[symbol].function
        if error:
            sentence = trouble(function, error)
            if type(error) not in (ValueError, IndexError) or isinstance(sentence, ArgumentChanged):
                raise sentence
            misfits.setdefault(symbol, " ".join(str(error).split()))
        elif isinstance(value, Zero):  # only what lies beyond the ends
            value = np.zeros((1, 1))
        elif np.iscomplexobj(value):
            raise trouble(function, NoArray("returned complex numbers; expected real ones."))
        raw[symbol, t] = value
        return per_step[symbol][t] if symbol in per_step else value

    inputs = replace(trial.inputs, shapes=trial.inputs.shapes | {s: a.shape[1:] for s, a in per_step.items()})  # of the zeros beyond the ends
    handed_in = {s: a for s, a in truths.items() if s in inputs.steps and s not in trial.system.equations}
    if handed_in:
        inputs = replace(inputs, steps=inputs.steps | handed_in)
    with np.errstate(all="ignore"):
        order = [n for n in backward_order(trial) if n not in before]
        evaluate(trial.system, inputs, order, settle=settle, values=dict(trial.values) | before)
    return raw, misfits


def whole(trial: Trial, known: dict[str, Known], raw: dict, problems: dict) -> dict:
    """The column "whole run" from the values {(symbol, t): array} of a run."""
    return gathered(trial, raw, of_weights(known), problems) | _handed_in(trial, known)


def alone(trial: Trial, known: dict[str, Known], truths: dict) -> tuple[dict, dict[str, str]]:
    """The column "alone" for these meanings, and what did not fit."""
    raw, misfits = run(trial, truths)
    check_shapes(raw, truths, misfits, trial)
    return gathered(trial, raw, of_weights(known), misfits) | _handed_in(trial, known), misfits


def truths_of(known: dict[str, Known], adjoints: Adjoints, trial: Trial) -> dict[str, np.ndarray]:
    found = {s: meanings.truth(k.meaning, adjoints, trial.system) for s, k in known.items()}
    return {s: a for s, a in found.items() if a is not None}


def _handed_in(trial: Trial, known: dict[str, Known]) -> dict[str, np.ndarray]:
    """What comes in from outside and has a meaning is judged like an equation: this is how a missing carry gets a name."""
    system, steps = trial.system, trial.inputs.steps
    return {s: steps[s] for s in known if s in system.upstream and s in steps and s not in system.equations}


def of_weights(known: dict[str, Known]) -> set[str]:
    return {s for s, k in known.items() if meanings.is_weight(k.meaning)}


def check_shapes(raw: dict, truths: dict, misfits: dict, trial: Trial):
    for (symbol, _), value in raw.items():
        if value is None or symbol not in truths or symbol in misfits:
            continue
        if value.shape == (1, 1) and not value.any():  # a zero from beyond the end, which fits everywhere
            continue
        true = truths[symbol]
        want = true.shape[-2:] if true.ndim == 2 else true.shape[1:]
        have = value.shape[-2:] if true.ndim == 2 else value.shape
        if have != want:
            misfits[symbol] = f"the result has shape {have}, its meaning {want}"


def gathered(trial: Trial, raw: dict, weights: set, misfits: dict, symbols: list[str] | None = None) -> dict:
    """The values {(symbol, t): array} by symbol, all steps in one array, summed for weights; None where a step is missing."""
    T, sums, clips = trial.problem.T, trial.system.convention.get("SUMS"), trial.system.convention.get("CLIP")
    out = {}
    for s in trial.system.backward if symbols is None else symbols:
        values = [raw.get((s, t)) for t in range(T)]
        if s in misfits or any(v is None for v in values):
            out[s] = None
        else:
            try:
                out[s] = _summed(values, sums.get(s, slice(None)), clips.get(s)) if s in weights else np.stack(np.broadcast_arrays(*values))
            except ValueError:  # at each step another shape
                out[s] = None
    return out


def _summed(values: list[np.ndarray], steps: slice, bound: float | None) -> np.ndarray:
    """The sum over the steps and the sequences, clipped where the source does."""
    total = sum((v.reshape(-1, *v.shape[-2:]).sum(0) for v in values[steps]), np.zeros(values[0].shape[-2:]))
    return total if bound is None else np.clip(total, -bound, bound)


def backward_order(trial: Trial):
    backward = set(trial.system.backward)
    return [n for n in trial.order if n[0] in backward]


def in_order(trial: Trial) -> list[str]:
    """The backward symbols in dependency order."""
    return [s for s in trial.system.in_dependency_order() if s in trial.system.backward]
