"""A report as Markdown, for the README and for pasting."""

from ..records import Entry, Report


def catalogue(report: Report) -> str:
    """One row per convention: source, year, kind, cell, verdict, the printed equations that are to blame."""
    rows = ["| convention | source | year | kind | cell | verdict | equation |", "|---|---|---|---|---|---|---|"]
    for e in sorted(report.entries, key=lambda e: (e.base or e.name, e.base is not None, e.name)):
        name = f"`{e.name}`" if e.base is None else f"↳ `{e.name}`"
        rows.append(f"| {name} | {_escaped(e.author)} | {e.year or ''} | {e.kind} | {e.cell} | {e.verdict} | {_blamed(e)} |")
    return "\n".join(rows) + "\n"


def _blamed(e: Entry) -> str:
    numbers = {j.symbol: j.number or ("handed in" if j.role == "handed in" else j.symbol) for j in e.equations}
    return _escaped(", ".join(dict.fromkeys(numbers.get(c, c) for c in e.culprits)))


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
