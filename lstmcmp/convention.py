"""One convention file: loading it, and what it says before anything is computed.

A convention is a Python file of small functions and a few constants in capitals (the public API of this project,
described in the README). Loading runs the file; everything else here only looks at it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from .declarations import ASSUMABLE, AXES, CONSTANTS, check
from .errors import ConventionError, did_you_mean
from .functions import Function, described, execute, named, read


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
    def runs(self) -> tuple[str, ...]:
        """What its backward pass can start from: "upstream", which is handed in from outside, and its own "loss"; () for neither."""
        return ("upstream",) * bool(self.get("UPSTREAM")) + ("loss",) * bool(self.loss)

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
    text = read(path)
    ancestors = _ancestors(path, text, find)
    donor = _donor([*ancestors, path], find)
    if donor:
        namespace |= {k: donor.constants[k] for k in ("STATE", "WEIGHTS", "AXES", "CELL") if k in donor.constants}
    for file in ancestors:
        execute(file, read(file), namespace, order, spelled)
    execute(path, text, namespace, order, spelled)
    if ancestors:
        namespace["BASE"] = ancestors[0].stem
    functions = {n: described(path, n, namespace[n], spelled[n]) for n in order if n in namespace and not n.startswith("_")}
    private = {n: described(path, n, namespace[n], spelled[n]) for n in order if n in namespace and n.startswith("_")}
    layout, loss = functions.pop("layout", None), functions.pop("loss", None)
    if donor:
        _check_axes(donor, path, namespace)
        borrowed = frozenset(forward_symbols(donor.functions, donor.get("STATE")) - set(functions))
        functions = {n: f for n, f in donor.functions.items() if n in borrowed} | functions
        layout = layout or donor.layout
    style = "code" if {"forward", "backward"} & set(functions) else "equations"
    check(path.name, style, namespace, functions, private)
    if style == "code":  # states that forward does not take are zero
        assumed = {n: 0 for n in ASSUMABLE if n not in functions["forward"].arguments}
        namespace["ASSUMES"] = assumed | namespace.get("ASSUMES", {})
    return Convention(
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


def _ancestors(path: Path, text: str, find) -> list[Path]:
    """The files that are run before this one: the convention that BASE leads to, then the variants between the two."""
    found, child = [], path
    while base := named(child, text, "BASE"):
        child = _related(child, base, find, "BASE")
        if child.resolve() in {p.resolve() for p in (path, *found)}:
            raise ConventionError(f"{path.name}: BASE leads back to {child.name}; one file of the chain has to stand without a BASE.")
        found.insert(0, child)
        text = read(child)
    return found


def _related(path: Path, name: str, find, constant: str) -> Path:
    """The file of that name beside this one, else in the catalogue; a file means another one than itself."""
    beside = path.with_name(name + ".py")
    other = beside if beside.exists() and beside.resolve() != path.resolve() else find(name) or beside
    if not other.exists():
        folders = {path.parent, (find("canonical") or path).parent}
        near = did_you_mean(name, {p.stem for folder in folders for p in folder.glob("*.py")})
        raise ConventionError(f"{path.name}: {constant} = {name!r}: there is no convention of this name beside it or in the catalogue{near}.")
    if other.resolve() == path.resolve():
        raise ConventionError(f"{path.name}: {constant} names the file itself.")
    return other


def _donor(files: list[Path], find) -> Convention | None:
    """The convention that the last of these files with a FORWARD takes its forward pass from."""
    for file in reversed(files):
        if name := named(file, read(file), "FORWARD"):
            donor = load(_related(file, name, find, "FORWARD"), find)
            if donor.style == "code":
                raise ConventionError(f"{file.name}: FORWARD = {name!r} is written as code; name a convention in equations, such as 'canonical'.")
            return donor
    return None


def _check_axes(donor: Convention, path: Path, namespace: dict):
    axes = namespace.get("AXES", donor.axes)
    if axes != donor.axes and axes in AXES["equations"]:
        raise ConventionError(
            f"{path.name}: AXES = {axes!r}, but the forward pass of {donor.name!r} has {donor.axes} vectors; leave AXES out and write the backward pass "
            f"with {donor.axes} vectors, or write a forward pass of your own in place of FORWARD."
        )


def forward_symbols(functions: dict[str, Function], state: dict) -> set[str]:
    """The symbols that the state is computed from, by name (an argument may carry _prev or _next)."""
    todo, seen = list(state.values()), set()
    while todo:
        name = todo.pop()
        if name in functions and name not in seen:
            seen.add(name)
            todo += [re.sub("_(prev|next)$", "", a) if a not in functions else a for a in functions[name].arguments]
    return seen


def _title(doc: str) -> str:
    return doc.strip().splitlines()[0].strip() if doc.strip() else ""
