"""Whether the installation can be trusted: which versions, and whether the referees agree with each other and with torch.nn.LSTM."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata

from . import metric
from .compare import nn_lstm_error
from .problem import Problem
from .truth import Truth


@dataclass(frozen=True)
class Check:
    """One line about the installation, or about the catalogue of mistakes."""

    name: str
    text: str
    ok: bool


def versions() -> Check:
    def version(name: str) -> str:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return "not installed"

    names = ("lstmcmp", "numpy", "torch")
    return Check("versions", ", ".join([f"{n} {version(n)}" for n in names] + [f"Python {platform.python_version()}"]), version("numpy") != "not installed")


def referees(truths: Iterable[Truth], unfit: Iterable[str] = ()) -> Check:
    """How well the referees agree, over all these runs; and a sentence for every run that they could not be asked about."""
    worst: dict[str, float] = {}
    truths, unfit = list(truths), list(unfit)
    for t in truths:
        for name, e in t.agreement.items():
            worst[name] = max(e, worst.get(name, 0.0))
    text = " = ".join(["autograd"] + [f"{n} ({e:.0e})" for n, e in worst.items()]) + f", the worst of {len(truths)} runs"
    return Check("referees", text + "".join(f"; {u}" for u in unfit), not unfit and bool(worst))


def torch(problem: Problem) -> Check:
    error = nn_lstm_error(problem)
    return Check("torch.nn.LSTM", f"outputs and gradients of our standard cell are the same ({error:.0e})", metric.agrees(error))
