"""Numbers as somebody printed them: a value, and how far the digits that are there leave it open."""

from decimal import Decimal, InvalidOperation

import numpy as np

ROUNDING = 1e-12  # of the largest printed number: no printed value is trusted beyond what float64 arithmetic leaves
SLACK = 1 + 1e-6  # 0.345 may have been printed as 0.34 or as 0.35


class Digits(float):
    """A number that remembers its text, for 0.120 says more than 0.12; `quoted` in a file where it stood as a string."""

    def __new__(cls, text: str, quoted: bool = False):
        found = super().__new__(cls, text)
        found.text, found.quoted = text, quoted
        return found

    @property
    def unit(self) -> float:
        """One in the place of the last digit."""
        return float(Decimal(1).scaleb(Decimal(self.text.strip()).as_tuple().exponent))


def unquoted(value):
    """A nest of lists with every string that is a number as Digits; what is none stays as it is."""
    if isinstance(value, list):
        return [unquoted(v) for v in value]
    if not isinstance(value, str):
        return value
    try:
        return Digits(value, quoted=True) if Decimal(value.strip()).is_finite() else value
    except InvalidOperation:
        return value


def half_units(value) -> np.ndarray:
    """How far each number of a nest may be from the value that was printed; NaN where there is none.

    Half a unit in the place of its last digit. A whole number, in which writers leave out the zeros behind the point, has as
    many places as the numbers beside it, unless it is quoted.
    """
    flat = list(_leaves(value))
    units = np.array([np.nan if v is None else v.unit if isinstance(v, Digits) else 1.0 for v in flat])
    whole = np.array([v is not None and not getattr(v, "quoted", False) and float(v).is_integer() for v in flat])
    if (known := units[~whole & ~np.isnan(units)]).size:
        units[whole] = known.min()
    values = np.array([np.nan if v is None else float(v) for v in flat])
    least = ROUNDING * np.nanmax(np.abs(values), initial=0.0)
    return np.maximum(units / 2 * SLACK, least).reshape(_shape(value))


def _leaves(value):
    if isinstance(value, list):
        for v in value:
            yield from _leaves(v)
    else:
        yield value


def _shape(value) -> tuple[int, ...]:
    return (len(value), *_shape(value[0])) if isinstance(value, list) else ()
