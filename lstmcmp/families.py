"""Which conventions give one and the same gradient: pairwise distances on the same canonical weights, and the groups in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import catalogue, metric
from .convention import Convention, load
from .ground import SIZES, Side, distances, lacks, on, stand
from .problem import Problem
from .why import CELL, CONSTANT, DESIGN, INVALID, SAME, WRONG, Source, why

IDENTICAL, SCALED, APART = "identical", "same up to a constant", "different"
STARTS = {"h0", "c0", "dc_T"}


@dataclass(frozen=True)
class Pair:
    """Two conventions: the largest error over the blocks both give, their cosine, and the constant between them."""

    a: str
    b: str
    blocks: int
    error: float
    cosine: float | None
    constant: str | None
    relation: str  # identical, same up to a constant, different


@dataclass(frozen=True)
class Family:
    """Conventions of which every pair that can be compared is identical, or equal up to a constant."""

    members: tuple[str, ...]
    what: str  # the standard gradient, another cell (peephole), another truncation, wrong in the same way, ...
    scaled: dict[str, str]  # member -> its constant times the first member
    distance: float | None  # of its first member to that of the first family
    cosine: float | None


@dataclass(frozen=True)
class Families:
    """All of it, and what was zero for all."""

    families: tuple[Family, ...]
    pairs: tuple[Pair, ...]
    zero: tuple[str, ...]
    problem: dict
    invalid: dict[str, str]


def families(paths: Iterable[Path], problem: Problem = SIZES, progress: Callable[[str], None] = lambda name: None) -> Families:
    """Compare every file with every other, as far as both can stand on one ground."""
    sources = {s.name: s for s in why(list(paths), problem, progress, variants=False).sources}
    invalid = {s.name: s.problem for s in sources.values() if s.relation == INVALID}
    members = {n: load(p, catalogue.find) for p in paths if (n := Path(p).stem) not in invalid}
    starts = set().union(*(lacks(c) & STARTS for c in members.values())) if members else set()
    ground = _Ground(members, starts, problem)
    plain = {n for n in members if ground.takes_anything(n)}
    order = sorted(members, key=lambda n: (n not in plain, sources[n].relation != SAME, -ground.blocks(n), _base_first(sources[n])))
    groups: list[list[str]] = []
    pairs: dict[tuple[str, str], Pair | None] = {}

    def pair(a: str, b: str) -> Pair | None:
        if (a, b) not in pairs:
            pairs[a, b] = ground.pair(a, b)
        return pairs[a, b]

    for name in order:  # those that give most blocks come first, so that one that gives few joins and never bridges
        partners = {tuple(g): [p for p in (pair(m, name) for m in (g if name in plain else g[:1])) if p] for g in groups}
        home = next((g for g in groups if partners[tuple(g)] and all(p.relation != APART for p in partners[tuple(g)])), None)
        if home is None:
            groups.append([name])
        else:
            home.append(name)
    known = tuple(p for p in pairs.values() if p)
    found = [_family(g, groups[0][0], sources, pairs) for g in groups]
    return Families(
        (*found[:1], *sorted(found[1:], key=lambda f: (f.distance is None, f.distance))), known, tuple(sorted(starts)), dict(problem.sizes, seed=problem.seed), invalid,
    )  # fmt: skip


def _base_first(s: Source):
    return s.base is not None, s.name


class _Ground:
    """Every convention on every ground that a pair needs, each once."""

    def __init__(self, members: dict[str, Convention], starts: set, problem: Problem):
        self.members, self.starts, self.problem, self.known = members, starts, problem, {}

    def side(self, name: str, arrays: Iterable[str] = (), arriving: np.ndarray | None = None) -> Side:
        convention = self.members[name]
        uses = convention.layout.arguments if convention.layout else ("W", "U", "b")
        zero = self.starts | {a for a in arrays if a in uses}  # what it does not use need not be zero
        key = (name, tuple(sorted(zero)), None if arriving is None else arriving.tobytes())
        if key not in self.known:
            self.known[key] = stand(convention, on(self.problem, zero, arriving), solve=arriving is None)
        return self.known[key]

    def takes_anything(self, name: str) -> bool:
        arrived = self.side(name).arrived
        return arrived is not None and metric.agrees(metric.error(arrived, self.problem.dh()))

    def blocks(self, name: str) -> int:
        return sum(not n.startswith("own ") for n in self.side(name).finals)

    def pair(self, a: str, b: str) -> Pair | None:
        """None where the two never get the same dL/dh from outside, or give no gradient in common."""
        arrays = (lacks(self.members[a]) | lacks(self.members[b])) - STARTS - {"p"}  # with peepholes it is another cell
        one, two = self.side(a, arrays), self.side(b, arrays)
        if not _same(one, two) and two.arrived is not None:
            one = self.side(a, arrays, two.arrived)
        errors = {n: e for n, e in distances(one.finals, two.finals).items() if not n.startswith("own ")}
        if not _same(one, two) or not errors:
            return None
        x, y = (np.concatenate([s.finals[n].ravel() for n in errors]) for s in (one, two))
        error = max(errors.values())
        fits = None if metric.agrees(error) else metric.constant([(one.finals[n], two.finals[n]) for n in errors], self.problem.sizes)
        cosine = metric.cosine(x, y) if np.isfinite(x).all() and np.isfinite(y).all() else None
        relation = IDENTICAL if metric.agrees(error) else SCALED if fits else APART
        return Pair(a, b, len(errors), error, cosine, fits[1] if fits else None, relation)


def _same(one: Side, two: Side) -> bool:
    return one.arrived is not None and two.arrived is not None and metric.agrees(metric.error(one.arrived, two.arrived))


def _family(members: list[str], first: str, sources: dict[str, Source], pairs: dict) -> Family:
    to_first = pairs.get((first, members[0]))
    scaled = {m: p.constant for m in members[1:] if (p := pairs.get((members[0], m))) and p.relation == SCALED}
    return Family(tuple(members), _what([sources[m] for m in members]), scaled, to_first.error if to_first else None, to_first.cosine if to_first else None)


def _what(members: list[Source]) -> str:
    relations = {s.relation for s in members}
    wrong = [s for s in members if s.relation == WRONG]
    cells = sorted({s.cell for s in members if s.cell != "standard"})
    if SAME in relations:
        return "the canonical gradient"
    if relations <= {CELL}:
        return f"another cell ({', '.join(cells)})"
    if relations <= {DESIGN, CELL}:
        return "another truncation"
    if relations == {CONSTANT}:
        return "a constant times the true gradient"
    if wrong and len(wrong) == len(members):
        return "wrong in the same way" if len(members) > 1 else "wrong in its own way"
    return "mixed: " + ", ".join(sorted(relations))
