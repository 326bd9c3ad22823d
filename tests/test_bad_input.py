"""Files and command lines that are wrong before any number is: one sentence with what was seen, where and what to do; the others go on."""

import json
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstmcmp import catalogue
from lstmcmp.cli import code
from lstmcmp.compare import compare
from lstmcmp.problem import Problem
from lstmcmp.template import CODE

CANONICAL = catalogue.paths()["canonical"].read_text(encoding="utf-8")
GOMEZ = catalogue.paths()["gomez_2016"].read_text(encoding="utf-8")
ONLY_BACKWARD = 'from lstmcmp.symbols import outer\nFORWARD = "canonical"\nUPSTREAM = dict(dy="h", dc_next="c@T")\n'
pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::SyntaxWarning")  # a bad file may well overflow

SIZES = Problem(3, 2, 5, 4)
SMALL = ("-T", "3", "-B", "2", "-D", "5", "-H", "4")
MISSING, FOLDER = None, object()  # not a text: no file at all, and a folder where the file should be


@dataclass(frozen=True)
class Bad:
    """A file, what its sentence must say, the text of the line it must name, and the files beside it."""

    text: str | bytes | object
    words: tuple[str, ...]
    at: str = ""
    beside: dict = field(default_factory=dict)
    blames: str = "mine.py"

    @property
    def where(self) -> str:
        """What the sentence says about the place: the file, and the line of `at` where there is one."""
        if not self.at:
            return self.blames
        assert self.text.count(self.at) == 1, f"{self.at!r} marks no single line"
        return f"{self.blames}, line {self.text[: self.text.index(self.at)].count(chr(10)) + 1}:"


