"""One block per option: its parts when it is open or supported, and when it is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nelm.assessment.sheet import (
    ConflictLine,
    GapLine,
    OptionSheet,
    SetLine,
    Sheet,
    StatementLine,
)
from nelm.case.vocabulary import vocabulary
from nelm.evidence.expectation import INTRO
from nelm.reports.rows import (
    CAUTION,
    CRITERION,
    EXCLUSION,
    ITEM,
    TRUTH_WORDS,
    Mark,
    Row,
    Symbols,
    change_text,
    conflict_row,
    deciding,
    flip_text,
    gap_row,
    noted,
    setting_text,
    statement_row,
    task,
)

DOSES_INTRO = "As printed in the source: a quotation, not an order."
OUTCOMES_INTRO = (
    "Figures as the source prints them, mostly from series without a control group; "
    "they do not compare one option with another."
)
CLOSED_NOTE = (
    "Preparation, doses, complications and outcomes are printed for options that are not closed."
)
EXPECTED_TITLE = "What to expect: studies pooled"
SETTINGS_TITLE = "Vague words made definite"
SETTINGS_INTRO = "How each value is read, and from where, stands under Parameters."
TASK_KINDS = ("preparation", "process")


@dataclass(frozen=True, slots=True)
class Part:
    """One titled list: an introduction, rows, then whole sentences."""

    title: str
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    intro: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One option as printed."""

    option: OptionSheet
    verdict: str
    points: str
    reachable: tuple[str, ...]
    depends_on: tuple[str, ...]
    parts: tuple[Part, ...]


def blocks(sheet: Sheet) -> tuple[Block, ...]:
    """Every option as printed; nothing is judged here and no deciding line is left out."""
    maker = _PartMaker({reference.number: reference.status for reference in sheet.references})
    return tuple(_block(option, sheet.pack.short_name, maker) for option in sheet.options)


def general_parts(sheet: Sheet) -> tuple[Part, ...]:
    """What the source says, leaves out or contradicts for every option alike."""
    maker = _PartMaker({reference.number: reference.status for reference in sheet.references})
    tasks = [x for x in sheet.general.statements if x.kind in TASK_KINDS]
    others = [x for x in sheet.general.statements if x.kind not in TASK_KINDS]
    parts = (
        maker.rows("Preparation", tasks, task),
        maker.rows("Background", others, _noted_by(ITEM)),
        maker.conflicts(sheet.general.conflicts),
        maker.gaps(sheet.general.gaps),
    )
    return tuple(filter(_has_content, parts))


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


def fact_name(fact: str) -> str:
    """Name of a fact for people; what is no fact of the vocabulary stays as it is."""
    known = vocabulary().get(fact)
    return fact if known is None else known.name


def _block(option: OptionSheet, source: str, maker: _PartMaker) -> Block:
    closed = option.answer == "not_supported"
    parts = maker.closed(option) if closed else maker.whole(option)
    return Block(
        option=option,
        verdict=verdict_phrase(option.words, source),
        points=_sentences(option.key_points),
        reachable=option.reachable if len(option.reachable) > 1 else (),
        depends_on=tuple(map(fact_name, option.deciding_facts)),
        parts=tuple(filter(_has_content, parts)),
    )


def _has_content(part: Part) -> bool:
    return bool(part.rows or part.lines)


def _sentences(points: Iterable[str]) -> str:
    return " ".join(f"{point[:1].upper()}{point[1:].rstrip('.')}." for point in points)


def _marked_by(symbols: Symbols) -> Callable[[StatementLine], Mark]:
    return lambda line: deciding(line, symbols)


def _noted_by(symbols: Symbols) -> Callable[[StatementLine], Mark]:
    return lambda line: noted(line, symbols)


