"""Share of tumor removed, beside the lines at 90 and 70 percent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.surgery.debulking import debulked_percent


@pytest.mark.parametrize(
    ("tumor", "residual", "share"), [(400, 40, 90), (400, 120, 70), (400, 0, 100), (400, 400, 0)]
)
def test_what_is_left_is_what_counts(tumor, residual, share):
    assert debulked_percent(tumor_ml=tumor, residual_ml=residual) == pytest.approx(share)


@given(st.floats(1, 5000), st.floats(0, 1), st.floats(0, 1))
def test_less_residual_tumor_is_never_a_smaller_share(tumor, one, other):
    less, more = sorted((one, other))
    shares = [debulked_percent(tumor_ml=tumor, residual_ml=tumor * x) for x in (less, more)]
    assert 0 <= shares[1] <= shares[0] <= 100


def test_a_column_works():
    shares = debulked_percent(tumor_ml=np.array([400.0, 100.0]), residual_ml=np.array([40.0, 30.0]))
    assert shares.tolist() == [90, 70]


@pytest.mark.parametrize(
    ("tumor", "residual", "field"),
    [
        (0, 0, "tumor_ml"),
        (float("nan"), 1, "tumor_ml"),
        (400, -1, "residual_ml"),
        (400, 401, "residual_ml"),
        (400, float("inf"), "residual_ml"),
    ],
)
def test_no_tumor_and_more_tumor_than_before_are_refused(tumor, residual, field):
    with pytest.raises(OutOfRangeError) as refusal:
        debulked_percent(tumor_ml=tumor, residual_ml=residual)
    assert refusal.value.field == field
