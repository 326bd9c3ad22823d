"""Numbers alone: printed gradients of given inputs are explained, or said to be explained by nothing that is known."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from lstmcmp import autograd, case, catalogue, cuts, digits, matches
from lstmcmp.cli import code
from lstmcmp.convention import load
from lstmcmp.digits import Digits
from lstmcmp.problem import Problem
from lstmcmp.render.case import screen, to_json
from lstmcmp.render.page import Page
from lstmcmp.runs import judged

CASES = Path(__file__).parent / "cases"
BROKEN = Path(__file__).parent / "broken"
SIZES = Problem(3, 2, 3, 2, seed=1)
CANONICAL = catalogue.open_convention("canonical")
pytestmark = pytest.mark.skipif(not autograd.available(), reason="numbers alone are explained with torch")


def inputs(convention=CANONICAL, problem=SIZES) -> dict:
    """The arrays of a problem as a case file holds them."""
    result = judged(convention, problem, "upstream")
    layout = result.trial.layout.arrays
    given = dict(x=problem.x(), h0=problem.h0(), c0=problem.c0(), dy=problem.dh(), dc_next=problem.dc_T())
    return {n: a.tolist() for n, a in layout.items()} | {n: a[..., 0].tolist() for n, a in given.items()}


def printed(values: np.ndarray, places: int) -> list:
    """Numbers as somebody prints them: rounded, with all zeros kept."""
    return np.vectorize(lambda v: f"{v:.{places}f}", otypes=[object])(np.squeeze(values, -1) if values.ndim > 2 else values).tolist()


def broken(name: str, places: int = 6) -> dict:
    """The case of a planted mistake: the gradients that its file gives."""
    convention = load(BROKEN / f"{name}.py", catalogue.find)
    result = judged(convention, SIZES, "upstream")
    known = case._names(result)
    wholes = case.gives(result, result.examination.whole)
    arrays = {n: s for n, (s, _) in known.items() if n in ("W", "U", "b", "x", "h0", "c0")}
    return inputs() | dict(gradients={n: printed(wholes[s], places) for n, s in arrays.items()})


def explained(tmp_path, content: dict) -> matches.Finding:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return matches.explain(case.read(path))


@pytest.fixture(scope="module")
def right() -> dict:
    result = judged(CANONICAL, SIZES, "upstream")
    wholes = case.gives(result, result.examination.whole)
    return inputs() | dict(gradients={s: printed(a, 5) for s, a in wholes.items()})


def text(found: matches.Finding, width: int = 100, unicode: bool = True) -> str:
    return "\n".join(line.plain for line in screen(found, Page(width, unicode)))


def test_what_a_notebook_expects_is_the_true_gradient():
    found = matches.explain(case.read(CASES / "notebook_2020.json"))
    assert (found.verdict, found.count, found.deciding) == ("true", 13, 0)
    assert "Every printed digit is the true gradient (13 numbers)" in text(found)


def test_what_a_learner_got_is_every_path_cut():
    found = matches.explain(case.read(CASES / "learner_2018.json"))
    (match,) = found.matches
    assert (found.verdict, match.code, match.missed, found.count) == ("reproduced", "LC702", 0, 13)
    assert match.words == "every path from step to step is cut, but not at the first step"
    assert match.also == ("the equations of deeplearning_ai_2018_loop_zero with only dc_tilde corrected",)


def test_what_an_older_notebook_expects_is_explained_but_for_three_biases():
    found = matches.explain(case.read(CASES / "notebook_2018.json"))
    assert (found.verdict, found.matches, found.nearest.missed, found.nearest.code) == ("none", (), 3, "LC702")
    assert "no known mistake" in text(found) and "a hint, no diagnosis: it misses 3 of 13" in " ".join(text(found).split())


PLANTED = {
    "another gradient": ("copied_gate", "LC112"),
    "c for tanh(c)": ("c_for_tanh_c", "LC103"),
    "a sign": ("sign", "LC109"),
    "a sum one step short": ("weight_sum_one_step_short", "LC303"),
    "a carry lost, with what comes from outside": ("carry_of_c_missing", "LC202"),
}


@pytest.mark.parametrize("name, expected", PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_named(tmp_path, name, expected):
    found = explained(tmp_path, broken(name))
    assert found.verdict == "reproduced", found
    assert expected in found.matches[0].code, found.matches
    assert all(m.missed == 0 for m in found.matches)


def test_right_numbers_are_the_true_gradient_and_one_digit_more_is_not(tmp_path, right):
    assert explained(tmp_path, right).verdict == "true"
    off = json.loads(json.dumps(right))
    number = off["gradients"]["dW"][2][1]
    off["gradients"]["dW"][2][1] = f"{float(number) + 1e-5:.5f}"
    found = explained(tmp_path, off)
    assert (found.verdict, found.deciding, found.worst.where) == ("none", 1, "dW[2][1]")


def test_few_digits_have_several_explanations_and_none_is_claimed(tmp_path):
    content = broken("factor_two_in_one_gate", 0)
    content["gradients"] = dict(b=content["gradients"]["b"])
    found = explained(tmp_path, content)
    assert found.verdict == "several" and 2 <= len(found.matches) <= matches.MOST
    shown = " ".join(text(found).split())
    assert found.ask in shown and "so none is claimed" in shown and f"{found.deciding} of the {found.count} numbers" in shown


def test_one_number_is_a_hint_only(tmp_path):
    content = broken("carry_of_c_missing", 2)
    content["gradients"] = dict(b=[None] * 5 + content["gradients"]["b"][5][:1] + [None] * 2)
    found = explained(tmp_path, content)
    assert found.verdict in ("weak", "several") and found.count == found.deciding == 1 and found.chance > matches.UNLIKELY
    assert "Reproduced exactly" not in text(found)


SETS = {
    "h into one gate": [3],
    "h into two gates": [0, 1],
    "c into c": [4],
    "all of h": [0, 1, 2, 3],
}


@pytest.mark.parametrize("chosen", SETS.values(), ids=SETS)
@pytest.mark.parametrize("first", [False, True], ids=["between steps", "at the first step too"])
def test_cut_paths_are_named(tmp_path, chosen, first):
    """The gradient is made by a loop in plain numpy, which hands back through the paths that are left."""
    content = inputs()
    content["gradients"] = {n: printed(a, 8) for n, a in by_hand(chosen, first).items()}
    found = explained(tmp_path, content)
    assert found.verdict == "reproduced"
    everything = cuts.paths(judged(CANONICAL, SIZES, "upstream"))
    assert found.matches[0].words == cuts.words(tuple(everything[k] for k in chosen), everything, first, True)
    assert found.matches[0].code == "LC702"


def test_where_no_initial_state_is_printed_it_is_not_said_at_which_step(tmp_path):
    content = inputs()
    content["gradients"] = {n: printed(a, 8) for n, a in by_hand([3], False).items() if n not in ("h0", "c0")}
    found = explained(tmp_path, content)
    assert (found.verdict, found.matches[0].words) == ("reproduced", "h into the output gate is cut")


def by_hand(chosen: list[int], first: bool) -> dict[str, np.ndarray]:
    """The standard cell's gradients with the message through some gates (0-3: i, f, g, o) or of c (4) left out."""
    w, p = SIZES.canonical(), SIZES
    W, U, b = (np.concatenate([w[k][g] for g in "ifgo"]) for k in "WUb")
    s = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    h, c, kept = p.h0(), p.c0(), []
    for x in p.x():
        i, f, g, o = np.split(W @ x + U @ h + b, 4, -2)
        i, f, g, o = s(i), s(f), np.tanh(g), s(o)
        kept.append((x, h, c, i, f, g, o))
        c = f * c + i * g
        h = o * np.tanh(c)
        kept[-1] += (c,)
    dW, dU, db, dx, dh_next, dc_next = 0 * W, 0 * U, 0 * b, 0 * p.x(), 0, p.dc_T()
    for t in reversed(range(p.T)):
        x, h, c, i, f, g, o, c_now = kept[t]
        dh = p.dh()[t] + dh_next
        dc = dc_next + dh * o * (1 - np.tanh(c_now) ** 2)
        dz = np.concatenate([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g**2), dh * np.tanh(c_now) * o * (1 - o)], -2)
        dW, dU, db = dW + (dz @ x.mT).sum(0), dU + (dz @ h.mT).sum(0), db + dz.sum(0)
        dx[t] = W.T @ dz
        through = np.concatenate([0 * d if k in chosen and (t or first) else d for k, d in enumerate(np.split(dz, 4, -2))], -2)
        dh_next, dc_next = U.T @ through, dc * f * (0 if 4 in chosen and (t or first) else 1)
    return dict(W=dW, U=dU, b=db, x=dx, h0=dh_next, c0=dc_next)


