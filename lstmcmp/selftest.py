"""Does lstmcmp find mistakes? Wrong equations made from right ones are judged, and each is sorted by what is said of it.

Before that the installation is checked, and every mistake of the catalogue is planted once.
"""

import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import autograd, catalogue, causes, verdict
from .compare import WITHOUT_TORCH
from .convention import Convention, load
from .equivalence import equivalent, same_value
from .errors import ConventionError
from .installation import Check, referees, torch, versions
from .judge import FORWARD, judge
from .known_cell import cell_of
from .mistakes import MISTAKES
from .mutants import KINDS, Mutant, behind, corrected, mutants, resolved
from .plant import planted
from .problem import Problem
from .records import Judgement
from .runs import Result, judged
from .truth import RefereesDisagree

SEED = 0
EACH = 100  # mutants of every kind, where there are so many
SORTS = ("equivalent", "missed", "named_exactly", "named_within_two", "not_localised", "wrongly_accused")
LEAST, LEAST_EACH, LEAST_CONVENTIONS = 500, 30, 12
MOST_EQUIVALENT, LEAST_EXACTLY = 0.10, 0.95


@dataclass(frozen=True)
class Outcome:
    """What was said of one wrong equation made from a right one."""

    convention: str
    cell: str
    symbol: str
    number: str
    file: str
    line: int
    kind: str  # drop a factor ...
    mutation: str  # the equation before and after
    forward: bool
    sort: str  # one of SORTS
    verdict: str | None = None
    accused: tuple[str, ...] = ()
    code: str | None = None  # of the cause that was proved
    undone: bool | None = None  # whether the mended equation is equivalent to the original; None where it is no equation of the file's symbols


@dataclass(frozen=True)
class Selftest:
    """Everything that was found."""

    checks: tuple[Check, ...]
    outcomes: tuple[Outcome, ...]
    refused: int  # mutants drawn that are refused with their line before anything is judged, so that others took their place
    seconds: float

    def count(self, sort: str, kind: str | None = None) -> int:
        return sum(o.sort == sort and kind in (None, o.kind) for o in self.outcomes)

    @property
    def failures(self) -> tuple[str, ...]:
        """What is not as it should be, a sentence each."""
        n, same = len(self.outcomes), self.count("equivalent")
        few = [k for k in KINDS if sum(o.kind == k for o in self.outcomes) < LEAST_EACH]
        said = {
            f"{n} mutants, expected at least {LEAST}": n < LEAST,
            f"fewer than {LEAST_EACH} mutants of the kind {', '.join(few)}": bool(few),
            f"mutants of fewer than {LEAST_CONVENTIONS} conventions": len({o.convention for o in self.outcomes}) < LEAST_CONVENTIONS,
            f"{same} of {n} mutants are equivalent, expected at most {MOST_EQUIVALENT:.0%}": same > MOST_EQUIVALENT * n,
            f"{self.count('missed')} missed, expected none": self.count("missed") > 0,
            f"{self.count('wrongly_accused')} wrongly accused, expected none": self.count("wrongly_accused") > 0,
            f"{self.count('named_exactly')} of {n - same} named exactly, expected at least {LEAST_EXACTLY:.0%}": self.count("named_exactly")
            < LEAST_EXACTLY * (n - same),
        }
        return tuple(f"{c.name}: {c.text}" for c in self.checks if not c.ok) + tuple(s for s, failed in said.items() if failed)


@dataclass(frozen=True)
class Subject:
    """A right convention: its runs, and the cell that its forward pass is."""

    convention: Convention
    results: tuple[Result, ...]
    cell: str


@dataclass(frozen=True)
class Drawn:
    """A mutant, the convention it was made from, and the first run that has its equation."""

    subject: Subject
    result: Result
    mutant: Mutant


