"""What stands around the layers: an embedding below, a linear head and a loss above. All of it is the engine's, none the source's.

    x_t = row token_t of E                      dE[token_t] += dx_t
    y_t = W_y h_t + b_y                         dW_y = Σ dy_t h_tᵀ,  db_y = Σ dy_t,  dh_t = W_yᵀ dy_t
    softmax:  L = Σ -log softmax(y_t)[label]    dy_t = softmax(y_t) - onehot(label)
    squared:  L = Σ |y_t - target_t|² / 2       dy_t = y_t - target_t

Sums run over the sequences and over every step, or the last step only.
"""

from dataclasses import dataclass

import numpy as np

from .autograd import constant
from .errors import UsageError
from .finals import gradient
from .problem import Problem
from .records import Gradient
from .symbols import exp, log, softmax, total

CLASSES = 7


@dataclass(frozen=True)
class Network:
    """The surroundings of a stack: head is softmax or squared, embedding the number of tokens (None: x is given), loss_at every or last."""

    head: str
    embedding: int | None = None
    loss_at: str = "every"

    def __post_init__(self):
        if self.embedding is not None and self.embedding < 2:
            raise UsageError(f"--embedding {self.embedding}: a vocabulary has at least 2 tokens.")

    def leaves(self, problem: Problem, width: int) -> dict[str, np.ndarray]:
        """E (V, D), W_y (K, width), b_y (K, 1); K is V with an embedding, else 7."""
        K = self.embedding or CLASSES
        found = dict(E=problem.draw("E", self.embedding, problem.D)) if self.embedding else {}
        return found | dict(W_y=problem.draw("W_y", K, width, scale=0.6), b_y=problem.draw("b_y", K, 1))

    def tokens(self, problem: Problem) -> np.ndarray:
        """(T, B) whole numbers below V."""
        return problem.draw("tokens", problem.T, problem.B, self.embedding).argmax(-1)

    def x(self, problem: Problem) -> np.ndarray:
        """What the lowest layer reads, (T, B, D, 1)."""
        return self.leaves(problem, 1)["E"][self.tokens(problem)][..., None] if self.embedding else problem.x()

    def targets(self, problem: Problem) -> np.ndarray:
        """(T, B, K, 1): one-hot labels, or the values that a squared error compares with."""
        values = problem.draw("targets", problem.T, problem.B, self.embedding or CLASSES, 1)
        return np.eye(values.shape[2])[values.argmax(2)[..., 0]][..., None] if self.head == "softmax" else values

    def steps(self, T: int) -> range:
        return range(T) if self.loss_at == "every" else range(T - 1, T)

    def loss(self, leaves: dict, h: list, problem: Problem) -> list:
        """The loss's terms from the highest layer's outputs, columns (..., B, width, 1), on numpy and on torch."""
        targets, terms = self.targets(problem), []
        for t in self.steps(problem.T):
            y = leaves["W_y"] @ h[t] + leaves["b_y"]
            target = constant(targets[t], y)
            terms.append(log(total(exp(y))) - total(target * y) if self.head == "softmax" else (y - target) * (y - target) / 2)
        return terms

    def backward(self, h: np.ndarray, problem: Problem) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """dW_y and db_y, and dh (T, B, width, 1) for the highest layer; h alike."""
        leaves, targets = self.leaves(problem, h.shape[2]), self.targets(problem)
        dW, db, dh = np.zeros(leaves["W_y"].shape), np.zeros(leaves["b_y"].shape), np.zeros(h.shape)
        for t in self.steps(problem.T):
            y = leaves["W_y"] @ h[t] + leaves["b_y"]
            dy = (softmax(y) if self.head == "softmax" else y) - targets[t]
            dW, db, dh[t] = dW + (dy @ h[t].mT).sum(0), db + dy.sum(0), leaves["W_y"].mT @ dy
        return dict(W_y=dW, b_y=db), dh

    def read(self, leaves: dict, problem: Problem) -> list:
        """What the lowest layer reads at every step, columns (..., B, D, 1), as a function of the leaves."""
        if not self.embedding:
            return list(leaves["x"])
        hot = np.eye(self.embedding)[self.tokens(problem)][..., None, :]  # (T, B, 1, V)
        return [(constant(h, leaves["E"]) @ leaves["E"]).mT for h in hot]

    def embedded(self, dx: np.ndarray, problem: Problem) -> np.ndarray:
        """dE (V, D): every dx_t (T, B, D, 1) added to the row of its token."""
        dE = np.zeros((self.embedding, problem.D))
        np.add.at(dE, self.tokens(problem), dx[..., 0])
        return dE


def judged(
    network: Network | None, around: dict[str, np.ndarray], handed: np.ndarray | None, dx: np.ndarray, problem: Problem, against: str
) -> tuple[Gradient, ...]:
    """The gradients of the network's own arrays: dE made of the convention's dx, dW_y and db_y of its outputs.

    `handed` is the convention's message to the input, `dx` the true one, columns (T, B, D, 1).
    """
    if network is None:
        return ()
    true = around | (dict(E=network.embedded(dx, problem)) if network.embedding else {})
    got = around | (dict(E=network.embedded(handed, problem)) if network.embedding and handed is not None else {})
    largest = max(np.abs(a).max() for a in true.values())
    return tuple(gradient(f"d{n}", f"d{n}", f"d{n}", got.get(n), a, "network", against, largest) for n, a in true.items())
