"""The catalogue of mistakes: what people get wrong in a backward pass, each under a stable code (LC101 ...)."""

from ..errors import UsageError, did_you_mean
from .factors import FACTORS
from .matrices import APPROXIMATIONS, CODE, LAYOUTS, MATRICES, OTHERS
from .record import KINDS, Example, Mistake
from .terms import TERMS, TIMES

MISTAKES = {m.code: m for m in (*FACTORS, *TERMS, *TIMES, *MATRICES, *LAYOUTS, *CODE, *APPROXIMATIONS, *OTHERS)}

__all__ = ["KINDS", "MISTAKES", "Example", "Mistake", "find"]


def find(code: str) -> Mistake:
    """The mistake with this code, in any case of letters; UsageError for an unknown one."""
    if code.upper() in MISTAKES:
        return MISTAKES[code.upper()]
    raise UsageError(f"There is no mistake {code!r}{did_you_mean(code.upper(), MISTAKES)}. `lstmcmp explain` lists all of them.")
