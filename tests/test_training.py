"""What the printed gradient does: its angle to the true one, and a few plain steps along it beside the true ones."""

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len

from lstmcmp import autograd, catalogue, train
from lstmcmp.cli import code
from lstmcmp.compare import compare
from lstmcmp.convention import load
from lstmcmp.effect import of_pairs
from lstmcmp.problem import Problem
from lstmcmp.records import Effect, Training
from lstmcmp.render.page import Page
from lstmcmp.render.training import angle, plot, same, sentence

TESTS = Path(__file__).parent
SMALL = Problem(T=3, B=2, D=3, H=4)
BROKEN = {"sign", "copied_gate", "one_part_in_a_million"}


def convention(name: str):
    return load(TESTS / "broken" / f"{name}.py" if name in BROKEN else catalogue.find(name), catalogue.find)


# The task

TASKS = ["canonical", "canonical_code", "gomez_2016", "kumar_2019", "gers_2000", "chen_2016_d1", "karpathy_2015", "pytorch", "graves_2013", "podkolzin_2016"]


@pytest.mark.parametrize("name", TASKS)
def test_the_true_gradient_is_that_of_the_loss(name):
    """Central differences of the loss that is reported, entry by entry of one array."""
    it = train.task(convention(name), SMALL)
    _, gradient = it.true(it.weights)
    moved = it.moved[-1]
    for at in list(np.ndindex(it.weights[moved].shape))[:6]:
        losses = []
        for step in (1e-5, -1e-5):
            other = it.weights[moved].copy()
            other[at] += step
            losses.append(it.true(it.weights | {moved: other})[0])
        assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(gradient[moved][at], abs=1e-7)


@pytest.mark.parametrize("name", [n for n in TASKS if n not in ("chen_2016_d1", "gers_2000", "gomez_2016")])
def test_a_right_convention_trains_like_the_truth(name):
    t = train.train(convention(name), SMALL, 5)
    assert t.why_not == "" and len(t.printed) == len(t.true) == 6
    assert same(t) and t.printed == pytest.approx(t.true, rel=1e-12)
    assert "the same at every step" in sentence(t)


@pytest.mark.parametrize("name", TASKS)
def test_the_true_gradient_goes_down(name):
    t = train.train(convention(name), SMALL, 10)
    assert all(b < a for a, b in zip(t.true, t.true[1:], strict=False))


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_wrong_one_does_not(name):
    t = train.train(convention(name), SMALL, 5)
    assert t.printed[0] == t.true[0] and not same(t)
    printed, true = re.search(r"printed ([\d.]+), true ([\d.]+) ", sentence(t)).groups()
    assert printed != true and float(printed) == pytest.approx(t.printed[-1], rel=0.01)


def test_equations_and_code_are_trained_alike():
    a, b = (train.train(convention(n), SMALL, 5) for n in ("canonical", "canonical_code"))
    assert a.printed == pytest.approx(b.printed, rel=1e-12)


def test_both_start_from_the_same_weights_and_move_the_same_arrays():
    it = train.task(convention("gomez_2016"), SMALL)
    for step in (it.printed, it.true):
        loss, gradient = step(it.weights)
        assert set(gradient) == set(it.moved) == {"W", "U", "b"} and loss == it.printed(it.weights)[0]


def test_the_run_that_is_wrong_is_the_one_trained():
    """Right for gradients from outside, negated with its own loss."""
    assert "its own loss" in train.train(convention("chen_2016"), SMALL, 1).task
    assert "target" in train.train(convention("canonical"), SMALL, 1).task


def test_without_gradients_of_weights_there_is_nothing_to_train():
    t = train.train(convention("jayasiri_2017_math_2017_10"), SMALL, 5)
    assert t.printed == t.true == () and sentence(t).startswith("cannot be trained: it gives no gradient of a weight")
    assert plot(t, Page()) == []


def test_a_training_ends_where_numbers_do():
    t = train.train(convention("wang_2017"), Problem(), 30)
    assert len(t.printed) < 31 == len(t.true)
    assert "no longer finite" in sentence(t) and plot(t, Page(80))


def test_without_torch_the_complex_step_gives_the_true_gradient(monkeypatch):
    with_torch = train.train(convention("gomez_2016"), SMALL, 2)
    monkeypatch.setattr(autograd, "available", lambda: False)
    assert train.train(convention("gomez_2016"), SMALL, 2).true == pytest.approx(with_torch.true, rel=1e-12)


# The angle


def test_effect():
    a = np.array([[3.0, 4.0]])
    assert of_pairs({"dW": (a, a)}) == Effect(1.0, True, ("dW",))
    assert of_pairs({"dW": (-a, a)}) == Effect(-1.0, False, ("dW",))
    assert of_pairs({"dW": (a, np.array([[4.0, -3.0]]))}).descends is False
    assert of_pairs({"dW": (a * np.inf, a)}) == Effect(None, False, ("dW",))
    assert of_pairs({"dW": (a, a.T)}) == of_pairs({"dW": (None, a)}) == Effect(None, False, ("dW",)) and of_pairs({}) is None


@pytest.mark.parametrize("name, descends", [("sign", False), ("copied_gate", True)])
def test_effect_of_a_run(name, descends):
    e = compare([TESTS / "broken" / f"{name}.py"], Problem()).entries[0].effect
    assert e.descends == descends == (e.cosine > 0) and e.weights == ("dW", "dU", "db")


