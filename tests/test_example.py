"""Worked examples: published digits, generated inputs, a user's own numbers, and where a wrong pass departs from the truth."""

import json

import numpy as np
import pytest

from lstmcmp import catalogue
from lstmcmp.cli import code
from lstmcmp.convention import load
from lstmcmp.example import walk

PATHS = catalogue.paths()


def of(name, **options):
    return walk(load(PATHS[name], catalogue.find), **options)


@pytest.mark.parametrize("name", PATHS)
def test_every_convention_has_one(name):
    found = of(name)
    assert {v.part for v in found.values} >= {"given", "forward"}
    assert all(np.isfinite(v.value).all() for v in found.values)


@pytest.mark.parametrize("name", PATHS)
def test_only_wrong_ones_depart_from_the_truth(name, entries):
    departs = any(v.true is not None for v in of(name).values)
    assert not departs or entries[name].verdict in ("wrong", "scaled")


@pytest.mark.parametrize("name", PATHS)
def test_published_digits_are_reproduced(name):
    """Each display of a worked example may have been computed from rounded ones: two units of the last digit."""
    for v in of(name).values:
        if v.published is not None:
            digits = max(len(f"{x:.12g}".split(".")[-1]) for x in np.ravel(v.published))
            assert np.abs(np.ravel(v.value) - np.ravel(v.published)).max() <= 2 * 10.0**-digits, v.symbol


def test_gomez_publishes_twelve_numbers():
    assert sum(v.published is not None for v in of("gomez_2016").values) == 12


def test_the_first_departure_is_the_printed_slip():
    first = next(v for v in of("gomez_2016").values if v.true is not None)
    assert (first.symbol, first.number) == ("db", "B11")


def test_generated_inputs_have_one_decimal_and_no_zero():
    given = [v for v in of("canonical").values if v.part == "given"]
    assert given and all(np.array_equal(np.round(v.value, 1), v.value) and (v.value != 0).all() for v in given)


def test_until_stops_there():
    assert of("wang_2017", until="B8").values[-1].number == "B8"


def test_own_numbers_are_used(tmp_path):
    inputs = tmp_path / "mine.json"
    inputs.write_text(json.dumps(dict(x=[[1.0], [2.0], [3.0]], W=[[0.1], [0.2], [0.3], [0.4]], U=[[0.1], [0.2], [0.3], [0.4]], b=[0, 0, 0, 0], h0=[0], c0=[0])))
    found = of("canonical", inputs=inputs)
    z = [v.value.ravel() for v in found.values if v.symbol == "z"]
    assert len(z) == 3
    assert np.allclose(z[0], [0.1, 0.2, 0.3, 0.4])


@pytest.mark.parametrize("text, says", [
    ("{", "not JSON"), ("[1]", "expected"), ('{"W": [1]}', "expected"), ('{"x": [[1], [2, 3]]}', "equal length"), ('{"x": [["a"]]}', "no numbers"),
    ('{"x": [[1]], "Q": [1]}', "no input Q"), ('{"x": [[1]], "b": [1, 2, 3]}', "needs"), (None, "cannot be read"),
])  # fmt: skip
def test_bad_numbers_get_a_sentence(tmp_path, capsys, text, says):
    inputs = tmp_path / "mine.json"
    if text is not None:
        inputs.write_text(text)
    assert code(["example", "canonical", "--inputs", str(inputs)]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert "Traceback" not in err


def test_formats(capsys):
    assert code(["example", "gomez_2016", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) >= {"name", "steps", "gradients"}
    assert set(found["steps"][0]) == {"t", "symbol", "value"}
    assert set(found["gradients"]) == {"dW", "dU", "db"}
    assert code(["example", "gomez_2016", "--format", "md"]) == 0
    assert "| 1 | `a` | 0.81775 | 0.81775 |" in capsys.readouterr().out
    assert code(["example", "gomez_2016", "--digits", "3"]) == 0
    assert "departs from the true gradient" in capsys.readouterr().out
    assert code(["example", "gomez_2016", "--until", "B99"]) == 2
