"""Our forward passes are the ones that people run: torch.nn.LSTM, the ONNX reference evaluator and ONNX Runtime on the same numbers.

Weights reach every peer through the layouts that `lstmcmp layouts` prints, so a wrong gate order in that table fails here.
Every number is one that float32 holds, so a float32 peer starts from the same problem; both biases of a peer are random.
"""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto
from onnx.helper import make_graph, make_model, make_node, make_opsetid, make_tensor_value_info
from onnx.reference import ReferenceEvaluator

from lstmcmp import autograd, catalogue, cells, code, metric
from lstmcmp.convention import load
from lstmcmp.frameworks import FRAMEWORKS, rows
from lstmcmp.problem import Problem, arrange
from lstmcmp.runs import judged
from lstmcmp.trial import prepare

PROBLEMS = [Problem(T=T, B=B, seed=seed) for T in (1, 5) for B in (1, 3) for seed in (0, 1)]
D, H = Problem().D, Problem().H
EPS32 = float(np.finfo(np.float32).eps)
# A pre-activation is a sum of D + H + 4 terms; each addition, product and activation rounds by about one eps of what it adds
# up, and no activation here has a slope above 1, so a step adds at most that many eps to what the step before hands over.
# That allows 65 eps; measured: 7. Two cells of the table are 500,000 eps and more apart.
TOLERANCE = {np.float64: 1e-12, np.float32: (D + H + 4) * 5 * EPS32}
FILES = {n: load(p, catalogue.find) for n, p in catalogue.paths().items()}
every_problem = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda p: f"T{p.T}-B{p.B}-seed{p.seed}")


def drawn(problem: Problem) -> SimpleNamespace:
    """The problem's numbers: w per gate, a second bias of zeros, x (T, B, D), h0, c0 (B, H), dh (T, B, H) and dc_T (B, H)."""
    x, h0, c0, dh, dc_T = (a[..., 0].copy() for a in (problem.x(), problem.h0(), problem.c0(), problem.dh(), problem.dc_T()))
    return SimpleNamespace(w=problem.canonical(), second={g: np.zeros((H, 1)) for g in "ifgo"}, x=x, h0=h0, c0=c0, dh=dh, dc_T=dc_T)


def numbers(problem: Problem) -> SimpleNamespace:
    """The same as float32 holds them, with a second bias."""

    def rounded(a):
        return {k: rounded(v) for k, v in a.items()} if isinstance(a, dict) else a.astype(np.float32).astype(np.float64)

    n = vars(drawn(problem)) | dict(second={g: problem.draw(f"second_{g}", H, 1) for g in "ifgo"})
    return SimpleNamespace(**{k: rounded(a) for k, a in n.items()})


def leaves(n: SimpleNamespace) -> dict:
    """The same for `cells.unroll`, which knows one bias: the sum of both."""
    blocks = {f"{a}_{g}": v + n.second[g] * (a == "b") for a, gates in n.w.items() for g, v in gates.items()}
    return blocks | {k: getattr(n, k)[..., None] for k in ("x", "h0", "c0")}


def stored(framework: str, w: dict, second: dict) -> dict:
    """The framework's arrays. Its layout puts zeros into a second bias; here that one gets numbers too."""
    layout = FRAMEWORKS[framework].layout
    gates = [SimpleNamespace(**w[k]) for k in "WUb"]
    arrays, shifted = layout(*gates), layout(*gates[:2], SimpleNamespace(**second))
    biases = [k for k, a in arrays.items() if a.ndim == 1]
    return arrays | {biases[1]: shifted[biases[0]]}


def close(mine: dict, theirs: dict, tolerance: float):
    assert set(mine) == set(theirs)
    worst = {k: metric.error(np.asarray(mine[k], float), np.asarray(theirs[k], float)) for k in mine if mine[k].shape == theirs[k].shape}
    assert set(worst) == set(mine), {k: (mine[k].shape, theirs[k].shape) for k in mine}
    assert max(worst.values()) <= tolerance, worst


# torch.nn.LSTM


def torch_lstm(n: SimpleNamespace, proj_size: int = 0, **more) -> tuple[torch.nn.LSTM, dict]:
    """One layer with our numbers, its outputs and every gradient, under its own parameter names."""
    layer = torch.nn.LSTM(D, H, proj_size=proj_size).double()
    arrays = stored("pytorch", n.w, n.second) | more
    layer.load_state_dict({k: torch.tensor(a) for k, a in arrays.items()})
    x, h0, c0 = (torch.from_numpy(a).requires_grad_() for a in (n.x, n.h0, n.c0))
    start = h0 @ layer.weight_hr_l0.mT if proj_size else h0  # what a state before the projection hands on
    out, (h, c) = layer(x, (start[None], c0[None]))
    assert torch.equal(h[0], out[-1])
    ((out * torch.from_numpy(n.dh)).sum() + (c[0] * torch.from_numpy(n.dc_T)).sum()).backward()
    found = {k: p.grad.numpy() for k, p in layer.named_parameters()} | dict(x=x.grad.numpy(), h0=h0.grad.numpy(), c0=c0.grad.numpy())
    return found | dict(out=out.detach().numpy(), c=c[0].detach().numpy())


