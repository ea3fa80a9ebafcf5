"""Every estimator of tau2: closed forms, its own equation, symmetries, masks, failures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.evidence.pooling.arrays import REASONS, code_of, reason_of
from nelm.evidence.pooling.batch import Batch, fit_batch

METHODS = ["DL", "HE", "PM", "ML", "REML"]


def studies(least: int = 3, most: int = 12):
    """Lists of (estimate, variance), variances over three orders of magnitude."""
    one = st.tuples(st.floats(-3, 3), st.floats(-2.3, 2.3).map(np.exp))
    return st.lists(one, min_size=least, max_size=most).map(lambda rows: np.array(rows).T)


def fitted(y, v, method, mods=None):
    y, v = np.atleast_2d(y), np.atleast_2d(v)
    return fit_batch(Batch(y, v, np.ones(y.shape, dtype=bool), mods), method)


def dense(y, v, tau2, mods=None):
    """X, W, P and beta by plain matrices."""
    x = np.ones((len(y), 1)) if mods is None else np.column_stack([np.ones(len(y)), mods])
    w = np.diag(1 / (v + tau2))
    cov = np.linalg.inv(x.T @ w @ x)
    return x, w, w - w @ x @ cov @ x.T @ w, cov @ x.T @ w @ y


@pytest.mark.parametrize("method", ["DL", "HE", "PM", "REML"])
def test_with_equal_variances_tau2_is_the_sample_variance_less_theirs(method: str) -> None:
    y, v = np.array([0.1, 0.9, 0.4, 1.7, -0.6]), np.full(5, 0.2)
    assert fitted(y, v, method).tau2[0] == pytest.approx(y.var(ddof=1) - 0.2, rel=1e-12)


def test_with_equal_variances_ml_divides_by_k() -> None:
    y, v = np.array([0.1, 0.9, 0.4, 1.7, -0.6]), np.full(5, 0.2)
    assert fitted(y, v, "ML").tau2[0] == pytest.approx(y.var() - 0.2, rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_two_studies_are_enough(method: str) -> None:
    divisor = 4 if method == "ML" else 2
    found = fitted([0.0, 2.0], [0.3, 0.3], method)
    assert found.tau2[0] == pytest.approx(4 / divisor - 0.3, rel=1e-12)


@pytest.mark.parametrize("method", ["EE", *METHODS])
def test_identical_studies_have_no_heterogeneity(method: str) -> None:
    found = fitted([0.7] * 6, [0.1, 0.2, 0.3, 0.01, 2.0, 0.5], method)
    assert found.tau2[0] == 0.0
    assert found.beta[0, 0] == pytest.approx(0.7, rel=1e-14)
    assert found.cov[0, 0, 0] == pytest.approx(1 / (10 + 5 + 10 / 3 + 100 + 0.5 + 2))


@given(studies())
def test_dersimonian_laird_is_its_closed_form(rows) -> None:
    y, v = rows
    w = 1 / v
    q = (w * (y - (w @ y) / w.sum()) ** 2).sum()
    expected = (q - (len(y) - 1)) / (w.sum() - (w**2).sum() / w.sum())
    assert fitted(y, v, "DL").tau2[0] == pytest.approx(max(0, expected), rel=1e-9, abs=1e-12)


@given(studies())
def test_hedges_is_the_sample_variance_less_the_mean_variance(rows) -> None:
    y, v = rows
    expected = max(0, y.var(ddof=1) - v.mean())
    assert fitted(y, v, "HE").tau2[0] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(studies())
def test_paule_mandel_makes_q_equal_its_expectation(rows) -> None:
    y, v = rows
    found = fitted(y, v, "PM")
    assert found.failed[0] == 0
    if found.tau2[0] > 0:
        assert found.q_tau2[0] == pytest.approx(len(y) - 1, rel=1e-10)
    else:
        assert found.qe[0] <= (len(y) - 1) * (1 + 1e-10)


@given(studies(), st.sampled_from(["ML", "REML"]), st.booleans())
def test_the_score_is_zero_at_the_estimate(rows, method: str, with_covariate: bool) -> None:
    y, v = rows
    mods = np.linspace(-1, 1, len(y))[:, None] if with_covariate and len(y) > 3 else None
    found = fitted(y, v, method, mods)
    assert found.failed[0] == 0
    tau2 = found.tau2[0]
    _, w, p, _ = dense(y, v, tau2, mods)
    trace = np.trace(p if method == "REML" else w)
    score = (y @ p @ p @ y - trace) / trace
    assert score <= 1e-9 if tau2 == 0 else abs(score) < 1e-9 * (1 + v.max() / tau2)


@given(
    studies(),
    st.sampled_from(METHODS),
    st.floats(-5, 5),
    st.sampled_from([-1e4, -1.0, 1e-4, 3.0, 1e4]),
)
def test_shift_and_scale_carry_over(rows, method: str, shift: float, scale: float) -> None:
    y, v = rows
    plain = fitted(y, v, method)
    moved = fitted(scale * (y + shift), scale**2 * v, method)
    assert moved.failed[0] == plain.failed[0] == 0
    slack = 1e-8 * v.min()
    assert moved.tau2[0] / scale**2 == pytest.approx(plain.tau2[0], rel=1e-7, abs=slack)
    assert moved.beta[0, 0] / scale - shift == pytest.approx(plain.beta[0, 0], abs=1e-6)


@given(studies(), st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_the_order_of_studies_plays_no_part(rows, method: str, random) -> None:
    order = list(range(rows.shape[1]))
    random.shuffle(order)
    first, second = fitted(*rows, method), fitted(*rows[:, order], method)
    slack = 1e-9 * rows[1].min()
    assert second.tau2[0] == pytest.approx(first.tau2[0], rel=1e-8, abs=slack)
    assert second.beta[0] == pytest.approx(first.beta[0], rel=1e-7, abs=1e-9)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["EE", *METHODS]), st.booleans())
def test_a_masked_row_is_the_fit_of_its_studies(
    seed: int, method: str, with_covariate: bool
) -> None:
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(size=(8, 9)))
    y = rng.normal(size=(8, 9)) * np.sqrt(v + rng.choice([0, 1, 5]))
    mask = rng.random((8, 9)) < 0.6
    mods = rng.normal(size=(9, 1)) if with_covariate else None
    hidden_y, hidden_v = np.where(mask, y, np.nan), np.where(mask, v, -1.0)
    together = fit_batch(Batch(hidden_y, hidden_v, mask, mods), method)
    for i, present in enumerate(mask):
        part = None if mods is None else mods[present]
        alone = fitted(y[i, present], v[i, present], method, part)
        assert together.failed[i] == alone.failed[0]
        assert together.k[i] == present.sum()
        for name in ("tau2", "beta", "cov", "qe", "q_tau2"):
            mine, other = getattr(together, name)[i], getattr(alone, name)[0]
            assert mine == pytest.approx(other, rel=1e-9, abs=1e-9, nan_ok=True), name


@pytest.mark.parametrize("unit", [1e-8, 1.0, 1e8])
@pytest.mark.parametrize("method", METHODS)
def test_tau2_is_as_exact_on_raw_scales(method: str, unit: float) -> None:
    y, v = np.array([0.3, -0.9, 1.4, 0.2, 2.5]), np.array([0.2, 0.1, 0.4, 0.3, 0.25])
    base = fitted(y, v, method).tau2[0]
    assert base > 0.1
    assert fitted(y * np.sqrt(unit), v * unit, method).tau2[0] / unit == pytest.approx(
        base, rel=1e-12
    )


@pytest.mark.parametrize("method", METHODS)
def test_one_giant_study_leaves_finite_figures(method: str) -> None:
    y, v = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1e-10, 1.0, 1.0, 1.0])
    found = fitted(y, v, method)
    assert found.failed[0] == 0
    assert fitted(y, v, "EE").beta[0, 0] == pytest.approx(6e-10, rel=1e-6)
    _, _, _, beta = dense(y, v, found.tau2[0])
    assert found.beta[0] == pytest.approx(beta, rel=1e-9)


def test_covariates_give_weighted_least_squares() -> None:
    rng = np.random.default_rng(3)
    y, v = rng.normal(size=10), rng.uniform(0.05, 0.3, 10)
    mods = np.column_stack([rng.normal(size=10), 1990.0 + np.arange(10)])
    found = fitted(y, v, "REML", mods)
    x, w, _, _ = dense(y, v, found.tau2[0], mods - [0, 1990])
    back = np.array([[1, 0, -1990.0], [0, 1, 0], [0, 0, 1]])
    cov = back @ np.linalg.inv(x.T @ w @ x) @ back.T
    beta = back @ np.linalg.solve(x.T @ w @ x, x.T @ w @ y)
    assert found.beta[0] == pytest.approx(beta, rel=1e-8)
    assert found.cov[0] == pytest.approx(cov, rel=1e-8)


def test_covariates_of_each_row_and_shared_ones_agree() -> None:
    rng = np.random.default_rng(5)
    y, v, mods = rng.normal(size=(4, 7)), rng.uniform(0.1, 0.3, (4, 7)), rng.normal(size=(7, 2))
    mask = np.ones((4, 7), dtype=bool)
    shared = fit_batch(Batch(y, v, mask, mods))
    apart = fit_batch(Batch(y, v, mask, np.repeat(mods[None], 4, axis=0)))
    assert shared.beta == pytest.approx(apart.beta, rel=1e-12)


@pytest.mark.parametrize("mods", [[[1.0]] * 5, [[0.1 * i, 0.3 * i + 7] for i in range(5)]])
def test_constant_or_repeated_covariates_are_refused_row_by_row(mods) -> None:
    found = fitted([1.0, 2, 3, 4, 5], [0.1] * 5, "REML", np.array(mods))
    assert reason_of(found.failed[0]) == "rank_deficient"
    assert np.isnan(found.tau2[0])


def test_too_few_studies_fail_without_stopping_the_others() -> None:
    mask = np.array([[True, False, False], [True, True, True], [False, False, False]])
    y, v = np.tile([0.1, 0.5, 0.9], (3, 1)), np.full((3, 3), 0.05)
    found = fit_batch(Batch(y, v, mask))
    assert found.failed.tolist() == [code_of("too_few_studies"), 0, code_of("too_few_studies")]
    assert np.isnan(found.beta[[0, 2]]).all()
    equal = fit_batch(Batch(y, v, mask), "EE")
    assert equal.failed.tolist() == [0, 0, code_of("too_few_studies")]
    assert equal.beta[0, 0] == pytest.approx(0.1)


def test_numbers_that_overflow_are_a_failure() -> None:
    found = fitted([1e200, -1e200, 3e200], [1e-200, 1e-200, 1e-200], "DL")
    assert reason_of(found.failed[0]) == "no_convergence"
    assert np.isnan(found.tau2[0])


def test_every_reason_has_its_own_code() -> None:
    assert [reason_of(code_of(reason)) for reason in REASONS] == list(REASONS)
    with pytest.raises(ValueError, match="no code"):
        reason_of(0)


def ones(*shape: int):
    return np.ones(shape)


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ((ones(3), ones(3), ones(3) > 0), "one shape"),
        ((ones(1, 3), ones(1, 2), ones(1, 3) > 0), "one shape"),
        ((ones(1, 3), ones(1, 3), ones(1, 3)), "truth values"),
        ((ones(1, 3) * np.nan, ones(1, 3), ones(1, 3) > 0), "estimate is not finite"),
        ((ones(1, 3), 0 * ones(1, 3), ones(1, 3) > 0), "not above 0"),
        ((ones(1, 3), np.inf * ones(1, 3), ones(1, 3) > 0), "not finite"),
        ((ones(1, 3), ones(1, 3), ones(1, 3) > 0, ones(2, 1)), "mods must be"),
        ((ones(1, 3), ones(1, 3), ones(1, 3) > 0, ones(3)), "mods must be"),
        ((ones(1, 3), ones(1, 3), ones(1, 3) > 0, np.nan * ones(3, 1)), "covariate is not finite"),
    ],
)
def test_arrays_that_make_no_sense_are_an_error(arrays, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Batch(*arrays)


def test_an_unknown_method_is_an_error() -> None:
    with pytest.raises(ValueError, match="none of EE, DL"):
        fitted([1.0, 2.0], [0.1, 0.1], "SJ")
