"""The commands that judge: compare, check, selftest."""

import contextlib
import sys
from dataclasses import replace
from pathlib import Path

import click

from .. import beyond, catalogue, terminal
from ..errors import UsageError
from ..problem import Problem
from ..render.page import Page
from . import CONTEXT


def _place(ctx, param, path: Path | None) -> Path | None:
    """Before a minute of work, not after it: UsageError for an output in a folder that is not there."""
    if path and not path.parent.is_dir():
        raise UsageError(f"{path} cannot be written: there is no folder {path.parent}.")
    return path


OUTPUT = click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), callback=_place, help="Write to this file instead of the terminal.")


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


@click.command(context_settings=CONTEXT, short_help="Judge conventions, each against the true gradient.")
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
    from ..render.table import View, table

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


@click.command(context_settings=CONTEXT, short_help="Judge one in depth, equation by equation.")
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
    from ..render.check import check as screen

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
        from ..compare import trained

        report = trained(report, path, problem, train)
    return _finish(report, form, output, lambda page: screen(report, page))


@click.command(context_settings=CONTEXT, short_help="Whether lstmcmp finds mistakes: hundreds are planted.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True, help="What to write.")
@OUTPUT
def selftest(form, output):
    """Check the installation, plant every known mistake, and judge hundreds of wrong equations made from right ones.

    One factor, symbol, index, sign, term or transpose of an equation is changed, and what is said of it is counted. Takes about a minute.
    Exit code: 0 if no mistake is missed, nothing right is accused and nearly all are named exactly; else 1.
    """
    from ..render import selftest as render
    from ..selftest import EACH, KINDS, MISTAKES
    from ..selftest import selftest as run_all

    with terminal.Progress(len(catalogue.paths()) + len(MISTAKES) + EACH * len(KINDS)) as progress:
        found = run_all(progress)
    _put(found, form, output, render.table, render.to_json)
    return 1 if found.failures else 0


def _problem(*sizes: int) -> Problem:
    from ..cost import check

    problem = Problem(*sizes)
    check(problem)
    return problem


def _families(paths: list[Path], names, problem: Problem, form: str, output: Path | None) -> int:
    """The whole catalogue without its variants, or what is named; the default sizes are those of common ground."""
    from ..families import families
    from ..ground import SIZES
    from ..render.families import table, to_json

    stems = [p.stem for p in paths]
    if twice := next((s for s in stems if stems.count(s) > 1), None):
        raise UsageError(f"--families tells conventions apart by name, and two of these are called {twice}; name each once, or give one file another name.")
    bases = [p for p in paths if names or "BASE" not in catalogue.open_convention(str(p)).constants]
    with terminal.Progress(len(bases)) as progress:
        found = families(bases, replace(SIZES, seed=problem.seed) if problem.sizes == Problem().sizes else problem, progress)
    _put(found, form, output, table, to_json)
    return 4 if found.invalid else 0


def _arranged(paths: list[Path], problem: Problem, form: str, output: Path | None, view, arrangement: dict) -> int:
    from ..compare import exit_code
    from ..render.json import stack_to_json
    from ..render.stack import stack_table

    units = max(1, arrangement["layers"]) * (2 if arrangement["bidirectional"] else 1)
    _warn_of_a_wait(problem, len(paths) * units**2)  # every number of every layer is perturbed, and every layer run for it
    with terminal.Progress(len(paths)) as progress:
        report = beyond.judged(paths, problem, progress, **arrangement)
    for warning in report.warnings:
        terminal.say(warning)
    _put(report, form, output, lambda found, page: stack_table(found, page, view), stack_to_json)
    return exit_code(report)


def _numbers_alone(path: Path, other: str | None, form: str, output: Path | None) -> int:
    from ..case import read
    from ..matches import explain
    from ..render.case import screen, to_json

    if other:
        raise UsageError(f'--inputs judges numbers alone, not {other}; a case file names its letters itself: "convention": "canonical".')
    with contextlib.redirect_stdout(sys.stderr):  # what a file prints must not end up in the document
        found = explain(read(path))
    _put(found, form, output, screen, to_json)
    return 0 if found.verdict == "true" else 1


def _ablated(name: str, term: str, problem: Problem, form: str, output: Path | None) -> int:
    from ..ablation import without
    from ..render.ablation import screen, to_json

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


def _warn_of_a_wait(problem: Problem, times: int):
    from ..cost import seconds, told

    if (wait := seconds(problem) * times) > 60:
        terminal.say(f"this takes about {told(wait)}, for the referees perturb every number; smaller sizes show the same mistakes.")


def _judged(paths: list[Path], problem: Problem, deep: bool = False):
    from ..compare import compare as judge_all

    _warn_of_a_wait(problem, len(paths))
    with terminal.Progress(len(paths)) as progress:
        report = judge_all(paths, problem, progress, deep)
    for warning in report.warnings:
        terminal.say(warning)
    return report


def _finish(report, form: str, output: Path | None, screen) -> int:
    from ..compare import exit_code
    from ..render.json import to_json

    if output:
        terminal.write(output, to_json(report) if form == "json" else terminal.as_text(screen(Page(100, True))))
        terminal.say(f"Wrote {output}.", "")
    elif form == "json":
        terminal.put(to_json(report))
    else:
        terminal.show(screen(terminal.page()))
    return exit_code(report)
