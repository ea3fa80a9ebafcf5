"""WHO grade by Ki-67: the same as the grade that nelm concludes from a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.who_grade import WhoGrade, who_grade
from nelm.case.grade import GRADES, possible_grades
from nelm.criteria.values import Interval


@pytest.mark.parametrize(
    ("ki67", "expected"),
    [
        (0, WhoGrade("G1", 1)),
        (2.9, WhoGrade("G1", 1)),
        (3, WhoGrade("G2", 2)),
        (20, WhoGrade("G2", 2)),
        (20.1, WhoGrade("NET_G3", 3)),
        (100, WhoGrade("NET_G3", 3)),
    ],
)
def test_three_and_twenty_percent_are_g2(ki67, expected):
    assert who_grade(ki67_percent=ki67, differentiation="well") == expected


def test_a_poorly_differentiated_tumor_is_a_carcinoma_not_a_net_g3():
    assert who_grade(ki67_percent=60, differentiation="poor") == WhoGrade("NEC", 3)


@pytest.mark.parametrize("ki67", [0, 3, 20])
def test_poorly_differentiated_up_to_20_percent_has_no_grade(ki67):
    with pytest.raises(OutOfRangeError, match="above 20"):
        who_grade(ki67_percent=ki67, differentiation="poor")


@given(st.floats(0, 100), st.sampled_from(["well", "poor"]))
def test_the_grade_of_a_case_is_never_contradicted(ki67, differentiation):
    facts = {
        "tumor.differentiation": frozenset({differentiation}),
        "tumor.ki67_percent": Interval.exact(ki67),
    }
    possible = possible_grades(facts)
    try:
        grade = who_grade(ki67_percent=ki67, differentiation=differentiation)
    except OutOfRangeError:
        assert possible == frozenset(GRADES)
    else:
        assert possible == {grade.label}


@pytest.mark.parametrize("ki67", [-1, 101, float("nan"), float("inf")])
def test_what_is_not_a_percentage_is_refused(ki67):
    with pytest.raises(OutOfRangeError, match="0 to 100"):
        who_grade(ki67_percent=ki67, differentiation="well")


def test_another_word_is_refused():
    with pytest.raises(OutOfRangeError, match="well or poor"):
        who_grade(ki67_percent=5, differentiation="moderate")