def selftest(progress: Callable[[str], None] = lambda name: None, each: int = EACH, paths: Iterable[Path] | None = None) -> Selftest:
    """Check the installation, plant the catalogue of mistakes, and judge `each` mutants of every kind."""
    start, problem = time.monotonic(), Problem()
    if not autograd.available():
        return Selftest((versions(), Check("referees", WITHOUT_TORCH, False)), (), 0, time.monotonic() - start)
    found, unfit = subjects(paths or catalogue.paths().values(), problem, progress)
    checks = (versions(), referees([r.truth for s in found for r in s.results], unfit), torch(problem), _catalogued(progress))
    drawn, refused = draw(found, each)
    outcomes = []
    for d in drawn:
        progress(d.subject.convention.name)
        outcomes.append(outcome(d, problem))
    return Selftest(checks, tuple(outcomes), refused, time.monotonic() - start)


def _catalogued(progress) -> Check:
    """Every mistake of the catalogue, planted where `explain` shows it."""
    noticed, named, told = [], [], []
    for code, mistake in MISTAKES.items():
        progress(code)
        with planted(mistake.example) as wrong:
            entry = judge(wrong, Problem(**mistake.example.sizes))
        noticed += [code] * (entry.verdict not in ("exact", "variant", "by-design"))
        named += [code] * (entry.culprits == ((mistake.example.symbol,) if mistake.example.symbol else ()))
        told += [code] * any(c.code == code for c in entry.causes)
    hidden = [c for c in MISTAKES if c not in noticed or c not in named]
    text = f"{len(noticed)} of {len(MISTAKES)} are noticed when they are planted, {len(named)} in exactly their place, {len(told)} told by their code"
    return Check("known mistakes", text + (f"; not so: {', '.join(hidden)}" if hidden else ""), not hidden)


def subjects(paths: Iterable[Path], problem: Problem, progress=lambda name: None) -> tuple[list[Subject], list[str]]:
    """The conventions written as equations that are no variant of another, as they are right: with their corrections.

    And a sentence for each one that cannot be used though its file says it could.
    """
    found, unfit = [], []
    for path in paths:
        progress(path.stem)
        try:
            subject = _subject(load(path, catalogue.find), problem)
        except (ConventionError, RefereesDisagree) as e:
            unfit.append(str(e))
            continue
        word = _word(subject, subject.results, subject.cell, problem) if subject else "scaled"
        if word == "wrong":
            unfit.append(f"{path.stem} is not right with its corrections")
        elif word != "scaled":  # where every equation is accused of the declared factor, no other mistake has a name
            found.append(subject)
    return found, unfit


def _subject(convention: Convention, problem: Problem) -> Subject | None:
    if convention.style == "code" or "BASE" in convention.constants or (right := corrected(convention)) is None:
        return None
    kinds = ["upstream"] * bool(right.get("UPSTREAM")) + ["loss"] * bool(right.loss)
    results = tuple(judged(right, problem, kind) for kind in kinds)
    return Subject(right, results, cell_of(right, results[0].trial)[0] or "")


def _word(subject: Subject, results: Iterable[Result], cell: str | None, problem: Problem) -> str:
    return verdict.of_all(cell or None, [(verdict.of_run(subject.convention, r.gradients, r.constant, problem), r.constant) for r in results])[0]


def draw(found: list[Subject], each: int = EACH, seed: int = SEED) -> tuple[list[Drawn], int]:
    """`each` mutants of every kind, from all conventions in turn, with a fixed seed; and how many were refused meanwhile.

    Which mutants of a convention come first depends on that convention alone, so that another one added changes little.
    """
    pool: dict[tuple[str, str], list[Drawn]] = {}
    for subject in found:
        for result, symbols in _equations(subject):
            for m in mutants(subject.convention, result.trial.system, symbols):
                pool.setdefault((m.kind, m.convention.name), []).append(Drawn(subject, result, m))
    out, refused = [], 0
    for kind in KINDS:
        queues = [
            _shuffled(pool[kind, s.convention.name], [seed, zlib.crc32(f"{kind} {s.convention.name}".encode())])
            for s in found
            if (kind, s.convention.name) in pool
        ]
        chosen = []
        while any(queues) and len(chosen) < each:
            for queue in (q for q in queues if q):
                drawn = queue.pop()
                fits = resolved(drawn.mutant, drawn.result.trial) is not None
                refused += not fits
                chosen += [drawn] if fits else []
        out += chosen[:each]
    return out, refused


