"""An accused symbol and what is known of it before anything is tried: how it is printed, what it could read, what it should be."""

import types
from dataclasses import dataclass, replace

import numpy as np

from . import expression as ex
from .convention import Convention, Function
from .equations import Equation
from .repair import Repair, Setting
from .runs import Result
from .vocabulary import named


@dataclass(frozen=True)
class Case:
    """One accused symbol: its printed expression, what it could read, and the value that it should have."""

    symbol: str
    equation: Equation | None  # None for what is handed in
    node: ex.Node | None  # None where the printed form is no single expression
    setting: Setting
    truth: np.ndarray  # (T, B, n, m), or (rows, columns) for the gradient of a weight
    printed: np.ndarray | None  # its own value, with true values of all that it reads; None where it does not fit

    @property
    def scope(self) -> dict:
        return self.equation.function.call.__globals__ if self.equation else {}


def case(result: Result, symbol: str, words: dict) -> Case:
    """What there is to know about one accused symbol before anything is tried."""
    trial, seen = result.trial, result.examination
    equation = trial.system.equations.get(symbol)
    later = _computed_from(symbol, trial.system)
    known = {key: w for key, w in words.items() if key[1] not in later or key[2] != 0}
    words = named(known, equation)
    if equation is None:  # what is handed in reads itself, as it is given
        key = next(n for n, w in words.items() if (w.read.kind, w.read.symbol, w.read.shift) == ("step", symbol, 0))
        words[key] = replace(words[key], values=trial.inputs.steps[symbol])
    term = seen.known[symbol].meaning[0]
    true = seen.truth[symbol]
    sums = trial.system.convention.get("SUMS").get(symbol, slice(None)) if true.ndim == 2 else None
    state = trial.system.state
    letters = {n: _letters(trial, i) for n, i in trial.layout.index.items()}
    helpers = _helpers(trial.system.convention, equation)
    setting = Setting(words, sums, state["c"], state["h"], term.of[0] if term.kind == "total" else "", symbol in seen.misfits, letters, helpers)
    node = ex.parse(equation.function) if equation else ex.name(symbol)
    printed = trial.inputs.steps[symbol] if equation is None else seen.alone.get(symbol)
    return Case(symbol, equation, node, setting, true, printed)


def _helpers(convention: Convention, equation: Equation | None) -> tuple[str, ...]:
    """The file's own functions of one argument that an equation may use; a correction is none."""
    scope = equation.function.call.__globals__ if equation else {}
    corrections = {f.__name__ for f in convention.get("ERRATA").values()}
    own = {n: f for n, f in scope.items() if n[:1] == "_" and n[1:2].isalpha() and n not in corrections and isinstance(f, types.FunctionType)}
    return tuple(n for n, f in own.items() if f.__code__.co_argcount == 1)


def _computed_from(symbol: str, system) -> set[str]:
    """The symbols that need this one at the same step, itself included: it cannot read them."""
    found = {symbol} if symbol in system.equations else set()
    while True:
        more = {n for n, e in system.equations.items() if n not in found and any(r.symbol in found and r.shift == 0 for r in e.reads)}
        if not more:
            return found
        found |= more


def _letters(trial, index: np.ndarray) -> str:
    """The canonical arrays that the entries of one source array come from."""
    return "".join(dict.fromkeys(block[0] for block, (start, stop, _) in trial.layout.blocks.items() if ((index >= start) & (index < stop)).any()))


def changed(c: Case, repair: Repair) -> Equation:
    """The equation of a symbol with its expression changed."""
    arguments = tuple(ex.names(repair.node))
    reads = tuple(replace(c.setting.words[a].read, argument=a) for a in arguments)
    return Equation(c.symbol, function(c, ex.compiled(repair.node, arguments, c.scope), arguments), reads)


def function(c: Case, call, arguments: tuple[str, ...]) -> Function:
    """The function of the symbol's equation with another body."""
    if c.equation:
        return replace(c.equation.function, call=call, arguments=arguments)
    return Function(c.symbol, call, arguments, "", "", "", False, "", 0)
