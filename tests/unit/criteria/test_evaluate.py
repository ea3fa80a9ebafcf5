import pytest

from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import Compare, Constant, Named, Not, Yes
from nelm.criteria.parser import parse
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
SMALL_BOWEL = frozenset({"duodenum", "jejunum", "ileum"})


def truth(text, **facts):
    return evaluate(parse(text), {f"x.{name}": value for name, value in facts.items()}).truth


def test_constants_hold_for_everybody_or_nobody():
    assert truth("always") is MET
    assert truth("never") is NOT_MET
    assert evaluate(Constant(None), {}).truth is UNKNOWN


@pytest.mark.parametrize("text", ["x.a", "not x.a", "x.n < 3", "x.n != 3", 'x.w == "ileum"'])
def test_a_fact_that_is_not_listed_is_unknown(text):
    assert truth(text) is UNKNOWN


def test_a_yes_no_fact_is_read_as_it_stands():
    assert truth("x.a", a=True) is MET
    assert truth("x.a", a=False) is NOT_MET
    assert truth("not x.a", a=False) is MET


@pytest.mark.parametrize(
    ("known", "asked", "expected"),
    [
        ({"ileum"}, {"ileum"}, MET),
        ({"ileum"}, {"jejunum"}, NOT_MET),
        (SMALL_BOWEL, {"duodenum", "jejunum", "ileum", "appendix"}, MET),
        (SMALL_BOWEL, SMALL_BOWEL, MET),
        (SMALL_BOWEL, {"ileum"}, UNKNOWN),
        (SMALL_BOWEL, {"ileum", "pancreas"}, UNKNOWN),
        (SMALL_BOWEL, {"pancreas", "lung"}, NOT_MET),
    ],
)
def test_an_imprecise_word_answers_only_when_all_it_may_mean_agree(known, asked, expected):
    text = f"x.w in [{', '.join(f'{chr(34)}{word}{chr(34)}' for word in sorted(asked))}]"
    assert truth(text, w=frozenset(known)) is expected


def test_a_bound_that_is_not_set_leaves_a_comparison_unknown():
    assert evaluate(Compare("x.n", "<", None, "most"), {"x.n": Interval.exact(1)}).truth is UNKNOWN


def test_unknown_in_a_conjunction_waits_unless_another_part_fails():
    assert truth("x.a and x.b", a=True) is UNKNOWN
    assert truth("x.a and x.b", a=False) is NOT_MET


def test_two_accounts_that_disagree_are_unknown_and_marked():
    trace = evaluate(parse("x.a otherwise x.b"), {"x.a": True, "x.b": False})
    assert trace.truth is UNKNOWN
    assert trace.is_contradictory


@pytest.mark.parametrize("facts", [{}, {"x.a": True}, {"x.a": True, "x.b": True}])
def test_two_accounts_that_do_not_disagree_are_not_marked(facts):
    assert not evaluate(parse("x.a otherwise x.b"), facts).is_contradictory


def test_a_disagreement_is_found_at_any_depth():
    inner = Named("d", parse("x.a otherwise x.b"))
    trace = evaluate(Not(inner), {"x.a": True, "x.b": False})
    assert trace.is_contradictory


def test_the_trace_keeps_every_node_with_its_truth():
    trace = evaluate(parse("x.a and (x.b or not x.c)"), {"x.a": True, "x.c": True})
    kept = [(type(t.node).__name__, t.truth) for t in trace.walk()]
    assert kept == [
        ("And", UNKNOWN),
        ("Yes", MET),
        ("Or", UNKNOWN),
        ("Yes", UNKNOWN),
        ("Not", NOT_MET),
        ("Yes", MET),
    ]


def test_a_definition_has_the_truth_of_its_condition():
    trace = evaluate(Named("d", Yes("x.a")), {"x.a": False})
    assert trace.truth is NOT_MET
    assert trace.parts[0].node == Yes("x.a")


def test_a_definition_that_is_not_bound_is_an_error():
    with pytest.raises(ValueError, match="definition d is not bound"):
        evaluate(Named("d"), {})


@pytest.mark.parametrize(
    ("text", "value"), [("x.a", Interval.exact(1)), ("x.n < 3", True), ('x.w == "a"', True)]
)
def test_a_value_of_the_wrong_kind_is_an_error_and_not_an_answer(text, value):
    name = parse(text).fact
    with pytest.raises(TypeError, match="can not read"):
        evaluate(parse(text), {name: value})
