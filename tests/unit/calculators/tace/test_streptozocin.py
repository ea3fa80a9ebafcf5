"""Streptozocin: ceiling, renal steps, and notices that come with every dose."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.tace.streptozocin import (
    ANESTHESIA_NOTICE,
    INTRA_ARTERIAL_NOTICE,
    streptozocin_dose,
    streptozocin_share,
)


def dose(**changed):
    given_ = {
        "amount_mg_m2": 1500,
        "surface_m2": 1.8097,
        "surface_cap_m2": None,
        "creatinine_clearance_ml_min": 90,
    }
    return streptozocin_dose(**(given_ | changed))


def test_the_reviews_amount_is_the_ceiling():
    assert dose().dose_mg == pytest.approx(2714.55)


def test_one_milligram_above_the_ceiling_is_refused():
    with pytest.raises(OutOfRangeError, match=r"1500 \(1500 is the ceiling of a single dose"):
        dose(amount_mg_m2=1501)


def test_grams_are_suspected():
    with pytest.raises(OutOfRangeError, match=r"amount_mg_m2 is 1.5; .*\(g/m2\?\)"):
        dose(amount_mg_m2=1.5)


@pytest.mark.parametrize(
    ("clearance", "share"), [(3, 0.5), (9.9, 0.5), (10, 0.75), (50, 0.75), (50.1, 1), (250, 1)]
)
def test_shares_on_the_thresholds(clearance, share):
    assert streptozocin_share(creatinine_clearance_ml_min=clearance) == share
    assert dose(creatinine_clearance_ml_min=clearance).share == share


@given(pair=st.tuples(st.floats(3, 250), st.floats(3, 250)))
def test_worse_kidneys_never_get_more(pair):
    low, high = sorted(pair)
    worse, better = (streptozocin_share(creatinine_clearance_ml_min=x) for x in (low, high))
    assert worse <= better


def test_a_column_gives_a_column():
    found = streptozocin_share(creatinine_clearance_ml_min=np.array([5.0, 30, 90]))
    np.testing.assert_array_equal(found, [0.5, 0.75, 1])


@pytest.mark.parametrize("clearance", [0, -1, 251, math.nan, math.inf])
def test_no_clearance_is_refused(clearance):
    with pytest.raises(OutOfRangeError, match="creatinine_clearance_ml_min"):
        dose(creatinine_clearance_ml_min=clearance)


def test_milliliters_per_second_are_suspected():
    with pytest.raises(OutOfRangeError, match=r"\(mL/s\?\)"):
        dose(creatinine_clearance_ml_min=1.5)


def test_an_amount_that_is_no_number_is_refused():
    with pytest.raises(OutOfRangeError, match="amount_mg_m2 is nan"):
        dose(amount_mg_m2=math.nan)


def test_every_dose_says_what_the_label_says_about_the_route():
    assert dose().notices == (INTRA_ARTERIAL_NOTICE, ANESTHESIA_NOTICE)
    assert "does not recommend intra-arterial use" in INTRA_ARTERIAL_NOTICE
    assert "Zanosar" in INTRA_ARTERIAL_NOTICE
