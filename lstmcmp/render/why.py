"""`lstmcmp why`: three answers and one line per source, on one screen; the full table, Markdown and JSON."""

import json
from collections import Counter
from dataclasses import asdict

from rich.text import Text

from ..why import CELL, CONSTANT, DESIGN, INVALID, MISSING, SAME, WRONG, Source, Why
from .json import SCHEMA, finite
from .page import VERDICTS, Page, enumerated, number, several

LINES = 45  # of the screen
GLYPHS = {SAME: "exact", CONSTANT: "scaled", CELL: "variant", DESIGN: "by-design", WRONG: "wrong", INVALID: "invalid"}
CARRY = {"handed back": "back", "read from t+1": "t+1", "forward in time": "fwd", "none": "none", "": "-"}
WHERE = {"folded in": "folded in", "own line": "on a line of its own", "in the weights": "in the weight gradients"}


def screen(w: Why, page: Page) -> list[Text]:
    """At most 45 lines: the answers, a heading, one line per source; sources in code share a line."""
    head = [line for question, text in answers(w) for line in _answer(question, text, page)]
    shown, code = [s for s in w.bases if s.derivatives or s.problem], [s for s in w.bases if not s.derivatives and not s.problem]
    foot = page.paragraph(f"code, which shows only what it returns: {', '.join(s.name for s in code)}", 0, 2, "dim") if code else []
    foot += page.paragraph(
        "back: handed back by step t+1; t+1: read from step t+1; fwd: kept forward in time. More: lstmcmp why --table, lstmcmp diff A B", 0, 2, "dim"
    )
    width = max((len(s.name) for s in shown), default=10)
    column = max((len(_derivative(s)) for s in shown), default=10)
    title = Text(_fitting(f"  {'':<{width}}  {'derivative of the gates':<{column}}  {'dc':<5}{'dh':<5}", "weights, vectors", page.width), style="dim")
    room = LINES - len(head) - len(foot) - 2
    lines = [_line(s, page, width, column) for s in shown]
    if len(lines) > room:
        left = len(lines) - room + 1
        lines = [*lines[: room - 1], *page.paragraph(f"... and {left} more: lstmcmp why --table", 2, style="dim")]
    return [*head, Text(""), title, *lines, *foot]


def _answer(question: str, text: str, page: Page) -> list[Text]:
    lines = page.paragraph(f"{question} {text}", 0, 2)
    lines[0].stylize("bold", 0, len(question))
    return lines


def answers(w: Why) -> list[tuple[str, str]]:
    """The three questions with counted answers."""
    return [
        ("Why is there no canonical set?", _no_canonical_set(w)),
        ("Why do people end up with different equations?", _different(w)),
        ("Where is a minimal reference?", _reference(w)),
    ]


def _no_canonical_set(w: Why) -> str:
    same = [s for s in w.bases if s.relation == SAME]
    written = [s for s in same if s.derivatives]
    spelled, arranged = len(w.spellings()), len({(s.matrices, s.axes) for s in written})
    where = Counter(p for s in written for p in {d.split(",")[0] for d in s.derivatives.values()})
    places = enumerated(f"{WHERE.get(p, p)} ({n})" for p, n in where.most_common())
    return (
        f"{len(same)} of {len(w.bases)} conventions are one gradient (to {number(max((s.error for s in same), default=0.0))}), so any of them will do: "
        f"{several(spelled, 'spelling')}, {several(arranged, 'arrangement')} of the weights. The derivative of the gates is {places}."
    )


def _different(w: Why) -> str:
    wrong = [s for s in w.bases if s.relation == WRONG]
    counts = [
        (w.count(CELL), "is right for another cell", "are right for another cell"),
        (w.count(DESIGN), "cuts the gradient by design", "cut the gradient by design"),
        (w.count(CONSTANT), "is a constant times it", "are a constant times it"),
    ]
    lacks = [
        (sum(MISSING in s.derivatives.values() for s in wrong), "has a gate without its derivative", "have a gate without its derivative"),
        (sum(s.carry_h == "none" and not s.approximates for s in wrong), "carries no dh back", "carry no dh back"),
        (sum(s.carry_c == "none" and not s.approximates for s in wrong), "carries no dc back", "carry no dc back"),
    ]
    parts, inside = _counted(counts), "; ".join(_counted(lacks))
    parts += [f"{said}{f' ({inside})' if inside else ''}" for said in _counted([(len(wrong), "differs as printed", "differ as printed")])]
    kinds = [
        (w.count(r, False), word)
        for r, word in ((SAME, "one gradient"), (CELL, "another cell"), (DESIGN, "by design"), (CONSTANT, "times a constant"), (WRONG, "differing"))
    ]
    return f"{'; '.join(parts)}. Of {several(len(w.variants), 'variant')} (other readings and versions): {', '.join(f'{n} {word}' for n, word in kinds if n)}."


