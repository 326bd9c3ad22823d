"""Wrong equations made from right ones: one symbol, sign, index, factor, term or transpose of a printed equation changed.

They test whether a mistake is found that nobody had in mind when the search for mistakes was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import expression as ex
from . import meaning
from .convention import Convention
from .equations import System, build
from .errors import ConventionError
from .expression import Node
from .names import SIZES, Read
from .trial import Trial, prepare

KINDS = ("drop a factor", "swap two symbols", "shift an index", "flip a sign", "drop a term", "drop a transpose")


@dataclass(frozen=True)
class Mutant:
    """One equation of a right convention with one thing changed."""

    convention: Convention  # all of it, with the changed equation
    symbol: str
    kind: str
    original: Node
    node: Node

    @property
    def mutation(self) -> str:
        """'o * (1 - o)  ->  o'"""
        return f"{ex.text(self.original)}  ->  {ex.text(self.node)}"


def corrected(convention: Convention) -> Convention | None:
    """The convention with every correction of its file swapped in; None where one replaces what is handed in."""
    errata = convention.get("ERRATA")
    if set(errata) & set(convention.get("UPSTREAM")) - set(convention.functions):
        return None
    right = {s: replace(convention.private[f.__name__], name=s) for s, f in errata.items()}
    return replace(convention, functions=convention.functions | right, constants={k: v for k, v in convention.constants.items() if k != "ERRATA"})


def mutants(convention: Convention, system: System, symbols) -> Iterator[Mutant]:
    """Every mutant of the equations of these symbols that are a single expression."""
    for symbol in symbols:
        equation = system.equations[symbol]
        node = ex.parse(equation.function)
        if node is None:
            continue
        seen = {_normal(node)}
        for kind, changed in mutations(node, {r.argument: _neighbours(r) for r in equation.reads}):
            if (key := _normal(changed)) not in seen:
                seen.add(key)
                yield Mutant(_with(convention, symbol, changed), symbol, kind, node, changed)


def behind(system: System, symbols) -> set[str]:
    """The symbols that these are computed from, themselves included."""
    todo, seen = list(symbols), set()
    while todo:
        symbol = todo.pop()
        if symbol not in seen and symbol in system.equations:
            seen.add(symbol)
            todo += [r.symbol for r in system.equations[symbol].reads if r.kind in ("symbol", "step")]
    return seen


def _neighbours(r: Read) -> list[str]:
    """The same symbol at the two other of the steps before, now and after, as an argument would be spelled."""
    if r.kind not in ("symbol", "step"):
        return []
    return [r.symbol + {0: "", -1: "_prev", 1: "_next"}[k] for k in (-1, 0, 1) if k != r.shift]


def _with(convention: Convention, symbol: str, node: Node) -> Convention:
    function = convention.functions[symbol]
    arguments = tuple(ex.names(node))
    changed = replace(function, call=ex.compiled(node, arguments, function.call.__globals__), arguments=arguments)
    return replace(convention, functions=convention.functions | {symbol: changed})


def _normal(node: Node) -> str:
    """One text for all orders of the factors of a product and of the terms of a sum: to exchange those is no change."""
    if node.head == "*":
        return "(" + " * ".join(sorted(map(_normal, ex.factors(node)))) + ")"
    if node.head in ("+", "-", "neg"):
        return "(" + " ".join(sorted(f"{'+' if sign > 0 else '-'}{_normal(p)}" for sign, p in ex.terms(node))) + ")"
    return f"{node.head} {node.value}({', '.join(map(_normal, node.parts))})"


def mutations(node: Node, neighbours: dict[str, list[str]]) -> Iterator[tuple[str, Node]]:
    """Every mutation of one expression; `neighbours` are the names of an argument at other steps."""
    families = (_factors, _swaps, lambda n: _shifts(n, neighbours), _signs, _terms, _transposes)
    for kind, family in zip(KINDS, families, strict=True):
        for changed in family(node):
            if ex.names(changed):  # what reads nothing is no equation
                yield kind, changed


def _factors(node: Node) -> Iterator[Node]:
    """A factor of a product left out, a divisor, an exponent."""
    for path, n in _whole(node, "*"):
        parts = ex.factors(n)
        for k in range(len(parts)):
            yield ex.put(node, path, ex.times(*parts[:k], *parts[k + 1 :]))
    for path, n in ex.walk(node):
        if n.head in ("/", "**"):
            yield ex.put(node, path, n.parts[0])


def _swaps(node: Node) -> Iterator[Node]:
    """Two symbols exchanged: at two places, and everywhere."""
    places = [(path, n) for path, n in ex.walk(node) if n.head == "name" and n.value not in SIZES]
    for k, (one, a) in enumerate(places):
        for other, b in places[k + 1 :]:
            if a != b:
                yield ex.put(ex.put(node, one, b), other, a)
    names = list(dict.fromkeys(n for _, n in places))
    for k, a in enumerate(names):
        for b in names[k + 1 :]:
            aside = ex.renamed(node, a.value, ex.name("<aside>"))
            yield ex.renamed(ex.renamed(aside, b.value, a), "<aside>", b)


def _shifts(node: Node, neighbours: dict[str, list[str]]) -> Iterator[Node]:
    """One symbol at another step: at one place, and everywhere."""
    for path, n in ex.walk(node):
        for other in neighbours.get(n.value, ()) if n.head == "name" else ():
            yield ex.put(node, path, ex.name(other))
            yield ex.renamed(node, n.value, ex.name(other))


def _signs(node: Node) -> Iterator[Node]:
    """The sign of the whole, of one term, of one factor."""
    yield ex.negative(node)
    for path, n in _whole(node, "+", "-"):
        parts = ex.terms(n)
        for k, (sign, part) in enumerate(parts):
            yield ex.put(node, path, ex.of_terms([*parts[:k], (-sign, part), *parts[k + 1 :]]))
    for path, n in ex.walk(node):
        if n.head == "neg":
            yield ex.put(node, path, n.parts[0])


def _terms(node: Node) -> Iterator[Node]:
    """A term of a sum left out, also inside a bracket."""
    for path, n in _whole(node, "+", "-"):
        parts = ex.terms(n)
        for k in range(len(parts)):
            yield ex.put(node, path, ex.of_terms([*parts[:k], *parts[k + 1 :]]))


def _transposes(node: Node) -> Iterator[Node]:
    for path, n in ex.walk(node):
        if n.head == ".mT":
            yield ex.put(node, path, n.parts[0])


def _whole(node: Node, *heads: str) -> Iterator[tuple[tuple, Node]]:
    """The sums or products that are not part of a longer one."""
    above = {}
    for path, n in ex.walk(node):
        above[path] = n.head
        if n.head in heads and (not path or above[path[:-1]] not in heads):
            yield path, n


def resolved(mutant: Mutant, trial: Trial) -> System | None:
    """The equations of a run with the changed one; None where that is refused with its line before anything is judged.

    It is not where its arguments are symbols, no two symbols wait for each other, the forward pass fits, and MEANING speaks
    of readings that it has. A shifted name that means another symbol is no shift.
    """
    run, old = trial.system.run, trial.system.equations[mutant.symbol]
    try:
        system = build(mutant.convention, trial.layout.arrays, run)
        system.order(trial.problem.T)
        meaning.declared(system)
        if mutant.symbol in system.forward:
            prepare(mutant.convention, trial.problem, run)
    except ConventionError:
        return None
    read = {(r.kind, r.symbol) for r in system.equations[mutant.symbol].reads}
    return system if read <= {(r.kind, r.symbol) for r in old.reads} and system.forward == trial.system.forward else None
