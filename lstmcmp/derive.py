"""From one layer to two: which lines of a convention change, which stay, each with its numbers and a finite difference of the same quantity."""

from dataclasses import dataclass, replace

import numpy as np

from . import catalogue, metric, stacked
from .autograd import Adjoints
from .convention import Convention, load
from .entrance import NotStackable, head_weights, recurrent
from .equations import System, evaluate
from .errors import ConventionError, UsageError
from .example import TINY
from .joint import terms_of
from .meaning import Meaning, Term
from .problem import Problem
from .stack import Layers, Unit, arranged, up
from .stacked import Stacked
from .trial import Trial, parse_upstream
from .truncated import Reading, engine_reading, readings

STEP = 1e-5
SIZES = TINY | dict(H=2)  # two cells, so that a sum over the units above is one


@dataclass(frozen=True)
class Line:
    """One equation in one layer: its values by step (a gradient of weights: one matrix), and the finite difference of the same quantity."""

    label: str  # [1]
    symbol: str
    number: str
    printed: str
    whose: str  # the source's, or "ours"
    shape: tuple[int, ...]
    values: tuple[np.ndarray, ...]
    differences: tuple[np.ndarray, ...]  # () where nothing says which quantity it is


@dataclass(frozen=True)
class Derivation:
    """What changes and what stays."""

    name: str
    title: str
    layers: int
    reads: str  # the symbol that the next layer reads
    changes: tuple[tuple[str, str, Line], ...]  # the line in letters, what it takes the place of, its numbers
    stays: tuple[Line, ...]
    notes: tuple[str, ...]
    worst: float  # the largest distance between a number and its finite difference
    wrong: tuple[str, ...]  # symbols of the lower layer that are not the true gradient, by autograd


def derive(convention: Convention, layers: int) -> Derivation:
    """Stack the convention on the tiny problem. UsageError for code, ConventionError where nothing can stand above it."""
    if convention.style == "code":
        raise UsageError(f"{convention.name} is code, which shows no lines; derive one that is written as equations (`lstmcmp list`).")
    if layers < 2:
        raise UsageError(f"--layers {layers}: with one layer nothing changes; give 2 or more.")
    problem = Problem(**SIZES, decimals=1)
    units = arranged(problem, layers, False)
    options = readings(convention, problem) if convention.get("UPSTREAM") else ()
    published = bool(_published(convention, units))
    reading = None if published else next((r for r in options if r.name == "same-step"), engine_reading())
    try:
        found = stacked.run(convention, units, "upstream" if convention.get("UPSTREAM") else "loss", reading=reading, checked=False)
    except NotStackable as e:
        raise ConventionError(f"{convention.path.name}: {e}.") from None
    first, second = units[0][0], units[1][0]
    composed = _Composed(units, found, reading)
    low, high = found.results[first].trial, found.results[second].trial
    h, seen = low.system.state["h"], found.results[first].examination
    changes = [(f"x{second.label} = {h}{first.label}", "the input of layer 1", _input_line(composed, second, high))]
    slot, down = found.entrance.slot, found.passes or "dx"
    sign, of, _ = parse_upstream(low.system.upstream[slot])
    values, differences = _message(composed, found, second, high, 1 if found.passes else sign)
    message = Line(second.label, down, *_spelling(high.system, found.passes), values[0].shape if values else (), values, differences)
    told = f"{down}{second.label}" if found.passes else f"the error of {h}{first.label}, by the missing line"
    changes.append(
        (
            f"{slot if of == h else f'sum over the output units{first.label}'}{first.label if of == h else ''} = {'-' if sign < 0 and found.passes else ''}{told}",
            f"what comes from outside at {h}",
            message,
        )
    )
    lower = tuple(_lines(composed, found, first))
    head, declared = head_weights(low), low.system.convention.get("MEANING")
    above_only = {x.symbol for x in lower if x.symbol in seen.known and not _within(low, seen.known[x.symbol].meaning)}
    above_only |= {x.symbol for x in lower if str(declared.get(x.symbol, "")).lstrip("-") in head}
    rewritten = {x.symbol for x in lower if x.symbol not in above_only and _head_weights_read(found, first, x.symbol)}
    changes += [(f"({x.number}) {x.printed}", "its sum over the output units", replace(x, printed="")) for x in lower if x.symbol in rewritten]
    stays = tuple(x for x in lower if x.symbol not in above_only | rewritten)
    notes = [*_missing_line(high.system, found, second, first, reading), *_other_readings(options, found, second, sign)]
    if convention.get("CLIP"):
        notes.append("Its gradients are clipped, which is no function's derivative: the differences are those without clipping.")
    if above_only:
        notes.append(
            f"Only in the highest layer, which alone has output units: {', '.join(dict.fromkeys(f'({x.number}) {x.symbol}' for x in lower if x.symbol in above_only))}."
        )
    gaps = [_gap(x) for x in ([line for *_, line in changes] + list(stays)) if x.differences]
    wrong = [s for s in seen.truth if s in low.system.equations and not _right(seen.whole.get(s), seen.truth[s])]
    return Derivation(
        convention.name, convention.source.get("title") or convention.title, layers, h, tuple(changes), stays, tuple(notes),
        max(gaps, default=0.0), tuple(wrong),
    )  # fmt: skip


