"""Single changes to a printed equation, each of which would mend one known mistake.

A change says what was wrong by the code of the mistake and in words: "c where tanh(c) belongs". Nothing here decides
whether a change helps; whoever asks compares its value with the truth.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import expression as ex
from .expression import Node, name, number, text
from .vocabulary import Word

SUMS = (slice(None), slice(1, None), slice(0, -1))


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

    def letter(self, weight: Word) -> str:
        return (self.letters or {}).get(weight.read.symbol, "")


def single(node: Node, setting: Setting) -> Iterator[Repair]:
    """Every single change, the plainest mistakes first; the same expression may come up more than once."""
    yield from likely(node, setting)
    yield from of_missing_terms(node, setting)
    yield from unlikely(node, setting)


def unlikely(node: Node, setting: Setting) -> Iterator[Repair]:
    """The changes that search among all words: another quantity, a factor, a term inside."""
    for family in (of_names, of_inserted_factors, of_inner_terms, of_helpers):
        yield from family(node, setting)


def likely(node: Node, setting: Setting) -> Iterator[Repair]:
    """The changes that need no search among all words."""
    for family in (of_signs, of_time, of_activations, of_powers, of_matrices, of_deletions, of_derivatives, of_constants, of_gates, of_brackets, of_sums):
        yield from family(node, setting)


def plain(node: Node, setting: Setting) -> Iterator[Repair]:
    """The commonest changes, few enough that two of them can be combined."""
    for family in (of_deletions, of_brackets, of_signs, of_time, of_activations, of_derivatives, of_sums):
        yield from family(node, setting)


def of_signs(node: Node, setting: Setting) -> Iterator[Repair]:
    for path, n in ex.walk(node):
        if n.head in ("+", "-"):
            other = Node("-" if n.head == "+" else "+", None, n.parts)
            yield Repair("LC109", f"the sign of {text(n.parts[1])}", ex.put(node, path, other))
    yield Repair("LC109", "the sign of the whole", ex.negative(node))
    for path, n in ex.walk(node):
        if n.head == "neg" and path:
            yield Repair("LC109", f"the sign of {text(n.parts[0])}", ex.put(node, path, n.parts[0]))
        elif ex.is_sum(n) and path:
            first = ex.negative(n.parts[0])
            yield Repair("LC109", f"the sign of {text(n.parts[0])}", ex.put(node, path, Node(n.head, None, (first, n.parts[1]))))


def of_time(node: Node, setting: Setting) -> Iterator[Repair]:
    """The same symbol one step earlier or later, at one place or at all places."""
    for path, n in ex.walk(node):
        word = setting.words.get(n.value) if n.head == "name" else None
        for other in _at_other_steps(word, setting):
            many = sum(m == n for _, m in ex.walk(node)) > 1
            detail = f"{n.value} where {other.name} belongs"
            code = "LC301" if -1 in (word.read.shift, other.read.shift) else "LC302"
            yield Repair(code, detail, ex.put(node, path, name(other.name)))
            if many:
                yield Repair(code, detail, ex.renamed(node, n.value, name(other.name)))


def _at_other_steps(word: Word | None, setting: Setting) -> list[Word]:
    if word is None or word.kind in ("weight", "size"):
        return []
    return [w for w in setting.words.values() if (w.read.kind, w.read.symbol) == (word.read.kind, word.read.symbol) and w.read.shift != word.read.shift]


def of_activations(node: Node, setting: Setting) -> Iterator[Repair]:
    """c for tanh(c) and the reverse."""
    for path, n in ex.walk(node):
        if n.head == "call" and n.value in ("tanh", "sigmoid"):
            inner = n.parts[0]
            of_state = inner.head == "name" and inner.value in setting.words and setting.words[inner.value].read.symbol == setting.cell_state
            code = "LC103" if of_state else "LC106"  # an activation of what is one already
            yield Repair(code, f"{text(n)} where {text(inner)} belongs", ex.put(node, path, inner))
            other = ex.call("sigmoid" if n.value == "tanh" else "tanh", inner)
            yield Repair("LC103", f"{text(n)} where {text(other)} belongs", ex.put(node, path, other))
        elif n.head == "name" and n.value in setting.words and setting.words[n.value].kind == "forward":
            code = "LC103" if setting.words[n.value].read.symbol == setting.cell_state else "LC106"
            for f in ("tanh", "sigmoid"):
                yield Repair(code, f"{n.value} where {f}({n.value}) belongs", ex.put(node, path, ex.call(f, n)))
                yield Repair(code, f"{n.value} where {f}({n.value}) belongs", ex.renamed(node, n.value, ex.call(f, n)))


def of_powers(node: Node, setting: Setting) -> Iterator[Repair]:
    """1 - tanh(a) for 1 - tanh(a)^2, and squares in the wrong place."""
    for path, n in ex.walk(node):
        if n.head == "**":
            twice = any(n.parts[0] in d[1:] for d in derivatives(setting))
            yield Repair("LC106" if twice else "LC105", f"{text(n)} where {text(n.parts[0])} belongs", ex.put(node, path, n.parts[0]))
            if n.parts[0].head in ("-", "+"):  # (1 - a)**2 for 1 - a**2
                a, b = n.parts[0].parts
                inside = Node(n.parts[0].head, None, (a, Node("**", None, (b, n.parts[1]))))
                yield Repair("LC105", f"{text(n)} where {text(inside)} belongs", ex.put(node, path, inside))
        elif n.head in ("name", "call"):
            if n.head == "name" and setting.words.get(n.value, Word("", None, 0, "size")).kind != "forward":
                continue
            yield Repair("LC105", f"{text(n)} where {text(ex.squared(n))} belongs", ex.put(node, path, ex.squared(n)))


def of_matrices(node: Node, setting: Setting) -> Iterator[Repair]:
    """A transpose too many or too few, operands exchanged, blocks in another order."""
    for path, n in ex.walk(node):
        if n.head == "@":
            a, b = n.parts
            left = ex.put(node, path, Node("@", None, (ex.transposed(a), b)))
            yield Repair("LC401", f"{text(a)} where {text(ex.transposed(a))} belongs", left)
            yield Repair("LC404", f"the operands of {text(n)} are exchanged", ex.put(node, path, Node("@", None, (b, a))))
            both = Node("@", None, (ex.transposed(b), ex.transposed(a)))
            yield Repair("LC404", f"the operands of {text(n)} are exchanged", ex.put(node, path, both))
        word = setting.words.get(n.value) if n.head == "name" else None
        if word is not None and word.kind == "gradient":
            for m in setting.words.values():
                if m.kind == "weight" and m.shape[0] == word.shape[0] and m.shape[1] > 1:
                    matrix = ex.transposed(name(m.name))
                    yield Repair("LC101", f"the factor {text(matrix)} of {n.value} is missing", ex.put(node, path, Node("@", None, (matrix, n))))
        if n.head == "call" and n.value == "outer":
            yield Repair("LC404", f"the operands of {text(n)} are exchanged", ex.put(node, path, ex.call("outer", *reversed(n.parts))))
        if n.head == "call" and n.value in ("stack", "beside") and len(n.parts) <= 4:
            for order in itertools.permutations(range(len(n.parts))):
                if order != tuple(range(len(n.parts))):
                    other = ex.call(n.value, *(n.parts[k] for k in order))
                    yield Repair("LC405", f"{text(n)} where {text(other)} belongs", ex.put(node, path, other))
        if n.head == "item" and n.value.isdigit():
            for k in range(4):
                if str(k) != n.value:
                    other = Node("item", str(k), n.parts)
                    yield Repair("LC403", f"{text(n)} where {text(other)} belongs", ex.put(node, path, other))
        if n.head == "item" and ":" in n.value:
            for size in ("D", "H"):
                for cut in (f"..., :{size}, :", f"..., {size}:, :", f"..., :, :{size}", f"..., :, {size}:"):
                    other = Node("item", cut, n.parts)
                    yield Repair("LC502", f"{text(n)} where {text(other)} belongs", ex.put(node, path, other))


def of_brackets(node: Node, setting: Setting) -> Iterator[Repair]:
    """A factor on one summand that belongs to the whole sum, or the reverse; a product for a sum and the reverse."""
    for path, n in ex.walk(node):
        if ex.is_sum(n):
            summands = ex.terms(n)
            for k, (sign, summand) in enumerate(summands):
                parts = ex.factors(summand)
                for chosen in itertools.chain.from_iterable(itertools.combinations(range(len(parts)), m) for m in (1, 2, 3)):
                    if len(chosen) == len(parts):
                        continue
                    moved, kept = [parts[j] for j in chosen], [p for j, p in enumerate(parts) if j not in chosen]
                    inner = ex.of_terms([*summands[:k], (sign, ex.times(*kept)), *summands[k + 1 :]])
                    detail = f"{text(ex.times(*moved))} belongs to the whole of {text(inner)}, not to one summand"
                    yield Repair("LC208", detail, ex.put(node, path, ex.times(inner, *moved)))
        if n.head == "*":
            parts = ex.factors(n)
            for k, part in enumerate(parts):
                if ex.is_sum(part):
                    others = parts[:k] + parts[k + 1 :]
                    for j, (sign, summand) in enumerate(inner := ex.terms(part)):
                        out = ex.of_terms([*inner[:j], (sign, ex.times(summand, *others)), *inner[j + 1 :]])
                        yield Repair("LC208", f"{text(ex.times(*others))} belongs to {text(summand)} only", ex.put(node, path, out))
            for k, part in enumerate(parts):
                if part.head == "@":
                    rest = parts[:k] + parts[k + 1 :]
                    for chosen in itertools.chain.from_iterable(itertools.combinations(range(len(rest)), m) for m in (1, 2)):
                        moved, kept = [rest[j] for j in chosen], [p for j, p in enumerate(rest) if j not in chosen]
                        inside = Node("@", None, (part.parts[0], ex.times(*moved, part.parts[1])))
                        detail = f"{text(ex.times(*moved))} belongs inside the product {text(part)}"
                        yield Repair("LC208", detail, ex.put(node, path, ex.times(*kept, inside) if kept else inside))
            for k in range(1, len(parts)):
                out = ex.plus(ex.times(*parts[:k]), ex.times(*parts[k:]))
                yield Repair("LC207", f"the product {text(n)} where a sum belongs", ex.put(node, path, out))
        if n.head == "+":
            yield Repair("LC207", f"the sum {text(n)} where a product belongs", ex.put(node, path, ex.times(*n.parts)))


def of_deletions(node: Node, setting: Setting) -> Iterator[Repair]:
    """A factor or a term too many; of the whole, if the true value is zero."""
    yield Repair("LC206", "the whole: its true value is zero", ex.times(number(0), node))
    for path, n in ex.walk(node):
        if n.head == "*" and _is_top(node, path, "*"):
            parts = ex.factors(n)
            for chosen in itertools.chain.from_iterable(itertools.combinations(range(len(parts)), m) for m in (1, 2)):
                kept = [p for j, p in enumerate(parts) if j not in chosen]
                if kept:
                    extra = ex.times(*(parts[j] for j in chosen))
                    yield Repair(_extra(extra), f"the factor {text(extra)} is too many", ex.put(node, path, ex.times(*kept)))
        if n.head == "/":
            yield Repair(_extra(n.parts[1]), f"the divisor {text(n.parts[1])} is too many", ex.put(node, path, n.parts[0]))
        if ex.is_sum(n) and _is_top(node, path, "+", "-"):
            summands = ex.terms(n)
            for k, (_, summand) in enumerate(summands):
                kept = summands[:k] + summands[k + 1 :]
                yield Repair("LC206", f"the term {text(summand)} is too many", ex.put(node, path, ex.of_terms(kept)))
        if n.head == "call" and len(n.parts) == 1 and n.value not in ("tanh", "sigmoid"):
            yield Repair("LC107", f"{n.value}() is too many", ex.put(node, path, n.parts[0]))
        if n.head == "call" and n.value == "clamp":
            yield Repair("LC701", f"{text(n)} clips what belongs unclipped", ex.put(node, path, n.parts[0]))


def _extra(factor: Node) -> str:
    """The code for a factor too many: a constant, the number of sequences, or any other."""
    if factor.head == "number" or factor in (name("T"), name("D"), name("H")):
        return "LC108"
    return "LC603" if factor == name("B") else "LC107"


def _is_top(node: Node, path: tuple, *heads: str) -> bool:
    """Whether the node at `path` is not part of a longer sum or product of the same kind."""
    above = node
    for k in path[:-1]:
        above = above.parts[k]
    return not path or above.head not in heads


def derivatives(setting: Setting) -> list[tuple[str, Node, Node]]:
    """The derivatives of the activations that are about: (symbol, as sigmoid, as tanh)."""
    gates = [name(w.name) for w in setting.words.values() if w.activated and w.read.shift == 0]
    return [(g.value, ex.times(g, ex.minus(number(1), g)), ex.minus(number(1), ex.squared(g))) for g in gates]


def of_derivatives(node: Node, setting: Setting) -> Iterator[Repair]:
    """The derivative of an activation missing, or that of the sigmoid and of the tanh taken for each other."""
    for path, n in _products(node):
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
        if n.head == "name" and setting.words.get(n.value) and setting.words[n.value].activated:
            yield Repair("LC110", f"{n.value} where 1 - {n.value} belongs", ex.put(node, path, ex.minus(number(1), n)))
            yield Repair("LC102", f"{n.value} where the derivative belongs", ex.put(node, path, ex.times(n, ex.minus(number(1), n))))


def _products(node: Node) -> list[tuple[tuple, Node]]:
    """The places where one more factor could stand: the whole, every summand, every operand of a matrix product."""
    out = [((), node)]
    for path, n in ex.walk(node):
        if path and _is_top(node, path, "*") and n.head not in ("number",):
            above = node
            for k in path[:-1]:
                above = above.parts[k]
            if ex.is_sum(above) or above.head in ("@", "call", "neg"):
                out.append((path, n))
    return out


def of_constants(node: Node, setting: Setting) -> Iterator[Repair]:
    """A number that does not belong there, or that is missing."""
    sizes = [name(n) for n in ("T", "B", "D", "H") if n in setting.words]
    for path, n in _products(node):
        for c in (number(2), *sizes):
            code = "LC603" if c.value == "B" else "LC108"
            yield Repair(code, f"the factor {text(c)} is missing", ex.put(node, path, ex.times(c, n)))
            yield Repair(code, f"the factor 1/{text(c)} is missing", ex.put(node, path, Node("/", None, (n, c))))
    for path, n in ex.walk(node):
        if n.head == "number":
            for other in (0, 1, 2, 0.5, -n.value):
                if other != n.value:
                    yield Repair("LC108", f"{n.value} where {other} belongs", ex.put(node, path, number(other)))


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


def _exchanged(node: Node, old: str, new: str, code: str) -> Iterator[Repair]:
    detail = f"{old} where {new} belongs"
    places = [path for path, n in ex.walk(node) if n == name(old)]
    if len(places) > 1:
        yield Repair(code, detail, ex.renamed(node, old, name(new)))
    for path in places:
        yield Repair(code, detail, ex.put(node, path, name(new)))


def of_sums(node: Node, setting: Setting) -> Iterator[Repair]:
    """A sum that starts or ends one step off, or that has its last summand only; alone or with the index of a summand."""
    if setting.sums is None:
        return
    for sums in SUMS:
        if sums != setting.sums:
            one = range(1000)[setting.sums]
            code = "LC303" if len(one) > 1 else "LC601" if one[0] == 0 else "LC304"
            yield Repair(code, f"the sum runs over {span(setting.sums)} where {span(sums)} belongs", node, sums)
            for repair in of_time(node, setting):
                yield replace(repair, code=code, sums=sums, detail=f"{repair.detail}, and the sum runs over {span(setting.sums)} where {span(sums)} belongs")


def span(s: slice) -> str:
    """The steps of a sum in words."""
    steps = {
        (None, None): "all steps",
        (1, None): "all steps but the first",
        (0, -1): "all steps but the last",
        (-1, None): "the last step",
        (0, 1): "the first step",
    }
    return steps.get((s.start, s.stop), f"steps[{'' if s.start is None else s.start}:{'' if s.stop is None else s.stop}]")


def of_names(node: Node, setting: Setting) -> Iterator[Repair]:
    """Any other quantity of the same shape."""
    for old in ex.names(node):
        word = setting.words.get(old)
        if word is None or word.kind == "size":
            continue
        for other in setting.words.values():
            if other.name != old and (other.shape == word.shape or setting.misfit) and other.kind != "size":
                yield from _exchanged(node, old, other.name, _code_of(word, other))


def _code_of(word: Word, other: Word) -> str:
    if word.kind == "weight" or other.kind == "weight":
        return "LC402"
    if {word.kind, other.kind} == {"forward"} and word.activated != other.activated:
        return "LC106" if other.activated else "LC110"
    if word.kind == other.kind == "gradient":
        return "LC112"
    return "LC110"


def of_inserted_factors(node: Node, setting: Setting) -> Iterator[Repair]:
    """A forward quantity that is missing as a factor, or that stands for another function of itself."""
    for w in setting.words.values():
        if w.kind != "forward" and not (w.kind == "weight" and w.shape[-1] == 1):
            continue
        for factor in (name(w.name), ex.call("tanh", name(w.name)), ex.minus(number(1), name(w.name))):
            for path, n in _products(node):
                yield Repair("LC101", f"the factor {text(factor)} is missing", ex.put(node, path, ex.times(n, factor)))


def of_missing_terms(node: Node, setting: Setting) -> Iterator[Repair]:
    """A summand that is missing: a message of the next step, a peephole's feedback, what comes from outside."""
    for term, code in missing_terms(setting):
        yield _with_term(node, (), term, code)


def of_inner_terms(node: Node, setting: Setting) -> Iterator[Repair]:
    """A term that is missing in a bracket."""
    places = [path for path, n in ex.walk(node) if path and (ex.is_sum(n) or n.head == "name") and _is_top(node, path, "+", "-")]
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
            if f.kind == "forward" and f.shape == w.shape:
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
        if n.head == "*" and _is_top(node, path, "*"):
            parts = ex.factors(n)
            for _, sigmoid, tanh in derivatives(setting):
                for chosen in itertools.combinations(range(len(parts)), 2):
                    kept = [p for j, p in enumerate(parts) if j not in chosen]
                    was = text(ex.times(*(parts[j] for j in chosen)))
                    for d in (sigmoid, tanh):
                        yield Repair("LC104", f"{was} where {text(d)} belongs", ex.put(node, path, ex.times(*kept, d) if kept else d))
