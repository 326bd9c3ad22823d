"""The number that decides: its value on small arrays, the edges of its bands, the names of its constants."""

import numpy as np
import pytest

from lstmcmp import metric

NAN, INF = float("nan"), float("inf")
SIZES = dict(T=6, B=3, D=4, H=5)

ERRORS = {  # got, true, error
    "equal": ([1.0, 2.0], [1.0, 2.0], 0.0),
    "both zero": ([0.0, 0.0], [0.0, 0.0], 0.0),
    "both empty": ([], [], 0.0),
    "zero for a number": ([0.0, 0.0], [0.0, 4.0], 1.0),
    "a number for zero": ([0.0, 1e-300], [0.0, 0.0], 1.0),
    "the other sign": ([1.0, -2.0], [-1.0, 2.0], 2.0),
    "against the largest of both": ([0.0, 8.0], [1.0, 4.0], 0.5),
    "not entry by entry": ([1.0, 2e-9], [1.0, 1e-9], 1e-9),
    "the same at any scale": ([1e-200, 3e-200], [1e-200, 4e-200], 0.25),
    "NaN": ([NAN, 1.0], [0.0, 1.0], INF),
    "infinite": ([INF, 1.0], [0.0, 1.0], INF),
    "infinite in both": ([INF, 1.0], [INF, 1.0], INF),
    "NaN in the truth": ([0.0, 1.0], [NAN, 1.0], INF),
}


@pytest.mark.parametrize("got, true, expected", ERRORS.values(), ids=ERRORS)
def test_error(got, true, expected):
    assert metric.error(np.array(got), np.array(true)) == pytest.approx(expected, rel=1e-6, abs=0)


BANDS = [  # the largest error of a band, the band, and the one above it
    (1e-13, "exact", "equal"),
    (1e-10, "equal", "suspicious"),
    (1e-4, "suspicious", "wrong"),
]


@pytest.mark.parametrize("top, below, above", BANDS, ids=[b for _, b, _ in BANDS])
@pytest.mark.parametrize("against", ["autograd", "complex step"])
def test_the_edges_of_the_bands(top, below, above, against):
    assert [metric.band(e, against) for e in (top / 2, top, np.nextafter(top, 1))] == [below, below, above]


def test_the_edge_against_central_differences():
    assert [metric.band(e, "central differences") for e in (0.0, 1e-7, np.nextafter(1e-7, 1), INF)] == ["equal", "equal", "wrong", "wrong"]


@pytest.mark.parametrize("e, band", [(0.0, "exact"), (1.0, "wrong"), (INF, "wrong"), (NAN, "wrong")])
def test_the_ends_of_the_bands(e, band):
    assert metric.band(e) == band


@pytest.mark.parametrize("e, agrees", [(0.0, True), (1e-10, True), (2e-10, False), (1e-5, False), (INF, False), (NAN, False)])
def test_suspicious_does_not_agree(e, agrees):
    assert metric.agrees(e) is agrees


WORST = {  # got, true, index, got and true there
    "a matrix": ([[1.0, 2.0], [3.0, 9.0]], [[1.0, 2.5], [3.0, 4.0]], (1, 1), 9.0, 4.0),
    "the first of two": ([[2.0, 0.0]], [[0.0, 2.0]], (0, 0), 2.0, 0.0),
    "NaN before any number": ([[1e300, NAN]], [[0.0, 1.0]], (0, 1), NAN, 1.0),
}


@pytest.mark.parametrize("got, true, index, mine, theirs", WORST.values(), ids=WORST)
def test_the_worst_entry(got, true, index, mine, theirs):
    at, a, b = metric.worst(np.array(got), np.array(true))
    assert at == index and all(type(i) is int for i in at)
    assert (a, b) == pytest.approx((mine, theirs), nan_ok=True)


COSINES = {"the same": ([1.0, 2.0], [2.0, 4.0], 1.0), "against": ([1.0, 2.0], [-1.0, -2.0], -1.0), "across": ([1.0, 0.0], [0.0, 3.0], 0.0)}


@pytest.mark.parametrize("a, b, expected", COSINES.values(), ids=COSINES)
def test_cosine(a, b, expected):
    assert metric.cosine(np.array(a), np.array(b)) == pytest.approx(expected)


def test_no_angle_to_zero():
    assert metric.cosine(np.zeros(2), np.ones(2)) is None


TRUE = [np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([7.0, 1e-3])]
CONSTANTS = {  # the factor, its name
    "one": (1.0, "1"),
    "minus one": (-1.0, "-1"),
    "two": (2.0, "2"),
    "a half": (0.5, "1/2"),
    "minus a half": (-0.5, "-1/2"),
    "the steps": (6.0, "T"),
    "minus the steps": (-6.0, "-T"),
    "the batch": (3.0, "B"),
    "one by the batch": (1 / 3, "1/B"),
    "one by the steps": (1 / 6, "1/T"),
    "minus one by the inputs": (-0.25, "-1/D"),
    "the cells": (5.0, "H"),
    "nothing with a name": (0.7, "0.7"),
}


@pytest.mark.parametrize("factor, name", CONSTANTS.values(), ids=CONSTANTS)
def test_a_constant_is_named(factor, name):
    value, named = metric.constant([(factor * a, a) for a in TRUE], SIZES)
    assert (value, named) == (pytest.approx(factor, rel=1e-14), name)


NO_CONSTANT = {
    "two different factors": [(2 * TRUE[0], TRUE[0]), (3 * TRUE[1], TRUE[1])],
    "one right, one with a sign": [(TRUE[0], TRUE[0]), (-TRUE[1], TRUE[1])],
    "one entry off by a billionth": [(2 * TRUE[0] + np.array([[0, 0], [0, 1e-8]]), TRUE[0]), (2 * TRUE[1], TRUE[1])],
    "a small gradient off that no sum shows": [(2 * TRUE[0], TRUE[0]), (np.array([3e-9]), np.array([1e-9]))],
    "zeros": [(0 * TRUE[0], TRUE[0]), (0 * TRUE[1], TRUE[1])],
    "true zeros": [(TRUE[0], 0 * TRUE[0])],
    "NaN": [(NAN * TRUE[0], TRUE[0])],
    "infinite": [(INF * TRUE[0], TRUE[0])],
}


@pytest.mark.parametrize("pairs", NO_CONSTANT.values(), ids=NO_CONSTANT)
def test_no_constant(pairs):
    assert metric.constant(pairs, SIZES) is None


def test_a_size_that_is_one_or_two_is_called_by_its_number():
    assert metric.constant([(2 * a, a) for a in TRUE], dict(T=2, B=1, D=4, H=5))[1] == "2"
    assert metric.constant([(a, a) for a in TRUE], dict(T=2, B=1, D=4, H=5))[1] == "1"


def test_every_constant_stands_with_both_signs():
    named = metric.named_constants(SIZES)
    assert named["-1/H"] == -0.2 and named["T"] == 6.0
    assert {n for n in named if not n.startswith("-")} == {n[1:] for n in named if n.startswith("-")}
    assert all(named["-" + n] == -v for n, v in named.items() if not n.startswith("-"))
