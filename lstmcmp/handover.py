"""Encoder and decoder: the decoder starts from the encoder's last h and c, and hands dh_0 and dc_0 back where the encoder's pass starts.

The encoder's own outputs reach no loss, so everything it learns comes through the hand-over.
"""

from dataclasses import dataclass, replace

import numpy as np

from . import autograd, cells, code, truth
from .autograd import constant
from .convention import Convention
from .entrance import Entrance, NotStackable, entrance, head_weights
from .examine import Examination, examine, whole_run
from .finals import gradient, of_code
from .joint import evaluated, terms_of
from .problem import Problem, arrange
from .records import Gradient
from .referees import complex_step
from .runs import Result, result
from .stacked import without_head
from .trial import Objective, Trial, parse_upstream, prepare
from .truth import Truth, ask

PARTS = ("encoder", "decoder")


@dataclass(frozen=True)
class Handover:
    """Encoder and decoder of one convention: their results (equations) or gradients alone (code), and how well the referees agree."""

    results: dict[str, Result]
    gradients: dict[str, tuple[Gradient, ...]]
    trial: Trial | None
    cell: str | None  # of code
    handed: str  # the symbols that are handed back
    agreement: dict[str, float]


def problems(problem: Problem) -> dict[str, Problem]:
    """The encoder has the problem's own numbers, the decoder others."""
    return dict(encoder=problem, decoder=replace(problem, seed=problem.seed + 1000))


def run(convention: Convention, problem: Problem, corrected=()) -> Handover:
    """Run equations as encoder and decoder. NotStackable where the source gives no dh_0 or dc_0, or has no place for dL/dc_T."""
    below, both = entrance(convention), problems(problem)
    swapped = tuple(c for c in corrected if c in below.convention.get("ERRATA"))
    encoder = prepare(below.convention, both["encoder"], "upstream", swapped)
    own = below.numbers(encoder)
    encoder = prepare(below.convention, both["encoder"], "upstream", swapped, numbers=own) if own else encoder
    late = _place_for_c(encoder)
    last = {f"{k}0": np.array(encoder.values[encoder.system.state[k], problem.T - 1]) for k in "hc"}
    decoder = prepare(convention, both["decoder"], "upstream", corrected, numbers=last)
    true_decoder = ask(decoder, quick=True)
    seen = examine(decoder, true_decoder.adjoints)
    back = {k: _handed_back(seen, decoder, k) for k in "hc"}
    received = _receiving(encoder, below, late, *(true_decoder.adjoints.start[f"{k}0"] for k in "hc"))
    true_encoder = ask(received, quick=True)
    seen_encoder = examine(received, true_encoder.adjoints)
    mine = _receiving(encoder, below, late, *(sign * seen.whole[symbol][0] for symbol, sign in back.values()))
    whole = replace(seen_encoder, whole=whole_run(mine, seen_encoder.known, seen_encoder.truth))
    results = dict(encoder=result(mine, without_head(whole, received), true_encoder), decoder=result(decoder, seen, true_decoder))
    agreement = _checked(received, decoder, true_encoder, true_decoder)
    handed = " and ".join(symbol for symbol, _ in back.values())
    return Handover(results, {p: r.gradients for p, r in results.items()}, received, None, handed, agreement)


def run_code(convention: Convention, problem: Problem) -> Handover:
    """The same for code."""
    both, assumed, declared = problems(problem), convention.get("ASSUMES"), convention.constants.get("CELL")
    layouts = {p: arrange(convention, both[p]) for p in PARTS}
    start = {n: a * (n not in assumed) for n, a in (("h0", problem.h0()), ("c0", problem.c0()))}
    forward = code.run(convention, problem, layouts["encoder"], **start)
    if "dc_T" not in forward.takes:
        raise NotStackable("has no place for dL/dc_T, which the decoder hands back")
    cell, _ = cells.named(forward.h, forward.c_T[None], problem, layouts["encoder"], start, declared)
    last = dict(h0=forward.h[-1], c0=forward.c_T)
    decoded = code.run(convention, both["decoder"], layouts["decoder"], **last)
    if not {"h0", "c0"} <= set(decoded.gradients):
        raise NotStackable("gives no gradient of h0 and c0 to hand back to an encoder")
    name = cell or declared or "standard"
    leaves = {p: cells.blocks(both[p], layouts[p].uses) | dict(x=both[p].x()) | s for p, s in (("encoder", start), ("decoder", last))}
    true = {"decoder": _gradients(cells.objective(name, leaves["decoder"], both["decoder"].dh(), both["decoder"].dc_T()))}
    true["encoder"] = _gradients(cells.objective(name, leaves["encoder"], *_at_the_end(true["decoder"]["h0"], true["decoder"]["c0"], problem.T)))
    dh, dc = _at_the_end(decoded.gradients["h0"][1], decoded.gradients["c0"][1], problem.T)
    encoded = code.run(convention, problem, layouts["encoder"], **start, dh=dh, dc_T=dc)
    found = {}
    for p, ran in (("encoder", encoded), ("decoder", decoded)):
        finals = of_code(ran.gradients, layouts[p], true[p])
        largest = max(np.abs(f[4]).max(initial=0) for f in finals)
        found[p] = tuple(gradient(*f, "upstream", "autograd" if autograd.available() else "complex step", largest) for f in finals)
    handed = " and ".join(decoded.gradients[k][0] for k in ("h0", "c0"))
    joined = {f"{n}[{p}]": a for p in PARTS for n, a in true[p].items() if p == "encoder" or n not in last}
    return Handover({}, found, None, cell, handed, truth.composed(objective(name, leaves, both), joined))


