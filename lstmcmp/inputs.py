"""The numbers of one run, given by name: checked against what the run wants, and put in the place of random ones."""

from dataclasses import dataclass, replace

import numpy as np

from . import given
from .convention import Convention
from .errors import did_you_mean
from .given import Given, Unfit
from .problem import Layout, Problem, arrange
from .trial import parse_upstream, prepare


@dataclass(frozen=True)
class Taken:
    """A problem made of given numbers."""

    problem: Given
    kind: str  # the run that they are for, upstream or loss
    outside: dict[str, np.ndarray]  # what comes from outside, by its UPSTREAM name
    generated: tuple[str, ...]  # what was not given


def kinds(convention: Convention) -> list[str]:
    """The runs of a convention, its own loss first; one for code."""
    return list(reversed(convention.runs)) if convention.runs and convention.style == "equations" else ["upstream"]


def taken(convention: Convention, numbers: dict[str, np.ndarray], complete: bool, seed: int = 0) -> Taken:
    """The run on given numbers, by the convention's own names. Where they must be `complete`, only what can be zero may be left out.

    Unfit for what is unknown, missing, of another shape, or against what the convention assumes.
    """
    if "x" not in numbers:
        raise Unfit("x is missing; expected one row of D numbers for each step, such as [[1, 2], [3, 4]].")
    problem = Given(**given.sizes(convention, numbers), seed=seed, decimals=1)
    kind = "upstream" if set(convention.get("UPSTREAM")) & set(numbers) else kinds(convention)[0]
    layout = arrange(convention, problem)
    wanted = _wanted(convention, problem, kind, layout)
    for name in numbers:
        if name not in wanted:
            raise Unfit(f"{convention.name} has no input {name}{did_you_mean(name, wanted)}; expected some of {', '.join(wanted)}.")
    for name in convention.get("ASSUMES"):
        if name in numbers and numbers[name].any():
            raise Unfit(f"{name} holds {numbers[name].flat[np.argmax(numbers[name] != 0)]:g}; {convention.name} assumes {name} = 0.")
    for name, size in convention.get("TARGETS").items():
        if name in numbers and str(size).startswith("one-hot"):
            given.refuse_lukewarm(name, numbers[name])
    needed = [n for n in wanted if n not in numbers and not _zero_if_absent(n, convention, layout)]
    if needed and complete:
        raise Unfit(f"{', '.join(needed)} {'is' if len(needed) == 1 else 'are'} missing; {convention.name} needs {', '.join(wanted)}.")
    numbers |= {n: np.zeros(wanted[n]) for n in wanted if n not in numbers and n not in needed}
    rest = {n: given.fitted(n, a, wanted[n], problem) for n, a in numbers.items() if n not in layout.index}
    outside = {n: a for n, a in rest.items() if n in convention.get("UPSTREAM")}
    drawn = {(n, a.shape): a for n, a in rest.items() if n not in outside}
    problem = replace(problem, numbers=drawn | given.weights(convention, layout, numbers, problem))
    return Taken(problem, kind, outside, tuple(needed))


def _wanted(convention: Convention, problem: Problem, kind: str, layout: Layout) -> dict[str, tuple[int, ...]]:
    """What a run is given, by name, and in which shape."""
    T, B, D, H = problem.sizes.values()
    wanted = dict(x=(T, B, D, 1)) | {n: a.shape for n, a in layout.arrays.items()} | dict(h0=(B, H, 1), c0=(B, H, 1))
    if convention.style == "code":
        asked = {a for f in convention.functions.values() for a in f.arguments}
        return {n: s for n, s in (wanted | dict(dh=(T, B, H, 1), dc_T=(B, H, 1))).items() if n in asked}
    trial = prepare(convention, problem, kind)
    for name in trial.system.steps - {"x"} - set(trial.system.upstream):
        wanted[name] = (T, B, max(trial.inputs.steps[name].shape[-2:]), 1)
    for name, of in trial.system.upstream.items():
        _, symbol, at_end = parse_upstream(of)
        shape = trial.values[symbol, 0].shape
        wanted[name] = shape if at_end else (T, *shape)
    return wanted


def _zero_if_absent(name: str, convention: Convention, layout: Layout) -> bool:
    """States before the first step, what arrives after the last one, and arrays that a layout fills with zeros."""
    if name in layout.index:
        return name not in convention.get("WEIGHTS") and not layout.index[name].any()
    return name in ("h0", "c0", "dc_T") or convention.get("UPSTREAM").get(name, "").endswith("@T")
