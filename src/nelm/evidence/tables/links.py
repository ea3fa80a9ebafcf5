"""Names that the tables of evidence give, and whether there is something of that name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from nelm.case.problem import Problem
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import WHOLE_STUDY
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Strict


class Link(NamedTuple):
    """Names that one record gives in a column, and the names there are."""

    record: Strict
    column: str
    names: Iterable[object]
    known: Container[object]
    allowed: str


def broken_links(pack: Pack, evidence: Evidence) -> Iterator[Problem]:
    """Studies, arms, options, references, statements and defects that do not exist."""
    for link in (*_of_studies(pack, evidence), *_of_claims(pack, evidence)):
        for name in link.names:
            if name is not None and name not in link.known:
                yield evidence.problem(link.record, link.column, name, link.allowed)
    arms = {(arm.study, arm.arm) for arm in evidence.arms}
    for study in evidence.studies:
        if (study.study, WHOLE_STUDY) not in arms:
            allowed = f"an arm `{WHOLE_STUDY}` in arms.csv for each study"
            yield evidence.problem(study, "study", study.study, allowed)


def _of_studies(pack: Pack, evidence: Evidence) -> Iterator[Link]:
    studies = {study.study for study in evidence.studies}
    arms = {f"{arm.study}, {arm.arm}" for arm in evidence.arms}
    defects = {defect.id for defect in pack.defects}
    a_study = "a study of studies.csv"
    for study in evidence.studies:
        number = (study.reference,)
        yield Link(study, "reference", number, pack.reference, "a number of references.yaml")
    for cohort in evidence.cohorts:
        yield Link(cohort, "study", (cohort.study,), studies, a_study)
    for arm in evidence.arms:
        yield Link(arm, "study", (arm.study,), studies, a_study)
        yield Link(arm, "options", arm.options, pack.option, "an option of the pack")
    for outcome in evidence.outcomes:
        named = (f"{outcome.study}, {outcome.arm}",)
        yield Link(outcome, "arm", named, arms, "an arm of arms.csv")
    for known in evidence.known_defects:
        yield Link(known, "study", (known.study,), studies, a_study)
        yield Link(known, "defect", (known.defect,), defects, "a defect of defects.yaml")


def _of_claims(pack: Pack, evidence: Evidence) -> Iterator[Link]:
    studies = {study.study for study in evidence.studies}
    claims = {claim.claim for claim in evidence.claims}
    trials = {trial.nct for trial in evidence.trials}
    an_option = "an option of the pack"
    for claim in evidence.claims:
        yield Link(claim, "options", claim.options, pack.option, an_option)
        yield Link(claim, "refs", claim.refs, pack.reference, "numbers of references.yaml")
    for reading in evidence.claim_readings:
        yield Link(reading, "claim", (reading.claim,), claims, "a claim of claims.csv")
        yield Link(reading, "leave_out", reading.leave_out, studies, "a study of studies.csv")
    for trial in evidence.trials:
        yield Link(trial, "options", trial.options, pack.option, an_option)
        yield Link(trial, "statements", trial.statements, pack.statement, "a statement of the pack")
    for status in evidence.trial_statuses:
        yield Link(status, "nct", (status.nct,), trials, "a trial of trials.csv")
    for published in evidence.published:
        yield Link(published, "options", published.options, pack.option, an_option)
