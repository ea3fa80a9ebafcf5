"""Single lines of the sheet: facts, statements, settings, numbers and changes in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nelm.assessment.assess import Assessment, Judged, OptionResult
from nelm.assessment.outlook import Change, Step
from nelm.assessment.sheet import (
    CaseHead,
    ChangeLine,
    FactLine,
    NumberLine,
    PackHead,
    SettingLine,
    StatementLine,
)
from nelm.assessment.verdict import Answer
from nelm.assessment.wording import CaseWords, cite, show_value
from nelm.case.vocabulary import vocabulary
from nelm.criteria.explain import sentence
from nelm.criteria.nodes import Constant
from nelm.knowledge.binding import Setting, read_settings
from nelm.knowledge.schema import Parameter, Quantity


@dataclass(frozen=True)
class LineMaker:
    """Makes statement lines for one assessment."""

    assessment: Assessment
    words: CaseWords

    def lines(self, judged: Iterable[Judged]) -> tuple[StatementLine, ...]:
        """Lines of statements, without those that hold for nobody at these parameters."""
        return tuple(self._line(j) for j in judged if not _for_nobody(j))

    def sentence(self, judged: Judged) -> str | None:
        """Why the statement has its truth; None when it holds for every patient."""
        if judged.trace is None or isinstance(judged.trace.node, Constant):
            return None
        return sentence(judged.trace, self.words)

    def point(self, judged: Judged) -> str:
        """The shortest reason: the sentence, or what the statement says."""
        return self.sentence(judged) or judged.statement.says

    def _line(self, judged: Judged) -> StatementLine:
        statement = judged.statement
        condition = self.assessment.bound.conditions.get(statement.id)
        return StatementLine(
            id=statement.id,
            kind=statement.kind,
            strength=statement.strength,
            truth=judged.truth.value,
            says=statement.says,
            sentence=self.sentence(judged),
            cite=cite(statement.anchor, statement.refs),
            refs=statement.refs,
            inherited_from=statement.inherited_from,
            quarantined=statement.status == "quarantined",
            note=statement.note,
            ambiguity=statement.ambiguity,
            parameters=condition.parameters if condition is not None else (),
            numbers=tuple(map(number_line, statement.numbers)),
        )


def _for_nobody(judged: Judged) -> bool:
    return judged.trace is not None and judged.trace.node == Constant(False)


def number_line(quantity: Quantity) -> NumberLine:
    """A printed number in words.

    >>> number_line(Quantity(measure="overall_survival_rate", unit="percent", low=46, high=86,
    ...                      at_years=5)).text
    'overall survival rate at 5 years: 46-86 %'
    """
    name = quantity.measure.replace("_", " ")
    if quantity.at_years is not None:
        name += f" at {quantity.at_years:g} years"
    extra = [f"n = {quantity.n}"] if quantity.n is not None else []
    extra += [quantity.group] if quantity.group else []
    note = f" ({'; '.join(extra)})" if extra else ""
    return NumberLine(
        measure=quantity.measure, text=f"{name}: {_amount(quantity)}{note}", refs=quantity.refs
    )


def _amount(quantity: Quantity) -> str:
    unit = {"percent": "%", "um": "µm", "count": ""}.get(quantity.unit, quantity.unit)
    parts = []
    if quantity.value is not None:
        parts.append(f"{quantity.value:g}")
    if quantity.low is not None and quantity.high is not None:
        parts.append(f"{quantity.low:g}-{quantity.high:g}")
    elif quantity.low is not None:
        parts.append(f"more than {quantity.low:g}")
    elif quantity.high is not None:
        parts.append(f"up to {quantity.high:g}")
    if quantity.median is not None:
        parts.append(f"median {quantity.median:g}")
    return f"{', '.join(parts)} {unit}".strip()


def value_text(value: Setting) -> str:
    """A parameter value for people; None reads `not set`."""
    if value is None:
        return "not set"
    return f"{value:g}" if isinstance(value, float) else str(value)


def setting_line(assessment: Assessment, parameter: Parameter) -> SettingLine:
    """A parameter with the value in force and where it comes from."""
    settings = read_settings(assessment.pack, {})
    return SettingLine(
        name=parameter.name,
        wording=parameter.wording,
        value=value_text(assessment.bound.settings[parameter.name]),
        unit=parameter.unit,
        default=value_text(settings[parameter.name]),
        operationalized_as=parameter.operationalized_as,
        basis=parameter.basis,
        verified=parameter.verified,
        ambiguity=parameter.ambiguity or parameter.conflict,
        alternatives=tuple(f"{a.value} ({a.source})" for a in parameter.alternatives),
    )


def pack_head(assessment: Assessment) -> PackHead:
    """Which source answers."""
    manifest = assessment.pack.manifest
    changed = (p for p in assessment.pack.parameters if p.name in assessment.bound.changed)
    return PackHead(
        id=manifest.id,
        version=manifest.version,
        content_hash=assessment.pack.content_hash,
        short_name=f"{manifest.authors.split()[0]} {manifest.published.year}",
        citation=manifest.citation,
        doi=manifest.doi,
        evidence=manifest.evidence,
        intended_population=manifest.intended_population,
        changed_parameters=tuple(setting_line(assessment, p) for p in changed),
    )


def case_head(assessment: Assessment) -> CaseHead:
    """Who the sheet is about, with every stated and derived fact."""
    case = assessment.case
    day = case.decision_date
    return CaseHead(
        id=case.id,
        title=case.title,
        decision_date=None if day is None else day.isoformat(),
        synthetic=case.synthetic,
        citation=case.citation,
        decision_point=case.decision_point,
        treatment_given=tuple(case.treatment_given or ()),
        notes=tuple(case.notes or ()),
        facts=tuple(_fact_lines(assessment)),
    )


def _fact_lines(assessment: Assessment) -> Iterable[FactLine]:
    known = assessment.known
    words = CaseWords(known, assessment.pack)
    for name, fact in vocabulary().items():
        entry = known.entries.get(name)
        if entry is None and name not in known.values:
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
    value = words.value(name)
    if fact.kind in ("choice", "yes_no") and value is not None:
        return show_value(name, value)
    return words.stated(name) or words.known.entries[name].stated


def change_line(change: Change, result: OptionResult) -> ChangeLine:
    """A smallest change in words."""
    leads = "criteria no longer met" if result.answer is Answer.SUPPORTED else "criteria met"
    return ChangeLine(
        leads_to=leads,
        steps=tuple(map(_step, change.steps)),
        provided=tuple(map(_step, change.provided)),
    )


def _step(step: Step) -> str:
    fact, value = step
    definition = vocabulary()[fact]
    if isinstance(value, bool):
        return definition.yes if value else definition.no
    text = f"{definition.subject} {show_value(fact, value)}"
    if isinstance(value, frozenset):
        text = f"{definition.subject} is {show_value(fact, value)}"
    return text[:1].upper() + text[1:]
