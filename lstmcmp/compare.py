"""Judging conventions: every run, every final gradient, every equation, and the verdict that follows from them."""
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from . import autograd, cells, code, meaning, metric, referees
from .autograd import Adjoints
from .convention import Convention
from .errors import ConventionError
from .examine import Examination, examine
from .problem import Layout, Problem, arrange
from .records import Approximation, Assumption, Entry, Erratum, Gradient, Judgement, Worst
from .trial import Trial, prepare

FORWARD = "layout or forward"
COLUMNS = ("dW", "dU", "db", "dp", "dx", "dh0", "dc0")
DISAGREE = 1e-10  # between autograd and complex step, relative


@dataclass(frozen=True)
class Truth:
    """The adjoints that decide, the referee they come from, and how well the referees agree on them."""

    adjoints: Adjoints
    against: str
    agreement: dict[str, float]
    noise: float
    full: dict[str, np.ndarray] | None  # without cuts
    remarks: tuple[str, ...] = ()


class RefereesDisagree(Exception):
    """Our own referees contradict each other: no verdict on anybody. The text says which one stands alone."""


def judge(convention: Convention, problem: Problem) -> Entry:
    """Everything about one convention on one problem. Raises ConventionError for a file that cannot be run."""
    return _code_entry(convention, problem) if convention.style == "code" else _equations_entry(convention, problem)


def invalid(name: str, sentence: str, convention: Convention | None = None, path: str = "") -> Entry:
    """The entry of a convention that could not be loaded or run."""
    return replace(_blank(convention, name), verdict="invalid", errors=(sentence,), path=path)


# ---------------------------------------------------------------- equation style


def _equations_entry(convention: Convention, problem: Problem) -> Entry:
    kinds = (["upstream"] if convention.get("UPSTREAM") else []) + (["loss"] if convention.loss else [])
    if not kinds:
        raise ConventionError(f"{convention.path.name}: nothing comes in from outside; say UPSTREAM = dict(dh='h'), the gradient that the output gets, or give a loss().")
    results = [_judged(convention, problem, kind) for kind in kinds]
    gradients = tuple(g for r in results for g in r.gradients)
    if not gradients:
        raise ConventionError(f"{convention.path.name}: gives no gradient of a weight, x, h0 or c0; name one dW, dU, db, dx, ... or say in MEANING which symbol is one.")
    first = results[0]
    cell, forward_error = _cell(convention, first.trial)
    culprits = tuple(dict.fromkeys(c for r in results for c in r.culprits)) if cell else (FORWARD,)
    constants = {r.constant for r in results}
    verdict, constant = _verdict(convention, cell, [_run_verdict(convention, r) for r in results], constants)
    errata, repaired = _errata(convention, problem, kinds)
    visible = [e for e in errata if e.status != "not visible here"]
    expected = _expected(convention, bool(visible), bool(errata))
    entry = replace(
        _blank(convention),
        cell=cell or "unknown",
        forward_error=forward_error,
        verdict=verdict,
        expected=expected,
        as_declared=verdict == expected and all(e.status != "stale" for e in errata) and (repaired is None or metric.agrees(repaired)) and _factor_fits(convention, constant, problem),
        constant=constant,
        approximation=_approximation(convention, first),
        culprits=culprits if verdict == "wrong" else (),
        missing=_missing(convention, first.trial.layout, gradients),
        not_judged=tuple(dict.fromkeys(j.symbol for r in results for j in r.judgements if j.verdict == "not-judged" and j.role != "forward")),
        remarks=_remarks(convention, results, cell),
        gradients=gradients,
        equations=_merged(results, bool(cell)),
        errata=errata,
        assumption=_assumption(convention, problem, kinds[0]),
        referees=_worst_of(r.truth.agreement for r in results) | {"noise floor": max(r.truth.noise for r in results)},
        localised=bool(culprits),
        repaired=repaired,
    )
    return entry


@dataclass(frozen=True)
class _Result:
    trial: Trial
    truth: Truth
    examination: Examination
    gradients: tuple[Gradient, ...]
    judgements: tuple[Judgement, ...]
    culprits: tuple[str, ...]
    constant: tuple[float, str] | None


