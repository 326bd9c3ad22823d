"""What each backward symbol is the gradient of, in the canonical names: the word in which two conventions can be compared.

A quantity is a tuple of names, one for each block of rows: ("c",) the whole gradient of c, ("z_i", "z_f", ...) of the
stacked pre-activations, ("h_prev",) the message to the step before, ("c via h",) a share, ("h from outside",) what comes in.
"""

from dataclasses import dataclass

import numpy as np

from .examine import Examination
from .meaning import Meaning, Term
from .problem import GATES
from .roles import Roles, column
from .trial import Trial, parse_upstream


@dataclass(frozen=True)
class Named:
    """A backward symbol in canonical names. `blocks` maps each name to its values: (T, B, n, 1), or the block of a weight."""

    symbol: str
    name: tuple[str, ...]
    sign: int
    weight: bool
    blocks: dict[str, np.ndarray]


def named(trial: Trial, seen: Examination, roles: Roles) -> dict[str, Named]:
    """Every backward symbol whose meaning is known; `blocks` is empty where its values could not be computed."""
    layer, out = layer_of(trial), {}
    for symbol, known in seen.known.items():
        signs = {t.sign for t in known.meaning}
        sign = signs.pop() if len(signs) == 1 else 1
        whole = seen.whole.get(symbol)
        if all(t.kind == "weight" for t in known.meaning):
            blocks = _weight_blocks(trial, known.meaning[0].of[0], whole)
            name = tuple(f"d{b}" for b in blocks) or (f"d{known.meaning[0].of[0]}",)
            values = {f"d{b}": sign * v for b, v in blocks.items() if v is not None}
            out[symbol] = Named(symbol, name, sign, True, values)
            continue
        name = _name(known.meaning, trial, roles, layer, sign)
        values = {} if whole is None or whole.ndim != 4 else cut(sign * column(trial, list(whole)), name, trial)
        out[symbol] = Named(symbol, name, sign, False, values)
    return out


def given(trial: Trial) -> dict[str, tuple[str, ...]]:
    """The names of what is handed in from outside."""
    state = {s: k for k, s in trial.system.state.items()}
    out = {}
    for symbol, of in trial.system.upstream.items():
        _, forward, _ = parse_upstream(of)
        out[symbol] = (f"{state.get(forward, forward)} from outside",)
    return out


def layer_of(trial: Trial) -> set[str]:
    """The forward symbols that the states are computed from; the others belong to a head or a loss."""
    todo, found = list(trial.system.state.values()), set()
    while todo:
        s = todo.pop()
        if s not in found:
            found.add(s)
            todo += [r.symbol for r in trial.system.equations[s].reads if r.kind == "symbol"]
    return found


def _name(meaning: Meaning, trial: Trial, roles: Roles, layer: set, sign: int) -> tuple[str, ...]:
    parts = [("" if t.sign == sign or n == 0 else "minus ", _of_term(t, trial, roles, layer)) for n, t in enumerate(meaning)]
    return parts[0][1] if len(parts) == 1 else (" + ".join(minus + ", ".join(name) for minus, name in parts),)


def _of_term(t: Term, trial: Trial, roles: Roles, layer: set) -> tuple[str, ...]:
    if t.kind == "total":
        return roles.of.get(t.of[0]) or (t.of[0],)
    if t.kind == "pre":
        role = roles.of.get(t.of[0]) or (f"before {t.of[0]}",)
        return (f"z_{role[0]}",) if role[0] in GATES else ("c",) if role == ("tanh(c)",) else role
    if t.kind == "prev":
        return tuple(f"{k}_prev" for k in roles.of.get(t.of[0]) or t.of)
    if t.kind == "partial":
        return (f"partial of {t.of[0]} by {t.of[1]}",)
    equation, argument = t.of
    read = next(r for r in trial.system.equations[equation].reads if r.argument == argument)
    role = roles.of.get(read.symbol) or (read.symbol,)
    if read.shift == -1:
        role = tuple(f"{k}_prev" for k in role)
    readers = [e for e in layer for r in trial.system.equations[e].reads if (r.symbol, r.shift) == (read.symbol, read.shift)]
    if equation not in layer:
        return tuple(f"{k} from outside" for k in role)
    if readers == [equation] and read.shift == -1:
        return role  # the only reader: the share is the whole message
    via = roles.of.get(equation) or (equation,)
    return tuple(f"{k} via {via[0] if len(via) == 1 else equation}" for k in role)


def cut(a: np.ndarray, name: tuple[str, ...], trial: Trial) -> dict[str, np.ndarray]:
    """The values of each block; {} where the heights do not add up."""
    heights = [trial.problem.D if n.split()[0] == "x" else 1 if n == "one" else trial.problem.H for n in name]
    if len(name) == 1:
        return {name[0]: a}
    if sum(heights) != a.shape[-2]:
        return {}
    edges = np.cumsum([0, *heights])
    return {n: a[..., edges[k] : edges[k + 1], :] for k, n in enumerate(name) if n != "one"}


def _weight_blocks(trial: Trial, weight: str, whole) -> dict[str, np.ndarray | None]:
    """{canonical block: values in its shape}, from the entry numbers of the layout."""
    index, out = trial.layout.index[weight], {}
    for block, (start, stop, shape) in trial.layout.blocks.items():
        inside = (index >= start) & (index < stop)
        if inside.sum() == stop - start:
            fits = whole is not None and whole.shape == index.shape
            out[block] = whole[inside][np.argsort(index[inside])].reshape(shape) if fits else None
    return out
