"""Every catalog entry of 177Lu gives what it says."""

import inspect

import pytest

from nelm.calculators.lu177.catalog import CALCULATORS


@pytest.mark.parametrize("entry", CALCULATORS, ids=lambda entry: entry.name)
def test_the_example_gives_the_result(entry):
    found = entry.function(**entry.example)
    for field, printed in entry.result.items():
        value = found if field == "value" else getattr(found, field)
        assert value == pytest.approx(printed, rel=entry.relative, abs=1e-9), field
    assert entry.result
    assert entry.because
    assert entry.source


@pytest.mark.parametrize("entry", CALCULATORS, ids=lambda entry: entry.name)
def test_the_example_gives_every_argument(entry):
    """No hidden default: an argument left out is an error."""
    parameters = inspect.signature(entry.function).parameters.values()
    assert {p.name for p in parameters} == set(entry.example)
    assert all(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters)


def test_names_are_single():
    assert len({entry.name for entry in CALCULATORS}) == len(CALCULATORS)
