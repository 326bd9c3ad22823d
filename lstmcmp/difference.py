"""Two conventions against each other, row by row through the canonical quantities: what separates them, and by how much."""

from dataclasses import dataclass, replace

import numpy as np

from . import metric
from .convention import Convention
from .ground import SIZES, Side, distances, together
from .problem import GATES, Problem
from .quantity import Named, named
from .roles import column
from .separates import separates
from .spelling import Spelling, spelling

TOPICS = ("h from outside", "h", "c via h", "c", "o", "f", "i", "g", "z", "c_prev", "h_prev", "x", "W", "U", "b", "p")


@dataclass(frozen=True)
class Line:
    """One symbol of a row, as its source prints it."""

    symbol: str
    number: str
    printed: str
    means: str  # in canonical names


@dataclass(frozen=True)
class Row:
    """One canonical quantity. `kind` is the first thing that separates the two: same, letters, spelling, cell, value, one-sided."""

    quantity: str
    a: tuple[Line, ...]
    b: tuple[Line, ...]
    separates: tuple[str, ...]
    kind: str
    error: float | None  # the largest over what both have; None where nothing is comparable
    constant: str | None  # a = constant times b


@dataclass(frozen=True)
class Difference:
    """Everything `diff` shows."""

    a: str
    b: str
    cells: tuple[str, str]
    zero: tuple[str, ...]  # what had to be zero for both to stand on the same ground
    same_arriving: bool  # whether dL/dh from outside is the same for both
    problem: dict
    rows: tuple[Row, ...]
    finals: dict[str, float]  # canonical block -> error
    only_a: tuple[str, ...]  # finals that one side alone gives
    only_b: tuple[str, ...]
    words: str


def difference(a: Convention, b: Convention, problem: Problem = SIZES) -> Difference:
    """Compare two conventions; ConventionError where one of them cannot be run."""
    one, two, zero, same = together(a, b, problem)
    two = _aliased(one, two)
    spelled = spelling(one), spelling(two)
    rows = tuple(_row(topic, one, two, *spelled, same) for topic in _topics(one, two))
    finals = {n: e for n, e in distances(one.finals, two.finals).items() if not n.startswith("own ")}
    only = [tuple(n for n in x.finals if n not in y.finals) for x, y in ((one, two), (two, one))]
    used = {n for s in (one, two) for n in (s.trial.layout.uses if s.trial else ("W", "U", "b"))}
    zero = tuple(z for z in zero if z != "p" or "p" in used)
    found = Difference(
        a.name, b.name, (one.cell, two.cell), zero, same, dict(problem.sizes, seed=problem.seed), rows, finals, *only, "",
    )  # fmt: skip
    return replace(found, words=_in_words(found, spelled))


def _aliased(one: Side, two: Side) -> Side:
    """The second with the first's names for forward symbols that have no canonical one and hold the same values (a head, a norm)."""
    if one.trial is None or two.trial is None:
        return two
    columns = [{f: column(s.trial, [s.trial.values[f, t] for t in range(s.trial.problem.T)]) for f, role in s.roles.of.items() if not role} for s in (one, two)]
    of = dict(two.roles.of)
    for f, values in columns[1].items():
        same = next((g for g, v in columns[0].items() if v.shape == values.shape and metric.agrees(metric.error(v, values))), None)
        of[f] = (same,) if same else ()
    known = replace(two.roles, of=of)
    return replace(two, roles=known, named=named(two.trial, two.seen, known))


def _topic(n: Named) -> tuple[str, ...]:
    if n.weight:
        return tuple(dict.fromkeys(b[1] if b[2:3] == "_" and b[1] in "WUbp" else b for b in n.name))
    names = [m for m in n.name if m != "one"]
    if all(m.startswith("z_") for m in names) and len(names) > 1:
        return ("z",)
    if names in (["x", "h_prev"], ["h_prev", "x"]):
        return ("x", "h_prev")
    return ("; ".join(m.removeprefix("z_") if m.removeprefix("z_") in GATES else m for m in names),)


def _topics(one: Side, two: Side) -> list[str]:
    coded = [s for s in (one, two) if s.trial is None]
    found = dict.fromkeys(t for side in (one, two) for n in side.named.values() for t in _topic(n) if not coded)
    for side in coded:  # a file in code style shows finals only
        found |= dict.fromkeys(n[1] if n[2:3] == "_" else {"dx": "x", "dh0": "h_prev", "dc0": "c_prev"}[n] for n in side.finals)
    return [t for t in TOPICS if t in found] + [t for t in found if t not in TOPICS]


def _row(topic: str, one: Side, two: Side, spelled_a: Spelling | None, spelled_b: Spelling | None, same: bool) -> Row:
    a, b = ([n for n in s.named.values() if topic in _topic(n)] for s in (one, two))
    error, constant = _distance(topic, a, b, one, two)
    lines = tuple(tuple(_line(n, s) for n in found) for found, s in ((a, one), (b, two)))
    reasons, kind = separates(topic, a, b, one, two, spelled_a, spelled_b)
    if error is not None and not metric.agrees(error):
        reasons = [] if kind == "code" else [f"spelled {r}" if r.startswith("the same") else r for r in reasons]
        if constant:
            reasons, kind = [f"{constant} times the other's", *reasons], "value"
        elif one.cell != two.cell:
            reasons, kind = [f"another cell ({one.cell}, {two.cell})", *reasons], "cell"
        elif not same:
            reasons, kind = ["what comes from outside is not the same, each has its own head or loss", *reasons], "ground"
        else:
            reasons, kind = [_value_words(a, b, one, two), *reasons], "value"
    return Row(topic, *lines, tuple(reasons), kind, error, constant)


