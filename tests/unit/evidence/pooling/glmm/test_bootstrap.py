import numpy as np
import pytest

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.glmm.bootstrap import parametric_bootstrap
from nelm.evidence.pooling.glmm.fit import fit_glmm


def test_bootstrap_spread_matches_the_standard_error(data):
    fit = fit_glmm(*data.embolization)
    boot = parametric_bootstrap(fit, seed=1, times=2000)
    assert boot.beta[:, 0].std() == pytest.approx(fit.se[0], rel=0.1)
    assert boot.beta_lb[0] == pytest.approx(fit.wald_lb[0], abs=0.06)
    assert boot.beta_ub[0] == pytest.approx(fit.wald_ub[0], abs=0.06)
    assert boot.tau2_lb < fit.tau2 < boot.tau2_ub
    assert boot.lost == 0


def test_a_seed_fixes_the_draws(data):
    fit = fit_glmm(*data.radioembolization)
    first, again, other = (parametric_bootstrap(fit, seed=s, times=100) for s in (4, 4, 5))
    assert np.array_equal(first.beta, again.beta)
    assert not np.array_equal(first.beta, other.beta)


def test_draws_without_variance_stay_near_the_edge(data):
    boot = parametric_bootstrap(fit_glmm(*data.identical), seed=2, times=200)
    assert boot.tau2_lb == 0


def test_draws_that_cannot_be_fitted_are_counted_and_then_refused():
    fit = fit_glmm([9, 10], [10, 10])
    with pytest.raises(CannotPoolError) as refused:
        parametric_bootstrap(fit, seed=3, times=200)
    assert refused.value.reason == "no_convergence"


def test_few_draws_are_refused(data):
    with pytest.raises(ValueError, match="at least 100"):
        parametric_bootstrap(fit_glmm(*data.pair), seed=1, times=10)
