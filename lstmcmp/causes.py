"""Why an equation is wrong: the change that mends it, found by trying, and proved by running the convention with it.

What equals the truth when it is given the true values of all that it reads is put into the convention as run: only if
every gradient of the run agrees is it called the cause.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from . import expression as ex
from . import metric, paths, repairs, search
from .accused import Case, case, changed, function
from .convention import Convention
from .equations import Changes, Equation, Read
from .probes import probe
from .problem import Problem
from .records import Cause
from .repair import Repair
from .runs import Result, judged
from .vocabulary import vocabulary

KINDS = {"1": "factor", "2": "term", "3": "time", "4": "matrix", "5": "layout", "6": "code", "7": "approximation", "9": "other"}  # by the hundreds
DECLARED = "LC901"  # a slip of its own kind, mended by the correction in the file


@dataclass(frozen=True)
class Mended:
    """A change that gives one accused symbol its true value: its own equation, or its printed value and what it lacks."""

    code: str
    detail: str
    text: str
    equation: Equation
    sums: slice | None = None
    steps: dict = field(default_factory=dict)


def causes(convention: Convention, problem: Problem, results: list[Result], deep: bool = True) -> tuple[Cause, ...]:
    """The proven cause of every accused symbol that has one, in the order in which they are accused.

    Only a `deep` search tries the same slip in every term, and pairs of changes.
    """
    out = {}
    for result in results:
        symbols = [s for s in result.culprits if s in result.examination.truth]
        if set(symbols) - set(out):
            out = _of_run(convention, problem, result, symbols, deep) | out
    return tuple(out[s] for s in dict.fromkeys(s for r in results for s in r.culprits) if s in out)


def _of_run(convention: Convention, problem: Problem, result: Result, symbols: list[str], deep: bool) -> dict[str, Cause]:
    mended, after = proved(convention, problem, result, symbols, deep)
    before = max((g.error for g in result.gradients if g.verdict == "differs"), default=0.0)
    return {s: Cause(s, m.code, kind(m.code), m.detail, m.text, before, after) for s, m in mended.items()}


def proved(convention: Convention, problem: Problem, result: Result, symbols: list[str], deep: bool = True) -> tuple[dict[str, Mended], float]:
    """The changes that mend these symbols, and the largest error of a gradient with them; none where that is not small."""
    words = vocabulary(result.trial, result.examination, set(result.truth.adjoints.before))
    cases = {s: case(result, s, words) for s in symbols}
    mended = {s: m for s, c in cases.items() if (m := mend(c, result, deep))}
    if not mended:
        return {}, 0.0
    recorded = {s: c for s, c in cases.items() if s not in mended}  # what has no cause is given its true value meanwhile
    after = proof(convention, problem, result, mended, recorded)
    return (mended, after) if metric.agrees(after) else ({}, after)


def kind(code: str) -> str:
    """What kind of mistake a code is of."""
    return KINDS[code[2]]


def proof(convention: Convention, problem: Problem, result: Result, mended: dict[str, Mended], recorded: dict[str, Case]) -> float:
    """The largest error of a gradient of this run with these changes in the place of the printed equations."""
    sums = convention.get("SUMS") | {s: m.sums for s, m in mended.items() if m.sums is not None}
    summed = replace(convention, constants=convention.constants | dict(SUMS=sums))
    equations = {s: m.equation for s, m in mended.items()}
    steps = {n: a for m in mended.values() for n, a in m.steps.items()}
    for s, c in recorded.items():
        equations[s], given = _given_true(c, problem.T)
        steps |= given
    after = judged(summed, problem, result.trial.system.run, before=result, changes=Changes(equations, steps))
    return max((g.error for g in after.gradients if g.verdict != "not visible here"), default=0.0)


def mend(c: Case, result: Result, deep: bool = True) -> Mended | None:
    """The plainest change that gives an accused symbol its true value: of its expression, or a path that it lacks.

    Only a `deep` search tries pairs of changes.
    """
    found = search.quick(c) or (next(search.fitting(c, repairs.unlikely), None) if deep else None)
    if found is None and (lacking := _lacking(c, result)):
        return lacking
    if found is None and deep:
        found = _by_terms(c, result) or next(search.pairs(c), None)
    if found is None:
        return _probed(c, result)
    return Mended(found.code, found.detail, f"{c.symbol} = {ex.text(found.node)}", changed(c, found), found.sums)


def _by_terms(c: Case, result: Result) -> Repair | None:
    """A change in each summand that is not the share of one path, so that it becomes one: the same slip in every term."""
    meaning = result.examination.known[c.symbol].meaning
    if c.node is None or len(meaning) != 1 or len(summands := ex.terms(c.node)) < 2:
        return None
    left = paths.shares(result, meaning[0])
    memo, values, parts, said = {}, search.true_values(c), [], {}
    for sign, summand in summands:
        target = next((s for s in left if search.fits(replace(c, truth=sign * s.value), Repair("", "", summand), values, memo)), None)
        repair = None
        if target is None:
            repair, target = _towards(c, sign, summand, left, values, memo)
        left = [s for s in left if s is not target]
        parts.append((sign, repair.node if repair else summand))
        said |= {repair.detail: repair.code} if repair else {}
    whole = Repair(next(iter(said.values()), ""), "; ".join(said), ex.of_terms(parts))
    return whole if said and search.fits(c, whole, values, memo) else None


def _towards(c: Case, sign: int, summand: ex.Node, left: list, values: dict, memo: dict):
    """The first single change that makes a summand one of the shares that are left."""
    for repair in repairs.single(summand, c.setting):
        for share in left:
            if search.fits(replace(c, truth=sign * share.value), repair, values, memo):
                return repair, share
    return None, None


def _lacking(c: Case, result: Result) -> Mended | None:
    """The paths whose shares the printed value lacks."""
    meaning = result.examination.known[c.symbol].meaning
    if len(meaning) != 1 or c.printed is None or c.printed.shape != c.truth.shape:
        return None
    found = paths.shares(result, meaning[0])
    size = max(np.abs(c.truth).max(), np.abs(c.printed).max())
    missing = paths.subset(found, c.truth - c.printed, lambda a, rest: np.abs(a - rest).max() <= metric.EQUAL * size)
    if not missing:
        return None
    of, where = meaning[0].of[0], ", ".join(s.words for s in missing)
    later = all(s.later for s in missing) and len(missing) == sum(s.later for s in found)
    code = {c.setting.output: "LC201", c.setting.cell_state: "LC202"}.get(of, "LC209") if later and meaning[0].kind == "total" else "LC209"
    name = f"share of {c.symbol}"
    share = Read("share", "step", name)
    if c.equation is None:
        own, arguments, reads = (lambda a: a), (c.symbol,), (Read(c.symbol, "step", c.symbol),)
    else:
        own, arguments, reads = c.equation.function.call, c.equation.function.arguments, c.equation.reads
    equation = Equation(c.symbol, function(c, lambda *a: own(*a[:-1]) + a[-1], (*arguments, "share")), (*reads, share))
    text = f"{c.symbol} = what is printed + the share of {of} that {where} {'reads' if len(missing) == 1 else 'read'}"
    return Mended(code, f"what comes back to {of} through {where} is missing", text, equation, None, {name: sum(s.value for s in missing)})


def _probed(c: Case, result: Result) -> Mended | None:
    """A mistake told by the printed value, which is mended by the true one."""
    found = probe(c.printed, c.truth, c.setting.words, result.trial.problem.H) if c.printed is not None and c.truth.ndim > 2 else None
    if not found:
        return None
    equation, steps = _given_true(c, result.trial.problem.T)
    return Mended(*found, f"{c.symbol} = the true gradient", equation, None, steps)


def _given_true(c: Case, T: int) -> tuple[Equation, dict]:
    """An equation that gives the accused symbol its true value, and what it is given for that."""
    name = f"true {c.symbol}"
    first = np.concatenate([c.truth[None, None], np.zeros((T - 1, 1, *c.truth.shape))]) if c.truth.ndim == 2 else c.truth
    return Equation(c.symbol, function(c, lambda a: a, ("given",)), (Read("given", "step", name),)), {name: first}  # a weight's is summed over the steps