def _judged(convention: Convention, problem: Problem, kind: str, corrected=(), assume: bool = True, quick: bool = False) -> _Result:
    """One run of one convention; `quick` asks one referee only."""
    trial = prepare(convention, problem, kind, corrected, assume)
    truth = _truth(trial, quick)
    seen = examine(trial, truth.adjoints)
    finals = _finals(trial, seen, truth)
    gradients = tuple(g for g, _, _ in finals)
    differing = {g.source_name for g in gradients if g.verdict == "differs"}
    judgements = _judgements(trial, seen, truth, differing)
    culprits = tuple(j.symbol for j in judgements if j.verdict in ("culprit", "does-not-fit"))
    pairs = [(a, r) for g, a, r in finals if g.verdict != "not visible here"]
    fits = metric.constant(pairs, problem.sizes) if pairs and all(a is not None for a, _ in pairs) else None
    return _Result(trial, truth, seen, gradients, judgements, culprits, fits)


def _truth(trial: Trial, quick: bool) -> Truth:
    """Ask the referees and compare them with each other; RefereesDisagree if they contradict."""
    clipped = bool(trial.system.convention.get("CLIP"))
    partials = meaning.partials(meaning.declared(trial.system).values())
    have_torch = autograd.available()
    by_autograd = autograd.adjoints(trial, partials) if have_torch else None
    approximates = trial.frozen or clipped
    if quick and have_torch or clipped and have_torch:
        full = autograd.adjoints(trial, cut=False).leaves if approximates and not quick else None
        return Truth(by_autograd, "autograd", {}, 0.0, full, ("only autograd can judge a clipped gradient: one referee",) if clipped else ())
    if clipped:
        raise ConventionError(f"{trial.system.convention.path.name}: CLIP can only be judged by autograd; install torch.")
    objective = trial.objective()
    by_complex = referees.complex_step(objective)
    remarks = []
    if quick and by_complex is not None:
        return Truth(_from_leaves(by_complex), "complex step", {}, 0.0, None)
    by_differences, noise = referees.central(objective)
    if by_complex is not None and _contradicts(by_complex, by_differences, noise):
        if by_autograd is None or not _contradicts(by_autograd.leaves, by_differences, noise):
            remarks.append("its forward drops imaginary parts: no complex step")
            by_complex = None
    agreement = {}
    decides = by_autograd.leaves if by_autograd else by_complex if by_complex is not None else by_differences
    if by_autograd and by_complex is not None:
        agreement["complex step"] = _distance(decides, by_complex)
    if decides is not by_differences:
        agreement["central differences"] = _distance(decides, by_differences)
        if _contradicts(decides, by_differences, noise) or agreement.get("complex step", 0) > DISAGREE:
            raise RefereesDisagree(_who_stands_alone(by_autograd, by_complex, by_differences, noise))
    full = None
    if approximates:
        full = autograd.adjoints(trial, cut=False).leaves if by_autograd else referees.complex_step(trial.objective(cut=False))
    against = "autograd" if by_autograd else "complex step" if by_complex is not None else "central differences"
    largest = max(np.abs(a).max(initial=0) for a in decides.values())
    floor = max(noise.values()) / largest if largest else 0.0
    return Truth(by_autograd or _from_leaves(decides), against, agreement, floor, full, tuple(remarks))


def _from_leaves(leaves: dict) -> Adjoints:
    weights = {n: a for n, a in leaves.items() if n not in ("x", "h0", "c0")}
    return Adjoints(dict(x=leaves["x"]), {}, {}, weights, {n: leaves[n] for n in ("h0", "c0")}, {})


def _contradicts(a: dict, differences: dict, noise: dict) -> bool:
    """More than 1e-7 of the leaf's size, and more than a hundred times the differences' own error estimate."""
    return any(np.abs(a[n] - d).max(initial=0) > max(metric.DIFFERENCES * np.abs(a[n]).max(initial=0), 100 * noise[n]) for n, d in differences.items())


def _distance(a: dict, b: dict) -> float:
    """The worst error over the leaves, a leaf counting at least a thousandth of the largest."""
    largest = max(np.abs(v).max(initial=0) for v in a.values())
    return max(float(np.abs(a[n] - b[n]).max(initial=0) / max(np.abs(a[n]).max(initial=0), 1e-3 * largest, 1e-300)) for n in a)


