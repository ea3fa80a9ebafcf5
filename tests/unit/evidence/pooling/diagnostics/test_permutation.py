"""Permutation tests against counting by hand."""

from itertools import permutations, product

import numpy as np
import pytest

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.diagnostics.permutation import Sampling, permutation
from nelm.evidence.pooling.diagnostics.refits import How

YI = np.array([0.1, -0.3, 0.8, 0.2, 0.55, 0.4])
VI = np.array([0.02, 0.03, 0.05, 0.01, 0.08, 0.02])
EQUAL = How("EE", "z")


def test_signs_of_a_mean_are_counted_by_hand():
    """With equal effects |z| is the sum of w y over a constant."""
    sums = [abs((np.array(s) * YI / VI).sum()) for s in product([1, -1], repeat=6)]
    found = permutation(YI, VI, how=EQUAL)
    assert found.p_value[0] == pytest.approx(np.mean(np.array(sums) >= sums[0] - 1e-9))
    assert (found.rearrangements, found.exact, found.seed, found.qm_p) == (64, True, None, None)


def test_estimates_all_on_one_side_have_the_smallest_p():
    """Only all signs and all flipped are as extreme: 2 of 2^k."""
    found = permutation([0.4, 0.5, 0.6, 0.5, 0.45], [0.01] * 5, how=How("DL", "z"))
    assert found.p_value[0] == pytest.approx(2 / 32)


def test_orders_of_a_covariate_are_counted_by_hand():
    x = np.array([1.0, 2.0, 3.0, 4.0, 6.0, 9.0])
    found = permutation(YI, VI, mods=x[:, None], how=EQUAL)
    z = np.abs([_slope_z(np.array(order)) for order in permutations(x)])
    assert found.rearrangements == 720
    assert found.p_value[1] == pytest.approx(np.mean(z >= abs(_slope_z(x)) - 1e-9))
    assert found.qm_p == pytest.approx(found.p_value[1])


def _slope_z(x):
    w = 1 / VI
    centered = x - (w * x).sum() / w.sum()
    return (w * centered * YI).sum() / (w * centered**2).sum() ** 0.5


def test_orders_that_give_the_same_table_count_once():
    """Two groups of 3: 6! / (3! 3!) = 20 arrangements."""
    found = permutation(YI, VI, mods=[[0.0], [0.0], [0.0], [1.0], [1.0], [1.0]])
    assert (found.rearrangements, found.exact) == (20, True)
    # Swapping the groups turns the slope round, so that p is a multiple of 2 / 20.
    assert (found.p_value[1] * 10) % 1 == pytest.approx(0, abs=1e-9)


def test_a_sample_comes_near_the_exact_share_and_repeats_by_its_seed():
    exact = permutation(YI, VI, how=EQUAL)
    sampling = Sampling(exact_up_to=10, samples=4000, seed=3)
    found, again = (permutation(YI, VI, how=EQUAL, sampling=sampling) for _ in range(2))
    assert (found.exact, found.seed, found.rearrangements) == (False, 3, 4000)
    assert found.p_value == again.p_value
    p = exact.p_value[0]
    assert found.p_value[0] == pytest.approx(p, abs=4 * (p * (1 - p) / 4000) ** 0.5)


def test_a_sample_of_orders_of_covariates_holds_the_observed_one():
    mods = np.arange(6.0)[:, None]
    found = permutation(YI, VI, mods=mods, sampling=Sampling(exact_up_to=10, samples=50))
    assert found.rearrangements == 50
    assert (found.p_value >= 1 / 50).all()
    assert found.qm_p is not None


def test_too_few_studies_and_constant_covariates_are_refused():
    with pytest.raises(CannotPoolError, match="at least 2 studies, not 1"):
        permutation([0.1], [0.02])
    with pytest.raises(CannotPoolError) as caught:
        permutation(YI, VI, mods=[[1.0]] * 6)
    assert caught.value.reason == "rank_deficient"


def test_a_rearrangement_without_an_interval_is_told():
    """Flipping signs makes all estimates equal, where Hartung and Knapp have no test."""
    with pytest.raises(CannotPoolError, match="2 of 8 rearrangements") as caught:
        permutation([0.3, -0.3, 0.3], [0.01, 0.01, 0.01])
    assert caught.value.reason == "not_estimable"
