"""Pair style: a source that is code, forward(...) -> (h, c_T, cache) and backward(dh, dc_T, cache) -> {name: gradient}.

The truth is the forward of the cell it declares, its layout pulled back to canonical entries by the chain rule; its own
forward is compared with that cell and differentiated by central differences.
"""

import copy
import types
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .convention import Convention
from .errors import ConventionError, did_you_mean
from .problem import Layout, Problem

GIVEN = ("dh", "dc_T", "cache")
STEP = 1e-5


class InputChanged(ConventionError):
    """backward changes arguments, `names`, that the caller still needs."""

    def __init__(self, sentence: str, names: list[str]):
        super().__init__(sentence)
        self.names = names


@dataclass(frozen=True)
class CodeRun:
    """What the code returned, on columns: h (T, B, H, 1), c_T (B, H, 1), gradients by target (a weight, x, h0, c0)."""

    h: np.ndarray
    c_T: np.ndarray
    gradients: dict[str, tuple[str, np.ndarray]]  # target -> (the source's name, values)
    takes: frozenset  # of dh, dc_T
    types: frozenset  # of the arrays it returned: float64, float32, ...


def run(convention: Convention, problem: Problem, layout: Layout, h0, c0, x=None, dh=None, dc_T=None, strict: bool = True) -> CodeRun:
    """Run forward and backward once per batch or, for TD, once per sequence with the weight gradients added up.

    x (T, B, D, 1), dh (T, B, H, 1) and dc_T (B, H, 1) take the place of the problem's. Raises InputChanged where backward
    changes what it is given, unless not `strict`.
    """
    every_x, every_dh = problem.x() if x is None else x, problem.dh() if dh is None else dh
    last_dc = problem.dc_T() if dc_T is None else dc_T
    forward, backward = convention.functions["forward"], convention.functions["backward"]
    for name in forward.arguments:
        _known(convention, forward, name, {*layout.arrays, "x", "h0", "c0"})
    for name in backward.arguments:
        _known(convention, backward, name, set(GIVEN))
    hs, cs, found, types = [], [], {}, set()
    for part in _batches(convention.axes, problem.B):
        x, start_h, start_c = _turned(every_x[:, part], convention.axes), h0[part, :, 0], c0[part, :, 0]
        if convention.axes == "TD":
            start_h, start_c = start_h[0], start_c[0]
        h, c, cache = _forward(convention, layout, x, start_h, start_c)
        hs.append(_column(h, convention.axes))
        cs.append(np.asarray(c).reshape(-1, problem.H, 1))
        types |= {hs[-1].dtype, cs[-1].dtype}
        given = dict(dh=_turned(every_dh[:, part], convention.axes), dc_T=last_dc[part, :, 0].reshape(np.shape(c)).copy(), cache=cache)
        for target, (name, value) in _backward(convention, problem, layout, given, x.shape, start_h.shape, strict).items():
            types.add(value.dtype)
            found.setdefault(target, (name, []))[1].append(value.astype(float))
    gradients = {t: (n, _joined(t, values, convention.axes)) for t, (n, values) in found.items()}
    return CodeRun(np.concatenate(hs, 1), np.concatenate(cs), gradients, frozenset(backward.arguments) & {"dh", "dc_T"}, frozenset(types))


def differences(convention: Convention, problem: Problem, layout: Layout, h0, c0, takes) -> dict[str, np.ndarray]:
    """Central differences of the code's own forward for each of its weight arrays (entry by entry; good to about 1e-9)."""

    def loss(arrays):
        total = 0.0
        for part in _batches(convention.axes, problem.B):
            x, a, b = _turned(problem.x()[:, part], convention.axes), h0[part, :, 0], c0[part, :, 0]
            if convention.axes == "TD":
                a, b = a[0], b[0]
            h, c, _ = _forward(convention, layout, x, a, b, arrays)
            total += ("dh" in takes) * (_column(h, convention.axes) * problem.dh()[:, part]).sum()
            total += ("dc_T" in takes) * (np.asarray(c).reshape(-1, problem.H, 1) * problem.dc_T()[part]).sum()
        return total

    return {name: _differences(lambda a, n=name: loss(layout.arrays | {n: a}), value) for name, value in layout.arrays.items()}


def _differences(loss: Callable, value: np.ndarray) -> np.ndarray:
    out = np.zeros(value.shape)
    for at in np.ndindex(value.shape):
        up, down = value.copy(), value.copy()
        up[at] += STEP
        down[at] -= STEP
        out[at] = (loss(up) - loss(down)) / (2 * STEP)
    return out


