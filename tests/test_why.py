"""`lstmcmp why`, `compare --families` and `check --without`: counted answers, groups, and what one term does."""

import json
import re
import sys

import numpy as np
import pytest

from lstmcmp import catalogue
from lstmcmp.ablation import without
from lstmcmp.cli import code
from lstmcmp.families import families
from lstmcmp.problem import Problem
from lstmcmp.render import ablation as ablation_screen
from lstmcmp.render import families as families_screen
from lstmcmp.render import why as screens
from lstmcmp.render.page import Page
from lstmcmp.why import CELL, CONSTANT, DESIGN, SAME, WRONG, why

BASES = [p for n, p in catalogue.paths().items() if "BASE" not in catalogue.open_convention(n).constants]


@pytest.fixture(scope="module")
def looked():
    return why(catalogue.paths().values())


@pytest.fixture(scope="module")
def sources(looked):
    return {s.name: s for s in looked.sources}


def test_what_is_said_here_is_what_compare_says(looked, entries):
    """One gradient is exact on the standard cell; a head's own loss may still carry a factor."""
    words = {SAME: {"exact", "scaled"}, CELL: {"variant", "exact", "scaled"}, DESIGN: {"by-design"}, WRONG: {"wrong"}, CONSTANT: {"scaled"}}
    for s in looked.sources:
        e = entries[s.name]
        assert e.verdict in words[s.relation], (s.name, s.relation, e.verdict)
        assert s.relation != SAME or e.cell == "standard"


SPELLED = {  # name: (relation, derivative of i, dc, dh, matrices, axes), each read off its file by hand
    "canonical": (SAME, "folded in, s(1-s)", "handed back", "handed back", "stacked W, U", "column"),
    "kristiadi_2016": (SAME, "own line, s(1-s)", "handed back", "handed back", "per gate [x,h]", "row"),
    "greff_2015": (CELL, "folded in, σ'(z)", "read from t+1", "read from t+1", "per gate W, U", "column"),
    "gomez_2016": (WRONG, "folded in, s(1-s)", "read from t+1", "handed back", "stacked W, U", "column"),
    "wang_2017": (WRONG, "missing", "handed back", "none", "stacked [x,h]", "column"),
    "geeksforgeeks_2020": (WRONG, "in the weights, σ'(z)", "none", "none", "per gate W, U", "column"),
    "chen_2016": (SAME, "in the weights, s(1-s)", "handed back", "handed back", "per gate W, U", "column"),
    "hochreiter_1997": (WRONG, "folded in, σ'(z)", "forward in time", "none", "per gate [x,h]", "column"),
}


@pytest.mark.parametrize("name", SPELLED)
def test_how_a_source_spells_it(name, sources):
    s = sources[name]
    assert (s.relation, s.derivatives["i"], s.carry_c, s.carry_h, s.matrices, s.axes) == SPELLED[name]


def test_tanh_of_the_candidate_may_be_spelled_apart(sources):
    assert sources["mallya_2015"].derivatives["g"] == "own line, σ'(z)" != sources["mallya_2015"].derivatives["i"]


def test_the_screen_is_one_screen(looked):
    for width in (80, 100, 140):
        for unicode in (True, False):
            lines = [t.plain for t in screens.screen(looked, Page(width, unicode))]
            assert len(lines) <= 45 and max(map(len, lines)) <= width
            assert unicode or all(line.isascii() for line in lines)
    text = "\n".join(t.plain for t in screens.screen(looked, Page(100, True)))
    assert all(len(re.findall(rf"^\S {s.name} ", text, re.M)) == 1 for s in looked.bases if s.derivatives)


def test_the_answers_are_counts(looked):
    (_, first), (_, second), (_, third) = screens.answers(looked)
    same = [s for s in looked.bases if s.relation == SAME]
    assert first.startswith(f"{len(same)} of {len(looked.bases)} conventions are one gradient")
    assert len({s.spelling for s in same if s.derivatives}) == int(re.search(r"(\d+) spellings", first)[1])
    assert f"{sum(s.relation == WRONG for s in looked.bases)} differ as printed" in second
    assert f"{looked.reference.lines} backward lines" in third
    total = sum(looked.count(r, b) for r in (SAME, CONSTANT, CELL, DESIGN, WRONG) for b in (True, False))
    assert total == len(looked.sources) == len(catalogue.paths())


def test_full_table_markdown_and_json(looked):
    table = "\n".join(t.plain for t in screens.table(looked, Page(100, True)))
    assert all(s.name in table for s in looked.sources)
    assert screens.markdown(looked).count("\n| `") == len(looked.bases)
    found = json.loads(screens.to_json(looked))
    assert len(found["sources"]) == len(looked.sources) and found["counts"][SAME]["bases"] == looked.count(SAME)


