"""The catalogue of mistakes: every example is what its code says, and what is said of it can be measured."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from rich.cells import cell_len

from lstmcmp import causes, plant
from lstmcmp.cli import code
from lstmcmp.compare import compare
from lstmcmp.errors import UsageError
from lstmcmp.mistakes import KINDS, MISTAKES, Example, find
from lstmcmp.problem import Problem
from lstmcmp.records import Entry
from lstmcmp.render import explain
from lstmcmp.render.page import Page
from lstmcmp.runs import judged

CODES = (
    "LC101 LC102 LC103 LC104 LC105 LC106 LC107 LC108 LC109 LC110 LC111 LC112 LC201 LC202 LC203 LC204 LC205 LC206 LC207 LC208 LC209 "
    "LC301 LC302 LC303 LC304 LC401 LC402 LC403 LC404 LC405 LC501 LC502 LC503 LC601 LC602 LC603 LC701 LC702 LC901"
).split()


@cache
def measured(name: str, steps: int = 3) -> plant.Measured:
    return plant.measure(MISTAKES[name], steps)


@pytest.fixture(scope="module")
def judgement(tmp_path_factory):
    """judgement(code, wrong) is the entry of an example, or of the same convention without the mistake."""
    folder = tmp_path_factory.mktemp("examples")

    @cache
    def entry(name: str, wrong: bool) -> Entry:
        example = MISTAKES[name].example
        path = folder / f"{name}_{'wrong' if wrong else 'right'}.py"
        path.write_text(plant.text(example, wrong), encoding="utf-8")
        return compare([path], Problem(**example.sizes), deep=True).entries[0]

    return entry


@cache
def values(name: str, wrong: bool) -> dict[str, np.ndarray]:
    """The backward values of an example in the whole run, by symbol."""
    with plant.planted(MISTAKES[name].example, wrong) as convention:
        return judged(convention, Problem(**MISTAKES[name].example.sizes), "upstream").examination.whole


def test_the_codes_are_stable():
    assert list(MISTAKES) == CODES
    assert {m.kind for m in MISTAKES.values()} == set(KINDS)


@pytest.mark.parametrize("name", CODES)
def test_the_kind_is_that_of_its_code(name):
    assert MISTAKES[name].kind == causes.kind(name)


@pytest.mark.parametrize("name", CODES)
def test_the_wrong_line_is_called_wrong_and_nothing_else_is(name, judgement):
    entry, symbol = judgement(name, True), MISTAKES[name].example.symbol
    assert (entry.verdict, entry.culprits, entry.errors) == ("wrong", (symbol,) if symbol else (), ())


@pytest.mark.parametrize("name", CODES)
def test_the_right_line_is_right(name, judgement):
    entry = judgement(name, False)
    assert (entry.verdict, entry.culprits) == ("variant" if MISTAKES[name].example.base == "peephole" else "exact", ())
    assert entry.missing == ()


@pytest.mark.parametrize("name", CODES)
def test_the_cause_that_is_found_has_this_code(name, judgement):
    assert [c.code for c in judgement(name, True).causes] == [name]


def test_what_leaves_the_same_numbers_is_named_too(judgement):
    (cut,) = judgement("LC702", True).causes
    assert "h into the input gate, h into the forget gate, h into the output gate are cut" in cut.detail and "LC205" in cut.detail


@pytest.mark.parametrize("name", CODES)
def test_the_right_line_has_no_cause(name, judgement):
    assert judgement(name, False).causes == ()


@pytest.mark.parametrize("name", CODES)
def test_what_it_does_is_measured(name):
    m = measured(name)
    assert m.touches and not set(m.touches) & set(m.spared)
    assert -1 <= m.effect.cosine <= 1 + 1e-12
    weights = {"dW", "dU", "db", "dp"}
    assert (m.effect.cosine > 1 - 1e-12) == (not weights & set(m.touches))
    assert m.wrong != m.right
    # what no gate shows has left the weights of every gate but one array alone, and what all gates show has not
    if MISTAKES[name].example.symbol and not m.own_cell:
        assert (m.fingerprint.onset is None) == (len(m.touches) == 1)


def test_without_a_mistake_nothing_is_measured():
    harmless = Example("dc_prev", '\ndef dc_prev(f, dc):\n    "(13) dc_prev = f ⊙ dc"\n    return f * dc\n')
    m = plant.measure(replace(MISTAKES["LC101"], example=harmless), 3)
    assert (m.touches, m.fingerprint.onset, m.own_cell) == ((), None, False)
    assert m.effect.cosine == pytest.approx(1, abs=1e-14)
    assert m.training.printed == pytest.approx(m.training.true, rel=1e-12)


# What `effect` says, where it can be put into numbers


def test_a_missing_sigmoid_derivative_is_at_least_four_times_too_large():
    wrong, right = values("LC102", True)["do"][-1], values("LC102", False)["do"][-1]
    assert (wrong / right >= 4).all()


def test_c_for_its_tanh_exaggerates():
    assert (values("LC103", True)["do"][-1] / values("LC103", False)["do"][-1] > 1).all()


@pytest.mark.parametrize("name, symbol", [("LC104", "di"), ("LC109", "dg")])
def test_the_sign_is_right_at_the_last_step(name, symbol):
    ratio = values(name, True)[symbol][-1] / values(name, False)[symbol][-1]
    assert (ratio > 0).all() and (np.abs(ratio - 1) > 1e-6).all()
    if name == "LC109":
        assert (ratio > 1).all()


@pytest.mark.parametrize("name", ["LC107", "LC111"])
def test_the_sign_is_wrong_where_g_is_negative(name):
    ratio = values(name, True)["dg"][-1] / values(name, False)["dg"][-1]
    with plant.planted(MISTAKES[name].example) as convention:
        g = judged(convention, Problem(), "upstream").trial.values["g", 5]
    assert ((ratio < 0) == (g < 0)).all() and (g < 0).any() and (g > 0).any()


def test_the_slope_never_falls_below_042():
    g = np.linspace(-1, 1, 2001)
    assert (1 - np.tanh(g) ** 2).min() == pytest.approx(0.42, abs=5e-4)


def test_h_for_c_has_the_sign_and_is_smaller():
    with plant.planted(MISTAKES["LC110"].example) as convention:
        trial = judged(convention, Problem(), "upstream").trial
    for t in range(5):
        h, c = trial.values["h", t], trial.values["c", t]
        assert (np.sign(h) == np.sign(c)).all() and (np.abs(h) < np.abs(c)).all()


@pytest.mark.parametrize("name, n", [("LC108", Problem().T), ("LC603", Problem().B)])
def test_the_length_is_one_nth(name, n):
    np.testing.assert_allclose(n * values(name, True)["db"], values(name, False)["db"], rtol=1e-12)


@pytest.mark.parametrize("name", ["LC204", "LC207"])
def test_only_the_gradient_of_the_last_state_keeps_it_from_being_zero(name):
    text = plant.text(MISTAKES[name].example) + '\nUPSTREAM = dict(dy="h")\n'
    assert np.abs(values(name, True)["dW"]).max() > 0
    with plant.planted(Example("dh", text.split('BASE = "canonical"', 1)[1])) as convention:
        assert not judged(convention, Problem(), "upstream").examination.whole["dW"].any()


def test_the_first_share_is_lost():
    whole = values("LC302", False)
    np.testing.assert_allclose(values("LC302", True)["db"], whole["dz"][1:].sum((0, 1)), rtol=1e-12)


def test_exchanged_operands_are_the_transposed_array():
    np.testing.assert_allclose(values("LC404", True)["dU_g"], values("LC404", False)["dU_g"].T, rtol=1e-12)


def test_an_overwritten_accumulator_holds_the_first_step(tmp_path):
    kept = measured("LC601")
    text = plant.text(Example("dW", 'SUMS = dict(dW=slice(0, 1))\n\n\ndef dW(dz, x):\n    "dW = dz_1 x_1ᵀ"\n    return outer(dz, x)\n'))
    first = plant.measure(replace(MISTAKES["LC304"], example=Example("dW", text.split('BASE = "canonical"', 1)[1])), 0)
    assert first.touches == kept.touches and first.effect.cosine == pytest.approx(kept.effect.cosine, abs=1e-12)


@pytest.mark.parametrize("name", ["LC501", "LC503"])
def test_another_cell_is_right_for_itself(name):
    assert measured(name).own_cell
    assert measured("LC103").own_cell is False


# The screen


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("unicode", [True, False], ids=["unicode", "ascii"])
def test_one_mistake_is_one_screen(name, unicode):
    lines = explain.teach(MISTAKES[name], measured(name), Page(80, unicode))
    assert len(lines) <= 24
    assert [line.plain for line in lines if cell_len(line.plain) > 80] == []
    assert unicode or "".join(line.plain for line in lines).isascii()


@pytest.mark.parametrize("name", CODES)
def test_nothing_measured_is_written_down(name):
    m = MISTAKES[name]
    assert not re.search(r"cosine|\d+e-\d+|\bd[WUb]\b.*(wrong|touched)", " ".join((m.looks, m.why, m.effect)))


def test_explain_lists_all_codes(capsys):
    assert code(["explain"]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"LC\d+", out) == CODES
    assert [words for words in KINDS.values() if words not in out] == []


@pytest.mark.parametrize("spelled", ["LC103", "lc103"])
def test_explain_teaches_one(spelled, capsys):
    assert code(["explain", spelled]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for words in ("c for tanh(c)", "wrong (9) do = dh ⊙ c ⊙ o", "right (9) do = dh ⊙ tanh(c)", "cosine", "begins at t=6", "after 100 steps"):
        assert words in out


def test_explain_as_markdown(capsys):
    assert code(["explain", "--format", "md"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 + len(CODES)
    assert code(["explain", "LC201", "--format", "md"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("## LC201: ") and "```\nwrong  (7) dh = dy\nright  (7) dh = dy + dh_next\n```" in out


def test_an_unknown_code_is_not_guessed(capsys):
    assert code(["explain", "LC1O3"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "did you mean LC103" in err
    with pytest.raises(UsageError):
        find("103x")


def test_an_example_that_does_not_fit_its_base_is_refused():
    with pytest.raises(ValueError, match="0 times"):
        plant.text(Example("", "a = b", "no such line", base="canonical_code"))
    with pytest.raises(ValueError, match="0 functions nothing"):
        plant.text(Example("nothing", "def nothing(dz):\n    return dz", base="by_gate"))
