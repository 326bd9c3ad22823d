"""The canonical spelling of an equation: its tree in canonical names, as columns, in one order; letters and transposes are gone."""

from collections import Counter
from dataclasses import replace

import numpy as np

from .equations import Read
from .ground import Side
from .trace import Node


def normal(node: Node, side: Side, turned: bool, later: int = 0, inline: dict | None = None) -> str:
    """The text two equations share exactly when they are one formula in other letters; `turned` for row vectors.

    `later` is the number of steps by which every index is shifted; with `inline`, the trees of the other equations, what
    they compute for the same step is written out.
    """
    return _text(_form(node, replace(side, later=later, inline=inline or {}), turned))


def leaf(r: Read, side: Side) -> tuple[str, ...]:
    """The canonical names of what an argument holds: ("z_i", ...), ("d c",), ("W_i", ...)."""
    if r.kind == "weight":
        return weight_blocks(side.trial.layout.index[r.symbol], side) or (r.symbol,)
    shift = r.shift + side.later
    if r.symbol in side.named:
        return tuple(f"d {n}{_when(shift)}" for n in side.named[r.symbol].name)
    if r.kind == "step" and r.symbol in side.given:
        return tuple(f"d {n}{_when(shift)}" for n in side.given[r.symbol])
    return tuple(_moved(k, shift) for k in side.roles.of.get(r.symbol) or (r.symbol,))


def _moved(name: str, shift: int) -> str:
    """A forward quantity at another step; h one step earlier is h_prev."""
    stem = name.removesuffix("_prev")
    shift -= stem != name
    return f"{stem}_prev" if stem in ("h", "c") and shift == -1 else f"{stem}{_when(shift)}"


def _when(shift: int) -> str:
    return f"(t{shift:+d})" if shift else ""


def weight_blocks(index: np.ndarray, side: Side) -> tuple[str, ...]:
    """The canonical blocks that lie whole in an array of entry numbers."""
    blocks = side.trial.layout.blocks.items()
    return tuple(n for n, (start, stop, _) in blocks if ((index >= start) & (index < stop)).sum() == stop - start)


def transposed(index: np.ndarray, side: Side) -> bool:
    """Whether the canonical entries run down the columns: W^T, or a bias as a row."""
    for start, stop, shape in side.trial.layout.blocks.values():
        inside = (index >= start) & (index < stop)
        if inside.sum() == stop - start:
            rows, columns = np.nonzero(inside)
            return (np.ptp(rows) + 1, np.ptp(columns) + 1) != shape or shape[0] == shape[1] > 1 and index[inside][1] != index[inside][0] + 1
    return False


def _form(node, side: Side, turned: bool):
    if not isinstance(node, Node):
        return ("number", f"{node:g}" if isinstance(node, (int, float)) else str(node))
    if node.op == "read":
        return _leaf(node.parts[0], side, turned)
    if node.op == "T":
        return _form(node.parts[0], side, not turned)
    if node.op == "@":
        a, b = (_form(p, side, turned) for p in node.parts)
        return ("@", b, a) if turned else ("@", a, b)
    if node.op == "outer":
        a, b = node.parts
        rows = a.shape[-1] != 1 or b.shape[-1] != 1
        first, second = (_form(a, side, rows), _form(b, side, not rows))
        return ("@", *((_form(b, side, rows), _form(a, side, not rows)) if turned else (first, second)))
    if node.op in ("split", "[]"):
        return _slice(node, side, turned)
    parts = tuple(_form(p, side, turned) for p in node.parts)
    if node.op == "-":
        return ("+", parts[0], ("*", ("number", "-1"), parts[1]))
    if node.op == "neg":
        return ("*", ("number", "-1"), parts[0])
    if node.op == "/":
        return ("*", parts[0], ("**", parts[1], ("number", "-1")))
    return ("stack" if node.op == "beside" else node.op, *parts)


def _leaf(r: Read, side: Side, turned: bool):
    if r.kind == "size":
        return ("number", r.symbol)
    if r.kind == "symbol" and r.shift == 0 and r.symbol in side.inline:
        return _form(side.inline[r.symbol], side, turned)
    names = leaf(r, side)
    if r.kind == "weight":
        return _named(names, turned != transposed(side.trial.layout.index[r.symbol], side))
    sign = side.named[r.symbol].sign if r.symbol in side.named else 1
    found = _named(names, turned != (side.convention.axes == "row"))
    return ("*", ("number", "-1"), found) if sign < 0 else found


def _named(names: tuple[str, ...], turned: bool):
    text = names[0] if len(names) == 1 else f"[{'; '.join(sorted(names))}]"
    return ("T", text) if turned else ("leaf", text)


def _slice(node: Node, side: Side, turned: bool):
    """A part of an argument, named by the blocks that are in it."""
    whole = node.parts[0]
    r = whole.parts[0] if whole.op == "read" else None
    if r is not None and r.kind == "weight" and node.op == "[]":
        index = side.trial.layout.index[r.symbol][node.parts[1]]
        return _named(weight_blocks(index, side) or (r.symbol,), turned != transposed(index, side))
    names = leaf(r, side) if r is not None and r.kind == "symbol" else ()
    if len(names) > 1:
        sizes = [side.trial.problem.D if n.split("(")[0] in ("x", "d x") else 1 if n == "one" else side.trial.problem.H for n in names]
        marks = np.repeat(np.arange(len(names)), sizes)[:, None]
        if marks.size == whole.shape[-2] * whole.shape[-1]:
            marks = marks if whole.shape[-1] == 1 else marks.T
            kept = np.split(marks, node.parts[2], -2 if whole.shape[-1] == 1 else -1)[node.parts[1]] if node.op == "split" else marks[node.parts[1]]
            return _named(tuple(names[k] for k in dict.fromkeys(kept.ravel().tolist())), turned != (side.convention.axes == "row"))
    return ("part", _form(whole, side, turned), ("number", str(node.parts[1:])))


def _text(form) -> str:
    op, *parts = form
    if op in ("leaf", "number"):
        return parts[0]
    if op == "T":
        return f"{parts[0]}^T"
    if op == "*":
        return _product(form)
    if op == "+":
        return " + ".join(sorted(_text(p) for p in _flat(form, "+")))
    if op == "**":
        return _product(("*", form))
    if op == "@":
        return " @ ".join(f"({_text(p)})" if p[0] in ("+", "*") else _text(p) for p in _flat(form, "@"))
    inner = [_text(p) for p in parts]
    return f"{op}({', '.join(sorted(inner) if op == 'stack' else inner)})"


def _flat(form, op: str) -> list:
    return [q for p in form[1:] for q in _flat(p, op)] if form[0] == op else [form]


def _product(form) -> str:
    """Factors with their powers, sorted; 1 and signs collected."""
    powers, sign = Counter(), 1
    for factor in _flat(form, "*"):
        base, power = factor, 1
        if factor[0] == "**" and factor[2][0] == "number":
            base, power = factor[1], float(factor[2][1])
        for one in _flat(base, "*"):
            if one == ("number", "-1"):
                sign = -sign
            else:
                text = _text(one)
                powers[f"({text})" if one[0] == "+" else text] += power
    factors = [n if p == 1 else f"{n}^{p:g}" for n, p in sorted(powers.items()) if p and n != "1"]
    return ("-" if sign < 0 else "") + ("*".join(factors) or "1")