def test_a_file_that_cannot_be_run_has_its_line(tmp_path):
    path = tmp_path / "broken.py"
    path.write_text("UPSTREAM = dict(dh='h')\n", encoding="utf-8")
    found = why([path, catalogue.paths()["canonical"]])
    assert [s.relation for s in found.sources] == [SAME, "invalid"] and "STATE" in found.sources[1].problem
    assert "broken" in "\n".join(t.plain for t in screens.screen(found, Page()))


@pytest.fixture(scope="module")
def grouped():
    return families(BASES)


def test_families(grouped):
    by = {m: f for f in grouped.families for m in f.members}
    assert by["canonical"] is grouped.families[0] and grouped.families[0].what == "the canonical gradient"
    assert {"pytorch", "karpathy_2015", "kristiadi_2016", "chen_2016"} <= set(by["canonical"].members)
    assert set(by["greff_2015"].members) >= {"graves_2012"} and by["greff_2015"].what == "another cell (peephole)"
    assert by["gomez_2016"].members == ("gomez_2016",) and by["gomez_2016"].what == "wrong in its own way"
    assert by["onnx_runtime"].what == "another truncation"
    assert sorted(by) == sorted(p.stem for p in BASES)
    pairs = {(p.a, p.b): p for p in grouped.pairs}
    assert all(p.relation == "identical" and p.error <= 1e-12 for (a, b), p in pairs.items() if {a, b} <= set(grouped.families[0].members))


def test_a_source_that_gives_little_does_not_bridge_two_families(grouped):
    """gomez is right in all but db; a source without db agrees with it and must still stand with the canonical one."""
    chen = {(p.a, p.b): p for p in grouped.pairs if "chen_2016" in (p.a, p.b)}
    assert any({"gomez_2016", "canonical"} & {a, b} for a, b in chen)
    assert "chen_2016" in grouped.families[0].members


def test_wrong_in_the_same_way(tmp_path):
    text = catalogue.paths()["canonical"].read_text(encoding="utf-8")
    wrong = text.replace("return dc * g * i * (1 - i)", "return dc * g * g * (1 - i)")
    for name, body in (("wrong_one", wrong), ("wrong_two", wrong.replace("g * g * (1 - i)", "(1 - i) * g**2"))):
        (tmp_path / f"{name}.py").write_text(body, encoding="utf-8")
    found = families([catalogue.paths()["canonical"], tmp_path / "wrong_one.py", tmp_path / "wrong_two.py"])
    assert [(f.members, f.what) for f in found.families] == [(("canonical",), "the canonical gradient"), (("wrong_one", "wrong_two"), "wrong in the same way")]


def test_up_to_a_constant(tmp_path):
    text = (catalogue.paths()["canonical"]).read_text(encoding="utf-8")
    half = text.replace("def dh(dy, dh_next):", "def dh(dy, dh_next, T):").replace("return dy + dh_next", "return dy / 2 + dh_next")
    half = half.replace('UPSTREAM = dict(dy="h", dc_next="c@T")', 'UPSTREAM = dict(dy="h")')
    assert half.count("dy / 2") == 1
    (tmp_path / "half.py").write_text(half, encoding="utf-8")
    found = families([catalogue.paths()["canonical"], tmp_path / "half.py"])
    assert [(f.members, f.scaled) for f in found.families] == [(("canonical", "half"), {"half": "2"})]


