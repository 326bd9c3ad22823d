"""What a comparison finds, as plain frozen records; one line of meaning per field. Nothing here computes or prints."""

from dataclasses import dataclass

COLUMNS = ("dW", "dU", "db", "dp", "dx", "dh0", "dc0")  # the canonical names of the gradients that leave the layer


@dataclass(frozen=True)
class Worst:
    """The entry that differs most."""

    index: tuple[int, ...]
    got: float
    true: float


@dataclass(frozen=True)
class Gradient:
    """One final gradient, per gate block."""

    name: str  # the column it belongs to: dW, dU, db, dp, dx, dh0, dc0, or d<array> for arrays no canonical cell has
    source_name: str  # the source's symbol
    canonical: str | None  # dW_i ... dc0
    shape: tuple[int, ...]
    run: str  # upstream or loss
    against: str  # the referee: autograd, complex step, central differences
    error: float
    band: str  # exact, equal, suspicious, wrong, not visible here
    worst: Worst | None
    verdict: str  # agrees, differs, not visible here


@dataclass(frozen=True)
class Judgement:
    """One equation, or one symbol handed in from outside."""

    symbol: str
    number: str
    printed: str
    ours: bool
    file: str
    line: int
    role: str  # forward, backward, handed in
    reads: tuple[str, ...]  # the backward symbols it reads
    meaning: str | None
    meaning_from: str | None  # declared, letters, found
    run: str
    whole_run: float | None
    alone: float | None
    worst: Worst | None  # alone
    verdict: str  # right, infected, culprit, cancels, not-judged, does-not-fit
    note: str = ""  # for a culprit: the symbol it reads that was not judged; for does-not-fit: what did not fit
    proposed: str = ""  # the entry of MEANING that its values support, where the file is silent or says another


@dataclass(frozen=True)
class Approximation:
    """How far a declared approximation is from the full gradient."""

    kind: str  # cuts, straight-through, clip
    error: float
    cosine: float | None


@dataclass(frozen=True)
class Erratum:
    """A declared correction, tried out."""

    symbol: str
    number: str
    printed: str
    correction: str
    status: str  # needed, stale, not visible here
    why: str = ""  # what is odd, and how we know


@dataclass(frozen=True)
class Cause:
    """Why an accused equation is wrong, proved by running the convention with the equation mended."""

    symbol: str
    code: str  # LC103, of the catalogue of mistakes
    kind: str  # factor, term, time, matrix, layout, code, approximation, other
    detail: str  # "c where tanh(c) belongs"
    fits: str  # the mended equation, in the letters of the file
    error_before: float  # the largest error of a gradient of the run as printed
    error_after: float  # and with every accused equation mended
    match: str = ""  # for gradients without equations: what gives exactly the same ones


@dataclass(frozen=True)
class Clue:
    """What is left to say of an accused symbol that no known mistake explains: its own value beside the true one."""

    symbol: str
    slope: float | None  # of the best line through zero, printed over true
    cosine: float | None
    signs: float  # the share of entries with the true sign
    first_step: int | None  # the first one that differs, walking back from T; None for the gradient of a weight
    blocks: tuple[str, ...]  # the canonical blocks that differ, of the gradient of a weight


@dataclass(frozen=True)
class Fingerprint:
    """Where and when one run departs from the truth: the gradient of each gate (or of x) at each step, from the last step back."""

    run: str  # upstream or loss
    of: str  # "gates", or "x" where no gradient of a gate is shown
    rows: tuple[str, ...]  # canonical gates i, f, g, o, or x
    symbols: tuple[str, ...]  # the source's symbol of each row
    steps: tuple[int, ...]  # T to 1
    errors: tuple[tuple[float, ...], ...]  # one tuple per row, one error per step
    onset: int | None  # the first step, walking back, at which a row differs; None if none does
    words: str


@dataclass(frozen=True)
class Effect:
    """What a step along the printed gradient of the weights does."""

    cosine: float | None  # to the true gradient of these weights; None where one of them is zero or not finite
    descends: bool  # a small enough step against it lowers the loss
    weights: tuple[str, ...]  # the gradients it was taken over, by the source's names


@dataclass(frozen=True)
class Training:
    """Plain gradient steps with the printed gradient and, from the same weights, with the true one."""

    steps: int
    rate: float
    task: str  # the loss, in words
    weights: tuple[str, ...]  # the arrays that are moved: those whose gradient the source gives
    printed: tuple[float, ...]  # the loss before the first step and after each; shorter where a number was no longer finite
    true: tuple[float, ...]
    why_not: str = ""  # where it cannot be trained


