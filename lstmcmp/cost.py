"""What a problem costs before it is run: memory and time of one convention, to within a factor of a few.

The referees that perturb every entry decide both: many copies of the forward pass at a time for memory, all of them for time.
"""

from .errors import UsageError
from .problem import Problem
from .referees import CHUNK, KEPT

SYMBOLS = 16  # arrays of H entries that a forward pass holds at each step; 12 for the standard cell
STEP = 100_000  # bytes of records for each step: graph, values, what autograd keeps
GIGABYTES = 4
SPEED = 1e6  # entries times steps, sequences and cells, for each second


def entries(problem: Problem) -> int:
    """How many numbers are perturbed: weights, x, h0 and c0."""
    T, B, D, H = problem.sizes.values()
    return 4 * H * (D + H + 1) + T * B * D + 2 * B * H


def memory(problem: Problem) -> float:
    """Bytes at the peak."""
    n = entries(problem)
    copies = min(n, max(1, CHUNK // (16 * n)))
    return 16.0 * SYMBOLS * (copies * problem.T * problem.B * problem.H + n) + STEP * problem.T + KEPT + CHUNK


def seconds(problem: Problem) -> float:
    """Of one processor of today."""
    return entries(problem) * problem.T * problem.B * problem.H / SPEED


def check(problem: Problem):
    """UsageError for a problem that does not fit into the memory of an ordinary machine."""
    size = memory(problem) / 1e9
    if size > GIGABYTES:
        sizes = ", ".join(f"-{k} {v}" for k, v in problem.sizes.items())
        raise UsageError(
            f"{sizes} would take {f'about {size:,.0f}' if size < 1e6 else 'more than a million'} GB and {told(seconds(problem))} for one convention; the limit is {GIGABYTES} GB. "
            "Small sizes that all differ show the same mistakes: the default is -T 6, -B 3, -D 4, -H 5."
        )


def told(time: float) -> str:
    """'2 minutes', '3 hours', '7 years'"""
    if time > 3.2e9:
        return "centuries"
    for name, length in (("years", 3.2e7), ("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if time >= 2 * length:
            return f"{time / length:,.0f} {name}"
    return f"{time:.0f} seconds"
