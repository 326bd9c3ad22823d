"""What each backward symbol is the gradient of: found by value with every declaration taken away, and declarations that are false."""

import functools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcmp import catalogue, examine, meaning, metric, truth
from lstmcmp.convention import load
from lstmcmp.judge import judge
from lstmcmp.problem import Problem
from lstmcmp.trial import prepare

EQUATIONS = [n for n, p in catalogue.paths().items() if catalogue.open_convention(n).style != "code"]


def seen(convention, constants: dict):
    """The examination of the convention with these constants, its corrections swapped in."""
    kind = "upstream" if convention.get("UPSTREAM") else "loss"
    trial = prepare(replace(convention, constants=constants), Problem(), kind, tuple(convention.get("ERRATA")))
    return trial, examine.examine(trial, truth.ask(trial, quick=True).adjoints)


def undeclared(convention) -> dict:
    """The constants without MEANING, and without the bounds of what only MEANING says is the gradient of a weight."""
    bounds = {s: b for s, b in convention.get("CLIP").items() if s not in convention.get("MEANING")}
    return {k: v for k, v in convention.constants.items() if k not in ("MEANING", "CLIP")} | ({"CLIP": bounds} if bounds else {})


def agrees(a, b, sizes: dict, of_weight: bool) -> bool:
    """Whether two gradients are the same, up to a constant; what is the gradient of a weight may be found before its sum."""
    if of_weight and a.ndim > b.ndim:
        a = a.reshape(-1, *a.shape[-2:]).sum(0)
    return a.shape == b.shape and (metric.agrees(metric.error(a, b)) or metric.constant([(a, b)], sizes) is not None)


@functools.cache
def compared(name: str) -> tuple[dict, set, set]:
    """({symbol: whether found = declared}, symbols whose equation is wrong alone, symbols that are forward helpers if nothing is declared)."""
    convention = catalogue.open_convention(name)
    trial, as_declared = seen(convention, convention.constants)
    bare, found = seen(convention, undeclared(convention))
    same, wrong = {}, set()
    helpers = {s for s in as_declared.known if s in bare.system.forward}
    for s, known in as_declared.known.items():
        if s in helpers or s not in as_declared.truth:
            continue
        true, other = as_declared.truth[s], found.truth.get(s)
        same[s] = other is not None and (
            known.meaning == found.known[s].meaning or agrees(other, true, trial.problem.sizes, meaning.is_weight(known.meaning))
        )  # fmt: skip
        got = as_declared.alone.get(s)
        if got is None or not agrees(got, true, trial.problem.sizes, False):
            wrong.add(s)
    return same, wrong, helpers


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_found_meanings_are_the_declared_ones(name):
    """Where a source's own equation is not what its words say, although every gradient is right, its values cannot say it either."""
    same, wrong, helpers = compared(name)
    assert len(same) >= 3
    assert {s for s, ok in same.items() if not ok} <= wrong
    declared = catalogue.open_convention(name).get("MEANING")
    assert all("/" in declared[s] for s in helpers)  # a partial that carries nothing from step to step looks like a helper


def test_nearly_all_meanings_are_compared():
    """The exceptions above are few: a source's symbol whose equation does not say what its words say."""
    exceptions = {(n, s) for n in EQUATIONS for s, ok in compared(n)[0].items() if not ok}
    total = sum(len(compared(n)[0]) for n in EQUATIONS)
    assert total > 2500 and len(exceptions) < total / 100


@pytest.mark.parametrize("name", EQUATIONS)
def test_what_is_declared_in_the_catalogue_is_not_contradicted(name):
    """Except where the equation itself is not what the source says it is: there the finding says what it is instead."""
    entry = judge(catalogue.open_convention(name), Problem())
    contradicted = {j.symbol for j in entry.equations if j.proposed and j.meaning_from == "declared"}
    assert contradicted <= {j.symbol for j in entry.equations if j.verdict in ("cancels", "culprit")}
    if contradicted:
        assert contradicted <= {s for s in compared(name)[1]}


