import pytest
from scipy import stats

from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.glmm.separation import one_sided_limit


def test_common_limit_is_the_exact_one_of_the_sums():
    limit = one_sided_limit([10, 20, 30], [10, 20, 30])
    assert limit.side == "lower"
    assert stats.binom.sf(59, 60, limit.common) == pytest.approx(0.025, rel=1e-9)
    assert limit.confidence == 0.975


def test_averaged_limit_holds_even_if_each_study_is_all_or_nothing():
    limit = one_sided_limit([10, 20, 30], [10, 20, 30])
    assert limit.averaged**3 == pytest.approx(0.025, rel=1e-12)


def test_no_responders_mirror_all_responders():
    none, full = one_sided_limit([0, 0], [8, 9]), one_sided_limit([8, 9], [8, 9])
    assert none.side == "upper"
    assert none.common == pytest.approx(1 - full.common)
    assert none.averaged == pytest.approx(1 - full.averaged)


def test_data_off_the_edge_have_no_one_sided_limit():
    with pytest.raises(CannotPoolError) as refused:
        one_sided_limit([0, 9], [8, 9])
    assert refused.value.reason == "not_estimable"
