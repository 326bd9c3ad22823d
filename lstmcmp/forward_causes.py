"""Why a forward pass is not the cell it should be: the layout in another order, or a forward equation that is changed.

As for the backward equations: a change is the cause only if with it the forward is that cell and every gradient agrees.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from . import expression as ex
from . import metric, repairs
from .causes import Case, changed, kind
from .convention import Convention
from .equations import Changes, Equation
from .errors import ConventionError
from .functions import Function
from .known_cell import cell_of
from .problem import GATES, Problem, default_layout
from .records import Cause
from .repair import Repair, Setting
from .runs import Result, judged
from .trial import prepare
from .vocabulary import Word, named, vocabulary

Attempt = Callable[[Convention], tuple[str | None, float]]  # the cell that a convention then is, and its largest final error
SYMBOL = "layout or forward"


def of_layout(convention: Convention, before: float, attempt: Attempt) -> Cause | None:
    """Another order of the gates in all arrays or in one of them, or of the two parts of a concatenation."""
    for code, detail, arranged in _layouts(convention):
        try:
            cell, after = attempt(arranged)
        except ConventionError:
            continue
        if cell and metric.agrees(after):
            return Cause("layout", code, kind(code), detail, "", before, after)
    return None


def _layouts(convention: Convention) -> Iterator[tuple[str, str, Convention]]:
    own = convention.layout.call if convention.layout else default_layout
    uses = convention.layout.arguments if convention.layout else ("W", "U", "b")
    for arrays in [uses, *((a,) for a in uses)]:
        for order in itertools.permutations(GATES):
            if order != tuple(GATES):
                theirs = dict(zip(GATES, order, strict=True))
                moved = ", ".join(f"{a} stands where {b} belongs" for a, b in theirs.items() if a != b)
                detail = f"the gates of {', '.join(arrays)} in another order: {moved}"
                yield "LC501", detail, _with_layout(convention, uses, lambda *given, o=theirs, of=arrays: own(*_reordered(given, uses, of, o)), detail)
    if "W" in uses and "U" in uses:
        for axis in (-1, -2):
            detail = "the two parts of [x; h] in the other order"
            yield "LC502", detail, _with_layout(convention, uses, lambda *given, k=axis: _exchanged(own(*given), given, uses, k), detail)


def _reordered(given, uses, arrays, order: dict[str, str]):
    """The canonical arrays with each gate of some of them exchanged for another; peepholes have no g."""

    def gates(a):
        have = vars(a)
        return SimpleNamespace(**{g: have.get(order[g], have[g]) for g in have})

    return [gates(a) if n in arrays else a for n, a in zip(uses, given, strict=True)]


def _exchanged(arrays: dict, given, uses, axis: int) -> dict:
    """Arrays that hold input and recurrent weights side by side, with the two exchanged."""
    D, H = (vars(given[uses.index(n)])["i"].shape[1] for n in "WU")

    def turned(a):
        if a.ndim != 2 or a.shape[axis] not in (D + H, D + H + 1):
            return a
        parts = np.split(a, [D, D + H], axis)
        return np.concatenate([parts[1], parts[0], parts[2]], axis)

    return {n: turned(a) for n, a in arrays.items()}


def _with_layout(convention: Convention, uses, call, words: str) -> Convention:
    layout = convention.layout or Function("layout", default_layout, tuple(uses), "", "", "", False, str(convention.path), 0)
    return replace(convention, layout=replace(layout, call=call, arguments=tuple(uses), printed=words))


def of_equations(convention: Convention, problem: Problem, result: Result, before: float) -> Cause | None:
    """A forward equation with one change with which the forward is the cell it should be."""
    trial = result.trial
    words = {k: w for k, w in vocabulary(trial, result.examination, set(result.truth.adjoints.before)).items() if w.kind != "gradient"}
    for symbol in trial.system.forward:
        equation = trial.system.equations[symbol]
        node = ex.parse(equation.function)
        if node is None or equation.function.ours and not equation.reads:
            continue
        usable = named({k: w for k, w in words.items() if not _circular(symbol, w, trial.system)}, equation)
        c = Case(symbol, equation, node, Setting(usable, None, trial.system.state["c"], trial.system.state["h"]), np.zeros(0), None)
        for repair in itertools.chain(repairs.likely(node, c.setting), _forward_terms(node, usable)):
            mended = _mended(convention, problem, result, symbol, lambda c=c, r=repair: changed(c, r))
            if mended is not None and metric.agrees(mended):
                return Cause(symbol, "LC503", kind("LC503"), f"{repair.detail}", f"{symbol} = {ex.text(repair.node)}", before, mended)
    return None


def _forward_terms(node: ex.Node, words: dict[str, Word]) -> Iterator[Repair]:
    """A forward factor or bias that is missing."""
    for path, n in ex.walk(node):
        for w in words.values():
            if w.kind == "forward" and n.head == "name":
                factor = ex.name(w.name)
                yield Repair("LC503", f"the factor {w.name} of {n.value} is missing", ex.put(node, path, ex.times(n, factor)))
    for w in words.values():
        if w.kind == "weight" and w.shape[-1] == 1:
            yield Repair("LC503", f"the term {w.name} is missing", ex.plus(node, ex.name(w.name)))


def _circular(symbol: str, w: Word, system) -> bool:
    """Whether a forward symbol would wait for itself: it may read the step before, and what does not need it at this step."""
    if w.read.kind != "symbol":
        return False
    return w.read.shift == 1 or w.read.shift == 0 and symbol in _needs(w.read.symbol, system)


def _needs(symbol: str, system) -> set[str]:
    todo, seen = [symbol], set()
    while todo:
        n = todo.pop()
        if n not in seen:
            seen.add(n)
            todo += [r.symbol for r in system.equations[n].reads if r.kind == "symbol" and r.shift == 0]
    return seen


def _mended(convention: Convention, problem: Problem, result: Result, symbol: str, equation: Callable[[], Equation]) -> float | None:
    """The largest final error with this forward equation; None where the forward is still no known cell."""
    try:
        changes = Changes({symbol: equation()})
        trial = prepare(convention, problem, result.trial.system.run, changes=changes)
        cell, _ = cell_of(convention, trial)
        if cell is None:
            return None
        after = judged(convention, problem, result.trial.system.run, before=result, changes=changes)
    except ConventionError:
        return None
    return max((g.error for g in after.gradients if g.verdict != "not visible here"), default=0.0)
