"""The truth for a convention written as code: the gradients of the cell that its forward turns out to be, laid out as its arrays are."""

from dataclasses import dataclass

import numpy as np

from . import cells
from .code import CodeRun, differences
from .convention import Convention
from .errors import ConventionError
from .problem import Layout, Problem
from .truth import RefereesDisagree, ask_about_cell


@dataclass(frozen=True)
class CodeTruth:
    """The cell (None if the forward is no known one), how far the forward is from it, and what the referees say."""

    cell: str | None
    forward_error: float
    leaves: dict[str, np.ndarray]  # canonical blocks, x, h0, c0
    gradients: dict[str, np.ndarray]  # of the same names
    against: str
    agreement: dict[str, float]
    noise: float
    entries: np.ndarray  # gradients by canonical entry number; entry 0 is what is none

    def of(self, target: str, layout: Layout) -> np.ndarray:
        """The true gradient of one of the source's arrays, of x, h0 or c0."""
        return self.entries[layout.index[target]] if target in layout.index else self.gradients[target]


def cell_of_code(convention: Convention) -> str:
    """The cell that is declared, or the standard one; ConventionError for a name that is none."""
    declared = convention.constants.get("CELL")
    if declared and declared not in cells.CELLS:
        raise ConventionError(f"{convention.path.name}: CELL = {declared!r}; a file in code style names one of {', '.join(cells.CELLS)}.")
    return declared or "standard"


def ask_about_code(convention: Convention, problem: Problem, layout: Layout, start: dict, ran: CodeRun, quick: bool = False) -> CodeTruth:
    """Name the cell by the states that the code returned, and differentiate it; `start` are h0 and c0, (B, H, 1)."""
    expected = cell_of_code(convention)
    cell, forward_error = cells.named(ran.h, ran.c_T[None], problem, layout, start, convention.constants.get("CELL"))
    leaves = cells.blocks(problem, layout.uses) | dict(x=problem.x()) | start
    objective = cells.objective(cell or expected, leaves, problem.dh() * ("dh" in ran.takes), problem.dc_T() * ("dc_T" in ran.takes))
    true, against, agreement, noise = ask_about_cell(objective, quick)
    entries = np.concatenate([[0.0], *(true[b].ravel() for b in layout.blocks)])
    return CodeTruth(cell, forward_error, leaves, true, against, agreement, noise, entries)


def own_forward_agrees(convention: Convention, problem: Problem, layout, start: dict, ran: CodeRun, entries: np.ndarray):
    """Central differences of the code's own forward against the cell's gradients; RefereesDisagree beyond 1e-6."""
    for name, d in differences(convention, problem, layout, start["h0"], start["c0"], ran.takes).items():
        used = layout.index[name] > 0
        if used.any() and np.abs(d - entries[layout.index[name]])[used].max() > 1e-6 * max(1.0, np.abs(entries).max()):
            raise RefereesDisagree(f"central differences of the code's own forward contradict the gradients of the cell, for {name}")


def told_of_start(convention: Convention, problem: Problem, layout: Layout, start: dict, ran: CodeRun, cell: str | None) -> tuple[str, ...]:
    """What is to be said of the first states: forward does not take them, or takes them and starts at zero all the same."""
    assumed = "ASSUMES = dict({})".format
    absent = [n for n in start if n not in convention.functions["forward"].arguments]
    told = [f"forward takes no {' and no '.join(absent)}: judged as with {assumed(', '.join(f'{n}=0' for n in absent))}"] if absent else []
    for ignored in (("h0",), ("c0",), ("h0", "c0")) if cell is None else ():
        zero = start | {n: 0 * start[n] for n in ignored}
        if cells.named(ran.h, ran.c_T[None], problem, layout, zero, convention.constants.get("CELL"))[0]:
            line = assumed(", ".join(f"{n}=0" for n in ignored))
            told.append(
                f"forward starts at zero whatever {' and '.join(ignored)} {'is' if len(ignored) == 1 else 'are'}; if that is meant, add the line {line}"
            )
            break
    return tuple(told)
