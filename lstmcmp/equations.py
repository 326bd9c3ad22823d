"""Equation style: what each argument of each equation refers to, in which order to evaluate, and the evaluation itself.

A node is (symbol, t). The same evaluation serves the convention's own run, the three referees and the column "alone";
what differs between them are two hooks: what an equation reads, and what the others then see of its result.
"""

import graphlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from .convention import Convention, Function
from .errors import ConventionError, did_you_mean
from .names import Names, Read
from .symbols import Zero
from .trouble import NoArray, trouble


@dataclass(frozen=True)
class Equation:
    """A function of the file with its arguments resolved."""

    symbol: str
    function: Function
    reads: tuple[Read, ...]


@dataclass(frozen=True)
class Changes:
    """Equations tried in the place of others, and what they are given at every step besides."""

    equations: dict[str, Equation] = field(default_factory=dict)
    steps: dict[str, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True)
class System:
    """All equations of one run, resolved. `forward` are the symbols of the forward pass, `backward` the others."""

    convention: Convention
    run: str  # "upstream" or "loss"
    equations: dict[str, Equation]
    forward: tuple[str, ...]
    backward: tuple[str, ...]
    steps: frozenset  # names given at every step: x, upstream, targets
    upstream: dict[str, str]  # as declared: symbol -> "[-]forward symbol[@T]"
    after: dict[str, str]  # handed symbol -> the upstream name it has after the end
    weights: frozenset  # the arrays of the layout, read or not

    def in_dependency_order(self) -> list[str]:
        """The symbols as one step evaluates them: what an equation reads stands before it, otherwise the printed order."""
        done: dict[str, None] = {}

        def visit(symbol: str, waiting: tuple[str, ...] = ()):
            for r in self.equations[symbol].reads:
                if r.kind == "symbol" and r.shift == 0 and r.symbol not in done and r.symbol not in waiting:
                    visit(r.symbol, (*waiting, symbol))
            done[symbol] = None

        for symbol in self.equations:
            visit(symbol)
        return list(done)

    @property
    def state(self) -> dict[str, str]:
        return self.convention.get("STATE")

    def changed(self, changes: Changes) -> "System":
        """The system with these equations in the place of the old ones; what was given from outside may get one, too."""
        new = changes.equations

        def seen(r: Read, reader: str) -> Read:
            return replace(r, kind="symbol") if r.kind == "step" and r.symbol in new and reader != r.symbol else r

        equations = {n: replace(e, reads=tuple(seen(r, n) for r in e.reads)) for n, e in (self.equations | new).items()}
        backward = self.backward + tuple(n for n in new if n not in self.equations)
        return replace(self, equations=equations, backward=backward, steps=self.steps | frozenset(changes.steps))

    def order(self, T: int, only=None) -> list[tuple[str, int]]:
        """The nodes in an order in which everything is known when it is read; ConventionError for a cycle."""
        symbols = [s for s in self.equations if only is None or s in only]  # in the file's order, so that reports repeat
        reads = tuple((s, tuple((r.symbol, r.shift) for r in self.equations[s].reads if r.kind == "symbol" and r.symbol in symbols)) for s in symbols)
        try:
            return list(_sorted(reads, T))
        except graphlib.CycleError as e:
            names = list(dict.fromkeys(s for s, _ in e.args[1]))
            first = self.equations[names[0]].function
            raise ConventionError(
                f"{first.where}: {' and '.join(names)} {'wait for each other' if len(names) > 1 else 'waits for itself'} at the same step; "
                "one equation of them has to read a neighbouring step (X_prev or X_next)."
            ) from None


@dataclass(frozen=True)
class Inputs:
    """What is given to an evaluation. A leading axis on any array makes it a stack of copies."""

    weights: dict
    steps: dict  # name -> one array per step
    start: dict  # state symbol -> array before the first step
    end: dict  # handed symbol -> array after the last step
    sizes: dict
    shapes: dict  # symbol -> shape of the zero beyond the ends
    zeros: Callable = np.zeros