def _line(n: Named, side: Side) -> Line:
    equation = side.trial.system.equations.get(n.symbol)
    f = equation.function if equation else None
    return Line(n.symbol, f.number if f else "", f.printed if f else "handed in", ", ".join(n.name))


def _distance(topic: str, a: list[Named], b: list[Named], one: Side, two: Side) -> tuple[float | None, str | None]:
    """The largest error over the blocks that both have, and the constant between them if there is one."""
    mine, yours = (_values(topic, found, side) for found, side in ((a, one), (b, two)))
    pairs = [(v, yours[n]) for n, v in mine.items() if n in yours and v.shape == yours[n].shape]
    if not pairs:
        return None, None
    error = max(metric.error(*p) for p in pairs)
    fits = None if metric.agrees(error) else metric.constant(pairs, (one.trial or two.trial).problem.sizes if one.trial or two.trial else {})
    return error, fits[1] if fits else None


def _values(topic: str, found: list[Named], side: Side) -> dict[str, np.ndarray]:
    """The values of a row by canonical name; of two symbols for one quantity the later one counts."""
    values = {k: v for n in found for k, v in n.blocks.items() if not n.weight or k[1:2] == topic}
    if topic in ("W", "U", "b", "p", "x", "h_prev", "c_prev"):
        final = {"x": "dx", "h_prev": "dh0", "c_prev": "dc0"}.get(topic)
        values |= {k: v for k, v in side.finals.items() if k == final or k[1:2] == topic and k[2:3] == "_"}
    return values


def _value_words(a: list[Named], b: list[Named], one: Side, two: Side) -> str:
    """Whether the difference starts in this row, or comes from what it reads."""
    starts = [s.convention.name for found, s in ((a, one), (b, two)) if any(_differs_alone(n.symbol, s) for n in found)]
    return f"a real difference in value, from {' and '.join(starts)} in this line" if starts else "a real difference in value, fed by another line"


def _differs_alone(symbol: str, side: Side) -> bool:
    true, got = side.seen.truth.get(symbol), side.seen.alone.get(symbol)
    return true is not None and (got is None or got.shape != true.shape or not metric.agrees(metric.error(got, true)))


def _in_words(d: Difference, spelled) -> str:
    """The closing paragraph: every clause follows from a row or a number."""
    worst = max(d.finals.values(), default=None)
    on = f"on the same weights{'' if d.same_arriving else ', each with what its own head or loss hands in'}"
    zero = f" (with {', '.join(d.zero)} = 0, which one of them asks for or has no place for)" if d.zero else ""
    out = []
    if worst is None:
        out.append(f"{d.a} and {d.b} give no gradient in common, so nothing can be compared by value.")
    elif metric.agrees(worst):
        out.append(f"{d.a} and {d.b} compute the same gradient: {on}{zero} all {len(d.finals)} blocks that both give agree to {_size(worst)}.")
    else:
        wrong = [n for n, e in d.finals.items() if not metric.agrees(e)]
        constants = {r.constant for r in d.rows if r.constant}
        how = f"differ, by up to {_size(worst)} of their size: {', '.join(wrong) if len(wrong) <= 6 else f'{len(wrong)} of {len(d.finals)} blocks'}"
        cell = f" They are not the same cell: {d.cells[0]} and {d.cells[1]}." if d.cells[0] != d.cells[1] else ""
        out.append(
            f"{d.a} and {d.b} do not compute the same: {on}{zero} their gradients {how}.{cell}"
            + (f" One is {' or '.join(sorted(constants))} times the other." if constants else "")
        )
        starts = [r for r in d.rows if r.kind == "value" and r.separates and "in this line" in r.separates[0]]
        fed = any(r.kind == "value" and r not in starts for r in d.rows)
        by = f"; every other difference in value is fed by {'these' if len(starts) > 1 else 'it'}" if fed else ""
        out += [f"It starts with {', '.join(r.quantity for r in starts)}{by}."] if starts else []
    if None in spelled:
        return " ".join([*out, "One of them is code, so its lines cannot be set beside the other's."])
    reasons = _reasons(d)
    same = sum(r.kind in ("same", "letters") or bool({"spelled the same", "spelled the same in other letters"} & set(r.separates)) for r in d.rows)
    if reasons:
        out.append(f"{'Apart from that they' if worst is not None and not metric.agrees(worst) else 'They'} look different because " + "; ".join(reasons) + ".")
    out.append(f"{same} of {len(d.rows)} rows are the same but for letters.")
    return " ".join(out)


def _reasons(d: Difference) -> list[str]:
    """What separates them, each with the rows in which it does, the commonest first."""
    rows: dict[str, list[str]] = {}
    for r in d.rows:
        for text in r.separates:
            if (
                not text.startswith(("a real", "another cell", "what comes from outside", "not given", "the same", "spelled", "only "))
                and " times the other" not in text
            ):
                rows.setdefault(text, []).append(r.quantity)
    return [f"{_both(text, d)} ({', '.join(names)})" for text, names in sorted(rows.items(), key=lambda kv: -len(kv[1]))]


def _both(text: str, d: Difference) -> str:
    """'handed back | read' in words: 'handed back in A, read in B'."""
    mine, bar, yours = text.partition(" | ")
    return f"{mine} in {d.a}, {yours} in {d.b}" if bar else text


def _size(e: float) -> str:
    return f"{e:.0e}"
