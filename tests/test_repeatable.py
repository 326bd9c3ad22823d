"""Two runs find the same, to the last digit, in processes that order sets and dicts of names differently."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lstmcmp import catalogue

TESTS = Path(__file__).parent
RUN = """
import sys
from pathlib import Path
from lstmcmp.compare import compare
from lstmcmp.problem import Problem
from lstmcmp.render.json import to_json
print(list({"alpha", "beta", "gamma", "delta", "epsilon"}), file=sys.stderr)
sys.stdout.write(to_json(compare(map(Path, sys.argv[1:-1]), Problem(T=4, B=2, D=3, H=2, seed=int(sys.argv[-1])))))
"""
BROKEN = [TESTS / "broken" / f"{n}.py" for n in ("sign", "transpose_missing", "both_messages_wrong", "f_for_f_next_beside_an_erratum")]


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """The catalogue, right and wrong files, and some with every meaning to be found."""
    folder = tmp_path_factory.mktemp("bare")
    for path in (catalogue.find("jimenez_2015"), catalogue.find("pytorch"), TESTS / "broken" / "copied_gate.py"):
        (folder / f"{path.stem}_bare.py").write_text(path.read_text(encoding="utf-8") + "\n\nMEANING = {}\n", encoding="utf-8")
    return [*catalogue.paths().values(), *sorted((TESTS / "right").glob("*.py")), *BROKEN, *sorted(folder.glob("*.py"))]


def run(paths, hash_seed: str, seed: int = 0):
    environment = os.environ | dict(PYTHONHASHSEED=hash_seed, PYTHONPATH=str(TESTS.parent))
    done = subprocess.run([sys.executable, "-c", RUN, *map(str, paths), str(seed)], capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout), done.stderr.splitlines()[0]


def test_two_runs_give_the_same_report(paths):
    (one, order), (other, another_order) = run(paths, "1"), run(paths, "3")
    assert order != another_order  # the two processes do differ in what could matter
    assert len(one["conventions"]) == len(paths)
    assert [c["name"] for c in one["conventions"]] == [c["name"] for c in other["conventions"]]
    for a, b in zip(one["conventions"], other["conventions"], strict=True):
        assert a == b, a["name"]
    assert one == other


def test_another_seed_gives_another_report(paths):
    canonical = [p for p in paths if p.stem == "canonical"]
    assert run(canonical, "1", seed=0)[0] != run(canonical, "1", seed=1)[0]
