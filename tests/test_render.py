"""The parts of a screen one by one, and the words that a reader must find on it whatever its layout is."""

from dataclasses import replace

import pytest
from rich.text import Text

from lstmcmp.records import Approximation, Assumption, Entry, Erratum, Gradient, Judgement, Report, Worst
from lstmcmp.render.check import check
from lstmcmp.render.header import truth
from lstmcmp.render.page import VERDICTS, Page, coloured, enumerated, number, several
from lstmcmp.render.table import View, table

# page

NUMBERS = [
    (None, "-"),
    (0.0, "0e+00"),
    (3e-16, "3e-16"),
    (2.6e-4, "3e-04"),
    (9.6e-16, "1e-15"),
    (0.5, "5e-01"),
    (1.0, "1e+00"),
    (2.0, "2e+00"),
    (1e-300, "1e-300"),
    (float("nan"), "n/a"),
    (float("inf"), "n/a"),
]


@pytest.mark.parametrize(("value", "shown"), NUMBERS, ids=[str(v) for v, _ in NUMBERS])
def test_number(value, shown):
    assert number(value) == shown


COLOURS = [(None, "dim"), (0.0, "green"), (1e-13, "green"), (9e-11, "green"), (2e-10, "yellow"), (9e-5, "yellow"), (2e-4, "red"), (float("inf"), "red")]


@pytest.mark.parametrize(("value", "colour"), COLOURS, ids=[str(v) for v, _ in COLOURS])
def test_colour_is_that_of_the_band(value, colour):
    assert coloured(value) == colour


@pytest.mark.parametrize(
    ("names", "shown"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (tuple("ab"), "a and b")], ids=str
)
def test_enumerated(names, shown):
    assert enumerated(names) == shown


@pytest.mark.parametrize(("n", "shown"), [(0, "0 errors"), (1, "1 error"), (2, "2 errors")])
def test_several(n, shown):
    assert several(n, "error") == shown


PLAIN = {
    "δstate_t = δout_t ⊙ o_t": "delta state_t = delta out_t * o_t",
    "(1 − tanh²(c))": "(1 - tanh^2(c))",
    "dU = Σ_t dz h_prevᵀ": "dU = sum_t dz h_prev^T",
    "σ(z) · x ⊗ y": "sigma(z) . x (x) y",
    "a → b …": "a -> b ...",
    "C̄": "C_bar",
    "plain [ascii] {text} \\ %s": "plain [ascii] {text} \\ %s",
    "漢": "\\u6f22",
    "𝛿𝐖": "delta W",
    "δ = Δ.": "delta = Delta.",
    "": "",
}


@pytest.mark.parametrize("text", PLAIN, ids=[ascii(t) for t in PLAIN])
def test_plain(text):
    assert Page(unicode=False).plain(text) == PLAIN[text]
    assert Page(unicode=True).plain(text) == text


def test_a_line_keeps_its_styles_when_it_is_spelled_out():
    line = Text.assemble("a ", ("δc", "red"), " ☃", style="dim")
    shown = Page(unicode=False).line(line)
    assert shown.plain == "a delta c \\u2603" and shown.style == "dim"
    assert [(shown.plain[s.start : s.end], s.style) for s in shown.spans] == [("delta c", "red")]
    assert Page().line(line) is line
    assert Page().line(Text("x\udcff.py")).plain == "x .py"  # no encoding can write this one


def test_every_verdict_has_a_glyph_of_its_own():
    assert set(VERDICTS) == {"exact", "variant", "by-design", "scaled", "wrong", "invalid", None}
    for unicode in (True, False):
        glyphs = [Page(unicode=unicode).glyph(v).plain for v in VERDICTS]
        assert len(set(glyphs)) == len(glyphs) and all(len(g) == 1 and (unicode or g.isascii()) for g in glyphs)
    assert all("green" not in VERDICTS[v][2] for v in VERDICTS if v != "exact")


TEXT = "Two gradients that agree to the last digit may still stand for different quantities, see " + "x" * 90


@pytest.mark.parametrize("width", [40, 80, 100])
def test_a_paragraph_fits_and_loses_nothing(width):
    lines = [t.plain for t in Page(width).paragraph(TEXT, 2, 6)]
    assert all(len(line) <= width for line in lines)
    assert lines[0].startswith("  Two") and all(line.startswith(" " * 6) and line[6] != " " for line in lines[1:])
    assert "".join("".join(lines).split()) == "".join(TEXT.split())


