"""One small run, value by value, in the order in which it is evaluated."""

from dataclasses import dataclass

import numpy as np

from . import cells, code, truth
from .code_truth import ask_about_code
from .convention import Convention
from .examine import Examination, examine
from .finals import finals
from .known_cell import cell_of
from .meaning import is_weight
from .metric import agrees, error
from .problem import Problem, arrange, default_layout
from .trial import Trial, prepare

UNITS = 2.001  # of the last printed digit: a printed number may have been computed from rounded ones


@dataclass(frozen=True)
class Value:
    """One symbol at one step (from 1), or something of the whole run (step 0)."""

    t: int
    symbol: str
    number: str
    printed: str  # the equation, or what a given number is
    part: str  # given, forward, backward, gradient
    value: np.ndarray | None  # None: the equation does not fit
    given: bool = False
    true: np.ndarray | None = None  # only where it is known and differs
    note: str = ""  # what did not fit
    published: np.ndarray | None = None  # of the value's shape; NaN where nothing is printed
    unit: np.ndarray | float = 0.0  # of the last published digit, entry by entry

    @property
    def departs(self) -> bool:
        return self.true is not None or bool(self.note)

    @property
    def missed(self) -> np.ndarray:
        """Where a number is published that the equations do not give."""
        if self.published is None:
            return np.zeros(np.shape(self.value), bool)
        return np.abs(self.value - self.published) > UNITS * self.unit


@dataclass(frozen=True)
class Course:
    """The values of one run in the order of evaluation, and what the run is worth as an example."""

    values: list[Value]
    wrong: bool  # a gradient that leaves the layer departs, or the forward pass is another than it should be
    dull: bool = False  # one of the gradients that leave the layer is next to nothing, so that its terms cannot be seen


def of_equations(convention: Convention, problem: Problem, kind: str, outside: dict) -> Course:
    """The course of a convention in equations; `kind` and `outside` as for a trial."""
    trial = prepare(convention, problem, kind, numbers=outside)
    asked = truth.ask(trial, quick=True)
    seen = examine(trial, asked.adjoints)
    state = {s: k for k, s in trial.system.state.items()}
    out = _arrays(convention, trial.inputs.weights)
    out += [Value(0, s, "", f"{k}0, before the first step", "given", trial.inputs.start[s], True) for s, k in state.items()]
    elsewhere = _states_of_the_cell(convention, trial)
    for t in range(problem.T):
        out += [Value(t + 1, n, "", "", "forward", a[t], True) for n, a in trial.inputs.steps.items() if n not in trial.system.upstream]
        for n in (s for s in trial.system.in_dependency_order() if s in trial.system.forward):
            out.append(_computed(trial, n, t, "forward", trial.values[n, t], elsewhere.get((n, t))))
    out += _backward(trial, seen)
    left = [(got, true) for _, got, true in finals(trial, seen, asked)]
    wrong = any(got is None or got.shape != true.shape or _departure(got, true) is not None for got, true in left)
    return Course(out, wrong or bool(elsewhere), _dull([true for _, true in left]))


def _dull(gradients: list[np.ndarray]) -> bool:
    largest = max((np.abs(a).max(initial=0) for a in gradients), default=0.0)
    return any(np.abs(a).max(initial=0) <= 1e-4 * largest for a in gradients)


def _arrays(convention: Convention, arrays: dict) -> list[Value]:
    """The weight arrays, the first of them with what the layout says about all."""
    said = " ".join(((convention.layout.call if convention.layout else default_layout).__doc__ or "").split())
    return [Value(0, n, "", said if k == 0 else "", "given", a, True) for k, (n, a) in enumerate(arrays.items())]


def _states_of_the_cell(convention: Convention, trial: Trial) -> dict:
    """{(h, t): its value in the cell that the file declares} if the forward pass is another, else nothing."""
    declared = convention.constants.get("CELL", "standard")
    if cell_of(convention, trial)[0] is not None or declared not in cells.CELLS:
        return {}
    turn = (lambda a: a.mT) if convention.axes == "row" else (lambda a: a)
    leaves = cells.blocks(trial.problem, trial.layout.uses) | {n: turn(trial.leaves[n]) for n in ("x", "h0", "c0")}
    return {(trial.system.state["h"], t): turn(h) for t, h in enumerate(cells.unroll(declared, leaves, trial.problem.T)[0])}


