"""Changes of the form of an equation: signs, steps, powers, matrices, brackets, factors and terms too many, ranges of sums."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from . import expression as ex
from .expression import Node, name, number, text
from .repair import Repair, Setting, derivatives, is_top, products
from .vocabulary import Word

SUMS = (slice(None), slice(1, None), slice(0, -1))


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
            if sum(m == n for _, m in ex.walk(node)) > 1:
                yield Repair(code, f"{text(n)} where {text(inner)} belongs", ex.replaced(node, n, inner))
            other = ex.call("sigmoid" if n.value == "tanh" else "tanh", inner)
            yield Repair("LC103", f"{text(n)} where {text(other)} belongs", ex.put(node, path, other))
        elif n.head == "name" and n.value in setting.words and setting.words[n.value].kind == "forward":
            code = "LC103" if setting.words[n.value].read.symbol == setting.cell_state else "LC106"
            for f in ("tanh", "sigmoid"):
                yield Repair(code, f"{n.value} where {f}({n.value}) belongs", ex.put(node, path, ex.call(f, n)))
                yield Repair(code, f"{n.value} where {f}({n.value}) belongs", ex.renamed(node, n.value, ex.call(f, n)))
            if setting.cell_state in setting.words and n.value != setting.cell_state:
                squashed = ex.call("tanh", name(setting.cell_state))
                yield Repair("LC110", f"{n.value} where {text(squashed)} belongs", ex.put(node, path, squashed))


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
    """A transpose too many or too few, operands exchanged, another kind of product, blocks in another order."""
    for path, n in ex.walk(node):
        if n.head == "@":
            a, b = n.parts
            for k, operand in enumerate((a, b)):
                turned = ex.put(node, (*path, k), ex.transposed(operand))
                yield Repair("LC401", f"{text(operand)} where {text(ex.transposed(operand))} belongs", turned)
            yield Repair("LC404", f"the operands of {text(n)} are exchanged", ex.put(node, path, Node("@", None, (b, a))))
            both = Node("@", None, (ex.transposed(b), ex.transposed(a)))
            yield Repair("LC404", f"the operands of {text(n)} are exchanged", ex.put(node, path, both))
        word = setting.words.get(n.value) if n.head == "name" else None
        if word is not None and (word.kind == "weight" and word.shape[-1] > 1 or setting.misfit) and path:
            yield Repair("LC401", f"{n.value} where {text(ex.transposed(n))} belongs", ex.put(node, path, ex.transposed(n)))
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
    for path, n in ex.walk(node):
        if setting.misfit and (n.head in ("*", "@") or n.head == "call" and n.value == "outer"):
            a, b = n.parts
            for other in (Node("@", None, (a, b)), ex.times(a, b), ex.call("outer", a, b), ex.call("outer", b, a)):
                yield Repair("LC404", f"{text(n)} where {text(other)} belongs", ex.put(node, path, other))


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
        if n.head == "*" and is_top(node, path, "*"):
            parts = ex.factors(n)
            for chosen in itertools.chain.from_iterable(itertools.combinations(range(len(parts)), m) for m in (1, 2)):
                kept = [p for j, p in enumerate(parts) if j not in chosen]
                if kept:
                    extra = ex.times(*(parts[j] for j in chosen))
                    yield Repair(_extra(extra), f"the factor {text(extra)} is too many", ex.put(node, path, ex.times(*kept)))
        if n.head == "/":
            yield Repair(_extra(n.parts[1]), f"the divisor {text(n.parts[1])} is too many", ex.put(node, path, n.parts[0]))
        if ex.is_sum(n) and is_top(node, path, "+", "-"):
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


def of_constants(node: Node, setting: Setting) -> Iterator[Repair]:
    """A number that does not belong there, or that is missing."""
    sizes = [name(n) for n in ("T", "B", "D", "H") if n in setting.words]
    for path, n in products(node):
        for c in (number(2), *sizes):
            code = "LC603" if c.value == "B" else "LC108"
            yield Repair(code, f"the factor {text(c)} is missing", ex.put(node, path, ex.times(c, n)))
            yield Repair(code, f"the factor 1/{text(c)} is missing", ex.put(node, path, Node("/", None, (n, c))))
    for path, n in ex.walk(node):
        if n.head == "number":
            for other in (0, 1, 2, 0.5, -n.value):
                if other != n.value:
                    yield Repair("LC108", f"{n.value} where {other} belongs", ex.put(node, path, number(other)))


def of_sums(node: Node, setting: Setting) -> Iterator[Repair]:
    """A sum that starts or ends one step off, or that has its last summand only; alone or with the index of a summand."""
    if setting.sums is None:
        return
    for sums in SUMS:
        if sums != setting.sums:
            one = range(1000)[setting.sums]
            code = "LC303" if len(one) > 1 else "LC601" if one[0] == 0 else "LC304"
            detail = f"the sum runs over {span(setting.sums)} where {span(sums)} belong"
            yield Repair(code, detail, node, sums)
            for repair in of_time(node, setting):
                yield replace(repair, code=code, sums=sums, detail=f"{repair.detail}, and {detail}")


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
