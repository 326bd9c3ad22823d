"""A worked example: every symbol of one small run with its value, forward then backward, beside the published digits."""

from dataclasses import dataclass, replace
from pathlib import Path

from . import given
from .convention import Convention
from .errors import ConventionError, UsageError, did_you_mean
from .given import TINY, Given, Unfit
from .inputs import kinds, taken
from .problem import Problem
from .published import with_published
from .values import Course, Value, of_code, of_equations
from .verdict import approximates

GROWING = ({}, dict(H=2), dict(H=3), dict(T=3), dict(T=4), dict(T=3, B=2, H=2))  # beyond TINY, where a smaller example hides a mistake or a term


@dataclass(frozen=True)
class Walk:
    """A run in the order in which it is evaluated."""

    name: str
    title: str
    source: str  # where the inputs come from
    sizes: dict[str, int]
    values: tuple[Value, ...]
    wrong: bool  # a gradient that leaves the layer departs, or the forward pass is another than it should be
    approximation: str | None = None  # the kind of approximation that the file declares, as in the verdict
    factor: str = ""  # the constant that it declares all its gradients to carry
    uncomputed: tuple[str, ...] = ()  # symbols that the source prints numbers for, and that its equations could not be run to
    ended: str = ""  # the equation after which the walk was told to stop

    @property
    def first(self) -> Value | None:
        """The first number that departs from the truth."""
        return next((v for v in self.values if v.departs), None)


def walk(convention: Convention, inputs: Path | None = None, until: str | None = None, seed: int = 0) -> Walk:
    """The example a convention carries, the numbers of the JSON file `inputs`, or a generated one; up to the equation `until`.

    UsageError for numbers of the user's that do not fit and for an `until` that is nowhere; ConventionError for a file that
    cannot be run or whose EXAMPLE does not fit.
    """
    try:
        raw = given.read(inputs) if inputs else convention.get("EXAMPLE")
        found = _with_numbers(convention, raw, inputs, seed) if raw or inputs else _generated(convention, seed)
    except Unfit as e:
        raise UsageError(f"--inputs {inputs}: {e}") if inputs else ConventionError(f"{convention.path.name}: EXAMPLE: {e}") from None
    except ConventionError as e:
        raise ConventionError(f"with --inputs {inputs}: {e}") if inputs else e from None
    own = {n for n, f in convention.functions.items() if f.file == str(convention.path)}
    return replace(found, values=_until(found.values, until, own), ended=until) if until else found


def _until(values: tuple[Value, ...], until: str, own: set[str]) -> tuple[Value, ...]:
    """Up to the first value of this equation: its symbol, its number, or one of the numbers it carries.

    A number of the file's `own` equations comes before the same number in a borrowed forward pass.
    """
    wanted = until.strip().strip("()").removeprefix("eq. ")
    names = [{v.symbol, v.number, *v.number.replace(" ", "").split(",")} - {""} for v in values]
    ends = [n for n, known in enumerate(names) if wanted in known]
    if not ends:
        raise UsageError(f"--until {until}: no equation has this number or symbol{did_you_mean(wanted, set().union(*names))}.")
    return values[: next((n for n in ends if values[n].symbol in own), ends[0]) + 1]


def _generated(convention: Convention, seed: int) -> Walk:
    """The smallest example that shows what is wrong; if nothing is, the smallest in which every gradient can be seen."""
    tried = []
    for more in GROWING:
        problem = Given(**TINY | more, seed=seed, decimals=1)
        for kind in kinds(convention):
            course = _course(convention, problem, kind, {})
            if course.wrong:
                hidden = " (a smaller example hides what is wrong)" if more else ""
                return _walk(convention, problem, course, f"generated inputs of one decimal{hidden}")
            tried.append((problem, course))
    problem, course = next((made for made in tried if not made[1].dull), tried[0])
    return _walk(convention, problem, course, "generated inputs of one decimal")


def _course(convention: Convention, problem: Problem, kind: str, outside: dict) -> Course:
    return of_code(convention, problem) if convention.style == "code" else of_equations(convention, problem, kind, outside)


def _walk(convention: Convention, problem: Problem, course: Course, source: str) -> Walk:
    title = convention.source.get("title") or convention.title
    return Walk(convention.name, title, source, problem.sizes, tuple(course.values), course.wrong, approximates(convention), str(convention.get("FACTOR", "")))


def _with_numbers(convention: Convention, raw: dict, inputs: Path | None, seed: int) -> Walk:
    """The run on given numbers. A user's file must hold all of them; what a source does not publish is generated."""
    run = taken(convention, {n: given.array(n, v) for n, v in raw.items() if n != "printed"}, bool(inputs), seed)
    source = f"inputs from {inputs.name}" if inputs else "the published inputs"
    source += f"; {', '.join(run.generated)} {'is' if len(run.generated) == 1 else 'are'} generated" if run.generated else ""
    found = _walk(convention, run.problem, _course(convention, run.problem, run.kind, run.outside), source)
    values, without = with_published(found.values, raw.get("printed", {}), () if inputs else convention.functions)
    return replace(found, values=values, uncomputed=without)
