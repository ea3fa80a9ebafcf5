import numpy as np
import pytest

from nelm.evidence.pooling.arrays import code_of
from nelm.evidence.pooling.glmm.batch import Start, fit_glmm_batch
from nelm.evidence.pooling.glmm.fit import fit_glmm


def test_leaving_one_out_equals_fitting_the_rest(data):
    y, n = (np.array(values) for values in data.radioembolization)
    keep = ~np.eye(len(y), dtype=bool)
    batch = fit_glmm_batch(y, n, keep)
    for row, kept in enumerate(keep):
        alone = fit_glmm(y[kept], n[kept])
        assert batch.beta[row, 0] == pytest.approx(alone.beta[0], rel=1e-6, abs=1e-8)
        assert batch.tau2[row] == pytest.approx(alone.tau2, rel=1e-6)
        assert batch.se[row, 0] == pytest.approx(alone.se[0], rel=1e-6)
        assert batch.log_likelihood[row] == pytest.approx(alone.log_likelihood, rel=1e-9)
        assert batch.k[row] == len(y) - 1


def test_a_warm_start_changes_nothing_but_the_way_there(data):
    y, n = (np.array(values) for values in data.embolization)
    keep = ~np.eye(len(y), dtype=bool)
    cold = fit_glmm_batch(y, n, keep)
    for tau2 in (0.0, 0.9, 30.0):
        warm = fit_glmm_batch(y, n, keep, start=Start(tau2, [0.1]))
        assert warm.beta == pytest.approx(cold.beta, rel=1e-6, abs=1e-8)
        assert warm.tau2 == pytest.approx(cold.tau2, rel=1e-6)


def test_rows_may_carry_their_own_covariates(data):
    y, n, x = data.slope
    rows = np.stack([x, 3 * x, x - 7])[..., None]
    batch = fit_glmm_batch(np.tile(y, (3, 1)), np.tile(n, (3, 1)), mods=rows)
    slope = batch.beta[:, 1]
    assert slope[1] * 3 == pytest.approx(slope[0], rel=1e-7)
    assert slope[2] == pytest.approx(slope[0], rel=1e-7)
    assert batch.beta[2, 0] - 7 * slope[2] == pytest.approx(batch.beta[0, 0], rel=1e-6)


def test_a_shared_covariate_serves_every_row(data):
    y, n, x = data.slope
    keep = ~np.eye(len(y), dtype=bool)
    batch = fit_glmm_batch(y, n, keep, mods=x)
    alone = fit_glmm(np.array(y)[keep[2]], np.array(n)[keep[2]], mods=x[keep[2]])
    assert batch.beta[2] == pytest.approx(alone.beta, rel=1e-6)


def test_a_failing_row_leaves_the_others_alone():
    y = [5, 10, 12, 3, 9]
    n = [10, 10, 12, 11, 30]
    mask = np.array(
        [[1, 1, 1, 1, 1], [0, 1, 1, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [1, 0, 0, 1, 1]],
        dtype=bool,
    )
    batch = fit_glmm_batch(y, n, mask)
    few, separation = code_of("too_few_studies"), code_of("separation")
    assert batch.failed.tolist() == [0, separation, few, few, 0]
    assert batch.failed.dtype == np.int8
    assert np.isnan(batch.beta[1:4]).all()
    assert np.isnan(batch.log_likelihood[1:4]).all()
    assert batch.beta[4, 0] == pytest.approx(fit_glmm([5, 3, 9], [10, 11, 30]).beta[0], rel=1e-6)


def test_a_covariate_constant_in_a_subgroup_is_named():
    y, n, x = [3, 5, 8, 4, 6, 9], [10, 12, 15, 11, 13, 20], [1, 1, 1, 0, 0, 2]
    batch = fit_glmm_batch(y, n, [[1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1]], mods=x)
    assert batch.failed.tolist() == [code_of("rank_deficient"), 0]


def test_simulated_truth_is_recovered_on_average():
    rng = np.random.default_rng(20)
    n = rng.integers(20, 200, 60)
    mu, tau = -0.4, 0.8
    events = rng.binomial(n, 1 / (1 + np.exp(-rng.normal(mu, tau, (400, 60)))))
    batch = fit_glmm_batch(events, n, start=Start(0.5))
    assert (batch.failed == 0).all()
    assert batch.beta.mean() == pytest.approx(mu, abs=0.02)
    assert batch.tau2.mean() == pytest.approx(tau**2, abs=0.03)
    covered = np.abs(batch.beta[:, 0] - mu) < 1.96 * batch.se[:, 0]
    assert 0.9 < covered.mean() < 0.98
