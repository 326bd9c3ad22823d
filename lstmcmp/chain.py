"""d c(t) / d c(t-1), partial and total, through a source's own forward pass."""

from dataclasses import dataclass

import numpy as np

from . import metric
from .equations import evaluate
from .roles import column
from .trial import Trial


@dataclass(frozen=True)
class Chain:
    """d c_t / d c_{t-1} of one cell in one sequence: the partial holds h_{t-1} fixed, the total lets it follow."""

    t: int
    partial: tuple[float, ...]  # the diagonal, per cell
    total: tuple[float, ...]
    beside_partial: float  # the largest entry off the diagonal
    beside_total: float
    forget: tuple[float, ...] | None  # f_t, where the forward pass has such a symbol
    names: tuple[str, str]  # what the file calls c and f


def chain(trial: Trial) -> Chain | None:
    """Partial and total of c_t by c_{t-1} in the first sequence, by complex step through the source's own forward.

    None where the forward pass does not take complex numbers.
    """
    T, step = trial.problem.T, 1e-20
    t = T // 2
    h, c = trial.system.state["h"], trial.system.state["c"]
    if T < 2:
        return None
    size = column(trial, [trial.values[c, t]]).shape[-2]
    found = {}
    for kind in ("partial", "total"):
        matrix = np.zeros((size, size))
        for j in range(size):
            bump = np.zeros(size)
            bump[j] = step
            bump = 1j * (bump[None, :] if trial.system.convention.axes == "row" else bump[:, None])

            def settle(symbol, at, value, error, bump=bump):
                if error:
                    raise error
                return value + bump if (symbol, at) == (c, t - 1) else value

            def read(equation, r, at, value, kind=kind):
                fixed = kind == "partial" and at == t and r.kind == "symbol" and r.symbol == h and r.shift == -1
                return value.real if fixed else value

            try:
                values = evaluate(trial.system, trial.inputs, trial.forward_order, read, settle)
            except Exception:  # a forward pass that does not take complex numbers
                return None
            got = column(trial, [values[c, t]])[0, 0, :, 0]
            matrix[:, j] = np.imag(got) / step
        found[kind] = matrix
    f = next((s for s in trial.system.forward if _is_diagonal(trial, s, found["partial"], t)), None)
    off = {k: float(np.abs(m - np.diag(np.diag(m))).max(initial=0)) for k, m in found.items()}
    forget = tuple(float(v) for v in column(trial, [trial.values[f, t]])[0, 0, :, 0]) if f else None
    return Chain(
        t + 1, tuple(map(float, np.diag(found["partial"]))), tuple(map(float, np.diag(found["total"]))), off["partial"], off["total"], forget, (c, f or ""),
    )  # fmt: skip


def _is_diagonal(trial: Trial, symbol: str, matrix: np.ndarray, t: int) -> bool:
    """Whether the partial is this symbol on the diagonal: the forget gate, found by value."""
    value = column(trial, [trial.values[symbol, t]])[0, 0]
    return value.shape == (len(matrix), 1) and metric.agrees(metric.error(np.diag(value[:, 0]), matrix))
