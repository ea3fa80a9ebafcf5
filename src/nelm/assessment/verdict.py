"""The meaning of a verdict: answer and label from the truths of an option's groups."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nelm.criteria.truth import Truth, all_of, negate


class Answer(Enum):
    """The part of a verdict that is compared, counted and proved."""

    SUPPORTED = "supported"
    OPEN = "open"
    NOT_SUPPORTED = "not_supported"


class Label(Enum):
    """The verdict that people read."""

    CONTRAINDICATED = "contraindicated"
    NOT_ADDRESSED = "not_addressed"
    CRITERIA_NOT_MET = "criteria_not_met"
    UNDETERMINED = "undetermined"
    SUPPORTED_WITH_CAUTION = "supported_with_caution"
    SUPPORTED_CAUTION_OPEN = "supported_caution_open"
    SUPPORTED = "supported"

    @property
    def answer(self) -> Answer:
        """The answer this label belongs to."""
        if self is Label.UNDETERMINED:
            return Answer.OPEN
        return Answer.SUPPORTED if self.value.startswith("supported") else Answer.NOT_SUPPORTED


@dataclass(frozen=True, slots=True)
class Grounds:
    """Truths of the four groups that decide an option.

    Attributes:
        contraindicated: some contraindication holds.
        not_addressed: a declared gap applies, the source is silent for such a case.
        indicated: some indication set holds whole.
        caution: some relative contraindication holds.
    """

    contraindicated: Truth
    not_addressed: Truth
    indicated: Truth
    caution: Truth

    @property
    def answer(self) -> Answer:
        """Kleene value of: no contraindication, no gap, and an indication set holds."""
        parts = negate(self.contraindicated), negate(self.not_addressed), self.indicated
        match all_of(parts):
            case Truth.MET:
                return Answer.SUPPORTED
            case Truth.NOT_MET:
                return Answer.NOT_SUPPORTED
        return Answer.OPEN

    @property
    def label(self) -> Label:
        """The label, in the order in which reasons are told."""
        if self.answer is Answer.OPEN:
            return Label.UNDETERMINED
        if self.answer is Answer.SUPPORTED:
            return {
                Truth.MET: Label.SUPPORTED_WITH_CAUTION,
                Truth.UNKNOWN: Label.SUPPORTED_CAUTION_OPEN,
                Truth.NOT_MET: Label.SUPPORTED,
            }[self.caution]
        if self.contraindicated is Truth.MET:
            return Label.CONTRAINDICATED
        if self.not_addressed is Truth.MET:
            return Label.NOT_ADDRESSED
        return Label.CRITERIA_NOT_MET


def settled(truths: tuple[Truth | None, ...]) -> Label | None:
    """The label once no further fact can change it; None while it still can.

    Truths in the order of `Grounds`; None stands for what still depends on facts.
    """
    contraindicated, gap, indicated, caution = truths
    if contraindicated is Truth.MET:
        return Label.CONTRAINDICATED
    if contraindicated is None:
        return None
    if gap is Truth.MET and contraindicated is Truth.NOT_MET:
        return Label.NOT_ADDRESSED
    if gap is None or indicated is None:
        return None
    closed = Grounds(contraindicated, gap, indicated, Truth.UNKNOWN)
    if closed.answer is not Answer.SUPPORTED:
        return closed.label
    if caution is None:
        return None
    return Grounds(contraindicated, gap, indicated, caution).label
