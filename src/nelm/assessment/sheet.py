"""The board sheet as data: what every face prints, complete and in order. JSON by pydantic."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from nelm.evidence.expectation import Expectation

SHEET_VERSION = 2
INTENDED_USE = (
    "For education, research, documentation and the preparation of multidisciplinary meetings. "
    "nelm says what a published source supports and what is unknown; it does not rank options, "
    "does not recommend, does not diagnose and is not a medical device. The meeting decides."
)


class Part(BaseModel):
    """Base of the parts of a sheet."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FactLine(Part):
    """One stated or derived fact."""

    group: str
    fact: str
    subject: str
    value: str
    date: str | None
    source: str | None
    derived_from: tuple[str, ...]
    unknown_because: str | None


class CaseHead(Part):
    """Who the sheet is about."""

    id: str
    title: str | None
    decision_date: str | None
    synthetic: bool
    citation: str | None
    decision_point: str | None
    treatment_given: tuple[str, ...]
    notes: tuple[str, ...]
    facts: tuple[FactLine, ...]


class SettingLine(Part):
    """One parameter behind a result."""

    name: str
    wording: str
    value: str
    unit: str | None
    default: str
    operationalized_as: str
    basis: str
    verified: bool
    origin: str
    ambiguity: str | None
    alternatives: tuple[str, ...]


class PackHead(Part):
    """Which source answers, in which version, with which parameters changed."""

    id: str
    version: str
    content_hash: str
    short_name: str
    citation: str
    doi: str
    evidence: str
    intended_population: str
    changed_parameters: tuple[SettingLine, ...]


class FindingLine(Part):
    """A contradiction, a suspect unit or a stale fact."""

    kind: str
    facts: tuple[str, ...]
    says: str


class ScopeFlag(Part):
    """The case is, or may be, outside the scope of the source."""

    id: str
    certain: bool
    text: str


class MissingLine(Part):
    """An unknown fact to ask for."""

    fact: str
    subject: str
    question: str
    minimal: bool
    settles: tuple[str, ...]
    touches: tuple[str, ...]


class NumberLine(Part):
    """A number the source prints."""

    measure: str
    text: str
    refs: tuple[int, ...]


class StatementLine(Part):
    """A statement with its truth for the case and why; `state` is its truth in words.

    The words depend on the list: a criterion is met or not met, a contraindication applies or
    does not apply, a task is done or to do, an item applies or may apply.
    """

    id: str
    kind: str
    strength: str
    truth: str
    state: str
    says: str
    sentence: str | None
    cite: str
    refs: tuple[int, ...]
    inherited_from: str | None
    quarantined: bool
    note: str | None
    ambiguity: tuple[str, ...]
    parameters: tuple[str, ...]
    numbers: tuple[NumberLine, ...]


class SetLine(Part):
    """An indication set."""

    name: str
    truth: str
    statements: tuple[StatementLine, ...]


class GapLine(Part):
    """What the source does not say."""

    id: str
    effect: str
    truth: str
    text: str
    cite: str


class ConflictLine(Part):
    """Statements of the source that disagree."""

    id: str
    truth: str
    statements: tuple[str, ...]
    disagreement: str
    shown_as: str


class FlipLine(Part):
    """A parameter value under which the label differs."""

    parameter: str
    value: str
    source: str
    label: str


class ChangeLine(Part):
    """Smallest changes that would alter the answer, in words."""

    leads_to: str
    steps: tuple[str, ...]
    provided: tuple[str, ...]


class OptionSheet(Part):
    """One option: verdict, reasons, and what to prepare and expect."""

    id: str
    code: str
    name: str
    intent: str
    intent_title: str
    standing: str
    standing_cite: str
    answer: str
    label: str
    symbol: str
    words: str
    key_points: tuple[str, ...]
    reachable: tuple[str, ...]
    deciding_facts: tuple[str, ...]
    sets: tuple[SetLine, ...]
    contraindications: tuple[StatementLine, ...]
    cautions: tuple[StatementLine, ...]
    favors: tuple[StatementLine, ...]
    precautions: tuple[StatementLine, ...]
    line_of_therapy: tuple[StatementLine, ...]
    preparation: tuple[StatementLine, ...]
    doses: tuple[StatementLine, ...]
    complications: tuple[StatementLine, ...]
    outcomes: tuple[StatementLine, ...]
    expected: tuple[Expectation, ...]
    evidence: tuple[StatementLine, ...]
    gaps: tuple[GapLine, ...]
    conflicts: tuple[ConflictLine, ...]
    parameters: tuple[SettingLine, ...]
    flips: tuple[FlipLine, ...] | None
    changes: tuple[ChangeLine, ...]


class GeneralPart(Part):
    """What the source says, leaves out or contradicts for every option alike."""

    statements: tuple[StatementLine, ...]
    gaps: tuple[GapLine, ...]
    conflicts: tuple[ConflictLine, ...]


class ReferenceLine(Part):
    """A reference of the source that a statement on the sheet cites."""

    number: int
    citation: str
    doi: str | None
    pmid: str | None
    status: str
    note: str | None


class Sheet(Part):
    """A whole board sheet."""

    schema_version: int
    nelm_version: str
    generated: str
    intended_use: str
    case: CaseHead
    pack: PackHead
    scope: tuple[ScopeFlag, ...]
    findings: tuple[FindingLine, ...]
    missing: tuple[MissingLine, ...]
    options: tuple[OptionSheet, ...]
    general: GeneralPart
    references: tuple[ReferenceLine, ...]
