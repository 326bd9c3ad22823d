"""What explains gradients that come without equations: a reference is run with one known mistake after the other.

The reference is the catalogue's own right convention of the same cell. A mistake, or two, with which it gives the same
numbers is a diagnosis; nothing weaker is. So is its gradient with some of the paths from step to step cut.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import autograd, catalogue, causes, columns, cuts, form_repairs, meaning, metric, repairs
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
CUT = "LC702"
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
    search = _Search(reference, result, target, columns.run(result.trial)[0])
    words = vocabulary(result.trial, result.examination, set(result.truth.adjoints.before))
    cases = {s: causes.case(result, s, words) for s in result.examination.truth if s in result.trial.system.backward}
    if plant := _one(search, cases, before):
        found = told(reference, problem, result, plant)
        cut = _cut(search) if any(c.kind == "term" for c in found) else None
        return tuple(replace(c, detail=f"{c.detail} ({cut.detail}: the same, {CUT})") for c in found) if cut else found
    if cut := _cut(search):
        return (replace(cut, detail=f"{cut.detail}, or the terms of these paths are left out, which is the same (LC205)"),)
    plant = _two(search, cases) if deep else None
    return told(reference, problem, result, plant) if plant else ()


@dataclass(frozen=True)
class _Search:
    """What every candidate is run in and compared with; `raw` are the values {(symbol, t): array} without a mistake."""

    reference: Convention
    result: Result
    target: Target
    raw: dict

    def left(self, plant: Plant) -> set[str]:
        """The gradients that this mistake does not explain."""
        return _wrong(planted(self.reference, self.result, plant, self.raw), self.target)


def _one(search: _Search, cases: dict[str, Case], wrong: set[str]) -> Plant | None:
    """One mistake that explains all, or one inside and others at the ends."""
    known, system = search.result.examination.known, search.result.trial.system
    ends = {s for s in cases if meaning.is_final(known[s].meaning, system) and not meaning.is_read(s, system)}
    for plant in everywhere(cases):
        if not search.left(plant):
            return plant
    at_ends = {s: list(plants(c)) for s, c in cases.items() if s in ends}
    if left := _mend_ends(search, None, wrong, at_ends):
        return left
    fewest = len(wrong)
    for plant in (p for s, c in cases.items() if s not in ends for p in plants(c, _handing_on)):
        rest = search.left(plant)
        if not rest:
            return plant
        if len(rest) < fewest and (both := _mend_ends(search, plant, rest, at_ends)):
            return both
    return None


def _two(search: _Search, cases: dict[str, Case]) -> Plant | None:
    """Two of the common mistakes inside."""
    known, system = search.result.examination.known, search.result.trial.system
    inside = [c for s, c in cases.items() if meaning.is_read(s, system) or not meaning.is_final(known[s].meaning, system)]
    common = [p for c in inside for p in plants(c) if p.code == "common"]
    pairs = (joined([a, b]) for a, b in itertools.combinations(common, 2) if not set(a.equations) & set(b.equations))
    return next((both for both in pairs if not search.left(both)), None)


def _cut(search: _Search) -> Cause | None:
    """The paths from step to step without which the true gradient is what is to be explained."""
    result, target = search.result, search.target
    found = cuts.paths(result)
    shown = not {"dh0", "dc0"}.isdisjoint(target.values)
    for chosen in cuts.sets(found):
        for first in (False, True) if shown else (False,):
            whole = {s: a[None] if a.ndim == 3 else a for s, a in cuts.gradients(result, chosen, first).items()}  # of h0 and c0: a step of its own
            run = replace(result, examination=replace(result.examination, whole=whole))
            if not _wrong(run, target):
                words, blocks = cuts.words(chosen, found, first, shown), _blocks(run)
                before = max(metric.error(target.values[b], true) for b, true in _blocks(result).items() if b in target.values)
                after = max(metric.error(target.values[b], blocks[b]) for b in target.values)
                symbols = ", ".join(dict.fromkeys(p.read.symbol for p in chosen))
                return Cause(symbols, CUT, causes.kind(CUT), words, "", before, after, f"{search.reference.name} with its gradient truncated: {words}")
    return None


def _mend_ends(search: _Search, inner: Plant | None, rest: set[str], at_ends: dict) -> Plant | None:
    """Mistakes in equations that nothing reads, each explaining the gradient that it gives itself."""
    gives = {g.canonical: g.source_name for g in search.result.gradients}
    chosen = [inner] if inner else []
    for symbol in dict.fromkeys(gives[b] for b in sorted(rest)):
        mine = {b for b in rest if gives[b] == symbol}
        if symbol not in at_ends:
            return None
        found = next((p for p in at_ends[symbol] if not mine & search.left(joined([*chosen, p]))), None)
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


def _handing_on(node: ex.Node, setting) -> Iterator[Repair]:
    """The likely changes, but for the whole times zero: where a carry is nothing, a path is cut."""
    return (r for r in repairs.likely(node, setting) if r.node != ex.times(ex.number(0), node))


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
