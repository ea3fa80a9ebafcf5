from dataclasses import dataclass, field

import pytest

from nelm.criteria.evaluate import evaluate
from nelm.criteria.explain import sentence
from nelm.criteria.nodes import Compare, Constant, Named
from nelm.criteria.parser import parse
from nelm.criteria.values import Interval

PREDICATES = {
    "resected": "is resected",
    "in_situ": "is in place",
    "planned": "is to be resected",
}


@dataclass
class Words:
    """Words for three facts and one definition; values as given."""

    values: dict = field(default_factory=dict)
    as_stated: dict = field(default_factory=dict)

    def value(self, fact):
        return self.values.get(fact)

    def stated(self, fact):
        return self.as_stated.get(fact, "")

    def subject(self, fact):
        subjects = {"t.ki67": "Ki-67", "t.age": "age", "t.portal": "the portal pressure"}
        return subjects.get(fact, "the primary tumor")

    def number(self, fact, bound):
        return f"{bound:g} %"

    def predicate(self, fact, words):
        first, *rest = (text for word, text in PREDICATES.items() if word in words)
        return " or ".join([first, *(text.removeprefix("is ") for text in rest)])

    def polarity(self, fact, yes):
        return f"The {fact[2:]} is {'' if yes else 'not '}there"

    def definition(self, name, yes):
        return f"the disease is {'' if yes else 'not '}{name}"


def said(condition, values=None, stated=None):
    node = parse(condition) if isinstance(condition, str) else condition
    return sentence(evaluate(node, values or {}), Words(values or {}, stated or {}))


def exactly(number):
    return {"t.ki67": Interval.exact(number)}


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("t.ki67 < 10", 2, "Ki-67 2 % is below 10 %"),
        ("t.ki67 < 10", 10, "Ki-67 10 % is not below 10 %"),
        ("t.ki67 <= 20", 21, "Ki-67 21 % is not at most 20 %"),
        ("t.ki67 > 20", 21, "Ki-67 21 % is above 20 %"),
        ("t.ki67 >= 3", 2, "Ki-67 2 % is not at least 3 %"),
        ("t.ki67 == 3", 3, "Ki-67 3 % is exactly 3 %"),
        ("not t.ki67 < 10", 10, "Ki-67 10 % is not below 10 %"),
        ("not t.ki67 < 10", 2, "Ki-67 2 % is below 10 %"),
    ],
)
def test_a_comparison_tells_fact_value_and_threshold_in_both_polarities(condition, value, expected):
    assert said(condition, exactly(value), {"t.ki67": f"{value} %"}) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("t.ki67 < 10", "It is not known whether Ki-67 is below 10 %"),
        ("not t.ki67 < 10", "It is not known whether Ki-67 is below 10 %"),
        ("t.age < 60", "It is not known whether the age is below 60 %"),
        ("t.portal > 5", "It is not known whether the portal pressure is above 5 %"),
        ("t.flag", "It is not known whether the flag is there"),
        ("not t.flag", "It is not known whether the flag is there"),
        ('t.primary == "resected"', "It is not known whether the primary tumor is resected"),
    ],
)
def test_an_unknown_fact_is_said_to_be_not_known(condition, expected):
    assert said(condition) == expected


def test_a_bound_across_the_threshold_is_said_to_leave_it_open():
    values = {"t.ki67": Interval(0, 12, high_open=True)}
    text = said("t.ki67 < 10", values, {"t.ki67": "<12 %"})
    assert text == "Ki-67 <12 % may or may not be below 10 %"


def test_a_limit_that_is_not_set_is_named_and_not_guessed():
    node = Compare("t.ki67", "<", None, "most")
    assert said(node, exactly(5)) == "No limit is set for Ki-67 (parameter most)"


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        ("t.flag", True, "The flag is there"),
        ("t.flag", False, "The flag is not there"),
        ("not t.flag", True, "The flag is there"),
        ("not t.flag", False, "The flag is not there"),
    ],
)
def test_a_yes_no_fact_says_what_is_so_and_not_what_was_asked(condition, value, expected):
    assert said(condition, {"t.flag": value}) == expected


