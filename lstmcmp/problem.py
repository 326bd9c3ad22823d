"""The random problem that every convention is run on, and the canonical arrays that every layout rearranges."""

import zlib
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from .convention import Convention
from .errors import ConventionError, UsageError

GATES = "ifgo"
PEEPHOLES = "ifo"


@dataclass(frozen=True)
class Problem:
    """T steps, B sequences, D inputs, H cells, and the seed of every random number (float64).

    The default sizes are all different, so that a transposed product is a shape error where it can be one.
    """

    T: int = 6
    B: int = 3
    D: int = 4
    H: int = 5
    seed: int = 0
    decimals: int | None = None  # round every number to this many, and none to zero: for examples done by hand

    def __post_init__(self):
        for name in "TBDH":
            if getattr(self, name) < 1:
                raise UsageError(f"-{name} {getattr(self, name)}: a size is at least 1.")
        if self.seed < 0:
            raise UsageError(f"--seed {self.seed}: a seed is a whole number from 0 up.")

    @property
    def sizes(self) -> dict[str, int]:
        return dict(T=self.T, B=self.B, D=self.D, H=self.H)

    def draw(self, name: str, *shape: int, scale: float = 1.0) -> np.ndarray:
        """Normal random numbers that depend on the seed, the name and the shape only, so that runs can be compared."""
        rng = np.random.default_rng([self.seed, zlib.crc32(name.encode())])
        values = scale * rng.standard_normal(shape)
        if self.decimals is None:
            return values
        rounded = np.round(values, self.decimals)
        return np.where(rounded == 0, np.copysign(10.0**-self.decimals, values), rounded)

    def canonical(self) -> dict[str, dict[str, np.ndarray]]:
        """The per-gate arrays: W (H, D), U (H, H), b (H, 1) for i, f, g, o and the diagonal peepholes p (H, 1) for i, f, o."""
        shapes = dict(W=(self.H, self.D), U=(self.H, self.H), b=(self.H, 1), p=(self.H, 1))
        gates = dict(W=GATES, U=GATES, b=GATES, p=PEEPHOLES)
        return {a: {g: self.draw(f"{a}_{g}", *shapes[a], scale=0.6) for g in gates[a]} for a in shapes}

    def x(self) -> np.ndarray:
        return self.draw("x", self.T, self.B, self.D, 1)

    def h0(self) -> np.ndarray:
        return self.draw("h0", self.B, self.H, 1, scale=0.7)

    def c0(self) -> np.ndarray:
        return self.draw("c0", self.B, self.H, 1)

    def dh(self) -> np.ndarray:
        """dL/dh from outside at every step, (T, B, H, 1)."""
        return self.draw("dh", self.T, self.B, self.H, 1)

    def dc_T(self) -> np.ndarray:
        """dL/dc_T from outside, (B, H, 1)."""
        return self.draw("dc_T", self.B, self.H, 1)


@dataclass(frozen=True)
class Layout:
    """A source's arrays built from the canonical ones.

    `arrays` holds the values; `index`, of the same shapes, says which canonical entry each one is (0: none, a padding);
    `blocks` maps each canonical block ("W_i") to its range of entries and its shape; `uses` are the canonical arrays asked for.
    """

    arrays: dict[str, np.ndarray]
    index: dict[str, np.ndarray]
    blocks: dict[str, tuple[int, int, tuple[int, ...]]]
    uses: frozenset


def default_layout(W, U, b):
    "W, U, b: the four gates on top of each other in the order i, f, g, o"
    names = ("i", "f", "g", "o")
    rows = {k: np.concatenate([getattr(a, n) for n in names], -2) for k, a in (("W", W), ("U", U), ("b", b))}
    return rows


def arrange(convention: Convention, problem: Problem) -> Layout:
    """Run the convention's `layout` on the values and on integer entry numbers, which yields the inverse mapping."""
    layout = convention.layout.call if convention.layout else default_layout
    uses = convention.layout.arguments if convention.layout else ("W", "U", "b")
    where = convention.path.name
    canonical = problem.canonical()
    for name in uses:
        if name not in canonical:
            raise ConventionError(f"{where}: layout() asks for {name}; it may ask for W, U, b and p, each with the gates .i .f .g .o (p without .g).")
    blocks, numbers, first = {}, {}, 1
    for a, gates in canonical.items():
        numbers[a] = {}
        for g, values in gates.items():
            numbers[a][g] = np.arange(first, first + values.size).reshape(values.shape)
            blocks[f"{a}_{g}"] = (first, first + values.size, values.shape)
            first += values.size
    try:
        arrays = layout(*(SimpleNamespace(**canonical[a]) for a in uses))
        index = layout(*(SimpleNamespace(**numbers[a]) for a in uses))
    except (Exception, SystemExit) as e:
        raise ConventionError(f"{where}: layout() raised {type(e).__name__}: {e}. It gets W, U (H x D and H x H) and b, p (H x 1) per gate.") from None
    if not isinstance(arrays, dict) or not arrays:
        raise ConventionError(f"{where}: layout() returned {type(arrays).__name__}; expected dict(name=array, ...).")
    if convention.style == "code" and not convention.layout:  # plain code has plain vectors
        arrays, index = ({k: a[:, 0] if k == "b" else a for k, a in m.items()} for m in (arrays, index))
    for name, a in arrays.items():
        if not isinstance(a, np.ndarray) or a.dtype.kind not in "fiu":
            raise ConventionError(f"{where}: layout() gives {name} as {type(a).__name__}; expected an array of numbers.")
    for name in convention.get("WEIGHTS"):
        if name in arrays:
            raise ConventionError(f"{where}: WEIGHTS lists {name}, which layout() already gives; name it otherwise.")
    for name, a in index.items():
        _refuse_arithmetic(where, name, np.asarray(a), np.asarray(arrays[name]), np.concatenate([v.ravel() for g in canonical.values() for v in g.values()]))
    extra = {}
    for name, shape in convention.get("WEIGHTS").items():
        try:
            size = tuple(int(eval(str(n), {"__builtins__": {}, "min": min, "max": max}, problem.sizes)) for n in shape)
            assert len(size) == 2 and min(size) > 0
        except Exception:
            raise ConventionError(
                f"{where}: WEIGHTS[{name!r}] = {shape!r}; expected (rows, columns), each a whole number or text such as 'H' or 'H + 1'."
            ) from None
        extra[name] = problem.draw(name, *size, scale=0.6)
    arrays = {k: np.asarray(a, float) for k, a in arrays.items()} | extra
    index = {k: np.asarray(a) for k, a in index.items()} | {k: np.zeros(a.shape, int) for k, a in extra.items()}
    return Layout(arrays, index, blocks, frozenset(uses))


def _refuse_arithmetic(where: str, name: str, index: np.ndarray, values: np.ndarray, entries: np.ndarray):
    whole = index == np.round(index)
    fits = whole.all() and index.shape == values.shape and (index >= 0).all() and (index <= entries.size).all()
    if not fits or not np.array_equal(values, np.concatenate([[0.0], entries])[index.astype(int)]):
        raise ConventionError(
            f"{where}: layout() does not only rearrange: {name} holds values that are no entry of the canonical arrays. "
            "An offset or a factor belongs in a forward equation (a stored forget bias makes another cell)."
        )
