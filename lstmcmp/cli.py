"""The command line: parse, call, print."""

import contextlib
import os
import sys
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from . import beyond, catalogue, describe, template, terminal
from .errors import ConventionError, LstmcmpError, UsageError
from .problem import Problem
from .render.page import Page

HELP = """Everyone prints the same LSTM forward pass; no two backward passes look alike.

lstmcmp runs each published backward pass as printed, compares its gradients with finite differences and with PyTorch
autograd, and names the printed equation that is wrong.

\b
Examples:
  lstmcmp compare                  judge every published backward pass
  lstmcmp check gomez_2016         one of them, equation by equation
  lstmcmp new my_lstm.py           a file for your own derivation, which `lstmcmp check my_lstm.py` judges
"""
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _place(ctx, param, path: Path | None) -> Path | None:
    """Before a minute of work, not after it: UsageError for an output in a folder that is not there."""
    if path and not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: there is no folder {path.parent}.")
    return path


OUTPUT = click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), callback=_place, help="Write to this file instead of the terminal.")


class Grouped(click.Group):
    """The commands under the headings of what they are for."""

    groups = {
        "Judge": ("compare", "check"),
        "Understand": ("explain", "why", "diff", "show", "example", "derive", "list", "layouts"),
        "Write": ("new",),
        "Ours": ("selftest",),
    }

    def format_commands(self, ctx, formatter):
        for title, names in self.groups.items():
            with formatter.section(title):
                formatter.write_dl([(n, self.commands[n].get_short_help_str(80)) for n in names])


@click.group(cls=Grouped, help=HELP, context_settings=CONTEXT, invoke_without_command=True)
@click.version_option(package_name="lstmcmp")
@click.pass_context
def main(ctx):
    if ctx.invoked_subcommand is None:
        terminal.put(ctx.get_help() + "\n")


def problem_options(command):
    """The options that size the random problem."""
    options = [
        click.option("--seed", type=int, default=0, show_default=True, help="Seed of every random number."),
        click.option("-T", "steps", type=int, default=6, show_default=True, help="Steps."),
        click.option("-B", "batch", type=int, default=3, show_default=True, help="Sequences."),
        click.option("-D", "inputs", type=int, default=4, show_default=True, help="Inputs."),
        click.option("-H", "cells", type=int, default=5, show_default=True, help="Cells."),
        click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="What to write."),
        OUTPUT,
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command(context_settings=CONTEXT, short_help="Judge conventions, each against the true gradient.")
@click.argument("names", nargs=-1, metavar="[NAME_OR_PATH]...")
@problem_options
@click.option("-v", "--verbose", is_flag=True, help="All rows, all culprits, all remarks.")
@click.option("--families", "grouped", is_flag=True, help="Which give one and the same gradient: distances on the same weights, in groups.")
@beyond.options
def compare(names, seed, steps, batch, inputs, cells, form, output, verbose, grouped, **arrangement):
    """Judge conventions, each against the true gradient: the whole catalogue, or those named.

    A file of your own is given by its path; the row `canonical` is then shown beside it as a yardstick.
    Exit code: 0 all as declared, 1 something is not, 4 a file could not be run.
    """
    from .render.table import View, table

    beside = beyond.asked(**arrangement)
    if grouped and beside:
        raise UsageError("--families compares one layer by itself; give it without --layers, --bidirectional, --head and --encoder-decoder.")
    paths = [catalogue.resolve(n) for n in names] or list(catalogue.paths().values())
    yardstick = catalogue.paths()["canonical"]
    if any(catalogue.find(p.stem) != p for p in paths) and yardstick not in paths:
        paths.append(yardstick)
    if grouped:
        return _families(paths, names, _problem(steps, batch, inputs, cells, seed), form, output)
    if beside:
        return _arranged(paths, _problem(steps, batch, inputs, cells, seed), form, output, View(verbose, not names), arrangement)
    report = _judged(paths, _problem(steps, batch, inputs, cells, seed), verbose)
    return _finish(report, form, output, lambda page: table(report, page, View(verbose, not names)))


