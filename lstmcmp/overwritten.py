"""Equations that change what they read: judged with new arrays, then run in place to see what the change does.

A transcription has one value for every name and step, so an equation that changes one is refused, unless the change is
proved to be what makes the gradients wrong: with new arrays all are right, and in place some are not.
"""

import ast
import copy
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from . import metric
from .convention import Convention, Function, forward_symbols
from .examine import whole_run
from .in_place import CODE, KIND, changed, tree_of
from .problem import Problem
from .records import Cause, Entry
from .runs import Result, judged, result
from .trouble import ArgumentChanged


def of_equations(convention: Convention, problem: Problem, refusal: ArgumentChanged, entry_of: Callable) -> Entry:
    """The entry of a convention whose backward equations change their arguments; `entry_of(convention, results, causes)`.

    They are judged with new arrays for what they change. If every gradient is right then, the equations are run in place in
    the order of their evaluation; where that changes no gradient either, the convention is refused as before.
    """
    symbols, entry = [], None
    while entry is None:
        if refusal.symbol in symbols or refusal.symbol in forward_symbols(convention.functions, convention.get("STATE")):
            raise refusal
        symbols.append(refusal.symbol)
        try:
            entry = entry_of(plain := _with(convention, symbols, _New), None, ())
        except ArgumentChanged as e:
            refusal = e
    told = tuple(f"{s} changes one of its arguments in place; it was given a copy" for s in symbols)
    if any(g.verdict == "differs" for g in entry.gradients):
        return replace(entry, remarks=(*entry.remarks, *told))
    written = _with(convention, symbols, _Written)
    runs = [judged(plain, problem, kind) for kind in dict.fromkeys(g.run for g in entry.gradients)]
    alone = {s: _worst(_overwritten(r, written, [s]) for r in runs) for s in symbols}
    guilty = [s for s in symbols if not metric.agrees(alone[s])] or symbols
    results = [_overwritten(r, written, guilty) for r in runs]
    before, after = _worst(results), _worst(runs)
    if metric.agrees(before) or not metric.agrees(after):
        raise refusal
    detail = "it changes one of its arguments in place, which is read again"
    causes = tuple(Cause(s, CODE, KIND, detail, f"{s} with a copy of what it changes", before, after) for s in guilty)
    harmless = tuple(f"{s} changes one of its arguments in place, which alone changes no gradient" for s in symbols if s not in guilty)
    found = entry_of(plain, results, causes)
    return replace(found, remarks=(*found.remarks, *harmless))


def _worst(results: Iterable[Result]) -> float:
    return max((g.error for r in results for g in r.gradients if g.verdict != "not visible here"), default=0.0)


def _overwritten(right: Result, written: Convention, symbols: list[str]) -> Result:
    """The run in which these equations change what they read; `right` is the run in which they do not."""
    trial = right.trial
    equations = {s: replace(e, function=written.functions[s]) if s in symbols else e for s, e in trial.system.equations.items()}
    own = replace(trial, system=replace(trial.system, equations=equations), inputs=copy.deepcopy(trial.inputs), values=copy.deepcopy(trial.values))
    seen = replace(right.examination, whole=whole_run(own, right.examination.known, {}))
    found = result(trial, seen, right.truth)
    judgements = tuple(replace(j, verdict="culprit") if j.symbol in symbols else j for j in found.judgements)
    return replace(found, judgements=judgements, culprits=tuple(symbols))


def _with(convention: Convention, symbols: list[str], way: type) -> Convention:
    """The convention with these equations rewritten."""
    functions = {s: _rewritten(convention.functions[s], way()) for s in symbols}
    return replace(convention, functions=convention.functions | functions)


def _rewritten(function: Function, way: ast.NodeTransformer) -> Function:
    space = dict(function.call.__globals__) | dict(_copy_of=copy.deepcopy, _opened=_opened, _write=_write)
    name, tree = function.call.__name__, tree_of(function.call)
    if tree is None:
        raise ArgumentChanged(function)
    exec(compile(ast.fix_missing_locations(way.visit(tree)), function.file, "exec"), space)
    return replace(function, call=space[name])


class _New(ast.NodeTransformer):
    """a = a + b for a += b, and a copy before a[...] = b."""

    def generic_visit(self, node):
        super().generic_visit(node)
        match node:
            case ast.AugAssign(target=ast.Name(id=name)):
                return self.plain(name, ast.BinOp(ast.Name(name, ast.Load()), node.op, node.value))
        name = changed(node)
        return [*ast.parse(self.before.format(name)).body, node] if name else node

    before = "{0} = _copy_of({0})"

    def plain(self, name: str, value: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(name, ast.Store())], value)


class _Written(_New):
    """Really in place, in arrays that are read-only and beside what lies beyond the ends."""

    before = "_opened({0})"

    def plain(self, name: str, value: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(name, ast.Store())], ast.Call(ast.Name("_write", ast.Load()), [ast.Name(name, ast.Load()), value], []))


def _opened(a):
    if isinstance(a, np.ndarray):
        a.flags.writeable = True
    return a


def _write(a, value):
    if not isinstance(a, np.ndarray):  # zero, beyond the ends
        return value
    _opened(a)[...] = value
    return a
