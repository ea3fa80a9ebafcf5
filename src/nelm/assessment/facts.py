"""The facts of a case as lines of the sheet."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from nelm.assessment.assess import Assessment
from nelm.assessment.sheet import FactLine
from nelm.assessment.wording import CaseWords, predicate
from nelm.case.entry import Entry
from nelm.case.fact import Fact
from nelm.case.vocabulary import GROUPS, facts_of_model, vocabulary

LISTS = {
    "liver.lesions": "lesion",
    "history.prior_ablation": "earlier ablation",
    "history.prior_arterial": "earlier arterial treatment",
    "history.prior_prrt": "earlier radionuclide therapy",
    "tumor.medical_treatments": "medical treatment",
}


def fact_lines(assessment: Assessment) -> Iterator[FactLine]:
    """Every stated and derived fact, list items included, in the order of the vocabulary."""
    for group in GROUPS:
        yield from _group_lines(assessment, group)
        yield from _list_lines(assessment, group)


def _group_lines(assessment: Assessment, group: str) -> Iterator[FactLine]:
    known = assessment.known
    words = CaseWords(known, assessment.pack)
    for name, fact in vocabulary().items():
        if not name.startswith(f"{group}."):
            continue
        entry = known.entries.get(name)
        if not fact.enterable or (entry is None and name not in known.values):
            continue
        yield FactLine(
            group=name.split(".")[0],
            fact=name,
            subject=fact.name,
            value=_stated(words, name),
            date=entry.date.isoformat() if entry is not None and entry.date else None,
            source=entry.source if entry is not None else None,
            derived_from=known.derived.get(name, ()),
            unknown_because=entry.because.value if entry is not None and entry.because else None,
        )


def _stated(words: CaseWords, name: str) -> str:
    fact = vocabulary()[name]
    entry = words.known.entries.get(name)
    if fact.kind == "choice":
        value = words.value(name)
        derived = value if entry is None and isinstance(value, frozenset) else frozenset()
        stated = [entry.stated] if entry is not None else sorted(derived)
        return " or ".join(word.replace("_", " ") for word in stated)
    return words.stated(name) or (entry.stated if entry is not None else "")


def _list_lines(assessment: Assessment, group: str) -> Iterator[FactLine]:
    for name, title in LISTS.items():
        items = getattr(getattr(assessment.case, group), name.partition(".")[2], None)
        if name.startswith(f"{group}.") and items is not None:
            texts = [_item(item) for item in items] or ["none"]
            for number, text in enumerate(texts, 1):
                subject = f"{title} {number}" if items else title
                yield _line(name, subject, text)


def _line(name: str, subject: str, value: str) -> FactLine:
    return FactLine(
        group=name.partition(".")[0],
        fact=name,
        subject=subject,
        value=value,
        date=None,
        source=None,
        derived_from=(),
        unknown_because=None,
    )


def _item(item: BaseModel) -> str:
    """One entry of a list in words: `segment 6; longest diameter 22 mm; the plan is to ablate`."""
    facts = facts_of_model(type(item))
    told = []
    for name in type(item).model_fields:
        value = getattr(item, name)
        if isinstance(value, Entry):
            told.append(_told(facts[name], value))
        elif value is not None:
            told.append(f"{name.replace('_', ' ')} {value}")
    return "; ".join(filter(None, told)) or "nothing known"


def _told(fact: Fact, entry: Entry) -> str:
    if entry.stated == "unknown":
        return ""
    if isinstance(entry.value, bool):
        return (fact.yes if entry.value else fact.no).lower()
    if isinstance(entry.value, frozenset):
        return f"{fact.subject} {predicate(fact, entry.value)}"
    return f"{fact.subject} {entry.stated} {fact.unit}".rstrip()
