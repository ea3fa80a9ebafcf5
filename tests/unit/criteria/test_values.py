import math

import pytest

from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
INF = math.inf


def open_(low, high):
    return Interval(low, high, low_open=True, high_open=True)


def below(high):
    return Interval(0, high, high_open=True)


def above(low):
    return Interval(low, 100, low_open=True)


@pytest.mark.parametrize(
    ("value", "operator", "bound", "expected"),
    [
        (Interval.exact(10), "<", 10, NOT_MET),
        (Interval.exact(10), "<=", 10, MET),
        (Interval.exact(10), "==", 10, MET),
        (Interval.exact(10), ">=", 10, MET),
        (Interval.exact(10), ">", 10, NOT_MET),
        (Interval.exact(9.9), "<", 10, MET),
        (Interval.exact(9.9), ">=", 10, NOT_MET),
        (Interval.exact(9.9), "==", 10, NOT_MET),
    ],
)
def test_an_exact_number_is_compared_as_arithmetic_does(value, operator, bound, expected):
    assert value.compare(operator, bound) is expected


@pytest.mark.parametrize(
    ("value", "operator", "bound", "expected"),
    [
        (below(10), "<", 10, MET),
        (below(10), "<=", 10, MET),
        (below(10), ">=", 10, NOT_MET),
        (below(10), ">", 10, NOT_MET),
        (below(10), "==", 10, NOT_MET),
        (below(10), "<", 9.9, UNKNOWN),
        (below(10), "<=", 0, UNKNOWN),
        (below(10), ">=", 0, MET),
        (below(10), ">", 0, UNKNOWN),
        (Interval(0, 10), "<", 10, UNKNOWN),
        (Interval(0, 10), "<=", 10, MET),
        (Interval(0, 10), ">", 10, NOT_MET),
        (Interval(0, 10), ">=", 10, UNKNOWN),
        (Interval(0, 10), "==", 10, UNKNOWN),
        (above(70), ">", 70, MET),
        (above(70), ">=", 70, MET),
        (above(70), "<=", 70, NOT_MET),
        (above(70), "<", 70, NOT_MET),
        (above(70), "==", 70, NOT_MET),
        (above(70), ">", 70.1, UNKNOWN),
        (Interval(10, 15), ">=", 10, MET),
        (Interval(10, 15), ">", 10, UNKNOWN),
        (Interval(10, 15), "<", 10, NOT_MET),
        (Interval(10, 15), "<=", 10, UNKNOWN),
        (Interval(10, 15), "==", 12, UNKNOWN),
    ],
)
def test_a_bound_or_range_answers_only_when_all_its_numbers_agree(value, operator, bound, expected):
    assert value.compare(operator, bound) is expected


def test_no_distance_at_all_is_never_below_a_limit():
    assert Interval(INF, INF).compare("<", 10) is NOT_MET
    assert Interval(0, INF, high_open=True).compare("<", 10) is UNKNOWN


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Interval(0, 10), Interval(5, 20), Interval(5, 10)),
        (Interval(0, 10), Interval(10, 20), Interval.exact(10)),
        (below(10), Interval(10, 20), None),
        (Interval(0, 10), above(10), None),
        (Interval(0, 10), below(10), below(10)),
        (open_(0, 10), Interval(0, 10), open_(0, 10)),
        (open_(0, 10), open_(5, 10), open_(5, 10)),
        (Interval(0, 3), Interval(4, 5), None),
        (Interval.exact(4), Interval(0, 10), Interval.exact(4)),
        (open_(-INF, INF), Interval(2, 3), Interval(2, 3)),
    ],
)
def test_the_meet_holds_exactly_the_numbers_that_both_allow(first, second, expected):
    assert first.meet(second) == expected
    assert second.meet(first) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Interval(0, 5), Interval(5, 9), Interval(0, 9)),
        (below(5), Interval(5, 9), Interval(0, 9)),
        (Interval(0, 5), open_(5, 9), Interval(0, 9, high_open=True)),
        (below(5), open_(5, 9), None),
        (Interval(0, 4), Interval(5, 9), None),
        (Interval(0, 9), Interval(2, 3), Interval(0, 9)),
        (Interval(0, 9), open_(2, 9), Interval(0, 9)),
        (open_(0, 5), Interval(0, 5), Interval(0, 5)),
        (Interval.exact(6), above(6), Interval(6, 100)),
    ],
)
def test_two_intervals_join_only_when_nothing_lies_between_them(first, second, expected):
    assert first.adjoined(second) == expected
    assert second.adjoined(first) == expected


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        (Interval(1, 2), (1, 1.5, 2), (0.9, 2.1)),
        (open_(1, 2), (1.1, 1.9), (1, 2)),
        (Interval(1, 2, low_open=True), (2,), (1,)),
    ],
)
def test_open_ends_do_not_belong_to_an_interval(interval, inside, outside):
    assert all(interval.contains(x) for x in inside)
    assert not any(interval.contains(x) for x in outside)


@pytest.mark.parametrize(
    "ends", [(2, 1), (1, 1, True), (1, 1, False, True), (math.nan, 1), (1, math.nan)]
)
def test_an_empty_interval_and_nan_are_refused(ends):
    with pytest.raises(ValueError, match=r"empty interval|NaN"):
        Interval(*ends)


def test_only_a_single_number_is_exact():
    assert Interval.exact(3).is_exact
    assert not Interval(3, 4).is_exact
