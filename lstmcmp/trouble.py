"""Sentences for what a file cannot be run with: an equation that raised, nothing that comes in. What, where, what to do."""

import re

from . import symbols
from .convention import Convention, Function
from .errors import ConventionError, did_you_mean


def nothing_comes_in(convention: Convention) -> ConventionError:
    """The sentence for a file that no gradient comes into: UPSTREAM for the name that is read as one and computed nowhere."""
    if not convention.functions:
        return ConventionError(f"{convention.path.name}: has no equation; lstmcmp new my_lstm.py writes a file that runs, to be changed into yours.")
    read = dict.fromkeys(re.sub("_(prev|next)$", "", a) for f in convention.functions.values() for a in f.arguments)
    nowhere = [a for a in read if re.match(r"(d|D|delta|grad|e)_?\w", a) and a not in convention.functions and f"{a}_prev" not in convention.functions]
    name, output = next(iter(nowhere), "dh"), convention.get("STATE").get("h", "h")
    return ConventionError(
        f"{convention.path.name}: nothing comes in from outside; say UPSTREAM = dict({name}={output!r}), the gradient that the output gets, or give a loss()."
    )


class ArgumentChanged(ConventionError):
    """An equation, `symbol`, changes what it reads."""

    def __init__(self, function: Function):
        super().__init__(f"{function.where}: {function.name} changes one of its arguments in place; compute a new array instead (a + b, not a += b).")
        self.symbol = function.name


class NoArray(Exception):
    """A result that is no array of numbers; the text starts with 'returned'."""


def trouble(function: Function, error: Exception) -> ConventionError:
    """The sentence for an equation that raised."""
    text = " ".join(str(error).split())
    if isinstance(error, NoArray):
        return ConventionError(f"{function.where}: {function.name} {text}")
    if "read-only" in text or "operand 'Zero'" in text:
        return ArgumentChanged(function)
    return ConventionError(f"{function.where}: {function.name} raised {type(error).__name__}{': ' + text if text else ''}{_unread(function, error)}")


def _unread(function: Function, error: Exception) -> str:
    """What to do where the body names something that is neither an argument nor there: a symbol left out of the parentheses, an import."""
    names = function.call.__globals__
    if isinstance(error, NameError) and error.name and error.name not in names:
        if callable(getattr(symbols, error.name, None)):
            return f"; add: from lstmcmp.symbols import {error.name}"
        name, said = error.name, f"It is no argument of {function.name}{did_you_mean(error.name, function.arguments)}"
    elif isinstance(error, TypeError) and "function" in str(error):
        here = [n for n in function.call.__code__.co_names if getattr(getattr(names.get(n), "__code__", None), "co_filename", "") == function.file]
        name = next((n for n in here if not n.startswith("_")), "")
        said = f"{name} is a function here, and no argument of {function.name}"
    else:
        name = said = ""
    return (
        f". {said}; a symbol that an equation reads stands in its parentheses: def {function.name}({', '.join((*function.arguments, name))})." if name else ""
    )
