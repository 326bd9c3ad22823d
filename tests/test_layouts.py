"""Framework layouts: what is read off their layout functions against what the frameworks' sources say."""

import numpy as np
import pytest

from lstmcmp import catalogue, cells
from lstmcmp.cli import code
from lstmcmp.convention import load
from lstmcmp.frameworks import FRAMEWORKS
from lstmcmp.layouts import permutation, stored
from lstmcmp.problem import Problem, arrange
from lstmcmp.render.layouts import pair
from lstmcmp.render.page import Page

PERMUTATIONS = {  # from [i, f, g, o], as the sources give it
    "pytorch": (0, 1, 2, 3), "cudnn": (0, 1, 2, 3), "miopen": (0, 1, 3, 2), "tf_lstm": (0, 2, 1, 3), "tf_layernorm": (0, 2, 1, 3), "tf_block": (0, 2, 1, 3),
    "tf_block_v2": (0, 1, 2, 3), "keras": (0, 1, 2, 3), "onnx": (0, 3, 1, 2), "flax": (0, 1, 2, 3), "haiku": (0, 2, 1, 3), "equinox": (0, 1, 2, 3),
    "mxnet": (0, 1, 2, 3), "haste": (0, 2, 1, 3), "chainer": (2, 0, 1, 3), "xlstm": (0, 1, 2, 3), "coreml": (0, 1, 3, 2), "webnn": (0, 3, 1, 2),
    "openvino": (0, 1, 2, 3), "deeplearning4j": (2, 1, 3, 0),
}  # fmt: skip
SHAPES = {
    "pytorch": {("4H", "D"), ("4H", "H"), ("4H",)}, "keras": {("D", "4H"), ("H", "4H"), ("4H",)}, "tf_block": {("D+H", "4H"), ("4H",)}, "chainer": {("4H", "D"), ("4H", "H"), ("4H",)},
    "flax": {("D", "H"), ("H", "H"), ("H",)}, "cudnn": {("H", "D"), ("H", "H"), ("H",)}, "onnx": {("4H", "D"), ("4H", "H"), ("4H",)}, "haiku": {("D+H", "4H"), ("4H",)},
}  # fmt: skip


def gates(problem: Problem):
    from types import SimpleNamespace

    canonical = problem.canonical()
    return [SimpleNamespace(**canonical[k]) for k in "WUb"]


def test_every_framework_is_checked():
    assert set(PERMUTATIONS) == set(FRAMEWORKS)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_permutation_is_read_off_the_layout(name):
    assert stored(name).permutation == PERMUTATIONS[name]


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name):
    assert {a.shape for a in stored(name).arrays} == SHAPES[name]


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_layout_only_rearranges(name):
    arrays = FRAMEWORKS[name].layout(*gates(Problem()))
    values = np.sort(np.concatenate([a.ravel() for a in arrays.values()]))
    canonical = np.sort(np.concatenate([v.ravel() for k in "WUb" for v in Problem().canonical()[k].values()]))
    assert np.array_equal(values[values != 0], canonical)


@pytest.mark.parametrize("a", ["pytorch", "keras", "onnx", "chainer"])
@pytest.mark.parametrize("b", ["tf_block", "miopen", "deeplearning4j"])
def test_permutations_undo_each_other(a, b):
    there, back = permutation(stored(a), stored(b)), permutation(stored(b), stored(a))
    assert [there[k] for k in back] == [0, 1, 2, 3]


@pytest.mark.parametrize("framework, convention", [("pytorch", "pytorch"), ("tf_block", "tensorflow_block"), ("haste", "haste_layernorm")])
def test_framework_and_convention_store_the_same(framework, convention):
    path = catalogue.find(convention)
    if path is None:
        pytest.skip(f"no convention {convention}")
    theirs = arrange(load(path, catalogue.find), Problem()).arrays
    ours = [a for a in FRAMEWORKS[framework].layout(*gates(Problem())).values() if a.any()]
    for a in ours:
        assert any(b.size == a.size and np.array_equal(b.ravel(), a.ravel()) for b in theirs.values())


def test_torch_runs_on_its_own_layout():
    torch = pytest.importorskip("torch")
    problem = Problem()
    layer = torch.nn.LSTM(problem.D, problem.H).double()
    layer.load_state_dict({n: torch.from_numpy(np.ascontiguousarray(a)) for n, a in FRAMEWORKS["pytorch"].layout(*gates(problem)).items()})
    out, _ = layer(torch.from_numpy(problem.x()[..., 0]), tuple(torch.from_numpy(a[None, ..., 0]) for a in (problem.h0(), problem.c0())))
    h, _ = cells.unroll("standard", cells.blocks(problem) | dict(x=problem.x(), h0=problem.h0(), c0=problem.c0()), problem.T)
    assert np.abs(out.detach().numpy()[..., None] - np.stack(h)).max() < 1e-14


@pytest.mark.parametrize("width", [40, 80, 100, 140])
@pytest.mark.parametrize("other", FRAMEWORKS)
def test_two_columns_stay_apart(other, width):
    a, b = stored("pytorch"), stored(other)
    lines = [line.plain for line in pair(a, b, Page(width))]
    start = lines[0].index(other, 14)
    table = lines[: lines.index("")]
    assert [line for line in table if line[start - 2 : start].strip()] == []
    assert [line for line in lines if len(line) > max(width, 60)] == []
    for half, shown in ((slice(13, start), a), (slice(start, None), b)):
        assert "".join(shown.framework.states.split()) in "".join("".join(line[half] for line in table).split())


def test_command(capsys):
    assert code(["layouts"]) == 0
    shown = capsys.readouterr().out
    assert [n for n in FRAMEWORKS if n not in shown] == []
    assert code(["layouts", "keras", "onnx"]) == 0
    assert "[0, 3, 1, 2]" in capsys.readouterr().out
    assert code(["layouts", "kears"]) == 2
    assert "did you mean keras" in capsys.readouterr().err
    assert code(["layouts", "keras", "onnx", "pytorch"]) == 2
