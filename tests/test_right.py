"""Right files in unusual letters and layouts must never be accused; a constant factor is named, not blamed on anybody."""

from pathlib import Path

import pytest

from lstmcmp import catalogue
from lstmcmp.compare import compare, exit_code
from lstmcmp.convention import load
from lstmcmp.problem import Problem

FILES = {p.stem: p for p in sorted((Path(__file__).parent / "right").glob("*.py"))}
MISSING = {"odd_letters": ("dc0",), "next_step_unfolded": ("dh0", "dc0"), "code_td": ("dh0", "dc0")}  # what these do not give; the others give all
OWN_CELL = {"projection"}  # a forward pass that no known cell has, declared by the file's own name
PROBLEMS = {"default": Problem(), "other sizes": Problem(T=5, B=2, D=3, H=4, seed=1), "one cell": Problem(T=3, B=2, D=2, H=1, seed=2)}
ENTRIES = {problem: {e.name: e for e in compare(FILES.values(), p).entries} for problem, p in PROBLEMS.items()}
EQUATIONS = [n for n, c in ((n, load(p, catalogue.find)) for n, p in catalogue.paths().items()) if c.style == "equations" and "BASE" not in c.constants]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("name", FILES)
def test_is_exact_and_accuses_nobody(name, problem):
    entry = ENTRIES[problem][name]
    assert (entry.verdict, entry.cell) == (("variant", name) if name in OWN_CELL else ("exact", "standard"))
    assert (entry.culprits, entry.errors) == ((), ())
    assert entry.as_declared
    assert {g.verdict for g in entry.gradients} == {"agrees"}
    assert entry.missing == MISSING.get(name, ())


def test_letters_that_mean_preactivations_are_read_so():
    entry = ENTRIES["default"]["letters_of_preactivations"]
    meanings = {j.symbol: (j.meaning, j.meaning_from) for j in entry.equations if j.symbol in ("di", "df", "dg", "do")}
    assert meanings == {f"d{k}": (f"gradient before the activation of {k}", "found") for k in "ifgo"}
    (remark,) = entry.remarks
    assert all(f"d{k}" in remark for k in "ifgo") and "found by value, not declared in the file" in remark


def test_letters_that_mean_what_they_say_need_no_remark():
    assert ENTRIES["default"]["letters_of_gates"].remarks == ()


@pytest.mark.parametrize(
    "symbol, meaning",
    [
        ("alpha", "gradient of h"),
        ("gamma", "gradient before the activation of o"),
        ("lamda", "gradient of i"),
        ("omega_prev", "share of h(t-1) that step t reads"),
        ("xi", "gradient of x"),
        ("grad_W", "gradient of W"),
        ("Ubar", "gradient of U"),
        ("grad_b", "gradient of b"),
    ],
)
def test_odd_letters_are_read(symbol, meaning):
    assert {j.symbol: j.meaning for j in ENTRIES["default"]["odd_letters"].equations}[symbol] == meaning


def test_an_undeclared_sign_convention_is_read():
    meanings = {j.symbol: j.meaning for j in ENTRIES["default"]["negative_deltas_undeclared"].equations if j.role == "backward"}
    assert {s for s, m in meanings.items() if m.startswith("minus")} == {"delta_h", "delta_c", "delta_z", "delta_h_prev", "delta_c_prev"}


def test_errors_that_cancel_are_a_remark():
    entry = ENTRIES["default"]["errors_that_cancel"]
    assert {j.symbol for j in entry.equations if j.verdict == "cancels"} == {"di", "dz"}
    assert entry.remarks == ("di, dz differ from their meanings, but the errors cancel or never reach a gradient",)


NAMES = ("gU", "nabla_U", "gradU", "U_bar", "dLdU", "delta_U", "Q")


@pytest.mark.parametrize("factor, verdict, culprits", [("", "exact", 0), ("2 * ", "wrong", 1), ("U.mean() * ", "wrong", 1)], ids=["right", "twice", "wrong"])
@pytest.mark.parametrize("name", NAMES)
def test_a_gradient_is_judged_whatever_it_is_called(entry, name, factor, verdict, culprits):
    text = catalogue.find("canonical").read_text(encoding="utf-8").replace('dU="U", ', "").replace("def dU(dz, h_prev)", f"def {name}(dz, h_prev, U)")
    found = entry(text.replace("return outer(dz, h_prev)", f"return {factor}outer(dz, h_prev)"))
    assert (found.verdict, found.culprits, found.missing) == (verdict, (name,) * culprits, ())


