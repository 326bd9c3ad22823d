"""The third referee, PyTorch autograd; the only place that imports torch.

It runs the convention's own forward equations on float64 tensors, so it needs no second implementation of a cell. Every
argument that an equation reads is an edge of the graph with a gradient of its own: that is the truth of the intermediates.
"""

from dataclasses import dataclass, replace

import numpy as np

from .equations import evaluate
from .problem import Problem
from .trial import Objective, Trial


@dataclass(frozen=True)
class Adjoints:
    """Gradients of the loss, arrays (T, B, n, m) unless said otherwise."""

    total: dict[str, np.ndarray]  # forward symbol or x -> dL/d(symbol at t)
    edge: dict[tuple[str, str], np.ndarray]  # (equation, argument) -> the share through this reading at t
    before: dict[str, np.ndarray]  # symbol -> dL/d(argument of its outermost sigmoid or tanh)
    weights: dict[str, np.ndarray]  # weight -> dL/d(weight), (rows, columns)
    start: dict[str, np.ndarray]  # h0, c0 -> (B, n, m)
    partial: dict[tuple[str, str], np.ndarray]  # (symbol, weight) -> d(sum of symbol at t)/d(weight), per sequence

    @property
    def leaves(self) -> dict[str, np.ndarray]:
        return self.weights | self.start | dict(x=self.total["x"])


def available() -> bool:
    """Whether torch can be imported."""
    try:
        import torch  # noqa: F401
    except ImportError:
        return False
    return True


def adjoints(trial: Trial, partials=(), cut: bool = True) -> Adjoints:
    """One backward pass through the convention's own forward. `partials` are the (symbol, weight) pairs wanted (RTRL)."""
    import torch

    T, B = trial.problem.T, trial.problem.B

    def tensor(a):
        return torch.from_numpy(np.array(a))

    def leaf(a):
        return tensor(a).requires_grad_()

    weights = {n: leaf(np.broadcast_to(a, (B, *a.shape)) if partials else a) for n, a in trial.inputs.weights.items()}
    x = [leaf(a) for a in trial.inputs.steps["x"]]
    start = {s: leaf(a) for s, a in trial.inputs.start.items()}
    steps = {n: [tensor(v) for v in a] for n, a in trial.inputs.steps.items()} | dict(x=x)
    state = trial.system.state
    inputs = trial.given(weights | dict(x=x, h0=start[state["h"]], c0=start[state["c"]]))
    inputs = replace(inputs, steps=steps, zeros=lambda shape: torch.zeros(shape, dtype=torch.float64))
    end = {n: tensor(a) for n, a in trial.inputs.end.items()}
    cut_read, cut_settle = trial.hooks(tensor)
    clips = trial.system.convention.get("CLIP") if cut else {}
    nodes, edges, before = {}, {}, {}

    def read(equation, r, t, value):
        value = cut_read(equation, r, t, value) if cut else value
        if r.kind not in ("symbol", "step") or not value.requires_grad:
            return value
        edge = value.view_as(value)
        edge.retain_grad()
        edges[equation.symbol, r.argument, t] = edge
        return edge

    def settle(symbol, t, value, error):
        value = cut_settle(symbol, t, value, error)
        value = tensor(value) if isinstance(value, np.ndarray) else value  # an array that depends on nothing
        if not value.requires_grad:
            return value
        if symbol in clips:
            value.register_hook(lambda g, r=clips[symbol]: g.clamp(-r, r))
        value = value.view_as(value) if value.is_leaf else value  # an equation that only renames a weight
        value.retain_grad()
        nodes[symbol, t] = value
        if value.grad_fn.name() in ("SigmoidBackward0", "TanhBackward0"):
            value.grad_fn.register_hook(lambda gin, gout: before.__setitem__((symbol, t), gin[0]))
        return value

    values = evaluate(trial.system, inputs, trial.forward_order, read, settle)
    loss = sum(term.sum() for term in trial.terms(values, steps, end))
    loss.backward(retain_graph=bool(partials))

    def grads(found, name, like):
        arrays = [found.get((*name, t) if isinstance(name, tuple) else (name, t)) for t in range(T)]
        arrays = [getattr(a, "grad", None) if a is not None and a.requires_grad else a for a in arrays]
        return np.stack([np.zeros(like) if a is None else a.numpy() for a in arrays])

    shape = {s: trial.values[s, 0].shape for s in trial.system.forward}
    names = dict.fromkeys(key[:2] for key in edges)
    found = Adjoints(
        total={s: grads(nodes, s, shape[s]) for s in shape} | dict(x=np.stack([_grad(v) for v in x])),
        edge={n: grads(edges, n, next(e.shape for k, e in edges.items() if k[:2] == n)) for n in names},
        before={s: grads(before, s, shape[s]) for s in dict.fromkeys(k[0] for k in before)},
        weights={n: _grad(w).sum(0) if partials else _grad(w) for n, w in weights.items()},
        start=dict(h0=_grad(start[state["h"]]), c0=_grad(start[state["c"]])),
        partial={},
    )
    found = replace(found, before=found.before | {s: a for s in shape if s not in found.before and (a := _before_exp(trial, s, found.total[s])) is not None})
    # only now, for asking for a partial writes into the gradients that the symbols on its way retain
    return replace(found, partial={k: np.stack([_partial(torch, values[k[0], t], weights[k[1]]) for t in range(T)]) for k in partials})


