"""One convention file: loading it, and what it says before anything is computed.

A convention is a Python file of small functions and a few constants in capitals (the public API of this project,
described in the README). Loading runs the file; everything else here only looks at it.
"""

import ast
import inspect
import os
import re
import types
from dataclasses import dataclass
from pathlib import Path

from .errors import ConventionError, did_you_mean

CONSTANTS = {
    "SOURCE": "author, title, year, url, kind, gate: where the equations are published",
    "STATE": "dict(h=..., c=...): the symbols handed from step to step",
    "UPSTREAM": "symbols handed in from outside: the direct gradient of which forward symbol",
    "MEANING": "which gradient each backward symbol stands for",
    "HANDED": "dict(argument='function') where the names do not say what the next step hands back",
    "SUMS": "dict(dU=slice(0, -1)): the steps in a printed sum",
    "ASSUMES": "dict(h0=0, c0=0)",
    "CUTS": "{(equation, argument): words}: no gradient passes here",
    "STRAIGHT": "{(equation, argument): words}: derivative 1, value kept",
    "CLIP": "dict(symbol=bound): the gradient of this forward symbol is clamped",
    "FACTOR": "the constant that all gradients are declared to carry",
    "ERRATA": "dict(symbol=_corrected)",
    "EXAMPLE": "dict(x=..., W=..., printed={symbol: values}): the numbers of a published worked example",
    "READING": "which choices were made where the print leaves them open",
    "BASE": "the convention that this file is a variant of",
    "CELL": "the forward recurrence, default standard",
    "FORWARD": "take forward, STATE and layout from this convention",
    "WEIGHTS": "dict(name=(rows, columns)): arrays that no canonical cell has",
    "TARGETS": "dict(label='H'): what an own loss is compared with",
    "AXES": "column or row vectors; in pair style TBD, BTD or TD",
}
AXES = {"equations": ("column", "row"), "code": ("TBD", "BTD", "TD")}
ASSUMABLE = ("h0", "c0")
EQUATIONS_ONLY = ("CUTS", "STRAIGHT", "CLIP", "ERRATA", "SUMS", "HANDED", "UPSTREAM", "WEIGHTS", "TARGETS", "FORWARD")
FACTORS = ("1/2", "2", "T", "B", "D", "H", "1/T", "1/B", "1/D", "1/H")


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


@dataclass(frozen=True)
class Convention:
    """A loaded file. `functions` are its symbols in printed order, `constants` what it declares, `private` its corrections."""

    name: str
    path: Path
    title: str
    functions: dict[str, Function]
    private: dict[str, Function]
    constants: dict
    layout: Function | None
    loss: Function | None
    style: str  # "equations" or "code"

    def get(self, constant: str, default=None):
        """The declared value of a constant, or the default: an empty dict for those that are dicts."""
        return self.constants.get(constant, {} if default is None else default)

    @property
    def axes(self) -> str:
        return self.constants.get("AXES", AXES[self.style][0])

    @property
    def source(self) -> dict:
        return self.get("SOURCE")


def load(path: Path, find=None) -> Convention:
    """Run the file at `path` and describe it.

    `find(name)` gives the path of another convention, for BASE and FORWARD. Raises ConventionError, always with the
    file, the line where there is one, and what to do.
    """
    path = Path(path)
    find = find or (lambda name: path.with_name(name + ".py"))
    namespace, order, spelled = {}, [], {}
    text = _read(path)
    base, forward = _named(path, text, "BASE"), _named(path, text, "FORWARD")
    if forward:
        donor = load(_related(path, forward, find, "FORWARD"), find)
        _refuse_code_style(donor, path)
        namespace |= {k: donor.constants[k] for k in ("STATE", "WEIGHTS", "AXES", "CELL") if k in donor.constants}
    if base:
        parent = _related(path, base, find, "BASE")
        if _named(parent, _read(parent), "BASE"):
            raise ConventionError(f"{path.name}: BASE = {base!r} is itself a variant; name the convention it varies.")
        _execute(parent, _read(parent), namespace, order, spelled)
    _execute(path, text, namespace, order, spelled)
    functions = {n: _function(path, n, namespace[n], spelled[n]) for n in order if n in namespace and not n.startswith("_")}
    private = {n: _function(path, n, namespace[n], spelled[n]) for n in order if n in namespace and n.startswith("_")}
    layout, loss = functions.pop("layout", None), functions.pop("loss", None)
    if forward:
        borrowed = frozenset(forward_symbols(donor.functions, donor.get("STATE")) - set(functions))
        functions = {n: f for n, f in donor.functions.items() if n in borrowed} | functions
        layout = layout or donor.layout
    style = "code" if {"forward", "backward"} & set(functions) else "equations"
    found = Convention(
        name=path.stem,
        path=path,
        title=_title(namespace.get("__doc__") or path.stem),
        functions=functions,
        private=private,
        constants={k: v for k, v in namespace.items() if k in CONSTANTS},
        layout=layout,
        loss=loss,
        style=style,
    )
    _check(found, namespace)
    return found


