"""A worked example: every symbol of one small run with its value, forward then backward, beside the published digits."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import code, truth
from .convention import Convention
from .errors import UsageError, did_you_mean
from .examine import examine
from .metric import agrees, error
from .problem import Problem, arrange
from .trial import prepare

TINY = dict(T=2, B=1, D=2, H=1)  # small enough to be checked by hand


@dataclass(frozen=True)
class Value:
    """One symbol at one step (from 1), or a gradient summed over the steps (step 0)."""

    t: int
    symbol: str
    number: str
    printed: str  # the equation
    part: str  # given, forward, backward, gradient
    value: np.ndarray
    published: np.ndarray | None
    true: np.ndarray | None  # only where it is known and differs


@dataclass(frozen=True)
class Walk:
    """A run in the order in which it is evaluated."""

    name: str
    title: str
    source: str  # where the inputs come from
    values: tuple[Value, ...]


def walk(convention: Convention, inputs: Path | None = None, until: str | None = None, seed: int = 0) -> Walk:
    """The example a convention carries, the numbers of the JSON file `inputs`, or a generated one; up to the equation `until`."""
    given = _read(inputs) if inputs else dict(convention.get("EXAMPLE"))
    published = {k: np.asarray(v, float) for k, v in given.pop("printed", {}).items()}
    source = f"inputs from {inputs.name}" if inputs else "the published inputs" if given else "generated inputs of one decimal"
    problem = _sized(convention, given, seed)
    values = _code_values(convention, problem, given) if convention.style == "code" else _values(convention, problem, given, published)
    if until:
        ends = [n for n, v in enumerate(values) if until in (v.symbol, v.number)]
        if not ends:
            raise UsageError(
                f"--until {until}: no equation has this number or symbol{did_you_mean(until, {v.symbol for v in values} | {v.number for v in values})}."
            )
        values = values[: ends[0] + 1]
    return Walk(convention.name, convention.source.get("title") or convention.title, source, tuple(values))


def _read(path: Path) -> dict:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise UsageError(f"--inputs {path} cannot be read: {e.strerror}.") from None
    except ValueError as e:
        raise UsageError(f"--inputs {path} is not JSON: {e}.") from None
    if not isinstance(found, dict) or "x" not in found:
        raise UsageError(f'--inputs {path}: expected {{"x": [[...], ...], "W": ...}}, one row of x for each step, and the arrays by their names.')
    return found


def _sized(convention: Convention, given: dict, seed: int) -> Problem:
    """The sizes that the given numbers have; the tiny ones where nothing is given."""
    sizes = dict(TINY)
    try:
        if "x" in given:
            x = np.asarray(given["x"], float)
            sizes |= dict(T=len(x), D=x.shape[-1], B=x.shape[1] if x.ndim == 3 else 1)
        layout = arrange(convention, Problem(**sizes))
        for name, a in layout.arrays.items():  # H is what makes the given arrays fit
            if name in given and np.asarray(given[name]).size != a.size:
                sizes["H"] = next(
                    (h for h in range(1, 513) if arrange(convention, Problem(**(sizes | dict(H=h)))).arrays[name].size == np.asarray(given[name]).size),
                    sizes["H"],
                )
                break
    except (ValueError, TypeError, IndexError) as e:
        raise UsageError(f"the inputs of {convention.name} are no numbers in rows of equal length: {e}.") from None
    return Problem(**sizes, seed=seed, decimals=1)


def _numbers(convention: Convention, problem: Problem, given: dict, shapes: dict) -> dict:
    """The given numbers in the shapes the trial wants; UsageError for a name or a size that does not fit."""
    numbers = {}
    for name, value in given.items():
        if name not in shapes:
            raise UsageError(f"{convention.name} has no input {name}{did_you_mean(name, shapes)}; it has {', '.join(shapes)}.")
        a = np.asarray(value, float)
        if a.size != np.prod(shapes[name]):
            raise UsageError(
                f"{name} has {a.size} numbers; {convention.name} needs {' x '.join(map(str, shapes[name]))} for T={problem.T}, B={problem.B}, D={problem.D}, H={problem.H}."
            )
        numbers[name] = a.reshape(shapes[name])
    return numbers


def _values(convention: Convention, problem: Problem, given: dict, published: dict) -> list[Value]:
    kind = "loss" if convention.loss else "upstream"
    plain = prepare(convention, problem, kind)
    shapes = {n: a.shape for n, a in plain.leaves.items()} | {n: a.shape for n, a in plain.inputs.steps.items()}
    trial = prepare(convention, problem, kind, numbers=_numbers(convention, problem, given, shapes))
    asked = truth.ask(trial, quick=True)
    seen = examine(trial, asked.adjoints)
    out = [Value(0, n, "", n, "given", a, None, None) for n, a in trial.inputs.weights.items()]
    out += [Value(0, n, "", f"{n} before the first step", "given", a, None, None) for n, a in trial.inputs.start.items()]
    functions = {n: e.function for n, e in trial.system.equations.items()}
    for t in range(problem.T):
        out += [Value(t + 1, n, "", f"{n} at step {t + 1}", "given", a[t], None, None) for n, a in trial.inputs.steps.items()]
        for n in (s for s in trial.system.in_dependency_order() if s in trial.system.forward):
            out.append(Value(t + 1, n, functions[n].number, functions[n].printed, "forward", trial.values[n, t], _at(published, n, t), None))
    weights = {n for n, k in seen.known.items() if seen.truth.get(n) is not None and seen.truth[n].ndim == 2}
    for n, t in _backward_nodes(trial, weights):
        value, true = seen.whole.get(n), seen.truth.get(n)
        if value is not None:
            wrong = true is not None and _departs(value[t], true[t])
            out.append(Value(t + 1, n, functions[n].number, functions[n].printed, "backward", value[t], _at(published, n, t), true[t] if wrong else None))
    for n in (s for s in trial.system.in_dependency_order() if s in weights):
        value, true = seen.whole.get(n), seen.truth[n]
        if value is not None:
            wrong = _departs(value, true)
            out.append(Value(0, n, functions[n].number, functions[n].printed, "gradient", value, published.get(n), true if wrong else None))
    return out


def _backward_nodes(trial, weights: set) -> list[tuple[str, int]]:
    """Partials that run forward in time first, then everything else from the last step to the first."""
    system, T = trial.system, trial.problem.T
    order = [s for s in system.in_dependency_order() if s in system.backward and s not in weights]
    onward = [s for s in order if any(r.shift < 0 and r.symbol in system.backward for r in system.equations[s].reads)]
    return [(s, t) for t in range(T) for s in onward] + [(s, t) for t in reversed(range(T)) for s in order if s not in onward]


def _departs(value: np.ndarray, true: np.ndarray) -> bool:
    """More than rounding: numbers of an example are of the order of one, and two of them may cancel."""
    return not agrees(error(value, true)) and not np.abs(value - true).max(initial=0) < 1e-13


def _at(published: dict, symbol: str, t: int) -> np.ndarray | None:
    return np.atleast_1d(published[symbol][t]) if symbol in published and t < len(published[symbol]) else None


def _code_values(convention: Convention, problem: Problem, given: dict) -> list[Value]:
    """Code shows only what it returns: h at every step, the last c, and the gradients."""
    layout = arrange(convention, problem)
    if given:
        raise UsageError(f"{convention.name} is code and takes no inputs of its own here; write it as equations to walk through it.")
    ran = code.run(convention, problem, layout, problem.h0(), problem.c0())
    out = [Value(0, n, "", n, "given", a, None, None) for n, a in layout.arrays.items()]
    out += [Value(t + 1, "h", "", "what forward returns for h", "forward", ran.h[t], None, None) for t in range(problem.T)]
    out.append(Value(problem.T, "c_T", "", "what forward returns for the last c", "forward", ran.c_T, None, None))
    return out + [Value(0, name, "", f"what backward returns for {target}", "gradient", a, None, None) for target, (name, a) in ran.gradients.items()]