def derive_or_variant(convention: Convention, layers: int) -> Derivation:
    """As `derive`; where nothing can stand above the convention as printed, its first variant of which that is not so, with a note."""
    try:
        return derive(convention, layers)
    except ConventionError as e:
        for path in catalogue.paths().values():
            variant = load(path, catalogue.find)
            if variant.get("BASE", "") == convention.name:
                try:
                    found = derive(variant, layers)
                except (ConventionError, UsageError):
                    continue
                return replace(found, notes=(f"This is the variant {variant.name}, for as printed in {convention.name} it cannot be: {e}", *found.notes))
        raise


def _published(convention: Convention, units: Layers) -> bool:
    try:
        stacked.refuse_without_dx(convention, units, "upstream" if convention.get("UPSTREAM") else "loss")
    except NotStackable:
        return False
    return True


@dataclass(frozen=True)
class _Composed:
    """The composed forward pass, in which any reading, result or weight of any unit can be moved."""

    units: Layers
    found: Stacked
    reading: Reading | None

    def loss(self, unit: Unit, term: Term, t: int, at: tuple, step: float):
        """The loss with one entry of one quantity of one unit moved by `step`; and the unit's values."""
        seen = {}

        def run(u: Unit, x):
            trial = self.found.results[u].trial
            cut = self.reading.cut(trial) if self.reading else trial
            read, settle = _moving(cut, self.found.truths[u].adjoints, term, t, at, step) if u == unit else cut.hooks()
            inputs = trial.given(trial.leaves | dict(x=x))
            if u == unit and term.of == ("x",):
                inputs = replace(inputs, steps=inputs.steps | dict(x=_moved_at(x, t, at, step)))
            if u == unit and term.kind in ("weight", "partial"):
                name = term.of[-1]
                inputs = replace(inputs, weights=inputs.weights | {name: _moved(inputs.weights[name], at, step)})
            values = evaluate(trial.system, inputs, trial.forward_order, read, settle)
            seen[u] = values
            lower = u.layer < len(self.units)
            total.extend(terms_of(trial, values, self.found.entrance.slot if lower else None, x[0]))
            return None, [values[trial.system.state["h"], s] for s in range(trial.problem.T)]

        total: list = []
        up(self.units, list(self.found.results[self.units[0][0]].trial.inputs.steps["x"]), run, None)
        return sum(float(a.sum()) for a in total), seen[unit]

    def difference(self, unit: Unit, meaning: Meaning, t: int, shape: tuple[int, ...]) -> np.ndarray:
        """Central differences of the quantity that a symbol means, entry by entry."""
        out = np.zeros(shape)
        for term in meaning:
            for at in np.ndindex(shape):
                (more, a), (less, b) = (self.loss(unit, term, t, at, s) for s in (STEP, -STEP))
                if term.kind == "partial":
                    out[at] += term.sign * (a[term.of[0], t].sum() - b[term.of[0], t].sum()) / (2 * STEP)
                else:
                    out[at] += term.sign * (more - less) / (2 * STEP)
        return out


