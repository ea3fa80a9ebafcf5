"""What stands beside a definition for people: words, place, references, parameters, doubts."""

from __future__ import annotations

from collections.abc import Iterable

from nelm.assessment.sheet import INTENDED_USE
from nelm.assessment.wording import cite
from nelm.criteria.nodes import Node, parameters_of
from nelm.knowledge.binding import BoundPack, read_settings, select
from nelm.knowledge.schema import Conflict, Definition, Gap, Option, Parameter, Statement, When


def about_library(bound: BoundPack) -> tuple[str, ...]:
    """What a reader of the whole library must know first."""
    manifest, defaults = bound.pack.manifest, read_settings(bound.pack, {})
    return (
        f"{manifest.title}, made computable: pack {manifest.id} {manifest.version}, "
        f"content {bound.pack.content_hash[:12]}.",
        f"Source: {manifest.citation} doi {manifest.doi}. License of the source: "
        f"{manifest.source_license}.",
        f"Scope: {manifest.scope}",
        INTENDED_USE,
        "",
        "Input: a NetCase record, the facts known of one patient after nelm has derived what "
        "follows from them and set aside what contradicts. Null is unknown, never no.",
        "Read both `is yes` and `is no` of an option: an open answer is neither. Show the standing "
        "with every supported label.",
        "",
        "Parameters, vague words of the source made definite:",
        *(_parameter(p, bound, defaults[p.name]) for p in bound.pack.parameters),
    )


def _parameter(parameter: Parameter, bound: BoundPack, default: object) -> str:
    value = bound.settings[parameter.name]
    changed = "" if value == default else f" (changed; default {_shown(default)})"
    return (
        f"- {_setting(parameter, value)}{changed}: {parameter.wording}; "
        f"as {parameter.operationalized_as}"
    )


def about_definition(bound: BoundPack, definition: Definition, node: Node) -> tuple[str, ...]:
    """Sentences, text, parameters and doubts of a definition."""
    names = (*_selector(definition.when), *parameters_of(node))
    return (
        f"True: {definition.yes}. False: {definition.no}.",
        *_condition(bound, definition.when, names),
        *_doubts(definition.ambiguity, definition.note),
    )


def about_statement(bound: BoundPack, statement: Statement) -> tuple[str, ...]:
    """Words, place, condition, parameters and doubts of a statement."""
    roles = dict.fromkeys((statement.strength.replace("_", " "), statement.kind))
    inherited = statement.inherited_from
    about = ", ".join(statement.applies_to)
    return (
        f"{statement.says} ({', '.join(roles)})",
        f"Place: {cite(statement.anchor, statement.refs)}",
        *([f"About: {about}"] if about else []),
        *([f"Inherited from {inherited}, not stated for this option"] if inherited else []),
        *(["Quarantined: shown as printed, never used"] if _is_doubtful(statement) else []),
        *_condition_of(bound, statement.id, statement.when),
        *_doubts(statement.ambiguity, statement.note),
    )


def _is_doubtful(statement: Statement) -> bool:
    return statement.status == "quarantined"


def about_gap(bound: BoundPack, gap: Gap) -> tuple[str, ...]:
    """What the source does not say, and what follows where a case falls into it."""
    return (
        f"Gap ({gap.effect.replace('_', ' ')}): {gap.text}",
        *([f"Place: {cite(gap.anchor, ())}"] if gap.anchor else []),
        *_condition_of(bound, gap.id, gap.when),
        *_doubts((), gap.note),
    )


def about_conflict(bound: BoundPack, conflict: Conflict) -> tuple[str, ...]:
    """Which statements disagree and how that is shown."""
    return (
        f"Conflict between {', '.join(conflict.statements)}: {conflict.disagreement}",
        f"Shown as: {conflict.shown_as}",
        *_condition_of(bound, conflict.id, conflict.when),
        *_doubts((), conflict.note),
    )


def about_option(option: Option) -> tuple[str, ...]:
    """Name and standing of an option."""
    return (
        f"Option {option.code}: {option.name} ({option.intent}).",
        f"Standing when its criteria hold: {option.standing}.",
        f"Place: {cite(option.standing_anchor, ())}",
    )


def _condition_of(bound: BoundPack, id_: str, when: When | None) -> Iterable[str]:
    if when is None:
        return ("No condition: it applies to every case",)
    return _condition(bound, when, bound.conditions[id_].parameters)


def _condition(bound: BoundPack, when: When, names: tuple[str, ...]) -> Iterable[str]:
    yield f"Condition: {' '.join(select(when, bound.settings)[1].split())}"
    used = [p for p in bound.pack.parameters if p.name in names]
    if used:
        shown = ", ".join(_setting(p, bound.settings[p.name]) for p in used)
        yield f"Parameters: {shown}"


def _selector(when: When) -> tuple[str, ...]:
    return () if isinstance(when, str) else (when["by"],)


def _setting(parameter: Parameter, value: object) -> str:
    unit = None if value is None else parameter.unit
    return " ".join(filter(None, (parameter.name, "=", _shown(value), unit)))


def _shown(value: object) -> str:
    if value is None:
        return "not set"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _doubts(ambiguity: tuple[str, ...], note: str | None) -> Iterable[str]:
    if ambiguity:
        yield f"Ambiguity: {', '.join(ambiguity)}"
    if note:
        yield f"Note: {note}"
