"""One convention on one problem: its inputs, its order of evaluation, its loss, and where gradients are cut.

A trial is what the referees and the comparison share. Its `objective` is the loss as a function of named leaves: the
source's weight arrays (rows, columns), x (T, B, D, 1), h0 and c0 (B, H, 1); transposed for row vectors.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .convention import Convention
from .equations import Changes, Inputs, System, build, evaluate, shapes_of
from .errors import ConventionError, did_you_mean
from .problem import Layout, Problem, arrange
from .symbols import Zero
from .trouble import trouble


@dataclass(frozen=True)
class Objective:
    """A loss for the referees: `loss(leaves)` returns arrays (..., B, n, m) whose sum over the last three axes is the loss.

    A leaf may carry one more axis, a stack of copies: in front, but behind the step axis of x.
    """

    leaves: dict[str, np.ndarray]
    loss: Callable[[dict], list]


@dataclass(frozen=True)
class Trial:
    """A resolved convention with everything it is given."""

    system: System
    problem: Problem
    layout: Layout
    inputs: Inputs
    values: dict  # the forward pass: {(symbol, t): array}
    forward_order: tuple
    order: tuple
    frozen: dict  # (equation, argument, t) -> the recorded value, for cuts and straight-through edges

    @property
    def leaves(self) -> dict[str, np.ndarray]:
        state = self.system.state
        start = dict(h0=self.inputs.start[state["h"]], c0=self.inputs.start[state["c"]])
        return dict(self.inputs.weights) | dict(x=self.inputs.steps["x"]) | start

    def given(self, leaves: dict) -> Inputs:
        """The inputs with these leaves in the place of the recorded ones."""
        state = self.system.state
        own = {"x", "h0", "c0"}
        return replace(
            self.inputs,
            weights={k: v for k, v in leaves.items() if k not in own},
            steps=self.inputs.steps | dict(x=leaves["x"]),
            start={state["h"]: leaves["h0"], state["c"]: leaves["c0"]},
        )

    def terms(self, values: dict, steps: dict | None = None, end: dict | None = None) -> list:
        """The loss as a list of arrays: what comes from outside times the symbol it belongs to, or the file's own loss."""
        T, steps, end = self.problem.T, steps or self.inputs.steps, end or self.inputs.end
        if self.system.run == "loss":
            return [values["loss", t] for t in range(T)]
        out = []
        for name, of in self.system.upstream.items():
            sign, symbol, at_end = parse_upstream(of)
            if name in self.system.after.values():
                handed = next(h for h, n in self.system.after.items() if n == name)
                out.append(sign * end[handed] * values[symbol, T - 1])
            else:
                out += [sign * steps[name][t] * values[symbol, t] for t in range(T) if t == T - 1 or not at_end]
        return out

    def objective(self, cut: bool = True) -> Objective:
        """The loss as a function of the leaves; `cut=False` lets the gradient through where the source does not."""
        read, settle = self.hooks() if cut else (None, None)
        return Objective(self.leaves, lambda leaves: self.terms(evaluate(self.system, self.given(leaves), self.forward_order, read, settle)))

    def hooks(self, constant=lambda a: a):
        """The hooks that put recorded values at the cut edges, in the form `constant` gives them (numpy or torch)."""
        straight = {tuple(k) for k in self.system.convention.get("STRAIGHT")}
        live = {}

        def read(equation, r, t, value):
            key = (equation.symbol, r.argument, t)
            if key not in self.frozen:
                return value
            if key[:2] in straight:
                live[equation.symbol, t] = live.get((equation.symbol, t), 0) + value - constant(self.frozen[key])
            return constant(self.frozen[key])

        def settle(symbol, t, value, error):
            if error:
                raise trouble(self.system.equations[symbol].function, error)
            return value + live.pop((symbol, t)) if (symbol, t) in live else value

        return read, settle


def parse_upstream(of: str) -> tuple[int, str, bool]:
    """'-state@T' -> (-1, 'state', True)."""
    sign = -1 if of.startswith("-") else 1
    return sign, of.lstrip("-").removesuffix("@T"), of.endswith("@T")


def prepare(
    convention: Convention, problem: Problem, run: str, corrected=(), assume: bool = True, numbers: dict | None = None, changes: Changes | None = None
) -> Trial:
    """Resolve the convention and run its forward pass once. Raises ConventionError for whatever does not fit.

    `numbers` take the place of random ones, in the source's shapes: weight arrays by their name, x, h0, c0, targets, and symbols
    in UPSTREAM, (T, B, H, 1), or (B, H, 1) for one at the end. `changes` take the place of printed equations.
    """
    numbers = numbers or {}
    layout = arrange(convention, problem)
    layout = replace(layout, arrays={n: numbers.get(n, a) for n, a in layout.arrays.items()})
    system = build(convention, layout.arrays, run, corrected)
    system = system.changed(changes) if changes else system
    turn = (lambda a: a.mT) if convention.axes == "row" else (lambda a: a)
    zero = convention.get("ASSUMES") if assume else {}
    h0, c0 = (numbers.get(n, turn(a * (n not in zero))) for n, a in (("h0", problem.h0()), ("c0", problem.c0())))
    steps = dict(x=numbers.get("x", turn(problem.x())))
    if run == "loss":
        steps |= {n: numbers.get(n, turn(_target(convention, problem, n, size))) for n, size in convention.get("TARGETS").items()}
    start = {system.state["h"]: h0, system.state["c"]: c0}
    inputs = Inputs(dict(layout.arrays), steps, start, {}, problem.sizes, {})
    forward_order = system.order(problem.T, system.forward)
    inputs = replace(inputs, shapes=shapes_of(system, inputs, forward_order))
    inputs = _read_only(inputs)
    with np.errstate(all="ignore"):  # what is not finite is said below
        values = evaluate(system, inputs, forward_order)
    _check_values(system, values, inputs)
    inputs = _with_upstream(system, problem, inputs, values, turn, numbers)
    inputs = replace(inputs, steps=inputs.steps | (changes.steps if changes else {}))
    order = system.order(problem.T)
    inputs = _read_only(replace(inputs, shapes=shapes_of(system, inputs, order, values)))
    frozen = _declared_edges(system, inputs, forward_order)
    return Trial(system, problem, layout, inputs, values, tuple(forward_order), tuple(order), frozen)


