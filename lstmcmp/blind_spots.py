"""Which known mistakes a run could not have shown, found by planting them, and the cheapest setting that would show each.

The example of every mistake is run with the sizes, zero states and upstream of the convention judged; it stays hidden if it
changes none of the gradients that the convention gives.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from . import code, metric
from .columns import Known
from .convention import Convention
from .errors import ConventionError
from .examine import whole_run
from .finals import by_block
from .meaning import declared, is_final
from .mistakes import MISTAKES
from .plant import planted
from .problem import Problem, arrange
from .records import COLUMNS, BlindSpot
from .trial import prepare


@dataclass(frozen=True)
class Conditions:
    """Under which a mistake is planted: the problem, the states that are assumed to be zero, and whether there is a dL/dc_T."""

    problem: Problem
    assumed: frozenset = frozenset()
    late: bool = True


def blind_spots(convention: Convention | None, given: frozenset, problem: Problem) -> tuple[BlindSpot, ...]:
    """The mistakes that change none of the `given` columns (dW ... dc0) under the conditions of a convention; None: under all that there are."""
    here = Conditions(problem, frozenset(convention.get("ASSUMES")), _has_dc_T(convention)) if convention else Conditions(problem)
    hidden = [c for c in MISTAKES if not touched(c, here) & given]
    return tuple(BlindSpot(c, MISTAKES[c].title, _shown_by(c, here, given)) for c in hidden)


def _has_dc_T(convention: Convention) -> bool:
    if convention.style == "code":
        return "dc_T" in convention.functions["backward"].arguments
    return any(str(of).endswith("@T") for of in convention.get("UPSTREAM").values())


def _shown_by(mistake: str, here: Conditions, given: frozenset) -> str:
    """The cheapest change of the conditions, or two, with which the mistake shows; or the gradients that would show it."""
    changes = list(_changes(here))
    for chosen in itertools.chain(((c,) for c in changes), itertools.combinations(changes, 2)):
        there = here
        for _, change in chosen:
            there = change(there)
        if touched(mistake, there) & given:
            return " and ".join(words for words, _ in chosen)
    more = [c for c in COLUMNS if c in touched(mistake, here)]
    return f"the gradient {' or '.join(more)}" if more else "no single change of these sizes"


def _changes(here: Conditions) -> Iterator[tuple]:
    p = here.problem
    for size, other in (("T", 2), ("B", 2), ("H", 2), ("D", 2)):
        if getattr(p, size) < other:
            yield f"-{size} {other}", lambda c, s=size, n=other: replace(c, problem=replace(c.problem, **{s: n}))
    if p.D == p.H:
        yield f"-D {p.H + 1}", lambda c: replace(c, problem=replace(c.problem, D=c.problem.H + 1))
    if here.assumed:
        yield "states that are not zero", lambda c: replace(c, assumed=frozenset())
    if not here.late:
        yield "a place for dL/dc_T", lambda c: replace(c, late=True)


@cache
def touched(mistake: str, conditions: Conditions) -> frozenset:
    """The columns that the example of a mistake changes; every one where it does not fit."""
    wrong, right = (gradients(mistake, w, conditions) for w in (True, False))
    if wrong is None or right is None:
        return frozenset(COLUMNS)
    return frozenset(n.split("_")[0] for n, a in right.items() if n not in wrong or not _same(wrong[n], a))


def _same(a, b) -> bool:
    return a is not None and b is not None and a.shape == b.shape and metric.agrees(metric.error(a, b))


@cache
def gradients(mistake: str, wrong: bool, conditions: Conditions) -> dict | None:
    """The gradients of an example by canonical block, without asking whether they are true; None where it cannot be run."""
    example = MISTAKES[mistake].example
    first = next(c for c, m in MISTAKES.items() if m.example.base == example.base)
    if not wrong and first != mistake:  # without the mistake it is the same as every other example on its base
        return gradients(first, False, conditions)
    with planted(example, wrong) as convention:
        try:
            return _of_code(convention, conditions) if convention.style == "code" else _of_equations(convention, conditions)
        except ConventionError:
            return None


def _of_equations(convention: Convention, conditions: Conditions) -> dict:
    given = {n: of for n, of in convention.get("UPSTREAM").items() if conditions.late or not str(of).endswith("@T")}
    convention = replace(convention, constants=convention.constants | dict(ASSUMES=dict.fromkeys(conditions.assumed, 0), UPSTREAM=given))
    trial = prepare(convention, conditions.problem, "upstream")
    known = {s: Known(m, "declared") for s, m in declared(trial.system).items()}
    values, out = whole_run(trial, known, {}), {}
    for symbol, k in known.items():
        if not is_final(k.meaning, trial.system) or symbol not in values:
            continue
        term, got = k.meaning[0], values[symbol]
        if term.kind == "weight":
            fits = got is not None and got.shape == trial.layout.index[term.of[0]].shape
            out |= {block: mine for _, block, mine, _ in by_block(trial.layout, term.of[0], got if fits else None, None) if block}
        elif term.kind == "total":
            out["dx"] = got
        else:
            out["dh0" if term.of[0] == trial.system.state["h"] else "dc0"] = None if got is None else got[0]
    return out


def _of_code(convention: Convention, conditions: Conditions) -> dict:
    problem = conditions.problem
    layout = arrange(convention, problem)
    start = {n: a * (n not in conditions.assumed) for n, a in (("h0", problem.h0()), ("c0", problem.c0()))}
    ran = code.run(convention, problem, layout, **start, dc_T=problem.dc_T() * conditions.late)
    out: dict[str, np.ndarray] = {}
    for target, (_, got) in ran.gradients.items():
        out |= {b: mine for _, b, mine, _ in by_block(layout, target, got, got) if b} if target in layout.index else {f"d{target}": got}
    return out
