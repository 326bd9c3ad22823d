"""Where and when a run departs from the truth: gates by steps, from the last step back, in `check` and in `compare -v`."""

import math

from rich.text import Text

from ..records import Fingerprint
from .page import Page, coloured, number

SHADES = ((1e-10, "·", "."), (1e-4, "░", "-"), (1e-2, "▓", "+"), (math.inf, "█", "#"))  # up to this error: the glyph, and in ASCII
CELL = 8  # a glyph and its number


def grid(f: Fingerprint, page: Page) -> list[Text]:
    """One row per gate, one column per step, the number beside each glyph where there is room; the onset is marked."""
    label = 4 + 2 + max(len(_label(f, n, page)) for n in range(len(f.rows)))
    what = "each gate's gradient" if f.of == "gates" else "the gradient of x"
    lines = page.paragraph(f"error of {what} over time, from the last step back", 4, style="dim")
    numbers = label + CELL * len(f.steps) <= page.width
    width = CELL if numbers else 1
    room = max((page.width - label) // width, 1)
    for first in range(0, len(f.steps), room):
        steps = f.steps[first : first + room]
        heads = "".join(f"{f't={t}':<{CELL}}" for t in steps) if numbers else f"t={steps[0]}" + (f" to {steps[-1]}" if len(steps) > 1 else "")
        lines.append(Text(f"{'':<{label}}{heads}".rstrip(), style="dim"))
        for n in range(len(f.rows)):
            line = Text(f"    {_label(f, n, page):<{label - 4}}")
            for e in f.errors[n][first : first + room]:
                line.append(f"{glyph(e, page)} {number(e):<{CELL - 2}}" if numbers else glyph(e, page), style=coloured(e))
            line.rstrip()
            lines.append(line)
        if f.onset in steps:
            lines.append(_onset(f.onset, label + width * steps.index(f.onset), page))
    return lines


def strip(f: Fingerprint, page: Page) -> Text:
    """'t=6 to 1:  i █████▓  f ·████▓' on one line; only the last steps where there are many."""
    steps = f.steps[: max((page.width - 20) // max(len(f.rows), 1) - 4, 1)]
    line = Text(f"      t={steps[0]} to {steps[-1]}:" if len(steps) > 1 else f"      t={steps[0]}:", style="dim")
    for name, errors in zip(f.rows, f.errors, strict=True):
        line.append(f"  {name} ")
        for e in errors[: len(steps)]:
            line.append(glyph(e, page), style=coloured(e))
    return line


def glyph(e: float, page: Page) -> str:
    """How large an error is, so that it can be told without colour; '?' for what could not be computed."""
    if not math.isfinite(e):
        return "?"
    return next(fine if page.unicode else rough for top, fine, rough in SHADES if e <= top)


def _label(f: Fingerprint, n: int, page: Page) -> str:
    """The gate, and the source's symbol where its letters are not the gate's own."""
    symbol = page.plain(f.symbols[n])
    return f.rows[n] if symbol == f"d{f.rows[n]}" else f"{f.rows[n]} {symbol}"


def _onset(t: int, column: int, page: Page) -> Text:
    """The mark under the column at which the error begins; on its left where there is no room on the right."""
    arrow, words = ("↑" if page.unicode else "^"), f"begins at t={t}"
    if column + 2 + len(words) <= page.width:
        return Text(f"{'':<{column}}{arrow} {words}", style="bold red")
    return Text(f"{words} {arrow}".rjust(column + 1), style="bold red")
