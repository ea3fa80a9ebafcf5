"""Limits of tau2 against the equations that define them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import chdtr

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.limits import tau2_limits
from nelm.evidence.pooling.normal import fit_normal


def cochran(y, v, tau2: float) -> float:
    w = 1 / (v + tau2)
    return float(w @ (y - w @ y / w.sum()) ** 2)


def log_likelihood(y, v, tau2: float, method: str) -> float:
    w = 1 / (v + tau2)
    value = np.log(w).sum() - cochran(y, v, tau2)
    return float(value - (np.log(w.sum()) if method == "REML" else 0)) / 2


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_q_at_the_limits_has_the_tail_probabilities(seed: int, level: float) -> None:
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(size=7))
    y = rng.normal(size=7) * np.sqrt(v + 2)
    tail = (1 - level) / 2
    if chdtr(6, cochran(y, v, 0)) < tail:
        with pytest.raises(CannotPoolError):
            tau2_limits(y, v, level=level)
        return
    limits = tau2_limits(y, v, level=level)
    assert chdtr(6, cochran(y, v, limits.tau2_ub)) == pytest.approx(tail, rel=1e-7)
    if limits.tau2_lb > 0:
        assert chdtr(6, cochran(y, v, limits.tau2_lb)) == pytest.approx(1 - tail, rel=1e-7)
    else:
        assert chdtr(6, cochran(y, v, 0)) <= 1 - tail


@given(st.integers(0, 2**32 - 1), st.sampled_from(["ML", "REML"]))
def test_the_profile_falls_by_half_a_chi_square_quantile(seed: int, method) -> None:
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(size=8))
    y = rng.normal(size=8) * np.sqrt(v + 2)
    limits = tau2_limits(y, v, how="profile_likelihood", method=method)
    top = log_likelihood(y, v, fit_normal(y, v, method=method).tau2, method)
    drop = 3.841458820694124 / 2
    assert log_likelihood(y, v, limits.tau2_ub, method) == pytest.approx(top - drop, abs=1e-9)
    low = log_likelihood(y, v, limits.tau2_lb, method)
    if limits.tau2_lb > 0:
        assert low == pytest.approx(top - drop, abs=1e-9)
    else:
        assert low >= top - drop


def test_profile_limits_enclose_both_maxima() -> None:
    # 0 and 1.98 are local maxima 0.7 apart, less than 1.92: both belong to the interval.
    y, v = [-0.4, 2.7, -0.5], [0.12, 1.2, 0.06]
    limits = tau2_limits(y, v, how="profile_likelihood")
    assert limits.tau2_lb == 0.0
    assert limits.tau2_ub > 1.98


def test_limits_of_i2_and_h2_follow_from_the_typical_variance() -> None:
    y, v = np.array([0.0, 3.0, 1.0, -2.0]), np.full(4, 0.5)
    limits = tau2_limits(y, v)
    assert limits.i2_ub_percent == pytest.approx(100 * limits.tau2_ub / (limits.tau2_ub + 0.5))
    assert limits.h2_lb == pytest.approx(1 + limits.tau2_lb / 0.5)


def test_there_is_no_cap_on_raw_scales() -> None:
    y, v = np.array([20.0, 90.0]), np.array([1.0, 1.0])
    # Two studies of equal variance: Q = 2450 / (1 + tau2), chi-square with 1 degree of freedom.
    assert tau2_limits(y, v).tau2_ub == pytest.approx(2450 / 0.0009820691171752583 - 1, rel=1e-9)


@pytest.mark.parametrize("y", [[0.5, 0.5, 0.5], [0.5, 0.5001, 0.5]])
def test_studies_more_alike_than_chance_have_no_limits(y) -> None:
    with pytest.raises(CannotPoolError, match="no tau2 fits") as caught:
        tau2_limits(y, [0.1, 0.1, 0.1])
    assert caught.value.reason == "not_estimable"


def test_covariates_take_their_degrees_of_freedom() -> None:
    y, x = np.array([0.1, 1.4, 1.9, 3.6]), np.array([[0.0], [1], [2], [3]])
    rest = y - np.polyval(np.polyfit(x[:, 0], y, 1), x[:, 0])
    limits = tau2_limits(y, [0.001] * 4, mods=x)
    quantile = 7.377758908227871  # chi-square, 2 degrees of freedom, 97.5 %
    assert limits.tau2_lb == pytest.approx(rest @ rest / quantile - 0.001, rel=1e-9)


@pytest.mark.parametrize("mods", [[[1.0]] * 3, [[1.0, 2.0], [2, 1], [1, 1]]])
def test_what_can_not_be_fitted_has_no_limits(mods) -> None:
    with pytest.raises(CannotPoolError) as caught:
        tau2_limits([1, 2, 3], [1, 1, 1], mods=mods)
    assert caught.value.reason in {"rank_deficient", "too_few_studies"}


@pytest.mark.parametrize(
    "options", [{"how": "wald"}, {"how": "profile_likelihood", "method": "DL"}]
)
def test_limits_that_do_not_exist_are_an_error(options) -> None:
    with pytest.raises(ValueError, match="no limits"):
        tau2_limits([1, 2, 3], [1, 1, 1], **options)
