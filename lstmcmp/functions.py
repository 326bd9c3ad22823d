"""The text of a convention file: reading it, running it, and what its functions say about themselves."""

import ast
import inspect
import re
import sys
import types
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from . import definitions
from .errors import ConventionError, place

NUMBERED = re.compile(  # (13), (13)-(17) or (13) and (17), then the equation
    r"(?:\(([^()]*(?:\([^()]*\))?[^()]*)\)(?:(-|\s*[–—,]\s*|\s+and\s+)\(([A-Z]*\d[\w.]*)\))?\s*)?(.*)"
)
DEEP = 60  # levels of a syntax tree; what walks the trees is recursive


@dataclass(frozen=True)
class Function:
    """One function of a convention file: its printed form is data, taken from the docstring."""

    name: str
    call: types.FunctionType
    arguments: tuple[str, ...]
    number: str  # "B2", "" when the docstring gives none
    printed: str  # without a docstring: the function's own result, as code
    why: str  # what stands below the first paragraph: for a correction, what is odd and how we know
    ours: bool
    file: str
    line: int

    @property
    def where(self) -> str:
        """'name.py, line 12'"""
        return place(self.file, self.line)


def read(path: Path) -> str:
    """The text of a file; ConventionError if there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConventionError(f"There is no file {path}. Give the path of a convention file, or a name from `lstmcmp list`.") from None
    except OSError as e:
        raise ConventionError(f"{path} cannot be read: {e.strerror}.") from None
    except UnicodeDecodeError as e:
        line = e.object[: e.start].count(b"\n") + 1
        raise ConventionError(
            f"{place(path, line)}: cannot be read as UTF-8 text, for it has the byte {e.object[e.start]:#04x}; save the file as UTF-8."
        ) from None


def named(path: Path, text: str, constant: str) -> str | None:
    """The string a constant is set to at the top level, read without running the file."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # execute says it with the line
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == constant:
            if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
                raise ConventionError(
                    f"{place(path, node.lineno)}: {constant} = {ast.unparse(node.value)}: expected the name of a convention, as plain text such as 'canonical'."
                )
            return node.value.value
    return None


def execute(path: Path, text: str, namespace: dict, order: list, spelled: dict):
    """Run one file in the namespace; note its functions in the order they are written, and how their results are spelled."""
    program, own = _compiled(path, text)
    lines = own.keys()
    spelled |= own
    namespace["__doc__"] = None
    namespace["__name__"] = path.stem
    namespace["__file__"] = str(path)
    modules = dict(sys.modules)
    try:
        exec(program, namespace)
    except ConventionError:
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as e:
        raise ConventionError(f"{place(path, _line_in(e, path))}: running the file raised {_what(e)}.") from None
    finally:
        sys.modules.update({n: m for n, m in modules.items() if n not in sys.modules})  # what a file removes is ours, too
    definitions.check_made(path, namespace, {*lines, *order})
    if len(set(lines) & set(order)) > len(order) / 2:  # a variant that prints most equations anew has its own order
        order[:] = [n for n in order if n not in lines]
    order += [n for n in lines if n not in order]


@lru_cache(maxsize=512)
def _compiled(path: Path, text: str) -> tuple[types.CodeType, dict[str, str]]:
    """The code of a file, and how the result of each function is spelled; ConventionError for what cannot be a convention.

    Kept, for the same base is asked for by every variant and every planted mistake.
    """
    try:
        tree = ast.parse(text, filename=str(path))
    except (SyntaxError, ValueError) as e:
        raise ConventionError(f"{place(path, getattr(e, 'lineno', None))}: Python cannot read this: {getattr(e, 'msg', e)}.") from None
    except (RecursionError, MemoryError):
        raise ConventionError(f"{path.name}: Python cannot read this: a formula is nested too deep; cut the longest one into several.") from None
    _check_depth(path, tree)
    lines, spelled = {}, {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if node.name in lines:
                raise ConventionError(
                    f"{place(path, node.lineno)}: a second function {node.name}; the first is in line {lines[node.name]}. "
                    "One function is one symbol: give the second another name."
                )
            lines[node.name] = node.lineno
            last = node.body[-1]
            spelled[node.name] = f"{node.name} = {ast.unparse(last.value)}" if isinstance(last, ast.Return) and last.value else ""
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == "T" and not {"forward", "backward"} & set(lines):
            raise ConventionError(f"{place(path, node.lineno)}: .T turns all axes of a stack of arrays around; write .mT, the transpose of the last two.")
    definitions.check_written(path, tree, nodes)
    return compile(tree, str(path), "exec"), spelled


def _check_depth(path: Path, tree: ast.AST):
    """ConventionError for a formula that nobody can read: a sum of n terms is nested n deep, and printed ones end below 15."""
    level = [(tree, None)]
    for _ in range(DEEP):
        level = [(child, getattr(child, "lineno", line)) for node, line in level for child in ast.iter_child_nodes(node)]
    if level:
        raise ConventionError(f"{place(path, level[0][1])}: a formula of more than {DEEP} levels (a sum of n terms has n); cut it into several equations.")


def _what(e: BaseException) -> str:
    text = " ".join(str(e).split())
    return f"{type(e).__name__}: {text}" if text else type(e).__name__


def _line_in(e: BaseException, path: Path) -> int | None:
    line, tb = None, e.__traceback__
    while tb:
        if tb.tb_frame.f_code.co_filename == str(path):
            line = tb.tb_lineno
        tb = tb.tb_next
    return line


def described(path: Path, name: str, call, spelled: str) -> Function:
    """What a function says about itself; ConventionError for one whose arguments cannot be symbols. `spelled` is its result as code."""
    if not isinstance(call, types.FunctionType):
        raise ConventionError(f"{path.name}: {name} is no longer a plain function when the file has run; a symbol is one, without decorators.")
    where = place(call.__code__.co_filename, call.__code__.co_firstlineno)
    kinds = inspect.signature(call).parameters.values()
    odd = next((p for p in kinds if p.kind not in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY) or p.default is not p.empty), None)
    if odd and not name.startswith("_") and name not in ("forward", "backward"):
        how = "with a default" if odd.default is not odd.empty else "behind a *" if odd.kind is odd.KEYWORD_ONLY else "with * or **"
        plain = ", ".join(p.name for p in kinds if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.default is p.empty)
        raise ConventionError(
            f"{where}: {name}() has the argument {odd.name!r} {how}; the arguments of a symbol are the symbols it reads, by name: def {name}({plain or '...'}). "
            "A number of your own stands above the function, under a name that starts with an underscore."
        )
    doc, _, why = (" ".join(part.split()) for part in inspect.cleandoc(call.__doc__ or "").partition("\n\n"))
    number, joined, last, printed = NUMBERED.match(doc).groups()
    number = f"{number}{'-' if joined.strip() in '-–—' else ', '}{last}" if last else number
    ours = (number or "").strip() == "ours"
    return Function(
        name=name,
        call=call,
        arguments=tuple(p.name for p in kinds),
        number="" if ours else (number or "").strip(),
        printed=printed or spelled,
        why=why,
        ours=ours,
        file=call.__code__.co_filename,
        line=call.__code__.co_firstlineno,
    )
