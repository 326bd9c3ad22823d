"""One convention in a stack: every layer gets what the convention itself hands down, and is compared with the true gradient."""

from dataclasses import dataclass, replace

import numpy as np

from . import autograd, joint, metric, referees, truth, verdict
from .convention import Convention
from .entrance import Entrance, NotStackable, entrance, head_weights, without_skip
from .examine import Examination, examine, whole_run
from .network import Network, judged
from .records import Gradient
from .runs import Result, result
from .stack import Layers, Unit, down, up
from .trial import Trial, prepare
from .truncated import Reading
from .truth import Truth, ask


@dataclass(frozen=True)
class Stacked:
    """A convention run in a stack."""

    trials: dict[Unit, Trial]
    truths: dict[Unit, Truth]
    results: dict[Unit, Result]
    passes: str  # the symbol that is handed down
    entrance: Entrance | None
    agreement: dict[str, float]
    full: dict[Unit, dict]  # the leaves' gradients without the declared approximation
    around: tuple[Gradient, ...]  # of the network's own arrays


def run(
    convention: Convention, layers: Layers, kind: str, corrected=(), reading: Reading | None = None, network: Network | None = None, checked: bool = True
) -> Stacked:
    """Run a convention written as equations in a stack; `kind` is what comes from outside in the highest layer. A `reading` replaces what it hands down (truncated sources have no dx of their own).

    Raises NotStackable, ConventionError, and RefereesDisagree if the layers one by one are not the composed forward pass.
    """
    if (len(layers) > 1 or network and network.embedding) and not reading:
        refuse_without_dx(convention, layers, kind)
    below = entrance(convention) if len(layers) > 1 or network else None
    axis = -1 if convention.axes == "row" else -2
    problem = layers[0][0].problem
    turn = (lambda a: a.mT) if convention.axes == "row" else (lambda a: a)
    x = turn(network.x(problem)) if network else None
    trials, h = _forward(convention, below, layers, kind, corrected, axis, x)
    around, message = network.backward(turn(h), problem) if network else ({}, None)
    message = None if message is None else turn(message)

    def true(unit: Unit, trial: Trial, dh):
        trial = _receiving(trial, below, dh)
        found = ask(trial, quick=True)
        return (trial, found), reading.message(trial) if reading else found.adjoints.total["x"]

    found, dx = down(layers, trials, true, axis, message)
    trials, truths = {u: t for u, (t, _) in found.items()}, {u: f for u, (_, f) in found.items()}
    seen = {u: examine(t, truths[u].adjoints) for u, t in trials.items()}
    symbol, sign = handed_down(seen[layers[-1][0]])

    def own(unit: Unit, trial: Trial, dh):
        mine, s = _receiving(trial, below, dh), seen[unit]
        whole = s.whole if dh is None else whole_run(mine, s.known, s.truth)
        examined = without_head(replace(s, whole=whole), trial) if dh is not None else s
        if reading:
            handed = reading.message(mine)
        else:
            handed = sign * whole[symbol] if symbol and whole.get(symbol) is not None else None
        return result(mine, examined, truths[unit]), handed

    results, handed = down(layers, trials, own, axis, message)
    slots = {u: below.slot for u in trials if u.layer < len(layers) or network} if below else {}
    agreement = _checked(layers, trials, truths, slots, dx, reading, network, around, turn(dx)) if checked else {}
    full = _full(layers, trials, below, axis, message) if verdict.approximates(convention) else {}
    return Stacked(
        trials,
        truths,
        {u: r for u, r in results.items() if r},
        symbol,
        below,
        agreement,
        full,
        judged(network, around, None if handed is None else turn(handed), turn(dx), problem, truths[layers[0][0]].against),
    )


def refuse_without_dx(convention: Convention, layers: Layers, kind: str):
    if {"x", "-x"} & {m for m in convention.get("MEANING").values() if isinstance(m, str)}:
        return
    trial = prepare(convention, layers[0][0].problem, kind)
    if not handed_down(examine(trial, ask(trial, quick=True).adjoints))[0]:
        raise NotStackable(f"publishes no dx; missing is the line for the gradient of {_input(trial)}")


def handed_down(seen: Examination) -> tuple[str, int]:
    """The symbol that is the gradient of what the layer reads, and its sign; ("", 1) if there is none."""
    for symbol, known in seen.known.items():
        term = known.meaning[0]
        if len(known.meaning) == 1 and (term.kind, term.of) == ("total", ("x",)):
            return symbol, term.sign
    return "", 1


