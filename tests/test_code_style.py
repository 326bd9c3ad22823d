"""Sources that are code: one right file, and what comes out when a few of its characters are exchanged."""

from pathlib import Path

import pytest

from lstmcmp.problem import Problem
from lstmcmp.render.check import check
from lstmcmp.render.page import Page
from lstmcmp.render.table import table

RIGHT = (Path(__file__).parent / "right" / "code_tbd.py").read_text(encoding="utf-8")
SEQUENCE_FIRST = (Path(__file__).parent / "right" / "code_btd.py").read_text(encoding="utf-8")
ONE_SEQUENCE = (Path(__file__).parent / "right" / "code_td.py").read_text(encoding="utf-8")
RETURNED = "return dict(dW=dW, dU=dU, db=db, dx=np.stack(dx), dh0=dh_next, dc0=dc_next)"


def exchanged(text: str, *changes: tuple[str, str]) -> str:
    """The text with every change made; each old piece must be there exactly once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the file"
        text = text.replace(old, new)
    return text


def differing(entry) -> set[str]:
    return {g.source_name for g in entry.gradients if g.verdict == "differs"}


ALL = {"dW", "dU", "db", "dx", "dh0", "dc0"}
WRONG = {  # old, new, the gradients that then differ, a remark
    "= for += in dW": ("dW += dz.T @ x", "dW = dz.T @ x", {"dW"}, None),
    "= for += in dU": ("dU += dz.T @ h_prev", "dU = dz.T @ h_prev", {"dU"}, None),
    "= for += in db": ("db += dz.sum(0)", "db = dz.sum(0)", {"db"}, None),
    "mean over the batch in db": ("db += dz.sum(0)", "db += dz.mean(0)", {"db"}, None),
    "the carry of h overwritten": ("dh_t = dh[t] + dh_next", "dh_t = dh[t]", ALL, None),
    "the upstream overwritten": ("dh_t = dh[t] + dh_next", "dh_t = dh_next if t < len(dh) - 1 else dh[t]", ALL, None),
    "the carry of c overwritten": ("dc = dc_next + dh_t", "dc = dh_t", ALL, None),
    "c for c_prev": ("dc * c_prev * f", "dc * c * f", ALL, None),
    "f left out of what is handed back": ("dc_next = dc * f", "dc_next = dc", ALL, None),
    "gates in another order": ("np.hstack([di, df, dg, do])", "np.hstack([di, df, do, dg])", ALL, None),
    "dx in the order of the loop": ("dx.insert(0, dz @ W)", "dx.append(dz @ W)", {"dx"}, None),
    "h for h_prev": ("dU += dz.T @ h_prev", "dU += dz.T @ (o * np.tanh(c))", {"dU"}, None),
    "dc0 one step early": ("dc0=dc_next)", "dc0=dc)", {"dc0"}, None),
    "zeros": ("dW=dW,", "dW=0 * dW,", {"dW"}, "dW is zero everywhere"),
    "a gradient never written": ("        db += dz.sum(0)\n", "", {"db"}, "db is zero everywhere"),
    "NaN": ("dW=dW,", "dW=dW * np.nan,", {"dW"}, "dW is NaN or infinite"),
    "infinity in one entry": ("dU=dU,", "dU=dU / (dU != dU.max()),", {"dU"}, "dU is NaN or infinite"),
    "one part in a million": ("dU=dU,", "dU=dU * 1.000001,", {"dU"}, None),
}


@pytest.mark.parametrize("old, new, gradients, remark", WRONG.values(), ids=WRONG)
def test_a_mistake_is_wrong_and_not_localised(entry, old, new, gradients, remark):
    found = entry(exchanged(RIGHT, (old, new)))
    assert (found.verdict, found.culprits, found.as_declared, found.errors) == ("wrong", (), False, ())
    assert differing(found) == gradients
    assert found.remarks == ((remark,) if remark else ())


INVALID = {  # the changes, what the one sentence must contain
    "a gradient of the wrong shape": ([("dW=dW,", "dW=dW.T,")], ["the gradient dW has shape (4, 20); W has shape (20, 4)"]),
    "a gradient without its batch axis": ([("dh0=dh_next", "dh0=dh_next.sum(0)")], ["the gradient dh0 has shape (5,); h0 has shape (3, 5)"]),
    "a gradient too short": ([("dx=np.stack(dx)", "dx=np.stack(dx[1:])")], ["the gradient dx has shape (5, 3, 4); x has shape (6, 3, 4)"]),
    "backward raises": ([("dz @ W)", "dz @ W.T)")], ["backward raised ValueError", "matmul"]),
    "forward raises": ([("h @ U.T", "h @ W.T")], ["forward raised ValueError"]),
    "a name that is not there": ([("dc * c_prev * f", "dc * c_before * f")], ["backward raised NameError", "c_before"]),
    "an unknown gradient": ([("dW=dW,", "dWW=dW,")], ["backward returned a gradient 'dWW' (did you mean dW?)", "expected some of dW, dU, db, dx, dh0, dc0"]),
    "a tuple of gradients": ([(RETURNED, "return dW, dU, db")], ["backward returned tuple; expected {name: gradient}"]),
    "no gradient at all": ([(RETURNED, "return {}")], ["backward returned no gradient at all"]),
    "forward without a cache": ([("np.stack(hs), c, dict", "np.stack(hs), dict")], ["forward returned tuple; expected (h, c_T, cache)"]),
    "only the last h": ([("np.stack(hs), c,", "hs[-1], c,")], ["forward returned h of shape (3, 5); expected (6, 3, 5) for AXES = 'TBD'"]),
    "every c": ([("np.stack(hs), c,", "np.stack(hs), np.stack(hs),")], ["forward returned c_T of shape (6, 3, 5); expected (3, 5)"]),
    "NaN in forward": ([("hs.append(h)", "hs.append(h / 0 - h / 0)")], ["forward returned NaN or infinity in h"]),
    "an argument nobody gives": ([("def backward(dh, dc_T, cache)", "def backward(dh, dcT, cache)")], ["backward asks for dcT (did you mean dc_T?)"]),
    "a weight nobody has": ([("def forward(W, U, b, x", "def forward(W, R, b, x")], ["forward asks for R", "it may ask for U, W, b, c0, h0, x"]),
    "unknown axes": ([('AXES = "TBD"', 'AXES = "BDT"')], ["AXES = 'BDT'; expected one of TBD, BTD, TD"]),
    "an unknown cell": ([('AXES = "TBD"', 'CELL = "gru"')], ["CELL = 'gru'", "standard, forget-bias"]),
    "no backward": ([("def backward(", "def backwards(")], ["has no function backward()"]),
}


@pytest.mark.parametrize("changes, words", INVALID.values(), ids=INVALID)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_cannot_be_run_is_one_clear_sentence(entry, changes, words):
    found = entry(exchanged(RIGHT, *changes))
    assert (found.verdict, found.as_declared, found.gradients, len(found.errors)) == ("invalid", False, (), 1)
    assert found.errors[0].startswith("mine.py")
    assert [w for w in words if w not in found.errors[0]] == [], found.errors[0]


UNSQUASHED = [("h, c = o * np.tanh(c_new), c_new", "h, c = o * c_new, c_new")]
ITS_BACKWARD = [("dh_t * o * (1 - np.tanh(c) ** 2)", "dh_t * o"), ("dh_t * np.tanh(c) * o", "dh_t * c * o")]
DECLARED = [('AXES = "TBD"', 'AXES = "TBD"\nCELL = "no-output-tanh"')]
FORWARDS = {  # the changes, verdict, cell, culprits, as declared
    "another cell, undeclared": (UNSQUASHED + ITS_BACKWARD, "variant", "no-output-tanh", (), False),
    "another cell, declared": (UNSQUASHED + ITS_BACKWARD + DECLARED, "variant", "no-output-tanh", (), True),
    "another cell with the backward pass of the standard one": (UNSQUASHED, "wrong", "no-output-tanh", (), False),
    "declared to be another cell than it is": (DECLARED, "wrong", "unknown", ("layout or forward",), False),
    "a cell nobody knows": ([("c_new = f * c + i * g", "c_new = f * f * c + i * g")], "wrong", "unknown", ("layout or forward",), False),
    "a stored forget bias": ([("sigmoid(i), sigmoid(f)", "sigmoid(i), sigmoid(f + 1)")], "variant", "forget-bias", (), False),
    "the initial state forgotten": (
        [("h, c, hs, steps = h0, c0, [], []", "h, c, hs, steps = 0 * h0, c0, [], []")],
        "wrong",
        "unknown",
        ("layout or forward",),
        False,
    ),
}


@pytest.mark.parametrize("changes, verdict, cell, culprits, as_declared", FORWARDS.values(), ids=FORWARDS)
def test_the_forward_names_the_cell(entry, changes, verdict, cell, culprits, as_declared):
    found = entry(exchanged(RIGHT, *changes))
    assert (found.verdict, found.cell, found.culprits, found.as_declared) == (verdict, cell, culprits, as_declared)


NO_STATES = [
    ("x, h0, c0):", "x):"),
    ("h, c, hs, steps = h0, c0, [], []", "zero = np.zeros((x.shape[1], W.shape[0] // 4))\n    h, c, hs, steps = zero, zero, [], []"),
]


def test_a_forward_without_first_states_assumes_zeros_and_says_so(entry):
    found = entry(exchanged(RIGHT, *NO_STATES))
    assert (found.verdict, found.as_declared, found.assumes) == ("exact", True, dict(h0=0, c0=0))
    assert found.remarks == ("forward takes no h0 and no c0: judged as with ASSUMES = dict(h0=0, c0=0)",)


def test_a_forward_without_first_states_can_be_wrong(entry):
    found = entry(exchanged(RIGHT, *NO_STATES, ("dW += dz.T @ x", "dW = dz.T @ x")))
    assert (found.verdict, differing(found)) == ("wrong", {"dW"})


IGNORED = {
    "both": ([("= h0, c0, [], []", "= 0 * h0, 0 * c0, [], []")], "h0 and c0 are", "ASSUMES = dict(h0=0, c0=0)"),
    "h0": ([("= h0, c0, [], []", "= 0 * h0, c0, [], []")], "h0 is", "ASSUMES = dict(h0=0)"),
    "c0": ([("= h0, c0, [], []", "= h0, 0 * c0, [], []")], "c0 is", "ASSUMES = dict(c0=0)"),
}


@pytest.mark.parametrize("changes, which, line", IGNORED.values(), ids=IGNORED)
def test_first_states_that_are_ignored_get_the_line_to_paste(entry, changes, which, line):
    text = exchanged(RIGHT, *changes)
    found = entry(text)
    assert found.verdict == "wrong"
    assert found.remarks == (f"forward starts at zero whatever {which}; if that is meant, add the line {line}",)
    mended = entry(f"{text}\n{line}\n")
    assert (mended.verdict, mended.as_declared) == ("exact", True)


SINGLE = {  # what is computed in float32
    "forward": [("    h, c, hs, steps", "    W, U, b, x, h0, c0 = (np.float32(a) for a in (W, U, b, x, h0, c0))\n    h, c, hs, steps")],
    "one gradient": [("dW=dW,", "dW=np.float32(dW),")],
}


@pytest.mark.parametrize("command", ["compare", "check"])
@pytest.mark.parametrize("changes", SINGLE.values(), ids=SINGLE)
def test_float32_is_named(report, entry, changes, command):
    text = exchanged(RIGHT, *changes)
    found = report(text)
    (row,) = found.entries
    assert (row.verdict, row.precision) == ("wrong", "float32")
    screen = " ".join(" ".join(line.plain for line in (table if command == "compare" else check)(found, Page(100))).split())
    assert "computed in float32: its digits end at 1e-07" in screen and "compute in float64" in screen
    assert "layout or forward pass" not in screen and "not localised" not in screen


def test_float32_excuses_nothing_else(report):
    found = report(exchanged(RIGHT, *SINGLE["one gradient"], ("dU += dz.T @ h_prev", "dU = dz.T @ h_prev")))
    screen = " ".join(" ".join(line.plain for line in check(found, Page(100))).split())
    assert "compute in float64" not in screen and "remark computed in float32" in screen


def test_float64_is_not_named(entry):
    assert entry(exchanged(RIGHT, ("dW=dW,", "dW=2 * dW,"))).precision is None


def test_float32_in_an_equation_is_named(report):
    (row,) = report('BASE = "canonical"\nfrom numpy import float32\ndef dW(dz, x):\n    return (dz @ x.mT).astype(float32)\n').entries
    assert (row.verdict, row.precision) == ("wrong", "float32")


def test_the_negative_of_every_gradient_is_scaled_and_not_as_declared(entry):
    returned = RETURNED.replace("return ", "found = ") + "\n    return {k: -v for k, v in found.items()}"
    found = entry(exchanged(RIGHT, (RETURNED, returned)))
    assert (found.verdict, found.constant, found.culprits, found.as_declared) == ("scaled", "-1", (), False)


AXES = {  # a file, its change, the gradients that differ
    "sequences first: the last step left out": (
        SEQUENCE_FIRST,
        ("reversed(range(x.shape[1]))", "reversed(range(x.shape[1] - 1))"),
        {"dWx", "dWh", "dbias", "dx", "dh0", "dc0"},
    ),
    "sequences first: = for +=": (SEQUENCE_FIRST, ("dWh + h[:, t].T @ dz", "h[:, t].T @ dz"), {"dWh"}),
    "one sequence: = for += in every matrix": (ONE_SEQUENCE, ('grads.get(f"dW{k}", 0) + np', "np"), {"dWf", "dWi", "dWg", "dWo"}),
    "one sequence: the carry of h overwritten": (
        ONE_SEQUENCE,
        ("total = dh[t] + dh_next", "total = dh[t]"),
        {f"d{a}{k}" for a in "Wb" for k in "figo"} | {"dx"},
    ),
}


@pytest.mark.parametrize("text, change, gradients", AXES.values(), ids=AXES)
def test_mistakes_in_other_axes(entry, text, change, gradients):
    found = entry(exchanged(text, change))
    assert (found.verdict, found.culprits) == ("wrong", ())
    assert differing(found) == gradients


@pytest.mark.parametrize("axes", ["TBD", "TD"])
def test_the_wrong_axes_are_noticed(entry, axes):
    found = entry(exchanged(SEQUENCE_FIRST, ('AXES = "BTD"', f'AXES = "{axes}"')))
    assert found.verdict == "invalid"
    assert "forward raised" in found.errors[0] or "forward returned" in found.errors[0]


def test_an_assumed_zero_state_is_given(entry):
    """A file that starts from zeros is the standard cell exactly when it says that it assumes them."""
    zeros = ("h, c, hs, steps = h0, c0, [], []", "h, c, hs, steps = np.zeros(h0.shape), np.zeros(c0.shape), [], []")
    assumes = ('AXES = "TBD"', 'AXES = "TBD"\nASSUMES = dict(h0=0, c0=0)')
    assert entry(exchanged(RIGHT, zeros)).culprits == ("layout or forward",)
    assert entry(exchanged(RIGHT, zeros, assumes), Problem(seed=3)).verdict == "exact"
