"""Truncated sources in a stack: what "no error passes from a net input to any unit" leaves open for the layer below.

The sources have one hidden layer and print no dx. Whether the cut also stands between a layer and the one below is a choice;
the three readings here are run with what the engine, not the source, hands down.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .convention import Convention
from .joint import without_carry
from .trial import Trial, prepare, recorded
from .truth import ask


@dataclass(frozen=True)
class Reading:
    """One reading: what is handed down to the layer below, and the forward pass, with its cuts, whose gradient that is."""

    name: str
    sentence: str
    message: Callable[[Trial], np.ndarray]
    cut: Callable[[Trial], Trial]
    local: bool = False


def readings(convention: Convention, problem) -> tuple[Reading, ...]:
    """The three readings, for a source whose cuts stand between its net inputs and x; none for any other."""
    if not convention.get("CUTS") or not convention.get("UPSTREAM"):
        return ()
    trial = prepare(convention, problem, "upstream")
    if not _moved(trial)[1]:
        return ()
    return (
        Reading(
            "cut-between-layers", "no error passes from a layer's net inputs to the layer below, so a lower layer learns nothing, but where output units read it directly",
            _dx, lambda trial: trial,
        ),
        Reading(
            "same-step", "cut is what comes from a layer's own outputs of the step before; the lower layer gets the error of the same step, with what the upper states carry",
            lambda trial: _dx(between_steps(trial)), between_steps,
        ),
        Reading(
            "same-step-local", "as same-step, but what is sent down at a step is computed from the errors of that step only, without what the upper states carry",
            lambda trial: _dx(without_carry(between_steps(trial))), between_steps, True,
        ),
    )  # fmt: skip


def engine_reading() -> Reading:
    """For a source that prints no dx and cuts nothing: the true gradient of its input, by the engine."""
    return Reading("engine", "the source prints no line for dx; it is autograd's", _dx, lambda trial: trial)


def between_steps(trial: Trial) -> Trial:
    """The declared cuts, moved to where the step before is read: what they kept from x of the same step passes."""
    return replace(trial, frozen=recorded(trial.system, trial.inputs, trial.forward_order, _moved(trial)[0]))


def _moved(trial: Trial) -> tuple[set, bool]:
    """The cut edges, moved, and whether that opens a way to x."""
    system, moved, opened = trial.system, set(), False

    def visit(equation: str, argument: str):
        nonlocal opened
        r = next(r for r in system.equations[equation].reads if r.argument == argument)
        opened |= r.symbol == "x"
        if r.kind != "symbol" or r.shift < 0 or r.symbol in system.state.values():
            moved.add((equation, argument))
            return
        for inner in system.equations[r.symbol].reads:
            if inner.kind == "symbol":
                visit(r.symbol, inner.argument)
            opened |= inner.symbol == "x"

    for edge in {key[:2] for key in trial.frozen}:
        visit(*edge)
    return moved, opened


def _dx(trial: Trial) -> np.ndarray:
    return ask(trial, quick=True).adjoints.total["x"]
