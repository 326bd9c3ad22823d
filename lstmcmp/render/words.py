"""Sentences that more than one screen has: who is to blame, and what a file should have declared."""

import numpy as np

from ..metric import agrees
from ..records import Entry, Erratum, Judgement
from .page import enumerated, number, several


def accused(e: Entry) -> list[Judgement]:
    """What is to blame and has a line of its own: equations, and symbols handed in."""
    return [j for j in e.equations if j.symbol in e.culprits]


def counted(e: Entry) -> list[Judgement]:
    """The equations that count as the source's: neither handed in nor ours, and judged."""
    return [j for j in e.equations if j.role == "backward" and not j.ours and j.verdict != "not-judged"]


def blame(e: Entry) -> str:
    """'2 of 14 equations, and what is handed in'; for a forward pass of another cell, that; else 'not localised'."""
    if rounding(e):
        return f"computed in {e.precision}: its digits end at {digits(e)}"
    mine = accused(e)
    equations = [j for j in mine if j.role == "backward"]
    parts = [f"{len(equations)} of {several(max(len(counted(e)), len(equations)), 'equation')}"] if equations else []
    parts += ["what is handed in"] if len(mine) > len(equations) else []
    return ", and ".join(parts) or (another_cell(e) if e.culprits else "not localised")


def rounding(e: Entry) -> bool:
    """Whether everything that differs is what the precision of the file leaves: a hundred of its last digits."""
    errors = [g.error for g in e.gradients if g.verdict == "differs"] + ([e.forward_error] if e.cell == "unknown" and e.forward_error else [])
    return e.verdict == "wrong" and e.precision is not None and max(errors, default=0.0) <= 100 * np.finfo(e.precision).eps


def digits(e: Entry) -> str:
    """The last digit of the file's precision, as a share of a number: 1e-07."""
    return number(float(np.finfo(e.precision).eps))


def another_cell(e: Entry) -> str:
    """What it means that the layout or the forward pass is to blame."""
    cell = "the standard cell" if e.expected == "exact" else "the cell it should be"
    far = "" if e.forward_error is None else f" ({number(e.forward_error)})"
    return f"its layout or forward pass is not that of {cell}{far}"


def corrections_elsewhere(e: Entry) -> list[tuple[Erratum, Judgement | None]]:
    """The corrections that are needed and belong to no culprit: of forward equations, or of what the source does not print."""
    by_symbol = {j.symbol: j for j in e.equations}
    return [(x, by_symbol.get(x.symbol)) for x in e.errata if x.status == "needed" and x.symbol not in e.culprits]


def mended(e: Entry) -> str:
    """'5e-01 -> 4e-16': the largest error before and after all corrections in the file; '' where they do not make it right."""
    before = max((g.error for g in e.gradients if g.verdict == "differs"), default=e.forward_error or 0.0)
    return f"{number(before)} -> {number(e.repaired)}" if e.repaired is not None and agrees(e.repaired) else ""


DECLARED = {"variant": "CELL", "by-design": "CUTS, STRAIGHT or CLIP", "scaled": "FACTOR", "wrong": "ERRATA"}


def undeclared(e: Entry) -> str:
    """Why a result is not as declared, and the line to paste where one is missing."""
    if e.expected == e.verdict or (e.verdict, e.expected) == ("scaled", "wrong"):
        stale = [x.number or x.symbol for x in e.errata if x.status == "stale"]
        if stale:
            return f"ERRATA corrects {enumerated(stale)}, which needs no correction"
        return "with its ERRATA it is not right yet" if e.errata else f"the factor {e.constant} is not the FACTOR that its file declares"
    if e.expected != "exact":
        return f"{e.expected} was expected, for its file declares {DECLARED[e.expected]}"
    if rounding(e):
        return "exact was expected; compute in float64 (dtype=float) to be judged to the last digit"
    missing = {"variant": "no other cell", "scaled": "no factor"}.get(e.verdict, "no corrections (ERRATA)")
    line = ""
    if e.verdict == "scaled" and e.constant:
        line = f"; if {e.constant} is meant, add the line  FACTOR = {_literal(e.constant)}"
    elif e.cell not in ("standard", "unknown"):
        line = f"; if the cell {e.cell} is meant, add the line  CELL = {e.cell!r}"
    return f"exact was expected, for its file declares {missing}{line}"


def _literal(constant: str) -> str:
    """A number as it is, a name such as 1/T in quotes."""
    try:
        return str(float(constant)) if "." in constant or "e" in constant else str(int(constant))
    except ValueError:
        return repr(constant)


def unseen(spots, known: int) -> str:
    """'none of 39', or how many known mistakes would stay hidden, by their codes and what would show them."""
    if not spots:
        return f"none of {known}"
    by_setting: dict[str, list[str]] = {}
    for s in spots:
        by_setting.setdefault(s.shown_by, []).append(s.code)
    told = "; ".join(f"{', '.join(codes)} (shown by {setting})" for setting, codes in by_setting.items())
    return f"{len(spots)} of {known}: {told}"
