"""Refits of the binomial-normal model against single fits and closed forms."""

import numpy as np
import pytest
from scipy.special import chdtrc, logit

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import reason_of
from nelm.evidence.pooling.diagnostics.proportions import (
    cumulative_proportions,
    influence_proportions,
    leave_one_out_proportions,
    subgroups_proportions,
)
from nelm.evidence.pooling.glmm.fit import fit_glmm

EVENTS = np.array([8, 1, 12, 15, 9, 3])
N = np.array([20, 30, 25, 18, 22, 17])
GROUPS = ["a", "a", "b", "b", "b", "a"]


def test_each_row_is_the_fit_of_its_studies():
    found = leave_one_out_proportions(EVENTS, N)
    for i in range(6):
        alone = fit_glmm(np.delete(EVENTS, i), np.delete(N, i))
        assert found.estimate[i] == pytest.approx(alone.beta[0], abs=1e-6)
        assert found.tau2[i] == pytest.approx(alone.tau2, abs=1e-5)
        assert found.log_likelihood[i] == pytest.approx(alone.log_likelihood, abs=1e-9)
        assert found.ci_lb[i] == pytest.approx(alone.wald_lb[0], abs=1e-5)


def test_added_one_by_one_the_last_row_is_the_whole_table():
    found = cumulative_proportions(EVENTS, N, order=[5, 4, 3, 2, 1, 0])
    assert found.included.sum(axis=1).tolist() == [2, 3, 4, 5, 6]
    assert np.flatnonzero(found.included[0]).tolist() == [4, 5]
    assert found.estimate[-1] == pytest.approx(fit_glmm(EVENTS, N).beta[0], abs=1e-6)


def test_equal_proportions_pool_to_that_proportion():
    """tau2 = 0, and the logit of events over n, with information n p (1 - p)."""
    found = leave_one_out_proportions([5, 10, 15, 20], [10, 20, 30, 40])
    assert found.estimate == pytest.approx(0, abs=1e-9)
    assert found.tau2 == pytest.approx(0, abs=1e-12)
    assert found.se == pytest.approx(1 / np.sqrt((100 - np.array([10, 20, 30, 40])) / 4))


def test_a_row_at_100_percent_says_why_it_has_no_number():
    found = leave_one_out_proportions([10, 12, 3], [10, 12, 9])
    assert reason_of(int(found.failed[2])) == "separation"
    assert np.isnan([found.estimate[2], found.ci_lb[2]]).all()


def test_influence_moves_as_the_refits_do():
    found, whole = influence_proportions(EVENTS, N), fit_glmm(EVENTS, N)
    rest = leave_one_out_proportions(EVENTS, N)
    moved = whole.beta[0] - rest.estimate
    assert found.dfbetas[:, 0] == pytest.approx(moved / rest.se, abs=1e-4)
    assert found.cook_d == pytest.approx((moved / whole.se[0]) ** 2, abs=1e-4)
    assert found.cov_r == pytest.approx((rest.se / whole.se[0]) ** 2, rel=1e-4)
    assert found.tau2_del == pytest.approx(rest.tau2, abs=1e-6)


def test_subgroups_by_likelihood_ratio():
    found = subgroups_proportions(EVENTS, N, GROUPS, common_tau2=True)
    dummy = np.array([[name == "b"] for name in GROUPS], dtype=float)
    gain = fit_glmm(EVENTS, N, mods=dummy).log_likelihood - fit_glmm(EVENTS, N).log_likelihood
    assert found.statistic == pytest.approx(2 * gain, abs=1e-6)
    assert found.p_value == pytest.approx(chdtrc(1, 2 * gain), abs=1e-6)
    assert found.names == ("a", "b")
    assert found.tau2[0] == found.tau2[1]


def test_subgroups_apart_without_heterogeneity_have_closed_forms():
    """Groups at 20 % and 50 %, each study exactly: logits apart, variances 1 / (n p q)."""
    found = subgroups_proportions([2, 4, 5, 10], [10, 20, 10, 20], ["a", "a", "b", "b"])
    assert found.estimate == pytest.approx([logit(0.2), 0], abs=1e-8)
    variance = [1 / (30 * 0.16), 1 / (30 * 0.25)]
    assert found.se == pytest.approx(np.sqrt(variance))
    assert found.statistic == pytest.approx(logit(0.2) ** 2 / sum(variance))
    assert found.df == 1


def test_a_group_without_an_answer_is_left_out_and_said_so():
    found = subgroups_proportions(
        [2, 4, 5, 10, 9, 8], [10, 20, 10, 20, 9, 8], ["a", "a", "b", "b", "c", "c"]
    )
    assert found.names == ("a", "b")
    assert found.left_out == (("c", "separation"),)


def test_too_few_studies_are_refused_with_the_number_needed():
    with pytest.raises(CannotPoolError, match="at least 3 studies, not 2"):
        leave_one_out_proportions(EVENTS[:2], N[:2])
    with pytest.raises(CannotPoolError, match="at least 2 studies, not 1"):
        cumulative_proportions(EVENTS[:1], N[:1])
    with pytest.raises(CannotPoolError, match="at least 4 studies, not 3"):
        influence_proportions(EVENTS[:3], N[:3], mods=[[1.0], [2.0], [3.0]])


def test_studies_all_at_one_end_have_no_common_model():
    with pytest.raises(CannotPoolError) as caught:
        subgroups_proportions([5, 6, 7], [5, 6, 7], ["a", "a", "b"], common_tau2=True)
    assert caught.value.reason == "separation"