def test_an_empty_paragraph_is_one_empty_line():
    assert [t.plain for t in Page().paragraph("")] == [""]


# Reports built by hand

PROBLEM = dict(T=6, B=3, D=4, H=5, seed=7, dtype="float64")


def gradient(name: str, error: float, band: str = "", **more) -> Gradient:
    right = error < 1e-10
    plain = dict(
        name=name, source_name=name, canonical=f"{name}_i", shape=(5, 4), run="upstream", against="autograd", error=error,
        band=band or ("exact" if right else "wrong"), worst=Worst((2, 1), -0.25, 0.5), verdict="agrees" if right else "differs",
    )  # fmt: skip
    return Gradient(**(plain | more))


def equation(symbol: str, verdict: str = "right", **more) -> Judgement:
    alone, whole = {"right": (1e-16, 2e-16), "infected": (1e-16, 0.4), "culprit": (0.3, 0.4), "cancels": (0.3, 2e-16)}.get(verdict, (None, None))
    plain = dict(
        symbol=symbol, number="7", printed=f"{symbol} = printed", ours=False, file="/there/blog.py", line=41, role="backward", reads=(), meaning=f"gradient of {symbol}",
        meaning_from="declared", run="upstream", whole_run=whole, alone=alone, worst=Worst((0, 1, 2, 0), 3.5, 0.25) if verdict == "culprit" else None, verdict=verdict,
    )  # fmt: skip
    return Judgement(**(plain | more))


def entry(name: str, verdict: str | None, *gradients: Gradient, **more) -> Entry:
    plain = dict(
        name=name, base=None, title=f"Title of {name}", author="A. Author", year=2016, kind="mathematics", style="equations", cell="standard", reading="",
        assumes={}, forward_error=3e-16, verdict=verdict, expected=verdict, as_declared=True, constant=None, approximation=None, culprits=(), missing=(),
        not_judged=(), remarks=(), gradients=gradients, equations=(), errata=(), assumption=None, referees={}, repaired=None, errors=(),
        path=f"{name}.py", call=name,
    )  # fmt: skip
    return Entry(**(plain | more))


def report(*entries: Entry, **more) -> Report:
    plain = dict(used=("autograd", "complex step", "central differences"), agreement=6e-16, noise_floor=2e-10, nn_lstm=4e-16, warnings=())
    return Report(problem=PROBLEM, entries=entries, **(plain | more))


CULPRITS = dict(culprits=("db",), equations=(equation("dc"), equation("db", "culprit", number="11", printed="δb = Σ 2 δgates")))
EXACT = entry("canonical", "exact", gradient("dW", 3e-16))
VARIANT = entry("simple_blog", "variant", gradient("dW", 3e-16), cell="no-output-tanh")
CUTTING = entry("old_paper", "by-design", gradient("dW", 3e-16), approximation=Approximation("cuts", 0.7, 0.814))
SCALED = entry("halved", "scaled", gradient("dW", 0.5), constant="1/2")
WRONG = entry("numeric_blog", "wrong", gradient("dW", 3e-16), gradient("db", 0.5), **CULPRITS)
MENDED = replace(WRONG, errata=(Erratum("db", "11", "δb = Σ 2 δgates", "δb = Σ δgates", "needed"),), repaired=2e-16)
UNPLACED = entry("notes", "wrong", gradient("dW", 0.5))
FORWARD = equation("c", "not-judged", role="forward", number="5", alone=None, whole_run=None)
ELSEWHERE = replace(UNPLACED, culprits=("layout or forward",), cell="unknown", forward_error=0.5, expected="exact")
BROKEN = entry(
    "broken", "invalid", errors=("broken.py, line 3: Python cannot read this: invalid syntax.",), as_declared=False, expected=None, forward_error=None
)
UNDECIDED = entry("odd", None, errors=("Our referees disagree: autograd stands alone.",), as_declared=False, expected=None, forward_error=None)

