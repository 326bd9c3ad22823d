"""The words: from the runs of a convention to its verdict, and whether that is what its file declares."""

from collections.abc import Iterable

from . import metric
from .convention import Convention
from .problem import Problem
from .records import Entry, Erratum, Gradient

APPROXIMATIONS = {"CUTS": "cuts", "STRAIGHT": "straight-through", "CLIP": "clip"}
Constant = tuple[float, str] | None


def of_run(convention: Convention, gradients: Iterable[Gradient], constant: Constant, problem: Problem) -> str:
    """wrong, scaled, by-design or exact, from the finals of one run; an approximation times its declared factor is by-design."""
    if any(g.verdict == "differs" for g in gradients):
        declared = approximates(convention) and _is_declared(convention, constant, problem)
        return "wrong" if not is_factor(constant) else "by-design" if declared else "scaled"
    return "by-design" if approximates(convention) else "exact"


def of_all(cell: str | None, runs: list[tuple[str, Constant]]) -> tuple[str, Constant]:
    """The worst of the runs, and the constant if they are scaled by one; a forward that is no known cell is wrong."""
    words = [w for w, _ in runs]
    constants = {c for _, c in runs if is_factor(c)}
    if cell is None or "wrong" in words or len(constants) > 1:
        return "wrong", None
    constant = next(iter(constants), None)
    word = next(w for w in ("scaled", "by-design", "exact") if w in words)
    return ("variant" if word == "exact" and cell != "standard" else word), constant


def is_factor(constant: Constant) -> bool:
    """Whether a fitted constant is one, and not 1."""
    return constant is not None and abs(constant[0] - 1) > metric.EQUAL


def approximates(convention: Convention) -> str | None:
    """The kind of approximation a file declares."""
    return " and ".join(word for constant, word in APPROXIMATIONS.items() if convention.get(constant)) or None


def expected(convention: Convention, errata: Iterable[Erratum] = (), factor_visible: bool = True) -> str:
    """The verdict that follows from what the file declares; an erratum or a factor that is not visible here expects nothing."""
    if any(e.status != "not visible here" for e in errata):
        return "wrong"
    if approximates(convention):
        return "by-design"
    if "FACTOR" in convention.constants and factor_visible:
        return "scaled"
    return "variant" if convention.constants.get("CELL", "standard") != "standard" else "exact"


def unseen(convention: Convention, errata: tuple[Erratum, ...], factor_visible: bool) -> tuple[str, ...]:
    """What a file declares and this problem cannot show, as remarks: a green word here does not speak of it."""
    hidden = [e.number or e.symbol for e in errata if e.status == "not visible here"]
    told = ", ".join(dict.fromkeys(hidden))
    out = [f"these sizes cannot tell {len(hidden)} of the {len(errata)} corrections in its file from what is printed: {told}"] if hidden else []
    if "FACTOR" in convention.constants and not factor_visible:
        out.append(f"the factor {convention.constants['FACTOR']} that its file declares does not show at these sizes")
    return tuple(out)


def factor_is_visible(convention: Convention, runs: Iterable[Iterable[Gradient]], problem: Problem) -> bool:
    """Whether the declared factor is not 1 here (T = 1), and no run is without visible gradients (a softmax over one entry)."""
    return abs(_factor(convention, problem) - 1) > metric.EQUAL and all(any(g.verdict != "not visible here" for g in r) for r in runs)


def as_declared(
    convention: Convention, verdict: str, wanted: str, constant: Constant, errata: tuple[Erratum, ...], repaired: float | None, problem: Problem
) -> bool:
    """Whether the verdict is the wanted one, the corrections are sufficient and all needed, and the constant is the declared one.

    Where all that these sizes show of the errata is one constant, "scaled" is what "wrong" looks like.
    """
    same = verdict == wanted or (verdict, wanted) == ("scaled", "wrong")
    constant_fits = constant is None or wanted == "wrong" or _is_declared(convention, constant, problem)
    return same and constant_fits and all(e.status != "stale" for e in errata) and (repaired is None or metric.agrees(repaired))


def _is_declared(convention: Convention, constant: Constant, problem: Problem) -> bool:
    return constant is not None and abs(_factor(convention, problem) - constant[0]) <= metric.EQUAL * abs(constant[0])


def _factor(convention: Convention, problem: Problem) -> float:
    """The declared factor as a number; NaN if none is declared or its name is none."""
    factor = convention.constants.get("FACTOR")
    return float(factor) if isinstance(factor, (int, float)) else metric.named_constants(problem.sizes).get(str(factor), float("nan"))


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
