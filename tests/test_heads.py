"""Heads and losses of the catalogue against torch.nn.Linear and torch's own losses, without any referee of ours.

torch gets the h of every step as given numbers; what a source says of its head's weights, and of what the head hands back
into h, is compared with torch's gradients. A source that is declared wrong is compared as printed and as corrected.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from torch.nn import functional

from lstmcmp import catalogue, metric
from lstmcmp.columns import run
from lstmcmp.convention import load
from lstmcmp.meaning import declared
from lstmcmp.problem import Problem
from lstmcmp.trial import Trial, prepare

FILES = {n: load(p, catalogue.find) for n, p in catalogue.paths().items()}
PROBLEMS = [Problem(), Problem(T=3, B=2, D=3, H=4, seed=5)]


def cross_entropy(net, target):
    """Summed over steps and sequences; targets are one-hot (T, B, n)."""
    return functional.cross_entropy(net.flatten(0, 1), target.argmax(-1).flatten(), reduction="sum")


def mean_over_steps(net, target):
    return cross_entropy(net, target) / len(net)


def at_the_last_step(net, target):
    return cross_entropy(net[-1:], target[-1:])


def squared(net, target):
    return functional.mse_loss(net, target, reduction="sum")


def half_squared(net, target):
    return squared(net, target) / 2


def half_squared_at_the_last_step(net, target):
    return half_squared(net[-1:], target[-1:])


def mean_squared(net, target):
    """The mean over the entries of one step, summed over steps and sequences."""
    return squared(net, target) / net.shape[-1]


def squared_of_sigmoid(net, target):
    return squared(net.sigmoid(), target)


def half_squared_of_sigmoid(net, target):
    return squared(net.sigmoid(), target) / 2


def half_squared_of_softmax(net, target):
    return squared(net.softmax(-1), target) / 2


def squared_of_the_first(net, target):
    return squared(net[..., :1], target)


@dataclass(frozen=True)
class Head:
    """What a source says of its head, in torch's words; without a weight the loss is one of h itself."""

    weight: str
    bias: str
    target: str
    loss: Callable
    reads: tuple[str, ...] = ("h",)  # what the columns of the weight are for
    also: tuple[str, str] = ()  # a second weight and the forward symbol that it reads


HEADS = {  # a variant without an entry has its base's
    "chen_2016": Head("W_hz", "b_z", "y", cross_entropy),
    "chen_2016_l2": Head("W_hz", "b_z", "y", half_squared_of_softmax),
    "chen_2016_l2_d1": Head("W_hz", "b_z", "y", half_squared_of_softmax),
    "geeksforgeeks_2020": Head("", "", "y", half_squared),
    "geeksforgeeks_2020_mse_mean": Head("", "", "y", mean_squared),
    "geeksforgeeks_2020_mse_sum": Head("", "", "y", squared),
    "geeksforgeeks_2020_time_last": Head("", "", "y", half_squared_at_the_last_step),
    "gers_2000": Head("w_kc", "w_k0", "t_k", half_squared_of_sigmoid, reads=("h_prev",)),
    "gers_2000_t2": Head("w_kc", "w_k0", "t_k", half_squared_of_sigmoid),
    "gers_2002": Head("w_kc", "w_k0", "t_k", half_squared_of_sigmoid),
    "gomez_2016": Head("", "", "label", half_squared),
    "graves_2005": Head("w_kc", "", "t_k", cross_entropy, reads=("h_prev",)),
    "graves_2005_undelayed_e1_s1": Head("w_kc", "", "t_k", cross_entropy),
    "graves_2005_undelayed_e1_s2": Head("w_kc", "", "t_k", cross_entropy),
    "graves_2005_undelayed_e2_s1": Head("w_kc", "", "t_k", cross_entropy),
    "graves_2005_undelayed_e2_s2": Head("w_kc", "", "t_k", cross_entropy),
    "graves_2012": Head("w_hk", "", "z_k", cross_entropy),
    "graves_2013": Head("W_hy", "b_y", "x_following", cross_entropy),
    "hipsternet_2017": Head("Wy", "by", "target", mean_over_steps),
    "hochreiter_1997": Head("w_k", "", "t_k", squared_of_sigmoid, reads=("x", "h_prev")),
    "hochreiter_1997_gate_sources": Head("w_k", "", "t_k", squared_of_sigmoid, reads=("x", "h_prev"), also=("w_ki", "y_i_prev")),
    "hochreiter_1997_k2_l1": Head("w_k", "", "t_k", squared_of_sigmoid, reads=("x", "h")),
    "hochreiter_1997_x2": Head("w_k", "", "t_k", squared_of_sigmoid, reads=("x_prev", "h_prev")),
    "jayasiri_2017": Head("W_v", "b_v", "y", cross_entropy),
    "jayasiri_2017_math_2017_10": Head("W_y", "b_y", "p", cross_entropy),
    "jayasiri_2017_math_2017_10_params_code": Head("W_y", "b_y", "p", cross_entropy),
    "jayasiri_2017_math_2017_10_params_unprimed": Head("W_y", "b_y", "p", cross_entropy),
    "jimenez_2015": Head("", "", "label", squared_of_the_first),
    "kristiadi_2016": Head("Wy", "by", "y_train", mean_over_steps),
    "kumar_2019": Head("W_y", "b_y", "y", at_the_last_step),
    "kumar_2019_print": Head("W_y", "b_y", "y", cross_entropy),
    "seq2seq_numpy_b": Head("W", "", "target", cross_entropy),
    "seq2seq_numpy_b_loss_mean": Head("W", "", "target", mean_over_steps),
}
NAMES = [n for n, c in FILES.items() if c.loss]


