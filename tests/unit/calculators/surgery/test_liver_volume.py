"""Vauthey 2002 and Urata 1995 as printed in PMC6422720, Table 1."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.surgery.liver_volume import urata_liver_volume_ml, vauthey_liver_volume_ml

BOTH = pytest.mark.parametrize("formula", [vauthey_liver_volume_ml, urata_liver_volume_ml])


@pytest.mark.parametrize(
    ("formula", "surface_m2", "volume_ml"),
    [
        (vauthey_liver_volume_ml, 1.8, 1486.694),
        (vauthey_liver_volume_ml, 2.0, 1740.15),
        (urata_liver_volume_ml, 1.8, 1273.56),
        (urata_liver_volume_ml, 2.0, 1414.8),
    ],
)
def test_the_printed_lines_are_computed(formula, surface_m2, volume_ml):
    assert formula(surface_m2=surface_m2) == pytest.approx(volume_ml)


def test_the_two_formulas_are_17_percent_apart_at_1_8_m2():
    western = vauthey_liver_volume_ml(surface_m2=1.8)
    eastern = urata_liver_volume_ml(surface_m2=1.8)
    assert (round(western), round(eastern)) == (1487, 1274)
    assert western / eastern == pytest.approx(1.17, abs=0.005)


@BOTH
@given(low=st.floats(1.0, 2.79), step=st.floats(0.001, 0.01))
def test_a_larger_body_has_a_larger_liver(formula, low, step):
    assert 0 < formula(surface_m2=low) < formula(surface_m2=low + step)


@BOTH
@pytest.mark.parametrize("surface_m2", [0.627, 0.99, 2.81, 18000, float("nan"), float("inf")])
def test_children_and_other_surfaces_are_refused(formula, surface_m2):
    with pytest.raises(OutOfRangeError, match=r"surface_m2 .*1 to 2.8") as refusal:
        formula(surface_m2=surface_m2)
    assert refusal.value.field == "surface_m2"


@BOTH
def test_the_ends_of_the_range_are_allowed_and_a_column_works(formula):
    column = formula(surface_m2=np.array([1.0, 2.8]))
    assert column.tolist() == [formula(surface_m2=1.0), formula(surface_m2=2.8)]
    assert isinstance(formula(surface_m2=1.8), float)
