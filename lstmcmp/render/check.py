"""`lstmcmp check`: one convention in depth, its equations in dependency order, the first culprit first in words."""

from shlex import quote

from rich.cells import cell_len
from rich.text import Text

from ..errors import place
from ..records import Clue, Entry, Erratum, Judgement, Report
from .equations import equations, printed
from .fingerprint import grid
from .header import truth
from .page import VERDICTS, Page, coloured, enumerated, number
from .training import angle, plot, sentence
from .words import accused, another_cell, blame, corrections_elsewhere, counted, digits, mended, rounding, undeclared, unseen

NO_STEPS = "not available: no symbol is known to be the gradient of a gate, or of x, at each step"


def check(report: Report, page: Page) -> list[Text]:
    """The whole screen for the one entry of this report that was asked for (the first)."""
    e = report.entries[0]
    if e.errors:
        word = Text.assemble(page.glyph(e.verdict), (f" {e.verdict or 'no verdict'}", f"bold {VERDICTS[e.verdict][2]}"))
        head = [] if e.verdict == "invalid" else _head(report, e, page)  # nobody was asked for the truth about an invalid file
        return [*head, word, *(t for sentence in e.errors for t in page.paragraph(sentence, 2))]
    lines = _head(report, e, page)
    judged = [j for j in e.equations if j.role != "forward"]
    if judged:
        lines += [Text(""), *equations(judged, page)]
    lines += [Text(""), *_gradients(e, page)]
    if e.verdict == "wrong" and e.fingerprint and e.fingerprint.onset:
        lines += [Text(""), *grid(e.fingerprint, page)]
    lines += [Text(""), *_conclusion(e, judged, page), *_consequence(e, page), *_notes(e, report.known_mistakes, page)]
    if e.training and not e.training.why_not:
        lines += [Text(""), *plot(e.training, page)]
    return lines + _next(e, page)


def _head(report: Report, e: Entry, page: Page) -> list[Text]:
    p = report.problem
    lines = page.paragraph(f"{e.name}  {e.title}", 0, 4)
    lines[0].stylize("bold", 0, len(page.plain(e.name)))
    by = ", ".join(str(v) for v in (e.author, e.year, e.kind) if v)
    facts = [by] if by else []
    if e.forward_error is not None:
        facts.append(
            f"forward = {e.cell} cell ({number(e.forward_error)})"
            if e.cell != "unknown"
            else f"forward is no known cell ({number(e.forward_error)} from the one it should be)"
        )
    facts.append(f"T={p['T']} B={p['B']} D={p['D']} H={p['H']} seed {p['seed']}")
    lines += page.paragraph("   ".join(facts), style="dim")
    return lines + page.fact("truth", truth(report))


def _gradients(e: Entry, page: Page) -> list[Text]:
    """What leaves the layer, one line per canonical name, the worst block of each with both values."""
    lines = [Text("    the gradients that leave the layer, worst block of each", style="dim")]
    width = max([8, *(len(page.plain(g.name)) for g in e.gradients)])
    several_runs = len({g.run for g in e.gradients}) > 1
    for name in dict.fromkeys(g.name for g in e.gradients):
        mine = [g for g in e.gradients if g.name == name]
        g = max(mine, key=lambda g: g.error if g.verdict != "not visible here" else -1)
        hidden = g.verdict == "not visible here"
        row = Text.assemble(
            "  ",
            page.mark(g.verdict != "differs"),
            f" {page.plain(name):<{width}}",
            (f"{'(zero)' if hidden else number(g.error):>8}", "dim" if hidden else coloured(g.error)),
        )
        row.append(f"  {g.band}", style="dim")
        text = ""
        if g.verdict == "differs" and g.worst:
            text = f"{g.canonical or g.name} {_place(g.worst.index)}  theirs {g.worst.got:.6g}  true {g.worst.true:.6g}{f'  ({g.run} run)' if several_runs else ''}"
        elif g.verdict == "differs":
            text = "could not be computed"
        beside = text and row.cell_len + 3 + len(text) <= page.width
        lines.append(row.append(f"   {text}") if beside else row)
        if text and not beside:
            lines += page.paragraph(text, 14 + width - 8)
    if e.missing:
        lines += page.paragraph(f"not given: {', '.join(e.missing)}", 4, style="dim")
    return lines


