"""One trial, equation by equation: the whole run, each equation alone, and what every symbol means."""

from dataclasses import dataclass, replace

import numpy as np

from . import meaning as meanings
from .autograd import Adjoints
from .equations import evaluate, trouble
from .errors import ConventionError
from .meaning import Meaning
from .metric import agrees, error
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
    free = [s for s in _in_order(trial) if s not in known]
    raw, problems = run(trial)
    if free:
        known |= _found(trial, adjoints, known, free, raw)
    truths = _truths(known, adjoints, trial)
    raw_alone, misfits = run(trial, truths)
    _check_shapes(raw_alone, truths, misfits, trial)
    _check_shapes(raw, truths, problems, trial)
    weights = {s for s, k in known.items() if meanings.is_weight(k.meaning)}
    given = {s: trial.inputs.steps[s] for s in known if s in trial.system.upstream and s in trial.inputs.steps and s not in trial.system.equations}
    return Examination(
        known=known,
        truth=truths,
        whole=_gathered(trial, raw, weights, problems) | given,
        alone=_gathered(trial, raw_alone, weights, misfits) | given,
        misfits=misfits,
    )


def run(trial: Trial, truths: dict | None = None) -> tuple[dict, dict[str, str]]:
    """The backward values {(symbol, t): array or None}, and what did not fit, by symbol.

    With `truths` every equation reads the true value of everything that has one, and only its own result is its own.
    """
    truths = truths or {}
    raw, misfits = {}, {}

    def settle(symbol, t, value, error):
        function = trial.system.equations[symbol].function
        if error:
            sentence = trouble(function, error)
            if not isinstance(error, (ValueError, RuntimeError, IndexError)) or "read-only" in str(error):
                raise sentence
            misfits.setdefault(symbol, " ".join(str(error).split()))
        elif value is not None and not isinstance(value, np.ndarray):
            raise ConventionError(f"{function.file.rsplit('/', 1)[-1]}, line {function.line}: {symbol} returned {type(value).__name__}; expected an array.")
        raw[symbol, t] = value
        true = truths.get(symbol)
        return true[t] if true is not None and true.ndim == trial.inputs.steps["x"].ndim else value

    inputs = trial.inputs
    handed_in = {s: a for s, a in truths.items() if s in inputs.steps and s not in trial.system.equations}
    if handed_in:
        inputs = replace(inputs, steps=inputs.steps | handed_in)
    with np.errstate(all="ignore"):
        evaluate(trial.system, inputs, _backward_order(trial), settle=settle, values=dict(trial.values))
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


def _check_shapes(raw: dict, truths: dict, misfits: dict, trial: Trial):
    for (symbol, _), value in raw.items():
        if value is None or symbol not in truths or symbol in misfits:
            continue
        true = truths[symbol]
        want = true.shape[-2:] if true.ndim == 2 else true.shape[1:]
        have = value.shape[-2:] if true.ndim == 2 else value.shape
        if have != want:
            misfits[symbol] = f"the result has shape {have}, its meaning {want}"


def _gathered(trial: Trial, raw: dict, weights: set, misfits: dict) -> dict:
    T, sums = trial.problem.T, trial.system.convention.get("SUMS")
    out = {}
    for s in trial.system.backward:
        values = [raw.get((s, t)) for t in range(T)]
        if s in misfits or any(v is None for v in values):
            out[s] = None
        elif s in weights:
            values = values[sums.get(s, slice(None))]
            out[s] = sum((v.reshape(-1, *v.shape[-2:]).sum(0) for v in values), np.zeros(raw[s, 0].shape[-2:]))
        else:
            out[s] = np.stack(np.broadcast_arrays(*values))
    return out


def _found(trial: Trial, adjoints: Adjoints, known: dict, free: list[str], raw: dict) -> dict[str, Known]:
    """Meanings for the symbols that declare none: those that leave the fewest equations differing alone, ties to the letters."""
    letters = {s: m for s in free if (m := meanings.from_letters(s, trial.system))}
    fitting = {s: meanings.candidates(trial.system, adjoints, raw[s, trial.problem.T - 1].shape) for s in free if raw.get((s, trial.problem.T - 1)) is not None}
    truth_of = {m: meanings.truth(m, adjoints, trial.system) for s in fitting for m in fitting[s]}

    def value(found: dict, symbol: str, m: Meaning):
        return _gathered(trial, found, {symbol} if meanings.is_weight(m) else set(), {}).get(symbol)

    def matches(found: dict, symbol: str, m: Meaning, last: bool = False) -> bool:
        got, true = value(found, symbol, m), truth_of.get(m)
        if got is None or true is None or got.shape != true.shape:
            return False
        if last and not meanings.is_weight(m):
            got, true = got[-1], true[-1]
        return agrees(error(got, true))

    def options(found: dict, symbol: str, last: bool = False) -> list[Meaning]:
        ordered = ([letters[symbol]] if symbol in letters else []) + fitting.get(symbol, [])
        return [m for m in dict.fromkeys(ordered) if matches(found, symbol, m, last)]

    choice = {s: next(iter(options(raw, s)), letters.get(s)) for s in free}

    def score(trial_choice: dict):
        all_known = known | {s: Known(m, "") for s, m in trial_choice.items() if m}
        truths = _truths(all_known, adjoints, trial)
        found, misfits = run(trial, truths)
        _check_shapes(found, truths, misfits, trial)
        weights = {s for s, k in all_known.items() if meanings.is_weight(k.meaning)}
        alone = _gathered(trial, found, weights, misfits)
        differing = sum(alone.get(s) is None or not agrees(error(alone[s], truths[s])) for s in truths if s in alone)
        unread = sum(m is None for m in trial_choice.values())
        return (differing + unread, sum(m != letters.get(s) for s, m in trial_choice.items())), found

    best, found = score(choice)
    for _ in range(3):
        if best[0] == 0:
            break
        before = best
        for s in free:
            for m in options(found, s, last=True):
                if m != choice[s]:
                    new, new_found = score(choice | {s: m})
                    if new < best:
                        choice, best, found = choice | {s: m}, new, new_found
        if best == before:
            break
    return {s: Known(m, "letters" if m == letters.get(s) else "found") for s, m in choice.items() if m}