@every_problem
def test_the_standard_cell_is_torch_nn_lstm(problem):
    """Forward and every gradient, at 1e-12; our gradients travel through the layout as the weights did."""
    n = numbers(problem)
    h, c = cells.unroll("standard", leaves(n), problem.T)
    found = autograd.gradients(cells.objective("standard", leaves(n), n.dh[..., None], n.dc_T[..., None]))
    gradients = {a: {g: found[f"{a}_{g}"] for g in "ifgo"} for a in "WUb"}
    mine = stored("pytorch", gradients, gradients["b"]) | {k: found[k][..., 0] for k in ("x", "h0", "c0")}
    close(mine | dict(out=np.stack(h)[..., 0], c=c[..., 0]), torch_lstm(n), TOLERANCE[np.float64])


@every_problem
@pytest.mark.parametrize("name", ["pytorch", "pytorch_differentiable"])
def test_the_backward_pass_that_we_read_in_pytorch_is_the_one_that_torch_runs(name, problem):
    """The file's own equations against the gradients of torch.nn.LSTM in its own arrays: no referee of ours in between."""
    seen = judged(FILES[name], problem, "upstream")
    got, values = seen.examination.whole, seen.trial.values
    mine = dict(weight_ih_l0=got["dW_ih"], weight_hh_l0=got["dW_hh"], bias_ih_l0=got["grad_bias"][0], bias_hh_l0=got["db_hh"][0])
    mine |= dict(x=got["dx"][..., 0, :], h0=got["dh_prev"][0, :, 0], c0=got["grad_cx"][0, :, 0])
    mine |= dict(out=np.stack([values["hy", t] for t in range(problem.T)])[..., 0, :], c=values["cy", problem.T - 1][:, 0])
    close(mine, torch_lstm(drawn(problem)), TOLERANCE[np.float64])


@every_problem
def test_the_projected_cell_is_torch_nn_lstm_with_proj_size(problem):
    """tests/right/projection.py, forward and every gradient that its equations give."""
    seen = judged(load(Path(__file__).parent / "right" / "projection.py"), problem, "upstream")
    got, values, arrays = seen.examination.whole, seen.trial.values, seen.trial.layout.arrays
    mine = dict(weight_ih_l0=got["dW_ih"], weight_hh_l0=got["dW_hh"], weight_hr_l0=got["dW_hr"], bias_ih_l0=got["db"][:, 0], bias_hh_l0=got["db"][:, 0])
    mine |= dict(x=got["dx"][..., 0], h0=got["dm_prev"][0, ..., 0], c0=got["dc_prev"][0, ..., 0])
    mine |= dict(out=np.stack([values["h", t] for t in range(problem.T)])[..., 0], c=values["c", problem.T - 1][..., 0])
    n = drawn(problem)
    n.dh = np.array(seen.trial.inputs.steps["dy"][..., 0])
    close(mine, torch_lstm(n, H - 2, weight_hh_l0=arrays["W_hh"], weight_hr_l0=arrays["W_hr"]), TOLERANCE[np.float64])


# The ONNX operator LSTM


