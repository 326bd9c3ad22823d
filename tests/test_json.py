"""The JSON document, schema 1: every field with its type, numbers to the last digit, and the same bytes everywhere."""

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import lstmcmp
from lstmcmp import catalogue
from lstmcmp.compare import compare
from lstmcmp.problem import Problem
from lstmcmp.records import Gradient, Worst
from lstmcmp.render.json import to_json

ROOT = Path(lstmcmp.__file__).parent.parent
NAMES = list(catalogue.paths())
SIZES = Problem(3, 2, 5, 4)
CANONICAL = catalogue.paths()["canonical"].read_text(encoding="utf-8")

text, number, integer, flag, array, table, nothing = str, float, int, bool, list, dict, type(None)

DOCUMENT = dict(schema=integer, problem=table, referees=table, conventions=array)
PROBLEM = dict(T=integer, B=integer, D=integer, H=integer, seed=integer, dtype=text)
REFEREES = dict(used=array, agreement=number, noise_floor=number)
CONVENTION = dict(
    name=text, base=text | nothing, title=text, author=text, year=integer | nothing, kind=text, style=text, cell=text, reading=text, assumes=table,
    forward_error=number, verdict=text, expected=text, as_declared=flag, constant=text | nothing, approximation=table | nothing, culprits=array,
    missing=array, not_judged=array, remarks=array, gradients=array, equations=array, errors=array,
)  # fmt: skip
APPROXIMATION = dict(kind=text, error=number, cosine=number | nothing)
GRADIENT = dict(
    name=text, source_name=text, canonical=text | nothing, shape=array, run=text, against=text, error=number, band=text, worst=table | nothing, verdict=text
)  # fmt: skip
WORST = dict(index=array, got=number, true=number)
EQUATION = dict(
    symbol=text, number=text, printed=text, file=text, line=integer, role=text, meaning=text | nothing, meaning_from=text | nothing,
    whole_run=number | nothing, alone=number | nothing, verdict=text,
)  # fmt: skip

WORDS = {
    "verdict of a convention": {"exact", "variant", "by-design", "scaled", "wrong", "invalid"},
    "verdict of a gradient": {"agrees", "differs", "not visible here"},
    "verdict of an equation": {"right", "infected", "culprit", "cancels", "not-judged", "does-not-fit"},
    "band": {"exact", "equal", "suspicious", "wrong", "not visible here"},
    "run": {"upstream", "loss"},
    "role": {"forward", "backward", "handed in"},
    "meaning_from": {"declared", "letters", "found", None},
    "style": {"equations", "code"},
    "against": {"autograd", "complex step", "central differences"},
}


def wrong_fields(record: dict, fields: dict) -> list[str]:
    """The fields that are missing or of another type. True is no number here, and an integer is no float."""

    def fits(value, kind):
        kinds = getattr(kind, "__args__", (kind,))
        return type(value) in kinds

    return [f"{name}: {record.get(name, 'missing')!r}" for name, kind in fields.items() if name not in record or not fits(record[name], kind)]


