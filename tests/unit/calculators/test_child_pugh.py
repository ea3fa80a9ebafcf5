"""Pugh et al., Br J Surg 1973;60:646, in SI units (1 mg/dL bilirubin = 17.1 umol/L)."""

import pytest

from nelm.calculators.child_pugh import (
    DEGREE_POINTS,
    albumin_points,
    bilirubin_points,
    inr_points,
)


@pytest.mark.parametrize(
    ("bilirubin", "points"), [(0, 1), (33.9, 1), (34, 2), (50, 2), (50.1, 3), (1500, 3)]
)
def test_bilirubin_scores_one_below_34_and_three_above_50(bilirubin, points):
    assert bilirubin_points(bilirubin_umol_l=bilirubin) == points


@pytest.mark.parametrize(
    ("albumin", "points"), [(80, 1), (35.1, 1), (35, 2), (28, 2), (27.9, 3), (1, 3)]
)
def test_albumin_scores_one_above_35_and_three_below_28(albumin, points):
    assert albumin_points(albumin_g_l=albumin) == points


@pytest.mark.parametrize(("inr", "points"), [(0.9, 1), (1.69, 1), (1.7, 2), (2.3, 2), (2.31, 3)])
def test_inr_scores_one_below_1_7_and_three_above_2_3(inr, points):
    assert inr_points(inr=inr) == points


def test_ascites_and_encephalopathy_score_by_degree():
    assert DEGREE_POINTS == {"none": 1, "mild": 2, "severe": 3}


def test_points_never_fall_as_the_liver_gets_worse():
    values = [n / 10 for n in range(1, 1001)]
    for rising in (
        [bilirubin_points(bilirubin_umol_l=x) for x in values],
        [inr_points(inr=x) for x in values],
        [albumin_points(albumin_g_l=x) for x in reversed(values)],
    ):
        assert rising == sorted(rising)
        assert set(rising) == {1, 2, 3}