def forward_symbols(functions: dict[str, Function], state: dict) -> set[str]:
    """The symbols that the state is computed from, by name (an argument may carry _prev or _next)."""
    todo, seen = list(state.values()), set()
    while todo:
        name = todo.pop()
        if name in functions and name not in seen:
            seen.add(name)
            todo += [re.sub("_(prev|next)$", "", a) if a not in functions else a for a in functions[name].arguments]
    return seen


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConventionError(f"There is no file {path}. Give the path of a convention file, or a name from `lstmcmp list`.") from None
    except (OSError, UnicodeDecodeError) as e:
        raise ConventionError(f"{path} cannot be read as UTF-8 text: {e}.") from None


def _named(path: Path, text: str, constant: str) -> str | None:
    """The string a constant is set to at the top level, read without running the file."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None  # _execute says it with the line
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == constant:
            if not (isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)):
                raise ConventionError(
                    f"{path.name}, line {node.lineno}: {constant} = {ast.unparse(node.value)}: expected the name of a convention, as plain text such as 'canonical'."
                )
            return node.value.value
    return None


def _related(path: Path, name: str, find, constant: str) -> Path:
    beside = path.with_name(name + ".py")
    other = beside if beside.exists() else find(name)
    if not other or not Path(other).exists():
        folders = {path.parent, (find("canonical") or path).parent}
        near = did_you_mean(name, {p.stem for folder in folders for p in folder.glob("*.py")})
        raise ConventionError(f"{path.name}: {constant} = {name!r}: there is no convention of this name beside it or in the catalogue{near}.")
    if other.resolve() == path.resolve():
        raise ConventionError(f"{path.name}: {constant} names the file itself.")
    return other


def _refuse_code_style(donor: Convention, path: Path):
    if donor.style == "code":
        raise ConventionError(f"{path.name}: FORWARD = {donor.name!r} is written as code; name a convention in equations, such as 'canonical'.")


def _execute(path: Path, text: str, namespace: dict, order: list, spelled: dict):
    """Run one file in the namespace; note its functions in the order they are written, and how their results are spelled."""
    where = path.name
    try:
        tree = ast.parse(text, filename=str(path))
    except (SyntaxError, ValueError) as e:
        line = getattr(e, "lineno", None)
        raise ConventionError(f"{where}{f', line {line}' if line else ''}: Python cannot read this: {getattr(e, 'msg', e)}.") from None
    lines = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            if node.name in lines:
                raise ConventionError(
                    f"{where}, line {node.lineno}: a second function {node.name}; the first is in line {lines[node.name]}. "
                    "One function is one symbol: give the second another name."
                )
            lines[node.name] = node.lineno
            last = node.body[-1]
            spelled[node.name] = f"{node.name} = {ast.unparse(last.value)}" if isinstance(last, ast.Return) and last.value else ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "T" and not {"forward", "backward"} & set(lines):
            raise ConventionError(f"{where}, line {node.lineno}: .T turns all axes of a stack of arrays around; write .mT, the transpose of the last two.")
    namespace["__doc__"] = None
    namespace["__name__"] = path.stem
    namespace["__file__"] = str(path)
    try:
        exec(compile(tree, str(path), "exec"), namespace)
    except ConventionError:
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as e:
        raise ConventionError(f"{where}{_line_in(e, path)}: running the file raised {_what(e)}.") from None
    if len(set(lines) & set(order)) > len(order) / 2:  # a variant that prints most equations anew has its own order
        order[:] = [n for n in order if n not in lines]
    order += [n for n in lines if n not in order]


def _what(e: BaseException) -> str:
    text = " ".join(str(e).split())
    return f"{type(e).__name__}: {text}" if text else type(e).__name__


def _line_in(e: BaseException, path: Path) -> str:
    line, tb = None, e.__traceback__
    while tb:
        if tb.tb_frame.f_code.co_filename == str(path):
            line = tb.tb_lineno
        tb = tb.tb_next
    return f", line {line}" if line else ""


def _title(doc: str) -> str:
    return doc.strip().splitlines()[0].strip() if doc.strip() else ""


def _function(path: Path, name: str, call, spelled: str) -> Function:
    if not isinstance(call, types.FunctionType):
        raise ConventionError(f"{path.name}: {name} is no longer a plain function when the file has run; a symbol is one, without decorators.")
    where = f"{os.path.basename(call.__code__.co_filename)}, line {call.__code__.co_firstlineno}"
    kinds = inspect.signature(call).parameters.values()
    odd = [p.name for p in kinds if p.kind not in (p.POSITIONAL_OR_KEYWORD, p.POSITIONAL_ONLY) or p.default is not p.empty]
    if odd and not name.startswith("_") and name not in ("forward", "backward"):
        raise ConventionError(f"{where}: {name}() has the argument {odd[0]!r} with a default, * or **; the arguments of a symbol are the symbols it reads.")
    doc, _, why = (" ".join(part.split()) for part in inspect.cleandoc(call.__doc__ or "").partition("\n\n"))
    number, printed = re.match(r"(?:\(([^()]*(?:\([^()]*\))?[^()]*)\)\s*)?(.*)", doc).groups()
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


def _check(convention: Convention, namespace: dict):
    """Refuse what can be seen to be wrong before anything runs."""
    where = convention.path.name
    for name in namespace:
        if re.fullmatch(r"[A-Z][A-Z_]+", name) and name not in CONSTANTS:
            raise ConventionError(
                f"{where}: unknown constant {name}{did_you_mean(name, CONSTANTS)}; known are {', '.join(CONSTANTS)}. A number of your own starts with an underscore."
            )
    for name, value in convention.constants.items():
        kind = str if name in ("READING", "BASE", "CELL", "FORWARD", "AXES") else dict
        if name != "FACTOR" and not isinstance(value, kind):
            raise ConventionError(f"{where}: {name} is {type(value).__name__} {value!r}; expected {CONSTANTS[name]}.")
    if convention.axes not in AXES[convention.style]:
        raise ConventionError(f"{where}: AXES = {convention.axes!r}; expected one of {', '.join(AXES[convention.style])}.")
    for name, value in convention.get("ASSUMES").items():
        if name not in ASSUMABLE or value != 0:
            raise ConventionError(f"{where}: ASSUMES has {name}={value!r}; what can be assumed is h0=0 and c0=0.")
    for name, value in convention.get("ERRATA").items():
        if not isinstance(value, types.FunctionType) or value.__name__ not in convention.private:
            raise ConventionError(f"{where}: ERRATA[{name!r}] is not a function of this file whose name starts with an underscore.")
    _check_declarations(convention)
    if convention.style == "code":
        for name in ("forward", "backward"):
            if name not in convention.functions:
                raise ConventionError(
                    f"{where}: has no function {name}(); a file in code style has forward(<weights>, x, h0, c0) and backward(dh, dc_T, cache)."
                )


def _check_declarations(convention: Convention):
    """Refuse declarations that name nothing or hold the wrong kind of value."""
    _check_kinds(convention)
    where, known = convention.path.name, set(convention.functions) | set(convention.get("UPSTREAM"))
    idle = [c for c in EQUATIONS_ONLY if convention.style == "code" and convention.constants.get(c)]
    if idle:
        raise ConventionError(f"{where}: {idle[0]} means nothing for code, which shows only what it returns; write it as equations (`lstmcmp new`).")
    for name, steps in convention.get("SUMS").items():
        if name not in known or not isinstance(steps, slice) or steps.step == 0:
            raise ConventionError(
                f"{where}: SUMS[{name!r}] = {steps!r}{did_you_mean(str(name), known)}; expected the steps of a weight gradient of this file, such as slice(0, -1)."
            )
    for name, bound in convention.get("CLIP").items():
        if name not in known or not isinstance(bound, (int, float)) or not bound > 0:
            raise ConventionError(
                f"{where}: CLIP[{name!r}] = {bound!r}{did_you_mean(str(name), known)}; expected a forward symbol of this file and a number above 0."
            )
    read = {a for f in convention.functions.values() for a in f.arguments} | {a for f in convention.private.values() for a in f.arguments}
    for name in convention.get("HANDED"):
        if name not in read:
            raise ConventionError(f"{where}: HANDED speaks of {name}, which no equation reads{did_you_mean(str(name), read)}.")
    factor = convention.constants.get("FACTOR", 1)
    if not isinstance(factor, (int, float)) and str(factor).lstrip("-") not in FACTORS:
        raise ConventionError(f"{where}: FACTOR = {factor!r}; expected a number or one of {', '.join(FACTORS)}, with or without a minus.")


def _check_kinds(convention: Convention):
    """STATE, UPSTREAM, MEANING, TARGETS and ERRATA map names to what they should."""
    where, known = convention.path.name, set(convention.functions) | set(convention.get("UPSTREAM"))
    texts = {"STATE": "the name of a symbol", "UPSTREAM": "the name of a forward symbol, '-' in front or '@T' behind", "HANDED": "the name of a function"}
    for constant, wanted in texts.items():
        for name, value in convention.get(constant).items():
            if not isinstance(name, str) or not isinstance(value, str):
                raise ConventionError(f"{where}: {constant}[{name!r}] = {value!r}; expected {wanted}.")
    for name, value in convention.get("MEANING").items():
        parts = value if isinstance(value, list) else [value]
        if not parts or not all(isinstance(p, str) or isinstance(p, tuple) and len(p) == 2 and all(isinstance(q, str) for q in p) for p in parts):
            raise ConventionError(f"{where}: MEANING of {name} is {value!r}; expected a name, a pair (equation, argument), or a list of them.")
    for name in convention.get("ERRATA"):
        if name not in known and name not in convention.get("MEANING"):
            raise ConventionError(f"{where}: ERRATA corrects {name}, which is no symbol of this file{did_you_mean(str(name), known)}.")
