"""Single fits: inference, what is refused, equal effects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import reason_of
from nelm.evidence.pooling.batch import Batch, fit_batch
from nelm.evidence.pooling.inference import infer
from nelm.evidence.pooling.normal import fit_normal

Y, V = [0.2, 0.9, 0.4, 1.6], [0.05, 0.1, 0.2, 0.08]


def refused(call) -> str:
    with pytest.raises(CannotPoolError) as caught:
        call()
    return caught.value.reason


@given(st.lists(st.floats(-2, 2), min_size=3, max_size=9), st.floats(0.01, 10))
def test_hartung_knapp_with_equal_variances_is_the_t_interval(y: list[float], v: float) -> None:
    if np.ptp(y) < 1e-3:
        return
    fit = fit_normal(y, [v] * len(y))
    assert fit.se[0] == pytest.approx(np.std(y, ddof=1) / np.sqrt(len(y)), rel=1e-9)
    t = fit_normal([0.0, 1.0, 2.0], [1.0] * 3)
    assert (t.ci_ub[0] - 1) * np.sqrt(3) == pytest.approx(4.302652729749464, rel=1e-12)


def test_the_safeguard_never_narrows_and_keeps_a_wider_interval() -> None:
    alike, apart = [0.1, 0.11, 0.12], [0.0, 1.0, 5.0]
    v = [0.5] * 3
    plain = fit_normal(alike, v, inference="z")
    assert fit_normal(alike, v).se[0] < plain.se[0]
    assert fit_normal(alike, v, inference="adhoc").se[0] == plain.se[0]
    wide = fit_normal(apart, v, method="EE")
    assert wide.se[0] > fit_normal(apart, v, method="EE", inference="z").se[0]
    assert fit_normal(apart, v, method="EE", inference="adhoc").se[0] == wide.se[0]


def test_wald_uses_the_normal_distribution_and_the_level() -> None:
    fit = fit_normal(Y, V, inference="z", level=0.9)
    assert fit.ci_ub[0] - fit.beta[0] == pytest.approx(1.6448536269514722 * fit.se[0])
    assert fit.statistic[0] == pytest.approx(fit.beta[0] / fit.se[0])
    assert fit_normal([0.0, 0.0], [1, 1], inference="z").p_value[0] == 1.0


def test_equal_effects_takes_i2_from_q() -> None:
    fit = fit_normal(Y, V, method="EE", inference="z")
    w = 1 / np.array(V)
    q = w @ (np.array(Y) - w @ Y / w.sum()) ** 2
    assert (fit.tau2, fit.se_tau2) == (0.0, None)
    assert (fit.qe, fit.i2_percent, fit.h2) == pytest.approx((q, 100 * (q - 3) / q, q / 3))
    same = fit_normal([0.5, 0.5], [0.1, 0.1], method="EE", inference="z")
    assert (same.i2_percent, same.h2) == (0.0, 0.0)


def test_one_study_is_itself_with_equal_effects_and_nothing_else() -> None:
    fit = fit_normal([0.3], [0.04], method="EE", inference="z")
    assert (fit.beta[0], fit.se[0]) == pytest.approx((0.3, 0.2))
    assert fit.qe_p is fit.i2_percent is fit.h2 is fit.se_tau2 is None
    assert refused(lambda: fit_normal([0.3], [0.04], inference="z")) == "too_few_studies"
    assert refused(lambda: fit_normal([0.3], [0.04], method="EE")) == "too_few_studies"
    assert refused(lambda: fit_normal([], [])) == "too_few_studies"


def test_two_studies_have_a_very_wide_hartung_knapp_interval() -> None:
    fit = fit_normal([0.0, 2.0], [0.3, 0.3])
    # Half the range times the t quantile with 1 degree of freedom.
    assert fit.ci_ub[0] - fit.beta[0] == pytest.approx(12.706204736174694, rel=1e-10)


def test_studies_that_do_not_differ_have_no_hartung_knapp_interval() -> None:
    y, v = [0.7, 0.7, 0.7], [0.1, 0.2, 0.3]
    assert refused(lambda: fit_normal(y, v)) == "not_estimable"
    assert fit_normal(y, v, inference="adhoc").se[0] == fit_normal(y, v, inference="z").se[0]


def test_covariates_that_repeat_one_another_are_refused() -> None:
    assert refused(lambda: fit_normal(Y, V, mods=[[2.0]] * 4)) == "rank_deficient"
    assert refused(lambda: fit_normal(Y, V, mods=[[1, 2, 3]] * 4)) == "too_few_studies"


def test_restricted_likelihood_is_that_of_error_contrasts() -> None:
    x = np.column_stack([np.ones(4), [1.0, 2, 4, 3]])
    fit = fit_normal(Y, V, mods=x[:, 1:])
    contrasts = np.linalg.qr(x, mode="complete")[0][:, 2:].T
    spread = contrasts @ np.diag(np.array(V) + fit.tau2) @ contrasts.T
    z = contrasts @ Y
    expected = -0.5 * (
        2 * np.log(2 * np.pi) + np.linalg.slogdet(spread)[1] + z @ np.linalg.solve(spread, z)
    )
    assert fit.log_likelihood == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda: fit_normal([[1.0]], [[1.0]]),
        lambda: fit_normal([1.0, 2.0], [1.0]),
        lambda: fit_normal(Y, V, mods=[1, 2, 3, 4]),
        lambda: fit_normal(Y, V, mods=[[1]] * 3),
        lambda: fit_normal(Y, [-1, 1, 1, 1]),
        lambda: fit_normal(Y, V, level=95),
        lambda: fit_normal(Y, V, inference="t"),
    ],
)
def test_arguments_that_make_no_sense_are_an_error(call) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        call()


def test_a_batch_says_per_row_why_there_is_no_inference() -> None:
    y, v = np.array([[0.5, 0.5], [0.1, 0.9], [1.0, 2.0]]), np.full((3, 2), 0.1)
    mask = np.array([[True, True], [True, True], [True, False]])
    fit = fit_batch(Batch(y, v, mask), "EE")
    found = infer(fit, "knha")
    names = [reason_of(code) if code else "" for code in found.failed]
    assert names == ["not_estimable", "", "too_few_studies"]
    assert np.isnan(found.ci_lb[[0, 2]]).all()
    assert np.isfinite(found.ci_lb[1]).all()
    assert infer(fit, "z").failed.tolist() == [0, 0, 0]