def _who_stands_alone(by_autograd, by_complex, by_differences, noise) -> str:
    if by_autograd is None or by_complex is None:
        return "two referees contradict each other and there is no third to ask"
    a, c = (_contradicts(v, by_differences, noise) for v in (by_autograd.leaves, by_complex))
    if a and c and _distance(by_autograd.leaves, by_complex) <= DISAGREE:
        return "central differences contradict autograd and complex step, which agree"
    return "autograd contradicts complex step and central differences" if a else "complex step contradicts autograd and central differences"


def _finals(trial: Trial, seen: Examination, truth: Truth):
    """Every gradient that leaves the layer, per gate block: [(record, got, true)]."""
    out = []
    state = {v: k for k, v in trial.system.state.items()}
    for symbol, known in seen.known.items():
        if len(known.meaning) != 1 or symbol not in seen.whole:
            continue
        term, got = known.meaning[0], seen.whole[symbol]
        if term.kind == "weight":
            true = term.sign * truth.adjoints.weights[term.of[0]]
            out += [(symbol, *part) for part in _by_block(trial.layout, term.of[0], got, true)]
        elif term.kind == "total" and term.of == ("x",):
            out.append((symbol, "dx", "dx", got, term.sign * truth.adjoints.total["x"]))
        elif term.kind == "prev" and term.of[0] in state:
            name = f"d{state[term.of[0]]}0"
            out.append((symbol, name, name, None if got is None else got[0], term.sign * truth.adjoints.start[name[1:]]))
    largest = max((np.abs(r).max(initial=0) for *_, r in out), default=0.0)
    return [(_gradient(*f, trial.system.run, truth.against, largest), f[3], f[4]) for f in out]


def _by_block(layout: Layout, weight: str, got, true):
    """(column, canonical block, got, true) for the entries of each canonical block in one source array."""
    index = layout.index[weight]
    found = []
    for block, (start, stop, _) in layout.blocks.items():
        inside = (index >= start) & (index < stop)
        if inside.any():
            found.append((f"d{block[0]}", f"d{block}", None if got is None else got[inside], true[inside]))
    return found or [(f"d{weight}", None, got, true)]


def _gradient(symbol: str, name: str, canonical, got, true, run: str, against: str, largest: float) -> Gradient:
    if got is None or got.shape != true.shape:
        return Gradient(name, symbol, canonical, true.shape, run, against, float("inf"), "wrong", None, "differs")
    visible = max(np.abs(got).max(initial=0), np.abs(true).max(initial=0)) > metric.INVISIBLE * largest or not np.isfinite(got).all()
    e = metric.error(got, true)
    band = metric.band(e, against) if visible else "not visible here"
    verdict = ("agrees" if metric.agrees(e, against) else "differs") if visible else band
    return Gradient(name, symbol, canonical, true.shape, run, against, e, band, Worst(*metric.worst(got, true)) if got.size else None, verdict)


def _judgements(trial: Trial, seen: Examination, truth: Truth, differing: set) -> tuple[Judgement, ...]:
    """One record per equation, forward first, then the backward symbols in dependency order."""
    system = trial.system
    reads = {n: tuple(dict.fromkeys(r.symbol for r in e.reads if r.symbol in system.backward or r.symbol in system.upstream)) for n, e in system.equations.items()}
    reaching = _reaching(reads, differing)
    last = [s for s, t in trial.order if t == trial.problem.T - 1 and s in system.backward]
    handed = [s for s in seen.known if s in system.upstream and s not in system.equations]
    out = [_forward_judgement(system, n) for n in system.forward if n != "loss"]
    for symbol in [*handed, *last]:
        function = system.equations[symbol].function if symbol in system.equations else None
        known, true = seen.known.get(symbol), seen.truth.get(symbol)
        whole = _error_of(seen.whole.get(symbol), true)
        alone = _error_of(seen.alone.get(symbol), true)
        verdict = _equation_verdict(symbol, whole, alone, seen, symbol in reaching, bool(differing), truth.against, true is not None)
        unjudged = [r for r in reads.get(symbol, ()) if r in system.backward and r not in seen.truth] if verdict == "culprit" else []
        note = seen.misfits.get(symbol, "") or (f"this equation or {' or '.join(unjudged)}, which it reads" if unjudged else "")
        got = seen.alone.get(symbol)
        usable = got is not None and true is not None and got.shape == true.shape
        out.append(
            Judgement(
                symbol, function.number if function else "", function.printed if function else "", bool(function and function.ours),
                function.file if function else str(system.convention.path), function.line if function else 0,
                "backward" if function else "handed in", reads.get(symbol, ()),
                meaning.describe(known.meaning) if known else None, known.source if known else None,
                system.run, whole if true is not None else None, alone if true is not None else None,
                Worst(*metric.worst(got, true)) if usable and not metric.agrees(alone) else None, verdict, note,
            )
        )  # fmt: skip
    return tuple(out)


