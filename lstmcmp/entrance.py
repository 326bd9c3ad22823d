"""Where the gradient of a layer's output enters a convention, when another layer stands above it instead of the source's own head.

A source that takes dL/dh itself has such a place. One with an output layer of its own has it where that layer's message arrives:
at a symbol of its own (`dhtf` in kumar_2019), or inside the equations that read the output layer's weights. In the last case the
output layer gets H units, and what comes from outside at them is solved for, so that the message is what the layer above hands down.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .convention import Convention, forward_symbols
from .equations import System, evaluate
from .trial import Trial, parse_upstream, recorded

STEP = 1e-20


class NotStackable(Exception):
    """Nothing is wrong with the source, but nothing can stand above it or below it; the text says which line is missing."""


@dataclass(frozen=True)
class Entrance:
    """A convention that can stand below another layer.

    `slot` is the UPSTREAM symbol, `given(trial, dh)` its values (T, B, n, m) for the gradient dh of the output; `numbers` are
    arrays of the output layer that take the place of random ones; `note` says how, where it is not the source's own place.
    """

    convention: Convention
    slot: str
    given: Callable[[Trial, np.ndarray], np.ndarray]
    numbers: Callable[[Trial], dict]
    note: str = ""


def entrance(convention: Convention) -> Entrance:
    """The place for dL/dh; NotStackable where the source has none."""
    h, upstream = convention.get("STATE").get("h"), convention.get("UPSTREAM")
    for slot, of in upstream.items():
        sign, symbol, at_end = parse_upstream(of)
        if symbol == h and not at_end:
            return Entrance(convention, slot, lambda trial, dh, sign=sign: sign * dh, lambda trial: {})
    for slot, spec in convention.get("MEANING").items():
        if isinstance(spec, tuple) and spec[1] == h and slot in convention.functions and not _recurrent(convention, spec[0].lstrip("-")):
            sign = -1 if spec[0].startswith("-") else 1
            note = f"{slot} is what comes from above, in the place of the message of the source's own output layer"
            return Entrance(_headless(convention, slot, sign), slot, lambda trial, dh, sign=sign: sign * dh, lambda trial: {}, note)
    for slot, of in upstream.items():
        _, symbol, at_end = parse_upstream(of)
        if not at_end and not _recurrent(convention, symbol):
            note = f"{slot} is solved for, so that the output layer inside the source's equations hands back what comes from above"
            return Entrance(convention, slot, lambda trial, dh, slot=slot: _solved(trial, slot, dh), lambda trial, slot=slot: _square(trial, slot), note)
    raise NotStackable("has no place for the gradient of its output that a layer above hands down: it only has a loss of its own")


def head_weights(trial: Trial) -> set[str]:
    """The weight arrays that the recurrence does not read: those of the source's own output layer."""
    system = trial.system
    inner = recurrent(system)
    return set(trial.inputs.weights) - {r.symbol for n in inner for r in system.equations[n].reads if r.kind == "weight"}


def without_skip(trial: Trial) -> Trial:
    """An output layer that stands in for the layer above hands nothing to what the layer itself reads."""
    inner = recurrent(trial.system)
    edges = {(n, r.argument) for n in trial.system.forward if n not in inner for r in trial.system.equations[n].reads if r.symbol == "x"}
    return replace(trial, frozen=trial.frozen | recorded(trial.system, trial.inputs, trial.forward_order, edges)) if edges else trial


def _recurrent(convention: Convention, symbol: str) -> bool:
    return symbol in forward_symbols(convention.functions, convention.get("STATE"))


def recurrent(system: System) -> set[str]:
    """The forward symbols that the state is computed from."""
    todo, seen = list(system.state.values()), set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [r.symbol for r in system.equations[name].reads if r.kind == "symbol"]
    return seen


