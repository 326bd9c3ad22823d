"""One trial, equation by equation: the whole run, each equation alone, and what every symbol means."""

from dataclasses import dataclass, replace

import numpy as np

from . import meaning as meanings
from .autograd import Adjoints
from .equations import NoArray, evaluate, trouble
from .errors import ConventionError
from .meaning import Meaning
from .metric import agrees, error
from .symbols import Zero
from .trial import Trial


@dataclass(frozen=True)
class Known:
    """A symbol's meaning and where it comes from: declared, letters or found."""

    meaning: Meaning
    source: str


@dataclass(frozen=True)
class Examination:
    """Values of the backward symbols: (T, B, n, m), or (rows, columns) summed for weight gradients; None where unusable."""

    known: dict[str, Known]
    truth: dict[str, np.ndarray]
    whole: dict[str, np.ndarray | None]
    alone: dict[str, np.ndarray | None]
    misfits: dict[str, str]  # symbol -> what did not fit, found in the column "alone"


def examine(trial: Trial, adjoints: Adjoints) -> Examination:
    """Evaluate the backward pass as a whole and each equation alone. Raises ConventionError only for what cannot be run."""
    known = {s: Known(m, "declared") for s, m in meanings.declared(trial.system).items()}
    raw, problems = run(trial)
    known |= _found(trial, adjoints, known, raw)
    truths = _truths(known, adjoints, trial)
    alone, misfits = _alone(trial, known, truths)
    _check_shapes(raw, truths, problems, trial)
    for symbol in trial.system.convention.get("SUMS"):
        if symbol in known and symbol not in _weights(known):
            raise ConventionError(
                f"{trial.system.convention.path.name}: SUMS names {symbol}, which is no gradient of a weight; only those are summed over the steps."
            )
    for symbol in trial.system.convention.get("CLIP"):
        if symbol not in (*trial.system.forward, *_weights(known)):
            raise ConventionError(
                f"{trial.system.convention.path.name}: CLIP names {symbol}, which is no forward symbol and no gradient of a weight; only these are clipped."
            )
    return Examination(known, truths, _whole(trial, known, raw, problems), alone, misfits)


def whole_run(trial: Trial, known: dict[str, Known], truths: dict, before: dict | None = None) -> dict[str, np.ndarray | None]:
    """The column "whole run" once more, for other numbers from outside or other equations; `before` as for a run."""
    raw, problems = run(trial, before=before)
    _check_shapes(raw, truths, problems, trial)
    return _whole(trial, known, raw, problems)


def _whole(trial: Trial, known: dict[str, Known], raw: dict, problems: dict) -> dict:
    return _gathered(trial, raw, _weights(known), problems) | _handed_in(trial, known)


def run(trial: Trial, truths: dict | None = None, before: dict | None = None) -> tuple[dict, dict[str, str]]:
    """The backward values {(symbol, t): array or None}, and what did not fit, by symbol.

    With `truths` every equation reads the true value of everything that has one, and only its own result is its own.
    What is known from `before` is not evaluated again.
    """
    truths, before = truths or {}, before or {}
    per_step = {s: a for s, a in truths.items() if a.ndim == trial.inputs.steps["x"].ndim}
    raw, misfits = dict(before), {}

    def settle(symbol, t, value, error):
        function = trial.system.equations[symbol].function
        if error:
            sentence = trouble(function, error)
            if type(error) not in (ValueError, IndexError) or "in place" in str(sentence):
                raise sentence
            misfits.setdefault(symbol, " ".join(str(error).split()))
        elif isinstance(value, Zero):  # only what lies beyond the ends
            value = np.zeros((1, 1))
        elif np.iscomplexobj(value):
            raise trouble(function, NoArray("returned complex numbers; expected real ones."))
        raw[symbol, t] = value
        return per_step[symbol][t] if symbol in per_step else value

    inputs = replace(trial.inputs, shapes=trial.inputs.shapes | {s: a.shape[1:] for s, a in per_step.items()})  # of the zeros beyond the ends
    handed_in = {s: a for s, a in truths.items() if s in inputs.steps and s not in trial.system.equations}
    if handed_in:
        inputs = replace(inputs, steps=inputs.steps | handed_in)
    with np.errstate(all="ignore"):
        order = [n for n in _backward_order(trial) if n not in before]
        evaluate(trial.system, inputs, order, settle=settle, values=dict(trial.values) | before)
    return raw, misfits


