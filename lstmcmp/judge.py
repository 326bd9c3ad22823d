"""Judging one convention: every run, every final gradient, every equation, every erratum, and the word for it."""

from dataclasses import replace

import numpy as np

from . import causes, code, diagnosis, effect, errata, forward_causes, in_place, metric, overwritten, proposals, verdict
from .clues import clues
from .code_truth import CodeTruth, ask_about_code, cell_of_code, own_forward_agrees, told_of_start
from .convention import Convention
from .errors import ConventionError
from .finals import gradient, missing, of_code
from .fingerprint import fingerprint, of_x
from .known_cell import cell_of
from .precision import coarsest, of_equations
from .problem import Problem, arrange
from .records import Approximation, Cause, Entry, Erratum, Gradient, Judgement
from .runs import Result, judged
from .trial import prepare
from .trouble import ArgumentChanged, nothing_comes_in

FORWARD = "layout or forward"  # the culprit when the forward pass is not the cell it should be


def judge(convention: Convention, problem: Problem, deep: bool = False) -> Entry:
    """Everything about one convention on one problem; `deep` searches longer for causes.

    Raises ConventionError for a file that cannot be run.
    """
    try:
        return _code(convention, problem, deep) if convention.style == "code" else _equations(convention, problem, deep)
    except ArgumentChanged as refusal:
        return overwritten.of_equations(convention, problem, refusal, lambda c, results, why: _equations(c, problem, deep, results, why))
    except code.InputChanged as refusal:
        return in_place.of_inputs(convention, refusal, lambda c, search: _code(c, problem, deep, search, strict=False))


def _equations(convention: Convention, problem: Problem, deep: bool, results: list[Result] | None = None, why: tuple[Cause, ...] = ()) -> Entry:
    if not convention.runs:
        raise nothing_comes_in(convention)
    results = results or [judged(convention, problem, kind) for kind in convention.runs]
    found_by_value = [proposals.proposed(r) for r in results]
    results = [proposals.with_proposals(r, f) for r, f in zip(results, found_by_value, strict=True)]
    gradients = tuple(g for r in results for g in r.gradients)
    if not gradients:
        raise ConventionError(
            f"{convention.path.name}: gives no gradient of a weight, x, h0 or c0; name one dW, dU, db, dx, ... or say in MEANING which symbol is one."
        )
    first = results[0]
    cell, forward_error = cell_of(convention, first.trial)
    tried, repaired = errata.try_errata(convention, problem, results)
    found = _worded(convention, problem, cell, [(r.gradients, r.constant) for r in results], tried, repaired)
    culprits = tuple(dict.fromkeys(c for r in results for c in r.culprits)) if cell else (FORWARD,)
    if found.verdict == "wrong" and not why:
        why = _causes(convention, problem, results, found, deep) if cell else _forward_causes(convention, problem, results, forward_error, deep)
    unexplained = [s for s in culprits if s not in {c.symbol for c in why}] if cell and found.verdict == "wrong" else ()
    return replace(
        found,
        causes=why,
        clues=tuple({c.symbol: c for r in results for c in clues(r, [s for s in unexplained if s in r.culprits])}.values()),
        fingerprint=fingerprint(results),
        effect=effect.worst(results),
        forward_error=forward_error,
        approximation=_approximation(convention, first),
        culprits=culprits if found.verdict == "wrong" else (),
        missing=missing(convention, first.trial.layout, gradients),
        not_judged=tuple(dict.fromkeys(j.symbol for r in results for j in r.judgements if j.verdict == "not-judged" and j.role != "forward")),
        remarks=_remarks(convention, results, found_by_value) + found.remarks,
        gradients=gradients,
        precision=of_equations(results) if found.verdict == "wrong" else None,
        equations=_merged(results, cell is not None),
        assumption=errata.try_without_assumption(convention, problem, first),
        referees={k: max(r.truth.agreement[k] for r in results if k in r.truth.agreement) for k in dict.fromkeys(k for r in results for k in r.truth.agreement)}
        | {"noise floor": max(r.truth.noise for r in results)},
    )


