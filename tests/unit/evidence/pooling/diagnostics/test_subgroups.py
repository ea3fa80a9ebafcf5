"""Subgroups: means apart, one tau2 or several, and what is left out."""

import numpy as np
import pytest

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.diagnostics.refits import How
from nelm.evidence.pooling.diagnostics.subgroups import subgroups
from nelm.evidence.pooling.normal import fit_normal

YI = [0.1, 0.3, 0.2, 0.8, 0.9, 0.6, 0.4]
VI = [0.02, 0.03, 0.01, 0.05, 0.01, 0.02, 0.03]
GROUPS = ["b", "b", "b", "a", "a", "a", "a"]


def test_equal_effects_split_the_heterogeneity():
    """Q of all = Q within the groups + Q between them (Cochran)."""
    yi, w = np.array(YI), 1 / np.array(VI)
    whole = (w * (yi - (w * yi).sum() / w.sum()) ** 2).sum()
    within = 0.0
    for name in "ab":
        part = np.array(GROUPS) == name
        mean = (w * yi)[part].sum() / w[part].sum()
        within += (w * (yi - mean) ** 2)[part].sum()
    for common in (True, False):
        found = subgroups(YI, VI, GROUPS, common_tau2=common, how=How("EE", "z"))
        assert found.q_between == pytest.approx(whole - within)
        assert found.df == (1,)
        assert found.names == ("a", "b")
        assert found.k.tolist() == [4, 3]


def test_two_groups_of_a_common_model_are_compared_by_t_squared():
    """F with 1 and k - 2 degrees of freedom is the square of the t of the difference."""
    found = subgroups(YI, VI, GROUPS, common_tau2=True)
    dummy = [[float(name == "b")] for name in GROUPS]
    assert found.df == (1, 5)
    assert found.q_between == pytest.approx(fit_normal(YI, VI, mods=dummy).statistic[1] ** 2)
    assert found.tau2[0] == found.tau2[1]
    assert (found.ci_lb < found.estimate).all()


def test_a_group_of_one_study_is_left_out_and_said_so():
    found = subgroups(YI, VI, ["c", *GROUPS[1:]])
    assert found.names == ("a", "b")
    assert found.left_out == (("c", "too_few_studies"),)
    assert found.df == (1,)
    together = subgroups(YI, VI, ["c", *GROUPS[1:]], common_tau2=True)
    assert together.names == ("a", "b", "c")
    assert together.left_out == ()


@pytest.mark.parametrize("groups", [["a"] * 7, ["a"] * 6 + ["b"]])
def test_fewer_than_two_groups_are_refused(groups):
    with pytest.raises(CannotPoolError, match="at least 2 groups") as caught:
        subgroups(YI, VI, groups)
    assert caught.value.reason == "too_few_studies"


def test_every_study_needs_a_group():
    with pytest.raises(ValueError, match="each of 7 studies"):
        subgroups(YI, VI, ["a", "b"])


def test_groups_of_one_study_each_leave_nothing_for_a_common_tau2():
    with pytest.raises(CannotPoolError) as caught:
        subgroups([0.1, 0.4], [0.01, 0.02], ["a", "b"], common_tau2=True)
    assert caught.value.reason == "too_few_studies"
