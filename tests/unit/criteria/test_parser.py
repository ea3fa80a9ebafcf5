import pytest

from nelm.criteria.nodes import (
    And,
    Compare,
    Constant,
    Named,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
    facts_of,
    parameters_of,
)
from nelm.criteria.parser import ConditionError, parse

A, B, C, D = (Yes(f"x.{letter}") for letter in "abcd")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("always", Constant(True)),
        ("never", Constant(False)),
        ("x.a", A),
        ("resectable", Named("resectable")),
        ("x.n < 10", Compare("x.n", "<", 10.0)),
        ("x.n<=1.5", Compare("x.n", "<=", 1.5)),
        ("x.n > -3", Compare("x.n", ">", -3.0)),
        ("x.n >= most", Compare("x.n", ">=", None, "most")),
        ("x.n == 4", Compare("x.n", "==", 4.0)),
        ("x.n != 4", Not(Compare("x.n", "==", 4.0))),
        ("x.n != most", Not(Compare("x.n", "==", None, "most"))),
        ('x.w == "one two"', OneOf("x.w", frozenset({"one two"}))),
        ('x.w != "one"', Not(OneOf("x.w", frozenset({"one"})))),
        ('x.w in ["one"]', OneOf("x.w", frozenset({"one"}))),
        ('x.w in ["one", "two"]', OneOf("x.w", frozenset({"one", "two"}))),
        ("not x.a", Not(A)),
        ("not resectable", Not(Named("resectable"))),
        ("not x.n < 10", Not(Compare("x.n", "<", 10.0))),
        ("not (x.a)", Not(A)),
    ],
)
def test_each_form_of_the_language_has_its_node(text, node):
    assert parse(text) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("x.a and x.b and x.c", And((A, B, C))),
        ("x.a or x.b or x.c", Or((A, B, C))),
        ("x.a or x.b and x.c", Or((A, And((B, C))))),
        ("x.a and x.b or x.c", Or((And((A, B)), C))),
        ("(x.a or x.b) and x.c", And((Or((A, B)), C))),
        ("not x.a and x.b", And((Not(A), B))),
        ("not x.a or x.b", Or((Not(A), B))),
        ("x.a otherwise x.b", Otherwise(A, B)),
        ("x.a or x.b otherwise x.c and x.d", Otherwise(Or((A, B)), And((C, D)))),
        ("x.a and (x.b otherwise x.c)", And((A, Otherwise(B, C)))),
        ("((x.a))", A),
    ],
)
def test_not_binds_before_and_before_or_before_otherwise(text, node):
    assert parse(text) == node


@pytest.mark.parametrize(
    "text",
    [
        "not (x.a and x.b)",
        "not (x.a or x.b)",
        "not (x.a otherwise x.b)",
        "not (not x.a)",
        "x.c and not (x.a or x.b)",
    ],
)
def test_not_stands_only_before_one_comparison_fact_or_definition(text):
    with pytest.raises(ConditionError, match="`not` may stand only before one"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("x.a and and x.b", 9),
        ("x.n < ", 5),
        ("x.n < x.m", 7),
        ("x.a x.b", 5),
        ("x.a & x.b", 5),
        ("10 < x.n", 1),
        ("x.w in []", 9),
        ('x.w in ["a",]', 13),
        ("x.w == 'a'", 8),
        ("(x.a", 2),
        ("x.a)", 4),
        ("not not x.a", 5),
        ("X.a", 1),
        ("x.n < 1e3", 8),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_place(text, character):
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert text in str(caught.value)
    assert f"at character {character}" in str(caught.value)


@pytest.mark.parametrize("text", ["", "  ", "x.a otherwise x.b otherwise x.c", "__import__('os')"])
def test_nothing_else_is_a_condition(text):
    with pytest.raises(ConditionError):
        parse(text)


def test_a_word_can_be_equal_or_not_but_not_larger():
    with pytest.raises(ConditionError, match="use == or !="):
        parse('x.w < "one"')


def test_a_name_may_begin_with_a_word_of_the_language():
    assert parse("notable or android") == Or((Named("notable"), Named("android")))
    assert parse("not always_fit") == Not(Named("always_fit"))


def test_space_and_line_ends_do_not_matter():
    assert parse("x.a\n  and\tx.b ") == And((A, B))


def test_facts_and_parameters_are_listed_once_in_the_order_of_reading():
    node = parse("x.b and (x.n < most or x.a) otherwise not x.b and x.m > most and x.n > least")
    assert facts_of(node) == ("x.b", "x.n", "x.a", "x.m")
    assert parameters_of(node) == ("most", "least")


def test_the_place_of_an_error_counts_from_the_start_of_the_text():
    with pytest.raises(ConditionError, match="at character 9"):
        parse("x.a\nand and x.b")
