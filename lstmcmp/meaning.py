"""What a backward symbol stands for: which gradient, and of what.

A meaning is a tuple of signed terms, each one gradient that autograd knows. In a file it is written

    "s"            the total gradient of s_t (a forward symbol or x), or of the weight s
    "s_prev"       the share of s_{t-1} that passes through what step t reads
    ("eq", "arg")  the share through one reading alone
    "pre(s)"       the gradient before the outermost sigmoid or tanh of s
    "s/w"          the forward partial of s_t with respect to the weight w (real-time recurrent learning)
    [a, b]         their sum;  a leading "-" is the source's sign convention
"""

import itertools
import re
from dataclasses import dataclass, replace

import numpy as np

from .autograd import Adjoints
from .equations import System
from .errors import ConventionError, did_you_mean

PREFIXES = re.compile(r"^(?:d(?:[A-Z]|loss)_?d_?|delta_?|δ_?|∂_?|grad_?|nabla_?|∇_?|d_?)(?=\w)")  # dL_dW, dLdW, delta_c, gradW, nabla_W, dc
SUFFIXES = re.compile(r"(?<=\w)_?(?:bar|grad|gradient)$")  # W_bar, W_grad


@dataclass(frozen=True)
class Term:
    """One signed gradient: kind is total, prev, edge, pre, weight or partial; `of` the names it is about."""

    sign: int
    kind: str
    of: tuple[str, ...]


Meaning = tuple[Term, ...]


def parse(spec, symbol: str, system: System) -> Meaning:
    """A MEANING entry as terms; ConventionError for a name that is none."""
    if isinstance(spec, list):
        return tuple(t for part in spec for t in parse(part, symbol, system))
    where = f"{system.convention.path.name}: MEANING of {symbol}"
    weights, forward = set(system.weights), set(system.forward)
    if isinstance(spec, tuple) and len(spec) == 2:
        equation, sign = spec[0].lstrip("-"), -1 if spec[0].startswith("-") else 1
        if equation not in forward or spec[1] not in system.equations[equation].function.arguments:
            raise ConventionError(f"{where} is {spec!r}, but there is no forward equation {equation} that reads {spec[1]}{did_you_mean(equation, forward)}.")
        return (Term(sign, "edge", (equation, spec[1])),)
    if not isinstance(spec, str):
        raise ConventionError(f"{where} is {spec!r}; expected a name, a pair (equation, argument), or a list of them.")
    sign, name = (-1, spec[1:]) if spec.startswith("-") else (1, spec)
    if name in weights:
        return (Term(sign, "weight", (name,)),)
    if name in forward or name == "x":
        return (Term(sign, "total", (name,)),)
    if name.endswith("_prev") and name.removesuffix("_prev") in forward:
        return (Term(sign, "prev", (name.removesuffix("_prev"),)),)
    if (inner := re.fullmatch(r"pre\((\w+)\)", name)) and inner[1] in forward:
        return (Term(sign, "pre", (inner[1],)),)
    if "/" in name:
        s, w = (n.strip() for n in name.split("/", 1))
        if s in forward and w in weights:
            return (Term(sign, "partial", (s, w)),)
    raise ConventionError(f"{where} is {spec!r}, which names no forward symbol or weight{did_you_mean(name, forward | weights)}.")


def declared(system: System) -> dict[str, Meaning]:
    """The declared meanings that apply to this run: the file's own loss exists in its own run only."""
    convention = system.convention
    named = set(convention.functions) | set(convention.get("UPSTREAM")) | set(convention.get("ERRATA"))
    found = {}
    for symbol, spec in convention.get("MEANING").items():
        if symbol not in named:
            raise ConventionError(f"{convention.path.name}: MEANING speaks of {symbol}, which is no symbol of this file{did_you_mean(symbol, named)}.")
        present = symbol in system.backward or symbol in system.upstream
        if present and not (system.run == "upstream" and _speaks_of_loss(spec)):
            found[symbol] = parse(spec, symbol, system)
    return found


