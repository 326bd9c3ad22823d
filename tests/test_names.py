"""How a convention is named on the command line."""

from pathlib import Path

import pytest

from lstmcmp import catalogue
from lstmcmp.convention import CONSTANTS
from lstmcmp.errors import ConventionError, UsageError, did_you_mean
from lstmcmp.functions import described


@pytest.mark.parametrize("text, name", [
    ("gomez_2016", "gomez_2016"), ("gom", "gomez_2016"), ("jaya", "jayasiri_2017"), ("Gomez", "gomez_2016"), ("mallya", "mallya_2015"), ("arun", "mallya_2015"),
    ("https://blog.aidangomez.ca/2016/04/17/Backpropogating-an-LSTM-A-Numerical-Example", "gomez_2016"),
    ("http://www.blog.varunajayasiri.com/numpy_lstm.html#here", "jayasiri_2017"), ("jayasiri_2017_math_2017_12", "jayasiri_2017_math_2017_12"),
])  # fmt: skip
def test_resolves(text, name):
    assert catalogue.resolve(text).stem == name


@pytest.mark.parametrize("text, says", [
    ("g", "could be"), ("gomes_2016", "did you mean gomez_2016"), ("https://example.org/lstm", "no source with this URL"), ("", "could be"), ("nobody", "no convention"),
])  # fmt: skip
def test_refuses(text, says):
    with pytest.raises(UsageError, match=says):
        catalogue.resolve(text)


def test_paths_are_left_alone():
    assert str(catalogue.resolve("some/where.py")) == "some/where.py"


@pytest.mark.parametrize("name, near", [
    ("MEANINGS", "MEANING"), ("UPSTRAEM", "UPSTREAM"), ("ERRATUM", "ERRATA"), ("CUT", "CUTS"), ("SUM", "SUMS"), ("AXIS", "AXES"), ("Meaning", "MEANING"),
    ("GAIN", ""), ("SIZE", ""), ("STEPS", ""), ("TITLE", ""), ("LOSS", ""), ("GATES", ""), ("HIDDEN", ""), ("MEANING", ""),
])  # fmt: skip
def test_a_constant_is_suggested_only_if_it_is_near(name, near):
    assert did_you_mean(name, CONSTANTS, 0.7) == (f" (did you mean {near}?)" if near else "")


@pytest.mark.parametrize("name, near", [("dc_nxt", "dc_next"), ("dC", "dc"), ("Dc", "dc"), ("dct", "dc"), ("qwertz", ""), ("tanh", ""), ("dc", "")])
def test_a_symbol_is_suggested_only_if_it_is_near(name, near):
    assert did_you_mean(name, {"dc", "dc_next", "dy", "h", "h_prev"}) == (f" (did you mean {near}?)" if near else "")


@pytest.mark.parametrize("constant", ["CLIP = dict(c=-1)", "SUMS = dict(dW=3)"])
def test_a_known_key_is_not_suggested_for_itself(constant, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(f"{catalogue.paths()['canonical'].read_text(encoding='utf-8')}\n{constant}\n", encoding="utf-8")
    with pytest.raises(ConventionError, match="; expected") as e:
        catalogue.open_convention(str(path))
    assert "did you mean" not in str(e.value)


@pytest.mark.parametrize("text, number, printed", [
    ("(13) dz = a", "13", "dz = a"), ("(13)-(17) dz = a", "13-17", "dz = a"), ("(4.2) – (4.10) dz = a", "4.2-4.10", "dz = a"), ("(13), (17) dz = a", "13, 17", "dz = a"),
    ("(B2) and (B4) dz = a", "B2, B4", "dz = a"), ("(13-17) dz = a", "13-17", "dz = a"), ("(13) -(1 - f) dz", "13", "-(1 - f) dz"), ("(13) - (1) * dz", "13", "- (1) * dz"),
    ("(13) – dz", "13", "– dz"), ("(e(t)) dz", "e(t)", "dz"), ("dz = (13)", "", "dz = (13)"), ("(ours) dz", "", "dz"),
])  # fmt: skip
def test_numbers_of_equations(text, number, printed):
    def dz(a):
        return a

    dz.__doc__ = text
    found = described(Path("mine.py"), "dz", dz, "")
    assert (found.number, found.printed, found.ours) == (number, printed, text.startswith("(ours)"))
