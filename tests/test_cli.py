"""The command line: help, exit codes, files written or left alone, and what reaches the terminal."""

import io
import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

import lstmcmp
from lstmcmp import catalogue
from lstmcmp import compare as engine
from lstmcmp.cli import GROUPS, code, main
from lstmcmp.convention import load
from lstmcmp.errors import ConventionError
from lstmcmp.render.check import check
from lstmcmp.render.page import Page
from lstmcmp.render.table import View, table
from lstmcmp.truth import RefereesDisagree

NAMES = list(catalogue.paths())
CANONICAL = catalogue.paths()["canonical"].read_text(encoding="utf-8")
SMALL = ("-T", "3", "-B", "2", "-D", "5", "-H", "4")
RUN = [sys.executable, "-c", "from lstmcmp.cli import run; run()"]
ROOT = Path(lstmcmp.__file__).parent.parent
WORDS = ("exact", "variant", "by-design", "scaled", "wrong", "invalid", "no verdict")


def lstmcmp_process(*arguments: str, **options) -> subprocess.CompletedProcess:
    """The command in a process of its own."""
    env = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    return subprocess.run([*RUN, *arguments], capture_output=True, env=env, timeout=120, **options)


def changed(old: str, new: str) -> str:
    assert CANONICAL.count(old) == 1
    return CANONICAL.replace(old, new)


@pytest.fixture
def files(tmp_path, monkeypatch) -> Path:
    """A folder, the current one, with files of every kind of ending."""
    monkeypatch.chdir(tmp_path)
    texts = {
        "right": CANONICAL,
        "wrong": changed("return dc * g * i * (1 - i)", "return dc * g * g * (1 - g)"),
        "broken": "def (",
        "negative": re.sub(r"(?m)^(def dh\(.*\n.*\n    return )(.*)$", r"\1-(\2)", CANONICAL),
        "no_tanh": changed("return o * tanh(c)", "return o * c")
        .replace("dc_next + dh * o * (1 - tanh(c) ** 2)", "dc_next + dh * o")
        .replace("return dh * tanh(c) * o", "return dh * c * o"),
    }
    for name, text in texts.items():
        Path(f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


# Help


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]], ids=["nothing", "--help", "-h"])
def test_help_shows_three_examples(arguments, capsys):
    assert code(arguments) == 0
    out, err = capsys.readouterr()
    examples = re.findall(r"^ +lstmcmp (\w+)", out[out.index("Examples:") :], re.M)
    assert examples == ["compare", "check", "new"] and err == ""
    assert all(name in out for name in main.commands)


@pytest.mark.parametrize("command", main.commands)
def test_every_command_has_help(command, capsys):
    assert code([command, "-h"]) == 0
    short = capsys.readouterr().out
    assert code([command, "--help"]) == 0
    assert capsys.readouterr().out == short
    assert f"Usage: lstmcmp {command}" in short
    assert main.commands[command].get_short_help_str()
    assert all(option.help for option in main.commands[command].params if option.param_type_name == "option")


def test_every_command_stands_in_one_group():
    assert sorted(c.name for commands in GROUPS.values() for c in commands) == sorted(main.commands)


def test_the_examples_of_the_help_work(files, capsys):
    assert code(["check", "gomez_2016", *SMALL]) == 0
    assert code(["new", "my_lstm.py"]) == 0
    assert code(["check", "my_lstm.py", *SMALL]) == 0
    assert "exact" in capsys.readouterr().out


def test_version_is_the_one_of_the_project(capsys):
    assert code(["--version"]) == 0
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] in capsys.readouterr().out


# Exit codes

STATUS = {
    "a right one": (["canonical"], 0),
    "a wrong one that is declared wrong": (["gomez_2016"], 0),
    "a right file": (["right.py"], 0),
    "an undeclared wrong file": (["wrong.py"], 1),
    "an undeclared factor": (["negative.py"], 1),
    "an undeclared variant": (["no_tanh.py"], 1),
    "right and wrong": (["right.py", "wrong.py"], 1),
    "a name that is not there": (["gomez_2106"], 2),
    "a name that is not there, beside a wrong file": (["wrong.py", "gomez_2106"], 2),
    "a file that is not there": (["nobody.py"], 4),
    "a file that cannot be loaded": (["broken.py"], 4),
    "wrong and broken: 4 before 1": (["wrong.py", "broken.py", "canonical"], 4),
}