def _before_exp(trial: Trial, symbol: str, total: np.ndarray) -> np.ndarray | None:
    """dL/d(argument) where a sigmoid or tanh is spelled with exp: told by its range, for torch knows no such node."""
    if "exp" not in trial.system.equations[symbol].function.call.__code__.co_names:
        return None
    s = np.stack([trial.values[symbol, t] for t in range(trial.problem.T)])
    if np.abs(s).max() >= 1:
        return None
    return total * (s * (1 - s) if s.min() > 0 else 1 - s**2)


def gradients(objective: Objective) -> dict[str, np.ndarray]:
    """dL/d(leaf) for every leaf of an objective."""
    import torch

    leaves = {n: torch.from_numpy(np.array(a)).requires_grad_() for n, a in objective.leaves.items()}
    sum(term.sum() for term in objective.loss(leaves)).backward()
    return {n: _grad(v) for n, v in leaves.items()}


def constant(a: np.ndarray, like):
    """`a` as a tensor if `like` is one; a numpy array stays."""
    import sys

    torch = sys.modules.get("torch")
    return torch.from_numpy(np.array(a)) if torch is not None and isinstance(like, torch.Tensor) else a


def nn_lstm(problem: Problem) -> dict[str, np.ndarray]:
    """torch.nn.LSTM itself on the problem's numbers: its outputs h (T, B, H, 1), c_T and every gradient, in canonical blocks."""
    import torch

    w = problem.canonical()
    layer = torch.nn.LSTM(problem.D, problem.H).double()
    rows = {k: np.concatenate([w[k][g] for g in "ifgo"]) for k in "WUb"}
    with torch.no_grad():
        for name, a in (("weight_ih_l0", rows["W"]), ("weight_hh_l0", rows["U"]), ("bias_ih_l0", rows["b"][:, 0])):
            getattr(layer, name).copy_(torch.from_numpy(a))
        layer.bias_hh_l0.zero_()
    x, h0, c0 = (torch.from_numpy(np.array(a[..., 0])).requires_grad_() for a in (problem.x(), problem.h0(), problem.c0()))
    out, (_, c) = layer(x, (h0[None], c0[None]))
    ((out * torch.from_numpy(problem.dh()[..., 0])).sum() + (c[0] * torch.from_numpy(problem.dc_T()[..., 0])).sum()).backward()
    found = dict(h=out.detach().numpy()[..., None], c_T=c[0].detach().numpy()[..., None])
    found |= dict(x=x.grad.numpy()[..., None], h0=h0.grad.numpy()[..., None], c0=c0.grad.numpy()[..., None])
    for k, p in (("W", layer.weight_ih_l0), ("U", layer.weight_hh_l0), ("b", layer.bias_ih_l0)):
        for g, block in zip("ifgo", np.split(p.grad.numpy(), 4), strict=True):
            found[f"{k}_{g}"] = block.reshape(problem.H, -1)
    return found


