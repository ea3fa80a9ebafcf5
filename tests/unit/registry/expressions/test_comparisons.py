"""Comparisons tell as much of a case as its facts: every condition has the same truth for both."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.assessment.rules import option_rules, without_grade
from nelm.case.contradictions import contradictions, questions
from nelm.case.vocabulary import vocabulary
from nelm.criteria.evaluate import atom_truth, evaluate
from nelm.criteria.nodes import Compare, Not, OneOf, Yes
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import Condition, bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.expressions.comparisons import comparisons, known_values, said
from nelm.registry.expressions.facts import meanings

BOUNDS = [
    bind_pack(load_pack("dermine2019"), settings)
    for settings in (
        {},
        {"scope_rectum": "inside", "lt_max_ki67_percent": 12.5, "hci_by": "judged"},
        {"pattern_by": "distribution", "lm_limited_max_count": 5, "eh_predominant_min_percent": 50},
    )
]
KI67, GRADE, AGE = "tumor.ki67_percent", "tumor.who_grade", "patient.age_years"


def conditions(bound):
    """Every condition that a verdict, a trace or an outlook reads."""
    found = [condition.node for condition in bound.conditions.values()]
    for rules in option_rules(bound):
        found += [*rules.groups, *map(without_grade, rules.groups)]
    return [*found, *(rule.condition for rule in (*contradictions(), *questions()))]


def limits(bound, fact):
    asked = [c.bound for c in comparisons(bound) if isinstance(c, Compare) and c.fact == fact]
    ends = [vocabulary()[fact].low, min(vocabulary()[fact].high, 700)]
    return sorted({float(x) for x in (*asked, *ends)})


@st.composite
def values(draw, bound, fact):
    """Anything that may be known of a fact, as case files and registries state it."""
    definition = vocabulary()[fact]
    if definition.kind == "yes_no":
        return draw(st.booleans())
    if definition.kind == "choice":
        if fact == GRADE and draw(st.booleans()):  # derived, it may be any of several
            return draw(st.frozensets(st.sampled_from(sorted(definition.words)), min_size=1))
        return draw(st.sampled_from(sorted(meanings(definition).values(), key=sorted)))
    whole = definition.kind == "integer"
    steps = (-1, 0, 1) if whole else (-0.5, -1e-9, 0, 1e-9, 0.5)
    near = [x + d for x in limits(bound, fact) for d in steps]
    inside = [math.floor(x) if whole else x for x in near]
    ends = st.sampled_from([float(x) for x in inside if definition.low <= x <= definition.high])
    low, high = sorted((draw(ends), draw(ends)))
    if draw(st.booleans()):
        high = draw(st.sampled_from([low, definition.high]))
    if whole or low == high:
        return Interval(low, high)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def cases(draw, bound):
    facts = list(dict.fromkeys(c.fact for c in comparisons(bound)))
    chosen = draw(st.lists(st.sampled_from(facts), unique=True))
    return {fact: draw(values(bound, fact)) for fact in chosen}


def told(bound, facts):
    return {node: atom_truth(node, facts) for node in comparisons(bound)}


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_what_comparisons_tell_is_all_that_conditions_read(data):
    bound = BOUNDS[data.draw(st.integers(0, 2))]
    facts = data.draw(cases(bound))
    known = known_values(told(bound, facts))
    assert known.keys() == facts.keys()
    for node in conditions(bound):
        assert evaluate(node, known).truth is evaluate(node, facts).truth, node
    for fact, value in facts.items():
        assert covers(known[fact], value)


def covers(wide, narrow):
    if isinstance(wide, Interval):
        return wide.meet(narrow) == narrow
    return wide == narrow if isinstance(wide, bool) else wide >= narrow


@pytest.mark.parametrize("bound", BOUNDS, ids=["default", "second", "third"])
def test_comparisons_stand_once_in_an_order_that_stays(bound):
    asked = comparisons(bound)
    assert len(set(asked)) == len(asked) == len(set(map(said, asked)))
    assert asked == comparisons.__wrapped__(bound)
    facts = [c.fact for c in asked]
    assert facts == sorted(facts, key=facts.index)  # those of a fact stand together
    assert {c.operator for c in asked if isinstance(c, Compare)} == {"<", "<="}


def test_comparisons_of_several_packs_settle_each_of_them():
    together = comparisons(*BOUNDS)
    facts = {KI67: Interval(10, 13), AGE: Interval.exact(60), GRADE: frozenset({"G2", "NET_G3"})}
    known = known_values({node: atom_truth(node, facts) for node in together})
    for node in (n for bound in BOUNDS for n in conditions(bound)):
        assert evaluate(node, known).truth is evaluate(node, facts).truth


def test_a_number_that_may_be_anything_is_known_all_the_same():
    facts = {AGE: Interval(0, vocabulary()[AGE].high)}
    assert known_values(told(BOUNDS[0], facts)) == facts
    assert known_values(told(BOUNDS[0], {})) == {}


def test_a_grade_that_may_be_any_is_known_all_the_same():
    facts = {GRADE: vocabulary()[GRADE].words}
    assert known_values(told(BOUNDS[0], facts)) == facts


def with_condition(node):
    conditions = {**BOUNDS[0].conditions, "extra": Condition(node, (), ())}
    return replace(BOUNDS[0], conditions=conditions)


@pytest.mark.parametrize("fact", ["liver.ascites", "tumor.differentiation", "tumor.syndrome"])
def test_a_choice_of_all_words_is_met_where_anything_is_known(fact):
    every = vocabulary()[fact].words
    for words in (every, frozenset()):
        bound = with_condition(Not(OneOf(fact, words)))
        assert OneOf(fact, every) in comparisons(bound)
        for facts in ({fact: every}, {fact: frozenset({min(every)})}, {}):
            known = known_values(told(bound, facts))
            assert atom_truth(OneOf(fact, words), known) is atom_truth(OneOf(fact, words), facts)


def test_a_parameter_without_a_value_asks_nothing():
    bound = with_condition(Compare("tumor.krenning_score", ">", None, "some_parameter"))
    assert all(c.bound is not None for c in comparisons(bound) if isinstance(c, Compare))


def test_of_two_classes_of_words_the_smaller_is_asked_for():
    asked = [c for c in comparisons(BOUNDS[0]) if c.fact == "course.status"]
    assert asked == [OneOf("course.status", frozenset({"progressive"}))]


@pytest.mark.parametrize(
    ("truths", "expected"),
    [
        ({}, {}),
        ({Compare(KI67, "<", 3.0): Truth.UNKNOWN}, {}),
        ({Compare(KI67, "<", 3.0): Truth.MET}, {KI67: Interval(0, 3, high_open=True)}),
        ({Compare(KI67, "<=", 3.0): Truth.MET}, {KI67: Interval(0, 3)}),
        ({Compare(KI67, "<", 3.0): Truth.NOT_MET}, {KI67: Interval(3, 100)}),
        ({Compare(KI67, "<=", 3.0): Truth.NOT_MET}, {KI67: Interval(3, 100, low_open=True)}),
        ({Compare(KI67, "<", 3.0): Truth.NOT_MET, Compare(KI67, "<=", 3.0): Truth.MET},
         {KI67: Interval.exact(3)}),
        ({Compare("liver.lm_count", "<=", 4.0): Truth.NOT_MET},
         {"liver.lm_count": Interval(5, vocabulary()["liver.lm_count"].high)}),
        ({Compare("liver.lm_count", "<", 4.5): Truth.MET}, {"liver.lm_count": Interval(0, 4)}),
        ({Yes("tumor.functional"): Truth.NOT_MET}, {"tumor.functional": False}),
        ({OneOf(GRADE, frozenset({"G1"})): Truth.NOT_MET},
         {GRADE: frozenset({"G2", "NET_G3", "NEC"})}),
    ],
)  # fmt: skip
def test_known_values_are_the_widest_that_fit(truths, expected):
    assert known_values(truths) == expected


def test_truths_that_no_number_has_are_an_error():
    wrong = {Compare(KI67, "<", 3.0): Truth.MET, Compare(KI67, "<", 10.0): Truth.NOT_MET}
    with pytest.raises(ValueError, match="no number"):
        known_values(wrong)


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Compare(KI67, "<", 12.0), "tumor.ki67_percent < 12"),
        (Compare(KI67, "<=", 33.3333333), "tumor.ki67_percent <= 33.3333333"),
        (Compare(KI67, "<", 0.1), "tumor.ki67_percent < 0.1"),
        (OneOf(GRADE, frozenset({"G2", "G1"})), "tumor.who_grade in ['G1', 'G2']"),
        (Yes("tumor.functional"), "tumor.functional"),
    ],
)
def test_comparisons_are_said_in_the_language_of_criteria(node, text):
    assert said(node) == text


def test_nothing_else_can_be_said():
    with pytest.raises(ValueError, match="is no comparison"):
        said(Not(Yes("tumor.functional")))