@dataclass(frozen=True, slots=True)
class _PartMaker:
    """Makes the parts of a block; knows which references are wrong or missing."""

    statuses: Mapping[int, str]

    def whole(self, option: OptionSheet) -> Iterator[Part]:
        """Parts of an option that is supported or open."""
        yield self.silence(option)
        yield from (self._set(option, one) for one in option.sets)
        yield self._exclusions(option)
        yield self._cautions(option.cautions)
        yield self.rows("Points in favor", option.favors, _noted_by(CRITERION))
        yield self.rows("Precautions", option.precautions, _noted_by(CAUTION))
        yield self.rows("Line of therapy", option.line_of_therapy, _noted_by(ITEM))
        yield self.conflicts(option.conflicts)
        yield self.gaps(option.gaps)
        yield self._changes(option)
        yield self._settings(option)
        yield self.rows("Preparation", option.preparation, task)
        doses = self.rows("Doses and technique", option.doses, _noted_by(ITEM))
        yield replace(doses, intro=DOSES_INTRO)
        yield self.rows("Complications", option.complications, _noted_by(ITEM))
        outcomes = self.rows("Outcomes", option.outcomes, _noted_by(ITEM))
        yield replace(outcomes, intro=OUTCOMES_INTRO)
        yield _expected(option)
        yield self.rows("Evidence", option.evidence, _noted_by(ITEM))

    def closed(self, option: OptionSheet) -> Iterator[Part]:
        """Parts of an option that is not supported: reasons against, what would change it."""
        yield self.silence(option)
        yield self._exclusions(option)
        yield from (self._short_set(option, one) for one in option.sets)
        absent = [line for line in option.cautions if line.truth == "not_met"]
        present = self._cautions(line for line in option.cautions if line.truth != "not_met")
        yield replace(present, lines=self._in_one_line("○ Do not apply", absent))
        yield self._changes(option)
        yield self._settings(option)
        yield self.conflicts(option.conflicts)
        yield self.gaps(option.gaps)
        yield Part("Not printed", lines=(CLOSED_NOTE,))

    def rows(
        self, title: str, lines: Iterable[StatementLine], mark: Callable[[StatementLine], Mark]
    ) -> Part:
        """A part of statements, each under its mark."""
        return Part(title, tuple(statement_row(x, mark(x), self.statuses) for x in lines))

    def conflicts(self, lines: Iterable[ConflictLine]) -> Part:
        """Statements of the source that disagree."""
        return Part("Statements of the source that disagree", tuple(map(conflict_row, lines)))

    def gaps(self, lines: Iterable[GapLine]) -> Part:
        """What the source leaves out, without closing the option."""
        notes = (line for line in lines if line.effect != "not_addressed")
        return Part("Not said by the source", tuple(map(gap_row, notes)))

    def silence(self, option: OptionSheet) -> Part:
        """Gaps that close the option, or may."""
        gaps = (line for line in option.gaps if line.effect == "not_addressed")
        return Part("Silence of the source", tuple(map(gap_row, gaps)))

    def _exclusions(self, option: OptionSheet) -> Part:
        part = self.rows("Contraindications", option.contraindications, _marked_by(EXCLUSION))
        return part if part.rows else replace(part, lines=("None in force for this option.",))

    def _cautions(self, lines: Iterable[StatementLine]) -> Part:
        return self.rows("Cautions (relative contraindications)", lines, _marked_by(CAUTION))

    def _set(self, option: OptionSheet, one: SetLine) -> Part:
        part = self.rows(_set_title(option, one), one.statements, _marked_by(CRITERION))
        several = len(option.sets) > 1
        return replace(part, intro="One whole set of criteria is enough." if several else "")

    def _short_set(self, option: OptionSheet, one: SetLine) -> Part:
        met = [line for line in one.statements if line.truth == "met"]
        rest = [line for line in one.statements if line.truth != "met"]
        part = self._set(option, SetLine(name=one.name, truth=one.truth, statements=tuple(rest)))
        return replace(part, title=_set_title(option, one), lines=self._in_one_line("✓ Met", met))

    def _in_one_line(self, title: str, lines: Iterable[StatementLine]) -> tuple[str, ...]:
        rows = [statement_row(x, deciding(x, CRITERION), self.statuses) for x in lines]
        texts = [f"{row.says} [{'; '.join((row.id, row.cite, *row.tags))}]" for row in rows]
        return (f"{title}: {'. '.join(texts)}.",) if texts else ()

    def _changes(self, option: OptionSheet) -> Part:
        lines = tuple(map(change_text, option.changes))
        if not lines and option.answer != "open":
            lines = ("No change of facts that can change was found to alter the answer.",)
        return Part("What would change it", lines=lines)

    def _settings(self, option: OptionSheet) -> Part:
        lines = (*map(setting_text, option.parameters), *_flips(option))
        return Part(SETTINGS_TITLE, lines=lines, intro=SETTINGS_INTRO)


def _expected(option: OptionSheet) -> Part:
    rows = tuple(
        Row(
            symbol="•",
            word="pooled" if line.is_pooled else "listed",
            id=line.claim.claim if line.claim else "",
            says=f"{line.title}: {line.headline}",
            numbers=line.details,
        )
        for line in option.expected
    )
    return Part(EXPECTED_TITLE, rows=rows, intro=INTRO)


def _flips(option: OptionSheet) -> Iterator[str]:
    if option.parameters and option.flips is None:
        yield "Other values of these parameters were not tried."
    elif option.parameters and not option.flips:
        yield "No listed alternative of a single parameter changes this verdict."
    yield from map(flip_text, option.flips or ())


def _set_title(option: OptionSheet, one: SetLine) -> str:
    names = [each.name for each in option.sets]
    number = f" {names.index(one.name) + 1} of {len(names)}" if len(names) > 1 else ""
    return f"Criteria{number}: {one.name} ({CRITERION[one.truth]} {TRUTH_WORDS[one.truth]})"
