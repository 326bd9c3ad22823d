"""The commands that show and explain: why, diff, explain, show, example, derive, list, layouts; and new, which begins a file."""

import contextlib
import sys
from pathlib import Path

import click

from .. import catalogue, describe, template, terminal
from ..errors import UsageError
from . import CONTEXT


@click.command(context_settings=CONTEXT, short_help="Why the backward equations never look alike, counted.")
@click.option("--table", "full", is_flag=True, help="Everything that was found, the variants too.")
@click.option("--format", "form", type=click.Choice(["table", "md", "json"]), default="table", show_default=True, help="What to write.")
def why(full, form):
    """Why is there no canonical set, why do people end up with different equations, where is a minimal reference?

    Counted answers, then one line per source: where the derivative of the gates stands and in which form, how dc and dh come
    from step t+1, how the weights are arranged.
    """
    from ..render import why as render
    from ..why import why as look

    paths = list(catalogue.paths().values())
    with terminal.Progress(len(paths)) as progress:
        found = look(paths, progress=progress, variants=full or form == "json")
    if form == "table":
        terminal.show((render.table if full else render.screen)(found, terminal.page()))
    else:
        terminal.put(render.markdown(found) if form == "md" else render.to_json(found))
    return 0


@click.command(context_settings=CONTEXT, short_help="Two conventions against each other, line by line.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--format", "form", type=click.Choice(["table", "md", "json"]), default="table", show_default=True, help="What to write.")
def diff(first, second, form):
    """Two conventions against each other, through the quantities their symbols stand for, on the same weights.

    For every quantity: both lines as printed, what separates them (letters, where a derivative stands, how the carry comes,
    how matrices are arranged, another cell, or a real difference in value) and the size of the difference.
    """
    from ..difference import difference
    from ..render import diff as render

    found = difference(catalogue.open_convention(first), catalogue.open_convention(second))
    if form == "table":
        terminal.show(render.table(found, terminal.page()))
    else:
        terminal.put(render.markdown(found) if form == "md" else render.to_json(found))
    return 0


@click.command(context_settings=CONTEXT, short_help="What a mistake looks like, why it is made, what it does.")
@click.argument("mistake", required=False, metavar="[CODE]")
@click.option("--format", "form", type=click.Choice(["table", "md"]), default="table", show_default=True, help="What to write.")
def explain(mistake, form):
    """Teach one mistake by its code, such as LC103, or list all of them.

    What it does is not looked up: the smallest example is run beside the same equations without the mistake.
    """
    from .. import mistakes
    from ..render import explain as render

    if not mistake and form == "md":
        terminal.put(render.markdown_listing())
    elif not mistake:
        terminal.show(render.listing(terminal.page()))
    else:
        from ..plant import measure

        known = mistakes.find(mistake)
        found = measure(known)
        if form == "md":
            terminal.put(render.markdown(known, found))
        else:
            terminal.show(render.teach(known, found, terminal.page()))
    return 0


@click.command(context_settings=CONTEXT, short_help="One convention as printed: source, layout, equations.")
@click.argument("name", metavar="NAME_OR_PATH")
@click.option("--code", is_flag=True, help="The source text itself; for `canonical` its plain numpy form, which runs alone.")
def show(name, code):
    """Show a convention: source, notation, layout, every equation as printed. No verdicts."""
    from ..render.show import card

    if code:
        terminal.put(describe.code_of(catalogue.resolve(name)))
    else:
        terminal.show(card(describe.card(catalogue.open_convention(name)), terminal.page()))
    return 0


@click.command(context_settings=CONTEXT, short_help="A worked example, every symbol with its value.")
@click.argument("name", metavar="NAME_OR_PATH")
@click.option("--inputs", type=click.Path(path_type=Path), help="A JSON file with the numbers to use: x, the weight arrays, h0, c0, targets by their names.")
@click.option("--until", metavar="EQ", help="Stop at this equation (its number or its symbol).")
@click.option("--digits", type=click.IntRange(1, 17), default=5, show_default=True, help="Significant digits.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of generated inputs.")
@click.option("--format", "form", type=click.Choice(["table", "md", "json"]), default="table", show_default=True, help="What to write.")
def example(name, inputs, until, digits, seed, form):
    """Walk through a small run: every symbol with its value, forward then backward, beside the published digits if there are any.

    A source without published numbers gets generated ones, small enough to be checked by hand.
    """
    from ..example import walk
    from ..render.example import table
    from ..render.example_files import markdown, to_json

    with contextlib.redirect_stdout(sys.stderr):  # what a file prints must not end up in the document
        found = walk(catalogue.open_convention(name), inputs, until, seed)
    if form == "table":
        terminal.show(table(found, terminal.page(), digits, name))
    else:
        terminal.put(markdown(found, digits) if form == "md" else to_json(found))
    return 0


@click.command(context_settings=CONTEXT, short_help="From one layer to several: what changes, what stays.")
@click.option("--of", "name", required=True, metavar="NAME_OR_PATH", help="The convention, in whose letters the answer is.")
@click.option("--layers", type=int, default=2, show_default=True, help="Layers on top of each other; layer 1 reads the input (torch counts it as 0).")
@click.option("--format", "form", type=click.Choice(["table", "md", "tex"]), default="table", show_default=True, help="What to write.")
def derive(name, layers, form):
    """How a convention's backward pass changes for a layer that feeds another layer: first what changes, then what stays.

    Every line has its shape, its numbers in a tiny example and below them a finite difference of the same quantity.
    """
    from ..derive import derive_or_variant
    from ..render import derive as render

    found = derive_or_variant(catalogue.open_convention(name), layers)
    if form == "table":
        terminal.show(render.table(found, terminal.page()))
    else:
        terminal.put((render.markdown if form == "md" else render.tex)(found))
    return 0


@click.command("list", context_settings=CONTEXT, short_help="The conventions: author, year, cell, kind, style.")
def list_():
    """List the conventions: name, author, year, cell, kind, style."""
    from ..render.show import listing

    terminal.show(listing(describe.lines(), terminal.page()))
    return 0


@click.command(context_settings=CONTEXT, short_help="How frameworks store one and the same set of weights.")
@click.argument("frameworks", nargs=-1, metavar="[FRAMEWORK [FRAMEWORK]]")
def layouts(frameworks):
    """How frameworks store one and the same set of weights: gate order, shapes, orientation, biases.

    With two names: side by side, with the permutation from one to the other.
    """
    from ..frameworks import FRAMEWORKS
    from ..layouts import stored
    from ..render.layouts import overview, pair

    if len(frameworks) > 2:
        raise UsageError(f"layouts compares two frameworks, {len(frameworks)} were named; give one, two or none.")
    chosen = [stored(n) for n in frameworks or FRAMEWORKS]
    terminal.show(pair(*chosen, terminal.page()) if len(frameworks) == 2 else overview(chosen, terminal.page()))
    return 0


@click.command(context_settings=CONTEXT, short_help="Write a file that is right, to be changed into yours.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--style",
    type=click.Choice(["equations", "code"]),
    default="equations",
    show_default=True,
    help="One function per equation, or a forward and a backward function.",
)
def new(file, style):
    """Write a file that already runs and is right (the standard cell), to be changed into your own derivation."""
    template.write(file, style)
    terminal.say(f"Wrote {file}. Next: lstmcmp check {file}", "")
    return 0
