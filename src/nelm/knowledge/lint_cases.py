"""Lint: the statement cases of a pack show every condition met, not met, unknown, at its edges."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from nelm.case.problem import InputError, Problem
from nelm.case.vocabulary import vocabulary
from nelm.criteria.nodes import Compare, Constant, walk
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.lint_conditions import parsed
from nelm.knowledge.lint_links import problem_at
from nelm.knowledge.pack import Pack, PackError
from nelm.knowledge.schema import Statement
from nelm.knowledge.statement_cases import StatementCase, read_statement_cases

EVERY_SIDE = "exact values below, on and above every threshold"
Sides: TypeAlias = frozenset[str]


def wrong_cases(pack: Pack) -> Iterator[Problem]:
    """Cases that can not be read or do not hold, and what no case shows.

    The conditions of the pack must be sound (see `nelm.knowledge.lint_conditions`).
    """
    try:
        cases = read_statement_cases(pack.folder)
    except PackError as error:
        yield from error.problems
        return
    groups: dict[str, list[StatementCase]] = defaultdict(list)
    for case in cases:
        groups[case.statement].append(case)
    conditional = {s.id: s for s in pack.statements if s.when is not None}
    for id_ in sorted(groups.keys() - conditional.keys()):
        allowed = "a statement of the pack with a condition"
        yield Problem("cases", id_, allowed, groups[id_][0].file, groups[id_][0].line)
    for statement in conditional.values():
        yield from _of_statement(pack, statement, groups[statement.id])


def _of_statement(
    pack: Pack, statement: Statement, cases: Sequence[StatementCase]
) -> Iterator[Problem]:
    sound = []
    for case in cases:
        problems = list(_wrong(pack, case))
        yield from problems
        sound += [] if problems else [case]
    if all(isinstance(node, Constant) for node in parsed(statement.when or "always")):
        return
    for truth in Truth:
        if truth not in {case.expected for case in cases}:
            yield problem_at(pack, statement.id, f"cases.{truth.value}", "empty", "a case or more")
    for missing in _missing_sides(pack, statement, sound):
        yield problem_at(pack, statement.id, "cases", f"without {missing}", EVERY_SIDE)


def _wrong(pack: Pack, case: StatementCase) -> Iterator[Problem]:
    """Facts or parameters that can not be read, or another truth than expected."""
    try:
        truth = case.truth(pack)
    except InputError as error:
        for problem in error.problems:
            field = f"{case.statement}.cases.{problem.field}"
            yield Problem(field, problem.value, problem.allowed, case.file, case.line)
        return
    if truth is not case.expected:
        found = f"{truth.value} for {dict(case.facts)}"
        field = f"{case.statement}.cases.{case.expected.value}"
        yield Problem(field, found, f"cases that are {case.expected.value}", case.file, case.line)


def _missing_sides(
    pack: Pack, statement: Statement, cases: Sequence[StatementCase]
) -> Iterator[str]:
    """Sides of thresholds where no case has an exact value.

    Thresholds are those at the default parameters; where a parameter has no default, one value
    that the cases give it must be shown on every side.
    """
    shown = _shown_sides(pack, cases)
    node = bind_pack(pack).conditions[statement.id].node
    for limit in dict.fromkeys(part for part in walk(node) if isinstance(part, Compare)):
        if limit.bound is not None:
            missing, name = _needed(limit) - shown.get(limit, frozenset()), f"{limit.bound:g}"
        else:
            tried = [_needed(x) - shown[x] for x in shown if _only_set(x) == limit]
            missing = min(tried, key=len, default=frozenset({"below", "on", "above"}))
            name = f"a value set for {limit.parameter}"
        for side in sorted(missing):
            yield f"an exact {limit.fact} {side} {name}"


def _only_set(limit: Compare) -> Compare:
    return Compare(limit.fact, limit.operator, None, limit.parameter)


def _needed(limit: Compare) -> Sides:
    """The sides of a threshold that the range of the fact has."""
    fact, bound = vocabulary()[limit.fact], limit.bound or 0
    sides = {"below": bound > fact.low, "on": True, "above": bound < fact.high}
    return frozenset(side for side, exists in sides.items() if exists)


def _shown_sides(pack: Pack, cases: Sequence[StatementCase]) -> Mapping[Compare, Sides]:
    shown: dict[Compare, Sides] = {}
    for case in cases:
        for limit in walk(case.condition(pack)):
            if isinstance(limit, Compare) and limit.bound is not None:
                side = _side(case, limit.fact, limit.bound)
                shown[limit] = shown.get(limit, frozenset()) | side
    return shown


def _side(case: StatementCase, fact: str, bound: float) -> Sides:
    value = case.values.get(fact)
    if not isinstance(value, Interval) or not value.is_exact or math.isinf(value.low):
        return frozenset()
    if value.low == bound:
        return frozenset({"on"})
    return frozenset({"below" if value.low < bound else "above"})
