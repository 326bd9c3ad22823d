"""`lstmcmp layouts`: how one set of weights looks in each framework, or in two of them side by side."""

from rich.text import Text

from ..layouts import Stored, permutation
from .page import Page


def overview(all_stored: list[Stored], page: Page) -> list[Text]:
    """One line per framework, the arrays below it."""
    lines = page.paragraph("One set of weights W_k, U_k, b_k (k = i, f, g, o; g is the candidate) as each framework stores it.", style="bold")
    lines += page.paragraph("'from i f g o' is the permutation: block n of the framework is block permutation[n] of i, f, g, o.")
    width = max(len(s.name) for s in all_stored) + 2
    lines += [Text(""), Text(f"{'':<{width}}{'blocks':<16}{'from i f g o':<14}{'product':<9}arrays", style="dim")]
    for s in all_stored:
        head = f"{s.name:<{width}}{_letters(s):<16}{' '.join(map(str, s.permutation)):<14}{s.framework.orientation:<9}"
        body = page.paragraph(", ".join(_shape(a) for a in s.arrays) if len(s.arrays) <= 4 else _summary(s), len(head), len(head))
        lines += [Text(page.plain(head) + body[0].plain[len(head) :]), *body[1:]]
    return lines


def pair(a: Stored, b: Stored, page: Page) -> list[Text]:
    """Two frameworks next to each other, and how to get from one to the other."""
    half = max((page.width - 14) // 2, 24)
    rows = [("", a.name, b.name), ("title", a.framework.title, b.framework.title), ("blocks", a.framework.letters, b.framework.letters)]
    rows += [("gates", " ".join(a.order), " ".join(b.order)), ("product", a.framework.orientation, b.framework.orientation)]
    for n in range(max(len(a.arrays), len(b.arrays))):
        rows.append(("arrays" if n == 0 else "", *(_shape(s.arrays[n]) if n < len(s.arrays) else "" for s in (a, b))))
    for label in ("forget_bias", "peepholes", "axes", "states", "other", "read"):
        rows.append((label.replace("_", " "), getattr(a.framework, label), getattr(b.framework, label)))
    lines = []
    for n, (label, left, right) in enumerate(rows):
        left, right = (Page(half - 2, page.unicode).paragraph(t) for t in (left, right))
        for k in range(max(len(left), len(right))):
            mine, theirs = (side[k].plain if k < len(side) else "" for side in (left, right))
            lines.append(Text.assemble((f"{label if k == 0 else '':<13}", "dim"), (f"{mine:<{half}}{theirs}".rstrip(), "bold" if n == 0 else "")))
    there, back = permutation(a, b), permutation(b, a)
    lines.append(Text(""))
    lines += page.paragraph(
        f"{b.name} blocks = [{a.name} blocks[k] for k in {list(there)}]" + ("   (the same order)" if there == (0, 1, 2, 3) else ""), style="bold"
    )
    if there != back:
        lines += page.paragraph(f"{a.name} blocks = [{b.name} blocks[k] for k in {list(back)}]", style="bold")
    if a.framework.orientation != b.framework.orientation:
        lines += page.paragraph("and every matrix is transposed")
    return lines + page.paragraph("read: s in the source, p in the installed package, d in the documentation, m from memory", style="dim")


def _letters(s: Stored) -> str:
    return s.framework.letters.split(" (")[0].split(",")[0]


def _shape(array) -> str:
    zero = "" if array.blocks else ", zero"
    return f"{array.name} ({', '.join(array.shape)}{zero})"


def _summary(s: Stored) -> str:
    first = [a for a in s.arrays if a.blocks and a.blocks[0][-1] == s.order[0]]
    return "per gate: " + ", ".join(_shape(a) for a in first)
