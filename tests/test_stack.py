"""Stacks and both directions: every layer's gradients against torch.nn.LSTM, and what a wrong message down does to the layers below."""

import json

import numpy as np
import pytest

from lstmcmp import autograd, catalogue, cells, cli, handover, stack, stacked, stacked_code
from lstmcmp.compare import compare as one_layer
from lstmcmp.compare import exit_code
from lstmcmp.convention import load
from lstmcmp.finals import finals
from lstmcmp.handover_compare import compare as handovers
from lstmcmp.network import Network
from lstmcmp.problem import Problem
from lstmcmp.records import CANNOT
from lstmcmp.stack import arranged
from lstmcmp.stack_compare import compare
from lstmcmp.truth import RefereesDisagree

BASES = [n for n, p in catalogue.paths().items() if "BASE" not in load(p, catalogue.find).constants]
ARRANGEMENTS = {  # layers, both directions, sequences, which conventions
    "one layer, both directions": (1, True, 1, BASES),
    "two layers, both directions": (2, True, 3, list(catalogue.paths())),
    "three layers": (3, False, 1, BASES),
}
SHAPES = [(n, both, B) for n in (1, 2, 3) for both in (False, True) for B in (1, 3)]
READINGS = ("cut-between-layers", "same-step", "same-step-local")


def small(B: int = 3) -> Problem:
    return Problem(T=3, B=B, D=2, H=3)


@pytest.fixture(scope="module", params=ARRANGEMENTS)
def arrangement(request):
    layers, both, B, names = ARRANGEMENTS[request.param]
    return layers, compare(map(catalogue.find, names), small(B), layers, both)


@pytest.mark.parametrize("layers, both, B", SHAPES)
def test_our_cell_is_torch_nn_lstm(layers, both, B):
    assert stacked_code.against_torch(arranged(small(B), layers, both)) < 1e-12


@pytest.mark.parametrize("layers, both, B", SHAPES)
@pytest.mark.parametrize("name", ["canonical", "pytorch", "seq2seq_numpy", "onnx_runtime_no_peephole"])  # all have a place for dL/dc_T
def test_every_gradient_of_every_layer_is_that_of_torch_nn_lstm(name, layers, both, B):
    """The convention's own numbers against torch, with none of our truth in between."""
    units = arranged(small(B), layers, both)
    found = stacked.run(load(catalogue.find(name), catalogue.find), units, "upstream")
    true = autograd.nn_lstm_stack(units)
    compared = 0
    for unit, result in found.results.items():
        for g, got, _ in finals(result.trial, result.examination, found.truths[unit]):
            other = true.get(f"{g.canonical[1:]}{unit.label}") if g.canonical else None
            if other is not None:
                assert np.abs(got.reshape(other.shape) - other).max() < 1e-12 * max(1, np.abs(other).max()), g.canonical
                compared += 1
    assert compared >= 14 * len(found.results)  # W, U and b of four gates, h0, c0


def test_every_row_is_as_declared(arrangement):
    _, report = arrangement
    assert [(r.name, r.verdict, r.errors) for r in report.entries if not r.as_declared] == []
    assert exit_code(report) == 0
    assert report.nn_lstm < 1e-12 and report.agreement < 1e-12


def test_a_row_cannot_be_stacked_exactly_if_no_line_gives_dx_or_nothing_can_enter(arrangement, entries):
    layers, report = arrangement
    cannot = {r.name: r.sentence for r in report.entries if r.verdict == CANNOT}
    assert all(cannot.values())
    if layers == 1:
        assert cannot == {}
        return
    read = {r.name for r in report.entries if r.reading}
    without_dx = {n for n, e in entries.items() if n in {r.name for r in report.entries} and "dx" not in {g.name for g in e.gradients}}
    own_loss_only = {n for n in entries if "UPSTREAM" in catalogue.open_convention(n).constants and not catalogue.open_convention(n).get("UPSTREAM")}
    assert set(cannot) | read == without_dx | (own_loss_only & {r.name for r in report.entries})
    assert {n for n, s in cannot.items() if not s.startswith("publishes no dx; missing is the line for the gradient of x")} - own_loss_only <= {
        "gers_2000", "gers_2000_gate_sources", "gers_2000_x2", "hochreiter_1997_eq10",
    }  # fmt: skip


def test_the_verdict_in_a_stack_is_that_of_one_layer(arrangement, entries):
    layers, report = arrangement
    other = {r.name: r.verdict for r in report.entries if r.verdict not in (CANNOT, entries[r.name].verdict)}
    handed_only = {n for n, e in entries.items() if all(g.verdict != "differs" for g in e.gradients if g.run == "upstream")}
    assert {n: v for n, v in other.items() if not (layers > 1 and v == "exact" and n in handed_only)} == {}  # what differs, differs with its own loss only


