"""Causes: why an accused equation is wrong, by its code, and proved by running the convention with the equation mended."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcmp import catalogue, causes, metric, search
from lstmcmp.compare import compare
from lstmcmp.convention import load
from lstmcmp.problem import Problem
from lstmcmp.runs import judged

FILES = {p.stem: p for p in sorted((Path(__file__).parent / "broken").glob("*.py"))}
PROBLEMS = {"default": Problem(), "other sizes": Problem(T=4, B=2, D=3, H=4, seed=7)}


@cache
def entries(problem: Problem) -> dict:
    return {Path(e.path).stem: e for e in compare(FILES.values(), problem, deep=True).entries}


def expected(path: Path) -> set[tuple[str, str]]:
    line = path.read_text(encoding="utf-8").splitlines()[1]
    return {tuple(part.split()) for part in re.fullmatch(r"# causes: (.+)", line)[1].split(", ")}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # one of them divides by zero
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", FILES)
def test_every_planted_mistake_gets_its_cause(name, problem):
    entry = entries(PROBLEMS[problem])[name]
    assert {(c.symbol, c.code) for c in entry.causes} == expected(FILES[name])
    assert all(metric.agrees(c.error_after) and not metric.agrees(c.error_before) and c.detail for c in entry.causes)


def test_the_mistakes_are_of_many_kinds():
    codes = {code for path in FILES.values() for _, code in expected(path)}
    assert len(FILES) >= 30 and len(codes) >= 20


def test_only_what_is_wrong_gets_a_cause(whole):
    assert [e.name for e in whole.entries if e.verdict != "wrong" and (e.causes or e.clues)] == []


def test_every_needed_erratum_gets_a_cause(whole):
    for e in whole.entries:
        accused = {x.symbol for x in e.errata if x.status == "needed"} & set(e.culprits)
        assert accused <= {c.symbol for c in e.causes}, e.name
        assert all(metric.agrees(c.error_after) for c in e.causes), e.name


def test_a_change_that_does_not_make_every_gradient_right_is_no_cause(monkeypatch):
    """Sabotage: a search that takes any change for fitting must find no cause, for the proof refuses it."""
    monkeypatch.setattr(search, "fits", lambda *_: True)
    assert compare([FILES["c_for_tanh_c"]], Problem()).entries[0].causes == ()


def test_without_a_known_mistake_there_are_clues(entry):
    found = entry('BASE = "canonical"\nfrom lstmcmp.symbols import exp\n\n\ndef dg(dc, i, g):\n    "(10) dg = dc i exp(g)"\n    return dc * i * exp(g)\n')
    assert (found.verdict, found.culprits, found.causes) == ("wrong", ("dg",), ())
    (clue,) = found.clues
    assert clue.symbol == "dg" and clue.first_step == Problem().T and clue.signs == 1.0 and 0 < clue.cosine < 1


QUICK = {  # a changed line of `canonical`: code and words of the cause, found without a deep search
    "def dg(i, g):\n    return i * (1 - g**2)": ("LC101", "the factor dc is missing"),
    "def dg(dc, g):\n    return dc * (1 - g**2)": ("LC101", "the factor i is missing"),
    "def dg(dc, i, g):\n    return dc * g * (1 - i**2)": ("LC104", "g and i stand in each other's place"),
    "def df(dc, c_prev, f):\n    return f * c_prev * dc * (1 - c_prev)": ("LC110", "c_prev where f belongs"),
    "def df(dc, c_prev, f):\n    return dc * f * c_prev * (1 - dc)": ("LC110", "dc where f belongs"),
    "def do(dh, c, o):\n    return c * tanh(dh) * o * (1 - o)": ("LC110", "c and dh stand in each other's place"),
    "def do(dh, c, o):\n    return dh * tanh(c) * o * -o": ("LC205", "the term 1 is missing before -o"),
    "def dx(W, dz):\n    return (dz.mT @ W.mT).mT": ("LC401", "W.mT where W belongs"),
    "def db(dz_prev):\n    return dz_prev": ("LC301", "dz_prev where dz belongs"),
}


@pytest.mark.parametrize("line", QUICK)
def test_a_single_change_is_found_without_a_deep_search(line, entry):
    found = entry(f'from lstmcmp.symbols import tanh\n\nBASE = "canonical"\n\n\n{line}\n')
    assert [(c.symbol, c.code, c.detail) for c in found.causes] == [(line[4 : line.index("(")], *QUICK[line])]


def test_the_cause_is_the_same_whoever_asks(monkeypatch):
    convention = load(FILES["sign"], catalogue.find)
    results = [judged(convention, Problem(seed=s), "upstream") for s in (1, 2)]
    found = [causes.causes(convention, r.trial.problem, [r]) for r in results]
    assert [[(c.symbol, c.code, c.fits) for c in f] for f in found] == [[("dg", "LC109", "dg = dc * i * (1 - g**2)")]] * 2
    assert all(replace(c, error_before=0, error_after=0) for f in found for c in f)


KERNEL = '''
"""A kernel of one's own."""
import numpy as np


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def forward(W, U, b, x, h0, c0):
    hs, steps, h, c = [], [], h0, c0
    for x_t in x:
        i, f, g, o = np.split(x_t @ W.T + h @ U.T + b, 4, 1)
        i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
        steps.append((x_t, h, c, i, f, g, o, f * c + i * g))
        c = f * c + i * g
        h = o * np.tanh(c)
        hs.append(h)
    return np.array(hs), c, (W, U, steps)


