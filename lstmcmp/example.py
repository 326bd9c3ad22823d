"""A worked example: every symbol of one small run with its value, forward then backward, beside the published digits."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import given
from .convention import Convention
from .errors import ConventionError, UsageError, did_you_mean
from .given import TINY, Given, Unfit
from .problem import Layout, Problem, arrange
from .published import with_published
from .trial import parse_upstream, prepare
from .values import Course, Value, of_code, of_equations
from .verdict import approximates

GROWING = ({}, dict(H=2), dict(H=3), dict(T=3), dict(T=4), dict(T=3, B=2, H=2))  # beyond TINY, where a smaller example hides a mistake or a term


@dataclass(frozen=True)
class Walk:
    """A run in the order in which it is evaluated."""

    name: str
    title: str
    source: str  # where the inputs come from
    sizes: dict[str, int]
    values: tuple[Value, ...]
    wrong: bool  # a gradient that leaves the layer departs, or the forward pass is another than it should be
    approximation: str | None = None  # the kind of approximation that the file declares, as in the verdict
    factor: str = ""  # the constant that it declares all its gradients to carry
    uncomputed: tuple[str, ...] = ()  # symbols that the source prints numbers for, and that its equations could not be run to
    ended: str = ""  # the equation after which the walk was told to stop

    @property
    def first(self) -> Value | None:
        """The first number that departs from the truth."""
        return next((v for v in self.values if v.departs), None)


def walk(convention: Convention, inputs: Path | None = None, until: str | None = None, seed: int = 0) -> Walk:
    """The example a convention carries, the numbers of the JSON file `inputs`, or a generated one; up to the equation `until`.

    UsageError for numbers of the user's that do not fit and for an `until` that is nowhere; ConventionError for a file that
    cannot be run or whose EXAMPLE does not fit.
    """
    try:
        raw = given.read(inputs) if inputs else convention.get("EXAMPLE")
        found = _with_numbers(convention, raw, inputs, seed) if raw or inputs else _generated(convention, seed)
    except Unfit as e:
        raise UsageError(f"--inputs {inputs}: {e}") if inputs else ConventionError(f"{convention.path.name}: EXAMPLE: {e}") from None
    except ConventionError as e:
        raise ConventionError(f"with --inputs {inputs}: {e}") if inputs else e from None
    return replace(found, values=_until(found.values, until), ended=until) if until else found


def _until(values: tuple[Value, ...], until: str) -> tuple[Value, ...]:
    """Up to the first value of this equation: its symbol, its number, or one of the numbers it carries."""
    wanted = until.strip().strip("()").removeprefix("eq. ")
    names = [{v.symbol, v.number, *v.number.replace(" ", "").split(",")} - {""} for v in values]
    end = next((n for n, known in enumerate(names) if wanted in known), None)
    if end is None:
        raise UsageError(f"--until {until}: no equation has this number or symbol{did_you_mean(wanted, set().union(*names))}.")
    return values[: end + 1]


def _generated(convention: Convention, seed: int) -> Walk:
    """The smallest example that shows what is wrong; if nothing is, the smallest in which every gradient can be seen."""
    tried = []
    for more in GROWING:
        problem = Given(**TINY | more, seed=seed, decimals=1)
        for kind in _kinds(convention):
            course = _course(convention, problem, kind, {})
            if course.wrong:
                hidden = " (a smaller example hides what is wrong)" if more else ""
                return _walk(convention, problem, course, f"generated inputs of one decimal{hidden}")
            tried.append((problem, course))
    problem, course = next((made for made in tried if not made[1].dull), tried[0])
    return _walk(convention, problem, course, "generated inputs of one decimal")


def _course(convention: Convention, problem: Problem, kind: str, outside: dict) -> Course:
    return of_code(convention, problem) if convention.style == "code" else of_equations(convention, problem, kind, outside)


def _walk(convention: Convention, problem: Problem, course: Course, source: str) -> Walk:
    title = convention.source.get("title") or convention.title
    return Walk(convention.name, title, source, problem.sizes, tuple(course.values), course.wrong, approximates(convention), str(convention.get("FACTOR", "")))


def _kinds(convention: Convention) -> list[str]:
    """The runs of a convention, its own loss first; one for code."""
    kinds = (["loss"] if convention.loss else []) + (["upstream"] if convention.get("UPSTREAM") else [])
    return kinds if kinds and convention.style == "equations" else ["upstream"]


def _with_numbers(convention: Convention, raw: dict, inputs: Path | None, seed: int) -> Walk:
    """The run on given numbers. A user's file must hold all of them; what a source does not publish is generated."""
    numbers = {n: given.array(n, v) for n, v in raw.items() if n != "printed"}
    if "x" not in numbers:
        raise Unfit("x is missing; expected one row of D numbers for each step, such as [[1, 2], [3, 4]].")
    problem = Given(**given.sizes(convention, numbers), seed=seed, decimals=1)
    kind = "upstream" if set(convention.get("UPSTREAM")) & set(numbers) else _kinds(convention)[0]
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
    if needed and inputs:
        raise Unfit(f"{', '.join(needed)} {'is' if len(needed) == 1 else 'are'} missing; {convention.name} needs {', '.join(wanted)}.")
    numbers |= {n: np.zeros(wanted[n]) for n in wanted if n not in numbers and n not in needed}
    rest = {n: given.fitted(n, a, wanted[n], problem) for n, a in numbers.items() if n not in layout.index}
    outside = {n: a for n, a in rest.items() if n in convention.get("UPSTREAM")}
    drawn = {(n, a.shape): a for n, a in rest.items() if n not in outside}
    problem = replace(problem, numbers=drawn | given.weights(convention, layout, numbers, problem))
    source = f"inputs from {inputs.name}" if inputs else "the published inputs"
    source += f"; {', '.join(needed)} {'is' if len(needed) == 1 else 'are'} generated" if needed else ""
    found = _walk(convention, problem, _course(convention, problem, kind, outside), source)
    values, without = with_published(found.values, raw.get("printed", {}), () if inputs else convention.functions)
    return replace(found, values=values, uncomputed=without)


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
