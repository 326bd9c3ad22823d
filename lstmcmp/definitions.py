"""What in a convention file is no symbol but looks like one: told with its line and what to write instead.

A symbol is a plain function at the top level. Nothing that a reader of the file takes for an equation is left out silently.
"""

import ast
import re
import types
from collections.abc import Iterator
from pathlib import Path

from .errors import ConventionError, place

PARTS = {"forward", "backward", "layout", "loss"}  # functions with a meaning of their own, in both styles


def check_written(path: Path, tree: ast.Module, nodes: list[ast.AST]):
    """Refuse what is defined in a way that makes it no symbol; ConventionError with the line. `nodes` are all of the tree."""
    imported = {(a.asname or a.name).split(".")[0] for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    code = {"forward", "backward"} & {name for node in tree.body for name in _names(node)}
    for node, inside in _statements(tree.body):
        for name in _names(node):
            sentence = _fault(node, name, inside) if _counts(name, bool(code)) and name not in imported else ""
            if sentence:
                raise ConventionError(f"{place(path, node.lineno)}: {sentence}")


def check_made(path: Path, namespace: dict, written: set[str]):
    """Refuse functions that came into the namespace while the file ran; `written` are those that stand in it."""
    code = bool({"forward", "backward"} & namespace.keys())
    for name, value in namespace.items():
        made = isinstance(value, types.FunctionType) and value.__globals__ is namespace and name not in written
        if made and _counts(name, code):
            line = value.__code__.co_firstlineno if value.__code__.co_filename == str(path) else None
            raise ConventionError(f"{place(path, line)}: {name} is made while the file runs; a symbol is a function at the top level: def {name}(...).")


def _counts(name: str, code: bool) -> bool:
    """Whether the name is one of a symbol; in code everything but the four parts is a helper."""
    return name in PARTS if code else not re.fullmatch("_.*|[A-Z][A-Z0-9_]*", name)


def _fault(node: ast.stmt, name: str, inside: str) -> str:
    match node:
        case ast.AsyncFunctionDef():
            return f"async def {name}; a symbol is a plain function: def {name}({_arguments(node.args)})."
        case ast.FunctionDef() if node.decorator_list:
            return f"{name} has the decorator @{ast.unparse(node.decorator_list[0])}; a symbol is a plain function: call what the decorator does inside of it."
        case ast.FunctionDef() if _yields(node):
            return f"{name} is a generator; a symbol returns one array: return instead of yield."
        case ast.FunctionDef():
            return f"{name} is defined inside '{inside}'; a symbol is a function at the top level: take def {name} out of there." if inside else ""
        case ast.ClassDef():
            return f"{name} is a class; a symbol is a function: def {name}(...). The name of a helper starts with an underscore."
        case ast.Assign() | ast.AnnAssign() if isinstance(node.value, ast.Lambda):
            return f"{name} is a lambda; write def {name}({_arguments(node.value.args)}): return {ast.unparse(node.value.body)}"
    return (
        f"{name} is set to a value; a symbol is a function: def {name}(...): return ... The name of a number or a helper of your own starts with an underscore."
    )


def _statements(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[ast.stmt, str]]:
    """The statements that run while the file is loaded, with the first word of the statement around them."""
    for node in body:
        yield node, inside
        if isinstance(node, (ast.If, ast.For, ast.While, ast.With, ast.Try)) and not _is_script(node):
            word = type(node).__name__.lower()
            parts = [getattr(node, p, []) for p in ("body", "orelse", "finalbody")] + [h.body for h in getattr(node, "handlers", [])]
            for part in parts:
                yield from _statements(part, word)


def _is_script(node: ast.stmt) -> bool:
    """if __name__ == "__main__": never runs here."""
    return isinstance(node, ast.If) and any(isinstance(n, ast.Name) and n.id == "__name__" for n in ast.walk(node.test))


def _names(node: ast.stmt) -> list[str]:
    """The names that a statement binds by defining or assigning."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, (ast.AnnAssign, ast.AugAssign)) else []
    return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def _yields(function: ast.FunctionDef) -> bool:
    todo = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo += ast.iter_child_nodes(node)
    return False


def _arguments(arguments: ast.arguments) -> str:
    return ", ".join(a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))
