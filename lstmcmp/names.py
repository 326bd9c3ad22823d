"""What the name of an argument refers to: the rules of the section 'Time' of the README."""

from dataclasses import dataclass

from .errors import ConventionError, did_you_mean
from .functions import Function

SIZES = ("T", "B", "D", "H")


@dataclass(frozen=True)
class Read:
    """One argument of one equation: the symbol it refers to, `shift` steps later (negative: earlier)."""

    argument: str
    kind: str  # "symbol" (another equation), "step" (given at every step), "weight", "size"
    symbol: str
    shift: int = 0


class Names:
    """All names of one run: its functions, weights, and what is given at every step."""

    def __init__(self, convention, functions, weights, upstream, targets):
        self.where, self.handed = convention.path.name, convention.get("HANDED")
        self.functions, self.weights = functions, weights
        late = {n for n, of in upstream.items() if str(of).endswith("@T")}
        self.steps = {"x"} | targets | (set(upstream) - late) | {n for n in late if not self._handing(n)}
        for argument, function in self.handed.items():
            if function not in functions:
                raise ConventionError(
                    f"{self.where}: HANDED says {argument} comes from {function!r}, but there is no such function{did_you_mean(str(function), functions)}."
                )

    def handed_by(self, name: str) -> str:
        """The function whose value at step t+1 an argument of this name is."""
        return self.handed.get(name) or self._handing(name)[0]

    def _handing(self, name: str) -> list[str]:
        """Functions that hand this name back from step t+1: X_prev for X or X_next, X_next for itself."""
        if name in self.handed:
            return [self.handed[name]]
        stem = name.removesuffix("_next")
        own = [name] if name.endswith("_next") and name in self.functions else []
        return own + [n for n in (stem + "_prev",) if n in self.functions]

    def resolve(self, argument: str, function: Function) -> Read:
        """What this argument of the function refers to; ConventionError for a name that is none, or could be two things."""
        if argument in SIZES:
            return Read(argument, "size", argument)
        if argument in self.weights:
            return Read(argument, "weight", argument)
        handing = self._handing(argument)
        given = argument in self.steps
        if given and any(argument + "_next" in f.arguments for f in self.functions.values()):
            handing = []  # the step's message is read as X_next, so plain X is what is given
        if argument not in self.handed and (len(handing) > 1 or given and handing and argument != function.name):
            mine = "what is given from outside" if given else f"what {handing[0]} gives at step t+1"
            raise ConventionError(
                f"{function.where}: {argument}, read by {function.name}, could be {mine} or what {handing[-1]} hands back from step t+1. "
                f"Say which with HANDED = dict({argument}='{handing[-1]}'), or give one of them another name."
            )
        corrected = argument in self.functions and argument != function.name  # an erratum takes what is given and replaces it
        if given and not corrected and argument not in self.handed:
            return Read(argument, "step", argument)
        if argument in self.functions and not argument.endswith("_next") and argument not in self.handed:
            return Read(argument, "symbol", argument)
        if handing:
            return Read(argument, "symbol", handing[0], +1)
        for suffix, shift in (("_next", +1), ("_prev", -1)):
            stem = argument.removesuffix(suffix)
            if stem != argument and stem in self.functions:
                return Read(argument, "symbol", stem, shift)
            if stem != argument and stem in self.steps:
                return Read(argument, "step", stem, shift)
        known = set(self.functions) | self.weights | self.steps | set(SIZES)
        near = did_you_mean(argument, known | {k + "_prev" for k in known} | {k + "_next" for k in known})
        raise ConventionError(
            f"{function.where}: {function.name} reads {argument}, which is no symbol here{near}. "
            "A symbol is a function of the file, a weight from layout(), x, or a name in UPSTREAM or TARGETS; a helper's name starts with an underscore."
        )
