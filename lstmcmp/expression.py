"""What an equation returns, as a tree that can be read, changed, evaluated and written as code again.

The tree is made of frozen nodes, so a changed expression shares every untouched branch with the one it came from; its
values can then be kept from one candidate to the next.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from . import symbols
from .convention import Function

BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}
APPLY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "@": lambda a, b: a @ b,
    "neg": lambda a: -a,
    ".mT": lambda a: a.mT,
}


@dataclass(frozen=True)
class Node:
    """`head` is "name", "number", an operator, "neg", ".mT", "call" or "item"; `value` the name, number, function or index."""

    head: str
    value: object = None
    parts: tuple["Node", ...] = ()
    _hash: int = field(init=False, compare=False, repr=False, default=0)

    def __post_init__(self):  # deep trees are looked up often
        object.__setattr__(self, "_hash", hash((self.head, str(self.value), tuple(p._hash for p in self.parts))))

    def __hash__(self):
        return self._hash


def name(n: str) -> Node:
    return Node("name", n)


def number(n: float) -> Node:
    return Node("number", n)


def times(*parts: Node) -> Node:
    return _chain("*", parts)


def plus(*parts: Node) -> Node:
    return _chain("+", parts)


def minus(a: Node, b: Node) -> Node:
    return Node("-", None, (a, b))


def negative(a: Node) -> Node:
    """The tree with the other sign; a sign in front of a product's first factor is taken away rather than doubled."""
    if a.head == "neg":
        return a.parts[0]
    if a.head in ("*", "@", "/") and _is_negative(a.parts[0]):
        return Node(a.head, a.value, (negative(a.parts[0]), *a.parts[1:]))
    if is_sum(a):
        return of_terms([(-sign, p) for sign, p in terms(a)])
    return Node("neg", None, (a,))


def _is_negative(a: Node) -> bool:
    return a.head == "neg" or a.head in ("*", "@", "/") and _is_negative(a.parts[0])


def transposed(a: Node) -> Node:
    return a.parts[0] if a.head == ".mT" else Node(".mT", None, (a,))


def call(function: str, *arguments: Node) -> Node:
    return Node("call", function, arguments)


def squared(a: Node) -> Node:
    return Node("**", None, (a, number(2)))


def _chain(head: str, parts) -> Node:
    first, *rest = parts
    for p in rest:
        first = Node(head, None, (first, p))
    return first


def parse(function: Function) -> Node | None:
    """The expression that a function returns; None if it is more than one return, or uses what no tree has."""
    if hasattr(function.call, "tree"):  # compiled from one
        return function.call.tree
    try:
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(function.call))).body
    except (OSError, SyntaxError, ValueError):
        return None
    body = [b for b in definition.body if not (isinstance(b, ast.Expr) and isinstance(b.value, ast.Constant))]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    try:
        return _node(body[0].value)
    except NotImplementedError:
        return None


def _node(e: ast.expr) -> Node:
    if isinstance(e, ast.Name):
        return name(e.id)
    if isinstance(e, ast.Constant) and isinstance(e.value, (int, float)):
        return number(e.value)
    if isinstance(e, ast.BinOp) and type(e.op) in BINARY:
        return Node(BINARY[type(e.op)], None, (_node(e.left), _node(e.right)))
    if isinstance(e, ast.UnaryOp) and isinstance(e.op, ast.USub):
        return Node("neg", None, (_node(e.operand),))
    if isinstance(e, ast.Attribute) and e.attr == "mT":
        return Node(".mT", None, (_node(e.value),))
    if isinstance(e, ast.Call) and isinstance(e.func, ast.Name) and not e.keywords:
        return Node("call", e.func.id, tuple(map(_node, e.args)))
    if isinstance(e, ast.Subscript):
        index = e.slice.elts if isinstance(e.slice, ast.Tuple) else [e.slice]
        return Node("item", ", ".join(map(ast.unparse, index)), (_node(e.value),))
    raise NotImplementedError


def evaluate(node: Node, values: dict[str, np.ndarray], scope: dict, memo: dict) -> object:
    """The value of a tree; `scope` holds the helpers of the file. Raises whatever the arithmetic raises; that too is kept."""
    if node in memo:
        found = memo[node]
    else:
        try:
            found = _value(node, values, scope, memo)
        except Exception as e:
            found = e
        memo[node] = found
    if isinstance(found, Exception):
        raise found
    return found


