"""One trial, equation by equation: the whole run, each equation alone, and what every symbol means."""

from dataclasses import dataclass

import numpy as np

from . import columns, identity
from . import meaning as meanings
from .autograd import Adjoints
from .columns import Known
from .errors import ConventionError
from .trial import Trial


@dataclass(frozen=True)
class Examination:
    """Values of the backward symbols: (T, B, n, m), or (rows, columns) summed for weight gradients; None where unusable."""

    known: dict[str, Known]
    truth: dict[str, np.ndarray]
    whole: dict[str, np.ndarray | None]
    alone: dict[str, np.ndarray | None]
    misfits: dict[str, str]  # symbol -> what did not fit, found in the column "alone"


def examine(trial: Trial, adjoints: Adjoints) -> Examination:
    """Evaluate the backward pass as a whole and each equation alone. Raises ConventionError only for what cannot be run."""
    known = {s: Known(m, "declared") for s, m in meanings.declared(trial.system).items()}
    raw, problems = columns.run(trial)
    known |= identity.found(trial, adjoints, known, raw)
    truths = columns.truths_of(known, adjoints, trial)
    alone, misfits = columns.alone(trial, known, truths)
    columns.check_shapes(raw, truths, problems, trial)
    for symbol in trial.system.convention.get("SUMS"):
        if symbol in known and symbol not in columns.of_weights(known):
            raise ConventionError(
                f"{trial.system.convention.path.name}: SUMS names {symbol}, which is no gradient of a weight; only those are summed over the steps."
            )
    for symbol in trial.system.convention.get("CLIP"):
        if symbol not in (*trial.system.forward, *columns.of_weights(known)):
            raise ConventionError(
                f"{trial.system.convention.path.name}: CLIP names {symbol}, which is no forward symbol and no gradient of a weight; only these are clipped."
            )
    return Examination(known, truths, columns.whole(trial, known, raw, problems), alone, misfits)


def whole_run(trial: Trial, known: dict[str, Known], truths: dict, before: dict | None = None) -> dict[str, np.ndarray | None]:
    """The column "whole run" once more, for other numbers from outside or other equations; `before` as for a run."""
    raw, problems = columns.run(trial, before=before)
    columns.check_shapes(raw, truths, problems, trial)
    return columns.whole(trial, known, raw, problems)
