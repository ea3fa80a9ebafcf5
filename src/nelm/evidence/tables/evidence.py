"""The study tables of a pack as loaded, with quick access by study and arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from nelm.case.problem import InputError, Problem
from nelm.evidence.tables.forms import (
    WHOLE_STUDY,
    Arm,
    Claim,
    ClaimReading,
    CohortLink,
    KnownDefect,
    Outcome,
    Published,
    Study,
    Trial,
    TrialStatus,
)
from nelm.knowledge.schema import Strict


@dataclass(frozen=True, eq=False)
class Evidence:
    """Study tables of a pack; without an `evidence/` folder every table is empty.

    Attributes:
        pack_id, content_hash: of the pack the tables belong to.
        places: file and line of every record.
    """

    pack_id: str = ""
    content_hash: str = ""
    studies: tuple[Study, ...] = ()
    cohorts: tuple[CohortLink, ...] = ()
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    claims: tuple[Claim, ...] = ()
    claim_readings: tuple[ClaimReading, ...] = ()
    trials: tuple[Trial, ...] = ()
    trial_statuses: tuple[TrialStatus, ...] = ()
    published: tuple[Published, ...] = ()
    known_defects: tuple[KnownDefect, ...] = ()
    places: Mapping[Strict, tuple[str, int]] = field(default_factory=dict)

    def study(self, study: str) -> Study:
        """The study of this id; KeyError where there is none."""
        return self._studies[study]

    def arm(self, study: str, arm: str = WHOLE_STUDY) -> Arm:
        """One arm of a study; KeyError where there is none."""
        return self._arms[study, arm]

    def arms_of(self, study: str) -> tuple[Arm, ...]:
        """Arms of a study, the whole study first."""
        return self._arms_of.get(study, ())

    def outcomes_of(self, study: str) -> tuple[Outcome, ...]:
        """Cells of a study, in the order of the source."""
        return self._outcomes_of.get(study, ())

    def problem(self, record: Strict, name: str, value: object, allowed: str) -> Problem:
        """A problem with a record, with file and line where it has them."""
        file, line = self.places.get(record, ("", None))
        return Problem(name, str(value), allowed, file, line)

    @cached_property
    def _studies(self) -> dict[str, Study]:
        return {study.study: study for study in self.studies}

    @cached_property
    def _arms(self) -> dict[tuple[str, str], Arm]:
        return {(arm.study, arm.arm): arm for arm in self.arms}

    @cached_property
    def _arms_of(self) -> dict[str, tuple[Arm, ...]]:
        found: dict[str, list[Arm]] = {}
        for arm in sorted(self.arms, key=lambda arm: arm.arm != WHOLE_STUDY):
            found.setdefault(arm.study, []).append(arm)
        return {study: tuple(arms) for study, arms in found.items()}

    @cached_property
    def _outcomes_of(self) -> dict[str, tuple[Outcome, ...]]:
        found: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            found.setdefault(outcome.study, []).append(outcome)
        return {study: tuple(outcomes) for study, outcomes in found.items()}


def extended(
    evidence: Evidence,
    studies: Sequence[Study],
    arms: Sequence[Arm],
    outcomes: Sequence[Outcome],
) -> Evidence:
    """The evidence with more studies after its own.

    Raises:
        InputError: a study that is already there.
    """
    known = {study.study for study in evidence.studies}
    twice = [study.study for study in studies if study.study in known]
    if twice:
        allowed = "a study that is not yet in the evidence"
        raise InputError([Problem("study", name, allowed) for name in twice])
    return replace(
        evidence,
        studies=(*evidence.studies, *studies),
        arms=(*evidence.arms, *arms),
        outcomes=(*evidence.outcomes, *outcomes),
    )
