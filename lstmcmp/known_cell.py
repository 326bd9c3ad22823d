"""Which cell a convention's forward pass is: the declared one, or another that it turns out to equal."""

import numpy as np

from . import catalogue, cells, metric
from .convention import Convention, load
from .errors import ConventionError, did_you_mean
from .trial import Trial, prepare


def cell_of(convention: Convention, trial: Trial) -> tuple[str | None, float | None]:
    """(name, forward error); the name is None when the forward is neither the declared cell nor, undeclared, a known one."""
    declared = convention.constants.get("CELL")
    if declared and declared not in cells.CELLS:
        return _convention_as_cell(convention, trial, declared)
    turn = (lambda a: a.mT) if convention.axes == "row" else (lambda a: a)
    h, c = (turn(np.stack([trial.values[trial.system.state[k], t] for t in range(trial.problem.T)])) for k in "hc")
    start = {k: turn(trial.leaves[k]) for k in ("h0", "c0")}
    return cells.named(h, c, trial.problem, trial.layout, start, declared, turn(trial.inputs.steps["x"]))


def _convention_as_cell(convention: Convention, trial: Trial, declared: str) -> tuple[str | None, float]:
    path = catalogue.find(declared) or (convention.path if declared == convention.name else None)  # its own name: it is the definition
    if path is None:
        near = did_you_mean(declared, [*cells.CELLS, *catalogue.paths()])
        raise ConventionError(
            f"{convention.path.name}: CELL = {declared!r}{near}; known are {', '.join(cells.CELLS)} and the conventions written as equations; "
            f"CELL = {convention.name!r}, the name of this file, says that its forward pass is a cell of its own."
        )
    other = load(path, catalogue.find)
    if other.style == "code":
        raise ConventionError(
            f"{convention.path.name}: CELL = {declared!r} is written as code; name one of {', '.join(cells.CELLS)} or a convention written as equations."
        )
    turned, x = convention.axes != other.axes, trial.inputs.steps["x"]
    theirs = prepare(other, trial.problem, "upstream" if other.get("UPSTREAM") else "loss", numbers=dict(x=x.mT if turned else x))
    errors = []
    for k in "hc":
        for t in range(trial.problem.T):
            mine, yours = trial.values[trial.system.state[k], t], theirs.values[theirs.system.state[k], t]
            errors.append(metric.error(mine, yours.mT if turned else yours))
    return (declared if metric.agrees(max(errors)) else None), max(errors)