def _value(node: Node, values, scope, memo):
    if node.head == "name":
        return values[node.value]
    if node.head == "number":
        return node.value
    parts = [evaluate(p, values, scope, memo) for p in node.parts]
    if node.head == "call":
        return (scope.get(node.value) or getattr(symbols, node.value))(*parts)
    if node.head == "item":
        sizes = {n: int(v) for n, v in values.items() if isinstance(v, int)}
        return eval(f"_array[{node.value}]", {"__builtins__": {}}, sizes | {"_array": parts[0]})
    return APPLY[node.head](*parts)


STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "neg": 3, "**": 4}  # Python's, from weak to strong


def text(node: Node) -> str:
    """The tree as Python code, with the brackets that are needed and no others."""
    if node.head in ("name", "number"):
        return str(node.value)
    if node.head == "call":
        return f"{node.value}({', '.join(map(text, node.parts))})"
    if node.head == ".mT":
        return _bracketed(node.parts[0], 5) + ".mT"
    if node.head == "item":
        return f"{_bracketed(node.parts[0], 5)}[{node.value}]"
    mine = STRENGTH[node.head]
    if node.head == "neg":
        return "-" + _bracketed(node.parts[0], 2)
    left, right = node.parts
    if node.head == "**":
        return f"{_bracketed(left, 5)}**{_bracketed(right, 4)}"
    return f"{_bracketed(left, mine)} {node.head} {_bracketed(right, mine + 1)}"


def _bracketed(node: Node, wanted: int) -> str:
    return f"({text(node)})" if STRENGTH.get(node.head, 5) < wanted else text(node)


def names(node: Node) -> list[str]:
    """The names in it, each once, in the order written; a size may stand in an index."""
    found: dict[str, None] = {}
    for _, n in walk(node):
        found |= dict.fromkeys([n.value] if n.head == "name" else re.findall(r"\b[TBDH]\b", n.value) if n.head == "item" else [])
    return list(found)


def walk(node: Node, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Node]]:
    """Every node with its path from the root."""
    yield path, node
    for k, part in enumerate(node.parts):
        yield from walk(part, (*path, k))


def put(node: Node, path: tuple[int, ...], new: Node) -> Node:
    """The tree with the node at `path` exchanged."""
    if not path:
        return new
    k, *rest = path
    return Node(node.head, node.value, (*node.parts[:k], put(node.parts[k], tuple(rest), new), *node.parts[k + 1 :]))


def renamed(node: Node, old: str, new: Node) -> Node:
    """Every occurrence of one name exchanged."""
    return replaced(node, name(old), new)


def replaced(node: Node, old: Node, new: Node) -> Node:
    """Every occurrence of one expression exchanged."""
    return new if node == old else Node(node.head, node.value, tuple(replaced(p, old, new) for p in node.parts)) if node.parts else node


def terms(node: Node) -> list[tuple[int, Node]]:
    """The summands with their signs; one for what is no sum."""
    if node.head == "+":
        return [t for p in node.parts for t in terms(p)]
    if node.head == "-":
        return terms(node.parts[0]) + [(-s, p) for s, p in terms(node.parts[1])]
    if node.head == "neg":
        return [(-s, p) for s, p in terms(node.parts[0])]
    return [(1, node)]


def of_terms(parts: list[tuple[int, Node]]) -> Node:
    """A sum of signed summands."""
    out = None
    for sign, p in parts:
        if out is None:
            out = p if sign > 0 else negative(p)
        else:
            out = plus(out, p) if sign > 0 else minus(out, p)
    return out if out is not None else number(0)


def factors(node: Node) -> list[Node]:
    """The factors of an elementwise product; one for what is none."""
    return [f for p in node.parts for f in factors(p)] if node.head == "*" else [node]


def is_sum(node: Node) -> bool:
    return node.head in ("+", "-")


@cache
def _code(source: str, arguments: tuple[str, ...]):
    return compile(f"def _({', '.join(arguments)}):\n    return {source}", "<repair>", "exec")


def compiled(node: Node, arguments: tuple[str, ...], scope: dict) -> Callable:
    """The tree as a plain function of these arguments, in the scope of the file's own helpers."""
    space = {n: getattr(symbols, n) for n in dir(symbols) if not n.startswith("__")} | {k: v for k, v in scope.items() if not k.startswith("__")}
    exec(_code(text(node), arguments), space)
    space["_"].tree = node
    return space["_"]