@pytest.mark.parametrize("case", STATUS)
def test_exit_code_of_compare(case, files, capsys):
    names, status = STATUS[case]
    assert code(["compare", *names, *SMALL]) == status
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("case", [c for c in STATUS if len(STATUS[c][0]) == 1])
def test_exit_code_of_check(case, files, capsys):
    names, status = STATUS[case]
    assert code(["check", *names, *SMALL]) == status
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.parametrize("name", ["nobody.py", "broken.py"])
def test_check_of_what_cannot_be_run_says_only_why(name, files, capsys):
    assert code(["check", name, *SMALL]) == 4
    first, *sentence = capsys.readouterr().out.splitlines()
    assert first == "! invalid" and name in sentence[0] and str(files) not in "".join(sentence)
    assert not {"truth", "seed", "torch"} & set(" ".join(sentence).split())


@pytest.mark.parametrize("arguments", [["show", "nobody.py"], ["show", "nobody.py", "--code"], ["example", "nobody.py"]], ids=" ".join)
def test_a_missing_file_is_said_in_the_same_words_everywhere(arguments, files, capsys):
    assert code(arguments) == 4
    assert "There is no file nobody.py." in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "table"])
def test_the_form_does_not_change_the_exit_code(form, files, capsys):
    assert code(["compare", "wrong.py", "--format", form, *SMALL]) == 1


FAULTS = {
    "our referees disagree": (RefereesDisagree("autograd contradicts the others"), 3, "autograd contradicts the others"),
    "we have a fault": (ZeroDivisionError("our own"), 3, "ZeroDivisionError"),
    "the file is bad": (ConventionError("right.py: odd."), 4, "right.py: odd."),
}


@pytest.mark.parametrize("case", FAULTS)
def test_one_fault_stops_no_other_row(case, files, capsys, monkeypatch):
    error, status, word = FAULTS[case]
    judge = engine.judge

    def faulty(convention, problem, deep):
        if convention.name == "right":
            raise error
        return judge(convention, problem, deep)

    monkeypatch.setattr(engine, "judge", faulty)
    assert code(["compare", "right.py", "wrong.py", "--format", "json", *SMALL]) == status
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["conventions"]}
    assert [rows[n]["verdict"] for n in ("right", "canonical", "wrong")] == ["invalid" if status == 4 else None, "exact", "wrong"]
    (sentence,) = rows["right"]["errors"]
    assert word in sentence
    assert "report" in sentence or status == 4
    assert code(["compare", "right.py", "wrong.py", *SMALL]) == status
    assert word in " ".join(capsys.readouterr().out.split())


def test_our_fault_comes_before_a_bad_file(files, capsys, monkeypatch):
    monkeypatch.setattr(engine, "judge", lambda *_: 1 / 0)
    assert code(["compare", "right.py", "broken.py", *SMALL]) == 3


def test_a_standard_cell_unlike_torch_is_our_fault(files, capsys, monkeypatch):
    assert code(["compare", "canonical", *SMALL]) == 0
    monkeypatch.setattr(engine, "nn_lstm_error", lambda problem: 1e-3)
    assert code(["compare", "canonical", *SMALL]) == 3
    assert "1e-03" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["while judging", "while reading the command line"])
def test_an_interruption_ends_with_130(where, files, capsys, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "judge", stop) if where == "while judging" else monkeypatch.setattr(catalogue, "resolve", stop)
    assert code(["compare", "right.py", "broken.py", *SMALL]) == 130
    out, err = capsys.readouterr()
    assert out == "" and "interrupted" in err and "Traceback" not in err


def test_a_fault_outside_of_judging_is_one_line_too(capsys, monkeypatch):
    monkeypatch.setattr(catalogue, "resolve", lambda name: 1 / 0)
    assert code(["check", "canonical"]) == 3
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert "internal error" in err and "ZeroDivisionError" in err and "report" in err


