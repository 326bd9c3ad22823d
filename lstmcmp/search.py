"""The changes of a printed expression that give it its true value, found by trying.

Every single change of the repertoire, then every pair of the plain ones, is evaluated with the true values of all that the
expression reads. Whether such a change is the cause of anything is proved elsewhere.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from . import expression as ex
from . import metric, repairs, word_repairs
from .accused import Case
from .repair import Repair

PAIRS = 10_000  # pairs of changes tried before the search gives up


def quick(c: Case) -> Repair | None:
    """The plainest single change whose value is the true one, of those that are found at once."""
    return next((r for search in (_likely, _near, _summands, _factors) for r in search(c)), None)


def _likely(c: Case) -> Iterator[Repair]:
    return fitting(c, repairs.likely)


def _near(c: Case) -> Iterator[Repair]:
    return fitting(c, repairs.near)


def fitting(c: Case, changes) -> Iterator[Repair]:
    """The single changes whose value is the true one."""
    if c.node is None:
        return
    memo, seen, values = {}, set(), true_values(c)
    for repair in changes(c.node, c.setting):
        if (key := (repair.node, str(repair.sums))) not in seen:
            seen.add(key)
            if fits(c, repair, values, memo):
                yield repair


def pairs(c: Case) -> Iterator[Repair]:
    """The pairs of common changes whose value is the true one."""
    if c.node is None:
        return
    memo, seen, values = {}, set(), true_values(c)
    for first in repairs.plain(c.node, c.setting):
        setting = replace(c.setting, sums=first.sums) if first.sums is not None else c.setting
        for second in repairs.plain(first.node, setting):
            both = replace(second, detail=f"{first.detail}; {second.detail}", code=min(first.code, second.code), sums=second.sums or first.sums)
            if (key := (both.node, str(both.sums))) in seen:
                continue
            seen.add(key)
            if len(seen) > PAIRS:
                return
            if fits(c, both, values, memo):
                yield both


def true_values(c: Case) -> dict:
    """The true values of all that the expression may read, by name."""
    return {n: w.values for n, w in c.setting.words.items()}


def fits(c: Case, repair: Repair, values: dict, memo: dict) -> bool:
    """Whether this change gives the accused symbol its true value, at every step."""
    try:
        with np.errstate(all="ignore"):
            value = ex.evaluate(repair.node, values, c.scope, memo)
    except Exception:  # a change that does not fit is no repair
        return False
    if not isinstance(value, np.ndarray) or value.shape[-2:] != c.truth.shape[-2:]:
        return False
    if c.truth.ndim == 2:
        if value.ndim != 4:
            return False
        sums = repair.sums if repair.sums is not None else c.setting.sums
        value = value[sums].sum((0, 1))
    return value.shape == c.truth.shape and metric.agrees(metric.error(value, c.truth))


def _summands(c: Case) -> Iterator[Repair]:
    """The missing summands, told by the rest that they leave: no tree need be evaluated for them."""
    if c.node is None or c.printed is None or c.truth.ndim == 2 or c.printed.shape != c.truth.shape:
        return
    memo, values = {}, true_values(c)
    for repair in word_repairs.of_missing_terms(c.node, c.setting):
        sign, term = ex.terms(repair.node)[-1]
        value = _value(c, term, values, memo)
        if value is not None and _supplies(c, sign, value) and fits(c, repair, values, memo):
            yield repair


def _factors(c: Case) -> Iterator[Repair]:
    """The missing factors of a summand, told by what the product adds to it: no tree need be evaluated for them either."""
    if c.node is None or c.printed is None or c.printed.shape != c.truth.shape:
        return
    memo, values = {}, true_values(c)
    summands = [(sign, _value(c, term, values, memo)) for sign, term in ex.terms(c.node)]
    for k, factor, repair in word_repairs.of_factors_of_terms(c.node, c.setting):
        (sign, summand), value = summands[k], _value(c, factor, values, memo)
        if summand is not None and value is not None and _supplies(c, sign * summand, value - 1) and fits(c, repair, values, memo):
            yield repair


def _value(c: Case, node: ex.Node, values: dict, memo: dict) -> np.ndarray | None:
    """The value of a part of the expression; None where it has none."""
    try:
        with np.errstate(all="ignore"):
            return np.asarray(ex.evaluate(node, values, c.scope, memo))
    except Exception:  # what does not fit is no part of a repair
        return None


def _supplies(c: Case, a: np.ndarray | int, b: np.ndarray) -> bool:
    """Whether this product is what the printed value lacks of the true one."""
    try:
        more = a * b
    except ValueError:  # of another shape
        return False
    if c.truth.ndim == 2 and more.ndim == 4:
        more = more[c.setting.sums].sum((0, 1))
    return more.shape == c.truth.shape and np.abs(more - (c.truth - c.printed)).max() <= metric.EQUAL * np.abs(c.truth).max(initial=0)