@pytest.mark.parametrize("name", BASES)
def test_one_layer_in_one_direction_is_the_plain_comparison(name, entries):
    (row,) = compare([catalogue.find(name)], Problem(), 1, False).entries
    assert [(g.source_name, g.run, g.error) for g in row.units[0].gradients] == [(g.source_name, g.run, g.error) for g in entries[name].gradients]
    assert {g.canonical for g in row.units[0].gradients} == {f"{g.canonical or g.name}[1]" for g in entries[name].gradients}
    assert (row.verdict, row.cell, row.missing) == (entries[name].verdict, entries[name].cell, entries[name].missing)


WRONG_DX = """
BASE = "canonical"


def dx(W, dz):
    "(15) dx = Wᵀ dz / 2"
    return W.mT @ dz / 2
"""


@pytest.mark.parametrize("both", [False, True])
def test_a_wrong_dx_spoils_every_layer_below_and_is_named(tmp_path, both):
    path = tmp_path / "mine.py"
    path.write_text(WRONG_DX, encoding="utf-8")
    alone = one_layer([path], small()).entries[0]
    assert {g.name for g in alone.gradients if g.verdict == "differs"} == {"dx"}  # one layer: every weight learns what it should
    (row,) = compare([path], small(), 3, both).entries
    assert {j.symbol for _, j in row.accused} == {"dx"} and row.verdict == "wrong"
    for unit in row.units:
        differing = {g.name for g in unit.gradients if g.verdict == "differs"}
        assert differing == ({"dx"} if unit.layer == 3 else {"dW", "dU", "db", "dx", "dh0", "dc0"})


def test_a_gradient_says_its_layer_and_direction():
    row = compare([catalogue.find("canonical")], small(), 2, True).entries[0]
    names = [g.canonical for u in row.units for g in u.gradients]
    assert len(names) == len(set(names)) == 4 * 15
    assert {"dW_i[1]", "dW_i[1,reverse]", "dh0[2]", "db_o[2,reverse]"} <= set(names)


