"""Egger's test, the rank test, trim and fill."""

from itertools import permutations

import numpy as np
import pytest

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.diagnostics import trim_and_fill as trimming
from nelm.evidence.pooling.diagnostics.asymmetry import egger, rank_test
from nelm.evidence.pooling.diagnostics.refits import How
from nelm.evidence.pooling.diagnostics.trim_and_fill import trim_and_fill

YI = np.array([0.1, 0.3, 0.8, 0.2, 0.55])
VI = np.array([0.02, 0.03, 0.05, 0.01, 0.08])


def test_classical_egger_is_the_regression_of_standard_deviates_on_precision():
    """As first published: y / se on 1 / se by least squares; the intercept is the slope here."""
    se = np.sqrt(VI)
    design = np.column_stack([np.ones(5), 1 / se])
    beta, squares, *_ = np.linalg.lstsq(design, YI / se)
    error = np.sqrt(squares[0] / 3 * np.linalg.inv(design.T @ design)[0, 0])
    found = egger(YI, VI)
    assert (found.slope, found.limit_estimate) == (pytest.approx(beta[0]), pytest.approx(beta[1]))
    assert (found.se, found.df) == (pytest.approx(error), 3)
    assert found.statistic == pytest.approx(beta[0] / error)


def test_mixed_egger_uses_the_normal_distribution_unless_told():
    assert egger(YI, VI, model="rma").df is None
    assert egger(YI, VI, model="rma", inference="knha").df == 3


def test_studies_of_one_size_show_no_trend():
    for test in (egger, rank_test, trim_and_fill):
        with pytest.raises(CannotPoolError):
            test(YI, np.full(5, 0.02))


def test_studies_on_one_line_leave_nothing_to_test_it_against():
    with pytest.raises(CannotPoolError, match="one line") as caught:
        egger([0.3] * 5, VI)
    assert caught.value.reason == "not_estimable"
    assert egger([0.3] * 5, VI, model="rma").p_value == pytest.approx(1)


@pytest.mark.parametrize("test", [egger, rank_test, trim_and_fill])
def test_two_studies_are_too_few(test):
    with pytest.raises(CannotPoolError, match="at least 3 studies, not 2") as caught:
        test(YI[:2], VI[:2])
    assert caught.value.reason == "too_few_studies"


def test_words_that_are_no_model_are_refused():
    with pytest.raises(ValueError, match="lm, rma"):
        egger(YI, VI, model="ols")
    with pytest.raises(ValueError, match="Q0"):
        trim_and_fill(YI, VI, estimator="Q0")


def test_exact_rank_test_counts_all_orders():
    """Without ties: the share of the 120 orders whose |S| reaches that of the data."""
    found = rank_test(YI, VI)
    score = {order: _score(order) for order in permutations(range(5))}
    reached = round(found.tau * 10)
    share = sum(abs(s) >= abs(reached) for s in score.values()) / 120
    assert found.exact
    assert found.p_value == pytest.approx(share)


def _score(order):
    return sum(np.sign(order[j] - order[i]) for i in range(5) for j in range(i + 1, 5))


def test_rank_test_of_a_perfect_order():
    """All 4 studies in order: 2 of 24 orders are as extreme."""
    found = rank_test([0.0, 1.0, 2.5, 4.5], [1.0, 1.1, 1.2, 1.3])
    assert (found.tau, found.p_value) == (1, pytest.approx(2 / 24))


def test_rank_test_with_equal_variances_corrects_for_ties():
    """Kendall 1970, chapter 4: variances tied in three pairs, S = 12 of 15."""
    found = rank_test([0.0, 0.3, 1.0, 1.6, 2.9, 4.1], [1.0, 1.0, 1.2, 1.2, 1.5, 1.5])
    assert not found.exact
    # Var S = (6*5*17 - 3*2*1*9) / 18 = 456 / 18, tau-b = 12 / sqrt(15 * 12).
    assert found.tau == pytest.approx(12 / (15 * 12) ** 0.5)
    assert found.p_value == pytest.approx(0.01710, abs=5e-5)