@dataclass(frozen=True)
class BlindSpot:
    """A known mistake that a run could not have shown."""

    code: str
    title: str
    shown_by: str  # the cheapest setting that would show it: "-T 2"


@dataclass(frozen=True)
class Assumption:
    """What a source that assumes zero states would get wrong without them."""

    text: str  # "h0 = 0, c0 = 0"
    error: float | None  # the largest error of a final on non-zero states
    gradients: tuple[str, ...]  # which finals are then wrong


@dataclass(frozen=True)
class Entry:
    """Everything about one convention on one problem."""

    name: str
    base: str | None
    title: str
    author: str
    year: int | None
    kind: str
    style: str
    cell: str
    reading: str
    assumes: dict
    forward_error: float | None  # against the cell it declares, or the known cell it turned out to be
    verdict: str | None  # null only when the referees disagree
    expected: str | None
    as_declared: bool
    constant: str | None
    approximation: Approximation | None
    culprits: tuple[str, ...]
    missing: tuple[str, ...]
    not_judged: tuple[str, ...]
    remarks: tuple[str, ...]
    gradients: tuple[Gradient, ...]
    equations: tuple[Judgement, ...]
    errata: tuple[Erratum, ...]
    assumption: Assumption | None
    referees: dict  # agreement between the referees on this convention: {"autograd / complex step": 1e-16, ...}
    repaired: float | None  # largest final error with every erratum swapped in
    errors: tuple[str, ...]
    path: str
    causes: tuple[Cause, ...] = ()
    clues: tuple[Clue, ...] = ()
    blind_spots: tuple[BlindSpot, ...] = ()
    fingerprint: Fingerprint | None = None  # None where no symbol is the gradient of a gate or of x at each step
    effect: Effect | None = None  # None where it gives no gradient of a weight
    training: Training | None = None  # only when asked for
    call: str = ""  # what to type to name it: its name, or the path of a file outside the catalogue
    precision: str | None = None  # float32, float16, ... where something differs and the file computes in less than float64


@dataclass(frozen=True)
class Report:
    """A comparison of several conventions on one problem."""

    problem: dict  # T, B, D, H, seed, dtype
    used: tuple[str, ...]  # the referees, the deciding one first
    agreement: float | None  # worst over the conventions, autograd against complex step
    noise_floor: float | None  # worst difference of central differences, as an error
    nn_lstm: float | None  # our standard cell against torch.nn.LSTM, forward and gradients
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]
    blind_spots: tuple[BlindSpot, ...] = ()  # of these sizes, with all gradients given
    known_mistakes: int = 0  # how many were planted to find them


CANNOT = "cannot be stacked"  # a source that publishes no dx, or has no place for one: no fault of its equations


@dataclass(frozen=True)
class StackedUnit:
    """One layer of a stack in one direction."""

    layer: int  # from 1, next to the input
    reverse: bool
    gradients: tuple[Gradient, ...]  # named dW_i[1,reverse]
    part: str  # encoder or decoder, where these are what is arranged
    distance: tuple[float, float | None] | None  # of what the declared approximation leaves, from the full gradient: error, cosine


@dataclass(frozen=True)
class StackRow:
    """One convention in a stack, under one reading."""

    name: str
    base: str | None
    call: str
    reading: str | None  # cut-between-layers, same-step, same-step-local for truncated sources
    sentence: str  # what the reading means, or why there is no stack and which line is missing
    cell: str
    verdict: str | None  # the words of the plain comparison, or CANNOT
    expected: str | None
    as_declared: bool
    units: tuple[StackedUnit, ...]  # the lowest layer first
    around: tuple[Gradient, ...]  # dE, dW_y, db_y of an embedding and a head
    down: str  # the symbol handed to the layer below, as the source writes it; "" if the engine computes it
    enters: str  # the symbol at which it enters the layer below
    engine: str  # what the engine supplies where the source has no equation
    accused: tuple[tuple[str, Judgement], ...]  # the label of the unit and the equation to blame there, from the top: dx, [2]
    missing: tuple[str, ...]
    referees: dict
    repaired: float | None
    remarks: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True)
class StackReport:
    """A comparison of several conventions in one arrangement of layers."""

    problem: dict  # T, B, D, H, seed, dtype, layers, bidirectional; with a head also head, embedding, loss_at
    used: tuple[str, ...]
    agreement: float | None  # worst over the rows, the chain of layers against the composed forward pass by autograd and complex step
    noise_floor: float | None
    nn_lstm: float | None  # our standard cell in this arrangement against torch.nn.LSTM
    entries: tuple[StackRow, ...]
    warnings: tuple[str, ...]
