"""What `list` and `show` tell about conventions, from their files alone: nothing is judged and torch is not loaded."""

from pathlib import Path

from . import catalogue, meaning
from .convention import Convention, Function, load
from .equations import build
from .errors import ConventionError
from .functions import read
from .problem import Problem, arrange, default_layout
from .render.show import Card, Line, Shown


def lines() -> list[Line]:
    """One line per base convention, with its variants; a file that cannot be loaded says why."""
    out, variants = [], {}
    for name, path in catalogue.paths().items():
        try:
            c = load(path, catalogue.find)
        except ConventionError as e:
            out.append(Line(name, "", "", "", "", "", error=str(e)))
            continue
        base = c.constants.get("BASE")
        if base in catalogue.paths():
            variants.setdefault(base, []).append(name)
        else:
            s = c.source
            out.append(Line(name, str(s.get("author", "")), str(s.get("year") or ""), c.constants.get("CELL", "standard"), str(s.get("kind", "")), c.style))
    return [Line(r.name, r.author, r.year, r.cell, r.kind, r.style, tuple(variants.get(r.name, ())), r.error) for r in out]


def code_of(path: Path) -> str:
    """The text of the plain code twin NAME_code.py if there is one, else of the file itself."""
    twin = path.with_name(f"{path.stem}_code.py")
    return read(twin if twin.exists() else path)


def card(convention: Convention) -> Card:
    """Everything `show` prints."""
    forward, backward = _code(convention) if convention.style == "code" else _equations(convention)
    return Card(convention.name, convention.source.get("title") or convention.title, tuple(_facts(convention)), forward, backward)


def _facts(c: Convention):
    s = c.source
    by = ", ".join(str(v) for v in (s.get("author"), s.get("year"), s.get("kind")) if v)
    layout = c.layout.call.__doc__ if c.layout else default_layout.__doc__
    vectors = {
        "column": "column vectors, W x",
        "row": "row vectors, x W",
        "TBD": "arrays (steps, sequences, size)",
        "BTD": "arrays (sequences, steps, size)",
        "TD": "one sequence at a time, arrays (steps, size)",
    }
    facts = [("source", by), ("url", str(s.get("url", ""))), ("cell", c.constants.get("CELL", "standard")), ("notation", vectors[c.axes])]
    facts += [("layout", " ".join((layout or "").split())), ("reading", " ".join(c.constants.get("READING", "").split()))]
    facts += [("assumes", ", ".join(f"{n} = 0" for n in c.get("ASSUMES"))), ("variant", f"of {c.constants['BASE']}" if "BASE" in c.constants else "")]
    facts += [
        (
            "handed in",
            "; ".join(
                f"{n} = dL/d({str(of).lstrip('-').replace('@T', ' at the last step')}){' with the sign reversed' if str(of).startswith('-') else ''}"
                for n, of in c.get("UPSTREAM").items()
            ),
        )
    ]
    facts += [("cut", "; ".join(f"{a} in {e}: {w}" for (e, a), w in c.get("CUTS").items()))]
    return [(label, text) for label, text in facts if text]


def _equations(c: Convention) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    run = "loss" if c.loss else "upstream"
    system = build(c, arrange(c, Problem()).arrays, run)
    known = {s: meaning.describe(m) for s, m in meaning.declared(system).items()}
    order = [*c.functions, *(["loss"] if c.loss else [])]
    functions = c.functions | ({"loss": c.loss} if c.loss else {})
    shown = {n: Shown(functions[n].number, n, functions[n].printed, f"{n}: {known[n]}" if n in known else "", functions[n].ours) for n in order}
    forward = set(system.forward)
    return tuple(shown[n] for n in order if n in forward), tuple(shown[n] for n in order if n not in forward)


def _code(c: Convention) -> tuple[tuple[Shown, ...], tuple[Shown, ...]]:
    def signature(f: Function) -> tuple[Shown, ...]:
        return (Shown("", f.name, f"{f.name}({', '.join(f.arguments)})  {f.printed}".strip(), "", False),)

    return signature(c.functions["forward"]), signature(c.functions["backward"])
