"""An array that is changed in place while another name still means its old values; proved by working on a copy of it.

Code is run again with a copy made before a statement that changes an array. Where that, and nothing else, makes every
gradient right, the statement is the cause.
"""

import ast
import copy
import inspect
import textwrap
import types
from collections.abc import Callable
from dataclasses import dataclass, replace

from . import metric
from .code import InputChanged
from .convention import Convention
from .errors import ConventionError, place
from .records import Cause, Entry

CODE, KIND = "LC602", "code"
MANY = 60  # statements that are tried


@dataclass(frozen=True)
class Write:
    """A statement that changes in place what a name stands for; `at` counts the statements of its function."""

    function: str
    at: int
    name: str
    text: str
    where: str  # "kernel.py, line 12"


def of_statements(convention: Convention, before: float, attempt: Callable[[Convention], float]) -> tuple[Cause, ...]:
    """The statements of code whose array needs a copy first: one, or the fewest of all; none if that does not mend every gradient.

    `attempt` is the largest error of a gradient of a convention; it may raise.
    """

    def mended(chosen: list[Write]) -> float | None:
        try:
            after = attempt(_copying(convention, chosen))
        except Exception:  # what cannot be run so is no repair
            return None
        return after if metric.agrees(after) else None

    found = writes(convention)[:MANY]
    needed = next(([w] for w in found if mended([w]) is not None), None)
    if needed is None and len(found) > 1 and mended(found) is not None:
        needed = found
        for w in found:
            fewer = [n for n in needed if n != w]
            needed = fewer if fewer and mended(fewer) is not None else needed
    if needed is None:
        return ()
    after = mended(needed)
    return tuple(
        Cause(w.name, CODE, KIND, f"{w.text} ({w.where}) changes in place what is read again", f"{w.name} = {w.name}.copy() before it", before, after)
        for w in needed
    )


def of_inputs(convention: Convention, refusal: InputChanged, judged: Callable[[Convention, bool], Entry]) -> Entry:
    """The entry of code that changes its own arguments; `judged(convention, search)` gives it fresh ones for every call.

    With these the gradients may be right. Then a second call with the same arguments shows what the change does, and if
    that shows nothing, the code is refused as before.
    """
    names = " and ".join(refusal.names)
    told = f"backward changes its argument {names} in place"
    copied = judged(convention, True)
    if copied.verdict == "wrong":
        return replace(copied, remarks=(*copied.remarks, f"{told}; it was given a copy of it"))
    try:
        again = judged(_called_twice(convention), False)
    except ConventionError:
        raise refusal from None
    after = max((g.error for g in copied.gradients if g.verdict != "not visible here"), default=0.0)
    if again.verdict != "wrong" or again.cell != copied.cell or not metric.agrees(after):
        raise refusal
    detail = f"{told}: the same call once more gives other gradients"
    cause = Cause(names, CODE, KIND, detail, f"a copy of {names}", max(g.error for g in again.gradients if g.verdict == "differs"), after)
    return replace(again, causes=(cause,), remarks=(*again.remarks, "the gradients are those of the second of two calls; those of the first are right"))


def _called_twice(convention: Convention) -> Convention:
    function = convention.functions["backward"]

    def twice(*given):
        function.call(*given)
        return function.call(*given)

    return replace(convention, functions=convention.functions | dict(backward=replace(function, call=twice)))


def writes(convention: Convention) -> list[Write]:
    """The statements of forward, backward and the file's helpers that change an array in place."""
    found = []
    for name, function in _functions(convention).items():
        tree = tree_of(function)
        for at, node in enumerate(ast.walk(tree)) if tree else ():
            if root := changed(node):
                line = function.__code__.co_firstlineno + node.lineno - 1
                found.append(Write(name, at, root, ast.unparse(node), place(function.__code__.co_filename, line)))
    return found


def changed(node: ast.AST) -> str | None:
    """The name of what a statement changes in place: a *= b, a[t] += b, a[t] = b, f(..., out=a)."""
    match node:
        case ast.AugAssign(target=target):
            return _root(target)
        case ast.Assign(targets=[ast.Subscript() as target]):
            return _root(target)
        case ast.Expr(value=ast.Call(keywords=keywords)):
            return next((_root(k.value) for k in keywords if k.arg == "out"), None)
    return None


def _root(target: ast.expr) -> str | None:
    while isinstance(target, ast.Subscript):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def _functions(convention: Convention) -> dict[str, types.FunctionType]:
    """The functions of the file, helpers too."""
    space = convention.functions["forward"].call.__globals__
    return {n: f for n, f in space.items() if isinstance(f, types.FunctionType) and f.__globals__ is space and n != "layout"}


def tree_of(function: types.FunctionType) -> ast.Module | None:
    """The text of a function as a tree; None where it cannot be read."""
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError):
        return None


def _copying(convention: Convention, chosen: list[Write]) -> Convention:
    """The code with a copy made before each of these statements; its functions call each other in a space of their own."""
    functions = _functions(convention)
    space = dict(convention.functions["forward"].call.__globals__) | dict(_copy_of=copy.deepcopy)
    for name, f in functions.items():
        mine = {w.at: w.name for w in chosen if w.function == name}
        if mine:
            tree = tree_of(f)
            at = {id(node): mine[k] for k, node in enumerate(ast.walk(tree)) if k in mine}
            exec(compile(ast.fix_missing_locations(_Copies(at).visit(tree)), f.__code__.co_filename, "exec"), space)
        else:
            space[name] = types.FunctionType(f.__code__, space, name, f.__defaults__, f.__closure__)
            space[name].__kwdefaults__ = f.__kwdefaults__
    copying = {n: replace(convention.functions[n], call=space[n]) for n in ("forward", "backward")}
    return replace(convention, functions=convention.functions | copying)


class _Copies(ast.NodeTransformer):
    """Puts `a = copy of a` before the statements {id: "a"}."""

    def __init__(self, at: dict[int, str]):
        self.at = at

    def visit(self, node):
        self.generic_visit(node)
        name = self.at.get(id(node))
        return [ast.parse(f"{name} = _copy_of({name})").body[0], node] if name else node