@main.command(context_settings=CONTEXT, short_help="Judge one in depth, equation by equation.")
@click.argument("name", metavar="[NAME_OR_PATH]", required=False)
@problem_options
@click.option("--train", type=click.IntRange(1, 10000), metavar="N", help="Take N plain gradient steps with its gradient, and N with the true one.")
@click.option("--without", metavar="'TERM of SYMBOL'", help="Leave one term of one equation out, and see what breaks, at which step, by how much.")
@click.option("--inputs", "numbers", type=click.Path(path_type=Path), help="Judge numbers alone: a JSON file with inputs, weights and printed gradients.")
def check(name, seed, steps, batch, inputs, cells, form, output, train, without, numbers):
    """Judge one convention in depth: every equation alone and in the whole run, the culprit and its worst entry.

    With --inputs and no name, printed numbers are judged: which cut paths or which known mistake gives every printed digit.
    Exit code: 0 all as declared, or the true gradient; 1 something is not; 4 a file could not be run.
    """
    from .render.check import check as screen

    if train and (numbers or without is not None):
        raise UsageError(f"--train takes steps with a whole convention; give it without {'--inputs' if numbers else '--without'}.")
    if numbers:
        return _numbers_alone(numbers, name or without, form, output)
    if name is None:
        raise UsageError("check needs NAME_OR_PATH, the name or the path of a convention, or --inputs with a file of printed numbers; see check --help.")
    if without is not None:
        return _ablated(name, without, _problem(steps, batch, inputs, cells, seed), form, output)
    path, problem = catalogue.resolve(name), _problem(steps, batch, inputs, cells, seed)
    report = _judged([path], problem, deep=True)
    if train:
        from .compare import trained

        report = trained(report, path, problem, train)
    return _finish(report, form, output, lambda page: screen(report, page))


@main.command(context_settings=CONTEXT, short_help="Why the backward equations never look alike, counted.")
@click.option("--table", "full", is_flag=True, help="Everything that was found, the variants too.")
@click.option("--format", "form", type=click.Choice(["table", "md", "json"]), default="table", show_default=True, help="What to write.")
def why(full, form):
    """Why is there no canonical set, why do people end up with different equations, where is a minimal reference?

    Counted answers, then one line per source: where the derivative of the gates stands and in which form, how dc and dh come
    from step t+1, how the weights are arranged.
    """
    from .render import why as render
    from .why import why as look

    paths = list(catalogue.paths().values())
    with terminal.Progress(len(paths)) as progress:
        found = look(paths, progress=progress, variants=full or form == "json")
    if form == "table":
        terminal.show((render.table if full else render.screen)(found, terminal.page()))
    else:
        terminal.put(render.markdown(found) if form == "md" else render.to_json(found))
    return 0


@main.command(context_settings=CONTEXT, short_help="Two conventions against each other, line by line.")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--format", "form", type=click.Choice(["table", "md", "json"]), default="table", show_default=True, help="What to write.")
def diff(first, second, form):
    """Two conventions against each other, through the quantities their symbols stand for, on the same weights.

    For every quantity: both lines as printed, what separates them (letters, where a derivative stands, how the carry comes,
    how matrices are arranged, another cell, or a real difference in value) and the size of the difference.
    """
    from .difference import difference
    from .render import diff as render

    found = difference(catalogue.open_convention(first), catalogue.open_convention(second))
    if form == "table":
        terminal.show(render.table(found, terminal.page()))
    else:
        terminal.put(render.markdown(found) if form == "md" else render.to_json(found))
    return 0


@main.command(context_settings=CONTEXT, short_help="Write a file that is right, to be changed into yours.")
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


@main.command("list", context_settings=CONTEXT, short_help="The conventions: author, year, cell, kind, style.")
def list_():
    """List the conventions: name, author, year, cell, kind, style."""
    from .render.show import listing

    terminal.show(listing(describe.lines(), terminal.page()))
    return 0


@main.command(context_settings=CONTEXT, short_help="One convention as printed: source, layout, equations.")
@click.argument("name", metavar="NAME_OR_PATH")
@click.option("--code", is_flag=True, help="The source text itself; for `canonical` its plain numpy form, which runs alone.")
def show(name, code):
    """Show a convention: source, notation, layout, every equation as printed. No verdicts."""
    from .render.show import card

    if code:
        terminal.put(describe.code_of(catalogue.resolve(name)))
    else:
        terminal.show(card(describe.card(catalogue.open_convention(name)), terminal.page()))
    return 0


