import numpy as np
import pytest
from scipy import integrate, optimize, stats

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.posterior import Priors, TauPrior, normal_posterior

SCHOOLS = np.array([28, 8, -3, 7, -1, 1, 18, 12.0])
SCHOOL_ERRORS = np.array([15, 10, 16, 11, 9, 11, 10, 18.0])
FLAT = Priors(tau=TauPrior("uniform", None))


def dense(y, v, log_prior, intercept=None):
    """Posterior on 40,001 taus by Simpson's rule: weights, and mean and variance of the average."""
    tau = np.linspace(0, 400, 40_001)
    total = v + tau[:, None] ** 2
    w = 1 / total
    precision = w.sum(axis=1) + (0 if intercept is None else intercept[1] ** -2)
    shift = (w * y).sum(axis=1)
    shift = shift + (0 if intercept is None else intercept[0] / intercept[1] ** 2)
    mean = shift / precision
    log_value = stats.norm.logpdf(y, mean[:, None], np.sqrt(total)).sum(axis=1)
    log_value -= 0.5 * np.log(precision)
    if intercept is not None:
        log_value += stats.norm.logpdf(mean, *intercept)
    log_value += log_prior(tau)
    density = np.exp(log_value - log_value.max())
    rule = np.ones_like(tau)
    rule[1:-1:2], rule[2:-1:2] = 4, 2
    weight = density * rule
    return tau, weight / weight.sum(), mean, 1 / precision


def mixture_quantile(q, weight, mean, variance):
    def miss(x):
        return stats.norm.cdf(x, mean, np.sqrt(variance)) @ weight - q

    return optimize.brentq(miss, -300, 300, xtol=1e-12)


PRIORS = {
    "half-normal": (Priors(TauPrior("half_normal", 8)), lambda t: -((t / 8) ** 2) / 2),
    "half-Cauchy": (
        Priors(TauPrior("half_cauchy", 5), (0, 5)),
        lambda t: -np.log1p((t / 5) ** 2),
    ),
    "uniform": (Priors(TauPrior("uniform", 400)), np.zeros_like),
}


@pytest.mark.parametrize("name", PRIORS)
def test_quantiles_agree_with_a_dense_integration(name):
    prior, log_prior = PRIORS[name]
    v = SCHOOL_ERRORS**2
    tau, weight, mean, variance = dense(SCHOOLS, v, log_prior, prior.intercept)
    posterior = normal_posterior(SCHOOLS, v, prior=prior)
    pull = v[0] / (v[0] + tau**2)
    own = SCHOOLS[0] + pull * (mean - SCHOOLS[0]), pull * tau**2 + pull**2 * variance
    shown = (posterior.coefficients[0], posterior.studies[0], posterior.new_study)
    for marginal, moments in zip(
        shown, ((mean, variance), own, (mean, variance + tau**2)), strict=True
    ):
        expected = [mixture_quantile(q, weight, *moments) for q in (0.5, 0.025, 0.975)]
        got = [marginal.median, marginal.lb, marginal.ub]
        assert got == pytest.approx(expected, rel=1e-5, abs=1e-4)
    below = weight[tau <= posterior.tau.ub].sum()
    assert below == pytest.approx(0.975, abs=1e-4)


def test_quantiles_of_tau_agree_with_adaptive_integration():
    v = SCHOOL_ERRORS**2

    def density(tau):
        w = 1 / (v + tau**2)
        mean = (w * SCHOOLS).sum() / w.sum()
        log_value = 0.5 * np.log(w).sum() - 0.5 * np.log(w.sum())
        return np.exp(log_value - 0.5 * (w * (SCHOOLS - mean) ** 2).sum() + 20)

    total = integrate.quad(density, 0, np.inf, epsrel=1e-11, limit=500)[0]
    tau = normal_posterior(SCHOOLS, v, prior=FLAT).tau
    for value, share in ((tau.lb, 0.025), (tau.median, 0.5), (tau.ub, 0.975)):
        below = integrate.quad(density, 0, value, epsrel=1e-11)[0]
        assert below / total == pytest.approx(share, rel=1e-8)


def test_eight_schools_with_flat_priors_as_in_the_textbook():
    # Gelman et al., Bayesian Data Analysis, table 5.3: quantiles from 200 draws, so within about 3.
    posterior = normal_posterior(SCHOOLS, SCHOOL_ERRORS**2, prior=FLAT)
    textbook = [(-2, 10, 31), (-5, 8, 23), (-11, 7, 19), (-7, 8, 21), (-9, 5, 18)]
    textbook += [(-7, 6, 28), (-1, 10, 26), (-6, 8, 33)]
    middle = [study.median for study in posterior.studies]
    assert middle == pytest.approx([row[1] for row in textbook], abs=1.0)
    spread = [study.ub - study.lb for study in posterior.studies]
    assert spread == pytest.approx([high - low for low, _, high in textbook], rel=0.25)


def test_eight_schools_with_the_priors_of_the_stan_manual():
    # Published reference draws of eight_schools (posteriordb): mu 4.4 (3.3), tau 3.6 (3.2).
    posterior = normal_posterior(
        SCHOOLS, SCHOOL_ERRORS**2, prior=Priors(TauPrior("half_cauchy", 5), (0, 5))
    )
    mu, tau, first = posterior.coefficients[0], posterior.tau, posterior.studies[0]
    assert (mu.mean, mu.sd) == pytest.approx((4.4, 3.3), abs=0.06)
    assert (tau.mean, tau.sd) == pytest.approx((3.6, 3.2), abs=0.06)
    assert (first.mean, first.sd) == pytest.approx((6.2, 5.6), abs=0.1)


