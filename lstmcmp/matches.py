"""What explains printed numbers: the true gradient, paths that were cut, or a known mistake; or nothing that is known.

Every candidate is run on the inputs of the case and asked for every printed digit. All that give all of them are kept:
few digits can have several explanations, and then none is claimed.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import catalogue, causes, columns, cuts, diagnosis, examine, meaning, metric, repairs
from .case import Case, Printed, corrected, gives
from .causes import DECLARED
from .convention import load
from .diagnosis import Plant
from .errors import ConventionError
from .trial import prepare
from .truth import ask
from .vocabulary import vocabulary

MOST = 5  # explanations that are shown
CUT, SCALED, NEGATED, MEAN = "LC702", "LC108", "LC109", "LC603"
UNLIKELY = 0.01  # expected matches by chance up to which a single one is a diagnosis
PAIRS = 3000  # pairs of mistakes tried before the search gives up
Gradients = dict[str, np.ndarray | None]  # by the reference's symbol


@dataclass(frozen=True)
class Entry:
    """One number, where it stands in the case file, and what a candidate gives in its place."""

    where: str
    printed: float | None  # None where nothing is printed
    got: float


@dataclass(frozen=True)
class Match:
    """A candidate beside the printed numbers."""

    words: str
    code: str  # of the catalogue of mistakes; "" where the tool itself finds no cause for it
    kind: str
    detail: str  # what was wrong, in the letters of the reference
    missed: int  # printed numbers that it does not give
    worst: Entry | None  # the one that it misses most
    also: tuple[str, ...] = ()  # other words for the same gradients


@dataclass(frozen=True)
class Finding:
    """What the printed numbers of a case are."""

    name: str  # of the case file
    source: str
    reference: str
    sizes: dict[str, int]
    run: str  # upstream or loss
    count: int  # printed numbers
    deciding: int  # those that the true gradient does not give
    printed: dict[str, tuple[int, int]]  # by name in the file: how many numbers, and how many of them the true gradient gives
    worst: Entry | None  # beside the true gradient
    verdict: str  # true, reproduced, several, weak (one, but so few digits may be met by chance), none
    matches: tuple[Match, ...]  # all that give every printed digit, at most five
    more: int  # and how many others do
    nearest: Match | None  # where none does; the true gradient is the nearest if this is None, too
    ask: str  # the number that would tell several apart most clearly
    tried: int
    chance: float  # how many of the candidates tried would meet the deciding digits by chance


@dataclass(frozen=True)
class Candidate:
    words: str
    code: str
    gradients: Gradients
    plant: Plant | None = None
    also: tuple[str, ...] = ()


def explain(case: Case) -> Finding:
    """What reproduces every printed digit of a case."""
    true = gives(case.result, case.result.examination.whole)
    deciding = _missed(case, true)
    found, nearest, tried = [], None, 0
    if deciding:
        for search in (_single, _exchanged, _combined):
            for candidate in search(case, true):
                tried += 1
                missed = _missed(case, candidate.gradients)
                if not missed:
                    _put(found, candidate)
                elif missed < deciding and (nearest is None or missed < nearest[0]):
                    nearest = missed, candidate
            if found:
                break
    chance = tried * _by_chance(case, true)
    return Finding(
        case.path.name, case.source, case.reference.name, case.result.trial.problem.sizes, case.result.trial.system.run, case.count, deciding,
        {p.name: (p.count, p.count - int(p.missed(true[p.symbol]).sum())) for p in case.printed},
        _worst(case, true),
        "true" if not deciding else "none" if not found else "several" if len(found) > 1 else "weak" if chance > UNLIKELY else "reproduced",
        tuple(_told(case, c) for c in found[:MOST]),
        max(len(found) - MOST, 0),
        _told(case, nearest[1]) if nearest and not found else None,
        _telling(case, found) if len(found) > 1 else "",
        tried,
        chance,
    )  # fmt: skip


def _missed(case: Case, got: Gradients) -> int:
    return sum(int(p.missed(got.get(p.symbol)).sum()) for p in case.printed)


def _by_chance(case: Case, true: Gradients) -> float:
    """The probability that numbers of the size of those printed meet all digits that the true gradient does not give."""
    found = 1.0
    for p in case.printed:
        missed = p.missed(true[p.symbol])
        found *= float(np.prod(np.minimum(1, p.within[missed] / max(np.nanmax(np.abs(p.values)), 1e-300))))
    return found


def _put(found: list[Candidate], new: Candidate):
    """Add a candidate, or its words to the one that has the same gradients everywhere."""
    for n, old in enumerate(found):
        if _same(old.gradients, new.gradients):
            found[n] = replace(old, also=(*old.also, new.words))
            return
    found.append(new)


def _same(a: Gradients, b: Gradients) -> bool:
    return all(a[s] is not None and b[s] is not None and a[s].shape == b[s].shape and metric.agrees(metric.error(a[s], b[s])) for s in set(a) & set(b))


def _single(case: Case, true: Gradients) -> Iterator[Candidate]:
    """One mistake, the plainest first."""
    yield from _cut(case)
    yield from _scaled(case, true)
    yield from _family(case)
    cases, run = _cases(case), _raw(case)
    for plant in itertools.chain(diagnosis.everywhere(cases), *map(diagnosis.plants, cases.values())):
        yield from _with(case, plant, run)


def _cut(case: Case) -> Iterator[Candidate]:
    known = case.result.examination.known
    shown = any(known[p.symbol].meaning[0].kind == "prev" for p in case.printed)
    found = cuts.paths(case.result)
    for chosen in cuts.sets(found):
        for first in (False, True) if shown else (False,):
            yield Candidate(cuts.words(chosen, found, first, shown), CUT, cuts.gradients(case.result, chosen, first))


def _scaled(case: Case, true: Gradients) -> Iterator[Candidate]:
    """All gradients times one constant."""
    sizes = {n: v for n, v in case.result.trial.problem.sizes.items() if n in "TB" and v > 1}
    for name, k in metric.named_constants(sizes).items():
        if k != 1:
            code = NEGATED if k == -1 else MEAN if name.endswith("B") else SCALED
            yield Candidate(f"every gradient is multiplied by {name}", code, {s: k * a for s, a in true.items()})


def _family(case: Case) -> Iterator[Candidate]:
    """The convention and its variants as they are printed: with no correction, with one of them, with all but one."""
    root = case.reference.constants.get("BASE", case.reference.name)
    names = [root] + [n for n, p in catalogue.paths().items() if n != root and f'BASE = "{root}"' in p.read_text(encoding="utf-8")]
    for name in names:
        path = case.reference.path if name == case.reference.name else catalogue.find(name)
        try:
            member = load(path, catalogue.find) if path else None
            if member is None or member.style == "code" or any(member.get(c) for c in ("CUTS", "STRAIGHT", "CLIP")):
                continue
            run, errata = case.result.trial.system.run, tuple(member.get("ERRATA"))
            if not (member.get("UPSTREAM") if run == "upstream" else member.loss):
                continue
            adjoints = ask(prepare(corrected(member), case.result.trial.problem, run), quick=True).adjoints
            for some in dict.fromkeys([(), *((s,) for s in errata), *(tuple(e for e in errata if e != s) for s in errata)]):
                if some != errata or not errata:
                    trial = prepare(member, case.result.trial.problem, run, some)
                    result = replace(case.result, trial=trial, examination=examine.examine(trial, adjoints))
                    yield Candidate(_as_printed(name, some, errata), DECLARED, gives(result, result.examination.whole))
        except ConventionError:  # a variant that these numbers do not fit is no explanation of them
            continue


def _as_printed(name: str, some: tuple[str, ...], errata: tuple[str, ...]) -> str:
    if not some:
        return f"the equations of {name} as printed"
    left = [s for s in errata if s not in some]
    return f"the equations of {name} with " + (f"only {some[0]} corrected" if len(some) == 1 else f"all but {left[0]} corrected")


def _cases(case: Case) -> dict[str, causes.Case]:
    result = case.result
    words = vocabulary(result.trial, result.examination, set(result.truth.adjoints.before))
    return {s: causes.case(result, s, words) for s in result.examination.truth if s in result.trial.system.backward}


def _with(case: Case, plant: Plant, before: dict) -> Iterator[Candidate]:
    run = diagnosis.planted(case.reference, case.result, plant, before)
    if run is not None:
        yield Candidate(plant.words, plant.code, gives(run, run.examination.whole), plant)


def _raw(case: Case) -> dict:
    return columns.run(case.result.trial)[0]


def _exchanged(case: Case, true: Gradients) -> Iterator[Candidate]:
    """Any quantity in the place of another of its shape, in one equation."""
    run = _raw(case)
    for plant in itertools.chain.from_iterable(diagnosis.plants(c, repairs.of_names) for c in _cases(case).values()):
        yield from _with(case, plant, run)


def _combined(case: Case, true: Gradients) -> Iterator[Candidate]:
    """Mistakes in several gradients that nothing reads, each explaining its own; or two of the common ones inside."""
    system = case.result.trial.system
    cases, run = _cases(case), _raw(case)
    ends = {s for s in cases if meaning.is_final(case.result.examination.known[s].meaning, system) and not meaning.is_read(s, system)}
    wrong = [p for p in case.printed if p.missed(true[p.symbol]).any()]
    if all(p.symbol in ends for p in wrong):
        options = [_explaining(case, p, cases[p.symbol], run) for p in wrong]
        for chosen in itertools.islice(itertools.product(*options), 4 * MOST):
            yield from _with(case, diagnosis.joined(list(chosen)), run)
    common = [p for s, c in cases.items() if s not in ends for p in diagnosis.plants(c) if p.code == "common"]
    for a, b in itertools.islice(itertools.combinations(common, 2), PAIRS):
        if not set(a.equations) & set(b.equations):
            yield from _with(case, diagnosis.joined([a, b]), run)


def _explaining(case: Case, printed: Printed, of: causes.Case, run: dict) -> list[Plant]:
    """The mistakes in one equation that give all that is printed of its own gradient; each gradient once."""
    found: list[tuple[Plant, Gradients]] = []
    for plant in diagnosis.plants(of):
        for c in _with(case, plant, run):
            mine = {printed.symbol: c.gradients.get(printed.symbol)}
            if not printed.missed(mine[printed.symbol]).any() and not any(_same(mine, other) for _, other in found):
                found.append((plant, mine))
    return [p for p, _ in found]


def _told(case: Case, c: Candidate) -> Match:
    """The candidate with the code of its mistake, which the tool finds for itself where equations were changed."""
    code, detail = c.code, ""
    if c.plant is not None:
        found = diagnosis.told(case.reference, case.result.trial.problem, case.result, c.plant)
        code = ", ".join(dict.fromkeys(f.code for f in found))
        detail = "; ".join(dict.fromkeys(f"{f.symbol}: {f.detail}" for f in found if f.detail != c.words))
    kind = ", ".join(dict.fromkeys(causes.kind(one) for one in code.split(", ") if one))
    return Match(c.words, code, kind, detail, _missed(case, c.gradients), _worst(case, c.gradients), c.also)


def _worst(case: Case, got: Gradients) -> Entry | None:
    """The printed number that is missed most, in units of what its digits leave open."""
    worst = None
    for p in case.printed:
        a = got.get(p.symbol)
        if a is None or a.shape != p.values.shape or not p.missed(a).any():
            continue
        off = np.where(p.missed(a), np.abs(a - p.values) / p.within, 0)
        at = int(np.nanargmax(off))
        if worst is None or off.flat[at] > worst[0]:
            worst = off.flat[at], Entry(_place(p, at), float(p.values.flat[at]), float(a.flat[at]))
    return worst[1] if worst else None


def _place(p: Printed, at: int) -> str:
    return p.name + "".join(f"[{n}]" for n in np.unravel_index(at, p.shape))


def _telling(case: Case, found: list[Candidate]) -> str:
    """The number whose printing would tell the explanations apart: where the nearest two of them are farthest apart."""
    best = (0.0, "")
    names = {p.symbol: p for p in case.printed}
    for symbol in set.intersection(*(set(c.gradients) for c in found)):
        arrays = [c.gradients[symbol] for c in found[:MOST]]
        if any(a is None for a in arrays) or len({a.shape for a in arrays}) > 1:
            continue
        apart = np.min([np.abs(a - b) for a, b in itertools.combinations(arrays, 2)], 0)
        at = int(np.argmax(apart))
        if apart.flat[at] > best[0] * (1 + metric.EQUAL):
            shape = [n for n in arrays[0].shape if n != 1]
            place = symbol + "".join(f"[{n}]" for n in np.unravel_index(at, shape)) if symbol not in names else _place(names[symbol], at)
            best = apart.flat[at], place
    return best[1]
