"""The equations of one convention as a table: number, printed form, alone, in the whole run, and what feeds an error."""

from rich.cells import cell_len
from rich.text import Text

from ..records import Judgement
from .page import Page, coloured, number

WORDS = {"right": "", "infected": "", "culprit": "WRONG", "does-not-fit": "DOES NOT FIT", "cancels": "differs, no effect", "not-judged": "not judged"}
WIDE = 100  # from here on there is room for words in the headings
NARROWEST = 34  # of the printed form, if what feeds an equation is to stand beside it


def equations(judged: list[Judgement], page: Page) -> list[Text]:
    """One line per equation, more for a long one."""
    culprits = {j.symbol: j for j in judged if j.verdict in ("culprit", "does-not-fit")}
    labels = {j.symbol: page.plain(label(j)) for j in judged}
    said = {j.symbol: WORDS[j.verdict] or page.plain(_fed(j, judged, culprits)) for j in judged}
    first = min(max([len(v) for v in labels.values()] + [3]), 14)
    heads, columns = (("this eq. alone", "whole run"), (15, 11)) if page.width >= WIDE else (("alone", "whole run"), (7, 11))
    beside = min(max(len(v) for v in said.values()) + 3, 17)
    room = page.width - 5 - first - 1 - sum(columns)
    width = room - beside if room - beside >= NARROWEST else room
    width = max(24, min(width, max(cell_len(page.plain(printed(j))) for j in judged)))
    lines = [Text(f"    {'eq.':<{first}} {'equation as printed':<{width}}" + "".join(f"{h:>{w}}" for h, w in zip(heads, columns, strict=True)), style="dim")]
    for j in judged:
        neither = j.verdict in ("cancels", "not-judged")
        mark = Text("·" if page.unicode else ".", style="dim") if neither else page.mark(j.symbol not in culprits)
        wrapped = [t.plain for t in Page(width, page.unicode).paragraph(printed(j))]
        row = Text.assemble("  ", mark, f" {labels[j.symbol][:first]:<{first}} {wrapped[0]}{' ' * (width - cell_len(wrapped[0]))}")
        for e, w in zip((j.alone, j.whole_run), columns, strict=True):
            row.append(f"{number(e):>{w}}", style=coloured(e))
        style = "bold red" if j.symbol in culprits else "dim"
        fits = row.cell_len + 3 + len(said[j.symbol]) <= page.width
        lines.append(row.append(f"   {said[j.symbol]}" if fits and said[j.symbol] else "", style=style))
        lines += [Text(" " * (5 + first) + w) for w in wrapped[1:]]
        lines += [] if fits or not said[j.symbol] else [Text(" " * (5 + first) + said[j.symbol], style=style)]
    return lines


def label(j: Judgement) -> str:
    """The printed number, or what stands in its place."""
    return j.number or ("(ours)" if j.ours else "given" if j.role == "handed in" else "")


def printed(j: Judgement) -> str:
    """The printed form; of what is handed in, what it is read as."""
    if j.role == "handed in":
        return f"{j.symbol}, handed in: {j.meaning}"
    return j.printed or j.symbol


def _fed(j: Judgement, judged: list[Judgement], culprits: dict) -> str:
    """Which culprit an infected equation gets its error from: the nearest one it reads, directly or through others."""
    if j.verdict != "infected":
        return ""
    reads = {k.symbol: k.reads for k in judged}
    todo, seen = list(j.reads), set()
    while todo:
        name = todo.pop(0)
        if name in culprits:
            return f"fed by {culprits[name].number or name}"
        if name not in seen:
            seen.add(name)
            todo += reads.get(name, ())
    return "fed by others"
