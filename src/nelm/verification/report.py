"""What a verification found, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from nelm.verification.examples import Example


class Status(Enum):
    """How a question was answered."""

    PROVED = "proved"
    REFUTED = "refuted"  # something that should hold does not
    NOTE = "note"  # true, and for authors to look at


@dataclass(frozen=True)
class Finding:
    """The answer to one question about one part of a pack.

    Attributes:
        question: which question (a key of `QUESTIONS`).
        about: ids of the options, statements or facts concerned.
        says: the answer in a sentence.
        examples: cases that show it, confirmed by `assess`; several in the order of knowing more.
    """

    question: str
    about: tuple[str, ...]
    status: Status
    says: str
    examples: tuple[Example, ...] = ()

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "question": self.question,
            "about": list(self.about),
            "status": self.status.value,
            "says": self.says,
            "examples": [{"facts": list(e.facts), "case": dict(e.case)} for e in self.examples],
        }


@dataclass(frozen=True)
class Profile:
    """Patients alike in the main facts, among whom no option that treats the tumor fits some.

    Attributes:
        facts: the main facts and the values they have here.
        others: options that fit others of these patients; empty when no such option fits any.
        example: a patient whom none fits.
    """

    facts: Mapping[str, str]
    others: tuple[str, ...]
    example: Example


@dataclass(frozen=True)
class Report:
    """Everything that was asked of a pack at given parameters."""

    pack: str
    content_hash: str
    changed: Mapping[str, Any]
    findings: tuple[Finding, ...]
    profiles: tuple[Profile, ...]
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def refuted(self) -> tuple[Finding, ...]:
        """What should hold and does not."""
        return tuple(f for f in self.findings if f.status is Status.REFUTED)

    def of(self, question: str) -> tuple[Finding, ...]:
        """The answers to one question."""
        return tuple(f for f in self.findings if f.question == question)

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "pack": self.pack,
            "content_hash": self.content_hash,
            "changed": dict(self.changed),
            "refuted": len(self.refuted),
            "findings": [finding.data() for finding in self.findings],
            "profiles": [
                {
                    "facts": dict(p.facts),
                    "others": list(p.others),
                    "example": {"facts": list(p.example.facts), "case": dict(p.example.case)},
                }
                for p in self.profiles
            ],
            "seconds": {name: round(taken, 3) for name, taken in self.seconds.items()},
        }
