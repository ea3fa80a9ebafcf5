"""Johnson et al., J Clin Oncol 2015;33:550: 0.66 log10(bilirubin) - 0.085 albumin."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.albi import albi_grade, albi_score


def score(bilirubin, albumin):
    return albi_score(bilirubin_umol_l=bilirubin, albumin_g_l=albumin)


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "expected"),
    [(10, 40, -2.74), (100, 20, -0.38), (10, 60, -4.44), (100, 40, -2.08)],
)
def test_powers_of_ten_give_exact_scores(bilirubin, albumin, expected):
    assert score(bilirubin, albumin) == pytest.approx(expected, abs=1e-12)


def test_the_grade_of_one_patient_depends_on_the_right_coefficient():
    public_code = 0.66 * math.log10(10) - 0.0852 * 38.3
    ours = score(10, 38.3)
    assert albi_grade(albi=public_code) == 1
    assert albi_grade(albi=ours) == 2
    assert ours == pytest.approx(-2.5955)


def test_the_logarithm_is_to_base_10():
    assert score(100, 40) - score(10, 40) == pytest.approx(0.66)


@pytest.mark.parametrize(
    ("albi", "grade"),
    [(-4.0, 1), (-2.60, 1), (-2.599, 2), (-2.0, 2), (-1.39, 2), (-1.389, 3), (1.0, 3)],
)
def test_a_cut_off_belongs_to_the_better_grade(albi, grade):
    assert albi_grade(albi=albi) == grade


@given(st.floats(2.5, 600), st.floats(10, 59), st.floats(1.01, 1.1))
def test_more_bilirubin_and_less_albumin_are_worse(bilirubin, albumin, factor):
    assert score(bilirubin * factor, albumin) > score(bilirubin, albumin)
    assert score(bilirubin, albumin + 1) < score(bilirubin, albumin)


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "message"),
    [
        (0.6, 40, r"mg/dL\?"),
        (10, 4.0, r"g/dL\?"),
        (0, 40, "bilirubin_umol_l"),
        (float("nan"), 40, "bilirubin_umol_l"),
        (10, float("inf"), "albumin_g_l"),
    ],
)
def test_other_units_are_refused(bilirubin, albumin, message):
    with pytest.raises(OutOfRangeError, match=message):
        score(bilirubin, albumin)


@pytest.mark.parametrize("albi", [float("nan"), -6, 2])
def test_a_grade_of_no_score_is_refused(albi):
    with pytest.raises(OutOfRangeError):
        albi_grade(albi=albi)


def test_columns_work_and_one_patient_gets_plain_floats():
    scores = score(np.array([10.0, 100.0]), np.array([40.0, 20.0]))
    assert scores == pytest.approx([-2.74, -0.38])
    assert albi_grade(albi=scores).tolist() == [1, 3]
    assert type(score(10, 40)) is float
    assert type(albi_grade(albi=-2.0)) is float
