"""`python -m lstmcmp`."""

from .cli import run

run()
