"""The example of a mistake as a convention that runs, and what it measurably does beside the same convention without it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import catalogue, code, metric
from .convention import Convention, load
from .effect import of_pairs
from .errors import ConventionError
from .finals import by_block, finals
from .fingerprint import fingerprint, of_x
from .mistakes.record import Example, Mistake
from .mistakes.settings import SETTINGS
from .problem import Problem, arrange
from .records import COLUMNS, Effect, Fingerprint, Training
from .runs import judged
from .train import train

IMPORTS = "from lstmcmp.symbols import clamp, exp, outer, sigmoid, split, stack, tanh\n"


@dataclass(frozen=True)
class Measured:
    """What one mistake does on one problem, beside the same convention without it."""

    problem: Problem
    wrong: str  # the line as it would be printed
    right: str
    effect: Effect  # over all weights, against the gradients of the right convention
    touches: tuple[str, ...]  # the canonical names of the gradients that come out differently
    spared: tuple[str, ...]
    own_cell: bool  # its gradients are right for its own forward pass, which is another one
    fingerprint: Fingerprint | None
    training: Training | None


def text(example: Example, wrong: bool = True) -> str:
    """The convention file with the mistake, or the same without it."""
    setting = SETTINGS.get(example.base)
    if setting is None and example.right:  # code: a line takes the place of another
        setting = catalogue.paths()[example.base].read_text(encoding="utf-8")
        if setting.count(example.right) != 1:
            raise ValueError(f"{example.base} has the line {example.right!r} {setting.count(example.right)} times")
        return setting.replace(example.right, example.wrong) if wrong else setting
    if setting is None:
        return f'{IMPORTS}\nBASE = "{example.base}"\n' + (f"\n{example.wrong}" if wrong else "")
    if not wrong:
        return setting
    changed, n = re.subn(rf"def {example.symbol}\(.*?(?=\n\n\n|\Z)", lambda _: example.wrong.strip(), setting, flags=re.S)
    if n != 1:
        raise ValueError(f"{example.base} has {n} functions {example.symbol}")
    return changed


@contextmanager
def planted(example: Example, wrong: bool = True, name: str = "example") -> Iterator[Convention]:
    """The loaded convention, with the mistake or without; its file is there as long as the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.py"
        path.write_text(text(example, wrong), encoding="utf-8")
        yield load(path, catalogue.find)


def measure(mistake: Mistake, steps: int = 100) -> Measured:
    """Run the example and the same without the mistake on the default problem; train for so many steps (none: 0)."""
    example = mistake.example
    problem = Problem(**example.sizes)
    with planted(example) as wrong, planted(example, wrong=False) as right:
        got, own, prints = _gradients(wrong, problem)
        true, *_ = _gradients(right, problem)
        pairs = {n: (got[n], true[n]) for n in true if n in got}
        differing = {n for n, (a, r) in pairs.items() if a is None or a.shape != r.shape or not metric.agrees(metric.error(a, r))}
        touched = {_column(n) for n in differing}
        weights = {n: p for n, p in pairs.items() if _column(n) in ("dW", "dU", "db", "dp")}
        return Measured(
            problem=problem,
            wrong=_printed(example, wrong),
            right=_printed(example, right) if not example.right else example.right,
            effect=of_pairs({n: p for n, p in weights.items() if p[0] is not None}),
            touches=tuple(n for n in COLUMNS if n in touched),
            spared=tuple(n for n in COLUMNS if n in {_column(m) for m in pairs} - touched),
            own_cell=own and bool(differing),
            fingerprint=prints,
            training=train(wrong, problem, steps) if steps else None,
        )


def _gradients(convention: Convention, problem: Problem) -> tuple[dict[str, np.ndarray | None], bool, Fingerprint | None]:
    """The gradients by canonical name, whether they are true for their own forward pass, and the fingerprint against that."""
    if convention.style == "code":
        return _of_code(convention, problem)
    result = judged(convention, problem, "upstream")
    found = finals(result.trial, result.examination, result.truth)
    return {g.canonical or g.name: got for g, got, _ in found}, all(g.verdict != "differs" for g in result.gradients), fingerprint([result])


def _of_code(convention: Convention, problem: Problem):
    """The same for code, which shows no gate: its fingerprint is that of x, beside the code without the mistake."""
    layout = arrange(convention, problem)
    ran = code.run(convention, problem, layout, problem.h0(), problem.c0())
    found = {}
    for target, (_, got) in ran.gradients.items():
        blocks = by_block(layout, target, got, got) if target in layout.index else [("", f"d{target}", got, got)]
        found |= {canonical: value for _, canonical, value, _ in blocks if canonical}
    right = catalogue.open_convention("canonical_code")
    true = code.run(right, problem, arrange(right, problem), problem.h0(), problem.c0()).gradients["x"][1]
    return found, False, of_x(found["dx"], true, "dx", differs=True)


def _column(canonical: str) -> str:
    return canonical.split("_")[0]


def _printed(example: Example, convention: Convention) -> str:
    """The changed line as printed, with its number."""
    if example.right:
        return example.wrong
    name = re.search(r"^def (\w+)", example.wrong, re.M)[1]
    function = convention.layout if name == "layout" else convention.functions.get(name)
    if function is None:
        raise ConventionError(f"{convention.path.name}: has no function {name}")
    return f"({function.number}) {function.printed}" if function.number else function.printed
