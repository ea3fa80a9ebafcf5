"""Effect sizes against closed forms and published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.effects import (
    arcsine_effects,
    back_from_arcsine,
    back_from_freeman_tukey,
    back_from_logit,
    freeman_tukey_effects,
    harmonic_mean,
    log_median_effects,
    logit_effects,
    variance_from_events,
    variance_from_interval,
    variance_kaplan_meier,
)

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_logit_is_the_log_odds_with_the_binomial_variance() -> None:
    effects = logit_effects([5, 20], [10, 50])
    assert effects.yi == pytest.approx([0.0, np.log(20 / 30)])
    assert effects.vi == pytest.approx([1 / 5 + 1 / 5, 1 / 20 + 1 / 30])


def test_only_studies_without_or_with_nothing_but_events_are_corrected() -> None:
    effects = logit_effects([0, 10, 3], [10, 10, 10])
    assert effects.yi == pytest.approx([np.log(0.5 / 10.5), np.log(10.5 / 0.5), np.log(3 / 7)])
    assert effects.vi[:2] == pytest.approx([1 / 0.5 + 1 / 10.5] * 2)
    assert logit_effects([0], [10], correction=0.1).yi == pytest.approx([np.log(0.1 / 10.1)])


@given(COUNTS)
def test_back_from_arcsine_and_double_arcsine_gives_the_share(counts: tuple[int, int]) -> None:
    events, n = counts
    share = events / n
    assert back_from_arcsine(arcsine_effects([events], [n]).yi)[0] == pytest.approx(share, abs=1e-9)
    angle = freeman_tukey_effects([events], [n]).yi
    assert back_from_freeman_tukey(angle, n)[0] == pytest.approx(share, abs=1e-7)


@given(COUNTS.filter(lambda counts: 0 < counts[0] < counts[1]))
def test_back_from_logit_gives_the_share(counts: tuple[int, int]) -> None:
    events, n = counts
    assert back_from_logit(logit_effects([events], [n]).yi)[0] == pytest.approx(events / n)


def test_double_arcsine_variance_does_not_depend_on_the_share() -> None:
    assert freeman_tukey_effects([0, 7, 12], [12] * 3).vi == pytest.approx([1 / 50] * 3)
    assert arcsine_effects([0, 7, 12], [12] * 3).vi == pytest.approx([1 / 48] * 3)


@pytest.mark.parametrize("beyond", [-0.001, 0.001])
def test_double_arcsine_outside_its_range_is_refused(beyond: float) -> None:
    ends = freeman_tukey_effects([0, 25], [25, 25]).yi
    outside = ends[0] + beyond if beyond < 0 else ends[1] + beyond
    with pytest.raises(CannotPoolError, match="outside the range") as caught:
        back_from_freeman_tukey(outside, 25)
    assert caught.value.reason == "not_estimable"


@pytest.mark.parametrize("angle", [-0.01, 1.58])
def test_arcsine_outside_its_range_is_refused(angle: float) -> None:
    with pytest.raises(CannotPoolError) as caught:
        back_from_arcsine(angle)
    assert caught.value.reason == "not_estimable"


def test_harmonic_mean_is_that_of_miller() -> None:
    # Miller 1978: the worked example pools studies of 11, 17, 21 and 6.
    assert harmonic_mean([11, 17, 21, 6]) == pytest.approx(4 / (1 / 11 + 1 / 17 + 1 / 21 + 1 / 6))


def test_variance_from_interval_inverts_a_normal_interval_of_the_log_median() -> None:
    sd = 0.21
    low, high = 30 * np.exp(-1.959963984540054 * sd), 30 * np.exp(1.959963984540054 * sd)
    assert variance_from_interval(30, low, high) == pytest.approx(sd**2)


def test_exponential_median_needs_the_events_and_kaplan_meier_twice_as_many() -> None:
    rng = np.random.default_rng(4)
    times = rng.exponential(size=(20_000, 101))
    observed = np.log(np.median(times, axis=1)).var()
    assert float(variance_kaplan_meier(101)) == pytest.approx(observed, rel=0.05)
    fitted = np.log(times.mean(axis=1)).var()
    assert float(variance_from_events(101)) == pytest.approx(fitted, rel=0.05)


def test_log_medians_are_logarithms() -> None:
    effects = log_median_effects([20.0, 40.0], [0.1, 0.2])
    assert effects.yi == pytest.approx(np.log([20, 40]))
    assert effects.vi == pytest.approx([0.1, 0.2])


@pytest.mark.parametrize(
    "call",
    [
        lambda: logit_effects([11], [10]),
        lambda: logit_effects([-1], [10]),
        lambda: logit_effects([0], [0]),
        lambda: logit_effects([1, 2], [10]),
        lambda: logit_effects([np.nan], [10]),
        lambda: logit_effects([1], [10], correction=0),
        lambda: back_from_freeman_tukey(0.5, 0),
        lambda: harmonic_mean([]),
        lambda: log_median_effects([0.0], [0.1]),
        lambda: log_median_effects([1.0, 2.0], [0.1]),
        lambda: variance_from_interval(30, 31, 40),
        lambda: variance_from_interval(30, 20, np.inf),
        lambda: variance_from_interval(30, 20, 40, level=95),
        lambda: variance_from_events(0),
        lambda: variance_kaplan_meier(0),
    ],
)
def test_impossible_input_is_an_error(call) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        call()