def _speaks_of_loss(spec) -> bool:
    return spec[0] in ("loss", "-loss") if isinstance(spec, tuple) else isinstance(spec, list) and any(map(_speaks_of_loss, spec))


def is_weight(meaning: Meaning | None) -> bool:
    return bool(meaning) and all(t.kind == "weight" for t in meaning)


def clip_bounds(system: System) -> dict[str, float]:
    """The bounds that CLIP sets for summed weight gradients, by weight. The bounds of forward symbols are not among them."""
    known, bounds = declared(system), {}
    for symbol, bound in system.convention.get("CLIP").items():
        meaning = known.get(symbol) or from_letters(symbol, system)
        if symbol in system.backward and is_weight(meaning) and len(meaning) == 1:
            bounds[meaning[0].of[0]] = bound
    return bounds


def is_final(meaning: Meaning, system: System) -> bool:
    """Whether this is a gradient that leaves the layer: of a weight, of x, or handed back through a state."""
    term = meaning[0]
    return len(meaning) == 1 and (term.kind == "weight" or term.of == ("x",) or term.kind == "prev" and term.of[0] in system.state.values())


def partials(system: System) -> set[tuple[str, str]]:
    """The (symbol, weight) pairs of forward partials that are declared, or that what runs forward in time undeclared could be."""
    known = declared(system)
    pairs = {t.of for m in known.values() for t in m if t.kind == "partial"}
    forward_in_time = [
        s for s in system.backward if s not in known and any(r.symbol == s and r.shift == -1 for r in system.equations[s].reads)
    ]  # fmt: skip
    return pairs | ({(s, w) for s in system.forward if s != "loss" for w in system.weights} if forward_in_time else set())


def truth(meaning: Meaning, adjoints: Adjoints, system: System) -> np.ndarray | None:
    """The true value: (T, B, n, m), or (rows, columns) for a weight; None where autograd saw nothing of the kind."""
    parts = [_one(t, adjoints, system) for t in meaning]
    return None if any(p is None for p in parts) else sum(parts)


def _one(term: Term, adjoints: Adjoints, system: System) -> np.ndarray | None:
    if term.kind == "weight":
        value = adjoints.weights.get(term.of[0])
    elif term.kind == "total":
        value = adjoints.total.get(term.of[0])
    elif term.kind == "pre":
        value = adjoints.before.get(term.of[0])
    elif term.kind == "partial":
        value = adjoints.partial.get(term.of)
    elif term.kind == "edge":
        value = _share(adjoints, [term.of], next(r.symbol for r in system.equations[term.of[0]].reads if r.argument == term.of[1]))
    else:
        value = _share(adjoints, _reading_before(term.of[0], system), term.of[0])
    return None if value is None else term.sign * value


def _share(adjoints: Adjoints, edges, symbol: str) -> np.ndarray | None:
    """The sum of these edges, which all read `symbol`; an edge that no gradient passed through counts as zero."""
    if symbol not in adjoints.total:
        return None
    return sum((adjoints.edge[e] for e in edges if e in adjoints.edge), 0 * adjoints.total[symbol])


def _reading_before(symbol: str, system: System):
    """The edges through which step t reads `symbol` of step t-1."""
    return [(n, r.argument) for n in system.forward for r in system.equations[n].reads if r.symbol == symbol and r.shift == -1]


def is_read(symbol: str, system: System) -> bool:
    """Whether any equation reads this symbol."""
    return any(r.symbol == symbol for e in system.equations.values() for r in e.reads)