@main.command(context_settings=CONTEXT, short_help="A worked example, every symbol with its value.")
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
    from .example import walk
    from .render.example import table
    from .render.example_files import markdown, to_json

    with contextlib.redirect_stdout(sys.stderr):  # what a file prints must not end up in the document
        found = walk(catalogue.open_convention(name), inputs, until, seed)
    if form == "table":
        terminal.show(table(found, terminal.page(), digits, name))
    else:
        terminal.put(markdown(found, digits) if form == "md" else to_json(found))
    return 0


@main.command(context_settings=CONTEXT, short_help="What a mistake looks like, why it is made, what it does.")
@click.argument("mistake", required=False, metavar="[CODE]")
@click.option("--format", "form", type=click.Choice(["table", "md"]), default="table", show_default=True, help="What to write.")
def explain(mistake, form):
    """Teach one mistake by its code, such as LC103, or list all of them.

    What it does is not looked up: the smallest example is run beside the same equations without the mistake.
    """
    from . import mistakes
    from .render import explain as render

    if not mistake and form == "md":
        terminal.put(render.markdown_listing())
    elif not mistake:
        terminal.show(render.listing(terminal.page()))
    else:
        from .plant import measure

        known = mistakes.find(mistake)
        found = measure(known)
        if form == "md":
            terminal.put(render.markdown(known, found))
        else:
            terminal.show(render.teach(known, found, terminal.page()))
    return 0


@main.command(context_settings=CONTEXT, short_help="From one layer to several: what changes, what stays.")
@click.option("--of", "name", required=True, metavar="NAME_OR_PATH", help="The convention, in whose letters the answer is.")
@click.option("--layers", type=int, default=2, show_default=True, help="Layers on top of each other; layer 1 reads the input (torch counts it as 0).")
@click.option("--format", "form", type=click.Choice(["table", "md", "tex"]), default="table", show_default=True, help="What to write.")
def derive(name, layers, form):
    """How a convention's backward pass changes for a layer that feeds another layer: first what changes, then what stays.

    Every line has its shape, its numbers in a tiny example and below them a finite difference of the same quantity.
    """
    from .derive import derive_or_variant
    from .render import derive as render

    found = derive_or_variant(catalogue.open_convention(name), layers)
    if form == "table":
        terminal.show(render.table(found, terminal.page()))
    else:
        terminal.put((render.markdown if form == "md" else render.tex)(found))
    return 0


@main.command(context_settings=CONTEXT, short_help="How frameworks store one and the same set of weights.")
@click.argument("frameworks", nargs=-1, metavar="[FRAMEWORK [FRAMEWORK]]")
def layouts(frameworks):
    """How frameworks store one and the same set of weights: gate order, shapes, orientation, biases.

    With two names: side by side, with the permutation from one to the other.
    """
    from .frameworks import FRAMEWORKS
    from .layouts import stored
    from .render.layouts import overview, pair

    if len(frameworks) > 2:
        raise UsageError(f"layouts compares two frameworks, {len(frameworks)} were named; give one, two or none.")
    chosen = [stored(n) for n in frameworks or FRAMEWORKS]
    terminal.show(pair(*chosen, terminal.page()) if len(frameworks) == 2 else overview(chosen, terminal.page()))
    return 0