def test_families_screen_and_json(grouped, capsys):
    for width in (80, 100, 140):
        assert max(len(t.plain) for t in families_screen.table(grouped, Page(width, False))) <= width
    assert code(["compare", "--families", "canonical", "gomez_2016", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["pairs"][0]["relation"] == "different" and [f["members"] for f in found["families"]] == [["canonical"], ["gomez_2016"]]


@pytest.fixture(scope="module")
def no_carry():
    return without(catalogue.open_convention("canonical"), Problem(), "dc_next of dc")


def test_is_dc_next_a_fudge_factor(no_carry):
    assert no_carry.left == "dc = dh * o * (1 - tanh(c) ** 2)" and no_carry.culprits == ("dc",)
    assert len(no_carry.finals) == 15 and all(b.before <= 1e-13 and b.after > 1e-2 for b in no_carry.finals)


def test_the_first_step_that_breaks_is_the_last_one_with_a_term():
    a = without(catalogue.open_convention("gomez_2016"), Problem(), "δstate_{t+1} ⊙ f_{t+1} of delta_state")
    assert [s.t for s in a.steps] == [6, 5, 4, 3, 2, 1]
    assert a.steps[0].term == 0 and a.steps[0].symbols == {} and a.steps[1].term > 0.1 and "delta_state" in a.steps[1].symbols
    assert "delta_out" not in a.steps[1].symbols and "delta_out" in a.steps[2].symbols
    text = "\n".join(t.plain for t in ablation_screen.screen(a, Page()))
    assert "nothing comes back from step 7" in text


def test_the_partial_is_the_forget_gate_and_the_total_is_not(no_carry):
    chain = no_carry.chain
    assert chain.names == ("c", "f") and np.allclose(chain.partial, chain.forget, rtol=0, atol=1e-14) and chain.beside_partial == 0
    assert abs(chain.total[0] - chain.partial[0]) > 0.01 and chain.beside_total > 0.01


def test_the_total_equals_central_differences(no_carry):
    """By a recurrence written here by hand, from the state before the step: h(t-1) = o(t-1) tanh(c(t-1)) follows c(t-1)."""
    p = Problem()
    w, x, h, c = p.canonical(), p.x()[:, 0, :, 0], p.h0()[0, :, 0], p.c0()[0, :, 0]
    t = no_carry.chain.t - 1

    def gates(x, h):
        net = {k: w["W"][k] @ x + w["U"][k] @ h + w["b"][k][:, 0] for k in "ifgo"}
        return {k: np.tanh(a) if k == "g" else 1 / (1 + np.exp(-a)) for k, a in net.items()}

    for s in range(t):
        g = gates(x[s], h)
        c = g["f"] * c + g["i"] * g["g"]
        h, o = g["o"] * np.tanh(c), g["o"]

    def next_c(c):
        g = gates(x[t], o * np.tanh(c))
        return g["f"] * c + g["i"] * g["g"]

    step = 1e-6
    total = [(next_c(c + step * e)[j] - next_c(c - step * e)[j]) / (2 * step) for j, e in enumerate(np.eye(p.H))]
    assert np.allclose(total, no_carry.chain.total, rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    "text, words",
    [
        ("blub of dc", ["no term of dc", "dc_next", "tanh²(c)"]),
        ("dc_next", ["TERM of SYMBOL"]),
        ("dc_next of dcc", ["no equation dcc", "did you mean dc?"]),
        ("f * c_prev of c", ["forward pass"]),
        ("dh_next of dh_prev", ["no term of dh_prev", "U.mT @ dz"]),
    ],
)
def test_what_cannot_be_left_out_is_said(text, words, capsys):
    assert code(["check", "canonical", "--without", text]) == 2
    err = capsys.readouterr().err
    assert all(w in err for w in words) and "Traceback" not in err


def test_a_term_by_its_printed_letters_its_code_or_a_word_in_it():
    canonical = catalogue.open_convention("canonical")
    found = {without(canonical, Problem(T=3, B=1), f"{t} of dc").left for t in ("dh⊙o⊙(1-tanh²(c))", "dh*o*(1-tanh(c)**2)", "o")}
    assert found == {"dc = dc_next"}


def test_the_only_term_leaves_zero():
    a = without(catalogue.open_convention("canonical"), Problem(), "dz of db")
    assert {b.name for b in a.finals if b.after > 1e-10} == {"db_i", "db_f", "db_g", "db_o"}
    assert {b.after for b in a.finals if b.name.startswith("db")} == {1.0}


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_ablation_screen_keeps_to_its_width(no_carry, width):
    for unicode in (True, False):
        lines = [t.plain for t in ablation_screen.screen(no_carry, Page(width, unicode))]
        assert max(map(len, lines)) <= width and (unicode or all(x.isascii() for x in lines))


def test_ablation_of_code_is_refused(capsys):
    assert code(["check", "karpathy_2015", "--without", "a of b"]) == 2
    assert "is code" in capsys.readouterr().err


def test_the_page_is_current(looked, grouped):
    root = catalogue.FOLDER.parent
    sys.path.insert(0, str(root / "docs"))
    try:
        import build
    finally:
        sys.path.pop(0)
    text = build.DIFFER.read_text(encoding="utf-8")
    assert build.filled(text, build.why_blocks(looked, grouped)) == text, "run: python docs/build.py"


def test_a_file_of_ones_own_stands_beside_the_canonical_family(tmp_path, capsys):
    (tmp_path / "mine.py").write_text('BASE = "gomez_2016"\n', encoding="utf-8")
    assert code(["compare", "--families", str(tmp_path / "mine.py"), "--format", "json"]) == 0
    assert [f["members"] for f in json.loads(capsys.readouterr().out)["families"]] == [["canonical"], ["mine"]]


def test_two_files_of_one_name_are_no_families(tmp_path, capsys):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "mine.py").write_text('BASE = "gomez_2016"\n', encoding="utf-8")
    assert code(["compare", "--families", str(tmp_path / "one" / "mine.py"), str(tmp_path / "two" / "mine.py")]) == 2
    assert "two of these are called mine" in capsys.readouterr().err


def test_one_culprit_is_spoken_of_as_one(no_carry):
    text = " ".join(t.plain for t in ablation_screen.screen(no_carry, Page(140, True)))
    assert "the equation to blame is then dc." in text