def _causes(convention: Convention, problem: Problem, results: list[Result], found: Entry, deep: bool) -> tuple[Cause, ...]:
    """The causes found, and for an accused equation without one the correction in its file, where that is proved to mend it."""
    why = causes.causes(convention, problem, results, deep)
    if found.repaired is None or not metric.agrees(found.repaired):
        return why
    before = max((g.error for r in results for g in r.gradients if g.verdict == "differs"), default=0.0)
    accused = {s for r in results for s in r.culprits} - {c.symbol for c in why}
    return why + tuple(
        Cause(e.symbol, causes.DECLARED, causes.kind(causes.DECLARED), "a slip of its own kind", e.correction, before, found.repaired)
        for e in found.errata
        if e.symbol in accused and e.status == "needed"
    )


def _forward_causes(convention: Convention, problem: Problem, results: list[Result], before: float, deep: bool) -> tuple[Cause, ...]:
    """Why the forward pass is not the cell it should be, where one change makes it that and every gradient right."""
    if not deep:
        return ()

    def attempt(changed: Convention) -> tuple[str | None, float]:
        trial = prepare(changed, problem, results[0].trial.system.run)
        cell, _ = cell_of(changed, trial)
        again = [judged(changed, problem, r.trial.system.run) for r in results] if cell else []
        return cell, max((g.error for r in again for g in r.gradients if g.verdict != "not visible here"), default=0.0)

    found = forward_causes.of_layout(convention, before, attempt) or forward_causes.of_equations(convention, problem, results[0], before)
    return (found,) if found else ()


def _code(convention: Convention, problem: Problem, deep: bool, search: bool = True, strict: bool = True) -> Entry:
    cell_of_code(convention)
    layout = arrange(convention, problem)
    assumed = convention.get("ASSUMES")
    start = {n: a * (n not in assumed) for n, a in (("h0", problem.h0()), ("c0", problem.c0()))}
    ran = code.run(convention, problem, layout, **start, strict=strict)
    if not ran.gradients:
        raise ConventionError(f"{convention.path.name}: backward returned no gradient at all; expected {{'dW': ..., 'dx': ...}}.")
    true = ask_about_code(convention, problem, layout, start, ran)
    cell = true.cell
    if cell:
        own_forward_agrees(convention, problem, layout, start, ran, true.entries)
    finals = of_code(ran.gradients, layout, true.gradients)
    largest = max((np.abs(f[4]).max(initial=0) for f in finals), default=0.0)
    gradients = tuple(gradient(*f, "upstream", true.against, largest) for f in finals)
    fitted = metric.constant([(f[3], f[4]) for f in finals], problem.sizes)
    found = _worded(convention, problem, cell, [(gradients, fitted)])
    why = ()
    if search and found.verdict == "wrong" and cell:
        why = _copied(convention, problem, layout, start, gradients, true) or _diagnosed(convention, problem, cell, finals, ran.takes, deep)
    return replace(
        found,
        causes=why,
        fingerprint=next((of_x(got, true, name, found.verdict == "wrong") for name, _, block, got, true in finals if block == "dx"), None),
        effect=effect.of_pairs({f"{name} {block}": (got, true) for name, _, block, got, true in finals if block and block[2:3] == "_"}),
        forward_error=true.forward_error,
        culprits=() if cell else (FORWARD,),
        missing=missing(convention, layout, gradients),
        remarks=_findings(gradients, {n: a for n, a in ran.gradients.values()})
        + (() if "dc_T" in ran.takes else (NO_DC_T,))
        + told_of_start(convention, problem, layout, start, ran, cell)
        + found.remarks,
        gradients=gradients,
        precision=coarsest(np.empty(0, t) for t in ran.types) if found.verdict == "wrong" else None,
        referees=true.agreement | {"noise floor": true.noise},
    )


def _copied(convention: Convention, problem: Problem, layout, start: dict, gradients: tuple[Gradient, ...], true: CodeTruth) -> tuple[Cause, ...]:
    """The arrays of this code that are changed in place, where copies of them make every gradient right."""

    def attempt(changed: Convention) -> float:
        finals = of_code(code.run(changed, problem, layout, **start, strict=False).gradients, layout, true.gradients)
        largest = max((np.abs(f[4]).max(initial=0) for f in finals), default=0.0)
        again = [gradient(*f, "upstream", true.against, largest) for f in finals]
        return max((g.error for g in again if g.verdict != "not visible here"), default=0.0)

    return in_place.of_statements(convention, max(g.error for g in gradients if g.verdict == "differs"), attempt)


