"""The terminal and the files that are written: what screen there is, printing on it, a progress bar, writing whole files."""

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from .errors import UsageError
from .render.page import Page


def page() -> Page:
    """The screen as wide as the terminal, or as COLUMNS wishes; 100 columns where there is no terminal."""
    console = Console()
    wished = os.environ.get("COLUMNS", "")
    width = int(wished) if wished.isdigit() and int(wished) >= 40 else console.width if console.is_terminal else 100
    return Page(width, _unicode(sys.stdout))


def _unicode(stream) -> bool:
    return (getattr(stream, "encoding", "") or "ascii").lower().startswith("utf")


def show(lines: Iterable[Text]):
    """Print the lines in characters that the screen has, in colour where the terminal has it."""
    screen = page()
    console = Console(highlight=False, soft_wrap=True, width=screen.width, color_system=None if os.environ.get("NO_COLOR") else "auto")
    with output():
        for line in lines:
            line = screen.line(line)
            line.rstrip()
            console.print(line)


def put(text: str):
    """Write text to stdout as it is: JSON, Markdown, the source of a file."""
    with output():
        click.echo(text, nl=False)


def say(text: str, name: str = "lstmcmp: "):
    """One line on stderr, from the program itself."""
    try:
        click.echo(name + Page(unicode=_unicode(sys.stderr)).plain(text), err=True)
    except OSError:  # nobody can be told
        _discard(sys.stderr)


def settle():
    """Write what is still buffered, and let go what nobody takes: Python would end with a code of its own, 120."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            _discard(stream)


@contextlib.contextmanager
def output():
    """A reader of a pipe who has seen enough is no error and changes no exit code; UsageError if stdout takes no more."""
    try:
        yield
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as e:  # rich leaves by SystemExit
        if isinstance(e, SystemExit) and not isinstance(e.__context__, BrokenPipeError):
            raise
        _discard(sys.stdout)
    except OSError as e:
        if e.filename is not None:  # not our stdout
            raise
        _discard(sys.stdout)
        raise UsageError(f"the output cannot be written: {e.strerror}.") from None


def _discard(stream):
    """Let what is still buffered go nowhere, so that Python does not complain when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def as_text(lines: Iterable[Text]) -> str:
    """The lines as the text of a file."""
    return "".join(line.plain.rstrip() + "\n" for line in lines)


def write(path: Path, text: str):
    """Write beside the file, then put it in its place, so that a failure loses nothing; a device is written to as it is.

    UsageError if it cannot be written.
    """
    given = path
    try:
        path = path.resolve()  # through links: what they point to is replaced
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(handle, "w", encoding="utf-8") as f:
                f.write(text)
            os.chmod(beside, 0o666 & ~_umask())
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as e:
        raise UsageError(f"{given} cannot be written: {e.strerror}.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Progress:
    """A bar on stderr once the run has taken a second, if stderr is a terminal."""

    def __init__(self, total: int):
        self.total, self.start, self.bar, self.done = total, time.monotonic(), None, 0

    def __enter__(self):
        return self

    def __call__(self, name: str):
        if self.bar is None and sys.stderr.isatty() and time.monotonic() - self.start > 1:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
            self.task = self.bar.add_task("", total=self.total)
        if self.bar:
            self.bar.update(self.task, completed=self.done, description=name)
        self.done += 1

    def __exit__(self, *_):
        if self.bar:
            self.bar.stop()
