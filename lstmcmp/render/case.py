"""`lstmcmp check --inputs case.json`: what the printed numbers are, how surely, and the nearest where nothing fits."""

import json
from dataclasses import asdict

from rich.text import Text

from ..matches import Entry, Finding, Match
from .json import SCHEMA, finite
from .page import Page, enumerated, several

LABEL = 11
FAR = 0.5  # the share of the printed numbers that the nearest may miss and still be called a hint


def screen(f: Finding, page: Page) -> list[Text]:
    """The inputs, one line of counts per printed gradient, the verdict."""
    sizes = " ".join(f"{k}={n}" for k, n in f.sizes.items())
    lines = [Text.assemble((page.plain(f.name), "bold"), f"   {several(f.count, 'printed number')}")]
    lines += page.fact("truth", f"autograd, on these inputs, in the letters of {f.reference}   {sizes}", LABEL)
    lines += page.fact("source", f.source, LABEL) if f.source else []
    lines += _counts(f, page)
    lines.append(Text(""))
    match f.verdict:
        case "true":
            lines += _said(page, "exact", f"Every printed digit is the true gradient ({several(f.count, 'number')}).")
        case "reproduced":
            lines += _said(page, "wrong", f"Not the true gradient. Reproduced exactly (all {f.count} printed numbers) by:")
            lines += _match(f.matches[0], page)
            lines += page.fact("decides", _deciding(f), LABEL)
        case "weak":
            lines += _said(page, "wrong", f"Not the true gradient. One candidate of {f.tried} reproduces all {f.count} printed numbers; a hint, no diagnosis:")
            lines += _match(f.matches[0], page)
            lines += page.fact("decides", f"{_deciding(f)}; so few digits are met by chance by about {f.chance:.1g} of {f.tried} candidates: print more", LABEL)
        case "several":
            n = len(f.matches) + f.more
            lines += _said(page, "wrong", f"Not the true gradient. {n} different explanations reproduce all {f.count} printed numbers, so none is claimed:")
            for m in f.matches:
                lines += _match(m, page)
            lines += [Text(f"  and {f.more} more", style="dim")] if f.more else []
            tell = f"; {f.ask} printed with more digits, or at all, would tell them apart best" if f.ask else ""
            lines += page.fact("decides", _deciding(f) + tell, LABEL)
        case _:
            lines += _said(page, "wrong", "Not the true gradient, and no known mistake or set of cut paths reproduces the printed numbers.")
            lines += _nearest(f, page)
    return lines + _next(f)


def _said(page: Page, glyph: str, text: str) -> list[Text]:
    lines = page.paragraph(text, 2, 2, "bold")
    lines[0] = Text.assemble(page.glyph(glyph), " ", (lines[0].plain[2:], "bold"))
    return lines


def _counts(f: Finding, page: Page) -> list[Text]:
    """Which printed numbers the true gradient gives."""
    right = [f"{n} {count}" for n, (count, given) in f.printed.items() if given == count]
    wrong = [f"{n} {count - given} of {count}" for n, (count, given) in f.printed.items() if given < count]
    lines = page.fact("true", ", ".join(right), LABEL) if right else []
    if wrong:
        lines += page.fact("not true", ", ".join(wrong), LABEL)
        lines += page.fact("one entry", _entry(f.worst, "true"), LABEL)
    return lines


def _entry(e: Entry | None, word: str) -> str:
    return f"{e.where}   printed {e.printed:.12g}   {word} {e.got:.12g}" if e else "has another shape"


def _match(m: Match, page: Page) -> list[Text]:
    lines = page.paragraph(m.words + (f"   {m.code}" if m.code else ""), 4, 6, "bold red")
    lines += page.paragraph(m.detail, 6, 6) if m.detail else []
    shown = m.also[:2]
    rest = f", and {len(m.also) - len(shown)} more" if len(m.also) > len(shown) else ""
    return lines + (page.paragraph(f"the same gradients as: {'; '.join(shown)}{rest}", 6, 8, "dim") if shown else [])


def _deciding(f: Finding) -> str:
    return f"{f.deciding} of the {f.count} numbers, which the true gradient does not give"


def _nearest(f: Finding, page: Page) -> list[Text]:
    lines = []
    if f.nearest is None:
        lines += page.fact("nearest", f"the true gradient, which misses {f.deciding} of {f.count}", LABEL)
    else:
        m = f.nearest
        lines += page.fact("nearest", f"{m.words}{f'   {m.code}' if m.code else ''}", LABEL)
        hint = f"a hint, no diagnosis: it misses {m.missed} of {f.count} (the true gradient {f.deciding})"
        lines += page.fact("", f"{hint}, most of all {_entry(m.worst, 'this gives')}", LABEL)
    if (f.nearest.missed if f.nearest else f.deciding) > FAR * f.count:
        lines += page.fact("perhaps", "the inputs are not those of the printed numbers: another seed, another order of the gates or axes", LABEL)
    return [
        *lines,
        *page.fact("tried", several(f.tried, "candidate") + ": cut paths, constants, the catalogue's equations as printed, single mistakes and pairs", LABEL),
    ]


def _next(f: Finding) -> list[Text]:
    codes = dict.fromkeys(c for m in (*f.matches, *([f.nearest] if f.nearest else [])) for c in m.code.split(", ") if c)
    return [Text(""), Text(f"Next: lstmcmp explain {enumerated(list(codes)[:1])}   |   lstmcmp example {f.reference}")] if codes else []


def to_json(f: Finding) -> str:
    """Everything, full precision."""
    out = asdict(f)
    out["printed"] = {n: dict(numbers=count, true=given) for n, (count, given) in f.printed.items()}
    return json.dumps({"schema": SCHEMA, "numbers": finite(out)}, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
