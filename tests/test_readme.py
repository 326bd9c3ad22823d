"""The README cannot drift: its generated parts, its example, its constants, its two lines."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lstmcmp import convention
from lstmcmp.compare import compare
from lstmcmp.problem import Problem

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_current(whole):
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import build
    finally:
        sys.path.pop(0)
    assert build.rebuilt(TEXT, whole) == TEXT, "run: python docs/build.py"
    assert build.CATALOGUE.read_text(encoding="utf-8") == build.markdown.pages(whole), "run: python docs/build.py"


def test_example_runs_and_is_short(tmp_path):
    example = re.search(r"```python\n(.*?)```", TEXT, re.S)[1]
    assert len(example.strip().splitlines()) <= 25
    path = tmp_path / "my_lstm.py"
    path.write_text(example, encoding="utf-8")
    (entry,) = compare([path], Problem()).entries
    assert (entry.verdict, entry.missing) == ("exact", ())


def test_the_wrong_example_says_what_the_readme_says(tmp_path):
    example = re.search(r"```python\n(.*?)```", TEXT, re.S)[1]
    assert example.count("dc * g * i * (1 - i)") == 2 and "def di(dc, g, i):" in example
    wrong = example.replace("dc * g * i * (1 - i)", "dc * g * f * (1 - f)").replace("def di(dc, g, i):", "def di(dc, g, f):")
    (tmp_path / "my_lstm.py").write_text(wrong, encoding="utf-8")
    shown = re.search(r"ends with\n\n```\n(.*?)```", TEXT, re.S)[1]
    over_time, training = re.search(r"--train 100\n(.*?)\n\n(.*?)```", TEXT, re.S).groups()
    command = [sys.executable, "-m", "lstmcmp", "check", "my_lstm.py", "--train", "100"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", env=env)
    assert (done.returncode, done.stderr) == (1, "")
    for part in (shown, over_time, training):
        assert _without_rounding(part) in _without_rounding(done.stdout)


def _without_rounding(text: str) -> str:
    """The last bits differ from machine to machine."""
    return re.sub(r"\de-1[3-9]", "rounding", text)


def test_the_first_screen_is_a_real_one():
    names, shown = re.search(r"\$ lstmcmp compare ([\w ]+)\n(.*?)```", TEXT, re.S).groups()
    env = os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    done = subprocess.run([sys.executable, "-m", "lstmcmp", "compare", *names.split()], cwd=ROOT, capture_output=True, encoding="utf-8", env=env)
    assert done.returncode == 0 and _numbers_apart(done.stdout).startswith(_numbers_apart(shown))


def _numbers_apart(text: str) -> str:
    """Rounding and the step of the differences depend on the machine."""
    return re.sub(r"\de-(0[6-9]|1\d)", "rounding", text)


@pytest.mark.parametrize("constant", convention.CONSTANTS)
def test_every_constant_is_explained(constant):
    assert f"`{constant}`" in TEXT


def test_quick_start_is_two_lines():
    section = re.search(r"^## Quick start$(.*?)(?=^## )", TEXT, re.S | re.M)[1]
    lines = re.findall(r"```sh\n(.*?)```", section, re.S)
    assert len(lines) == 2
    assert all(len(line.strip().splitlines()) == 1 and "-c constraints.txt" in line for line in lines)
