"""selftest: the mutants are what they say, equivalent ones are told from mistakes, every sort can come out, and the promise holds."""

import ast
import json
from dataclasses import replace

import pytest
from rich.cells import cell_len

from lstmcmp import catalogue, cli, selftest
from lstmcmp import expression as ex
from lstmcmp.convention import load
from lstmcmp.equations import Equation, build
from lstmcmp.equivalence import equivalent, same_value
from lstmcmp.installation import Check
from lstmcmp.judge import judge
from lstmcmp.mutants import KINDS, corrected, mutants, mutations, resolved
from lstmcmp.problem import Problem
from lstmcmp.render import selftest as render
from lstmcmp.render.page import Page
from lstmcmp.selftest import SORTS, Outcome, Selftest
from lstmcmp.trial import prepare

SMALL = Problem(T=4, B=2, D=3, H=4)
FEW = ("canonical", "gomez_2016", "pytorch")


def tree(text: str) -> ex.Node:
    return ex._node(ast.parse(text, mode="eval").body)


MUTATED = {  # equation, neighbours of its arguments -> every mutant, by kind
    ("a * (1 - g**2)", ("a_prev",)): {
        "drop a factor": {"1 - g**2", "a", "a * (1 - g)"},
        "swap two symbols": {"g * (1 - a**2)"},
        "shift an index": {"a_prev * (1 - g**2)"},
        "flip a sign": {"-a * (1 - g**2)", "a * (-1 - g**2)", "a * (1 + g**2)"},
        "drop a term": {"a * -g**2", "a * 1"},
    },
    ("W.mT @ a + b", ()): {
        "swap two symbols": {"a.mT @ W + b", "b.mT @ a + W", "W.mT @ b + a"},
        "flip a sign": {"-W.mT @ a - b", "-W.mT @ a + b", "W.mT @ a - b"},
        "drop a term": {"W.mT @ a", "b"},
        "drop a transpose": {"W @ a + b"},
    },
    ("a * a", ("a_next",)): {"drop a factor": {"a"}, "shift an index": {"a_next * a", "a_next * a_next", "a * a_next"}, "flip a sign": {"-a * a"}},
}


@pytest.mark.parametrize("case", MUTATED, ids=lambda case: case[0])
def test_every_mutation_is_made(case):
    text, neighbours = case
    found = {}
    for kind, node in mutations(tree(text), {"a": list(neighbours)}):
        found.setdefault(kind, set()).add(ex.text(node))
    assert {k: v - {text} for k, v in found.items()} == MUTATED[case]


@pytest.fixture(scope="module")
def canonical():
    """The convention and its run on a small problem."""
    convention = load(catalogue.find("canonical"), catalogue.find)
    return convention, prepare(convention, SMALL, "upstream")


def test_exchanging_factors_or_terms_makes_no_mutant(canonical):
    convention, trial = canonical
    found = [ex.text(m.node) for m in mutants(convention, trial.system, ["dc", "df"]) if m.kind == "swap two symbols"]
    assert "c_prev * dc * f * (1 - f)" not in found and "dc_next + o * dh * (1 - tanh(c)**2)" not in found
    assert "f * c_prev * dc * (1 - dc)" in found and len(found) == len(set(found))


def test_what_cannot_be_run_is_no_mutant(canonical):
    convention, trial = canonical
    shifted = {ex.text(m.node): resolved(m, trial) is not None for m in mutants(convention, trial.system, ["c", "dc", "dU"]) if m.kind == "shift an index"}
    assert not shifted["f * c + i * g"]  # c would wait for itself
    assert shifted["f * c_prev + i_prev * g"] and shifted["outer(dz, h)"] and shifted["outer(dz_next, h_prev)"]


def equation(trial, like: str, text: str) -> Equation:
    """Another equation for a symbol, of the same arguments."""
    old = trial.system.equations[like]
    call = ex.compiled(tree(text), old.function.arguments, {})
    return replace(old, function=replace(old.function, call=call))


SAME = {"dc * i * (1 - g * g)": True, "dc * i - dc * (g * g * i)": True, "dc * i * (1 - g)": False, "dc * i * (1 - g**4)": False, "dc * i @ g": False}


@pytest.mark.parametrize("text", SAME)
def test_equations_of_the_same_value_are_equivalent(text, canonical):
    _, trial = canonical
    assert same_value(trial.system.equations["dg"], equation(trial, "dg", text), trial) == SAME[text]


TIED = {
    ("h * dc", "o * tanh(c) * dc"): True,  # one step of the forward pass
    ("h_prev * dc", "o_prev * tanh(c_prev) * dc"): True,
    ("c * dc", "(f * c_prev + i * g) * dc"): False,  # two steps, on no trajectory
    ("c * dc", "c_prev * dc"): False,
    ("dc_prev * i", "dc * f * i"): False,  # gradients
}


