"""The screens, drawn from reports built by hand from round numbers: fixed width, no colour.

After a wanted change: `UPDATE_GOLDEN=1 pytest tests/test_golden.py`, then read the difference.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lstmcmp.difference import Difference, Line, Row
from lstmcmp.example import Walk
from lstmcmp.families import Families, Family
from lstmcmp.mistakes import MISTAKES
from lstmcmp.plant import Measured
from lstmcmp.problem import Problem
from lstmcmp.records import Approximation, Assumption, Effect, Entry, Erratum, Fingerprint, Gradient, Judgement, Report, Training, Worst
from lstmcmp.render import families
from lstmcmp.render import why as render_why
from lstmcmp.render.check import check
from lstmcmp.render.diff import table as diff
from lstmcmp.render.example import table as example
from lstmcmp.render.explain import listing, teach
from lstmcmp.render.page import Page
from lstmcmp.render.table import View, table
from lstmcmp.values import Value
from lstmcmp.why import Source, Why

GOLDEN = Path(__file__).parent / "golden"
PROBLEM = dict(T=6, B=3, D=4, H=5, seed=0, dtype="float64")


def gradient(name: str, error: float, run: str = "upstream") -> Gradient:
    right = error < 1e-10
    worst = Worst((2, 1), -0.25, 0.5)
    return Gradient(
        name,
        name,
        f"{name}_i" if name in ("dW", "dU", "db") else name,
        (5, 4),
        run,
        "autograd",
        error,
        "exact" if right else "wrong",
        worst,
        "agrees" if right else "differs",
    )


def equation(symbol: str, number: str, printed: str, alone: float | None, whole: float | None, verdict: str, reads=(), **more) -> Judgement:
    worst = Worst((0, 1, 2, 0), 3.0, 0.5) if verdict == "culprit" else None
    return Judgement(
        symbol,
        number,
        printed,
        False,
        "blog.py",
        41,
        "backward",
        reads,
        f"gradient of {symbol[1:]}",
        "declared",
        "upstream",
        whole,
        alone,
        worst,
        verdict,
        **more,
    )


def entry(name: str, verdict: str, gradients=(), **more) -> Entry:
    plain = dict(
        name=name, base=None, title=f"Title of {name}", author="A. Author", year=2016, kind="mathematics", style="equations", cell="standard", reading="",
        assumes={}, forward_error=3e-16, verdict=verdict, expected=verdict, as_declared=True, constant=None, approximation=None, culprits=(), missing=(),
        not_judged=(), remarks=(), gradients=tuple(gradients), equations=(), errata=(), assumption=None, referees={}, repaired=None, errors=(),
        path=f"{name}.py", call=name,
    )  # fmt: skip
    return Entry(**(plain | more))


RIGHT = [gradient(n, 3e-16) for n in ("dW", "dU", "db", "dx", "dh0", "dc0")]
WRONG = entry(
    "numeric_blog_2016", "wrong", [gradient("dW", 3e-16), gradient("db", 0.5)], culprits=("db",), missing=("dU", "dx"),
    equations=(
        equation("dc", "8", "dc = dh ⊙ o ⊙ (1 - tanh²(c)) + dc_next ⊙ f_next", 2e-16, 0.5, "infected", ("di",)),
        equation("di", "10", "di = dc ⊙ a", 1e-16, 1e-16, "right"),
        equation("db", "11", "δb = Σ 2 δgates_t", 0.5, 0.5, "culprit", ("di",)),
    ),
    errata=(Erratum("db", "11", "δb = Σ 2 δgates_t", "δb = Σ δgates_t", "needed"),), repaired=2e-16,
)  # fmt: skip
OVER_TIME = Fingerprint(
    "upstream", "gates", ("i", "f", "g", "o"), ("di", "δgates", "δgates", "do"), (6, 5, 4, 3, 2, 1),
    ((0.5, 0.25, 0.25, 0.5, 1e-3, 1.0), (0.0, 0.25, 1e-3, 1e-5, 0.5, 0.0), (2e-16, 0.25, 0.5, 0.5, 0.5, 0.5), (0.0, 0.0, 0.0, 0.0, 0.0, float("inf"))),
    6, "t=6: i only; t=5 to 2: i, f, g; t=1: i, g, o. So: a local slip that dh carries back.",
)  # fmt: skip
CURVES = tuple(tuple(start * decay**k + (1 - decay) for k in range(41)) for start, decay in ((4.0, 0.96), (4.0, 0.9)))
TRAINED = replace(
    WRONG, fingerprint=OVER_TIME, effect=Effect(0.414, True, ("dW", "db")), training=Training(40, 0.02, "1/2 |h - target|^2, summed", ("W", "b"), *CURVES)
)
ENTRIES = (
    entry("canonical", "exact", RIGHT),
    entry("lecture_slides_2015", "exact", RIGHT[:2], missing=("db", "dx", "dh0", "dc0")),
    entry("simple_blog_2014", "variant", RIGHT, cell="no-output-tanh"),
    entry("simple_blog_2014_b", "wrong", RIGHT, base="simple_blog_2014"),
    entry(
        "old_paper_2000",
        "by-design",
        RIGHT[:3],
        approximation=Approximation("cuts", 0.7, 0.81),
        assumes=dict(h0=0),
        assumption=Assumption("h0 = 0", 0.25, ("dU",)),
    ),
    entry("halved_2019", "scaled", [gradient("dW", 0.5)], constant="1/2"),
    TRAINED,
    entry("undeclared_2020", "wrong", [gradient("dW", 1.0)], expected="exact", as_declared=False),
    entry("broken_2021", "invalid", errors=("broken_2021.py, line 3: Python cannot read this: invalid syntax.",), as_declared=False),
)
REPORT = Report(PROBLEM, ("autograd", "complex step", "central differences"), 6e-16, 2e-10, 4e-16, ENTRIES, ())
MANY = replace(REPORT, entries=tuple(entry(f"right_{n:02}", "exact", RIGHT) for n in range(14)) + (WRONG,))


def column(*entries: float) -> np.ndarray:
    return np.array(entries, float).reshape(1, -1, 1)


WALK = Walk(
    "numeric_blog_2016", "Title of numeric_blog_2016", "the published inputs", dict(T=2, B=1, D=2, H=1),
    (
        Value(0, "W", "", "W = [W_a; W_i]", "given", np.array([[0.5, 0.25], [1, -2]]), True),
        Value(0, "c", "", "c0, before the first step", "given", column(0), True),
        Value(1, "x", "", "", "forward", column(1, 2), True),
        Value(1, "a", "1", "a = tanh(W_a · x + U_a · h_prev + b_a)", "forward", column(0.5), published=column(0.5), unit=column(0.1)),
        Value(1, "c", "5", "c = f ⊙ c_prev + i ⊙ a", "forward", column(0.75), published=column(0.5), unit=column(0.1)),
        Value(2, "dy", "", "from outside", "backward", column(-0.5), True),
        Value(2, "di", "10", "di = dc ⊙ a ⊙ a ⊙ (1 - a), an equation that is too long to be set on a single line beside its number", "backward",
              column(0.125), true=column(0.25)),
        Value(2, "dz", "", "dz = [da; di]", "backward", column(0.5, 0.125), true=column(0.5, 0.25)),
        Value(2, "dx", "15", "dx = W dz", "backward", None, note="matmul: size 4 is different from 2"),
        Value(0, "dW", "16", "dW = Σ dz xᵀ", "gradient", np.linspace(0, 1, 90).reshape(9, 10), true=np.linspace(0, 2, 90).reshape(9, 10)),
    ),
    True,
)  # fmt: skip

MEASURED = Measured(
    Problem(), "(9) do = dh ⊙ c ⊙ o ⊙ (1 - o)", "(9) do = dh ⊙ tanh(c) ⊙ o ⊙ (1 - o)", Effect(0.5, True, ("dW",)), ("dW", "dU"), ("db",), False, OVER_TIME, TRAINED.training
)  # fmt: skip
SIZES = dict(T=6, B=3, D=5, H=4, seed=0)
DIFFERENCE = Difference(
    "canonical", "numeric_blog_2016", ("standard", "standard"), ("h0", "dc_T"), True, SIZES,
    (
        Row("c", (Line("dc", "8", "dc = dc_next + dh ⊙ o ⊙ (1 - tanh²(c))", "c"),), (Line("δstate", "B2", "δstate = δout ⊙ o ⊙ (1 - tanh²(state))", "c"),),
            ("carry handed back by canonical, read from t+1 by numeric_blog_2016",), "spelling", 2e-16, None),
        Row("W", tuple(Line(f"dW_{k}", "16", f"dW_{k} = Σ dz_{k} xᵀ", "dW") for k in "ifgo"), (Line("δW", "B9", "δW = Σ δgates · x", "dW"),),
            ("four matrices in canonical, one in numeric_blog_2016",), "letters", 3e-16, None),
        Row("b", (Line("db", "18", "db = Σ dz", "db"),), (Line("δb", "B11", "δb = Σ δgates_{t+1}", "db"),), ("a real difference in value",), "value", 0.5, None),
        Row("x", (Line("dx", "15", "dx = Wᵀ dz", "x"),), (), ("only in canonical",), "one-sided", None, None),
        Row("y", (), (Line("dy", "L2", "dy = y - t", "y"),), ("only in numeric_blog_2016",), "one-sided", None, None),
    ),
    dict(dW_i=3e-16, db_i=0.5), ("dx",), (), "The two differ in db alone; all else is the same in other letters.",
)  # fmt: skip


def source(name: str, relation: str, where: str, **more) -> Source:
    each = dict.fromkeys("ifgo", where)
    plain = dict(base=None, style="equations", cell="standard", error=3e-16, constant=None, derivatives=each, carry_h="handed back", carry_c="handed back",
                 matrices="stacked W, U", axes="column", lines=12)  # fmt: skip
    return Source(name, relation=relation, **(plain | more))


REFERENCE = source("canonical", "one gradient", "folded in, s(1-s)")
WHY = Why(
    (
        REFERENCE,
        source("own_lines_2016", "one gradient", "own line, s(1-s)", carry_c="read from t+1", axes="row"),
        source("old_cell_2000", "another cell", "folded in, sigma'(z)", cell="peephole"),
        source("slips_2019", "differs", "folded in, s(1-s)", derivatives=dict(i="missing", f="own line, s(1-s)", g="own line, 1-s^2", o="own line, s(1-s)"),
               carry_h="none", error=0.5),
        source("slips_2019_b", "differs", "folded in, s(1-s)", base="slips_2019", error=0.5),
        source("library_2020", "one gradient", "", derivatives={}, lines=0, style="code"),
        source("broken_2021", "invalid", "", derivatives={}, lines=0, error=None, problem="line 3: Python cannot read this."),
    ),
    REFERENCE, SIZES,
)  # fmt: skip
GROUPS = Families(
    (
        Family(("canonical", "own_lines_2016", "halved_2019"), "the standard gradient", dict(halved_2019="1/2"), None, None),
        Family(("old_cell_2000",), "another cell (peephole)", {}, 0.25, 0.97),
        Family(("slips_2019", "numeric_blog_2016"), "wrong in the same way", {}, 1.5, -0.12),
    ),
    (), ("c0", "h0"), SIZES, dict(broken_2021="line 3: Python cannot read this."),
)  # fmt: skip
SCREENS = {
    "diff-100": lambda: diff(DIFFERENCE, Page(100)),
    "diff-80-ascii": lambda: diff(DIFFERENCE, Page(80, unicode=False)),
    "why-100": lambda: render_why.screen(WHY, Page(100)),
    "why-80-ascii": lambda: render_why.screen(WHY, Page(80, unicode=False)),
    "why-table-80": lambda: render_why.table(WHY, Page(80)),
    "families-100": lambda: families.table(GROUPS, Page(100)),
    "families-80-ascii": lambda: families.table(GROUPS, Page(80, unicode=False)),
    "compare-100": lambda: table(REPORT, Page(100)),
    "compare-80": lambda: table(REPORT, Page(80)),
    "compare-140-verbose": lambda: table(REPORT, Page(140), View(verbose=True)),
    "compare-100-ascii": lambda: table(REPORT, Page(100, unicode=False)),
    "compare-100-folded": lambda: table(MANY, Page(100)),
    "check-100": lambda: check(replace(REPORT, entries=(WRONG,)), Page(100)),
    "check-80-ascii": lambda: check(replace(REPORT, entries=(WRONG,)), Page(80, unicode=False)),
    "check-train-100": lambda: check(replace(REPORT, entries=(TRAINED,)), Page(100)),
    "check-train-80-ascii": lambda: check(replace(REPORT, entries=(TRAINED,)), Page(80, unicode=False)),
    "explain-80": lambda: teach(MISTAKES["LC103"], MEASURED, Page(80)),
    "explain-all-80-ascii": lambda: listing(Page(80, unicode=False)),
    "check-by-design": lambda: check(replace(REPORT, entries=(ENTRIES[4],)), Page(100)),
    "example-100": lambda: example(WALK, Page(100), 5, "numeric_blog_2016"),
    "example-80-ascii": lambda: example(WALK, Page(80, unicode=False), 3, "numeric_blog_2016"),
    "example-60": lambda: example(WALK, Page(60), 5, "numeric_blog_2016"),
    "check-invalid": lambda: check(replace(REPORT, entries=(ENTRIES[8],)), Page(100)),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name):
    drawn = "".join(line.plain.rstrip() + "\n" for line in SCREENS[name]())
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCREENS)
def test_screen_fits_its_width(name):
    width = next(int(part) for part in [*name.split("-"), "100"] if part.isdigit())
    too_long = [line.plain for line in SCREENS[name]() if line.cell_len > width]
    assert too_long == []


def test_every_golden_file_is_drawn():
    assert {p.stem for p in GOLDEN.glob("*.txt")} == set(SCREENS)
