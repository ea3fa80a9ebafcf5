"""Models of effect: exact points, limits, order of the means."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.calculators.biologically_effective_dose import TISSUES, bed_gy
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.complication import lyman_ntcp
from nelm.calculators.y90.control import log_logistic_tcp
from nelm.calculators.y90.uniform_dose import eubed_gy, geud_gy

NAN = float("nan")
DOSE = st.floats(0, 1000)
BED = {
    "dose_gy": 120.0,
    "alpha_beta_gy": 10.0,
    "repair_half_time_h": 1.5,
    "effective_half_life_h": 64.1,
}
HALVES = [0.5, 0.5]


@pytest.mark.parametrize(
    ("dose_gy", "tissue", "expected"),
    [(120, "tumor", 152.9), (40, "liver", 64.0), (52, "liver", 92.6)],
)
def test_worked_examples_of_the_specification(dose_gy: float, tissue: str, expected: float) -> None:
    found = bed_gy(
        dose_gy=dose_gy,
        alpha_beta_gy=TISSUES[tissue].alpha_beta_gy,
        repair_half_time_h=TISSUES[tissue].repair_half_time_h,
        effective_half_life_h=64.1,
    )
    assert found == pytest.approx(expected, abs=0.05)


def test_bed_is_what_integrating_the_dose_rate_gives() -> None:
    """Lea-Catcheside factor by quadrature, for a rate that decays while damage is repaired."""
    decay, repair = math.log(2) / 64.1, math.log(2) / 1.5
    hours = np.linspace(0, 64.1 * 40, 400_001)
    rate = 120.0 * decay * np.exp(-decay * hours)
    # Damage still open to a second hit: the convolution of the rate with the repair, closed form.
    unrepaired = (
        120.0 * decay / (repair - decay) * (np.exp(-decay * hours) - np.exp(-repair * hours))
    )
    twice = float(np.trapezoid(rate * unrepaired, hours))
    assert bed_gy(**BED) == pytest.approx(120.0 + 2 * twice / 10.0, rel=1e-5)


@given(dose_gy=DOSE)
def test_bed_is_never_below_the_dose(dose_gy: float) -> None:
    assert bed_gy(**BED | {"dose_gy": dose_gy}) >= dose_gy


def test_repair_that_outruns_the_dose_rate_leaves_the_dose() -> None:
    slow = BED | {"repair_half_time_h": 0.1, "effective_half_life_h": 10_000.0}
    assert bed_gy(**slow) == pytest.approx(120.0, rel=2e-4)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("dose_gy", -1.0, "dose_gy"),
        ("dose_gy", 12000.0, "cGy"),
        ("alpha_beta_gy", 0.0, "alpha_beta_gy"),
        ("repair_half_time_h", 0.0, "repair_half_time_h"),
        ("repair_half_time_h", 120.0, "minutes"),
        ("effective_half_life_h", NAN, "effective_half_life_h"),
    ],
)
def test_bed_refuses(field: str, value: float, words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        bed_gy(**BED | {field: value})


@given(dose_gy=st.floats(0.1, 1000), parts=st.integers(1, 20), exponent=st.floats(-20, 20))
def test_an_even_dose_is_its_own_uniform_dose(dose_gy: float, parts: int, exponent: float) -> None:
    even, shares = [dose_gy] * parts, [1 / parts] * parts
    assert eubed_gy(bed_gy=even, volume_shares=shares, alpha_per_gy=0.01) == pytest.approx(dose_gy)
    if abs(exponent) > 0.01:
        assert geud_gy(dose_gy=even, volume_shares=shares, exponent=exponent) == pytest.approx(
            dose_gy
        )


@given(doses=st.lists(DOSE, min_size=2, max_size=2))
def test_uniform_doses_lie_between_lowest_and_mean(doses: list[float]) -> None:
    found = eubed_gy(bed_gy=doses, volume_shares=HALVES, alpha_per_gy=0.05)
    assert min(doses) - 1e-9 <= found <= sum(doses) / 2 + 1e-9


@given(doses=st.lists(st.floats(1, 1000), min_size=2, max_size=2))
def test_power_means_rise_with_the_exponent(doses: list[float]) -> None:
    means = [geud_gy(dose_gy=doses, volume_shares=HALVES, exponent=a) for a in (-50, -1, 1, 2, 50)]
    assert all(low <= high * (1 + 1e-12) for low, high in pairwise(means))
    assert means[2] == pytest.approx(sum(doses) / 2)
    assert means[1] == pytest.approx(2 / (1 / doses[0] + 1 / doses[1]))


def test_small_alpha_gives_the_mean_and_high_beds_do_not_vanish() -> None:
    mean = eubed_gy(bed_gy=[100, 300], volume_shares=HALVES, alpha_per_gy=0.0001)
    assert mean == pytest.approx(200, rel=0.01)
    high = eubed_gy(bed_gy=[4000, 4000], volume_shares=HALVES, alpha_per_gy=2)
    assert high == pytest.approx(4000)


def test_a_spared_part_decides_the_tumor_and_an_empty_bin_nothing() -> None:
    assert geud_gy(dose_gy=[0, 100], volume_shares=HALVES, exponent=-10) == 0
    assert geud_gy(dose_gy=[0, 0], volume_shares=HALVES, exponent=2) == 0
    assert geud_gy(dose_gy=[0, 100], volume_shares=[0, 1], exponent=-10) == pytest.approx(100)


@pytest.mark.parametrize(
    ("doses", "shares", "words"),
    [
        ([1.0], HALVES, "a list as long"),
        ([], [], "not empty"),
        ([1.0, -1.0], HALVES, "_gy"),
        ([1.0, NAN], HALVES, "_gy"),
        ([1.0, 2.0], [50.0, 50.0], "percent"),
        ([1.0, 2.0], [0.5, 0.4], "sum of volume_shares"),
        ([1.0, 2.0], [1.5, -0.5], "volume_shares"),
    ],
)
def test_uniform_doses_refuse(doses: list[float], shares: list[float], words: str) -> None:
    with pytest.raises(OutOfRangeError, match=words):
        eubed_gy(bed_gy=doses, volume_shares=shares, alpha_per_gy=0.1)
    with pytest.raises(OutOfRangeError, match=words):
        geud_gy(dose_gy=doses, volume_shares=shares, exponent=1)


@pytest.mark.parametrize("exponent", [0.0, 51.0, NAN])
def test_geud_refuses_an_exponent(exponent: float) -> None:
    with pytest.raises(OutOfRangeError, match="exponent"):
        geud_gy(dose_gy=[1.0, 2.0], volume_shares=HALVES, exponent=exponent)


@pytest.mark.parametrize("alpha", [0.0, 3.0, NAN])
def test_eubed_refuses_a_radiosensitivity(alpha: float) -> None:
    with pytest.raises(OutOfRangeError, match="alpha_per_gy"):
        eubed_gy(bed_gy=[1.0, 2.0], volume_shares=HALVES, alpha_per_gy=alpha)


@settings(deadline=None)  # the first call imports SciPy
@given(distance=st.floats(0, 1))
def test_ntcp_is_symmetric_about_its_middle(distance: float) -> None:
    low, high = (
        lyman_ntcp(dose_gy=50 * (1 + side * distance), td50_gy=50, relative_slope=0.28)
        for side in (-1, 1)
    )
    assert low + high == pytest.approx(1)


@settings(deadline=None)  # the first call imports SciPy
@given(less=DOSE, more=DOSE)
def test_effects_rise_with_dose(less: float, more: float) -> None:
    low, high = sorted((less, more))
    ntcp = [lyman_ntcp(dose_gy=d, td50_gy=52, relative_slope=0.28) for d in (low, high)]
    tcp = [log_logistic_tcp(dose_gy=d, d50_gy=200, gamma50=1.5) for d in (low, high)]
    assert 0 <= ntcp[0] <= ntcp[1] <= 1
    assert 0 <= tcp[0] <= tcp[1] <= 1


def test_tcp_has_the_slope_gamma_at_its_middle() -> None:
    """gamma50 = D50 dTCP/dD at D50, its definition."""
    step = 1e-4
    up, down = (
        log_logistic_tcp(dose_gy=200 * (1 + side * step), d50_gy=200, gamma50=1.5)
        for side in (1, -1)
    )
    assert (up - down) / (2 * step) == pytest.approx(1.5, rel=1e-6)


def test_no_dose_controls_nothing_and_the_largest_does_not_overflow() -> None:
    assert log_logistic_tcp(dose_gy=0, d50_gy=200, gamma50=1.5) == 0
    assert log_logistic_tcp(dose_gy=5000.0, d50_gy=1.0, gamma50=10) == pytest.approx(1)


def test_columns_give_what_single_numbers_give() -> None:
    doses = np.array([20.0, 52.0, 90.0])
    ntcp = lyman_ntcp(dose_gy=doses, td50_gy=52, relative_slope=0.28)
    tcp = log_logistic_tcp(dose_gy=doses, d50_gy=52, gamma50=1.5)
    for row, dose in enumerate(doses):
        one = float(dose)
        assert ntcp[row] == pytest.approx(lyman_ntcp(dose_gy=one, td50_gy=52, relative_slope=0.28))
        assert tcp[row] == pytest.approx(log_logistic_tcp(dose_gy=one, d50_gy=52, gamma50=1.5))


@pytest.mark.parametrize(
    ("field", "value"),
    [("dose_gy", -1.0), ("dose_gy", NAN), ("td50_gy", 0.0), ("relative_slope", 28.0)],
)
def test_ntcp_refuses(field: str, value: float) -> None:
    given_in = {"dose_gy": 40.0, "td50_gy": 52.0, "relative_slope": 0.28}
    with pytest.raises(OutOfRangeError, match=field):
        lyman_ntcp(**given_in | {field: value})


@pytest.mark.parametrize(
    ("field", "value"), [("dose_gy", -1.0), ("d50_gy", 0.0), ("gamma50", 0.0), ("gamma50", NAN)]
)
def test_tcp_refuses(field: str, value: float) -> None:
    given_in = {"dose_gy": 40.0, "d50_gy": 200.0, "gamma50": 1.5}
    with pytest.raises(OutOfRangeError, match=field):
        log_logistic_tcp(**given_in | {field: value})
