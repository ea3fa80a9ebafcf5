"""The strict form of a pack: unknown keys are refused, every statement has an anchor."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*-[A-Z]?[0-9]+[a-z]?$|^[A-Z]+-i[0-9]+$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=3)]
When: TypeAlias = str | dict[str, str]
Kind = Literal[
    "indication",
    "contraindication",
    "preparation",
    "process",
    "line",
    "precaution",
    "technique",
    "dose",
    "outcome",
    "complication",
    "evidence",
    "classification",
]
Strength = Literal[
    "required", "favors", "relative_contraindication", "contraindication", "precaution", "info"
]
Intent = Literal["curative", "control", "between"]


class Strict(BaseModel):
    """Base of every part of a pack."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Anchor(Strict):
    """A place in the source."""

    section: str
    paragraph: int | None = None
    table: int | None = None
    figure: int | None = None

    def text(self) -> str:
        """The place for people: `Conclusions, paragraph 6`."""
        name = {"2": "Conclusions", "Introduction": "Introduction"}.get(self.section)
        parts = [name or f"section {self.section}"]
        for word in ("paragraph", "table", "figure"):
            number = getattr(self, word)
            if number is not None:
                parts.append(f"{word} {number}")
        return ", ".join(parts)


class Quantity(Strict):
    """A number the source prints: a value, a range, or a median with its range."""

    measure: Name
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    at_years: float | None = None
    n: int | None = None
    group: str | None = None
    refs: tuple[int, ...] = ()


class Statement(Strict):
    """One claim of the source about one or more options."""

    id: Id
    kind: Kind
    strength: Strength
    says: Text
    anchor: Annotated[tuple[Anchor, ...], Field(min_length=1)]
    refs: tuple[int, ...]
    applies_to: tuple[Name, ...] = ()
    when: When | None = None
    ambiguity: tuple[str, ...] = ()
    numbers: tuple[Quantity, ...] = ()
    inherited_from: Id | None = None
    status: Literal["active", "quarantined"] = "active"
    note: Text | None = None


class IndicationSet(Strict):
    """Statements that together support an option; one whole set is enough."""

    name: Text
    statements: Annotated[tuple[Id, ...], Field(min_length=1)]


class Option(Strict):
    """A treatment the source describes, and what it calls it when the criteria hold."""

    id: Name
    code: str
    name: Text
    intent: Intent
    standing: Text
    standing_anchor: Annotated[tuple[Anchor, ...], Field(min_length=1)]
    indication_sets: tuple[IndicationSet, ...]


class OptionFile(Strict):
    """One file of `options/`."""

    options: tuple[Option, ...] = ()
    statements: tuple[Statement, ...]


class Alternative(Strict):
    """Another value of a parameter and who uses it."""

    value: str | float
    source: Text


class Parameter(Strict):
    """A vague word of the source made a named number or choice; `default` None means not set."""

    name: Name
    wording: Text
    kind: Literal["number", "choice"]
    default: str | float | None
    alternatives: tuple[Alternative, ...] = ()
    allowed: tuple[str, ...] = ()
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    operationalized_as: Text
    basis: Literal["text", "reading", "outside", "convention"]
    verified: bool
    ambiguity: str | None = None
    conflict: str | None = None
    note: Text | None = None


class Representation(Strict):
    """How an ambiguity is made computable; exactly one of these."""

    parameter: tuple[Name, ...] = ()
    judgment: str | None = None
    editorial: str | None = None


class Ambiguity(Strict):
    """A vague wording and what nelm makes of it."""

    id: str
    wording: Text
    statements: tuple[Id, ...]
    represented_by: Representation
    default: Text
    operationalized_as: Text
    alternatives: tuple[str, ...]
    note: Text | None = None


class Definition(Strict):
    """A named condition with a sentence for each polarity."""

    name: Name
    when: When
    yes: Text
    no: Text
    ambiguity: tuple[str, ...] = ()
    note: Text | None = None


class Conflict(Strict):
    """Statements that disagree; shown, never resolved silently."""

    id: str
    statements: tuple[Id, ...]
    disagreement: Text
    shown_as: Text
    when: When | None = None
    parameter: Name | None = None
    note: Text | None = None


class Gap(Strict):
    """What the source does not say; with an effect where a case falls into it."""

    id: str
    text: Text
    options: tuple[Name, ...]
    effect: Literal["not_addressed", "out_of_scope", "note"]
    when: When | None = None
    anchor: tuple[Anchor, ...] = ()
    note: Text | None = None


class Defect(Strict):
    """An error of the source and how it is handled."""

    id: str
    where: Text
    finding: Text
    handling: Text
    statements: tuple[Id, ...] = ()
    refs: tuple[int, ...] = ()


class NotEncoded(Strict):
    """A sentence of the source that stays text, with the reason."""

    id: Id | None
    text: Text
    anchor: tuple[Anchor, ...]
    refs: tuple[int, ...]
    because: Text


class Reference(Strict):
    """An entry of the source's reference list; `number` None when it has none there."""

    number: int | None
    citation: Text
    year: int
    status: Literal["matched", "wrong", "missing", "unconfirmed"]
    doi: str | None = None
    pmid: str | None = None
    study: str | None = None
    note: Text | None = None


class Manifest(Strict):
    """pack.yaml: what the source is, whom it is about, how its parts are named."""

    id: Name
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    authors: Text
    citation: Text
    doi: str
    source_license: str
    published: date
    evidence: str
    scope: Text
    intended_population: Text
    sections: dict[str, str]
    groups: dict[Name, tuple[Name, ...]]
    validity_months: dict[str, Name] = {}
    options_order: tuple[Name, ...]
