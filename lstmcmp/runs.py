"""One run of one convention: its final gradients, its equations, and which of them are to blame."""

from dataclasses import dataclass, replace

import numpy as np

from . import meaning, metric
from .convention import Convention
from .equations import Changes, System
from .examine import Examination, examine
from .finals import finals
from .problem import Problem
from .records import Gradient, Judgement, Worst
from .trial import Trial, prepare
from .truth import Truth, ask


@dataclass(frozen=True)
class Result:
    """One run: upstream or loss."""

    trial: Trial
    truth: Truth
    examination: Examination
    gradients: tuple[Gradient, ...]
    judgements: tuple[Judgement, ...]
    culprits: tuple[str, ...]
    constant: tuple[float, str] | None


def judged(
    convention: Convention, problem: Problem, kind: str, corrected=(), assume: bool = True, before: Result | None = None, changes: Changes | None = None
) -> Result:
    """One run of one convention, with some errata or other changes swapped in and with or without the zero states it assumes.

    `before` is the run as printed: with it one referee is asked, or none where the forward pass is the same.
    """
    trial = prepare(convention, problem, kind, corrected, assume, changes=changes)
    same_forward = before is not None and assume and _forward_pass(trial.system) == _forward_pass(before.trial.system)
    truth = before.truth if same_forward else ask(trial, quick=before is not None)
    return result(trial, examine(trial, truth.adjoints), truth)


def result(trial: Trial, seen: Examination, truth: Truth) -> Result:
    """The final gradients of an examined run, its equations, and which of them are to blame."""
    found = finals(trial, seen, truth)
    gradients = tuple(g for g, _, _ in found)
    differing = {g.source_name for g in gradients if g.verdict == "differs"}
    judgements = _judgements(trial, seen, truth, differing)
    if not truth.adjoints.edge:  # no intermediate has a truth, so an equation alone cannot be told from what it is fed
        judgements = tuple(replace(j, verdict="not-judged", alone=None, worst=None) if j.verdict == "culprit" else j for j in judgements)
    culprits = tuple(j.symbol for j in judgements if j.verdict in ("culprit", "does-not-fit"))
    pairs = [(a, r) for g, a, r in found if g.verdict != "not visible here"]
    fits = metric.constant(pairs, trial.problem.sizes) if pairs and all(a is not None and a.shape == r.shape for a, r in pairs) else None
    return Result(trial, truth, seen, gradients, judgements, culprits, fits)


def _forward_pass(system: System) -> dict:
    """What the gradients are of."""
    return {n: system.equations[n] for n in system.forward}


def _judgements(trial: Trial, seen: Examination, truth: Truth, differing: set) -> tuple[Judgement, ...]:
    """One record per equation, forward first, then the backward symbols in dependency order."""
    system = trial.system
    reads = {
        n: tuple(dict.fromkeys(r.symbol for r in e.reads if r.symbol in system.backward or r.symbol in system.upstream)) for n, e in system.equations.items()
    }
    nothing = metric.INVISIBLE * _largest(seen)
    whole_errors = {s: _error_of(seen.whole.get(s), seen.truth[s], nothing) for s in seen.truth}
    sound = {s for s, e in whole_errors.items() if metric.agrees(e, truth.against)}
    reaching = _reaching(reads, differing, sound)
    last = [s for s in system.in_dependency_order() if s in system.backward]
    handed = [s for s in seen.known if s in system.upstream and s not in system.equations]
    out = [_forward_judgement(system, n) for n in system.forward if n != "loss"]
    for symbol in [*handed, *last]:
        function = system.equations[symbol].function if symbol in system.equations else None
        known, true = seen.known.get(symbol), seen.truth.get(symbol)
        whole = _error_of(seen.whole.get(symbol), true, nothing)
        alone = _error_of(seen.alone.get(symbol), true, nothing)
        verdict = _equation_verdict(symbol, whole, alone, seen, symbol in reaching, bool(differing), truth.against, true is not None)
        unjudged = [r for r in reads.get(symbol, ()) if r in system.backward and r not in seen.truth] if verdict == "culprit" else []
        note = seen.misfits.get(symbol, "") or (f"this equation or {' or '.join(unjudged)}, which it reads" if unjudged else "")
        got = seen.alone.get(symbol)
        usable = got is not None and true is not None and got.shape == true.shape
        out.append(
            Judgement(
                symbol, function.number if function else "", function.printed if function else "", bool(function and function.ours),
                function.file if function else str(system.convention.path), function.line if function else 0,
                "backward" if function else "handed in", reads.get(symbol, ()),
                meaning.describe(known.meaning) if known else None, known.source if known else None,
                system.run, whole if true is not None else None, alone if true is not None else None,
                Worst(*metric.worst(got, true)) if usable and not metric.agrees(alone) else None, verdict, note,
            )
        )  # fmt: skip
    return tuple(out)


def _forward_judgement(system: System, symbol: str) -> Judgement:
    f = system.equations[symbol].function
    reads = tuple(dict.fromkeys(r.symbol for r in system.equations[symbol].reads if r.kind == "symbol"))
    return Judgement(symbol, f.number, f.printed, f.ours, f.file, f.line, "forward", reads, None, None, system.run, None, None, None, "not-judged")


def _reaching(reads: dict, finals: set, sound: set) -> set:
    """The symbols that a differing final is computed from, itself included; no error comes through a sound one."""
    todo, seen = list(finals), set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [] if name in sound and name not in finals else reads.get(name, ())
    return seen


def _largest(seen: Examination) -> float:
    """The largest true gradient; forward partials are none."""
    gradients = (a for s, a in seen.truth.items() if s in seen.known and all(term.kind != "partial" for term in seen.known[s].meaning))
    return max((float(np.abs(a).max(initial=0)) for a in gradients), default=0.0)


def _error_of(got, true, nothing: float) -> float:
    """The error of one symbol; where both sides are `nothing`, what is left of terms that cancel, there is none."""
    if got is None or true is None or got.shape != true.shape:
        return float("inf")
    both_zero = np.isfinite(got).all() and max(np.abs(got).max(initial=0), np.abs(true).max(initial=0)) <= nothing
    return 0.0 if both_zero else metric.error(got, true)


def _equation_verdict(symbol, whole, alone, seen: Examination, reaches: bool, any_final: bool, against: str, judged: bool) -> str:
    if symbol in seen.misfits:
        return "does-not-fit"
    if not judged:
        return "not-judged"
    if metric.agrees(alone, against):
        return "right" if metric.agrees(whole, against) else "infected"
    return "culprit" if any_final and reaches and not metric.agrees(whole, against) else "cancels"