# compare FILE


def test_a_file_of_ones_own_gets_canonical_as_a_yardstick(files, capsys):
    code(["compare", "wrong.py", "--format", "json", *SMALL])
    assert [row["name"] for row in json.loads(capsys.readouterr().out)["conventions"]] == ["canonical", "wrong"]


@pytest.mark.parametrize("constant", ["FORWARD", "BASE"])
def test_a_file_with_a_catalogued_name_means_the_catalogue(constant, files, capsys):
    start, stop = CANONICAL.index("def dh("), CANONICAL.index("def layout(")
    backward = CANONICAL[start:stop] if constant == "FORWARD" else ""
    text = f'from lstmcmp.symbols import outer, stack, tanh\n{constant} = "canonical"\nUPSTREAM = dict(dy="h", dc_next="c@T")\n{backward}'
    Path("canonical.py").write_text(text, encoding="utf-8")
    assert code(["compare", "./canonical.py", "--format", "json", *SMALL]) == 0
    assert [(row["call"], row["verdict"]) for row in json.loads(capsys.readouterr().out)["conventions"]] == [("canonical.py", "exact"), ("canonical", "exact")]


def test_a_variant_of_a_file_that_borrows_its_forward_pass(files, capsys):
    start, stop = CANONICAL.index("def dh("), CANONICAL.index("def layout(")
    text = f'from lstmcmp.symbols import outer, stack, tanh\nFORWARD = "canonical"\nUPSTREAM = dict(dy="h", dc_next="c@T")\n{CANONICAL[start:stop]}'
    Path("mine.py").write_text(text, encoding="utf-8")
    Path("variant.py").write_text('BASE = "mine"\n\n\ndef db(dz):\n    return dz + 0\n', encoding="utf-8")
    Path("second.py").write_text('BASE = "variant"\n\n\ndef db(dz):\n    return 2 * dz\n', encoding="utf-8")
    assert code(["compare", "mine.py", "variant.py", "second.py", "--format", "json", *SMALL]) == 1
    rows = {row["name"]: row["verdict"] for row in json.loads(capsys.readouterr().out)["conventions"]}
    assert rows == dict(mine="exact", variant="exact", second="wrong", canonical="exact")


@pytest.mark.parametrize("names", [["gomez_2016"], ["canonical", "wrong.py"]], ids=["catalogued names only", "canonical named already"])
def test_canonical_is_not_added_where_it_is_not_missing(names, files, capsys):
    code(["compare", *names, "--format", "json", *SMALL])
    assert sorted(row["name"] for row in json.loads(capsys.readouterr().out)["conventions"]) == sorted(n.removesuffix(".py") for n in names)


def test_a_row_can_be_called_again_by_what_it_says(files, capsys):
    code(["compare", "wrong.py", "gomez_2016", "--format", "json", *SMALL])
    calls = {row["name"]: row["call"] for row in json.loads(capsys.readouterr().out)["conventions"]}
    assert calls == dict(wrong="wrong.py", gomez_2016="gomez_2016", canonical="canonical")


def test_the_table_names_the_culprit_its_line_and_the_next_command(files, capsys):
    code(["compare", "wrong.py", *SMALL])
    out = capsys.readouterr().out
    line = Path("wrong.py").read_text(encoding="utf-8")[: CANONICAL.index("def di(")].count("\n") + 1
    for word in ("eq. 12", f"line {line}", "di = dc", "lstmcmp check wrong.py", "Not as declared: wrong", "seed 0"):
        assert word in out


def test_check_names_the_culprit_its_line_and_both_values(files, capsys):
    code(["check", "wrong.py", "--format", "json", *SMALL])
    (row,) = json.loads(capsys.readouterr().out)["conventions"]
    assert row["culprits"] == ["di"]
    (equation,) = (e for e in row["equations"] if e["symbol"] == "di")
    code(["check", "wrong.py", *SMALL])
    out = " ".join(capsys.readouterr().out.split())
    for word in (f"line {equation['line']}", f"{equation['worst']['got']:.6g}", f"{equation['worst']['true']:.6g}", "WRONG", "declared", "12"):
        assert word in out


