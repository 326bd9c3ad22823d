"""A case: inputs, weights and some gradients as somebody printed them, with nothing said of how they were computed."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import autograd, catalogue, digits, given
from .convention import Convention
from .errors import ConventionError, UsageError, did_you_mean
from .given import Given, Unfit
from .inputs import Taken, taken
from .meaning import is_final
from .runs import Result, judged
from .trial import parse_upstream

OWN = ("convention", "gradients", "source")  # the keys that are no array
EXAMPLE = '{"W": [[0.12, null], ...]}'


@dataclass(frozen=True)
class Printed:
    """One gradient as printed, in the shape in which the reference gives it; NaN where nothing is printed."""

    name: str  # as the case file calls it
    symbol: str  # the reference's symbol for it
    values: np.ndarray
    within: np.ndarray  # half a unit of the last digit, entry by entry
    shape: tuple[int, ...]  # as it is nested in the file

    @property
    def count(self) -> int:
        return int(self.known.sum())

    @property
    def known(self) -> np.ndarray:
        return ~np.isnan(self.values)

    def missed(self, got: np.ndarray | None) -> np.ndarray:
        """Where a gradient is not what is printed; everywhere if it has another shape."""
        if got is None or got.shape != self.values.shape:
            return self.known
        with np.errstate(invalid="ignore"):
            return self.known & ~(np.abs(got - self.values) <= self.within)


@dataclass(frozen=True)
class Case:
    """What is to be explained, and the right convention whose letters it is told in."""

    path: Path
    source: str  # where the numbers come from, if the file says so
    reference: Convention
    result: Result  # the reference on these inputs: every gradient is the true one
    printed: tuple[Printed, ...]

    @property
    def count(self) -> int:
        return sum(p.count for p in self.printed)


def read(path: Path) -> Case:
    """The case in a JSON file. UsageError for what does not fit, ConventionError for a convention that cannot be run."""
    try:
        raw = given.read(path)
        for name, known in raw.items():
            if name not in OWN and known is None:
                raise Unfit(f"{name} is null; expected numbers, or leave it out.")
        source = raw.get("source", "")
        if not isinstance(source, str):
            raise Unfit(f"source is {given.shown(source)}; expected text that says where the numbers come from.")
        reference = corrected(_convention(raw.get("convention", "canonical"), path))
        wanted = _gradients(raw)
        run = taken(reference, {n: given.array(n, digits.unquoted(v)) for n, v in raw.items() if n not in OWN}, complete=True)
        result = judged(reference, _problem(reference, run), run.kind)
        _refuse_wrong(reference, result)
        return Case(path, source, reference, result, _printed(wanted, result))
    except Unfit as e:
        raise UsageError(f"--inputs {path}: {e}") from None
    except ConventionError as e:
        raise ConventionError(f"with --inputs {path}: {e}") from None


def corrected(convention: Convention) -> Convention:
    """The convention with its corrections in the place of what is printed."""
    errata = {s: replace(convention.private[f.__name__], name=s) for s, f in convention.get("ERRATA").items()}
    return replace(convention, functions=convention.functions | errata, constants={k: v for k, v in convention.constants.items() if k != "ERRATA"})


def _convention(name, path: Path) -> Convention:
    if not isinstance(name, str) or not name:
        raise Unfit(f'convention is {given.shown(name)}; expected a name such as "canonical", or the path of a file.')
    beside = path.parent / name
    try:
        found = catalogue.open_convention(str(beside) if name.endswith(".py") and beside.is_file() else name)
    except UsageError as e:
        raise Unfit(f"convention: {e}") from None
    if found.style == "code":
        raise Unfit(f"convention {name} is written as code; name one in equations, for a mistake is told in these. `lstmcmp list` shows all.")
    return found


def _gradients(raw: dict) -> dict:
    """The gradients as they stand in the file."""
    found = raw.get("gradients")
    if not found:
        raise Unfit(f'{"gradients holds nothing" if "gradients" in raw else "gradients is missing"}; expected printed numbers by name: "gradients": {EXAMPLE}.')
    if not isinstance(found, dict):
        raise Unfit(f"gradients holds {given.shown(found)}; expected printed numbers by name: {EXAMPLE}.")
    return found


def _problem(reference: Convention, run: Taken) -> Given:
    """The problem with what comes from outside in it, too: it is drawn by these names and shapes."""
    drawn, state = {}, reference.get("STATE")
    for name, a in run.outside.items():
        _, symbol, at_end = parse_upstream(reference.get("UPSTREAM")[name])
        own = {(state["h"], False): "dh", (state["c"], True): "dc_T"}.get((symbol, at_end))
        column = a.mT if own and reference.axes == "row" else a
        key = (own or name, column.shape)
        if key in drawn:
            raise Unfit(f"{name} is a second gradient of {symbol} from outside; expected one.")
        drawn[key] = column
    return replace(run.problem, numbers=run.problem.numbers | drawn)


def _refuse_wrong(reference: Convention, result: Result):
    """Only what is right can be told from what is not."""
    approximate = [c for c in ("CUTS", "STRAIGHT", "CLIP") if reference.get(c)]
    differs = [g.source_name for g in result.gradients if g.verdict == "differs"]
    if approximate or differs:
        why = (
            f"declares an approximation ({', '.join(approximate)})"
            if approximate
            else f"gives a wrong {differs[0]} on these numbers, even with its corrections"
        )
        raise Unfit(f"convention {reference.name} {why}; name one that is right, such as canonical.")
    if not autograd.available():
        raise ConventionError("numbers are explained with PyTorch, which cannot be imported here.")


def _printed(wanted: dict, result: Result) -> tuple[Printed, ...]:
    """The printed gradients under the reference's symbols and in its shapes."""
    known = _names(result)
    found = {}
    for name, value in wanted.items():
        if name not in known:
            raise Unfit(
                f"gradients names {name}, which {result.trial.system.convention.name} does not give{did_you_mean(name, known)}; expected {_listed(result)}."
            )
        symbol, sign = known[name]
        where = f"gradients {name}"
        value = digits.unquoted(value)
        given.array(where, _filled(value))  # which says where a NaN stands, for below it would be a gap
        a = given.array(where, value, gaps=True)
        if np.isnan(a).all():
            raise Unfit(f"{where} holds no number; expected at least one that is not null.")
        shape = gives(result, result.examination.whole)[symbol].shape
        problem = result.trial.problem
        values = sign * given.fitted(where, a, shape, problem)
        if symbol in found:
            raise Unfit(f"gradients gives {found[symbol].name} and {name}, which are the same gradient; expected it once.")
        found[symbol] = Printed(name, symbol, values, digits.half_units(value).reshape(shape), a.shape)
    return tuple(found.values())