def _conclusion(e: Entry, judged: list[Judgement], page: Page) -> list[Text]:
    """The most important line of the screen, and the evidence for it."""
    mine = accused(e)
    said = {
        "exact": "every gradient it gives is the true one.",
        "variant": f"every gradient it gives is the true one of its own cell, {e.cell}.",
        "by-design": "every gradient it gives is exactly the approximation that it declares.",
        "scaled": f"every gradient is {e.constant} times the true one.",
        "wrong": blame(e) + "."
        if rounding(e)
        else _accusation(e, mine)
        if mine
        else another_cell(e) + (", whose gradients are right." if all(g.verdict != "differs" for g in e.gradients) else ".")
        if e.culprits
        else "not localised: no single equation differs when it is given true inputs."
        if judged
        else f"its gradients are exactly those of {e.causes[0].match}."
        if e.causes and e.causes[0].match
        else "an array is changed in place; with a copy of it every gradient is right."
        if e.causes
        else "not localised: code shows only what it returns. Write it as equations to see which one (lstmcmp new).",
    }
    colour = f"bold {VERDICTS[e.verdict][2]}"
    lines = page.paragraph(f"{e.verdict}: {said.get(e.verdict, '')}", 2, 2, colour)
    lines[0] = Text.assemble(page.glyph(e.verdict), (lines[0].plain[1:], colour))
    if e.verdict != "wrong" or rounding(e):
        return lines
    for j in mine:
        lines += _evidence(e, j, page)
    named = {j.symbol for j in mine}
    for c in (c for c in e.causes if c.symbol not in named):  # of the layout, of a forward equation, of code
        lines += _item("cause", f"{c.detail}   {c.code}", page, "bold")
        lines += _item("fits", c.fits, page) if c.fits else []
    for x, j in corrections_elsewhere(e):
        lines += _correction(x, j, page)
    if e.causes and e.repaired is None and (judged or not e.causes[0].match):
        change = "this change" if len(e.causes) == 1 else f"these {len(e.causes)} changes"
        rest = [j.symbol for j in mine if j.symbol not in {c.symbol for c in e.causes}]
        also = f", and the true value of {enumerated(rest)}," if rest else ""
        lines += _item(
            "proof", f"with only {change}{also} every gradient agrees: {number(e.causes[0].error_before)} -> {number(e.causes[0].error_after)}", page
        )
    if e.repaired is not None:
        change = "this change" if len(e.errata) == 1 else f"these {len(e.errata)} changes"
        lines += _item("proof", f"with {change} every gradient agrees: {mended(e)}" if mended(e) else f"with {change} it is still wrong", page)
    return lines


def _consequence(e: Entry, page: Page) -> list[Text]:
    """Where the error begins and how it spreads, which way the gradient points, and where a training ended."""
    lines = []
    if e.verdict == "wrong":
        lines += _item("over time", e.fingerprint.words if e.fingerprint else NO_STEPS, page)
    if e.effect and e.verdict in ("wrong", "scaled"):
        lines += _item("effect", angle(e.effect), page)
    return lines + (_item("training", sentence(e.training), page) if e.training else [])


def _accusation(e: Entry, mine: list[Judgement]) -> str:
    """'2 equations are wrong, and what is handed in; the other 5 are right.'"""
    wrong, handed = [j for j in mine if j.role == "backward"], [j.symbol for j in mine if j.role == "handed in"]
    right = len([j for j in counted(e) if j.verdict in ("right", "infected")])
    if not wrong:
        rest = "" if not right else "; the equation is right" if right == 1 else f"; the {right} equations are right"
        return f"what is handed in as {enumerated(handed)} is not what it is read as{rest}."
    rest = "" if not right else "; the other one is right" if right == 1 else f"; the other {right} are right"
    also = f", and what is handed in as {enumerated(handed)}" if handed else ""
    return ("One equation is wrong" if len(wrong) == 1 else f"{len(wrong)} equations are wrong") + also + rest + "."


def _evidence(e: Entry, j: Judgement, page: Page) -> list[Text]:
    cause = next((c for c in e.causes if c.symbol == j.symbol), None)
    fits = next((x for x in e.errata if x.symbol == j.symbol and x.status == "needed"), None)
    lines = _headed(j, page)
    if j.role == "handed in":
        lines += _item("read as", f"the {j.meaning}, but what comes in is not that", page)
    else:
        lines += _item("printed", printed(j), page)
    printed_fits = fits is not None and (cause is None or cause.fits == fits.correction)
    if cause:
        lines += _item("cause", f"{cause.detail}   {cause.code}", page, "bold")
        lines += [] if printed_fits else _item("fits", cause.fits, page)
    lines += _fitting(fits, page, "fits" if printed_fits else "in print") if fits else []
    lines += [t for c in e.clues if c.symbol == j.symbol for t in _clue(c, page)]
    if j.note:
        lines += _item("note", j.note, page)
    if j.worst:
        lines += _item("one entry", f"{j.symbol} {_place(j.worst.index)}   theirs {j.worst.got:.6g}   true {j.worst.true:.6g}", page)
    return lines


