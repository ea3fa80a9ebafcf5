"""One scan: exact at one and two half-lives, known errors elsewhere, refused when early."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.lu177.physics import self_dose_gy
from nelm.calculators.lu177.single_time_point import (
    DOSE_FACTORS,
    POPULATION_HALF_LIVES,
    electron_single_point_factor_gy_g_per_mbq_h,
    haenscheid_ratio,
    haenscheid_tia_mbq_h,
    haenscheid_window,
    known_half_life_dose_gy,
    known_half_life_tia_mbq_h,
)
from nelm.calculators.lu177.time_activity import mono_exponential_tia_mbq_h
from nelm.calculators.ranges import OutOfRangeError


@pytest.mark.parametrize(
    ("halvings", "printed"),
    [(1, 1.0), (2, 1.0), (1.44, 1.061), (0.75, 0.892), (2.5, 0.884)],
)
def test_ratio_of_estimate_to_truth(halvings, printed):
    found = haenscheid_ratio(time_h=50 * halvings, effective_half_life_h=50)
    assert found == pytest.approx(printed, abs=5e-4)


@given(half_life=st.floats(24, 159), halvings=st.floats(1, 2))
def test_between_one_and_two_half_lives_the_estimate_is_at_most_6_percent_high(half_life, halvings):
    time = half_life * halvings
    truth = mono_exponential_tia_mbq_h(activity_mbq=100, effective_half_life_h=half_life)
    seen = 100 * 2 ** (-time / half_life)
    estimate = haenscheid_tia_mbq_h(activity_mbq=seen, time_h=time)
    ratio = haenscheid_ratio(time_h=time, effective_half_life_h=half_life)
    assert estimate / truth == pytest.approx(ratio)
    assert 1 - 1e-9 <= ratio <= 2 / (math.e * math.log(2)) + 1e-9


@given(half_life=st.floats(30, 159), halvings=st.floats(0.1, 3))
def test_outside_the_window_the_estimate_is_low(half_life, halvings):
    found = haenscheid_ratio(time_h=half_life * halvings, effective_half_life_h=half_life)
    assert (found < 1) == (halvings < 1 or halvings > 2) or found == pytest.approx(1)


def test_windows_of_kidney_and_tumor():
    kidney = haenscheid_window(shortest_half_life_h=51, longest_half_life_h=51)
    assert (kidney.earliest_h, kidney.latest_h) == (51, 102)
    tumor = haenscheid_window(shortest_half_life_h=76, longest_half_life_h=100)
    assert (tumor.earliest_h, tumor.latest_h) == (100, 152)


@pytest.mark.parametrize(
    ("shortest", "longest", "message"),
    [(40, 90, "40 to 80"), (90, 40, "longest_half_life_h"), (100, 160, "physical half-life")],
)
def test_a_window_that_serves_no_one_is_refused(shortest, longest, message):
    with pytest.raises(OutOfRangeError, match=message):
        haenscheid_window(shortest_half_life_h=shortest, longest_half_life_h=longest)


@given(half_life=st.floats(5, 159), time=st.floats(24, 200))
def test_a_known_half_life_gives_the_truth_of_one_exponential(half_life, time):
    truth = mono_exponential_tia_mbq_h(activity_mbq=100, effective_half_life_h=half_life)
    found = known_half_life_tia_mbq_h(
        activity_mbq=100 * 2 ** (-time / half_life),
        time_h=time,
        effective_half_life_h=half_life,
        half_life_is_own=False,
    )
    assert found == pytest.approx(truth)


@given(half_life=st.floats(12, 159), time=st.floats(24, 200), energy=st.floats(0.1, 0.16))
def test_both_forms_of_the_dose_agree(half_life, time, energy):
    tia = known_half_life_tia_mbq_h(
        activity_mbq=3, time_h=time, effective_half_life_h=half_life, half_life_is_own=True
    )
    by_mass = self_dose_gy(time_integrated_activity_mbq_h=tia, mass_g=1, electron_energy_mev=energy)
    by_concentration = known_half_life_dose_gy(
        concentration_mbq_g=3,
        time_h=time,
        effective_half_life_h=half_life,
        half_life_is_own=True,
        dose_factor_gy_g_per_mbq_h=electron_single_point_factor_gy_g_per_mbq_h(
            electron_energy_mev=energy
        ),
    )
    assert by_concentration == pytest.approx(by_mass)


def test_factors_for_electrons_and_of_haenscheid_2017():
    found = electron_single_point_factor_gy_g_per_mbq_h(electron_energy_mev=0.1473)
    assert found == pytest.approx(0.1226, abs=5e-5)
    assert DOSE_FACTORS[0].value == 0.125
    assert DOSE_FACTORS[0].value / found == pytest.approx(1.02, abs=5e-3)


def known(time, own):
    return known_half_life_tia_mbq_h(
        activity_mbq=10, time_h=time, effective_half_life_h=51, half_life_is_own=own
    )


def dose(time, own):
    return known_half_life_dose_gy(
        concentration_mbq_g=1,
        time_h=time,
        effective_half_life_h=51,
        half_life_is_own=own,
        dose_factor_gy_g_per_mbq_h=0.125,
    )


@pytest.mark.parametrize("call", [known, dose])
def test_an_early_scan_needs_the_patients_own_half_life(call):
    with pytest.raises(OutOfRangeError, match="the patient's own half-life of an earlier cycle"):
        call(4, own=False)
    assert call(4, own=True) > 0
    assert call(24, own=False) > 0


def test_without_a_half_life_an_early_scan_is_refused():
    with pytest.raises(OutOfRangeError, match=r"time_h is 23\.9; allowed: 24 to 400; earlier only"):
        haenscheid_tia_mbq_h(activity_mbq=10, time_h=23.9)


def test_days_are_suspected():
    with pytest.raises(OutOfRangeError, match=r"\(days\?\)"):
        haenscheid_tia_mbq_h(activity_mbq=10, time_h=4)


@pytest.mark.parametrize("time", [401, 0, -24, math.nan, math.inf, np.array([72.0, 4.0])])
def test_a_time_that_is_none_is_refused(time):
    with pytest.raises(OutOfRangeError, match="time_h"):
        haenscheid_tia_mbq_h(activity_mbq=10, time_h=time)


@pytest.mark.parametrize("time", [0.5, 401, math.nan])
def test_a_time_that_is_none_is_refused_with_an_own_half_life(time):
    with pytest.raises(OutOfRangeError, match="time_h"):
        known(time, own=True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"concentration_mbq_g": -1}, "concentration_mbq_g"),
        ({"concentration_mbq_g": 5000}, r"\(kBq or Bq\?\)"),
        ({"effective_half_life_h": 160}, "physical half-life"),
        ({"dose_factor_gy_g_per_mbq_h": 125}, "dose_factor_gy_g_per_mbq_h"),
        ({"dose_factor_gy_g_per_mbq_h": math.nan}, "dose_factor_gy_g_per_mbq_h"),
    ],
)
def test_out_of_range_is_refused(changed, message):
    given_ = {
        "concentration_mbq_g": 1,
        "time_h": 72,
        "effective_half_life_h": 51,
        "half_life_is_own": False,
        "dose_factor_gy_g_per_mbq_h": 0.125,
    }
    with pytest.raises(OutOfRangeError, match=message):
        known_half_life_dose_gy(**(given_ | changed))


@pytest.mark.parametrize("activity", [-1, math.nan])
def test_an_activity_that_is_none_is_refused(activity):
    with pytest.raises(OutOfRangeError, match="activity_mbq"):
        haenscheid_tia_mbq_h(activity_mbq=activity, time_h=72)


def test_a_ratio_beyond_the_physical_half_life_is_refused():
    with pytest.raises(OutOfRangeError, match="physical half-life"):
        haenscheid_ratio(time_h=72, effective_half_life_h=200)
    with pytest.raises(OutOfRangeError, match="time_h"):
        haenscheid_ratio(time_h=0, effective_half_life_h=50)


def test_a_column_of_scans_gives_a_column():
    found = haenscheid_tia_mbq_h(activity_mbq=np.array([50.0, 10]), time_h=np.array([72.0, 96]))
    np.testing.assert_allclose(found, np.array([7200, 1920]) / math.log(2))
    own = known_half_life_tia_mbq_h(
        activity_mbq=np.array([25.0, 50]),
        time_h=np.array([100.0, 50]),
        effective_half_life_h=50.0,
        half_life_is_own=True,
    )
    np.testing.assert_allclose(own, 5000 / math.log(2))


def test_population_half_lives_name_their_source():
    assert {p.name: p.value for p in POPULATION_HALF_LIVES if p.status == "read"} == {
        "kidney-rpt-dosi": 50,
        "liver-rpt-dosi": 67,
        "spleen-rpt-dosi": 67,
        "tumor-rpt-dosi": 77,
    }
