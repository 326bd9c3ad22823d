"""`lstmcmp diff`: two conventions through the quantities that their symbols stand for."""

import itertools
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcmp import catalogue, metric
from lstmcmp.cli import code
from lstmcmp.convention import load
from lstmcmp.difference import difference
from lstmcmp.ground import SIZES, lacks, on, stand
from lstmcmp.render.diff import markdown, table
from lstmcmp.render.page import Page

KINDS = {"same", "letters", "spelling", "one-sided"}


def named(name: str):
    return catalogue.open_convention(name)


def rows(d) -> dict:
    return {r.quantity: r for r in d.rows}


def relabelled(name: str) -> str:
    """The file of a convention with a new letter for every symbol."""
    text = catalogue.paths()[name].read_text(encoding="utf-8")
    text = re.sub(r"^EXAMPLE = dict\(.*?^\)\n", "", text, flags=re.S | re.M)  # its numbers stand under the old names
    c = named(name)
    symbols = {a for f in c.functions.values() for a in (f.name, *f.arguments)} | set(c.get("UPSTREAM"))
    weights = set(re.findall(r"(\w+)=", text.split("def layout")[1])) | set(c.get("WEIGHTS")) | set(c.get("TARGETS"))
    stems = {re.sub("_(prev|next)$", "", s) for s in symbols} - weights - {"x", "T", "B", "D", "H", "loss"}
    new = {s: f"s{n}q" for n, s in enumerate(sorted(stems))}
    out = re.sub(r"(?<![.\w])([A-Za-z]\w*?)(_prev|_next)?(?!\w)", lambda m: new.get(m[1], m[1]) + (m[2] or ""), text)
    state = ", ".join(f'{k}="{new[s]}"' for k, s in c.get("STATE").items())
    return re.sub(r"STATE = dict\(.*\)", f"STATE = dict({state})", out)


@pytest.mark.parametrize("name", ["canonical", "gomez_2016", "kristiadi_2016", "pytorch", "wang_2017", "greff_2015", "jimenez_2015"])
def test_a_relabelled_copy_differs_in_letters_only(name, tmp_path):
    path = tmp_path / "copy.py"
    path.write_text(relabelled(name), encoding="utf-8")
    d = difference(named(name), load(path, catalogue.find))
    assert {r.kind for r in d.rows} <= {"same", "letters"}
    assert max(d.finals.values()) <= 1e-12 and all(r.error is None or r.error <= 1e-12 for r in d.rows)


