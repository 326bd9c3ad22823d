"""How fast lstmcmp is beside what one would use instead, as ratios of CPU time in one run. See README.md."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import click
import numpy as np
import torch

from lstmcmp import catalogue
from lstmcmp.compare import compare
from lstmcmp.convention import load
from lstmcmp.judge import judge
from lstmcmp.problem import Problem

SIZES = ((6, 3, 4, 5), (10, 2, 8, 16), (20, 4, 16, 32))  # T, B, D, H; the first are those of `lstmcmp compare`
ENTRIES = 4000  # of all arrays; with more than that one round has to do
PROGRAMS = {
    "import numpy": ("-c", "import numpy"),
    "import torch": ("-c", "import torch"),
    "lstmcmp --help": ("-m", "lstmcmp", "--help"),
    "lstmcmp list": ("-m", "lstmcmp", "list"),
    "lstmcmp check canonical": ("-m", "lstmcmp", "check", "canonical"),
}


def peer(problem: Problem) -> Callable[[], object]:
    """gradcheck, with its defaults, of a torch.nn.LSTM in float64: the same loss, by all weights, x, h0 and c0."""
    layer = torch.nn.LSTM(problem.D, problem.H).double()
    arrays = [problem.x()[..., 0], problem.h0()[None, ..., 0], problem.c0()[None, ..., 0]]
    leaves = [torch.from_numpy(a.copy()).requires_grad_() for a in arrays]
    dh, dc = torch.from_numpy(problem.dh()[..., 0]), torch.from_numpy(problem.dc_T()[..., 0])

    def loss(x, h0, c0, *weights):  # the layer's own weights, which gradcheck moves in place
        h, (_, c) = layer(x, (h0, c0))
        return (dh * h).sum() + (dc * c).sum()

    return lambda: torch.autograd.gradcheck(loss, [*leaves, *layer.parameters()])


def ours(problem: Problem) -> Callable[[], object]:
    """Everything about one convention: three referees, every gradient, every equation by itself."""
    canonical = load(catalogue.find("canonical"), catalogue.find)
    return lambda: judge(canonical, problem)


def entries(problem: Problem) -> int:
    """How many entries the arrays of the problem have, each of which is perturbed."""
    w = problem.canonical()
    return sum(a.size for k in "WUb" for a in w[k].values()) + problem.x().size + problem.h0().size + problem.c0().size


def program(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def cpu() -> float:
    """CPU seconds of this process, all threads, and of the processes it has waited for."""
    t = os.times()
    return time.process_time() + t.children_user + t.children_system


def alternating(things: dict[str, Callable], rounds: int) -> dict[str, float]:
    """The least CPU seconds of each: one after the other, so that a busy machine is busy for all of them."""
    least = dict.fromkeys(things, np.inf)
    for _ in range(rounds):
        for name, thing in things.items():
            start = cpu()
            thing()
            least[name] = min(least[name], cpu() - start)
    return least


def row(name: str, *cells: float):
    """A line of a Markdown table; the last cell is a ratio."""
    *seconds, ratio = cells
    print(f"| {name:<34} | {' | '.join(f'{s:8.2f} s' for s in seconds)} | {ratio:6.2f} |", flush=True)


def head(*names: str):
    print("", f"| {' | '.join(names)} |", "|---" + "|---:" * (len(names) - 1) + "|", sep="\n")


@click.command(help="Print the tables of README.md: CPU time of lstmcmp beside gradcheck and bare imports.")
@click.option("--tiny", is_flag=True, help="The smallest sizes, one round, three conventions: only to see that it runs.")
def main(tiny: bool):
    torch.set_num_threads(1)
    sizes, rounds = (((2, 1, 2, 2),), 1) if tiny else (SIZES, 3)
    paths = list(catalogue.paths().values())[: 3 if tiny else None]
    peer(Problem(*sizes[0]))()  # what torch imports when it is first asked is no part of this
    head("one convention", "gradcheck", "lstmcmp", "ratio")
    for T, B, D, H in sizes:
        problem = Problem(T=T, B=B, D=D, H=H)
        n = entries(problem)
        found = alternating(dict(peer=peer(problem), ours=ours(problem)), rounds if n < ENTRIES else 1)
        row(f"T={T} B={B} D={D} H={H}: {n} entries", *found.values(), found["ours"] / found["peer"])
    head("the catalogue, for each convention", "gradcheck", "lstmcmp", "ratio")
    problem = Problem(*sizes[0])
    found = alternating(dict(peer=peer(problem), ours=lambda: compare(paths, problem)), 1)
    each = found["ours"] / len(paths)
    row(f"{len(paths)} files, {found['ours']:.0f} s in all", found["peer"], each, each / found["peer"])
    head("starting", "CPU time", "of `import torch`")
    found = alternating({n: program(*a) for n, a in PROGRAMS.items()}, rounds)
    for name, seconds in found.items():
        row(f"`{name}`", seconds, seconds / found["import torch"])


if __name__ == "__main__":
    main()
