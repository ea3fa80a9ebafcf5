"""Derived facts of every row, by the rules of `nelm.case.derived`, as columns.

Rules of one fact with finitely many values are asked for each value and become a CASE; a rule
that reads numbers is written out here, and a test holds it against the rule for one case.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from nelm.calculators.child_pugh import DEGREE_POINTS
from nelm.case.case import Case
from nelm.case.derived import BY_FACT, DERIVATIONS
from nelm.case.grade import GRADE, GRADES, UNDEFINED
from nelm.criteria.nodes import Compare
from nelm.criteria.parser import parse
from nelm.registry.expressions.columns import judged
from nelm.registry.expressions.facts import (
    Facts,
    Number,
    Words,
    YesNo,
    all_true,
    certainly,
    meanings,
    truth_of_atom,
)
from nelm.registry.schema import flat_facts

DIFFERENTIATION, KI67 = "tumor.differentiation", "tumor.ki67_percent"
FUNCTIONAL, CONTROL = "tumor.functional", "tumor.syndrome_control"
TWO_STEPS, CHILD_PUGH = "liver.two_step_clearance_feasible", "liver.child_pugh_points"
SURFACE, HEIGHT, WEIGHT = "patient.bsa_m2", "patient.height_cm", "patient.weight_kg"
FROM_DATES_OR_LISTS = frozenset(
    rule.fact
    for rule in DERIVATIONS
    if set(rule.inputs) & {"liver.lesions", "history.prior_ablation", "course.stable_since"}
)
# Points 1 and 2 of the Child-Pugh score; beyond both it is 3 (nelm.calculators.child_pugh).
SCORED = {
    "liver.bilirubin_umol_l": (("<", 34.0), ("<=", 50.0)),
    "liver.albumin_g_l": ((">", 35.0), (">=", 28.0)),
    "liver.inr": (("<", 1.7), ("<=", 2.3)),
}
DEGREES = ("liver.ascites", "liver.encephalopathy")
MIN_POINTS, MAX_POINTS = 5, 15

Values: TypeAlias = Mapping[str, ir.Value]
Derived: TypeAlias = Callable[[ir.Table, Facts], ir.Value]


def from_one_fact(fact: str) -> Derived:
    """A rule that reads one fact, asked for each of its values."""
    rule = BY_FACT[fact]
    (source,) = rule.inputs

    def derive(table: ir.Table, facts: Facts) -> ir.Value:
        columns = facts.get(source)
        assert isinstance(columns, YesNo | Words | None)
        if columns is None:
            return ibis.null(_type_of(fact))
        values = {True: True, False: False}
        stored = meanings(columns.fact) if isinstance(columns, Words) else values
        branches = []
        for raw, meaning in stored.items():
            value = rule.derive(Case(), {source: meaning})
            if value is not None:
                (word,) = value if isinstance(value, frozenset) else (value,)
                branches.append((table[columns.column] == raw, word))
        return ibis.cases(*branches, else_=ibis.null(_type_of(fact)))

    return derive


def _type_of(fact: str) -> str:
    return "boolean" if flat_facts()[fact].kind == "yes_no" else "string"


def functional(table: ir.Table, facts: Facts) -> ir.BooleanValue:
    """No with a syndrome or control that says there is none, else yes when either is known."""
    syndrome, control = facts.get("tumor.syndrome"), facts.get(CONTROL)
    absent, present = [], []
    for columns, word in ((syndrome, "none"), (control, "not_applicable")):
        if isinstance(columns, Words):
            absent.append(certainly(table[columns.column] == word))
            present.append(columns.known(table))
    if not present:
        return ibis.null("boolean")
    return ibis.cases(
        (reduce(operator.or_, absent), False),
        (reduce(operator.or_, present), True),
        else_=ibis.null("boolean"),
    )


# Rules whose facts are needed by the second group come first; within a group none reads another.
RULES: Sequence[Mapping[str, Derived]] = (
    {
        DIFFERENTIATION: from_one_fact(DIFFERENTIATION),
        FUNCTIONAL: functional,
        TWO_STEPS: from_one_fact(TWO_STEPS),
    },
    {CONTROL: from_one_fact(CONTROL)},
)


def possible_grades(
    table: ir.Table, facts: Facts, tag: str
) -> tuple[ir.Table, Mapping[str, ir.Value]]:
    """For each grade whether differentiation and Ki-67 rule it out, and `known` if any is.

    Returns:
        The table with the conditions of the grades added, and the columns to add to it.
    """
    conditions = {grade: parse(text) for grade, text in GRADES.items()}
    undefined = parse(UNDEFINED)
    stage = judged(table, facts, [*conditions.values(), undefined], tag)
    defined = certainly(~stage.truth(undefined))
    impossible = {g: defined & certainly(~stage.truth(node)) for g, node in conditions.items()}
    both = [facts[name].known(stage.table) for name in (DIFFERENTIATION, KI67) if name in facts]
    settled = all_true(both) if len(both) == 2 else ibis.literal(False)
    known = reduce(operator.or_, [settled, *impossible.values()])
    return stage.table, {**impossible, "known": known}


def child_pugh(table: ir.Table, facts: Facts) -> tuple[ir.Value, ir.Value]:
    """Least and greatest score that the five facts leave possible; NULL when all are open."""
    least, most = zip(
        *(_scored(table, facts, name) for name in SCORED),
        *(_degree(table, facts, name) for name in DEGREES),
        strict=True,
    )
    low, high = reduce(operator.add, least), reduce(operator.add, most)
    says_nothing = (low == MIN_POINTS) & (high == MAX_POINTS)
    nothing = ibis.null("float64")
    return (
        ibis.cases((says_nothing, nothing), else_=low.cast("float64")),
        ibis.cases((says_nothing, nothing), else_=high.cast("float64")),
    )


def _scored(table: ir.Table, facts: Facts, name: str) -> tuple[ir.Value, ir.Value]:
    """Least points: a number that scores so is possible; most points: all numbers do."""
    one, two = (
        truth_of_atom(Compare(name, sign, bound), facts, table) for sign, bound in SCORED[name]
    )
    least = ibis.cases((certainly(~two), 3), (certainly(~one), 2), else_=1)
    return least, ibis.cases((one, 1), (two, 2), else_=3)


def _degree(table: ir.Table, facts: Facts, name: str) -> tuple[ir.Value, ir.Value]:
    columns = facts.get(name)
    if not isinstance(columns, Words):
        return ibis.literal(1), ibis.literal(3)
    word = table[columns.column]
    points = {w: [DEGREE_POINTS[p] for p in m] for w, m in meanings(columns.fact).items()}
    return (
        ibis.cases(*((word == w, min(p)) for w, p in points.items()), else_=1),
        ibis.cases(*((word == w, max(p)) for w, p in points.items()), else_=3),
    )


def body_surface(table: ir.Table, facts: Facts) -> tuple[ir.Value, ir.Value] | None:
    """Least and greatest body surface (Mosteller) of every row; None without the columns."""
    height, weight = facts.get(HEIGHT), facts.get(WEIGHT)
    if not (isinstance(height, Number) and isinstance(weight, Number)):
        return None
    low = (table[height.low] * table[weight.low] / 3600).sqrt()
    return low, (table[height.high] * table[weight.high] / 3600).sqrt()


def check_rules_are_complete() -> None:
    """Refuse to go on when a case has a derived fact that a registry would not have."""
    here = {GRADE, CHILD_PUGH, SURFACE, *FROM_DATES_OR_LISTS, *(f for g in RULES for f in g)}
    missing = {rule.fact for rule in DERIVATIONS} - here
    if missing:
        raise NotImplementedError(f"the registry does not derive {', '.join(sorted(missing))}")