def _forward_judgement(system, symbol: str) -> Judgement:
    f = system.equations[symbol].function
    reads = tuple(dict.fromkeys(r.symbol for r in system.equations[symbol].reads if r.kind == "symbol"))
    return Judgement(symbol, f.number, f.printed, f.ours, f.file, f.line, "forward", reads, None, None, system.run, None, None, None, "not-judged")


def _reaching(reads: dict, finals: set) -> set:
    """The symbols that a differing final is computed from, itself included."""
    todo, seen = list(finals), set()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += reads.get(name, ())
    return seen


def _error_of(got, true) -> float:
    if got is None or true is None or got.shape != true.shape:
        return float("inf")
    return metric.error(got, true)


def _equation_verdict(symbol, whole, alone, seen: Examination, reaches: bool, any_final: bool, against: str, judged: bool) -> str:
    if symbol in seen.misfits:
        return "does-not-fit"
    if not judged:
        return "not-judged"
    if metric.agrees(alone, against):
        return "right" if metric.agrees(whole, against) else "infected"
    return "culprit" if any_final and reaches and not metric.agrees(whole, against) else "cancels"


# ---------------------------------------------------------------- the verdict


def _cell(convention: Convention, trial: Trial) -> tuple[str | None, float | None]:
    """The cell of the forward pass: the declared one if it is that, else a known one that it equals, else None."""
    from .catalogue import find

    turn = (lambda a: a.mT) if convention.axes == "row" else (lambda a: a)
    h, c = (turn(np.stack([trial.values[trial.system.state[k], t] for t in range(trial.problem.T)])) for k in "hc")
    start = {k: turn(trial.leaves[k]) for k in ("h0", "c0")}
    declared = convention.constants.get("CELL")
    if declared and declared not in cells.CELLS:
        path = find(declared)
        if path is None:
            from .errors import did_you_mean

            raise ConventionError(f"{convention.path.name}: CELL = {declared!r}{did_you_mean(declared, cells.CELLS)}; known are {', '.join(cells.CELLS)} and the conventions in equations.")
        from .convention import load

        other = load(path)
        kind = "upstream" if other.get("UPSTREAM") else "loss"
        theirs = prepare(other, trial.problem, kind)
        e = max(metric.error(trial.values[trial.system.state[k], t], theirs.values[theirs.system.state[k], t]) for k in "hc" for t in range(trial.problem.T))
        return (declared if metric.agrees(e) else None), e
    return cells.named(h, c, trial.problem, trial.layout, start, declared)


def _run_verdict(convention: Convention, result: _Result) -> str:
    if any(g.verdict == "differs" for g in result.gradients):
        return "scaled" if result.constant and abs(result.constant[0] - 1) > metric.EQUAL else "wrong"
    return "by-design" if any(convention.get(k) for k in ("CUTS", "STRAIGHT", "CLIP")) else "exact"


def _verdict(convention: Convention, cell: str | None, runs: list[str], constants: set) -> tuple[str, str | None]:
    constant = next((c[1] for c in constants if c and abs(c[0] - 1) > metric.EQUAL), None) if "scaled" in runs else None
    if cell is None or "wrong" in runs or len(constants) > 1 and "scaled" in runs:
        return "wrong", constant
    worst = next(v for v in ("by-design", "scaled", "exact") if v in runs)
    return ("variant" if worst == "exact" and cell != "standard" else worst), constant


