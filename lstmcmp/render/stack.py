"""`lstmcmp compare --layers` and `--bidirectional`: one row per convention, a line for every layer and direction."""

from rich.text import Text

from ..records import CANNOT, StackedUnit, StackReport, StackRow
from .header import truth
from .page import VERDICTS, Page, enumerated, number, several
from .table import COUNTED, MANY, View, accused_lines, cell

COLUMNS = ("dW", "dU", "db", "dp", "dx", "dh0", "dc0")


def stack_table(report: StackReport, page: Page, view: View = View()) -> list[Text]:  # noqa: B008
    """The whole screen."""
    rows, folded, hidden = _visible(report, view)
    columns = [c for c in COLUMNS if c != "dp" or any(g.name == "dp" for r in rows for u in r.units for g in u.gradients)]
    width = min(max([len(r.name) for r in rows] + [16]) + 1, max(page.width - 3 - 7 * len(columns) - 12, 17))
    lines = [*_header(report, page), Text(""), Text(" " * (3 + width) + "".join(f"{c:>7}" for c in columns), style="dim")]
    apart = view.verbose or not view.fold or len(rows) <= MANY
    for r in rows:
        lines += _row(r, page, columns, width, apart, view.verbose)
        names = folded.get(r.name, [])
        if names:
            lines += page.paragraph(
                f"└ {several(len(names), 'variant')} with the same verdict: {', '.join(n.removeprefix(r.name) for n in names)}", 6, 8, "dim"
            )
    return [*lines, Text(""), *_closing(report, page, hidden, folded)]


def _header(report: StackReport, page: Page) -> list[Text]:
    p = report.problem
    zero = "h0 and c0 of every layer not zero" if "head" in p else "h0, c0 and dL/dc_T of every layer not zero"
    layers = several(p["layers"], "layer") + (", each in both directions" if p["bidirectional"] else "")
    sizes = f"{p['T']} steps, {p['B']} sequences, {p['D']} inputs, {p['H']} cells in every layer; {zero}; {p['dtype']}, seed {p['seed']}"
    if "arrangement" in p:
        layers = "the decoder starts from the encoder's last h and c, and hands dh_0 and dc_0 back"
    lines = page.paragraph(
        "Each backward pass is run with what the convention itself hands on: from a layer to the one below, from decoder to encoder.", style="bold"
    )
    lines += page.fact("truth", truth(report))
    lines += page.fact("stack", layers + ("" if "arrangement" in p else "; layer 1 reads the input (torch.nn.LSTM counts it as 0)"))
    lines += page.fact("problem", sizes)
    if "head" in p:
        lines += page.fact("engine", _network(p))
    return lines + page.fact("numbers", "largest error / largest entry:  1e-16 rounding   1e-04 suspicious   1e+00 unrelated")


def _network(p: dict) -> str:
    """The equations that are the engine's: those around the layers."""
    loss = {"softmax": "cross-entropy of softmax(y), dy = softmax(y) - onehot", "squared": "|y - target|²/2, dy = y - target"}[p["head"]]
    below = f"x = row of E ({p['embedding']} tokens), dE[token] += dx;  " if p["embedding"] else ""
    return f"{below}y = W_y h + b_y, loss {loss}, at {'every step' if p['loss_at'] == 'every' else 'the last step'}; dW_y = Σ dy hᵀ, db_y = Σ dy, dh = W_yᵀ dy. All else is the source's."


def _visible(report: StackReport, view: View) -> tuple[list[StackRow], dict[str, list[str]], int]:
    first = {r.name: r for r in reversed(report.entries)}
    rows, folded = [], {}
    for r in report.entries:
        base = first.get(r.base)
        if view.fold and not view.verbose and base and r.as_declared and base.verdict == r.verdict and base.reading == r.reading is None:
            folded.setdefault(r.base, []).append(r.name)
        else:
            rows.append(r)
    if view.verbose or not view.fold or len(rows) <= MANY:
        return rows, folded, 0
    exact = [r for r in rows if r.verdict == "exact" and r.as_declared]
    kept = [r for r in rows if r not in exact[3:]]
    return kept, folded, len(rows) - len(kept)


def _row(r: StackRow, page: Page, columns, width: int, apart: bool, verbose: bool) -> list[Text]:
    word = r.verdict or "no verdict"
    glyph = Text("–" if page.unicode else "-", style="dim") if r.verdict == CANNOT else page.glyph(r.verdict)
    colour = "dim" if r.verdict == CANNOT else f"bold {VERDICTS[r.verdict][2]}"
    named = page.plain(f"{r.name}, {r.reading}" if r.reading else r.name)
    if not r.units:
        head = Text.assemble(glyph, " ", named, "  ", (word, colour))
        return [head] + [t for s in ((r.sentence + "." if r.sentence else ""), *r.errors) if s for t in page.paragraph(s, 6)]
    each = apart or r.verdict not in ("exact", "variant")
    if each:
        lines = [Text.assemble(glyph, " ", named, "  ", (word, colour))]
        for unit in reversed(r.units):
            lines.append(_line(f"   {_place(unit)}", [unit], columns, width))
            if unit.distance and r.verdict == "by-design":
                lines += _beside(lines, page, _far(unit))
    else:
        line = _line(f"  {named}" if len(named) <= width else "", r.units, columns, width)
        above = [Text.assemble(glyph, " ", named)] if len(named) > width else []
        if not above:
            line = Text.assemble(glyph, line[1:])
        lines = [*above, Text.assemble(line, "  ", (word, colour))]
    return lines + _details(r, page, each, verbose)