def test_a_tiny_tau_gives_the_common_effect_in_closed_form():
    v = np.array([0.2, 0.5, 0.3])
    y = np.array([1.0, 0.4, 0.7])
    posterior = normal_posterior(y, v, prior=Priors(TauPrior("half_normal", 1e-6)))
    mean, sd = (y / v).sum() / (1 / v).sum(), (1 / v).sum() ** -0.5
    mu = posterior.coefficients[0]
    assert mu.median == pytest.approx(mean, rel=1e-9)
    assert mu.ub == pytest.approx(mean + 1.959963984540054 * sd, rel=1e-9)


def test_a_conjugate_intercept_is_weighed_by_its_precision():
    prior = Priors(TauPrior("half_normal", 1e-6), (2.0, 0.5))
    mu = normal_posterior([1.0], [0.25], prior=prior).coefficients[0]
    assert mu.median == pytest.approx(1.5, rel=1e-9)
    assert mu.sd == pytest.approx(0.125**0.5, rel=1e-9)


def test_equal_variances_make_the_mean_a_mixture_around_the_average():
    posterior = normal_posterior([1.0, 2.0, 6.0, 3.0], [0.4] * 4, prior=FLAT)
    assert posterior.coefficients[0].median == pytest.approx(3.0, rel=1e-9)
    assert posterior.new_study.median == pytest.approx(3.0, rel=1e-9)


def test_a_covariate_shifted_and_scaled_gives_the_same_profile():
    y, v = SCHOOLS / 10, SCHOOL_ERRORS**2 / 100
    x = np.array([0, 1, 2, 3, 1, 0, 2, 4.0])
    prior = Priors(TauPrior("half_normal", 1))
    plain = normal_posterior(y, v, prior=prior, mods=x, at=[2.5])
    years = normal_posterior(y, v, prior=prior, mods=2000 + 5 * x, at=[2012.5])
    assert years.profile.ub == pytest.approx(plain.profile.ub, rel=1e-7)
    assert years.new_study.lb == pytest.approx(plain.new_study.lb, rel=1e-7)
    assert years.coefficients[1].median * 5 == pytest.approx(plain.coefficients[1].median, rel=1e-7)


def test_a_contrast_of_groups_is_the_difference_of_their_averages():
    y, v = [1.0, 2.0, 4.0, 5.0], [0.3] * 4
    posterior = normal_posterior(
        y, v, prior=Priors(TauPrior("half_normal", 1e-6)), mods=[0, 0, 1, 1]
    )
    contrast = posterior.coefficients[1]
    assert contrast.median == pytest.approx(3.0, rel=1e-9)
    assert contrast.sd == pytest.approx(0.3**0.5, rel=1e-9)
    assert posterior.profile is None


def test_studies_are_drawn_towards_the_mean_and_known_better():
    posterior = normal_posterior(SCHOOLS, SCHOOL_ERRORS**2, prior=FLAT)
    for y, error, study in zip(SCHOOLS, SCHOOL_ERRORS, posterior.studies, strict=True):
        center = posterior.coefficients[0].mean
        assert abs(study.mean - center) < max(abs(y - center), 1)
        assert study.sd < error


def test_moments_that_do_not_exist_are_not_given():
    posterior = normal_posterior([1.0, 2.0, 4.0], [0.1, 0.2, 0.3], prior=FLAT)
    assert posterior.new_study.mean is None
    assert posterior.tau.sd is None
    assert posterior.studies[0].sd is not None
    assert posterior.new_study.lb < posterior.coefficients[0].lb


def test_the_result_repeats_its_priors():
    prior = Priors(TauPrior("uniform", 3.0), (0.0, 2.0))
    assert normal_posterior([1.0, 2.0], [0.1, 0.2], prior=prior).priors == prior


@pytest.mark.parametrize(
    ("y", "v", "mods", "prior", "reason"),
    [
        ([1.0, 2.0], [0.1, 0.1], None, FLAT, "too_few_studies"),
        ([1.0], [0.1], [3.0], Priors(TauPrior("half_normal", 1)), "too_few_studies"),
        ([1.0, 2, 3], [0.1] * 3, [5, 5, 5], Priors(TauPrior("half_normal", 1)), "rank_deficient"),
    ],
)
def test_what_has_no_posterior_says_why(y, v, mods, prior, reason):
    with pytest.raises(CannotPoolError) as refused:
        normal_posterior(y, v, mods=mods, prior=prior)
    assert refused.value.reason == reason


def test_input_that_is_no_data_is_refused():
    with pytest.raises(ValueError, match="not positive"):
        normal_posterior([1.0, 2.0], [0.1, 0.0], prior=FLAT)
    with pytest.raises(ValueError, match="finite"):
        normal_posterior([1.0, np.nan], [0.1, 0.1], prior=FLAT)
    with pytest.raises(ValueError, match="needs a scale"):
        TauPrior("half_normal", None)
    with pytest.raises(ValueError, match="positive number"):
        TauPrior("half_cauchy", -1)
    with pytest.raises(ValueError, match="covariate values"):
        normal_posterior([1.0, 2, 4], [0.1] * 3, prior=FLAT, at=[1.0])
