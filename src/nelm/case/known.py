"""What a case makes known: stated and derived values, and everything that must be questioned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nelm.case.case import Case
from nelm.case.contradictions import contradictions, in_lists
from nelm.case.derived import DERIVATIONS, calendar_months, disagree
from nelm.case.entry import Entry
from nelm.case.lesion import Lesion
from nelm.case.vocabulary import facts_of_model, vocabulary
from nelm.criteria.evaluate import evaluate
from nelm.criteria.truth import Truth
from nelm.criteria.values import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to question before reading a verdict.

    Attributes:
        kind: contradiction, suspect (wrong unit?) or stale.
        facts: the facts concerned; contradictory and suspect ones count as unknown.
        says: one sentence for people.
    """

    kind: str
    facts: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Known:
    """The values criteria may read, where each comes from, and the findings."""

    values: Mapping[str, Value]
    entries: Mapping[str, Entry]
    derived: Mapping[str, tuple[str, ...]]
    findings: tuple[Finding, ...]


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
    values = {name: e.value for name, e in entries.items() if e.value is not None}
    findings = [
        _suspect(name, entries[name]) for name in values if _is_suspect(name, entries[name])
    ]
    findings += _suspect_lesions(case)
    for finding in findings:
        _forget(finding.facts, values)
    derived = _derive(case, values, findings)
    clashes = _clashes(case, values)
    while clashes:  # forgetting a fact also takes back what was derived from it
        findings += [clash for clash in clashes if clash not in findings]
        for clash in clashes:
            _forget(clash.facts, values, derived)
        clashes = _clashes(case, values)
    findings += _stale(case, entries, validity_months or {})
    return Known(values, entries, derived, tuple(findings))


def _derive(
    case: Case, values: dict[str, Value], findings: list[Finding]
) -> dict[str, tuple[str, ...]]:
    derived: dict[str, tuple[str, ...]] = {}
    untrusted = {fact for finding in findings for fact in finding.facts}
    for rule in DERIVATIONS:
        if rule.fact in untrusted or untrusted & set(rule.inputs):
            continue
        value = rule.derive(case, values)
        if value is None:
            continue
        if rule.fact not in values:
            values[rule.fact] = value
            derived[rule.fact] = rule.inputs
        elif disagree(values[rule.fact], value, rule.tolerance):
            findings.append(_entered_against_derived(rule.fact, rule.inputs))
            _forget((rule.fact,), values, derived)
    return derived


def _entered_against_derived(fact: str, inputs: tuple[str, ...]) -> Finding:
    says = f"The {vocabulary()[fact].subject} entered is not what {', '.join(inputs)} give"
    return Finding("contradiction", (fact, *inputs), says.replace("The the", "The"))


def _clashes(case: Case, values: Mapping[str, Value]) -> list[Finding]:
    found = [
        Finding("contradiction", rule.facts, rule.says)
        for rule in contradictions()
        if evaluate(rule.condition, values).truth is Truth.MET
    ]
    for _, says, facts in in_lists(case, values):
        if any(fact in values for fact in _with_dependents(facts)):
            found.append(Finding("contradiction", facts, says))
    return found


def _with_dependents(facts: tuple[str, ...]) -> set[str]:
    found = set(facts)
    for rule in DERIVATIONS:
        if found & set(rule.inputs):
            found.add(rule.fact)
    return found


def _forget(
    facts: tuple[str, ...],
    values: dict[str, Value],
    derived: dict[str, tuple[str, ...]] | None = None,
) -> None:
    for fact in facts:
        values.pop(fact, None)
    for fact, inputs in list((derived or {}).items()):
        if set(facts) & {fact, *inputs}:
            values.pop(fact, None)
            (derived or {}).pop(fact)


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