def copy(order: str, row: bool, stacked: bool, letters: list[str], shuffled: list[int]) -> str:
    """The canonical equations with the gates in another order, as row vectors, stacked or separate, in other letters and lines."""
    n = dict(zip(("i", "f", "g", "o", "c", "h", "dh", "dc", "di", "df", "dg", "do", "dy"), letters, strict=True))
    t = ".mT" if row else ""
    join = "beside" if row else "stack"

    def product(weight, vector):
        return f"{vector} @ {weight}" if row else f"{weight} @ {vector}"

    def back(weight, vector):
        return f"{vector} @ {weight}.mT" if row else f"{weight}.mT @ {vector}"

    def outer(a, b):
        return f"outer({b}, {a})" if row else f"outer({a}, {b})"

    gate = {k: "tanh" if k == "g" else "sigmoid" for k in "ifgo"}
    c, h, dh, dc = n["c"], n["h"], n["dh"], n["dc"]
    lines = []
    if stacked:
        lines.append(f"def zz(WW, x, UU, {h}_prev, bb):\n    return {product('WW', 'x')} + {product('UU', h + '_prev')} + bb")
        lines += [f"def {n[k]}(zz):\n    return {gate[k]}(split(zz, 4)[{order.index(k)}])" for k in "ifgo"]
    else:
        lines += [
            f"def {n[k]}(W{k}, x, U{k}, {h}_prev, b{k}):\n    return {gate[k]}({product('W' + k, 'x')} + {product('U' + k, h + '_prev')} + b{k})"
            for k in "ifgo"
        ]
    lines.append(f"def {c}({n['f']}, {c}_prev, {n['i']}, {n['g']}):\n    return {n['i']} * {n['g']} + {c}_prev * {n['f']}")
    lines.append(f"def {h}({n['o']}, {c}):\n    return tanh({c}) * {n['o']}")
    lines.append(f"def {dh}({n['dy']}, {dh}_next):\n    return {dh}_next + {n['dy']}")
    lines.append(f"def {dc}({dc}_next, {dh}, {n['o']}, {c}):\n    return {n['o']} * {dh} * (1 - tanh({c}) * tanh({c})) + {dc}_next")
    lines.append(f"def {n['do']}({dh}, {c}, {n['o']}):\n    return {dh} * (1 - {n['o']}) * {n['o']} * tanh({c})")
    lines.append(f"def {n['dg']}({dc}, {n['i']}, {n['g']}):\n    return (1 - {n['g']} ** 2) * {dc} * {n['i']}")
    lines.append(f"def {n['df']}({dc}, {c}_prev, {n['f']}):\n    return {c}_prev * {dc} * {n['f']} * (1 - {n['f']})")
    lines.append(f"def {n['di']}({dc}, {n['g']}, {n['i']}):\n    return {n['g']} * {dc} * {n['i']} * (1 - {n['i']})")
    lines.append(f"def {dc}_prev({dc}, {n['f']}):\n    return {n['f']} * {dc}")
    each = {k: n["d" + k] for k in "ifgo"}
    if stacked:
        lines.append(f"def dzz({', '.join(each.values())}):\n    return {join}({', '.join(each[k] for k in order)})")
        lines += [f"def {dh}_prev(UU, dzz):\n    return {back('UU', 'dzz')}", f"def dxx(WW, dzz):\n    return {back('WW', 'dzz')}"]
        lines += [
            f"def dWW(dzz, x):\n    return {outer('dzz', 'x')}",
            f"def dUU(dzz, {h}_prev):\n    return {outer('dzz', h + '_prev')}",
            "def dbb(dzz):\n    return dzz",
        ]
        weights = dict(dWW="WW", dUU="UU", dbb="bb")
        layout = ", ".join(f"{a}{a}={join}({', '.join(f'{a}.{k}{t}' for k in order)})" for a in "WUb")
    else:
        for name, w in ((f"{dh}_prev", "U"), ("dxx", "W")):
            lines.append(f"def {name}({', '.join(f'{w}{k}, {each[k]}' for k in order)}):\n    return {' + '.join(back(w + k, each[k]) for k in order)}")
        lines += [f"def dW{k}({each[k]}, x):\n    return {outer(each[k], 'x')}" for k in order]
        lines += [f"def dU{k}({each[k]}, {h}_prev):\n    return {outer(each[k], h + '_prev')}" for k in order]
        lines += [f"def db{k}({each[k]}):\n    return {each[k]}" for k in order]
        weights = {f"d{a}{k}": f"{a}{k}" for a in "WUb" for k in order}
        layout = ", ".join(f"{a}{k}={a}.{k}{t}" for a in "WUb" for k in order)
    meaning = {dh: h, dc: c, f"{dh}_prev": f"{h}_prev", f"{dc}_prev": f"{c}_prev", "dxx": "x"} | {each[k]: f"pre({n[k]})" for k in "ifgo"} | weights
    lines = [lines[k % len(lines)] for k in dict.fromkeys(s % len(lines) for s in [*shuffled, *range(len(lines))])]
    head = [
        '"""A copy."""\nfrom lstmcmp.symbols import beside, outer, sigmoid, split, stack, tanh',
        f'STATE = dict(h="{h}", c="{c}")\nAXES = "{"row" if row else "column"}"',
        f'UPSTREAM = dict({n["dy"]}="{h}", {dc}_next="{c}@T")\nMEANING = {meaning!r}',
    ]
    return "\n\n".join([*head, *lines, f"def layout(W, U, b):\n    return dict({layout})"]) + "\n"


LETTERS = st.lists(st.sampled_from([f"{a}{b}" for a in "pqrstuvwk" for b in ("", "_hat", "2", "_bar")]), min_size=13, max_size=13, unique=True)