def _expected(convention: Convention, visible_errata: bool, has_errata: bool) -> str:
    if visible_errata:
        return "wrong"
    if any(convention.get(k) for k in ("CUTS", "STRAIGHT", "CLIP")):
        return "by-design"
    if "FACTOR" in convention.constants:
        return "scaled"
    return "variant" if convention.constants.get("CELL", "standard") != "standard" else "exact"


def _factor_fits(convention: Convention, constant: str | None, problem: Problem) -> bool:
    declared = convention.constants.get("FACTOR")
    if declared is None or constant is None:
        return declared is None and constant is None or declared is not None
    named = {n: float(v) for n, v in problem.sizes.items()} | {f"1/{n}": 1 / v for n, v in problem.sizes.items()} | {"1/2": 0.5, "-1": -1.0, "-1/2": -0.5}
    value = named.get(str(declared), None if isinstance(declared, str) else float(declared))
    return value is not None and str(constant) in ({str(declared)} | {n for n, v in named.items() if v == value} | {f"{value:.12g}"})


def _errata(convention: Convention, problem: Problem, kinds: list[str]) -> tuple[tuple[Erratum, ...], float | None]:
    """Try the corrections: all of them together, then each left out. Returns them and the repaired error."""
    declared = convention.get("ERRATA")
    if not declared:
        return (), None

    def attempt(symbols):
        results = [_judged(convention, problem, k, tuple(symbols), quick=True) for k in kinds]
        cell, e = _cell(convention, results[0].trial)
        errors = [g.error for r in results for g in r.gradients if g.verdict != "not visible here"] + ([] if cell else [e])
        return results, max(errors, default=0.0), any(r.culprits for r in results) or not cell

    results, repaired, left = attempt(declared)
    out = []
    for symbol in declared:
        without, e, culprits = attempt([s for s in declared if s != symbol])
        status = "needed" if culprits or not metric.agrees(e) else "stale" if _values_differ(results, without) else "not visible here"
        correction = convention.private[declared[symbol].__name__]
        printed = convention.functions.get(symbol)
        out.append(Erratum(symbol, printed.number if printed else correction.number, printed.printed if printed else "", correction.printed, status))
    return tuple(out), float("inf") if left and metric.agrees(repaired) else repaired


def _values_differ(a: list[_Result], b: list[_Result]) -> bool:
    for one, other in zip(a, b, strict=True):
        mine, yours = one.examination.whole, other.examination.whole
        for s in set(mine) & set(yours):
            if (mine[s] is None) != (yours[s] is None) or mine[s] is not None and not (mine[s].shape == yours[s].shape and metric.agrees(metric.error(mine[s], yours[s]))):
                return True
        forward = [metric.error(v, other.trial.values[n]) for n, v in one.trial.values.items() if n in other.trial.values]
        if not all(map(metric.agrees, forward)):
            return True
    return False


def _approximation(convention: Convention, result: _Result) -> Approximation | None:
    kind = next((w for k, w in (("CUTS", "cuts"), ("STRAIGHT", "straight-through"), ("CLIP", "clip")) if convention.get(k)), None)
    if kind is None or result.truth.full is None:
        return None
    given = {t.of[0] if t.kind == "weight" else t.of[0] for k in result.examination.known.values() for t in k.meaning if t.kind == "weight"}
    names = [n for n in result.truth.full if n in given] or list(result.truth.full)
    mine, full = (np.concatenate([leaves[n].ravel() for n in names]) for leaves in (result.truth.adjoints.leaves, result.truth.full))
    return Approximation(kind, metric.error(mine, full), metric.cosine(mine, full))


def _assumption(convention: Convention, problem: Problem, kind: str) -> Assumption | None:
    assumed = convention.get("ASSUMES")
    if not assumed:
        return None
    text = ", ".join(f"{n} = 0" for n in assumed)
    result = _judged(convention, problem, kind, tuple(convention.get("ERRATA")), assume=False, quick=True)
    differing = [g for g in result.gradients if g.verdict == "differs"]
    return Assumption(text, max((g.error for g in differing), default=None), tuple(dict.fromkeys(g.name for g in differing)))


