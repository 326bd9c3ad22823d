"""What a convention file may declare, the constants in capitals, and the checks of it that need no number."""

import re
import types

from .errors import ConventionError, did_you_mean
from .functions import Function

CONSTANTS = {
    "SOURCE": "author, title, year, url, kind, gate: where the equations are published",
    "STATE": "dict(h=..., c=...): the symbols handed from step to step",
    "UPSTREAM": "symbols handed in from outside: the direct gradient of which forward symbol",
    "MEANING": "which gradient each backward symbol stands for",
    "HANDED": "dict(argument='function') where the names do not say what the next step hands back",
    "SUMS": "dict(dU=slice(0, -1)): the steps in a printed sum",
    "ASSUMES": "dict(h0=0, c0=0)",
    "CUTS": "{(equation, argument): words}: no gradient passes here",
    "STRAIGHT": "{(equation, argument): words}: derivative 1, value kept",
    "CLIP": "dict(symbol=bound): the gradient of this forward symbol is clamped, or this gradient of a weight when it is summed",
    "FACTOR": "the constant that all gradients are declared to carry",
    "ERRATA": "dict(symbol=_corrected)",
    "EXAMPLE": "dict(x=..., W=..., printed={symbol: values}): the numbers of a published worked example",
    "READING": "which choices were made where the print leaves them open",
    "BASE": "the convention, or the variant of one, that this file is a variant of",
    "CELL": "the forward recurrence, default standard",
    "FORWARD": "take forward, STATE and layout from this convention",
    "WEIGHTS": "dict(name=(rows, columns)): arrays that no canonical cell has",
    "TARGETS": "dict(label='H'): what an own loss is compared with",
    "AXES": "column or row vectors; in pair style TBD, BTD or TD",
}
AXES = {"equations": ("column", "row"), "code": ("TBD", "BTD", "TD")}
ASSUMABLE = ("h0", "c0")
EQUATIONS_ONLY = ("CUTS", "STRAIGHT", "CLIP", "ERRATA", "SUMS", "HANDED", "UPSTREAM", "WEIGHTS", "TARGETS", "FORWARD")
FACTORS = ("1/2", "2", "T", "B", "D", "H", "1/T", "1/B", "1/D", "1/H")


def check(where: str, style: str, namespace: dict, functions: dict[str, Function], private: dict[str, Function]):
    """Refuse what can be seen to be wrong before anything runs; `namespace` is what the file has set, `where` its name."""
    for name in namespace:
        if re.fullmatch(r"[A-Z][A-Z0-9_]+", name) and name not in CONSTANTS:
            raise ConventionError(
                f"{where}: unknown constant {name}{did_you_mean(name, CONSTANTS, 0.7)}; known are {', '.join(CONSTANTS)}. A number of your own starts with an underscore."
            )
    constants = {k: v for k, v in namespace.items() if k in CONSTANTS}
    for name, value in constants.items():
        kind = str if name in ("READING", "BASE", "CELL", "FORWARD", "AXES") else dict
        if name != "FACTOR" and not isinstance(value, kind):
            raise ConventionError(f"{where}: {name} is {type(value).__name__} {value!r}; expected {CONSTANTS[name]}.")
    if constants.get("AXES", AXES[style][0]) not in AXES[style]:
        raise ConventionError(f"{where}: AXES = {constants['AXES']!r}; expected one of {', '.join(AXES[style])}.")
    for name, value in constants.get("ASSUMES", {}).items():
        if name not in ASSUMABLE or value != 0:
            raise ConventionError(f"{where}: ASSUMES has {name}={value!r}; what can be assumed is h0=0 and c0=0.")
    for name, value in constants.get("ERRATA", {}).items():
        if not isinstance(value, types.FunctionType) or value.__name__ not in private:
            raise ConventionError(f"{where}: ERRATA[{name!r}] is not a function of this file whose name starts with an underscore.")
    known = set(functions) | set(constants.get("UPSTREAM", {}))
    _check_kinds(where, constants, known)
    _check_names(where, style, constants, known, {a for f in (*functions.values(), *private.values()) for a in f.arguments})
    if style == "code":
        for name in ("forward", "backward"):
            if name not in functions:
                raise ConventionError(
                    f"{where}: has no function {name}(); a file in code style has forward(<weights>, x, h0, c0) and backward(dh, dc_T, cache)."
                )


def _check_names(where: str, style: str, constants: dict, known: set[str], read: set[str]):
    """Refuse declarations that name nothing (`known` are the symbols, `read` the arguments) or that this style has no use for."""
    idle = [c for c in EQUATIONS_ONLY if style == "code" and constants.get(c)]
    if idle:
        raise ConventionError(f"{where}: {idle[0]} means nothing for code, which shows only what it returns; write it as equations (`lstmcmp new`).")
    for name, steps in constants.get("SUMS", {}).items():
        if name not in known or not isinstance(steps, slice) or steps.step == 0:
            raise ConventionError(
                f"{where}: SUMS[{name!r}] = {steps!r}{did_you_mean(str(name), known)}; expected the steps of a weight gradient of this file, such as slice(0, -1)."
            )
    for name, bound in constants.get("CLIP", {}).items():
        if name not in known or not isinstance(bound, (int, float)) or not bound > 0:
            raise ConventionError(
                f"{where}: CLIP[{name!r}] = {bound!r}{did_you_mean(str(name), known)}; expected a forward symbol or a weight gradient of this file, and a number above 0."
            )
    for name in constants.get("HANDED", {}):
        if name not in read:
            raise ConventionError(f"{where}: HANDED speaks of {name}, which no equation reads{did_you_mean(str(name), read)}.")
    factor = constants.get("FACTOR", 1)
    if not isinstance(factor, (int, float)) and str(factor).lstrip("-") not in FACTORS:
        raise ConventionError(f"{where}: FACTOR = {factor!r}; expected a number or one of {', '.join(FACTORS)}, with or without a minus.")


def _check_kinds(where: str, constants: dict, known: set[str]):
    """STATE, UPSTREAM, HANDED, MEANING and ERRATA map names to what they should."""
    texts = {"STATE": "the name of a symbol", "UPSTREAM": "the name of a forward symbol, '-' in front or '@T' behind", "HANDED": "the name of a function"}
    for constant, wanted in texts.items():
        for name, value in constants.get(constant, {}).items():
            if not isinstance(name, str) or not isinstance(value, str):
                raise ConventionError(f"{where}: {constant}[{name!r}] = {value!r}; expected {wanted}.")
    for name, value in constants.get("MEANING", {}).items():
        parts = value if isinstance(value, list) else [value]
        if not parts or not all(isinstance(p, str) or isinstance(p, tuple) and len(p) == 2 and all(isinstance(q, str) for q in p) for p in parts):
            raise ConventionError(f"{where}: MEANING of {name} is {value!r}; expected a name, a pair (equation, argument), or a list of them.")
    for name in constants.get("ERRATA", {}):
        if name not in known and name not in constants.get("MEANING", {}):
            raise ConventionError(f"{where}: ERRATA corrects {name}, which is no symbol of this file{did_you_mean(str(name), known)}.")
