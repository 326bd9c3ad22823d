"""What MEANING should say of a symbol: what was found by value where a file is silent, and where what it says is false."""

from dataclasses import replace

from . import meaning
from .identity import contradicted, otherwise
from .meaning import Meaning
from .runs import Result


def proposed(result: Result) -> dict[str, Meaning]:
    """The meanings that were found by value, by symbol; those of symbols that declare another one come last."""
    seen, true = result.examination, result.truth
    silent = {s: k.meaning for s, k in seen.known.items() if k.source == "found"}
    if not true.adjoints.edge:  # no intermediate has a truth
        return silent
    return silent | contradicted(result.trial, true.adjoints, seen.known, seen.alone, seen.truth)


def with_proposals(result: Result, found: dict[str, Meaning]) -> Result:
    """The same, each judgement with the entry of MEANING that its values support."""
    told = tuple(replace(j, proposed=repr(meaning.spelled(found[j.symbol]))) if j.symbol in found else j for j in result.judgements)
    return replace(result, judgements=told)


def remarks(result: Result, found: dict[str, Meaning]) -> list[str]:
    """In words: what silent symbols are read as, the gradients before an activation together, and every declaration that is false."""
    known = result.examination.known
    silent = {s: m for s, m in found.items() if known[s].source != "declared"}
    before = {s: m for s, m in silent.items() if len(m) == 1 and m[0].kind == "pre" and m[0].sign == 1}
    told = [f"{s} read as: {meaning.describe(m)}" for s, m in silent.items() if s not in before]
    if before:
        told.append(f"{', '.join(before)} read as: gradient before the activation of {', '.join(m[0].of[0] for m in before.values())}")
    found_by_value = [f"{'; '.join(told)} (found by value, not declared in the file; to declare it: {_entry(silent)})"] if told else []
    return found_by_value + [
        f"{s} is declared as {_the(known[s].meaning)}, but its values are {_the(m)}; if the line is meant so, say {_entry({s: m})}"
        for s, m in found.items()
        if s not in silent
    ]


def unknown(result: Result) -> list[str]:
    """Backward symbols without a meaning: those that are a gradient but for a transpose or a step, and those that nothing reads."""
    system, seen, told = result.trial.system, result.examination, []
    for s in system.backward:
        if s in seen.known:
            continue
        value = seen.whole.get(s)
        if value is not None and (words := otherwise(result.trial, result.truth.adjoints, value)):
            told.append(f"{s} was not judged: its values are {words} (found by value)")
        elif not meaning.is_read(s, system) and not system.equations[s].function.ours:
            told.append(f"{s} was not judged: nothing reads it and nothing says which gradient it is; if it is one, say MEANING = dict({s}='...')")
    return told


def _the(m: Meaning) -> str:
    return ("" if m[0].sign < 0 else "the ") + meaning.describe(m)


def _entry(meanings: dict[str, Meaning]) -> str:
    return f"MEANING = dict({', '.join(f'{s}={meaning.spelled(m)!r}' for s, m in meanings.items())})"
