"""Every file of the catalogue, found by a glob: a new file needs no edit here."""

import pytest

from lstmcmp import catalogue
from lstmcmp.compare import compare
from lstmcmp.problem import Problem

PATHS = catalogue.paths()
REPORT = compare(PATHS.values(), Problem())
ENTRIES = {e.name: e for e in REPORT.entries}


@pytest.mark.parametrize("name", PATHS)
def test_is_as_declared(name):
    entry = ENTRIES[name]
    assert entry.errors == ()
    assert entry.verdict == entry.expected
    assert entry.as_declared


@pytest.mark.parametrize("name", PATHS)
def test_referees_agree(name):
    found = ENTRIES[name].referees
    assert found["complex step"] <= 1e-12
    assert found["central differences"] <= 1e-7