def but(*pairs: str, text: str = CANONICAL) -> str:
    """The text with old, new, old, new, ... replaced; every old one stands there exactly once."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def plus(end: str, text: str = CANONICAL) -> str:
    return f"{text}\n\n{end}\n"


def without(constant: str, text: str = CANONICAL) -> str:
    """The text without the statement that sets this constant."""
    found, count = re.subn(rf"^{constant} = (?:dict\(\n.*?^\)\n|.*?\n)", "", text, flags=re.M | re.S)
    assert count == 1
    return found


def no_backward() -> str:
    start, stop = CANONICAL.index("def dh("), CANONICAL.index("def layout(")
    return without("MEANING", CANONICAL[:start] + CANONICAL[stop:])


def write(path: Path, bad: Bad):
    for name, text in bad.beside.items():
        path.with_name(name).write_text(text, encoding="utf-8")
    if bad.text is FOLDER:
        path.mkdir()
    elif isinstance(bad.text, bytes):
        path.write_bytes(bad.text)
    elif bad.text is not MISSING:
        path.write_text(bad.text, encoding="utf-8")


DC_PREV = "return dc * f\n"  # equation 13, the simplest of the backward ones
H = "return o * tanh(c)"  # equation 6, the output
UPSTREAM = 'UPSTREAM = dict(dy="h", dc_next="c@T")'
STATE = 'STATE = dict(h="h", c="c")'
BIAS = "b=stack(b.i, b.f, b.g, b.o)"
LAYOUT = "return dict(W=stack(W.i"

FILES = {
    "does not exist": Bad(MISSING, ("There is no file", "lstmcmp list")),
    "is a folder": Bad(FOLDER, ("cannot be read", "directory")),
    "is not UTF-8": Bad(b'"""Caf\xe9"""\n', ("cannot be read", "UTF-8")),
    "is empty": Bad("", ("has no equation", "lstmcmp new")),
    "is a docstring and nothing else": Bad('"""My LSTM."""\n', ("has no equation", "lstmcmp new")),
    "is not Python": Bad("dh = dy + U^T dgates_next\n", ("Python cannot read this",), "dh = dy"),
    "is LaTeX": Bad("\\delta_t = \\sigma(z_t)\n", ("Python cannot read this",), "\\delta"),
    "lacks a colon": Bad(but("def dc(dc_next, dh, o, c):", "def dc(dc_next, dh, o, c)"), ("Python cannot read this", "':'"), "def dc(dc_next"),
    "mixes tabs and spaces": Bad(but(DC_PREV, "\treturn dc * f\n").replace("    \treturn", "\treturn"), ("Python cannot read this",), "\treturn"),
    "holds a zero byte": Bad("x = 1\0\n", ("Python cannot read this",)),
}

LOADING = {
    "has a sum of three hundred terms": Bad(
        but(DC_PREV, f"return {' + '.join(300 * ['dc'])}\n"), ("more than 60 levels", "several equations"), "return dc + dc"
    ),
    "has a sum of many thousand terms": Bad(but(DC_PREV, f"return {' + '.join(30000 * ['dc'])}\n"), ("nested too deep", "several")),
    "raises while it is loaded": Bad(plus("1 / 0"), ("running the file raised ZeroDivisionError", "division by zero"), "1 / 0"),
    "raises inside a function that it calls while it is loaded": Bad(
        plus("def _halve(n):\n    return n // 0\n\n\n_halve(1)"), ("running the file raised ZeroDivisionError",), "return n // 0"
    ),
    "raises with a text of several lines": Bad("raise ValueError('one\\ntwo')\n", ("ValueError: one two",), "raise"),
    "raises an exception that is no Exception": Bad("class _Odd(BaseException):\n    pass\n\n\nraise _Odd('odd')\n", ("_Odd: odd",), "raise"),
    "imports a package that is not there": Bad("import numpyy\n" + CANONICAL, ("ModuleNotFoundError", "numpyy"), "import numpyy"),
    "imports a function that lstmcmp.symbols does not have": Bad(but("import outer,", "import outr,"), ("ImportError", "outr"), "import outr"),
    "uses a name that is not there": Bad(but("\nSTATE", "\nSIZE * 2\nSTATE"), ("NameError", "SIZE"), "SIZE * 2"),
    "leaves by sys.exit(0)": Bad("import sys\nsys.exit(0)\n", ("running the file raised SystemExit",), "sys.exit(0)"),
    "leaves by exit()": Bad(plus("exit()"), ("running the file raised SystemExit",), "exit()"),
}

NAMES = {
    "has no UPSTREAM": Bad(without("UPSTREAM"), ("nothing comes in from outside", "UPSTREAM = dict(dy='h')")),
    "has an empty UPSTREAM": Bad(but(UPSTREAM, "UPSTREAM = {}"), ("nothing comes in from outside", "UPSTREAM = dict(dy='h')")),
    "has no backward equation": Bad(no_backward(), ("gives no gradient", "dW", "MEANING")),
    "gives intermediates only": Bad(ONLY_BACKWARD + "def dh(dy):\n    return dy\n", ("gives no gradient", "dW", "MEANING")),
    "asks for a symbol that is nearly right": Bad(
        but("def dc(dc_next, dh, o, c)", "def dc(dc_nxt, dh, o, c)", "return dc_next +", "return dc_nxt +"),
        ("dc reads dc_nxt", "did you mean dc_next?", "UPSTREAM"), "def dc(",
    ),
    "asks for a symbol that is like no other": Bad(but("def dc_prev(dc, f)", "def dc_prev(dc, qwertz)"), ("dc_prev reads qwertz", "layout()"), "def dc_prev("),
    "asks for a forward symbol in the wrong case": Bad(but("def dc_prev(dc, f)", "def dc_prev(dc, F)"), ("dc_prev reads F",), "def dc_prev("),
    "two backward equations wait for each other": Bad(
        but("def dg(dc, i, g)", "def dg(dc, i, g, di)", "def di(dc, g, i)", "def di(dc, g, i, dg)"),
        ("dg", "di", "wait for each other", "_prev or X_next"), "def dg(",
    ),
    "two forward equations wait for each other": Bad(
        but("def i(z)", "def i(z, f)", "def f(z)", "def f(z, i)"), ("i and f wait for each other", "_prev or X_next"), "def i("
    ),
    "an equation waits for itself": Bad(but("def di(dc, g, i)", "def di(dc, g, i, di)"), ("di", "wait", "_prev or X_next"), "def di("),
    "a name could mean two things": Bad(
        but(UPSTREAM, 'UPSTREAM = dict(dh="h", dc_next="c@T")', "def dh(dy, dh_next)", "def dh_all(dh)", "return dy + dh_next", "return dh",
            'dh="h", do', "do"),
        ("dh", "dh_all", "given from outside", "dh_prev hands back", "HANDED = dict(dh='dh_prev')", "another name"), "def dh_all(",
    ),
    "two functions have one name": Bad(
        plus("def dc_prev(dc, f):  # again\n    return dc"), ("second function dc_prev", f"line {CANONICAL[: CANONICAL.index('def dc_prev')].count(chr(10)) + 1}",
        "another name"), "def dc_prev(dc, f):  # again",
    ),
    "transposes by .T": Bad(but("return U.mT @ dz", "return U.T @ dz"), (".T", "write .mT"), "U.T @"),
    "transposes by .T in the layout": Bad(but("W=stack(W.i,", "W=stack(W.i.T,"), (".T", "write .mT"), "W.i.T"),
    "has *args in an equation": Bad(but("def dc_prev(dc, f)", "def dc_prev(*args)"), ("dc_prev()", "'args'", "symbols it reads"), "def dc_prev("),
    "has **keywords in an equation": Bad(but("def dc_prev(dc, f)", "def dc_prev(dc, f, **more)"), ("dc_prev()", "'more'", "symbols it reads"), "def dc_prev("),
    "has a default in an equation": Bad(but("def dc_prev(dc, f)", "def dc_prev(dc, f, k=1)"), ("dc_prev()", "'k'", "default"), "def dc_prev("),
    "has a keyword-only argument in an equation": Bad(but("def dc_prev(dc, f)", "def dc_prev(dc, *, f)"), ("dc_prev()", "'f'"), "def dc_prev("),
}  # fmt: skip

DB = 'def db(dz):\n    "(18) db = Σ_t dz"\n    return dz\n'
DEFINITIONS = {  # the way in which equation 18 is defined
    "a lambda": Bad(but(DB, "db = lambda dz: 1 * dz\n"), ("db is a lambda", "write def db(dz): return 1 * dz"), "db = lambda"),
    "a lambda with a type": Bad(but(DB, "db: object = lambda dz: dz\n"), ("db is a lambda", "def db(dz)"), "db: object"),
    "a coroutine": Bad(but(DB, "async " + DB), ("async def db", "plain function: def db(dz)"), "async def db"),
    "a generator": Bad(but(DB, DB.replace("return", "yield")), ("db is a generator", "return instead of yield"), "def db("),
    "a decorated function": Bad(but(DB, f"import functools\n\n\n@functools.cache\n{DB}"), ("decorator @functools.cache", "plain function"), "def db("),
    "a function that a helper decorates": Bad(but(DB, f"def _twice(f):\n    return lambda dz: 2 * f(dz)\n\n\n@_twice\n{DB}"), ("decorator @_twice",), "def db("),
    "a class": Bad(but(DB, "class db:\n    pass\n"), ("db is a class", "def db(...)"), "class db"),
    "a number": Bad(but(DB, "db = 3\n"), ("db is set to a value", "underscore"), "db = 3"),
    "another name for another symbol": Bad(but(DB, "db = dz\n"), ("db is set to a value", "def db(...)"), "db = dz"),
    "a partial function": Bad(but(DB, "import functools\ndb = functools.partial(_helper, 1)\n"), ("db is set to a value",), "db = functools"),
    "one of several values": Bad(but(DB, "_n, (db, _m) = 1, (2, 3)\n"), ("db is set to a value",), "_n, (db"),
    "a function under a condition": Bad(but(DB, "if True:\n    def db(dz):\n        return dz\n"), ("inside 'if'", "top level"), "    def db("),
    "a function under except": Bad(
        but(DB, "try:\n    _x = y\nexcept NameError:\n    def db(dz):\n        return dz\n"), ("inside 'try'", "top level"), "    def db("
    ),
    "a function made by exec": Bad(but(DB, "exec('def db(dz): return dz')\n"), ("db is made while the file runs", "def db(...)")),
    "a function put among the globals": Bad(but(DB, "globals()['db'] = lambda dz: dz\n"), ("db is made while the file runs",), "globals()"),
    "a function replaced later": Bad(plus("globals()['db'] = None"), ("db is no longer a plain function",)),
    "code whose backward is a lambda": Bad(but("def backward(", "def _backward(", text=CODE) + "\nbackward = lambda dh: {}\n", ("backward is a lambda",), "backward = lambda"),
    "code whose forward is decorated": Bad(but("def forward(", "import functools\n\n@functools.cache\ndef forward(", text=CODE), ("@functools.cache",), "def forward("),
}  # fmt: skip

CONSTANTS = {
    "MEANINGS for MEANING": Bad(but("MEANING =", "MEANINGS ="), ("unknown constant MEANINGS", "did you mean MEANING?")),
    "UPSTRAEM for UPSTREAM": Bad(but("UPSTREAM =", "UPSTRAEM ="), ("unknown constant UPSTRAEM", "did you mean UPSTREAM?")),
    "ERRATUM for ERRATA": Bad(plus("ERRATUM = {}"), ("unknown constant ERRATUM", "did you mean ERRATA?")),
    "a constant of one's own": Bad(plus("GAIN = 2.0"), ("unknown constant GAIN", "starts with an underscore")),
    "SOURCE is a text": Bad(plus("SOURCE = 'a blog'"), ("SOURCE", "str", "author")),
    "READING is a number": Bad(plus("READING = 3"), ("READING", "int 3")),
    "STATE is missing": Bad(without("STATE"), ("STATE = dict(h=", "c=")),
    "STATE names the output only": Bad(but(STATE, 'STATE = dict(h="h")'), ("STATE", "expected STATE = dict(h=", "c=")),
    "STATE names a third symbol": Bad(but(STATE, 'STATE = dict(h="h", c="c", z="z")'), ("STATE", "expected STATE = dict(h=")),
    "STATE is a text": Bad(but(STATE, 'STATE = "h, c"'), ("STATE", "dict(h=..., c=...)")),
    "STATE names nothing": Bad(but(STATE, 'STATE = dict(h="hh", c="c")'), ("STATE", "no function hh", "did you mean h?")),
    "STATE names something of another shape": Bad(but(STATE, 'STATE = dict(h="z", c="c")'), ("z has shape", "STATE 'h'", "should have")),
    "UPSTREAM names nothing": Bad(but('dy="h"', 'dy="hh"'), ("UPSTREAM", "dy = 'hh'", "no forward symbol", "did you mean h?")),
    "UPSTREAM is a list": Bad(but(UPSTREAM, 'UPSTREAM = ["dy"]'), ("UPSTREAM", "list", "which forward symbol")),
    "MEANING speaks of an unknown symbol": Bad(but('dg="pre(g)"', 'dgg="pre(g)"'), ("MEANING speaks of dgg", "did you mean dg?")),
    "MEANING names nothing": Bad(but('dx="x"', 'dx="y"'), ("MEANING of dx", "'y'", "names no forward symbol or weight")),
    "MEANING names nearly a weight": Bad(but('dW="W"', 'dW="Ww"'), ("MEANING of dW", "did you mean W?")),
    "MEANING names nothing in a list": Bad(but('dx="x"', 'dx=["x", "y"]'), ("MEANING of dx", "'y'")),
    "MEANING is pre() of nothing": Bad(but('dx="x"', 'dx="pre(q)"'), ("MEANING of dx", "pre(q)")),
    "MEANING is a partial by no weight": Bad(but('dx="x"', 'dx="c/Q"'), ("MEANING of dx", "c/Q")),
    "MEANING is a number": Bad(but('dx="x"', "dx=3"), ("MEANING of dx", "3", "expected a name")),
    "MEANING is a triple": Bad(but('dx="x"', 'dx=("z", "x", "W")'), ("MEANING of dx", "expected a name, a pair")),
    "MEANING is a reading that does not happen": Bad(but('dx="x"', 'dx=("z", "y")'), ("MEANING of dx", "no forward equation z that reads y")),
    "MEANING is a text": Bad(without("MEANING") + 'MEANING = "dh is h"\n', ("MEANING", "str")),
    "HANDED names no function": Bad(plus('HANDED = dict(dh_next="dh_prv")'), ("HANDED", "dh_next", "'dh_prv'", "did you mean dh_prev?")),
    "HANDED is a list": Bad(plus('HANDED = ["dh_prev"]'), ("HANDED", "list", "dict(argument='function')")),
    "ASSUMES a start that is not zero": Bad(plus("ASSUMES = dict(h0=1)"), ("ASSUMES", "h0=1", "h0=0 and c0=0")),
    "ASSUMES something of a symbol": Bad(plus("ASSUMES = dict(h=0)"), ("ASSUMES", "h=0", "h0=0 and c0=0")),
    "ASSUMES is a list": Bad(plus('ASSUMES = ["h0"]'), ("ASSUMES", "dict(h0=0, c0=0)")),
    "ERRATA holds a text": Bad(plus('ERRATA = dict(db="_db")'), ("ERRATA['db']", "underscore")),
    "ERRATA holds a public function": Bad(plus("ERRATA = dict(db=db)"), ("ERRATA['db']", "underscore")),
    "ERRATA holds a lambda": Bad(plus("ERRATA = dict(db=lambda dz: dz)"), ("ERRATA['db']", "underscore")),
    "CUTS an argument that is not read": Bad(plus("CUTS = {('i', 'q'): 'cut'}"), ("CUTS", "('i', 'q')", "one of its arguments")),
    "CUTS a backward equation": Bad(plus("CUTS = {('dc', 'dh'): 'cut'}"), ("CUTS", "('dc', 'dh')", "forward equation")),
    "CUTS a symbol": Bad(plus("CUTS = {'h_prev': 'cut'}"), ("CUTS", "'h_prev'", "one of its arguments")),
    "STRAIGHT through an argument that is not read": Bad(plus("STRAIGHT = {('i', 'q'): 'as is'}"), ("STRAIGHT", "('i', 'q')")),
    "CLIP of a message": Bad(plus("CLIP = dict(dc_prev=1.0)"), ("CLIP names dc_prev", "no gradient of a weight")),
    "CLIP of nothing": Bad(plus("CLIP = dict(dWW=1.0)"), ("CLIP['dWW']", "did you mean dW?", "forward symbol or a weight gradient")),
    "CLIP at zero": Bad(plus("CLIP = dict(dW=0)"), ("CLIP['dW'] = 0", "above 0")),
    "AXES that nobody knows": Bad(plus('AXES = "diagonal"'), ("AXES", "'diagonal'", "column, row")),
    "AXES of code for equations": Bad(plus('AXES = "TBD"'), ("AXES", "'TBD'", "column, row")),
    "AXES of equations for code": Bad(but('AXES = "TBD"', 'AXES = "row"', text=CODE), ("AXES", "'row'", "TBD, BTD, TD")),
    "AXES that the equations do not have": Bad(plus('AXES = "row"'), ("z raised ValueError",), "def z("),
    "CELL nearly known": Bad(plus('CELL = "peephol"'), ("CELL", "'peephol'", "did you mean peephole?", "no-output-tanh")),
    "CELL unknown in code": Bad(plus('CELL = "gru"', CODE), ("CELL", "'gru'", "standard", "peephole")),
    "CELL is a number": Bad(plus("CELL = 3"), ("CELL", "int 3")),
    "BASE is unknown": Bad('BASE = "gomez_2106"\n', ("BASE", "'gomez_2106'", "no convention of this name")),
    "BASE is the file itself": Bad('BASE = "mine"\n', ("BASE", "itself")),
    "BASE goes round in a circle": Bad(
        'BASE = "first"\n', ("BASE", "leads back to first.py"), beside={"first.py": 'BASE = "second"\n', "second.py": 'BASE = "first"\n'}
    ),
    "BASE leads back to the file": Bad('BASE = "first"\n', ("BASE", "leads back to mine.py"), beside={"first.py": 'BASE = "mine"\n'}),
    "BASE is broken": Bad('BASE = "first"\n', ("first.py, line 1", "Python cannot read this"), beside={"first.py": "def (\n"}, blames="first.py"),
    "FORWARD has columns and AXES is row": Bad(ONLY_BACKWARD + 'AXES = "row"\n', ("AXES = 'row'", "'canonical' has column vectors", "leave AXES out")),
    "FORWARD is unknown": Bad('FORWARD = "canonicle"\n', ("FORWARD", "'canonicle'", "no convention of this name")),
    "FORWARD is the file itself": Bad('FORWARD = "mine"\n', ("FORWARD", "itself")),
    "FORWARD is written as code": Bad('FORWARD = "karpathy_2015"\n', ("FORWARD", "'karpathy_2015'", "code", "'canonical'")),
    "FORWARD and nothing else": Bad('FORWARD = "canonical"\n', ("nothing comes in from outside", "UPSTREAM")),
    "FORWARD is a list": Bad('FORWARD = ["canonical"]\n', ("FORWARD", "plain text", "'canonical'")),
}

ARRAYS = {
    "layout returns nothing": Bad(but(LAYOUT, "dict(W=stack(W.i"), ("layout()", "NoneType", "dict(name=array, ...)")),
    "layout returns a tuple": Bad(but(LAYOUT, "return (W.i, U.i)\n    dict(W=stack(W.i"), ("layout()", "tuple", "dict(name=array, ...)")),
    "layout returns an empty dict": Bad(but(LAYOUT, "return {}\n    dict(W=stack(W.i"), ("layout()", "dict(name=array, ...)")),
    "layout adds a forget bias": Bad(but(BIAS, "b=stack(b.i, b.f + 1, b.g, b.o)"), ("layout()", "does not only rearrange", "b holds", "forward equation")),
    "layout doubles the biases": Bad(but(BIAS, "b=2 * stack(b.i, b.f, b.g, b.o)"), ("layout()", "does not only rearrange", "b holds")),
    "layout reverses a sign": Bad(but("W=stack(W.i,", "W=stack(-W.i,"), ("layout()", "does not only rearrange", "W holds")),
    "layout raises": Bad(but(LAYOUT, "1 / 0\n    return dict(W=stack(W.i"), ("layout() raised ZeroDivisionError", "It gets W, U")),
    "layout asks for unknown arrays": Bad(but("def layout(W, U, b)", "def layout(W, R, b)"), ("layout() asks for R", "W, U, b and p")),
    "layout asks for an unknown gate": Bad(but("W=stack(W.i,", "W=stack(W.a,"), ("layout() raised AttributeError", "'a'")),
    "layout forgets the biases": Bad(but(f", {BIAS}", ""), ("z reads b", "layout()"), "def z("),
    "layout has *args": Bad(but("def layout(W, U, b)", "def layout(*arrays)"), ("layout()", "'arrays'"), "def layout("),
    "layout flattens the biases": Bad(but(BIAS, f"{BIAS}[:, 0]"), ("h has shape", "should have")),
    "WEIGHTS of an unknown size": Bad(plus('WEIGHTS = dict(R=("H", "Q"))'), ("WEIGHTS['R']", "('H', 'Q')", "(rows, columns)")),
    "WEIGHTS of a negative size": Bad(plus('WEIGHTS = dict(R=("H", -1))'), ("WEIGHTS['R']", "-1", "(rows, columns)")),
    "WEIGHTS of one number": Bad(plus("WEIGHTS = dict(R=3)"), ("WEIGHTS['R']", "3", "(rows, columns)")),
    "WEIGHTS of None": Bad(plus('WEIGHTS = dict(R=("H", None))'), ("WEIGHTS['R']", "None", "(rows, columns)")),
    "WEIGHTS is a list": Bad(plus('WEIGHTS = ["R"]'), ("WEIGHTS", "list", "dict(name=(rows, columns))")),
    "TARGETS of an unknown size": Bad(but('label="H"', 'label="Q"', text=GOMEZ), ("TARGETS['label']", "'Q'", "'one-hot D'")),
    "TARGETS of an unknown kind": Bad(but('label="H"', 'label="onehot H"', text=GOMEZ), ("TARGETS['label']", "'onehot H'", "'one-hot D'")),
    "TARGETS of two sizes": Bad(but('label="H"', 'label=("H", 1)', text=GOMEZ), ("TARGETS['label']", "'one-hot D'")),
    "TARGETS is a text": Bad(but('TARGETS = dict(label="H")', 'TARGETS = "label"', text=GOMEZ), ("TARGETS", "str", "dict(label='H')")),
    "loss reads a target that is not there": Bad(but("def loss(out, label)", "def loss(out, lable)", text=GOMEZ), ("loss reads lable",), "def loss("),
    "TARGETS is missing": Bad(without("TARGETS", GOMEZ), ("reads label", "TARGETS")),
}

VALUES = {
    "NaN in a forward equation": Bad(but(H, f'{H} * float("nan")'), ("h is NaN or infinite at step 1", "forward"), "def h("),
    "infinity in a forward equation": Bad(but(H, f'{H} + float("inf")'), ("h is NaN or infinite at step 1", "forward"), "def h("),
    "a forward equation returns nothing": Bad(but(H, "o * tanh(c)"), ("h returned NoneType", "expected an array"), "def h("),
    "a forward equation raises": Bad(but(H, "return o * (1 // 0)"), ("h raised ZeroDivisionError",), "def h("),
    "a forward product that does not fit": Bad(but("return W @ x", "return x @ W"), ("z raised ValueError", "matmul"), "def z("),
    "an equation returns a float": Bad(but(DC_PREV, "return 1.0\n"), ("dc_prev returned float", "expected an array"), "def dc_prev("),
    "an equation returns an int": Bad(but(DC_PREV, "return 0\n"), ("dc_prev returned int", "expected an array"), "def dc_prev("),
    "an equation returns a tuple": Bad(but(DC_PREV, "return dc, f\n"), ("dc_prev returned tuple", "expected an array"), "def dc_prev("),
    "an equation returns a list": Bad(but(DC_PREV, "return [dc * f]\n"), ("dc_prev returned list", "expected an array"), "def dc_prev("),
    "an equation returns a text": Bad(but(DC_PREV, "return 'dc * f'\n"), ("dc_prev returned str", "expected an array"), "def dc_prev("),
    "an equation yields": Bad(but(DC_PREV, "yield dc * f\n"), ("dc_prev is a generator", "return instead of yield"), "def dc_prev("),
    "an equation divides by zero": Bad(but(DC_PREV, "return dc * (1 / 0)\n"), ("dc_prev raised ZeroDivisionError: division by zero",), "def dc_prev("),
    "an equation uses a name that is not there": Bad(but(DC_PREV, "return dc * ff\n"), ("dc_prev raised NameError", "'ff'"), "def dc_prev("),
    "an equation uses a name that is nearly an argument": Bad(but(DC_PREV, "return dcc * f\n"), ("did you mean dc?",), "def dc_prev("),
    "an equation uses a function that it does not ask for": Bad(
        but("def dc_prev(dc, f):", "def dc_prev(dc):"),
        ("dc_prev raised TypeError", "f is a function here, and no argument of dc_prev", "def dc_prev(dc, f)."), "def dc_prev(",
    ),
    "an equation uses a borrowed symbol that it does not ask for": Bad(
        ONLY_BACKWARD + "def dh(dy):\n    return dy * o\n", ("name 'o' is not defined", "no argument of dh", "def dh(dy, o)."), "def dh(",
    ),
    "an equation uses a function that is not imported": Bad(
        but("stack, tanh", "stack"), ("name 'tanh' is not defined; add: from lstmcmp.symbols import tanh",), "def g(",
    ),
    "an equation multiplies with a text": Bad(but(DC_PREV, "return dc * 'f'\n"), ("dc_prev raised",), "def dc_prev("),
    "an equation looks something up in vain": Bad(but(DC_PREV, "return {}['f']\n"), ("dc_prev raised KeyError",), "def dc_prev("),
    "an equation leaves by sys.exit(0)": Bad(but(DC_PREV, "raise SystemExit(0)\n"), ("dc_prev raised SystemExit",), "def dc_prev("),
    "a forward equation leaves by sys.exit(0)": Bad(but(H, "raise SystemExit(0)"), ("h raised SystemExit",), "def h("),
    "an equation fails an assertion": Bad(but(DC_PREV, "assert dc is f, 'not f'\n"), ("dc_prev raised AssertionError: not f",), "def dc_prev("),
    "an equation changes an array, which nobody reads again": Bad(
        but("return U.mT @ dz", "dz *= 1\n    return U.mT @ dz"), ("dh_prev changes one of its arguments", "a + b, not a += b"), "def dh_prev("
    ),
    "a forward equation changes an array": Bad(but(H, "o *= tanh(c)\n    return o"), ("h changes one of its arguments", "a + b, not a += b"), "def h("),
}  # fmt: skip

PAIRS = {
    "code without backward": Bad(CODE[: CODE.index("def backward")], ("no function backward()", "backward(dh, dc_T, cache)")),
    "code without forward": Bad(
        CODE[: CODE.index("def forward")] + CODE[CODE.index("def backward") :], ("no function forward()", "forward(<weights>, x, h0, c0)")
    ),
    "backward gives a gradient of wrong shape": Bad(but("dict(dW=dW,", "dict(dW=dW.T,", text=CODE), ("the gradient dW has shape", "W has shape"), "def backward("),
    "backward gives no array": Bad(but("dict(dW=dW,", "dict(dW=None,", text=CODE), ("the gradient dW is NoneType", "expected an array"), "def backward("),
    "backward gives a gradient of nothing": Bad(but("dict(dW=dW,", "dict(dWW=dW,", text=CODE), ("'dWW'", "did you mean dW?"), "def backward("),
    "backward returns nothing": Bad(but("return dict(dW=dW", "dict(dW=dW", text=CODE), ("backward returned NoneType", "{name: gradient}"), "def backward("),
    "backward returns an empty dict": Bad(but("return dict(dW=dW", "return {}\n    dict(dW=dW", text=CODE), ("no gradient at all", "'dW'")),
    "backward empties a list of the cache": Bad(
        but("return dict(dW=dW", "steps.pop()\n    return dict(dW=dW", text=CODE), ("backward changes its input cache", "copy"), "def backward("
    ),
    "backward asks for something else": Bad(
        CODE.replace("dc_T", "dcT"), ("backward asks for dcT", "did you mean dc_T?", "cache, dc_T, dh"), "def backward("
    ),
    "backward asks for x": Bad(but("def backward(dh, dc_T, cache)", "def backward(x, dh, dc_T, cache)", text=CODE), ("backward asks for x",), "def backward("),
    "backward raises": Bad(but("return dict(dW=dW", "1 / 0\n    return dict(dW=dW", text=CODE), ("backward raised ZeroDivisionError",), "def backward("),
    "forward asks for an array that layout does not give": Bad(
        CODE.replace("def forward(W,", "def forward(V,"), ("forward asks for V", "U, W, b, c0, h0, x"), "def forward("
    ),
    "forward forgets the cache": Bad(but(", c, (W, U, c, steps)", ", c", text=CODE), ("forward returned", "(h, c_T, cache)"), "def forward("),
    "forward returns nothing": Bad(but("return out, c, (", "(", text=CODE), ("forward returned", "(h, c_T, cache)"), "def forward("),
    "forward gives the last h only": Bad(but("return out, c,", "return h, c,", text=CODE), ("h of shape (2, 4)", "expected (3, 2, 4)", "TBD"), "def forward("),
    "forward gives every c": Bad(but("return out, c,", "return out, out,", text=CODE), ("c_T of shape (3, 2, 4)", "expected (2, 4)"), "def forward("),
    "forward gives NaN": Bad(but("return out, c,", "return out * np.nan, c,", text=CODE), ("NaN or infinity in h",), "def forward("),
    "forward raises": Bad(but("out[t] = h", "out[t] = h.nothing", text=CODE), ("forward raised AttributeError", "nothing"), "def forward("),
    "code says steps first and means sequences first": Bad(but('AXES = "TBD"', 'AXES = "TD"', text=CODE), ("forward raised",), "def forward("),
}  # fmt: skip

INVALID = FILES | LOADING | NAMES | DEFINITIONS | CONSTANTS | ARRAYS | VALUES | PAIRS


def judged(path: Path | str, capsys, *options: str) -> tuple[int, dict, str]:
    """Exit code, the file's row and stderr; stdout is JSON and nothing else, and `canonical`, run after it, is exact."""
    status = code(["compare", str(path), "--format", "json", *SMALL, *options])
    out, err = capsys.readouterr()
    rows = {row["name"]: row for row in json.loads(out)["conventions"]}
    assert rows["canonical"]["verdict"] == "exact" and rows["canonical"]["as_declared"]
    assert "Traceback" not in out + err
    return status, rows[Path(path).stem], err


