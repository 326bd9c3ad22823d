"""Changes of the words of an equation: derivatives and factors that are missing, other gates, other quantities, missing terms."""

import itertools
from collections.abc import Iterator

import numpy as np

from . import expression as ex
from . import metric, symbols
from .expression import Node, name, number, text
from .repair import Repair, Setting, derivatives, is_top, products
from .vocabulary import Word


def of_derivatives(node: Node, setting: Setting) -> Iterator[Repair]:
    """The derivative of an activation missing, or that of the sigmoid and of the tanh taken for each other."""
    for path, n in products(node):
        for gate, sigmoid, tanh in derivatives(setting):
            for d in (sigmoid, tanh):
                yield Repair("LC102", f"the derivative {text(d)} of {gate} is missing", ex.put(node, path, ex.times(n, d)))
        for _, sigmoid, tanh in derivatives(setting):
            parts = ex.factors(n)
            for wrong, right in ((sigmoid, tanh), (tanh, sigmoid)):
                rest = list(parts)
                if all(f in rest and (rest.remove(f) or True) for f in ex.factors(wrong)):
                    detail = f"{text(wrong)} where {text(right)} belongs"
                    yield Repair("LC111", detail, ex.put(node, path, ex.times(*rest, right) if rest else right))
        state = setting.cell_state
        for w in setting.words.values():
            if w.kind == "forward" and w.read.symbol == state and w.read.shift == 0:
                d = ex.minus(number(1), ex.squared(ex.call("tanh", name(w.name))))
                yield Repair("LC102", f"the derivative {text(d)} of tanh({w.name}) is missing", ex.put(node, path, ex.times(n, d)))
    for path, n in ex.walk(node):  # 1 - x for x (1 - x), 1 - x^2
        if n.head == "-" and n.parts[0] == number(1):
            x = n.parts[1]
            for right in (ex.times(x, n), ex.minus(number(1), ex.squared(x))):
                yield Repair("LC102", f"{text(n)} where the derivative {text(right)} belongs", ex.put(node, path, right))
            yield Repair("LC110", f"{text(n)} where {text(x)} belongs", ex.put(node, path, x))
        if n.head == "neg" and path:
            yield Repair("LC205", f"the term 1 is missing before {text(n)}", ex.put(node, path, ex.minus(number(1), n.parts[0])))
        if n.head == "name" and setting.words.get(n.value) and setting.words[n.value].activated:
            yield Repair("LC110", f"{n.value} where 1 - {n.value} belongs", ex.put(node, path, ex.minus(number(1), n)))
            yield Repair("LC102", f"{n.value} where the derivative belongs", ex.put(node, path, ex.times(n, ex.minus(number(1), n))))


def of_gates(node: Node, setting: Setting) -> Iterator[Repair]:
    """Another gate's value or gradient, at one place or at all places."""
    for old in ex.names(node):
        word = setting.words.get(old)
        if word is None:
            continue
        for other in setting.words.values():
            if other.name != old and other.read.shift == word.read.shift and _alike(word, other):
                code = "LC104" if word.kind != "weight" else "LC403" if setting.letter(word) == setting.letter(other) else "LC402"
                yield from _exchanged(node, old, other.name, code)


def _alike(a: Word, b: Word) -> bool:
    """Two gates, or two weights of the same kind of input."""
    return a.kind == b.kind == "weight" or a.activated and b.activated


def of_exchanges(node: Node, setting: Setting) -> Iterator[Repair]:
    """Two quantities that stand in each other's place: at two places, or everywhere."""
    places = [(path, n) for path, n in ex.walk(node) if n.head == "name" and n.value in setting.words and setting.words[n.value].kind != "size"]
    for (one, a), (other, b) in itertools.combinations(places, 2):
        if a != b:
            yield Repair(_code_of_two(a, b, setting), f"{a.value} and {b.value} stand in each other's place", ex.put(ex.put(node, one, b), other, a))
    for a, b in itertools.combinations(dict.fromkeys(n for _, n in places), 2):
        turned = ex.renamed(ex.renamed(ex.renamed(node, a.value, name("<aside>")), b.value, a), "<aside>", b)
        yield Repair(_code_of_two(a, b, setting), f"{a.value} and {b.value} stand in each other's place", turned)


def _code_of_two(a: Node, b: Node, setting: Setting) -> str:
    one, other = setting.words[a.value], setting.words[b.value]
    return "LC104" if one.activated and other.activated else _code_of(one, other)


def _exchanged(node: Node, old: str, new: str, code: str) -> Iterator[Repair]:
    detail = f"{old} where {new} belongs"
    places = [path for path, n in ex.walk(node) if n == name(old)]
    if len(places) > 1:
        yield Repair(code, detail, ex.renamed(node, old, name(new)))
    for path in places:
        yield Repair(code, detail, ex.put(node, path, name(new)))


def of_own_names(node: Node, setting: Setting) -> Iterator[Repair]:
    """Another quantity of the same equation."""
    yield from _other_names(node, setting, [setting.words[n] for n in ex.names(node) if n in setting.words])


def of_names(node: Node, setting: Setting) -> Iterator[Repair]:
    """Any other quantity of the same shape."""
    yield from _other_names(node, setting, list(setting.words.values()))


def _other_names(node: Node, setting: Setting, others: list[Word]) -> Iterator[Repair]:
    for old in ex.names(node):
        word = setting.words.get(old)
        if word is None or word.kind == "size":
            continue
        for other in others:
            if other.name != old and (other.shape == word.shape or setting.misfit) and other.kind != "size":
                yield from _exchanged(node, old, other.name, _code_of(word, other))


