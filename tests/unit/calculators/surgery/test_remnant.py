"""Two shares with two denominators, and the ratio to body weight."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.surgery.liver_volume import vauthey_liver_volume_ml
from nelm.calculators.surgery.remnant import (
    flr_share_measured_percent,
    remnant_to_body_weight_percent,
    sflr_percent,
)


def test_one_patient_passes_one_denominator_and_not_the_other():
    expected_ml = vauthey_liver_volume_ml(surface_m2=1.8)
    by_surface = sflr_percent(remnant_ml=400, standard_liver_ml=expected_ml)
    measured = flr_share_measured_percent(remnant_ml=400, liver_ml=2200, tumor_ml=100)
    assert by_surface == pytest.approx(26.905, abs=1e-3)
    assert measured == pytest.approx(19.048, abs=1e-3)


def test_tumor_leaves_the_measured_denominator():
    with_tumor = flr_share_measured_percent(remnant_ml=450, liver_ml=1800, tumor_ml=300)
    assert with_tumor == pytest.approx(30)
    assert flr_share_measured_percent(remnant_ml=450, liver_ml=1800, tumor_ml=0) == pytest.approx(
        25
    )


def test_half_a_percent_of_70_kg_is_350_g():
    assert remnant_to_body_weight_percent(remnant_kg=0.35, weight_kg=70) == pytest.approx(0.5)


@given(remnant=st.floats(50, 1000), factor=st.floats(1.001, 2), liver=st.floats(2100, 6000))
def test_shares_grow_with_the_remnant_in_proportion(remnant, factor, liver):
    for share, rest in (
        (sflr_percent, {"standard_liver_ml": liver}),
        (flr_share_measured_percent, {"liver_ml": liver, "tumor_ml": 50}),
    ):
        one = share(remnant_ml=remnant, **rest)
        assert share(remnant_ml=remnant * factor, **rest) == pytest.approx(one * factor)


def test_columns_work():
    shares = sflr_percent(
        remnant_ml=np.array([300.0, 450.0]), standard_liver_ml=np.array([1500.0, 1500.0])
    )
    assert shares.tolist() == [20, 30]


@pytest.mark.parametrize(
    ("function", "given_", "field"),
    [
        (sflr_percent, {"remnant_ml": 0.45, "standard_liver_ml": 1500}, "remnant_ml"),
        (sflr_percent, {"remnant_ml": 450, "standard_liver_ml": 1.5}, "standard_liver_ml"),
        (sflr_percent, {"remnant_ml": 450, "standard_liver_ml": -160}, "standard_liver_ml"),
        (sflr_percent, {"remnant_ml": float("nan"), "standard_liver_ml": 1500}, "remnant_ml"),
        (
            flr_share_measured_percent,
            {"remnant_ml": 450, "liver_ml": 1.8, "tumor_ml": 0.3},
            "liver_ml",
        ),
        (
            flr_share_measured_percent,
            {"remnant_ml": 450, "liver_ml": 1800, "tumor_ml": -1},
            "tumor_ml",
        ),
        (
            flr_share_measured_percent,
            {"remnant_ml": 450, "liver_ml": 1800, "tumor_ml": 1800},
            "tumor_ml",
        ),
        (
            flr_share_measured_percent,
            {"remnant_ml": 1501, "liver_ml": 1800, "tumor_ml": 300},
            "remnant_ml",
        ),
        (remnant_to_body_weight_percent, {"remnant_kg": 350, "weight_kg": 70}, "remnant_kg"),
        (remnant_to_body_weight_percent, {"remnant_kg": 0.35, "weight_kg": 70000}, "weight_kg"),
    ],
)
def test_impossible_volumes_and_other_units_are_refused(function, given_, field):
    with pytest.raises(OutOfRangeError) as refusal:
        function(**given_)
    assert refusal.value.field == field


def test_the_question_about_the_unit_is_asked():
    with pytest.raises(OutOfRangeError, match=r"remnant_ml is 0.45; .*mL\?"):
        sflr_percent(remnant_ml=0.45, standard_liver_ml=1500)


def test_all_liver_without_tumor_may_remain():
    assert flr_share_measured_percent(remnant_ml=1500, liver_ml=1800, tumor_ml=300) == 100
