"""What explains gradients that come without equations: a reference is run with one known mistake after the other.

The reference is the catalogue's own right convention of the same cell. A mistake, or two, with which it gives the same
numbers is a diagnosis; nothing weaker is.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import autograd, catalogue, causes, form_repairs, meaning, metric, repairs
from . import expression as ex
from .causes import Case
from .convention import Convention, load
from .equations import Changes, Equation
from .errors import ConventionError
from .examine import whole_run
from .finals import finals
from .problem import Problem
from .records import Cause
from .repair import Repair
from .runs import Result, judged
from .vocabulary import vocabulary

SAME = 1e-12  # the numbers of a diagnosis agree to this
STEPS = {"the first step": slice(0, 1), "the last step": slice(-1, None)}


@dataclass(frozen=True)
class Plant:
    """A mistake put into the reference: for each symbol its equation and the range of its sum."""

    equations: dict[str, Equation]
    sums: dict[str, slice]
    words: str
    code: str = ""  # only where the reference's own cause would not say it


@dataclass(frozen=True)
class Target:
    """The gradients to be explained: canonical block -> values, and how far they may be off (half a printed digit)."""

    values: dict[str, np.ndarray]
    within: dict[str, np.ndarray] | None = None

    def matches(self, block: str, got: np.ndarray) -> bool:
        want = self.values[block]
        if got.shape != want.shape:
            return False
        if self.within:
            known = np.isfinite(want)
            return bool((np.abs(got - want) <= self.within[block])[known].all())
        return metric.error(got, want) <= SAME


def reference(cell: str, assumes: dict, late: bool) -> Convention | None:
    """The first right convention of the catalogue in equations for this cell, `canonical` before all; None if there is none.

    It is made to assume the zero states that the code assumes, and to get no dL/dc_T (`late`) where the code gets none.
    """
    for path in sorted(catalogue.paths().values(), key=lambda p: p.stem != "canonical"):
        found = load(path, catalogue.find)
        plain = found.style == "equations" and not any(found.get(c) for c in ("ERRATA", "CUTS", "STRAIGHT", "CLIP", "WEIGHTS"))
        if plain and found.constants.get("CELL", "standard") == cell and found.get("STATE").get("h") in found.get("UPSTREAM").values():
            given = {n: of for n, of in found.get("UPSTREAM").items() if late or not str(of).endswith("@T")}
            return replace(found, constants=found.constants | dict(ASSUMES=assumes, UPSTREAM=given))
    return None


def explain(reference: Convention, problem: Problem, target: Target, deep: bool = True) -> tuple[Cause, ...]:
    """The causes of the planted mistakes with which the reference gives exactly these gradients; none if none does."""
    result = judged(reference, problem, "upstream")
    before = _wrong(result, target)
    if not before or any(g.verdict == "differs" for g in result.gradients):
        return ()
    plant = _search(reference, result, target, before, deep)
    return told(reference, problem, result, plant) if plant else ()


def _search(reference: Convention, result: Result, target: Target, wrong: set[str], deep: bool) -> Plant | None:
    """One mistake that explains all, one inside and others at the ends, or two inside."""
    words = vocabulary(result.trial, result.examination, set(result.truth.adjoints.before))
    cases = {s: causes.case(result, s, words) for s in result.examination.truth if s in result.trial.system.backward}
    ends = {s for s in cases if meaning.is_final(result.examination.known[s].meaning, result.trial.system) and not meaning.is_read(s, result.trial.system)}
    groups = list(everywhere(cases))
    for plant in groups:
        if not _wrong(planted(reference, result, plant), target):
            return plant
    inside = [p for s, c in cases.items() if s not in ends for p in plants(c)]
    at_ends = {s: list(plants(c)) for s, c in cases.items() if s in ends}
    if left := _mend_ends(reference, result, None, wrong, at_ends, target):
        return left
    fewest = len(wrong)
    for plant in inside:
        rest = _wrong(planted(reference, result, plant), target)
        if not rest:
            return plant
        if len(rest) < fewest and (both := _mend_ends(reference, result, plant, rest, at_ends, target)):
            return both
    if deep:
        common = [p for p in inside if p.code == "common"]
        for a, b in itertools.combinations(common, 2):
            if not set(a.equations) & set(b.equations):
                both = joined([a, b])
                if not _wrong(planted(reference, result, both), target):
                    return both
    return None


def _mend_ends(reference, result: Result, inner: Plant | None, rest: set[str], at_ends: dict, target: Target) -> Plant | None:
    """Mistakes in equations that nothing reads, each explaining the gradient that it gives itself."""
    gives = {g.canonical: g.source_name for g in result.gradients}
    chosen = [inner] if inner else []
    for symbol in dict.fromkeys(gives[b] for b in sorted(rest)):
        mine = {b for b in rest if gives[b] == symbol}
        if symbol not in at_ends:
            return None
        found = next((p for p in at_ends[symbol] if not mine & _wrong(planted(reference, result, joined([*chosen, p])), target)), None)
        if found is None:
            return None
        chosen.append(found)
    return joined(chosen) if chosen else None


def joined(plants: list[Plant]) -> Plant:
    equations = {s: e for p in plants for s, e in p.equations.items()}
    return Plant(equations, {s: v for p in plants for s, v in p.sums.items()}, " and ".join(p.words for p in plants))


def plants(c: Case, changes=repairs.likely) -> Iterator[Plant]:
    """The reference's own equation with every likely change, or these changes, each expression once."""
    seen = {(c.node, "None")}
    if c.node is None:
        return
    common = {(r.node, str(r.sums)) for family in (form_repairs.of_deletions, form_repairs.of_time) for r in family(c.node, c.setting)}
    sums = [Repair("", "", c.node, s) for s in STEPS.values()] if c.setting.sums is not None else []
    for change in itertools.chain(sums, changes(c.node, c.setting)):
        if (key := (change.node, str(change.sums))) not in seen:
            seen.add(key)
            words = f"{c.symbol} = {ex.text(change.node)}" + ("" if change.sums is None else f" over {form_repairs.span(change.sums)}")
            yield Plant({c.symbol: causes.changed(c, change)}, {} if change.sums is None else {c.symbol: change.sums}, words, "common" * (key in common))


