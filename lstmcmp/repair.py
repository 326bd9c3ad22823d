"""One change to a printed equation, what it may use, and the places of a tree where it can be made."""

from dataclasses import dataclass

from . import expression as ex
from .expression import Node, name, number
from .vocabulary import Word


@dataclass(frozen=True)
class Repair:
    """A changed equation: the code of the mistake that it mends, what was wrong, the new expression, a new range of its sum."""

    code: str
    detail: str
    node: Node
    sums: slice | None = None


@dataclass(frozen=True)
class Setting:
    """What the changes of one equation may use: words by name, and what its sum runs over (None where it is no sum)."""

    words: dict[str, Word]
    sums: slice | None = None
    cell_state: str = "c"
    output: str = "h"
    meaning_of: str = ""  # the forward symbol whose total gradient the equation is, if it is one
    misfit: bool = False  # the printed shapes do not fit, so neither need those of a replacement
    letters: dict[str, str] | None = None  # of each weight, the canonical arrays that its entries come from: "W", "U", "WU", "p"
    helpers: tuple[str, ...] = ()  # the file's own functions of one argument

    def letter(self, weight: Word) -> str:
        return (self.letters or {}).get(weight.read.symbol, "")


def is_top(node: Node, path: tuple, *heads: str) -> bool:
    """Whether the node at `path` is not part of a longer sum or product of the same kind."""
    above = node
    for k in path[:-1]:
        above = above.parts[k]
    return not path or above.head not in heads


def products(node: Node) -> list[tuple[tuple, Node]]:
    """The places where one more factor could stand: the whole, every summand, every operand of a matrix product."""
    out = [((), node)]
    for path, n in ex.walk(node):
        if path and is_top(node, path, "*") and n.head not in ("number",):
            above = node
            for k in path[:-1]:
                above = above.parts[k]
            if ex.is_sum(above) or above.head in ("@", "call", "neg"):
                out.append((path, n))
    return out


def derivatives(setting: Setting) -> list[tuple[str, Node, Node]]:
    """The derivatives of the activations that are about: (symbol, as sigmoid, as tanh)."""
    gates = [name(w.name) for w in setting.words.values() if w.activated and w.read.shift == 0]
    return [(g.value, ex.times(g, ex.minus(number(1), g)), ex.minus(number(1), ex.squared(g))) for g in gates]
