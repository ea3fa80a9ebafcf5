"""Marrow from blood: self-dose only."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.lu177.marrow import (
    MARROW_TO_BLOOD,
    marrow_self_dose,
    marrow_to_blood_ratio,
)
from nelm.calculators.lu177.preset import by_name
from nelm.calculators.lu177.time_activity import mono_exponential_tia_mbq_h
from nelm.calculators.ranges import OutOfRangeError


def test_a_blood_that_is_half_cells_gives_0_38():
    assert marrow_to_blood_ratio(hematocrit=0.5) == pytest.approx(0.38)


@given(pair=st.tuples(st.floats(0.15, 0.65), st.floats(0.15, 0.65)))
def test_less_plasma_raises_the_ratio(pair):
    low, high = sorted(pair)
    assert marrow_to_blood_ratio(hematocrit=low) <= marrow_to_blood_ratio(hematocrit=high)


def test_for_dotatate_marrow_is_as_active_as_blood():
    assert by_name(MARROW_TO_BLOOD, "dotatate").value == 1.0


def test_dose_of_one_exponential_in_blood():
    blood = mono_exponential_tia_mbq_h(activity_mbq=2e-3, effective_half_life_h=10)
    found = marrow_self_dose(
        blood_tia_mbq_h_per_g=blood, marrow_to_blood_ratio=1.0, electron_energy_mev=0.1473
    )
    assert found.self_dose_gy == pytest.approx(0.08496 * 2e-3 * 10 / math.log(2), rel=1e-4)


def test_the_result_says_that_cross_dose_is_missing():
    found = marrow_self_dose(
        blood_tia_mbq_h_per_g=1.0, marrow_to_blood_ratio=1.0, electron_energy_mev=0.1473
    )
    assert "self-dose" in found.scope
    assert "under-estimate" in found.scope
    assert "cross-dose" in found.scope


def test_a_column_gives_a_column():
    found = marrow_self_dose(
        blood_tia_mbq_h_per_g=np.array([0.0, 1, 2]),
        marrow_to_blood_ratio=1.0,
        electron_energy_mev=0.1473,
    )
    np.testing.assert_allclose(found.self_dose_gy, [0, 0.08496, 0.16992], rtol=1e-4)


@pytest.mark.parametrize("hematocrit", [40, 0.1, 0.7, 1.0, math.nan])
def test_a_hematocrit_in_percent_is_suspected(hematocrit):
    with pytest.raises(OutOfRangeError, match=r"hematocrit .*percent\?"):
        marrow_to_blood_ratio(hematocrit=hematocrit)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"blood_tia_mbq_h_per_g": -1}, "blood_tia_mbq_h_per_g"),
        ({"blood_tia_mbq_h_per_g": 500}, r"\(kBq\?\)"),
        ({"blood_tia_mbq_h_per_g": math.nan}, "nan"),
        ({"marrow_to_blood_ratio": 0}, "marrow_to_blood_ratio"),
        ({"marrow_to_blood_ratio": 4}, "marrow_to_blood_ratio"),
        ({"electron_energy_mev": 147}, r"\(keV\?\)"),
    ],
)
def test_out_of_range_is_refused(changed, message):
    given_ = {
        "blood_tia_mbq_h_per_g": 1.0,
        "marrow_to_blood_ratio": 1.0,
        "electron_energy_mev": 0.1473,
    }
    with pytest.raises(OutOfRangeError, match=message):
        marrow_self_dose(**(given_ | changed))