def _backward_order(trial: Trial):
    backward = set(trial.system.backward)
    return [n for n in trial.order if n[0] in backward]


def _in_order(trial: Trial) -> list[str]:
    """The backward symbols in dependency order."""
    return [s for s in trial.system.in_dependency_order() if s in trial.system.backward]


def _truths(known: dict[str, Known], adjoints: Adjoints, trial: Trial) -> dict[str, np.ndarray]:
    found = {s: meanings.truth(k.meaning, adjoints, trial.system) for s, k in known.items()}
    return {s: a for s, a in found.items() if a is not None}


def _alone(trial: Trial, known: dict[str, Known], truths: dict) -> tuple[dict, dict[str, str]]:
    """The column "alone" for these meanings, and what did not fit."""
    raw, misfits = run(trial, truths)
    _check_shapes(raw, truths, misfits, trial)
    return _gathered(trial, raw, _weights(known), misfits) | _handed_in(trial, known), misfits


def _handed_in(trial: Trial, known: dict[str, Known]) -> dict[str, np.ndarray]:
    """What comes in from outside and has a meaning is judged like an equation: this is how a missing carry gets a name."""
    system, steps = trial.system, trial.inputs.steps
    return {s: steps[s] for s in known if s in system.upstream and s in steps and s not in system.equations}


def _weights(known: dict[str, Known]) -> set[str]:
    return {s for s, k in known.items() if meanings.is_weight(k.meaning)}


def _check_shapes(raw: dict, truths: dict, misfits: dict, trial: Trial):
    for (symbol, _), value in raw.items():
        if value is None or symbol not in truths or symbol in misfits:
            continue
        if value.shape == (1, 1) and not value.any():  # a zero from beyond the end, which fits everywhere
            continue
        true = truths[symbol]
        want = true.shape[-2:] if true.ndim == 2 else true.shape[1:]
        have = value.shape[-2:] if true.ndim == 2 else value.shape
        if have != want:
            misfits[symbol] = f"the result has shape {have}, its meaning {want}"


def _gathered(trial: Trial, raw: dict, weights: set, misfits: dict) -> dict:
    T, sums, clips = trial.problem.T, trial.system.convention.get("SUMS"), trial.system.convention.get("CLIP")
    out = {}
    for s in trial.system.backward:
        values = [raw.get((s, t)) for t in range(T)]
        if s in misfits or any(v is None for v in values):
            out[s] = None
        elif s in weights:
            values = values[sums.get(s, slice(None))]
            out[s] = sum((v.reshape(-1, *v.shape[-2:]).sum(0) for v in values), np.zeros(raw[s, 0].shape[-2:]))
            out[s] = np.clip(out[s], -clips[s], clips[s]) if s in clips else out[s]
        else:
            out[s] = np.stack(np.broadcast_arrays(*values))
    return out


