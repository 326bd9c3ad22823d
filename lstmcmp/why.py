"""Why the backward equations never look alike: every convention beside the canonical one, and how each spells the gradient."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import catalogue, metric
from .convention import Convention, load
from .errors import ConventionError
from .ground import SIZES, Side, distances, lacks, on, stand
from .problem import GATES, Problem
from .roles import column
from .spelling import Spelling, spelling
from .verdict import approximates

YARDSTICK = "canonical"
MISSING, OTHER = "missing", "in another form"
SAME, CONSTANT, CELL, DESIGN, WRONG, INVALID = "one gradient", "times a constant", "another cell", "by design", "differs", "invalid"


@dataclass(frozen=True)
class Source:
    """One convention beside the yardstick. `relation` is one gradient, times a constant, another cell, by design or differs."""

    name: str
    base: str | None
    style: str
    cell: str
    relation: str
    error: float | None  # against the yardstick on the same weights; for another cell and by design against its own truth
    constant: str | None
    derivatives: dict[str, str]  # gate -> "folded in, s(1-s)", "own line, sigma'(z)", "missing"; {} for code
    carry_h: str
    carry_c: str
    matrices: str  # "gates stacked, W and U apart"
    axes: str
    lines: int  # printed backward equations; 0 for code
    approximates: str | None = None  # cuts, straight-through, clip: what it declares
    problem: str = ""  # why it could not be run

    @property
    def spelling(self) -> tuple:
        """What makes two sources look alike: where the derivatives stand, in which form, and how the carries come."""
        return (tuple(sorted(self.derivatives.items())), self.carry_h, self.carry_c)


@dataclass(frozen=True)
class Why:
    """All sources, and what the three answers count."""

    sources: tuple[Source, ...]
    reference: Source
    problem: dict

    @property
    def bases(self) -> tuple[Source, ...]:
        return tuple(s for s in self.sources if s.base is None)

    def count(self, relation: str, base: bool = True) -> int:
        return sum(s.relation == relation and (s.base is None) == base for s in self.sources)

    @property
    def variants(self) -> tuple[Source, ...]:
        return tuple(s for s in self.sources if s.base is not None)

    def spellings(self) -> Counter:
        """How often each spelling occurs among the bases that are one gradient and show their equations."""
        return Counter(s.spelling for s in self.bases if s.relation == SAME and s.derivatives)


def why(paths: Iterable[Path], problem: Problem = SIZES, progress: Callable[[str], None] = lambda name: None, variants: bool = True) -> Why:
    """Look at every file; one that cannot be run says so and the others go on. `variants`: say how the variants are spelled too."""
    yardstick = _Yardstick(problem)
    found = []
    for path in paths:
        progress(Path(path).stem)
        try:
            found.append(_source(load(path, catalogue.find), yardstick, problem, variants))
        except ConventionError as e:
            found.append(Source(Path(path).stem, None, "", "", INVALID, None, None, {}, "", "", "", "", 0, problem=str(e)))
    reference = next((s for s in found if s.name == YARDSTICK), None) or _source(yardstick.convention, yardstick, problem, variants)
    return Why(tuple(sorted(found, key=_rank)), reference, dict(problem.sizes, seed=problem.seed))


def _rank(s: Source):
    order = (SAME, CONSTANT, CELL, DESIGN, WRONG, INVALID)
    return order.index(s.relation), s.base is not None, not s.derivatives, s.spelling, s.name


class _Yardstick:
    """The canonical convention on any ground, each ground once."""

    def __init__(self, problem: Problem):
        self.convention = load(catalogue.paths()[YARDSTICK], catalogue.find)
        self.problem, self.known = problem, {}

    def on(self, zero: Iterable[str], arriving: np.ndarray | None) -> Side:
        key = (tuple(sorted(zero)), None if arriving is None else arriving.tobytes())
        if key not in self.known:
            self.known[key] = stand(self.convention, on(self.problem, zero, arriving))
        return self.known[key]


def _source(convention: Convention, yardstick: _Yardstick, problem: Problem, variants: bool) -> Source:
    zero = lacks(convention) - {"p"}  # peepholes that a source has are part of its cell
    side = stand(convention, on(problem, zero))
    usual = side.arrived is None or metric.agrees(metric.error(side.arrived, problem.dh()))
    beside = yardstick.on(zero, None if usual else side.arrived)
    relation, error, constant = _relation(convention, side, beside, problem)
    spelled = spelling(side) if variants or "BASE" not in convention.constants else None
    return Source(
        convention.name, convention.constants.get("BASE"), convention.style, side.cell, relation, error, constant,
        derivatives=_derivatives(spelled, MISSING if relation == WRONG else OTHER) if spelled else {},
        carry_h=spelled.carry["h"] if spelled else "", carry_c=spelled.carry["c"] if spelled else "",
        matrices=_matrices(spelled) if spelled else "", axes=convention.axes,
        approximates=approximates(convention),
        lines=sum(not f.ours for n in side.trial.system.backward for f in [side.trial.system.equations[n].function]) if side.trial else 0,
    )  # fmt: skip


def _relation(convention: Convention, side: Side, beside: Side, problem: Problem) -> tuple[str, float | None, str | None]:
    here, mine = (max(distances(side.finals, other).values(), default=0.0) for other in (beside.finals, side.true))
    same_forward = side.trial is None or metric.agrees(_forward_error(side, beside))
    right = metric.agrees(mine) and all(v is not None for v in side.seen.whole.values()) if side.seen else True
    if same_forward and metric.agrees(here) and right:
        return SAME, max(here, mine), None
    own = [(v, side.true[n]) for n, v in side.finals.items() if n in side.true]
    constant = metric.constant(own, problem.sizes) if own else None
    if approximates(convention) and (right or constant and "FACTOR" in convention.constants):  # as compare has it: what is declared, times a declared factor
        return DESIGN, mine, None
    if not right or same_forward:
        return (CONSTANT, mine, constant[1]) if constant and not metric.agrees(mine) else (WRONG, mine if not right else here, None)
    return CELL, mine, None


def _forward_error(side: Side, beside: Side) -> float:
    h = [column(s.trial, [s.trial.values[s.trial.system.state["h"], t] for t in range(s.trial.problem.T)]) for s in (side, beside)]
    return metric.error(*h)


def _derivatives(spelled: Spelling, absent: str) -> dict[str, str]:
    """Per gate, in words; without a derivative that can be recognised, a right source writes it in another way, a wrong one misses it."""
    forms = {"output": "s(1-s)", "argument": "σ'(z)"}
    return {g: f"{found[0].where}, {forms[found[0].form]}" if found else absent for g, found in spelled.derivatives.items() if g in GATES}


def _matrices(spelled: Spelling) -> str:
    inputs = {"concatenated": "[x,h]", "apart": "W, U", "no U": "W only"}[spelled.inputs]
    return f"{'stacked' if spelled.gates == 'stacked' else 'per gate'} {inputs}"
