"""What the printed gradient does: its angle to the true one, and two losses over the steps, in a sentence and as a plot."""

import math

from rich.text import Text

from ..records import Effect, Training
from .page import Page

HEIGHT = 8  # rows of the plot
SAME = 1e-9  # two losses closer than this, relative, are drawn and told as one
MARKS = {"printed": ("●", "o", "red"), "true": ("·", ".", "green"), "both": ("◉", "@", "yellow")}


def sentence(t: Training) -> str:
    """'after 100 steps: printed 0.31, true 0.12 (from 1.4); it trains, and that proves nothing'"""
    if t.why_not:
        return t.why_not
    start, last = t.true[0], len(t.printed) - 1
    if not all(map(math.isfinite, t.printed)) or last < t.steps:
        return f"after {last} of {t.steps} steps with the printed gradient a number is no longer finite; true {_figure(t.true[-1])} (from {_figure(start)})"
    printed, true = t.printed[-1], t.true[-1]
    if same(t):
        return f"after {t.steps} steps: {_figure(true)} (from {_figure(start)}), printed and true the same at every step"
    digits = next(n for n in (3, 5, 8, 12, 17) if _figure(printed, n) != _figure(true, n) or n == 17)
    told = f"after {t.steps} steps: printed {_figure(printed, digits)}, true {_figure(true, digits)} (from {_figure(start)}); "
    if printed >= start:
        return told + "it does not train"
    return told + ("it trains, and to a lower loss than the true one: that proves nothing" if printed < true else "it trains, and that proves nothing")


def angle(effect: Effect | None, whose: str = "the true gradient") -> str:
    """'cosine 0.41 to the true gradient: a descent direction'"""
    if effect is None or effect.cosine is None:
        return f"no angle to {whose}: a gradient is zero, not finite, or could not be computed"
    value = effect.cosine
    if value > 1 - 1e-12:
        return f"the weights get the direction of {whose}"
    digits = next(n for n in (2, 4, 6, 9, 12) if float(f"{value:.{n}f}") < 1)  # as many nines as it takes
    return f"cosine {value:.{digits}f} to {whose}: {'a' if effect.descends else 'not a'} descent direction"


def same(t: Training) -> bool:
    """Whether the two losses are one, step by step."""
    return len(t.printed) == len(t.true) and all(abs(a - b) <= SAME * max(abs(a), abs(b)) for a, b in zip(t.printed, t.true, strict=True))


def _figure(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}g}"


def plot(t: Training, page: Page, indent: int = 4) -> list[Text]:
    """The loss over the steps, both curves; a row is a range of the loss, a column a range of steps."""
    if t.why_not:
        return []
    top, bottom = _range(t)
    scale = max(len(_figure(top)), len(_figure(bottom)))
    columns = min(t.steps + 1, page.width - indent - scale - 4, 72)
    cells = {name: _cells(curve, t.steps, columns, top, bottom) for name, curve in (("true", t.true), ("printed", t.printed))}
    lines = page.paragraph(f"loss {t.task}; {t.steps} steps of {t.rate:g} times the gradient", indent, style="dim")
    for row in range(HEIGHT):
        label = _figure(top) if row == 0 else _figure(bottom) if row == HEIGHT - 1 else ""
        line = Text.assemble((" " * indent + f"{label:>{scale}} {'│' if page.unicode else '|'}", "dim"))
        for column in range(columns):
            here = [name for name, found in cells.items() if row in found.get(column, ())]
            line.append(*_mark("both" if len(here) == 2 else here[0], page)) if here else line.append(" ")
        line.rstrip()
        lines.append(line)
    axis = ("└" + "─" * columns) if page.unicode else ("+" + "-" * columns)
    lines.append(Text(" " * (indent + scale + 1) + axis, style="dim"))
    legend = Text(" " * (indent + scale + 2))
    for name, words in (("printed", "with the printed gradient"), ("true", "with the true one"), ("both", "both")):
        legend.append(*_mark(name, page))
        legend.append(f" {words}   ", style="dim")
    legend.rstrip()
    return [*lines, legend]


def _mark(name: str, page: Page) -> tuple[str, str]:
    fine, rough, colour = MARKS[name]
    return fine if page.unicode else rough, colour


def _range(t: Training) -> tuple[float, float]:
    """From the lowest loss to the highest; what grows beyond three times the start leaves the picture at the top."""
    finite = [v for v in (*t.printed, *t.true) if math.isfinite(v)]
    low, high = min(finite), min(max(finite), max(3 * abs(t.true[0]), max(t.true)))
    return (high, low) if high > low else (low + 1, low)


def _cells(curve: tuple[float, ...], steps: int, columns: int, top: float, bottom: float) -> dict[int, tuple[int, ...]]:
    """By column the row of its first step; a curve beyond the top ends there."""
    found = {}
    for k, value in enumerate(curve):
        column = round(k * (columns - 1) / steps)
        if column not in found and math.isfinite(value) and value <= top:
            found[column] = (min(HEIGHT - 1, int((top - value) / (top - bottom) * HEIGHT)),)
    return found
