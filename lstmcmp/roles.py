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
    if any(not _has(g, of) for g in GATES):
        _by_use(columns, of, known, derivatives)
    out = [columns[s] for s, role in of.items() if role == ("o",)] or [1.0]
    slopes = [slope(known["c"]) for squash, slope in SQUASHED.values() if any(error(known["h"], o * squash(known["c"])) <= EQUAL for o in out)]
    return Roles(of, known, {g: d for g, d in derivatives.items() if _has(g, of)} | ({"tanh(c)": slopes} if slopes else {}))


def _has(gate: str, of: dict) -> bool:
    return any(f"z_{gate}" in parts or gate in parts for parts in of.values())


def _by_use(columns: dict, of: dict, known: dict, derivatives: dict):
    """The gates of a cell whose pre-activations are not W x + U h + b: what multiplies what in c and h tells them."""
    free = {s: a for s, a in columns.items() if (not of[s] or of[s][0] in GATES) and a.shape == known["c"].shape}
    gates = {s: a for s, a in free.items() if (a > 0).all() and (a < 1).all()}
    inputs = [(s, name, squash(a)) for s, a in free.items() if s not in gates for name, (squash, _) in ({"": (lambda a: a, None)} | SQUASHED).items()]
    found = {}
    for s, o in gates.items():
        if any(error(known["h"], o * y) <= EQUAL for y in (*free.values(), known["c"], *(f(known["c"]) for f, _ in SQUASHED.values()))):
            found.setdefault("o", s)
    for f, a in gates.items():
        rest = known["c"] - a * known["c_prev"]
        for i, b in gates.items():
            g = next(((s, name) for s, name, v in inputs if error(rest, b * v) <= EQUAL), None)
            if g:
                found = dict(f=f, i=i) | ({"g": g[0]} if not g[1] else {}) | found
                if g[1]:  # the cell input has no symbol of its own, only what stands before its squashing function
                    of[g[0]] = of[g[0]] or ("z_g",)
                    derivatives["g"] = [SQUASHED[g[1]][1](columns[g[0]])]
    for gate, s in found.items():
        if of[s]:
            continue
        a = columns[s]
        of[s] = (gate,)
        inverse = np.arctanh(a) if gate == "g" and (np.abs(a) < 1).all() else np.log(a / (1 - a)) if gate != "g" else None
        if inverse is not None:
            known[f"z_{gate}|by use"] = inverse
        derivatives[gate] = [1 - a**2] if gate == "g" else [a * (1 - a), 1 - a]
    for s in columns:
        of[s] = of[s] or _segments(columns[s], known)


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
    for name, (squash, _) in SQUASHED.items():
        known.setdefault("tanh(c)" if name == "tanh" else f"{name} of c", squash(state["c"]))
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
        for n, a in enumerate([*nets, sum(products), sum(products) + w["b"][g] + 1]):
            known[f"z_{g}|{n}"] = a
        known |= {f"part of z_{g}|{n}": a for n, a in enumerate(products)}
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