def squeezed(text: str) -> str:
    """The text without white space: how a screen wraps it does not matter."""
    return "".join(text.split())


@pytest.mark.parametrize("case", INVALID)
def test_one_sentence_says_what_where_and_what_to_do(case, tmp_path, capsys):
    bad, path = INVALID[case], tmp_path / "mine.py"
    write(path, bad)
    status, row, err = judged(path, capsys)
    assert status == 4
    assert row["verdict"] == "invalid" and not row["as_declared"]
    assert row["gradients"] == [] and row["equations"] == [] and row["culprits"] == []  # nothing is claimed about it
    (sentence,) = row["errors"]
    assert bad.where in sentence
    assert "\n" not in sentence and sentence == sentence.strip()
    assert [word for word in bad.words if word not in sentence] == []
    assert "internal error" not in (sentence + err).lower()


@pytest.mark.parametrize("case", INVALID)
def test_check_shows_the_same_sentence(case, tmp_path, capsys):
    bad, path = INVALID[case], tmp_path / "mine.py"
    write(path, bad)
    (entry,) = compare([path], SIZES).entries
    assert code(["check", str(path), *SMALL]) == 4
    out, err = capsys.readouterr()
    assert squeezed(entry.errors[0]) in squeezed(out)
    assert "Traceback" not in out + err