@pytest.mark.parametrize("texts", TIED, ids=" and ".join)
def test_what_one_step_of_the_forward_pass_ties_together_is_tied(texts, canonical):
    convention, trial = canonical
    made = []
    for text in texts:
        node = tree(text)
        arguments = tuple(ex.names(node))
        function = replace(convention.functions["dg"], call=ex.compiled(node, arguments, {}), arguments=arguments)
        made.append(build(replace(convention, functions=convention.functions | {"dg": function}), trial.layout.arrays, "upstream").equations["dg"])
    assert same_value(*made, trial) == TIED[texts]


def test_a_forward_pass_with_the_same_state_is_equivalent():
    convention = load(catalogue.find("pytorch"), catalogue.find)
    trial = prepare(convention, SMALL, "upstream")
    found = {ex.text(m.node): equivalent(m, trial) for m in mutants(convention, trial.system, ["gates"]) if m.kind == "drop a term"}
    assert found["input_gates + b_ih + hidden_gates"]  # the second bias is zero in its layout
    assert not found["input_gates + hidden_gates + b_hh"]


@pytest.fixture(scope="module")
def drawn():
    found, unfit = selftest.subjects([catalogue.find(n) for n in FEW], SMALL)
    assert not unfit and [s.convention.name for s in found] == list(FEW)
    return selftest.draw(found, 7)[0]


def test_the_draw_is_the_same_every_time_and_from_all(drawn):
    found, _ = selftest.subjects([catalogue.find(n) for n in FEW], SMALL)
    again, _ = selftest.draw(found, 7)
    assert [(d.mutant.kind, d.mutant.symbol, d.mutant.mutation) for d in drawn] == [(d.mutant.kind, d.mutant.symbol, d.mutant.mutation) for d in again]
    assert {d.subject.convention.name for d in drawn} == set(FEW)
    assert [sum(d.mutant.kind == k for d in drawn) for k in KINDS[:5]] == [7] * 5


def test_every_one_is_named_exactly(drawn):
    found = [selftest.outcome(d, SMALL) for d in drawn]
    assert {o.sort for o in found} <= {"named_exactly", "equivalent"}
    assert {o.accused for o in found if not o.forward} <= {(d.mutant.symbol,) for d in drawn} | {()}
    mended = [o for o in found if o.code]
    assert mended and all(o.undone is not False for o in mended)


def test_the_quick_way_says_what_the_whole_judgement_says(drawn):
    """The truth is asked for once per convention; nothing that is said depends on that."""
    for d in drawn[::4]:
        quick, whole = selftest.outcome(d, SMALL), judge(d.mutant.convention, SMALL)
        if quick.sort != "equivalent":
            assert (whole.verdict, whole.culprits) == (quick.verdict, quick.accused if quick.verdict == "wrong" else ())


def test_a_comparison_that_sees_nothing_misses_all(drawn, monkeypatch):
    monkeypatch.setattr(selftest, "judged", lambda convention, problem, run, before: before)
    assert {o.sort for o in (selftest.outcome(d, SMALL) for d in drawn) if not o.forward} == {"missed"}


SORTED = {  # the changed symbol is dc: verdict, accused -> sort
    ("exact", ()): "missed",
    ("wrong", ("dc",)): "named_exactly",
    ("scaled", ("dc",)): "named_exactly",
    ("wrong", ("df", "dc")): "named_within_two",
    ("wrong", ()): "not_localised",
    ("wrong", ("df",)): "wrongly_accused",
    ("wrong", ("df", "di", "dc")): "wrongly_accused",
}


@pytest.mark.parametrize("said", SORTED, ids=str)
def test_every_sort_can_come_out(said):
    assert selftest._sorted("dc", *said, []) == SORTED[said]


def test_an_equation_or_what_it_reads_is_a_set_of_two(drawn):
    judgements = [j for r in drawn[0].subject.results for j in r.judgements if j.symbol in ("dc", "dg")]
    noted = [replace(j, verdict="culprit", note="this equation or dc, which it reads") if j.symbol == "dg" else j for j in judgements]
    assert selftest._sorted("dc", "wrong", ("dg",), noted) == selftest._sorted("dg", "wrong", ("dg",), noted) == "named_within_two"
    assert selftest._sorted("di", "wrong", ("dg",), noted) == "wrongly_accused"


def test_a_correction_of_what_is_handed_in_cannot_be_swapped_in():
    assert corrected(load(catalogue.find("wang_2017"), catalogue.find)) is None
    gomez = corrected(load(catalogue.find("gomez_2016"), catalogue.find))
    assert "ERRATA" not in gomez.constants and judge(gomez, SMALL).verdict == "exact"


