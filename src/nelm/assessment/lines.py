"""Single lines of the sheet: facts, statements, settings, numbers and changes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nelm.assessment.assess import Assessment, Judged, OptionResult
from nelm.assessment.facts import fact_lines
from nelm.assessment.outlook import Change, Step
from nelm.assessment.sheet import (
    CaseHead,
    ChangeLine,
    NumberLine,
    PackHead,
    SettingLine,
    StatementLine,
)
from nelm.assessment.verdict import Answer
from nelm.assessment.wording import CaseWords, cite, show_value
from nelm.case.vocabulary import vocabulary
from nelm.criteria.explain import sentence
from nelm.criteria.nodes import Constant, facts_of
from nelm.criteria.truth import Truth
from nelm.knowledge.binding import Setting, read_settings
from nelm.knowledge.schema import Parameter, Quantity

ORIGINS = {
    "text": "the words of the source",
    "reading": "a reading of the source's words",
    "outside": "another source",
    "convention": "a convention of nelm",
}
CRITERION = {Truth.MET: "met", Truth.NOT_MET: "not met", Truth.UNKNOWN: "not known"}
EXCLUSION = {Truth.MET: "applies", Truth.NOT_MET: "does not apply", Truth.UNKNOWN: "not known"}
TASK = {Truth.MET: "done", Truth.NOT_MET: "to do", Truth.UNKNOWN: "not known if done"}
ITEM = {Truth.MET: "applies", Truth.UNKNOWN: "may apply"}


@dataclass(frozen=True)
class LineMaker:
    """Makes statement lines for one assessment."""

    assessment: Assessment
    words: CaseWords

    def criteria(self, judged: Iterable[Judged]) -> tuple[StatementLine, ...]:
        """Lines of criteria: met or not."""
        return tuple(self._line(j, CRITERION) for j in judged)

    def exclusions(self, judged: Iterable[Judged]) -> tuple[StatementLine, ...]:
        """Lines of contraindications, without those that are switched off by a parameter."""
        return tuple(self._line(j, EXCLUSION) for j in judged if not _is_never(j))

    def items(self, judged: Iterable[Judged]) -> tuple[StatementLine, ...]:
        """Lines of a check-list: tasks with their state, items only where they may apply."""
        return tuple(
            self._line(j, TASK if is_task(j) else ITEM)
            for j in judged
            if is_task(j) or j.truth is not Truth.NOT_MET
        )

    def sentence(self, judged: Judged) -> str | None:
        """Why the statement has its truth; None when it holds for every patient."""
        if judged.trace is None or isinstance(judged.trace.node, Constant):
            return None
        return sentence(judged.trace, self.words)

    def point(self, judged: Judged) -> str:
        """The shortest reason: the sentence, or what the statement says."""
        return self.sentence(judged) or judged.statement.says

    def _line(self, judged: Judged, states: Mapping[Truth, str]) -> StatementLine:
        statement = judged.statement
        condition = self.assessment.bound.conditions.get(statement.id)
        return StatementLine(
            id=statement.id,
            kind=statement.kind,
            strength=statement.strength,
            truth=judged.truth.value,
            state=states[judged.truth],
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


def _is_never(judged: Judged) -> bool:
    return judged.trace is not None and judged.trace.node == Constant(False)


def is_task(judged: Judged) -> bool:
    """Whether the condition says that something has been done, not for whom it is meant."""
    facts = () if judged.trace is None else facts_of(judged.trace.node)
    return bool(facts) and all(fact.startswith("organization.") for fact in facts)


def number_line(quantity: Quantity) -> NumberLine:
    """A printed number in words.

    >>> number_line(Quantity(measure="overall_survival_rate", unit="percent", low=46, high=86,
    ...                      at_years=5)).text
    'overall survival rate at 5 years: 46-86 %'
    """
    name = quantity.measure.replace("_", " ")
    if quantity.at_years is not None:
        name += f" at {quantity.at_years:g} year{'s' if quantity.at_years != 1 else ''}"
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
        origin=_origin(parameter),
        ambiguity=parameter.ambiguity or parameter.conflict,
        alternatives=tuple(f"{a.value} ({a.source})" for a in parameter.alternatives),
    )


def _origin(parameter: Parameter) -> str:
    if parameter.basis == "outside" and not parameter.verified:
        return "another source, not verified against it"
    return ORIGINS[parameter.basis]


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
        facts=tuple(fact_lines(assessment)),
    )


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
