"""Where a run departs: local slips show at the last step, recurrent ones one step earlier, at the gates they belong to."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from lstmcmp import catalogue
from lstmcmp.compare import compare
from lstmcmp.fingerprint import of_x
from lstmcmp.problem import Problem
from lstmcmp.records import Fingerprint
from lstmcmp.render.fingerprint import glyph, grid, strip
from lstmcmp.render.page import Page

TESTS = Path(__file__).parent

ONSETS = {  # of tests/broken: the gates that are wrong at the last step, the onset, the conclusion
    "copied_gate": ("i", 6, "a local slip that dh carries back"),
    "sign": ("g", 6, "a local slip that dh carries back"),
    "c_for_tanh_c": ("o", 6, "a local slip that dh carries back"),
    "carry_of_c_missing": ("ifg", 6, "a local slip that dh and dc carry back"),
    "upstream_twice": ("ifgo", 6, "the slip is in what every gate reads, and dh and dc carry it back"),
    "gates_swapped_in_dz": ("if", 6, "a local slip that dh carries back"),
    "dc_prev_without_f": ("", 5, "dc, which step 6 hands back, is wrong"),
    "sign_of_dh_prev": ("", 5, "dh, which step 6 hands back, is wrong"),
    "both_messages_wrong": ("", 5, "dh and dc, which step 6 hands back, are wrong"),
    "carry_of_h_missing": ("", 5, "step 6 hands back the right dh and dc, but step 5 does not take them up rightly"),
    "f_for_f_next": ("", 5, "what passes from step 6 to step 5 is wrong"),
    "dx_through_U": ("", None, "the slip comes after, in what is made of them"),
    "mean_for_sum": ("", None, "the slip comes after, in what is made of them"),
}


@cache
def found(path: Path, problem: Problem = Problem()) -> Fingerprint:  # noqa: B008
    return compare([path], problem).entries[0].fingerprint


def wrong_at(f: Fingerprint, t: int) -> str:
    return "".join(name for name, errors in zip(f.rows, f.errors, strict=True) if not errors[f.steps.index(t)] <= 1e-10)


@pytest.mark.parametrize("name", ONSETS)
def test_onset(name):
    f, (gates, onset, conclusion) = found(TESTS / "broken" / f"{name}.py"), ONSETS[name]
    assert (f.rows, f.steps, wrong_at(f, 6), f.onset) == (("i", "f", "g", "o"), (6, 5, 4, 3, 2, 1), gates, onset)
    assert f.words.endswith(f"So: {conclusion}.")
    if onset:
        assert wrong_at(f, 1) == "ifgo" or name == "f_for_f_next"  # c0 = 0 there, so f gets no gradient at the first step


@pytest.mark.parametrize("T", [2, 3, 9])
@pytest.mark.parametrize("name, late", [("copied_gate", False), ("dc_prev_without_f", True)])
def test_a_recurrent_slip_starts_one_step_before_the_last(name, late, T):
    f = found(TESTS / "broken" / f"{name}.py", Problem(T=T, B=2, D=3, H=4))
    assert f.onset == (T - 1 if late else T)


def test_one_step_shows_no_recurrent_slip():
    one = Problem(T=1, B=2, D=3, H=4)
    assert found(TESTS / "broken" / "dc_prev_without_f.py", one).onset is None
    assert found(TESTS / "broken" / "copied_gate.py", one).words == "t=1: i only. So: one step cannot show what is carried back."


RIGHT = ["canonical", "gomez_2016", "greff_2015", "karpathy_2015", "tensorflow_block", "mallya_2015", "chen_2016_f2"]


@pytest.mark.parametrize("name", RIGHT)
def test_right_gates_are_right_at_every_step(name):
    f = found(catalogue.find(name))
    assert f.onset is None and all(e <= 1e-10 for errors in f.errors for e in errors)
    assert f.words.startswith("x is" if name == "karpathy_2015" else "every gate is")


def test_a_stacked_symbol_is_split_by_the_layout(tmp_path):
    text = (TESTS / "right" / "concatenated_weights.py").read_text(encoding="utf-8")
    for old, new, gate in (
        ("dc * i * (1 - g**2)", "dc * i * (1 - g)", "g"),
        ("dc * c_prev * f * (1 - f)", "dc * c_prev * f", "f"),
        ("dh * tanh(c) * o * (1 - o)", "dh * c * o * (1 - o)", "o"),
    ):
        assert text.count(old) == 1
        path = tmp_path / f"{gate}.py"
        path.write_text(text.replace(old, new), encoding="utf-8")
        f = found(path)
        assert (wrong_at(f, 6), set(f.symbols)) == (gate, {"dz"})


def test_letters_mean_nothing(tmp_path):
    """The same slip in the cell input, where it is called f and the forget gate g."""
    text = catalogue.find("canonical").read_text(encoding="utf-8")
    renamed = text.replace('df="pre(f)", dg="pre(g)"', 'df="pre(g)", dg="pre(f)"').replace("def df(dc, c_prev, f)", "def DG(dc, c_prev, f)")
    renamed = renamed.replace("def dg(dc, i, g)", "def df(dc, i, g)").replace("def DG(", "def dg(").replace("(di, df, dg, do)", "(di, dg, df, do)")
    path = tmp_path / "renamed.py"
    path.write_text(renamed.replace("return dc * i * (1 - g**2)", "return dc * i * (1 - g)"), encoding="utf-8")
    assert wrong_at(found(path), 6) == "g"


def test_code_shows_x():
    path = catalogue.find("canonical_code")
    assert found(path).of == "x" and found(path).onset is None


def test_code_that_is_wrong(tmp_path):
    text = catalogue.find("canonical_code").read_text(encoding="utf-8")
    path = tmp_path / "code.py"
    path.write_text(text.replace("dc_next = dc_t * f ", "dc_next = dc_t "), encoding="utf-8")
    f = found(path)
    assert (f.of, f.rows, f.onset) == ("x", ("x",), 5)
    without = tmp_path / "without.py"
    without.write_text(text.replace("dx=dx, ", ""), encoding="utf-8")
    assert found(without) is None


def test_of_x_finds_what_is_put_in():
    true = np.random.default_rng(0).normal(size=(6, 3, 4, 1))
    assert of_x(true, true, "dx", differs=False).onset is None
    got = true.copy()
    got[2] += 1e-3
    f = of_x(got, true, "dx", differs=True)
    assert (f.onset, wrong_at(f, 3), wrong_at(f, 2)) == (3, "x", "")
    assert "right until step 4" in f.words
    got[0, 0] = np.nan
    assert of_x(got, true, "dx", differs=True).errors[0][-1] == float("inf")


def test_rounding_beside_nothing_is_no_error():
    true = np.ones((3, 2, 4, 1))
    true[0] = 0
    got = true.copy()
    got[0, 0, 0] = 1e-17
    assert of_x(got, true, "dx", differs=False).onset is None


# The screen

DRAWN = Fingerprint(
    "upstream", "gates", ("i", "f", "g", "o"), ("di", "δf", "dz", "do"), (3, 2, 1), ((0.5, 1.0, 1e-3), (0.0, 1e-5, 1e-3), (1e-16, 1e-3, 0.5), (0.0, 0.0, float("inf"))), 3, ""
)  # fmt: skip


@pytest.mark.parametrize("unicode", [True, False])
def test_the_grid_can_be_read_without_colour(unicode):
    lines = [line.plain for line in grid(DRAWN, Page(80, unicode))]
    marks = [[cell for cell in line.split() if cell in "·░▓█.-+#?"] for line in lines[2:6]]
    wanted = [["█", "█", "▓"], ["·", "░", "▓"], ["·", "▓", "█"], ["·", "·", "?"]]
    assert marks == (wanted if unicode else [[dict(zip("·░▓█?", ".-+#?", strict=True))[c] for c in row] for row in wanted])
    assert lines[6].strip() == ("↑ begins at t=3" if unicode else "^ begins at t=3")
    assert lines[6].index("↑" if unicode else "^") == lines[1].index("t=3")
    assert unicode or "".join(lines).isascii()


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("T", [1, 6, 12, 60, 300])
def test_no_row_is_wider_than_the_page(width, T):
    f = Fingerprint("loss", "gates", ("i", "f"), ("dz", "dz"), tuple(range(T, 0, -1)), ((0.5,) * T, (1e-16,) * T), T, "")
    lines = grid(f, Page(width))
    assert [line.plain for line in lines if cell_len(line.plain) > width] == []
    assert "".join(line.plain for line in lines[1:]).count("█") == T
    assert cell_len(strip(f, Page(width)).plain) <= width


@pytest.mark.parametrize("onset", [1, 30, 60])
def test_the_mark_stands_under_its_column(onset):
    errors = tuple(0.5 if t <= onset else 0.0 for t in range(60, 0, -1))
    f = Fingerprint("loss", "x", ("x",), ("dx",), tuple(range(60, 0, -1)), (errors,), onset, "")
    row, mark = (line.plain for line in grid(f, Page(80))[-2:])
    assert mark.index("↑") == row.index("█") and len(mark) <= 80


@pytest.mark.parametrize(
    "error, mark", [(0.0, "·"), (1e-10, "·"), (2e-10, "░"), (1e-4, "░"), (1e-3, "▓"), (0.5, "█"), (float("inf"), "?"), (float("nan"), "?")]
)
def test_glyph(error, mark):
    assert glyph(error, Page()) == mark
