"""MELD 3.0 (Kim et al., Gastroenterology 2021;161:1887), term by term and against public cases."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.meld import MeldInputs, meld_3_0

HEALTHY = MeldInputs(
    bilirubin_mg_dl=1.0,
    inr=1.0,
    creatinine_mg_dl=1.0,
    sodium_mmol_l=137,
    albumin_g_dl=3.5,
    female=False,
    on_dialysis=False,
)


def points(**change):
    return meld_3_0(inputs=replace(HEALTHY, **change)).points


# One term at a time, by hand from the printed equation; ln(e) is 1.
TERMS = [
    ({}, 6.0),
    ({"female": True}, 6 + 1.33),
    ({"bilirubin_mg_dl": math.e}, 6 + 4.56),
    ({"inr": math.e}, 6 + 9.09),
    ({"creatinine_mg_dl": math.e}, 6 + 11.14),
    ({"sodium_mmol_l": 127}, 6 + 8.2),
    ({"albumin_g_dl": 2.5}, 6 + 1.85),
    ({"sodium_mmol_l": 127, "bilirubin_mg_dl": math.e}, 6 + 4.56 + 8.2 - 2.4),
    ({"albumin_g_dl": 2.5, "creatinine_mg_dl": math.e}, 6 + 11.14 + 1.85 - 1.83),
]


@pytest.mark.parametrize(("change", "expected"), TERMS)
def test_every_term_is_the_published_one(change, expected):
    assert points(**change) == pytest.approx(expected, abs=1e-9)


def test_the_coefficients_of_public_apps_do_not_pass():
    """Streamlit apps print 0.047 (137 - Na) and 1.42 ln(bilirubin): not the published score."""

    def app(*, sodium_mmol_l=137.0, bilirubin_mg_dl=1.0):
        return 6 + 0.047 * (137 - sodium_mmol_l) + 1.42 * math.log(bilirubin_mg_dl)

    for change in ({"sodium_mmol_l": 127}, {"bilirubin_mg_dl": math.e}):
        assert abs(app(**change) - points(**change)) > 3


def test_older_meld_coefficients_do_not_pass():
    """9.57 ln Cr, 11.2 ln INR and 3.78 ln bilirubin belong to MELD of 2002."""
    for field, old in (("creatinine_mg_dl", 9.57), ("inr", 11.2), ("bilirubin_mg_dl", 3.78)):
        assert points(**{field: math.e}) - 6 != pytest.approx(old, abs=0.5)


@pytest.mark.parametrize(
    ("bilirubin", "creatinine", "inr", "dialysis", "sodium", "albumin", "female", "expected"),
    [  # public test set of LiverTracker (cases M3001 to M3023), rounded
        (3.5, 1.8, 1.5, False, 131, 2.8, True, 27),
        (3.5, 1.8, 1.5, False, 131, 2.8, False, 26),
        (5.0, 2.5, 2.0, False, 125, 2.0, True, 37),
        (5.0, 2.5, 2.0, False, 125, 2.0, False, 35),
        (1.0, 1.0, 1.0, True, 137, 3.5, True, 20),
        (1.0, 1.0, 1.0, True, 137, 3.5, False, 18),
        (3.5, 3.0, 2.0, False, 130, 2.5, True, 35),
        (2.0, 1.5, 1.5, False, 135, 3.0, True, 21),
        (1.5, 1.2, 1.3, False, 136, 3.2, False, 13),
        (4.0, 2.0, 2.0, False, 128, 2.2, False, 31),
        (1.0, 1.0, 4.0, False, 137, 3.5, True, 20),
        (1.0, 4.0, 1.0, False, 137, 1.5, False, 18),
        (2.5, 2.5, 2.5, False, 131, 2.8, True, 34),
    ],
)
def test_independent_public_cases_agree(  # noqa: PLR0917
    bilirubin, creatinine, inr, dialysis, sodium, albumin, female, expected
):
    inputs = MeldInputs(bilirubin, inr, creatinine, sodium, albumin, female, dialysis)
    assert meld_3_0(inputs=inputs).rounded_points == expected


@pytest.mark.parametrize(
    ("beyond", "bound"),
    [
        ({"bilirubin_mg_dl": 0.4}, {"bilirubin_mg_dl": 1.0}),
        ({"inr": 0.8}, {"inr": 1.0}),
        ({"creatinine_mg_dl": 0.6}, {"creatinine_mg_dl": 1.0}),
        ({"creatinine_mg_dl": 4.5}, {"creatinine_mg_dl": 3.0}),
        ({"sodium_mmol_l": 145}, {"sodium_mmol_l": 137}),
        ({"sodium_mmol_l": 118}, {"sodium_mmol_l": 125}),
        ({"albumin_g_dl": 4.4}, {"albumin_g_dl": 3.5}),
        ({"albumin_g_dl": 1.2}, {"albumin_g_dl": 1.5}),
        ({"on_dialysis": True}, {"creatinine_mg_dl": 3.0}),
        ({"on_dialysis": True, "creatinine_mg_dl": 1.4}, {"creatinine_mg_dl": 3.0}),
    ],
)
def test_values_beyond_a_bound_count_as_the_bound(beyond, bound):
    assert points(**beyond) == points(**bound)


def test_creatinine_is_capped_at_3_not_at_4():
    assert points(creatinine_mg_dl=9) == pytest.approx(6 + 11.14 * math.log(3))


def test_the_score_itself_has_no_cap_at_40():
    worst = meld_3_0(inputs=MeldInputs(10, 4.0, 3.0, 120, 1.5, True, False))
    assert worst.rounded_points == 46


@given(
    bilirubin=st.floats(0.1, 30),
    inr=st.floats(0.5, 9),
    creatinine=st.floats(0.1, 20),
    sodium=st.floats(101, 180),
    albumin=st.floats(1, 6),
)
def test_worse_bilirubin_inr_creatinine_and_sodium_never_lower_the_score(
    bilirubin, inr, creatinine, sodium, albumin
):
    one = MeldInputs(bilirubin, inr, creatinine, sodium, albumin, False, False)
    base = meld_3_0(inputs=one).points
    assert base >= 6 - 0.33  # the albumin term turns at creatinine 3
    for change in (
        {"bilirubin_mg_dl": bilirubin + 1},
        {"inr": inr + 0.5},
        {"creatinine_mg_dl": creatinine + 0.5},
        {"sodium_mmol_l": sodium - 1},
        {"on_dialysis": True},
        {"female": True},
    ):
        assert meld_3_0(inputs=replace(one, **change)).points >= base - 1e-9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bilirubin_mg_dl": 60}, r"umol/L\?"),
        ({"creatinine_mg_dl": 90}, r"umol/L\?"),
        ({"albumin_g_dl": 35}, r"g/L\?"),
        ({"inr": 13}, "prothrombin time"),
        ({"sodium_mmol_l": 14}, "sodium_mmol_l"),
        ({"bilirubin_mg_dl": float("nan")}, "bilirubin_mg_dl"),
        ({"albumin_g_dl": float("inf")}, "albumin_g_dl"),
    ],
)
def test_other_units_and_missing_values_are_refused(change, message):
    with pytest.raises(OutOfRangeError, match=message):
        points(**change)


def test_columns_work_and_halves_round_up():
    column = replace(
        HEALTHY,
        bilirubin_mg_dl=np.array([3.5, 3.5]),
        creatinine_mg_dl=np.array([1.8, 1.8]),
        inr=np.array([1.5, 1.5]),
        sodium_mmol_l=np.array([131.0, 131.0]),
        albumin_g_dl=np.array([2.8, 2.8]),
        female=np.array([True, False]),
        on_dialysis=np.array([False, False]),
    )
    assert meld_3_0(inputs=column).rounded_points.tolist() == [27, 26]
    assert type(points()) is float
