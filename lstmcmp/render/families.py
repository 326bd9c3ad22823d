"""`lstmcmp compare --families`: the groups, with their distance from the first."""

import json
from dataclasses import asdict

from rich.text import Text

from ..families import Families
from .json import SCHEMA, finite
from .page import Page, coloured, number, several


def table(f: Families, page: Page) -> list[Text]:
    """One block per family, the largest error and the cosine to the first family's gradient in front."""
    p = f.problem
    lines = page.paragraph("Conventions that give one and the same gradient on the same canonical weights.", style="bold")
    zero = f"; {', '.join(f.zero)} = 0 for all, since some assume it or have no place for it" if f.zero else ""
    lines += page.fact("ground", f"T={p['T']} B={p['B']} D={p['D']} H={p['H']} seed {p['seed']}{zero}")
    lines += page.fact("numbers", "largest difference / largest entry, and cosine, to the first family; biases that one of two does not have are 0 for both")
    lines.append(Text(""))
    for n, family in enumerate(f.families):
        distance = "" if n == 0 else number(family.distance)
        cosine = "" if n == 0 or family.cosine is None else f"{family.cosine:.2f}"
        members = ", ".join(m + (f" ({family.scaled[m]} times)" if m in family.scaled else "") for m in family.members)
        body = page.paragraph(f"{family.what}: {members}", 18, 18)
        body[0] = Text.assemble(
            f"{len(family.members):>3}  ", (f"{distance:>6}", coloured(family.distance) if n else ""), f" {cosine:>5}  ", body[0].plain[18:]
        )
        body[0].highlight_words([family.what], "bold")
        lines += body
    invalid = [t for name, text in f.invalid.items() for t in page.paragraph(f"{name}: {text}", 2, 4, "magenta")]
    lines += [Text(""), *invalid] if invalid else []
    total = sum(len(x.members) for x in f.families)
    return [
        *lines,
        Text(""),
        *page.paragraph(
            f"{several(total, 'convention')} in {len(f.families)} famil{'y' if len(f.families) == 1 else 'ies'}; {several(len(f.pairs), 'pair')} compared."
        ),
    ]


def to_json(f: Families) -> str:
    """Families and all distances, full precision."""
    return json.dumps({"schema": SCHEMA} | finite(asdict(f)), indent=1, ensure_ascii=False) + "\n"
