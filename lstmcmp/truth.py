"""The true gradients of one trial: asking the referees, and comparing them with each other before anybody is judged."""

from dataclasses import dataclass, replace

import numpy as np

from . import autograd, meaning, metric, referees
from .autograd import Adjoints
from .errors import ConventionError
from .trial import Objective, Trial

DISAGREE = 1e-10  # between autograd and complex step, relative
NOTHING = 1e-12  # what a difference of two losses of order one leaves of a gradient that is zero
SMALL = 700  # entries of all leaves of a stack up to which every entry is differenced


@dataclass(frozen=True)
class Truth:
    """The adjoints that decide, the referee they come from, and how well the referees agree on them."""

    adjoints: Adjoints
    against: str
    agreement: dict[str, float]
    noise: float
    full: dict[str, np.ndarray] | None  # without cuts
    remarks: tuple[str, ...] = ()


class RefereesDisagree(Exception):
    """Our own referees contradict each other: no verdict on anybody. The text says which one stands alone."""


def ask(trial: Trial, quick: bool = False) -> Truth:
    """Ask the referees and compare them with each other; RefereesDisagree if they contradict. `quick` asks only one.

    Autograd decides where it can run the forward, then complex step, then central differences. A summed weight gradient that the
    source clips is clipped after that, so all referees can be asked about it.
    """
    found = _asked(trial, quick)
    return replace(found, adjoints=clipped(found.adjoints, trial))


def clipped(adjoints: Adjoints, trial: Trial) -> Adjoints:
    """The same with the weight gradients clipped that the source clips when they are summed."""
    bounds = meaning.clip_bounds(trial.system)
    return replace(adjoints, weights={n: np.clip(a, -bounds[n], bounds[n]) if n in bounds else a for n, a in adjoints.weights.items()})


def _asked(trial: Trial, quick: bool) -> Truth:
    clips = bool(set(trial.system.convention.get("CLIP")) & set(trial.system.forward))
    by_autograd, remarks = _by_autograd(trial)
    if by_autograd and clips:  # a clipped backward is no function's derivative, so nobody else can be asked
        return Truth(by_autograd, "autograd", {}, 0.0, _full(trial, by_autograd, quick), (*remarks, "clipped gradients: autograd is the only referee"))
    if clips:
        raise ConventionError(f"{trial.system.convention.path.name}: CLIP can only be judged by autograd, which needs torch and a forward that runs on it.")
    if by_autograd and quick:
        return Truth(by_autograd, "autograd", {}, 0.0, None, remarks)
    objective = trial.objective()
    by_complex = referees.complex_step(objective)
    if quick and by_complex is not None:
        return Truth(_from_leaves(by_complex), "complex step", {}, 0.0, None, remarks)
    by_differences, noise = referees.central(objective)
    if (
        by_complex is not None
        and contradicts(by_complex, by_differences, noise)
        and not (by_autograd and contradicts(by_autograd.leaves, by_differences, noise))
    ):
        by_complex, remarks = None, (*remarks, "its forward drops imaginary parts: no complex step")
    against, decides = _deciding(by_autograd, by_complex, by_differences)
    agreement = {} if against == "central differences" else {"central differences": distance(decides, by_differences)}
    if by_autograd and by_complex is not None:
        agreement["complex step"] = distance(decides, by_complex)
    if agreement and (contradicts(decides, by_differences, noise) or agreement.get("complex step", 0) > DISAGREE):
        raise RefereesDisagree(_who_stands_alone(by_autograd and by_autograd.leaves, by_complex, by_differences, noise))
    largest = max(np.abs(a).max(initial=0) for a in decides.values())
    floor = float(max(noise.values()) / largest) if largest else 0.0
    return Truth(by_autograd or _from_leaves(decides), against, agreement, floor, _full(trial, by_autograd, quick), remarks)


def _by_autograd(trial: Trial) -> tuple[Adjoints | None, tuple[str, ...]]:
    """The adjoints, or None and why not: no torch, or a forward that numpy can run and torch cannot."""
    if not autograd.available():
        return None, ("without torch the equations are not judged one by one",)
    try:
        return autograd.adjoints(trial, meaning.partials(trial.system)), ()
    except ConventionError as e:
        return None, (f"its forward does not run on torch, so its equations are not judged one by one; use the functions of lstmcmp.symbols there ({e})",)


