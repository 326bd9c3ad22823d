"""`lstmcmp selftest`: the checks, how the wrong equations were sorted, and every one that was not named exactly."""

import json
from dataclasses import asdict

from rich.text import Text

from ..errors import place
from ..mutants import KINDS
from ..selftest import SORTS, Outcome, Selftest
from .json import SCHEMA, finite, shown
from .page import Page

SUMMARY = ("missed", "named_exactly", "named_within_two", "not_localised", "wrongly_accused")
MEANS = {
    "equivalent": "no mistake: the equation has the same value on random inputs, or h and c are the same",
    "missed": "wrong, and every gradient agrees",
    "named_exactly": "wrong, and this equation is accused and no other",
    "named_within_two": "wrong, and this equation is accused with one other",
    "not_localised": "wrong, and no equation is accused",
    "wrongly_accused": "wrong, and others are accused",
}


def table(found: Selftest, page: Page) -> list[Text]:
    """The whole screen."""
    lines = page.paragraph("Does lstmcmp find mistakes? It judges wrong equations that were made from right ones.", style="bold")
    for c in found.checks:
        text = page.paragraph(c.text, 19, 19)
        text[0] = Text.assemble(page.mark(c.ok), f" {c.name:<16} ", text[0].plain[19:])
        lines += text
    if found.outcomes:
        lines += [Text(""), *_sorted(found, page), *_listed(found, page)]
    lines.append(Text(""))
    for failure in found.failures:
        lines += page.paragraph(f"Not as it should be: {failure}.", style="bold red")
    return lines + (page.paragraph(f"Everything is as it should be ({found.seconds:.0f} s).", style="bold green") if not found.failures else [])


def _sorted(found: Selftest, page: Page) -> list[Text]:
    n, forward = len(found.outcomes), sum(o.forward for o in found.outcomes)
    sources, cells = len({o.convention for o in found.outcomes}), len({o.cell for o in found.outcomes})
    lines = page.paragraph(
        f"{n} wrong equations of {sources} conventions with {cells} cells, {forward} of them in a forward pass; drawn with a fixed seed"
        + (f" ({found.refused} more are refused with their line before anything is judged)." if found.refused else "."),
    )
    short = [k.split()[-1] for k in KINDS]
    lines += [Text(""), Text(f"    {'':<17}" + "".join(f"{k:>10}" for k in short) + f"{'all':>7}", style="dim")]
    for sort in SORTS:
        counts = [found.count(sort, k) for k in KINDS]
        row = Text(f"    {_spelled(sort):<17}" + "".join(f"{c or '-':>10}" for c in counts) + f"{found.count(sort) or '-':>7}")
        row.stylize("" if found.count(sort) and sort in ("named_exactly", "equivalent") else "red" if found.count(sort) else "dim")
        lines.append(row)
    return lines + [Text(""), *_causes(found, page)]


def _causes(found: Selftest, page: Page) -> list[Text]:
    """How many of the accused equations were mended, and how."""
    backward = [o for o in found.outcomes if not o.forward and o.sort not in ("equivalent", "missed")]
    mended = [o for o in backward if o.code]
    same = sum(o.undone is True for o in mended)
    return page.paragraph(
        f"Of the {len(backward)} in a backward pass {len(mended)} got a cause that is proved in the quick search of `compare`; the mended equation is "
        f"equivalent to the right one in {same}, and the same in this run only or a share of a path in {len(mended) - same}.",
    )


def _listed(found: Selftest, page: Page) -> list[Text]:
    lines = []
    for sort in (s for s in SORTS if s != "named_exactly"):
        mine = [o for o in found.outcomes if o.sort == sort]
        lines += [Text(""), *page.paragraph(f"{_spelled(sort)}: {MEANS[sort]}", style="bold")] if mine else []
        lines += [t for o in mine for t in _outcome(o, page)]
    return lines


def _outcome(o: Outcome, page: Page) -> list[Text]:
    name = f"eq. {o.number}, {o.symbol}" if o.number else o.symbol
    accused = f"; accused: {', '.join(o.accused) or 'nobody'}" if o.verdict else ""
    head = page.paragraph(f"{o.convention}, {name} ({place(o.file, o.line)}): {o.kind}{accused}", 2, 4)
    return head + page.paragraph(f"{o.symbol} = {o.mutation}", 6, 8, "dim")


def _spelled(sort: str) -> str:
    return sort.replace("_", " ")


def to_json(found: Selftest) -> str:
    """The summary, everything that was not named exactly, and the checks."""
    document = {
        "schema": SCHEMA,
        "summary": {"mutants": len(found.outcomes), "equivalent": found.count("equivalent")} | {s: found.count(s) for s in SUMMARY},
        "misses": [_record(o) for o in found.outcomes if o.sort not in ("named_exactly", "equivalent")],
        "equivalents": [_record(o) for o in found.outcomes if o.sort == "equivalent"],
        "kinds": {k: {s: found.count(s, k) for s in SORTS} for k in KINDS},
        "conventions": sorted({o.convention for o in found.outcomes}),
        "forward": sum(o.forward for o in found.outcomes),
        "refused": found.refused,
        "causes": {"proved": sum(o.code is not None for o in found.outcomes), "undone": sum(o.undone is True for o in found.outcomes)},
        "checks": [asdict(c) for c in found.checks],
        "failures": list(found.failures),
        "seconds": found.seconds,
    }
    return json.dumps(finite(document), indent=1, ensure_ascii=False) + "\n"


def _record(o: Outcome) -> dict:
    return asdict(o) | {"file": shown(o.file)}