def _diagnosed(convention: Convention, problem: Problem, cell: str, finals: list, takes: frozenset, deep: bool) -> tuple[Cause, ...]:
    """Which mistake of the reference gives the same gradients as this code."""
    if not diagnosis.available() or "dh" not in takes:
        return ()
    reference = diagnosis.reference(cell, convention.get("ASSUMES"), "dc_T" in takes)
    blocks = {block: got for _, _, block, got, _ in finals if block}
    return diagnosis.explain(reference, problem, diagnosis.Target(blocks), deep) if reference else ()


def _worded(convention: Convention, problem: Problem, cell: str | None, runs: list, tried: tuple[Erratum, ...] = (), repaired: float | None = None) -> Entry:
    """The entry with its words: verdict, what the file declares, and whether they are the same; `runs` are (gradients, fitted constant)."""
    word, constant = verdict.of_all(cell, [(verdict.of_run(convention, g, c, problem), c) for g, c in runs])
    factor_visible = verdict.factor_is_visible(convention, [g for g, _ in runs], problem)
    wanted = verdict.expected(convention, tried, factor_visible)
    return replace(
        verdict.blank(convention),
        cell=cell or "unknown",
        remarks=verdict.unseen(convention, tried, factor_visible),
        verdict=word,
        expected=wanted,
        as_declared=verdict.as_declared(convention, word, wanted, constant, tried, repaired, problem),
        constant=constant[1] if constant else None,
        errata=tried,
        repaired=repaired,
    )


NO_DC_T = "judged with dL/dc_T = 0: its file names no place for it"


def _approximation(convention: Convention, result: Result) -> Approximation | None:
    """The distance of the declared approximation from the full gradient, over the weights that the source gives."""
    kind = verdict.approximates(convention)
    if kind is None or result.truth.full is None:
        return None
    given = {t.of[0] for k in result.examination.known.values() for t in k.meaning if t.kind == "weight"}
    names = [n for n in result.truth.full if n in given] or list(result.truth.full)
    mine, full = (np.concatenate([leaves[n].ravel() for n in names]) for leaves in (result.truth.adjoints.leaves, result.truth.full))
    return Approximation(kind, metric.error(mine, full), metric.cosine(mine, full))


def _remarks(convention: Convention, results: list[Result], found_by_value: list[dict]) -> tuple[str, ...]:
    out = [t for r in results for t in r.truth.remarks]
    for r, found in zip(results, found_by_value, strict=True):
        out += proposals.remarks(r, found)
        out += proposals.unknown(r)
        out += _findings(r.gradients, r.examination.whole)
        idle = [j.symbol for j in r.judgements if j.verdict == "cancels"]
        verb = "differs from its meaning" if len(idle) == 1 else "differ from their meanings"
        out += [f"{', '.join(idle)} {verb}, but the errors cancel or never reach a gradient"] if idle else []
    if convention.get("UPSTREAM") and not any(str(v).endswith("@T") for v in convention.get("UPSTREAM").values()):
        out.append(NO_DC_T)
    out += [f"has no {n}" for n, a in (("biases", "b"), ("recurrent weights", "U")) if a not in results[0].trial.layout.uses]
    return tuple(dict.fromkeys(out))


def _findings(gradients: tuple[Gradient, ...], values: dict) -> tuple[str, ...]:
    """NaN and zero gradients, which no error number tells apart from other wrong ones."""
    out = {}
    for g in gradients:
        got = values.get(g.source_name)
        if g.verdict == "differs" and got is not None and not np.isfinite(got).all():
            out[f"{g.source_name} is NaN or infinite"] = None
        elif g.verdict == "differs" and got is not None and not got.any():
            out[f"{g.source_name} is zero everywhere"] = None
    return tuple(out)


def _merged(results: list[Result], forward_fits: bool) -> tuple[Judgement, ...]:
    """One record per symbol: from the run in which it fares worst."""
    rank = {v: n for n, v in enumerate(("does-not-fit", "culprit", "infected", "cancels", "not-judged", "right"))}
    best: dict[str, Judgement] = {}
    for r in results:
        for j in r.judgements:
            if j.role == "forward":
                j = replace(j, verdict="right" if forward_fits else "not-judged")
            if j.symbol not in best or rank[j.verdict] < rank[best[j.symbol].verdict]:
                best[j.symbol] = j
    return tuple(best.values())
