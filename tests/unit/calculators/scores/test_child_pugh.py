"""Child-Pugh total and class from laboratory values and findings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.child_pugh import DEGREE_POINTS
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.child_pugh import ChildPugh, child_pugh

BEST = {
    "bilirubin_umol_l": 10,
    "albumin_g_l": 42,
    "inr": 1.0,
    "ascites": "none",
    "encephalopathy": "none",
}
WORST = {
    "bilirubin_umol_l": 200,
    "albumin_g_l": 20,
    "inr": 3.0,
    "ascites": "severe",
    "encephalopathy": "severe",
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ChildPugh(5, "A")),
        ({"ascites": "mild"}, ChildPugh(6, "A")),
        ({"ascites": "severe"}, ChildPugh(7, "B")),
        ({"bilirubin_umol_l": 34}, ChildPugh(6, "A")),
        ({"bilirubin_umol_l": 34, "albumin_g_l": 35}, ChildPugh(7, "B")),
        ({"bilirubin_umol_l": 51, "albumin_g_l": 27}, ChildPugh(9, "B")),
        ({"bilirubin_umol_l": 51, "albumin_g_l": 27, "inr": 1.7}, ChildPugh(10, "C")),
        (WORST, ChildPugh(15, "C")),
    ],
)
def test_points_add_up_to_the_printed_classes(change, expected):
    assert child_pugh(**(BEST | change)) == expected


@given(
    st.floats(2.5, 600),
    st.floats(10, 60),
    st.floats(0.5, 10),
    st.sampled_from(sorted(DEGREE_POINTS)),
)
def test_a_worse_value_never_lowers_the_points(bilirubin, albumin, inr, degree):
    one = BEST | {"bilirubin_umol_l": bilirubin, "albumin_g_l": albumin, "inr": inr}
    points = child_pugh(**one).points
    assert 5 <= points <= 11
    assert child_pugh(**(one | {"bilirubin_umol_l": bilirubin + 50})).points >= points
    assert child_pugh(**(one | {"albumin_g_l": max(10, albumin - 8)})).points >= points
    assert child_pugh(**(one | {"ascites": degree})).points >= points


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bilirubin_umol_l": 2.0}, r"mg/dL\?"),
        ({"albumin_g_l": 3.5}, r"g/dL\?"),
        ({"inr": 14}, r"prothrombin time"),
        ({"inr": float("nan")}, "inr"),
        ({"ascites": "moderate"}, "none, mild, severe"),
        ({"encephalopathy": ""}, "none, mild, severe"),
    ],
)
def test_other_units_and_words_are_refused(change, message):
    with pytest.raises(OutOfRangeError, match=message):
        child_pugh(**(BEST | change))
