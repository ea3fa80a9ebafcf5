import math
from dataclasses import dataclass

import pytest

from nelm.criteria.binding import Scope, bind, thresholds
from nelm.criteria.nodes import And, Compare, Named, Not, Or, Otherwise, Yes
from nelm.criteria.parser import ConditionError, parse


@dataclass(frozen=True)
class Kind:
    kind: str
    low: float = -math.inf
    high: float = math.inf
    words: frozenset[str] = frozenset()


SCOPE = Scope(
    facts={
        "x.flag": Kind("yes_no"),
        "x.word": Kind("choice", words=frozenset({"one", "two"})),
        "x.percent": Kind("number", 0, 100),
        "x.count": Kind("integer", 0, 5),
        "x.name": Kind("text"),
    },
    parameters={"most": 50.0, "unset": None, "too_much": 101.0},
    definitions={"flagged": Yes("x.flag")},
)


def bound(text):
    return bind(parse(text), SCOPE)


def test_a_parameter_becomes_its_number_and_keeps_its_name():
    assert bound("x.percent < most") == Compare("x.percent", "<", 50.0, "most")


def test_a_parameter_that_is_not_set_leaves_the_bound_open():
    assert bound("x.percent < unset") == Compare("x.percent", "<", None, "unset")


def test_a_definition_becomes_its_condition():
    assert bound("not flagged") == Not(Named("flagged", Yes("x.flag")))


def test_binding_reaches_every_part():
    number = Compare("x.percent", "<", 50.0, "most")
    named = Named("flagged", Yes("x.flag"))
    text = "(flagged and x.percent < most) or not x.percent < most otherwise flagged"
    assert bound(text) == Otherwise(Or((And((named, number)), Not(number))), named)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x.unheard", "unknown fact 'x.unheard'"),
        ("x.unheard < 3", "unknown fact"),
        ("x.flag and x.unheard", "unknown fact"),
        ("x.flag otherwise x.unheard", "unknown fact"),
        ("not x.unheard", "unknown fact"),
        ("unheard", "no definition is called 'unheard'"),
        ("x.percent < unheard", "no number parameter is called 'unheard'"),
        ("x.percent < flagged", "no number parameter is called 'flagged'"),
        ("x.percent", "x.percent is not a yes/no fact but a number"),
        ("x.word", "x.word is not a yes/no fact but a choice"),
        ("x.name", "x.name is not a yes/no fact but a text"),
        ('x.flag == "yes"', "x.flag is not a choice but a yes_no"),
        ('x.count in ["one"]', "x.count is not a choice but a integer"),
        ("x.word < 3", "x.word is not a number but a choice"),
        ("x.flag == 1", "x.flag is not a number but a yes_no"),
        ("x.flag == most", "x.flag is not a number but a yes_no"),
        ('x.word == "three"', "x.word can not be three; allowed"),
        ('x.word in ["one", "three"]', "x.word can not be three"),
        ("x.percent < 100.1", "x.percent can not be 100.1: range 0 to 100"),
        ("x.percent > -1", "x.percent can not be -1"),
        ("x.percent < too_much", "x.percent can not be 101"),
        ("x.count >= 6", "x.count can not be 6"),
    ],
)
def test_a_condition_that_does_not_fit_the_vocabulary_is_refused(text, message):
    with pytest.raises(ConditionError) as caught:
        bound(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["x.percent >= 0", "x.percent <= 100", "x.count == 5"])
def test_the_ends_of_a_range_may_be_compared_with(text):
    assert bound(text) == parse(text)


def test_thresholds_are_gathered_from_everywhere_and_sorted():
    nodes = [
        bound("x.percent < most or x.percent > 20"),
        bound("not x.percent == 30"),
        bound("x.flag"),
    ]
    assert thresholds(nodes) == {"x.percent": [20.0, 30.0, 50.0]}


def test_a_bound_that_is_not_set_is_no_threshold():
    assert thresholds([bound("x.percent < unset")]) == {}
