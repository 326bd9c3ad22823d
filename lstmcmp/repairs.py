"""Single changes to a printed equation, each of which would mend one known mistake.

A change says what was wrong by the code of the mistake and in words: "c where tanh(c) belongs". Nothing here decides
whether a change helps; whoever asks compares its value with the truth.
"""

from collections.abc import Iterator

from .expression import Node
from .form_repairs import of_activations, of_brackets, of_constants, of_deletions, of_matrices, of_powers, of_signs, of_sums, of_time
from .repair import Repair, Setting
from .word_repairs import of_derivatives, of_exchanges, of_gates, of_helpers, of_inner_terms, of_inserted_factors, of_missing_terms, of_names, of_own_names


def single(node: Node, setting: Setting) -> Iterator[Repair]:
    """Every single change, the plainest mistakes first; the same expression may come up more than once."""
    yield from likely(node, setting)
    yield from near(node, setting)
    yield from of_missing_terms(node, setting)
    yield from unlikely(node, setting)


def likely(node: Node, setting: Setting) -> Iterator[Repair]:
    """The changes that need no search among all words."""
    for family in (of_signs, of_time, of_activations, of_powers, of_matrices, of_deletions, of_derivatives, of_constants, of_gates, of_brackets, of_sums):
        yield from family(node, setting)


def near(node: Node, setting: Setting) -> Iterator[Repair]:
    """The changes among the words of the equation itself: one in another's place, or two in each other's."""
    for family in (of_own_names, of_exchanges):
        yield from family(node, setting)


def plain(node: Node, setting: Setting) -> Iterator[Repair]:
    """The commonest changes, few enough that two of them can be combined."""
    for family in (of_deletions, of_brackets, of_signs, of_time, of_activations, of_derivatives, of_sums):
        yield from family(node, setting)


def unlikely(node: Node, setting: Setting) -> Iterator[Repair]:
    """The changes that search among all words: another quantity, a factor, a term inside."""
    for family in (of_names, of_inserted_factors, of_inner_terms, of_helpers):
        yield from family(node, setting)
