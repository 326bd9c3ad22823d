"""`lstmcmp derive`: every number beside a finite difference of the same quantity, and what changes before what stays."""

import numpy as np
import pytest

from lstmcmp import catalogue, cli
from lstmcmp import derive as module
from lstmcmp.convention import load
from lstmcmp.derive import derive, derive_or_variant
from lstmcmp.errors import ConventionError, UsageError
from lstmcmp.render.derive import headline, markdown, tex


def opened(name: str):
    return load(catalogue.find(name), catalogue.find)


SOUND = [
    "canonical",
    "deeplearning_ai_2020",
    "seq2seq_numpy",
    "pytorch",
    "kumar_2019",
    "jimenez_2015",
    "greff_2015",
    "mallya_2015",
    "jayasiri_2017",
    "gers_2000_t2",
]


@pytest.mark.parametrize("name", SOUND)
def test_every_number_is_its_finite_difference(name):
    found = derive(opened(name), 2)
    assert found.worst < 1e-8 and found.wrong == ()
    compared = [x for x in found.stays if x.differences]
    assert len(compared) >= len(found.stays) - 2
    for line in (*(x for *_, x in found.changes), *compared):
        for value, difference in zip(line.values, line.differences, strict=bool(line.differences)) if line.differences else ():
            assert value.shape == difference.shape == line.shape
            assert np.abs(value - difference).max() < 1e-8, line.symbol


def test_a_wrong_line_departs_from_its_difference():
    found = derive(opened("gomez_2016"), 2)
    assert found.wrong == ("db",) and found.worst > 1e-3
    (db,) = (x for x in found.stays if x.symbol == "db")
    assert np.abs(db.values[0] - db.differences[0]).max() == found.worst


@pytest.mark.parametrize(
    "name, first, second, words",
    [
        ("canonical", "x[2] = h[1]", "dy[1] = dx[2]", "2 lines change, 12 stay (1 needed line of ours beside them)"),
        ("gomez_2016", "x[2] = out[1]", "Delta[1] = delta_x[2]", "2 lines change, 12 stay"),
        ("mallya_2015", "x[2] = h[1]", "dC_dh[1] = dx[2]", None),
    ],
)
def test_what_changes_is_in_the_letters_of_the_source(name, first, second, words):
    found = derive(opened(name), 2)
    assert [found.changes[0][0], found.changes[1][0].replace("the error of h[1], by the missing line", "dx[2]")] == [first, second]
    assert words is None or headline(found) == words


def test_a_source_without_dx_is_told_the_missing_line():
    found = derive(opened("mallya_2015"), 2)
    assert headline(found).endswith("1 is missing") or ", 1 is missing" in headline(found)
    assert found.notes[0].startswith("The missing line, ours: the error of h[1](t) = Wᵀ · delta_z[2](t)")


def test_gers_the_sum_over_the_output_units_and_the_output_gate():
    """The answer to the asker: which error takes the place of Σ_k w_kc δ_k, and why the output gate is treated differently."""
    found = derive_or_variant(opened("gers_2000"), 2)
    assert found.name == "gers_2000_t2" and "gers_2000" in found.notes[0]
    assert [f.split()[0] for f, *_ in found.changes[2:]] == ["(E2)", "(E3)"]
    told = " ".join(found.notes)
    assert "w_outᵀ · delta_out[2](t)" in told and "no error for net_in, net_varphi, net_c" in told and "net_out is treated differently" in told
    assert all(f"Reading {r}:" in told for r in ("cut-between-layers", "same-step", "same-step-local"))
    assert {x.symbol for x in found.stays} == {"ds_dw_c", "ds_dw_in", "ds_dw_varphi", "Dw_out", "Dw_c", "Dw_in", "Dw_varphi"}


def test_what_can_not_be_derived():
    with pytest.raises(UsageError, match="is code"):
        derive(opened("karpathy_2015"), 2)
    with pytest.raises(UsageError, match="nothing changes"):
        derive(opened("canonical"), 1)
    with pytest.raises(ConventionError, match="loss of its own"):
        derive_or_variant(opened("chen_2016_d1"), 2)


@pytest.mark.parametrize("name", ["canonical", "gers_2000_t2", "gomez_2016"])
def test_the_texts_to_paste(name):
    found = derive(opened(name), 2)
    text = markdown(found)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 4 + len(found.changes) + len(found.stays)
    math = tex(found)
    assert math.isascii() or not set(math) & set("δΣ⊙ᵀ²")
    assert math.count(r"\begin{align*}") == math.count(r"\end{align*}") == 2 and math.count("{") == math.count("}")


@pytest.mark.parametrize("form", ["table", "md", "tex"])
def test_the_command(capsys, form):
    assert cli.code(["derive", "--of", "canonical", "--format", form]) == 0
    assert "dy[1] = dx[2]" in capsys.readouterr().out


def test_the_differences_can_tell(monkeypatch):
    """With the wrong activation under it, a difference is not the number."""
    monkeypatch.setattr(module, "_before", lambda adjoints, symbol, t, value, at, step: module._moved(value, at, step))
    assert derive(opened("canonical"), 2).worst > 1e-3
