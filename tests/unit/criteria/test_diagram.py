"""Hand-made diagrams; `tests/agreement` compares generated ones with brute force."""

from nelm.criteria.diagram import Branch, Diagram, Leaf, cheapest, given, reachable, support
from nelm.criteria.formulas import Formulas
from nelm.criteria.parser import parse
from nelm.criteria.truth import Truth

BOTH = (True, False)


def decide(truths):
    """Label of (against, for): against decides alone, then for."""
    against, in_favor = truths
    if against is Truth.MET:
        return "no"
    if against is None or in_favor is None:
        return None
    return "yes" if in_favor is Truth.MET else "no"


def grown(against, in_favor, domains, impossible=()):
    formulas = Formulas()
    group = [formulas.add(parse(against)), formulas.add(parse(in_favor))]
    rules = [formulas.add(parse(text)) for text in impossible]
    diagram = Diagram(formulas, domains, decide, rules)
    return diagram.grow(group)


def test_a_group_that_is_settled_is_a_leaf():
    tree = grown("never", "always", {})
    assert isinstance(tree, Leaf)
    assert reachable(tree) == {"yes"}
    assert support(tree) == set()


def test_open_facts_reach_every_label_they_can():
    tree = grown("x.a", "x.b", {"x.a": BOTH, "x.b": BOTH})
    assert reachable(tree) == {"yes", "no"}
    assert support(tree) == {"x.a", "x.b"}
    assert given(tree, "x.a", True) == {"no"}
    assert given(tree, "x.b", True) == {"yes", "no"}


def test_a_fact_that_can_not_change_the_label_is_no_support():
    tree = grown("never", "x.a or not x.a", {"x.a": BOTH})
    assert reachable(tree) == {"yes"}
    assert support(tree) == set()


def test_a_known_fact_is_not_branched_on():
    tree = grown("x.a", "x.b", {"x.a": (False,), "x.b": BOTH})
    assert isinstance(tree, Branch)
    assert tree.fact == "x.b"


def test_impossible_combinations_are_left_out():
    domains = {"x.a": BOTH, "x.b": BOTH}
    tree = grown("x.a", "x.b", domains, ["not x.a and not x.b", "x.a and x.b", "x.a"])
    assert reachable(tree) == {"yes"}


def test_nothing_is_left_when_every_combination_is_impossible():
    tree = grown("x.a", "x.b", {"x.a": BOTH, "x.b": BOTH}, ["x.a", "not x.a"])
    assert tree is None
    assert reachable(tree) == frozenset()
    assert support(tree) == frozenset()
    assert given(tree, "x.a", True) == frozenset()
    assert cheapest(tree, lambda *_: 1, bool) == ()


def test_an_impossible_rule_over_a_known_fact_outside_the_group_counts():
    domains = {"x.a": BOTH, "x.b": BOTH, "x.c": (True,)}
    tree = grown("x.a", "x.b", domains, ["x.c and x.a"])
    assert given(tree, "x.b", True) == {"yes"}


def test_the_cheapest_way_changes_as_little_as_possible():
    tree = grown("x.a", "x.b", {"x.a": BOTH, "x.b": BOTH})

    def cost(fact, value):
        return 0 if (fact, value) in {("x.a", True), ("x.b", True)} else 1

    assert cheapest(tree, cost, lambda label: label == "yes") == ((("x.a", False), ("x.b", True)),)
    assert cheapest(tree, cost, lambda label: label == "no") == ((("x.a", True),),)


def test_there_is_no_way_to_a_label_that_is_out_of_reach():
    tree = grown("never", "never", {})
    assert cheapest(tree, lambda *_: 1, lambda label: label == "yes") == ()


def test_no_more_ways_are_listed_than_asked_for():
    domains = {f"x.{letter}": BOTH for letter in "abcd"}
    tree = grown("never", "x.a or x.b or x.c or x.d", domains)

    def cost(fact, value):
        return 1 if value else 0

    ways = cheapest(tree, cost, lambda label: label == "yes", limit=3)
    assert len(ways) == 3
    assert all(sum(cost(*step) for step in way) == 1 for way in ways)