def nn_lstm_stack(layers, network=None) -> dict[str, np.ndarray]:
    """torch.nn.LSTM with these layers and directions, on the numbers of the units' problems: every gradient, named `W_i[1,reverse]`.

    With a network also torch.nn.Embedding, torch.nn.Linear and the loss of torch.nn.functional: E, W_y, b_y.
    """
    import torch

    units, both = [u for units in layers for u in units], len(layers[0]) == 2
    lowest = units[0].problem
    net = torch.nn.LSTM(lowest.D, lowest.H, num_layers=len(layers), bidirectional=both).double()
    named = {u: f"l{u.layer - 1}{'_reverse' if u.reverse else ''}" for u in units}

    def tensor(a):
        return torch.from_numpy(np.array(a))

    with torch.no_grad():
        for u, name in named.items():
            w = u.problem.canonical()
            for kind, k in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b")):
                rows = np.concatenate([w[k][g] for g in "ifgo"])
                getattr(net, f"{kind}_{name}").copy_(tensor(rows[:, 0] if k == "b" else rows))
            getattr(net, f"bias_hh_{name}").zero_()
    x = tensor((network.x(lowest) if network else lowest.x())[..., 0]).requires_grad_()
    given = x
    if network:
        arrays = {n: tensor(a) for n, a in network.leaves(lowest, lowest.H * len(layers[0])).items()}
        linear = torch.nn.Linear(arrays["W_y"].shape[1], arrays["W_y"].shape[0]).double()
        linear.weight, linear.bias = torch.nn.Parameter(arrays["W_y"]), torch.nn.Parameter(arrays["b_y"][:, 0])
    if network and network.embedding:
        embedding = torch.nn.Embedding(*arrays["E"].shape).double()
        embedding.weight = torch.nn.Parameter(arrays["E"])
        given = embedding(tensor(network.tokens(lowest)))
    h0, c0 = (torch.stack([tensor(getattr(u.problem, n)()[..., 0]) for u in units]).requires_grad_() for n in ("h0", "c0"))
    out, (_, c) = net(given, (h0, c0))
    upstream = torch.cat([tensor(u.problem.dh()[:: -1 if u.reverse else 1, ..., 0]) for u in layers[-1]], -1)
    if network:
        steps = list(network.steps(lowest.T))
        y, targets = linear(out)[steps], tensor(network.targets(lowest)[steps][..., 0])
        if network.head == "softmax":
            torch.nn.functional.cross_entropy(y.flatten(0, 1), targets.argmax(-1).flatten(), reduction="sum").backward()
        else:
            (torch.nn.functional.mse_loss(y, targets, reduction="sum") / 2).backward()
    else:
        ((out * upstream).sum() + (c * torch.stack([tensor(u.problem.dc_T()[..., 0]) for u in units])).sum()).backward()
    found = dict(W_y=linear.weight.grad.numpy(), b_y=linear.bias.grad.numpy()[:, None]) if network else {}
    found |= dict(E=embedding.weight.grad.numpy()) if given is not x else dict(x=x.grad.numpy()[..., None])
    for n, u in enumerate(units):
        found |= {f"h0{u.label}": h0.grad[n].numpy()[..., None], f"c0{u.label}": c0.grad[n].numpy()[..., None]}
        for kind, k in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b")):
            for g, block in zip("ifgo", np.split(getattr(net, f"{kind}_{named[u]}").grad.numpy(), 4), strict=True):
                found[f"{k}_{g}{u.label}"] = block.reshape(u.problem.H, -1)
    return found


def _partial(torch, value, weight) -> np.ndarray:
    g = torch.autograd.grad(value.sum(), weight, retain_graph=True, allow_unused=True)[0] if value.requires_grad else None
    return (torch.zeros_like(weight) if g is None else g).numpy()


def _grad(tensor) -> np.ndarray:
    return np.zeros(tensor.shape) if tensor.grad is None else tensor.grad.numpy()