ROWS = {
    "exact": (EXACT, "✓ canonical 3e-16 exact", "as recorded"),
    "gives less than everything": (replace(EXACT, missing=("db", "dx")), "gives no db, dx"),
    "assumes a zero start": (replace(EXACT, assumes=dict(h0=0)), "for h0 = 0"),
    "would be wrong without a zero start": (replace(EXACT, assumption=Assumption("h0 = 0", 0.25, ("dU", "dx"))), "without h0 = 0: dU and dx 2e-01"),
    "another cell": (VARIANT, "≈ simple_blog 3e-16 variant", "right for its own cell, no-output-tanh"),
    "an approximation": (CUTTING, "~ old_paper 3e-16 by-design", "cuts gradient paths and equals exactly that (3e-16); cosine to the full gradient 0.81"),
    "an approximation without an angle": (replace(CUTTING, approximation=Approximation("clip", 0.7, None)), "clips gradients"),
    "a straight-through gradient": (replace(CUTTING, approximation=Approximation("straight-through", 0.7, 1.0)), "passes gradients straight through"),
    "a factor": (SCALED, "× halved 5e-01 scaled", "every gradient is 1/2 times the true one"),
    "wrong": (WRONG, "✗ numeric_blog 3e-16 5e-01 wrong", "1 of 2 equations", "eq. 11 (line 41)", "δb = Σ 2 δgates", "lstmcmp check numeric_blog"),
    "wrong, with its correction": (MENDED, "fits: δb = Σ δgates", "1 correction in its file: 5e-01 -> 2e-16"),
    "wrong, nobody knows where": (UNPLACED, "✗ notes 5e-01 wrong", "not localised"),
    "wrong from the start": (ELSEWHERE, "its layout or forward pass is not that of the standard cell (5e-01)"),
    "a forward equation that has a correction": (
        replace(ELSEWHERE, expected="wrong", equations=(FORWARD,), errata=(Erratum("c", "5", "c = printed", "c = fits", "needed"),), repaired=2e-16),
        "not that of the cell it should be (5e-01)", "eq. 5 (line 41) c = printed", "fits: c = fits", "1 correction in its file: 5e-01 -> 2e-16",
    ),
    "what is not printed and has a correction": (
        replace(UNPLACED, errata=(Erratum("dx", "9", "", "dx = fits", "needed"),), repaired=2e-16), "not printed dx", "fits: dx = fits",
    ),
    "corrections that do not mend it": (replace(MENDED, repaired=0.5, as_declared=False), "1 correction in its file: still wrong", "not right yet"),
    "wrong, and a symbol that was not judged": (
        replace(WRONG, equations=(equation("db", "culprit", note="this equation or dz, which it reads"),)), "this equation or dz, which it reads",
    ),
    "what comes in is not what it should be": (
        replace(WRONG, culprits=("dh",), equations=(equation("dh", "culprit", role="handed in", number="", line=0, meaning="gradient of h"),)), "dh", "gradient of h",
    ),
    "an equation and what comes in": (
        replace(WRONG, culprits=("dh", "db"), equations=(*CULPRITS["equations"], equation("dh", "culprit", role="handed in", number="", line=0))),
        "1 of 2 equations, and what is handed in",
    ),
    "a step of ours does not count": (replace(WRONG, equations=(*CULPRITS["equations"], equation("dz", ours=True, number=""))), "1 of 2 equations"),
    "three culprits": (
        replace(WRONG, culprits=("da", "db", "dc"), equations=tuple(equation(s, "culprit", number=n) for s, n in (("da", "1"), ("db", "2"), ("dc", "3")))),
        "3 of 3 equations", "eq. 1", "eq. 2", "1 more equation",
    ),
    "not as declared": (replace(WRONG, expected="exact", as_declared=False), "NOT AS DECLARED: exact was expected", "(ERRATA)", "Not as declared: numeric_blog."),
    "an idle correction": (
        replace(MENDED, errata=(Erratum("dc", "7", "", "", "stale"),), as_declared=False), "NOT AS DECLARED: ERRATA corrects 7, which needs no correction",
    ),
    "a cell that is not declared": (replace(VARIANT, expected="exact", as_declared=False), "add the line CELL = 'no-output-tanh'"),
    "a wrong one whose cell is not declared": (replace(WRONG, cell="peephole", expected="exact", as_declared=False), "add the line CELL = 'peephole'"),
    "a factor that is not declared": (replace(SCALED, expected="exact", as_declared=False), "add the line FACTOR = '1/2'"),
    "a sign that is not declared": (replace(SCALED, constant="-1", expected="exact", as_declared=False), "add the line FACTOR = -1"),
    "another factor than the declared one": (replace(SCALED, as_declared=False), "the factor 1/2 is not the FACTOR"),
    "declared wrong and right": (replace(EXACT, expected="wrong", as_declared=False), "wrong was expected, for its file declares ERRATA"),
    "invalid": (BROKEN, "! broken - invalid", "broken.py, line 3: Python cannot read this", "could not be run", "Could not be judged: broken."),
    "no verdict": (UNDECIDED, "? odd - no verdict", "Our referees disagree", "without verdict", "Could not be judged: odd."),
    "a gradient that cannot be seen": (entry("quiet", "exact", gradient("dW", 0.0, "not visible here", verdict="not visible here")), "(zero)"),
    "a gradient that is not finite": (entry("loud", "wrong", gradient("dW", float("inf"))), "n/a"),
    "peepholes": (entry("eyes", "exact", gradient("dp", 3e-16)), "dp"),
}  # fmt: skip


