"""The board sheet laid out for print, the same for HTML and PDF; computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nelm.assessment.sheet import FactLine, SettingLine, Sheet
from nelm.reports.blocks import Block, Part, blocks, fact_name, general_parts
from nelm.reports.rows import Row, setting_row

MOST_QUESTIONS, MOST_NAMES = 8, 3
FACT_GROUPS = {
    "extrahepatic": "Outside the liver",
    "lab": "Laboratory",
}
FLAG_TITLES = {
    "contradiction": "Contradictory entries",
    "suspect": "Suspect value",
    "stale": "Stale fact",
}
IN_QUESTION = {"contradiction": "contradictory", "suspect": "suspect", "stale": "stale"}
COUNTS_AS_UNKNOWN = ("contradiction", "suspect")


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one intent, in the order of the source."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact with everything known about where it comes from."""

    subject: str
    value: str
    doubt: str
    origin: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The stated and derived facts of one group."""

    title: str
    facts: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class Titled:
    """A bold title and the text behind it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class View:
    """A sheet with everything its templates print besides the sheet itself."""

    sheet: Sheet
    case_line: tuple[str, ...]
    facts: tuple[FactGroup, ...]
    flags: tuple[Titled, ...]
    groups: tuple[Group, ...]
    questions: tuple[Titled, ...]
    more_questions: tuple[Titled, ...]
    general: tuple[Part, ...]
    settings: tuple[Row, ...]
    changed: str


def lay_out(sheet: Sheet) -> View:
    """Lay a sheet out for print."""
    questions = tuple(_questions(sheet))
    return View(
        sheet=sheet,
        case_line=tuple(_case_line(sheet)),
        facts=tuple(_facts(sheet)),
        flags=tuple(_flags(sheet)),
        groups=tuple(_groups(blocks(sheet))),
        questions=questions[:MOST_QUESTIONS],
        more_questions=questions[MOST_QUESTIONS:],
        general=general_parts(sheet),
        settings=tuple(map(setting_row, _settings(sheet))),
        changed=", ".join(f"{x.name} = {x.value}" for x in sheet.pack.changed_parameters),
    )


def _groups(found: tuple[Block, ...]) -> Iterable[Group]:
    for title in dict.fromkeys(block.option.intent_title for block in found):
        yield Group(title, tuple(b for b in found if b.option.intent_title == title))


def _settings(sheet: Sheet) -> Iterable[SettingLine]:
    used = [line for option in sheet.options for line in option.parameters]
    return {line.name: line for line in (*used, *sheet.pack.changed_parameters)}.values()


def _case_line(sheet: Sheet) -> Iterable[str]:
    case = sheet.case
    yield f"Case {case.id}"
    if case.title:
        yield case.title
    yield f"decision date {case.decision_date or 'not stated'}"
    if case.decision_point:
        yield case.decision_point
    if case.synthetic:
        yield "synthetic case"


def _facts(sheet: Sheet) -> Iterable[FactGroup]:
    doubts: dict[str, list[str]] = {}
    for finding in sheet.findings:
        for fact in finding.facts:
            doubts.setdefault(fact, []).append(IN_QUESTION.get(finding.kind, finding.kind))
    for group in dict.fromkeys(line.group for line in sheet.case.facts):
        lines = [line for line in sheet.case.facts if line.group == group]
        title = FACT_GROUPS.get(group, group.capitalize())
        yield FactGroup(title, tuple(_fact(line, doubts) for line in lines))


def _fact(line: FactLine, doubts: Mapping[str, list[str]]) -> FactRow:
    because = (line.unknown_because or "").replace("_", " ")
    derived = ", ".join(map(fact_name, line.derived_from))
    origin = (line.date, line.source, derived and f"derived from {derived}")
    return FactRow(
        subject=line.subject,
        value=f"{line.value} ({because})" if because else line.value,
        doubt=", ".join(dict.fromkeys(doubts.get(line.fact, ()))),
        origin="; ".join(filter(None, origin)),
    )


def _flags(sheet: Sheet) -> Iterable[Titled]:
    for scope in sheet.scope:
        title = "Out of scope" if scope.certain else "May be out of scope"
        doubt = "" if scope.certain else "Not known whether this holds: "
        yield Titled(f"{title} of {sheet.pack.short_name}", f"{doubt}{scope.text} ({scope.id})")
    for finding in sheet.findings:
        names = ", ".join(map(fact_name, finding.facts))
        counted = "; counted as unknown" if finding.kind in COUNTS_AS_UNKNOWN else ""
        says = f"{finding.says.rstrip('.')}. Facts: {names}{counted}."
        yield Titled(FLAG_TITLES.get(finding.kind, finding.kind), says)


def _questions(sheet: Sheet) -> Iterable[Titled]:
    for line in sheet.missing:
        others = [name for name in line.touches if name not in line.settles]
        settles = f"can settle {_names(line.settles)}" if line.settles else ""
        touches = f"bears on {_names(others)}" if others else ""
        yield Titled(line.question, "; ".join(filter(None, (settles, touches))))


def _names(options: Sequence[str]) -> str:
    return f"{len(options)} options" if len(options) > MOST_NAMES else ", ".join(options)
