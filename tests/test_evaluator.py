"""The referees share one evaluator, so their agreement cannot show its faults: here it is held against loops written by hand.

Every loop runs over steps and sequences with plain vectors. Deliberately shifted evaluators must fail the same comparison.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcmp import autograd, catalogue, cells, equations, known_cell
from lstmcmp.compare import compare
from lstmcmp.convention import load
from lstmcmp.problem import Problem
from lstmcmp.runs import judged
from lstmcmp.trial import prepare

PROBLEMS = {
    "default": Problem(),
    "other sizes": Problem(T=4, B=2, D=3, H=2, seed=7),
    "one step": Problem(T=1, B=2, D=3, H=4),
    "one cell": Problem(T=3, B=1, D=1, H=1),
}


def s(a):
    return 1 / (1 + np.exp(-a))


def weights(problem: Problem, uses="WUbp") -> SimpleNamespace:
    """Wi, Ui, bi, pi ... as matrices and plain vectors; zero where a layout has no such array."""
    arrays = {a + g: v * (a in uses) for a, gates in problem.canonical().items() for g, v in gates.items()}
    return SimpleNamespace(**{n: v if n[0] in "WU" else v[:, 0] for n, v in arrays.items()})


def standard(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf)
    g, o = np.tanh(w.Wg @ x + w.Ug @ h + w.bg), s(w.Wo @ x + w.Uo @ h + w.bo)
    c = c * f + g * i
    return o * np.tanh(c), c


def peephole(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + i * np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    o = s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo)
    return o * np.tanh(new), new


def no_output_tanh(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf)
    g, o = np.tanh(w.Wg @ x + w.Ug @ h + w.bg), s(w.Wo @ x + w.Uo @ h + w.bo)
    new = g * i + c * f
    return new * o, new


def tanh_carry(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf)
    g, o = np.tanh(w.Wg @ x + w.Ug @ h + w.bg), s(w.Wo @ x + w.Uo @ h + w.bo)
    new = np.tanh(g * i + c * f)
    return new * o, new


def no_forget_gate(w, x, h, c):
    i, g = s(w.Wi @ x + w.Ui @ h + w.bi), np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    o = s(w.Wo @ x + w.Uo @ h + w.bo)
    new = c + g * i
    return np.tanh(new) * o, new


def coupled_gates(w, x, h, c):
    i, g = s(w.Wi @ x + w.Ui @ h + w.bi), np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    o = s(w.Wo @ x + w.Uo @ h + w.bo)
    new = c - i * c + i * g
    return np.tanh(new) * o, new


def logistic_squashing(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf)
    g, o = 4 * s(w.Wg @ x + w.Ug @ h + w.bg) - 2, s(w.Wo @ x + w.Uo @ h + w.bo)
    new = c * f + g * i
    return (2 * s(new) - 1) * o, new


def logistic_squashing_no_forget_gate(w, x, h, c):
    i, g = s(w.Wi @ x + w.Ui @ h + w.bi), 4 * s(w.Wg @ x + w.Ug @ h + w.bg) - 2
    o = s(w.Wo @ x + w.Uo @ h + w.bo)
    new = c + g * i
    return (2 * s(new) - 1) * o, new


def forget_bias(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf + 1)
    g, o = np.tanh(w.Wg @ x + w.Ug @ h + w.bg), s(w.Wo @ x + w.Uo @ h + w.bo)
    new = c * f + g * i
    return np.tanh(new) * o, new


def no_input_gate(w, x, h, c):
    f, g = s(w.Wf @ x + w.Uf @ h + w.bf), np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    new = c * f + g
    return np.tanh(new) * s(w.Wo @ x + w.Uo @ h + w.bo), new


def no_output_gate(w, x, h, c):
    i, f, g = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf), np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    new = c * f + g * i
    return np.tanh(new), new


def no_input_tanh(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.bi), s(w.Wf @ x + w.Uf @ h + w.bf)
    new = c * f + (w.Wg @ x + w.Ug @ h + w.bg) * i
    return np.tanh(new) * s(w.Wo @ x + w.Uo @ h + w.bo), new


def peephole_forget_bias(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf + 1)
    new = f * c + i * np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * np.tanh(new), new


def peephole_no_input_gate(w, x, h, c):
    f = s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * np.tanh(new), new


def peephole_no_forget_gate(w, x, h, c):
    i = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi)
    new = c + i * np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * np.tanh(new), new


def peephole_no_output_gate(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + i * np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    return np.tanh(new), new


def peephole_no_input_tanh(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + i * (w.Wg @ x + w.Ug @ h + w.bg)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * np.tanh(new), new


def peephole_no_output_tanh(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + i * np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * new, new


def peephole_coupled_gates(w, x, h, c):
    i = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi)
    new = c - i * c + i * np.tanh(w.Wg @ x + w.Ug @ h + w.bg)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * np.tanh(new), new


def peephole_logistic_squashing(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + i * (4 * s(w.Wg @ x + w.Ug @ h + w.bg) - 2)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * (2 * s(new) - 1), new


def peephole_logistic_input(w, x, h, c):
    i, f = s(w.Wi @ x + w.Ui @ h + w.pi * c + w.bi), s(w.Wf @ x + w.Uf @ h + w.pf * c + w.bf)
    new = f * c + i * (4 * s(w.Wg @ x + w.Ug @ h + w.bg) - 2)
    return s(w.Wo @ x + w.Uo @ h + w.po * new + w.bo) * new, new


BY_HAND = {
    f.__name__.replace("_", "-"): f
    for f in (
        standard, peephole, no_output_tanh, tanh_carry, no_forget_gate, coupled_gates, logistic_squashing, logistic_squashing_no_forget_gate, forget_bias,
        no_input_gate, no_output_gate, no_input_tanh, peephole_forget_bias, peephole_no_input_gate, peephole_no_forget_gate, peephole_no_output_gate,
        peephole_no_input_tanh, peephole_no_output_tanh, peephole_coupled_gates, peephole_logistic_squashing, peephole_logistic_input,
    )
}  # fmt: skip


def looped(cell: str, problem: Problem, h0=None, c0=None, uses="WUbp"):
    """h and c of every step and sequence, (T, B, H)."""
    w, x = weights(problem, uses), problem.x()
    h0, c0 = problem.h0() if h0 is None else h0, problem.c0() if c0 is None else c0
    hs, cs = np.zeros((problem.T, problem.B, problem.H)), np.zeros((problem.T, problem.B, problem.H))
    for n in range(problem.B):
        h, c = h0[n, :, 0], c0[n, :, 0]
        for t in range(problem.T):
            h, c = BY_HAND[cell](w, x[t, n, :, 0], h, c)
            hs[t, n], cs[t, n] = h, c
    return hs, cs


def close(mine, theirs, tolerance=1e-13):
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=tolerance * max(1, np.abs(theirs).max()))


def test_every_cell_has_its_loop():
    assert set(BY_HAND) == set(cells.CELLS)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
@pytest.mark.parametrize("cell", BY_HAND)
def test_a_cell_is_its_loop(cell, problem):
    hs, cs = looped(cell, problem)
    leaves = cells.blocks(problem) | dict(x=problem.x(), h0=problem.h0(), c0=problem.c0())
    h, c = cells.unroll(cell, leaves, problem.T)
    close(np.stack(h)[..., 0], hs)
    close(c[..., 0], cs[-1])


@pytest.mark.parametrize("one, other", [(a, b) for a in BY_HAND for b in BY_HAND if a < b])
def test_no_two_loops_are_the_same_cell(one, other):
    assert np.abs(looped(one, Problem())[0] - looped(other, Problem())[0]).max() > 1e-3


def prepared(name: str, problem: Problem, **kwargs):
    convention = load(catalogue.find(name), catalogue.find)
    return prepare(convention, problem, "upstream" if convention.get("UPSTREAM") else "loss", **kwargs)


@pytest.mark.parametrize("name", [n for n, p in catalogue.paths().items() if load(p, catalogue.find).style == "equations"])
def test_the_forward_of_a_convention_is_the_loop_of_its_cell(name):
    problem = Problem(seed=1)
    trial = prepared(name, problem)
    cell, _ = known_cell.cell_of(trial.system.convention, trial)
    if cell not in BY_HAND:
        pytest.skip("its cell is one of its own")
    turn = (lambda a: a.mT) if trial.system.convention.axes == "row" else (lambda a: a)
    found = looped(cell, problem, turn(trial.leaves["h0"]), turn(trial.leaves["c0"]), trial.layout.uses)
    for key, by_hand in zip("hc", found, strict=True):
        close(np.stack([turn(trial.values[trial.system.state[key], t]) for t in range(problem.T)])[..., 0], by_hand)


def canonical_forward(problem: Problem) -> dict:
    """Every symbol of canonical.py, (T, B, n)."""
    w, x, T, B, H = weights(problem), problem.x(), problem.T, problem.B, problem.H
    found = {k: np.zeros((T, B, 4 * H if k == "z" else H)) for k in "zifgoch"}
    for n in range(B):
        h, c = problem.h0()[n, :, 0], problem.c0()[n, :, 0]
        for t in range(T):
            v = x[t, n, :, 0]
            z = [w.Wi @ v + w.Ui @ h + w.bi, w.Wf @ v + w.Uf @ h + w.bf, w.Wg @ v + w.Ug @ h + w.bg, w.Wo @ v + w.Uo @ h + w.bo]
            i, f, g, o = s(z[0]), s(z[1]), np.tanh(z[2]), s(z[3])
            c = f * c + i * g
            h = o * np.tanh(c)
            for k, a in zip("zifgoch", (np.concatenate(z), i, f, g, o, c, h), strict=True):
                found[k][t, n] = a
    return found


def gomez_forward(problem: Problem) -> dict:
    """Every symbol of gomez_2016.py, which starts from zero states."""
    w, x, T, B, H = weights(problem), problem.x(), problem.T, problem.B, problem.H
    found = {k: np.zeros((T, B, 4 * H if k == "gates_hat" else H)) for k in ("gates_hat", "a", "i", "f", "o", "state", "out")}
    for n in range(B):
        out, state = np.zeros(H), np.zeros(H)
        for t in range(T):
            v = x[t, n, :, 0]
            hats = [w.Wg @ v + w.Ug @ out + w.bg, w.Wi @ v + w.Ui @ out + w.bi, w.Wf @ v + w.Uf @ out + w.bf, w.Wo @ v + w.Uo @ out + w.bo]
            a, i, f, o = np.tanh(hats[0]), s(hats[1]), s(hats[2]), s(hats[3])
            state = a * i + f * state
            out = np.tanh(state) * o
            for k, value in zip(found, (np.concatenate(hats), a, i, f, o, state, out), strict=True):
                found[k][t, n] = value
    return found


FORWARD = {"canonical": canonical_forward, "gomez_2016": gomez_forward}


def check_forward(name: str, problem: Problem):
    trial = prepared(name, problem)
    by_hand = FORWARD[name](problem)
    assert {symbol for symbol, _ in trial.values} == set(by_hand)
    for symbol, values in by_hand.items():
        for t in range(problem.T):
            close(trial.values[symbol, t][..., 0], values[t])


def canonical_backward(problem: Problem) -> dict:
    """Backpropagation through time by hand: dz, dh, dc of every step, and every gradient that leaves the layer."""
    w, T, B, H = weights(problem), problem.T, problem.B, problem.H
    forward, x, dy = canonical_forward(problem), problem.x()[..., 0], problem.dh()[..., 0]
    W, U = np.vstack([w.Wi, w.Wf, w.Wg, w.Wo]), np.vstack([w.Ui, w.Uf, w.Ug, w.Uo])
    out = dict(dW=0 * W, dU=0 * U, db=np.zeros((4 * H, 1)), dx=0 * x, dz=np.zeros((T, B, 4 * H)), dh=np.zeros((T, B, H)), dc=np.zeros((T, B, H)))
    out |= dict(dh_prev=np.zeros((T, B, H)), dc_prev=np.zeros((T, B, H)))
    for n in range(B):
        dh_next, dc_next = np.zeros(H), problem.dc_T()[n, :, 0]
        for t in range(T - 1, -1, -1):
            i, f, g, o, c = (forward[k][t, n] for k in "ifgoc")
            h_before, c_before = (forward["h"][t - 1, n], forward["c"][t - 1, n]) if t else (problem.h0()[n, :, 0], problem.c0()[n, :, 0])
            dh = dy[t, n] + dh_next
            dc = dc_next + dh * o * (1 - np.tanh(c) ** 2)
            dz = np.concatenate([dc * g * i * (1 - i), dc * c_before * f * (1 - f), dc * i * (1 - g * g), dh * np.tanh(c) * o * (1 - o)])
            out["dW"] += np.outer(dz, x[t, n])
            out["dU"] += np.outer(dz, h_before)
            out["db"][:, 0] += dz
            dh_next, dc_next = U.T @ dz, dc * f
            for k, a in dict(dz=dz, dh=dh, dc=dc, dx=W.T @ dz, dh_prev=dh_next, dc_prev=dc_next).items():
                out[k][t, n] = a
    return out


def check_backward(problem: Problem):
    whole = judged(load(catalogue.find("canonical")), problem, "upstream").examination.whole
    for symbol, values in canonical_backward(problem).items():
        close(whole[symbol] if symbol in ("dW", "dU", "db") else whole[symbol][..., 0], values, 1e-12)


def check_sums(problem: Problem):
    """gomez's printed sums: dU without the last term, db without the first, the others whole."""
    whole = judged(load(catalogue.find("gomez_2016")), problem, "upstream").examination.whole
    deltas, outs, x = whole["delta_gates"][..., 0], gomez_forward(problem)["out"], problem.x()[..., 0]
    dW, dU, db = 0, 0, 0
    for n in range(problem.B):
        for t in range(problem.T):
            dW = dW + np.outer(deltas[t, n], x[t, n])
        for t in range(problem.T - 1):
            dU = dU + np.outer(deltas[t + 1, n], outs[t, n])
            db = db + deltas[t + 1, n]
    close(whole["dW"], dW, 1e-12)
    close(whole["dU"], dU, 1e-12)
    close(whole["db"][:, 0], db, 1e-12)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
