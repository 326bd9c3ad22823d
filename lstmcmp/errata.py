"""Declared corrections and assumptions, tried out."""

from . import metric
from .convention import Convention
from .known_cell import cell_of
from .problem import Problem
from .records import Assumption, Erratum
from .runs import Result, judged


def try_errata(convention: Convention, problem: Problem, printed: list[Result]) -> tuple[tuple[Erratum, ...], float | None]:
    """Try the corrections: all of them together, then each left out.

    Returns them with their status and the largest final error with all of them swapped in (infinite if an equation is
    still to blame); ((), None) when nothing is declared.
    """
    declared = convention.get("ERRATA")
    if not declared:
        return (), None

    def attempt(symbols):
        results = [judged(convention, problem, r.trial.system.run, tuple(symbols), before=r) for r in printed] if symbols else printed
        cell, e = cell_of(convention, results[0].trial)
        errors = [g.error for r in results for g in r.gradients if g.verdict != "not visible here"] + ([] if cell else [e])
        return results, max(errors, default=0.0), any(r.culprits for r in results) or not cell

    results, repaired, left = attempt(declared)
    seen = any(g.verdict != "not visible here" for r in results for g in r.gradients)  # where all are zero nothing is stale
    out = []
    for symbol in declared:
        without, e, culprits = attempt([s for s in declared if s != symbol])
        idle = "stale" if seen and _values_differ(results, without) else "not visible here"
        status = "needed" if culprits or not metric.agrees(e) else idle
        correction = convention.private[declared[symbol].__name__]
        as_printed = convention.functions.get(symbol)
        out.append(
            Erratum(
                symbol,
                as_printed.number if as_printed else correction.number,
                as_printed.printed if as_printed else "",
                correction.printed,
                status,
                correction.why,
            )
        )
    return tuple(out), float("inf") if left and metric.agrees(repaired) else repaired


def _values_differ(a: list[Result], b: list[Result]) -> bool:
    for one, other in zip(a, b, strict=True):
        mine, yours = one.examination.whole, other.examination.whole
        for s in set(mine) & set(yours):
            if (
                (mine[s] is None) != (yours[s] is None)
                or mine[s] is not None
                and not (mine[s].shape == yours[s].shape and metric.agrees(metric.error(mine[s], yours[s])))
            ):
                return True
        forward = [metric.error(v, other.trial.values[n]) for n, v in one.trial.values.items() if n in other.trial.values]
        if not all(map(metric.agrees, forward)):
            return True
    return False


def try_without_assumption(convention: Convention, problem: Problem, printed: Result) -> Assumption | None:
    """What is wrong only because the states do not start at zero as the source assumes; every correction is swapped in."""
    assumed = convention.get("ASSUMES")
    if not assumed:
        return None
    corrected = tuple(convention.get("ERRATA"))
    kind = printed.trial.system.run
    with_it = judged(convention, problem, kind, corrected, before=printed) if corrected else printed
    without = judged(convention, problem, kind, corrected, False, printed)
    wrong_anyway, differing = ([g for g in r.gradients if g.verdict == "differs"] for r in (with_it, without))
    anyway = {g.canonical for g in wrong_anyway}
    new = [g for g in differing if g.canonical not in anyway]
    return Assumption(", ".join(f"{n} = 0" for n in assumed), max((g.error for g in new), default=None), tuple(dict.fromkeys(g.name for g in new)))
