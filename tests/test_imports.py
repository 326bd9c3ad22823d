"""torch is loaded late, in one place, and can be missing."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import lstmcmp
from lstmcmp import catalogue
from lstmcmp.cli import code

PACKAGE = Path(lstmcmp.__file__).parent
CANONICAL = catalogue.paths()["canonical"].read_text(encoding="utf-8")
SMALL = ("-T", "3", "-B", "2", "-D", "5", "-H", "4")
SAYS = "import sys; from lstmcmp.cli import code; code(sys.argv[1:]); print(sorted(n for n in ('torch', 'numpy') if n in sys.modules), file=sys.stderr)"
BLOCKED = "import sys; sys.modules['torch'] = None; from lstmcmp.cli import run; run()"


def process(program: str, *arguments: str, **options) -> subprocess.CompletedProcess:
    env = os.environ | {"PYTHONPATH": str(PACKAGE.parent)}
    return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, encoding="utf-8", env=env, timeout=120, **options)


def loaded(*arguments: str, cwd: Path) -> list[str]:
    """Which of numpy and torch the command has loaded when it is done."""
    return ast.literal_eval(process(SAYS, *arguments, cwd=cwd).stderr.splitlines()[-1])


LIGHT = [
    ["--help"],
    ["explain"],
    ["explain", "LC99"],
    ["compare", "--help"],
    ["list"],
    ["show", "canonical"],
    ["show", "karpathy_2015", "--code"],
    ["new", "x.py"],
    ["check", "gomez_2106"],
]


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_is_quick_because_torch_is_not_loaded(arguments, tmp_path):
    assert loaded(*arguments, cwd=tmp_path) == ["numpy"]


def test_this_can_fail(tmp_path):
    assert loaded("compare", "canonical", cwd=tmp_path) == ["numpy", "torch"]


def imports_of(name: str, source: str):
    """(name of the enclosing function or '', line) of every import of a package."""

    def visit(node, inside):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = node.name
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(m.split(".")[0] == name for m in modules):
            yield inside, node.lineno
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside)

    return list(visit(ast.parse(source), ""))


SOURCES = {str(p.relative_to(PACKAGE)): p.read_text(encoding="utf-8") for p in sorted(PACKAGE.rglob("*.py"))}


def test_torch_is_imported_in_one_module_and_inside_functions():
    found = {name: imports_of("torch", source) for name, source in SOURCES.items()}
    assert [name for name, places in found.items() if places] == ["autograd.py"]
    assert [line for function, line in found["autograd.py"] if not function] == []


@pytest.mark.parametrize("source", ["import torch", "from torch import nn", "import numpy, torch.nn as nn", "if True:\n    import torch"])
def test_the_scan_can_fail(source):
    assert [function for function, _ in imports_of("torch", source)] == [""]
    assert imports_of("torch", "import torchlike\nfrom .torch_free import x") == []
    assert imports_of("torch", "def f():\n    import torch") == [("f", 2)]


def test_without_torch_the_other_referees_judge():
    done = process(BLOCKED, "compare", "canonical", "gomez_2016", "karpathy_2015", "--format", "json")
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "PyTorch" in line and "complex step" in line and "central differences" in line
    document = json.loads(done.stdout)
    assert document["referees"]["used"] == ["complex step", "central differences"]
    assert document["referees"]["noise_floor"] < 1e-8
    rows = {row["name"]: row for row in document["conventions"]}
    assert {name: row["verdict"] for name, row in rows.items()} == dict(canonical="exact", gomez_2016="wrong", karpathy_2015="exact")
    assert all(row["as_declared"] and not row["errors"] for row in rows.values())
    assert {g["against"] for row in rows.values() for g in row["gradients"]} == {"complex step"}
    assert {g["name"] for g in rows["gomez_2016"]["gradients"] if g["verdict"] == "differs"} == {"db"}


@pytest.fixture
def no_torch(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)


@pytest.mark.parametrize("command", ["compare", "check"])
def test_without_torch_the_screens_say_who_judged(command, no_torch, capsys):
    assert code([command, "canonical", *SMALL]) == 0
    out, err = capsys.readouterr()
    assert "exact" in out and "autograd" not in out and "torch.nn.LSTM" not in out
    assert "complex step" in out and err.count("PyTorch") == err.count("\n") == 1


def test_without_torch_a_wrong_file_is_still_wrong(no_torch, tmp_path, capsys):
    wrong = CANONICAL.replace("return dc * g * i * (1 - i)", "return dc * g * g * (1 - g)")
    assert wrong != CANONICAL
    (tmp_path / "mine.py").write_text(wrong, encoding="utf-8")
    assert code(["compare", str(tmp_path / "mine.py"), "--format", "json", *SMALL]) == 1
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["conventions"]}
    assert (rows["mine"]["verdict"], rows["canonical"]["verdict"]) == ("wrong", "exact")


def test_without_torch_a_clipped_gradient_cannot_be_judged(no_torch, tmp_path, capsys):
    (tmp_path / "mine.py").write_text(f"{CANONICAL}\n\nCLIP = dict(c=1.0)\n", encoding="utf-8")
    assert code(["compare", str(tmp_path / "mine.py"), *SMALL]) == 4
    out = " ".join(capsys.readouterr().out.split())
    assert "mine.py" in out and "CLIP" in out and "needs torch" in out


@pytest.mark.parametrize("arguments", [["list"], ["show", "canonical"], ["--help"]], ids=" ".join)
def test_without_torch_nothing_else_changes(arguments, no_torch, capsys):
    assert code(arguments) == 0
    assert capsys.readouterr().err == ""