def everywhere(cases: dict[str, Case]) -> Iterator[Plant]:
    """The mistakes that are made in all gradients of weights at once."""
    weights = {s: c for s, c in cases.items() if c.setting.sums is not None and c.node is not None}
    for words, steps in STEPS.items():
        code = "LC601" if steps == slice(0, 1) else "LC304"
        yield Plant({}, dict.fromkeys(weights, steps), f"every weight gradient has only the contribution of {words}", code)
    for size, code in (("B", "LC603"), ("T", "LC108")):
        equations = {s: causes.changed(c, Repair("", "", ex.Node("/", None, (c.node, ex.name(size))))) for s, c in weights.items()}
        yield Plant(equations, {}, f"every weight gradient is divided by {size}", code)


def planted(reference: Convention, result: Result, plant: Plant, before: dict | None = None) -> Result | None:
    """The reference's run with this mistake in it; None where it cannot be run.

    `before` are the values of its run without, {(symbol, t): array}: what the mistake does not reach is taken from there.
    """
    trial = result.trial
    convention = replace(reference, constants=reference.constants | dict(SUMS=reference.get("SUMS") | plant.sums))
    system = replace(trial.system.changed(Changes(plant.equations)), convention=convention)
    try:
        reached = _reached(system, set(plant.equations))
        same = {n: v for n, v in before.items() if n[0] not in reached} if before is not None else None
        trial = replace(trial, system=system, order=tuple(system.order(trial.problem.T, reached if same is not None else None)))
        seen = result.examination
        fitting = {s: a for s, a in whole_run(trial, seen.known, {}, same).items() if s not in seen.truth or a is None or a.shape == seen.truth[s].shape}
        return replace(result, trial=trial, examination=replace(seen, whole=fitting))
    except ConventionError:
        return None


def _reached(system, symbols: set[str]) -> set[str]:
    """These symbols and all that are computed from them."""
    found = set(symbols)
    while more := {n for n, e in system.equations.items() if n not in found and any(r.symbol in found for r in e.reads)}:
        found |= more
    return found


def _blocks(result: Result) -> dict[str, np.ndarray]:
    return {g.canonical: got for g, got, _ in finals(result.trial, result.examination, result.truth) if got is not None}


def _wrong(run: Result | None, target: Target) -> set[str]:
    """The blocks of the target that the gradients of this run do not match."""
    got = None if run is None else _blocks(run)
    return {b for b in target.values if got is None or b not in got or not target.matches(b, got[b])}


def told(reference: Convention, problem: Problem, result: Result, plant: Plant) -> tuple[Cause, ...]:
    """The causes that the tool itself finds for the reference with these mistakes in it."""
    same = f"{reference.name} with {plant.words}"
    if plant.code and plant.code != "common":
        blocks = _blocks(planted(reference, result, plant))
        error = max(metric.error(blocks[g.canonical], true) for g, _, true in finals(result.trial, result.examination, result.truth))
        return (Cause(", ".join(plant.sums or plant.equations), plant.code, causes.kind(plant.code), plant.words, "", error, 0.0, same),)
    convention = replace(reference, constants=reference.constants | dict(SUMS=reference.get("SUMS") | plant.sums))
    wrong = judged(convention, problem, result.trial.system.run, before=result, changes=Changes(plant.equations))
    return tuple(replace(c, match=same) for c in causes.causes(reference, problem, [wrong]))


def available() -> bool:
    """Whether there can be a diagnosis: the paths of a gradient are known to autograd only."""
    return autograd.available()