@pytest.mark.parametrize("name", FORWARD)
def test_the_evaluated_forward_is_the_loop(name, problem):
    check_forward(name, problem)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_the_evaluated_backward_is_the_loop(problem):
    check_backward(problem)


def test_the_printed_sums_are_the_loop():
    check_sums(Problem())


def shifted(change):
    """An evaluator whose reading of arguments is changed: change(given, system, inputs, values, r, t, T)."""
    given = equations.given
    return lambda *args: change(given, *args)


def two_steps_back(given, system, inputs, values, r, t, T):
    return given(system, inputs, values, replace(r, shift=-2) if r.shift == -1 else r, t, T)


def zero_start(given, system, inputs, values, r, t, T):
    value = given(system, inputs, values, r, t, T)
    return 0 * value if r.kind == "symbol" and t + r.shift < 0 else value


def start_again_at_the_second_step(given, system, inputs, values, r, t, T):
    return given(system, inputs, values, r, 0 if r.shift == -1 and t == 1 else t, T)


def states_exchanged(given, system, inputs, values, r, t, T):
    h, c = system.state["h"], system.state["c"]
    return given(system, replace(inputs, start={h: inputs.start[c], c: inputs.start[h]}), values, r, t, T)


def x_of_the_step_before(given, system, inputs, values, r, t, T):
    return given(system, inputs, values, r, max(t - 1, 0) if r.symbol == "x" else t, T)


