"""WHO grade from differentiation and Ki-67, in the words of the language of criteria.

WHO 2017 as the review restates it (Introduction, paragraph 1; refs 4, 5): no mitotic count.
A poorly differentiated tumor with Ki-67 up to 20 % has no grade there: it stays open.
"""

from __future__ import annotations

from functools import lru_cache

from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Constant, Node, OneOf, Or
from nelm.criteria.parser import parse
from nelm.criteria.truth import Truth
from nelm.criteria.values import Facts

GRADE = "tumor.who_grade"
GRADES = {
    "G1": 'tumor.differentiation == "well" and tumor.ki67_percent < 3',
    "G2": 'tumor.differentiation == "well" and tumor.ki67_percent >= 3'
    " and tumor.ki67_percent <= 20",
    "NET_G3": 'tumor.differentiation == "well" and tumor.ki67_percent > 20',
    "NEC": 'tumor.differentiation == "poor" and tumor.ki67_percent > 20',
}
UNDEFINED = 'tumor.differentiation == "poor" and tumor.ki67_percent <= 20'


@lru_cache(maxsize=1)
def _conditions() -> tuple[dict[str, Node], Node]:
    return {grade: parse(text) for grade, text in GRADES.items()}, parse(UNDEFINED)


def possible_grades(facts: Facts) -> frozenset[str]:
    """The grades that differentiation and Ki-67 leave possible.

    >>> from nelm.criteria.values import Interval
    >>> facts = {"tumor.differentiation": frozenset({"well"}),
    ...          "tumor.ki67_percent": Interval(0, 5, high_open=True)}
    >>> sorted(possible_grades(facts))
    ['G1', 'G2']
    """
    grades, undefined = _conditions()
    if evaluate(undefined, facts).truth is not Truth.NOT_MET:
        return frozenset(grades)
    truths = {grade: evaluate(node, facts).truth for grade, node in grades.items()}
    return frozenset(grade for grade, truth in truths.items() if truth is not Truth.NOT_MET)


def in_terms_of_ki67(node: OneOf) -> Node:
    """A condition on the grade as a condition on differentiation and Ki-67."""
    grades, undefined = _conditions()
    if node.words >= frozenset(grades):
        return Constant(True)
    wanted = tuple(grades[grade] for grade in sorted(node.words))
    return Or((*wanted, And((undefined, Constant(None)))))
