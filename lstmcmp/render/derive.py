"""`lstmcmp derive`: what changes and what stays, as a table, as Markdown or as TeX to paste into an answer."""

import unicodedata

import numpy as np
from rich.text import Text

from ..derive import Derivation, Line
from .page import Page, number, several

EXPLAINED = (
    "Layer 1 reads the input (torch.nn.LSTM counts it as 0). Below each line its numbers in a tiny example, and a finite difference of the same quantity."
)


def headline(d: Derivation) -> str:
    """'2 lines change, 9 stay'"""
    own, ours = (sum((x.whose == "ours") == mine for x in d.stays) for mine in (False, True))
    missing = ", 1 is missing" if d.changes[1][2].whose == "ours" else ""
    return f"{len(d.changes)} lines change, {own} stay{missing}" + (f" ({several(ours, 'needed line')} of ours beside them)" if ours else "")


def table(d: Derivation, page: Page) -> list[Text]:
    """The whole screen."""
    lines = page.paragraph(f"{d.name} in {d.layers} layers: {headline(d)}.", style="bold") + page.paragraph(d.title, style="dim")
    lines += page.paragraph(EXPLAINED)
    lines += [Text(""), Text("What changes", style="bold")]
    for formula, instead, line in d.changes:
        lines += page.paragraph(f"{formula}   {_shape(line)}   in the place of {instead}", 2, 6, "bold")
        if line.printed:
            lines += page.paragraph(_equation(line), 6, 8)
        lines += _numbers(line, page)
    lines += [t for note in d.notes for t in page.paragraph(note, 2, 4)]
    lines += [Text(""), Text("What stays, in every layer with its own weights and states; here layer 1", style="bold")]
    for line in d.stays:
        lines += page.paragraph(f"{_equation(line)}   {_shape(line)}", 2, 6)
        lines += _numbers(line, page)
    return [*lines, Text(""), *_verdict(d, page)]


def _equation(line: Line) -> str:
    tag = f"({line.number}) " if line.number and line.whose != "ours" else "(ours) " if line.whose == "ours" else ""
    return f"{tag}{line.printed}"


def _shape(line: Line) -> str:
    return f"[{' x '.join(map(str, line.shape))}]"


def _numbers(line: Line, page: Page) -> list[Text]:
    """The values and, below, the differences: vectors by step, a matrix row by row."""
    rows = page.paragraph(f"{line.symbol + line.label}  " + _steps(line.values), 6, 8)
    if line.differences:
        rows += page.paragraph(f"{'difference':<{len(line.symbol + line.label)}}  " + _steps(line.differences), 6, 8, "dim")
    return rows


def _steps(values) -> str:
    if len(values) == 1:
        return _array(values[0])
    return "   ".join(f"t={t + 1}: {_array(a)}" for t, a in enumerate(values))


def _array(a: np.ndarray) -> str:
    if 1 in a.shape:
        return " ".join(map(_digits, a.ravel()))
    return "; ".join(" ".join(map(_digits, row)) for row in a)


def _digits(v: float) -> str:
    """Four significant digits; what is only rounding is 0."""
    return f"{round(v, 10) + 0.0:.4g}"


def _verdict(d: Derivation, page: Page) -> list[Text]:
    lines = page.paragraph(f"Largest distance between a number and its difference: {number(d.worst)}.")
    if d.wrong:
        lines += page.paragraph(f"Not the true gradient in layer 1: {', '.join(d.wrong)} (`lstmcmp check {d.name}` says why).", style="red")
    return lines


