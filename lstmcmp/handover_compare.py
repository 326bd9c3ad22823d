"""Conventions as encoder and decoder: one row per convention, in the records of a stack."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

from . import autograd, handover, metric, verdict
from .compare import WITHOUT_TORCH
from .convention import Convention
from .handover import PARTS, Handover
from .known_cell import cell_of
from .problem import Problem
from .records import Gradient, StackedUnit, StackReport, StackRow
from .stack_compare import blank, guarded, ordered


def compare(paths: Iterable[Path], problem: Problem, progress: Callable[[str], None] = lambda name: None) -> StackReport:
    """Judge every file as encoder and decoder; the rows come from exact to wrong, those that cannot hand over first."""
    rows = []
    for path in paths:
        progress(Path(path).stem)
        rows += guarded(Path(path), lambda convention, call: [_row(convention, problem, call)])
    known = {k: [r.referees[k] for r in rows if k in r.referees] for k in ("autograd", "complex step", "central differences")}
    return StackReport(
        problem=asdict(problem) | dict(dtype="float64", layers=1, bidirectional=False, arrangement="encoder and decoder"),
        used=tuple(k for k in known if known[k]),
        agreement=max(known["autograd"] + known["complex step"], default=None),
        noise_floor=max(known["central differences"], default=None),
        nn_lstm=None,
        entries=ordered(rows),
        warnings=() if autograd.available() else (WITHOUT_TORCH,),
    )


def _row(convention: Convention, problem: Problem, call: str) -> StackRow:
    code, errata = convention.style == "code", tuple(convention.get("ERRATA"))
    found = (handover.run_code if code else handover.run)(convention, problem)
    cell = found.cell if code else cell_of(convention, found.trial)[0]
    gradients = _all(found)
    word, _ = verdict.of_all(cell, [(verdict.of_run(convention, gradients, None, problem), None)])
    repaired = max((g.error for g in _all(handover.run(convention, problem, errata)) if g.verdict != "not visible here"), default=0.0) if errata else None
    unseen = errata and word != "wrong" and metric.agrees(repaired)
    wanted = "wrong" if errata and not unseen else verdict.expected(convention)
    accused = [(f"[{p}]", j) for p in reversed(PARTS) if p in found.results for j in found.results[p].judgements if j.symbol in found.results[p].culprits]
    return blank(
        convention.name, convention, call, None,
        cell=cell or "unknown", verdict=word, expected=wanted, as_declared=verdict.as_declared(convention, word, wanted, None, (), repaired, problem),
        units=tuple(StackedUnit(n + 1, False, _named(found.gradients[p], p), p, None) for n, p in enumerate(PARTS)),
        down=found.handed, enters="dL/dh_T and dL/dc_T", accused=tuple(accused) if word == "wrong" else (), referees=found.agreement, repaired=repaired,
    )  # fmt: skip


def _all(found: Handover) -> list[Gradient]:
    return [g for gradients in found.gradients.values() for g in gradients]


def _named(gradients: Iterable[Gradient], part: str) -> tuple[Gradient, ...]:
    return tuple(replace(g, canonical=f"{g.canonical or g.name}[{part}]") for g in gradients)
