import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.glmm.fit import fit_glmm
from nelm.evidence.pooling.glmm.proportion import (
    averaged_proportion,
    median_proportion,
    predict_proportion,
)


def mean_share(mu, tau2):
    tau = np.sqrt(tau2)

    def integrand(u):
        return expit(mu + u) * np.exp(-u * u / (2 * tau2)) / (tau * np.sqrt(2 * np.pi))

    return integrate.quad(integrand, -12 * tau, 12 * tau, epsabs=0, epsrel=1e-12, limit=500)[0]


def test_averaged_proportion_is_the_integral_over_studies(heterogeneous):
    fit = fit_glmm(*heterogeneous)
    expected = mean_share(fit.beta[0], fit.tau2)
    assert averaged_proportion(fit).estimate == pytest.approx(expected, rel=1e-9)


def test_limits_of_the_average_follow_the_delta_method(data):
    fit = fit_glmm(*data.symptoms_embolization)
    h = 1e-5
    by_mu = (mean_share(fit.beta[0] + h, fit.tau2) - mean_share(fit.beta[0] - h, fit.tau2)) / 2 / h
    by_tau2 = mean_share(fit.beta[0], fit.tau2 + h) - mean_share(fit.beta[0], fit.tau2 - h)
    gradient = np.array([by_mu, by_tau2 / 2 / h])
    cov = np.array([[fit.cov[0, 0], fit.cov_tau2[0]], [fit.cov_tau2[0], fit.cov_tau2[1]]])
    share = averaged_proportion(fit)
    se = np.sqrt(gradient @ cov @ gradient) / (share.estimate * (1 - share.estimate))
    center = np.log(share.estimate / (1 - share.estimate))
    assert share.ci_lb == pytest.approx(expit(center - 1.959964 * se), rel=1e-5)
    assert share.ci_ub == pytest.approx(expit(center + 1.959964 * se), rel=1e-5)


def test_average_lies_nearer_to_one_half_than_the_median(data):
    fit = fit_glmm(*data.symptoms_radioembolization)
    assert 0.5 < averaged_proportion(fit).estimate < median_proportion(fit).estimate


def test_without_variance_median_and_average_are_one(data):
    fit = fit_glmm(*data.identical)
    share = averaged_proportion(fit)
    assert share.estimate == pytest.approx(0.25, rel=1e-12)
    assert expit(fit.wald_lb[0]) == pytest.approx(share.ci_lb, rel=1e-12)


def test_prediction_uses_t_with_k_minus_2(data):
    fit = fit_glmm(*data.radioembolization)
    half = stats.t.ppf(0.975, 13) * np.sqrt(fit.tau2 + fit.se[0] ** 2)
    predicted = predict_proportion(fit)
    assert predicted.rule == "t_k_minus_2"
    assert predicted.pi_lb == pytest.approx(expit(fit.beta[0] - half), rel=1e-9)
    assert predicted.pi_ub == pytest.approx(expit(fit.beta[0] + half), rel=1e-9)


def test_two_studies_predict_nothing(data):
    with pytest.raises(CannotPoolError) as refused:
        predict_proportion(fit_glmm(*data.pair))
    assert refused.value.reason == "too_few_studies"


def test_a_profile_is_the_intercept_of_covariates_counted_from_it(data):
    y, n, x = data.slope
    fit, shifted = fit_glmm(y, n, mods=x), fit_glmm(y, n, mods=x - 1.5)
    predicted = predict_proportion(fit, at=[1.5])
    assert predicted.estimate == pytest.approx(expit(shifted.beta[0]), rel=1e-7)
    assert predicted.se == pytest.approx(shifted.se[0], rel=1e-6)
    assert predicted.ci_lb == pytest.approx(expit(shifted.ci_lb[0]), rel=1e-6)


@pytest.mark.parametrize("at", [None, [1, 2], [np.nan]])
def test_a_profile_needs_every_covariate(data, at):
    y, n, x = data.slope
    with pytest.raises(ValueError, match="covariate values"):
        predict_proportion(fit_glmm(y, n, mods=x), at=at)


def test_an_open_limit_of_the_logit_is_the_edge_of_the_proportion():
    share = median_proportion(fit_glmm([1, 1, 1, 0, 1, 0, 1], [1] * 7))
    assert share.ci_ub == 1.0