def test_a_small_step_along_the_printed_gradient_does_what_is_said(monkeypatch):
    monkeypatch.setattr(train, "RATE", 1e-6)
    for name in ("sign", "copied_gate", "canonical"):
        it = train.task(convention(name), Problem())
        (_, g), (_, true) = it.printed(it.weights), it.true(it.weights)
        along = sum((g[n] * true[n]).sum() for n in it.moved)
        t = train.train(convention(name), Problem(), 1)
        assert (t.printed[0] - t.printed[1]) / 1e-6 == pytest.approx(along, rel=1e-3)


WORDS = {
    0.414: "cosine 0.41 to the true gradient: a descent direction",
    -0.3: "cosine -0.30 to the true gradient: not a descent direction",
    0.99893: "cosine 0.9989 to the true gradient: a descent direction",
    1 - 1e-13: "the weights get the direction of the true gradient",
}


@pytest.mark.parametrize("cosine", WORDS)
def test_angle(cosine):
    assert angle(Effect(cosine, cosine > 0, ("dW",))) == WORDS[cosine]
    assert "no angle" in angle(Effect(None, False, ("dW",))) and "no angle" in angle(None)


# The sentence and the plot

DOWN = Training(4, 0.02, "a loss", ("W",), (4.0, 3.0, 2.0, 1.5, 1.0), (4.0, 2.0, 1.0, 0.7, 0.5))
SENTENCES = {
    "after 4 steps: printed 1, true 0.5 (from 4); it trains, and that proves nothing": DOWN,
    "after 4 steps: printed 0.5, true 1 (from 4); it trains, and to a lower loss than the true one: that proves nothing": replace(
        DOWN, printed=DOWN.true, true=DOWN.printed
    ),
    "after 4 steps: printed 9, true 0.5 (from 4); it does not train": replace(DOWN, printed=(4.0, 5.0, 6.0, 7.0, 9.0)),
    "after 4 steps: 0.5 (from 4), printed and true the same at every step": replace(DOWN, printed=DOWN.true),
    "after 4 steps: printed 0.5001, true 0.5 (from 4); it trains, and that proves nothing": replace(DOWN, printed=(*DOWN.true[:-1], 0.5001)),
    "after 2 of 4 steps with the printed gradient a number is no longer finite; true 0.5 (from 4)": replace(DOWN, printed=(4.0, 9.0, math.nan)),
    "cannot be trained: why": Training(4, 0.02, "", (), (), (), "cannot be trained: why"),
}


@pytest.mark.parametrize("words", SENTENCES)
def test_sentence(words):
    assert sentence(SENTENCES[words]) == words


@pytest.mark.parametrize("unicode, marks", [(True, "●·◉"), (False, "o.@")], ids=["unicode", "ascii"])
def test_plot(unicode, marks):
    lines = [line.plain for line in plot(DOWN, Page(80, unicode))]
    body = lines[1:9]
    assert lines[0].strip() == "loss a loss; 4 steps of 0.02 times the gradient"
    assert body[0].split("│" if unicode else "|") == ["      4 ", marks[2]] and body[-1].startswith("    0.5 ")
    columns = ["".join(row[9 + k : 10 + k] for row in body).replace(" ", "") for k in range(5)]
    assert columns == [marks[2], marks[0] + marks[1], marks[0] + marks[1], marks[0] + marks[1], marks[0] + marks[1]]
    assert unicode or "".join(lines).isascii()


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize(
    "t", [DOWN, replace(DOWN, printed=DOWN.true), replace(DOWN, printed=(4.0, 1e30, math.inf)), replace(DOWN, printed=(4.0,) * 5, true=(4.0,) * 5)]
)
def test_plot_fits_its_page(t, width):
    assert [line.plain for line in plot(t, Page(width)) if cell_len(line.plain) > width] == []
    long = replace(t, steps=1000, true=tuple(np.linspace(4, 1, 1001)))
    assert [line.plain for line in plot(long, Page(width)) if cell_len(line.plain) > width] == []


# The command


def test_check_train(capsys):
    assert code(["check", "gomez_2016", "--train", "20"]) == 0
    out = capsys.readouterr().out
    assert "training    after 20 steps: printed" in out and "with the true one" in out
    assert code(["check", "gomez_2016"]) == 0
    assert "training" not in capsys.readouterr().out


def test_check_train_as_json(capsys):
    assert code(["check", "gomez_2016", "--train", "3", "--format", "json"]) == 0
    row = json.loads(capsys.readouterr().out)["conventions"][0]
    assert (len(row["training"]["printed"]), len(row["training"]["true"]), row["training"]["steps"]) == (4, 4, 3)
    assert set(row["fingerprint"]["rows"]) == set("ifgo") and row["effect"]["descends"] is True


@pytest.mark.parametrize("n", ["0", "-3", "many"])
def test_train_wants_a_number(n, capsys):
    assert code(["check", "gomez_2016", "--train", n]) == 2
    assert "--train" in capsys.readouterr().err


def test_a_file_that_cannot_be_judged_is_not_trained(tmp_path, capsys):
    path = tmp_path / "broken.py"
    path.write_text("def (", encoding="utf-8")
    assert code(["check", str(path), "--train", "3"]) == 4
    assert "training" not in capsys.readouterr().out