def build(convention: Convention, weights, run: str, corrected=()) -> System:
    """Resolve every argument of every equation.

    `weights` are the names of the arrays that come from the layout; `corrected` the symbols whose ERRATA take the place
    of the printed equation. Raises ConventionError for unknown names, ambiguities and missing state.
    """
    functions = dict(convention.functions)
    upstream = {k: v for k, v in convention.get("UPSTREAM").items()}
    targets = set(convention.get("TARGETS"))
    if run == "upstream":
        late = {n for n, of in upstream.items() if n.endswith("_next") and str(of).endswith("@T")}  # argument and result; given after the end
        functions = {n: f for n, f in functions.items() if n not in upstream or n in late}
    else:
        functions = functions | {"loss": convention.loss}
        upstream = {}
    for symbol in corrected:
        if symbol in upstream and symbol in convention.functions:
            continue  # a function that this run does not ask, for its values are given
        function = convention.private[convention.get("ERRATA")[symbol].__name__]
        functions[symbol] = replace(function, name=symbol)
    _check_state(convention, functions)
    names = Names(convention, functions, frozenset(weights), upstream, targets if run == "loss" else set())
    equations = {n: Equation(n, f, tuple(names.resolve(a, f) for a in f.arguments)) for n, f in functions.items()}
    _check_upstream(convention, equations, upstream)
    forward = _forward(convention, equations, set(upstream) | targets)
    after = {}
    for name, of in upstream.items():
        if of.endswith("@T") and name not in names.steps:
            after[names.handed_by(name)] = name
    return System(
        convention, run, equations,
        forward=tuple(n for n in equations if n in forward),
        backward=tuple(n for n in equations if n not in forward),
        steps=frozenset(names.steps), upstream=upstream, after=after, weights=frozenset(weights),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _sorted(reads: tuple[tuple[str, tuple], ...], T: int) -> tuple[tuple[str, int], ...]:
    """The nodes (symbol, t) sorted by what reads what, (symbol, ((symbol read, shift), ...)); kept, for a run with a correction has the same."""
    graph = {(s, t): [(n, t + shift) for n, shift in read if 0 <= t + shift < T] for t in range(T) for s, read in reads}
    return tuple(graphlib.TopologicalSorter(graph).static_order())


def evaluate(system: System, inputs: Inputs, order, read: Callable | None = None, settle: Callable | None = None, values: dict | None = None) -> dict:
    """Evaluate the nodes in order; returns {(symbol, t): array}.

    `read(equation, read, t, value)` may replace what an equation reads, `settle(symbol, t, value, error)` what the others
    see. `values` are nodes known beforehand. A value is None where its equation, or something it reads, could not be evaluated.
    """
    values = {} if values is None else values
    T = inputs.sizes["T"]
    for symbol, t in order:
        equation = system.equations[symbol]
        arguments, known = [], True
        for r in equation.reads:
            value = given(system, inputs, values, r, t, T)
            value = read(equation, r, t, value) if read else value
            known = known and value is not None
            arguments.append(value)
        value = error = None
        if known:
            try:
                value = equation.function.call(*arguments)
            except (Exception, SystemExit) as e:  # a printed formula that does not fit is a finding, and names its equation
                error = e
            if error is None and not (isinstance(value, (np.ndarray, Zero)) or hasattr(value, "requires_grad")):
                error = NoArray(f"returned {type(value).__name__}; expected an array" + (" (is a return missing?)." if value is None else "."))
            if isinstance(value, np.ndarray) and value.dtype.kind not in "fciub":
                error = NoArray(f"returned an array of {value.dtype}; expected numbers.")
            if error and not settle:
                raise trouble(equation.function, error) from None
            if isinstance(value, np.ndarray):
                value.flags.writeable = False  # a result that another equation changes in place is noticed
        values[symbol, t] = settle(symbol, t, value, error) if settle else value
    return values


def shapes_of(system: System, inputs: Inputs, order, values: dict | None = None) -> dict:
    """The shape of every symbol, found by evaluations in which everything beyond the ends is an absorbing Zero.

    `values` are nodes known beforehand.
    """
    values = values or {}
    found = {symbol: a.shape for (symbol, _), a in reversed(values.items())}  # the first step decides
    order = [node for node in order if node not in values]

    def settle(symbol, t, value, error):
        if isinstance(value, np.ndarray):
            found.setdefault(symbol, value.shape)
        return Zero() if value is None else value

    known, wanted = -1, len({symbol for symbol, _ in (*order, *values)})
    while known < len(found) < wanted:  # what reads only neighbouring steps is found once they are
        known = len(found)
        with np.errstate(all="ignore"):
            evaluate(system, replace(inputs, shapes=dict(found)), order, settle=settle, values=dict(values))
    return found


def given(system: System, inputs: Inputs, values: dict, r: Read, t: int, T: int):
    """What an argument is at step t: given, known by `values`, or beyond the ends what starts, ends or is zero there."""
    at = t + r.shift
    if r.kind == "weight":
        return inputs.weights[r.symbol]
    if r.kind == "size":
        return inputs.sizes[r.symbol]
    if r.kind == "step":
        return inputs.steps[r.symbol][at] if 0 <= at < T else inputs.steps[r.symbol][0] * 0
    if 0 <= at < T:
        return values[r.symbol, at]
    known = inputs.start if at < 0 else inputs.end
    if r.symbol in known:
        return known[r.symbol]
    return inputs.zeros(inputs.shapes[r.symbol]) if r.symbol in inputs.shapes else Zero()


def _check_state(convention: Convention, functions: dict):
    where = convention.path.name
    state = convention.get("STATE")
    if set(state) != {"h", "c"}:
        raise ConventionError(f"{where}: STATE = {state!r}; expected STATE = dict(h=<the output>, c=<the cell state>), or FORWARD = 'canonical'.")
    for key, symbol in state.items():
        if symbol not in functions:
            raise ConventionError(f"{where}: STATE says {key} = {symbol!r}, but there is no function {symbol}{did_you_mean(symbol, functions)}.")


def _check_upstream(convention: Convention, equations: dict, upstream: dict):
    """What comes in is the gradient of a forward symbol, one that is not computed from what comes in."""
    for name, of in upstream.items():
        todo, seen = [of.lstrip("-").removesuffix("@T")], set()
        while todo:
            symbol = todo.pop()
            if symbol in upstream:
                raise ConventionError(
                    f"{convention.path.name}: UPSTREAM says {name} = {of!r}, which is computed from {symbol}, itself given from outside; expected a forward symbol."
                )
            if symbol in equations and symbol not in seen:
                seen.add(symbol)
                todo += [r.symbol for r in equations[symbol].reads if r.kind in ("symbol", "step")]


def _forward(convention: Convention, equations: dict, outside: set) -> set:
    """What the state and the loss are computed from, and helpers that depend on nothing from outside and mean nothing.

    What carries itself from step to step and is no part of the state is a derivative that runs forward in time, no helper.
    """
    roots = list(convention.get("STATE").values()) + [str(v).lstrip("-").removesuffix("@T") for v in convention.get("UPSTREAM").values()]
    forward, todo = set(), [s for s in roots if s in equations] + (["loss"] if "loss" in equations else [])
    while todo:
        name = todo.pop()
        if name not in forward:
            forward.add(name)
            todo += [r.symbol for r in equations[name].reads if r.kind == "symbol"]
    reaches = {n: outside & {r.symbol for r in e.reads} for n, e in equations.items()}
    judged = set(convention.get("MEANING")) | set(convention.get("ERRATA"))
    later = {n for n, e in equations.items() if any(r.kind == "symbol" and r.shift > 0 and r.symbol not in forward for r in e.reads)}
    carried = {n for n, e in equations.items() if any(r.kind == "symbol" and r.symbol == n and r.shift < 0 for r in e.reads)}
    backward = {n for n in equations if n not in forward and (reaches[n] or n in judged | outside | later | carried)}
    while True:
        more = {n for n, e in equations.items() if n not in forward | backward and any(r.symbol in backward for r in e.reads)}
        if not more:
            return set(equations) - backward
        backward |= more
