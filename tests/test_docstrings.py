"""What every printed form must show of what its function reads: the arguments' steps, and whose equation it is."""

import re

import pytest

from lstmcmp import catalogue, convention
from lstmcmp.problem import Problem
from lstmcmp.trial import prepare

PATHS = catalogue.paths()
EARLIER = re.compile(r"[ntτ]\s?[-−]\s?1|prev|step before")
LATER = re.compile(r"[ntτ]\s?\+\s?1|next|\+=")  # a += b does not print what was there


def systems(loaded):
    """Every run of a convention, as printed and corrected."""
    for run in [r for r, asked in (("upstream", loaded.get("UPSTREAM")), ("loss", loaded.loss)) if asked]:
        for corrected in ((), tuple(loaded.get("ERRATA"))):
            yield prepare(loaded, Problem(), run, corrected).system


def unprinted_steps(loaded) -> set[tuple[str, str]]:
    """(function, argument) where the function reads another step than its own and its printed form does not say so."""
    found = set()
    for system in systems(loaded):
        for equation in system.equations.values():
            for r in equation.reads:
                handed = r.argument != f"{r.symbol}_next"  # what step t+1 hands back carries this step's index
                if equation.function.ours or r.shift == 0 or r.shift > 0 and handed:
                    continue
                printed = equation.function.printed
                left = printed.partition("=")[0]
                if not (EARLIER.search(printed) if r.shift < 0 else LATER.search(printed) or EARLIER.search(left)):
                    found.add((equation.function.name, r.argument))
    return found


@pytest.mark.parametrize("name", PATHS)
def test_a_reading_of_another_step_is_printed(name):
    loaded = convention.load(PATHS[name], catalogue.find)
    if loaded.style == "code":
        pytest.skip("code has no steps of its own in its arguments")
    assert unprinted_steps(loaded) == set()


@pytest.mark.parametrize("name", PATHS)
def test_what_is_ours_says_so_in_one_spelling(name):
    loaded = convention.load(PATHS[name], catalogue.find)
    found = [f.name for f in [*loaded.functions.values(), *loaded.private.values()] if "ours" in f.number]
    assert found == [], "write (ours) alone: anything else in the brackets is taken for the source's number"


def test_a_hidden_step_is_found(tmp_path):
    """c_{t-1} in the code, c_t on the page."""
    text = PATHS["gomez_2016"].read_text(encoding="utf-8").replace("⊙ state_{t-1} ⊙ f_t", "⊙ state_t ⊙ f_t")
    path = tmp_path / "hidden.py"
    path.write_text(text, encoding="utf-8")
    assert unprinted_steps(convention.load(path, catalogue.find)) == {("delta_f", "state_prev")}
