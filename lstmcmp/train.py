"""A few plain gradient steps with the printed gradient beside the same steps with the true one, on one small fixed task.

The task: bring what the gradient from outside belongs to (the output h, as a rule) to fixed targets, with the loss
1/2 |h - target|^2 summed over steps, sequences and entries, so that what comes from outside is h - target. A convention with a loss
of its own and no such place is trained on that. Both runs start from the same weights and use the same rate; only weights
whose gradient the source gives are moved.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from . import autograd, cells, code, metric, referees
from .convention import Convention
from .equations import evaluate
from .errors import ConventionError
from .examine import Examination, examine, whole_run
from .meaning import Term, is_weight
from .problem import Layout, Problem, arrange
from .records import Training
from .trial import Trial, parse_upstream, prepare
from .truth import RefereesDisagree, ask

RATE = 0.02
Weights = dict[str, np.ndarray]
Step = Callable[[Weights], tuple[float, Weights]]  # weights -> the loss and the gradient of the weights that are moved


def train(convention: Convention, problem: Problem, steps: int) -> Training:
    """Train twice for this many steps; where that cannot be done, the record holds no losses and says why."""
    try:
        make = _code_steps if convention.style == "code" else _equation_steps
        task, weights, moved, printed, true = make(convention, problem)
    except (ConventionError, RefereesDisagree) as e:
        return Training(steps, RATE, "", (), (), (), f"cannot be trained: {e}")
    with np.errstate(all="ignore"):
        return Training(steps, RATE, task, moved, *(_descend(s, weights, steps) for s in (printed, true)))


def _descend(step: Step, weights: Weights, steps: int) -> tuple[float, ...]:
    """The loss before the first step and after each; it ends where a number is no longer finite."""
    losses = []
    for k in range(steps + 1):
        try:
            loss, gradient = step(weights)
        except ConventionError:  # a forward pass that is no longer finite
            loss, gradient = float("nan"), {}
        losses.append(loss)
        if k == steps or not np.isfinite(loss) or not all(np.isfinite(g).all() for g in gradient.values()):
            break
        weights = weights | {n: weights[n] - RATE * g for n, g in gradient.items()}
    return tuple(losses)


def _equation_steps(convention: Convention, problem: Problem):
    trial, seen = _worse_run(convention, problem)
    known = seen.known
    given = {s: k.meaning[0] for s, k in known.items() if is_weight(k.meaning) and len(k.meaning) == 1}
    given = {s: term for s, term in given.items() if s in trial.system.backward and seen.whole.get(s) is not None}
    if not given:
        raise ConventionError("it gives no gradient of a weight that could be computed")
    targets = _targets(trial)
    task = _words(targets, trial)

    def printed(weights: Weights) -> tuple[float, Weights]:
        now, loss = _at(trial, weights, targets)
        return loss, _summed(given, whole_run(now, known, {}))

    def true(weights: Weights) -> tuple[float, Weights]:
        now, loss = _at(trial, weights, targets)
        full = autograd.adjoints(now, cut=False).weights if autograd.available() else referees.complex_step(now.objective(cut=False))
        return loss, {term.of[0]: full[term.of[0]] for term in given.values()}

    return task, dict(trial.inputs.weights), tuple(dict.fromkeys(t.of[0] for t in given.values())), printed, true


def _worse_run(convention: Convention, problem: Problem) -> tuple[Trial, Examination]:
    """The run whose gradients of weights are further from the truth, the one with gradients from outside where they are alike."""
    found = []
    for kind in ("upstream", "loss"):
        if convention.get("UPSTREAM") if kind == "upstream" else convention.loss:
            trial = prepare(convention, problem, kind)
            seen = examine(trial, ask(trial, quick=True).adjoints)
            errors = [metric.error(seen.whole[s], a) for s, a in seen.truth.items() if a.ndim == 2 and seen.whole.get(s) is not None]
            found.append((sum(not metric.agrees(e) for e in errors), trial, seen))
    _, trial, seen = max(found, key=lambda f: f[0])
    return trial, seen


def _summed(given: dict[str, Term], values: dict) -> Weights:
    """The printed gradient by weight, with the sign that the symbol is said to have."""
    return {term.of[0]: term.sign * values[s] for s, term in given.items()}


def _targets(trial: Trial) -> dict[str, np.ndarray]:
    """By upstream name: what the symbol that it belongs to is to become, (T, B, n, m), between -1 and 1.

    What comes in at the last step only counts where nothing else comes in.
    """
    if trial.system.run == "loss":
        return {}
    late = {name: parse_upstream(of)[2] for name, of in trial.system.upstream.items()}
    out = {}
    for name, of in trial.system.upstream.items():
        if not late[name] or all(late.values()):
            symbol = parse_upstream(of)[1]
            values = np.stack([trial.values[symbol, t] for t in range(trial.problem.T)])
            out[name] = np.tanh(trial.problem.draw("target", *values.shape))
    return out


def _words(targets: dict[str, np.ndarray], trial: Trial) -> str:
    if not targets:
        return "its own loss, summed over steps and sequences"
    symbols = [parse_upstream(trial.system.upstream[n])[1:] for n in targets]
    names = dict.fromkeys(symbol + (" at the last step" if at_end else "") for symbol, at_end in symbols)
    return f"1/2 |{', '.join(names)} - target|^2 with fixed targets, summed"


def _at(trial: Trial, weights: Weights, targets: dict[str, np.ndarray]) -> tuple[Trial, float]:
    """The trial with these weights: its forward pass, what then comes from outside, and the loss."""
    T = trial.problem.T
    inputs = replace(trial.inputs, weights=dict(weights))
    values = evaluate(trial.system, inputs, trial.forward_order)
    steps, end = dict(inputs.steps), dict(inputs.end)
    handed = {name: symbol for symbol, name in trial.system.after.items()}
    loss = 0.0 if targets else float(sum(values["loss", t].sum() for t in range(T)))
    for name, of in trial.system.upstream.items():
        sign, symbol, at_end = parse_upstream(of)
        now = np.stack([values[symbol, t] for t in range(T)])
        difference = sign * (now - targets[name]) if name in targets else 0 * now
        if at_end:
            difference[:-1] = 0
        loss += float((difference**2).sum() / 2)
        if name in handed:
            end[handed[name]] = difference[-1]
        else:
            steps[name] = difference
    return replace(trial, inputs=replace(inputs, steps=steps, end=end), values=values), loss


def _code_steps(convention: Convention, problem: Problem):
    layout = arrange(convention, problem)
    assumed = convention.get("ASSUMES")
    start = {n: a * (n not in assumed) for n, a in (("h0", problem.h0()), ("c0", problem.c0()))}
    first = code.run(convention, problem, layout, **start)
    cell, _ = cells.named(first.h, first.c_T[None], problem, layout, start, convention.constants.get("CELL"))
    if not cell:
        raise ConventionError("its forward is no known cell, so there is no true gradient to train beside")
    if "dh" not in first.takes:
        raise ConventionError("its backward takes no dh, and the task comes in through that")
    given = [n for n in first.gradients if n in layout.index]
    if not given:
        raise ConventionError("it gives no gradient of a weight")
    target = np.tanh(problem.draw("target", *first.h.shape))

    def placed(weights: Weights) -> Layout:
        return replace(layout, arrays=weights)

    def loss_of(h: np.ndarray) -> tuple[float, np.ndarray]:
        return float(((h - target) ** 2).sum() / 2), h - target

    def printed(weights: Weights) -> tuple[float, Weights]:
        h = code.run(convention, problem, placed(weights), **start).h
        loss, dh = loss_of(h)
        ran = code.run(convention, problem, placed(weights), **start, dh=dh, dc_T=0 * problem.dc_T())
        return loss, {n: np.where(layout.index[n] > 0, ran.gradients[n][1], 0.0) for n in given}

    def true(weights: Weights) -> tuple[float, Weights]:
        leaves = _canonical(weights, layout, problem) | dict(x=problem.x()) | start
        h, _ = cells.unroll(cell, leaves, problem.T)
        loss, dh = loss_of(np.stack(h))
        objective = cells.objective(cell, leaves, dh, 0 * problem.dc_T())
        found = autograd.gradients(objective) if autograd.available() else referees.complex_step(objective)
        entries = np.concatenate([[0.0], *(found[b].ravel() for b in layout.blocks)])
        return loss, {n: entries[layout.index[n]] for n in given}

    return "1/2 |h - target|^2 with fixed targets, summed", dict(layout.arrays), tuple(given), printed, true


def _canonical(weights: Weights, layout: Layout, problem: Problem) -> Weights:
    """The canonical blocks that the source's arrays now hold; those it does not ask for are zero."""
    out = cells.blocks(problem, layout.uses)
    for block, (first, stop, shape) in layout.blocks.items():
        for n, index in layout.index.items():
            inside = (index >= first) & (index < stop)
            if inside.any():
                flat = out[block].ravel().copy()
                flat[index[inside] - first] = weights[n][inside]
                out[block] = flat.reshape(shape)
    return out
