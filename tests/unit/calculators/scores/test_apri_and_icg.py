"""APRI and indocyanine green."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.apri import apri
from nelm.calculators.scores.icg import icg_pdr_percent_per_min, icg_r15_percent


@pytest.mark.parametrize(
    ("ast", "limit", "platelets", "expected"),
    [  # the last two from the tests of the R package transplantr
        (65, 40, 458, 0.35),
        (40, 40, 100, 1.0),
        (38, 40, 150, 0.63),
        (160, 40, 75, 5.33),
    ],
)
def test_apri_agrees_with_public_examples(ast, limit, platelets, expected):
    found = apri(ast_u_l=ast, ast_upper_limit_u_l=limit, platelets_10e9_l=platelets)
    assert found == pytest.approx(expected, abs=0.005)


def test_apri_multiplies_by_100_and_divides_by_the_platelets():
    """A public page prints the formula without the factor 100."""
    assert apri(ast_u_l=80, ast_upper_limit_u_l=40, platelets_10e9_l=200) == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"platelets_10e9_l": 200_000}, "platelets_10e9_l"),
        ({"ast_u_l": 0.8}, "ast_u_l"),
        ({"ast_upper_limit_u_l": 0}, "ast_upper_limit_u_l"),
        ({"ast_u_l": float("nan")}, "ast_u_l"),
    ],
)
def test_apri_refuses_other_units(change, field):
    given_ = {"ast_u_l": 80, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 200} | change
    with pytest.raises(OutOfRangeError) as refusal:
        apri(**given_)
    assert refusal.value.field == field


def test_a_rate_of_18_percent_per_minute_leaves_6_7_percent():
    found = icg_r15_percent(pdr_percent_per_min=18)
    assert found == pytest.approx(100 * math.exp(-2.7))
    assert round(found, 1) == 6.7
    assert type(found) is float


@given(st.floats(1.001, 49.99))
def test_rate_and_retention_are_inverse(rate):
    retention = icg_r15_percent(pdr_percent_per_min=rate)
    assert icg_pdr_percent_per_min(r15_percent=retention) == pytest.approx(rate)
    assert 0 < retention < 100


def test_a_faster_rate_leaves_less():
    column = icg_r15_percent(pdr_percent_per_min=np.array([5.0, 10.0, 20.0]))
    assert (np.diff(column) < 0).all()


@pytest.mark.parametrize("rate", [0.18, 0, 51, float("nan"), float("inf")])
def test_a_rate_per_minute_without_percent_is_questioned(rate):
    with pytest.raises(OutOfRangeError, match=r"percent per min\?"):
        icg_r15_percent(pdr_percent_per_min=rate)


@pytest.mark.parametrize("retention", [0, -1, 100, 101, float("nan")])
def test_a_retention_of_no_rate_is_refused(retention):
    with pytest.raises(OutOfRangeError, match="r15_percent"):
        icg_pdr_percent_per_min(r15_percent=retention)