@settings(max_examples=12, deadline=None)
@given(st.permutations("ifgo"), st.booleans(), st.booleans(), LETTERS, st.lists(st.integers(0, 60), max_size=8))
def test_a_relabelled_transposed_reordered_copy_has_no_difference_of_value(tmp_path_factory, order, row, stacked, letters, shuffled):
    path = tmp_path_factory.mktemp("copies") / "copy.py"
    path.write_text(copy("".join(order), row, stacked, letters, shuffled), encoding="utf-8")
    d = difference(named("canonical"), load(path, catalogue.find))
    assert {r.kind for r in d.rows} <= KINDS and len(d.finals) == 15
    assert max(d.finals.values()) <= 1e-12 and all(r.error is None or r.error <= 1e-12 for r in d.rows)
    by = rows(d)
    assert {by[q].kind for q in ("h", "c", "i", "f", "g", "o", "c_prev")} == {"letters"}
    assert all(("vectors" in " ".join(by[q].separates)) == row for q in ("W", "U", "x", "h_prev"))
    assert all(("separate" in " ".join(by[q].separates)) == (not stacked) for q in ("W", "U", "x", "h_prev", "z"))


def test_that_property_can_fail(tmp_path):
    path = tmp_path / "copy.py"
    text = copy("goif", True, True, [f"k{n}" for n in range(13)], [])
    wrong = text.replace("k0 * (1 - k0)", "k2 * (1 - k0)")
    assert wrong != text
    path.write_text(wrong, encoding="utf-8")
    d = difference(named("canonical"), load(path, catalogue.find))
    by = rows(d)
    assert by["i"].kind == "value" and "copy in this line" in by["i"].separates[0]
    assert by["h"].kind == "value" and "fed by another line" in by["h"].separates[0]
    assert "It starts with i;" in d.words


def test_every_pair_of_exact_standard_conventions_agrees(entries):
    names = [e.name for e in entries.values() if e.verdict == "exact" and e.cell == "standard"]
    conventions = [named(n) for n in names]
    conventions = [c for c in conventions if not all(of.endswith("@T") for of in c.get("UPSTREAM", {"": ""}).values())]  # a loss at the last step only
    zero = set().union(*(lacks(c) for c in conventions))
    sides = {c.name: stand(c, on(SIZES, zero), solve=True) for c in conventions}
    assert len(sides) >= 16
    for s in sides.values():  # all are handed the same dL/dh, whatever head they have
        assert metric.error(s.arrived, SIZES.dh()) <= 1e-12, s.convention.name
    for a, b in itertools.combinations(sides.values(), 2):
        common = [n for n in a.finals if n in b.finals and not n.startswith("own ")]
        assert len(common) >= 8
        for n in common:
            assert metric.error(a.finals[n], b.finals[n]) <= 1e-12, (a.convention.name, b.convention.name, n)


@pytest.fixture(scope="module")
def gomez():
    return difference(named("canonical"), named("gomez_2016"))


def test_gomez_beside_the_canonical_one(gomez):
    by = rows(gomez)
    assert gomez.zero == ("c0", "dc_T", "h0") and gomez.same_arriving
    assert by["h"].kind == by["i"].kind == by["x"].kind == "letters"
    assert by["c"].separates == ("what comes from t+1: handed back by step t+1 | read from step t+1",)
    assert by["c_prev"].b == () and by["c_prev"].separates == ("handed back by canonical; read from step t+1 in gomez_2016",)
    assert by["U"].separates == ("the index in its sum is shifted by one step",) and by["U"].error <= 1e-12
    assert by["b"].kind == "value" and by["b"].error == pytest.approx(1.0768586, rel=1e-6)
    assert by["b"].separates[0] == "a real difference in value, from gomez_2016 in this line"
    assert [x.printed for x in by["b"].a + by["b"].b] == ["db = Σ_t dz", "δb = Σ_{t=0}^{T} δgates_{t+1}"]
    assert {n for n, e in gomez.finals.items() if e > 1e-10} == {"db_i", "db_g", "db_o"}
    assert "It starts with b" in gomez.words


