"""`lstmcmp diff A B`: two conventions side by side, as a screen, as Markdown and as JSON."""

import json
from dataclasses import asdict

from rich.text import Text

from ..difference import Difference, Line, Row
from .json import SCHEMA, finite
from .page import Page, coloured, number

NAMES = {  # what a canonical name is called on screen
    "h": "gradient of h", "c": "gradient of c", "i": "input gate i", "f": "forget gate f", "g": "candidate g", "o": "output gate o",
    "z": "all four before squashing", "h_prev": "handed to h(t-1)", "c_prev": "handed to c(t-1)", "x": "gradient of x",
    "c via h": "share of c through h", "h from outside": "h from outside", "W": "input weights W", "U": "recurrent weights U", "b": "biases b", "p": "peepholes p",
}  # fmt: skip
KINDS = {"same": "green", "letters": "green", "spelling": "cyan", "one-sided": "blue", "cell": "yellow", "ground": "yellow", "value": "red", "code": "dim"}


def table(d: Difference, page: Page) -> list[Text]:
    """One block per quantity: what separates the two, then both lines as printed."""
    p = d.problem
    cells = f"cells {d.cells[0]}, {d.cells[1]}" if d.cells[0] != d.cells[1] else f"cell {d.cells[0]}"
    lines = page.paragraph(f"{d.a} against {d.b}   {cells}", 0, 4)
    lines[0].highlight_words([d.a, d.b], "bold")
    lines += page.fact(
        "ground",
        f"T={p['T']} B={p['B']} D={p['D']} H={p['H']} seed {p['seed']}, the same canonical weights"
        + (f"; {', '.join(d.zero)} = 0, so that both can stand on it" if d.zero else ""),
    )
    lines += page.fact("numbers", "largest difference / largest entry; A | B: in the first | in the second")
    width = max([len(r.quantity) for r in d.rows if _shown(r)] + [len(NAMES[r.quantity]) for r in d.rows if r.quantity in NAMES], default=10)
    for r in d.rows:
        if _shown(r):
            lines += [Text(""), *_row(r, d, page, width)]
    alone = {name: [x.symbol for r in d.rows if not _shown(r) for x in getattr(r, side)] for name, side in ((d.a, "a"), (d.b, "b"))}
    told = [t for name, symbols in alone.items() if symbols for t in page.paragraph(f"only in {name}: {', '.join(symbols)}", 0, 4, "dim")]
    return [*lines, *([Text(""), *told] if told else []), Text(""), *page.paragraph(d.words)]


def _shown(r: Row) -> bool:
    """A line of a head, a loss or another cell that the other side has nothing for is listed at the end."""
    return r.kind != "one-sided" or r.quantity in NAMES


def _row(r: Row, d: Difference, page: Page, width: int) -> list[Text]:
    head = f"{NAMES.get(r.quantity, r.quantity):<{width}}  "
    size = f"{number(r.error):>6}  " if r.error is not None else " " * 8
    texts = page.paragraph("; ".join(r.separates), len(head) + 8, len(head) + 8)
    texts[0] = Text.assemble((page.plain(head), "bold"), (size, coloured(r.error)), (texts[0].plain[len(head) + 8 :], KINDS[r.kind]))
    for t in texts[1:]:
        t.stylize(KINDS[r.kind])
    label = max(len(d.a), len(d.b)) + 2
    for name, found in ((d.a, r.a), (d.b, r.b)):
        for n, x in enumerate(_few(found)):
            body = f"{'(' + x.number + ') ' if x.number else ''}{x.printed or x.symbol}"
            block = page.paragraph(body, 2 + label, 4 + label)
            block[0] = Text.assemble((f"  {name if n == 0 else '':<{label}}", "dim"), block[0].plain[2 + label :])
            texts += block
    return texts


def _few(found: tuple[Line, ...]) -> list[Line]:
    """Of four lines that differ in the gate only, the first; the others by name."""
    if len(found) <= 2:
        return list(found)
    return [found[0], Line("", "", f"and alike {', '.join(x.symbol for x in found[1:])}", "")]


def markdown(d: Difference) -> str:
    """The same as a table for pasting."""
    out = [f"| quantity | {d.a} | {d.b} | what separates them | difference |", "|---|---|---|---|---|"]
    for r in d.rows:
        sides = ["<br>".join(_cell(x) for x in found) for found in (r.a, r.b)]
        out.append(f"| {r.quantity} | {sides[0]} | {sides[1]} | {_escaped('; '.join(r.separates))} | {number(r.error)} |")
    return "\n".join([*out, "", d.words, ""])


def _cell(x: Line) -> str:
    return _escaped(f"{'(' + x.number + ') ' if x.number else ''}{x.printed or x.symbol}")


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def to_json(d: Difference) -> str:
    """The document, full precision."""
    return json.dumps({"schema": SCHEMA, "difference": finite(asdict(d))}, indent=1, ensure_ascii=False) + "\n"
