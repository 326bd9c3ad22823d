"""What is known of one mistake. Its effect is not written down: `lstmcmp.plant` runs the example and measures it."""

from dataclasses import dataclass, field

KINDS = {
    "factor": "factors of a product",
    "term": "terms of a sum",
    "time": "time indices",
    "matrix": "matrices",
    "layout": "layout and forward pass",
    "code": "code",
    "approximation": "approximations that are not declared",
    "other": "others",
}


@dataclass(frozen=True)
class Example:
    """The smallest example: one changed equation of a convention that is right.

    `wrong` is a function of a convention file, put in the place of the base's own; for a base that is code it is a line
    put in the place of the line `right`.
    """

    symbol: str  # what is accused; nothing is in code, which shows only what it returns
    wrong: str
    right: str = ""
    base: str = "canonical"  # a convention of the catalogue, or one of `settings`
    sizes: dict[str, int] = field(default_factory=dict)  # where the default sizes would not let the product fit


@dataclass(frozen=True)
class Mistake:
    """One mistake under its stable code."""

    code: str
    kind: str  # one of KINDS
    title: str
    looks: str  # what it looks like in print
    why: str  # why people write it
    effect: str  # what follows from the mathematics alone
    example: Example
