"""Two conventions on common ground: the same canonical weights, states and gradients from outside, as far as both allow it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from . import autograd, code, examine, finals, known_cell, quantity
from .convention import Convention
from .errors import ConventionError
from .examine import Examination
from .meaning import partials
from .metric import EQUAL, INVISIBLE, error
from .problem import Problem, arrange
from .quantity import Named
from .roles import Roles, column, roles
from .trial import Trial, parse_upstream, prepare
from .truth import clipped

SIZES = Problem(T=6, B=3, D=5, H=4)  # no fewer inputs than cells, so that a head of D outputs can be given any gradient of h


@dataclass(frozen=True)
class Ground(Problem):
    """A problem in which some things are zero, and what comes from outside to h may be prescribed."""

    zero: tuple[str, ...] = ()  # of h0, c0, dc_T, U, b, p
    arriving: np.ndarray | None = None  # dL/dh from outside (T, B, H, 1)

    def canonical(self):
        return {a: {g: v * (a not in self.zero) for g, v in gates.items()} for a, gates in super().canonical().items()}

    def h0(self):
        return super().h0() * ("h0" not in self.zero)

    def c0(self):
        return super().c0() * ("c0" not in self.zero)

    def dc_T(self):  # noqa: N802
        return super().dc_T() * ("dc_T" not in self.zero)

    def dh(self):
        return super().dh() if self.arriving is None else self.arriving


@dataclass(frozen=True)
class Side:
    """One convention on its ground. `finals` are its gradients by canonical block (dW_i ... dc0)."""

    convention: Convention
    cell: str
    trial: Trial | None  # None for a file in code style, which shows only what it returns
    seen: Examination | None
    roles: Roles | None
    named: dict[str, Named]
    finals: dict[str, np.ndarray]
    true: dict[str, np.ndarray]  # what autograd gives for these finals, of its own forward; {} for code
    arrived: np.ndarray | None  # dL/dh from outside, as it really was
    given: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what is handed in, in canonical names
    later: int = 0  # by how many steps its equations are read shifted
    inline: dict = field(default_factory=dict)  # trees that take the place of the symbols they compute


def on(problem: Problem, zero: Iterable[str] = (), arriving: np.ndarray | None = None) -> Ground:
    """The problem with these things at zero."""
    return Ground(problem.T, problem.B, problem.D, problem.H, problem.seed, problem.decimals, tuple(sorted(zero)), arriving)


def lacks(convention: Convention) -> set[str]:
    """What a source has no place for, or assumes to be zero: of h0, c0, dc_T, U, b, p."""
    missing = set(convention.get("ASSUMES"))
    uses = convention.layout.arguments if convention.layout else ("W", "U", "b")
    missing |= {a for a in ("U", "b", "p") if a not in uses}
    if convention.style == "code":
        return missing | ({"dc_T"} - set(convention.functions["backward"].arguments))
    state = convention.get("STATE").get("c")
    return missing if f"{state}@T" in convention.get("UPSTREAM").values() else missing | {"dc_T"}


def stand(convention: Convention, ground: Ground, solve: bool = False) -> Side:
    """Run one convention on its ground; ConventionError where it cannot be run.

    `solve` looks for what has to come in, before a head, so that what arrives at h is what the ground says.
    """
    if convention.style == "code":
        return _code(convention, ground)
    kind = "upstream" if convention.get("UPSTREAM") else "loss"
    trial = prepare(convention, ground, kind)
    adjoints = _adjoints(trial)
    wanted = ground.dh()
    found = roles(trial)
    arrived = _arriving(trial, adjoints, found)
    if solve and kind == "upstream" and not _same(arrived, wanted):
        trial, adjoints, arrived = _solved(trial, wanted, found) or (trial, adjoints, arrived)
    seen = examine.examine(trial, adjoints)
    symbols = quantity.named(trial, seen, found)
    cell, _ = known_cell.cell_of(convention, trial) if not convention.constants.get("CELL") else (convention.constants["CELL"], None)
    return Side(
        convention,
        cell or "unknown",
        trial,
        seen,
        found,
        symbols,
        _finals(trial, seen, seen.whole),
        _finals(trial, seen, seen.truth),
        arrived,
        quantity.given(trial),
    )


def together(a: Convention, b: Convention, problem: Problem) -> tuple[Side, Side, tuple[str, ...], bool]:
    """Both on the same ground; what had to be zero for that; and whether dL/dh from outside is the same for both."""
    zero = lacks(a) | lacks(b)
    one, two = (stand(c, on(problem, zero)) for c in (a, b))
    if not _same(one.arrived, two.arrived):  # the one that takes anything is handed what the other makes
        again = stand(a, on(problem, zero, two.arrived)) if two.arrived is not None else one
        if _same(again.arrived, two.arrived):
            one = again
        elif one.arrived is not None:
            two = stand(b, on(problem, zero, one.arrived))
    if not _same(one.arrived, two.arrived):  # two heads: both are given what makes the same arrive
        one, two = (stand(c, on(problem, zero), solve=True) for c in (a, b))
    return one, two, tuple(sorted(zero)), _same(one.arrived, two.arrived)


def _adjoints(trial: Trial):
    if not autograd.available():
        raise ConventionError("Comparing symbols with each other needs the gradients of intermediates, which only autograd gives: install torch.")
    return clipped(autograd.adjoints(trial, partials(trial.system)), trial)


def _code(convention: Convention, ground: Ground) -> Side:
    layout = arrange(convention, ground)
    ran = code.run(convention, ground, layout, ground.h0(), ground.c0())
    found = {}
    for target, (_, got) in ran.gradients.items():
        if target in layout.index:
            found |= {block: a for _, block, a, _ in finals.by_block(layout, target, got, got) if block}
        else:
            found[f"d{target}"] = got
    return Side(convention, convention.constants.get("CELL", "standard"), None, None, None, {}, found, {}, ground.dh() if "dh" in ran.takes else None)


def _finals(trial: Trial, seen: Examination, values: dict) -> dict[str, np.ndarray]:
    """The gradients that leave the layer, in canonical blocks and on columns; those of a head by their own names."""
    state, out = {v: k for k, v in trial.system.state.items()}, {}
    for symbol, known in seen.known.items():
        got, term = values.get(symbol), known.meaning[0]
        if len(known.meaning) != 1 or got is None:
            continue
        if term.kind == "weight":
            if got.shape == trial.layout.index[term.of[0]].shape:
                out |= {block or f"own {name}": term.sign * a for name, block, a, _ in finals.by_block(trial.layout, term.of[0], got, got)}
        elif got.ndim == 4 and (term.kind, term.of) == ("total", ("x",)):
            out["dx"] = term.sign * column(trial, list(got))
        elif got.ndim == 4 and term.kind == "prev" and term.of[0] in state:
            out[f"d{state[term.of[0]]}0"] = term.sign * column(trial, list(got))[0]
    return out


def _arriving(trial: Trial, adjoints, found: Roles) -> np.ndarray:
    """dL/dh from outside as columns (T, B, H, 1): all of dL/dh but what comes back through what the states read."""
    system, h = trial.system, trial.system.state["h"]
    layer = quantity.layer_of(trial)
    total = np.zeros_like(column(trial, list(adjoints.total[h])))
    for e in (e for e in system.forward if e not in layer):
        for r in system.equations[e].reads:
            share = adjoints.edge.get((e, r.argument))
            if share is None or r.symbol not in layer:
                continue
            blocks = quantity.cut(column(trial, list(share)), found.of[r.symbol] or (r.symbol,), trial)
            for role, late in (("h", r.shift), ("h_prev", r.shift - 1)):
                part = blocks.get(role)
                if part is not None and late == 0:
                    total = total + part
                elif part is not None and late == -1:  # a head that reads h one step late
                    total = total + np.concatenate([part[1:], 0 * part[:1]])
    for name, of in system.upstream.items():
        sign, symbol, _ = parse_upstream(of)
        if symbol == h and name in trial.inputs.steps:
            total = total + sign * column(trial, list(trial.inputs.steps[name]))
    return total


def _solved(trial: Trial, wanted: np.ndarray, found: Roles):
    """The same trial, with what comes in chosen so that `wanted` arrives at h; None if nothing does that.

    What arrives is linear in what comes in, entry by entry of a step, so its matrix is found from unit vectors.
    """
    name = next((n for n in trial.system.upstream if n in trial.inputs.steps and n not in trial.system.equations), None)
    if name is None:
        return None
    shape = trial.inputs.steps[name].shape
    size = shape[-1] * shape[-2]
    units = np.eye(size).reshape(size, *shape[-2:])
    silent = {n: 0 * a for n, a in trial.inputs.steps.items() if n in trial.system.upstream}

    def arrives(value):
        steps = trial.inputs.steps | silent | {name: np.broadcast_to(value, shape).copy()}
        again = replace(trial, inputs=replace(trial.inputs, steps=steps))
        adjoints = _adjoints(again)
        return again, adjoints, _arriving(again, adjoints, found)

    matrix = np.concatenate([arrives(u)[2] for u in units], -1)  # (T, B, H, size)
    again, adjoints, arrived = arrives((np.linalg.pinv(matrix) @ wanted)[..., 0].reshape(shape))
    return (again, adjoints, arrived) if _same(arrived, wanted) else None


def distances(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> dict[str, float]:
    """The error of every final that both have; 0 for one that is too small to judge beside the others."""
    common = {n: (v, b[n]) for n, v in a.items() if n in b and v.shape == b[n].shape}
    largest = max((np.abs(y).max(initial=0) for _, y in common.values()), default=0.0)
    small = {n for n, p in common.items() if all(np.abs(v).max(initial=0) <= INVISIBLE * largest for v in p)}
    return {n: 0.0 if n in small else error(*p) for n, p in common.items()}


def _same(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    return a is not None and b is not None and error(a, b) <= EQUAL
