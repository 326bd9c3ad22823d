"""Rewrite the generated parts of README.md, and docs/catalogue.md: `python docs/build.py`. A test keeps them true."""

import re
from pathlib import Path

from lstmcmp import catalogue
from lstmcmp.compare import compare
from lstmcmp.problem import Problem
from lstmcmp.records import Report
from lstmcmp.render import markdown

CATALOGUE = Path(__file__).parent / "catalogue.md"
README = Path(__file__).parent.parent / "README.md"


def rebuilt(text: str, report: Report) -> str:
    """The text with the blocks between its `generated` marks made anew."""
    blocks = {"catalogue": markdown.catalogue(report)}
    for name, block in blocks.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text, n = re.subn(pattern, lambda m, b=block: m[1] + b + m[2], text, flags=re.S)
        if n != 1:
            raise SystemExit(f"README.md has {n} blocks 'generated: {name}'; expected one")
    return text


if __name__ == "__main__":
    report = compare(catalogue.paths().values(), Problem())
    CATALOGUE.write_text(markdown.pages(report), encoding="utf-8")
    README.write_text(rebuilt(README.read_text(encoding="utf-8"), report), encoding="utf-8")