def _shuffled(items: list, seed: list[int]) -> list:
    return [items[k] for k in np.random.default_rng(seed).permutation(len(items))]


def _equations(subject: Subject) -> Iterator[tuple[Result, list[str]]]:
    """The equations that can be told right from wrong, each with the first run that has it.

    They are those that a gradient is computed from, and those that h and c are computed from; what a loss is like is up to its source.
    """
    systems = [r.trial.system for r in subject.results]
    done = {s for system in systems for s in system.forward} - {s for system in systems for s in behind(system, system.state.values())}
    for r in subject.results:
        alive = set(r.trial.system.forward) | behind(r.trial.system, {g.source_name for g in r.gradients})
        yield r, [s for s in r.trial.system.equations if s in alive - done and s in subject.convention.functions]
        done |= alive


def outcome(drawn: Drawn, problem: Problem) -> Outcome:
    """Judge the convention with the changed equation and sort what is said of it."""
    subject, mutant, trial = drawn.subject, drawn.mutant, drawn.result.trial
    function, forward = subject.convention.functions[mutant.symbol], mutant.symbol in trial.system.forward
    about = (subject.convention.name, subject.cell, mutant.symbol, function.number, function.file, function.line, mutant.kind, mutant.mutation, forward)
    if equivalent(mutant, trial):
        return Outcome(*about, "equivalent")
    results = [judged(mutant.convention, problem, r.trial.system.run, before=r) for r in subject.results]
    cell = cell_of(mutant.convention, results[0].trial)[0] if forward else subject.cell
    word = _word(subject, results, cell, problem)
    accused = tuple(dict.fromkeys(c for r in results for c in r.culprits)) if cell else (FORWARD,)
    if forward:
        return Outcome(*about, _sorted_forward(word, cell, subject.cell), word, accused)
    sort = _sorted(mutant.symbol, word, accused, [j for r in results for j in r.judgements])
    return Outcome(*about, sort, word, accused, *_cause(drawn, results, problem))


def _sorted_forward(word: str, cell: str | None, before: str) -> str:
    """A forward pass is named by its cell: another one, or none that is known."""
    if word not in ("wrong", "variant"):
        return "missed"
    return "named_exactly" if cell != before else "wrongly_accused"


def _sorted(symbol: str, word: str, accused: tuple[str, ...], judgements: list[Judgement]) -> str:
    """Where one equation is accused with a symbol beside it that was not judged, that is a set of two."""
    if word not in ("wrong", "scaled"):
        return "missed"
    if not accused:
        return "not_localised"
    beside = {s for j in judgements if j.symbol in accused for s in re.findall(r"\w+", j.note) if j.verdict == "culprit"} & {j.symbol for j in judgements}
    if symbol not in {*accused, *beside} or len({*accused, *beside}) > 2:
        return "wrongly_accused"
    return "named_exactly" if {*accused, *beside} == {symbol} else "named_within_two"


def _cause(drawn: Drawn, results: list[Result], problem: Problem) -> tuple[str | None, bool | None]:
    """The code of the proved cause, and whether the equation is then what it was before."""
    symbol, trial = drawn.mutant.symbol, drawn.result.trial
    result = next((r for r in results if symbol in r.culprits), None)
    mended, _ = causes.proved(drawn.mutant.convention, problem, result, [symbol], deep=False) if result else ({}, 0.0)
    if symbol not in mended:
        return None, None
    found = mended[symbol]
    if found.steps:
        return found.code, None
    return found.code, same_value(trial.system.equations[symbol], found.equation, trial)
