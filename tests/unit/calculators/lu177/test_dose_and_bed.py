"""Dose by activity, over cycles, and its biological effect, which quadrature confirms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad

from nelm.calculators.lu177.bed import (
    KIDNEY_RADIOBIOLOGY,
    biologically_effective_dose_gy,
    cumulative_bed_gy,
)
from nelm.calculators.lu177.dose import (
    KIDNEY_COEFFICIENTS,
    MARROW_COEFFICIENTS,
    absorbed_dose_gy,
    cumulative_dose,
)
from nelm.calculators.lu177.preset import by_name
from nelm.calculators.ranges import OutOfRangeError

KIDNEY = {"alpha_beta_gy": 2.6, "repair_half_time_h": 2.8}


def bed(dose, half_life=51.0, **changed):
    return biologically_effective_dose_gy(
        dose_gy=dose, effective_half_life_h=half_life, **(KIDNEY | changed)
    )


@pytest.mark.parametrize(("coefficient", "printed"), [(0.46, 13.6), (0.80, 23.7), (0.654, 19.4)])
def test_a_course_of_29_6_gbq(coefficient, printed):
    found = absorbed_dose_gy(activity_gbq=29.6, coefficient_gy_per_gbq=coefficient)
    assert found == pytest.approx(printed, abs=0.05)


def test_doses_add_with_the_patients_own_coefficient_after_cycle_1():
    found = cumulative_dose(
        activities_gbq=[7.4, 7.4, 5.0],
        coefficients_gy_per_gbq=[0.46, 0.8, 0.8],
        earlier_dose_gy=2.0,
    )
    assert found.doses_gy == pytest.approx((3.404, 5.92, 4.0))
    assert found.running_gy == pytest.approx((5.404, 11.324, 15.324))
    assert found.total_gy == found.running_gy[-1]
    assert found.earlier_gy == 2.0


@given(doses=st.lists(st.floats(0.05, 30), min_size=1, max_size=8), g=st.floats(0.01, 5))
def test_a_constant_coefficient_takes_the_sum_of_activities(doses, g):
    found = cumulative_dose(
        activities_gbq=doses, coefficients_gy_per_gbq=[g] * len(doses), earlier_dose_gy=0
    )
    assert found.total_gy == pytest.approx(g * sum(doses))


def test_no_coefficient_is_a_default():
    with pytest.raises(TypeError):
        absorbed_dose_gy(activity_gbq=7.4)
    assert {preset.unit for preset in KIDNEY_COEFFICIENTS + MARROW_COEFFICIENTS} == {"Gy/GBq"}
    assert {preset.value for preset in KIDNEY_COEFFICIENTS} == {0.46, 0.38, 0.43, 0.57, 0.654}
    assert by_name(KIDNEY_COEFFICIENTS, "label").status == "recalled"


@pytest.mark.parametrize(
    ("activity", "coefficient", "message"),
    [
        (7400, 0.5, r"activity_gbq is 7400.0; .*\(MBq or mCi\?\)"),
        (200, 0.5, r"\(MBq or mCi\?\)"),
        (0.04, 0.5, "0.05 to 30$"),
        (math.nan, 0.5, "activity_gbq is nan"),
        (7.4, 0, "coefficient_gy_per_gbq"),
        (7.4, 460, "coefficient_gy_per_gbq"),
        (7.4, math.inf, "coefficient_gy_per_gbq is inf"),
    ],
)
def test_a_dose_out_of_range_is_refused(activity, coefficient, message):
    with pytest.raises(OutOfRangeError, match=message):
        absorbed_dose_gy(activity_gbq=activity, coefficient_gy_per_gbq=coefficient)


@pytest.mark.parametrize(
    ("activities", "coefficients", "earlier"),
    [([], [], 0), ([7.4], [], 0), ([7.4], [0.5, 0.5], 0), ([7.4], [0.5], -1)],
)
def test_cycles_that_do_not_pair_are_refused(activities, coefficients, earlier):
    with pytest.raises(OutOfRangeError):
        cumulative_dose(
            activities_gbq=activities,
            coefficients_gy_per_gbq=coefficients,
            earlier_dose_gy=earlier,
        )


def test_four_cycles_of_5_gy_and_one_of_20():
    four = cumulative_bed_gy(
        doses_gy=[5] * 4, effective_half_lives_h=[51] * 4, earlier_bed_gy=0, **KIDNEY
    )
    assert four == pytest.approx(22.0, abs=0.05)
    assert bed(20) == pytest.approx(28.0, abs=0.05)


def test_the_kidney_parameters_are_named_data():
    assert {p.name: (p.value, p.status) for p in KIDNEY_RADIOBIOLOGY} == {
        "kidney-alpha-beta": (2.6, "read"),
        "kidney-repair-half-time": (2.8, "read"),
    }
    with pytest.raises(TypeError):
        biologically_effective_dose_gy(dose_gy=5, effective_half_life_h=51)


@pytest.mark.parametrize(
    ("dose", "half_life", "repair"), [(5, 51, 2.8), (20, 80, 1.5), (40, 20, 8)]
)
def test_bed_is_the_double_integral_of_the_dose_rate(dose, half_life, repair):
    """Lea and Catcheside: 2/(a/b) times the integral of R(t) R(s) 2^(-(t-s)/T_rep) over s < t."""
    decay, mend = math.log(2) / half_life, math.log(2) / repair

    def unrepaired(earlier, later):
        rates = (dose * decay) ** 2 * math.exp(-decay * (earlier + later))
        return rates * math.exp(-mend * (later - earlier))

    last = 30 * half_life
    # Split where repair has ended: the inner integrand is a narrow ridge.
    pairs, _ = dblquad(unrepaired, 0, last, lambda t: max(0, t - 40 * repair), lambda t: t)
    expected = dose + 2 / 2.6 * pairs
    found = bed(dose, half_life, repair_half_time_h=repair)
    assert found == pytest.approx(expected, rel=1e-6)


@given(dose=st.floats(0, 100), half_life=st.floats(1, 159))
def test_bed_is_never_below_the_dose_nor_above_the_acute_one(dose, half_life):
    assert dose <= bed(dose, half_life) <= dose * (1 + dose / 2.6)


@given(half_lives=st.tuples(st.floats(1, 159), st.floats(1, 159)))
def test_a_slower_dose_does_less(half_lives):
    short, long = sorted(half_lives)
    assert bed(20, short) >= bed(20, long)


@given(dose=st.floats(1, 40), parts=st.integers(2, 8))
def test_fractions_spare(dose, parts):
    split = cumulative_bed_gy(
        doses_gy=[dose / parts] * parts,
        effective_half_lives_h=[51] * parts,
        earlier_bed_gy=0,
        **KIDNEY,
    )
    assert split < bed(dose)


def test_earlier_effect_is_added():
    found = cumulative_bed_gy(
        doses_gy=[5], effective_half_lives_h=[51], earlier_bed_gy=10, **KIDNEY
    )
    assert found == pytest.approx(10 + bed(5))


def test_a_column_of_doses_gives_a_column():
    np.testing.assert_allclose(bed(np.array([5.0, 20.0])), [5.5005, 28.006], rtol=1e-4)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"dose_gy": -1}, "dose_gy"),
        ({"dose_gy": math.nan}, "dose_gy is nan"),
        ({"dose_gy": 2300}, r"dose_gy is 2300.0; .*\(cGy\?\)"),
        ({"alpha_beta_gy": 0}, "alpha_beta_gy"),
        ({"alpha_beta_gy": 31}, "alpha_beta_gy"),
        ({"repair_half_time_h": 168}, r"repair_half_time_h is 168.0; .*\(minutes\?\)"),
        ({"repair_half_time_h": 0}, "repair_half_time_h is 0.0; allowed: 0.1 to 24$"),
        ({"effective_half_life_h": 160}, "physical half-life"),
    ],
)
def test_bed_out_of_range_is_refused(changed, message):
    given_ = {"dose_gy": 5, "effective_half_life_h": 51} | KIDNEY | changed
    with pytest.raises(OutOfRangeError, match=message):
        biologically_effective_dose_gy(**given_)


@pytest.mark.parametrize(("doses", "half_lives"), [([], []), ([5], [51, 51])])
def test_bed_of_cycles_that_do_not_pair_is_refused(doses, half_lives):
    with pytest.raises(OutOfRangeError):
        cumulative_bed_gy(
            doses_gy=doses, effective_half_lives_h=half_lives, earlier_bed_gy=0, **KIDNEY
        )