def test_folded_in_or_applied_later_and_from_what():
    by = rows(difference(named("kristiadi_2016"), named("greff_2015")))
    assert by["i"].separates == (
        "derivative folded in by greff_2015, applied later by kristiadi_2016",
        "derivative from the output, s(1-s) | the pre-activation, sigma'(z)",
    )
    assert [x.symbol for x in by["i"].a] == ["dhi1", "dhi"] and [x.means for x in by["i"].a] == ["i", "z_i"]
    assert by["W"].separates == ("[x, h] concatenated | W and U apart", "row vectors | column vectors")
    assert by["c via h"].b == () and "folded into the gradient of c in greff_2015" in by["c via h"].separates[0]
    assert by["p"].separates == ("not given by kristiadi_2016",)


def test_the_value_of_tanh_or_tanh_anew():
    by = rows(difference(named("canonical"), named("pytorch")))
    assert by["c"].separates == ("derivative from the true function, tanh(c) anew | the value of tanh(c)",)


def test_another_cell_is_named():
    d = difference(named("canonical"), named("jimenez_2015"))
    assert d.cells == ("standard", "no-output-tanh")
    assert rows(d)["c"].kind == "cell" and "no-output-tanh" in rows(d)["c"].separates[0]
    assert "They are not the same cell" in d.words


def test_two_heads_are_given_the_same():
    d = difference(named("jayasiri_2017"), named("kumar_2019_print"))
    assert d.same_arriving and max(d.finals.values()) <= 1e-12


def test_code_is_compared_by_what_it_returns():
    d = difference(named("canonical"), named("karpathy_2015"))
    assert {r.kind for r in d.rows} == {"code"} and len(d.finals) == 15 and max(d.finals.values()) <= 1e-12


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("unicode", [True, False])
def test_the_screen_keeps_to_its_width(gomez, width, unicode):
    lines = [t.plain for t in table(gomez, Page(width, unicode))]
    assert max(map(len, lines)) <= width
    assert unicode or all(line.isascii() for line in lines)


def test_the_readme_shows_real_rows():
    text = (catalogue.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    shown = text.split("$ lstmcmp diff canonical kristiadi_2016\n")[1].split("```")[0]
    real = [t.plain.rstrip() for t in table(difference(named("canonical"), named("kristiadi_2016")), Page())]

    def without_size(lines):
        return [re.sub(r"\de-\d\d", "size", line) for line in lines]

    assert shown.strip() and set(without_size(shown.splitlines())) <= set(without_size(real))


def test_a_file_that_declares_nothing_is_read_by_value(tmp_path):
    text = (catalogue.FOLDER.parent / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.py"
    path.write_text(re.search(r"```python\n(.*?)```", text, re.S)[1], encoding="utf-8")
    d = difference(named("canonical"), load(path, catalogue.find))
    assert {r.kind for r in d.rows} <= KINDS and rows(d)["i"].kind in ("same", "letters") and max(d.finals.values()) <= 1e-12


def test_forms(gomez, capsys):
    assert markdown(gomez).count("\n|") >= len(gomez.rows)
    assert code(["diff", "canonical", "gomez_2016", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["difference"]
    assert found["finals"]["db_f"] < 1e-12 < found["finals"]["db_i"]
    assert code(["diff", "canonical", "nobody"]) == 2


def test_a_wrong_line_of_ones_own_is_where_it_starts(tmp_path):
    text = catalogue.paths()["canonical"].read_text(encoding="utf-8")
    old = "return dc * g * i * (1 - i)"
    assert text.count(old) == 1
    path = tmp_path / "mine.py"
    path.write_text(text.replace("def di(dc, g, i)", "def di(dc, g, i, f)").replace(old, "return dc * g * f * (1 - f)"), encoding="utf-8")
    d = difference(load(path, catalogue.find), named("canonical"))
    by = rows(d)
    assert by["i"].separates == ("a real difference in value, from mine in this line", "its derivative missing | there")
    assert by["o"].separates == ("a real difference in value, fed by another line", "spelled the same")
    assert "It starts with i; every other difference in value is fed by it." in d.words and "12 of 13 rows are the same but for letters" in d.words
    assert "spelled" not in d.words


def test_nothing_is_fed_by_the_only_difference(gomez):
    assert "It starts with b. " in gomez.words
