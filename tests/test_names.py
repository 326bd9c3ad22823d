"""How a convention is named on the command line."""

import pytest

from lstmcmp import catalogue
from lstmcmp.errors import UsageError


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
