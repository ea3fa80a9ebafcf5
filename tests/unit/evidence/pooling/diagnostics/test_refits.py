"""Refits without single studies, of growing tables, and how much each study moves the result."""

import numpy as np
import pytest

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.arrays import reason_of
from nelm.evidence.pooling.diagnostics.cumulative import cumulative
from nelm.evidence.pooling.diagnostics.influence import influence
from nelm.evidence.pooling.diagnostics.leave_one_out import leave_one_out
from nelm.evidence.pooling.normal import fit_normal

YI = np.array([0.1, 0.3, 0.8, 0.2, 0.55])
VI = np.array([0.02, 0.03, 0.05, 0.01, 0.08])
METHODS = ["EE", "DL", "PM", "HE", "ML", "REML"]


def test_without_a_study_the_equal_effects_mean_is_that_of_the_others():
    """Weights 50, 100/3, 20: without the third study (50 * 0.1 + 10) / (250 / 3) = 0.18."""
    found = leave_one_out([0.1, 0.3, 0.8], [0.02, 0.03, 0.05], method="EE", inference="z")
    assert found.estimate[2] == pytest.approx(0.18)
    assert found.se[2] == pytest.approx((3 / 250) ** 0.5)
    assert found.k.tolist() == [2, 2, 2]
    assert found.included.tolist() == [
        [False, True, True],
        [True, False, True],
        [True, True, False],
    ]


@pytest.mark.parametrize("inference", ["z", "knha", "adhoc"])
@pytest.mark.parametrize("method", METHODS)
def test_each_row_is_the_analysis_of_its_studies(method, inference):
    """The whole table is analyzed once by a single fit and once as a row."""
    last = cumulative(YI, VI, method=method, inference=inference)
    whole = fit_normal(YI, VI, method=method, inference=inference)
    for figure in ("i2_percent", "h2", "tau2", "qe", "qe_p"):
        assert getattr(last, figure)[-1] == pytest.approx(getattr(whole, figure), abs=1e-12)
    for figure, name in (
        ("estimate", "beta"),
        ("se", "se"),
        ("ci_lb", "ci_lb"),
        ("ci_ub", "ci_ub"),
    ):
        assert getattr(last, figure)[-1] == pytest.approx(getattr(whole, name)[0])


def test_the_order_of_studies_decides_what_is_added_when():
    found = cumulative(YI, VI, order=[4, 0, 3, 2, 1], method="DL")
    assert [np.flatnonzero(row).tolist() for row in found.included] == [
        [0, 4],
        [0, 3, 4],
        [0, 2, 3, 4],
        [0, 1, 2, 3, 4],
    ]


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 1, 2, 3, 3], [1, 2, 3, 4, 5]])
def test_an_order_that_drops_or_repeats_a_study_is_refused(order):
    with pytest.raises(ValueError, match="each of the studies"):
        cumulative(YI, VI, order=order)


@pytest.mark.parametrize(("function", "k"), [(leave_one_out, 2), (cumulative, 1), (influence, 2)])
def test_too_few_studies_are_refused_with_the_number_needed(function, k):
    with pytest.raises(CannotPoolError, match=f"at least {k + 1} studies, not {k}") as caught:
        function(YI[:k], VI[:k])
    assert caught.value.reason == "too_few_studies"


def test_a_row_without_a_number_says_why():
    """Two of three studies are equal: a Hartung-Knapp interval of these two has no width."""
    found = leave_one_out([0.2, 0.2, 0.9], [0.01, 0.01, 0.02])
    assert found.failed.tolist()[:2] == [0, 0]
    assert reason_of(int(found.failed[2])) == "not_estimable"
    assert np.isnan([found.estimate[2], found.tau2[2], found.qe[2], found.h2[2]]).all()


def test_leverages_sum_to_the_number_of_coefficients():
    x = np.array([[1.0], [2.0], [2.5], [4.0], [7.0]])
    assert influence(YI, VI, mods=x).hat.sum() == pytest.approx(2)
    assert influence(YI, VI).hat.sum() == pytest.approx(1)
    assert influence(YI, VI).weight_percent.sum() == pytest.approx(100)


def test_identical_studies_move_nothing():
    found = influence([0.4] * 6, [0.05] * 6)
    for figure in (found.rstudent, found.dffits, found.cook_d, found.dfbetas[:, 0]):
        assert figure == pytest.approx(0, abs=1e-12)
    assert found.cov_r == pytest.approx(6 / 5)
    assert not found.influential.any()


def test_an_outlier_is_influential():
    yi = [0.10, 0.12, 0.08, 0.11, 0.09, 3.0]
    found = influence(yi, [0.01] * 6)
    assert found.influential.tolist() == [False] * 5 + [True]
    # The others hardly differ: mean 0.1, tau2 0, and variance 0.01 (1 + 1 / 5).
    assert found.tau2_del[5] == 0
    assert found.rstudent[5] == pytest.approx(2.9 / (0.01 * 1.2) ** 0.5)


def test_influence_where_the_rest_has_no_covariate_left():
    """Without the last study the covariate is constant: no numbers, and the reason."""
    found = influence(YI, VI, mods=[[0.0], [0.0], [0.0], [0.0], [1.0]])
    assert reason_of(int(found.failed[4])) == "rank_deficient"
    assert np.isnan([found.rstudent[4], found.cook_d[4], found.cov_r[4]]).all()
    assert found.failed.tolist()[:4] == [0, 0, 0, 0]


def test_influence_of_a_model_that_can_not_be_fitted_is_refused():
    with pytest.raises(CannotPoolError) as caught:
        influence(YI, VI, mods=[[1.0]] * 5)
    assert caught.value.reason == "rank_deficient"