def distance(stacked: Stacked, unit: Unit) -> tuple[float, float | None] | None:
    """Error and cosine of the true gradient under the declared approximation, against the full one, over the weights that the source gives."""
    if unit not in stacked.full:
        return None
    known = stacked.results[unit].examination.known.values()
    given = {t.of[0] for k in known for t in k.meaning if t.kind == "weight"}
    names = [n for n in stacked.full[unit] if n in given]
    if not names:
        return None
    mine, full = (np.concatenate([a[n].ravel() for n in names]) for a in (stacked.truths[unit].adjoints.leaves, stacked.full[unit]))
    return metric.error(mine, full), metric.cosine(mine, full)


def _forward(convention: Convention, below: Entrance | None, layers: Layers, kind: str, corrected, axis: int, x) -> tuple[dict[Unit, Trial], np.ndarray]:
    def run(unit: Unit, x):
        if unit.layer < len(layers) or given is not None:
            swapped = tuple(c for c in corrected if c in below.convention.get("ERRATA"))
            trial = prepare(below.convention, unit.problem, "upstream", swapped, numbers=dict(x=x))
            own = below.numbers(trial)
            trial = without_skip(prepare(below.convention, unit.problem, "upstream", swapped, numbers=dict(x=x) | own) if own else trial)
        else:
            trial = prepare(convention, unit.problem, kind, corrected, numbers={} if unit.layer == 1 and not unit.reverse else dict(x=x))
        trial = _quiet(trial) if given is not None else trial
        return trial, np.stack([trial.values[trial.system.state["h"], t] for t in range(unit.problem.T)])

    given = x
    if x is None:
        x = layers[0][0].problem.x()
        x = x.mT if axis == -1 else x
    return up(layers, x, run, lambda outputs: np.concatenate(outputs, axis))


def _quiet(trial: Trial) -> Trial:
    """Nothing comes from outside but what is given later: the network's loss reads nothing but the outputs."""
    steps = {n: a * (n not in trial.system.upstream) for n, a in trial.inputs.steps.items()}
    return replace(trial, inputs=replace(trial.inputs, steps=steps, end={n: 0 * a for n, a in trial.inputs.end.items()}))


def _receiving(trial: Trial, below: Entrance | None, dh: np.ndarray | None) -> Trial:
    """The trial with dh as the gradient of its output from the layer above; as it is in the highest layer."""
    if dh is None:
        return trial
    given = np.array(below.given(trial, dh))
    given.flags.writeable = False
    return replace(trial, inputs=replace(trial.inputs, steps=trial.inputs.steps | {below.slot: given}))


def without_head(seen: Examination, trial: Trial) -> Examination:
    """Without the gradients of an output layer that only stands in for the layer above."""
    head = head_weights(trial)
    return replace(seen, known={s: k for s, k in seen.known.items() if not any(t.kind == "weight" and t.of[0] in head for t in k.meaning)})


def _input(trial: Trial) -> str:
    readers = [e.function for n, e in trial.system.equations.items() if n in trial.system.forward and any(r.symbol == "x" for r in e.reads)]
    named = [f"({f.number})" if f.number else f.name for f in readers]
    return f"x, which {', '.join(named)} read{'s' if len(named) == 1 else ''}" if named else "x"


def _checked(
    layers: Layers,
    trials: dict[Unit, Trial],
    truths: dict[Unit, Truth],
    slots: dict,
    dx: np.ndarray,
    reading: Reading | None,
    network: Network | None,
    around: dict,
    columns: np.ndarray,
) -> dict[str, float]:
    """How far the layers one by one are from the composed forward pass."""
    cut = {u: reading.cut(t) for u, t in trials.items()} if reading else trials
    objective = joint.objective(layers, cut, slots, bool(reading and reading.local), network)
    mine = around | (dict(E=network.embedded(columns, layers[0][0].problem)) if network and network.embedding else dict(x=dx))
    mine |= {n + u.label: a for u, t in truths.items() for n, a in t.adjoints.leaves.items() if n + u.label in objective.leaves}
    return truth.composed(objective, mine, any(t.system.convention.get("CLIP") for t in trials.values()))


def _full(layers: Layers, trials: dict[Unit, Trial], below: Entrance | None, axis: int, message) -> dict[Unit, dict]:
    """The gradients of every unit without the declared approximation."""

    def run(unit: Unit, trial: Trial, dh):
        trial = _receiving(trial, below, dh)
        leaves = autograd.adjoints(trial, cut=False).leaves if autograd.available() else referees.complex_step(trial.objective(cut=False))
        return leaves, leaves["x"]

    return down(layers, trials, run, axis, message)[0]
