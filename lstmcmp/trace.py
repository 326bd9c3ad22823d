"""An equation as a tree, found by running it: every argument is a number that remembers what is done with it."""

import operator
import types
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from . import symbols
from .equations import Read, evaluate
from .errors import ConventionError
from .trial import Trial

UFUNCS = {"multiply": "*", "add": "+", "subtract": "-", "true_divide": "/", "divide": "/", "power": "**", "matmul": "@", "negative": "neg"}


@dataclass(frozen=True, eq=False)
class Node:
    """An operation on nodes and plain numbers, with its value; `op` is "read" for an argument of the equation."""

    op: str
    parts: tuple
    value: object

    @property
    def shape(self):
        return self.value.shape

    @property
    def mT(self):  # noqa: N802
        return Node("T", (self,), self.value.mT)

    def __getitem__(self, key):
        keys = tuple(_plain(k) for k in key) if isinstance(key, tuple) else _plain(key)
        return Node("[]", (self, keys), self.value[keys])

    def __index__(self):
        return int(self.value)

    def __bool__(self):
        return bool(np.all(self.value))

    def __neg__(self):
        return Node("neg", (self,), -self.value)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if method != "__call__" or options:
            return NotImplemented
        return _apply(UFUNCS.get(ufunc.__name__, ufunc.__name__), ufunc, inputs)

    def sum(self, *axes, **options):
        return Node("sum", (self,), self.value.sum(*axes, **options))

    def sigmoid(self):
        return Node("sigmoid", (self,), symbols.sigmoid(self.value))

    def tanh(self):
        return Node("tanh", (self,), np.tanh(self.value))


def _plain(key):
    if isinstance(key, slice):
        return slice(*(None if k is None else int(k) for k in (key.start, key.stop, key.step)))
    return int(key) if isinstance(key, Node) else key


def _value(part):
    return part.value if isinstance(part, Node) else part


def _apply(op: str, function: Callable, parts) -> Node:
    return Node(op, tuple(parts), function(*(_value(p) for p in parts)))


def _operator(op: str, function: Callable):
    setattr(Node, f"__{function.__name__}__", lambda a, b: _apply(op, function, (a, b)))
    setattr(Node, f"__r{function.__name__}__", lambda a, b: _apply(op, function, (b, a)))


def _operators():
    o = operator
    for op, function in (("+", o.add), ("-", o.sub), ("*", o.mul), ("/", o.truediv), ("@", o.matmul), ("**", o.pow)):
        _operator(op, function)
    for op, function in (("<", operator.lt), (">", operator.gt), ("<=", operator.le), (">=", operator.ge)):
        setattr(Node, f"__{function.__name__}__", lambda a, b, o=op, f=function: _apply(o, f, (a, b)))


_operators()


def trace(trial: Trial, symbol: str, values: dict, t: int) -> Node | None:
    """The tree of one equation at step t; None where it cannot be followed. Leaves are Node("read", (Read,), value)."""
    equation, given = trial.system.equations[symbol], {}

    def read(_, r: Read, at: int, value):
        given[r.argument] = Node("read", (r,), value)
        return value

    try:
        with np.errstate(all="ignore"):
            evaluate(trial.system, trial.inputs, [(symbol, t)], read=read, values=dict(values))
            found = _followed(equation.function.call)(*(given[r.argument] for r in equation.reads))
    except (Exception, SystemExit):  # an equation that does something no tree can say; it is still compared by value
        return None
    return found if isinstance(found, Node) else None


def _followed(call: types.FunctionType) -> types.FunctionType:
    """The same function, with the project's mathematics and the file's own helpers on nodes."""
    names = dict(call.__globals__)
    for name, value in call.__globals__.items():
        if isinstance(value, types.FunctionType) and value.__module__ == symbols.__name__:
            names[name] = _on_nodes(value)
        elif isinstance(value, types.FunctionType) and value.__globals__ is call.__globals__:
            names[name] = types.FunctionType(value.__code__, names, value.__name__, value.__defaults__, value.__closure__)
    return types.FunctionType(call.__code__, names, call.__name__, call.__defaults__, call.__closure__)


def _on_nodes(function: Callable) -> Callable:
    def followed(*parts):
        if not any(isinstance(p, Node) for p in parts):
            return function(*parts)
        if function is symbols.split:
            whole, n = parts
            return tuple(Node("split", (whole, k, int(n)), v) for k, v in enumerate(symbols.split(whole.value, int(n))))
        return _apply(function.__name__, function, parts)

    return followed


def walk(node: Node):
    """The node and all nodes below it, from the top down."""
    yield node
    for part in node.parts:
        if isinstance(part, Node):
            yield from walk(part)


def reads(node: Node) -> list[Read]:
    """The arguments that stand in a tree."""
    return [n.parts[0] for n in walk(node) if n.op == "read"]


def values_of(trial: Trial, run: Callable) -> dict:
    """Forward values, and backward values of the whole run, as an evaluation wants them; what could not be computed is left out."""
    try:
        raw, _ = run(trial)
    except ConventionError:
        raw = {}
    return dict(trial.values) | {n: v for n, v in raw.items() if v is not None}
