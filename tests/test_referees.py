"""The three referees: each sabotaged in turn must be noticed; declared approximations against loops in torch that make them by hand."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lstmcmp import autograd, catalogue, metric, referees
from lstmcmp.compare import compare, exit_code
from lstmcmp.convention import load
from lstmcmp.problem import Problem
from lstmcmp.trial import prepare
from lstmcmp.truth import ask

CANONICAL, CODE = catalogue.find("canonical"), catalogue.find("karpathy_2015")


def sabotage(monkeypatch, referee: str, leaf: str, factor: float = 1.001):
    """One referee from now on gives a wrong gradient of one leaf."""
    complex_step, central, adjoints, gradients = referees.complex_step, referees.central, autograd.adjoints, autograd.gradients

    def spoiled(found):
        return {n: a * factor if n == leaf else a for n, a in found.items()}

    def spoiled_central(objective):
        found, noise = central(objective)
        return spoiled(found), noise

    def spoiled_adjoints(*args, **kwargs):
        found = adjoints(*args, **kwargs)
        return replace(found, weights=spoiled(found.weights), start=spoiled(found.start), total=spoiled(found.total))

    if referee == "complex step":
        monkeypatch.setattr(referees, "complex_step", lambda objective: spoiled(complex_step(objective)))
    elif referee == "central differences":
        monkeypatch.setattr(referees, "central", spoiled_central)
    else:
        monkeypatch.setattr(autograd, "adjoints", spoiled_adjoints)
        monkeypatch.setattr(autograd, "gradients", lambda objective: spoiled(gradients(objective)))


SABOTAGED = {  # who, by how much, the sentence that names the one that stands alone
    "autograd": ("autograd", 1.001, "autograd contradicts complex step and central differences"),
    "autograd, by a millionth": ("autograd", 1 + 1e-6, "autograd contradicts complex step and central differences"),
    "complex step, by a billionth": ("complex step", 1 + 1e-9, "autograd and complex step differ by 1e-09"),
    "central differences": ("central differences", 1.001, "central differences contradict autograd and complex step, which agree"),
    "central differences, by a millionth": ("central differences", 1 + 1e-6, "central differences contradict autograd and complex step, which agree"),
}


@pytest.mark.parametrize("leaf", ["W", "U", "b", "x", "h0", "c0"])
@pytest.mark.parametrize("referee, factor, sentence", SABOTAGED.values(), ids=SABOTAGED)
def test_a_sabotaged_referee_takes_the_verdict_away(monkeypatch, referee, factor, sentence, leaf):
    sabotage(monkeypatch, referee, leaf, factor)
    report = compare([CANONICAL], Problem())
    (entry,) = report.entries
    assert (entry.verdict, entry.culprits, entry.gradients, entry.as_declared) == (None, (), (), False)
    assert sentence in entry.errors[0] and "fault of lstmcmp, not of the source" in entry.errors[0]
    assert exit_code(report) == 3


@pytest.mark.parametrize("leaf", ["W_f", "U_o", "b_g", "x", "h0", "c0"])
@pytest.mark.parametrize("referee", ["autograd", "complex step", "central differences"])
def test_a_sabotaged_referee_takes_the_verdict_away_from_code(monkeypatch, referee, leaf):
    sabotage(monkeypatch, referee, leaf)
    report = compare([CODE], Problem())
    assert [e.verdict for e in report.entries] == [None]
    assert report.entries[0].errors[0].startswith("Our referees disagree")
    assert exit_code(report) == 3


@pytest.mark.parametrize("path", [CANONICAL, CODE], ids=["equations", "code"])
@pytest.mark.parametrize("referee", ["autograd", "complex step", "central differences"])
def test_a_sabotage_by_nothing_is_no_sabotage(monkeypatch, referee, path):
    sabotage(monkeypatch, referee, "x", 1.0)
    report = compare([path], Problem())
    assert [e.verdict for e in report.entries] == ["exact"]
    assert exit_code(report) == 0


def test_referees_that_disagree_come_before_a_file_that_cannot_be_run(monkeypatch, tmp_path):
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    paths = [tmp_path / "empty.py", CANONICAL]
    assert exit_code(compare(paths, Problem())) == 4
    sabotage(monkeypatch, "central differences", "U")
    assert exit_code(compare(paths, Problem())) == 3


def test_a_torch_nn_lstm_that_differs_is_our_fault(monkeypatch):
    true = autograd.nn_lstm
    monkeypatch.setattr(autograd, "nn_lstm", lambda problem: (found := true(problem)) | dict(U_f=found["U_f"] * (1 + 1e-9)))
    report = compare([CANONICAL], Problem())
    assert report.nn_lstm > 1e-10
    assert exit_code(report) == 3


def test_a_forward_that_drops_imaginary_parts_is_judged_by_the_other_two(entry):
    text = 'BASE = "canonical"\n\n\ndef z(W, x, U, h_prev, b):\n    "the real part"\n    return (W @ x + U @ h_prev + b).real\n'
    found = entry(text)
    assert (found.verdict, found.remarks) == ("exact", ("its forward drops imaginary parts: no complex step",))
    assert set(found.referees) == {"central differences", "noise floor"}
    wrong = entry(text + '\n\ndef dg(dc, i):\n    "(10) dg = dc ⊙ i"\n    return dc * i\n')
    assert (wrong.verdict, wrong.culprits) == ("wrong", ("dg",))


def test_code_is_judged_without_torch(monkeypatch):
    monkeypatch.setattr(autograd, "available", lambda: False)
    report = compare([CODE], Problem())
    (entry,) = report.entries
    assert (entry.verdict, report.used, report.nn_lstm) == ("exact", ("complex step", "central differences"), None)
    assert {g.against for g in entry.gradients} == {"complex step"}
    assert report.warnings[0].startswith("PyTorch is not installed")


def loop(problem: Problem, read=lambda h: h, output=lambda o, c: o * c.tanh(), seen=lambda z: None) -> dict:
    """The standard cell in torch, sequence by sequence; the three arguments are where the approximations are made."""
    w = problem.canonical()
    leaves = {k: torch.tensor(np.concatenate([w[k][g] for g in "ifgo"]), requires_grad=True) for k in "WUb"}
    leaves |= {n: torch.tensor(a, requires_grad=True) for n, a in (("x", problem.x()), ("h0", problem.h0()), ("c0", problem.c0()))}
    loss = 0
    for n in range(problem.B):
        h, c = leaves["h0"][n, :, 0], leaves["c0"][n, :, 0]
        for t in range(problem.T):
            z = leaves["W"] @ leaves["x"][t, n, :, 0] + leaves["U"] @ read(h) + leaves["b"][:, 0]
            seen(z)
            i, f, g, o = z.chunk(4)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = output(o.sigmoid(), c)
            loss = loss + (torch.tensor(problem.dh()[t, n, :, 0]) * h).sum()
        loss = loss + (torch.tensor(problem.dc_T()[n, :, 0]) * c).sum()
    loss.backward()
    return {n: np.zeros(a.shape) if a.grad is None else a.grad.numpy() for n, a in leaves.items()}


CUT = """
BASE = "canonical"
CUTS = {("z", "h_prev"): "errors that arrive at the net inputs are not propagated further back"}
del dh_prev, MEANING["dh_prev"]


