"""Suspect units are questioned, values that are not finite refused."""

import numpy as np
import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.conversions import albumin_g_dl, bilirubin_mg_dl, creatinine_mg_dl
from nelm.calculators.scores.laboratory import Laboratory, check_laboratory

FIELDS = [member.name.lower() for member in Laboratory]


@pytest.mark.parametrize(
    ("field", "value", "question"),
    [
        ("bilirubin_umol_l", 1.2, r"mg/dL\?"),
        ("bilirubin_mg_dl", 51, r"umol/L\?"),
        ("albumin_g_l", 4.0, r"g/dL\?"),
        ("albumin_g_dl", 40, r"g/L\?"),
        ("creatinine_umol_l", 0.9, r"mg/dL\?"),
        ("creatinine_mg_dl", 80, r"umol/L\?"),
        ("inr", 12, r"prothrombin time in s or %\?"),
        ("inr", 85, r"prothrombin time in s or %\?"),
        ("platelets_10e9_l", 150_000, r"per uL\?"),
        ("ast_u_l", 0.6, r"ukat/L\?"),
        ("ast_upper_limit_u_l", 0.6, r"ukat/L\?"),
    ],
)
def test_a_neighboring_unit_is_asked_for(field, value, question):
    with pytest.raises(OutOfRangeError, match=question) as refusal:
        check_laboratory(**{field: value})
    assert (refusal.value.field, refusal.value.value) == (field, value)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_refused(field, value):
    with pytest.raises(OutOfRangeError):
        check_laboratory(**{field: value})


@pytest.mark.parametrize("field", FIELDS)
def test_the_ends_are_allowed_and_one_bad_row_of_a_column_is_named(field):
    span = Laboratory[field.upper()].value
    check_laboratory(**{field: np.array([span.low, span.high])})
    with pytest.raises(OutOfRangeError) as refusal:
        check_laboratory(**{field: np.array([span.low, span.high * 2])})
    assert refusal.value.value == span.high * 2


def test_no_question_is_asked_where_no_unit_fits():
    with pytest.raises(OutOfRangeError) as refusal:
        check_laboratory(albumin_g_l=90.0)
    assert "?" not in str(refusal.value)


def test_units_are_converted_by_the_factors_of_nelm():
    assert bilirubin_mg_dl(bilirubin_umol_l=51.3) == pytest.approx(3)
    assert creatinine_mg_dl(creatinine_umol_l=176.8) == pytest.approx(2)
    assert albumin_g_dl(albumin_g_l=28) == pytest.approx(2.8)


@pytest.mark.parametrize(
    ("convert", "given_"),
    [
        (bilirubin_mg_dl, {"bilirubin_umol_l": 1.0}),
        (creatinine_mg_dl, {"creatinine_umol_l": 1.0}),
        (albumin_g_dl, {"albumin_g_l": 4.0}),
    ],
)
def test_a_value_already_in_the_other_unit_is_not_converted_again(convert, given_):
    with pytest.raises(OutOfRangeError, match=r"dL\?"):
        convert(**given_)
