"""`lstmcmp explain`: one mistake on one screen, or all of them by kind; the same as Markdown."""

from rich.text import Text

from ..mistakes import KINDS, MISTAKES, Mistake
from ..plant import Measured
from .page import Page
from .training import angle, sentence

LABEL = 11


def teach(m: Mistake, found: Measured, page: Page) -> list[Text]:
    """What it looks like, why people write it, the smallest example, and what that was just measured to do."""
    lines = page.paragraph(f"{m.code}  {m.title}", 0, 7, "bold")
    lines += [Text(""), *page.fact("in print", m.looks, LABEL), *page.fact("why", m.why, LABEL)]
    lines += [Text(""), *page.fact("example", _where(m), LABEL, "dim")]
    lines += _line("wrong", found.wrong, page, "red") + _line("right", found.right, page, "green")
    lines += [Text(""), *page.fact("effect", m.effect, LABEL)]
    for label, words in _measured(found):
        lines += page.fact(label, words, LABEL)
    return [*lines, Text(""), Text.assemble(("Next: ", "dim"), "lstmcmp check FILE  |  lstmcmp explain")]


def _line(label: str, text: str, page: Page, colour: str) -> list[Text]:
    lines = page.paragraph(text, LABEL, LABEL + 4)
    lines[0] = Text.assemble((f"  {label:<{LABEL - 2}}", f"bold {colour}"), lines[0].plain[LABEL:])
    return lines


def _where(m: Mistake) -> str:
    base = m.example.base
    return {
        "by_gate": "the standard cell, with arrays of its own for each gate",
        "peephole": "the cell with peepholes",
        "one_matrix": "the standard cell, with one matrix for [h_prev; x]",
    }.get(base, f"{base} (lstmcmp show {base}{' --code' if m.example.right else ''})")


def _measured(found: Measured) -> list[tuple[str, str]]:
    """What running the example gave, sentence by sentence."""
    p = found.problem
    whose = "the gradient of the declared cell" if found.own_cell else "the true gradient"
    out = [("measured", f"{angle(found.effect, whose)} (T={p.T} B={p.B} D={p.D} H={p.H} seed {p.seed})")]
    prints = found.fingerprint
    touched = f"touches {' '.join(found.touches)}" + (f", not {' '.join(found.spared)}" if found.spared else "")
    begins = f"; begins at t={prints.onset}" if prints and prints.onset else ""
    out.append(("", touched + ("; all true for its own forward pass, which is another cell" if found.own_cell else begins)))
    if prints and not found.own_cell:
        out.append(("", prints.words))
    if found.training:
        out.append(("training", sentence(found.training)))
    return out


def listing(page: Page) -> list[Text]:
    """All codes with their titles, by kind."""
    lines = page.paragraph("Mistakes in a backward pass. `lstmcmp explain CODE` teaches one and measures what it does.", style="dim")
    for kind, words in KINDS.items():
        lines += [Text(""), Text(words, style="bold")]
        for m in MISTAKES.values():
            if m.kind == kind:
                lines += page.paragraph(f"  {m.code}  {m.title}", 0, 9)
    return lines


def markdown(m: Mistake, found: Measured) -> str:
    """One mistake as a section to paste."""
    rows = [f"## {m.code}: {m.title}", "", f"In print: {m.looks}", "", f"Why: {m.why}", "", f"Example, {_where(m)}:", ""]
    rows += ["```", f"wrong  {found.wrong}", f"right  {found.right}", "```", "", m.effect, ""]
    rows += [f"- {(label + ': ') if label else ''}{words}" for label, words in _measured(found)]
    return "\n".join(rows) + "\n"


def markdown_listing() -> str:
    """All codes as a table."""
    rows = ["| code | kind | mistake |", "|---|---|---|"] + [f"| {m.code} | {m.kind} | {m.title} |" for m in MISTAKES.values()]
    return "\n".join(rows) + "\n"
