"""Numbers as reports state them."""

import math

import pytest

from nelm.case.entry import BadValueError, read_number
from nelm.criteria.values import Interval

INF = math.inf


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (12, Interval.exact(12)),
        (1.5, Interval.exact(1.5)),
        ("12", Interval.exact(12)),
        ("1.10", Interval.exact(1.1)),
        (" 4.0 ", Interval.exact(4)),
        ("5 %", Interval.exact(5)),
        ("5%", Interval.exact(5)),
        ("1e2", Interval.exact(100)),
        ("-3", Interval.exact(-3)),
        ("<3", Interval(-INF, 3, high_open=True)),
        ("< 3 %", Interval(-INF, 3, high_open=True)),
        ("<=3", Interval(-INF, 3)),
        ("≤ 3", Interval(-INF, 3)),
        (">70", Interval(70, INF, low_open=True)),
        (">=70", Interval(70, INF)),
        ("≥70 %", Interval(70, INF)),
        ("10-15", Interval(10, 15)),
        ("10 – 15 %", Interval(10, 15)),
        ("10 to 15", Interval(10, 15)),
        ("15-15", Interval.exact(15)),
    ],
)
def test_a_number_a_bound_or_a_range_is_an_interval(raw, expected):
    assert read_number(raw, "%") == expected


@pytest.mark.parametrize("raw", ["1,5", "<1,5", "10,5-15", "10-15,5", "1,500"])
def test_a_comma_is_refused_and_not_taken_for_a_point(raw):
    with pytest.raises(BadValueError, match="decimal point, not a comma"):
        read_number(raw, "%")


@pytest.mark.parametrize("raw", ["5 mg/dL", "5 percent", "5 g", "10-15 mm", "<3 % ?"])
def test_another_unit_is_refused_and_not_converted(raw):
    with pytest.raises(BadValueError, match="the unit % "):
        read_number(raw, "%")


@pytest.mark.parametrize("raw", [math.nan, math.inf, -math.inf, "1e999", "-1e999"])
def test_nan_and_infinite_numbers_are_refused(raw):
    with pytest.raises(BadValueError, match="finite"):
        read_number(raw, "%")


@pytest.mark.parametrize("raw", ["nan", "NaN", "inf", "-inf", ".inf", ".nan", "infinity"])
def test_words_for_nan_and_infinity_are_no_numbers(raw):
    with pytest.raises(BadValueError):
        read_number(raw, "%")


def test_a_whole_number_too_large_to_compute_with_is_refused():
    with pytest.raises(BadValueError):
        read_number(10**400, "%")


@pytest.mark.parametrize("raw", [True, False, None, [3], {"value": 3}, 3 + 0j])
def test_what_is_not_a_number_is_refused(raw):
    with pytest.raises(BadValueError, match="a number in %"):
        read_number(raw, "%")


@pytest.mark.parametrize(
    "raw", ["", "about 5", "5-", "-", "<", "< >", "5..6", ".5", "5/6", "3+", "~5", "1 2"]
)
def test_a_text_that_is_not_a_number_is_refused(raw):
    with pytest.raises(BadValueError):
        read_number(raw, "%")


@pytest.mark.parametrize("raw", ["15-10", "<10-15", "≥10-15"])
def test_a_range_runs_from_the_smaller_to_the_larger_number(raw):
    with pytest.raises(BadValueError, match="from the smaller to the larger"):
        read_number(raw, "%")


@pytest.mark.parametrize(
    ("text", "unit"), [("150 10^9/L", "10^9/L"), ("34 umol/L", "umol/L"), ("5 months", "months")]
)
def test_the_unit_of_the_fact_may_stand_behind_the_number(text, unit):
    assert read_number(text, unit) == Interval.exact(float(text.split()[0]))
