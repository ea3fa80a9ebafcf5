"""Likelihoods with several maxima: the highest is found, on the proven way and on the search."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.evidence.pooling.covariates import CovariateFits
from nelm.evidence.pooling.exhaustive import search
from nelm.evidence.pooling.intercept import InterceptFits
from nelm.evidence.pooling.likelihood import climb, maximum_likelihood

GRID = np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 4000)])


def heights(y, v, method: str):
    """The log-likelihood on a fine grid, by its textbook formula; constants left out."""
    total = v[:, None] + GRID
    w = 1 / total
    mean = (w * y[:, None]).sum(axis=0) / w.sum(axis=0)
    value = np.log(total).sum(axis=0) + (w * (y[:, None] - mean) ** 2).sum(axis=0)
    return -0.5 * (value + (np.log(w.sum(axis=0)) if method == "REML" else 0))


def sums(y, v) -> InterceptFits:
    y, v = np.atleast_2d(y), np.atleast_2d(v)
    return InterceptFits.of(y, v, np.ones(y.shape, dtype=bool))


@pytest.mark.parametrize(
    ("y", "v", "near"),
    [
        # 0 is a maximum, the other is higher
        ([-0.4, 2.7, -0.5], [0.12, 1.2, 0.06], 1.98),
        ([-0.4, -0.8, 1.5, -0.5, -1.3, -1.1], [0.02, 2.91, 0.55, 0.02, 0.15, 1.53], 0.44),
        # two maxima above 0, the upper one higher, then the lower one
        ([-2.7, -0.3, -0.5], [0.99, 0.02, 0.1], 0.52),
        ([-0.8, 2.1, 0.0, -0.2], [2.38, 0.71, 0.02, 0.02], 0.0079),
        ([0.3, 0.2, 4.2, 0.0, 0.3, 3.1], [0.14, 0.04, 1.58, 0.02, 0.15, 1.65], 0.0189),
    ],
)
def test_the_higher_of_two_maxima_is_taken(y, v, near: float) -> None:
    y, v = np.array(y), np.array(v)
    height = heights(y, v, "REML")
    inner = (height[1:-1] > height[:-2]) & (height[1:-1] > height[2:])
    assert inner.sum() + (height[0] > height[1]) == 2
    found = maximum_likelihood(sums(y, v), "REML")
    assert found.tau2[0] == pytest.approx(GRID[height.argmax()], rel=0.01)
    assert found.tau2[0] == pytest.approx(near, rel=0.02)


@settings(max_examples=40)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(2, 10),
    st.sampled_from([2.0, 30.0, 1e5]),
    st.sampled_from(["ML", "REML"]),
)
def test_no_point_of_a_fine_grid_is_higher(seed: int, k: int, spread: float, method: str) -> None:
    rng = np.random.default_rng(seed)
    v = 0.02 * np.exp(rng.uniform(0, np.log(spread), (20, k)))
    y = rng.normal(size=(20, k)) * np.sqrt(v + rng.choice([0, 0.1, 2.0]))
    fits = sums(y, v)
    found = maximum_likelihood(fits, method)
    assert found.settled.all()
    reached = fits.log_likelihood(found.tau2, method)
    at_zero = fits.log_likelihood(np.zeros(20), method)
    for i in range(20):
        height = heights(y[i], v[i], method)
        assert reached[i] - at_zero[i] >= height.max() - height[0] - 1e-9


def heights_with_covariate(y, v, x, method: str):
    """The log-likelihood of a meta-regression on the grid, by its textbook formula."""
    design = np.column_stack([np.ones(len(y)), x])
    w = 1 / (v + GRID[:, None])
    inner = np.einsum("ki,gk,kj->gij", design, w, design)
    beta = np.linalg.solve(inner, np.einsum("ki,gk,k->gi", design, w, y)[:, :, None])[:, :, 0]
    value = (w * (y - beta @ design.T) ** 2).sum(axis=1) - np.log(w).sum(axis=1)
    return -0.5 * (value + (np.linalg.slogdet(inner)[1] if method == "REML" else 0))


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from([30.0, 1e4]), st.sampled_from(["ML", "REML"]))
def test_nor_with_a_covariate(seed: int, spread: float, method: str) -> None:
    rng = np.random.default_rng(seed)
    v = 0.02 * np.exp(rng.uniform(0, np.log(spread), (5, 6)))
    y, x = rng.normal(size=(5, 6)) * np.sqrt(v + rng.choice([0, 0.1, 2.0])), rng.normal(size=6)
    mods = np.broadcast_to(x[None, :, None], (5, 6, 1))
    fits = CovariateFits.of(y, v, np.ones((5, 6), dtype=bool), mods)
    found = maximum_likelihood(fits, method)
    assert found.settled.all()
    rise = fits.log_likelihood(found.tau2, method) - fits.log_likelihood(np.zeros(5), method)
    for i in range(5):
        height = heights_with_covariate(y[i], v[i], x, method)
        assert rise[i] >= height.max() - height[0] - 1e-9


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["ML", "REML"]))
def test_proof_and_search_find_the_same(seed: int, method: str) -> None:
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(size=(50, 8)))
    fits = sums(rng.normal(size=(50, 8)) * np.sqrt(v + rng.choice([0, 1.0])), v)
    proven, searched = climb(fits, method), search(fits, method)
    assert searched.settled.all()
    assert proven.settled.mean() > 0.5
    same = proven.settled
    assert searched.tau2[same] == pytest.approx(proven.tau2[same], rel=1e-9, abs=1e-12)


def test_few_evaluations_are_enough_for_ordinary_studies() -> None:
    rng = np.random.default_rng(1)
    v = rng.uniform(0.05, 0.4, (500, 30))
    found = maximum_likelihood(sums(rng.normal(size=(500, 30)) * np.sqrt(v + 0.5), v), "REML")
    assert found.iterations.mean() < 7
    assert found.iterations.max() < 12
