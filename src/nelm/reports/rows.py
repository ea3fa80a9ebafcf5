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
from nelm.assessment.wording import ranges

Mark = tuple[str, str]
Symbols = Mapping[str, str]

CRITERION: Symbols = {"met": "✓", "not_met": "✕", "unknown": "?"}
EXCLUSION: Symbols = {"met": "✕", "not_met": "○", "unknown": "?"}
CAUTION: Symbols = {"met": "!", "not_met": "○", "unknown": "?"}
ITEM: Symbols = {"met": "●", "not_met": "○", "unknown": "?"}
EMPTY_BOX, TICKED_BOX = "☐", "☑"
IN_GENERAL: Mark = ("•", "in general")
NOT_SAID: Mark = ("•", "not said")
TRUTH_WORDS = {"met": "met", "not_met": "not met", "unknown": "not known"}
BEARING = {"met": "bears on this", "unknown": "may bear on this"}
CLOSING = {"met": ("∅", "applies"), "unknown": ("?", "may apply")}
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
        label, why: what the case has to do with it, how it is shown or read.
        cite: its place in the source.
        tags: warnings that must be read with the claim.
        doubtful: quarantined, not to be used as fact.
    """

    symbol: str
    word: str
    id: str
    says: str
    label: str = ""
    why: str = ""
    cite: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    numbers: tuple[str, ...] = ()
    doubtful: bool = False


def deciding(line: StatementLine, symbols: Symbols) -> Mark:
    """Mark of a statement that decides: its truth."""
    return symbols[line.truth], line.state


def noted(line: StatementLine, symbols: Symbols) -> Mark:
    """Mark of a statement that annotates; without a condition it is said in general."""
    return (symbols[line.truth], line.state) if line.sentence else IN_GENERAL


def task(line: StatementLine) -> Mark:
    """Box of a check-list: its state, or for an item without condition how the source puts it."""
    if line.sentence:
        return (TICKED_BOX if line.state == "done" else EMPTY_BOX), line.state
    return EMPTY_BOX, "required" if line.strength == "required" else "named"


def statement_row(line: StatementLine, mark: Mark, statuses: Mapping[int, str]) -> Row:
    """A statement under a mark; `statuses` of references add warnings."""
    return Row(
        *mark,
        id=line.id,
        says=line.says,
        label="This case",
        why=line.sentence or "",
        cite=_place(line),
        tags=tuple(_tags(line, statuses)),
        note=line.note or "",
        numbers=tuple(_number(number, line) for number in line.numbers),
        doubtful=line.quarantined,
    )


def conflict_row(line: ConflictLine) -> Row:
    """Statements that disagree, and how the disagreement is shown."""
    return Row(
        symbol=ITEM[line.truth],
        word=BEARING[line.truth],
        id=line.id,
        says=line.disagreement,
        label="Shown as",
        why=line.shown_as,
        cite=f"statements {', '.join(line.statements)}",
    )


def gap_row(line: GapLine) -> Row:
    """What the source does not say; a gap that closes the option carries its truth."""
    mark = CLOSING[line.truth] if line.effect == "not_addressed" else NOT_SAID
    return Row(*mark, id=line.id, says=line.text, cite=line.cite)


def setting_row(line: SettingLine) -> Row:
    """A parameter with the value in force and where it comes from."""
    unchecked = line.basis == "outside" and not line.verified
    doubt = ("not verified against its source",) if unchecked else ()
    return Row(
        symbol="",
        word=_amount(line),
        id=f"{line.name} = {line.value}",
        says=f"{line.wording[:1].upper()}{line.wording[1:]}",
        label="Read as",
        why=line.operationalized_as,
        cite=" · ".join(filter(None, (line.origin, line.ambiguity))),
        tags=(*doubt, *_changed(line)),
    )


def setting_text(line: SettingLine) -> str:
    """A parameter in one line: the vague words, the value in force and how sure it is."""
    row = setting_row(line)
    return f"{row.says}: {row.word} [{'; '.join((line.name, line.origin, *_changed(line)))}]"


def change_text(line: ChangeLine) -> str:
    """The smallest change as one sentence."""
    provided = f", provided that {_and(line.provided)}" if line.provided else ""
    return f"{line.leads_to.capitalize()}, if {_and(line.steps)}{provided}."


def flip_text(line: FlipLine) -> str:
    """A parameter value with the verdict it would give."""
    return f"With {line.parameter} = {line.value} ({line.source}): {line.label}."


def _changed(line: SettingLine) -> tuple[str, ...]:
    return (f"changed, default {line.default}",) if line.value != line.default else ()


def _amount(line: SettingLine) -> str:
    unit = UNITS.get(line.unit or "", line.unit or "")
    value = line.value.replace("_", " ")
    return value if value == "not set" else f"{value} {unit}".strip()


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
        status = statuses.get(ref, "")
        if status in STATUS_TAGS:
            yield STATUS_TAGS[status].format(ref)


def _number(number: NumberLine, line: StatementLine) -> str:
    if not number.refs or set(number.refs) == set(line.refs):
        return number.text
    return f"{number.text} [ref {ranges(number.refs)}]"


def _and(steps: Iterable[str]) -> str:
    return " and ".join(f"{step[:1].lower()}{step[1:]}" for step in steps)