def words_on(lines) -> str:
    """What is on the screen, without its line ends, its spaces, and the dashes for what is not given."""
    return " ".join(" ".join(line.plain for line in lines).split())


def reduced(screen: str) -> str:
    """The same with one dash for several."""
    while " - - " in screen:
        screen = screen.replace(" - - ", " - ")
    return screen


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("case", ROWS)
def test_a_reader_of_the_table_finds(case, width):
    one, *wanted = ROWS[case]
    screen = reduced(words_on(table(report(one), Page(width))))
    screen = screen if " - " in wanted[0] else screen.replace(" - ", " ")
    assert [words for words in wanted if words not in screen] == []


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("unicode", [True, False], ids=["unicode", "ascii"])
def test_the_header_says_what_was_asked_and_who_decided(width, unicode):
    screen = words_on(table(report(EXACT), Page(width, unicode)))
    for words in ("autograd = complex step (6e-16) = finite differences (2e-10) = torch.nn.LSTM (4e-16)", "seed 7", "float64"):
        assert words in screen
    for words in ("6 steps", "3 sequences", "4 inputs", "5 cells"):
        assert words in screen


TRUTHS = {
    "without torch": (dict(used=("complex step", "central differences"), nn_lstm=None), "complex step = finite differences (2e-10)"),
    "no standard cell": (dict(nn_lstm=None), "autograd = complex step (6e-16) = finite differences (2e-10)"),
    "no complex step": (dict(agreement=None), "autograd = "),
}


@pytest.mark.parametrize("case", TRUTHS)
def test_who_decided(case):
    more, wanted = TRUTHS[case]
    told = truth(report(EXACT, **more))
    assert told.startswith(wanted) and "None" not in told and ("torch" in told) == (more.get("nn_lstm", 1) is not None)


def test_rows_stand_in_the_order_of_the_report():
    screen = words_on(table(report(EXACT, VARIANT, CUTTING, SCALED, WRONG, BROKEN), Page(100)))
    rows = screen[screen.index("✓ canonical") : screen.index("6 conventions")]
    names = ["canonical", "simple_blog", "old_paper", "halved", "numeric_blog", "broken"]
    assert sorted(names, key=rows.index) == names


def test_the_last_line_but_the_tips_counts_every_verdict():
    screen = words_on(table(report(EXACT, VARIANT, CUTTING, SCALED, WRONG, UNPLACED, BROKEN, UNDECIDED), Page(140)))
    for words in ("8 conventions", "1 exact", "1 variant", "1 by design", "1 scaled", "2 wrong", "1 could not be run", "1 without verdict"):
        assert words in screen
    assert "as recorded" not in screen  # two of them could not be judged


def test_the_tips_name_what_must_be_typed():
    mine = replace(WRONG, call="drafts/numeric_blog.py")
    assert "lstmcmp check drafts/numeric_blog.py" in words_on(table(report(EXACT, mine), Page(140)))
    assert "lstmcmp check" not in words_on(table(report(EXACT), Page(140)))


