"""Truncated gradients: what the true gradient becomes when some of the paths from step to step carry none.

A path is what one forward equation reads of a state of the step before. Where one equation holds all gates on top of each
other, the rows of each gate are a path of their own.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import autograd, meaning
from .equations import Changes, Equation, given
from .names import Read
from .problem import Layout
from .runs import Result

GATES = dict(i="the input gate", f="the forget gate", g="the cell input", o="the output gate")
MANY = 6  # paths of which every set is tried; of more, singles and pairs


@dataclass(frozen=True)
class Path:
    """One reading of a state of the step before: by which equation, and through which of its rows (None: all)."""

    equation: str
    read: Read
    rows: np.ndarray | None
    words: str


def paths(result: Result) -> list[Path]:
    """Every path from one step to the next."""
    trial = result.trial
    state = trial.system.state
    found = []
    for name in trial.system.forward:
        equation = trial.system.equations[name]
        for r in equation.reads:
            if r.kind == "symbol" and r.shift == -1 and r.symbol in state.values():
                gates = _gates(trial, equation) if r.symbol == state["h"] else {}
                for gate, rows in gates.items():
                    found.append(Path(name, r, None if len(gates) == 1 else rows, f"{r.symbol} into {GATES[gate]}"))
                if not gates:
                    found.append(Path(name, r, None, f"{r.symbol} into {name}"))
    return found


def _gates(trial, equation: Equation) -> dict[str, np.ndarray]:
    """The gates whose weights an equation reads, each with its rows of the result, (n, 1) or (1, n)."""
    shape = trial.values[equation.symbol, 0].shape[-2:]
    gates: dict[str, np.ndarray] = {}
    for r in equation.reads:
        index = trial.layout.index.get(r.symbol)
        if r.kind == "weight" and index is not None and np.ndim(index) == 2:
            for gate, rows in _blocks(trial.layout, index, max(shape)).items():
                gates[gate] = gates.get(gate, False) | rows.reshape(shape)
    return gates


def _blocks(layout: Layout, index: np.ndarray, n: int) -> dict[str, np.ndarray]:
    """The rows of a matrix, or its columns if these are the n results, that belong to each gate; none if two gates share one."""
    for along in (0, 1):
        found = {}
        for block, (start, stop, _) in layout.blocks.items():
            if block[0] in "WU" and (rows := ((index >= start) & (index < stop)).any(1 - along)).any():
                found[block[2]] = found.get(block[2], False) | rows
        if index.shape[along] == n and found and sum(r.astype(int) for r in found.values()).max() == 1:
            return found
    return {}


def sets(found: list[Path]) -> Iterator[tuple[Path, ...]]:
    """The sets of paths that are tried, the plainest last: all of them, all of one state, then few."""
    sizes = range(len(found), 0, -1) if len(found) <= MANY else (len(found), 2, 1)
    for n in sizes:
        yield from itertools.combinations(found, n)
    if len(found) > MANY:
        states = dict.fromkeys(p.read.symbol for p in found)
        yield from (tuple(p for p in found if p.read.symbol == s) for s in states)


def gradients(result: Result, cut: tuple[Path, ...], first: bool) -> dict[str, np.ndarray]:
    """The gradients that leave the layer, by symbol, with these paths cut; at the `first` step too, or only between steps.

    What the last case leaves is the message of the first step, which such a program computes and returns.
    """
    trial = result.trial
    system, frozen, equations = trial.system, dict(trial.frozen), {}
    for name in dict.fromkeys(p.equation for p in cut):
        mine = [p for p in cut if p.equation == name]
        equation = system.equations[name]
        equations[name], extra = _split(equation, mine, trial.values[name, 0].shape[-2:])
        for r in extra:
            for t in range(0 if first else 1, trial.problem.T):
                frozen[name, r.argument, t] = given(system, trial.inputs, trial.values, r, t, trial.problem.T)
    changed = replace(trial, system=system.changed(Changes(equations)), frozen=frozen)
    adjoints = autograd.adjoints(changed)
    return {s: _final(known.meaning, adjoints, changed.system) for s, known in result.examination.known.items() if meaning.is_final(known.meaning, system)}


def _final(m: meaning.Meaning, adjoints: autograd.Adjoints, system) -> np.ndarray:
    term = m[0]
    if term.kind == "prev":
        letter = {s: k for k, s in system.state.items()}[term.of[0]]
        return term.sign * adjoints.start[f"{letter}0"]
    return meaning.truth(m, adjoints, system)


def _split(equation: Equation, cut: list[Path], shape: tuple[int, ...]) -> tuple[Equation, list[Read]]:
    """The equation with every cut reading read once more, under another name: its rows that are cut come from there."""
    call, n = equation.function.call, len(equation.reads)
    extra, parts = [], []
    for read in dict.fromkeys(p.read for p in cut):
        rows = [p.rows for p in cut if p.read == read]
        mask = np.ones(shape) if any(r is None for r in rows) else np.any(rows, 0).astype(float)
        parts.append((equation.reads.index(read), n + len(extra), mask))
        extra.append(replace(read, argument=f"{read.argument} cut"))

    def split(*arguments):
        value = plain = call(*arguments[:n])
        for at, other, mask in parts:
            without = call(*(arguments[other] if k == at else a for k, a in enumerate(arguments[:n])))
            mask = autograd.constant(mask, plain)
            value = value + mask * (without - plain)
        return value

    arguments = (*equation.function.arguments, *(r.argument for r in extra))
    return Equation(equation.symbol, replace(equation.function, call=split, arguments=arguments), (*equation.reads, *extra)), extra


def words(cut: tuple[Path, ...], found: list[Path], first: bool, shown: bool) -> str:
    """What is cut; `shown` where a gradient of the initial state is printed, so that it matters at which step."""
    each = "every path from step to step is" if len(cut) == len(found) else ", ".join(p.words for p in cut) + (" is" if len(cut) == 1 else " are")
    return f"{each} cut" + ((", at the first step too" if first else ", but not at the first step") if shown else "")
