"""Which gradient each backward symbol is, found by value: where its file does not say, and where what it says is false."""

from dataclasses import dataclass, replace

import numpy as np

from . import columns
from . import meaning as meanings
from .autograd import Adjoints
from .columns import Known
from .meaning import Meaning
from .metric import agrees, constant, error, named_constants
from .trial import Trial, parse_upstream


@dataclass(frozen=True)
class Search:
    """Meanings for the `free` symbols, chosen so that the fewest equations differ alone; ties go to the `first` ones."""

    trial: Trial
    adjoints: Adjoints
    known: dict[str, Known]  # what is not to be found
    free: list[str]
    first: dict[str, Meaning]
    fitting: dict[str, list[Meaning]]  # what each could be, the plainest first
    optional: list[str]  # of the free ones: those that need no meaning

    def differing(self, choice: dict) -> list[str]:
        """The symbols whose equation differs alone under these meanings."""
        everything = self.known | {s: Known(m, "") for s, m in choice.items() if m}
        truths = columns.truths_of(everything, self.adjoints, self.trial)
        alone, _ = columns.alone(self.trial, everything, truths)
        return [s for s in truths if s in alone and not _same(alone[s], truths[s])]

    def score(self, choice: dict, wrong: list[str]) -> tuple[int, ...]:
        """Smaller is better: what differs or stays unknown, gates unlike the others, what is not as in `first`, weights of the rarer
        sign, minus signs.

        A source treats its gates alike: where di, df, dg are gradients before the activation, do is one too, and wrong.
        """
        unknown = sum(m is None for s, m in choice.items() if s not in self.optional)
        chosen = [m for m in choice.values() if m]
        signs = [m[0].sign for m in (*chosen, *(k.meaning for k in self.known.values())) if meanings.is_weight(m)]
        minus = sum(t.sign < 0 for m in chosen for t in m)
        others = sum(m != self.first.get(s) for s, m in choice.items())
        return len(wrong) + unknown, self._odd_gates(choice), others, min(signs.count(1), signs.count(-1)), minus

    def _odd_gates(self, choice: dict) -> int:
        """How many of the symbols whose letters name an activated gate are not read as most of them are: before the activation, or after."""
        gates = {s: m[0].of for s, m in self.first.items() if m and len(m) == 1 and m[0].kind in ("pre", "total") and m[0].of[0] in self.adjoints.before}
        kinds = [choice[s][0].kind for s, of in gates.items() if choice[s] and choice[s][0].of == of]
        return len(gates) - max(kinds.count("pre"), kinds.count("total"))

    def improved(self, choice: dict) -> tuple[dict, list[str]]:
        """Change one meaning at a time as long as that leaves fewer equations differing."""
        wrong, better = self.differing(choice), True
        while wrong and better:
            better = False
            for s in self.free:
                if s not in wrong and choice[s] is not None and not set(wrong) & _readers(self.trial.system, s):
                    continue
                for m in self.fitting[s]:
                    tried = choice | {s: m}
                    now = self.differing(tried) if m != choice[s] else wrong
                    if self.score(tried, now) < self.score(choice, wrong):
                        choice, wrong, better = tried, now, True
        return choice, wrong


def found(trial: Trial, adjoints: Adjoints, known: dict[str, Known], raw: dict) -> dict[str, Known]:
    """Meanings for the symbols that declare none, from the values {(symbol, t): array} of a run.

    A name that says it is a gradient which leaves the layer (dW, dx, dh_prev) is taken at its word, for it decides the verdict.
    What is handed in is what UPSTREAM says; only in a file that declares no meaning at all may its letters say more.
    """
    system, last = trial.system, trial.problem.T - 1
    outside = [s for s in system.upstream if s in trial.inputs.steps and s not in system.equations and s not in known]
    given = {s: Known(m, "declared") for s in outside if (m := _as_given(s, trial, adjoints))}
    handed_in = [] if known else [s for s in outside if s not in given]
    free = [s for s in columns.in_order(trial) if s not in known] + handed_in
    if not free:
        return given
    letters = {s: m for s in free if (m := meanings.from_letters(s, system))}
    bound = {s for s, m in letters.items() if meanings.is_final(m, system) and _is_left(m, adjoints, system)}
    fitting = {s: _as_spelled(s, letters[s]) if s in letters else [] for s in free}
    sums = dict.fromkeys(free, ())
    for s in free:
        if s not in handed_in and s not in bound and raw.get((s, last)) is not None:
            fitting[s] = list(dict.fromkeys(fitting[s] + meanings.candidates(s, system, adjoints, raw[s, last].shape)))
            sums[s] = meanings.sums(system, adjoints, raw[s, last].shape)
    search = Search(trial, adjoints, known | given, free, letters, fitting, handed_in)
    by_value = {s: _by_value(s, [*fitting[s], *sums[s]], trial, adjoints, raw) or letters.get(s) for s in free}
    choice, wrong = search.improved(by_value | dict.fromkeys(handed_in))  # what comes in is what it is given as, unless its letters explain more
    if wrong:  # what an error reached matches nothing by value, so begin again with what the letters say: di of i, or of what is before it
        said = {s: letters.get(s) for s in free} | dict.fromkeys(handed_in)
        before = {s: _before(m, adjoints) for s, m in said.items()}
        tried = [(choice, wrong), *(search.improved(start) for start in ([said, before] if before != said else [said]))]
        choice, wrong = min(tried, key=lambda found: search.score(*found))
    choice |= _leaving(choice, search)
    return given | {s: Known(m, "letters" if m == letters.get(s) else "found") for s, m in choice.items() if m}


