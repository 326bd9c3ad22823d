"""The numbers of an example: read, checked one by one, and brought into the shapes that a run wants.

They come from a user's JSON file or from the EXAMPLE of a convention, under the source's own names: x with one row for each
step (or step by sequence by input), the weight arrays, h0, c0, targets, what comes from outside, and `printed`.
"""

import json
import numbers
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .convention import Convention
from .digits import Digits
from .errors import LstmcmpError, UsageError
from .problem import Layout, Problem, arrange

TINY = dict(T=2, B=1, D=2, H=1)  # small enough to be checked by hand
LARGEST = 512  # steps, sequences, inputs or cells: an example is there to be read


class Unfit(LstmcmpError):
    """One key of the given numbers cannot be used: the text names it, what was seen and what was expected."""


@dataclass(frozen=True)
class Given(Problem):
    """A problem of one decimal, some of whose numbers are given, by name and shape."""

    numbers: dict = field(default_factory=dict)

    def draw(self, name: str, *shape: int, scale: float = 1.0) -> np.ndarray:
        return self.numbers[name, shape] if (name, shape) in self.numbers else super().draw(name, *shape, scale=scale)


def read(path: Path) -> dict:
    """The JSON object in a file. UsageError for what is none, Unfit for a key given twice."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"--inputs {path} is not UTF-8 text; expected a JSON file.") from None
    except OSError as e:
        raise UsageError(f"--inputs {path} cannot be read: {e.strerror}.") from None
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_float=Digits)
    except RecursionError:
        raise UsageError(f"--inputs {path} is nested too deeply; expected lists of numbers, at most three deep.") from None
    except ValueError as e:
        raise UsageError(f"--inputs {path} is not JSON: {e}.") from None
    if not isinstance(found, dict):
        raise UsageError(f'--inputs {path} holds {shown(found)}; expected {{"x": [[...], ...], "W": ...}}: one row of x for each step, and the arrays by name.')
    return found


def _once(pairs: list) -> dict:
    for n, (name, _) in enumerate(pairs):
        if name in dict(pairs[:n]):
            raise Unfit(f"{name} is given twice; expected it once.")
    return dict(pairs)


def array(name: str, value, gaps: bool = False) -> np.ndarray:
    """A nest of lists as an array; Unfit for what is no number, not finite, or not a full rectangle. None is a gap, where there may be some."""
    a = value
    if not isinstance(value, np.ndarray):
        _shape(name, value, gaps)
        a = np.array(value, float)
    elif value.dtype.kind not in "fiu":
        raise Unfit(f"{name} is an array of {value.dtype}; expected numbers.")
    if not a.size:
        raise Unfit(f"{name} is empty; expected numbers.")
    for at in np.argwhere(~np.isfinite(a)):
        if not (gaps and np.isnan(a[tuple(at)])):
            what = "NaN" if np.isnan(a[tuple(at)]) else "infinite"
            raise Unfit(f"{name}{''.join(f'[{n}]' for n in at)} is {what}; expected a finite number.")
    return np.asarray(a, float)


def _shape(where: str, value, gaps: bool) -> tuple[int, ...]:
    if isinstance(value, (list, tuple)):
        shapes = [_shape(f"{where}[{n}]", v, gaps) for n, v in enumerate(value)]
        odd = next((n for n, s in enumerate(shapes) if s != shapes[0]), None)
        if odd is not None:
            raise Unfit(f"{where}[{odd}] holds {sized(shapes[odd])} and {where}[0] {sized(shapes[0])}; expected rows of equal length.")
        return (len(value), *(shapes[0] if shapes else ()))
    if value is None and gaps:
        return ()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise Unfit(f"{where} is {shown(value)}; expected a number.")
    try:
        float(value)
    except OverflowError:
        raise Unfit(f"{where} is larger than any float64; expected a finite number.") from None
    return ()


def shown(value) -> str:
    """A value as it stands in the file, not too long."""
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def refuse_lukewarm(name: str, a: np.ndarray):
    """Unfit for a target that is not one-hot: exactly one 1 and else zeros, along the last axis."""
    hot = (np.sort(a, -1)[..., :-1] == 0).all(-1) & (a.max(-1) == 1)
    if not hot.all():
        at = "".join(f"[{n}]" for n in np.argwhere(~hot)[0])
        raise Unfit(f"{name}{at} is {shown(a[~hot][0].tolist())}; expected one 1 and else zeros (one-hot).")


def sized(shape) -> str:
    """(2, 3) -> '2 x 3 numbers'"""
    return "1 number" if not shape or tuple(shape) == (1,) else " x ".join(map(str, shape)) + " numbers"


def sizes(convention: Convention, given: dict) -> dict[str, int]:
    """T, B, D and H as the given arrays have them; the tiny ones where nothing is given."""
    found = dict(TINY)
    if "x" in given:
        x = given["x"]
        if x.ndim not in (2, 3):
            raise Unfit(f"x holds {sized(x.shape)}; expected one row of D numbers for each step, such as [[1, 2], [3, 4]] (or step x sequence x input).")
        found |= dict(T=x.shape[0], D=x.shape[-1], B=x.shape[1] if x.ndim == 3 else 1)
    found["H"] = _cells(convention, given, found)
    for letter, n in found.items():
        if n > LARGEST:
            what = dict(T="steps", B="sequences", D="inputs", H="cells")[letter]
            raise Unfit(f"{'the weights ask for' if letter == 'H' else 'x has'} {n} {what}; expected at most {LARGEST}, for an example is there to be read.")
    return found


def _cells(convention: Convention, given: dict, found: dict) -> int:
    """The number of cells with which the given arrays fit, or most of them: the sides of an array grow evenly with it."""
    few = {k: min(v, LARGEST) for k, v in found.items()}
    one, two = ({n: a.shape for n, a in arrange(convention, Problem(**few | dict(H=h))).arrays.items()} | dict(h0=(h,), c0=(h,)) for h in (1, 2))
    known = {n: given[n].shape for n in one if n in given}
    able = {1}
    for name, seen in known.items():
        for a, b in zip(one[name], two[name], strict=True):
            able |= {1 + (n - a) // (b - a) for n in seen if b > a and n >= a and (n - a) % (b - a) == 0}

    def fits(h: int) -> int:
        shapes = {n: tuple(a + (h - 1) * (b - a) for a, b in zip(one[n], two[n], strict=True)) for n in known}
        return sum(_sides(shapes[n]) == _sides(seen) or n in ("h0", "c0") and _sides(seen[-1:]) == _sides(shapes[n]) for n, seen in known.items())

    return max(sorted(able), key=fits) if known else found["H"]


def _sides(shape: tuple[int, ...]) -> list[int]:
    return [n for n in shape if n != 1]


def fitted(name: str, a: np.ndarray, shape: tuple[int, ...], problem: Problem) -> np.ndarray:
    """The array in the shape that is wanted; sides of length one may be left out, nothing else may differ."""
    if _sides(a.shape) != _sides(shape):
        turned = " (is it transposed?)" if len(a.shape) == 2 and _sides(a.shape[::-1]) == _sides(shape) else ""
        sizes = ", ".join(f"{k}={n}" for k, n in problem.sizes.items())
        raise Unfit(f"{name} holds {sized(a.shape)}; expected {sized(spelled(shape))} for {sizes}{turned}.")
    return a.reshape(shape)


def spelled(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape as one would write the numbers down: no axis for a single sequence, none for a vector being a column or a row."""
    lead, entries = shape[:-2], shape[-2:]
    return shape if not lead else (*lead[:-1], *(n for n in lead[-1:] if n > 1), max(entries)) if 1 in entries else shape


