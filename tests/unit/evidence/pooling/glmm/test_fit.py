import numpy as np
import pytest
from scipy import integrate, optimize
from scipy.special import expit, logit

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.glmm.fit import fit_glmm


def test_estimates_maximize_an_independent_likelihood(heterogeneous, reference):
    fit = fit_glmm(*heterogeneous)
    at = (fit.beta[0], fit.tau2)
    error, _ = reference.newton_error(*heterogeneous, at)
    scale = np.maximum(np.abs(at), 0.1 * np.append(fit.se, fit.tau2))
    assert not fit.boundary
    assert np.all(np.abs(error) < 1e-6 * scale)


def test_log_likelihood_equals_the_independent_one(heterogeneous, reference):
    fit = fit_glmm(*heterogeneous)
    expected = reference.log_likelihood(*heterogeneous, (fit.beta[0], fit.tau2))
    assert fit.log_likelihood == pytest.approx(expected, rel=1e-9)


def test_standard_errors_come_from_the_whole_information(heterogeneous, reference):
    fit = fit_glmm(*heterogeneous)
    _, hessian = reference.newton_error(*heterogeneous, (fit.beta[0], fit.tau2))
    cov = np.linalg.inv(-hessian)
    assert fit.se[0] == pytest.approx(np.sqrt(cov[0, 0]), rel=1e-4)
    assert fit.cov_tau2 == pytest.approx(cov[:, 1], rel=1e-3, abs=1e-5)


def test_no_grid_point_is_likelier(heterogeneous, reference):
    fit = fit_glmm(*heterogeneous)
    for mu in fit.beta[0] + fit.se[0] * np.linspace(-3, 3, 7):
        for tau2 in (0, 0.01, 0.1, 0.5, 1, 2, 5, 20, 80):
            assert reference.log_likelihood(*heterogeneous, (mu, tau2)) <= fit.log_likelihood


def test_one_study_integral_agrees_with_adaptive_integration(data):
    fit = fit_glmm(*data.pair)
    value = 1.0
    for events, n, choose in zip(*data.pair, (120, 220), strict=True):

        def integrand(u, events=events, n=n):
            p = expit(fit.beta[0] + u)
            density = np.exp(-u * u / (2 * fit.tau2)) / np.sqrt(2 * np.pi * fit.tau2)
            return p**events * (1 - p) ** (n - events) * density

        value *= choose * integrate.quad(integrand, -12, 12, epsabs=0, epsrel=1e-12, limit=200)[0]
    assert fit.log_likelihood == pytest.approx(np.log(value), rel=1e-10)


def test_profile_limits_lie_where_the_profile_has_dropped(data, reference):
    for table in (data.embolization, data.radioembolization, data.symptoms_radioembolization):
        fit = fit_glmm(*table)
        for limit in (fit.ci_lb[0], fit.ci_ub[0]):
            drop = fit.log_likelihood - reference.profile(*table, limit)
            assert drop == pytest.approx(1.959963984540054**2 / 2, abs=1e-6)


def test_profile_limits_of_tau2_lie_where_the_profile_has_dropped(data, reference):
    fit = fit_glmm(*data.radioembolization)
    for limit in fit.tau2_limits:
        best = optimize.minimize_scalar(
            lambda mu, tau2=limit.value: (
                -reference.log_likelihood(*data.radioembolization, (mu, tau2))
            ),
            bounds=(-3, 3),
            method="bounded",
            options={"xatol": 1e-9},
        )
        drop = fit.log_likelihood + best.fun
        assert drop == pytest.approx(1.959963984540054**2 / 2, abs=1e-6)


def test_identical_studies_are_an_ordinary_logistic_regression(data):
    fit = fit_glmm(*data.identical)
    assert fit.boundary
    assert fit.tau2 == 0
    assert fit.beta[0] == pytest.approx(logit(0.25), rel=1e-12)
    assert fit.se[0] == pytest.approx(1 / np.sqrt(120 * 0.25 * 0.75), rel=1e-12)
    assert (fit.lrt, fit.lrt_p) == (0.0, 1.0)
    assert fit.cov_tau2 is None
    assert fit.tau2_limits[0].value == 0


def test_a_study_of_a_hundred_thousand_does_not_upset_the_fit():
    fit = fit_glmm([30_000, 6, 5, 3, 2], [100_000, 20, 15, 11, 9])
    assert fit.boundary
    assert fit.beta[0] == pytest.approx(logit(30_016 / 100_055), rel=1e-10)