SWAPS = {  # a right file, one of its symbols, a declaration that is false, and the words about it
    "a share for the whole": ("canonical", "dc", ("h", "c"), "dc is declared as the share of c read by h, but its values are the gradient of c"),
    "the whole for a share": ("jimenez_2015", "top_diff_s", "s", "its values are the gradient of s minus the share of s read by h"),
    "the other gate": ("canonical", "di", "pre(f)", "its values are the gradient before the activation of i"),
    "after for before": ("canonical", "dg", "g", "its values are the gradient before the activation of g"),
    "the other sign": ("canonical", "df", "-pre(f)", "its values are the gradient before the activation of f"),
}


@pytest.mark.parametrize("base, symbol, false, words", SWAPS.values(), ids=SWAPS)
def test_a_false_declaration_is_a_finding_and_no_fault_of_the_equation(base, symbol, false, words):
    convention = catalogue.open_convention(base)
    true = convention.get("MEANING")[symbol]
    entry = judge(replace(convention, constants=convention.constants | dict(MEANING=convention.get("MEANING") | {symbol: false})), Problem())
    assert entry.verdict in ("exact", "variant")
    said = [r for r in entry.remarks if "is declared as" in r]
    assert len(said) == 1 and words in said[0]
    proposed = {j.symbol: j.proposed for j in entry.equations if j.proposed}
    assert set(proposed) == {symbol}
    trial = prepare(convention, Problem(), "upstream")
    adjoints = truth.ask(trial, quick=True).adjoints
    want, got = (meaning.truth(meaning.parse(m, symbol, trial.system), adjoints, trial.system) for m in (true, eval(proposed[symbol])))
    assert np.allclose(want, got, rtol=1e-12)


CARRY_LEFT_OUT = """
from lstmcmp.symbols import tanh

BASE = "canonical"


def dc(dh, o, c):
    "(8) dc = dh ⊙ o ⊙ (1 - tanh²(c))"
    return dh * o * (1 - tanh(c) ** 2)
"""


def test_a_wrong_equation_is_not_talked_out_of_its_meaning(tmp_path):
    """The value is the share of c that h reads; but what reads dc needs the whole gradient, so the equation is wrong."""
    path = tmp_path / "mine.py"
    path.write_text(CARRY_LEFT_OUT, encoding="utf-8")
    entry = judge(load(path, catalogue.find), Problem())
    assert (entry.verdict, entry.culprits) == ("wrong", ("dc",))
    assert not any(j.proposed for j in entry.equations)


def test_what_is_found_is_proposed_in_the_form_that_the_file_takes():
    convention = catalogue.open_convention("kristiadi_2016")
    entry = judge(replace(convention, constants=undeclared(convention)), Problem())
    proposed = {j.symbol: eval(j.proposed) for j in entry.equations if j.proposed}
    assert proposed and all(j.meaning_from == "found" for j in entry.equations if j.proposed)
    system = prepare(convention, Problem(), "upstream").system
    assert all(meaning.parse(spec, s, system) for s, spec in proposed.items())
    told = " ".join(entry.remarks)
    assert all(f"{s}={spec!r}" in told for s, spec in proposed.items())


TERMS = st.sampled_from(["h", "c", "W", "h_prev", "c_prev", "pre(i)", "c/W", ("h", "c")])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TERMS, st.booleans()), min_size=1, max_size=3))
def test_a_spelled_meaning_is_read_back_as_itself(parts):
    system = prepare(catalogue.open_convention("canonical"), Problem(), "upstream").system
    spec = [(f"-{s[0]}", s[1]) if minus and isinstance(s, tuple) else f"-{s}" if minus else s for s, minus in parts]
    terms = meaning.parse(spec if len(spec) > 1 else spec[0], "dz", system)
    assert meaning.parse(meaning.spelled(terms), "dz", system) == terms


LOOSE = """
from lstmcmp.symbols import outer

BASE = "canonical"


def q1(dz, x):
    "x dzᵀ"
    return outer(x, dz)


def q2(dx_next):
    "dx of the step after"
    return 1 * dx_next


def q3(dz, c):
    "nothing in particular"
    return dz[..., :1, :] * c
"""


def test_what_is_a_gradient_but_for_a_transpose_or_a_step_is_said(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(LOOSE, encoding="utf-8")
    remarks = judge(load(path, catalogue.find), Problem()).remarks
    assert "q1 was not judged: its values are the transpose of the gradient of W (found by value)" in remarks
    assert "q2 was not judged: its values are the gradient of x one step later (found by value)" in remarks
    assert any(r.startswith("q3 was not judged: nothing reads it") for r in remarks)