@main.command(context_settings=CONTEXT, short_help="Whether lstmcmp finds mistakes: hundreds are planted.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="What to write.")
@OUTPUT
def selftest(form, output):
    """Check the installation, plant every known mistake, and judge hundreds of wrong equations made from right ones.

    One factor, symbol, index, sign, term or transpose of an equation is changed, and what is said of it is counted. Takes about a minute.
    Exit code: 0 if no mistake is missed, nothing right is accused and nearly all are named exactly; else 1.
    """
    from .render import selftest as render
    from .selftest import EACH, KINDS, MISTAKES
    from .selftest import selftest as run_all

    with terminal.Progress(len(catalogue.paths()) + len(MISTAKES) + EACH * len(KINDS)) as progress:
        found = run_all(progress)
    _put(found, form, output, render.table, render.to_json)
    return 1 if found.failures else 0


def _problem(*sizes: int) -> Problem:
    from .cost import check

    problem = Problem(*sizes)
    check(problem)
    return problem


def _families(paths: list[Path], names, problem: Problem, form: str, output: Path | None) -> int:
    """The whole catalogue without its variants, or what is named; the default sizes are those of common ground."""
    from .families import families
    from .ground import SIZES
    from .render.families import table, to_json

    stems = [p.stem for p in paths]
    if twice := next((s for s in stems if stems.count(s) > 1), None):
        raise UsageError(f"--families tells conventions apart by name, and two of these are called {twice}; name each once, or give one file another name.")
    bases = [p for p in paths if names or "BASE" not in catalogue.open_convention(str(p)).constants]
    with terminal.Progress(len(bases)) as progress:
        found = families(bases, replace(SIZES, seed=problem.seed) if problem.sizes == Problem().sizes else problem, progress)
    _put(found, form, output, table, to_json)
    return 4 if found.invalid else 0


def _arranged(paths: list[Path], problem: Problem, form: str, output: Path | None, view, arrangement: dict) -> int:
    from .compare import exit_code
    from .render.json import stack_to_json
    from .render.stack import stack_table

    with terminal.Progress(len(paths)) as progress:
        report = beyond.judged(paths, problem, progress, **arrangement)
    for warning in report.warnings:
        terminal.say(warning)
    _put(report, form, output, lambda found, page: stack_table(found, page, view), stack_to_json)
    return exit_code(report)


def _numbers_alone(path: Path, other: str | None, form: str, output: Path | None) -> int:
    from .case import read
    from .matches import explain
    from .render.case import screen, to_json

    if other:
        raise UsageError(f'--inputs judges numbers alone, not {other}; a case file names its letters itself: "convention": "canonical".')
    with contextlib.redirect_stdout(sys.stderr):  # what a file prints must not end up in the document
        found = explain(read(path))
    _put(found, form, output, screen, to_json)
    return 0 if found.verdict == "true" else 1


def _ablated(name: str, term: str, problem: Problem, form: str, output: Path | None) -> int:
    from .ablation import without
    from .render.ablation import screen, to_json

    _put(without(catalogue.open_convention(name), problem, term), form, output, screen, to_json)
    return 0


def _put(found, form: str, output: Path | None, screen, to_json):
    """Write what was found to a file or to the terminal."""
    if output:
        terminal.write(output, to_json(found) if form == "json" else terminal.as_text(screen(found, Page(100, True))))
        terminal.say(f"Wrote {output}.", "")
    elif form == "json":
        terminal.put(to_json(found))
    else:
        terminal.show(screen(found, terminal.page()))


def _judged(paths: list[Path], problem: Problem, deep: bool = False):
    from .compare import compare as judge_all
    from .cost import seconds, told

    if (wait := seconds(problem) * len(paths)) > 60:
        terminal.say(f"this takes about {told(wait)}, for the referees perturb every number; smaller sizes show the same mistakes.")
    with terminal.Progress(len(paths)) as progress:
        report = judge_all(paths, problem, progress, deep)
    for warning in report.warnings:
        terminal.say(warning)
    return report


def _finish(report, form: str, output: Path | None, screen) -> int:
    from .compare import exit_code
    from .render.json import to_json

    if output:
        terminal.write(output, to_json(report) if form == "json" else terminal.as_text(screen(Page(100, True))))
        terminal.say(f"Wrote {output}.", "")
    elif form == "json":
        terminal.put(to_json(report))
    else:
        terminal.show(screen(terminal.page()))
    return exit_code(report)


def run(arguments: list[str] | None = None):
    """The entry point: no traceback reaches the user."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is loaded: on arrays this small its threads wait for each other
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
    sys.exit(code(arguments))


def code(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    stdout = sys.stdout
    try:
        with terminal.output(), np.errstate(all="ignore"):  # what is not finite is a finding, told with its equation
            result = main.main(arguments, prog_name="lstmcmp", standalone_mode=False)
            return result if isinstance(result, int) else 0
        return 0  # the reader of a help text has seen enough
    except SystemExit as e:  # click leaves so, with another stdout, when that is what the reader of its own texts has
        return int(e.code or 0) if sys.stdout is stdout else 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _say("interrupted", 130)
    except click.ClickException as e:
        with contextlib.suppress(OSError):  # nobody can be told
            e.show()
        return 2
    except UsageError as e:
        return _say(str(e), 2)
    except ConventionError as e:
        return _say(str(e), 4)
    except LstmcmpError as e:
        return _say(str(e), 3)
    except Exception as e:
        return _say(f"internal error: {type(e).__name__}: {e}. Please report it, with the command.", 3)


def _say(text: str, status: int) -> int:
    terminal.say(text)
    return status
