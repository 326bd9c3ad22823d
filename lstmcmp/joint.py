"""The loss of a whole stack as a function of every leaf of every layer: what the referees differentiate at once.

The deciding gradients of a stack are computed layer by layer, each with the true message of the layer above; here the same
is asked of the composed forward pass, which knows of no messages.
"""

from dataclasses import replace

import numpy as np

from .autograd import constant
from .entrance import head_weights
from .equations import evaluate
from .network import Network
from .stack import Layers, Unit, up
from .symbols import beside, stack
from .trial import Objective, Trial, recorded

OWN = ("x", "h0", "c0")


def objective(layers: Layers, trials: dict[Unit, Trial], slots: dict[Unit, str], local: bool = False, network: Network | None = None) -> Objective:
    """The composed forward pass of equations; `slots` are the UPSTREAM symbols that the layer above takes the place of.

    `local`: what passes down to a layer at a step leaves out what the states above carry from later steps.
    """
    lowest = trials[layers[0][0]]
    row, problem = lowest.system.convention.axes == "row", lowest.problem
    leaves = dict(x=lowest.inputs.steps["x"]) if not network or not network.embedding else {}
    leaves |= network.leaves(problem, problem.H * len(layers[0])) if network else {}
    standing_in = {u: head_weights(t) if u in slots else set() for u, t in trials.items()}  # for a layer above
    leaves |= {n + u.label: a for u, t in trials.items() for n, a in t.leaves.items() if n != "x" and n not in standing_in[u]}

    def loss(leaves):
        terms = []

        def run(unit: Unit, x):
            trial, slot, like = trials[unit], slots.get(unit), x[0]
            mine = {n: leaves[n + unit.label] if n + unit.label in leaves else constant(a, like) for n, a in trial.leaves.items() if n != "x"}
            h, T = trial.system.state["h"], trial.problem.T
            if not local:
                values = evaluated(trial, mine | dict(x=x))
                terms.extend(terms_of(trial, values, slot, like))
                return None, [values[h, t] for t in range(T)]
            still = {n: constant(a, like) for n, a in trial.leaves.items()}
            passing = evaluated(without_carry(trial), still | dict(x=x))  # what x changes, the weights held still
            staying = evaluated(trial, mine | dict(x=still["x"]))  # what the layer's own leaves change
            terms.extend(terms_of(trial, passing, slot, like) + terms_of(trial, staying, slot, like))
            return None, [passing[h, t] + staying[h, t] - constant(trial.values[h, t], like) for t in range(T)]

        x = list(leaves["x"]) if "x" in leaves else [v.mT if row else v for v in network.read(leaves, problem)]
        _, h = up(layers, x, run, lambda outputs: [(beside if row else stack)(*parts) for parts in zip(*outputs, strict=True)])
        return network.loss(leaves, [v.mT if row else v for v in h], problem) if network else terms

    return Objective(leaves, loss)


def without_carry(trial: Trial) -> Trial:
    """No gradient passes from a step's cell state to the one before."""
    c = trial.system.state["c"]
    edges = {(n, r.argument) for n in trial.system.forward for r in trial.system.equations[n].reads if r.symbol == c and r.shift < 0}
    return replace(trial, frozen=trial.frozen | recorded(trial.system, trial.inputs, trial.forward_order, edges))


def evaluated(trial: Trial, leaves: dict) -> dict:
    like = leaves["x"][0]
    read, settle = trial.hooks(lambda a: constant(a, like))
    clips = trial.system.convention.get("CLIP") if hasattr(like, "requires_grad") else {}

    def kept(symbol, t, value, error):
        value = settle(symbol, t, value, error)
        value = constant(value, like) if isinstance(value, np.ndarray) else value
        if symbol in clips and value.requires_grad:
            value.register_hook(lambda g, r=clips[symbol]: g.clamp(-r, r))
        return value

    steps = {n: [constant(v, like) for v in a] for n, a in trial.inputs.steps.items() if n != "x"}
    inputs = trial.given({n: v for n, v in leaves.items()})
    inputs = replace(inputs, steps=steps | dict(x=leaves["x"]), zeros=lambda shape: constant(np.zeros(shape), like))
    return evaluate(trial.system, inputs, trial.forward_order, read, kept)


def terms_of(trial: Trial, values: dict, slot: str | None, like) -> list:
    steps = {n: [constant(v * (n != slot), like) for v in a] for n, a in trial.inputs.steps.items()}
    return trial.terms(values, steps, {n: constant(a, like) for n, a in trial.inputs.end.items()})
