"""Blind spots: which known mistakes a run could not have shown, by planting them."""

import pytest

from lstmcmp import blind_spots as engine
from lstmcmp import catalogue
from lstmcmp.blind_spots import Conditions, blind_spots, gradients, touched
from lstmcmp.compare import compare
from lstmcmp.mistakes import MISTAKES
from lstmcmp.problem import Problem
from lstmcmp.records import COLUMNS

ALL = frozenset(COLUMNS)
CARRIES = {"LC201", "LC304", "LC601"}


def codes(problem: Problem, convention=None, given=ALL) -> dict[str, str]:
    return {s.code: s.shown_by for s in blind_spots(convention, given, problem)}


def test_the_default_problem_hides_nothing():
    assert codes(Problem()) == {}


def test_one_step_hides_what_is_carried_from_step_to_step():
    found = codes(Problem(T=1))
    assert CARRIES <= set(found) and {found[c] for c in CARRIES} == {"-T 2"}


def test_one_step_and_zero_states_hide_the_recurrent_weights_and_the_forget_gate_too():
    gomez = catalogue.open_convention("gomez_2016")
    more = set(codes(Problem(T=1), gomez)) - set(codes(Problem(T=1)))
    assert {"LC110", "LC202", "LC303"} <= more


@pytest.mark.parametrize("problem, code, shown_by", [(Problem(B=1), "LC603", "-B 2"), (Problem(H=1), "LC401", "-H 2"), (Problem(H=1), "LC404", "-H 2")])
def test_the_cheapest_setting_that_shows_a_hidden_mistake(problem, code, shown_by):
    assert codes(problem)[code] == shown_by


def test_what_touches_only_a_gradient_that_is_not_given_is_hidden():
    assert codes(Problem(), given=frozenset({"dW"}))["LC108"] == "the gradient db"


def test_each_example_is_planted_and_changes_something():
    here = Conditions(Problem())
    assert {c for c in MISTAKES if not touched(c, here)} == set()
    assert all(gradients(c, False, here) for c in MISTAKES)


def test_a_planting_that_plants_nothing_would_hide_everything(monkeypatch):
    original = engine.planted
    engine.touched.cache_clear()
    engine.gradients.cache_clear()
    monkeypatch.setattr(engine, "planted", lambda example, wrong=True: original(example, False))
    try:
        assert len(codes(Problem(T=2, B=1, D=1, H=1))) == len(MISTAKES)
    finally:
        engine.touched.cache_clear()
        engine.gradients.cache_clear()


def test_the_report_says_so():
    report = compare([catalogue.find("canonical")], Problem(T=1))
    (entry,) = report.entries
    assert CARRIES <= {s.code for s in entry.blind_spots} and report.known_mistakes == len(MISTAKES)
    assert set(entry.blind_spots) >= set(report.blind_spots)
