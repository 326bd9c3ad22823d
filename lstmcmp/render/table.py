"""`lstmcmp compare` as a table: one row per convention, from exact to wrong, so that red stands just above the prompt."""

from dataclasses import dataclass
from shlex import quote

from rich.text import Text

from ..records import COLUMNS, Entry, Erratum, Gradient, Judgement, Report
from .fingerprint import strip
from .header import header
from .page import VERDICTS, Page, coloured, enumerated, number, several
from .words import accused, blame, corrections_elsewhere, mended, undeclared, unseen

COUNTED = {
    "exact": "exact",
    "variant": "variant",
    "by-design": "by design",
    "scaled": "scaled",
    "wrong": "wrong",
    "invalid": "could not be run",
    None: "without verdict",
}
MANY = 12  # exact rows fold when there are more rows than this


@dataclass(frozen=True)
class View:
    """What to show: everything, or variants and many exact rows folded."""

    verbose: bool = False
    fold: bool = True


def table(report: Report, page: Page, view: View = View()) -> list[Text]:  # noqa: B008
    """The whole screen."""
    rows, folded, hidden = _visible(report, view)
    columns = [c for c in COLUMNS if c != "dp" or any(g.name == "dp" for e in rows for g in e.gradients)]
    name_width = max([len(page.plain(e.name)) for e in rows], default=4) + 1
    name_width = min(name_width, max(page.width - 3 - 7 * len(columns) - 12, 12))  # a longer name gets a line of its own
    beside = page.width - (3 + name_width + 7 * len(columns) + 2 + 10) >= 26
    lines = [*header(report, page), Text(""), Text(" " * (3 + name_width) + "".join(f"{c:>7}" for c in columns), style="dim")]
    for e in rows:
        lines += _row(e, page, columns, name_width, beside, view, folded.get(e.name, ()))
    return lines + [Text("")] + _closing(report, page, hidden, folded)


def _visible(report: Report, view: View) -> tuple[list[Entry], dict[str, list[Entry]], int]:
    names = {e.name for e in report.entries}
    folded: dict[str, list[Entry]] = {}
    rows = []
    for e in report.entries:
        if view.fold and not view.verbose and e.base in names and e.as_declared:
            folded.setdefault(e.base, []).append(e)
        else:
            rows.append(e)
    if view.verbose or not view.fold or len(rows) <= MANY:
        return rows, folded, 0
    exact = [e for e in rows if e.verdict == "exact" and e.as_declared]
    kept = [e for e in rows if e not in exact[3:]]
    return kept, folded, len(rows) - len(kept)


def _row(e: Entry, page: Page, columns, name_width: int, beside: bool, view: View, folded) -> list[Text]:
    name = page.plain(e.name)
    above = [Text.assemble(page.glyph(e.verdict), " ", name)] if len(name) > name_width else []
    line = Text(" " * (name_width + 3)) if above else Text.assemble(page.glyph(e.verdict), " ", f"{name:<{name_width + 1}}")
    for c in columns:
        line.append_text(cell([g for g in e.gradients if g.name == c]))
    line.append(f"  {e.verdict or 'no verdict':<10}", style=f"bold {VERDICTS[e.verdict][2]}")
    remark = page.plain(_remark(e))
    below = []
    if remark and beside and len(line.plain) + len(remark) <= page.width:
        line.append(remark)
    elif remark:
        below += page.paragraph(remark, 6)
    below += _details(e, page, view.verbose)
    return [*above, line, *below, *_folded(e, folded, page)]


def _folded(base: Entry, variants: list[Entry], page: Page) -> list[Text]:
    """The variants in a line or two, by verdict."""
    if not variants:
        return []
    by_verdict: dict = {}
    for v in variants:
        by_verdict.setdefault(v.verdict, []).append(v.name.removeprefix(base.name))
    parts = [f"{page.glyph(verdict).plain} {verdict or 'no verdict'} {', '.join(names)}" for verdict, names in by_verdict.items()]
    lines = page.paragraph(f"└ {several(len(variants), 'variant')}:  " + ";  ".join(parts), 6, 8)
    for line in lines:
        for verdict in by_verdict:
            line.highlight_words([f"{page.glyph(verdict).plain} {verdict}"], VERDICTS[verdict][2])
    return lines