DIGITS = {
    "as many places as printed": ([0.12, 1.5], [0.005, 0.05]),
    "a string keeps its zeros": (["0.120"], [0.0005]),
    "an exponent": ([1.25e-3], [5e-6]),
    "a whole number has the places of its neighbours": ([0.0, 0.125, 3], [0.0005, 0.0005, 0.0005]),
    "unless it is quoted": (["3", 0.125], [0.5, 0.0005]),
    "alone it is what it says": ([2], [0.5]),
    "null is no number": ([None, 0.5], [np.nan, 0.05]),
}


@pytest.mark.parametrize("value, expected", DIGITS.values(), ids=DIGITS)
def test_a_tolerance_is_half_a_unit_of_the_last_digit(value, expected):
    text = json.dumps(value)
    found = digits.half_units(digits.unquoted(json.loads(text, parse_float=Digits)))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_full_precision_is_not_trusted_beyond_rounding():
    values = json.loads("[1234.567890123456, 0.1]", parse_float=Digits)
    assert digits.half_units(values)[0] >= 1e-10


WRONG_CASES = {
    "not JSON": ("{", 2, "is not JSON"),
    "no object": ("[1, 2]", 2, "holds [1, 2]"),
    "no gradients": (dict(gradients=None), 2, "gradients holds nothing"),
    "empty gradients": (dict(gradients={}), 2, "gradients holds nothing"),
    "gradients as a list": (dict(gradients=[1]), 2, "gradients holds [1]; expected printed numbers by name"),
    "only nulls": (dict(gradients=dict(db=[None] * 8)), 2, "gradients db holds no number"),
    "an unknown gradient": (dict(gradients=dict(dWW=[[1.5]])), 2, "gradients names dWW, which canonical does not give (did you mean dW?)"),
    "one gradient twice": (dict(gradients=dict(db=[0.5] * 8, b=[0.5] * 8)), 2, "gives db and b, which are the same gradient"),
    "a gradient of another shape": (dict(gradients=dict(db=[0.5, 0.5])), 2, "gradients db holds 2 numbers; expected 8 x 1 numbers"),
    "a ragged gradient": (dict(gradients=dict(dW=[[0.5], [0.5, 1.5]])), 2, "gradients dW[1] holds 2 numbers and gradients dW[0] 1 number"),
    "a word in a gradient": (dict(gradients=dict(db=["abc"] * 8)), 2, 'gradients db[0] is "abc"; expected a number'),
    "true in a gradient": (dict(gradients=dict(db=[True] * 8)), 2, "gradients db[0] is true; expected a number"),
    "NaN in a gradient": ("NaN in db", 2, "expected a finite number"),
    "NaN in a string": (dict(gradients=dict(db=["nan"] * 8)), 2, 'gradients db[0] is "nan"; expected a number'),
    "infinite inputs": (dict(b=[1e999] * 8), 2, "b[0] is infinite; expected a finite number"),
    "a missing array": (dict(W=...), 2, "W is missing; canonical needs x, W, U, b"),
    "no x": (dict(x=...), 2, "x is missing"),
    "nothing from outside": (dict(dy=..., dc_next=...), 2, "dy is missing"),
    "a null array": (dict(U=None), 2, "U is null; expected numbers, or leave it out"),
    "a gap in an array": (dict(b=[None] * 8), 2, "b[0] is null; expected a number"),
    "a transposed array": (dict(W=np.zeros((3, 8)).tolist()), 2, "W holds 3 x 8 numbers; expected 8 x 3 numbers"),
    "an unknown array": (dict(bias=[0.5]), 2, "canonical has no input bias"),
    "an unknown convention": (dict(convention="canonicl"), 2, "There is no convention 'canonicl' (did you mean canonical?)"),
    "a path that is not there": (dict(convention="nowhere.py"), 4, "nowhere.py"),
    "no name of a convention": (dict(convention=3), 2, "convention is 3; expected a name"),
    "a convention in code": (dict(convention="canonical_code"), 2, "is written as code; name one in equations"),
    "an approximation": (dict(convention="hochreiter_1997", gradients=dict(x=[[0.5]])), 2, "hochreiter_1997"),
    "a source that is no text": (dict(source=3), 2, "source is 3; expected text"),
}


