"""The paths of a gradient: how much of dL/ds comes back through each place that reads s.

The total gradient of a symbol is the sum of these shares (autograd gives each reading an edge of its own) and of what
comes from outside, so what a printed sum lacks or counts twice can be told by their names.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from .meaning import Term
from .runs import Result


@dataclass(frozen=True)
class Share:
    """One reading of a symbol: (T, B, n, m), the share of the symbol's gradient at t; `later` if step t+1 reads it."""

    reader: str
    later: bool
    value: np.ndarray

    @property
    def words(self) -> str:
        return f"{self.reader} of the next step" if self.later else self.reader


def shares(result: Result, term: Term) -> list[Share]:
    """The shares that make up one gradient: of a symbol, before its activation, or of what step t reads of the step before."""
    adjoints, system = result.truth.adjoints, result.trial.system
    symbol = term.of[0]
    if term.kind not in ("total", "pre", "prev") or symbol not in adjoints.total:
        return []
    found = []
    for name in system.forward:
        for r in system.equations[name].reads:
            edge = adjoints.edge.get((name, r.argument))
            if r.symbol != symbol or edge is None or r.kind not in ("symbol", "step"):
                continue
            if term.kind == "prev":
                found += [Share(name, False, term.sign * edge)] if r.shift == -1 else []
            else:
                value = edge if r.shift == 0 else np.concatenate([edge[1:], 0 * edge[:1]])
                found.append(Share(name, r.shift == -1, term.sign * value * _slope(adjoints, term)))
    return found


def _slope(adjoints, term: Term):
    """The derivative of the activation of s, elementwise, where the gradient before it is meant."""
    if term.kind != "pre":
        return 1.0
    total, before = adjoints.total[term.of[0]], adjoints.before[term.of[0]]
    return np.divide(before, total, out=np.zeros_like(before), where=total != 0)


def subset(shares: list[Share], rest: np.ndarray, fits) -> list[Share] | None:
    """The fewest shares whose sum is `rest`, as `fits(sum, rest)` judges it; None if no sum is."""
    for n in range(1, min(len(shares), 8) + 1):
        for chosen in itertools.combinations(shares, n):
            if fits(sum(s.value for s in chosen), rest):
                return list(chosen)
    return None