def _missing(convention: Convention, layout: Layout, gradients: Iterable[Gradient]) -> tuple[str, ...]:
    present = {f"d{a}" for a in layout.uses} | {f"d{n}" for n in convention.get("WEIGHTS")} | {"dx", "dh0", "dc0"}
    blocks = {f"d{b}" for b, (start, stop, _) in layout.blocks.items() if any(((i >= start) & (i < stop)).any() for i in layout.index.values())}
    given = {g.name for g in gradients}
    partly = {b for b in blocks if b[:2] in given and b not in {g.canonical for g in gradients}}
    order = [*COLUMNS, *(f"d{n}" for n in convention.get("WEIGHTS"))]
    return tuple(n for n in order if n in present and n not in given) + tuple(sorted(partly))


def _remarks(convention: Convention, results: list[_Result], cell: str | None) -> tuple[str, ...]:
    first = results[0]
    out = list(dict.fromkeys(t for r in results for t in r.truth.remarks))
    for r in results:
        for s, k in r.examination.known.items():
            if k.source == "found":
                out.append(f"{s} read as: {meaning.describe(k.meaning)} (found by value, not declared in the file)")
        for g in r.gradients:
            if g.verdict == "differs" and g.worst is not None and not np.isfinite(g.worst.got):
                out.append(f"{g.source_name} is NaN or infinite")
            elif g.verdict == "differs" and g.worst is not None and g.error == 1 and r.examination.whole[g.source_name] is not None and not r.examination.whole[g.source_name].any():
                out.append(f"{g.source_name} is zero everywhere")
        out += [f"{j.symbol} differs from its meaning, but the errors cancel or never reach a gradient" for j in r.judgements if j.verdict == "cancels"]
    if convention.get("UPSTREAM") and not any(str(v).endswith("@T") for v in convention.get("UPSTREAM").values()):
        out.append("has no place for dL/dc_T: judged with 0")
    out += [f"has no {n}" for n, a in (("biases", "b"), ("recurrent weights", "U")) if a not in first.trial.layout.uses]
    if first.truth.against != "autograd":
        out.append("without torch the equations are not judged one by one")
    return tuple(dict.fromkeys(out))


def _merged(results: list[_Result], forward_fits: bool) -> tuple[Judgement, ...]:
    """One record per symbol: from the run in which it fares worst."""
    rank = {v: n for n, v in enumerate(("does-not-fit", "culprit", "infected", "cancels", "not-judged", "right"))}
    best: dict[str, Judgement] = {}
    for r in results:
        for j in r.judgements:
            if j.role == "forward":
                j = replace(j, verdict="right" if forward_fits else "not-judged")
            if j.symbol not in best or rank[j.verdict] < rank[best[j.symbol].verdict]:
                best[j.symbol] = j
    return tuple(best.values())


def _worst_of(dicts: Iterable[dict]) -> dict:
    out = {}
    for d in dicts:
        for k, v in d.items():
            out[k] = max(v, out.get(k, 0.0))
    return out


def _blank(convention: Convention | None, name: str = "") -> Entry:
    source = convention.source if convention else {}
    return Entry(
        name=convention.name if convention else name, base=convention.constants.get("BASE") if convention else None,
        title=str(source.get("title") or (convention.title if convention else "")), author=str(source.get("author", "")), year=source.get("year"),
        kind=str(source.get("kind", "")), style=convention.style if convention else "", cell=convention.constants.get("CELL", "standard") if convention else "",
        reading=convention.constants.get("READING", "") if convention else "", assumes=convention.get("ASSUMES") if convention else {},
        forward_error=None, verdict=None, expected=_expected(convention, bool(convention.get("ERRATA")), False) if convention else None, as_declared=False,
        constant=None, approximation=None, culprits=(), missing=(), not_judged=(), remarks=(), gradients=(), equations=(), errata=(), assumption=None,
        referees={}, localised=False, repaired=None, errors=(), path=str(convention.path) if convention else "",
    )  # fmt: skip


# ---------------------------------------------------------------- code style


