"""What a case makes known: stated and derived values, and everything that must be questioned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nelm.case.ablation import lesions_behind
from nelm.case.case import Case
from nelm.case.contradictions import contradictions, doubts, in_lists, list_questions, questions
from nelm.case.derived import BY_FACT, DERIVATIONS, calendar_months, disagree
from nelm.case.entry import Entry
from nelm.case.grade import GRADE
from nelm.case.lesion import Lesion
from nelm.case.vocabulary import facts_of_model, vocabulary
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import facts_of
from nelm.criteria.truth import Truth
from nelm.criteria.values import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to question before reading a verdict.

    Attributes:
        kind: contradiction, suspect (wrong unit?), question or stale.
        facts: the facts concerned; contradictory and suspect ones count as unknown.
        says: one sentence for people.
    """

    kind: str
    facts: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Known:
    """The values criteria may read, where each comes from, and the findings.

    `lesions` names the lesion behind each derived fact about lesions; `doubted` are the facts that
    count as unknown, and from which nothing is derived, because of a finding.
    """

    values: Mapping[str, Value]
    entries: Mapping[str, Entry]
    derived: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    lesions: Mapping[str, str]
    doubted: frozenset[str] = frozenset()

    @property
    def is_grade_alone(self) -> bool:
        """Whether the WHO grade does not follow, now or later, from what it is derived from."""
        stated = GRADE in self.values and GRADE not in self.derived
        return stated or not self.doubted.isdisjoint({GRADE, *BY_FACT[GRADE].inputs})


def known_facts(case: Case, validity_months: Mapping[str, float] | None = None) -> Known:
    """Values of a case with derived facts; suspect and contradictory facts count as unknown.

    Args:
        case: the case as read.
        validity_months: validity windows of a pack that replace those of the vocabulary.

    >>> case = Case.model_validate({"tumor": {"ki67_percent": 28, "who_grade": "G2"}})
    >>> known = known_facts(case)
    >>> known.findings[0].says
    'The WHO grade is lower than the Ki-67 index allows'
    >>> known.values
    {}
    """
    entries = dict(case.entries())
    findings = [_suspect(n, e) for n, e in entries.items() if _is_suspect(n, e)]
    findings += _suspect_lesions(case)
    doubted = {fact for finding in findings for fact in finding.facts}
    values, derived = _values(case, entries, doubted)
    while clashes := [c for c in _clashes(case, entries, values) if c not in findings]:
        findings += clashes
        for clash in clashes:  # what a contradictory fact was derived from is in doubt as well
            doubted |= set(clash.facts).union(*(derived.get(fact, ()) for fact in clash.facts))
        values, derived = _values(case, entries, doubted)
    findings += [
        Finding("question", facts_of(rule.condition), rule.says)
        for rule in questions()
        if evaluate(rule.condition, values).truth is Truth.MET
    ]
    findings += [Finding("question", facts, says) for says, facts in list_questions(case)]
    findings += _stale(case, entries, validity_months or {})
    return Known(
        values, entries, derived, tuple(findings), lesions_behind(case), frozenset(doubted)
    )


def _values(
    case: Case, entries: Mapping[str, Entry], doubted: set[str]
) -> tuple[dict[str, Value], dict[str, tuple[str, ...]]]:
    """Entered values that nobody doubts, and what follows from them."""
    values = {
        name: entry.value
        for name, entry in entries.items()
        if entry.value is not None and name not in doubted
    }
    derived: dict[str, tuple[str, ...]] = {}
    for rule in DERIVATIONS:
        if rule.fact in values or doubted & {rule.fact, *rule.inputs}:
            continue
        value = rule.derive(case, values)
        if value is not None:
            values[rule.fact] = value
            derived[rule.fact] = rule.inputs
    return values, derived


def _clashes(
    case: Case, entries: Mapping[str, Entry], values: Mapping[str, Value]
) -> list[Finding]:
    found = [
        Finding("contradiction", rule.doubted, rule.says)
        for rule in (*contradictions(), *doubts())
        if evaluate(rule.condition, values).truth is Truth.MET
    ]
    found += [Finding("contradiction", facts, says) for _, says, facts in in_lists(case, values)]
    for rule in DERIVATIONS:
        if rule.fact in values and rule.fact in entries and rule.tolerance is not None:
            value = rule.derive(case, values)
            if value is not None and disagree(values[rule.fact], value, rule.tolerance):
                found.append(_entered_against_derived(rule.fact, rule.inputs))
    return found


def _entered_against_derived(fact: str, inputs: tuple[str, ...]) -> Finding:
    says = f"The {vocabulary()[fact].subject} entered is not what {', '.join(inputs)} give"
    return Finding("contradiction", (fact, *inputs), says.replace("The the", "The"))


def _is_suspect(name: str, entry: Entry) -> bool:
    return vocabulary()[name].is_suspect(entry)


def _suspect(name: str, entry: Entry) -> Finding:
    fact = vocabulary()[name]
    low, high = fact.plausible or (fact.low, fact.high)
    return Finding("suspect", (name,), _question(fact.subject, entry, fact.unit, low, high))


def _question(subject: str, entry: Entry, unit: str, low: float, high: float) -> str:
    name = subject[0].upper() + subject[1:]
    return (
        f"{name} {entry.stated} {unit}: is the unit right? Expected {low:g} to {high:g} {unit}."
        " Write confirmed: true beside the value if it is."
    )


def _suspect_lesions(case: Case) -> list[Finding]:
    diameter = facts_of_model(Lesion)["diameter_mm"]
    low, high = diameter.plausible or (0, 0)
    return [
        Finding(
            "suspect",
            ("liver.lesions",),
            _question(f"diameter of lesion {n}", lesion.diameter_mm, "mm", low, high),
        )
        for n, lesion in enumerate(case.liver.lesions or [], 1)
        if lesion.diameter_mm is not None and diameter.is_suspect(lesion.diameter_mm)
    ]


def _stale(
    case: Case, entries: Mapping[str, Entry], validity_months: Mapping[str, float]
) -> list[Finding]:
    if case.decision_date is None:
        return []
    found = []
    for name, entry in entries.items():
        fact = vocabulary()[name]
        limit = validity_months.get(name, fact.validity_months)
        if entry.date is None or limit is None:
            continue
        age = calendar_months(entry.date, case.decision_date)
        if age > limit:
            says = f"{fact.subject[0].upper()}{fact.subject[1:]} is {age:.0f} months old"
            found.append(Finding("stale", (name,), f"{says}; valid here for {limit:g} months."))
    return found