def weights(convention: Convention, layout: Layout, given: dict, problem: Problem) -> dict:
    """The given weight arrays taken apart into the canonical blocks that the layout puts together: {(name, shape): array}."""
    found, values = {}, np.full(1 + max(stop for _, stop, _ in layout.blocks.values()), np.nan)
    for name, index in layout.index.items():
        if name not in given:
            continue
        a = fitted(name, given[name], index.shape, problem)
        if name in convention.get("WEIGHTS"):
            found[name, a.shape] = a
            continue
        if a[index == 0].any():
            raise Unfit(f"{name} holds {a[index == 0][np.argmax(a[index == 0] != 0)]:g} where {convention.name} keeps a zero; expected zeros there.")
        before = values[index]
        values[index] = a
        other = np.where(np.isnan(before), values[index], before)  # from another array, or from another place in this one
        clash = (index > 0) & (other != a)
        if clash.any():
            raise Unfit(f"{name} gives one weight two values, {other[clash][0]:g} and {a[clash][0]:g}; expected the same number wherever it is stored.")
    for block, (start, stop, shape) in layout.blocks.items():
        if not np.isnan(values[start:stop]).all():
            letter, gate = block.split("_")
            made = problem.canonical()[letter][gate].ravel()
            found[block, shape] = np.where(np.isnan(values[start:stop]), made, values[start:stop]).reshape(shape)
    return found