def test_a_dx_that_does_not_fit_stops_the_layers_below(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(WRONG_DX.replace("W.mT @ dz / 2", "W @ dz"), encoding="utf-8")
    (row,) = compare([path], small(), 2, False).entries
    assert row.verdict == "wrong" and [(label, j.symbol, j.verdict) for label, j in row.accused] == [("[2]", "dx", "does-not-fit")]
    assert row.units[0].gradients == () and row.units[1].gradients


@pytest.mark.parametrize("name", ["gers_2000_t2", "gers_2002_k2", "hochreiter_1997_k2"])
def test_the_three_readings_of_a_truncated_source(name):
    rows = {r.reading: r for r in compare([catalogue.find(name)], small(), 2, False).entries}
    assert tuple(rows) == READINGS
    assert {r.verdict for r in rows.values()} == {"by-design"} and len({r.sentence for r in rows.values()}) == 3
    assert all({"autograd", "complex step", "central differences"} <= set(r.referees) for r in rows.values())
    lowest, highest = ([r.units[k].distance for r in rows.values()] for k in (0, 1))
    assert len(set(lowest)) == 3 and len(set(highest)) == 1  # the readings differ below the highest layer only
    assert all(e > 1e-3 for e, _ in lowest)


def test_cut_between_layers_leaves_nothing_for_the_lower_layer():
    row = compare([catalogue.find("gers_2000_t2")], small(), 2, False).entries[0]
    assert row.reading == "cut-between-layers" and {g.verdict for g in row.units[0].gradients} == {"not visible here"}


@pytest.mark.parametrize("broken", ["the message of the reverse direction is not turned around", "the halves are exchanged"])
def test_a_wrong_composition_is_noticed(monkeypatch, broken):
    """The layers one by one are compared with the composed forward pass, which knows of no messages."""
    if broken.startswith("the halves"):
        halves = stack._halves
        monkeypatch.setattr(stack, "_halves", lambda *given: halves(*given)[::-1])
    else:
        right = stack.down

        def turned(layers, results, run, *given):
            return right(layers, results, lambda unit, r, dh: run(unit, r, dh if dh is None else dh[::-1]), *given)

        monkeypatch.setattr(stacked, "down", turned)
    with pytest.raises(RefereesDisagree):
        stacked.run(load(catalogue.find("canonical"), catalogue.find), arranged(small(), 2, True), "upstream")


WRONG_DX_IN_CODE = "sum(W[k].T @ dz[k] for k in range(4))                   # (D)", "sum(W[k].T @ dz[k] for k in range(3))                   # (D)"


def test_code_in_a_stack(tmp_path):
    text = catalogue.find("canonical_code").read_text(encoding="utf-8")
    path = tmp_path / "mine.py"
    path.write_text(text.replace(*WRONG_DX_IN_CODE), encoding="utf-8")
    right, wrong = compare([catalogue.find("canonical_code"), path], small(), 2, True).entries
    assert (right.verdict, wrong.verdict) == ("exact", "wrong")
    assert {g.name for g in wrong.units[-1].gradients if g.verdict == "differs"} == {"dx"}
    assert {g.verdict for g in wrong.units[0].gradients} == {"differs"}


NETWORKS = [Network("softmax", 5), Network("squared", None, "last"), Network("squared", 4), Network("softmax", None, "last")]


@pytest.mark.parametrize("network", NETWORKS, ids=str)
@pytest.mark.parametrize("layers, both", [(1, False), (2, True)])
def test_our_network_is_that_of_torch(network, layers, both):
    """nn.Embedding, nn.LSTM, nn.Linear, cross_entropy: from the embedding's rows to db_y."""
    units = arranged(small(), layers, both)
    theirs = autograd.nn_lstm_stack(units, network)
    assert {"W_y", "b_y", "W_i[1]"} <= set(theirs) and ("E" in theirs) == bool(network.embedding)
    assert stacked_code.against_torch(units, network) < 1e-12


@pytest.mark.parametrize("network", NETWORKS, ids=str)
@pytest.mark.parametrize("name", ["canonical", "pytorch", "seq2seq_numpy", "seq2seq_numpy_b", "kumar_2019_print"])
def test_a_whole_network_is_that_of_torch(name, network):
    """The convention's own numbers and the engine's head and embedding, against torch."""
    units = arranged(small(), 2, False)
    found = stacked.run(load(catalogue.find(name), catalogue.find), units, "upstream", network=network)
    true = autograd.nn_lstm_stack(units, network)
    got = {f"{g.canonical[1:]}{u.label}": a for u, r in found.results.items() for g, a, _ in finals(r.trial, r.examination, found.truths[u]) if g.canonical}
    compared = [n for n in got if n in true]
    assert len(compared) >= 2 * 12
    for n in compared:
        assert np.abs(got[n].reshape(true[n].shape) - true[n]).max() < 1e-12 * max(1, np.abs(true[n]).max()), n
    around = {g.name: g for g in found.around}
    assert {"dW_y", "db_y"} | ({"dE"} if network.embedding else set()) == set(around)
    problem = units[0][0].problem
    _, h = stack.up(units, network.x(problem), lambda u, x: _output(u, x), None)
    head, _ = network.backward(h, problem)
    for n in ("W_y", "b_y"):
        assert np.abs(head[n] - true[n]).max() < 1e-12 * max(1, np.abs(true[n]).max())


def _output(unit, x):
    leaves = cells.blocks(unit.problem, ("W", "U", "b")) | dict(h0=unit.problem.h0(), c0=unit.problem.c0(), x=x)
    return None, np.stack(cells.unroll("standard", leaves, unit.problem.T)[0])


def test_a_wrong_dx_reaches_the_embedding(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(WRONG_DX, encoding="utf-8")
    (row,) = compare([path], small(), 1, False, Network("softmax", 5)).entries
    assert row.verdict == "wrong" and {g.name: g.verdict for g in row.around} == {"dW_y": "agrees", "db_y": "agrees", "dE": "differs"}


@pytest.mark.parametrize("slip", ["every step where only the last counts", "a token's rows are not added up"])
def test_a_wrong_head_or_embedding_of_ours_is_noticed(monkeypatch, slip):
    if slip.startswith("every"):
        monkeypatch.setattr(Network, "backward", lambda self, h, p, right=Network.backward: right(Network(self.head, self.embedding, "every"), h, p))
    else:
        monkeypatch.setattr(Network, "embedded", lambda self, dx, p: dx[-1, :1, :, 0] * np.ones((self.embedding, 1)))
    with pytest.raises(RefereesDisagree):
        stacked.run(load(catalogue.find("canonical"), catalogue.find), arranged(small(), 1, False), "upstream", network=Network("softmax", 5, "last"))


def torch_handover(problem):
    """torch.nn.LSTM as encoder, and a second as decoder that starts from its last h and c."""
    torch = pytest.importorskip("torch")
    both = handover.problems(problem)
    nets, given = {}, {}
    for part, p in both.items():
        net, w = torch.nn.LSTM(p.D, p.H).double(), p.canonical()
        rows = {k: np.concatenate([w[k][g] for g in "ifgo"]) for k in "WUb"}
        with torch.no_grad():
            for name, a in (("weight_ih_l0", rows["W"]), ("weight_hh_l0", rows["U"]), ("bias_ih_l0", rows["b"][:, 0])):
                getattr(net, name).copy_(torch.from_numpy(a))
            net.bias_hh_l0.zero_()
        nets[part], given[part] = net, torch.from_numpy(p.x()[..., 0])
    _, states = nets["encoder"](given["encoder"], tuple(torch.from_numpy(a[None, ..., 0]) for a in (problem.h0(), problem.c0())))
    out, (_, c) = nets["decoder"](given["decoder"], states)
    last = both["decoder"]
    ((out * torch.from_numpy(last.dh()[..., 0])).sum() + (c[0] * torch.from_numpy(last.dc_T()[..., 0])).sum()).backward()
    return {
        (part, f"d{k}_{g}"): block.numpy().reshape(problem.H, -1)
        for part, net in nets.items()
        for k, weight in (("W", net.weight_ih_l0), ("U", net.weight_hh_l0), ("b", net.bias_ih_l0))
        for g, block in zip("ifgo", weight.grad.split(problem.H), strict=True)
    }


@pytest.mark.parametrize("name", ["canonical", "seq2seq_numpy", "pytorch", "onnx_runtime_no_peephole"])
def test_encoder_and_decoder_are_those_of_torch(name):
    true, compared = torch_handover(small()), 0
    for part, result in handover.run(load(catalogue.find(name), catalogue.find), small()).results.items():
        for g, got, _ in finals(result.trial, result.examination, result.truth):
            other = true.get((part, g.canonical))
            if other is not None:
                assert np.abs(got.reshape(other.shape) - other).max() < 1e-12 * max(1, np.abs(other).max()), (part, g.canonical)
                compared += 1
    assert compared == 24


def test_encoder_and_decoder_over_the_catalogue():
    report = handovers(map(catalogue.find, BASES), small())
    assert exit_code(report) == 0 and report.agreement < 1e-12
    rows = {r.name: r for r in report.entries}
    assert {"canonical", "canonical_code", "karpathy_2015", "seq2seq_numpy", "kumar_2019", "pytorch"} <= {
        n for n, r in rows.items() if r.verdict in ("exact", "variant")
    }
    assert rows["gomez_2016"].verdict == CANNOT and "dL/dc_T" in rows["gomez_2016"].sentence
    assert [u.part for u in rows["canonical"].units] == ["encoder", "decoder"]


def test_a_wrong_dh0_spoils_the_encoder_only(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text('BASE = "canonical"\n\n\ndef dh_prev(U, dz, H):\n    "(14) dh_prev = Uᵀ dz"\n    return U.mT @ dz / 2\n', encoding="utf-8")
    (row,) = handovers([path], Problem(T=1, B=3, D=2, H=3)).entries  # one step: nothing else reads dh_prev
    encoder, decoder = ({g.name for g in u.gradients if g.verdict == "differs"} for u in row.units)
    assert decoder == {"dh0"} and {"dW", "dU", "db"} <= encoder and {j.symbol for _, j in row.accused} == {"dh_prev"}


@pytest.mark.parametrize(
    "line", [["--encoder-decoder", "--layers", "2"], ["--embedding", "3"], ["--loss-at", "last"], ["--layers", "0"], ["--head", "softmax", "--embedding", "1"]]
)
def test_what_does_not_go_together_is_said(line, capsys):
    assert cli.code(["compare", "canonical", *line]) == 2
    assert capsys.readouterr().err.startswith("lstmcmp: ")


@pytest.mark.parametrize("line", [["--layers", "2"], ["--bidirectional"], ["--head", "softmax", "--embedding", "4"], ["--encoder-decoder"]])
@pytest.mark.parametrize("width", ["80", "100", "140"])
def test_the_screens(line, width, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", width)
    assert cli.code(["compare", "canonical", "gers_2000_t2", "kumar_2019", "mallya_2015", *line, "-T", "2", "-H", "3"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= int(width)
    assert "canonical" in out and "exact" in out


def test_the_document_names_layers_and_directions(capsys):
    assert cli.code(["compare", "canonical", "--layers", "2", "--bidirectional", "--format", "json", "-T", "2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema"], found["problem"]["layers"], found["problem"]["bidirectional"]) == (1, 2, True)
    names = [g["canonical"] for u in found["stacks"][0]["units"] for g in u["gradients"]]
    assert "dW_i[1,reverse]" in names and len(names) == 60
