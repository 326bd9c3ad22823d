"""The benchmark runs and prints its tables; how fast anything is is no test."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEADS = ("one convention", "the catalogue, for each convention", "starting")


def tables(text: str) -> dict[str, list[str]]:
    """The first cells of every table by its head."""
    found, rows = {}, []
    for line in text.splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if cells[0] in HEADS:
            found[cells[0]] = rows = []
        elif line.startswith("| "):
            rows.append(cells[0])
    return found


def test_it_runs_on_tiny_sizes_and_prints_what_the_readme_shows():
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, ROOT / "bench" / "speed.py", "--tiny"], capture_output=True, text=True, encoding="utf-8", env=env, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    ran, shown = tables(done.stdout), tables((ROOT / "bench" / "README.md").read_text(encoding="utf-8"))
    assert tuple(ran) == tuple(shown) == HEADS
    assert [len(rows) for rows in ran.values()] == [1, 1, len(ran["starting"])]
    assert ran["starting"] == shown["starting"]
    assert all(re.fullmatch(r"T=\d+ B=\d+ D=\d+ H=\d+: \d+ entries", r) for r in ran["one convention"] + shown["one convention"])
