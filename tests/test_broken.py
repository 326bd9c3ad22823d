"""Planted mistakes: every file of tests/broken must be called wrong, and exactly the culprits of its first line accused."""

import re
from functools import cache
from pathlib import Path

import pytest

from lstmcmp import catalogue
from lstmcmp.compare import compare, exit_code
from lstmcmp.problem import Problem

FILES = {p.stem: p for p in sorted((Path(__file__).parent / "broken").glob("*.py"))}
PROBLEMS = {f"seed {s}": Problem(seed=s) for s in range(5)} | {"other sizes": Problem(T=5, B=2, D=3, H=4)}

# Without MEANING these are not named yet: the meaning found by value fits the mistake, or letters fit a neighbour.
NEED_THEIR_MEANING = frozenset({"state_carry_taken_twice", "target_not_subtracted"})


def culprits(path: Path) -> set[str]:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return set(re.fullmatch(r"# culprits?: (.+)", first)[1].split(", "))


@cache
def entries(problem: Problem) -> dict:
    return {Path(e.path).stem: e for e in compare(FILES.values(), problem).entries}


@pytest.fixture(scope="module")
def without_meaning(tmp_path_factory):
    """The same files with MEANING emptied."""
    folder = tmp_path_factory.mktemp("broken")
    for name, path in FILES.items():
        (folder / f"{name}.py").write_text(path.read_text(encoding="utf-8") + "\n\nMEANING = {}\n", encoding="utf-8")
    return {Path(e.path).stem: e for e in compare(sorted(folder.glob("*.py")), PROBLEMS["other sizes"]).entries}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # one of them divides by zero
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", FILES)
def test_exactly_the_culprits_are_accused(name, problem):
    entry = entries(PROBLEMS[problem])[name]
    assert (entry.verdict, set(entry.culprits), entry.errors) == ("wrong", culprits(FILES[name]), ())
    assert len(entry.culprits) == len(set(entry.culprits))
    assert not entry.as_declared


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", FILES)
def test_no_mistake_is_taken_for_a_false_declaration(name, problem):
    assert not any(j.proposed and j.meaning_from == "declared" for j in entries(PROBLEMS[problem])[name].equations)


@pytest.mark.parametrize("name", FILES)
def test_an_accused_equation_shows_its_worst_entry_or_what_did_not_fit(name):
    entry = entries(PROBLEMS["seed 0"])[name]
    accused = [j for j in entry.equations if j.symbol in entry.culprits]
    assert entry.culprits == ("layout or forward",) or len(accused) == len(entry.culprits)
    for j in accused:
        assert j.verdict == "culprit" and j.worst is not None and j.worst.got != j.worst.true or j.verdict == "does-not-fit" and j.note


@pytest.mark.parametrize("name, note", [("transpose_missing", "matmul"), ("outer_product_transposed", "(5, 20)"), ("dx_through_U", "the result has shape")])
def test_what_does_not_fit_says_why(name, note):
    judgement = next(j for j in entries(PROBLEMS["seed 0"])[name].equations if j.verdict == "does-not-fit")
    assert note in judgement.note


@pytest.mark.parametrize("name, remark", [("infinite", "dW is NaN or infinite"), ("bias_sum_of_nothing", "db is zero everywhere")])
def test_odd_numbers_are_findings(name, remark):
    assert remark in entries(PROBLEMS["seed 0"])[name].remarks


@pytest.mark.parametrize("base, expected", [("canonical", set()), ("gomez_2016", {"db"}), ("jayasiri_2017", set()), ("jimenez_2015", set())])
def test_the_mistake_is_in_the_file_and_not_in_its_base(base, expected):
    assert set(compare([catalogue.find(base)], Problem()).entries[0].culprits) == expected


def test_the_exit_code_says_so():
    assert exit_code(compare([FILES["sign"], catalogue.find("canonical")], Problem(T=3, B=1, D=2, H=2))) == 1


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [n for n in FILES if n not in NEED_THEIR_MEANING])
def test_also_without_declared_meanings(name, without_meaning):
    entry = without_meaning[name]
    assert (entry.verdict, set(entry.culprits), entry.errors) == ("wrong", culprits(FILES[name]), ())
