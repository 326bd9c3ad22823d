"""The words: from the runs of a convention to its verdict, and whether that is what its file declares."""

from collections.abc import Iterable

from . import metric
from .convention import Convention
from .problem import Problem
from .records import Entry, Erratum, Gradient

APPROXIMATIONS = {"CUTS": "cuts", "STRAIGHT": "straight-through", "CLIP": "clip"}
Constant = tuple[float, str] | None


def of_run(convention: Convention, gradients: Iterable[Gradient], constant: Constant) -> str:
    """wrong, scaled, by-design or exact, from the finals of one run."""
    if any(g.verdict == "differs" for g in gradients):
        return "scaled" if is_factor(constant) else "wrong"
    return "by-design" if approximates(convention) else "exact"


def of_all(cell: str | None, runs: list[tuple[str, Constant]]) -> tuple[str, Constant]:
    """The worst of the runs, and the constant if they are scaled by one; a forward that is no known cell is wrong."""
    words = [w for w, _ in runs]
    constants = {c for w, c in runs if w == "scaled"}
    if cell is None or "wrong" in words or len(constants) > 1:
        return "wrong", None
    if constants:
        return "scaled", constants.pop()
    word = "by-design" if "by-design" in words else "exact"
    return ("variant" if word == "exact" and cell != "standard" else word), None


def is_factor(constant: Constant) -> bool:
    """Whether a fitted constant is one, and not 1."""
    return constant is not None and abs(constant[0] - 1) > metric.EQUAL


def approximates(convention: Convention) -> str | None:
    """The kind of approximation a file declares."""
    return next((word for constant, word in APPROXIMATIONS.items() if convention.get(constant)), None)


def expected(convention: Convention, errata: Iterable[Erratum] = ()) -> str:
    """The verdict that follows from what the file declares; an erratum that is not visible here expects nothing."""
    if any(e.status != "not visible here" for e in errata):
        return "wrong"
    if approximates(convention):
        return "by-design"
    if "FACTOR" in convention.constants:
        return "scaled"
    return "variant" if convention.constants.get("CELL", "standard") != "standard" else "exact"


def as_declared(convention: Convention, verdict: str, constant: Constant, errata: tuple[Erratum, ...], repaired: float | None, problem: Problem) -> bool:
    """Whether the verdict is the expected one, the corrections are sufficient and all needed, and the constant is the declared one."""
    factor = convention.constants.get("FACTOR")
    fits = (
        verdict != "scaled"
        or constant is not None
        and factor is not None
        and abs(metric.named_constants(problem.sizes).get(str(factor), _number(factor)) - constant[0]) <= metric.EQUAL * abs(constant[0])
    )
    return fits and verdict == expected(convention, errata) and all(e.status != "stale" for e in errata) and (repaired is None or metric.agrees(repaired))


def _number(factor) -> float:
    return float(factor) if isinstance(factor, (int, float)) else float("nan")


def blank(convention: Convention | None, name: str = "") -> Entry:
    """The entry of a convention before anything is known of it but what its file says."""
    source = convention.source if convention else {}
    constants = convention.constants if convention else {}
    return Entry(
        name=convention.name if convention else name, base=constants.get("BASE"),
        title=str(source.get("title") or (convention.title if convention else "")), author=str(source.get("author", "")), year=source.get("year"),
        kind=str(source.get("kind", "")), style=convention.style if convention else "", cell=constants.get("CELL", "standard") if convention else "",
        reading=constants.get("READING", ""), assumes=constants.get("ASSUMES", {}),
        forward_error=None, verdict=None, expected=None, as_declared=False, constant=None, approximation=None, culprits=(), missing=(), not_judged=(),
        remarks=(), gradients=(), equations=(), errata=(), assumption=None, referees={}, repaired=None, errors=(), path=str(convention.path) if convention else "",
    )  # fmt: skip