def two_steps_ahead(given, system, inputs, values, r, t, T):
    return given(system, inputs, values, replace(r, shift=2) if r.shift == 1 else r, t, T)


def zero_end(given, system, inputs, values, r, t, T):
    return given(system, replace(inputs, end={}), values, r, t, T)


def end_at_every_step(given, system, inputs, values, r, t, T):
    return given(system, inputs, values, r, T - 1 if r.symbol in inputs.end and r.shift == 1 else t, T)


def upstream_reversed(given, system, inputs, values, r, t, T):
    return given(system, inputs, values, r, T - 1 - t if r.symbol in system.upstream else t, T)


ON_BOTH = (two_steps_back, start_again_at_the_second_step, x_of_the_step_before)
ON_CANONICAL = (zero_start, states_exchanged)  # gomez_2016 starts from zero states


@pytest.mark.parametrize(
    "name, change", [(n, f) for n in FORWARD for f in ON_BOTH + ON_CANONICAL * (n == "canonical")], ids=lambda v: getattr(v, "__name__", v)
)
def test_a_shifted_forward_fails(name, change, monkeypatch):
    monkeypatch.setattr(equations, "given", shifted(change))
    with pytest.raises(AssertionError):
        check_forward(name, Problem())


@pytest.mark.parametrize(
    "change",
    [two_steps_back, zero_start, states_exchanged, x_of_the_step_before, two_steps_ahead, zero_end, end_at_every_step, upstream_reversed],
    ids=lambda f: f.__name__,
)
def test_a_shifted_backward_fails(change, monkeypatch):
    monkeypatch.setattr(equations, "given", shifted(change))
    with pytest.raises(AssertionError):
        check_backward(Problem())


