"""What several test files share."""

import os

from lstmcmp import catalogue

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported: on arrays this small its threads only wait for each other

import pytest

from lstmcmp.compare import compare
from lstmcmp.problem import Problem

DEFAULT = Problem()


@pytest.fixture
def report(tmp_path):
    """report(text, problem) judges a convention given as text."""

    def judged(text: str, problem: Problem = DEFAULT, name: str = "mine.py"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return compare([path], problem)

    return judged


@pytest.fixture
def entry(report):
    """entry(text, problem) is the one entry of that report."""
    return lambda *args, **kwargs: report(*args, **kwargs).entries[0]


@pytest.fixture(scope="session")
def whole():
    """The whole catalogue, judged once."""
    return compare(catalogue.paths().values(), Problem())


@pytest.fixture(scope="session")
def entries(whole):
    return {e.name: e for e in whole.entries}
