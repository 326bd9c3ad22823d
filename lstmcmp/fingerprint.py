"""Where and when a run departs from the truth: the error of each gate's gradient, walked backwards from the last step.

A local slip shows at the last step already, at the gates that read it; what a step hands back is wrong one step earlier
for the first time. Which entries of a backward symbol belong to which gate is told by value, not by letters: the gradient
before the activation, times x and summed over steps and sequences, is the gradient of that gate's weights.
"""

from collections.abc import Iterable

import numpy as np

from . import metric
from .examine import Examination
from .finals import by_block
from .meaning import Term
from .problem import GATES
from .records import Fingerprint
from .runs import Result
from .trial import Trial
from .truth import Truth

RANK = {"pre": 2, "total": 1, "edge": 0}  # the gradient nearest to the weights is shown where a source has several


def fingerprint(results: Iterable[Result]) -> Fingerprint | None:
    """The fingerprint of the run that departs most; None where no symbol is the gradient of a gate or of x at each step."""
    found = [f for r in results if (f := _of_run(r))]
    return max(found, key=lambda f: (f.onset is not None, max((max(e) for e in f.errors), default=0.0)), default=None)


def of_x(got: np.ndarray, true: np.ndarray, symbol: str, differs: bool, run: str = "upstream") -> Fingerprint:
    """The fingerprint of what shows no gate: the gradient of x, both arrays (T, B, D, 1). `differs`: some gradient of the run does."""
    return _record(run, "x", {"x": (symbol, got, true)}, {}, differs)


def _of_run(result: Result) -> Fingerprint | None:
    seen = result.examination
    differs = any(g.verdict == "differs" for g in result.gradients)
    rows = {}
    for gate, symbol, entries in _gates(result.trial, seen, result.truth):
        whole = seen.whole[symbol]
        rows[gate] = (symbol, None if whole is None else _entries(whole, entries), _entries(seen.truth[symbol], entries))
    if rows:
        return _record(result.trial.system.run, "gates", {g: rows[g] for g in GATES if g in rows}, _handed_back(result), differs)
    for symbol, known in seen.known.items():
        if known.meaning[0].of == ("x",) and len(known.meaning) == 1 and symbol in seen.truth and seen.whole.get(symbol) is not None:
            return of_x(seen.whole[symbol], seen.truth[symbol], symbol, differs, result.trial.system.run)
    return None


def _gates(trial: Trial, seen: Examination, truth: Truth) -> list[tuple[str, str, np.ndarray]]:
    """(gate, backward symbol, which of its entries), for each gate the symbol nearest to the weights, the last of its step."""
    wanted = _weight_rows(trial, truth)
    position = {s: n for n, s in enumerate(trial.system.in_dependency_order())}
    best: dict[str, tuple[tuple[int, int], str, np.ndarray]] = {}
    for symbol, known in seen.known.items():
        term = known.meaning[0]
        if len(known.meaning) > 1 or term.kind not in RANK or symbol not in seen.truth or symbol not in seen.whole:
            continue
        for rank, before in _before_activation(term, truth, trial):
            place = (rank, position.get(symbol, -1))
            for gate, entries in _matching(before, wanted, trial):
                if gate not in best or place > best[gate][0]:
                    best[gate] = (place, symbol, entries)
    return [(gate, symbol, entries) for gate, (_, symbol, entries) in best.items()]


def _weight_rows(trial: Trial, truth: Truth) -> dict[str, np.ndarray]:
    """The true gradient (H, D) of each gate's input weights, by gate."""
    found = {}
    for weight, true in truth.adjoints.weights.items():
        if weight in trial.layout.index:
            for _, block, _, value in by_block(trial.layout, weight, None, true):
                if block and block.startswith("dW_") and value.ndim == 2:
                    found[block[-1]] = value
    return found


def _before_activation(term: Term, truth: Truth, trial: Trial) -> list[tuple[int, np.ndarray]]:
    """The gradients before an activation that a meaning may be about, each with how near to the weights the meaning is."""
    adjoints = truth.adjoints
    if term.kind == "edge":
        reads = trial.system.equations[term.of[0]].reads
        symbol = next(r.symbol for r in reads if r.argument == term.of[1])
    else:
        symbol = term.of[0]
    out = [(RANK[term.kind], adjoints.before[symbol])] if symbol in adjoints.before else []
    if term.kind == "total" and symbol in adjoints.total:  # a symbol that is itself what stands before an activation
        out.append((RANK["pre"], adjoints.total[symbol]))
    return out


def _matching(before: np.ndarray, wanted: dict[str, np.ndarray], trial: Trial) -> list[tuple[str, np.ndarray]]:
    """The gates whose weights get their gradient through these entries: (gate, entries)."""
    if before.ndim != 4 or 1 not in before.shape[-2:]:
        return []
    x = trial.inputs.steps["x"]
    product = np.einsum("tbn,tbd->nd", before.reshape(*before.shape[:2], -1), x.reshape(*x.shape[:2], -1))
    out = []
    for gate, rows in wanted.items():
        near = np.abs(product[None] - rows[:, None]).max(-1) <= metric.EQUAL * max(np.abs(rows).max(), np.abs(product).max())
        if near.any(1).all() and np.abs(rows).max() > 0:
            out.append((gate, near.argmax(1)))
    return out


