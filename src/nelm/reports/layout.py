"""The board sheet laid out in parts and blocks, the same for HTML and PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from nelm.assessment.sheet import FactLine, OptionSheet, SettingLine, Sheet, StatementLine
from nelm.case.vocabulary import vocabulary
from nelm.reports.rows import (
    AGAINST,
    BOX,
    CAUTION,
    REQUIRED,
    Mark,
    Row,
    annotation_mark,
    change_text,
    conflict_row,
    flip_text,
    gap_row,
    setting_row,
    statement_row,
)

MOST_QUESTIONS = 8
FACT_GROUPS = {
    "patient": "Patient",
    "tumor": "Tumor",
    "liver": "Liver",
    "extrahepatic": "Outside the liver",
    "course": "Course",
    "history": "History",
    "lab": "Laboratory",
    "organization": "Organization",
    "procedure": "Procedure",
}
FLAG_TITLES = {
    "contradiction": "Contradictory entries",
    "suspect": "Suspect value",
    "stale": "Stale fact",
}
IN_QUESTION = {"contradiction": "contradictory", "suspect": "suspect", "stale": "stale"}
COUNTS_AS_UNKNOWN = ("contradiction", "suspect")
OUTCOMES_INTRO = (
    "Figures as the source prints them, mostly from series without a control group; "
    "they do not compare one option with another."
)
DOSES_INTRO = "As printed in the source: a quotation, not an order."


@dataclass(frozen=True, slots=True)
class Part:
    """One titled list of an option: rows, then whole sentences, then ids of shared items."""

    title: str
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    intro: str = ""
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One option as printed."""

    option: OptionSheet
    verdict: str
    points: str
    reachable: str
    depends_on: str
    parts: tuple[Part, ...]
    settings: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one intent, in the order of the source."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A sheet with everything its templates print besides the sheet itself."""

    sheet: Sheet
    case_line: tuple[str, ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    flags: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    questions: tuple[tuple[str, str], ...]
    more_questions: tuple[tuple[str, str], ...]
    shared: tuple[Part, ...]
    changed: tuple[Row, ...]


def lay_out(sheet: Sheet) -> View:
    """Lay a sheet out for print; nothing is judged here and no deciding line is left out."""
    shared = _Shared(sheet)
    blocks = [_block(option, sheet, shared) for option in sheet.options]
    titles = dict.fromkeys(option.intent_title for option in sheet.options)
    questions = tuple(_questions(sheet))
    return View(
        sheet=sheet,
        case_line=tuple(_case_line(sheet)),
        facts=tuple(_facts(sheet)),
        flags=tuple(_flags(sheet)),
        groups=tuple(
            Group(title, tuple(b for b in blocks if b.option.intent_title == title))
            for title in titles
        ),
        questions=questions[:MOST_QUESTIONS],
        more_questions=questions[MOST_QUESTIONS:],
        shared=shared.parts,
        changed=tuple(map(setting_row, sheet.pack.changed_parameters)),
    )


def verdict_phrase(words: str, source: str) -> str:
    """The verdict with its source and year.

    >>> verdict_phrase("criteria met, with caution", "Dermine 2019")
    'criteria of Dermine 2019 met, with caution'
    >>> verdict_phrase("open", "Dermine 2019")
    'criteria of Dermine 2019: open'
    >>> verdict_phrase("not addressed by the source", "Dermine 2019")
    'not addressed by Dermine 2019'
    """
    if words.startswith("criteria"):
        return words.replace("criteria", f"criteria of {source}", 1)
    if "the source" in words:
        return words.replace("the source", source)
    return f"criteria of {source}: {words}"


def fact_value(line: FactLine) -> str:
    """The value, and for an unknown fact why it is unknown.

    >>> fact_value(FactLine(group="tumor", fact="tumor.functional", subject="s", value="unknown",
    ...     date=None, source=None, derived_from=(), unknown_because="not_asked"))
    'unknown (not asked)'
    """
    because = line.unknown_because
    return f"{line.value} ({because.replace('_', ' ')})" if because else line.value


def fact_name(fact: str) -> str:
    """Name of a fact for people; a name of no fact stays as it is."""
    known = vocabulary().get(fact)
    return fact if known is None else known.name


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


def _facts(sheet: Sheet) -> Iterable[tuple[str, tuple[str, ...]]]:
    doubts = {f: IN_QUESTION.get(x.kind, x.kind) for x in sheet.findings for f in x.facts}
    for group in dict.fromkeys(line.group for line in sheet.case.facts):
        lines = [line for line in sheet.case.facts if line.group == group]
        yield FACT_GROUPS.get(group, group), tuple(_fact(line, doubts) for line in lines)


def _fact(line: FactLine, doubts: Mapping[str, str]) -> str:
    marks = ["derived"] if line.derived_from else []
    marks += [doubts[line.fact]] if line.fact in doubts else []
    return f"{line.subject}: {fact_value(line)}" + (f" ({', '.join(marks)})" if marks else "")


def _flags(sheet: Sheet) -> Iterable[tuple[str, str]]:
    for scope in sheet.scope:
        title = "Out of scope" if scope.certain else "May be out of scope"
        yield f"{title} of {sheet.pack.short_name}", f"{scope.text} ({scope.id})"
    for finding in sheet.findings:
        names = ", ".join(map(fact_name, finding.facts))
        counted = "; counted as unknown" if finding.kind in COUNTS_AS_UNKNOWN else ""
        says = f"{finding.says.rstrip('.')}. Facts: {names}{counted}."
        yield FLAG_TITLES.get(finding.kind, finding.kind), says


def _questions(sheet: Sheet) -> Iterable[tuple[str, str]]:
    for line in sheet.missing:
        others = [name for name in line.touches if name not in line.settles]
        settles = f"can settle {', '.join(line.settles)}" if line.settles else ""
        touches = f"bears on {', '.join(others)}" if others else ""
        yield line.question, "; ".join(filter(None, (settles, touches)))


class _Shared:
    """Items that more than half of the options carry: printed once, referred to by id."""

    FIELDS = (
        ("line_of_therapy", "Line of therapy"),
        ("preparation", "Preparation"),
        ("outcomes", "Outcomes"),
        ("evidence", "Evidence"),
    )

    def __init__(self, sheet: Sheet) -> None:
        self.statuses = {ref.number: ref.status for ref in sheet.references}
        self._half = len(sheet.options) / 2
        self._options = sheet.options
        everything = chain.from_iterable(map(_ids, sheet.options))
        self.ids = {id_ for id_, count in Counter(everything).items() if count > self._half}
        self.parts = tuple(part for part in self._parts() if part.rows)

    def _parts(self) -> Iterable[Part]:
        for field, title in self.FIELDS:
            lines = self._once(field)
            yield Part(title, tuple(statement_row(x, _mark(field, x), self.statuses) for x in lines))
        yield Part(
            "Statements of the source that disagree",
            tuple(map(conflict_row, self._once("conflicts"))),
        )
        yield Part("Not said by the source", tuple(map(gap_row, self._once("gaps"))))

    def _once(self, field: str) -> list:
        lines = chain.from_iterable(getattr(option, field) for option in self._options)
        return list({line.id: line for line in lines if line.id in self.ids}.values())