def _found(trial: Trial, adjoints: Adjoints, known: dict[str, Known], raw: dict) -> dict[str, Known]:
    """Meanings for the symbols that declare none: those that leave the fewest equations differing alone, ties to the letters.

    A name that says it is a gradient which leaves the layer (dW, dx, dh_prev) is taken at its word, for it decides the verdict.
    What is handed in is what UPSTREAM says; only in a file that declares no meaning at all may its letters say more.
    """
    system, last = trial.system, trial.problem.T - 1
    handed_in = [] if known else [s for s in system.upstream if s in trial.inputs.steps and s not in system.equations]
    free = [s for s in _in_order(trial) if s not in known] + handed_in
    letters = {s: m for s in free if (m := meanings.from_letters(s, system))}
    bound = {s for s, m in letters.items() if meanings.is_final(m, system)}
    fitting = {s: _as_spelled(s, letters[s]) if s in letters else [] for s in free}
    for s in (s for s in free if s not in handed_in):
        if s not in bound and raw.get((s, last)) is not None:
            fitting[s] = list(dict.fromkeys(fitting[s] + meanings.candidates(s, system, adjoints, raw[s, last].shape)))
    truth_of = {m: meanings.truth(m, adjoints, system) for options in fitting.values() for m in options}

    def matches(symbol: str, m: Meaning) -> bool:
        got = _gathered(trial, raw, {symbol} if meanings.is_weight(m) else set(), {}).get(symbol)
        true = truth_of[m]
        return got is not None and true is not None and got.shape == true.shape and agrees(error(got, true))

    def differing(choice: dict) -> list[str]:
        all_known = known | {s: Known(m, "") for s, m in choice.items() if m}
        truths = _truths(all_known, adjoints, trial)
        alone, _ = _alone(trial, all_known, truths)
        return [s for s in truths if s in alone and (alone[s] is None or alone[s].shape != truths[s].shape or not agrees(error(alone[s], truths[s])))]

    def score(choice: dict, wrong: list[str]) -> tuple[int, int, int]:
        unknown = sum(m is None for s, m in choice.items() if s not in handed_in)
        return len(wrong) + unknown, sum(m != letters.get(s) for s, m in choice.items()), sum(t.sign < 0 for m in choice.values() if m for t in m)

    def search(choice: dict) -> tuple[dict, list[str]]:
        """Change one meaning at a time as long as that leaves fewer equations differing."""
        choice = choice | dict.fromkeys(handed_in)  # what comes in is what it is given as, unless its letters explain more
        wrong, improved = differing(choice), True
        while wrong and improved:
            improved = False
            suspects = [s for s in free if s in wrong or choice[s] is None or set(wrong) & _readers(system, s)]
            for s in suspects:
                for m in fitting[s]:
                    tried = choice | {s: m}
                    now = differing(tried) if m != choice[s] else wrong
                    if score(tried, now) < score(choice, wrong):
                        choice, wrong, improved = tried, now, True
        return choice, wrong

    choice, wrong = search({s: next((m for m in fitting[s] if matches(s, m)), letters.get(s)) for s in free})
    if wrong:  # what an error reached matches nothing by value, so begin once more with what the letters say
        choice, wrong = min(((choice, wrong), search({s: letters.get(s) for s in free})), key=lambda found: score(*found))
    choice |= _leaving(choice, known, fitting, system)
    return {s: Known(m, "letters" if m == letters.get(s) else "found") for s, m in choice.items() if m}


def _as_spelled(symbol: str, meaning: Meaning) -> list[Meaning]:
    """What the letters say; a delta may carry the sign of the descent direction."""
    negative = tuple(replace(t, sign=-t.sign) for t in meaning)
    return [meaning, negative] if symbol.startswith(("delta", "δ")) else [meaning]


def _leaving(choice: dict, known: dict[str, Known], fitting: dict, system) -> dict:
    """A meaning for what nothing reads and nothing names, where its shape leaves one weight that has no gradient yet.

    A wrong gradient under a name that says nothing would go unseen otherwise.
    """
    loose = [s for s, m in choice.items() if m is None and not meanings.is_read(s, system)]
    taken = {k.meaning for k in known.values()} | {m for m in choice.values() if m}
    free = {s: [m for m in fitting[s] if meanings.is_weight(m) and m[0].sign > 0 and m not in taken] for s in loose}
    return {s: options[0] for s, options in free.items() if len(options) == 1 and sum(options[0] in o for o in free.values()) == 1}


def _readers(system, symbol: str) -> set[str]:
    return {n for n, e in system.equations.items() if any(r.symbol == symbol for r in e.reads)}
