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


def lstm(w, x, h, c, *, peephole=False, input_gate=True, forget_gate=True, output_gate=True, coupled=False, forget_bias=0.0, g=tanh, out=tanh, carry=None):
    """One step of an LSTM (Gers, Schmidhuber and Cummins 2000; peepholes: Graves 2012, eqs. 4.2-4.10) and its relatives.

    `g` and `out` squash the cell input and the state, `carry` the state that is handed on; a missing gate is 1, a coupled
    forget gate is 1 - i, a forget bias is added inside the sigmoid.
    """

    def net(gate):
        return getattr(w.W, gate) @ x + getattr(w.U, gate) @ h + getattr(w.b, gate)

    def gate(name, state, bias=0.0):
        return sigmoid(net(name) + bias + (getattr(w.p, name) * state if peephole else 0))

    i = gate("i", c) if input_gate else 1
    f = 1 - i if coupled else gate("f", c, forget_bias) if forget_gate else 1
    c = f * c + i * g(net("g"))
    c = carry(c) if carry else c
    return (gate("o", c) if output_gate else 1) * out(c), c


def _same(a):
    return a


def _twice(a):
    "4 sigma - 2, range [-2, 2]"
    return 4 * sigmoid(a) - 2


def _centred(a):
    "2 sigma - 1, range [-1, 1]"
    return 2 * sigmoid(a) - 1


CELLS = {  # what differs from torch.nn.LSTM
    "standard": {},
    "forget-bias": dict(forget_bias=1.0),
    "no-output-tanh": dict(out=_same),
    "tanh-carry": dict(out=_same, carry=tanh),
    "no-input-gate": dict(input_gate=False),
    "no-output-gate": dict(output_gate=False),
    "no-input-tanh": dict(g=_same),
    "no-forget-gate": dict(forget_gate=False),
    "coupled-gates": dict(coupled=True),
    "logistic-squashing": dict(g=_twice, out=_centred),
    "logistic-squashing-no-forget-gate": dict(g=_twice, out=_centred, forget_gate=False),
    "peephole": dict(peephole=True),
    "peephole-forget-bias": dict(peephole=True, forget_bias=1.0),
    "peephole-no-input-gate": dict(peephole=True, input_gate=False),
    "peephole-no-forget-gate": dict(peephole=True, forget_gate=False),
    "peephole-no-output-gate": dict(peephole=True, output_gate=False),
    "peephole-no-input-tanh": dict(peephole=True, g=_same),
    "peephole-no-output-tanh": dict(peephole=True, out=_same),
    "peephole-coupled-gates": dict(peephole=True, coupled=True),
    "peephole-logistic-squashing": dict(peephole=True, g=_twice, out=_centred),
    "peephole-logistic-input": dict(peephole=True, g=_twice, out=_same),
}


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
        h, c = lstm(w, leaves["x"][t], h, c, **CELLS[cell])
        out.append(h)
    return out, c


def objective(cell: str, leaves: dict, dh: np.ndarray, dc_T: np.ndarray) -> Objective:
    """The loss sum(dh * h) + sum(dc_T * c_T) of a cell."""

    def loss(leaves):
        out, c = unroll(cell, leaves, len(dh))
        return [constant(d, h) * h for d, h in zip(dh, out, strict=True)] + [constant(dc_T, c) * c]

    return Objective(leaves, loss)


def named(h: np.ndarray, c: np.ndarray, problem: Problem, layout: Layout, start: dict, declared: str | None, x=None) -> tuple[str | None, float]:
    """The cell whose h and c (T, B, H, 1) these are, the declared one first, and the forward error; x is the problem's unless given.

    With no match: None and the error against the declared cell, or the standard one.
    """
    leaves = blocks(problem, layout.uses) | dict(x=problem.x() if x is None else x) | start
    first = declared if declared in CELLS else "standard"
    errors = {}
    likely = [c for c in CELLS if "p" in layout.uses or not CELLS[c].get("peephole")]
    for cell in [first] if declared else [first, *likely]:
        out, last = unroll(cell, leaves, problem.T)
        errors[cell] = max(error(h, np.stack(out)), error(c[-1], last))
        if errors[cell] <= EQUAL:
            return cell, errors[cell]
    return None, errors[first]
