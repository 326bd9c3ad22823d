"""`lstmcmp list` and `lstmcmp show`: what is in the files, without computing anything."""

from dataclasses import dataclass

from rich.text import Text

from .page import Page


@dataclass(frozen=True)
class Line:
    """One row of `list`."""

    name: str
    author: str
    year: str
    cell: str
    kind: str
    style: str
    variants: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Shown:
    """One equation of `show`."""

    number: str
    symbol: str
    printed: str
    meaning: str
    ours: bool


@dataclass(frozen=True)
class Card:
    """A convention as `show` prints it."""

    name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    forward: tuple[Shown, ...]
    backward: tuple[Shown, ...]


def listing(lines: list[Line], page: Page) -> list[Text]:
    """The catalogue, variants folded under their base."""
    heads = ("name", "author", "year", "cell", "kind", "style")
    rows = [(r.name, r.author, r.year, r.cell, r.kind, r.style) for r in lines]
    widths = [max(len(h), *(len(page.plain(row[n])) for row in rows)) if rows else len(h) for n, h in enumerate(heads)]
    while sum(widths) + 2 * len(widths) > page.width and max(widths[1:]) > 8:
        widths[widths.index(max(widths[1:]), 1)] -= 1
    out = [Text("  ".join(f"{h:<{w}}" for h, w in zip(heads, widths, strict=True)), style="dim")]
    for r, row in zip(lines, rows, strict=True):
        cells = [page.plain(v) if len(page.plain(v)) <= w else page.plain(v)[: w - 1] + "." for v, w in zip(row, widths, strict=True)]
        out.append(Text("  ".join(f"{v:<{w}}" for v, w in zip(cells, widths, strict=True)).rstrip()))
        if r.variants:
            out += page.paragraph("variants: " + ", ".join(r.variants), 2, 12, "dim")
        if r.error:
            out += page.paragraph(r.error, 2, style="magenta")
    return out


def card(c: Card, page: Page) -> list[Text]:
    """Source, notation, layout and every equation as printed, with its number and its meaning."""
    out = [Text.assemble((c.name, "bold"), "  ", page.plain(c.title))]
    for label, text in c.facts:
        out += page.fact(label, text, 10)
    for title, equations in (("Forward", c.forward), ("Backward", c.backward)):
        if equations:
            out += [Text(""), Text(title, style="bold")]
            width = min(max(len(page.plain(e.number or ("ours" if e.ours else ""))) for e in equations), 20)
            for e in equations:
                label = e.number or ("ours" if e.ours else "")
                lines = page.paragraph(e.printed or e.symbol, width + 4)
                lines[0] = Text.assemble((f"  {page.plain(label)[:width]:<{width}}  ", "dim"), lines[0].plain[width + 4 :])
                out += lines
                out += page.paragraph(e.meaning, width + 8, style="dim") if e.meaning else []
    return out
