"""Worked examples: published digits, generated inputs, a user's own numbers, and where a wrong pass departs from the truth."""

import json
import re
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcmp import catalogue
from lstmcmp.cli import code
from lstmcmp.convention import load
from lstmcmp.errors import LstmcmpError
from lstmcmp.example import walk
from lstmcmp.given import TINY
from lstmcmp.render.example import table
from lstmcmp.render.example_files import markdown, to_json
from lstmcmp.render.json import SCHEMA
from lstmcmp.render.page import Page

PATHS = catalogue.paths()
HERE = Path(__file__).parent
BROKEN = {p.stem: p for p in sorted((HERE / "broken").glob("*.py"))}
RIGHT = {p.stem: p for p in sorted((HERE / "right").glob("*.py"))}
PUBLISHED = {  # how many of the published numbers the equations give, of how many
    "gomez_2016": (12, 12), "podkolzin_2016": (24, 24),
    "deeplearning_ai_2020": (15, 15), "deeplearning_ai_2024": (15, 15), "deeplearning_ai_2020_loop_da_only": (3, 15),
    "deeplearning_ai_2018": (1, 14), "deeplearning_ai_2018_v1": (1, 14), "deeplearning_ai_2018_v3a": (2, 15),
    "deeplearning_ai_2018_loop_zero": (5, 14), "deeplearning_ai_2018_loop_da_only": (2, 14), "deeplearning_ai_2018_cprev_cand": (1, 14),
    "deeplearning_ai_2018_prec_group": (1, 14), "deeplearning_ai_2018_prec_group_c": (1, 14), "deeplearning_ai_2018_tanh_value": (1, 14),
    "deeplearning_ai_2018_slice_w": (1, 1),  # what else is printed, it cannot compute
}  # fmt: skip


@cache
def opened(path: Path):
    return load(path, catalogue.find)


@cache
def of(name: str):
    return walk(opened(PATHS[name]))


def first_index(found) -> int | None:
    return next((n for n, v in enumerate(found.values) if v is found.first), None)


# the catalogue


@pytest.mark.parametrize("name", PATHS)
def test_every_convention_has_one_that_can_be_shown(name):
    found = of(name)
    assert {v.part for v in found.values} >= {"given", "forward", "backward" if opened(PATHS[name]).style == "equations" else "gradient"}
    assert all(np.isfinite(v.value).all() if v.value is not None else v.note for v in found.values)
    for width in (80, 100, 140):
        assert [line.plain for line in table(found, Page(width, width != 80), 5, name) if line.cell_len > width] == []
    assert markdown(found, 5).count("\n") > 10
    assert set(json.loads(to_json(found))) >= {"name", "steps", "gradients"}


@pytest.mark.parametrize("name", PATHS)
def test_only_wrong_ones_depart_from_the_truth(name, entries):
    assert of(name).wrong == (entries[name].verdict in ("wrong", "scaled") or entries[name].constant is not None)
    assert (of(name).first is not None) == of(name).wrong


@pytest.mark.parametrize("name", PATHS)
def test_the_first_departure_is_a_culprit_or_comes_after_one(name, entries):
    found, culprits = of(name), entries[name].culprits
    if found.wrong and culprits:
        assert first_index(found) >= min(n for n, v in enumerate(found.values) if v.symbol in culprits)


@pytest.mark.parametrize("name", PATHS)
def test_generated_inputs_are_short(name):
    if "EXAMPLE" not in opened(PATHS[name]).constants:
        assert max(of(name).sizes.values()) <= 4
        for v in (v for v in of(name).values if v.given):
            assert np.array_equal(np.round(v.value, 1), v.value)


def test_generated_inputs_have_no_zero():
    assert all((v.value != 0).all() for v in of("canonical").values if v.given)


def test_another_seed_gives_other_numbers():
    given_by = {seed: [v.value for v in walk(opened(PATHS["canonical"]), seed=seed).values if v.given] for seed in (0, 1)}
    assert not all(np.array_equal(a, b) for a, b in zip(given_by[0], given_by[1], strict=True))