def _moving(trial: Trial, adjoints: Adjoints, term: Term, t: int, at: tuple, step: float):
    """The trial's hooks, with one entry of a result or of what is read moved."""
    read, settle = trial.hooks()

    def moving_read(equation, r, s, value):
        value = read(equation, r, s, value)
        mine = term.kind == "edge" and term.of == (equation.symbol, r.argument)
        mine |= term.kind == "prev" and r.symbol == term.of[0] and r.shift == -1
        frozen = (equation.symbol, r.argument, s) in trial.frozen
        return _moved(value, at, step) if mine and s == t and not frozen else value

    def moving_settle(symbol, s, value, error):
        value = settle(symbol, s, value, error)
        if s != t or term.of != (symbol,) or term.kind not in ("total", "pre"):
            return value
        return _moved(value, at, step) if term.kind == "total" else _before(adjoints, symbol, s, value, at, step)

    return moving_read, moving_settle


def _moved(a: np.ndarray, at: tuple, step: float) -> np.ndarray:
    a = np.array(a)
    a[(..., *at)] += step
    return a


def _moved_at(x: list, t: int, at: tuple, step: float) -> list:
    return [_moved(a, at, step) if s == t else a for s, a in enumerate(x)]


def _before(adjoints: Adjoints, symbol: str, t: int, value: np.ndarray, at: tuple, step: float) -> np.ndarray:
    """The activation with one entry moved by `step` before its sigmoid or tanh; which of them it is shows in its derivative."""
    a, before, after = np.array(value), adjoints.before[symbol][t], adjoints.total[symbol][t]
    y = a[(..., *at)]
    if np.allclose(before, after * a * (1 - a), rtol=1e-6, atol=0):
        a[(..., *at)] = 1 / (1 + (1 / y - 1) * np.exp(-step))
    else:
        a[(..., *at)] = np.tanh(np.arctanh(y) + step)
    return a


def _spelling(system: System, symbol: str) -> tuple[str, str, str]:
    if symbol not in system.equations:
        return "", "no line of the source", "ours"
    f = system.equations[symbol].function
    return f.number, f.printed, "ours" if f.ours else "the source's"


def _input_line(composed: _Composed, unit: Unit, trial: Trial) -> Line:
    values = tuple(a[0] for a in trial.inputs.steps["x"])
    return Line(unit.label, "x", "", "", "ours", values[0].shape, values, ())


def _message(composed: _Composed, found: Stacked, unit: Unit, trial: Trial, sign: int):
    """The message down by step with the source's sign, and its finite differences."""
    if found.passes:
        seen = found.results[unit].examination
        own, meaning = seen.whole[found.passes], seen.known[found.passes].meaning
    else:
        own, meaning = sign * composed.reading.message(trial), (Term(sign, "total", ("x",)),)
    if own is None:
        return (), ()
    shape = own.shape[-2:]
    return tuple(a[0] for a in own), tuple(composed.difference(unit, meaning, t, shape) for t in range(len(own)))


def _lines(composed: _Composed, found: Stacked, unit: Unit):
    """Every backward line of the lower layer that is printed or needed, in the order in which it is evaluated."""
    result = found.results[unit]
    system, seen = result.trial.system, result.examination
    for symbol in system.in_dependency_order():
        if symbol not in system.backward or seen.whole.get(symbol) is None:
            continue
        value, known = seen.whole[symbol], seen.known.get(symbol)
        weight = value.ndim == 2
        values = (value,) if weight else tuple(a.reshape(-1, *a.shape[-2:])[0] for a in value)
        differences = ()
        if known and values[0].size <= 40 and seen.truth.get(symbol) is not None and _within(result.trial, known.meaning):
            differences = tuple(composed.difference(unit, known.meaning, t, values[0].shape) for t in range(len(values)))
        yield Line(unit.label, symbol, *_spelling(system, symbol), values[0].shape, values, differences)


def _within(trial: Trial, meaning: Meaning) -> bool:
    """Whether this is about the layer itself, not about an output layer that only stands in for the layer above."""
    head, inner = head_weights(trial), recurrent(trial.system)
    return not any(n in head if t.kind == "weight" else t.kind != "partial" and t.of[0] != "x" and t.of[0] not in inner for t in meaning for n in t.of)


