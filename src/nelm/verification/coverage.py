"""Which patients no option that treats the tumor is for: a table for authors, not a failure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from nelm.assessment.assess import Assessment
from nelm.assessment.rules import OptionRules
from nelm.assessment.verdict import Answer
from nelm.criteria.nodes import Node
from nelm.criteria.parser import parse
from nelm.verification.examples import Check, confirmed, simplest
from nelm.verification.model import Model
from nelm.verification.report import Profile
from nelm.verification.solver import Formula, every

MAIN: Mapping[str, Mapping[str, str]] = {
    "grade": {
        "NET grade 1 or 2": 'tumor.who_grade in ["G1", "G2"]',
        "NET grade 3": 'tumor.who_grade == "NET_G3"',
    },
    "hormone syndrome": {
        "none": "not tumor.functional",
        "controlled": 'tumor.syndrome_control == "controlled"',
        "not controlled": 'tumor.syndrome_control == "uncontrolled_on_medical"',
    },
    "course": {
        "progressive": 'course.status == "progressive"',
        "stable or responding": 'course.status in ["stable", "responding"]',
    },
    "complete resection": {
        "feasible": "liver.complete_resection_feasible",
        "not feasible": "not liver.complete_resection_feasible",
    },
    "receptors": {
        "positive": 'tumor.sstr_status == "positive"',
        "negative": 'tumor.sstr_status == "negative"',
    },
    "pattern": {
        "simple": 'liver.pattern == "simple"',
        "complex": 'liver.pattern == "complex"',
        "diffuse": 'liver.pattern == "diffuse"',
    },
}
POPULATION = (
    'tumor.who_grade in ["G1", "G2", "NET_G3"]',
    'extrahepatic.status in ["none", "resectable_nodes_only", "present_not_predominant"]',
)


def main_conditions() -> tuple[Node, ...]:
    """The conditions of the main facts and of the population, parsed."""
    texts = [text for values in MAIN.values() for text in values.values()]
    return tuple(parse(text) for text in (*texts, *POPULATION))


_Values: TypeAlias = tuple[frozenset[str], ...]
_Key: TypeAlias = tuple[_Values, _Values, tuple[str, ...]]
DETAILS = ("receptors", "pattern")  # told beside an option that depends on them, not as rows


@dataclass(frozen=True)
class _Box:
    """Values of the main facts that make rows, for each the set that is meant."""

    values: _Values
    others: tuple[str, ...]


def uncovered(model: Model) -> tuple[Profile, ...]:
    """Profiles of patients, within scope, among whom some fit no option that treats the tumor.

    Neither carcinomas nor predominant extrahepatic disease take part. Profiles that leave the
    same options to others of their patients are joined where they differ in one main fact.
    """
    rows = [known for name, known in MAIN.items() if name not in DETAILS]
    boxes = [
        _Box(tuple(frozenset({value}) for value in values), _others(model, values))
        for values in product(*rows)
        if model.cases.possible(_uncovered_case(model, values))
    ]
    return tuple(_profile(model, box) for box in _joined(boxes))


def treating(model: Model) -> tuple[OptionRules, ...]:
    """Options that treat the tumor, not those between treatments."""
    return tuple(rules for rules in model.rules if rules.option.intent != "between")


def _condition(values: tuple[str, ...]) -> list[str]:
    return [known[value] for known, value in zip(MAIN.values(), values, strict=False)]


def _holds(model: Model, texts: list[str]) -> Formula:
    encoder = model.space().encoder
    return every(encoder.rails(parse(text)).true for text in texts)


def _uncovered_case(model: Model, values: tuple[str, ...]) -> Formula:
    space = model.space()
    none = (model.verdict(space, rules).not_supported for rules in treating(model))
    return every([_population(model, values), *none])


def _population(model: Model, values: tuple[str, ...]) -> Formula:
    inside = model.outside(model.space()).false
    return every([_holds(model, [*POPULATION, *_condition(values)]), inside])


def _others(model: Model, values: tuple[str, ...]) -> tuple[str, ...]:
    """Options that other patients of the profile can still be supported for, and which ones."""
    space, found = model.space(), {}
    for group in model.alike:
        supported = model.verdict(space, group[0]).supported
        fits = [
            details
            for details in product(*(MAIN[name] for name in DETAILS))
            if model.cases.possible(_population(model, (*values, *details)), supported)
        ]
        found.update({rules.option.id: _only(fits) for rules in group if fits})
    options = (rules.option for rules in treating(model) if rules.option.id in found)
    return tuple(f"{option.code}{found[option.id]}" for option in options)


def _only(fits: list[tuple[str, ...]]) -> str:
    """The details that an option depends on: ` (receptors positive)`."""
    told = []
    for place, name in enumerate(DETAILS):
        values = [value for value in MAIN[name] if any(fit[place] == value for fit in fits)]
        told += [f"{name} {' or '.join(values)}"] if len(values) < len(MAIN[name]) else []
    return f" ({', '.join(told)})" if told else ""


def _joined(boxes: list[_Box]) -> list[_Box]:
    """Boxes that differ in one main fact only become one, until none is left to join."""
    for place in range(len(MAIN) - len(DETAILS)):
        kept: dict[_Key, frozenset[str]] = {}
        for box in boxes:
            key = (box.values[:place], box.values[place + 1 :], box.others)
            kept[key] = kept.get(key, frozenset()) | box.values[place]
        boxes = [
            _Box((*before, values, *after), others)
            for (before, after, others), values in kept.items()
        ]
    return boxes


def _profile(model: Model, box: _Box) -> Profile:
    first = tuple(
        next(value for value in known if value in values)
        for known, values in zip(MAIN.values(), box.values, strict=False)
    )
    solver = model.cases
    with solver.assuming(_uncovered_case(model, first)):
        (values,) = simplest(model, solver, [model.space()])
    example = confirmed(values, model.bound, _none_supported(model))
    facts = {
        name: "any" if chosen == known.keys() else " or ".join(v for v in known if v in chosen)
        for (name, known), chosen in zip(MAIN.items(), box.values, strict=False)
    }
    return Profile(facts, box.others, example)


def _none_supported(model: Model) -> Check:
    ids = [rules.option.id for rules in treating(model)]

    def check(found: Assessment) -> bool:
        answers = {found.option(id_).answer for id_ in ids}
        return answers == {Answer.NOT_SUPPORTED} and not found.out_of_scope

    return check