def test_a_variant_folds_under_its_base_unless_asked():
    variant = replace(WRONG, name="canonical_b", call="canonical_b", base="canonical")
    folded, full = (words_on(table(report(EXACT, variant), Page(100), View(verbose))) for verbose in (False, True))
    assert "canonical_b" in folded and "wrong" in folded and "δb = Σ 2 δgates" not in folded and "-v" in folded
    assert "δb = Σ 2 δgates" in full
    alone = words_on(table(report(variant), Page(100)))
    assert "δb = Σ 2 δgates" in alone  # without its base it has a row of its own


def test_a_variant_that_is_not_as_declared_does_not_hide():
    variant = replace(WRONG, name="canonical_b", base="canonical", expected="exact", as_declared=False)
    assert "δb = Σ 2 δgates" in words_on(table(report(EXACT, variant), Page(100)))


def test_many_exact_rows_fold_and_red_ones_never_do():
    many = [replace(EXACT, name=f"right_{n:02}") for n in range(30)] + [replace(WRONG, name=f"red_{n:02}") for n in range(3)]
    folded, full = (words_on(table(report(*many), Page(100), View(verbose))) for verbose in (False, True))
    assert "right_29" not in folded and "-v" in folded and "33 conventions" in folded and "30 exact" in folded
    assert all(f"red_{n:02}" in folded for n in range(3))
    assert all(f"right_{n:02}" in full for n in range(30))


def test_all_remarks_are_shown_when_asked():
    told = replace(EXACT, reading="the sum starts at one", remarks=("dU is zero everywhere", "has no biases"))
    brief, full = (words_on(table(report(told), Page(100), View(verbose))) for verbose in (False, True))
    for words in ("the sum starts at one", "dU is zero everywhere", "has no biases"):
        assert words not in brief and words in full


