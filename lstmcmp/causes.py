"""Why an equation is wrong: the change that mends it, found by trying, and proved by running the convention with it.

Every single change of the repertoire, then every pair of the likely ones, is evaluated with the true values of all that
the equation reads. What then equals the truth is put into the convention as run: only if every gradient of the run agrees
is it called the cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from . import expression as ex
from . import metric, repairs
from .convention import Convention, Function
from .equations import Changes, Equation, Read
from .problem import Problem
from .records import Cause
from .repairs import Repair, Setting
from .runs import Result, judged
from .vocabulary import Word, named, vocabulary

PAIRS = 60_000  # pairs of changes tried before the search gives up


@dataclass(frozen=True)
class Case:
    """One accused symbol: its printed expression, what it could read, and the value that it should have."""

    symbol: str
    equation: Equation | None  # None for what is handed in
    node: ex.Node | None  # None where the printed form is no single expression
    setting: Setting
    truth: np.ndarray  # (T, B, n, m), or (rows, columns) for the gradient of a weight

    @property
    def scope(self) -> dict:
        return self.equation.function.call.__globals__ if self.equation else {}


def causes(convention: Convention, problem: Problem, results: list[Result]) -> tuple[Cause, ...]:
    """One cause per accused symbol for which a proven one is found; the others get a clue."""
    out = {}
    for result in results:
        fresh = [s for s in result.culprits if s not in out and s in result.examination.truth]
        if fresh:
            out |= _of_run(convention, problem, result, fresh)
    return tuple(out.values())


def _of_run(convention: Convention, problem: Problem, result: Result, symbols: list[str]) -> dict[str, Cause]:
    cases = {s: case(result, s) for s in symbols}
    found = {s: next(fitting(c), None) for s, c in cases.items()}
    mended = {s: r for s, r in found.items() if r}
    before = max((g.error for g in result.gradients if g.verdict == "differs"), default=0.0)
    recorded = {s: c for s, c in cases.items() if s not in mended}  # what has no cause is given its true value meanwhile
    after = proof(convention, problem, result, {s: (cases[s], r) for s, r in mended.items()}, recorded) if mended else None
    out = {}
    for s in symbols:
        if s in mended and metric.agrees(after):
            r = mended[s]
            out[s] = Cause(s, r.code, r.detail, f"{s} = {ex.text(r.node)}", before, after)
    return out


def proof(convention: Convention, problem: Problem, result: Result, mended: dict[str, tuple[Case, Repair]], recorded: dict[str, Case]) -> float:
    """The largest error of a gradient of this run with these changes in the place of the printed equations."""
    sums = convention.get("SUMS") | {s: r.sums for s, (_, r) in mended.items() if r.sums is not None}
    changed = replace(convention, constants=convention.constants | dict(SUMS=sums))
    equations = {s: _mended(c, r) for s, (c, r) in mended.items()}
    steps = {}
    for s, c in recorded.items():
        T = problem.T
        value = c.truth if c.truth.ndim > 2 else np.concatenate([c.truth[None, None], np.zeros((T - 1, 1, *c.truth.shape))])
        equations[s] = Equation(s, _function(c, lambda a: a, ("given",)), (Read("given", "step", f"true {s}"),))
        steps[f"true {s}"] = value
    after = judged(changed, problem, result.trial.system.run, before=result, changes=Changes(equations, steps))
    return max((g.error for g in after.gradients if g.verdict != "not visible here"), default=0.0)


def _mended(c: Case, repair: Repair) -> Equation:
    arguments = tuple(ex.names(repair.node))
    reads = tuple(replace(c.setting.words[a].read, argument=a) for a in arguments)
    return Equation(c.symbol, _function(c, ex.compiled(repair.node, arguments, c.scope), arguments), reads)


def _function(c: Case, call, arguments: tuple[str, ...]) -> Function:
    if c.equation:
        return replace(c.equation.function, call=call, arguments=arguments)
    return Function(c.symbol, call, arguments, "", "", "", False, "", 0)


def case(result: Result, symbol: str) -> Case:
    """What there is to know about one accused symbol before anything is tried."""
    trial, seen = result.trial, result.examination
    equation = trial.system.equations.get(symbol)
    later = _computed_from(symbol, trial.system)
    known = {key: w for key, w in vocabulary(trial, seen, set(result.truth.adjoints.before)).items() if key[1] not in later or key[2] != 0}
    words = named(known, equation)
    if equation is None:  # what is handed in reads itself, as it is given
        key = next(n for n, w in words.items() if (w.read.kind, w.read.symbol, w.read.shift) == ("step", symbol, 0))
        words[key] = replace(words[key], values=trial.inputs.steps[symbol])
    term = seen.known[symbol].meaning[0]
    true = seen.truth[symbol]
    sums = trial.system.convention.get("SUMS").get(symbol, slice(None)) if true.ndim == 2 else None
    state = trial.system.state
    peepholes = frozenset(n for n, i in trial.layout.index.items() if _letters(trial, i) == {"p"})
    setting = Setting(words, sums, state["c"], state["h"], term.of[0] if term.kind == "total" else "", peepholes)
    node = ex.parse(equation.function) if equation else ex.name(symbol)
    return Case(symbol, equation, node, setting, true)


def _computed_from(symbol: str, system) -> set[str]:
    """The symbols that need this one at the same step, itself included: it cannot read them."""
    found = {symbol} if symbol in system.equations else set()
    while True:
        more = {n for n, e in system.equations.items() if n not in found and any(r.symbol in found and r.shift == 0 for r in e.reads)}
        if not more:
            return found
        found |= more


def _letters(trial, index: np.ndarray) -> set[str]:
    return {block[0] for block, (start, stop, _) in trial.layout.blocks.items() if ((index >= start) & (index < stop)).any()}


def fitting(c: Case) -> Iterator[Repair]:
    """The changes whose value is the true one: single ones, then pairs of likely ones."""
    if c.node is None:
        return
    memo, seen = {}, set()
    values = {w.name: w.values for w in _by_name(c.setting.words)}
    for repair in repairs.single(c.node, c.setting):
        if (key := (repair.node, str(repair.sums))) not in seen:
            seen.add(key)
            if fits(c, repair, values, memo):
                yield repair
    tried = 0
    for first in repairs.likely(c.node, c.setting):
        setting = replace(c.setting, sums=first.sums) if first.sums is not None else c.setting
        for second in repairs.likely(first.node, setting):
            both = replace(second, detail=f"{first.detail}; {second.detail}", code=min(first.code, second.code), sums=second.sums or first.sums)
            if (key := (both.node, str(both.sums))) in seen:
                continue
            seen.add(key)
            tried += 1
            if tried > PAIRS:
                return
            if fits(c, both, values, memo):
                yield both


def _by_name(words: dict[str, Word]) -> list[Word]:
    return [replace(w, name=n) for n, w in words.items()]


def fits(c: Case, repair: Repair, values: dict, memo: dict) -> bool:
    """Whether this change gives the accused symbol its true value, at every step."""
    try:
        with np.errstate(all="ignore"):
            value = ex.evaluate(repair.node, values, c.scope, memo)
    except Exception:  # a change that does not fit is no repair
        return False
    if not isinstance(value, np.ndarray) or value.shape[-2:] != c.truth.shape[-2:]:
        return False
    if c.truth.ndim == 2:
        if value.ndim != 4:
            return False
        sums = repair.sums if repair.sums is not None else c.setting.sums
        value = value[sums].sum((0, 1))
    return value.shape == c.truth.shape and metric.agrees(metric.error(value, c.truth))