def _deciding(by_autograd: Adjoints | None, by_complex: dict | None, by_differences: dict) -> tuple[str, dict]:
    if by_autograd:
        return "autograd", by_autograd.leaves
    return ("complex step", by_complex) if by_complex is not None else ("central differences", by_differences)


def _full(trial: Trial, by_autograd: Adjoints | None, quick: bool) -> dict | None:
    """The gradient without the declared approximation, where one is declared."""
    if quick or not (trial.frozen or trial.system.convention.get("CLIP")):
        return None
    return autograd.adjoints(trial, cut=False).leaves if by_autograd else referees.complex_step(trial.objective(cut=False))


def _from_leaves(leaves: dict) -> Adjoints:
    weights = {n: a for n, a in leaves.items() if n not in ("x", "h0", "c0")}
    return Adjoints(dict(x=leaves["x"]), {}, {}, weights, {n: leaves[n] for n in ("h0", "c0")}, {})


def contradicts(a: dict, differences: dict, noise: dict) -> bool:
    """More than 1e-7 of the leaf's size, more than a hundred times the differences' own error estimate, and more than nothing."""
    return any(np.abs(a[n] - d).max(initial=0) > max(metric.DIFFERENCES * np.abs(a[n]).max(initial=0), 100 * noise[n], NOTHING) for n, d in differences.items())


def distance(a: dict, b: dict) -> float:
    """The worst error over the leaves, a leaf counting at least a thousandth of the largest."""
    largest = max(np.abs(v).max(initial=0) for v in a.values())
    return max(float(np.abs(a[n] - b[n]).max(initial=0) / max(np.abs(a[n]).max(initial=0), 1e-3 * largest, 1e-300)) for n in a)


def _who_stands_alone(by_autograd, by_complex, by_differences, noise) -> str:
    if by_autograd is None or by_complex is None:
        return "two referees contradict each other and there is no third to ask"
    a, c = (contradicts(v, by_differences, noise) for v in (by_autograd, by_complex))
    if a and c and distance(by_autograd, by_complex) <= DISAGREE:
        return "central differences contradict autograd and complex step, which agree"
    if not a and not c:
        return f"autograd and complex step differ by {distance(by_autograd, by_complex):.0e}, which is less than central differences can tell"
    return "autograd contradicts complex step and central differences" if a else "complex step contradicts autograd and central differences"


def ask_about_cell(objective: Objective, quick: bool = False) -> tuple[dict, str, dict, float]:
    """The gradients of a cell of our own, the deciding referee, the agreement and the noise floor. `quick` asks only one."""
    if quick and autograd.available():
        return autograd.gradients(objective), "autograd", {}, 0.0
    by_complex = referees.complex_step(objective)
    by_differences, noise = referees.central(objective)
    true, against = (autograd.gradients(objective), "autograd") if autograd.available() else (by_complex, "complex step")
    if contradicts(true, by_differences, noise) or distance(true, by_complex) > DISAGREE:
        who = _who_stands_alone(true if against == "autograd" else None, by_complex, by_differences, noise)
        raise RefereesDisagree(f"{who}, on a cell of our own")
    agreement = {"central differences": distance(true, by_differences)} | ({"complex step": distance(true, by_complex)} if against == "autograd" else {})
    return true, against, agreement, float(max(noise.values()) / max(np.abs(a).max() for a in true.values()))


def composed(objective: Objective, mine: dict[str, np.ndarray], clipped: bool = False) -> dict[str, float]:
    """How far gradients computed layer by layer are from those of the composed forward pass, for each referee.

    RefereesDisagree beyond rounding. A clipped backward is no function's derivative, so autograd alone is asked. Differences
    of every entry are taken of small stacks only; where they step over a kink, and say so by their own estimate, they are left out.
    """
    found = {"autograd": distance(mine, autograd.gradients(objective))} if autograd.available() else {}
    by_complex = None if clipped else referees.complex_step(objective)
    if by_complex is not None:
        found["complex step"] = distance(mine, by_complex)
    for name, e in found.items():
        if e > DISAGREE:
            raise RefereesDisagree(f"the layers one by one contradict {name} of the composed forward pass ({e:.0e})")
    if not clipped and (by_complex is None or sum(a.size for a in objective.leaves.values()) <= SMALL):
        by_differences, noise = referees.central(objective)
        if contradicts(mine, by_differences, noise):
            raise RefereesDisagree("the layers one by one contradict central differences of the composed forward pass")
        e = distance(mine, by_differences)
        found |= {"central differences": e} if e <= metric.DIFFERENCES else {}
    return found