def markdown(d: Derivation) -> str:
    """To paste as an answer."""
    out = [f"**{d.name}, {d.layers} layers: {headline(d)}.** {d.title}", "", EXPLAINED, "", "### What changes", ""]
    out += ["| line | shape | in the place of | numbers | finite difference |", "|---|---|---|---|---|"]
    for formula, instead, line in d.changes:
        printed = f"<br>{_equation(line)}" if line.printed else ""
        out.append(_cells(f"`{formula}`{printed}", _shape(line), instead, _steps(line.values), _steps(line.differences) if line.differences else ""))
    out += ["", *(f"- {note}" for note in d.notes)] if d.notes else []
    out += ["", "### What stays, in every layer; here layer 1", "", "| line | symbol | shape | numbers | finite difference |", "|---|---|---|---|---|"]
    for line in d.stays:
        out.append(
            _cells(_equation(line), f"`{line.symbol}{line.label}`", _shape(line), _steps(line.values), _steps(line.differences) if line.differences else "")
        )
    return "\n".join([*out, "", *(t.plain for t in _verdict(d, Page(10_000)))]) + "\n"


def _cells(*texts: str) -> str:
    return "| " + " | ".join(t.replace("|", "\\|") for t in texts) + " |"


TEX = {
    "⊙": r"\odot ", "·": r"\cdot ", "⊗": r"\otimes ", "Σ": r"\sum ", "σ": r"\sigma ", "δ": r"\delta ", "Δ": r"\Delta ", "∂": r"\partial ", "ε": r"\epsilon ", "ᵀ": "^{T}",
    "²": "^{2}", "−": "-", "×": r"\times ", "φ": r"\varphi ", "ϕ": r"\phi ", "ι": r"\iota ", "ω": r"\omega ", "α": r"\alpha ", "→": r"\to ", "∘": r"\circ ", "Γ": r"\Gamma ",
    "Θ": r"\Theta ", "√": r"\surd ", "½": r"\tfrac{1}{2}", "†": r"\dagger ", "≤": r"\le ", "≥": r"\ge ", "…": r"\dots ", "#": r"\#", "%": r"\%", "&": r"\&", "$": r"\$",
    "~": r"\sim ", "∇": r"\nabla ", "γ": r"\gamma ", "β": r"\beta ", "τ": r"\tau ", "μ": r"\mu ", "ρ": r"\rho ", "ψ": r"\psi ", "χ": r"\chi ", "λ": r"\lambda ",
}  # fmt: skip
ACCENTS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar"}


def tex(d: Derivation) -> str:
    """An `align*` for what changes and one for what stays; amsmath."""
    out = [f"% {d.name}, {d.layers} layers: {headline(d)}. {EXPLAINED}", r"\begin{align*}"]
    for formula, instead, line in d.changes:
        out += [rf"&{_math(formula)} && \text{{in the place of {_text(instead)}}} \\", rf"&\quad {_tex_numbers(line.values)} \\"]
        out += [rf"&\quad {_tex_numbers(line.differences)} && \text{{finite difference}} \\"] if line.differences else []
    out += [r"\end{align*}", *(_text(note) + r"\\" for note in d.notes), r"\begin{align*}"]
    for line in d.stays:
        out += [rf"&{_math(line.printed)} && \text{{{_text(line.number if line.whose != 'ours' else 'ours')}}} \\", rf"&\quad {_tex_numbers(line.values)} \\"]
        out += [rf"&\quad {_tex_numbers(line.differences)} && \text{{finite difference}} \\"] if line.differences else []
    return "\n".join([*out, r"\end{align*}"]) + "\n"


def _math(text: str) -> str:
    """Printed letters as mathematics: symbols by their names, accents as commands, words of code in typewriter letters."""
    plain = ""
    for c in unicodedata.normalize("NFD", text):
        if c in ACCENTS and plain:
            plain = plain[:-1] + ACCENTS[c] + "{" + plain[-1] + "}"
        else:
            plain += TEX.get(c, c)
    return plain.encode("ascii", "ignore").decode()


def _text(text: str) -> str:
    return "".join(f"${TEX[c].strip()}$" if c in TEX and c not in "#%&$" else TEX.get(c, c) for c in text).replace("_", r"\_").replace("^", r"\^{}")


def _tex_numbers(values) -> str:
    parts = [r"\begin{pmatrix}" + r" \\ ".join(" & ".join(_digits(v) for v in row) for row in a) + r"\end{pmatrix}" for a in values]
    return parts[0] if len(parts) == 1 else r",\ ".join(rf"t={t + 1}\colon {p}" for t, p in enumerate(parts))
