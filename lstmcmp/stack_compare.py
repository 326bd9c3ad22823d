"""Comparing conventions in a stack or in both directions: one row per convention, for truncated sources one per reading."""

import contextlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

from . import autograd, metric, stacked, stacked_code, verdict
from .catalogue import find
from .compare import RANK, WITHOUT_TORCH
from .convention import Convention, load
from .entrance import NotStackable
from .errors import ConventionError
from .finals import missing
from .known_cell import cell_of
from .network import Network
from .problem import Problem
from .records import CANNOT, Gradient, Judgement, StackedUnit, StackReport, StackRow
from .stack import Layers, Unit, arranged
from .trouble import nothing_comes_in
from .truncated import Reading, readings
from .truth import RefereesDisagree


def compare(
    paths: Iterable[Path], problem: Problem, layers: int, both: bool, network: Network | None = None, progress: Callable[[str], None] = lambda name: None
) -> StackReport:
    """Judge every file in this arrangement; the rows come from exact to wrong, those that cannot be stacked first."""
    units = arranged(problem, layers, both)
    rows = []
    for path in paths:
        progress(Path(path).stem)
        rows += guarded(Path(path), lambda convention, call: _rows(convention, units, network, call))
    have_torch = autograd.available()
    used = (("autograd",) if have_torch else ()) + ("complex step", "central differences")
    known = {k: [r.referees[k] for r in rows if k in r.referees] for k in used}
    return StackReport(
        problem=asdict(problem) | dict(dtype="float64", layers=layers, bidirectional=both) | (asdict(network) if network else {}),
        used=tuple(k for k in used if known[k]) or used,
        agreement=max(known.get("autograd", []) + known["complex step"], default=None),
        noise_floor=max(known["central differences"], default=None),
        nn_lstm=stacked_code.against_torch(units, network) if have_torch and any(r.cell == "standard" for r in rows) else None,
        entries=ordered(rows),
        warnings=() if have_torch else (WITHOUT_TORCH,),
    )


def ordered(rows: Iterable[StackRow]) -> tuple[StackRow, ...]:
    """From exact to wrong, those that cannot be stacked first."""
    return tuple(sorted(rows, key=lambda r: (CANNOT, *RANK).index(r.verdict)))


def _rows(convention: Convention, units: Layers, network: Network | None, call: str) -> list[StackRow]:
    open_below = convention.style == "equations" and (len(units) > 1 or network and network.embedding)
    several = readings(convention, units[0][0].problem) if open_below else ()
    row = _code_row if convention.style == "code" else _equations_row
    found = []
    for reading in several or (None,):
        try:
            found.append(row(convention, units, call, reading, network))
        except NotStackable as e:
            found.append(_cannot(convention, call, reading, e))
    return [replace(found[0], reading=None)] if all(r.verdict == CANNOT for r in found) else found


def guarded(path: Path, rows: Callable[[Convention, str], list[StackRow]]) -> list[StackRow]:
    """The rows of one file, whatever happens: a fault of the file or of ours is a row of its own and never stops the others."""
    call, convention = path.stem if find(path.stem) == path else str(path), None
    try:
        with contextlib.redirect_stdout(sys.stderr):  # what a file prints must not end up in the report
            convention = load(path, find)
            return rows(convention, call)
    except NotStackable as e:
        return [_cannot(convention, call, None, e)]
    except ConventionError as e:
        word, sentence = "invalid", str(e)
    except RefereesDisagree as e:
        word, sentence = None, f"Our referees disagree, so there is no verdict: {e}. This is a fault of lstmcmp, not of the source; please report it."
    except Exception as e:  # our own fault
        word, sentence = None, f"Internal error of lstmcmp: {type(e).__name__}: {e}. Please report it."
    return [blank(path.stem, convention, call, None, verdict=word, errors=(sentence,))]


def _cannot(convention: Convention, call: str, reading: Reading | None, e: NotStackable) -> StackRow:
    return blank(convention.name, convention, call, reading, verdict=CANNOT, expected=CANNOT, as_declared=True, sentence=str(e))


def blank(name: str, convention: Convention | None, call: str, reading: Reading | None, **known) -> StackRow:
    """A row before anything is known but what its file says."""
    constants = convention.constants if convention else {}
    empty = dict.fromkeys(("down", "enters", "engine", "sentence", "cell"), "") | dict.fromkeys(
        ("units", "around", "accused", "missing", "remarks", "errors"), ()
    )
    empty |= dict(expected=None, as_declared=False, referees={}, repaired=None, base=constants.get("BASE"), name=name, call=call)
    return StackRow(**empty | dict(reading=reading.name if reading else None) | known)


