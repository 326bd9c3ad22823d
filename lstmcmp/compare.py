"""Comparing many conventions on one problem: one bad file never stops the others."""

import contextlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from . import autograd, cells, metric, verdict
from .blind_spots import blind_spots
from .catalogue import find
from .convention import Convention, load
from .errors import ConventionError
from .judge import judge
from .mistakes import MISTAKES
from .problem import Problem
from .records import COLUMNS, Entry, Report
from .train import train
from .truth import RefereesDisagree

WITHOUT_TORCH = "PyTorch is not installed: complex step and central differences judge alone, and no equation is judged by itself."
RANK = ("exact", "variant", "scaled", "by-design", "wrong", None, "invalid")


def compare(paths: Iterable[Path], problem: Problem, progress: Callable[[str], None] = lambda name: None, deep: bool = False) -> Report:
    """Judge every file; the entries come from exact to wrong, in the order given within one verdict. `deep` searches longer for causes."""
    entries = []
    for path in paths:
        progress(Path(path).stem)
        entries.append(_entry(Path(path), problem, deep))
    have_torch = autograd.available()
    used = (("autograd",) if have_torch else ()) + ("complex step", "central differences")
    agreements = [
        e.referees["complex step" if have_torch else "central differences"]
        for e in entries
        if e.referees.get("complex step" if have_torch else "central differences") is not None
    ]
    floors = [e.referees["noise floor"] for e in entries if "noise floor" in e.referees]
    return Report(
        problem=asdict(problem) | dict(dtype="float64"),
        used=used,
        agreement=max(agreements, default=None),
        noise_floor=max(floors, default=None),
        nn_lstm=nn_lstm_error(problem) if have_torch and any(e.cell == "standard" for e in entries) else None,
        entries=tuple(sorted(entries, key=lambda e: RANK.index(e.verdict))),
        warnings=() if have_torch else (WITHOUT_TORCH,),
        blind_spots=blind_spots(None, frozenset(COLUMNS), problem),
        known_mistakes=len(MISTAKES),
    )


def _entry(path: Path, problem: Problem, deep: bool) -> Entry:
    convention, call = None, path.stem if find(path.stem) == path else str(path)
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what a file prints must not end up in the report
            convention = load(path, find)
            return replace(_with_blind_spots(judge(convention, problem, deep), convention, problem), call=call)
    except ConventionError as e:
        word, sentence = "invalid", str(e)
    except RefereesDisagree as e:
        word, sentence = None, f"Our referees disagree, so there is no verdict: {e}. This is a fault of lstmcmp, not of the source; please report it."
    except Exception as e:  # our own fault, and it must not stop the others
        word, sentence = None, f"Internal error of lstmcmp: {type(e).__name__}: {e}. Please report it."
    return replace(verdict.blank(convention, path.stem), verdict=word, errors=(sentence,), path=str(path), call=call)


def _with_blind_spots(entry: Entry, convention: Convention, problem: Problem) -> Entry:
    given = frozenset(g.name for g in entry.gradients) & frozenset(COLUMNS)
    return replace(entry, blind_spots=blind_spots(convention, given, problem) if given else ())


def trained(report: Report, path: Path, problem: Problem, steps: int) -> Report:
    """The report on one file with a training of so many steps added; as it is where the file could not be judged."""
    (entry,) = report.entries
    if entry.errors:
        return report
    with contextlib.redirect_stdout(sys.stderr):
        training = train(load(path, find), problem, steps)
    return replace(report, entries=(replace(entry, training=training),))


def nn_lstm_error(problem: Problem) -> float:
    """The largest error of our standard cell against torch.nn.LSTM: outputs and every gradient."""
    theirs = autograd.nn_lstm(problem)
    leaves = cells.blocks(problem, ("W", "U", "b")) | dict(x=problem.x(), h0=problem.h0(), c0=problem.c0())
    h, c = cells.unroll("standard", leaves, problem.T)
    ours = dict(h=np.stack(h), c_T=c) | autograd.gradients(cells.objective("standard", leaves, problem.dh(), problem.dc_T()))
    return max(metric.error(ours[n], theirs[n]) for n in theirs)


def exit_code(report: Report) -> int:
    """0 all as declared, 1 something is not, 3 our referees disagree, 4 a file could not be loaded or run."""
    words = {e.verdict for e in report.entries}
    if None in words or report.nn_lstm is not None and report.nn_lstm > 1e-10:
        return 3
    if "invalid" in words:
        return 4
    return 0 if all(e.as_declared for e in report.entries) else 1
