"""How a convention spells the one gradient: where each derivative of a squashing function stands and in which form, how
what comes from t+1 comes, how the weights are arranged. Found from the equations' trees by value, never by names."""

from dataclasses import dataclass

import numpy as np

from .columns import run
from .ground import Side
from .metric import EQUAL, error
from .normal import leaf, normal, transposed
from .trace import Node, reads, trace, values_of, walk

SQUASHED = ("i", "f", "g", "o", "tanh(c)")


@dataclass(frozen=True)
class Derivative:
    """The derivative of one squashing function: by which symbol it comes in, where, and written from what."""

    symbol: str
    where: str  # folded in, own line, in the weights
    form: str  # output, argument


@dataclass(frozen=True)
class Spelling:
    """How one convention writes the backward pass. `carry` is for h and c: handed back, read from t+1, forward in time, none."""

    trees: dict[str, Node]
    text: dict[str, str]  # symbol -> its normal form
    shifted: dict[str, str]  # the same with every index one step later
    turned: dict[str, bool]  # whether its tree is that of a row, or of a transposed array
    derivatives: dict[str, tuple[Derivative, ...]]  # gate or tanh(c) -> where it comes in; () where it is missing
    carry: dict[str, str]
    gates: str  # stacked, separate
    inputs: str  # [x, h] concatenated, W and U apart, no U
    axes: str  # column, row
    bias: str  # its own, in the matrix, none


def spelling(side: Side) -> Spelling | None:
    """None for a file in code style."""
    if side.trial is None:
        return None
    trial, t = side.trial, side.trial.problem.T // 2
    values = values_of(trial, run)
    trees = {s: n for s in trial.system.backward if (n := trace(trial, s, values, t)) is not None}
    row = trial.system.convention.axes == "row"
    turned = {s: row if _index(s, side) is None else transposed(_index(s, side), side) for s in trees}
    text, shifted = ({s: normal(n, side, turned[s], later) for s, n in trees.items()} for later in (0, 1))
    found = {g: tuple(d for s, n in trees.items() if (d := _derivative(g, s, n, side, t))) for g in SQUASHED if g in side.roles.derivatives}
    blocks = {n: {b for b in trial.layout.blocks if _holds(trial, n, b)} for n in trial.layout.arrays}
    letters = [{b[0] for b in held} for held in blocks.values()]
    return Spelling(
        trees, text, shifted, turned, found,
        carry={k: _carry(k, side) for k in "hc"},
        gates="stacked" if any(len({b[-1] for b in held}) > 1 for held in blocks.values()) else "separate",
        inputs="no U" if not any("U" in held for held in letters) else "concatenated" if any({"W", "U"} <= held for held in letters) else "apart",
        axes=side.convention.axes,
        bias="none" if not any("b" in held for held in letters) else "in the matrix" if any({"W", "b"} <= held for held in letters) else "its own",
    )  # fmt: skip


def _index(symbol: str, side: Side):
    """The entry numbers of the weight that a symbol is the gradient of; None for what is no such gradient."""
    known = side.seen.known.get(symbol)
    return side.trial.layout.index[known.meaning[0].of[0]] if known and known.meaning[0].kind == "weight" else None


def _holds(trial, name: str, block: str) -> bool:
    start, stop, _ = trial.layout.blocks[block]
    index = trial.layout.index[name]
    return bool(((index >= start) & (index < stop)).any())


def _derivative(gate: str, symbol: str, tree: Node, side: Side, t: int) -> Derivative | None:
    """Where a part of this equation that is computed from forward values alone is the derivative of this gate's function."""
    wanted = [d[t] for d in side.roles.derivatives[gate]]
    for node in walk(tree):
        inside = reads(node)
        if node.op == "read" or not inside or any(r.symbol in side.trial.system.backward for r in inside) or not _is_one_of(node, wanted, side):
            continue
        forms = {_form_of(r, gate, side) for r in inside if r.kind in ("symbol", "step", "weight")}
        form = forms.pop() if len(forms) == 1 else "argument"
        fed = {n.removeprefix("d ").split("(t")[0] for r in reads(tree) if r.symbol in side.named for n in leaf(r, side)}
        name = side.named.get(symbol)
        where = "in the weights" if name and name.weight else "own line" if gate in fed else "folded in"
        return Derivative(symbol, where, form)
    return None


def _form_of(r, gate: str, side: Side) -> str:
    known = side.roles.of.get(r.symbol, ())
    return "output" if gate in known else "argument"


def _is_one_of(node: Node, wanted: list[np.ndarray], side: Side) -> bool:
    value = np.asarray(node.value)
    if value.ndim < 2 or value.dtype.kind != "f":
        return False
    value = value.mT if side.convention.axes == "row" else value
    height = wanted[0].shape[-2]
    if value.shape[-1] != 1 or value.shape[-2] % height:
        return False
    blocks = [value[..., k : k + height, :] for k in range(0, value.shape[-2], height)]
    return any(b.shape == w.shape and error(b, w) <= EQUAL for b in blocks for w in wanted)


def _carry(key: str, side: Side) -> str:
    """How dL/dh or dL/dc of step t gets what comes from step t+1."""
    system, kinds = side.trial.system, set()
    for symbol in system.backward:
        mine = side.named.get(symbol)
        if mine is not None and mine.weight:
            continue
        about = mine is not None and any(n.split()[0] == key for n in mine.name)
        for r in system.equations[symbol].reads:
            name = side.named[r.symbol].name if r.symbol in side.named else ()
            if r.kind != "symbol" or r.shift != 1 or r.symbol not in system.backward:
                continue
            if any(n.startswith(f"{key}_prev") for n in name):
                kinds.add("handed back")
            elif about and (name == (key,) if key == "c" else any(n.startswith("z_") or n in "ifgo" for n in name)):
                kinds.add("read from t+1")
    if "handed back" in kinds:
        return "handed back"
    if kinds:
        return kinds.pop()
    partial = any(t.kind == "partial" for k in side.seen.known.values() for t in k.meaning)
    return "forward in time" if partial and key == "c" else "none"