def _place(unit: StackedUnit) -> str:
    if unit.part:
        return unit.part
    return f"layer {unit.layer}{', reverse' if unit.reverse else ''}"


def _line(label: str, units, columns, width: int) -> Text:
    line = Text(f"{label:<{width + 3}}")
    for c in columns:
        line.append_text(cell([g for u in units for g in u.gradients if g.name == c], any(u.gradients for u in units)))
    return line


def _far(unit: StackedUnit) -> str:
    e, cosine = unit.distance
    return f"{number(e)} from the full gradient" + (f", cosine {cosine:.2f}" if cosine is not None else "")


def _beside(lines: list[Text], page: Page, text: str) -> list[Text]:
    """The text behind the last line, or below it where it does not fit."""
    text = page.plain(text)
    if lines[-1].cell_len + 2 + len(text) <= page.width:
        lines[-1].append("  " + text, style="dim")
        return []
    return page.paragraph(text, 6, 6, "dim")


def _details(r: StackRow, page: Page, each: bool, verbose: bool) -> list[Text]:
    lines = []
    if r.around:
        mine = "   ".join(f"{g.name} {number(g.error)}" for g in r.around if g.name == "dE")
        sent = f"the source's {r.down}" if r.down else "what is handed down"
        lines += page.paragraph(f"embedding {mine}: {sent}, summed by the engine", 3, 5) if mine else []
        lines += page.paragraph(f"head dW_y, db_y: the engine's; what it hands down enters the highest layer as {r.enters}", 3, 5, "dim") if each else []
    if r.sentence:
        lines += page.paragraph(f"{r.reading}: {r.sentence}", 6, 8)
    how = ("back", "enter the encoder") if r.units[0].part else ("down", "enters the layer below")
    if r.down and len({u.layer for u in r.units}) > 1 and (each or verbose):
        lines += page.paragraph(f"hands {how[0]} {r.down}, which {how[1]} as {r.enters}", 6, 8, "dim")
    if r.engine and (each or verbose):
        lines += page.paragraph(f"not the source's: {r.engine}", 6, 8, "dim")
    if any(not u.gradients for u in r.units):
        lines += page.paragraph("? what comes from above cannot be used, so nothing below it could be run", 6, 8)
    lines += _accused(r, page, verbose)
    if r.repaired is not None and r.verdict == "wrong":
        lines += page.paragraph(f"with the corrections in its file: {number(r.repaired)}", 6)
    if r.missing and (each or verbose):
        lines += page.paragraph(f"gives no {', '.join(r.missing)}", 6, 8, "dim")
    if not r.as_declared:
        lines += page.paragraph(f"NOT AS DECLARED: its file declares {r.expected}", 6, style="bold yellow")
    return lines + [t for remark in (*r.remarks, *r.errors) if verbose for t in page.paragraph(remark, 6, 8, "dim")]


def _accused(r: StackRow, page: Page, verbose: bool) -> list[Text]:
    """The equations to blame, each with the layers in which it shows."""
    where: dict[str, list[str]] = {}
    first = {}
    for label, j in r.accused:
        where.setdefault(j.symbol, []).append(label)
        first.setdefault(j.symbol, j)
    lines = []
    for symbol, labels in list(where.items())[: None if verbose else 2]:
        everywhere = len(labels) == len(r.units)
        lines += accused_lines(first[symbol], page, "", first[symbol].note)
        lines += page.paragraph(
            ("in both" if r.units[0].part else "in every layer") if everywhere else "in " + enumerated(symbol + label for label in labels), 12, style="dim"
        )
    if len(where) > 2 and not verbose:
        lines += page.paragraph(f"+ {several(len(where) - 2, 'more equation')}", 6, style="dim")
    return lines


def _closing(report: StackReport, page: Page, hidden: int, folded: dict) -> list[Text]:
    entries = report.entries
    counted = COUNTED | {CANNOT: "cannot be stacked"}
    counts = {w: sum(r.verdict == w for r in entries) for w in counted}
    told = ", ".join(several(n, "variant") if w == "variant" else f"{n} {counted[w]}" for w, n in counts.items() if n)
    under = sum(map(len, folded.values()))
    away = [f"{several(hidden, 'exact row')} folded"] * bool(hidden) + [f"{several(under, 'variant')} folded"] * bool(under)
    lines = page.paragraph(f"{', '.join(away)} (-v: all).  " * bool(away) + f"{several(len(entries), 'row')}: {told}.", style="bold")
    if any(r.reading for r in entries):
        lines += page.paragraph(
            "None of the three readings of a truncated source gives the true gradient; for that, use a source without cuts that publishes dx. The distance "
            "to the full gradient stands behind each layer."
        )
    off = [r.name for r in entries if not r.as_declared and r.verdict not in ("invalid", None)]
    broken = [r.name for r in entries if r.verdict in ("invalid", None)]
    if off:
        lines += page.paragraph(f"Not as declared: {enumerated(off)}.", style="yellow")
    if broken:
        lines += page.paragraph(f"Could not be judged: {enumerated(broken)}.", style="magenta")
    if not off and not broken:
        lines += page.paragraph("Every result is as recorded in its file." if len(entries) > 1 else "The result is as recorded in its file.")
    return lines
