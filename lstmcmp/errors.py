"""What can go wrong outside the mathematics. A wrong number is a finding, never one of these."""

import difflib
import os


class LstmcmpError(Exception):
    """An error whose text is meant for the user: what was seen, where, what was expected, what to do."""


class UsageError(LstmcmpError):
    """The command line asks for something that does not exist. Exit code 2."""


class ConventionError(LstmcmpError):
    """A convention file cannot be loaded or run; its row says `invalid`, the others go on. Exit code 4."""


def place(file, line: int | None = None) -> str:
    """'name.py, line 12', for a path or a file's name; without a line the name alone."""
    name = os.path.basename(file)
    return f"{name}, line {line}" if line else name


def did_you_mean(name: str, known, likeness: float = 0.66) -> str:
    """' (did you mean x?)' for the nearest of the known names; nothing if none is near, or the name is known and something else is wrong."""
    known = sorted(known)
    if name in known:
        return ""
    near = [k for k in known if k.lower() == name.lower()] or difflib.get_close_matches(name, known, 1, likeness)
    return f" (did you mean {near[0]}?)" if near else ""
