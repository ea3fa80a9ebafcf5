"""What must hold in study tables, one small rule each; a finding says where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from nelm.evidence.tables.counts import EXACT, fits_whole_patients, is_share
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import (
    WHOLE_STUDY,
    Arm,
    Cell,
    Claim,
    Empty,
    Measure,
    Outcome,
    Study,
    Values,
)
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Reference, Strict

READINGS: tuple[Values, ...] = ("printed", "corrected")
SITES = ("n_small_bowel", "n_pancreas", "n_other")
COUNTED_IN_PATIENTS = ("patient", "symptomatic_patient", "imaged_patient", "not_stated")


class Finding(NamedTuple):
    """A place where the tables break a rule.

    Attributes:
        at: where in the study: `all.stable_disease`, `C05`; None for the study as a whole.
        record: the row to point at.
    """

    rule: str
    study: str
    at: str | None
    value: str
    allowed: str
    record: Strict


def site_sum(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """Primary sites add up to the patients; a dash counts as none."""
    del pack
    for arm in evidence.arms:
        for suffix in ("", "_primary"):
            n = getattr(arm, f"n_patients{suffix}")
            cells = [getattr(arm, f"{site}{suffix}") for site in SITES]
            known = [cell for cell in cells if isinstance(cell, int)]
            if isinstance(n, int) and known and Empty.AMBIGUOUS not in cells and sum(known) != n:
                at = f"{arm.arm}.sites{suffix}"
                value = f"{sum(known)} of {n} patients"
                yield Finding("site_sum", arm.study, at, value, f"sites of {n} patients", arm)


def response_and_stable(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """Objective response and stable disease together are at most 100 %."""
    del pack
    for at, response, stable in _pairs(evidence, "objective_response", "stable_disease"):
        if response.amount + stable.amount > 100 + EXACT:
            value = f"{response.amount:g} + {stable.amount:g} %"
            study = stable.record.study
            yield Finding("response_and_stable", study, at, value, "at most 100 %", stable.record)


def pfs_above_os(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """Progression-free survival is not longer than overall survival in the same patients."""
    del pack
    for at, pfs, os in _pairs(evidence, "progression_free_survival", "overall_survival"):
        if pfs.amount > os.amount:
            allowed = f"at most the {os.amount:g} months of overall survival"
            value = f"{pfs.amount:g} months"
            yield Finding("pfs_above_os", pfs.record.study, at, value, allowed, pfs.record)


def whole_patients(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """A share is that of a whole number of patients: of its denominator, else of the arm.

    The figure may be rounded or cut off. Rates at a time are estimates, so only their counts,
    where given, are held against them; lesions and procedures need a stated denominator.
    """
    del pack
    for outcome in evidence.outcomes:
        n = _denominator(outcome, evidence.arm(outcome.study, outcome.arm))
        for reading in _readings(outcome) if outcome.unit == "percent" and n else ():
            amount = _number(outcome, reading)
            allowed = None if amount is None else _not_whole(outcome, amount, n or 0, reading)
            if allowed is not None:
                at = _at(outcome.arm, outcome.measure, reading)
                value = f"{amount:g} %"
                yield Finding("whole_patients", outcome.study, at, value, allowed, outcome)


def reference(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """Every study is in the list of references, as the paper that is meant and of its year."""
    for study in evidence.studies:
        found = _reference(pack, study)
        if found is None:
            value, allowed = "none", "an entry of references.yaml"
        elif found.status in ("wrong", "missing"):
            value, allowed = f"{study.reference or 'none'} ({found.status})", "the paper meant"
        elif found.year != study.year:
            value, allowed = f"{study.reference} of {found.year}", f"a paper of {study.year}"
        else:
            continue
        yield Finding("reference", study.study, None, value, allowed, study)


def title_n(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """The number of patients in a title is the number in the table."""
    del pack
    for study in evidence.studies:
        arm = evidence.arm(study.study, WHOLE_STUDY)
        n = arm.n_patients if isinstance(arm.n_patients, int) else arm.n_patients_primary
        if study.title_n is not None and n is not None and study.title_n != n:
            allowed = f"{study.title_n}, as in the title"
            yield Finding("title_n", study.study, None, str(n), allowed, arm)


def cited_list(pack: Pack, evidence: Evidence) -> Iterator[Finding]:
    """The studies a sentence cites are those with a figure in the tables.

    Claims of one section with the same references share one list in the text, so a study needs
    a figure for one of them. Claims that can not be tested are left out.
    """
    del pack
    by_reference = {s.reference: s for s in evidence.studies if s.reference is not None}
    for claim in evidence.claims:
        if claim.marked == "not_testable":
            continue
        sharing = [c for c in evidence.claims if (c.section, c.refs) == (claim.section, claim.refs)]
        filled = {study for other in sharing for study in _filled(evidence, other)}
        for number in claim.refs if claim == sharing[0] else ():
            study = by_reference.get(number)
            if study is None or study.study not in filled:
                name = study.study if study else f"reference{number}"
                allowed = "only studies with a figure"
                yield Finding("cited_list", name, claim.claim, f"cites [{number}]", allowed, claim)
        for name in _filled(evidence, claim):
            if evidence.study(name).reference not in claim.refs:
                value, allowed = "has a figure", "a study that the claim cites"
                yield Finding("cited_list", name, claim.claim, value, allowed, claim)


RULES: tuple[Callable[[Pack, Evidence], Iterator[Finding]], ...] = (
    site_sum,
    response_and_stable,
    pfs_above_os,
    whole_patients,
    reference,
    title_n,
    cited_list,
)


class _Figure(NamedTuple):
    amount: float
    record: Outcome


def _pairs(
    evidence: Evidence, first: Measure, second: Measure
) -> Iterator[tuple[str, _Figure, _Figure]]:
    """Two figures of the same patients, as printed and again where a correction changes them.

    An arm brings its own figures and those that it shares with the whole study.
    """
    for arm in evidence.arms:
        seen: tuple[float, float] | None = None
        for reading in READINGS:
            one = _figure(evidence, arm, first, reading)
            two = _figure(evidence, arm, second, reading)
            if one is None or two is None or arm.arm not in (one.record.arm, two.record.arm):
                continue
            if (one.amount, two.amount) != seen:
                yield _at(arm.arm, None, reading), one, two
            seen = one.amount, two.amount


def _at(arm: str, measure: Measure | None, reading: Values) -> str:
    parts = (arm, measure, None if reading == "printed" else reading)
    return ".".join(part for part in parts if part)


def _readings(outcome: Outcome) -> tuple[Values, ...]:
    return READINGS if outcome.value is not None else ("printed",)


def _figure(evidence: Evidence, arm: Arm, measure: Measure, reading: Values) -> _Figure | None:
    """The figure of an arm, or the one it shares with the whole study."""
    for name in dict.fromkeys((arm.arm, WHOLE_STUDY)):
        for outcome in evidence.outcomes_of(arm.study):
            own = outcome.printed_as if reading == "printed" else outcome.measure
            amount = _number(outcome, reading)
            is_rate = outcome.statistic == "rate_at"
            if (outcome.arm, own) == (name, measure) and amount is not None and not is_rate:
                return _Figure(amount, outcome)
    return None


def _number(outcome: Outcome, reading: Values) -> float | None:
    cell: Cell | None = outcome.printed
    if reading == "corrected" and outcome.value is not None:
        cell = outcome.value
    return None if isinstance(cell, Empty) else cell


def _denominator(outcome: Outcome, arm: Arm) -> int | None:
    if outcome.denominator is not None or outcome.statistic == "rate_at":
        return outcome.denominator
    if outcome.denominator_unit not in COUNTED_IN_PATIENTS:
        return None
    return arm.n_patients if isinstance(arm.n_patients, int) else arm.n_patients_primary


def _not_whole(outcome: Outcome, amount: float, n: int, reading: Values) -> str | None:
    """What is allowed, where the figure is no share of n patients."""
    events = outcome.events
    contradicted = reading == "printed" and outcome.value is not None  # counts are the paper's
    if events is not None and not contradicted:
        told = f"{events} of {n}, which is {100 * events / n:.1f} %"
        return None if is_share(amount, events, n) else told
    if outcome.statistic == "rate_at" or fits_whole_patients(amount, n):
        return None
    stated = outcome.denominator is not None and outcome.denominator_unit != "not_stated"
    unit = outcome.denominator_unit.replace("_", " ") if stated else "patient"
    return f"a share of {n} {unit}s"


def _reference(pack: Pack, study: Study) -> Reference | None:
    if study.reference is not None:
        return pack.reference.get(study.reference)
    named = (r for r in pack.references if (r.study or "").replace("-", "") == study.study)
    return next(named, None)


def _filled(evidence: Evidence, claim: Claim) -> Iterator[str]:
    """Studies whose cell for the claim's measure holds a printed figure, each once."""
    found = {
        outcome.study: None
        for outcome in evidence.outcomes
        if (outcome.printed_as, outcome.unit) == (claim.measure, claim.unit)
        and not isinstance(outcome.printed, Empty)
        and set(evidence.arm(outcome.study, outcome.arm).options) & set(claim.options)
    }
    yield from found
