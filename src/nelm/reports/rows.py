"""Rows of the printed sheet: mark, word, claim, reason and place of every line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nelm.assessment.sheet import (
    ChangeLine,
    ConflictLine,
    FlipLine,
    GapLine,
    NumberLine,
    SettingLine,
    StatementLine,
)

Mark = tuple[str, str]
Marks = Mapping[str, Mark]

REQUIRED: Marks = {"met": ("✓", "met"), "not_met": ("✕", "not met"), "unknown": ("?", "not known")}
AGAINST: Marks = {
    "met": ("✕", "applies"),
    "not_met": ("○", "does not apply"),
    "unknown": ("?", "not known"),
}
CAUTION: Marks = {**AGAINST, "met": ("!", "applies")}
NOTED: Marks = {**AGAINST, "met": ("●", "applies")}
IN_GENERAL: Mark = ("•", "in general")
BOX: Mark = ("☐", "to do")
CONFLICT: Marks = {"met": ("●", "bears on this"), "unknown": ("?", "may bear on this")}
GAP_CLOSES: Marks = {"met": ("∅", "applies"), "unknown": ("?", "may apply")}
GAP_NOTE: Mark = ("•", "not said")
BASES = {
    "text": "the source itself",
    "reading": "a reading of the source's words",
    "outside": "another source",
    "convention": "convention of nelm",
}
UNITS = {"a": "years", "mo": "months"}
STATUS_TAGS = {
    "wrong": "ref {} is wrong in the source",
    "missing": "ref {} is missing in the source",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list.

    Attributes:
        symbol, word: the mark; the word alone says everything the symbol says.
        id: id of the statement, conflict, gap or parameter.
        says: the claim.
        why: what the case has to do with it.
        cite: its place in the source.
        tags: warnings that must be read with the claim.
        doubtful: quarantined, not to be used as fact.
    """

    symbol: str
    word: str
    id: str
    says: str
    why: str = ""
    cite: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    numbers: tuple[str, ...] = ()
    doubtful: bool = False


def statement_row(line: StatementLine, mark: Mark, statuses: Mapping[int, str]) -> Row:
    """A statement under a mark; `statuses` of references add warnings."""
    return Row(
        *mark,
        id=line.id,
        says=line.says,
        why=f"This case: {line.sentence}" if line.sentence else "",
        cite=_place(line),
        tags=tuple(_tags(line, statuses)),
        note=line.note or "",
        numbers=tuple(_number(number, line) for number in line.numbers),
        doubtful=line.quarantined,
    )


def annotation_mark(line: StatementLine) -> Mark:
    """Mark of a statement that does not decide; without a condition it is said in general."""
    return NOTED[line.truth] if line.sentence else IN_GENERAL


def conflict_row(line: ConflictLine) -> Row:
    """Statements that disagree, and how the disagreement is shown."""
    return Row(
        *CONFLICT[line.truth],
        id=line.id,
        says=line.disagreement,
        why=f"Shown as: {line.shown_as}",
        cite=f"statements {', '.join(line.statements)}",
    )


def gap_row(line: GapLine) -> Row:
    """What the source does not say; a gap that closes the option carries its truth."""
    mark = GAP_CLOSES[line.truth] if line.effect == "not_addressed" else GAP_NOTE
    return Row(*mark, id=line.id, says=line.text, cite=line.cite)


def setting_row(line: SettingLine) -> Row:
    """A parameter with the value in force and where it comes from."""
    tags = () if line.verified else ("not verified against its source",)
    if line.value != line.default:
        tags += (f"changed, default {line.default}",)
    return Row(
        symbol="",
        word=amount(line),
        id=line.name,
        says=line.wording,
        why=line.operationalized_as,
        cite="; ".join(filter(None, (BASES.get(line.basis, line.basis), line.ambiguity))),
        tags=tags,
    )


def amount(line: SettingLine) -> str:
    """The value of a parameter with its unit; a value that is not set has none."""
    unit = UNITS.get(line.unit or "", line.unit or "")
    return line.value if line.value == "not set" else f"{line.value} {unit}".strip()


def change_text(line: ChangeLine) -> str:
    """The smallest change as one sentence."""
    provided = f", provided that: {_and(line.provided)}" if line.provided else ""
    return f"If: {_and(line.steps)}{provided}, then {line.leads_to}."


def flip_text(line: FlipLine) -> str:
    """A parameter value with the verdict it would give."""
    return f"With {line.parameter} = {line.value} ({line.source}): {line.label}."


def _place(line: StatementLine) -> str:
    parts = [line.cite]
    parts += [f"ambiguity {', '.join(line.ambiguity)}"] if line.ambiguity else []
    parts += [f"parameter {', '.join(line.parameters)}"] if line.parameters else []
    return " · ".join(parts)


def _tags(line: StatementLine, statuses: Mapping[int, str]) -> Iterable[str]:
    if line.quarantined:
        yield "quarantined: doubtful in the source, not to be used as fact"
    if line.inherited_from:
        yield f"inherited from {line.inherited_from}, not stated by the source"
    for ref in line.refs:
        if statuses.get(ref) in STATUS_TAGS:
            yield STATUS_TAGS[statuses[ref]].format(ref)


def _number(number: NumberLine, line: StatementLine) -> str:
    if not number.refs or set(number.refs) == set(line.refs):
        return number.text
    return f"{number.text} [ref {', '.join(map(str, number.refs))}]"


def _and(steps: Iterable[str]) -> str:
    first, *rest = steps
    return " and ".join([first, *(step[:1].lower() + step[1:] for step in rest)])