def _equations_row(convention: Convention, units: Layers, call: str, reading: Reading | None, network: Network | None) -> StackRow:
    kinds = _kinds(convention, units)[: 1 if network else None]
    runs = [stacked.run(convention, units, kind, reading=reading, network=network) for kind in kinds]
    first, problem, errata = runs[0], units[0][0].problem, tuple(convention.get("ERRATA"))
    cell, forward_error = cell_of(convention, first.trials[units[0][0]])
    words = []
    for found in runs:
        constants = {r.constant and r.constant[1]: r.constant for r in found.results.values()}  # by name: the number is rounded in each
        constant = next(iter(constants.values())) if len(constants) == 1 else None
        words.append((verdict.of_run(convention, _gradients(found), constant, problem), constant))
    word, constant = verdict.of_all(cell, words)
    repaired = _repaired(convention, units, kinds, errata, reading, network) if errata else None
    unseen = errata and word != "wrong" and repaired is not None and metric.agrees(repaired)  # these sizes do not show the misprint
    own_run = not convention.loss or "loss" in kinds or word == "scaled"  # a factor between the source and its own loss shows there only
    visible = own_run and verdict.factor_is_visible(convention, [_gradients(found) for found in runs], problem)
    wanted = "wrong" if errata and not unseen else verdict.expected(convention, (), visible)
    top = first.results[units[-1][0]]
    handed = next((j for j in top.judgements if j.symbol == first.passes), None)
    down_the_stack = [u for layer in reversed(units) for u in layer]
    accused = {
        (u.label, j.symbol): j for u in down_the_stack for f in runs if u in f.results for j in f.results[u].judgements if j.symbol in f.results[u].culprits
    }
    return blank(
        convention.name, convention, call, reading,
        sentence=reading.sentence if reading else "",
        cell=cell or "unknown", verdict=word, expected=wanted,
        as_declared=verdict.as_declared(convention, word, wanted, constant, (), repaired, problem),
        units=tuple(
            StackedUnit(u.layer, u.reverse, _named([g for f in runs if u in f.results for g in f.results[u].gradients], u), "", stacked.distance(first, u))
            for layer in units for u in layer
        ),
        around=first.around,
        down=_spelled(handed) if handed and (len(units) > 1 or network) and not reading else "",
        enters=first.entrance.slot if first.entrance else "",
        engine="; ".join(_engine(first, reading)),
        accused=tuple((label, j) for (label, _), j in accused.items()) if word == "wrong" else (),
        missing=missing(convention, top.trial.layout, top.gradients),
        referees={k: max(f.agreement[k] for f in runs if k in f.agreement) for k in {k for f in runs for k in f.agreement}}, repaired=repaired,
        remarks=tuple(dict.fromkeys(t for f in runs for r in f.results.values() for t in r.truth.remarks))
        + (() if cell else (f"its forward pass is no known cell: it differs from the one it should be by {forward_error:.0e}",)),
    )  # fmt: skip


def _kinds(convention: Convention, units: Layers) -> tuple[str, ...]:
    """One layer is judged with what comes from outside and with its own loss, a stack with what comes from outside, if there is a place for it."""
    if not convention.runs:
        raise nothing_comes_in(convention)
    return convention.runs if len(units) == 1 else convention.runs[:1]


def _gradients(found: stacked.Stacked) -> list[Gradient]:
    return [g for r in found.results.values() for g in r.gradients] + [g for g in found.around if g.name == "dE"]


def _spelled(j: Judgement) -> str:
    return f"({j.number}) {j.symbol}" if j.number else j.symbol


def _engine(found: stacked.Stacked, reading: Reading | None) -> list[str]:
    said = ["what is handed down, for which the source prints no line: autograd of its forward pass under these cuts"] if reading else []
    return said + ([found.entrance.note] if found.entrance and found.entrance.note else [])


def _repaired(convention: Convention, units: Layers, kinds: tuple[str, ...], errata: tuple, reading: Reading | None, network: Network | None) -> float:
    """The largest error of a gradient with every correction swapped in."""
    runs = [stacked.run(convention, units, kind, errata, reading, network, checked=False) for kind in kinds]
    left = [g.error for f in runs for g in _gradients(f) if g.verdict != "not visible here"]
    return float("inf") if any(len(f.results) < len(f.trials) for f in runs) else max(left, default=0.0)


def _named(gradients: Iterable[Gradient], unit: Unit) -> tuple[Gradient, ...]:
    return tuple(replace(g, canonical=(g.canonical or g.name) + unit.label) for g in gradients)


def _code_row(convention: Convention, units: Layers, call: str, reading: None, network: Network | None) -> StackRow:
    found = stacked_code.run(convention, units, network)
    gradients = [g for f in found.finals.values() for g, _, _ in f] + [g for g in found.around if g.name == "dE"]
    problem = units[0][0].problem
    fitted = metric.constant([(got, true) for f in found.finals.values() for _, got, true in f], problem.sizes)
    word, constant = verdict.of_all(found.cell, [(verdict.of_run(convention, gradients, fitted, problem), fitted)])
    wanted, top = verdict.expected(convention), units[-1][0]
    return blank(
        convention.name, convention, call, reading,
        cell=found.cell or "unknown", verdict=word, expected=wanted,
        as_declared=verdict.as_declared(convention, word, wanted, constant, (), None, problem),
        units=tuple(StackedUnit(u.layer, u.reverse, _named([g for g, _, _ in found.finals.get(u, ())], u), "", None) for layer in units for u in layer),
        around=found.around,
        down=found.passes if len(units) > 1 or network else "",
        enters="dh" if len(units) > 1 or network else "",
        missing=missing(convention, found.layouts[top], [g for g, _, _ in found.finals[top]]),
        referees=found.agreement,
    )  # fmt: skip
