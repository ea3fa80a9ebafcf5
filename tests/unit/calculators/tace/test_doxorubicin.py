"""Doxorubicin by bilirubin: the label's steps, with values on the thresholds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.tace.doxorubicin import doxorubicin_dose, doxorubicin_share


@pytest.mark.parametrize(
    ("bilirubin", "share"),
    [
        (0.1, 1),
        (1.19, 1),
        (1.2, 0.5),
        (3.0, 0.5),
        (3.05, 0.25),
        (3.1, 0.25),
        (5.0, 0.25),
    ],
)
def test_shares_on_the_thresholds(bilirubin, share):
    assert doxorubicin_share(bilirubin_mg_dl=bilirubin) == share


@given(pair=st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)))
def test_more_bilirubin_never_gives_more_drug(pair):
    """Fails when `75 %` of the label is read as a share and not as a reduction."""
    low, high = sorted(pair)
    assert doxorubicin_share(bilirubin_mg_dl=low) >= doxorubicin_share(bilirubin_mg_dl=high)


def test_a_column_gives_a_column():
    found = doxorubicin_share(bilirubin_mg_dl=np.array([0.5, 2, 4]))
    np.testing.assert_array_equal(found, [1, 0.5, 0.25])


@pytest.mark.parametrize("bilirubin", [5.01, 17.1, 34.2, 200])
def test_above_5_mg_dl_none_is_given_and_the_unit_is_asked_for(bilirubin):
    with pytest.raises(OutOfRangeError, match=r"\(no doxorubicin above; or umol/L\?\)"):
        doxorubicin_share(bilirubin_mg_dl=bilirubin)


@pytest.mark.parametrize("bilirubin", [0, -1, math.nan, math.inf])
def test_no_bilirubin_is_refused(bilirubin):
    with pytest.raises(OutOfRangeError, match="bilirubin_mg_dl"):
        doxorubicin_share(bilirubin_mg_dl=bilirubin)


def test_one_refused_in_a_column_refuses_the_column():
    with pytest.raises(OutOfRangeError, match=r"bilirubin_mg_dl is 6\.0"):
        doxorubicin_share(bilirubin_mg_dl=np.array([1.0, 6.0]))


def test_the_dose_keeps_the_full_one_and_the_cap():
    found = doxorubicin_dose(
        amount_mg_m2=50, surface_m2=2.2, surface_cap_m2=2.0, bilirubin_mg_dl=4.0
    )
    assert found.dose_mg == 25
    assert found.full.dose_mg == 100
    assert found.full.capped


@pytest.mark.parametrize("amount", [4.9, 101, math.nan])
def test_an_amount_that_is_not_doxorubicins_is_refused(amount):
    with pytest.raises(OutOfRangeError, match="amount_mg_m2"):
        doxorubicin_dose(
            amount_mg_m2=amount, surface_m2=2.0, surface_cap_m2=None, bilirubin_mg_dl=1.0
        )