def describe(meaning: Meaning) -> str:
    """In words: 'dL/d(a_hat)', 'the share of h(t-1) read at step t'."""
    words = {
        "total": lambda s: f"gradient of {s}",
        "weight": lambda s: f"gradient of {s}",
        "prev": lambda s: f"share of {s}(t-1) that step t reads",
        "edge": lambda q, a: f"share of {a} read by {q}",
        "pre": lambda s: f"gradient before the activation of {s}",
        "partial": lambda s, w: f"partial of {s} by {w}",
    }
    first, *others = [(t.sign, words[t.kind](*t.of)) for t in meaning]
    return ("minus the " if first[0] < 0 else "") + first[1] + "".join((" minus the " if sign < 0 else " + ") + word for sign, word in others)


def from_letters(symbol: str, system: System) -> Meaning | None:
    """The hypothesis in the name: dc -> c, delta_c -> c, dh_prev and a handed-back dh_next -> h_prev, dW and W_bar -> W."""
    name = PREFIXES.sub("", symbol)
    name = SUFFIXES.sub("", symbol) if name == symbol else name
    if name == symbol:
        return None
    if name.endswith("_next") and name.removesuffix("_next") in system.forward:
        name = name.removesuffix("_next") + "_prev"
    try:
        return parse(name, symbol, system)
    except ConventionError:
        return None


def candidates(symbol: str, system: System, adjoints: Adjoints, shape: tuple[int, ...]) -> list[Meaning]:
    """Every meaning that a symbol of this shape (of one step) could have, the plainest first, plus before minus.

    What no other equation reads leaves the layer, and only that can be the gradient of a weight.
    """
    inside = [Term(1, "total", (s,)) for s in system.forward if s != "loss"]
    leaving = [Term(1, "total", ("x",))] + [Term(1, "prev", (s,)) for s in system.state.values()]
    if is_read(symbol, system):
        plain = inside + leaving
    else:
        plain = [Term(1, "weight", (w,)) for w in adjoints.weights] + leaving + inside
    plain += [Term(1, "pre", (s,)) for s in adjoints.before]
    plain += [Term(1, "edge", e) for e in adjoints.edge]
    plain += [Term(1, "partial", p) for p in adjoints.partial]
    fits = [(t,) for t in plain if _has_shape((t,), shape, adjoints, system)]
    return fits + [_minus(m) for m in fits]


def sums(system: System, adjoints: Adjoints, shape: tuple[int, ...]) -> list[Meaning]:
    """The sums that a symbol of this shape could be: a whole gradient or message without one or two of its shares, or two shares."""
    shares = {}
    for n, argument in adjoints.edge:
        read = next(r for r in system.equations[n].reads if r.argument == argument)
        shares.setdefault((read.symbol, read.shift), []).append(Term(1, "edge", (n, argument)))
    found = []
    for (symbol, shift), terms in shares.items():
        everything = Term(1, "prev" if shift else "total", (symbol,))
        without = [c for n in (1, 2) for c in itertools.combinations(terms, n)]
        found += [(everything, *(replace(t, sign=-1) for t in some)) for some in without] + list(itertools.combinations(terms, 2))
    fits = [m for m in found if _has_shape(m, shape, adjoints, system)]
    return fits + [_minus(m) for m in fits]


def _minus(meaning: Meaning) -> Meaning:
    return tuple(replace(t, sign=-t.sign) for t in meaning)


def _has_shape(meaning: Meaning, shape: tuple[int, ...], adjoints: Adjoints, system: System) -> bool:
    value = truth(meaning, adjoints, system)
    return value is not None and tuple(value.shape[-len(shape[-2:]) :]) == tuple(shape[-2:])


def spelled(meaning: Meaning):
    """The entry of MEANING that says this."""
    words = {"prev": "{}_prev", "pre": "pre({})", "partial": "{}/{}"}
    parts = [
        ("-" * (t.sign < 0) + t.of[0], t.of[1]) if t.kind == "edge" else "-" * (t.sign < 0) + words.get(t.kind, "{}").format(*t.of) for t in meaning
    ]  # fmt: skip
    return parts[0] if len(parts) == 1 else parts
