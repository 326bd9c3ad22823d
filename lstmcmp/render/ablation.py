"""`lstmcmp check NAME --without 'TERM of SYMBOL'`: what breaks, at which step, by how much."""

import json
import math
from dataclasses import asdict

from rich.text import Text

from ..ablation import Ablation
from .json import SCHEMA, finite
from .page import Page, coloured, enumerated, number

FEW = 5


def screen(a: Ablation, page: Page) -> list[Text]:
    """The term, the finals it breaks, the steps from the last back to the first, and partial against total."""
    label = f"({a.number}) " if a.number else ""
    lines = [Text.assemble((a.name, "bold"), f"  without {page.plain(a.term.printed or a.term.code)} in {label}{a.symbol}")]
    lines += page.fact("printed", a.printed, 9) if a.printed else []
    lines += page.fact("run", a.left, 9)
    broken = [b for b in a.finals if b.after > max(10 * b.before, 1e-10)]
    lines += [Text(""), *page.paragraph(_verdict(a, broken), style="bold")]
    lines += _finals(a, broken, page)
    lines += [Text(""), *_steps(a, page)]
    lines += [Text(""), *_chain(a, page)] if a.chain else []
    return lines


def _verdict(a: Ablation, broken) -> str:
    if not broken:
        return "Nothing breaks: here this term is zero, or what it changes never reaches a gradient."
    blame = f"; the equation{'s' * (len(a.culprits) > 1)} to blame {'are' if len(a.culprits) > 1 else 'is'} then {enumerated(a.culprits)}" if a.culprits else ""
    angle = "" if a.cosine is None or not math.isfinite(a.cosine) else f" The cosine between the weight gradients with it and without it is {a.cosine:.2f}."
    return f"{len(broken)} of {len(a.finals)} gradients break{blame}.{angle}"


def _finals(a: Ablation, broken, page: Page) -> list[Text]:
    if not a.finals:
        return []
    names = [b.name for b in a.finals]
    width = max(map(len, names)) + 2
    per_line = max((page.width - 2) // (width + 18), 1)
    cells = []
    for b in a.finals:
        cells.append(Text.assemble(f"{b.name:<{width}}", number(b.before), " -> ", (f"{number(b.after):<8}", coloured(b.after))))
    out = []
    for at in range(0, len(cells), per_line):
        out.append(Text("  ").join([Text(""), *cells[at : at + per_line]]))
    return out


def _steps(a: Ablation, page: Page) -> list[Text]:
    """One line per step, in the order in which the backward pass goes."""
    lines = [Text(f"{'step':>6}  {'the term':>9}  what has changed by then (largest change / largest entry)", style="dim")]
    first = next((s.t for s in a.steps if s.symbols), None)
    for s in a.steps:
        worst = sorted(s.symbols.items(), key=lambda kv: -kv[1])
        text = ", ".join(f"{n} {number(e)}" for n, e in worst[:FEW]) + (f" and {len(worst) - FEW} more" if len(worst) > FEW else "")
        if not text:
            text = "nothing"
        if s.term == 0 and s.t == len(a.steps):
            text += f": nothing comes back from step {s.t + 1}, which is not there"
        if s.t == first:
            text += "   <- first"
        body = page.paragraph(text, 19, 19)
        body[0] = Text.assemble(f"{s.t:>6}  {s.term:>9.3g}  ", body[0].plain[19:])
        lines += body
    return lines


def _chain(a: Ablation, page: Page) -> list[Text]:
    """Is d c_t / d c_{t-1} just f_t? The partial is, the total is not."""
    c, f = a.chain.names
    lines = page.paragraph(f"d {c}({a.chain.t}) / d {c}({a.chain.t - 1}), first sequence, one column per cell:", style="dim")
    rows = [("partial, h(t-1) held fixed", a.chain.partial), ("total, h(t-1) follows", a.chain.total)]
    rows += [(f"{f}({a.chain.t})", a.chain.forget)] if a.chain.forget else []
    for name, values in rows:
        lines += page.paragraph(f"{name:<28}" + "".join(f"{v:>9.5f}" for v in values[:6]), 2, 32)
    same = "the partial is the forget gate" if a.chain.forget else "the partial is no single gate of this cell"
    lines += page.paragraph(
        f"So {same}; one cell reaches another by up to {a.chain.beside_partial:.2g} in the partial and {a.chain.beside_total:.2g} in the total. "
        "The difference goes through h, where the backward pass carries it in the gradient of h.", 2, 2,
    )  # fmt: skip
    return lines


def to_json(a: Ablation) -> str:
    """Everything, full precision."""
    return json.dumps({"schema": SCHEMA, "ablation": finite(asdict(a))}, indent=1, ensure_ascii=False) + "\n"