def _with_upstream(system: System, problem: Problem, inputs: Inputs, values: dict, turn, numbers: dict) -> Inputs:
    steps, end = dict(inputs.steps), {}
    T = problem.T
    where = system.convention.path.name
    for name, of in system.upstream.items():
        _, symbol, at_end = parse_upstream(of)
        if symbol not in system.forward:
            raise ConventionError(f"{where}: UPSTREAM says {name} = {of!r}, but {symbol} is no forward symbol{did_you_mean(symbol, system.forward)}.")
        shape = values[symbol, T - 1].shape
        if at_end:
            late = numbers[name] if name in numbers else turn(problem.dc_T()) if symbol == system.state["c"] else problem.draw(name, *shape)
            if name in system.after.values():
                end[next(h for h, n in system.after.items() if n == name)] = late
            else:
                steps[name] = np.concatenate([np.zeros((T - 1, *late.shape)), late[None]])
        else:
            random = turn(problem.dh()) if symbol == system.state["h"] else problem.draw(name, T, *shape)
            steps[name] = numbers.get(name, random)
    return replace(inputs, steps=steps, end=end)


def _target(convention: Convention, problem: Problem, name: str, size) -> np.ndarray:
    """Targets (T, B, n, 1): normal numbers for 'H', one-hot vectors for 'one-hot D'."""
    kind, _, letter = str(size).rpartition(" ")
    if kind not in ("", "one-hot") or not (letter in problem.sizes or letter.isdigit()):
        raise ConventionError(f"{convention.path.name}: TARGETS[{name!r}] = {size!r}; expected a size such as 'H', '2' or 'one-hot D'.")
    n = problem.sizes.get(letter) or int(letter)
    values = problem.draw(name, problem.T, problem.B, n, 1)
    if kind:
        hot = np.zeros(values.shape)
        np.put_along_axis(hot, values.argmax(2, keepdims=True), 1.0, 2)
        return hot
    return values


def _read_only(inputs: Inputs) -> Inputs:
    """Arrays that refuse to be written: an equation that changes its inputs is noticed and named."""
    for group in (inputs.weights, inputs.steps, inputs.start, inputs.end):
        for a in group.values():
            a.flags.writeable = False
    return inputs


def _check_values(system: System, values: dict, inputs: Inputs):
    for (symbol, t), value in values.items():
        function = system.equations[symbol].function
        if isinstance(value, Zero):
            raise ConventionError(f"{function.where}: {symbol} has no value at step {t + 1}; it reads only what lies beyond the ends.")
        if np.iscomplexobj(value):
            raise ConventionError(f"{function.where}: {symbol} returned complex numbers; expected real ones.")
        if not np.isfinite(value).all():
            raise ConventionError(f"{function.where}: {symbol} is NaN or infinite at step {t + 1}, in the forward pass.")
    for key, symbol in system.state.items():
        have, want = values[symbol, 0].shape, inputs.start[symbol].shape
        if have != want:
            raise ConventionError(
                f"{system.convention.path.name}: {symbol} has shape {have}; as STATE {key!r} it should have {want}, (B, H, 1) or for row vectors (B, 1, H)."
            )


def _declared_edges(system: System, inputs: Inputs, order) -> dict:
    """The values at the cut and straight-through edges of one plain forward pass."""
    where = system.convention.path.name
    edges = {}
    for symbol in system.convention.get("CLIP"):
        if symbol not in system.equations:
            raise ConventionError(
                f"{where}: CLIP names {symbol}; expected a forward symbol, whose gradient is clamped, or a weight gradient{did_you_mean(symbol, system.equations)}."
            )
    for constant in ("CUTS", "STRAIGHT"):
        for edge in system.convention.get(constant):
            known = isinstance(edge, tuple) and len(edge) == 2 and edge[0] in system.forward
            if not known or edge[1] not in system.equations[edge[0]].function.arguments:
                raise ConventionError(f"{where}: {constant} names {edge!r}; expected (forward equation, one of its arguments).")
            edges[edge] = constant
    return recorded(system, inputs, order, edges) if edges else {}


def recorded(system: System, inputs: Inputs, order, edges) -> dict:
    """The values {(equation, argument, t): array} that one plain forward pass reads at these edges."""
    found = {}

    def read(equation, r, t, value):
        if (equation.symbol, r.argument) in edges:
            found[equation.symbol, r.argument, t] = value
        return value

    evaluate(system, inputs, order, read)
    return found