@pytest.mark.parametrize("change, status, words", WRONG_CASES.values(), ids=WRONG_CASES)
def test_what_does_not_fit_is_said_in_one_sentence(tmp_path, capsys, right, change, status, words):
    path = tmp_path / "case.json"
    if isinstance(change, dict):
        path.write_text(json.dumps({n: v for n, v in (right | change).items() if v is not ...}), encoding="utf-8")
    elif change == "NaN in db":
        path.write_text(json.dumps(right | dict(gradients=dict(db=[float("nan")] * 8))), encoding="utf-8")
    else:
        path.write_text(change, encoding="utf-8")
    assert code(["check", "--inputs", str(path)]) == status
    out, err = capsys.readouterr()
    assert not out and err.count("\n") == 1 and "Traceback" not in err
    assert words in err and (str(path) in err or status == 4)


def test_check_wants_a_name_or_numbers_and_not_both(tmp_path, capsys):
    assert code(["check"]) == 2
    assert "check needs NAME_OR_PATH, the name or the path of a convention, or --inputs" in capsys.readouterr().err
    assert code(["check", "canonical", "--inputs", "case.json"]) == 2
    assert "--inputs judges numbers alone, not canonical" in capsys.readouterr().err
    assert code(["check", "--inputs", str(tmp_path / "nowhere.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def made(**changes) -> matches.Finding:
    """A finding with invented numbers."""
    entry = matches.Entry("dW_f[3][1]", 0.125, -2.5)
    match = matches.Match("c of the step before into c is cut", "LC702", "approximation", "", 0, None, ("dc = dy * o", "dc = 0", "another"))
    plain = dict(
        name="case.json", source="an invented notebook, 2020", reference="canonical", sizes=dict(T=3, B=2, D=4, H=5), run="upstream", count=23, deciding=11,
        printed={"dW_f": (12, 5), "db_f": (7, 7), "dx": (4, 0)}, worst=entry, verdict="reproduced", matches=(match,), more=0, nearest=None, ask="", tried=99, chance=1e-30,
    )  # fmt: skip
    return matches.Finding(**plain | changes)


SCREENS = {
    "true": dict(deciding=0, verdict="true", matches=(), worst=None, printed={"db_f": (23, 23)}),
    "reproduced": {},
    "weak": dict(verdict="weak", chance=0.4),
    "several": dict(verdict="several", matches=made().matches * 5, more=7, ask="dU[2][1]"),
    "a hint": dict(verdict="none", matches=(), nearest=matches.Match("h into the input gate is cut", "LC702", "approximation", "", 4, made().worst)),
    "nothing near": dict(verdict="none", matches=(), deciding=20),
}


@pytest.mark.parametrize("width", [40, 80, 100, 140])
@pytest.mark.parametrize("changes", SCREENS.values(), ids=SCREENS)
def test_no_line_is_wider_than_its_screen(changes, width):
    shown = text(made(**changes), width, unicode=width > 40)
    if width >= 80:
        assert max(map(len, shown.splitlines())) <= width
    assert width > 40 or shown.isascii()


def test_the_verdict_says_how_many_numbers_decide():
    shown = " ".join(text(made()).split())
    assert "Reproduced exactly (all 23 printed numbers) by: c of the step before into c is cut LC702" in shown
    assert "11 of the 23 numbers, which the true gradient does not give" in shown
    assert re.search(r"not true dW_f 7 of 12, dx 4 of 4", shown)
    assert "perhaps the inputs are not those" in " ".join(text(made(**SCREENS["nothing near"])).split())


def test_json_holds_all_of_it():
    numbers = json.loads(to_json(made()))["numbers"]
    assert numbers["matches"][0]["code"] == "LC702" and numbers["verdict"] == "reproduced"
    assert numbers["printed"]["dW_f"] == dict(numbers=12, true=5) and numbers["deciding"] == 11
