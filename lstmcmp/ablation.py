"""One term of one equation left out: what breaks, at which step, by how much."""

import ast
import re
import types
from dataclasses import dataclass, replace

import numpy as np

from . import metric
from .chain import Chain, chain
from .convention import Convention, Function
from .equations import evaluate
from .errors import UsageError, did_you_mean
from .problem import Problem
from .runs import Result, judged

NEGLIGIBLE = 1e-14


@dataclass(frozen=True)
class Term:
    """One summand of an equation: its code, and its printed form where the print has as many summands."""

    code: str
    printed: str


@dataclass(frozen=True)
class Broken:
    """A final gradient with the term and without it."""

    name: str  # dW_i ... dc0
    before: float
    after: float


@dataclass(frozen=True)
class Step:
    """One step: the size of the term, and how far the symbols are from what they were with it (largest / largest)."""

    t: int  # from 1
    term: float
    symbols: dict[str, float]


@dataclass(frozen=True)
class Ablation:
    """Everything `check --without` shows."""

    name: str
    symbol: str
    number: str
    printed: str
    term: Term
    left: str  # the equation without it, as code
    finals: tuple[Broken, ...]
    steps: tuple[Step, ...]  # from the last step back to the first
    culprits: tuple[str, ...]
    cosine: float | None  # between all finals before and after
    chain: Chain | None


def without(convention: Convention, problem: Problem, text: str) -> Ablation:
    """Leave out 'TERM of SYMBOL'; UsageError for a term that is not there, naming those that are."""
    if convention.style == "code":
        raise UsageError(f"{convention.name} is code, whose lines cannot be left out one by one; name a convention in equations, such as canonical.")
    wanted, symbol = _parsed(text, convention)
    function = convention.functions[symbol]
    definition, terms = _terms(function)
    at = _found(wanted, terms, symbol)
    call, left = _dropped(function, definition, at)
    changed = replace(convention, functions=convention.functions | {symbol: replace(function, call=call)})
    kind = "upstream" if convention.get("UPSTREAM") else "loss"
    before = judged(convention, problem, kind)
    if symbol not in before.trial.system.backward:
        raise UsageError(f"{symbol} belongs to the forward pass of {convention.name}; a term can be left out of {', '.join(before.trial.system.backward)}.")
    after = judged(changed, problem, kind, before=before)
    alone = _only(function, definition, at)
    return Ablation(
        convention.name, symbol, function.number, function.printed, terms[at], left, _finals(before, after), _steps(before, after, symbol, alone),
        after.culprits, _cosine(before, after), chain(before.trial),
    )  # fmt: skip


def _parsed(text: str, convention: Convention) -> tuple[str, str]:
    term, of, symbol = text.rpartition(" of ")
    symbol = symbol.strip()
    if not of or not term.strip():
        raise UsageError(f"--without {text!r}: expected 'TERM of SYMBOL', such as 'dc_next of dc'.")
    if symbol not in convention.functions:
        raise UsageError(f"--without {text!r}: {convention.name} has no equation {symbol}{did_you_mean(symbol, convention.functions)}.")
    return term.strip(), symbol


def _terms(function: Function) -> tuple[ast.FunctionDef, list[Term]]:
    """The equation's code, and the summands of what it returns."""
    with open(function.file, encoding="utf-8-sig") as f:
        tree = ast.parse(f.read())
    definition = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.lineno == function.line)
    returned = definition.body[-1]
    if not isinstance(returned, ast.Return) or returned.value is None:
        raise UsageError(f"{function.name} does not end in a return of one formula, so no term of it can be left out.")
    codes = [("-" if sign < 0 else "") + ast.unparse(node) for sign, node in _summands(returned.value)]
    printed = _printed_terms(function.printed)
    return definition, [Term(c, p) for c, p in zip(codes, printed if len(printed) == len(codes) else [""] * len(codes), strict=True)]


def _summands(node, sign: int = 1) -> list[tuple[int, ast.expr]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
        return _summands(node.left, sign) + _summands(node.right, sign if isinstance(node.op, ast.Add) else -sign)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _summands(node.operand, -sign)
    return [(sign, node)]


def _printed_terms(printed: str) -> list[str]:
    """The right side cut at its plus and minus signs outside brackets."""
    right, depth, out = printed.partition(" = ")[2] or printed, 0, [""]
    for n, c in enumerate(right):
        depth += (c in "([{") - (c in ")]}")
        if depth == 0 and c in "+-−" and right[n - 1 : n] == " " and right[n + 1 : n + 2] == " ":
            out.append("")
        else:
            out[-1] += c
    return [t.strip() for t in out]


def _found(wanted: str, terms: list[Term], symbol: str) -> int:
    plain = [{_bare(t.code), _bare(t.printed)} for t in terms]
    hits = [n for n, texts in enumerate(plain) if _bare(wanted) in texts]
    hits = hits or [
        n for n, t in enumerate(terms) if any(_bare(wanted) in re.split(r"[*⊙·()@ ]+", x) or _bare(wanted) in _words(x) for x in (t.code, t.printed))
    ]
    if len(hits) == 1:
        return hits[0]
    there = "; ".join(t.code + (f" (printed {t.printed})" if t.printed and _bare(t.printed) != _bare(t.code) else "") for t in terms)
    what = f"is in {len(hits)} terms" if hits else "is no term"
    raise UsageError(f"--without: {wanted!r} {what} of {symbol}; its terms are: {there}.")


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text).lstrip("+")


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W]\w*", text))