def objective(cell: str, leaves: dict[str, dict], both: dict[str, Problem]) -> Objective:
    """The composed forward pass of a known cell as encoder and decoder."""
    free = {f"{n}[{p}]": a for p in PARTS for n, a in leaves[p].items() if p == "encoder" or n not in ("h0", "c0")}

    def loss(moved):
        h, c = cells.unroll(cell, {n: moved[f"{n}[encoder]"] for n in leaves["encoder"]}, both["encoder"].T)
        mine = {n: moved[f"{n}[decoder]"] for n in leaves["decoder"] if n not in ("h0", "c0")}
        h, c = cells.unroll(cell, mine | dict(h0=h[-1], c0=c), both["decoder"].T)
        return [constant(d, c) * a for d, a in zip(both["decoder"].dh(), h, strict=True)] + [constant(both["decoder"].dc_T(), c) * c]

    return Objective(free, loss)


def _gradients(objective: Objective) -> dict[str, np.ndarray]:
    return autograd.gradients(objective) if autograd.available() else complex_step(objective)


def _at_the_end(dh: np.ndarray, dc: np.ndarray, T: int) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate([np.zeros((T - 1, *dh.shape)), dh[None]]), dc


def _place_for_c(trial: Trial) -> tuple[str, int]:
    for name, of in trial.system.upstream.items():
        sign, symbol, at_end = parse_upstream(of)
        if symbol == trial.system.state["c"] and at_end:
            return name, sign
    raise NotStackable("has no place for dL/dc_T, which the decoder hands back")


def _handed_back(seen: Examination, trial: Trial, key: str) -> tuple[str, int]:
    """The symbol that is the gradient of the state before the first step, and its sign."""
    for symbol, known in seen.known.items():
        term = known.meaning[0]
        if len(known.meaning) == 1 and (term.kind, term.of) == ("prev", (trial.system.state[key],)) and seen.whole.get(symbol) is not None:
            return symbol, term.sign
    raise NotStackable(f"gives no d{key}0 to hand back to an encoder")


def _receiving(trial: Trial, below: Entrance, late: tuple[str, int], dh: np.ndarray, dc: np.ndarray) -> Trial:
    """The encoder with dh and dc at its last step, and nothing else from outside."""
    T, (name, sign) = trial.problem.T, late
    steps = {n: np.array(a * (n not in trial.system.upstream)) for n, a in trial.inputs.steps.items()}
    end = {n: 0 * a for n, a in trial.inputs.end.items()}
    steps[below.slot] = np.array(below.given(trial, _at_the_end(dh, dc, T)[0]))
    if name in trial.system.after.values():
        end[next(h for h, n in trial.system.after.items() if n == name)] = sign * dc
    else:
        steps[name][T - 1] = sign * dc
    for a in (*steps.values(), *end.values()):
        a.flags.writeable = False
    return replace(trial, inputs=replace(trial.inputs, steps=steps, end=end))


def _checked(encoder: Trial, decoder: Trial, true_encoder: Truth, true_decoder: Truth) -> dict[str, float]:
    """Both one by one against the composed forward pass."""
    head = head_weights(encoder)  # which only stand in for what is handed back
    trials, states = dict(encoder=encoder, decoder=decoder), ("h0", "c0")
    free = {
        f"{n}[{p}]": a for p, t in trials.items() for n, a in t.leaves.items() if (p == "encoder" and n not in head) or (p == "decoder" and n not in states)
    }

    def loss(leaves):
        def mine(p: str) -> dict:
            like = leaves["x[encoder]"]
            return {n: leaves[f"{n}[{p}]"] if f"{n}[{p}]" in leaves else constant(a, like) for n, a in trials[p].leaves.items()}

        values = evaluated(encoder, mine("encoder"))
        last = {f"{k}0": values[encoder.system.state[k], encoder.problem.T - 1] for k in "hc"}
        values = evaluated(decoder, mine("decoder") | last)
        return terms_of(decoder, values, None, leaves["x[encoder]"])

    true = {"encoder": true_encoder.adjoints.leaves, "decoder": true_decoder.adjoints.leaves}
    clipped = bool(encoder.system.convention.get("CLIP"))
    return truth.composed(Objective(free, loss), {n: true[n.partition("[")[2][:-1]][n.partition("[")[0]] for n in free}, clipped)
