"""Both steps of a two-step clearance must leave the minimum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.surgery.two_step import two_step_check

LIVER = {
    "standard_liver_ml": 1500,
    "left_after_first_ml": 1200,
    "cleared_lobe_ml": 300,
    "grown_lobe_ml": 450,
    "minimum_sflr_percent": 25,
}


def test_growth_carries_the_second_step():
    steps = two_step_check(**LIVER)
    assert (steps.first_sflr_percent, steps.cleared_sflr_percent, steps.second_sflr_percent) == (
        80,
        20,
        30,
    )
    assert steps.passes
    assert steps.growth_needed


@pytest.mark.parametrize(
    ("change", "first", "second"),
    [
        ({"grown_lobe_ml": 374}, True, False),
        ({"left_after_first_ml": 374}, False, True),
        ({"left_after_first_ml": 374, "grown_lobe_ml": 374}, False, False),
        ({"grown_lobe_ml": 375}, True, True),
    ],
)
def test_one_failing_step_is_enough_to_fail(change, first, second):
    steps = two_step_check(**(LIVER | change))
    assert (steps.first_passes, steps.second_passes) == (first, second)
    assert steps.passes is (first and second)


def test_a_large_lobe_needs_no_growth():
    assert not two_step_check(**(LIVER | {"cleared_lobe_ml": 375})).growth_needed


@given(st.floats(100, 1200), st.floats(300, 1200), st.floats(1, 100))
def test_passing_means_that_both_remnants_reach_the_minimum(grown, left, minimum):
    given_ = {"grown_lobe_ml": grown, "left_after_first_ml": left, "minimum_sflr_percent": minimum}
    steps = two_step_check(**(LIVER | given_))
    smaller = min(steps.first_sflr_percent, steps.second_sflr_percent)
    assert steps.passes is (smaller >= minimum)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minimum_sflr_percent": 0.25}, "minimum_sflr_percent"),
        ({"minimum_sflr_percent": float("nan")}, "minimum_sflr_percent"),
        ({"standard_liver_ml": 1.5}, "standard_liver_ml"),
        ({"grown_lobe_ml": 0.45}, "grown_lobe_ml"),
        ({"cleared_lobe_ml": 1300}, "cleared_lobe_ml"),
    ],
)
def test_other_units_and_impossible_volumes_are_refused(change, field):
    with pytest.raises(OutOfRangeError) as refusal:
        two_step_check(**(LIVER | change))
    assert refusal.value.field == field
