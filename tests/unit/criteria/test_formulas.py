import pytest

from nelm.criteria.formulas import MET, NOT_MET, UNKNOWN, Formulas
from nelm.criteria.nodes import Compare, Constant, Named, Yes
from nelm.criteria.parser import parse
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval


@pytest.fixture
def table():
    return Formulas()


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("always", MET),
        ("never", NOT_MET),
        ("not always", NOT_MET),
        ("x.a and never", NOT_MET),
        ("x.a or always", MET),
        ("always and not never", MET),
        ("always otherwise never", UNKNOWN),
        ("always otherwise always", MET),
    ],
)
def test_a_formula_without_open_facts_is_a_constant(table, text, constant):
    assert table.add(parse(text)) == constant


def test_what_no_fact_can_settle_is_unknown(table):
    assert table.add(Constant(None)) == UNKNOWN
    assert table.add(Compare("x.n", "<", None, "most")) == UNKNOWN


def test_equal_formulas_share_a_number(table):
    assert table.add(parse("x.a and x.b")) == table.add(parse("x.b and x.a and x.b"))
    assert table.add(parse("x.a and always")) == table.add(Yes("x.a"))
    assert table.add(Named("d", Yes("x.a"))) == table.add(Yes("x.a"))


def test_different_formulas_do_not(table):
    texts = ["x.a", "not x.a", "x.b", "x.a and x.b", "x.a or x.b", "x.a otherwise x.b"]
    assert len({table.add(parse(text)) for text in texts}) == len(texts)


def test_a_formula_lists_the_facts_it_still_depends_on(table):
    number = table.add(parse("x.a and (x.b or x.n < 3)"))
    assert table.facts(number) == {"x.a", "x.b", "x.n"}
    assert table.facts(table.given(number, "x.b", True)) == {"x.a"}
    assert table.facts(table.given(number, "x.a", False)) == set()


def test_a_formula_is_open_until_the_facts_fix_it(table):
    number = table.add(parse("x.n < 3 and x.a"))
    assert table.truth(number) is None
    after = table.given(number, "x.n", Interval.exact(2))
    assert table.truth(after) is None
    assert table.truth(table.given(after, "x.a", True)) is Truth.MET
    assert table.truth(table.given(after, "x.a", False)) is Truth.NOT_MET


def test_a_fact_that_a_formula_does_not_read_changes_nothing(table):
    number = table.add(parse("x.a"))
    assert table.given(number, "x.z", True) == number


def test_one_account_alone_does_not_settle_what_two_tell(table):
    number = table.add(parse("x.a otherwise x.b"))
    after = table.given(number, "x.a", True)
    assert table.truth(after) is None
    assert table.truth(table.given(after, "x.b", True)) is Truth.MET
    assert table.truth(table.given(after, "x.b", False)) is Truth.UNKNOWN


def test_an_account_that_can_not_be_had_leaves_the_other(table):
    assert table.add(parse("x.a")) == table.given(
        table.add(parse("x.a otherwise x.n < 3")), "x.n", Interval(2, 4)
    )


def test_a_value_across_a_threshold_makes_a_comparison_unknown(table):
    number = table.add(parse("x.n < 3"))
    assert table.given(number, "x.n", Interval(2, 4)) == UNKNOWN


def test_unknown_waits_for_what_may_still_decide(table):
    number = table.given(table.add(parse("x.n < 3 and x.a")), "x.n", Interval(2, 4))
    assert table.truth(number) is None
    assert table.given(number, "x.a", False) == NOT_MET
    assert table.given(number, "x.a", True) == UNKNOWN


def test_a_definition_that_is_not_bound_is_an_error(table):
    with pytest.raises(ValueError, match="not a bound condition"):
        table.add(Named("d"))
