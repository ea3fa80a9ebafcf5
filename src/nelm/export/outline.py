"""Everything a library defines, by name and in order, before any language is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from nelm.assessment.rules import OptionRules, option_rules
from nelm.assessment.verdict import Label
from nelm.criteria.nodes import And, Constant, Named, Node, Not, Or, walk
from nelm.export.remarks import (
    about_conflict,
    about_definition,
    about_gap,
    about_option,
    about_statement,
)
from nelm.knowledge.binding import BoundPack

OUT_OF_SCOPE = "out of scope"


@dataclass(frozen=True, slots=True)
class Is:
    """Whether a definition is true, false or unknown (None): itself never unknown."""

    name: str
    state: bool | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The text of the first step whose tests all hold, or the last text."""

    steps: tuple[tuple[tuple[Is, ...], str], ...]
    last: str


Body: TypeAlias = Node | Is | Ladder | str


@dataclass(frozen=True, slots=True)
class Define:
    """One definition of a library; `about` are the lines that people read beside it."""

    name: str
    body: Body
    about: tuple[str, ...]


def outline(bound: BoundPack) -> tuple[Define, ...]:
    """Definitions, statements, conflicts, gaps and options of a pack.

    A condition refers to another by name, as `Named`.
    """
    return (
        *_definitions(bound),
        *_statements(bound),
        *_conflicts(bound),
        *_gaps(bound),
        *(define for rules in option_rules(bound) for define in _option(rules)),
    )


def _definitions(bound: BoundPack) -> Iterator[Define]:
    nodes = (n for condition in bound.conditions.values() for n in walk(condition.node))
    used = {n.name: n.part for n in nodes if isinstance(n, Named)}
    for definition in bound.pack.definitions:
        part = used.get(definition.name)
        if part is not None:
            about = about_definition(bound, definition, part)
            yield Define(definition.name, part, about)


def _statements(bound: BoundPack) -> Iterator[Define]:
    for statement in bound.pack.statements:
        yield Define(statement.id, _node(bound, statement.id), about_statement(bound, statement))


def _conflicts(bound: BoundPack) -> Iterator[Define]:
    for conflict in bound.pack.conflicts:
        yield Define(conflict.id, _node(bound, conflict.id), about_conflict(bound, conflict))


def _gaps(bound: BoundPack) -> Iterator[Define]:
    gaps = bound.pack.gaps
    for gap in gaps:
        yield Define(gap.id, _node(bound, gap.id), about_gap(bound, gap))
    outside = _any(gap.id for gap in gaps if gap.effect == "out_of_scope")
    yield Define(OUT_OF_SCOPE, outside, ("The case is outside the scope of the source.",))


def _node(bound: BoundPack, id_: str) -> Node:
    condition = bound.conditions.get(id_)
    return Constant(True) if condition is None else condition.node


def _any(names: Iterator[str] | tuple[str, ...]) -> Node:
    return Or(tuple(map(Named, names)))


def _option(rules: OptionRules) -> Iterator[Define]:
    """The grounds of an option, its answer, both polarities of it, its label and standing."""
    name = rules.option.id
    gaps = tuple(gap.id for gap in rules.gaps if gap.effect == "not_addressed")
    sets = tuple(And(tuple(map(Named, s.statements))) for s in rules.sets)
    parts = (f"{name} contraindicated", f"{name} not addressed", f"{name} indicated")
    against, silent, indicated = map(Named, parts)
    about = about_option(rules.option)
    yield Define(parts[0], _any(rules.contraindications), (*about, "Any contraindication holds."))
    yield Define(parts[1], _any(gaps), ("The source is silent for such a case.",))
    yield Define(parts[2], Or(sets), tuple(f"Set: {s.name}." for s in rules.sets))
    yield Define(f"{name} caution", _any(rules.cautions), ("Any relative contraindication holds.",))
    answer = f"{name} answer"
    yield Define(answer, And((Not(against), Not(silent), indicated)), ("Unknown means open.",))
    yield Define(f"{name} is yes", Is(answer, True), ("False for an open answer too.",))
    yield Define(f"{name} is no", Is(answer, False), ("False for an open answer too.",))
    yield Define(f"{name} label", _label(name), ("The verdict that people read.",))
    yield Define(f"{name} standing", rules.option.standing, ("To be shown with the label.",))


def _label(name: str) -> Ladder:
    answer, caution = f"{name} answer", f"{name} caution"
    supported = Is(answer, True)
    steps = (
        ((Is(answer, None),), Label.UNDETERMINED),
        ((supported, Is(caution, True)), Label.SUPPORTED_WITH_CAUTION),
        ((supported, Is(caution, None)), Label.SUPPORTED_CAUTION_OPEN),
        ((supported,), Label.SUPPORTED),
        ((Is(f"{name} contraindicated", True),), Label.CONTRAINDICATED),
        ((Is(f"{name} not addressed", True),), Label.NOT_ADDRESSED),
    )
    named = tuple((tests, label.value) for tests, label in steps)
    return Ladder(named, Label.CRITERIA_NOT_MET.value)
