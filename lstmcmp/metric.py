"""The number that decides, and its bands."""

import math

import numpy as np

EXACT, EQUAL, SUSPICIOUS, DIFFERENCES = 1e-13, 1e-10, 1e-4, 1e-7
INVISIBLE = 1e-14  # of the run's largest gradient


def error(got: np.ndarray, true: np.ndarray) -> float:
    """max|got - true| / max(max|got|, max|true|); 0 for two zeros, infinity where a number is NaN or infinite."""
    sizes = [float(np.abs(a).max(initial=0)) for a in (got, true)]
    if not all(map(math.isfinite, sizes)):
        return math.inf
    size = max(sizes)
    return float(np.abs(got - true).max(initial=0)) / size if size else 0.0


def band(e: float, against: str = "autograd") -> str:
    """exact, equal, suspicious or wrong; against central differences equal or wrong."""
    if against == "central differences":
        return "equal" if e <= DIFFERENCES else "wrong"
    return next((name for name, top in (("exact", EXACT), ("equal", EQUAL), ("suspicious", SUSPICIOUS)) if e <= top), "wrong")


def agrees(e: float, against: str = "autograd") -> bool:
    return band(e, against) in ("exact", "equal")


def worst(got: np.ndarray, true: np.ndarray) -> tuple[tuple[int, ...], float, float]:
    """Index, got and true of the entry with the largest difference (a NaN counts as the largest)."""
    difference = np.abs(got - true)
    at = np.unravel_index(np.argmax(np.where(np.isnan(difference), np.inf, difference)), got.shape)
    return tuple(int(i) for i in at), float(got[at]), float(true[at])


def cosine(a: np.ndarray, b: np.ndarray) -> float | None:
    """The cosine of the angle between two gradients; None if one is zero."""
    size = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / size) if size else None


def constant(pairs, sizes: dict[str, int]) -> tuple[float, str] | None:
    """The constant k with got = k true for all pairs, and its name ('-1', '1/2', 'T', ...); None if there is no such k."""
    got, true = (np.concatenate([p[i].ravel() for p in pairs]) for i in (0, 1))
    if not (np.isfinite(got).all() and np.abs(true).max(initial=0) and np.abs(got).max(initial=0)):
        return None
    k = float(got @ true / (true @ true))
    if not all(agrees(error(g, k * t)) for g, t in pairs):
        return None
    return k, next((n for n, v in named_constants(sizes).items() if abs(v - k) <= EQUAL * abs(k)), f"{k:.12g}")


def named_constants(sizes: dict[str, int]) -> dict[str, float]:
    """The constants that sources lose or gain: 1/2, 2, the sizes and their inverses, with either sign."""
    named = {"1": 1.0, "2": 2.0, "1/2": 0.5} | {n: float(v) for n, v in sizes.items()} | {f"1/{n}": 1 / v for n, v in sizes.items()}
    return named | {"-" + n: -v for n, v in named.items()}