@pytest.mark.parametrize("name, sizes", [("canonical", {}), ("tensorflow_layernorm", dict(H=3)), ("chen_2016_f2", dict(H=2)), ("graves_2005_q2", dict(T=4))])
def test_the_example_is_as_small_as_it_can_be(name, sizes):
    """A normalised layer of one cell has no gradient, and an output that is delayed needs more steps."""
    assert of(name).sizes == TINY | sizes


# published numbers


@pytest.mark.parametrize("name", PATHS)
def test_published_numbers_are_counted(name):
    told = [v for v in of(name).values if v.published is not None]
    all_of = sum(int((~np.isnan(v.published)).sum()) for v in told)
    assert (all_of - sum(int(v.missed.sum()) for v in told), all_of) == PUBLISHED.get(name, (0, 0))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_forward_pass_is_reproduced(name):
    forward = [v for v in of(name).values if v.published is not None and v.part == "forward"]
    assert forward and not any(v.missed.any() for v in forward)


def test_no_right_convention_misses_a_published_number():
    assert [n for n in PUBLISHED if not of(n).wrong and PUBLISHED[n][0] < PUBLISHED[n][1]] == []


def test_gomez_departs_in_the_printed_slip():
    assert (of("gomez_2016").first.symbol, of("gomez_2016").first.number) == ("db", "B11")


def test_a_recipe_gives_the_digits_that_the_notebook_prints_of_its_inputs():
    x = [v.value[1, 1, 0] for v in of("deeplearning_ai_2018").values if v.symbol == "x"]
    assert np.allclose(x, [0.82797464, 0.23009474, 0.76201118, -0.22232814], atol=5e-9)  # caches[1][1][1], the first four


def test_a_recipe_leaves_the_global_generator_alone():
    np.random.seed(7)
    before = np.random.get_state()[1].copy()
    for name in ("deeplearning_ai_2018", "deeplearning_ai_2018_v3a", "deeplearning_ai_2020", "jimenez_2015"):
        load(PATHS[name], catalogue.find)
    assert np.array_equal(np.random.get_state()[1], before)


def test_the_published_digits_of_2018_are_those_of_a_loop_that_carries_nothing_but_for_three(tmp_path):
    """With (8) corrected, a pass in which da_prevt and dc_prevt stay zero gives all but db_u, db_c and db_o."""
    path = tmp_path / "mine.py"
    path.write_text(
        'BASE = "deeplearning_ai_2018"\nERRATA = HANDED = {}\ndef da_next_t(da_t):\n    return da_t\ndef dc_next_t(c):\n    return 0 * c\n'
        "def dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde):\n    return _dc_tilde(dc_next_t, Gamma_u, Gamma_o, c, i_t, da_next_t, c_tilde)\n"
    )
    assert {v.symbol for v in walk(load(path, catalogue.find)).values if v.missed.any()} == {"db_u", "db_c", "db_o"}


def test_a_digit_that_is_not_reproduced_is_told():
    text = "\n".join(line.plain for line in table(of("deeplearning_ai_2018_loop_zero"), Page(400), 5, "x"))
    assert "5 of 14 printed numbers" in text
    assert "Not given: dx (step 4, 3, 2, 1), da_prev (step 1), dW_c, db_u, db_c and db_o." in text


def test_lost_zeros_are_given_back():
    """0.8498 among five-digit numbers was printed as 0.84980, and 1.5176 among them has one decimal less."""
    units = {(v.symbol, v.t): float(np.ravel(v.unit)[0]) for v in of("gomez_2016").values if v.published is not None}
    assert units["a", 2] == pytest.approx(1e-5) and units["state", 2] == pytest.approx(1e-4)


# planted mistakes, and right files


def culprits(path: Path) -> set[str]:
    return set(re.fullmatch(r"# culprits?: (.+)", path.read_text(encoding="utf-8").splitlines()[0])[1].split(", "))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # one of them divides by zero