@pytest.mark.parametrize(
    ("condition", "word", "expected"),
    [
        ('t.primary == "resected"', "resected", "The primary tumor is resected"),
        ('t.primary == "resected"', "in_situ", "The primary tumor is in place, not resected"),
        ('t.primary != "resected"', "resected", "The primary tumor is resected"),
        ('t.primary != "resected"', "in_situ", "The primary tumor is in place"),
        (
            't.primary in ["resected", "planned"]',
            "in_situ",
            "The primary tumor is in place, not resected or to be resected",
        ),
    ],
)
def test_a_choice_says_what_it_is_and_what_it_would_have_to_be(condition, word, expected):
    assert said(condition, {"t.primary": frozenset({word})}) == expected


def test_an_imprecise_word_is_quoted_where_it_leaves_the_answer_open():
    values = {"t.primary": frozenset({"resected", "planned"})}
    text = said('t.primary == "resected"', values, {"t.primary": "treated"})
    assert text == "It is not known whether the primary tumor is resected (stated: treated)"


def test_a_conjunction_that_fails_tells_only_what_fails():
    values = {**exactly(12), "t.flag": True, "t.primary": frozenset({"in_situ"})}
    text = said('t.ki67 < 10 and t.flag and t.primary == "resected"', values, {"t.ki67": "12 %"})
    assert text == ("Ki-67 12 % is not below 10 % and the primary tumor is in place, not resected")


def test_a_conjunction_that_holds_tells_all_its_parts():
    text = said("t.ki67 < 10 and t.flag", {**exactly(2), "t.flag": True}, {"t.ki67": "2 %"})
    assert text == "Ki-67 2 % is below 10 % and the flag is there"


def test_a_disjunction_that_holds_tells_only_what_makes_it_hold():
    text = said("t.ki67 < 10 or t.flag", {**exactly(12), "t.flag": True}, {"t.ki67": "12 %"})
    assert text == "The flag is there"


def test_a_disjunction_that_fails_tells_all_its_parts():
    text = said("t.ki67 < 10 or t.flag", {**exactly(12), "t.flag": False}, {"t.ki67": "12 %"})
    assert text == "Ki-67 12 % is not below 10 % and the flag is not there"


def test_a_group_that_is_open_tells_what_is_not_known():
    assert said("t.flag and t.other", {"t.flag": True}) == (
        "It is not known whether the other is there"
    )
    assert said("t.flag or t.other", {"t.flag": False}) == (
        "It is not known whether the other is there"
    )


def test_the_same_reason_is_told_once():
    assert said("t.flag and t.flag", {"t.flag": True}) == "The flag is there"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2, "The disease is slow: Ki-67 2 % is below 10 %"),
        (12, "The disease is not slow: Ki-67 12 % is not below 10 %"),
    ],
)
def test_a_definition_is_named_with_its_reason_in_both_polarities(value, expected):
    node = Named("slow", parse("t.ki67 < 10"))
    assert said(node, exactly(value), {"t.ki67": f"{value} %"}) == expected


def test_a_definition_that_is_open_is_said_to_be_not_known():
    node = Named("slow", parse("t.ki67 < 10"))
    assert said(node) == "It is not known whether the disease is slow"


def test_a_definition_that_a_value_leaves_open_tells_that_value():
    node = Named("slow", parse("t.ki67 < 10"))
    values = {"t.ki67": Interval(5, 12)}
    assert said(node, values, {"t.ki67": "5-12 %"}) == (
        "It is not known whether the disease is slow (Ki-67 5-12 % may or may not be below 10 %)"
    )


def test_two_accounts_that_disagree_are_both_told():
    values = {"t.flag": True, "t.other": False}
    assert said("t.flag otherwise t.other", values) == (
        "The flag is there, yet the other is not there: contradictory, counted as unknown"
    )
    assert said(Named("slow", parse("t.flag otherwise t.other")), values) == (
        "The flag is there, yet the other is not there: contradictory, counted as unknown"
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"t.other": True}, "The other is there"),
        ({"t.flag": False}, "The flag is not there"),
        ({}, "It is not known whether the flag is there"),
    ],
)
def test_of_two_accounts_the_known_one_is_told(values, expected):
    assert said("t.flag otherwise t.other", values) == expected


def test_constants_say_for_whom_they_hold():
    assert said(Constant(True)) == "It holds for every patient"
    assert said(Constant(False)) == "It holds for no patient"
