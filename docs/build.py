"""Rewrite the generated parts of README.md and docs/why-they-differ.md, and docs/catalogue.md: `python docs/build.py`. A test keeps them true."""

import ast
import re
from collections import Counter
from pathlib import Path

from lstmcmp import catalogue
from lstmcmp.ablation import Ablation, without
from lstmcmp.compare import compare
from lstmcmp.difference import difference
from lstmcmp.families import Families, families
from lstmcmp.problem import Problem
from lstmcmp.records import Report
from lstmcmp.render import markdown
from lstmcmp.render import why as screens
from lstmcmp.render.diff import markdown as side_by_side
from lstmcmp.symbols import sigmoid
from lstmcmp.why import SAME, Why, why

CATALOGUE = Path(__file__).parent / "catalogue.md"
DIFFER = Path(__file__).parent / "why-they-differ.md"
README = Path(__file__).parent.parent / "README.md"


def rebuilt(text: str, report: Report) -> str:
    """The README with the blocks between its `generated` marks made anew."""
    return filled(text, {"catalogue": markdown.catalogue(report)})


def filled(text: str, blocks: dict[str, str]) -> str:
    """The text with each block put between its marks, of which there must be one pair."""
    for name, block in blocks.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text, n = re.subn(pattern, lambda m, b=block: m[1] + b.strip() + "\n" + m[2], text, flags=re.S)
        if n != 1:
            raise SystemExit(f"there are {n} blocks 'generated: {name}'; expected one")
    return text


def why_blocks(looked: Why, grouped: Families) -> dict[str, str]:
    """Everything that docs/why-they-differ.md counts or measures. Errors of rounding are called so: their digits depend on the machine."""
    canonical, gomez = (catalogue.open_convention(n) for n in ("canonical", "gomez_2016"))
    carry = without(canonical, Problem(), "dc_next of dc")
    return {
        "answers": _unrounded("\n\n".join(f"**{q}** {text}" for q, text in screens.answers(looked))),
        "spellings": _spellings(looked),
        "steps": _steps(canonical),
        "sigmoid": _sigmoid(),
        "chain": _chain(carry),
        "ablation": _broken(carry),
        "last step": _terms(without(gomez, Problem(), "delta_state_next * f_next of delta_state")),
        "diff": _unrounded(side_by_side(difference(canonical, gomez))),
        "families": _families(grouped),
        "sources": screens.catalogue(looked),
    }


def _unrounded(text: str) -> str:
    return re.sub(r"\b\d(?:\.\d)?e-1[3-9]\b", "rounding", text)


def _table(heads: list[str], rows: list[list]) -> str:
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (heads, ["---"] * len(heads), *rows))


def _spellings(looked: Why) -> str:
    """How many of those that are one gradient take each choice."""
    same = [s for s in looked.bases if s.relation == SAME and s.derivatives]
    choices = {
        "where the derivative of i stands": Counter(s.derivatives["i"].split(", ")[0] for s in same),
        "from what it is written": Counter(s.derivatives["i"].split(", ")[-1] for s in same),
        "dc of step t+1": Counter(s.carry_c for s in same),
        "dh of step t+1": Counter(s.carry_h for s in same),
        "weights": Counter(s.matrices for s in same),
        "vectors": Counter(s.axes for s in same),
    }
    rows = [[name, ", ".join(f"{word} ({n})" for word, n in counts.most_common())] for name, counts in choices.items()]
    return _table([f"choice, among the {len(same)} base conventions that are one gradient and show their equations", "how many took it"], rows)


def _steps(convention) -> str:
    """Forward and backward lines of a file in order: the print, and the code that is run."""
    tree = ast.parse(convention.path.read_text(encoding="utf-8"))
    code = {n.name: ast.unparse(n.body[-1].value) for n in tree.body if isinstance(n, ast.FunctionDef) and isinstance(n.body[-1], ast.Return)}
    rows = [[f.number or "", f.printed.replace("|", "\\|"), f"`{name} = {code[name]}`"] for name, f in convention.functions.items()]
    return _table(["number", "as printed", "as array operations"], rows)


def _sigmoid() -> str:
    import numpy as np

    points = np.array([-4.0, -1.0, 0.0, 0.5, 2.0])
    s, step = sigmoid(points), 1e-5
    measured = (sigmoid(points + step) - sigmoid(points - step)) / (2 * step)
    return _table(["z", "s = sigmoid(z)", "s (1 - s)", "measured"], [[f"{v:.6f}" for v in row] for row in zip(points, s, s * (1 - s), measured, strict=True)])


def _chain(a: Ablation) -> str:
    c = a.chain
    rows = [["partial, h(t-1) held fixed", *c.partial], ["f(t)", *c.forget], ["total, h(t-1) follows", *c.total]]
    rows = [[r[0], *(f"{v:.4f}" for v in r[1:])] for r in rows]
    text = f"The largest effect of one cell on another is {c.beside_partial:.4f} in the partial and {c.beside_total:.4f} in the total."
    return _table([f"dc({c.t})/dc({c.t - 1}), first sequence", *(f"cell {n + 1}" for n in range(len(c.total)))], rows) + f"\n\n{text}"


def _broken(a: Ablation) -> str:
    rows = [[b.name, "rounding" if b.before < 1e-12 else f"{b.before:.2f}", f"{b.after:.2f}"] for b in a.finals]
    return (
        _table(["gradient", "error with it", "error without it"], rows)
        + f"\n\nThe cosine between the weight gradients with it and without it is {a.cosine:.2f}."
    )


def _terms(a: Ablation) -> str:
    return _table(["step", *(str(s.t) for s in a.steps)], [["largest entry of the term", *(f"{s.term:.3f}" for s in a.steps)]])


def _families(f: Families) -> str:
    rows = []
    for n, x in enumerate(f.families):
        distance = "" if n == 0 else "not comparable" if x.distance is None else f"{x.distance:.1f}"
        rows.append([x.what, ", ".join(f"`{m}`" for m in x.members), distance, "" if n == 0 or x.cosine is None else f"{x.cosine:.2f}"])
    return _table(["family", "members", "difference", "cosine"], rows)


if __name__ == "__main__":
    paths = list(catalogue.paths().values())
    report = compare(paths, Problem())
    CATALOGUE.write_text(markdown.pages(report), encoding="utf-8")
    README.write_text(rebuilt(README.read_text(encoding="utf-8"), report), encoding="utf-8")
    bases = [p for p in paths if "BASE" not in catalogue.open_convention(p.stem).constants]
    DIFFER.write_text(filled(DIFFER.read_text(encoding="utf-8"), why_blocks(why(paths), families(bases))), encoding="utf-8")
