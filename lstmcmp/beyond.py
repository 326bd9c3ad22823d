"""The options of `compare` beyond one layer, and what they run."""

from collections.abc import Iterable
from pathlib import Path

import click

from .errors import UsageError
from .problem import Problem

OPTIONS = (
    click.option("--layers", type=int, default=1, show_default=True, help="Layers on top of each other; layer 1 reads the input (torch counts it as 0)."),
    click.option("--bidirectional", is_flag=True, help="Every layer in both directions; gradients are named dW_i[1], dW_i[1,reverse]."),
    click.option("--head", type=click.Choice(["softmax", "squared"]), help="A linear head and a loss of the engine's above the highest layer."),
    click.option("--embedding", type=int, metavar="V", help="With --head: an embedding of V tokens below the lowest layer."),
    click.option("--loss-at", type=click.Choice(["every", "last"]), default="every", show_default=True, help="With --head: the steps that have a loss."),
    click.option("--encoder-decoder", is_flag=True, help="Two layers one after the other in time: h and c are handed over, dh and dc back."),
)


def options(command):
    """The options that arrange layers."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def asked(layers, bidirectional, head, embedding, loss_at, encoder_decoder) -> bool:
    """Whether anything but one layer by itself is asked for; UsageError for what does not go together."""
    if embedding is not None and not head:
        raise UsageError("--embedding needs --head: softmax or squared.")
    if loss_at == "last" and not head:
        raise UsageError("--loss-at last needs --head: softmax or squared.")
    arranged = layers != 1 or bidirectional or bool(head)
    if encoder_decoder and arranged:
        raise UsageError("--encoder-decoder is one layer in one direction; give it without --layers, --bidirectional and --head.")
    return arranged or encoder_decoder


def judged(paths: Iterable[Path], problem: Problem, progress, layers, bidirectional, head, embedding, loss_at, encoder_decoder):
    """The report of this arrangement."""
    if encoder_decoder:
        from .handover_compare import compare as handovers

        return handovers(paths, problem, progress)
    from .network import Network
    from .stack_compare import compare as stacks

    return stacks(paths, problem, layers, bidirectional, head and Network(head, embedding, loss_at), progress)
