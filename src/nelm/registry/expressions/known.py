"""What every row makes known: `nelm.case.known.known_facts` for a whole table.

For one case the search for contradictions is repeated until it finds nothing new. Once is enough:
taking doubted facts away leaves every other value as it was or takes it away too, so a condition
that was not met can not become met. `tests/agreement` holds that against generated cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from nelm.case.contradictions import contradictions, doubts
from nelm.case.derived import BY_FACT
from nelm.case.grade import GRADE, GRADES
from nelm.registry.expressions.columns import judged
from nelm.registry.expressions.derived import (
    CHILD_PUGH,
    RULES,
    SURFACE,
    body_surface,
    check_rules_are_complete,
    child_pugh,
    possible_grades,
)
from nelm.registry.expressions.entered import entered_facts, suspect_columns
from nelm.registry.expressions.facts import (
    FactColumns,
    Facts,
    Number,
    Words,
    WordSet,
    YesNo,
    any_true,
    certainly,
    is_one_of,
    meanings,
)
from nelm.registry.schema import flat_facts

Doubts = Mapping[str, ir.BooleanValue]


@dataclass(frozen=True)
class KnownRows:
    """A table with the values that criteria may read, and what is to be questioned.

    `clashing`, `suspect`, `derived` (by fact: whether its value is derived) and `doubted` (by fact:
    whether it counts as unknown because of a finding) name never-NULL boolean columns.
    """

    table: ir.Table
    facts: Facts
    clashing: str
    suspect: str
    derived: Mapping[str, str]
    doubted: Mapping[str, str]

    def is_grade_alone(self) -> ir.BooleanValue:
        """Whether the WHO grade does not follow from what it is derived from; never NULL."""
        stated = self.facts[GRADE].known(self.table) & ~self.table[self.derived[GRADE]]
        concerned = (GRADE, *BY_FACT[GRADE].inputs)
        return stated | any_true(
            self.table[self.doubted[f]] for f in concerned if f in self.doubted
        )


@dataclass(frozen=True)
class _Values:
    """Values in the making; `derived` names the columns that tell where a fact is derived."""

    table: ir.Table
    facts: Facts
    derived: Mapping[str, str]


@dataclass(frozen=True)
class _Clash:
    """A contradiction: whether it holds, and the facts that count as unknown then."""

    holds: str
    facts: tuple[str, ...]


def known_rows(table: ir.Table) -> KnownRows:
    """Values of every row with derived facts; suspect and contradictory facts are unknown."""
    check_rules_are_complete()
    table, entered = entered_facts(table)
    strange = suspect_columns(table, entered)
    names = {fact: f"suspect:{fact}" for fact in strange}
    table = table.mutate(**{names[fact]: flag for fact, flag in strange.items()})
    first = _values(table, entered, names, "first")
    table, clashes = _clashes(first, entered)
    doubted = _doubted(table, clashes, first.derived, names)
    table = table.mutate(
        **{f"doubted:{fact}": flag for fact, flag in doubted.items()},
        contradiction=any_true(table[clash.holds] for clash in clashes),
        any_suspect=any_true(table[name] for name in names.values()),
    )
    flags = {fact: f"doubted:{fact}" for fact in doubted}
    final = _values(table, entered, flags, "final")
    return KnownRows(final.table, final.facts, "contradiction", "any_suspect", final.derived, flags)


def _values(table: ir.Table, entered: Facts, doubted: Mapping[str, str], tag: str) -> _Values:
    """Entered values that nobody doubts, and what follows from them."""
    masks: dict[str, ir.Value] = {}
    facts = {name: _mask(table, name, c, doubted, masks) for name, c in entered.items()}
    values = _Values(table.mutate(**_tagged(masks, tag)), _renamed(facts, masks, tag), {})
    for rules in RULES:
        values = _with_simple_rules(values, rules, doubted, tag)
    return _with_child_pugh(_with_grades(values, doubted, tag), doubted, tag)


def _mask(
    table: ir.Table,
    name: str,
    columns: FactColumns,
    doubted: Mapping[str, str],
    masks: dict[str, ir.Value],
) -> FactColumns:
    """The columns of a fact, emptied where it is doubted."""
    if name not in doubted:
        return columns
    doubt = table[doubted[name]]
    ends = (columns.low, columns.high) if isinstance(columns, Number) else (_only(columns),)
    for column in ends:
        masks[column] = ibis.cases((doubt, ibis.null(table[column].type())), else_=table[column])
    return columns


def _only(columns: FactColumns) -> str:
    assert isinstance(columns, YesNo | Words)
    return columns.column


def _tagged(columns: Mapping[str, ir.Value], tag: str) -> dict[str, ir.Value]:
    return {f"{tag}:{name}": column for name, column in columns.items()}


def _renamed(facts: Facts, masks: Mapping[str, ir.Value], tag: str) -> Facts:
    """The facts reading the emptied columns where there are such."""

    def name(column: str) -> str:
        return f"{tag}:{column}" if column in masks else column

    renamed: dict[str, FactColumns] = {}
    for fact, columns in facts.items():
        if isinstance(columns, Number):
            renamed[fact] = replace(columns, low=name(columns.low), high=name(columns.high))
        else:
            assert isinstance(columns, YesNo | Words)
            renamed[fact] = replace(columns, column=name(columns.column))
    return renamed


def _allowed(table: ir.Table, fact: str, doubted: Mapping[str, str]) -> ir.BooleanValue:
    """Whether a fact may be derived: neither it nor what it follows from is in doubt."""
    concerned = (fact, *BY_FACT[fact].inputs)
    return ~any_true(table[doubted[name]] for name in concerned if name in doubted)


def _with_simple_rules(
    values: _Values, rules: Iterable[str], doubted: Mapping[str, str], tag: str
) -> _Values:
    table, facts, new = values.table, dict(values.facts), dict[str, ir.Value]()
    derived = dict(values.derived)
    for fact in rules:
        rule = next(group[fact] for group in RULES if fact in group)
        follows = rule(table, values.facts)
        allowed = _allowed(table, fact, doubted)
        found = ibis.cases((allowed, follows), else_=ibis.null(follows.type()))
        entered = values.facts.get(fact)
        column, derived[fact] = f"{tag}:{fact}", f"{tag} derived:{fact}"
        stated = ibis.null(follows.type()) if entered is None else table[_only(entered)]
        new[column] = ibis.coalesce(stated, found)
        new[derived[fact]] = stated.isnull() & found.notnull()
        definition = flat_facts()[fact]
        facts[fact] = YesNo(column) if definition.kind == "yes_no" else Words(column, definition)
    return _Values(table.mutate(**new), facts, derived)


def _with_grades(values: _Values, doubted: Mapping[str, str], tag: str) -> _Values:
    table, found = possible_grades(values.table, values.facts, f"{tag} grade")
    entered, allowed = values.facts.get(GRADE), _allowed(table, GRADE, doubted)
    stated = ibis.literal(False) if entered is None else entered.known(table)
    new = {}
    for grade in GRADES:
        excluded = ibis.literal(False) if entered is None else _excludes(table, entered, grade)
        new[f"{tag} not:{grade}"] = ibis.ifelse(stated, excluded, allowed & found[grade])
    new[f"{tag} known:{GRADE}"] = stated | (allowed & found["known"])
    new[f"{tag} derived:{GRADE}"] = ~stated & allowed & found["known"]
    columns = WordSet({g: f"{tag} not:{g}" for g in GRADES}, f"{tag} known:{GRADE}")
    derived = {**values.derived, GRADE: f"{tag} derived:{GRADE}"}
    return _Values(table.mutate(**new), {**values.facts, GRADE: columns}, derived)


def _excludes(table: ir.Table, entered: FactColumns, grade: str) -> ir.BooleanValue:
    """Whether the grade entered is another one."""
    words = meanings(flat_facts()[GRADE]).items()
    others = [word for word, meaning in words if grade not in meaning]
    return certainly(is_one_of(table[_only(entered)], others))


def _with_child_pugh(values: _Values, doubted: Mapping[str, str], tag: str) -> _Values:
    """The score; the columns `points` keep what the facts give, whatever is entered."""
    low, high = child_pugh(values.table, values.facts)
    points = f"{tag} points:low", f"{tag} points:high"
    table = values.table.mutate(**{points[0]: low, points[1]: high})
    entered = values.facts.get(CHILD_PUGH)
    allowed, names = _allowed(table, CHILD_PUGH, doubted), (f"{tag}:points", f"{tag}:to points")
    new, nothing = {}, ibis.null("float64")
    for name, point, end in zip(names, points, ("low", "high"), strict=True):
        stated = table[getattr(entered, end)] if isinstance(entered, Number) else nothing
        new[name] = ibis.coalesce(stated, ibis.cases((allowed, table[point]), else_=nothing))
        new[f"{tag} derived:{CHILD_PUGH}"] = stated.isnull() & allowed & table[point].notnull()
    derived = {**values.derived, CHILD_PUGH: f"{tag} derived:{CHILD_PUGH}"}
    return _Values(table.mutate(**new), {**values.facts, CHILD_PUGH: Number(*names)}, derived)


def _clashes(values: _Values, entered: Facts) -> tuple[ir.Table, list[_Clash]]:
    """The table with a never-NULL column for every contradiction and doubt."""
    rules = (*contradictions(), *doubts())
    stage = judged(values.table, values.facts, [rule.condition for rule in rules], "clash")
    new = {f"clash:{rule.id}": certainly(stage.truth(rule.condition)) for rule in rules}
    clashes = [_Clash(f"clash:{rule.id}", rule.doubted) for rule in rules]
    for fact, holds in _against_derived(stage.table, values, entered):
        new[f"clash:{fact}"] = holds
        clashes.append(_Clash(f"clash:{fact}", (fact, *BY_FACT[fact].inputs)))
    return stage.table.mutate(**new), clashes


def _against_derived(
    table: ir.Table, values: _Values, entered: Facts
) -> Iterator[tuple[str, ir.BooleanValue]]:
    """Numbers entered that can not be what the other facts give."""
    points = table["first points:low"], table["first points:high"]
    for fact, ends in ((CHILD_PUGH, points), (SURFACE, body_surface(table, values.facts))):
        columns = values.facts.get(fact)
        if fact in entered and ends is not None and isinstance(columns, Number):
            tolerance = BY_FACT[fact].tolerance or 0.0
            yield fact, _apart(table, columns, ends[0] - tolerance, ends[1] + tolerance)


def _apart(table: ir.Table, number: Number, low: ir.Value, high: ir.Value) -> ir.BooleanValue:
    """Whether an interval and the closed one from `low` to `high` have no number in common."""
    below, above = table[number.high] < low, table[number.low] > high
    if number.high_open is not None:
        below = below | ((table[number.high] == low) & table[number.high_open])
    if number.low_open is not None:
        above = above | ((table[number.low] == high) & table[number.low_open])
    return certainly(below | above)


def _doubted(
    table: ir.Table, clashes: list[_Clash], derived: Mapping[str, str], suspect: Mapping[str, str]
) -> Doubts:
    """For each fact whether it counts as unknown: suspect, in a contradiction, or behind one."""
    reasons: dict[str, list[ir.BooleanValue]] = {f: [table[n]] for f, n in suspect.items()}
    for clash in clashes:
        for fact in clash.facts:
            reasons.setdefault(fact, []).append(table[clash.holds])
            for source in BY_FACT[fact].inputs if fact in derived else ():
                behind = table[clash.holds] & table[derived[fact]]
                reasons.setdefault(source, []).append(behind)
    return {fact: any_true(flags) for fact, flags in reasons.items()}