def _clue(c: Clue, page: Page) -> list[Text]:
    """What is left to say where no known mistake fits."""
    facts = (
        [f"slope {c.slope:.3g}"] * (c.slope is not None)
        + [f"cosine {c.cosine:.3f}"] * (c.cosine is not None)
        + [f"{100 * c.signs:.0f} % of the signs are right"]
    )
    facts += [f"differs from step {c.first_step} on, walking back"] if c.first_step else []
    facts += [f"blocks {', '.join(c.blocks)}"] if c.blocks else []
    return _item("cause", f"no known mistake fits. Clues: {'; '.join(facts)}", page)


def _correction(x: Erratum, j: Judgement | None, page: Page) -> list[Text]:
    """A needed correction of a forward equation, or of what the source does not print at all."""
    lines = _headed(j, page) if j else [Text(page.plain(f"  {x.symbol}  (not printed)"), style="bold")]
    lines += _item("printed", x.printed, page) if x.printed else []
    return lines + _fitting(x, page)


def _headed(j: Judgement, page: Page) -> list[Text]:
    where = place(j.file, j.line) if j.line else "handed in"
    return [Text(page.plain(f"  {f'eq. {j.number}' if j.number else j.symbol}  ({where})"), style="bold")]


def _fitting(x: Erratum, page: Page, label: str = "fits") -> list[Text]:
    return _item(label, x.correction, page) + (_item("because", x.why, page) if x.why else [])


def _place(index: tuple[int, ...]) -> str:
    """[row,column] of a matrix; of a vector its step (from 1), its sequence (from 1) and its entry (from 0)."""
    if len(index) <= 2:
        return f"[{','.join(map(str, index))}]"
    *lead, row, column = index
    words = [f"{w} {n + 1}" for w, n in zip(("step", "sequence")[-len(lead) :], lead, strict=True)]
    return f"[{max(row, column)}] at {', '.join(words)}"


def _notes(e: Entry, known_mistakes: int, page: Page) -> list[Text]:
    lines = []
    if e.reading:
        lines += _item("reading", e.reading, page)
    if e.approximation:
        a = e.approximation
        lines += _item("distance", f"to the full gradient: error {number(a.error)}" + ("" if a.cosine is None else f", cosine {a.cosine:.3f}"), page)
    if e.assumption:
        a = e.assumption
        lines += _item(
            "assumes",
            f"{a.text}; without it {', '.join(a.gradients)} would be off by {number(a.error)}"
            if a.error is not None
            else f"{a.text}; it is right without it too",
            page,
        )
    for remark in (*e.remarks, *([f"computed in {e.precision}: its digits end at {digits(e)}"] if e.precision and not rounding(e) else [])):
        lines += _item("remark", remark, page)
    if known_mistakes and e.gradients:
        lines += _item("not visible", f"of the known mistakes {unseen(e.blind_spots, known_mistakes)}", page)
    if not e.as_declared:
        lines += _item("declared", undeclared(e), page, "bold yellow")
    return lines


def _item(label: str, text: str, page: Page, style: str = "") -> list[Text]:
    lines = page.paragraph(text, 16, 16, style)
    lines[0] = Text.assemble((f"    {label:<12}", "dim"), (lines[0].plain[16:], style))
    return lines


def _next(e: Entry, page: Page) -> list[Text]:
    call = quote(e.call)
    tips = [f"lstmcmp compare {call}", f"lstmcmp show {call}"]
    if e.verdict == "wrong" and e.equations:
        line = next((j.line for j in e.equations if j.symbol in e.culprits and j.line and j.file == e.path), None)
        tips = [f"change line {line} and run this again" if line and e.call.endswith(".py") else tips[1]]
    tips += [f"lstmcmp explain {e.causes[0].code}"] if e.causes else []
    one = "  |  ".join(tips)
    rows = [one] if 6 + cell_len(page.plain(one)) <= page.width else tips
    return [Text(""), *(Text.assemble(("Next: " if n == 0 else "      ", "dim"), row) for n, row in enumerate(rows))]