def _entries(values: np.ndarray, entries: np.ndarray) -> np.ndarray:
    return values.reshape(*values.shape[:2], -1)[..., entries]


def _handed_back(result: Result) -> dict[str, bool]:
    """For h and c, where a symbol is the share that a step hands back: whether it is wrong at the last step."""
    seen, state = result.examination, {v: k for k, v in result.trial.system.state.items()}
    out = {}
    for symbol, known in seen.known.items():
        term = known.meaning[0]
        if len(known.meaning) == 1 and term.kind == "prev" and term.of[0] in state and symbol in seen.truth and seen.whole.get(symbol) is not None:
            out[state[term.of[0]]] = not metric.agrees(_error(seen.whole[symbol][-1], seen.truth[symbol][-1], 0.0))
    return {k: out[k] for k in "hc" if k in out}


def _record(run: str, of: str, rows: dict[str, tuple], handed_back: dict[str, bool], differs: bool) -> Fingerprint:
    T = len(next(iter(rows.values()))[2])
    steps = tuple(range(T, 0, -1))
    errors = tuple(tuple(_at(got, true, t - 1) for t in steps) for _, got, true in rows.values())
    wrong = {t: tuple(n for n, e in zip(rows, errors, strict=True) if not metric.agrees(e[k])) for k, t in enumerate(steps)}
    onset = next((t for t in steps if wrong[t]), None)
    if "o" in rows and T > 1 and not {"o"} & {*wrong[T], *wrong[T - 1]}:
        handed_back = handed_back | {"h": False}  # the output gate reads dh, so a wrong one was not taken up
    words = _words(wrong, tuple(rows), of, handed_back, differs)
    return Fingerprint(run, of, tuple(rows), tuple(s for s, *_ in rows.values()), steps, errors, onset, words)


def _at(got: np.ndarray | None, true: np.ndarray, t: int) -> float:
    if got is None or got.shape != true.shape:
        return float("inf")
    return _error(got[t], true[t], max(np.abs(got).max(initial=0), np.abs(true).max(initial=0)))


def _error(got: np.ndarray, true: np.ndarray, largest: float) -> float:
    """The error of one step; none where both are nothing beside the largest entry of all steps."""
    if got.shape != true.shape:
        return float("inf")
    nothing = max(np.abs(got).max(initial=0), np.abs(true).max(initial=0)) <= metric.INVISIBLE * largest
    return 0.0 if nothing else metric.error(got, true)


def _words(wrong: dict[int, tuple[str, ...]], rows: tuple[str, ...], of: str, handed_back: dict[str, bool], differs: bool) -> str:
    """'t=6: i only; t=5 to 1: i, f, g, o. So: a local slip that dh carries back.'"""
    T = max(wrong)
    if not any(wrong.values()):
        after = ", in what is made of them" if of == "gates" else ", in the gradients of the weights or of the first states"
        return f"{'every gate' if of == 'gates' else of} is right at every step." + (f" So: the slip comes after{after}." if differs else "")
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for t, names in wrong.items():
        if spans and spans[-1][2] == names:
            spans[-1] = (spans[-1][0], t, names)
        else:
            spans.append((t, t, names))
    where = "; ".join(f"{_span(a, b)}: {_named(names, rows, of)}" for a, b, names in spans)
    return f"{where}. So: {_conclusion(wrong, rows, of, handed_back, T)}."


def _span(first: int, last: int) -> str:
    return f"t={first}" if first == last else f"t={first} to {last}"


def _named(names: tuple[str, ...], rows: tuple[str, ...], of: str) -> str:
    if of == "x":
        return "wrong" if names else "right"
    return "all right" if not names else f"{names[0]} only" if len(names) == 1 and len(rows) > 1 else ", ".join(names)


def _conclusion(wrong: dict, rows: tuple[str, ...], of: str, handed_back: dict[str, bool], T: int) -> str:
    """What the pattern says; named carriers are those whose handed-back share was found wrong."""
    carriers = [f"d{n}" for n, bad in handed_back.items() if bad]
    carry = f"{' and '.join(carriers)} {'carry' if len(carriers) > 1 else 'carries'}"
    onset = next(t for t in wrong if wrong[t])
    earlier = {n for t, names in wrong.items() if t < T for n in names}
    if T == 1:
        return "one step cannot show what is carried back"
    if onset < T - 1:
        return f"right until step {onset + 1}; the error begins inside the sequence"
    if onset < T and carriers:
        return f"{' and '.join(carriers)}, which step {T} hands back, {'are' if len(carriers) > 1 else 'is'} wrong"
    if onset < T and len(handed_back) == 2:
        return f"step {T} hands back the right dh and dc, but step {onset} does not take them up rightly"
    if onset < T:
        return f"what passes from step {T} to step {onset} is wrong"
    if not earlier:
        return "a slip of the last step that nothing carries back"
    if len(rows) == 1:
        return "a slip within the step, for nothing wrong has been handed back to the last one"
    if set(wrong[T]) == set(rows):
        return "the slip is in what every gate reads" + (f", and {carry} it back" if carriers else "")
    if not earlier - set(wrong[T]):
        return "a local slip that stays in its gate"
    return f"a local slip that {carry} back" if carriers else "a local slip that is carried back"
