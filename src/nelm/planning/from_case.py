"""Inputs that the case already states: taken over where they are exact, and said so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.conversions import bilirubin_mg_dl
from nelm.case.known import Known
from nelm.criteria.values import Interval
from nelm.planning.asked import Measured, Quantity
from nelm.planning.form import Check
from nelm.planning.inputs.base import Inputs
from nelm.planning.inputs_file import questions

Form = TypeVar("Form", bound=Inputs)
SAME = 0.01  # of a value: two statements closer than this agree


def _same(value: float) -> float:
    return value


def _bilirubin(value: float) -> float:
    return float(bilirubin_mg_dl(bilirubin_umol_l=value))


NUMBERS: Mapping[str, tuple[str, Callable[[float], float]]] = {
    "height_cm": ("patient.height_cm", _same),
    "weight_kg": ("patient.weight_kg", _same),
    "bilirubin_mg_dl": ("liver.bilirubin_umol_l", _bilirubin),
    "creatinine_clearance_ml_min": ("lab.creatinine_clearance_ml_min", _same),
}
FLAGS: Mapping[str, str] = {"bilioenteric_anastomosis": "liver.biliodigestive_anastomosis"}


def completed(form: Form, known: Known) -> tuple[Form, dict[str, str], list[Check]]:
    """Inputs with what the case states, where each came from, and where the two disagree.

    Bounds, ranges, doubted facts and what is out of the range of a field are not taken over.
    """
    asked = questions(type(form))
    taken: dict[str, Any] = {}
    origins: dict[str, str] = {}
    checks: list[Check] = []
    for field, (fact, converted) in NUMBERS.items():
        value = known.values.get(fact)
        question = asked.get(field)
        if not isinstance(value, Interval) or not value.is_exact:
            continue
        if not isinstance(question, Quantity):
            continue
        try:
            found = question.read(converted(value.low))
        except (OutOfRangeError, ValueError):
            continue
        given = getattr(form, field)
        if given is None:
            taken[field], origins[field] = found, fact
            checks += _stale(known, field, fact)
        elif abs(given.value - found.value) > SAME * abs(found.value):
            checks.append(_differs(field, given, found, fact))
    for field, fact in FLAGS.items():
        flag = known.values.get(fact)
        if field in asked and getattr(form, field) is None and isinstance(flag, bool):
            taken[field], origins[field] = flag, fact
    return form.model_copy(update=taken), origins, checks


def _differs(field: str, given: Measured, found: Measured, fact: str) -> Check:
    says = (
        f"{field} is {given.value:g} in the inputs and {found.value:.4g} in the case ({fact}): "
        "the inputs are used."
    )
    return Check(code="inputs-differ-from-case", status="warning", says=says)


def _stale(known: Known, field: str, fact: str) -> list[Check]:
    return [
        Check(code="stale-fact", status="warning", says=f"{field} is taken from {fact}: {f.says}")
        for f in known.findings
        if f.kind == "stale" and fact in f.facts
    ]