def found(**counts) -> Selftest:
    """A report of 600 mutants, all named exactly but for these."""
    base = Outcome(
        "blog_2016", "standard", "db", "11", "/books/blog_2016.py", 58, KINDS[0], "dz  ->  2 * dz", False, "named_exactly", "wrong", ("db",), "LC108", True
    )
    outcomes = [replace(base, kind=k, convention=f"blog_{n % 12}") for k in KINDS for n in range(100)]
    for sort, n in counts.items():
        outcomes[:n] = [replace(o, sort=sort) for o in outcomes[:n]]
        outcomes = outcomes[n:] + outcomes[:n]
    return Selftest((Check("versions", "Python 3", True),), tuple(outcomes), 3, 12.0)


FAILS = {
    "nothing": (found(), ""),
    "one missed": (found(missed=1), "1 missed, expected none"),
    "one wrongly accused": (found(wrongly_accused=1), "1 wrongly accused, expected none"),
    "too few exactly": (found(not_localised=31), "569 of 600 named exactly"),
    "enough exactly": (found(not_localised=30), ""),
    "too many equivalent": (found(equivalent=61), "61 of 600 mutants are equivalent"),
    "too few": (replace(found(), outcomes=found().outcomes[::2]), "300 mutants, expected at least 500"),
    "too few of a kind": (replace(found(), outcomes=found().outcomes[71:]), "kind drop a factor"),
    "a check": (replace(found(), checks=(Check("referees", "they differ", False),)), "referees: they differ"),
}


@pytest.mark.parametrize("case", FAILS)
def test_what_is_not_as_it_should_be_is_said(case):
    report, said = FAILS[case]
    assert said in "; ".join(report.failures) and bool(report.failures) == bool(said)


def test_too_few_conventions():
    one = replace(found(), outcomes=tuple(replace(o, convention="blog") for o in found().outcomes))
    assert one.failures == ("mutants of fewer than 12 conventions",)


def test_the_json_has_the_promised_fields():
    document = json.loads(render.to_json(found(missed=1, named_within_two=2, equivalent=3)))
    assert document["summary"] == dict(mutants=600, equivalent=3, missed=1, named_exactly=594, named_within_two=2, not_localised=0, wrongly_accused=0)
    assert len(document["misses"]) == 3 and len(document["equivalents"]) == 3
    miss = document["misses"][0]
    assert (miss["file"], miss["symbol"], miss["mutation"], miss["sort"]) == ("blog_2016.py", "db", "dz  ->  2 * dz", "missed")


@pytest.mark.parametrize("page", [Page(100), Page(60, False)], ids=["wide", "narrow and plain"])
def test_the_screen_lists_what_was_not_named(page):
    lines = [line.plain for line in render.table(found(missed=1, wrongly_accused=2), page)]
    text = "\n".join(lines)
    assert all(cell_len(line) <= max(page.width, 88) for line in lines)
    for words in ("missed: wrong, and every gradient agrees", "blog_2016.py, line 58", "eq. 11, db", "db = dz  ->  2 * dz", "Not as it should be: 1 missed"):
        assert words in text
    assert "Everything is as it should be" in "\n".join(line.plain for line in render.table(found(), page))


@pytest.mark.parametrize("missed", [0, 1])
def test_the_exit_code_is_that_of_the_targets(missed, monkeypatch, capsys):
    monkeypatch.setattr(selftest, "selftest", lambda progress: found(missed=missed))
    assert cli.code(["selftest"]) == missed
    assert "missed" in capsys.readouterr().out


def test_without_torch_nothing_is_promised(monkeypatch):
    monkeypatch.setattr("lstmcmp.autograd.available", lambda: False)
    report = selftest.selftest()
    assert not report.outcomes and any("PyTorch is not installed" in f for f in report.failures)
    assert render.table(report, Page(100))


def test_the_promise_holds():
    """The whole of it: at least 500 mutants from at least 12 conventions, none missed, none wrongly accused, 95 % named exactly."""
    report = selftest.selftest()
    assert report.failures == ()
    assert len(report.outcomes) >= 500 and {o.sort for o in report.outcomes} <= set(SORTS)
    assert {o.forward for o in report.outcomes} == {True, False}
    assert len({o.cell for o in report.outcomes}) >= 5
    backward = [o for o in report.outcomes if not o.forward and o.sort == "named_exactly"]
    assert sum(o.code is not None for o in backward) > 0.9 * len(backward)  # nothing is promised, but it was 96 %
    assert sum(o.undone is False for o in backward) < 0.05 * len(backward)