def strings(value):
    """Every text in the document, keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def document(whole):
    return json.loads(to_json(whole))


@pytest.fixture(scope="module")
def rows(document):
    return {row["name"]: row for row in document["conventions"]}


def test_the_document(document):
    assert wrong_fields(document, DOCUMENT) == []
    assert document["schema"] == 1
    assert wrong_fields(document["problem"], PROBLEM) == []
    assert {k: document["problem"][k] for k in PROBLEM} == dict(T=6, B=3, D=4, H=5, seed=0, dtype="float64")
    assert wrong_fields(document["referees"], REFEREES) == []
    assert document["referees"]["used"] == ["autograd", "complex step", "central differences"]


def test_every_convention_has_one_row(document):
    assert sorted(row["name"] for row in document["conventions"]) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_has_every_field(name, rows):
    row = rows[name]
    assert wrong_fields(row, CONVENTION) == []
    assert row["verdict"] in WORDS["verdict of a convention"] and row["style"] in WORDS["style"]
    assert row["approximation"] is None or wrong_fields(row["approximation"], APPROXIMATION) == []
    lists = ("culprits", "missing", "not_judged", "remarks", "errors")
    assert all(isinstance(item, str) for key in lists for item in row[key])


def row_says_why(row: dict, g: dict) -> bool:
    """Whether a gradient without a number is explained: by a remark, or by an equation that does not fit."""
    return f"{g['source_name']} is NaN or infinite" in row["remarks"] or any(e["verdict"] == "does-not-fit" for e in row["equations"])


@pytest.mark.parametrize("name", NAMES)
def test_a_gradient_has_every_field(name, rows):
    gradients = rows[name]["gradients"]
    assert gradients
    for g in gradients:
        if g["error"] is None:  # NaN, infinite, or not to be computed: a finding
            assert (g["band"], g["verdict"]) == ("wrong", "differs") and row_says_why(rows[name], g)
            g = g | dict(error=0.0, worst=None)
        assert wrong_fields(g, GRADIENT) == []
        assert all(type(n) is int for n in g["shape"])
        assert g["verdict"] in WORDS["verdict of a gradient"] and g["band"] in WORDS["band"] and g["run"] in WORDS["run"] and g["against"] in WORDS["against"]
        if g["worst"]:
            assert wrong_fields(g["worst"], WORST) == []
            assert all(type(n) is int for n in g["worst"]["index"])


@pytest.mark.parametrize("name", NAMES)
def test_an_equation_has_every_field(name, rows):
    row = rows[name]
    assert bool(row["equations"]) == (row["style"] == "equations")
    for e in row["equations"]:
        assert wrong_fields(e, EQUATION) == []
        assert e["verdict"] in WORDS["verdict of an equation"] and e["role"] in WORDS["role"] and e["meaning_from"] in WORDS["meaning_from"]
    symbols = {e["symbol"] for e in row["equations"]}
    assert set(row["culprits"]) <= symbols | {"layout or forward"}
    assert set(row["not_judged"]) <= symbols


@pytest.mark.parametrize("name", NAMES)
def test_an_equation_says_where_it_stands(name, rows):
    for e in rows[name]["equations"]:
        if e["line"]:
            path = catalogue.FOLDER / Path(e["file"]).name
            assert path.read_text(encoding="utf-8").splitlines()[e["line"] - 1].startswith("def ")


def test_the_type_check_can_fail():
    fields = dict(count=integer, size=number, name=text | nothing)
    assert wrong_fields(dict(count=1, size=1.0, name=None), fields) == []
    assert wrong_fields(dict(count=True, size=1, name=3), fields) == ["count: True", "size: 1", "name: 3"]
    assert wrong_fields({}, fields) == ["count: 'missing'", "size: 'missing'", "name: 'missing'"]


def test_an_invalid_file_has_a_row_of_the_same_fields(tmp_path):
    (tmp_path / "mine.py").write_text("def (", encoding="utf-8")
    (row,) = json.loads(to_json(compare([tmp_path / "mine.py"], SIZES)))["conventions"]
    known = {k: v for k, v in CONVENTION.items() if k not in ("forward_error", "expected")}
    assert wrong_fields(row, known) == []
    assert row["forward_error"] is None and row["expected"] is None
    assert row["verdict"] == "invalid" and len(row["errors"]) == 1


def test_numbers_come_back_to_the_last_digit(whole, document):
    pairs = 0
    for entry, row in zip(whole.entries, document["conventions"], strict=True):
        assert entry.name == row["name"]
        for mine, theirs in zip(entry.gradients, row["gradients"], strict=True):
            if math.isfinite(mine.error):
                assert (mine.error, mine.worst.got, mine.worst.true) == (theirs["error"], theirs["worst"]["got"], theirs["worst"]["true"])
            pairs += 1
        for mine, theirs in zip(entry.equations, row["equations"], strict=True):
            for a, b in ((mine.alone, theirs["alone"]), (mine.whole_run, theirs["whole_run"])):
                assert a == b if a is not None and math.isfinite(a) else b is None
    assert (whole.agreement, whole.noise_floor) == (document["referees"]["agreement"], document["referees"]["noise_floor"])
    assert pairs > 100


@pytest.mark.parametrize("value", [0.1 + 0.2, 1 / 3, 2**-1074, 1.7976931348623157e308, -0.0, 1e-16])
def test_a_number_comes_back_to_the_last_digit(value, whole):
    g = replace(whole.entries[0].gradients[0], error=value, worst=Worst((0,), value, -value))
    entry = replace(whole.entries[0], gradients=(g,))
    back = json.loads(to_json(replace(whole, entries=(entry,))))["conventions"][0]["gradients"][0]
    assert [x.hex() for x in (back["error"], back["worst"]["got"], back["worst"]["true"])] == [value.hex(), value.hex(), (-value).hex()]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf], ids=str)
def test_what_is_not_finite_is_null(value, whole):
    g = Gradient("dW", "dW", "dW_i", (5, 4), "upstream", "autograd", value, "wrong", Worst((0, 0), value, 1.0), "differs")
    entry = replace(whole.entries[0], gradients=(g,), forward_error=value, referees={"noise floor": value})
    document = json.loads(to_json(replace(whole, entries=(entry,), agreement=value)), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    (row,) = document["conventions"]
    assert row["gradients"][0]["error"] is None and row["gradients"][0]["worst"]["got"] is None
    assert row["forward_error"] is None and document["referees"]["agreement"] is None


def test_nan_of_a_file_is_null_and_a_finding(tmp_path):
    old = "return dc * f\n"
    assert CANONICAL.count(old) == 1
    (tmp_path / "mine.py").write_text(CANONICAL.replace(old, "return dc * f * float('nan')\n"), encoding="utf-8")
    (row,) = json.loads(to_json(compare([tmp_path / "mine.py"], SIZES)), parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))["conventions"]
    dc0 = next(g for g in row["gradients"] if g["name"] == "dc0")
    assert dc0["error"] is None and dc0["worst"]["got"] is None and type(dc0["worst"]["true"]) is float
    assert dc0["verdict"] == "differs" and "dc_prev is NaN or infinite" in row["remarks"]
    assert next(e for e in row["equations"] if e["symbol"] == "dc_prev")["alone"] is None


def test_no_path_tells_whose_machine_it_was(document):
    told = [s for s in strings(document) if str(ROOT) in s or str(Path.home()) + "/" in s or s.startswith(("/", "file:"))]
    assert told == []


def test_a_file_elsewhere_is_known_by_its_name(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    path = tmp_path / "there" / "mine.py"
    path.write_text(CANONICAL, encoding="utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (row,) = json.loads(to_json(compare([path], SIZES)))["conventions"]
    assert row["path"] == "mine.py" and {e["file"] for e in row["equations"]} == {"mine.py"}
    monkeypatch.chdir(tmp_path)
    (row,) = json.loads(to_json(compare([path], SIZES)))["conventions"]
    assert Path(row["path"]).as_posix() == "there/mine.py"


def test_letters_stay_letters(whole):
    assert "δstate_t" in to_json(whole)


def in_a_process(seed: str, *arguments: str) -> bytes:
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", "from lstmcmp.cli import run; run()", *arguments], capture_output=True, env=env, cwd=ROOT, timeout=120)
    assert done.stderr == b""
    return done.stdout


def test_two_processes_say_the_same():
    names = ("canonical", "gomez_2016", "karpathy_2015", "jayasiri_2017_math_2017_12")
    one, other = (json.loads(in_a_process(seed, "compare", *names, "--format", "json")) for seed in ("1", "3"))
    assert one == other
    assert [row["name"] for row in one["conventions"]] == [row["name"] for row in other["conventions"]]


def test_another_seed_gives_other_numbers_and_the_same_words():
    one, other = (json.loads(to_json(compare([catalogue.paths()["gomez_2016"]], Problem(seed=seed)))) for seed in (0, 1))
    a, b = one["conventions"][0], other["conventions"][0]
    assert one["problem"]["seed"] != other["problem"]["seed"]
    assert [g["error"] for g in a["gradients"]] != [g["error"] for g in b["gradients"]]
    assert (a["verdict"], a["culprits"], a["missing"]) == (b["verdict"], b["culprits"], b["missing"])
