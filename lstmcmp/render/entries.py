"""The numbers of one value as texts: entry by entry, with what is printed and what is true beside them."""

import numpy as np

from ..values import Value

ROWS = 8  # of a matrix that is shown whole


def cells(v: Value, digits: int) -> list[list[list[str]]]:
    """Ours, printed and true as texts, row by row; [] for what there is not."""
    rows, columns = grid(v.value).shape
    entries = [[entry(v, r, c, digits) for c in range(columns)] for r in range(rows)]
    there = (True, v.published is not None, v.true is not None)
    return [[[entry[k] or "-" for entry in row] for row in entries] if there[k] else [] for k in range(3)]


def entry(v: Value, r: int, c: int, digits: int) -> tuple[str, str, str]:
    """One number, what is printed for it (≠ where that is another number), and the truth where it departs."""
    ours = grid(v.value)[r, c]
    printed = np.nan if v.published is None else grid(v.published)[r, c]
    true = None if v.true is None else grid(v.true)[r, c]
    same = true is not None and np.isclose(ours, true, rtol=1e-10, atol=1e-13)
    other = " ≠" if v.published is not None and grid(v.missed)[r, c] else ""
    beside = "" if np.isnan(printed) else number(printed, digits) + other, "" if true is None else "=" if same else number(true, digits)
    return number(ours, digits, v.given), *beside


def grid(a: np.ndarray) -> np.ndarray:
    """Two axes to print: the rows of a matrix, or one row for each sequence."""
    if a.ndim < 3:
        return a if a.ndim == 2 and 1 not in a.shape else a.reshape(1, -1)
    return a.reshape(len(a), -1) if 1 in a.shape[-2:] else a.reshape(-1, a.shape[-1])


def joined(rows: list[list[str]], together: list[list[list[str]]]) -> list[str]:
    """Each row as '[a, b]', its columns as wide as in all the rows it stands above or below."""
    widths = [max(map(len, column)) for column in zip(*(row for part in together for row in part), strict=True)]
    return ["[" + ", ".join(f"{x:>{w}}" for x, w in zip(row, widths, strict=True)) + "]" for row in rows]


def large(v: Value, room: int, digits: int) -> bool:
    """Too many rows, or too wide."""
    rows, columns = grid(v.value).shape
    if rows > ROWS or 3 * columns > room:
        return True
    parts = cells(v, digits)
    return len(joined(parts[0], parts)[0]) > room


def matters(v: Value) -> list[tuple[int, int]]:
    """The entries to tell of a large array: what is printed, and where it departs most."""
    found = [] if v.published is None else [tuple(map(int, at)) for at in np.argwhere(~np.isnan(grid(v.published)))]
    if v.true is not None:
        off = np.nan_to_num(np.abs(grid(v.value) - grid(v.true)), nan=np.inf)
        found.append(tuple(map(int, np.unravel_index(np.argmax(off), off.shape))))
    return list(dict.fromkeys(found))


def beginning(v: Value, room: int, digits: int) -> str:
    """The first numbers of a large array, and how many there are."""
    rows, columns = grid(v.value).shape
    size = f"  {rows} x {columns}" if rows > 1 else f"  {columns} numbers"
    shown = [entry(v, 0, c, digits)[0] for c in range(min(4, columns))]
    while len(shown) > 1 and sum(len(text) + 2 for text in shown) + len(size) + 7 > room:
        shown = shown[:-1]
    return f"[{', '.join(shown)}, …]{size}" if len(shown) < columns else f"[{', '.join(shown)}], …{size}"


def number(x: float, digits: int, given: bool = False) -> str:
    """So many significant digits; a given number as short as it is."""
    if not np.isfinite(x):
        return "NaN" if np.isnan(x) else "inf" if x > 0 else "-inf"
    return f"{x + 0.0:.{digits}g}" if given or x == 0 else f"{x:#.{digits}g}".rstrip(".")