def _rebuilt(function: Function, definition: ast.FunctionDef, value: ast.expr):
    body = [*definition.body[:-1], ast.copy_location(ast.Return(value), definition.body[-1])]
    module = ast.fix_missing_locations(ast.Module([ast.copy_location(_with(definition, body), definition)], []))
    names = dict(function.call.__globals__)
    exec(compile(module, function.file, "exec"), names)
    made = names[definition.name]
    return types.FunctionType(made.__code__, function.call.__globals__, made.__name__)


def _with(definition: ast.FunctionDef, body: list) -> ast.FunctionDef:
    return ast.FunctionDef(**{f: getattr(definition, f) for f in definition._fields} | dict(body=body))


def _sum(parts: list[tuple[int, ast.expr]]) -> ast.expr:
    sign, value = parts[0]
    total = value if sign > 0 else ast.UnaryOp(ast.USub(), value)
    for sign, value in parts[1:]:
        total = ast.BinOp(total, ast.Add() if sign > 0 else ast.Sub(), value)
    return total


def _dropped(function: Function, definition: ast.FunctionDef, at: int):
    """The function without this summand, and its code; the only summand leaves zero."""
    parts = _summands(definition.body[-1].value)
    rest = [p for n, p in enumerate(parts) if n != at]
    value = _sum(rest) if rest else ast.BinOp(ast.Constant(0), ast.Mult(), parts[0][1])
    return _rebuilt(function, definition, value), f"{function.name} = {ast.unparse(value)}"


def _only(function: Function, definition: ast.FunctionDef, at: int):
    return _rebuilt(function, definition, _sum([_summands(definition.body[-1].value)[at]]))


def _finals(before: Result, after: Result) -> tuple[Broken, ...]:
    errors = {(g.canonical or g.name): g.error for g in after.gradients}
    return tuple(Broken(g.canonical or g.name, g.error, errors[g.canonical or g.name]) for g in before.gradients if (g.canonical or g.name) in errors)


def _steps(before: Result, after: Result, symbol: str, alone) -> tuple[Step, ...]:
    """From the last step back: the size of the term in the run that has it, and what has changed by then."""
    T, out = before.trial.problem.T, []
    equation = before.trial.system.equations[symbol]
    whole, now = before.examination.whole, after.examination.whole
    compared = [s for s in before.trial.system.backward if _steps_alike(whole.get(s), now.get(s), T)]
    sizes = {s: np.abs(whole[s]).max() or 1.0 for s in compared}
    given = _arguments(before, equation)
    for t in range(T - 1, -1, -1):
        moved = {s: float(np.abs(now[s][t] - whole[s][t]).max() / sizes[s]) for s in compared}
        out.append(Step(t + 1, float(np.abs(alone(*given[t])).max(initial=0)), {s: e for s, e in moved.items() if e > NEGLIGIBLE}))
    return tuple(out)


def _steps_alike(a, b, T: int) -> bool:
    return a is not None and b is not None and a.ndim == 4 and a.shape == b.shape and len(a) == T and np.isfinite(a).all() and np.isfinite(b).all()


def _arguments(result: Result, equation) -> list[list]:
    """What the equation reads at every step of the whole run."""
    given: dict[int, list] = {}

    def read(e, r, t, value):
        if e.symbol == equation.symbol:
            given.setdefault(t, []).append(value)
        return value

    trial = result.trial
    backward = set(trial.system.backward)
    with np.errstate(all="ignore"):
        evaluate(trial.system, trial.inputs, [n for n in trial.order if n[0] in backward], read=read, settle=lambda s, t, v, e: v, values=dict(trial.values))
    return [given[t] for t in range(trial.problem.T)]


def _cosine(before: Result, after: Result) -> float | None:
    """The cosine between all weight gradients with the term and without it."""
    pairs = [(before.examination.whole[s], after.examination.whole[s]) for s, k in before.examination.known.items() if k.meaning[0].kind == "weight"]
    pairs = [(a, b) for a, b in pairs if a is not None and b is not None and a.shape == b.shape]
    return metric.cosine(*(np.concatenate([p[n].ravel() for p in pairs]) for n in (0, 1))) if pairs else None