def test_one_giant_study_does_not_break_the_rank_test():
    """Its deviation is rounding over a variance of rounding unless summed with care."""
    found = rank_test([0.3, 0.1, 0.4, 0.8], [1e-18, 0.02, 0.03, 0.05])
    assert found.exact
    assert -1 <= found.tau <= 1


def test_a_symmetric_funnel_lacks_nothing():
    yi = [-1.0, 1.0, -0.5, 0.5, 0.0]
    found = trim_and_fill(yi, [0.5, 0.5, 0.1, 0.1, 0.01], side="left")
    assert found.k0 == 0
    assert found.filled_yi.size == 0
    assert found.fit.beta == pytest.approx(found.unadjusted.beta)


@pytest.mark.parametrize("estimator", ["L0", "R0"])
def test_mirrored_data_mirror_the_answer(estimator):
    how = How("DL", "z")
    yi = np.array([0.05, 0.1, 0.2, 0.5, 0.9, 1.4])
    vi = np.array([0.01, 0.012, 0.02, 0.1, 0.2, 0.3])
    right, left = (trim_and_fill(s * yi, vi, estimator=estimator, how=how) for s in (1, -1))
    assert (right.side, left.side) == ("left", "right")
    assert right.k0 == left.k0 > 0
    assert right.filled_yi == pytest.approx(-left.filled_yi)
    assert right.fit.beta == pytest.approx(-left.fit.beta)
    assert right.fit.beta[0] < right.unadjusted.beta[0]


def test_longest_run_of_ranks_has_its_test():
    """With R0 = 1 two top ranks lie on one side: chance 1/4."""
    yi, vi = [-0.3, 0.0, 0.1, -0.1, 0.9, 1.5], [0.05, 0.01, 0.02, 0.02, 0.2, 0.4]
    found = trim_and_fill(yi, vi, estimator="R0", side="left", how=How("EE", "z"))
    assert found.p_k0 == pytest.approx(0.5 ** (found.k0 + 1))
    assert found.se_k0 == pytest.approx((2 * found.k0 + 2) ** 0.5)
    assert trim_and_fill(yi, vi, estimator="L0").p_k0 is None


def test_filled_studies_are_mirror_images():
    yi, vi = [0.1, 0.12, 0.3, 0.8, 1.1], [0.02, 0.02, 0.03, 0.05, 0.1]
    found = trim_and_fill(yi, vi, how=How("EE", "z"))
    kept = np.array(yi[: 5 - found.k0]), 1 / np.array(vi[: 5 - found.k0])
    center = (kept[0] * kept[1]).sum() / kept[1].sum()
    assert found.filled_yi == pytest.approx(2 * center - np.array(yi[5 - found.k0 :]))
    assert found.fit.k == 5 + found.k0


@pytest.mark.parametrize("value", [0.0, 0.1, 0.4, 1e6])
@pytest.mark.parametrize("estimator", ["L0", "R0"])
def test_identical_studies_lack_nothing(estimator, value):
    """Their distances from the mean are rounding, and must not count as a side."""
    vi = [0.01, 0.03, 0.02, 0.07, 0.013]
    for side in (None, "left", "right"):
        found = trim_and_fill([value] * 5, vi, estimator=estimator, side=side, how=How("DL", "z"))
        assert (found.k0, found.fit.k) == (0, 5)


def test_fewer_than_two_studies_left_are_refused():
    """One study at the bottom and two above it, both of which would be trimmed."""
    with pytest.raises(CannotPoolError) as caught:
        trim_and_fill([0.0, 0.1, 0.2], [0.01, 0.24, 0.51], how=How("DL", "z"))
    assert caught.value.reason == "too_few_studies"


def test_a_number_that_does_not_settle_is_refused(monkeypatch):
    monkeypatch.setattr(trimming, "MAX_ROUNDS", 1)
    with pytest.raises(CannotPoolError, match="after 1 rounds") as caught:
        trim_and_fill([0.1, 0.12, 0.3, 0.8, 1.1], [0.02, 0.02, 0.03, 0.05, 0.1])
    assert caught.value.reason == "no_convergence"
