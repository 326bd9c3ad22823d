"""The known forward recurrences, one step each, on canonical arrays.

A step takes `w` (w.W.i is W_i, and so on; p are the diagonal peepholes), x (B, D, 1), h and c (B, H, 1) of the step before,
and returns the new h and c. Used to name the cell of a convention, and as the truth of conventions written as code.
"""

from types import SimpleNamespace

import numpy as np

from .autograd import constant
from .metric import EQUAL, error
from .problem import Layout, Problem
from .symbols import sigmoid, tanh
from .trial import Objective


def standard(w, x, h, c):
    "torch.nn.LSTM; Gers, Schmidhuber and Cummins (2000) with tanh"
    i, f, g, o = sigmoid(_net(w, "i", x, h)), sigmoid(_net(w, "f", x, h)), tanh(_net(w, "g", x, h)), sigmoid(_net(w, "o", x, h))
    c = f * c + i * g
    return o * tanh(c), c


def peephole(w, x, h, c):
    "diagonal peepholes, the output gate sees the new state; Graves (2012), eqs. 4.2-4.10"
    i, f = sigmoid(_net(w, "i", x, h) + w.p.i * c), sigmoid(_net(w, "f", x, h) + w.p.f * c)
    c = f * c + i * tanh(_net(w, "g", x, h))
    return sigmoid(_net(w, "o", x, h) + w.p.o * c) * tanh(c), c


def no_output_tanh(w, x, h, c):
    "h = o * c, nothing squashes the state; Jimenez (2015)"
    c = sigmoid(_net(w, "f", x, h)) * c + sigmoid(_net(w, "i", x, h)) * tanh(_net(w, "g", x, h))
    return sigmoid(_net(w, "o", x, h)) * c, c


def tanh_carry(w, x, h, c):
    "the squashed state is what is carried on"
    c = tanh(sigmoid(_net(w, "f", x, h)) * c + sigmoid(_net(w, "i", x, h)) * tanh(_net(w, "g", x, h)))
    return sigmoid(_net(w, "o", x, h)) * c, c


def no_forget_gate(w, x, h, c):
    "c = c + i * g; Hochreiter and Schmidhuber (1997) with tanh"
    c = c + sigmoid(_net(w, "i", x, h)) * tanh(_net(w, "g", x, h))
    return sigmoid(_net(w, "o", x, h)) * tanh(c), c


def coupled_gates(w, x, h, c):
    "f = 1 - i; Greff et al. (2015), CIFG"
    i = sigmoid(_net(w, "i", x, h))
    c = (1 - i) * c + i * tanh(_net(w, "g", x, h))
    return sigmoid(_net(w, "o", x, h)) * tanh(c), c


def logistic_squashing(w, x, h, c):
    "logistic functions of range [-2, 2] for the cell input, [-1, 1] for the state; Gers et al. (2000)"
    c = sigmoid(_net(w, "f", x, h)) * c + sigmoid(_net(w, "i", x, h)) * (4 * sigmoid(_net(w, "g", x, h)) - 2)
    return sigmoid(_net(w, "o", x, h)) * (2 * sigmoid(c) - 1), c


CELLS = {
    "standard": standard,
    "peephole": peephole,
    "no-output-tanh": no_output_tanh,
    "tanh-carry": tanh_carry,
    "no-forget-gate": no_forget_gate,
    "coupled-gates": coupled_gates,
    "logistic-squashing": logistic_squashing,
}


def _net(w, gate, x, h):
    return getattr(w.W, gate) @ x + getattr(w.U, gate) @ h + getattr(w.b, gate)


def blocks(problem: Problem, uses=("W", "U", "b", "p")) -> dict[str, np.ndarray]:
    """The canonical arrays as {"W_i": array, ...}; those a layout does not ask for are zero."""
    return {f"{a}_{g}": v if a in uses else 0 * v for a, gates in problem.canonical().items() for g, v in gates.items()}


def unroll(cell: str, leaves: dict, T: int) -> tuple[list, object]:
    """All h and the last c of a cell; `leaves` are canonical blocks, x (T, ..., B, D, 1), h0 and c0."""
    w = SimpleNamespace(**{a: SimpleNamespace() for a in "WUbp"})
    for name, value in leaves.items():
        if name[1:2] == "_":
            setattr(getattr(w, name[0]), name[2], value)
    h, c, out = leaves["h0"], leaves["c0"], []
    for t in range(T):
        h, c = CELLS[cell](w, leaves["x"][t], h, c)
        out.append(h)
    return out, c


def objective(cell: str, leaves: dict, dh: np.ndarray, dc_T: np.ndarray) -> Objective:
    """The loss sum(dh * h) + sum(dc_T * c_T) of a cell."""

    def loss(leaves):
        out, c = unroll(cell, leaves, len(dh))
        return [constant(d, h) * h for d, h in zip(dh, out, strict=True)] + [constant(dc_T, c) * c]

    return Objective(leaves, loss)


def named(h: np.ndarray, c: np.ndarray, problem: Problem, layout: Layout, start: dict, declared: str | None) -> tuple[str | None, float]:
    """The cell whose h and c (T, B, H, 1) these are, the declared one first, and the forward error.

    With no match: None and the error against the declared cell, or the standard one.
    """
    leaves = blocks(problem, layout.uses) | dict(x=problem.x()) | start
    first = declared if declared in CELLS else "standard"
    errors = {}
    for cell in [first] if declared else [first, *CELLS]:
        out, last = unroll(cell, leaves, problem.T)
        errors[cell] = max(error(h, np.stack(out)), error(c[-1], last))
        if errors[cell] <= EQUAL:
            return cell, errors[cell]
    return None, errors[first]