@pytest.mark.parametrize("name", BROKEN)
def test_a_planted_mistake_is_marked_at_its_equation(name):
    found, wanted = walk(opened(BROKEN[name])), culprits(BROKEN[name])
    assert found.wrong
    if wanted == {"layout or forward"}:
        assert found.first.part == "forward"
    else:
        assert found.first.symbol in wanted
    text = [line.plain for line in table(found, Page(100), 5, name)]
    assert sum("the first number that departs from the truth" in line for line in text) == 1
    assert json.loads(to_json(found))["departs"]["symbol"] == found.first.symbol
    assert markdown(found, 5)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [n for n in BROKEN if n not in ("h_prev_in_the_head",)])  # there letters alone make another mistake of it
def test_also_where_no_meaning_is_declared_the_mark_is_not_before_the_mistake(name, tmp_path):
    path = tmp_path / f"{name}.py"
    path.write_text(BROKEN[name].read_text(encoding="utf-8") + "\n\nMEANING = EXAMPLE = {}\n", encoding="utf-8")
    found, wanted = walk(load(path, catalogue.find)), culprits(BROKEN[name])
    assert found.wrong
    assert wanted == {"layout or forward"} or first_index(found) >= min(n for n, v in enumerate(found.values) if v.symbol in wanted)


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_file_is_not_called_wrong(name):
    found = walk(opened(RIGHT[name]))
    assert not found.wrong
    assert (found.first is not None) == (name == "errors_that_cancel")
    assert ("the errors cancel" in "\n".join(line.plain for line in table(found, Page(100), 5, name))) == (name == "errors_that_cancel")


def test_a_product_that_does_not_fit_is_told():
    found = walk(opened(BROKEN["transpose_missing"]))
    assert found.first.value is None
    assert "does not fit: matmul" in "\n".join(line.plain for line in table(found, Page(100), 5, "x"))
    assert "note" in next(s for s in json.loads(to_json(found))["steps"] if s["symbol"] == "dx")


CODE = """
def sigmoid(a): return 1 / (1 + np.exp(-a))
AXES = "TD"
def forward(W, U, b, x, h0, c0):
    h, c, kept = h0, c0, []
    for t in range(len(x)):
        z = W @ x[t] + U @ h + b
        n = len(h)
        i, f, g, o = sigmoid(z[:n]), sigmoid(z[n:2*n]), np.tanh(z[2*n:3*n]), sigmoid(z[3*n:])
        kept.append((x[t], h, c, i, f, g, o))
        c = f * c + i * g
        h = o * np.tanh(c)
        kept[-1] += (c, h)
    return np.array([k[-1] for k in kept]), c, kept
def backward(dh, dc_T, cache):
    dW = dU = db = 0
    later, dc = 0, dc_T
    for t in reversed(range(len(dh))):
        x, h, c0, i, f, g, o, c, _ = cache[t]
        d = dh[t] + later
        dc = dc + d * o * (1 - np.tanh(c) ** 2)
        dz = np.concatenate([dc * g * i * (1 - i), dc * c0 * f * (1 - f), dc * i * (1 - g**2), d * np.tanh(c) * o * (1 - o)])
        dW, dU, db = dW + np.outer(dz, x), dU + np.outer(dz, h), db + dz
        later, dc = 0 * dc, dc * f
    return dict(dW=dW, dU=dU, db=db, dc0=dc)
"""