def head_of(name: str) -> Head:
    return HEADS[name] if name in HEADS else head_of(FILES[name].constants["BASE"])


def linear(weight: np.ndarray, bias: np.ndarray | None, inputs: int) -> tuple[torch.nn.Linear, bool]:
    """torch's layer with these numbers, and whether the source stores the weight the other way round, in x out; a square one is out x in."""
    turned = weight.shape[0] == inputs != weight.shape[1]
    layer = torch.nn.Linear(inputs, weight.size // inputs, bias=bias is not None).double()
    layer.load_state_dict(dict(weight=torch.tensor(weight.T if turned else weight)) | ({} if bias is None else dict(bias=torch.tensor(bias.ravel()))))
    return layer, turned


def by_torch(head: Head, trial: Trial) -> tuple[float, dict]:
    """The loss, and its gradients by the head's arrays, in their own shapes, and by h (T, B, H)."""
    T, B = trial.problem.T, trial.problem.B
    state, arrays = trial.system.state["h"], trial.layout.arrays

    def tensor(a, steps=T):
        return torch.tensor(np.array(a).reshape(steps, B, -1))

    def source(name):
        kind = name.removesuffix("_prev")
        now = h if kind == "h" else tensor(trial.inputs.steps["x"]) if kind == "x" else tensor([trial.values[kind, t] for t in range(T)])
        before = tensor(trial.inputs.start[state], 1) if kind == "h" else 0 * now[:1]
        return now if name == kind else torch.cat([before, now[:-1]])

    h = tensor([trial.values[state, t] for t in range(T)]).requires_grad_()
    net = torch.cat([source(name) for name in head.reads], -1)
    layers = {}
    if head.weight:
        layers[head.weight] = layer, _ = linear(arrays[head.weight], arrays.get(head.bias), net.shape[-1])
        net = layer(net)
    if head.also:
        weight, name = head.also
        layers[weight] = layer, _ = linear(arrays[weight], None, source(name).shape[-1])
        net = net + layer(source(name))
    loss = head.loss(net, tensor(trial.inputs.steps[head.target]))
    loss.backward()
    found = {w: layer.weight.grad.T.numpy() if turned else layer.weight.grad.numpy() for w, (layer, turned) in layers.items()} | dict(h=h.grad.numpy())
    if head.bias:
        found[head.bias] = layers[head.weight][0].bias.grad.numpy().reshape(arrays[head.bias].shape)
    return loss.item(), found


def as_published(head: Head, trial: Trial) -> dict[str, list]:
    """(symbol, values with the sign of a gradient) for the head's arrays and for what comes back into h.

    A symbol that is the whole gradient of h is evaluated with nothing coming back from the recurrent part: every symbol that
    is computed from it is held at zero.
    """
    system, T, B = trial.system, trial.problem.T, trial.problem.B
    raw, _ = run(trial)
    out = {}
    for symbol, meaning in declared(system).items():
        (term, *more) = meaning
        if more or symbol not in system.backward:
            continue
        if term.kind == "weight" and term.of[0] in (head.weight, head.bias, *head.also):
            steps = range(T)[system.convention.get("SUMS").get(symbol, slice(None))]
            parts = [raw[symbol, t] for t in steps]
            value = None if any(v is None for v in parts) else sum(v.reshape(-1, *v.shape[-2:]).sum(0) for v in parts)
            out.setdefault(term.of[0], []).append((symbol, None if value is None else term.sign * value))
        elif term.kind in ("total", "edge") and term.of[-1] == system.state["h"]:
            later = [s for s in computed_from(symbol, system) if raw[s, 0] is not None and raw[s, 0].ndim == 3]
            alone, _ = run(trial, {s: np.zeros((T, *raw[s, 0].shape)) for s in later})
            parts = [alone[symbol, t] for t in range(T)]
            value = None if any(v is None for v in parts) else np.stack(np.broadcast_arrays(*parts)).reshape(T, B, -1)
            out.setdefault("h", []).append((symbol, None if value is None else term.sign * value))
    return out


def computed_from(symbol: str, system) -> set[str]:
    """The backward symbols that are computed from this one, at whatever step; not itself."""
    found, todo = set(), [symbol]
    while todo:
        read = todo.pop()
        readers = {s for s in system.backward if any(r.symbol == read for r in system.equations[s].reads)} - found
        found |= readers
        todo += readers
    return found - {symbol}


def differing(head: Head, trial: Trial, factor: float = 1) -> set[str]:
    """The symbols that are not `factor` times what torch says."""
    _, true = by_torch(head, trial)
    return {
        symbol
        for of, given in as_published(head, trial).items()
        for symbol, value in given
        if value is None or value.shape != true[of].shape or metric.error(value, factor * true[of]) > 1e-12
    }


@pytest.fixture(params=NAMES)
def name(request):
    return request.param


@pytest.mark.parametrize("problem", PROBLEMS, ids=["default", "other sizes"])
def test_the_loss_is_the_one_of_torch(name, problem):
    trial = prepare(FILES[name], problem, "loss", tuple(FILES[name].get("ERRATA")))
    ours = sum(np.sum(term) for term in trial.terms(trial.values))
    assert ours == pytest.approx(by_torch(head_of(name), trial)[0], rel=1e-13)


@pytest.mark.parametrize("problem", PROBLEMS, ids=["default", "other sizes"])
def test_the_gradients_of_a_head_are_those_of_torch(name, problem):
    """With every correction swapped in, times the constant that the file declares."""
    convention = FILES[name]
    trial = prepare(convention, problem, "loss", tuple(convention.get("ERRATA")))
    declared_factor = convention.constants.get("FACTOR", 1)
    factor = declared_factor if isinstance(declared_factor, (int, float)) else metric.named_constants(problem.sizes)[declared_factor]
    assert as_published(head_of(name), trial)
    assert differing(head_of(name), trial, factor) == set()


def test_what_torch_says_of_a_printed_head_is_what_we_say(name, entries):
    """As printed: the same gradients of the head's arrays differ for torch and in our report."""
    trial = prepare(FILES[name], Problem(), "loss")
    head = head_of(name)
    ours = {g.source_name for g in entries[name].gradients if g.run == "loss" and g.verdict == "differs"}
    of_arrays = {symbol for of, given in as_published(head, trial).items() for symbol, _ in given if of != "h"}
    assert differing(head, trial) & of_arrays == ours & of_arrays


def test_only_forward_partials_hand_nothing_back_into_h():
    """The other sources give a symbol for it. Those that carry partials forward use the head's error inside the one of the output gate."""
    without = {name for name in NAMES if "h" not in as_published(head_of(name), prepare(FILES[name], Problem(), "loss"))}
    assert {FILES[name].constants.get("BASE", name) for name in without} == {"gers_2000", "gers_2002", "hochreiter_1997"}


@pytest.mark.parametrize(
    "change", [("return outer(e, h)", "return outer(h, e)"), ("y - p", "p - y"), ("W_y.mT @ e", "W_y.mT @ e / 2"), ("return e\n", "return e / B\n")]
)
def test_a_mistake_in_a_head_is_noticed(tmp_path, change):
    (tmp_path / "mine.py").write_text(HEAD, encoding="utf-8")
    assert differing(MINE, prepare(load(tmp_path / "mine.py", catalogue.find), Problem(), "loss")) == set()
    wrong = HEAD.replace(*change)
    assert wrong != HEAD
    (tmp_path / "wrong.py").write_text(wrong, encoding="utf-8")
    assert differing(MINE, prepare(load(tmp_path / "wrong.py", catalogue.find), Problem(), "loss"))


MINE = Head("W_y", "b_y", "p", cross_entropy)
HEAD = """
from lstmcmp.symbols import log, outer, softmax

FORWARD = "canonical"
UPSTREAM = dict(e="a")
TARGETS = dict(p="one-hot 7")
WEIGHTS = dict(W_y=(7, "H"), b_y=(7, 1))
MEANING = dict(e="a", dW_y="W_y", db_y="b_y", dh="h")


def a(W_y, h, b_y):
    return W_y @ h + b_y


def y(a):
    return softmax(a)


def loss(p, y):
    return -p * log(y)


def e(y, p):
    return y - p


def dW_y(e, h):
    return outer(e, h)


def db_y(e, B):
    return e


def dh(W_y, e, dh_next):
    return W_y.mT @ e + dh_next


def dh_prev(dh):
    return 0.5 * dh
"""
