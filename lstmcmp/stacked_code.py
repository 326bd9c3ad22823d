"""A convention that is code, in a stack: what it returns for x goes down, and the cell it declares is the truth."""

from dataclasses import dataclass

import numpy as np

from . import autograd, cells, code, metric, referees, truth
from .autograd import constant
from .convention import Convention
from .entrance import NotStackable
from .finals import gradient, of_code
from .network import Network, judged
from .problem import Layout, arrange
from .records import Gradient
from .stack import Layers, Unit, down, up
from .symbols import stack
from .trial import Objective


@dataclass(frozen=True)
class StackedCode:
    """Code run in a stack."""

    cell: str | None
    finals: dict[Unit, tuple[tuple[Gradient, np.ndarray, np.ndarray], ...]]
    layouts: dict[Unit, Layout]
    passes: str
    against: str
    agreement: dict[str, float]
    around: tuple[Gradient, ...]  # of the network's own arrays


@dataclass(frozen=True)
class _Given:
    """One unit's layout, start and input, and whether its code takes dh and dc_T."""

    layout: Layout
    start: dict
    x: np.ndarray
    takes: frozenset


def run(convention: Convention, layers: Layers, network: Network | None = None) -> StackedCode:
    """Run code in a stack; NotStackable, ConventionError, or RefereesDisagree as for equations."""
    declared, assumed, first = convention.constants.get("CELL"), convention.get("ASSUMES"), layers[0][0]
    found_cell: list = []

    def forward(unit: Unit, x):
        layout = arrange(convention, unit.problem)
        start = {n: a * (n not in assumed) for n, a in (("h0", unit.problem.h0()), ("c0", unit.problem.c0()))}
        ran = code.run(convention, unit.problem, layout, **start, x=x)
        if unit == first:
            found_cell.append(cells.named(ran.h, ran.c_T[None], unit.problem, layout, start, declared, x)[0])
            if (len(layers) > 1 or network and network.embedding) and ("x" not in ran.gradients or "dh" not in ran.takes):
                raise NotStackable("publishes no dx; missing is the gradient of x in what backward() returns")
        return _Given(layout, start, x, ran.takes), ran.h

    given, h = up(layers, network.x(first.problem) if network else first.problem.x(), forward, lambda outputs: np.concatenate(outputs, -2))
    cell = found_cell[0] or declared or "standard"

    def true(unit: Unit, g: _Given, dh):
        objective = cells.objective(cell, _leaves(unit, g) | dict(x=g.x), _dh(unit, g, dh), _dc_T(unit, g, network))
        found = autograd.gradients(objective) if autograd.available() else referees.complex_step(objective)
        return found, found["x"]

    around, message = network.backward(h, first.problem) if network else ({}, None)
    trues, dx = down(layers, given, true, message=message)
    against = "autograd" if autograd.available() else "complex step"

    def own(unit: Unit, g: _Given, dh):
        ran = code.run(convention, unit.problem, g.layout, **g.start, x=g.x, dh=dh, dc_T=_dc_T(unit, g, network))
        finals = of_code(ran.gradients, g.layout, trues[unit])
        largest = max((np.abs(f[4]).max(initial=0) for f in finals), default=0.0)
        judged = tuple((gradient(*f, "upstream", against, largest), f[3], f[4]) for f in finals)
        return judged, ran.gradients["x"][1] if "x" in ran.gradients else None

    finals, handed = down(layers, given, own, message=message)
    passes = next((g.source_name for g, _, _ in finals[layers[-1][0]] if g.name == "dx"), "")
    mine = dict(x=dx) | around | {n + u.label: a for u, leaves in trues.items() for n, a in leaves.items() if n != "x"}
    judged_around = judged(network, around, handed, dx, first.problem, against)
    mine |= dict(E=network.embedded(dx, first.problem)) if network and network.embedding else {}
    composed = objective(cell, layers, given, network)
    agreement = truth.composed(composed, {n: mine[n] for n in composed.leaves})
    return StackedCode(
        found_cell[0], {u: f for u, f in finals.items() if f}, {u: g.layout for u, g in given.items()}, passes, against, agreement, judged_around
    )


def objective(cell: str, layers: Layers, given: dict[Unit, _Given], network: Network | None = None) -> Objective:
    """The composed forward pass of a known cell, as a function of the canonical blocks of every unit."""
    lowest = given[layers[0][0]]
    problem = layers[0][0].problem
    leaves = dict(x=lowest.x) if not network or not network.embedding else {}
    leaves |= network.leaves(problem, problem.H * len(layers[0])) if network else {}
    leaves |= {n + u.label: a for u, g in given.items() for n, a in _leaves(u, g).items()}

    def loss(leaves):
        terms = []

        def run(unit: Unit, x):
            g, T = given[unit], unit.problem.T
            h, c = cells.unroll(cell, {n: leaves[n + unit.label] for n in _leaves(unit, g)} | dict(x=x), T)
            if unit.layer == len(layers):
                dh = _dh(unit, g, None)
                terms.extend(constant(dh[t], x[0]) * h[t] for t in range(T))
            terms.append(constant(_dc_T(unit, g, network), x[0]) * c)
            return None, h

        x = network.read(leaves, problem) if network else list(leaves["x"])
        _, h = up(layers, x, run, lambda outputs: [stack(*parts) for parts in zip(*outputs, strict=True)])
        return network.loss(leaves, h, problem) if network else terms

    return Objective(leaves, loss)


def canonical(cell: str, layers: Layers, network: Network | None = None) -> tuple[dict, Objective]:
    """The units of a stack of one of our own cells, everything given, and its objective."""

    def forward(unit: Unit, x):
        blocks = cells.blocks(unit.problem, ("W", "U", "b"))
        start = dict(h0=unit.problem.h0(), c0=unit.problem.c0())
        h, _ = cells.unroll(cell, blocks | start | dict(x=x), unit.problem.T)
        layout = Layout({}, {}, {}, frozenset("WUb"))
        return _Given(layout, start, x, frozenset(("dh", "dc_T"))), np.stack(h)

    given, _ = up(layers, network.x(layers[0][0].problem) if network else layers[0][0].problem.x(), forward, lambda outputs: np.concatenate(outputs, -2))
    return given, objective(cell, layers, given, network)


def _leaves(unit: Unit, g: _Given) -> dict:
    return cells.blocks(unit.problem, g.layout.uses) | g.start


def _dh(unit: Unit, g: _Given, dh) -> np.ndarray:
    return (unit.problem.dh() if dh is None else dh) * ("dh" in g.takes)


def _dc_T(unit: Unit, g: _Given, network: Network | None) -> np.ndarray:
    return unit.problem.dc_T() * ("dc_T" in g.takes and network is None)


def against_torch(layers: Layers, network: Network | None = None) -> float:
    """The largest error of our standard cell in this arrangement against torch.nn.LSTM: outputs and every gradient of every layer."""
    theirs = autograd.nn_lstm_stack(layers, network)
    _, composed = canonical("standard", layers, network)
    ours = autograd.gradients(composed)
    return max(metric.error(ours[n], a) for n, a in theirs.items() if n in ours)