def test_code_shows_its_inputs_and_the_departing_gradients_beside_the_truth(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import numpy as np\n" + CODE, encoding="utf-8")
    found = walk(load(path, catalogue.find))
    assert {v.symbol for v in found.values if v.given} == {"W", "U", "b", "x", "h0", "c0", "dh", "dc_T"}
    assert found.wrong and {v.symbol for v in found.values if v.departs} == {"dW", "dU", "db", "dc0"}


def test_code_with_another_forward_departs_there(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import numpy as np\n" + CODE.replace("c = f * c + i * g", "c = 2 * f * c + i * g"), encoding="utf-8")
    first = walk(load(path, catalogue.find)).first
    assert (first.symbol, first.t, first.part) == ("h", 1, "forward")


def test_code_that_assumes_a_zero_state_gets_one(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("import numpy as np\nASSUMES = dict(h0=0, c0=0)\n" + CODE, encoding="utf-8")
    found = {v.symbol: v.value for v in walk(load(path, catalogue.find)).values if v.part == "given"}
    assert not found["h0"].any() and not found["c0"].any()


# --until


@pytest.mark.parametrize("until, symbol", [("B8", "dE_da_hat"), ("(B8)", "dE_da_hat"), ("eq. B8", "dE_da_hat"), ("delta_c", "delta_c"), ("B14", "dE_dTheta")])
def test_until_stops_at_a_number_or_a_symbol(until, symbol):
    assert walk(opened(PATHS["wang_2017"]), until=until).values[-1].symbol == symbol


def test_until_stops_where_the_equation_is_first_evaluated():
    found = walk(opened(PATHS["gomez_2016"]), until="B2")
    assert (found.values[-1].symbol, found.values[-1].t) == ("delta_state", 2)
    text = "\n".join(line.plain for line in table(found, Page(100), 5, "x"))
    assert "Nothing up to B2 departs" in text


def test_until_takes_a_number_of_ones_own_before_a_borrowed_one(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(
        'from lstmcmp.symbols import outer\nFORWARD = "canonical"\nUPSTREAM = dict(dy="h")\ndef dh(dy):\n    "(5) dh = dy"\n    return dy\n'
        "def do(dh, c, o):\n    return dh * c * o * (1 - o)\ndef dU_o(do, h_prev):\n    return outer(do, h_prev)\n",
        encoding="utf-8",
    )
    assert walk(opened(path), until="5").values[-1].symbol == "dh"  # (5) of canonical is its c
    assert walk(opened(path), until="6").values[-1].symbol == "h"


def test_until_takes_the_symbols_of_code():
    assert walk(opened(PATHS["karpathy_2015"]), until="dWLSTM").values[-1].symbol == "dWLSTM"


def test_until_nowhere_is_said(capsys):
    assert code(["example", "gomez_2016", "--until", "B99"]) == 2
    assert "no equation has this number or symbol" in capsys.readouterr().err


# the author's own numbers

CANONICAL = dict(x=[[1.0], [2.0], [3.0]], W=[[0.1], [0.2], [0.3], [0.4]], U=[[0.1], [0.2], [0.3], [0.4]], b=[0, 0, 0, 0], dy=[[1], [0.5], [0]])
GOMEZ = dict(x=[[1, 2]], W=[[0.45, 0.25], [0.95, 0.8], [0.7, 0.45], [0.6, 0.4]], U=[[0.15], [0.8], [0.1], [0.25]], b=[0.2, 0.65, 0.15, 0.1], label=[[0.5]])


@pytest.fixture
def told(tmp_path, capsys):
    """told(name, numbers) runs the command on numbers (text, or something to write as JSON): (exit code, what it says)."""

    def run(name: str, numbers, *more: str) -> tuple[int, str]:
        path = tmp_path / "mine.json"
        path.write_text(numbers if isinstance(numbers, str) else json.dumps(numbers), encoding="utf-8")
        status = code(["example", name, "--inputs", str(path), *more])
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "internal error" not in err
        assert status == 0 or err.count("\n") == 1
        return status, err if status else out

    return run


def test_own_numbers_are_used(tmp_path):
    inputs = tmp_path / "mine.json"
    inputs.write_text(json.dumps(CANONICAL))
    found = walk(opened(PATHS["canonical"]), inputs=inputs)
    z = [v.value.ravel() for v in found.values if v.symbol == "z"]
    assert len(z) == 3
    assert np.allclose(z[0], [0.1, 0.2, 0.3, 0.4])
    assert [v.value.item() for v in found.values if v.symbol == "dy"] == [0, 0.5, 1]
    assert not any(v.value.any() for v in found.values if v.part == "given" and v.symbol in "hc")  # left out, they are zero


@pytest.mark.parametrize("more", [
    dict(b=[[0], [0], [0], [0]]), dict(x=[[[1.0]], [[2.0]], [[3.0]]]), dict(h0=[0.5]), dict(h0=[[0.5]], c0=0.5), dict(dy=[1, 0.5, 0]), dict(dc_next=[0.3]),
])  # fmt: skip
def test_sides_of_length_one_may_be_left_out(told, more):
    assert told("canonical", CANONICAL | more)[0] == 0


def test_several_sequences(told):
    status, out = told("canonical", CANONICAL | dict(x=[[[1.0], [2.0]]] * 3, dy=[[[1], [2]]] * 3, h0=[[0.1], [0.2]]), "--format", "json")
    assert status == 0
    assert json.loads(out)["problem"] == dict(T=3, B=2, D=1, H=1)


@pytest.mark.parametrize("cells", [1, 2, 3, 7])
@pytest.mark.parametrize("name, side", [("canonical", 4), ("canonical_code", 4)])
def test_the_number_of_cells_is_read_off_the_weights(told, name, side, cells):
    numbers = dict(x=[[1, 2, 3]], W=[[0.1] * 3] * side * cells, U=[[0.2] * cells] * side * cells, b=[0] * side * cells)
    if name == "canonical_code":
        numbers |= {k: np.reshape(numbers[k], (4, cells, -1)).tolist() for k in "WU"} | dict(b=np.reshape(numbers["b"], (4, cells)).tolist())
    status, out = told(name, numbers | {"dy" if name == "canonical" else "dh": [[1.0] * cells]}, "--format", "json")
    assert (status, json.loads(out)["problem"]["H"]) == (0, cells)


def test_a_target_alone_is_run_with_the_own_loss_and_upstream_alone_without_it(told):
    with_loss = json.loads(told("gomez_2016", GOMEZ, "--format", "json")[1])
    assert "loss" in {s["symbol"] for s in with_loss["steps"]}
    upstream = {k: v for k, v in GOMEZ.items() if k != "label"} | dict(Delta=[[0.1]])
    without = json.loads(told("gomez_2016", upstream, "--format", "json")[1])
    assert "loss" not in {s["symbol"] for s in without["steps"]}


def test_own_printed_digits_stand_beside_ours(told):
    printed = dict(a=[[0.81775]], i=[[0.5]], dW=[[0.31, None], [None, None], [None, None], [None, None]])
    status, out = told("gomez_2016", GOMEZ | dict(printed=printed))
    assert status == 0
    said = " ".join(out.split())  # wherever the lines are broken
    assert "1 of 3 printed numbers" in said and "Not given: i (step 1) and dW." in said


def test_weights_of_another_layout(told):
    same = {k: CANONICAL[k] for k in ("x",)} | dict(W_ih=CANONICAL["W"], W_hh=CANONICAL["U"], b_ih=CANONICAL["b"], grad_output=CANONICAL["dy"])
    ours, theirs = (json.loads(told(n, d, "--format", "json")[1]) for n, d in (("canonical", CANONICAL), ("pytorch", same)))
    assert any(np.allclose(ours["gradients"]["dW"], a) for a in theirs["gradients"].values() if np.shape(a) == np.shape(ours["gradients"]["dW"]))


BAD = {
    "not JSON": ("{", "is not JSON"),
    "empty file": ("", "is not JSON"),
    "a list": ([1], "holds [1]; expected {"),
    "nested too deeply": ("[" * 100_000, "nested too deeply"),
    "a key twice": ('{"x": [[1]], "x": [[2]]}', "x is given twice"),
    "nothing": ({}, "x is missing; expected one row"),
    "no x": ({"W": [1]}, "x is missing; expected one row"),
    "x empty": (CANONICAL | dict(x=[]), "x is empty"),
    "x an empty row": (CANONICAL | dict(x=[[]]), "x is empty"),
    "x flat": (CANONICAL | dict(x=[1, 2]), "x holds 2 numbers; expected one row of D numbers for each step"),
    "x a number": (CANONICAL | dict(x=1), "x holds 1 number; expected one row"),
    "x too deep": (CANONICAL | dict(x=[[[[1]]]]), "x holds 1 x 1 x 1 x 1 numbers; expected one row"),
    "x ragged": (CANONICAL | dict(x=[[1], [2, 3]]), "x[1] holds 2 numbers and x[0] 1 number; expected rows of equal length"),
    "x with text": (CANONICAL | dict(x=[["a"]]), 'x[0][0] is "a"; expected a number'),
    "x with a number as text": (CANONICAL | dict(x=[["1"]]), 'x[0][0] is "1"; expected a number'),
    "x with true": (CANONICAL | dict(x=[[True]]), "x[0][0] is true; expected a number"),
    "x with null": (CANONICAL | dict(x=[[None]]), "x[0][0] is null; expected a number"),
    "x with an object": (CANONICAL | dict(x=[[{"a": 1}]]), 'x[0][0] is {"a": 1}; expected a number'),
    "NaN": ('{"x": [[NaN]]}', "x[0][0] is NaN; expected a finite number"),
    "Infinity": ('{"x": [[1], [-Infinity]]}', "x[1][0] is infinite; expected a finite number"),
    "too large for a float": ('{"x": [[1e999]]}', "x[0][0] is infinite; expected a finite number"),
    "an integer too large for a float": ('{"x": [[1' + "0" * 400 + "]]}", "x[0][0] is larger than any float64"),
    "an integer that Python will not read": ('{"x": [[1' + "0" * 5000 + "]]}", "is not JSON"),
    "too many steps": (CANONICAL | dict(x=[[1]] * 600), "x has 600 steps; expected at most 512"),
    "too many inputs": (CANONICAL | dict(x=[[1] * 600]), "x has 600 inputs; expected at most 512"),
    "too many cells": (CANONICAL | dict(W=[[1]] * 4000, b=[0] * 4000), "the weights ask for 1000 cells; expected at most 512"),
    "unknown name": (CANONICAL | dict(Q=[1]), "canonical has no input Q; expected some of x, W, U, b, h0, c0, dy, dc_next"),
    "mistyped name": (CANONICAL | dict(dc_nxt=[1]), "no input dc_nxt (did you mean dc_next?)"),
    "a weight missing": ({k: v for k, v in CANONICAL.items() if k != "U"}, "U is missing; canonical needs x, W, U, b"),
    "upstream missing": ({k: v for k, v in CANONICAL.items() if k != "dy"}, "dy is missing"),
    "several missing": (dict(x=[[1]]), "W, U, b, dy are missing"),
    "W of text": (CANONICAL | dict(W=[["a"]]), 'W[0][0] is "a"; expected a number'),
    "W a text": (CANONICAL | dict(W="abc"), 'W is "abc"; expected a number'),
    "W too short": (CANONICAL | dict(W=[[0.1], [0.2], [0.3]]), "W holds 3 x 1 numbers; expected 4 x 1 numbers for T=3, B=1, D=1, H=1"),
    "W transposed": (CANONICAL | dict(x=[[1, 2]] * 3, W=[[1] * 4] * 2), "W holds 2 x 4 numbers; expected 4 x 2 numbers for T=3, B=1, D=2, H=1 (is it transposed?)"),
    "b too long": (CANONICAL | dict(b=[0] * 5), "b holds 5 numbers; expected 4 x 1 numbers"),
    "upstream too short": (CANONICAL | dict(dy=[[1]]), "dy holds 1 x 1 numbers; expected 3 x 1 numbers"),
    "h0 of another size": (CANONICAL | dict(h0=[1, 2]), "h0 holds 2 numbers; expected 1 number"),
    "printed a list": (CANONICAL | dict(printed=[1]), "printed holds [1]; expected numbers by symbol"),
    "printed unknown": (CANONICAL | dict(printed=dict(hh=[1])), "printed names hh, which this run does not compute"),
    "printed of text": (CANONICAL | dict(printed=dict(h=["a"])), 'printed h[0] is "a"; expected a number'),
    "printed too long": (CANONICAL | dict(printed=dict(h=[1, 2, 3, 4])), "printed h holds 4 numbers; expected 3 x 1 numbers"),
    "printed of another shape": (CANONICAL | dict(printed=dict(h=[[1, 2]])), "printed h holds 1 x 2 numbers; expected 3 x 1 numbers"),
    "printed empty": (CANONICAL | dict(printed=dict(h=[])), "printed h is empty"),
    "printed nothing": (CANONICAL | dict(printed=dict(h=[None, None])), "printed h holds no number"),
    "printed with an object": (CANONICAL | dict(printed=dict(h={"0": 1})), 'printed h holds {"0": 1}; expected lists'),
    "printed an input": (CANONICAL | dict(printed=dict(x=[[1]])), "printed names x, which this run does not compute"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_numbers_get_a_sentence(told, case):
    numbers, says = BAD[case]
    status, text = told("canonical", numbers)
    assert status == 2
    assert says in text


@pytest.mark.parametrize("name, numbers, says", [
    ("gomez_2016", GOMEZ | dict(h0=[0.3]), "h0 holds 0.3; gomez_2016 assumes h0 = 0"),
    ("pytorch", dict(x=[[1]], W_ih=[1, 2, 3, 4], W_hh=[1, 2, 3, 4], b_ih=[1, 2, 3, 4], b_hh=[0, 7, 0, 0], grad_output=[[1]]), "b_hh holds 7 where pytorch keeps a zero"),
    ("kumar_2019", dict(x=[[1, 0]], y=[[0.5, 0.5]]), "y[0] is [0.5, 0.5]; expected one 1 and else zeros (one-hot)"),
    ("kumar_2019", dict(x=[[1, 0]], y=[[0, 1]]), "W_f, W_i, W_c, W_o, b_f, b_i, b_c, b_o, W_y, b_y are missing"),
    ("canonical_code", dict(x=[[1]], dh=[[1]]), "W, U, b are missing; canonical_code needs x, W, U, b, h0, c0, dh, dc_T"),
    ("karpathy_2015", dict(x=[[1]], W=[[1]]), "karpathy_2015 has no input W"),
])  # fmt: skip
def test_bad_numbers_for_others_get_a_sentence(told, name, numbers, says):
    status, text = told(name, numbers)
    assert (status, says in text) == (2, True), text


def test_one_weight_that_is_stored_twice_must_be_the_same(told, tmp_path):
    path = tmp_path / "twice.py"
    path.write_text('BASE = "canonical"\ndef layout(W, U, b):\n    rows = [getattr(W, g) for g in "ifgo"]\n    import numpy as np\n'
                    '    return dict(W=np.concatenate(rows), W2=np.concatenate(rows), U=np.concatenate([getattr(U, g) for g in "ifgo"]), '
                    'b=np.concatenate([getattr(b, g) for g in "ifgo"]))\n')  # fmt: skip
    status, text = told(str(path), CANONICAL | dict(W2=[[0.1], [0.2], [0.3], [9]]))
    assert (status, "W2 gives one weight two values, 0.4 and 9" in text) == (2, True), text


def test_numbers_that_overflow_are_told_with_their_file(told):
    status, text = told("gomez_2016", GOMEZ | dict(x=[[1e308, 1e308]], W=[[1e308, 1e308]] * 4))
    assert status == 4
    assert "mine.json" in text and "NaN or infinite at step 1" in text


@pytest.mark.parametrize("path, says", [("no_such_file.json", "cannot be read"), (".", "cannot be read")])
def test_a_file_that_cannot_be_read_is_said(capsys, path, says):
    assert code(["example", "canonical", "--inputs", path]) == 2
    assert says in capsys.readouterr().err


def test_a_file_that_is_no_text_is_said(capsys, tmp_path):
    (tmp_path / "mine.json").write_bytes(b"\xff\xfe\x00")
    assert code(["example", "canonical", "--inputs", str(tmp_path / "mine.json")]) == 2
    assert "is not UTF-8 text" in capsys.readouterr().err


@pytest.mark.parametrize("example, says", [
    ("dict(x=[[1], [2, 3]])", "EXAMPLE: x[1] holds 2 numbers"),
    ("dict(W=[1])", "EXAMPLE: x is missing"),
    ("dict(x=[[1]], printed=dict(h={(9, 9, 9): 1}))", "printed h has the index (9, 9, 9)"),
    ("dict(x=[[1]], printed=dict(h={(0, 0, 0): 'a'}))", 'printed h is "a"; expected a number'),
    ("dict(x='abc')", 'x is "abc"; expected a number'),
])  # fmt: skip
def test_an_example_that_does_not_fit_is_a_fault_of_its_file(tmp_path, capsys, example, says):
    path = tmp_path / "mine.py"
    path.write_text(f'BASE = "canonical"\nEXAMPLE = {example}\n', encoding="utf-8")
    assert code(["example", str(path)]) == 4
    err = capsys.readouterr().err
    assert "mine.py: EXAMPLE: " in err and says in err


def test_what_an_example_leaves_out_is_generated_and_told(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text('BASE = "canonical"\nEXAMPLE = dict(x=[[1, 2], [3, 4]], printed=dict(h={(1, 0, 0): 5}))\n', encoding="utf-8")
    found = walk(load(path, catalogue.find))
    assert found.source == "the published inputs; W, U, b, dy are generated"
    assert [v.published.item() for v in found.values if v.published is not None] == [5]


scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.sampled_from([float("nan"), 10**400, "a", ""])
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["x", "h", "0"]), inner, max_size=2), max_leaves=8)


@settings(max_examples=150, deadline=None)
@given(key=st.sampled_from([*CANONICAL, "h0", "c0", "dc_next", "printed"]), value=anything, inner=st.booleans())
def test_whatever_stands_in_the_file_is_used_or_answered_in_one_sentence(key, value, inner):
    numbers = CANONICAL | {key: {"h": value} if key == "printed" and inner else value}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mine.json")
        path.write_text(json.dumps(numbers))
        try:
            found = walk(opened(PATHS["canonical"]), inputs=path)
        except LstmcmpError as e:
            assert key in str(e) and "\n" not in str(e)
        else:
            table(found, Page(80), 5, "x")


# formats


def test_formats(capsys):
    assert code(["example", "gomez_2016", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"name", "steps", "gradients"} and found["schema"] == SCHEMA
    assert set(found["steps"][0]) == {"t", "symbol", "value"}
    assert set(found["gradients"]) == {"dW", "dU", "db"}
    assert (found["departs"]["symbol"], found["departs"]["number"], set(found["true"])) == ("db", "B11", {"db"})
    assert next(s for s in found["steps"] if s["symbol"] == "a")["printed"] == 0.81775
    assert code(["example", "gomez_2016", "--format", "md"]) == 0
    assert "| 1 | `a` | 0.81775 | 0.81775 |" in capsys.readouterr().out


def test_json_has_full_precision(capsys):
    code(["example", "canonical", "--format", "json"])
    i = next(s for s in json.loads(capsys.readouterr().out)["steps"] if s["symbol"] == "i")
    assert i["value"] == 1 / (1 + np.exp(0.88))


@pytest.mark.parametrize("digits, shown", [(1, "0.8"), (3, "0.818"), (9, f"{np.tanh(1.15):.9f}")])
def test_digits(capsys, digits, shown):
    code(["example", "gomez_2016", "--digits", str(digits)])
    assert re.search(rf"\n  a +{shown} ", capsys.readouterr().out)


def test_what_a_file_prints_is_not_in_the_document(tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text('BASE = "canonical"\nprint("hello")\ndef dg(dc, i, g):\n    print("there")\n    return dc * i * (1 - g**2)\n', encoding="utf-8")
    assert code(["example", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["wrong"] is False


def test_a_large_array_shows_its_beginning_its_printed_entries_and_where_it_departs_most():
    text = [line.plain for line in table(of("deeplearning_ai_2018"), Page(100), 5, "x")]
    at = next(n for n, line in enumerate(text) if line.startswith("  dx "))
    assert text[at].endswith("], …  10 x 3")
    assert re.fullmatch(r"    \[2,1\]    -0.35951   -0.43281 ≠  -0.43281", text[at + 1].rstrip())
    assert re.fullmatch(r"    \[8,1\]    -0.30992               0.21773", text[at + 2].rstrip())
