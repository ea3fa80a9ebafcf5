"""Every entry of the catalog gives its worked example."""

import pytest

from nelm.calculators.voxel.catalog import CALCULATORS


@pytest.mark.parametrize("calculator", CALCULATORS, ids=lambda entry: entry.name)
def test_the_worked_example_holds(calculator):
    value = calculator.function(**calculator.example)
    assert value == pytest.approx(calculator.result["value"], rel=calculator.relative)
    assert calculator.because
