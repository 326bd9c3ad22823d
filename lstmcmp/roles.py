"""What each forward symbol is in the canonical names, found by value on the same weights; never by its letters.

The canonical quantities are computed from the source's own h and c of the step before, so a cell that differs from the
standard one only in how h or c come about keeps its gates.
"""

from dataclasses import dataclass

import numpy as np

from .metric import EQUAL, error
from .problem import GATES, PEEPHOLES
from .symbols import sigmoid, tanh
from .trial import Trial

SQUASHED = {
    "sigmoid": (sigmoid, lambda a: sigmoid(a) * (1 - sigmoid(a))),
    "tanh": (tanh, lambda a: 1 - tanh(a) ** 2),
    "4 sigmoid - 2": (lambda a: 4 * sigmoid(a) - 2, lambda a: 4 * sigmoid(a) * (1 - sigmoid(a))),
    "2 sigmoid - 1": (lambda a: 2 * sigmoid(a) - 1, lambda a: 2 * sigmoid(a) * (1 - sigmoid(a))),
}
STACKED = "Wx", "Uh"  # a share of the pre-activation: without the bias, or without the other product


@dataclass(frozen=True)
class Roles:
    """`of` says which canonical quantities a symbol holds, from top to bottom; () for none that is known.

    `derivatives` holds, for each gate and for tanh(c), the values (T, B, H, 1) that say a derivative of its squashing
    function is there: s(1 - s) or 1 - s, 1 - g^2.
    """

    of: dict[str, tuple[str, ...]]
    values: dict[str, np.ndarray]
    derivatives: dict[str, list[np.ndarray]]


def roles(trial: Trial) -> Roles:
    """The roles of all forward symbols and of x."""
    known, derivatives = _canonical(trial)
    columns = {s: column(trial, [trial.values[s, t] for t in range(trial.problem.T)]) for s in trial.system.forward}
    of = {s: _segments(a, known) for s, a in columns.items()} | dict(x=("x",))
    for key, symbol in trial.system.state.items():
        of[symbol] = (key,)  # also where a state happens to be another quantity as well
    return Roles(of, known, {g: d for g, d in derivatives.items() if (g,) in of.values() or (f"z_{g}",) in of.values() or g == "tanh(c)" or _stacked(g, of)})


def _stacked(gate: str, of: dict) -> bool:
    return any(f"z_{gate}" in parts or gate in parts for parts in of.values())


def column(trial: Trial, values) -> np.ndarray:
    """Values of one symbol at every step as columns (T, B, n, 1)."""
    row = trial.system.convention.axes == "row"
    shape = (trial.problem.B, *np.broadcast_shapes(*(np.shape(v)[-2:] for v in values)))
    return np.stack([np.broadcast_to(v.mT if row else v, (shape[0], *(shape[:0:-1] if row else shape[1:]))) for v in values])


def _canonical(trial: Trial):
    """{role: values (T, B, n, 1)}, the plainest first, and the derivatives of the squashing functions by value."""
    problem, T = trial.problem, trial.problem.T
    state = {k: column(trial, [trial.values[s, t] for t in range(T)]) for k, s in trial.system.state.items()}
    start = {k: column(trial, [trial.inputs.start[s]]) for k, s in trial.system.state.items()}
    before = {k: np.concatenate([start[k], state[k][:-1]]) for k in state}
    x = column(trial, list(trial.inputs.steps["x"]))
    w = {a: {g: v * (a in trial.layout.uses) for g, v in gates.items()} for a, gates in problem.canonical().items()}
    known = dict(x=x, h_prev=before["h"], c_prev=before["c"], c=state["c"], h=state["h"])
    derivatives = {}
    for name, (squash, slope) in SQUASHED.items():
        known.setdefault("tanh(c)" if name == "tanh" else f"{name} of c", squash(state["c"]))
        derivatives.setdefault("tanh(c)", []).append(slope(state["c"]))
    for g in GATES:
        products = w["W"][g] @ x, w["U"][g] @ before["h"]
        net = sum(products) + w["b"][g]
        peep = w["p"][g] * (state["c"] if g == "o" else before["c"]) if g in PEEPHOLES else 0
        nets = [net + peep, net, net + peep + 1]  # 1: a forget bias
        usual = "tanh" if g == "g" else "sigmoid"
        for name in sorted(SQUASHED, key=lambda n: n != usual):
            squash, slope = SQUASHED[name]
            for n, a in enumerate(nets):
                known[f"{g}|{name}{n}"] = squash(a)
                derivatives.setdefault(g, []).append(slope(a))
                if name != "tanh":
                    derivatives[g].append(1 - sigmoid(a))
        for n, a in enumerate([*nets, sum(products), products[0], products[1], sum(products) + w["b"][g] + 1]):
            known[f"z_{g}|{n}"] = a
    known["f|coupled"] = 1 - known["i|sigmoid0"]
    known["one"] = np.ones((T, problem.B, 1, 1))
    return known, derivatives


def _segments(a: np.ndarray, known: dict) -> tuple[str, ...]:
    """The roles of the blocks of rows of which the values are made; () as soon as one of them is none."""
    found, at, n = [], 0, a.shape[-2]
    if a.shape[-1] != 1:
        return ()
    while at < n:
        name = next((k for k, v in known.items() if at + v.shape[-2] <= n and _same(a[..., at : at + v.shape[-2], :], v)), None)
        if name is None:
            return ()
        found.append(name.split("|")[0])
        at += known[name].shape[-2]
    return tuple(found)


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return a.any() and error(a, b) <= EQUAL