def test_likelihood_ratio_test_halves_the_chi_square(data):
    fit = fit_glmm(*data.pair)
    y, n = (np.array(values) for values in data.pair)
    p = y.sum() / n.sum()
    common = np.sum(np.log([120, 220]) + y * np.log(p) + (n - y) * np.log(1 - p))
    assert fit.log_likelihood_common == pytest.approx(common, rel=1e-12)
    assert fit.lrt == pytest.approx(2 * (fit.log_likelihood - common), rel=1e-9)
    from_normal = 0.5 * (1 - np.vectorize(_chi_square_1)(fit.lrt))
    assert fit.lrt_p == pytest.approx(float(from_normal), rel=1e-6)


def _chi_square_1(value):
    density = integrate.quad(lambda z: 2 * np.exp(-z * z / 2) / np.sqrt(2 * np.pi), 0, value**0.5)
    return density[0]


def test_slope_and_its_errors_agree_with_lme4_at_25_nodes(data):
    y, n, x = data.slope
    fit = fit_glmm(y, n, mods=x)
    assert fit.beta == pytest.approx([-0.3384089, 0.4545072], abs=2e-5)
    assert fit.tau2 == pytest.approx(0.6546691, abs=5e-5)
    assert fit.se == pytest.approx([0.3202306, 0.2487060], abs=2e-5)


def test_slope_maximizes_an_independent_likelihood(data, reference):
    y, n, x = data.slope
    fit = fit_glmm(y, n, mods=x)
    error, _ = reference.newton_error(y, n, (*fit.beta, fit.tau2), x)
    assert np.all(np.abs(error) < 1e-7)


def test_shifting_and_scaling_a_covariate_changes_only_its_units(data):
    y, n, x = data.slope
    plain, years = fit_glmm(y, n, mods=x), fit_glmm(y, n, mods=2010 + 5 * x)
    assert years.beta[1] * 5 == pytest.approx(plain.beta[1], rel=1e-9)
    assert years.ci_ub[1] * 5 == pytest.approx(plain.ci_ub[1], rel=1e-6)
    assert years.beta[0] + 2010 * years.beta[1] == pytest.approx(plain.beta[0], rel=1e-6)
    assert years.tau2 == pytest.approx(plain.tau2, rel=1e-8)


def test_non_responders_mirror_responders(heterogeneous):
    y, n = (np.array(values) for values in heterogeneous)
    fit, mirrored = fit_glmm(y, n), fit_glmm(n - y, n)
    assert mirrored.beta[0] == pytest.approx(-fit.beta[0], rel=1e-6, abs=1e-7)
    assert mirrored.tau2 == pytest.approx(fit.tau2, rel=1e-6)
    assert mirrored.ci_lb[0] == pytest.approx(-fit.ci_ub[0], rel=1e-6)


def test_single_patients_say_nothing_of_variance_between_studies():
    fit = fit_glmm([1, 1, 1, 0, 1, 0, 1], [1] * 7)
    assert fit.boundary
    assert fit.beta[0] == pytest.approx(logit(5 / 7), rel=1e-9)
    assert fit.tau2_limits[1].why == "no_finite_limit"
    assert fit.ci_ub == (None,)
    assert fit.limits[0][1].why == "no_finite_limit"


@pytest.mark.parametrize(
    ("events", "n", "mods", "reason"),
    [
        ([3], [10], None, "too_few_studies"),
        ([3, 5, 8], [10, 12, 15], [[1, 3], [2, 1], [4, 1]], "too_few_studies"),
        ([10, 20, 30], [10, 20, 30], None, "separation"),
        ([0, 0, 0], [10, 20, 30], None, "separation"),
        ([0, 10, 20, 0], [10, 10, 20, 8], None, "separation"),
        ([10, 12, 4, 5, 6], [10, 12, 15, 13, 12], [1, 1, 0, 0, 0], "separation"),
        ([3, 5, 8], [10, 12, 15], [2, 2, 2], "rank_deficient"),
        ([3, 5, 8, 6], [10, 12, 15, 9], [[1, 2], [2, 4], [3, 6], [5, 10]], "rank_deficient"),
    ],
)
def test_what_cannot_be_fitted_says_why(events, n, mods, reason):
    with pytest.raises(CannotPoolError) as refused:
        fit_glmm(events, n, mods=mods)
    assert refused.value.reason == reason


def test_all_responders_still_leave_a_limit_in_the_message():
    with pytest.raises(CannotPoolError, match=r"at least 94\.0 %"):
        fit_glmm([10, 20, 30], [10, 20, 30])


@pytest.mark.parametrize(
    ("events", "n"),
    [([3.5, 2], [10, 10]), ([3, np.nan], [10, 10]), ([11, 2], [10, 10]), ([0, 1], [0, 9])],
)
def test_counts_that_are_no_counts_are_refused(events, n):
    with pytest.raises(ValueError, match="whole numbers"):
        fit_glmm(events, n)


def test_covariates_need_one_finite_value_per_study():
    with pytest.raises(ValueError, match="one finite value"):
        fit_glmm([3, 4, 5], [9, 9, 9], mods=[1, 2, np.nan])
