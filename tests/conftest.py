"""What many tests share: the whole catalogue, judged once."""

import pytest

from lstmcmp import catalogue
from lstmcmp.compare import compare
from lstmcmp.problem import Problem


@pytest.fixture(scope="session")
def report():
    return compare(catalogue.paths().values(), Problem())


@pytest.fixture(scope="session")
def entries(report):
    return {e.name: e for e in report.entries}
