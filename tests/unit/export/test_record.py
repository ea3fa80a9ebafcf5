"""The flat record says exactly what is known, no more and no less."""

import math
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nelm.case.case import Case
from nelm.case.known import known_facts
from nelm.case.vocabulary import vocabulary
from nelm.criteria.truth import Truth
from nelm.criteria.values import COMPARISONS, Interval
from nelm.export.record import case_record, decimal_text, facts_read

PLACES = Decimal("1e-8")
NUMBERS = st.integers(-(10**11), 10**11).map(lambda x: x / 10**10)
BOUNDS = st.integers(-(10**9), 10**9).map(lambda x: x / 10**8)


def record_of(**facts):
    case = Case.model_validate(
        {"tumor": {name.removeprefix("tumor__"): value for name, value in facts.items()}}
    )
    return case_record(known_facts(case).values)


def test_what_is_not_known_is_left_out():
    assert record_of(tumor__ki67_percent="unknown") == {}


def test_an_exact_number_is_both_ends():
    record = record_of(tumor__ki67_percent=10.1)
    assert record == {"tumor__ki67_percent_low": 10.1, "tumor__ki67_percent_high": 10.1}


def test_a_bound_has_the_end_of_the_range_on_the_other_side():
    record = record_of(tumor__ki67_percent=">70")
    assert {name: end for name, end in record.items() if "ki67" in name} == {
        "tumor__ki67_percent_low": 70.0,
        "tumor__ki67_percent_low_open": True,
        "tumor__ki67_percent_high": 100.0,
    }


def test_a_derived_grade_holds_every_grade_that_is_possible():
    record = record_of(tumor__differentiation="well", tumor__ki67_percent="<5")
    assert record["tumor__who_grade"] == ["G1", "G2"]


def test_a_group_word_holds_its_members():
    record = record_of(tumor__primary_site="small_bowel")
    assert record == {"tumor__primary_site": ["duodenum", "ileum", "jejunum"]}


def test_an_infinite_distance_lies_beyond_every_bound_of_the_pack(bound):
    record = case_record({"liver.ablation_vital_distance_mm": Interval.exact(math.inf)})
    ends = {
        record["liver__ablation_vital_distance_mm_low"],
        record["liver__ablation_vital_distance_mm_high"],
    }
    assert ends == {1e12}
    with pytest.raises(ValueError, match="at most 12 digits"):
        decimal_text(1e12)


def test_a_number_with_more_than_eight_places_lies_between_its_neighbors():
    record = case_record({"course.stable_months": Interval.exact(6 + 1 / 31)})
    assert record == {
        "course__stable_months_low": 6.03225806,
        "course__stable_months_low_open": True,
        "course__stable_months_high": 6.03225807,
        "course__stable_months_high_open": True,
    }


@st.composite
def intervals(draw):
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    shape = draw(st.sampled_from(["exact", "range", "below", "above"]))
    opens = draw(st.booleans()), draw(st.booleans())
    if shape == "exact" or low == high:
        return Interval.exact(low)
    if shape == "range":
        return Interval(low, high, *opens)
    if shape == "below":
        return Interval(-math.inf, high, True, opens[1])
    return Interval(low, math.inf, opens[0], True)


def compare(record, operator, bound):
    """Truth of a comparison from the elements of a record alone, in decimal arithmetic."""
    low, high = (record.get(f"tumor__ki67_percent_{end}") for end in ("low", "high"))
    low = Decimal("-Infinity") if low is None else Decimal(repr(low))
    high = Decimal("Infinity") if high is None else Decimal(repr(high))
    gap = PLACES / 1000
    first = low + gap if record.get("tumor__ki67_percent_low_open") else low
    last = high - gap if record.get("tumor__ki67_percent_high_open") else high
    number = Decimal(repr(bound))
    tests = {
        "<": (last < number, first >= number),
        "<=": (last <= number, first > number),
        ">": (first > number, last <= number),
        ">=": (first >= number, last < number),
        "==": (first == last == number, number < first or number > last),
    }
    met, failed = tests[operator]
    return Truth.MET if met else Truth.NOT_MET if failed else Truth.UNKNOWN


@given(intervals(), st.sampled_from(sorted(COMPARISONS)), BOUNDS, st.booleans())
@example(Interval.exact(9.999999999), "<", 10.0, False)
@example(Interval.exact(10.000000001), "<=", 10.0, False)
@example(Interval(9.9999999999, 10.0, high_open=True), "<", 10.0, False)
def test_no_comparison_with_eight_places_changes_by_rounding(value, operator, bound, at_an_end):
    if at_an_end:
        end = value.high if math.isinf(value.low) else value.low
        bound = round(end, 8)
    record = case_record({"tumor.ki67_percent": value})
    assert all(Decimal(repr(x)) % PLACES == 0 for x in record.values() if not isinstance(x, bool))
    assert compare(record, operator, bound) is value.compare(operator, bound)


def test_a_bound_with_more_than_eight_places_is_refused():
    assert decimal_text(12.5) == "12.5"
    assert decimal_text(0.00000001) == "0.00000001"
    with pytest.raises(ValueError, match="8 decimal places"):
        decimal_text(0.000000001)


def test_facts_are_those_that_conditions_read_in_the_order_of_the_form(bound):
    read = facts_read(bound)
    assert "tumor.ki67_percent" in read
    assert "patient.height_cm" not in read
    order = list(vocabulary())
    assert list(read) == sorted(read, key=order.index)
