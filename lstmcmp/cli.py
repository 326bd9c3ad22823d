"""The command line: the commands under their headings, the entry point, and the exit codes."""

import contextlib
import os
import sys

import click
import numpy as np

from . import terminal
from .commands import CONTEXT, judge, understand
from .errors import ConventionError, LstmcmpError, UsageError

HELP = """Everyone prints the same LSTM forward pass; no two backward passes look alike.

lstmcmp runs each published backward pass as printed, compares its gradients with finite differences and with PyTorch
autograd, and names the printed equation that is wrong.

\b
Examples:
  lstmcmp compare                  judge every published backward pass
  lstmcmp check gomez_2016         one of them, equation by equation
  lstmcmp new my_lstm.py           a file for your own derivation, which `lstmcmp check my_lstm.py` judges
"""


GROUPS = {  # what each is for
    "Judge": (judge.compare, judge.check),
    "Understand": (
        understand.explain, understand.why, understand.diff, understand.show,
        understand.example, understand.derive, understand.list_, understand.layouts,
    ),
    "Write": (understand.new,),
    "Ours": (judge.selftest,),
}  # fmt: skip


class Grouped(click.Group):
    """The commands under the headings of what they are for."""

    def format_commands(self, ctx, formatter):
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(c.name, c.get_short_help_str(80)) for c in commands])


@click.group(cls=Grouped, help=HELP, context_settings=CONTEXT, invoke_without_command=True)
@click.version_option(package_name="lstmcmp")
@click.pass_context
def main(ctx):
    if ctx.invoked_subcommand is None:
        terminal.put(ctx.get_help() + "\n")


for group in GROUPS.values():
    for command in group:
        main.add_command(command)


def run(arguments: list[str] | None = None):
    """The entry point: no traceback reaches the user."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is loaded: on arrays this small its threads wait for each other
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))
    status = code(arguments)
    terminal.settle()
    sys.exit(status)


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