def _headless(convention: Convention, slot: str, sign: int) -> Convention:
    """Without the output layer: `slot` is given from outside, and what only that layer reads or feeds is gone."""
    h = convention.get("STATE")["h"]
    inner = forward_symbols(convention.functions, convention.get("STATE"))
    late = {n: of for n, of in convention.get("UPSTREAM").items() if parse_upstream(of)[1] in inner}
    gone = {n for n in convention.get("UPSTREAM") if n not in late} | set(convention.get("TARGETS")) | {slot}
    functions = {n: f for n, f in convention.functions.items() if n not in gone}
    outer = {n for n in functions if n not in inner and n not in convention.get("MEANING")}
    while True:  # what reads something that is gone is gone too, but for what reads the slot
        more = {n for n, f in functions.items() if n not in inner and n not in outer and {a for a in f.arguments if a != slot} & (gone | outer)}
        if not more:
            break
        outer |= more
    functions = {n: f for n, f in functions.items() if n not in outer}
    kept = set(functions) | set(late) | {slot}
    constants = convention.constants | dict(UPSTREAM={slot: f"{'-' if sign < 0 else ''}{h}"} | late, TARGETS={})
    constants["MEANING"] = {n: m for n, m in convention.get("MEANING").items() if n in kept and n != slot}
    constants["ERRATA"] = {n: f for n, f in convention.get("ERRATA").items() if n in kept}
    constants["SUMS"] = {n: s for n, s in convention.get("SUMS").items() if n in kept}
    read = {a for f in functions.values() for a in f.arguments}
    constants["WEIGHTS"] = {n: s for n, s in convention.get("WEIGHTS").items() if n in read}
    return replace(convention, functions=functions, constants=constants, loss=None)


def _width(trial: Trial, slot: str) -> int:
    _, symbol, _ = parse_upstream(trial.system.upstream[slot])
    return max(trial.values[symbol, 0].shape[-2:])


def _square(trial: Trial, slot: str) -> dict:
    """The output layer's arrays with as many units as there are cells: the identity where an array is square, else random."""
    weights, H, K = trial.system.convention.get("WEIGHTS"), trial.problem.H, _width(trial, slot)
    found = {}
    for name in head_weights(trial) & set(weights):
        shape = tuple(H if raw not in ("H", 1) and n == K else n for raw, n in zip(weights[name], trial.inputs.weights[name].shape, strict=True))
        found[name] = np.eye(H) if shape == (H, H) else trial.problem.draw(name, *shape, scale=0.6)
    return found


def _solved(trial: Trial, slot: str, dh: np.ndarray) -> np.ndarray:
    """What must come from outside at the output layer, so that its message to h_t is dh_t at every step."""
    sign, symbol, _ = parse_upstream(trial.system.upstream[slot])
    h, T, H = trial.system.state["h"], trial.problem.T, trial.problem.H
    order = [n for n in trial.forward_order if n[0] not in recurrent(trial.system)]
    row = trial.system.convention.axes == "row"
    moved = {}
    for t in range(T):
        eye = 1j * STEP * np.eye(H)[:, None, :, None]
        moved[h, t] = trial.values[h, t] + (eye.mT if row else eye)
    values = evaluate(trial.system, trial.inputs, order, values=dict(trial.values) | moved)
    out = []
    for t in range(T):
        value, plain = values[symbol, t], trial.values[symbol, t]
        jacobian = value.reshape(*value.shape[:-2], -1).imag.swapaxes(0, 1) / STEP if value.ndim == 4 else np.zeros((1, 1, 1))  # (B, H, K): d out_k / d h_i
        if jacobian.shape[1:] != (H, H) or np.linalg.cond(jacobian).max() > 1e8:
            raise NotStackable(f"what a layer above hands down at a step has no place to enter: its output layer ({symbol}) does not read {h} of the same step")
        out.append(np.linalg.solve(jacobian, dh[t].reshape(-1, H, 1)).reshape(plain.shape))
    return sign * np.stack(out)