def contradicted(trial: Trial, adjoints: Adjoints, known: dict[str, Known], alone: dict, truths: dict) -> dict[str, Meaning]:
    """The declared meanings that are false: with other ones fewer equations differ. {symbol: what its values are}.

    Only where everything that reads the symbol is right with it: else a wrong value and a wrong declaration look alike. What
    leaves the layer keeps its meaning for the same reason.
    """
    system = trial.system
    declared = {s: k.meaning for s, k in known.items() if k.source == "declared" and s in alone}
    wrong = {s for s in declared if s in truths and not _same(alone[s], truths[s])}
    near = wrong | {r.symbol for s in wrong if s in system.equations for r in system.equations[s].reads}
    free = [s for s in columns.in_order(trial) if s in near and s in declared and not meanings.is_final(declared[s], system)]
    if not free:
        return {}
    fitting = {}
    for s in free:
        value = alone[s]
        shape = () if value is None else value.shape
        options = meanings.candidates(s, system, adjoints, shape) + meanings.sums(system, adjoints, shape) if shape else []
        fitting[s] = [m for m in options if _same(value, meanings.truth(m, adjoints, system))]
    rest = {s: k for s, k in known.items() if s not in free}
    first = {s: declared[s] for s in free}
    choice, left = Search(trial, adjoints, rest, free, first, fitting, []).improved(first)
    return {s: m for s, m in choice.items() if m != first[s] and not {s, *_readers(system, s)} & set(left)}


def otherwise(trial: Trial, adjoints: Adjoints, value: np.ndarray) -> str | None:
    """What a symbol without a meaning is but for a transpose or a step, in words, for MEANING has none for it.

    `value` is (T, B, n, m); summed over steps and sequences it may be the transpose of the gradient of a weight.
    """
    summed = value.reshape(-1, *value.shape[-2:]).sum(0)
    for w, true in adjoints.weights.items():
        if _same(summed.mT, true):
            return f"the transpose of the gradient of {w}"
    for s, true in adjoints.total.items():
        if s == "loss" or not true.any():
            continue
        if _same(value.mT, true):
            return f"the transpose of the gradient of {s}"
        if trial.problem.T > 1 and _same(value[1:], true[:-1]):
            return f"the gradient of {s} one step earlier"
        if trial.problem.T > 1 and _same(value[:-1], true[1:]):
            return f"the gradient of {s} one step later"
    return None


def _by_value(symbol: str, options: list[Meaning], trial: Trial, adjoints: Adjoints, raw: dict) -> Meaning | None:
    """The first of these that has the values of the symbol in a run, else the first that has them up to a constant with a name."""
    got = {summed: columns.gathered(trial, raw, {symbol} if summed else set(), {}, [symbol])[symbol] for summed in (False, True)}

    def beside(m: Meaning) -> tuple[np.ndarray | None, np.ndarray | None]:
        return got[meanings.is_weight(m)], meanings.truth(m, adjoints, trial.system)

    equal = next((m for m in options if _same(*beside(m))), None)
    return equal or next((m for m in options if _scaled(*beside(m), trial)), None)


def _scaled(a: np.ndarray | None, b: np.ndarray | None, trial: Trial) -> bool:
    """Whether a is b times 2, 1/2, -1, T ...: any number would do where there is one entry only."""
    sizes = trial.problem.sizes
    times = constant([(a, b)], sizes) if a is not None and b is not None and a.shape == b.shape else None
    return times is not None and times[1] in named_constants(sizes)


def _same(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    return a is not None and b is not None and a.shape == b.shape and agrees(error(a, b))


def _before(meaning: Meaning | None, adjoints: Adjoints) -> Meaning | None:
    """The same before the activation, for the whole gradient of what has one."""
    if meaning and len(meaning) == 1 and meaning[0].kind == "total" and meaning[0].of[0] in adjoints.before:
        return (replace(meaning[0], kind="pre"),)
    return meaning


def _is_left(meaning: Meaning, adjoints: Adjoints, system) -> bool:
    """Whether the declared cuts leave anything of this gradient."""
    true = meanings.truth(meaning, adjoints, system)
    return true is None or bool(true.any())


def _as_given(symbol: str, trial: Trial, adjoints: Adjoints) -> Meaning | None:
    """What UPSTREAM says of a symbol that is handed in: the whole gradient, where nothing else reaches what it is of."""
    sign, of, _ = parse_upstream(trial.system.upstream[symbol])
    whole = (meanings.Term(sign, "total", (of,)),)
    return whole if _same(trial.inputs.steps[symbol], meanings.truth(whole, adjoints, trial.system)) else None


def _as_spelled(symbol: str, meaning: Meaning) -> list[Meaning]:
    """What the letters say; a delta may carry the sign of the descent direction."""
    negative = tuple(replace(t, sign=-t.sign) for t in meaning)
    return [meaning, negative] if symbol.startswith(("delta", "δ")) else [meaning]


def _leaving(choice: dict, search: Search) -> dict:
    """A meaning for what nothing reads and nothing names, where its shape leaves one weight that has no gradient yet.

    A wrong gradient under a name that says nothing would go unseen otherwise.
    """
    loose = [s for s, m in choice.items() if m is None and not meanings.is_read(s, search.trial.system)]
    taken = {k.meaning for k in search.known.values()} | {m for m in choice.values() if m}
    free = {s: [m for m in search.fitting[s] if meanings.is_weight(m) and m[0].sign > 0 and m not in taken] for s in loose}
    return {s: options[0] for s, options in free.items() if len(options) == 1 and sum(options[0] in o for o in free.values()) == 1}


def _readers(system, symbol: str) -> set[str]:
    return {n for n, e in system.equations.items() if any(r.symbol == symbol for r in e.reads)}
