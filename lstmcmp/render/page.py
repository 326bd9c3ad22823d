"""What every screen needs: a width, glyphs that the terminal can show, numbers, colours, wrapping."""

import textwrap
import unicodedata
from dataclasses import dataclass

from rich.text import Text

VERDICTS = {  # glyph, glyph in ASCII, colour
    "exact": ("✓", "+", "green"),
    "variant": ("≈", "=", "cyan"),
    "by-design": ("~", "~", "blue"),
    "scaled": ("×", "*", "yellow"),
    "wrong": ("✗", "x", "red"),
    "invalid": ("!", "!", "magenta"),
    None: ("?", "?", "magenta"),
}
BANDS = {"exact": "green", "equal": "green", "suspicious": "yellow", "wrong": "red"}
ASCII = {
    "⊙": "*", "·": ".", "⊗": "(x)", "Σ": "sum", "σ": "sigma", "δ": "delta ", "Δ": "Delta ", "∂": "d", "ε": "epsilon ", "ᵀ": "^T", "²": "^2", "−": "-", "×": "x",
    "≈": "~=", "≤": "<=", "Θ": "Theta", "ι": "iota", "φ": "phi", "ϕ": "phi", "ω": "omega", "→": "->", "–": "-", "—": "-", "’": "'", "∘": "*", "ŷ": "y^", "α": "alpha",
    "└": "`-", "…": "...", "∈": "in", "â": "a^", "î": "i^", "ô": "o^", "Î": "I^", "\u0302": "^", "\u0304": "_bar", "ϵ": "epsilon ", "†": "+",
    "Γ": "Gamma", "γ": "gamma", "τ": "tau", "μ": "mu", "β": "beta", "ρ": "rho", "χ": "chi", "ψ": "psi", "√": "sqrt", "←": "<-", "½": "1/2", "³": "^3", "π": "pi",
    "λ": "lambda", "η": "eta", "θ": "theta", "ν": "nu", "ξ": "xi", "κ": "kappa", "ζ": "zeta", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "Λ": "Lambda", "∑": "sum", "∇": "grad ", "≥": ">=",
    "≠": "!=", "±": "+-", "∞": "inf", "•": "*", "“": '"', "”": '"', "‘": "'", "↑": "^", "✓": "+", "✗": "x", "↳": "->", "⟨": "<", "⟩": ">", "\u0303": "~",
    "′": "'", "″": "''", "⊤": "^T", "⋅": ".", "∙": ".", "∗": "*", "⊕": "(+)", "⨀": "*", "⁻": "^-", "∥": "||", "‖": "||", "≡": "==", "∝": "prop. to ", "ς": "sigma",
    "◦": "*", "⟦": "[", "⟧": "]", "∏": "prod", "⇒": "=>", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "æ": "ae", "œ": "oe",
}  # fmt: skip
MARKS = {c: None for c in range(0x300, 0x370)}  # what is left of accents when a letter is taken apart


@dataclass(frozen=True)
class Page:
    """How wide a screen is, and whether it can show more than ASCII."""

    width: int = 100
    unicode: bool = True

    def plain(self, text: str) -> str:
        """The text in characters that the screen has."""
        text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
        if self.unicode:
            return text
        for _ in range(2):  # letters of mathematical alphabets are known once they are taken apart
            spelled = (ASCII.get(c, c) if after.isalnum() else ASCII.get(c, c).rstrip(" ") or c for c, after in zip(text, text[1:] + " ", strict=False))
            text = unicodedata.normalize("NFKD", "".join(spelled))
        return text.translate(MARKS).encode("ascii", "backslashreplace").decode()

    def line(self, text: Text) -> Text:
        """The same for a line in several styles."""
        if text.plain == self.plain(text.plain):
            return text
        whole = Text(style=text.style)
        for piece in text.divide(sorted({n for span in text.spans for n in (span.start, span.end)})):
            shown = Text(self.plain(piece.plain))
            for span in piece.spans:
                shown.stylize(span.style)
            whole.append_text(shown)
        return whole

    def glyph(self, verdict: str | None) -> Text:
        fine, rough, colour = VERDICTS[verdict]
        return Text(fine if self.unicode else rough, style=f"bold {colour}")

    def mark(self, right: bool) -> Text:
        return self.glyph("exact" if right else "wrong")

    def paragraph(self, text: str, indent: int = 0, hanging: int | None = None, style: str = "") -> list[Text]:
        """Lines no wider than the page; all but the first start at `hanging`."""
        hanging = indent if hanging is None else hanging
        width = max(self.width, 20 + max(indent, hanging))  # of a very narrow terminal we ask this much
        wrapped = textwrap.wrap(self.plain(text), width, initial_indent=" " * indent, subsequent_indent=" " * hanging, break_on_hyphens=False)
        return [Text(line, style=style) for line in wrapped] or [Text("")]

    def fact(self, label: str, text: str, width: int = 9, style: str = "") -> list[Text]:
        """'label    text', wrapped under the text."""
        lines = self.paragraph(text, width, width, style)
        lines[0] = Text.assemble((f"{label:<{width}}", "dim"), (lines[0].plain[width:], style))
        return lines


def number(e: float | None) -> str:
    """An error as 3e-16; '-' for none, 'n/a' for one that could not be computed."""
    if e is None:
        return "-"
    return "n/a" if e == float("inf") or e != e else "0e+00" if e == 0 else f"{e:.0e}"


def coloured(e: float | None) -> str:
    """The colour of an error."""
    from ..metric import band

    return "dim" if e is None else BANDS[band(e)]


def several(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def enumerated(names) -> str:
    """a, b and c"""
    names = list(names)
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