def test_all_of_them_at_once_stop_nobody(tmp_path, capsys):
    paths = []
    for n, bad in enumerate(INVALID.values()):
        (tmp_path / str(n)).mkdir()
        paths.append(tmp_path / str(n) / "mine.py")
        write(paths[-1], bad)
    assert code(["compare", *map(str, paths), "canonical", "gomez_2016", "--format", "json", *SMALL]) == 4
    rows = json.loads(capsys.readouterr().out)["conventions"]
    assert [row["verdict"] for row in rows if row["name"] == "mine"] == ["invalid"] * len(INVALID)
    assert {row["name"]: row["verdict"] for row in rows if row["name"] != "mine"} == {"canonical": "exact", "gomez_2016": "wrong"}


@dataclass(frozen=True)
class Wrong:
    """A file that runs and is wrong: who is to blame, the verdict on that equation, and a word of its note or of the remarks."""

    text: str
    culprit: str
    equation: str
    word: str


WRONG = {
    "a weight gradient that is transposed": Wrong(but("return outer(dz, x)", "return outer(x, dz)"), "dW", "does-not-fit", "(5, 16)"),
    "a product that does not fit": Wrong(but("return U.mT @ dz", "return dz @ U"), "dh_prev", "does-not-fit", "mismatch"),
    "a sum that does not fit": Wrong(but("return dc_next + dh", "return dc_next.mT @ dc_next + dh[:, :2]"), "dc", "does-not-fit", "broadcast"),
    "a gradient of the wrong size": Wrong(but(DC_PREV, "return (dc * f)[..., :2, :]\n"), "dc_prev", "does-not-fit", "(2, 2, 1)"),
    "a step that is cut into unequal parts": Wrong(
        but("return stack(di, df, dg, do)", "return stack(*split(di, 3), df, dg, do)"), "dz", "does-not-fit", "split"
    ),
    "an index beyond the end": Wrong(but(DC_PREV, "return dc * f[:, [9]]\n"), "dc_prev", "does-not-fit", "9"),
    "NaN in a message": Wrong(but(DC_PREV, "return dc * f * float('nan')\n"), "dc_prev", "culprit", "dc_prev is NaN or infinite"),
    "infinity in a gate": Wrong(but("return dc * i * (1 - g**2)", "return dc * i * float('inf')"), "dg", "culprit", "dW is NaN or infinite"),
    "NaN in a weight gradient": Wrong(but("return outer(dz, h_prev)", "return outer(dz, h_prev) * float('nan')"), "dU", "culprit", "dU is NaN or infinite"),
    "zero everywhere": Wrong(but("return W.mT @ dz", "return W.mT @ dz * 0"), "dx", "culprit", "dx is zero everywhere"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_can_be_run_is_wrong_and_never_invalid(case, tmp_path, capsys):
    wrong, path = WRONG[case], tmp_path / "mine.py"
    path.write_text(wrong.text, encoding="utf-8")
    status, row, _ = judged(path, capsys)
    assert status == 1
    assert row["verdict"] == "wrong" and row["errors"] == [] and not row["as_declared"]
    assert row["culprits"] == [wrong.culprit]
    (equation,) = (e for e in row["equations"] if e["symbol"] == wrong.culprit)
    assert equation["verdict"] == wrong.equation
    assert wrong.word in " ".join([equation["note"], *row["remarks"]])


@pytest.mark.parametrize("more", [[], ["--layers", "2"]], ids=["alone", "in a stack"])
def test_what_is_not_finite_is_told_by_us_and_not_by_numpy(more, tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text(but("return dz\n", "return dz / 0\n"), encoding="utf-8")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert code(["compare", str(path), *SMALL, *more]) == 1
    assert [str(w.message) for w in told if w.category is RuntimeWarning] == []


def test_a_file_that_removes_the_modules_of_python_stops_nobody(tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text(plus("import sys\nsys.modules.clear()"), encoding="utf-8")
    status, row, _ = judged(path, capsys)
    assert status == 0 and row["verdict"] == "exact"


def test_nan_in_code_is_a_finding(tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text(but("dict(dW=dW,", "dict(dW=dW * np.nan,", text=CODE), encoding="utf-8")
    status, row, _ = judged(path, capsys)
    assert (status, row["verdict"], row["errors"]) == (1, "wrong", [])
    assert "dW is NaN or infinite" in row["remarks"]
    assert {g["name"]: g["verdict"] for g in row["gradients"]} == dict(dW="differs", dU="agrees", db="agrees", dx="agrees", dh0="agrees", dc0="agrees")


ACCEPTED = {
    "prints while it is loaded": (plus("print('hello')"), "hello"),
    "prints in an equation": (but(DC_PREV, "print('hello')\n    return dc * f\n"), "hello"),
    "writes to stdout while it is loaded": (plus("import sys\nsys.stdout.write('hello')"), "hello"),
    "prints in code": (but("    W, U, c, steps = cache", "    print('hello')\n    W, U, c, steps = cache", text=CODE), "hello"),
    "transposes by .T in code": (CODE, ""),
    "has defaults and *args in a function of its own": (plus("def _scaled(a, *more, by=1):\n    return a * by"), ""),
    "has a number of its own": (plus("_GAIN = 2.0"), ""),
    "has a function inside a function": (but(DB, "def db(dz):\n    def same(a):\n        return a\n\n    return same(dz)\n"), ""),
    "has a script at its end": (plus('if __name__ == "__main__":\n    n = 3\n    print(n)'), ""),
    "may have or not have a package": (plus("try:\n    import numpyy\nexcept ImportError:\n    numpyy = None"), ""),
    "has helpers of any kind in code": (f"{CODE}\n\nclass Steps(list):\n    pass\n\n\ntwice = lambda a: 2 * a\nhalf = 0.5\n", ""),
    "has no docstrings": (re.sub(r'^    "\(.*"\n', "", CANONICAL, flags=re.M), ""),
    "has brackets and quotes in its docstrings": (but('"(13) dc_prev = dc ⊙ f"', "'(13 [bold] ((\"x\") [/red] {0} %s'"), ""),
    "has line ends of another system": (CANONICAL.replace("\n", "\r\n"), ""),
    "ends without a line end": (CANONICAL.rstrip("\n"), ""),
    "has no layout": (CANONICAL[: CANONICAL.index("def layout(")], ""),
    "declares no meaning": (without("MEANING"), ""),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_only_looks_odd_is_exact(case, tmp_path, capsys):
    text, said = ACCEPTED[case]
    assert "dW += dz.T @ x" in CODE  # the case about .T means something
    path = tmp_path / "mine.py"
    path.write_bytes(text.encode())
    status, row, err = judged(path, capsys)
    assert (status, row["verdict"], row["errors"]) == (0, "exact", [])
    assert said in err


@pytest.mark.parametrize("name", ["-mine.py", "my own.py", "mine [1].py", "größe.py", "mine.copy.py"])
def test_any_file_name_will_do(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(CANONICAL, encoding="utf-8")
    status, row, _ = judged(f"./{name}", capsys)
    assert (status, row["verdict"]) == (0, "exact")
    assert code(["compare", *SMALL, "--", name]) == 0
    assert Path(name).stem in capsys.readouterr().out


def test_a_name_with_a_dash_is_taken_for_an_option(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("-mine.py").write_text(CANONICAL, encoding="utf-8")
    assert code(["compare", "-mine.py"]) == 2
    assert "No such option" in capsys.readouterr().err


USAGE = {
    "an unknown name": (["compare", "gomez_2106"], ("'gomez_2106'", "did you mean gomez_2016?", "lstmcmp list", ".py")),
    "an unknown name to check": (["check", "gomez_2106"], ("'gomez_2106'", "did you mean gomez_2016?")),
    "an unknown name to show": (["show", "canonicle"], ("'canonicle'", "did you mean canonical?")),
    "an unknown name among known ones": (["compare", "canonical", "gomez_2106"], ("'gomez_2106'", "did you mean gomez_2016?")),
    "a name like no other": (["check", "zzzz"], ("'zzzz'", "lstmcmp list")),
    "an empty name": (["check", ""], ("''",)),
    "no steps": (["compare", "-T", "0"], ("-T 0", "at least 1")),
    "fewer than no steps": (["check", "canonical", "-T", "-1"], ("-T -1", "at least 1")),
    "no sequences": (["compare", "-B", "0"], ("-B 0", "at least 1")),
    "no inputs": (["compare", "-D", "0"], ("-D 0", "at least 1")),
    "fewer than no cells": (["compare", "-H", "-5"], ("-H -5", "at least 1")),
    "a negative seed": (["compare", "--seed", "-1"], ("--seed -1", "from 0 up")),
    "a size that is no number": (["compare", "-T", "six"], ("-T", "'six'")),
    "a format that nobody knows": (["compare", "--format", "xml"], ("--format", "'xml'", "json")),
    "an unknown option": (["compare", "--sed", "1"], ("--sed", "--seed")),
    "an unknown command": (["compere"], ("compere",)),
    "families of a stack": (["compare", "canonical", "--families", "--layers", "2"], ("--families", "without --layers")),
    "an empty term to leave out": (["check", "canonical", "--without", ""], ("--without ''", "'TERM of SYMBOL'")),
    "steps without a term": (["check", "canonical", "--without", "dc_next of dc", "--train", "5"], ("--train", "without --without")),
    "steps with numbers alone": (["check", "--inputs", "case.json", "--train", "5"], ("--train", "without --inputs")),
    "nothing to check": (["check"], ("NAME_OR_PATH", "--help")),
    "two files to check": (["check", "canonical", "gomez_2016"], ("gomez_2016",)),
    "nothing to show": (["show"], ("NAME_OR_PATH",)),
    "no file for new": (["new"], ("FILE",)),
    "a style that nobody knows": (["new", "x.py", "--style", "prose"], ("--style", "'prose'", "equations")),
    "an output that is a folder": (["compare", "canonical", "-o", "."], ("-o", "directory")),
}


@pytest.mark.parametrize("case", USAGE)
def test_a_wrong_command_line_says_what_it_wants(case, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments, words = USAGE[case]
    assert code(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err and "nternal error" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("case", ["does not exist", "is a folder", "is not UTF-8", "is not Python", "raises while it is loaded", "MEANINGS for MEANING"])
def test_show_says_it_too(case, tmp_path, capsys):
    bad, path = INVALID[case], tmp_path / "mine.py"
    write(path, bad)
    assert code(["show", str(path)]) == 4
    out, err = capsys.readouterr()
    assert out == "" and bad.where in err and "Traceback" not in err
    assert [word for word in bad.words if word not in err] == []


@pytest.mark.parametrize("case", ["does not exist", "is a folder"])
def test_show_code_says_it_too(case, tmp_path, capsys):
    path = tmp_path / "mine.py"
    write(path, INVALID[case])
    assert code(["show", str(path), "--code"]) == 4
    out, err = capsys.readouterr()
    assert out == "" and "mine.py" in err and "Traceback" not in err


# Files that somebody's editor damaged: whatever is left, there is a verdict, and if it is `invalid` one sentence about this file.

TEXTS = {"equations": CANONICAL, "code": CODE}
DAMAGED = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))


def verdict_of(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (entry,) = compare([path], SIZES).entries
    assert entry.verdict in ("exact", "variant", "by-design", "scaled", "wrong", "invalid"), entry.errors  # None is our own fault
    assert len(entry.errors) == (entry.verdict == "invalid")
    assert all("mine.py" in sentence and "\n" not in sentence for sentence in entry.errors)
    return entry.verdict


@pytest.mark.parametrize("style", TEXTS)
@given(data=st.data())
@DAMAGED
def test_a_line_less_still_gives_a_verdict(style, tmp_path, data):
    lines = TEXTS[style].splitlines(keepends=True)
    gone = data.draw(st.integers(0, len(lines) - 1))
    verdict_of(tmp_path / "mine.py", "".join(lines[:gone] + lines[gone + 1 :]))


@pytest.mark.parametrize("style", TEXTS)
@given(data=st.data())
@DAMAGED
def test_a_character_less_still_gives_a_verdict(style, tmp_path, data):
    text = TEXTS[style]
    gone = data.draw(st.integers(0, len(text) - 1))
    verdict_of(tmp_path / "mine.py", text[:gone] + text[gone + 1 :])


@given(data=st.data())
@DAMAGED
def test_two_lines_exchanged_still_give_a_verdict(tmp_path, data):
    lines = CANONICAL.splitlines(keepends=True)
    a, b = data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2))
    lines[a], lines[b] = lines[b], lines[a]
    verdict_of(tmp_path / "mine.py", "".join(lines))


@given(content=st.binary(max_size=200))
@DAMAGED
def test_any_bytes_are_invalid(tmp_path, content):
    assert verdict_of(tmp_path / "mine.py", content) == "invalid"


def test_nothing_comes_in(tmp_path, capsys):
    """The name that is read as a gradient and computed nowhere is the one to declare."""
    path = tmp_path / "mine.py"
    path.write_text(re.sub(r"UPSTREAM = .*\n", "", catalogue.find("canonical").read_text(encoding="utf-8")), encoding="utf-8")
    assert code(["check", str(path)]) == 4
    assert "say UPSTREAM = dict(dy='h')" in " ".join(capsys.readouterr().out.split())


def test_steps_of_different_shapes_are_one_misfit_and_no_internal_error(tmp_path, capsys):
    path = tmp_path / "mine.py"
    path.write_text(catalogue.find("canonical").read_text(encoding="utf-8").replace("U.mT @ dz", "U.mT * dz"), encoding="utf-8")
    assert code(["check", str(path), "-H", "1", "-T", "2", "-D", "2"]) == 1
    out = capsys.readouterr().out
    assert "DOES NOT FIT" in out and "internal error" not in out.lower()