def dh(dy):
    "(7) dh = dy"
    return dy
"""
STRAIGHT = """
BASE = "canonical"
STRAIGHT = {("h", "c"): "the derivative of h by c is taken to be one"}


def dc(dc_next, dh):
    "(8) dc = dc_next + dh"
    return dc_next + dh
"""
CLIP = """
from lstmcmp.symbols import stack

BASE = "canonical"
CLIP = dict(z=0.1)


def dz(di, df, dg, do):
    "dz = [di; df; dg; do], clipped to the range [-0.1, 0.1]"
    return stack(di, df, dg, do).clip(-0.1, 0.1)
"""


APPROXIMATIONS = {  # the file, its kind, the same by hand in torch, the gradients that nothing gives
    "cuts": (CUT, "cuts", dict(read=lambda h: h.detach()), ("dh0",)),
    "straight-through": (STRAIGHT, "straight-through", dict(output=lambda o, c: o * c.detach().tanh() + c - c.detach()), ()),
    "clip": (CLIP, "clip", dict(seen=lambda z: z.register_hook(lambda g: g.clamp(-0.1, 0.1))), ()),
}
SIZES = {"default": Problem(), "other sizes": Problem(T=4, B=2, D=3, H=2, seed=3)}


def close(mine: dict, theirs: dict, tolerance: float):
    assert set(mine) == set(theirs)
    largest = max(np.abs(a).max() for a in theirs.values())
    for name in theirs:
        np.testing.assert_allclose(mine[name], theirs[name], rtol=0, atol=tolerance * largest, err_msg=name)


def trial(text: str, problem: Problem, folder):
    (folder / "mine.py").write_text(text, encoding="utf-8")
    return prepare(load(folder / "mine.py", catalogue.find), problem, "upstream")


@pytest.mark.parametrize("problem", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("text, kind, by_hand, missing", APPROXIMATIONS.values(), ids=APPROXIMATIONS)
def test_a_declared_approximation_is_by_design(entry, text, kind, by_hand, missing, problem):
    found = entry(text, problem)
    assert (found.verdict, found.as_declared, found.culprits, found.missing, found.errors) == ("by-design", True, (), missing, ())
    cut, full = (np.concatenate([loop(problem, **how)[n].ravel() for n in "WUb"]) for how in (by_hand, {}))
    assert found.approximation.kind == kind
    assert found.approximation.error == pytest.approx(metric.error(cut, full), rel=1e-10) and found.approximation.error > 0.01
    assert found.approximation.cosine == pytest.approx(cut @ full / np.linalg.norm(cut) / np.linalg.norm(full), rel=1e-10) and found.approximation.cosine < 1


@pytest.mark.parametrize("problem", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("text, by_hand", [(t, h) for t, _, h, _ in APPROXIMATIONS.values()], ids=APPROXIMATIONS)
def test_its_truth_is_the_loop_that_makes_it_by_hand(text, by_hand, problem, tmp_path):
    found = ask(trial(text, problem, tmp_path))
    close(found.adjoints.leaves, loop(problem, **by_hand), 1e-13)
    close(found.full, loop(problem), 1e-13)
    with pytest.raises(AssertionError):
        close(found.adjoints.leaves, found.full, 1e-3)


@pytest.mark.parametrize(
    "text, by_hand", [(CUT, "cuts"), (STRAIGHT, "straight-through"), ('BASE = "canonical"\n', None)], ids=["cuts", "straight-through", "nothing cut"]
)
def test_the_referees_agree_on_what_is_cut(text, by_hand, tmp_path):
    objective = trial(text, Problem(), tmp_path).objective()
    theirs = loop(Problem(), **(APPROXIMATIONS[by_hand][2] if by_hand else {}))
    close(referees.complex_step(objective), theirs, 1e-13)
    differences, noise = referees.central(objective)
    close(differences, theirs, 1e-9)
    assert all(np.abs(differences[n] - theirs[n]).max() <= 10 * noise[n] for n in theirs)


def test_a_clipped_gradient_has_one_referee(entry, monkeypatch):
    found = entry(CLIP)
    assert set(found.referees) == {"noise floor"}
    assert "clipped gradients: autograd is the only referee" in found.remarks
    monkeypatch.setattr(autograd, "available", lambda: False)
    without = entry(CLIP)
    assert (without.verdict, without.errors) == ("invalid", ("mine.py: CLIP can only be judged by autograd, which needs torch and a forward that runs on it.",))


SUMMED = dict(W=0.1, U=0.3)  # dW, dU: clipped when they are summed; db is not
CLIP_SUMS = f'BASE = "canonical"\nCLIP = dict(dW={SUMMED["W"]}, dU={SUMMED["U"]})\n'


@pytest.mark.parametrize("problem", SIZES.values(), ids=SIZES)
def test_a_clipped_sum_is_by_design(entry, problem):
    found = entry(CLIP_SUMS, problem)
    assert (found.verdict, found.as_declared, found.culprits, found.errors) == ("by-design", True, (), ())
    full = {n: a.ravel() for n, a in loop(problem).items() if n in "WUb"}
    cut, full = np.concatenate([np.clip(a, -SUMMED.get(n, np.inf), SUMMED.get(n, np.inf)) for n, a in full.items()]), np.concatenate(list(full.values()))
    assert found.approximation.kind == "clip"
    assert found.approximation.error == pytest.approx(metric.error(cut, full), rel=1e-10) and found.approximation.error > 0.01
    assert found.approximation.cosine == pytest.approx(cut @ full / np.linalg.norm(cut) / np.linalg.norm(full), rel=1e-10) and found.approximation.cosine < 1


def test_its_truth_is_the_clipped_sum(tmp_path):
    found = ask(trial(CLIP_SUMS, Problem(), tmp_path))
    by_hand = {n: np.clip(a, -SUMMED.get(n, np.inf), SUMMED.get(n, np.inf)) for n, a in loop(Problem()).items()}
    close(found.adjoints.leaves, by_hand, 1e-13)
    close(found.full, loop(Problem()), 1e-13)
    with pytest.raises(AssertionError):
        close(found.adjoints.leaves, found.full, 1e-3)


def test_a_clipped_sum_has_all_referees(entry, monkeypatch):
    found = entry(CLIP_SUMS)
    assert set(found.referees) == {"central differences", "complex step", "noise floor"}
    assert not any("only referee" in r for r in found.remarks)
    monkeypatch.setattr(autograd, "available", lambda: False)
    assert (entry(CLIP_SUMS).verdict, {g.against for g in entry(CLIP_SUMS).gradients}) == ("by-design", {"complex step"})


def test_what_is_clipped_is_a_forward_symbol_or_a_sum(entry):
    for name, said in (("dz", "no gradient of a weight"), ("dx", "no gradient of a weight"), ("dy", "CLIP names dy")):
        found = entry(f'BASE = "canonical"\nCLIP = dict({name}=0.1)\n')
        assert found.verdict == "invalid" and "CLIP" in found.errors[0] and said in found.errors[0]


SIGN = '\n\ndef dg(dc, i, g):\n    "(10) dg = - dc ⊙ i ⊙ (1 - g²)"\n    return -dc * i * (1 - g**2)\n'
NOT_SO = {  # a file, the culprits
    "cut declared, the full gradient given": ('BASE = "canonical"\nCUTS = {("z", "h_prev"): "cut"}\n', ("dh_prev",)),
    "cut elsewhere than declared": (CUT.replace('("z", "h_prev")', '("c", "c_prev")'), ("dh", "dc_prev")),
    "cut, not declared": (CUT.replace("CUTS = ", "_ = "), ("dh",)),
    "cut, and a sign": (CUT + SIGN, ("dg",)),
    "straight-through declared, the full gradient given": ('BASE = "canonical"\nSTRAIGHT = {("h", "c"): "one"}\n', ("dc",)),
    "straight-through, not declared": (STRAIGHT.replace("STRAIGHT = ", "_ = "), ("dc",)),
    "straight-through, and a sign": (STRAIGHT + SIGN, ("dg",)),
    "clip declared, not clipped": ('BASE = "canonical"\nCLIP = dict(z=0.1)\n', ("dz",)),
    "clipped at another bound": (CLIP.replace("dict(z=0.1)", "dict(z=0.2)"), ("dz",)),
    "clipped, not declared": (CLIP.replace("CLIP = ", "_ = "), ("dz",)),
    "clipped, and a sign": (CLIP + SIGN, ("dg",)),
    "sums clipped, and a sign": (CLIP_SUMS + SIGN, ("dg",)),
    "sums clipped, one doubled before": (CLIP_SUMS + '\n\ndef dU(dz, h_prev):\n    "dU = 2 Σ_t dz h_prevᵀ"\n    return 2 * dz @ h_prev.mT\n', ("dU",)),
}


@pytest.mark.parametrize("text, culprits", NOT_SO.values(), ids=NOT_SO)
def test_an_approximation_that_is_not_the_declared_one_is_wrong(entry, text, culprits):
    found = entry(text)
    assert (found.verdict, found.culprits, found.as_declared) == ("wrong", culprits, False)


NO_SUCH_EDGE = {
    "an argument it does not read": "CUTS = {('z', 'hprev'): 'cut'}",
    "no such equation": "STRAIGHT = {('q', 'h_prev'): 'one'}",
    "a backward equation": "CUTS = {('dh', 'dh_next'): 'cut'}",
    "no pair": "CUTS = {'z': 'cut'}",
}


@pytest.mark.parametrize("line", NO_SUCH_EDGE.values(), ids=NO_SUCH_EDGE)
def test_an_edge_that_is_none_is_refused(entry, line):
    found = entry(f'BASE = "canonical"\n{line}\n')
    assert found.verdict == "invalid"
    assert f"mine.py: {line.split()[0]} names" in found.errors[0] and "expected (forward equation, one of its arguments)" in found.errors[0]
