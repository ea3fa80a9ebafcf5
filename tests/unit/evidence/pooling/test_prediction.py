"""Prediction intervals by each rule."""

from __future__ import annotations

import pytest

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.pooling.prediction import prediction_interval

Y, V = [0.0, 1.0, 2.0, 3.0], [0.5] * 4
# Equal variances: tau2 = 5/3 - 0.5; tau2 + se^2 with the Hartung-Knapp se^2 = (5/3) / 4.
WIDTH = (5 / 3 - 0.5 + 5 / 12) ** 0.5


@pytest.mark.parametrize(
    ("rule", "df", "quantile"),
    [
        ("t_k_minus_2", 2, 4.302652729749464),
        ("t_k_minus_p", 3, 3.182446305284263),
        ("z", None, 1.959963984540054),
    ],
)
def test_each_rule_has_its_quantile(rule, df, quantile: float) -> None:
    found = prediction_interval(fit_normal(Y, V), rule=rule)
    assert (found.rule, found.df, found.estimate) == (rule, df, pytest.approx(1.5))
    assert found.pi_ub - 1.5 == pytest.approx(quantile * WIDTH, rel=1e-10)
    assert found.ci_ub - 1.5 == pytest.approx(3.182446305284263 * (5 / 12) ** 0.5, rel=1e-10)


def test_with_covariates_the_rule_of_two_takes_one_more_than_the_coefficients() -> None:
    fit = fit_normal([0.0, 1.2, 1.9, 3.3, 4.0], [0.5] * 5, mods=[[0], [1], [2], [3], [4]])
    found = prediction_interval(fit, at=[2.0])
    assert found.df == 2
    assert found.estimate == pytest.approx(10.4 / 5)
    middle = fit.cov[0, 0] + 4 * fit.cov[0, 1] + 4 * fit.cov[1, 1]
    assert found.se == pytest.approx(middle**0.5)


def test_two_studies_leave_nothing_for_the_rule_of_two() -> None:
    fit = fit_normal([0.0, 2.0], [0.3, 0.3])
    with pytest.raises(CannotPoolError) as caught:
        prediction_interval(fit)
    assert caught.value.reason == "too_few_studies"
    assert prediction_interval(fit, rule="t_k_minus_p").df == 1


def test_equal_effects_predict_no_new_study() -> None:
    with pytest.raises(CannotPoolError) as caught:
        prediction_interval(fit_normal(Y, V, method="EE"))
    assert caught.value.reason == "not_estimable"


@pytest.mark.parametrize("options", [{"at": [1.0]}, {"rule": "normal"}, {"level": 1.0}])
def test_arguments_that_make_no_sense_are_an_error(options) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        prediction_interval(fit_normal(Y, V), **options)