@pytest.mark.parametrize("case", ["no_tanh", "minus"])
@pytest.mark.parametrize("command", ["compare", "check"])
def test_the_line_to_paste_makes_it_as_declared(command, case, files, capsys):
    minus = changed("return dy + dh_next", "return dh_next - dy").replace(', dc_next="c@T"', "")
    Path("minus.py").write_text(minus, encoding="utf-8")
    assert code([command, f"{case}.py", *SMALL]) == 1
    (line,) = re.findall(r"add the line ((?:CELL|FACTOR) = \S+)", " ".join(capsys.readouterr().out.split()))
    Path(f"{case}.py").write_text(f"{Path(f'{case}.py').read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    assert code([command, f"{case}.py", *SMALL]) == 0
    assert "add the line" not in capsys.readouterr().out


# -o


@pytest.mark.parametrize("form", ["table", "json"])
def test_o_writes_the_file_and_nothing_else(form, files, capsys):
    before = set(files.iterdir())
    assert code(["compare", "wrong.py", "--format", form, "-o", "out.txt", *SMALL]) == 1  # the exit code is that of the comparison
    out, err = capsys.readouterr()
    assert out == "" and "out.txt" in err
    assert set(files.iterdir()) - before == {files / "out.txt"}
    text = Path("out.txt").read_text(encoding="utf-8")
    assert "\x1b" not in text and text.endswith("\n")
    assert all(word in text for word in ("canonical", "exact", "wrong"))
    if form == "json":
        code(["compare", "wrong.py", "--format", form, *SMALL])
        assert capsys.readouterr().out == text
    assert Path("out.txt").stat().st_mode & 0o777 == Path("right.py").stat().st_mode & 0o777


def test_o_replaces_a_file_that_is_there(files, capsys):
    Path("out.txt").write_text("old", encoding="utf-8")
    assert code(["check", "canonical", "-o", "out.txt", *SMALL]) == 0
    assert "exact" in Path("out.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("step", ["replace", "chmod"])
@pytest.mark.parametrize("there", [True, False], ids=["over an existing file", "as a new file"])
def test_a_write_that_fails_loses_nothing(step, there, files, capsys, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    if there:
        Path("out.txt").write_text("old", encoding="utf-8")
    before = {p: p.read_bytes() for p in files.iterdir()}
    monkeypatch.setattr(os, step, full)
    assert code(["compare", "canonical", "-o", "out.txt", *SMALL]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "out.txt" in err and "No space left" in err and "Wrote" not in err
    assert {p: p.read_bytes() for p in files.iterdir()} == before  # and no temporary file is left


def test_an_interrupted_write_leaves_no_temporary_file(files, capsys, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    before = set(files.iterdir())
    monkeypatch.setattr(os, "replace", stop)
    assert code(["compare", "canonical", "-o", "out.txt", *SMALL]) == 130
    assert set(files.iterdir()) == before


NO_PLACE = {"a folder that is not there": "nowhere/out.txt", "a file in place of a folder": "right.py/out.txt"}


@pytest.mark.parametrize("case", NO_PLACE)
def test_o_cannot_write_into(case, files, capsys):
    assert code(["compare", "canonical", "-o", NO_PLACE[case], *SMALL]) == 2
    out, err = capsys.readouterr()
    assert out == "" and f" {NO_PLACE[case]} cannot be written" in err and "Traceback" not in err  # as it was given, no absolute path


@pytest.mark.parametrize("command", [["compare"], ["check", "canonical"], ["selftest"]])
def test_o_is_refused_before_the_work(command, files, capsys, monkeypatch):
    def worked(*_):
        raise AssertionError("too late")

    monkeypatch.setattr("lstmcmp.compare.compare", worked)
    monkeypatch.setattr("lstmcmp.selftest.selftest", worked)
    assert code([*command, "-o", "nowhere/out.txt"]) == 2
    assert "nowhere/out.txt cannot be written: there is no folder nowhere." in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_o_leaves_a_file_in_a_locked_folder_as_it_is(files, capsys):
    locked = files / "locked"
    locked.mkdir()
    (locked / "out.txt").write_text("old", encoding="utf-8")
    locked.chmod(0o500)
    assert code(["compare", "canonical", "-o", "locked/out.txt", *SMALL]) == 2
    locked.chmod(0o700)
    assert "cannot be written" in capsys.readouterr().err
    assert [(p.name, p.read_text(encoding="utf-8")) for p in locked.iterdir()] == [("out.txt", "old")]


# new

STYLES = ["equations", "code"]


@pytest.mark.parametrize("style", STYLES)
def test_new_writes_a_file_that_is_exact(style, files, capsys):
    assert code(["new", "mine.py", "--style", style]) == 0
    out, err = capsys.readouterr()
    assert out == "" and "mine.py" in err and "lstmcmp check mine.py" in err
    assert code(["compare", "mine.py", "--format", "json"]) == 0
    row = next(r for r in json.loads(capsys.readouterr().out)["conventions"] if r["name"] == "mine")
    assert (row["verdict"], row["style"], row["missing"], row["not_judged"], row["errors"]) == ("exact", style, [], [], [])
    assert [remark for remark in row["remarks"] if " read as: " not in remark] == []
    assert {g["name"] for g in row["gradients"]} == {"dW", "dU", "db", "dx", "dh0", "dc0"}
    assert all(e["verdict"] == "right" for e in row["equations"])


def test_new_writes_equations_unless_told(files, capsys):
    assert code(["new", "mine.py"]) == 0
    assert load(Path("mine.py")).style == "equations"


@pytest.mark.parametrize("style", STYLES)
def test_new_overwrites_nothing(style, files, capsys):
    Path("mine.py").write_text("# my own\n", encoding="utf-8")
    assert code(["new", "mine.py", "--style", style]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "mine.py" in err and "another name" in err
    assert Path("mine.py").read_text(encoding="utf-8") == "# my own\n"


NO_NAME = {
    "no Python file": ("mine.txt", ".py"),
    "no ending": ("mine", ".py"),
    "a name that is no identifier": ("my lstm.py", "letters, digits and underscores"),
    "a name that starts with a digit": ("2016_mine.py", "letters, digits and underscores"),
    "a folder that is not there": ("nowhere/mine.py", "cannot be written"),
}


@pytest.mark.parametrize("case", NO_NAME)
def test_new_refuses(case, files, capsys):
    name, word = NO_NAME[case]
    before = set(files.iterdir())
    assert code(["new", name]) == 2
    out, err = capsys.readouterr()
    assert out == "" and name in err and word in err and "Traceback" not in err
    assert set(files.iterdir()) == before


# list and show


def test_list_mentions_every_convention(capsys):
    assert code(["list"]) == 0
    out = capsys.readouterr().out
    words = re.findall(r"[\w.-]+", out)
    assert [name for name in NAMES if name not in words] == []
    assert [word for word in WORDS if word in words and word != "variant"] == []


@pytest.mark.parametrize("name", NAMES)
def test_show_tells_every_number_and_no_verdict(name, capsys):
    convention = load(catalogue.paths()[name], catalogue.find)
    assert code(["show", name]) == 0
    out, err = capsys.readouterr()
    assert err == "" and name in out
    assert [f.number for f in convention.functions.values() if len(f.number) <= 12 and f.number not in out] == []
    own = catalogue.paths()[name].read_text(encoding="utf-8")
    assert [word for word in (*WORDS, "culprit", "infected") if re.search(rf"\b{word}\b", out) and word not in own and word != "variant"] == []
    assert [n for n in re.findall(r"\de-\d\d", out) if n not in own] == []  # nothing was measured


def test_show_tells_what_the_file_says(capsys):
    code(["show", "gomez_2016"])
    out = " ".join(capsys.readouterr().out.split())
    for word in ("Aidan Gomez", "2016", "https://blog.aidangomez.ca", "h0 = 0", "δstate_t = δout_t ⊙ o_t", "db-zero", "W = [W_a; W_i; W_f; W_o]"):
        assert word in out


def test_show_takes_a_file_too(files, capsys):
    assert code(["show", "wrong.py"]) == 0
    assert "di = dc ⊙ g ⊙ i ⊙ (1 - i)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("name", NAMES)
def test_show_code_is_the_text_of_a_file(name, capsys):
    path = catalogue.paths()[name]
    twin = path.with_name(f"{name}_code.py")
    assert code(["show", name, "--code"]) == 0
    out = capsys.readouterr().out
    assert out == (twin if twin.exists() else path).read_text(encoding="utf-8")
    compile(out, name, "exec")


def test_show_code_of_a_file(files, capsys):
    assert code(["show", "wrong.py", "--code"]) == 0
    assert capsys.readouterr().out == Path("wrong.py").read_text(encoding="utf-8")


# What reaches the terminal

SCREENS = [["compare", "canonical", "gomez_2016"], ["check", "gomez_2016"], ["check", "canonical"], ["list"], ["show", "gomez_2016"]]


def on_stdout(arguments: list[str], encoding: str, monkeypatch) -> bytes:
    """What the command writes to a stdout that is no terminal and can encode only this."""
    stdout = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    with monkeypatch.context() as m:
        m.setattr(sys, "stdout", stdout)
        status = code(arguments)
    stdout.flush()
    assert status == 0
    return stdout.buffer.getvalue()


@pytest.mark.parametrize("arguments", SCREENS, ids=" ".join)
def test_no_escape_codes_in_a_pipe(arguments, monkeypatch):
    assert b"\x1b" not in on_stdout(arguments, "utf-8", monkeypatch)


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_without_unicode_gets_ascii(name, monkeypatch):
    out = on_stdout(["show", name], "ascii", monkeypatch)  # encoding is strict: more than ASCII is an error, and no exit code 0
    assert out.isascii() and name in out.decode()


@pytest.mark.parametrize("command", ["compare", "check", "show", "example"])
def test_a_file_with_any_letters_can_be_shown_in_ascii(command, files, capsys, monkeypatch):
    text = changed('"(12)', '"(12☃)').replace("dc_prev", "δĉ_prev").replace("dc_next", "δĉ_next")
    Path("größe.py").write_text(f"{text}\nSOURCE = dict(author='Łukasz 漢', year=2020, title='ﬀ ☃')\nREADING = '漢'\n", encoding="utf-8")
    out = on_stdout([command, "größe.py", *(SMALL if command in ("compare", "check") else ())], "ascii", monkeypatch).decode("ascii")
    assert "grosse" in out and "?" not in out
    assert "\\u2603" in out or command == "compare"


def test_every_result_can_be_shown_in_ascii(whole):
    page = Page(100, unicode=False)
    assert "".join(line.plain for line in table(whole, page, View(verbose=True))).isascii()
    for e in whole.entries:
        assert "".join(line.plain for line in check(replace(whole, entries=(e,)), page)).isascii()


@pytest.mark.parametrize("unicode", [True, False], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_result_is_wider_than_its_screen(width, unicode, whole):
    page = Page(width, unicode)
    screens = [table(whole, page, View(verbose)) for verbose in (False, True)] + [check(replace(whole, entries=(e,)), page) for e in whole.entries]
    assert [line.plain for screen in screens for line in screen if line.cell_len > width] == []


def test_glyph_and_word_stay_together_in_ascii(monkeypatch):
    for encoding, right, wrong in (("utf-8", "✓", "✗"), ("ascii", "+", "x")):
        lines = on_stdout(["compare", "canonical", "gomez_2016", *SMALL], encoding, monkeypatch).decode(encoding).splitlines()
        assert any(line.split()[:2] == [right, "canonical"] and "exact" in line.split() for line in lines)
        assert any(line.split()[:2] == [wrong, "gomez_2016"] and "wrong" in line.split() for line in lines)
        lines = on_stdout(["check", "gomez_2016", *SMALL], encoding, monkeypatch).decode(encoding).splitlines()
        assert any(line.split()[:2] == [wrong, "wrong:"] for line in lines)
    assert not any("?" in line for line in lines)


@pytest.mark.parametrize("arguments", [["list"], ["check", "gomez_2016"]], ids=" ".join)
def test_pythonioencoding_is_heeded(arguments):
    done = lstmcmp_process(*arguments, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0 and done.stderr == b""
    assert done.stdout.isascii() and b"gomez_2016" in done.stdout


COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]")


@pytest.mark.parametrize("command", ["check", "compare"])
def test_no_color_is_heeded_on_a_terminal(command, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")  # what rich takes for a terminal
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert code([command, "canonical", *SMALL]) == 0
    assert COLOUR.search(capsys.readouterr().out)  # the test can fail
    monkeypatch.setenv("NO_COLOR", "1")
    assert code([command, "canonical", *SMALL]) == 0
    assert not COLOUR.search(capsys.readouterr().out)


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"FORCE_COLOR": ""}, {"TERM": "dumb"}], ids=str)
def test_a_pipe_gets_no_escape_codes_whatever_the_environment(env):
    done = lstmcmp_process("list", env=env)
    assert done.returncode == 0 and b"\x1b" not in done.stdout


WIDTHS = [(a, w) for a in (["list"], ["show", "gomez_2016"], ["check", "canonical"]) for w in (80, 100, 140)]
WIDTHS += [(a, w) for a in (["compare", "canonical", "karpathy_2015"], ["check", "gomez_2016"]) for w in (100, 140)]


@pytest.mark.parametrize(("arguments", "width"), WIDTHS, ids=str)
def test_no_line_is_wider_than_the_terminal(arguments, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    assert code(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if cell_len(line) > width and "http" not in line] == []
    assert max(map(len, lines)) > 60  # it is not just narrow everywhere


PIPED = {"list": 0, "show gomez_2016 --code": 0, "--help": 0, "--version": 0, "check wrong.py": 1, "compare wrong.py --format json": 1, "check broken.py": 4}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
@pytest.mark.parametrize("command", PIPED)
def test_a_reader_who_has_seen_enough_changes_nothing(command, files):
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([*RUN, *command.split()], stdout=theirs, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60)
    os.close(theirs)
    assert (done.stderr, done.returncode) == (b"", PIPED[command])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", PIPED)
def test_a_full_disk_is_said_and_is_no_success(command, files):
    with open("/dev/full", "w") as full:
        done = subprocess.run([*RUN, *command.split()], stdout=full, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60)
    assert (done.stderr.decode(), done.returncode) == ("lstmcmp: the output cannot be written: No space left on device.\n", 2)


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize("command", ["check wrong.py", "show nobody.py"])
def test_closed_streams_change_no_exit_code(closed, command, files):
    line = f"'{sys.executable}' -c 'from lstmcmp.cli import run; run()' {command} {closed}"
    done = subprocess.run(line, shell=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60)
    assert done.returncode == {"check wrong.py": 1, "show nobody.py": 4}[command]
    assert b"Traceback" not in done.stdout + done.stderr and b"internal error" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell")
def test_head_gets_its_line():
    done = subprocess.run(f"'{sys.executable}' -c 'from lstmcmp.cli import run; run()' list | head -1", shell=True, capture_output=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60)  # fmt: skip
    assert done.stderr == b"" and done.stdout.startswith(b"name") and done.stdout.count(b"\n") == 1


@pytest.mark.skipif(not (Path(lstmcmp.__file__).parent / "__main__.py").exists(), reason="there is no lstmcmp/__main__.py yet")
def test_python_m_lstmcmp_is_the_command():
    done = subprocess.run([sys.executable, "-m", "lstmcmp", "list"], capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60)
    assert done.returncode == 0 and b"canonical" in done.stdout
    done = subprocess.run([sys.executable, "-m", "lstmcmp", "check", "gomez_2106"], capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60)
    assert done.returncode == 2 and b"gomez_2016" in done.stderr