def _forward(convention: Convention, layout: Layout, x, h0, c0, arrays=None):
    function = convention.functions["forward"]
    values = {k: np.array(v) for k, v in (arrays or layout.arrays).items()} | dict(x=x.copy(), h0=h0.copy(), c0=c0.copy())
    result = _call(convention, function, values)
    if not (isinstance(result, tuple) and len(result) == 3):
        raise ConventionError(f"{function.where}: forward returned {type(result).__name__}; expected (h, c_T, cache).")
    h, c, cache = result
    want = (*x.shape[:-1], h0.shape[-1])
    for name, a, shape in (("h", h, want), ("c_T", c, h0.shape)):
        if np.asarray(a).dtype.kind not in "fiub":
            raise ConventionError(f"{function.where}: forward returned {name} as an array of {np.asarray(a).dtype}; expected real numbers.")
        if np.shape(a) != shape:
            raise ConventionError(f"{function.where}: forward returned {name} of shape {np.shape(a)}; expected {shape} for AXES = {convention.axes!r}.")
        if not np.isfinite(a).all():
            raise ConventionError(f"{function.where}: forward returned NaN or infinity in {name}.")
    return result


def _backward(convention: Convention, problem: Problem, layout: Layout, given: dict, x_shape, h_shape, strict: bool) -> dict:
    function = convention.functions["backward"]
    asked = {n: given[n] for n in function.arguments}
    before = copy.deepcopy(asked) if strict else asked
    result = _call(convention, function, asked)
    changed = [n for n in asked if not _same(before[n], asked[n])]
    if changed:
        sentence = f"{function.where}: backward changes its input {' and '.join(changed)}; work on a copy, the caller still needs the values."
        raise InputChanged(sentence, changed)
    if not isinstance(result, dict):
        raise ConventionError(f"{function.where}: backward returned {type(result).__name__}; expected {{name: gradient}}.")
    shapes = {n: a.shape for n, a in layout.arrays.items()} | dict(x=x_shape, h0=h_shape, c0=h_shape)
    out = {}
    for name, value in result.items():
        kind = np.asarray(value).dtype.kind
        if kind not in "fiub":
            raise ConventionError(
                f"{function.where}: the gradient {name} is {'complex' if kind == 'c' else type(value).__name__}; expected an array of real numbers."
            )
        target = _target(convention, function, str(name), shapes)
        if np.shape(value) != shapes[target]:
            raise ConventionError(f"{function.where}: the gradient {name} has shape {np.shape(value)}; {target} has shape {shapes[target]}.")
        if target in out:
            raise ConventionError(f"{function.where}: backward returned two gradients of {target}, {out[target][0]} and {name}; keep one.")
        out[target] = (str(name), np.array(value))
    return out


def _target(convention: Convention, function, name: str, shapes: dict) -> str:
    declared = convention.get("MEANING").get(name, name)
    for guess in (declared, declared.removeprefix("d"), declared.removeprefix("d").lower()):
        if guess in shapes:
            return guess
    raise ConventionError(
        f"{function.where}: backward returned a gradient {name!r}{did_you_mean(name, ['d' + s for s in shapes])}; expected some of {', '.join('d' + s for s in shapes)}."
    )


def _known(convention: Convention, function, name: str, known: set):
    if name not in known:
        raise ConventionError(f"{function.where}: {function.name} asks for {name}{did_you_mean(name, known)}; it may ask for {', '.join(sorted(known))}.")


def _call(convention: Convention, function, values: dict):
    try:
        with np.errstate(all="ignore"):
            return function.call(*(values[n] for n in function.arguments))
    except (Exception, SystemExit) as e:
        raise ConventionError(f"{function.where}: {function.name} raised {type(e).__name__}: {' '.join(str(e).split())}") from None


def _same(a, b) -> bool:
    """Whether two nests of arrays, tuples, lists, dicts and plain objects hold the same values."""
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, dict):
        return isinstance(b, dict) and a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, types.SimpleNamespace):
        return _same(vars(a), vars(b))
    return bool(a == b) if isinstance(a, (int, float, str, type(None))) else True


def _batches(axes: str, B: int) -> list[slice]:
    return [slice(b, b + 1) for b in range(B)] if axes == "TD" else [slice(None)]


def _turned(a: np.ndarray, axes: str) -> np.ndarray:
    """(T, B, n, 1) as the source wants it."""
    a = a[..., 0]
    return {"TBD": a, "BTD": a.swapaxes(0, 1), "TD": a[:, 0]}[axes].copy()


def _column(a, axes: str) -> np.ndarray:
    """The source's (steps, batch, n) as (T, B, n, 1)."""
    a = np.asarray(a)
    return {"TBD": a, "BTD": a.swapaxes(0, 1), "TD": a[:, None] if a.ndim == 2 else a}[axes][..., None]


def _joined(target: str, values: list[np.ndarray], axes: str) -> np.ndarray:
    if target == "x":
        return np.concatenate([_column(v, axes) for v in values], 1)
    if target in ("h0", "c0"):
        return np.concatenate([v.reshape(-1, v.shape[-1], 1) for v in values])
    return sum(values)