INFECTED = replace(
    WRONG, culprits=("di",),
    equations=(
        equation("di", "culprit", number="10", printed="di = dc ⊙ a"), equation("dz", "infected", number="", ours=True, reads=("di",)),
        equation("dW", "infected", number="16", reads=("dz",)), equation("dx", "cancels", number="15"), equation("dq", "not-judged", number="17"),
    ),
)  # fmt: skip
HANDED_IN = equation("dh", "culprit", role="handed in", number="", line=0)
MISFIT = replace(WRONG, equations=(equation("db", "does-not-fit", number="11", note="the result has shape (4, 5), its meaning (5, 4)"),))
CHECKS = {
    "who and what": (WRONG, "numeric_blog", "Title of numeric_blog", "A. Author, 2016, mathematics", "standard cell (3e-16)", "T=6 B=3 D=4 H=5", "seed 7"),
    "every equation with both errors": (WRONG, "✓ 7 dc = printed 1e-16 2e-16", "✗ 11 δb = Σ 2 δgates 3e-01 4e-01"),
    "the culprit, its line and one entry": (WRONG, "One equation is wrong", "eq. 11 (blog.py, line 41)", "WRONG", "theirs 3.5 true 0.25"),
    "the proof": (MENDED, "fits δb = Σ δgates", "with this change every gradient agrees: 5e-01 -> 2e-16"),
    "every final": (WRONG, "✓ dW 3e-16 exact", "✗ db 5e-01 wrong", "theirs -0.25 true 0.5"),
    "what feeds an equation": (INFECTED, "fed by 10", "differs, no effect", "not judged", "(ours)"),
    "what feeds an equation from outside": (
        replace(INFECTED, culprits=("dh",), equations=(HANDED_IN, equation("dc", "infected", reads=("dh",)))),
        "✗ given dh, handed in", "fed by dh", "✗ wrong: what is handed in as dh is not what it is read as; the equation is right", "read as the gradient of dh",
    ),
    "what feeds an equation from a step of ours": (
        replace(INFECTED, culprits=("dz",), equations=(equation("dz", "culprit", number="", ours=True), equation("dc", "infected", reads=("dz",)))), "fed by dz",
    ),
    "an equation and what comes in": (
        replace(WRONG, culprits=("dh", "db"), equations=(*CULPRITS["equations"], HANDED_IN)),
        "One equation is wrong, and what is handed in as dh; the other one is right",
    ),
    "errors without effect": (INFECTED, "· 15 dx = printed 3e-01 2e-16 differs, no effect"),
    "what does not fit": (MISFIT, "DOES NOT FIT", "the result has shape (4, 5), its meaning (5, 4)"),
    "a right one": (EXACT, "✓ exact: every gradient it gives is the true one."),
    "another cell": (VARIANT, "≈ variant", "the true one of its own cell, no-output-tanh", "no-output-tanh cell (3e-16)"),
    "an approximation": (CUTTING, "~ by-design", "exactly the approximation that it declares", "error 7e-01, cosine 0.814"),
    "a factor": (SCALED, "× scaled: every gradient is 1/2 times the true one."),
    "nobody knows where": (UNPLACED, "✗ wrong", "not localised"),
    "code": (replace(UNPLACED, style="code"), "not localised", "lstmcmp new"),
    "a forward that is no known cell": (ELSEWHERE, "forward is no known cell (5e-01", "✗ wrong: its layout or forward pass is not that of the standard cell (5e-01)."),
    "a forward that differs and gradients that do not": (replace(ELSEWHERE, gradients=EXACT.gradients), "whose gradients are right"),
    "a forward equation that has a correction": (
        replace(ELSEWHERE, equations=(FORWARD,), errata=(Erratum("c", "5", "c = printed", "c = fits", "needed", "copied"),), repaired=2e-16),
        "eq. 5 (blog.py, line 41)", "printed c = printed", "fits c = fits", "because copied", "with this change every gradient agrees: 5e-01 -> 2e-16",
    ),
    "corrections that do not mend it": (replace(MENDED, repaired=float("inf")), "with this change it is still wrong"),
    "what is missing": (replace(EXACT, missing=("db", "dx")), "not given: db, dx"),
    "readings, assumptions and remarks": (
        replace(EXACT, reading="the sum starts at one", assumption=Assumption("h0 = 0", 0.25, ("dU",)), remarks=("has no biases",)),
        "the sum starts at one", "h0 = 0; without it dU would be off by 2e-01", "has no biases",
    ),
    "an assumption that is not needed": (replace(EXACT, assumption=Assumption("h0 = 0", None, ())), "h0 = 0; it is right without it too"),
    "not as declared": (replace(WRONG, expected="exact", as_declared=False), "exact was expected, for its file declares no corrections (ERRATA)"),
    "a cell that is not declared": (replace(VARIANT, expected="exact", as_declared=False), "if the cell no-output-tanh is meant, add the line CELL = 'no-output-tanh'"),
    "an invalid file": (BROKEN, "broken.py, line 3: Python cannot read this"),
    "referees that disagree": (UNDECIDED, "Our referees disagree: autograd stands alone."),
}  # fmt: skip


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("case", CHECKS)
def test_a_reader_of_check_finds(case, width):
    one, *wanted = CHECKS[case]
    screen = words_on(check(report(one), Page(width)))
    assert [words for words in wanted if words not in screen] == []


def test_the_tip_names_a_line_of_the_file_itself_only():
    mine = replace(WRONG, call="drafts/blog.py", path="/there/blog.py")
    assert "Next: change line 41 and run this again" in words_on(check(report(mine), Page(100)))
    inherited = replace(mine, path="/there/variant.py")
    assert "change line" not in words_on(check(report(inherited), Page(100)))


@pytest.mark.parametrize("width", [80, 140])
def test_a_long_tip_takes_two_lines(width):
    lines = [line.plain for line in check(report(replace(EXACT, call="a_folder/with_a_long_name/right.py")), Page(width))]
    assert all(len(line) <= width for line in lines[-2:]) and [("|" in line) for line in lines[-2:]] == [False, width == 140]


def test_a_right_one_shows_no_red():
    for screen in (table(report(EXACT), Page(100)), check(report(EXACT), Page(100))):
        assert not any("red" in str(span.style) for line in screen for span in line.spans)
    assert any("red" in str(span.style) for line in check(report(WRONG), Page(100)) for span in line.spans)


@pytest.mark.parametrize("case", [*ROWS, *CHECKS])
def test_ascii_screens_are_ascii(case):
    page = Page(100, unicode=False)
    if case in ROWS:
        assert words_on(table(report(ROWS[case][0]), page, View(verbose=True))).isascii()
    if case in CHECKS:
        assert words_on(check(report(CHECKS[case][0]), page)).isascii()