def _backward(trial: Trial, seen: Examination) -> list[Value]:
    """Partials that run forward in time first, then from the last step to the first what comes in and what follows from it; the sums last."""
    system, T = trial.system, trial.problem.T
    weights = {n for n, k in seen.known.items() if is_weight(k.meaning)}
    order = [s for s in system.in_dependency_order() if s in system.backward and s not in weights]
    onward = [s for s in order if any(r.shift < 0 and r.symbol in system.backward for r in system.equations[s].reads)]

    def at(symbol: str, t: int) -> Value:
        value, true = seen.whole.get(symbol), seen.truth.get(symbol)
        return _computed(trial, symbol, t, "backward", None if value is None else value[t], None if true is None else true[t], seen.misfits.get(symbol, ""))

    out = [at(s, t) for t in range(T) for s in onward]
    for t in reversed(range(T)):
        if t == T - 1:
            out += [Value(T, n, "", "from outside", "backward", trial.inputs.end[h], True) for h, n in system.after.items()]
        for n in (n for n in system.upstream if n in trial.inputs.steps):
            value = trial.inputs.steps[n][t]
            out.append(Value(t + 1, n, "", "from outside", "backward", value, True, _departure(value, seen.truth.get(n, [None] * T)[t])))
        out += [at(s, t) for s in order if s not in onward]
    for s in (s for s in system.in_dependency_order() if s in weights):
        out.append(_computed(trial, s, -1, "gradient", seen.whole.get(s), seen.truth.get(s), seen.misfits.get(s, "")))
    return [v for v in out if v.value is not None or v.note]


def _computed(trial: Trial, symbol: str, t: int, part: str, value, true, note: str = "") -> Value:
    function = trial.system.equations[symbol].function
    return Value(t + 1, symbol, function.number, function.printed, part, value, true=_departure(value, true), note=note)


def _departure(value: np.ndarray | None, true: np.ndarray | None) -> np.ndarray | None:
    """The truth where the value is another one by more than rounding: the numbers are of the order of one, and two of them may cancel."""
    if value is None or true is None or value.shape != true.shape:
        return None
    same = agrees(error(value, true)) or np.abs(value - true).max(initial=0) < 1e-13
    return None if same else true


def of_code(convention: Convention, problem: Problem) -> Course:
    """Code shows what it is given and what it returns: h at every step, the last c, and the gradients."""
    layout, T = arrange(convention, problem), problem.T
    start = {n: a * (n not in convention.get("ASSUMES")) for n, a in (("h0", problem.h0()), ("c0", problem.c0()))}
    ran = code.run(convention, problem, layout, **start)
    true = ask_about_code(convention, problem, layout, start, ran, quick=True)
    out = _arrays(convention, layout.arrays) + [Value(0, n, "", "before the first step", "given", a, True) for n, a in start.items()]
    expected = [None] * T if true.cell else cells.unroll(convention.constants.get("CELL", "standard"), true.leaves, T)[0]
    for t, h in enumerate(expected):
        out.append(Value(t + 1, "x", "", "", "forward", problem.x()[t], True))
        out.append(Value(t + 1, "h", "", "what forward returns", "forward", ran.h[t], true=_departure(ran.h[t], h)))
    out.append(Value(T, "c_T", "", "what forward returns", "forward", ran.c_T))
    if "dc_T" in ran.takes:
        out.append(Value(T, "dc_T", "", "from outside", "backward", problem.dc_T(), True))
    if "dh" in ran.takes:
        out += [Value(t + 1, "dh", "", "from outside", "backward", problem.dh()[t], True) for t in reversed(range(T))]
    for target, (name, value) in ran.gradients.items():
        out.append(Value(0, name, "", f"what backward returns for {target}", "gradient", value, true=_departure(value, true.of(target, layout))))
    return Course(out, true.cell is None or any(v.departs for v in out))