def _filled(value):
    """The nest with a number in the place of every null."""
    return [_filled(v) for v in value] if isinstance(value, list) else 0.0 if value is None else value


def gives(result: Result, values: dict[str, np.ndarray | None]) -> dict[str, np.ndarray | None]:
    """Of values by symbol, the gradients that leave the layer; of what is handed back, what the first step hands back."""
    known, system = result.examination.known, result.trial.system
    final = {s: a for s, a in values.items() if s in known and is_final(known[s].meaning, system)}
    return {s: a[0] if a is not None and known[s].meaning[0].kind == "prev" else a for s, a in final.items()}


def _names(result: Result) -> dict[str, tuple[str, int]]:
    """By symbol, by array and by d + array: (the symbol, the sign between the two)."""
    found = {}
    for symbol in gives(result, result.examination.whole):
        term = result.examination.known[symbol].meaning[0]
        array = _array(result, term)
        found |= {array: (symbol, term.sign), f"d{array}": (symbol, term.sign)}
    return found | {s: (s, 1) for s in gives(result, result.examination.whole)}


def _array(result: Result, term) -> str:
    letter = {s: k for k, s in result.trial.system.state.items()}
    return f"{letter[term.of[0]]}0" if term.kind == "prev" else term.of[0]


def _listed(result: Result) -> str:
    """The symbols, each with the array that it is the gradient of."""
    finals = gives(result, result.examination.whole)
    return ", ".join(f"{s} (of {_array(result, result.examination.known[s].meaning[0])})" for s in finals)