def test_a_sigmoid_spelled_with_exp_has_a_gradient_before_it(entry):
    text = catalogue.find("canonical").read_text(encoding="utf-8").replace("sigmoid, split", "exp, sigmoid, split")
    found = entry(text.replace("return sigmoid(split(z, 4)[3])", "return 1 / (1 + exp(-split(z, 4)[3]))"))
    assert (found.verdict, found.culprits, found.errors) == ("exact", (), ())


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_catalogue_without_its_meanings_accuses_no_right_one(name, tmp_path, entries):
    """Of a wrong one at least one declared culprit is found; which others seem to differ is open when nothing says what symbols mean."""
    path = tmp_path / f"{name}_bare.py"
    path.write_text(catalogue.find(name).read_text(encoding="utf-8") + "\n\nMEANING = {}\n", encoding="utf-8")
    declared, bare = entries[name], compare([path], Problem()).entries[0]
    if {g.source_name for g in bare.gradients} != {g.source_name for g in declared.gradients}:
        return  # its names do not tell what is a gradient
    assert (bare.verdict, bool(bare.culprits)) == (declared.verdict, bool(declared.culprits))
    assert not declared.culprits or set(bare.culprits) & set(declared.culprits)


SCALED = """
BASE = "canonical"
UPSTREAM = dict(dy="h")


def dh(dy, dh_next{size}):
    "(7) dh = {term} + dh_next"
    return {term} + dh_next
"""
FACTORS = {  # the term in place of dy, the size it asks for, what FACTOR declares, the constant as it is named
    "minus one": ("-dy", "", -1, "-1"),
    "one half": ("dy / 2", "", 0.5, "1/2"),
    "twice": ("2 * dy", "", 2, "2"),
    "T": ("T * dy", ", T", "T", "T"),
    "mean over the batch": ("dy / B", ", B", "1/B", "1/B"),
    "minus the mean over the steps": ("-dy / T", ", T", "-1/T", "-1/T"),
    "no constant with a name": ("0.7 * dy", "", 0.7, "0.7"),
}


@pytest.mark.parametrize("term, size, declared, named", FACTORS.values(), ids=FACTORS)
def test_a_factor_is_named(report, term, size, declared, named):
    text = SCALED.format(term=term, size=size)
    for factor, as_declared in ((f"FACTOR = {declared!r}", True), ("", False), ("FACTOR = 3", False)):
        found = report(text + factor)
        entry = found.entries[0]
        assert (entry.verdict, entry.constant, entry.culprits, entry.as_declared) == ("scaled", named, (), as_declared), factor
        assert exit_code(found) == (0 if as_declared else 1)


def test_a_declared_factor_that_is_not_there(entry):
    found = entry('BASE = "canonical"\nFACTOR = 2\n')
    assert (found.verdict, found.expected, found.as_declared, found.constant) == ("exact", "scaled", False, None)


def test_a_factor_on_one_gradient_only_is_no_factor_of_the_run(entry):
    found = entry('BASE = "canonical"\nFACTOR = 2\n\n\ndef db(dz):\n    "(18) db = 2 Σ_t dz"\n    return 2 * dz\n')
    assert (found.verdict, found.culprits, found.constant, found.as_declared) == ("wrong", ("db",), None, False)


UNSQUASHED = """
BASE = "canonical"


def h(o, c):
    "(6) h = o ⊙ c"
    return o * c


def dc(dc_next, dh, o):
    "(8) dc = dc_next + dh ⊙ o"
    return dc_next + dh * o


def do(dh, c, o):
    "(9) do = dh ⊙ c ⊙ o ⊙ (1 - o)"
    return dh * c * o * (1 - o)
"""
CELLS = {  # what is declared, verdict, cell, culprits, as declared
    "undeclared": ("", "variant", "no-output-tanh", (), False),
    "declared": ('CELL = "no-output-tanh"', "variant", "no-output-tanh", (), True),
    "declared to be another": ('CELL = "peephole"', "wrong", "unknown", ("layout or forward",), False),
    "declared to be the standard one": ('CELL = "standard"', "wrong", "unknown", ("layout or forward",), False),
    "declared to be the one of a convention": ('CELL = "jimenez_2015"', "variant", "jimenez_2015", (), True),
}


@pytest.mark.parametrize("line, verdict, cell, culprits, as_declared", CELLS.values(), ids=CELLS)
def test_the_right_gradient_of_another_cell(entry, line, verdict, cell, culprits, as_declared):
    found = entry(UNSQUASHED + line + "\n")
    assert (found.verdict, found.cell, found.culprits, found.as_declared, found.errors) == (verdict, cell, culprits, as_declared, ())


DOUBLED = '\n\ndef {name}({of}):\n    "{name} = 2 {of}"\n    return 2 * {of}\n'


def test_a_variant_of_a_variant_runs_all_files_and_names_the_first(entry, tmp_path):
    """Both changes are there, each blamed on its own line, and tables fold it under the convention itself."""
    (tmp_path / "second.py").write_text('BASE = "canonical"' + DOUBLED.format(name="db", of="dz"), encoding="utf-8")
    found = entry('BASE = "second"' + DOUBLED.format(name="dh_prev", of="U.mT @ dz").replace("(U.mT @ dz)", "(U, dz)"))
    assert (found.verdict, set(found.culprits), found.base) == ("wrong", {"db", "dh_prev"}, "canonical")
    assert {j.symbol: Path(j.file).name for j in found.equations if j.symbol in found.culprits} == {"db": "second.py", "dh_prev": "mine.py"}