def _counted(found: list[tuple[int, str, str]]) -> list[str]:
    """'1 is right', '2 are right'; what is not there is not told."""
    return [f"{n} {one if n == 1 else more}" for n, one, more in found if n]


def _reference(w: Why) -> str:
    r = w.reference
    return (
        f"`lstmcmp show {r.name}`: {r.lines} backward lines, every gradient equal to autograd ({number(r.error)}); `lstmcmp show {r.name} --code`: plain numpy."
    )


def _derivative(s: Source) -> str:
    """Gates that do the same are told once: 'own line, s(1-s)' or 'i f o folded in, s(1-s); g missing'."""
    if s.lines == 0:
        return "prints no backward pass"
    groups: dict[str, list[str]] = {}
    for gate, text in s.derivatives.items():
        groups.setdefault(text, []).append(gate)
    if len(groups) == 1:
        return next(iter(groups))
    usual = max(groups, key=lambda t: len(groups[t]))
    rest = [f"{' '.join(gates)} {_shorter(text, usual)}" for text, gates in groups.items() if text != usual]
    return f"{usual}; {'; '.join(rest)}"


def _shorter(text: str, usual: str) -> str:
    """Without what the usual one says as well."""
    where, _, form = text.partition(", ")
    return form if form and where == usual.partition(", ")[0] else where if form == usual.partition(", ")[2] else text


def _line(s: Source, page: Page, width: int, column: int) -> Text:
    glyph = page.glyph(GLYPHS[s.relation])
    if s.problem:
        return Text.assemble(glyph, f" {s.name:<{width}}  ", page.plain(s.problem)[: page.width - width - 4])
    derivative = page.plain(_derivative(s))
    body = f" {s.name:<{width}}  {derivative:<{column}}  {CARRY[s.carry_c]:<5}{CARRY[s.carry_h]:<5}"
    line = Text.assemble(glyph, _fitting(body, f"{s.matrices}, {s.axes}s", page.width - 1))
    line.highlight_words([MISSING, " none"], VERDICTS["wrong"][2])
    return line


def _fitting(body: str, last: str, width: int) -> str:
    """The body and as many of the last column's parts as the width has room for."""
    while last and len(body + last) > width:
        last = last.rpartition(", ")[0]
    return (body + last)[:width].rstrip()


def table(w: Why, page: Page) -> list[Text]:
    """Every convention with everything that was found; variants below their base."""
    order = {s.name: n for n, s in enumerate(w.bases)}
    rows = sorted(w.sources, key=lambda s: (order.get(s.base or s.name, len(order)), s.base is not None, s.name))
    lines = [line for question, text in answers(w) for line in _answer(question, text, page)] + [Text("")]
    for s in rows:
        name = Text.assemble("  " if s.base else "", page.glyph(GLYPHS[s.relation]), " ", (s.name, "" if s.base else "bold"))
        facts = [f"{s.relation} ({number(s.error)})" if s.error is not None else s.relation] + ([f"{s.constant} times the truth"] if s.constant else [])
        facts += [f"cell {s.cell}"] if s.cell not in ("standard", "") else []
        if s.derivatives:
            facts += [_derivative(s), f"dc {s.carry_c}", f"dh {s.carry_h}", s.matrices, f"{s.axes} vectors", several(s.lines, "printed line")]
        facts += [s.problem] if s.problem else [] if s.derivatives else ["code, which shows only what it returns"]
        indent = 6 if s.base else 4
        body = page.paragraph("; ".join(facts), indent, indent)
        lines += [name, *body]
    return lines


def markdown(w: Why) -> str:
    """The three answers and a table of the base conventions."""
    out = [f"**{q}** {text}\n" for q, text in answers(w)] + [catalogue(w)]
    return "\n".join(out)


def catalogue(w: Why) -> str:
    """One row per base convention."""
    out = [
        "| source | beside the canonical one | cell | derivative of the gates | dc | dh | weights | vectors | lines |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for s in w.bases:
        spelled = [_derivative(s), s.carry_c, s.carry_h, s.matrices, s.axes, str(s.lines)] if s.derivatives else ["code", "", "", "", s.axes, ""]
        out.append(f"| `{s.name}` | {s.relation} | {s.cell} | {' | '.join(spelled)} |")
    return "\n".join(out) + "\n"


def to_json(w: Why) -> str:
    """Everything, full precision."""
    counts = {r: {"bases": w.count(r), "variants": w.count(r, False)} for r in GLYPHS}
    document = {"schema": SCHEMA, "problem": w.problem, "counts": counts, "spellings": len(w.spellings()), "sources": [asdict(s) for s in w.sources]}
    return json.dumps(finite(document), indent=1, ensure_ascii=False) + "\n"