def test_shifted_sums_fail(monkeypatch):
    monkeypatch.setattr(equations, "given", shifted(two_steps_ahead))
    with pytest.raises(AssertionError):
        check_sums(Problem())


def test_an_unchanged_evaluator_passes_the_same_way(monkeypatch):
    monkeypatch.setattr(equations, "given", shifted(lambda given, *args: given(*args)))
    check_forward("canonical", Problem())
    check_backward(Problem())
    check_sums(Problem())


SIZES = {
    "default": Problem(),
    "B = 1": Problem(B=1),
    "T = 1": Problem(T=1),
    "D = H": Problem(D=5, H=5),
    "D = 1": Problem(D=1),
    "H = 1": Problem(H=1),
    "all 1": Problem(1, 1, 1, 1),
}


def check_torch(problem: Problem):
    """Outputs and every gradient of our standard cell, and canonical's backward pass, against torch.nn.LSTM."""
    theirs = autograd.nn_lstm(problem)
    leaves = cells.blocks(problem, ("W", "U", "b")) | dict(x=problem.x(), h0=problem.h0(), c0=problem.c0())
    h, c = cells.unroll("standard", leaves, problem.T)
    gradients = autograd.gradients(cells.objective("standard", leaves, problem.dh(), problem.dc_T()))
    ours = dict(h=np.stack(h), c_T=c) | {n: a for n, a in gradients.items() if n[0] != "p"}
    whole = judged(load(catalogue.find("canonical")), problem, "upstream").examination.whole
    printed = {f"{k}_{g}": block for k in "WUb" for g, block in zip("ifgo", np.split(whole[f"d{k}"], 4), strict=True)}
    printed |= dict(x=whole["dx"], h0=whole["dh_prev"][0], c0=whole["dc_prev"][0])
    largest = max(np.abs(a).max() for a in theirs.values())
    assert set(theirs) == {"h", "c_T", "x", "h0", "c0"} | {f"{k}_{g}" for k in "WUb" for g in "ifgo"}
    for name, true in theirs.items():
        for mine in [a[name] for a in (ours, printed) if name in a]:
            np.testing.assert_allclose(mine, true, rtol=0, atol=1e-12 * max(1, largest), err_msg=name)


