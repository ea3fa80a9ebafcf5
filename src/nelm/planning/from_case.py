"""Inputs that the case already states: taken over where they are exact, and said so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import inf, isinf
from typing import Any, TypeVar

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.conversions import bilirubin_mg_dl, creatinine_mg_dl
from nelm.case.known import Known
from nelm.criteria.values import Interval, Value
from nelm.planning.asked import Asked, Measured
from nelm.planning.form import Check
from nelm.planning.inputs.base import Inputs
from nelm.planning.inputs_file import questions

Form = TypeVar("Form", bound=Inputs)
Taken = Callable[[Value, Asked], Any]
SAME = 0.01  # of a value: two statements closer than this agree


def _same(value: float) -> float:
    return value


def _bilirubin(value: float) -> float:
    return float(bilirubin_mg_dl(bilirubin_umol_l=value))


def _creatinine(value: float) -> float:
    return float(creatinine_mg_dl(creatinine_umol_l=value))


def _number(converted: Callable[[float], float]) -> Taken:
    """A number in the unit of its field: a value where it is exact, else the range it lies in."""

    def taken(value: Value, asked: Asked) -> Measured | Interval | None:
        if not isinstance(value, Interval):
            return None
        try:
            if value.is_exact:
                found: Measured = asked.read(converted(value.low))
                return found
        except (OutOfRangeError, ValueError):
            return None
        low, high = _end(value.low, converted, -inf), _end(value.high, converted, inf)
        return None if low > high else Interval(low, high, value.low_open, value.high_open)

    return taken


def _end(value: float, converted: Callable[[float], float], open_end: float) -> float:
    """An end of a range; one beyond what is plausible is no end."""
    if isinf(value):
        return value
    try:
        return converted(value)
    except OutOfRangeError:
        return open_end


def _flag(value: Value, asked: Asked) -> bool | None:
    return value if isinstance(value, bool) else None


def _word(value: Value, asked: Asked) -> str | None:
    """The only word that is possible."""
    return next(iter(value)) if isinstance(value, frozenset) and len(value) == 1 else None


FACTS: Mapping[str, tuple[str, Taken]] = {
    "height_cm": ("patient.height_cm", _number(_same)),
    "weight_kg": ("patient.weight_kg", _number(_same)),
    "bilirubin_mg_dl": ("liver.bilirubin_umol_l", _number(_bilirubin)),
    "albumin_g_l": ("liver.albumin_g_l", _number(_same)),
    "inr": ("liver.inr", _number(_same)),
    "creatinine_mg_dl": ("lab.creatinine_umol_l", _number(_creatinine)),
    "platelets_10e9_l": ("lab.platelets_10e9_l", _number(_same)),
    "creatinine_clearance_ml_min": ("lab.creatinine_clearance_ml_min", _number(_same)),
    "bilioenteric_anastomosis": ("liver.biliodigestive_anastomosis", _flag),
    "ascites": ("liver.ascites", _word),
    "encephalopathy": ("liver.encephalopathy", _word),
}


def completed(form: Form, known: Known) -> tuple[Form, dict[str, str], list[Check]]:
    """Inputs with what the case states, where each came from, and where the two disagree.

    Bounds, ranges, doubted facts and what is out of the range of a field are not taken over.
    """
    taken: dict[str, Any] = {}
    origins: dict[str, str] = {}
    checks: list[Check] = []
    for field, fact, found in _stated(form, known):
        given = getattr(form, field)
        if given is None and not isinstance(found, Interval):
            taken[field], origins[field] = found, fact
            checks += _stale(known, field, fact)
        elif given is not None and not _agree(given, found):
            checks.append(_differs(field, given, found, fact))
    return form.model_copy(update=taken), origins, checks


def _stated(form: Inputs, known: Known) -> Iterator[tuple[str, str, Any]]:
    """Fields of the form that the case states, with the fact and its value."""
    asked = questions(type(form))
    for field, (fact, taken) in FACTS.items():
        if field in asked and fact in known.values:
            found = taken(known.values[fact], asked[field])
            if found is not None:
                yield field, fact, found


def _agree(given: Any, found: Any) -> bool:
    if isinstance(given, Measured) and isinstance(found, Interval):
        near = SAME * abs(given.value)
        return found.low - near <= given.value <= found.high + near
    if isinstance(given, Measured) and isinstance(found, Measured):
        return abs(given.value - found.value) <= SAME * abs(found.value)
    return bool(given == found)


def _differs(field: str, given: Any, found: Any, fact: str) -> Check:
    says = (
        f"{field} is {_short(given)} in the inputs and {_short(found)} in the case ({fact}): "
        "the inputs are used, and the pack's label goes by the case."
    )
    return Check(code="inputs-differ-from-case", status="warning", says=says)


def _short(value: Any) -> str:
    if isinstance(value, Measured):
        return f"{value.value:.4g}"
    if isinstance(value, Interval):
        if isinf(value.high):
            return f"{'above' if value.low_open else 'at least'} {value.low:.4g}"
        if isinf(value.low):
            return f"{'below' if value.high_open else 'at most'} {value.high:.4g}"
        return f"from {value.low:.4g} to {value.high:.4g}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _stale(known: Known, field: str, fact: str) -> list[Check]:
    return [
        Check(code="stale-fact", status="warning", says=f"{field} is taken from {fact}: {f.says}")
        for f in known.findings
        if f.kind == "stale" and fact in f.facts
    ]