def _code_of(word: Word, other: Word) -> str:
    if word.kind == "weight" or other.kind == "weight":
        return "LC402"
    if {word.kind, other.kind} == {"forward"} and other.activated and _activates(word, other):
        return "LC106"
    if word.kind == other.kind == "gradient":
        return "LC112"
    return "LC110"


def _activates(before: Word, after: Word) -> bool:
    """Whether one is the activation of the other."""
    same_step = before.read.shift == after.read.shift and before.shape == after.shape
    return same_step and any(metric.agrees(metric.error(f(before.values), after.values)) for f in (symbols.sigmoid, np.tanh))


def of_inserted_factors(node: Node, setting: Setting) -> Iterator[Repair]:
    """A factor that is missing, or that makes another function of what stands there."""
    for factor in missing_factors(setting):
        for path, n in products(node):
            yield Repair("LC101", f"the factor {text(factor)} is missing", ex.put(node, path, ex.times(n, factor)))


def of_factors_of_terms(node: Node, setting: Setting) -> Iterator[tuple[int, Node, Repair]]:
    """The same in a summand: which one, the factor, and the change."""
    summands = ex.terms(node)
    for factor in missing_factors(setting):
        for k, (sign, term) in enumerate(summands):
            whole = ex.of_terms([*summands[:k], (sign, ex.times(term, factor)), *summands[k + 1 :]])
            yield k, factor, Repair("LC101", f"the factor {text(factor)} is missing", whole)


def missing_factors(setting: Setting) -> Iterator[Node]:
    """Everything that can stand in a product: quantities of the forward pass and functions of them, gradients, peepholes."""
    for w in setting.words.values():
        if w.kind in ("gradient", "given") or w.kind == "weight" and w.shape[-1] == 1:
            yield name(w.name)
        elif w.kind == "forward":
            yield from (name(w.name), ex.call("tanh", name(w.name)), ex.minus(number(1), name(w.name)))
            yield from (ex.call(f, name(w.name)) for f in setting.helpers)


def of_missing_terms(node: Node, setting: Setting) -> Iterator[Repair]:
    """A summand that is missing: a message of the next step, a peephole's feedback, what comes from outside."""
    for term, code in missing_terms(setting):
        yield _with_term(node, (), term, code)


def of_inner_terms(node: Node, setting: Setting) -> Iterator[Repair]:
    """A term that is missing in a bracket."""
    places = [path for path, n in ex.walk(node) if path and (ex.is_sum(n) or n.head == "name") and is_top(node, path, "+", "-")]
    for term, code in missing_terms(setting):
        for path in places:
            yield _with_term(node, path, term, code)


def _with_term(node: Node, path: tuple[int, ...], term: Node, code: str) -> Repair:
    n = node
    for k in path:
        n = n.parts[k]
    sign, bare = (-1, term.parts[0]) if term.head == "neg" else (1, term)
    return Repair(code, f"the term {text(term)} is missing", ex.put(node, path, ex.of_terms([(1, n), (sign, bare)])))


def missing_terms(setting: Setting) -> Iterator[tuple[Node, str]]:
    """What could be added to a gradient: another one, by itself, times a forward quantity, or through a matrix."""
    gradients = [w for w in setting.words.values() if w.kind == "gradient"]
    for w in gradients:
        yield name(w.name), _missing(w, None, setting)
    for w in setting.words.values():
        if w.kind == "given" or w.kind == "forward" and w.read.shift == 0:
            yield name(w.name), "LC204" if w.kind == "given" else "LC205"
            yield ex.negative(name(w.name)), "LC204" if w.kind == "given" else "LC205"
    for w in gradients:
        for m in setting.words.values():
            if m.kind == "weight" and m.shape[-1] > 1 and m.shape[0] == w.shape[0]:
                yield Node("@", None, (ex.transposed(name(m.name)), name(w.name))), _missing(w, m, setting)
            elif m.kind == "weight" and m.shape == w.shape:
                yield ex.times(name(m.name), name(w.name)), _missing(w, m, setting)
    for w in gradients:
        for f in setting.words.values():
            if f.kind == "forward" and f.shape in (w.shape, (w.shape[0], 1)):
                yield ex.times(name(w.name), name(f.name)), _missing(w, None, setting)


def _missing(w: Word, weight: Word | None, setting: Setting) -> str:
    """The code for a missing term: which carry, a peephole's feedback, what comes from outside, or any other."""
    if weight is not None and setting.letter(weight) == "p":
        return "LC203"
    if w.read.kind == "step":
        return "LC204"
    if w.read.shift == 1:
        return {setting.output: "LC201", setting.cell_state: "LC202"}.get(setting.meaning_of, "LC205")
    return "LC205"


def of_helpers(node: Node, setting: Setting) -> Iterator[Repair]:
    """A term with a factor inside exchanged for another product of two words: what two plain changes of one factor make."""
    for path, n in ex.walk(node):
        if n.head == "*" and is_top(node, path, "*"):
            parts = ex.factors(n)
            for gate, sigmoid, tanh in derivatives(setting):
                for chosen in itertools.combinations(range(len(parts)), 2):
                    kept = [p for j, p in enumerate(parts) if j not in chosen]
                    was = ex.times(*(parts[j] for j in chosen))
                    code = "LC106" if ex.names(was) == [gate] else "LC104"
                    for d in (sigmoid, tanh):
                        yield Repair(code, f"{text(was)} where {text(d)} belongs", ex.put(node, path, ex.times(*kept, d) if kept else d))