@pytest.mark.parametrize("problem", SIZES.values(), ids=SIZES)
def test_the_standard_cell_is_torch_nn_lstm(problem):
    check_torch(problem)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.builds(Problem, *[st.integers(1, 6)] * 4, seed=st.integers(0, 10_000)))
def test_the_standard_cell_is_torch_nn_lstm_at_any_size(problem):
    check_torch(problem)


@pytest.mark.parametrize("problem", SIZES.values(), ids=SIZES)
def test_canonical_is_right_at_every_size(problem):
    report = compare([catalogue.find("canonical")], problem)
    (entry,) = report.entries
    assert (entry.verdict, entry.errors) == ("exact", ())
    assert {g.band for g in entry.gradients} <= {"exact", "equal"}
    assert {g.canonical for g in entry.gradients} == {f"d{k}_{g}" for k in "WUb" for g in "ifgo"} | {"dx", "dh0", "dc0"}
    assert report.nn_lstm <= 1e-12


@pytest.mark.parametrize("name", ["h", "c_T", "W_f", "U_o", "b_g", "x", "h0", "c0"])
def test_a_torch_that_differs_fails(name, monkeypatch):
    true = autograd.nn_lstm
    monkeypatch.setattr(autograd, "nn_lstm", lambda problem: (found := true(problem)) | {name: found[name] * (1 + 1e-9)})
    with pytest.raises(AssertionError):
        check_torch(Problem())
