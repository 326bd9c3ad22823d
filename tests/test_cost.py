"""What a run costs is known before it starts."""

import time
import tracemalloc

import pytest

from lstmcmp import cost, referees
from lstmcmp.catalogue import open_convention
from lstmcmp.cli import code
from lstmcmp.problem import Problem
from lstmcmp.trial import prepare

HUGE = {
    "steps": ("-T", "1000000"),
    "steps of a tiny cell": ("-T", "60000", "-B", "1", "-D", "1", "-H", "1"),
    "sequences": ("-B", "1000000"),
    "inputs": ("-D", "10000000"),
    "cells": ("-H", "10000"),
    "all": ("-T", "10000", "-B", "10000", "-D", "10000", "-H", "10000"),
    "no machine has it": ("-H", "1" + 30 * "0"),
}


@pytest.mark.parametrize("command", [["check", "canonical"], ["compare"]], ids=" ".join)
@pytest.mark.parametrize("case", HUGE)
def test_what_no_memory_holds_is_refused_before_it_runs(case, command, capsys):
    start = time.monotonic()
    assert code([*command, *HUGE[case]]) == 2
    assert time.monotonic() - start < 5
    out, err = capsys.readouterr()
    assert out == "" and f"{HUGE[case][0]} {HUGE[case][1]}" in err
    assert "GB" in err and "-T 6" in err and err.count("\n") == 1


@pytest.mark.parametrize("sizes", [(6, 3, 4, 5), (20, 5, 30, 20), (100, 3, 4, 5), (1, 1, 1, 1)], ids=str)
def test_what_fits_is_not_refused(sizes):
    cost.check(Problem(*sizes))


def test_a_long_wait_is_told_beforehand(capsys, monkeypatch):
    monkeypatch.setattr("lstmcmp.compare.compare", lambda *_: 1 / 0)
    code(["check", "canonical", "-H", "100"])
    assert "takes about" in capsys.readouterr().err
    code(["check", "canonical"])
    assert "takes about" not in capsys.readouterr().err


def test_a_long_wait_for_many_layers_is_told_too(capsys, monkeypatch):
    monkeypatch.setattr("lstmcmp.beyond.judged", lambda *_, **__: 1 / 0)
    code(["compare", "canonical", "--layers", "200"])
    assert "takes about" in capsys.readouterr().err
    code(["compare", "canonical", "--layers", "2"])
    assert "takes about" not in capsys.readouterr().err


@pytest.mark.parametrize("sizes", [(60, 2, 1, 12), (150, 1, 1, 5), (6, 3, 4, 12)], ids=str)
def test_the_estimate_is_more_than_is_needed_but_not_much(sizes):
    problem = Problem(*sizes)
    objective = prepare(open_convention("canonical"), problem, "upstream").objective()
    tracemalloc.start()
    referees.complex_step(objective)
    needed = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert needed < cost.memory(problem) < 5 * needed + referees.CHUNK


@pytest.mark.parametrize(
    "time, told", [(5, "5 seconds"), (119, "119 seconds"), (300, "5 minutes"), (9e3, "2 hours"), (4e5, "5 days"), (7e7, "2 years"), (1e12, "centuries")]
)
def test_times_are_told_in_words(time, told):
    assert cost.told(time) == told