def backward(dh, dc_T, cache):
    W, U, steps = cache
    dW, dU, db, dx = np.zeros_like(W), np.zeros_like(U), np.zeros(len(W)), np.zeros((*dh.shape[:2], W.shape[1]))
    dh_next, dc_next = 0, dc_T
    for t in reversed(range(len(steps))):
        x, h_prev, c_prev, i, f, g, o, c = steps[t]
        dh_t = dh[t] + dh_next
        dc = dc_next + dh_t * o * (1 - np.tanh(c) ** 2)
        do = dh_t * np.tanh(c) * o * (1 - o)
        di = dc * g * i * (1 - i)
        df = dc * c_prev * f * (1 - f)
        dg = dc * i * (1 - g**2)
        dz = np.concatenate([di, df, dg, do], 1)
        dW += dz.T @ x
        dU += dz.T @ h_prev
        db += dz.sum(0)
        dx[t] = dz @ W
        dh_next, dc_next = dz @ U, dc * f
    return dict(dW=dW, dU=dU, db=db, dx=dx, dh0=dh_next, dc0=dc_next)
'''
SLIPS = {  # what is exchanged in the kernel, and the causes
    "right": ({}, set()),
    "the gradients of the last turn of the loop": ({"dW +=": "dW =", "dU +=": "dU =", "db +=": "db ="}, {"LC601"}),
    "the bias of the last turn of the loop": ({"db +=": "db ="}, {"LC601"}),
    "the carry of h overwritten": ({"dh_t = dh[t] + dh_next": "dh_t = dh[t]"}, {"LC201"}),
    "the carry of c forgotten": ({"dc = dc_next + ": "dc = "}, {"LC202"}),
    "c for tanh(c)": ({"dh_t * np.tanh(c) *": "dh_t * c *"}, {"LC103"}),
    "tanh not squared": ({"(1 - np.tanh(c) ** 2)": "(1 - np.tanh(c))"}, {"LC105"}),
    "no derivative of the forget gate": ({"c_prev * f * (1 - f)": "c_prev"}, {"LC102"}),
    "the gate copied": ({"g * i * (1 - i)": "g * f * (1 - f)"}, {"LC104"}),
    "c of this step": ({"dc * c_prev * f": "dc * c * f"}, {"LC301"}),
    "a sign": ({"dg = dc": "dg = -dc"}, {"LC109"}),
    "the mean over the batch": ({"return dict(dW=dW, dU=dU, db=db,": "return dict(dW=dW / 2, dU=dU / 2, db=db / 2,"}, {"LC603"}),
    "the gradients of the gates in another order": ({"[di, df, dg, do]": "[df, di, dg, do]"}, {"LC405"}),
    "h of this step and the bias overwritten": ({"dz.T @ h_prev": "dz.T @ (o * np.tanh(c))", "db +=": "db ="}, {"LC301", "LC601"}),
    "two gates": ({"dc * c_prev * f": "dc * c * f", "dg = dc * i * (1 - g**2)": "dg = dc * i"}, {"LC301", "LC102"}),
}


def kernel(folder: Path, exchanged: dict[str, str]) -> Path:
    """The kernel with some of its text exchanged."""
    text = KERNEL
    for old, new in exchanged.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "kernel.py"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("slip", SLIPS)
def test_code_is_told_what_gives_the_same_gradients(slip, tmp_path):
    exchanged, codes = SLIPS[slip]
    entry = compare([kernel(tmp_path, exchanged)], Problem(T=3, B=2, D=2, H=3), deep=True).entries[0]
    assert (entry.verdict, {c.code for c in entry.causes}, entry.errors) == ("wrong" if codes else "exact", codes, ())
    assert all(c.match.startswith("canonical with ") for c in entry.causes)


def test_code_with_a_mistake_of_its_own_kind_gets_no_cause(tmp_path):
    entry = compare([kernel(tmp_path, {"dg = dc * i": "dg = dc * np.exp(i)"})], Problem(T=3, B=2, D=2, H=3)).entries[0]
    assert (entry.verdict, entry.causes) == ("wrong", ())


CUTS = {  # what is exchanged in the kernel, the code, and what its words name: the paths, and what else leaves the same numbers
    "one gate": (
        {"dz @ U, dc * f": "dz @ U - do @ U[9:], dc * f"},
        "LC702",
        "h into the output gate is cut, at the first step too, or .* left out, .* \\(LC205\\)",
    ),
    "two gates, the last message whole": (
        {"dh_t = dh[t] + dh_next": "dh_t = dh[t] + (dh_next - (di @ U[:3] + df @ U[3:6] if t < len(steps) - 1 else 0))"},
        "LC702",
        "h into the input gate, h into the forget gate are cut, but not at the first step",
    ),
    "every gate": ({"dz @ U, dc * f": "0 * dc, dc * f"}, "LC702", "h into the input gate, .* output gate are cut, at the first step too, or"),
    "what may be forgotten as well": ({"dh_t = dh[t] + dh_next": "dh_t = dh[t]"}, "LC201", "h into .* are cut, but not at the first step: the same, LC702"),
    "the path of c": ({"dc = dc_next + ": "dc = (dc_T if t == len(steps) - 1 else 0) + "}, "LC702", "c into c is cut, but not at the first step"),
}


@pytest.mark.parametrize("case", CUTS)
def test_code_that_truncates_is_told_its_paths(case, tmp_path):
    exchanged, code, words = CUTS[case]
    entry = compare([kernel(tmp_path, exchanged)], Problem(T=3, B=2, D=2, H=3), deep=True).entries[0]
    assert [(entry.verdict, c.code, bool(re.search(words, c.detail))) for c in entry.causes] == [("wrong", code, True)], entry.causes
    assert all(metric.agrees(c.error_after) and c.error_before > 1e-3 for c in entry.causes)


OVERWRITTEN = {  # what is exchanged in the kernel, and the names that need a copy
    "another name for the gradient of c": ({"dg = dc * i * (1 - g**2)": "dg = dc\n        dg *= i * (1 - g**2)"}, {"dg"}),
    "a view": ({"dg = dc * i * (1 - g**2)": "dg = dc[:]\n        dg[:] = dg * i * (1 - g**2)"}, {"dg"}),
    "with out=": ({"dg = dc * i * (1 - g**2)": "dg = dc\n        np.multiply(dc, i * (1 - g**2), out=dg)"}, {"dg"}),
    "two of them": (
        {"do = dh_t * np.tanh(c) * o * (1 - o)": "do = dh_t\n        do *= np.tanh(c) * o * (1 - o)", "dc = dc_next + dh_t * o": "dc = dc_next + dh_t * o",
         "dg = dc * i * (1 - g**2)": "dg = dc\n        dg *= i * (1 - g**2)\n        dh_next = dh_t"},
        {"dg"},
    ),
    "in a helper": ({"dg = dc * i * (1 - g**2)": "dg = _scaled(dc, i * (1 - g**2))", "def forward": "def _scaled(a, b):\n    a *= b\n    return a\n\n\ndef forward"}, {"a"}),
    "in the forward pass": ({"        h = o * np.tanh(c)": "        h = o\n        h *= np.tanh(c)"}, {"h"}),
}  # fmt: skip


@pytest.mark.parametrize("case", OVERWRITTEN)
def test_an_array_changed_in_place_is_told_by_a_copy(case, tmp_path):
    exchanged, names = OVERWRITTEN[case]
    entry = compare([kernel(tmp_path, exchanged)], Problem(T=3, B=2, D=2, H=3)).entries[0]
    assert (entry.verdict, {c.code for c in entry.causes}, {c.symbol for c in entry.causes}) == ("wrong", {"LC602"}, names)
    assert all(metric.agrees(c.error_after) and c.error_before > 1e-3 and "kernel.py, line" in c.detail for c in entry.causes)


def test_what_is_changed_in_place_on_purpose_is_no_cause(tmp_path):
    entry = compare([kernel(tmp_path, {"dW += dz.T @ x": "dW[:] = dW + dz.T @ x", "dg = dc": "dg = -dc"})], Problem(T=3, B=2, D=2, H=3)).entries[0]
    assert (entry.verdict, {c.code for c in entry.causes}) == ("wrong", {"LC109"})


ARGUMENTS = {  # what is exchanged in the kernel, the verdict, the cause's code, and what is said
    "dh, and right": ({"dh_t = dh[t] + dh_next": "dh_t = dh[t]\n        dh_t += dh_next"}, "wrong", {"LC602"}, "changes its argument dh in place: the same call once more"),
    "dc_T, and right": ({"dh_next, dc_next = 0, dc_T": "dh_next, dc_next = 0, dc_T.copy()", "    return dict(": "    dc_T *= 2\n    return dict("}, "wrong", {"LC602"}, "argument dc_T"),
    "dh, and a sign": ({"dh_t = dh[t] + dh_next": "dh_t = dh[t]\n        dh_t += dh_next", "dg = dc": "dg = -dc"}, "wrong", {"LC109"}, "argument dh in place; it was given a copy"),
    "dc_T, which is read again": (
        {"dh_next, dc_next = 0, dc_T": "dh_next, dc_next = 0, dc_T\n    dc_T *= 2\n    dc_T /= 4"}, "wrong", {"LC602"}, "argument dc_T in place; it was given a copy",
    ),
    "a list, so that the second call fails": ({"    return dict(": "    steps[0] = None\n    return dict("}, "invalid", set(), "backward changes its input cache; work on a copy"),
    "what nobody reads": (
        {"(W, U, steps)\n": "(W, U, steps, np.zeros(3))\n", "W, U, steps = cache": "W, U, steps, room = cache\n    room += 1"},
        "invalid", set(), "backward changes its input cache; work on a copy",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ARGUMENTS)
def test_code_that_changes_its_arguments_is_judged_where_something_is_proved(case, tmp_path):
    exchanged, verdict, codes, words = ARGUMENTS[case]
    entry = compare([kernel(tmp_path, exchanged)], Problem(T=3, B=2, D=2, H=3)).entries[0]
    assert (entry.verdict, {c.code for c in entry.causes}) == (verdict, codes)
    assert words in " ".join((*entry.errors, *entry.remarks, *(c.detail for c in entry.causes)))
    assert all(metric.agrees(c.error_after) and c.error_before > 1e-3 for c in entry.causes)


PLAIN = (
    "c_for_tanh_c",
    "c_for_c_prev",
    "i_for_g",
    "sign",
    "dc_prev_without_f",
    "f_for_f_next",
    "tanh_not_squared",
    "carry_of_c_missing",
    "two_mistakes_of_sums",
)


@settings(max_examples=10, deadline=None)
@given(
    name=st.sampled_from(PLAIN), T=st.integers(3, 6), B=st.integers(1, 3), D=st.integers(1, 4), H=st.integers(2, 5), seed=st.integers(0, 10**6)
)  # fmt: skip
def test_the_cause_is_the_same_for_all_sizes_and_seeds(name, T, B, D, H, seed):
    entry = compare([FILES[name]], Problem(T, B, D, H, seed), deep=True).entries[0]
    assert {(c.symbol, c.code) for c in entry.causes} == expected(FILES[name])
    assert all(metric.agrees(c.error_after) for c in entry.causes)


@settings(max_examples=10, deadline=None)
@given(name=st.sampled_from(("canonical", "pytorch", "greff_2015", "jimenez_2015", "mallya_2015", "graves_2012")), seed=st.integers(0, 10**6))
def test_what_is_right_has_no_cause_for_any_seed(name, seed):
    entry = compare([catalogue.find(name)], Problem(T=3, B=2, D=3, H=4, seed=seed), deep=True).entries[0]
    assert entry.verdict in ("exact", "variant") and (entry.causes, entry.clues) == ((), ())


IN_PLACE = {  # equations of `canonical` by their first line, what they do, verdict, the culprits, the causes, what is said
    "a gradient that others read": ({"dg(dc, i, g)": "dc *= i * (1 - g**2)\n    return dc"}, "wrong", {"dg"}, {("dg", "LC602")}, "which is read again"),
    "under another name": ({"dg(dc, i, g)": "a = dc\n    a[...] = dc * i * (1 - g**2)\n    return a"}, "wrong", {"dg"}, {("dg", "LC602")}, "which is read again"),
    "one that matters and one that does not": (
        {"dg(dc, i, g)": "dc *= i * (1 - g**2)\n    return dc", "do(dh, c, o)": "dh *= tanh(c) * o * (1 - o)\n    return dh"},
        "wrong", {"dg"}, {("dg", "LC602")}, "do changes one of its arguments in place, which alone changes no gradient",
    ),
    "a weight, and a factor": ({"dh_prev(U, dz)": "U *= 2\n    return U.mT @ dz"}, "wrong", {"dh_prev"}, set(), "dh_prev changes one of its arguments in place; it was given a copy"),
    "beside another mistake": (
        {"dg(dc, i, g)": "dc *= i * (1 - g**2)\n    return dc", "db(dz)": "return -dz"}, "wrong", {"db"}, {("db", "LC109")}, "dg changes one of its arguments in place; it was",
    ),
    "what nobody reads again": ({"dh(dy, dh_next)": "dy += dh_next\n    return dy"}, "invalid", set(), set(), "dh changes one of its arguments in place; compute a new array"),
    "in the forward pass": ({"h(o, c)": "o *= tanh(c)\n    return o"}, "invalid", set(), set(), "h changes one of its arguments in place; compute a new array"),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_PLACE)
def test_an_equation_that_changes_what_it_reads_is_judged_where_something_is_proved(case, entry):
    changed, verdict, culprits, codes, words = IN_PLACE[case]
    functions = "".join(f"\n\ndef {head}:\n    {body}\n" for head, body in changed.items())
    found = entry(f'from lstmcmp.symbols import tanh\n\nBASE = "canonical"\n{functions}')
    assert (found.verdict, set(found.culprits), {(c.symbol, c.code) for c in found.causes}) == (verdict, culprits, codes)
    assert words in " ".join((*found.errors, *found.remarks, *(c.detail for c in found.causes)))
    assert all(metric.agrees(c.error_after) and c.error_before > 1e-3 for c in found.causes)
