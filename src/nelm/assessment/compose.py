"""An assessment turned into a board sheet: sentences, citations, check-lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from nelm.assessment.assess import (
    Assessment,
    Judged,
    JudgedConflict,
    JudgedGap,
    OptionResult,
)
from nelm.assessment.lines import (
    LineMaker,
    case_head,
    change_line,
    pack_head,
    setting_line,
    value_text,
)
from nelm.assessment.outlook import Outlook, missing_facts, outlooks
from nelm.assessment.sensitivity import Flip, flips, parameters_of_option
from nelm.assessment.sheet import (
    INTENDED_USE,
    SHEET_VERSION,
    ConflictLine,
    FindingLine,
    FlipLine,
    GapLine,
    GeneralPart,
    MissingLine,
    OptionSheet,
    ReferenceLine,
    ScopeFlag,
    SetLine,
    Sheet,
    StatementLine,
)
from nelm.assessment.verdict import Answer, Label
from nelm.assessment.wording import CaseWords, cite
from nelm.case.vocabulary import vocabulary
from nelm.criteria.truth import Truth
from nelm.evidence.expectations import expectations
from nelm.version import __version__

INTENTS = {
    "curative": "Curative intent",
    "control": "Tumor and symptom control",
    "between": "Between treatments",
}
WORDS = {
    Label.SUPPORTED: "criteria met",
    Label.SUPPORTED_WITH_CAUTION: "criteria met, with caution",
    Label.SUPPORTED_CAUTION_OPEN: "criteria met, a caution is open",
    Label.UNDETERMINED: "open",
    Label.CRITERIA_NOT_MET: "criteria not met",
    Label.NOT_ADDRESSED: "not addressed by the source",
    Label.CONTRAINDICATED: "contraindicated",
}
SYMBOLS = {
    Label.SUPPORTED: "✓",
    Label.SUPPORTED_WITH_CAUTION: "✓!",
    Label.SUPPORTED_CAUTION_OPEN: "✓?",
    Label.UNDETERMINED: "?",
    Label.CRITERIA_NOT_MET: "–",
    Label.NOT_ADDRESSED: "∅",
    Label.CONTRAINDICATED: "✕",
}
MOST_KEY_POINTS = 3
FAVORS = ("indication", "favors")
KINDS = {
    "precautions": ("precaution",),
    "line_of_therapy": ("line",),
    "preparation": ("preparation", "process"),
    "doses": ("dose", "technique"),
    "complications": ("complication",),
    "outcomes": ("outcome",),
    "evidence": ("evidence", "classification"),
}


def compose(assessment: Assessment, *, sensitivity: bool = False) -> Sheet:
    """The board sheet of an assessment.

    Args:
        assessment: the judged case.
        sensitivity: also try every alternative parameter value (slower).
    """
    found = outlooks(assessment)
    flipped = flips(assessment) if sensitivity else None
    maker = LineMaker(assessment, CaseWords(assessment.known, assessment.pack))
    options = [
        _option(maker, result, outlook, flipped)
        for result, outlook in zip(assessment.options, found, strict=True)
    ]
    options.sort(key=lambda option: list(INTENTS).index(option.intent))
    general = _general(maker)
    return Sheet(
        schema_version=SHEET_VERSION,
        nelm_version=__version__,
        generated=date.today().isoformat(),
        intended_use=INTENDED_USE,
        case=case_head(assessment),
        pack=pack_head(assessment),
        scope=tuple(
            ScopeFlag(id=g.gap.id, certain=g.truth is Truth.MET, text=g.gap.text)
            for g in assessment.out_of_scope
        ),
        findings=tuple(
            FindingLine(kind=f.kind, facts=f.facts, says=f.says) for f in assessment.findings
        ),
        missing=_missing(assessment, found),
        options=tuple(options),
        general=general,
        references=_references(assessment, options, general),
    )


def _missing(assessment: Assessment, found: Iterable[Outlook]) -> tuple[MissingLine, ...]:
    names = {option.id: option.name for option in assessment.pack.options}
    return tuple(
        MissingLine(
            fact=vocabulary()[row.fact].entered_as or row.fact,
            subject=vocabulary()[row.fact].name,
            question=vocabulary()[row.fact].question,
            minimal=vocabulary()[row.fact].minimal,
            settles=tuple(names[option] for option in row.settles),
            touches=tuple(names[option] for option in row.touches),
        )
        for row in missing_facts(assessment, found)
    )


def _option(
    maker: LineMaker, result: OptionResult, outlook: Outlook, flipped: tuple[Flip, ...] | None
) -> OptionSheet:
    option = result.option
    return OptionSheet(
        id=option.id,
        code=option.code,
        name=option.name,
        intent=option.intent,
        intent_title=INTENTS[option.intent],
        standing=option.standing,
        standing_cite=cite(option.standing_anchor, ()),
        answer=result.answer.value,
        label=result.label.value,
        symbol=SYMBOLS[result.label],
        words=WORDS[result.label],
        key_points=_key_points(maker, result, outlook),
        reachable=tuple(WORDS[label] for label in Label if label in outlook.reachable),
        deciding_facts=tuple(f for f in vocabulary() if f in outlook.deciding),
        sets=tuple(
            SetLine(name=s.name, truth=s.truth.value, statements=maker.criteria(s.statements))
            for s in result.sets
        ),
        contraindications=maker.exclusions(_deciding(result, result.rules.contraindications)),
        cautions=maker.exclusions(_deciding(result, result.rules.cautions)),
        **_annotation_lists(maker, result),
        expected=expectations(maker.assessment.pack, option.id),
        gaps=_gaps(result.gaps),
        conflicts=_conflicts(result.conflicts),
        parameters=tuple(
            setting_line(maker.assessment, p)
            for p in parameters_of_option(maker.assessment, result)
        ),
        flips=None if flipped is None else _flips(flipped, option.id),
        changes=tuple(change_line(change, result) for change in outlook.changes),
    )


def _annotation_lists(
    maker: LineMaker, result: OptionResult
) -> dict[str, tuple[StatementLine, ...]]:
    """Statements that do not decide, by the list of the sheet they belong to."""
    annotations = _annotations(result)
    lists = {
        name: maker.items(j for j in annotations if _is(j, *kinds)) for name, kinds in KINDS.items()
    }
    return {**lists, "favors": maker.criteria(j for j in annotations if _is(j, *FAVORS))}


def _annotations(result: OptionResult) -> list[Judged]:
    """Statements that do not decide, each once, leaving out those for nobody."""
    deciding = {j.statement.id for j in result.deciding}
    return [j for j in result.judged if j.statement.id not in deciding]


def _is(judged: Judged, *words: str) -> bool:
    """Whether a statement belongs on a list: by strength for precautions, else by kind."""
    statement = judged.statement
    if statement.strength == "precaution" or statement.kind == "precaution":
        return "precaution" in words
    return statement.kind in words


def _deciding(result: OptionResult, ids: tuple[str, ...]) -> list[Judged]:
    return [result.by_id[id_] for id_ in ids]


def _key_points(maker: LineMaker, result: OptionResult, outlook: Outlook) -> tuple[str, ...]:
    """The two or three facts that matter most for the summary."""
    if result.answer is Answer.OPEN:
        rank = {name: number for number, name in enumerate(vocabulary())}
        facts = sorted(outlook.deciding, key=lambda f: (f not in outlook.settling, rank[f]))
        names = [vocabulary()[fact].name for fact in facts]
        more = f" and {len(names) - MOST_KEY_POINTS} more" if len(names) > MOST_KEY_POINTS else ""
        if not names:
            return tuple(maker.point(j) for j in result.deciding if j.truth is Truth.UNKNOWN)[:1]
        return (f"needs to know: {', '.join(names[:MOST_KEY_POINTS])}{more}",)
    if result.answer is Answer.SUPPORTED:
        wanted = Truth.UNKNOWN if result.grounds.caution is Truth.UNKNOWN else Truth.MET
        found = [j for j in _deciding(result, result.rules.cautions) if j.truth is wanted]
        return tuple(maker.point(j) for j in found)[:MOST_KEY_POINTS]
    return _reasons_against(maker, result)


def _reasons_against(maker: LineMaker, result: OptionResult) -> tuple[str, ...]:
    against = [
        maker.point(j)
        for j in _deciding(result, result.rules.contraindications)
        if j.truth is Truth.MET
    ]
    against += [
        gap.gap.text
        for gap in result.gaps
        if gap.gap.effect == "not_addressed" and gap.truth is Truth.MET
    ]
    unmet = (j for s in result.sets for j in s.statements if j.truth is Truth.NOT_MET)
    if result.grounds.indicated is Truth.NOT_MET:
        against += [maker.point(j) for j in unmet]
    return tuple(dict.fromkeys(against))[:MOST_KEY_POINTS]


def _general(maker: LineMaker) -> GeneralPart:
    general = maker.assessment.general
    return GeneralPart(
        statements=maker.items(general.judged),
        gaps=_gaps(general.gaps),
        conflicts=_conflicts(general.conflicts),
    )


def _gaps(gaps: Iterable[JudgedGap]) -> tuple[GapLine, ...]:
    return tuple(
        GapLine(
            id=g.gap.id,
            effect=g.gap.effect,
            truth=g.truth.value,
            text=g.gap.text,
            cite=cite(g.gap.anchor, ()),
        )
        for g in gaps
        if g.truth is not Truth.NOT_MET
    )


def _conflicts(conflicts: Iterable[JudgedConflict]) -> tuple[ConflictLine, ...]:
    return tuple(
        ConflictLine(
            id=c.conflict.id,
            truth=c.truth.value,
            statements=c.conflict.statements,
            disagreement=c.conflict.disagreement,
            shown_as=c.conflict.shown_as,
        )
        for c in conflicts
    )


def _flips(flipped: tuple[Flip, ...], option: str) -> tuple[FlipLine, ...]:
    return tuple(
        FlipLine(
            parameter=f.parameter,
            value=value_text(f.value),
            source=f.source,
            label=WORDS[f.label],
        )
        for f in flipped
        if f.option == option
    )


def _references(
    assessment: Assessment, options: Iterable[OptionSheet], general: GeneralPart
) -> tuple[ReferenceLine, ...]:
    lines = [*general.statements, *(line for option in options for line in _all_lines(option))]
    cited = {ref for line in lines for ref in line.refs}
    by_number = assessment.pack.reference
    return tuple(
        ReferenceLine(
            number=number,
            citation=by_number[number].citation,
            doi=by_number[number].doi,
            pmid=by_number[number].pmid,
            status=by_number[number].status,
            note=by_number[number].note,
        )
        for number in sorted(cited)
    )


def _all_lines(option: OptionSheet) -> Iterable[StatementLine]:
    for statements in option.sets:
        yield from statements.statements
    for field in OptionSheet.model_fields:
        for line in getattr(option, field) or ():
            if isinstance(line, StatementLine):
                yield line
