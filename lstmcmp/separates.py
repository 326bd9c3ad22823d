"""What separates two lines for one quantity: letters, where a derivative stands and from what it is written, how the next
step's share comes, how matrices lie. Everything follows from the spellings and trees of both sides."""

from .ground import Side
from .normal import normal
from .problem import GATES
from .quantity import Named
from .spelling import Spelling

CARRY = {"handed back": "handed back by step t+1", "read from t+1": "read from step t+1", "forward in time": "kept forward in time", "none": "not there"}
FORM = {"output": "the output, s(1-s)", "argument": "the pre-activation, sigma'(z)"}
INPUTS = {"concatenated": "[x, h] concatenated", "apart": "W and U apart", "no U": "no U"}


def separates(topic: str, a: list[Named], b: list[Named], one: Side, two: Side, spelled_a, spelled_b) -> tuple[list[str], str]:
    """The reasons in words, "in A | in B", and their kind: same, letters, spelling, one-sided or code."""
    if spelled_a is None or spelled_b is None:
        return ["the same value; code shows only what it returns"], "code"
    if not a or not b:
        return [_why_missing(topic, not a, one, two, spelled_a, spelled_b)], "one-sided"
    found = []
    names_a, names_b = ({x for n in found_in for x in n.name} for found_in in (a, b))
    if topic in GATES:
        found += _folding(topic, names_a, names_b, one, two)
    gate = "tanh(c)" if topic == "c" else topic
    found += _forms(gate, spelled_a, spelled_b)
    if topic in ("h", "c") and spelled_a.carry[topic] != spelled_b.carry[topic]:
        found.append(f"what comes from t+1: {CARRY[spelled_a.carry[topic]]} | {CARRY[spelled_b.carry[topic]]}")
    if topic in ("W", "U", "b", "x", "h_prev"):
        if spelled_a.gates != spelled_b.gates:
            found.append(f"gates {spelled_a.gates} | {spelled_b.gates}")
        if spelled_a.inputs != spelled_b.inputs and topic != "b":
            found.append(f"{INPUTS[spelled_a.inputs]} | {INPUTS[spelled_b.inputs]}")
        if spelled_a.axes != spelled_b.axes:
            found.append(f"{spelled_a.axes} vectors | {spelled_b.axes} vectors")
    if topic == "b" and spelled_a.bias != spelled_b.bias:
        found.append(f"bias {spelled_a.bias} | {spelled_b.bias}")
    if any(_shifted(n, s, m, o) for n in a for m in b for s, o in ((spelled_a, spelled_b),)):
        found.append("the index in its sum is shifted by one step")
    if found:
        return found, "spelling"
    texts = [{x.symbol: s.text.get(x.symbol) for x in side} for side, s in ((a, spelled_a), (b, spelled_b))]
    if sorted(map(str, texts[0].values())) == sorted(map(str, texts[1].values())):
        letters = [{r.argument for n in side for r in _reads(n, s)} | {n.symbol for n in side} for side, s in ((a, one), (b, two))]
        return (["the same"], "same") if letters[0] == letters[1] else (["the same in other letters"], "letters")
    written = [_written_out(*x) for x in ((a, one, two, spelled_a), (b, two, one, spelled_b))]
    if written[0] is not None and written[0] == written[1]:
        return ["the same, split over other lines"], "spelling"
    heads = [s.convention.name for found_in, s in ((a, one), (b, two)) if any(r.symbol in s.convention.get("WEIGHTS") for n in found_in for r in _reads(n, s))]
    if heads and topic in ("h", "h from outside"):
        return [f"what comes from outside passes the head of {' and of '.join(heads)}"], "spelling"
    if len(a) != len(b):
        return [f"in {len(a)} line{'s' * (len(a) > 1)} | in {len(b)}"], "spelling"
    given = "given from outside here, computed there"
    return (
        [given]
        if any(n.symbol not in s.trial.system.equations for found_in, s in ((a, one), (b, two)) for n in found_in)
        else ["the same value, written in another way"]
    ), "spelling"


def _shifted(n: Named, a: Spelling, m: Named, b: Spelling) -> bool:
    """Whether one is the other with every index one step later (a weight gradient's printed sum)."""
    mine, yours = a.text.get(n.symbol), b.text.get(m.symbol)
    return n.weight and m.weight and mine != yours and None not in (mine, yours) and (a.shifted[n.symbol] == yours or b.shifted[m.symbol] == mine)


def _written_out(mine: list[Named], side: Side, other: Side, spelled: Spelling) -> str | None:
    """The last line of a row with everything put in that the other side has no line for."""
    symbol = mine[-1].symbol
    shared = {n.name for n in other.named.values()}
    inline = {s: t for s, t in spelled.trees.items() if s in {n.symbol for n in mine} or s in side.named and side.named[s].name not in shared}
    return normal(spelled.trees[symbol], side, spelled.turned[symbol], inline=inline) if symbol in spelled.trees else None


def _reads(n: Named, side: Side):
    equation = side.trial.system.equations.get(n.symbol)
    return equation.reads if equation else ()


def _folding(gate: str, a: set, b: set, one: Side, two: Side) -> list[str]:
    """z: what stands before the squashing function, so its derivative is inside; the plain name: it is applied later."""
    before = [f"z_{gate}" in names for names in (a, b)]
    after = [gate in names for names in (a, b)]
    if before[0] and not after[0] and after[1]:
        return [f"derivative folded in by {one.convention.name}, applied later by {two.convention.name}"]
    if before[1] and not after[1] and after[0]:
        return [f"derivative folded in by {two.convention.name}, applied later by {one.convention.name}"]
    return []


def _forms(gate: str, a: Spelling, b: Spelling) -> list[str]:
    mine, yours = a.derivatives.get(gate, ()), b.derivatives.get(gate, ())
    if not mine or not yours:
        return (
            []
            if bool(mine) == bool(yours) or gate not in a.derivatives or gate not in b.derivatives
            else [f"its derivative {'there' if mine else 'missing'} | {'there' if yours else 'missing'}"]
        )
    forms = [form_words(gate, d[0].form) for d in (mine, yours)]
    return [] if forms[0] == forms[1] else [f"derivative from {forms[0]} | {forms[1]}"]


def form_words(gate: str, form: str) -> str:
    """The derivative of a squashing function as it is written: 's(1-s)' or 'sigma'(z)'."""
    if gate == "tanh(c)":
        return "the value of tanh(c)" if form == "output" else "the true function, tanh(c) anew"
    if gate == "g":
        return "the output, 1-g^2" if form == "output" else "the pre-activation, tanh'(z)"
    return FORM[form]


def _why_missing(topic: str, a_misses: bool, one: Side, two: Side, spelled_a: Spelling, spelled_b: Spelling) -> str:
    has, lacks = (two, one) if a_misses else (one, two)
    yours = spelled_a if a_misses else spelled_b
    key = topic.removesuffix("_prev")
    if topic in ("h_prev", "c_prev") and yours.carry[key] != "handed back":
        return f"handed back by {has.convention.name}; {CARRY[yours.carry[key]]} in {lacks.convention.name}"
    if topic == "z":
        return f"stacked by {has.convention.name}, separate in {lacks.convention.name}"
    if topic == "c via h":
        return f"a line of its own in {has.convention.name}, folded into the gradient of c in {lacks.convention.name}"
    if topic in ("x", "W", "U", "b", "p"):
        return f"not given by {lacks.convention.name}"
    return f"only {has.convention.name} has a line for it"