def _missing_line(system: System, found: Stacked, unit: Unit, below: Unit, reading: Reading | None) -> list[str]:
    """For a source without dx: the line it would need, from the forward equations that read x, and what the source has for each of them."""
    if not reading:
        return []
    layout = found.results[unit].trial.layout
    blocks = [layout.blocks[f"W_{g}"][:2] for g in "ifgo"]
    from_x = {n for n, i in layout.index.items() if any(((i >= a) & (i < b)).any() for a, b in blocks)}
    readers = _readers(system, from_x)
    has = {k.meaning[0].of[0]: s for s, k in found.results[unit].examination.known.items() if len(k.meaning) == 1 and k.meaning[0].kind in ("total", "pre")}
    parts = [f"{' + '.join(w)}ᵀ · {has.get(n, f'(error of {n})')}{unit.label}(t)" for n, w in readers.items()]
    state = _reaches_state(system)
    notes = [f"The missing line, ours: the error of {system.state['h']}{below.label}(t) = " + " + ".join(parts) + ", the columns of the weights that read x."]
    absent = [n for n in readers if n not in has]
    known = found.results[unit].examination.known
    carried = [f"({system.equations[s].function.number})" for s, k in known.items() if k.meaning[0].kind == "partial"]
    if absent:
        notes.append(
            f"The source prints no error for {', '.join(absent)}: they act on the state {system.state['c']}, whose dependence on their weights it carries "
            "forward in partials instead. Their error at a step is the error of the state times the derivative of the state by them"
            + (f", which is the factor behind the plus in {', '.join(carried)}." if carried else ".")
        )
    apart = [n for n in readers if n not in state]
    if apart and absent:
        notes.append(
            f"{', '.join(apart)} is treated differently, for it does not act on {system.state['c']}: it reaches the output of the same step and nothing else, so that no "
            f"partial has to be carried, and its error {', '.join(has.get(n, n) for n in apart)} is known at once."
        )
    return notes


def _head_weights_read(found: Stacked, unit: Unit, symbol: str) -> bool:
    trial = found.results[unit].trial
    heads = head_weights(trial)
    return any(r.kind == "weight" and r.symbol in heads for r in trial.system.equations[symbol].reads)


def _readers(system: System, from_x: set[str]) -> dict[str, list[str]]:
    """The forward equations with weights through which x enters, with those weights; what only joins x to others is looked through."""
    found: dict[str, list[str]] = {}
    carriers, todo = {"x"}, True
    inner = recurrent(system)
    while todo:
        todo = False
        for n in inner:
            reads = system.equations[n].reads
            if n not in carriers and n not in found and any(r.symbol in carriers and r.shift == 0 for r in reads):
                weights = [r.symbol for r in reads if r.kind == "weight" and r.symbol in from_x]
                todo = True
                if weights:
                    found[n] = weights
                else:
                    carriers.add(n)
    return {n: found[n] for n in system.forward if n in found}


def _reaches_state(system: System) -> set[str]:
    """What the cell state of a step is computed from at the same step."""
    todo, seen = [system.state["c"]], set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [r.symbol for r in system.equations[name].reads if r.kind == "symbol" and r.shift == 0]
    return seen


def _other_readings(options: tuple[Reading, ...], found: Stacked, unit: Unit, sign: int) -> list[str]:
    trial = found.results[unit].trial
    return [f"Reading {r.name}: {r.sentence}. Then it is {_numbers(sign * r.message(trial) + 0.0)}." for r in options]


def _numbers(a: np.ndarray) -> str:
    return "; ".join(f"t={t + 1}: " + " ".join(f"{v:.5g}" for v in step.ravel()) for t, step in enumerate(a))


def _right(got, true) -> bool:
    """Two cells: a norm over them leaves gradients that are zero but for rounding, so a difference of 1e-9 is none."""
    return got is not None and got.shape == true.shape and (metric.agrees(metric.error(got, true)) or np.abs(got - true).max(initial=0) < 1e-9)


def _gap(line: Line) -> float:
    return max(float(np.abs(v - d).max()) for v, d in zip(line.values, line.differences, strict=True))