def _code_entry(convention: Convention, problem: Problem) -> Entry:
    layout = arrange(convention, problem)
    zero = convention.get("ASSUMES")
    h0, c0 = (a * (n not in zero) for n, a in (("h0", problem.h0()), ("c0", problem.c0())))
    ran = code.run(convention, problem, layout, h0, c0)
    declared = convention.constants.get("CELL")
    if declared and declared not in cells.CELLS:
        raise ConventionError(f"{convention.path.name}: CELL = {declared!r}; a file in code style names one of {', '.join(cells.CELLS)}.")
    leaves = cells.blocks(problem, layout.uses) | dict(x=problem.x(), h0=h0, c0=c0)
    cell, forward_error = cells.named(ran.h, np.broadcast_to(ran.c_T, (1, *ran.c_T.shape)), problem, layout, dict(h0=h0, c0=c0), declared)
    if not ran.gradients:
        raise ConventionError(f"{convention.path.name}: backward returned no gradient at all; expected {{'dW': ..., 'dx': ...}}.")
    objective = cells.objective(cell or declared or "standard", leaves, problem.dh() * ("dh" in ran.takes), problem.dc_T() * ("dc_T" in ran.takes))
    true, against, agreement, noise = _cell_truth(objective)
    flat = np.concatenate([[0.0], *(true[b].ravel() for b in layout.blocks)])
    finals = []
    for target, (name, got) in ran.gradients.items():
        if target in layout.index:
            finals += [(name, *part) for part in _by_block(layout, target, got, flat[layout.index[target]]) if part[1]]
        else:
            finals.append((name, f"d{target}", f"d{target}", got, true[target]))
    largest = max((np.abs(f[4]).max(initial=0) for f in finals), default=0.0)
    gradients = tuple(_gradient(*f, "upstream", against, largest) for f in finals)
    own = code.differences(convention, problem, layout, h0, c0, ran.takes) if cell else {}
    for name, d in own.items():
        used = layout.index[name] > 0
        if used.any() and np.abs(d - flat[layout.index[name]])[used].max() > 1e-6 * max(1.0, np.abs(flat).max()):
            raise RefereesDisagree(f"central differences of the code's own forward contradict the cell {cell} for {name}")
    constant = metric.constant([(f[3], f[4]) for f in finals], problem.sizes)
    differs = any(g.verdict == "differs" for g in gradients)
    kind = "wrong" if differs and not (constant and abs(constant[0] - 1) > metric.EQUAL) else "scaled" if differs else "exact"
    verdict, named = _verdict(convention, cell, [kind], {constant})
    remarks = [f"{g.source_name} is zero everywhere" for g in gradients if differs and not ran.gradients[_target_of(ran, g)][1].any()]
    remarks += [f"{g.source_name} is NaN or infinite" for g in gradients if g.worst and not np.isfinite(g.worst.got)]
    remarks += [] if "dc_T" in ran.takes else ["has no place for dL/dc_T: judged with 0"]
    expected = _expected(convention, False, False)
    return replace(
        _blank(convention),
        cell=cell or "unknown",
        forward_error=forward_error,
        verdict=verdict,
        expected=expected,
        as_declared=verdict == expected and _factor_fits(convention, named, problem),
        constant=named,
        culprits=() if cell else (FORWARD,),
        missing=_missing(convention, layout, gradients),
        remarks=tuple(dict.fromkeys(remarks)),
        gradients=gradients,
        referees=agreement | {"noise floor": noise},
        localised=cell is None,
    )


def _target_of(ran: code.CodeRun, gradient: Gradient) -> str:
    return next(t for t, (n, _) in ran.gradients.items() if n == gradient.source_name)


def _cell_truth(objective) -> tuple[dict, str, dict, float]:
    by_complex = referees.complex_step(objective)
    by_differences, noise = referees.central(objective)
    true, against = (autograd.gradients(objective), "autograd") if autograd.available() else (by_complex, "complex step")
    if _contradicts(true, by_differences, noise) or _distance(true, by_complex) > DISAGREE:
        raise RefereesDisagree("the referees contradict each other on a cell of our own")
    agreement = {"central differences": _distance(true, by_differences)} | ({"complex step": _distance(true, by_complex)} if against == "autograd" else {})
    return true, against, agreement, max(noise.values()) / max(np.abs(a).max() for a in true.values())