def cell(mine: list[Gradient], judged: bool = True) -> Text:
    """The worst of these gradients, which stand under one name: a dash where there is none, ? where none was judged."""
    visible = [g for g in mine if g.verdict != "not visible here"]
    if not mine:
        return Text(f"{'-' if judged else '?':>7}", style="dim")
    if not visible:
        return Text(f"{'(zero)':>7}", style="dim")
    worst = max(g.error for g in visible)
    return Text(f"{number(worst):>7}", style=coloured(worst))


def _remark(e: Entry) -> str:
    """The words behind the verdict."""
    parts = [blame(e)] if e.verdict == "wrong" else []
    if e.verdict == "variant":
        parts.append(f"right for its own cell, {e.cell}")
    elif e.verdict in ("by-design", "scaled", "exact") and e.cell not in ("standard", "unknown"):
        parts.append(f"cell {e.cell}")
    if e.verdict == "scaled":
        own_loss_only = all(g.run == "loss" for g in e.gradients if g.verdict == "differs")
        parts.append(f"{'with its own loss ' if own_loss_only else ''}every gradient is {e.constant} times the true one")
    if e.missing and e.verdict not in ("invalid", None):
        parts.append(f"gives no {', '.join(e.missing)}")
    if e.assumes and e.verdict not in ("invalid", None):
        parts.append(f"for {', '.join(f'{n} = 0' for n in e.assumes)}")
    hidden = sum(x.status == "not visible here" for x in e.errata)
    if hidden:
        parts.append(f"{hidden} of the {several(len(e.errata), 'error')} in its file cannot be seen at these sizes")
    return "; ".join(parts)


def _details(e: Entry, page: Page, verbose: bool) -> list[Text]:
    lines = [t for sentence in e.errors for t in page.paragraph(sentence, 6)]
    if e.approximation and e.verdict == "by-design":
        a, worst = e.approximation, max((g.error for g in e.gradients), default=0.0)
        angle = "" if a.cosine is None else f"; cosine to the full gradient {a.cosine:.2f}"
        lines += page.paragraph(f"{enumerated(KINDS[k] for k in a.kind.split(' and '))} and equals exactly that ({number(worst)}){angle}", 6)
    blamed = [_accused(e, j, page) for j in accused(e)]
    if e.verdict == "wrong":
        blamed += [_corrected(x, j, page) for x, j in corrections_elsewhere(e)]
    lines += [t for part in (blamed if verbose else blamed[:2]) for t in part]
    if len(blamed) > 2 and not verbose:
        lines += page.paragraph(f"+ {several(len(blamed) - 2, 'more equation')}", 6, style="dim")
    if e.verdict == "wrong" and e.repaired is not None:
        lines += page.paragraph(f"with the {several(len(e.errata), 'correction')} in its file: {mended(e) or 'still wrong'}", 6)
    elif e.causes and e.causes[0].match:
        lines += page.paragraph(f"the same gradients as {e.causes[0].match}", 6)
        lines += [t for c in e.causes for t in page.paragraph(f"{c.detail}   {c.code}", 6, style="bold")]
    elif e.causes:
        change = "this change" if len(e.causes) == 1 else f"these {len(e.causes)} changes"
        if not blamed:  # code
            lines += [t for c in e.causes for t in page.paragraph(f"{c.detail}   {c.code}", 6, style="bold")]
        lines += page.paragraph(f"with {change}: {number(e.causes[0].error_before)} -> {number(e.causes[0].error_after)}", 6)
    if e.assumption and e.assumption.error is not None and e.verdict != "wrong":
        lines += page.paragraph(f"without {e.assumption.text}: {enumerated(e.assumption.gradients)} {number(e.assumption.error)}", 6, style="dim")
    if not e.as_declared and e.verdict not in ("invalid", None):
        lines += page.paragraph(f"NOT AS DECLARED: {undeclared(e)}", 6, style="bold yellow")
    if verbose and e.verdict == "wrong" and e.fingerprint:
        lines += ([strip(e.fingerprint, page)] if e.fingerprint.onset else []) + page.paragraph(f"over time: {e.fingerprint.words}", 6, 8)
    if verbose:
        lines += [t for r in ([f"reading: {e.reading}"] if e.reading else []) + list(e.remarks) for t in page.paragraph(r, 6, 8, "dim")]
    return lines


KINDS = {"cuts": "cuts gradient paths", "straight-through": "passes gradients straight through", "clip": "clips gradients"}