def onnx_lstm(n: SimpleNamespace, run, dtype, uses="WUbp", **attributes) -> dict:
    """h (T, B, H) and the last c (B, H) of the operator; `run` evaluates a model."""
    arrays = stored("onnx", n.w, n.second)
    T, B, _ = n.x.shape
    feed = dict(
        X=n.x, W=arrays["W"][None], R=arrays["R"][None], B=np.concatenate([arrays["Wb"], arrays["Rb"]])[None], initial_h=n.h0[None], initial_c=n.c0[None]
    )
    if "p" in uses:
        feed["P"] = np.concatenate([n.w["p"][g][:, 0] for g in peephole_order()])[None]
    feed = {k: a.astype(dtype) for k, a in feed.items()}
    kind = {np.float32: TensorProto.FLOAT, np.float64: TensorProto.DOUBLE}[dtype]
    inputs = ["X", "W", "R", "B", "", "initial_h", "initial_c", "P"][: 8 if "p" in uses else 7]  # "": the lengths of the sequences are not given
    node = make_node("LSTM", inputs, ["Y", "Y_h", "Y_c"], hidden_size=H, **attributes)
    given = [make_tensor_value_info(k, kind, a.shape) for k, a in feed.items()]
    asked = [make_tensor_value_info(k, kind, s) for k, s in (("Y", (T, 1, B, H)), ("Y_h", (1, B, H)), ("Y_c", (1, B, H)))]
    model = make_model(make_graph([node], "one", given, asked), opset_imports=[make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    y, y_h, y_c = run(model, feed)
    assert y.dtype == dtype and np.array_equal(y[-1], y_h)
    return dict(h=y[:, 0], c=y_c[0])


def peephole_order() -> list[str]:
    """The order of the three blocks of P, as `lstmcmp layouts onnx` prints it."""
    return re.search(r"order (\w) (\w) (\w)", FRAMEWORKS["onnx"].peepholes).groups()


def by_definition(model, feed):
    """The reference evaluator, in float64. It knows no attribute but direction and layout: `clip`, `input_forget` and
    `activations` are read and dropped without a word (class CommonLSTM of onnx 1.23; tests for them were proposed in
    onnx/onnx#2279 and not merged), so it is not asked about cells that need one. Before onnx/onnx#7664 it gave no Y_c."""
    assert not {a.name for a in model.graph.node[0].attribute} - {"hidden_size"}
    return ReferenceEvaluator(model).run(None, feed)


def by_runtime(model, feed):
    """ONNX Runtime on the CPU, in float32: its LSTM refuses float64 (microsoft/onnxruntime#28339)."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"]).run(None, feed)


WHO = {"reference evaluator": (by_definition, np.float64), "onnxruntime": (by_runtime, np.float32)}
SQUASHED = dict(activations=["Sigmoid", "ScaledTanh", "ScaledTanh"], activation_alpha=[2.0, 1.0], activation_beta=[0.5, 0.5])  # 4σ(a) - 2 = 2 tanh(a/2)
SQUASHED_INPUT = dict(activations=["Sigmoid", "ScaledTanh", "Affine"], activation_alpha=[2.0, 1.0], activation_beta=[0.5, 0.0])
NO_OUTPUT_TANH = dict(activations=["Sigmoid", "Tanh", "Affine"], activation_alpha=[1.0], activation_beta=[0.0])
NO_INPUT_TANH = dict(activations=["Sigmoid", "Affine", "Tanh"], activation_alpha=[1.0], activation_beta=[0.0])
OPERATOR = {  # our cell: the gates that stand open, what is added to a bias, the attributes of the operator
    "standard": ("", {}, {}),
    "forget-bias": ("", dict(f=1.0), {}),
    "no-output-tanh": ("", {}, NO_OUTPUT_TANH),
    "no-input-gate": ("i", {}, {}),
    "no-output-gate": ("o", {}, {}),
    "no-input-tanh": ("", {}, NO_INPUT_TANH),
    "no-forget-gate": ("f", {}, {}),
    "coupled-gates": ("", {}, dict(input_forget=1)),
    "logistic-squashing": ("", {}, SQUASHED),
    "logistic-squashing-no-forget-gate": ("f", {}, SQUASHED),
    "peephole": ("", {}, {}),
    "peephole-forget-bias": ("", dict(f=1.0), {}),
    "peephole-no-input-gate": ("i", {}, {}),
    "peephole-no-forget-gate": ("f", {}, {}),
    "peephole-no-output-gate": ("o", {}, {}),
    "peephole-no-input-tanh": ("", {}, NO_INPUT_TANH),
    "peephole-no-output-tanh": ("", {}, NO_OUTPUT_TANH),
    "peephole-coupled-gates": ("", {}, dict(input_forget=1)),
    "peephole-logistic-squashing": ("", {}, SQUASHED),
    "peephole-logistic-input": ("", {}, SQUASHED_INPUT),
}
ASKED = [(cell, who) for cell, (_, _, attributes) in OPERATOR.items() for who in WHO if who == "onnxruntime" or not attributes]


def opened(n: SimpleNamespace, gates: str, added: dict) -> SimpleNamespace:
    """The numbers with gates held at 1 by a pre-activation of 1000, and with something added to a bias."""
    w = {a: {g: 0 * v if g in gates else v for g, v in of.items()} for a, of in n.w.items()}
    w["b"] = {g: v + 1000 * (g in gates) + added.get(g, 0) for g, v in w["b"].items()}
    return SimpleNamespace(**vars(n) | dict(w=w))


def test_every_cell_is_asked_about():
    assert {*OPERATOR, "tanh-carry"} == set(cells.CELLS)


@every_problem
@pytest.mark.parametrize("cell, who", ASKED, ids=lambda a: a)
def test_a_cell_is_the_onnx_operator(cell, who, problem):
    run, dtype = WHO[who]
    gates, added, attributes = OPERATOR[cell]
    n = numbers(problem)
    h, c = cells.unroll(cell, leaves(n), problem.T)
    theirs = onnx_lstm(opened(n, gates, added), run, dtype, "WUbp" if cell.startswith("peephole") else "WUb", **attributes)
    close(dict(h=np.stack(h)[..., 0], c=c[..., 0]), theirs, TOLERANCE[dtype])


def operator(cell: str, n: SimpleNamespace) -> dict:
    """A cell as ONNX Runtime runs it."""
    gates, added, attributes = OPERATOR[cell]
    return onnx_lstm(opened(n, gates, added), by_runtime, np.float32, "WUbp" if cell.startswith("peephole") else "WUb", **attributes)


def test_the_comparison_tells_any_two_cells_apart():
    problem = Problem(T=5)
    n = numbers(problem)
    theirs = {cell: operator(cell, n)["h"].astype(float) for cell in OPERATOR}
    for mine in OPERATOR:
        h = np.stack(cells.unroll(mine, leaves(n), problem.T)[0])[..., 0]
        assert [cell for cell in OPERATOR if metric.error(h, theirs[cell]) <= 1000 * TOLERANCE[np.float32]] == [mine]


@pytest.mark.parametrize("gates, peepholes", [("ifgo", "i o f"), ("ofig", "i o f"), ("iogf", "i o f"), ("iofg", "i f o")])
def test_a_wrong_order_in_our_table_is_noticed(monkeypatch, gates, peepholes):
    wrong = replace(FRAMEWORKS["onnx"], layout=rows(gates, "W", "R", "Wb", "Rb"), peepholes=f"P (3H), order {peepholes}")
    monkeypatch.setitem(FRAMEWORKS, "onnx", wrong)
    with pytest.raises(AssertionError):
        test_a_cell_is_the_onnx_operator("peephole", "reference evaluator", Problem(T=5))
    with pytest.raises(AssertionError):
        test_a_cell_is_the_onnx_operator("peephole", "onnxruntime", Problem(T=5))


@pytest.mark.parametrize("gates", ["iofg", "igfo", "figo", "ifog"])
def test_a_wrong_order_in_our_table_is_noticed_by_torch(monkeypatch, gates):
    layout = rows(gates, "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    monkeypatch.setitem(FRAMEWORKS, "pytorch", replace(FRAMEWORKS["pytorch"], layout=layout))
    with pytest.raises(AssertionError):
        test_the_standard_cell_is_torch_nn_lstm(Problem(T=5))


@every_problem
def test_a_cell_that_carries_tanh_of_its_state_is_torch_with_tanh_between_the_steps(problem):
    n = numbers(problem)
    h, c = cells.unroll("tanh-carry", leaves(n), problem.T)
    layer = torch.nn.LSTMCell(D, H).double()
    arrays = stored("pytorch", n.w, n.second)
    layer.load_state_dict({k.removesuffix("_l0"): torch.tensor(a) for k, a in arrays.items()})
    out, (theirs_h, theirs_c) = [], (torch.from_numpy(n.h0), torch.from_numpy(n.c0))
    with torch.no_grad():
        for x in torch.from_numpy(n.x):
            theirs_h, theirs_c = layer(x, (theirs_h, theirs_c))
            theirs_c = theirs_c.tanh()
            out.append(theirs_h.numpy())
    close(dict(h=np.stack(h)[..., 0], c=c[..., 0]), dict(h=np.stack(out), c=theirs_c.numpy()), TOLERANCE[np.float64])


CLIPPED = """
from lstmcmp.symbols import clamp, sigmoid, tanh

BASE = "onnx_runtime"
_CLIP = 0.25


def i_t(x, W_i, H_t_prev, R_i, P_i, C_t_prev, Wb_i, Rb_i):
    return sigmoid(clamp(x @ W_i.mT + H_t_prev @ R_i.mT + P_i * C_t_prev + Wb_i + Rb_i, -_CLIP, _CLIP))


def f_t(x, W_f, H_t_prev, R_f, P_f, C_t_prev, Wb_f, Rb_f):
    return sigmoid(clamp(x @ W_f.mT + H_t_prev @ R_f.mT + P_f * C_t_prev + Wb_f + Rb_f, -_CLIP, _CLIP))


def c_t(x, W_c, H_t_prev, R_c, Wb_c, Rb_c):
    return tanh(clamp(x @ W_c.mT + H_t_prev @ R_c.mT + Wb_c + Rb_c, -_CLIP, _CLIP))


def o_t(x, W_o, H_t_prev, R_o, P_o, C_t, Wb_o, Rb_o):
    return sigmoid(clamp(x @ W_o.mT + H_t_prev @ R_o.mT + P_o * C_t + Wb_o + Rb_o, -_CLIP, _CLIP))
"""
CLIPPED_STATE = """

def tanh_C(C_t):
    return tanh(clamp(C_t, -_CLIP, _CLIP))
"""


@every_problem
@pytest.mark.parametrize("coupled", [False, True], ids=["", "coupled"])
@pytest.mark.parametrize("state_too", [False, True], ids=["pre-activations", "state too"])
def test_clip_bounds_the_preactivations(tmp_path, problem, state_too, coupled):
    """The operator's text says that clip "is applied to the input of activations", so to the state before h as well; ONNX
    Runtime does not do that (microsoft/onnxruntime#27224, mended in #27239, which is open), and so not what runs."""
    (tmp_path / "clipped.py").write_text(
        CLIPPED + CLIPPED_STATE * state_too + "\n\ndef C_t(C_t_prev, i_t, c_t):\n    return (1 - i_t) * C_t_prev + i_t * c_t\n" * coupled, encoding="utf-8"
    )
    n = numbers(problem)
    arrays = arrange(load(catalogue.find("onnx_runtime")), problem).arrays
    arrays = {k: a.astype(np.float32).astype(np.float64) for k, a in arrays.items()}
    arrays |= {f"Rb_{theirs}": n.second[ours].T for theirs, ours in zip("iofc", "iofg", strict=True)}
    given = arrays | dict(x=n.x[..., None, :], h0=n.h0[:, None], c0=n.c0[:, None])
    values = prepare(load(tmp_path / "clipped.py", catalogue.find), problem, "upstream", numbers=given).values
    mine = dict(h=np.stack([values["H_t", t] for t in range(problem.T)])[..., 0, :], c=values["C_t", problem.T - 1][:, 0])
    theirs = onnx_lstm(n, by_runtime, np.float32, clip=0.25, **dict(input_forget=1) if coupled else {})
    if not state_too:
        close(mine, theirs, TOLERANCE[np.float32])
    else:
        assert metric.error(mine["h"], theirs["h"].astype(float)) > 100 * TOLERANCE[np.float32]


# The catalogue's own forward passes

KNOWN = [n for n, c in FILES.items() if c.constants.get("CELL", "standard") in OPERATOR]


def test_the_cells_that_no_peer_runs_are_few():
    """tanh between the steps, and the cells that a convention defines itself."""
    left = {c.constants["CELL"] for n, c in FILES.items() if n not in KNOWN}
    assert {cell for cell in left if cell not in catalogue.paths()} == {"tanh-carry"}


@pytest.mark.parametrize("problem", [Problem(), Problem(T=1, B=1, seed=1)], ids=["default", "one step"])
@pytest.mark.parametrize("name", KNOWN)
def test_the_forward_pass_of_a_convention_is_what_a_peer_runs(name, problem):
    """h of every step and the last c: of torch.nn.LSTM for the standard cell, else of the ONNX operator."""
    convention = FILES[name]
    layout = arrange(convention, problem)
    n = drawn(problem)
    n.w = {a: {g: v * (a in layout.uses) for g, v in gates.items()} for a, gates in n.w.items()}  # what a page leaves out is zero
    n.h0, n.c0 = (a * (s not in convention.get("ASSUMES")) for s, a in (("h0", n.h0), ("c0", n.c0)))
    if convention.style == "code":
        ran = code.run(convention, problem, layout, n.h0[..., None], n.c0[..., None])
        mine = dict(h=ran.h[..., 0], c=ran.c_T[..., 0])
    else:
        trial = prepare(convention, problem, "upstream" if convention.get("UPSTREAM") else "loss")
        h, c = ([trial.values[trial.system.state[k], t].reshape(problem.B, H) for t in range(problem.T)] for k in "hc")
        mine = dict(h=np.stack(h), c=c[-1])
    cell = convention.constants.get("CELL", "standard")
    if cell == "standard":
        theirs = torch_lstm(n)
        close(mine, dict(h=theirs["out"], c=theirs["c"]), TOLERANCE[np.float64])
    else:
        gates, added, attributes = OPERATOR[cell]
        run, dtype = WHO["onnxruntime" if attributes else "reference evaluator"]
        close(mine, onnx_lstm(opened(n, gates, added), run, dtype, **attributes), TOLERANCE[dtype])
