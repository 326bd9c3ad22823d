"""What a source prints, put beside the values that its equations give."""

from dataclasses import replace

import numpy as np

from .errors import did_you_mean
from .given import Unfit, array, shown, sized
from .values import Value


def with_published(values: tuple[Value, ...], printed, symbols=()) -> tuple[tuple[Value, ...], tuple[str, ...]]:
    """The values with the digits that the source prints beside them, and the `symbols` that are printed but could not be computed.

    `printed` maps a symbol to numbers of the shape of its values, step by step, with None where nothing is printed; in a
    Python file also to {index: numbers}, an index into (steps, sequences, entries), or into (rows, columns) for a sum; ... stands for all.
    """
    if not isinstance(printed, dict):
        raise Unfit(f'printed holds {shown(printed)}; expected numbers by symbol: {{"h": [[0.1], [0.2]]}}.')
    places = {}
    for n, v in enumerate(values):
        if not v.given and v.value is not None:
            places.setdefault(v.symbol, []).append(n)
    found, without = list(values), tuple(s for s in printed if s not in places and s in symbols)
    for symbol, numbers in printed.items():
        if symbol in without:
            continue
        if symbol not in places:
            raise Unfit(f"printed names {symbol}, which this run does not compute{did_you_mean(symbol, places)}; expected some of {', '.join(places)}.")
        at = sorted(places[symbol], key=lambda n: values[n].t)
        shape, stepwise = _plain(values[at[0]].value.shape), values[at[0]].part != "gradient"
        digits = _published(symbol, numbers, (len(at), *shape) if stepwise else shape)
        units = _units(digits)
        for n, part, unit in zip(at, *((a if stepwise else [a]) for a in (digits, units)), strict=True):
            if not np.isnan(part).all():
                form = values[n].value.shape
                found[n] = replace(values[n], published=part.reshape(form), unit=unit.reshape(form))
    return tuple(found), without


def _plain(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Without the axis of length one that makes a vector at one step a column or a row."""
    return shape if len(shape) < 3 or 1 not in shape[-2:] else (shape[0], max(shape[-2:]))


def _published(symbol: str, numbers, shape: tuple[int, ...]) -> np.ndarray:
    """The printed digits in an array of this shape, NaN where nothing is printed."""
    name = f"printed {symbol}"
    full = np.full(shape, np.nan)
    if isinstance(numbers, dict) and not all(isinstance(index, str) for index in numbers):
        for index, entry in numbers.items():
            try:
                full[index] = array(name, entry)
            except (IndexError, ValueError, TypeError):
                raise Unfit(f"{name} has the index {index!r}, which does not fit {sized(shape)}; expected whole numbers, or ... for all steps.") from None
    else:
        if isinstance(numbers, dict):
            raise Unfit(f"{name} holds {shown(numbers)}; expected lists of numbers, with null where nothing is printed.")
        a = array(name, numbers, gaps=True)
        steps = (min(len(a), shape[0]) if a.ndim else 1, *shape[1:])  # the first steps may be all that is printed
        if [n for n in a.shape if n != 1] != [n for n in steps if n != 1]:
            raise Unfit(f"{name} holds {sized(a.shape)}; expected {sized([n for k, n in enumerate(shape) if n > 1 or k != 1])}.")
        full[: steps[0]] = a.reshape(steps)
    if np.isnan(full).all():
        raise Unfit(f"{name} holds no number; expected at least one.")
    return full


def _units(digits: np.ndarray) -> np.ndarray:
    """The unit of the last digit of each number, all of them printed with as many decimals, or as many digits, as the longest.

    A number that is shorter has lost its last zeros: 0.8498 beside 0.81775 was printed as 0.84980.
    """
    spelled = [np.format_float_positional(x).partition(".")[2] for x in np.abs(digits[~np.isnan(digits)])]
    decimals = max(map(len, spelled))
    size = np.floor(np.log10(np.where(np.nan_to_num(digits) == 0, 1, np.abs(np.nan_to_num(digits)))))
    significant = max(len(np.format_float_positional(x).replace(".", "").lstrip("0")) for x in np.abs(digits[~np.isnan(digits)]))
    return np.maximum(10.0**-decimals, 10.0 ** (size - significant + 1))