def _accused(e: Entry, j: Judgement, page: Page) -> list[Text]:
    cause = next((c for c in e.causes if c.symbol == j.symbol), None)
    fits = next((x.correction for x in e.errata if x.symbol == j.symbol and x.status == "needed"), cause.fits if cause else "")
    note = f"{cause.detail}   {cause.code}" if cause and cause.detail else j.note
    return accused_lines(j, page, fits, note)


def accused_lines(j: Judgement, page: Page, fits: str, note: str) -> list[Text]:
    """An equation that is to blame: its number, its line, what is printed, and what fits."""
    if j.role == "handed in":
        return _blamed("handed in", f"{j.symbol} is read as the {j.meaning}, but what comes in is not that", fits, note, page)
    return _blamed(f"{_named(j)} (line {j.line})", j.printed or f"{j.symbol} = ...", fits, note, page)


def _corrected(x: Erratum, j: Judgement | None, page: Page) -> list[Text]:
    """What is not judged itself and has a needed correction: a forward equation, or one that the source does not print."""
    if j is None:
        return _blamed("not printed", x.symbol, x.correction, "", page)
    return _blamed(f"{_named(j)} (line {j.line})", x.printed or f"{x.symbol} = ...", x.correction, "", page)


def _named(j: Judgement) -> str:
    return f"eq. {j.number}" if j.number else j.symbol


def _blamed(head: str, text: str, fits: str, note: str, page: Page) -> list[Text]:
    head = page.plain(head) + " "
    lines = page.paragraph(head + text, 6, 6 + len(head))
    lines[0].stylize("bold", 6, 6 + len(head))
    lines += page.paragraph(f"fits: {fits}", 6 + len(head), 12 + len(head)) if fits else []
    return lines + (page.paragraph(note, 6 + len(head), style="dim") if note else [])


def _closing(report: Report, page: Page, hidden: int, folded: dict) -> list[Text]:
    lines = []
    entries = report.entries
    counts = {w: sum(e.verdict == w for e in entries) for w in COUNTED}
    told = ", ".join(several(n, "variant") if w == "variant" else f"{n} {COUNTED[w]}" for w, n in counts.items() if n)
    under = [v.name for variants in folded.values() for v in variants]
    away = [f"{several(hidden, 'exact row')} folded"] * bool(hidden) + [f"{several(len(under), 'variant')} folded"] * bool(under)
    more = f"{', '.join(away)} (-v: all).  " if away else ""
    lines += page.paragraph(f"{more}{several(len(entries), 'convention')}: {told}.", style="bold")
    off = [e.name for e in entries if not e.as_declared and e.verdict not in ("invalid", None)]
    broken = [e.name for e in entries if e.verdict in ("invalid", None)]
    if not off and not broken:
        lines += page.paragraph("Every result is as recorded in its file." if len(entries) > 1 else "The result is as recorded in its file.")
    if report.known_mistakes:
        lines += page.paragraph(f"Mistakes that these sizes could not show: {unseen(report.blind_spots, report.known_mistakes)}.")
    if off:
        lines += page.paragraph(f"Not as declared: {enumerated(off)}.", style="yellow")
    if broken:
        lines += page.paragraph(f"Could not be judged: {enumerated(broken)}.", style="magenta")
    red = [e for e in entries if e.verdict == "wrong" and e.name not in under] or [e for e in entries if e.verdict == "wrong"]
    other = next((e for e in entries if e.verdict not in ("wrong", "invalid", None)), None)
    pair = report.entries if len(report.entries) == 2 and all(e.verdict not in ("invalid", None) for e in report.entries) else ()
    return lines + _next(red[-1] if red else None, other, pair, page)


def _next(red: Entry | None, other: Entry | None, pair: tuple[Entry, ...], page: Page) -> list[Text]:
    tips = []
    if red:
        tips.append((f"lstmcmp check {quote(red.call)}", "why it is wrong, equation by equation"))
    if red or other:
        tips.append((f"lstmcmp show {quote((red or other).call)}", "the equations as printed, and what the symbols mean"))
    tips.append(("lstmcmp new my_lstm.py", "a file for a derivation of your own"))
    if pair:
        tips.append((f"lstmcmp diff {' '.join(quote(e.call) for e in pair)}", "what separates the two, line by line"))
    width = max(len(t) for t, _ in tips) + 3
    lines = []
    for n, (command, why) in enumerate(tips):
        lines.append(Text.assemble(("Next:  " if n == 0 else "       ", "dim"), f"{command:<{width}}"))
        lines[-1].append(why if len(lines[-1].plain) + len(why) <= page.width else "", style="dim")
    return lines
