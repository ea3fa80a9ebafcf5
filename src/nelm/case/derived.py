"""Derived facts, each declared once: what nelm concludes from stated facts, and from which."""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from nelm.calculators.body_surface import mosteller_m2
from nelm.calculators.child_pugh import (
    DEGREE_POINTS,
    albumin_points,
    bilirubin_points,
    inr_points,
)
from nelm.case.ablation import Derive, any_judged, largest_to_ablate, least_distance
from nelm.case.case import Case
from nelm.case.course import PriorAblation
from nelm.case.fact import read_date
from nelm.case.grade import possible_grades
from nelm.criteria.values import Facts, Interval, Value


@dataclass(frozen=True)
class Derivation:
    """How one fact follows from others.

    `tolerance` is how far an entered number may differ from the derived one; None where the
    declared contradictions compare the two.
    """

    fact: str
    inputs: tuple[str, ...]
    derive: Derive
    tolerance: float | None = 0.0


def _differentiation(case: Case, facts: Facts) -> Value | None:
    grades = facts.get("tumor.who_grade")
    if not isinstance(grades, frozenset):
        return None
    if grades <= {"G1", "G2", "NET_G3"}:
        return frozenset({"well"})
    return frozenset({"poor"}) if grades == {"NEC"} else None


def _grade(case: Case, facts: Facts) -> Value | None:
    grades = possible_grades(facts)
    settled = facts.get("tumor.differentiation") and facts.get("tumor.ki67_percent")
    return grades if len(grades) < 4 or settled else None


def _functional(case: Case, facts: Facts) -> Value | None:
    syndrome, control = facts.get("tumor.syndrome"), facts.get("tumor.syndrome_control")
    if frozenset({"none"}) == syndrome or frozenset({"not_applicable"}) == control:
        return False
    present = isinstance(syndrome, frozenset) or isinstance(control, frozenset)
    return True if present else None


def _body_surface(case: Case, facts: Facts) -> Value | None:
    height, weight = facts.get("patient.height_cm"), facts.get("patient.weight_kg")
    if not (isinstance(height, Interval) and isinstance(weight, Interval)):
        return None
    if math.isinf(height.high) or math.isinf(weight.high):
        return None
    low = mosteller_m2(height_cm=height.low, weight_kg=weight.low)
    return Interval(low, mosteller_m2(height_cm=height.high, weight_kg=weight.high))


def _child_pugh(case: Case, facts: Facts) -> Value | None:
    points = [
        _scored(
            facts.get("liver.bilirubin_umol_l"), lambda x: bilirubin_points(bilirubin_umol_l=x)
        ),
        _scored(facts.get("liver.albumin_g_l"), lambda x: albumin_points(albumin_g_l=x)),
        _scored(facts.get("liver.inr"), lambda x: inr_points(inr=x)),
        _degree(facts.get("liver.ascites")),
        _degree(facts.get("liver.encephalopathy")),
    ]
    low, high = sum(min(p) for p in points), sum(max(p) for p in points)
    return None if (low, high) == (5, 15) else Interval(low, high)


def _scored(value: Value | None, points: Callable[[float], int]) -> tuple[int, ...]:
    if not isinstance(value, Interval):
        return (1, 3)
    low = math.nextafter(value.low, math.inf) if value.low_open else value.low
    high = math.nextafter(value.high, -math.inf) if value.high_open else value.high
    return points(low), points(high)


def _degree(value: Value | None) -> tuple[int, ...]:
    words = value if isinstance(value, frozenset) else DEGREE_POINTS.keys()
    return tuple(DEGREE_POINTS[word] for word in words)


def _stable_months(case: Case, facts: Facts) -> Value | None:
    start, end = case.course.stable_since, case.course.latest_imaging
    if start is None or end is None or "unknown" in (start.stated, end.stated):
        return None
    first, last = read_date(start.stated), read_date(end.stated)
    return None if last < first else Interval.exact(calendar_months(first, last))


def calendar_months(first: date, last: date) -> float:
    """Months from one date to a later one: whole calendar months and a share of the next.

    >>> calendar_months(date(2023, 1, 1), date(2023, 7, 1))
    6.0
    >>> calendar_months(date(2023, 8, 31), date(2024, 2, 29))
    6.0
    """
    whole = (last.year - first.year) * 12 + last.month - first.month
    due = min(first.day, monthrange(last.year, last.month)[1])  # 31 August to 28 February is whole
    if last.day >= due:
        return whole + min(last.day - due, 30) / 31
    return whole - 1 + min(last.day - due + 30, 30) / 31


def _sessions(*types: str) -> Derive:
    def derive(case: Case, facts: Facts) -> Value | None:
        ablations = case.history.prior_ablation
        if ablations is None:
            return None
        counts = [_session_count(ablation, frozenset(types)) for ablation in ablations]
        low, high = sum(n.low for n in counts), sum(n.high for n in counts)
        return Interval(low, high, high_open=math.isinf(high))

    return derive


def _session_count(ablation: PriorAblation, types: frozenset[str]) -> Interval:
    """Sessions that count: none for another technique, perhaps none for an unknown one."""
    value = ablation.sessions.value if ablation.sessions is not None else None
    stated = value if isinstance(value, Interval) else Interval(1, math.inf, high_open=True)
    technique = ablation.type.value
    if isinstance(technique, frozenset):
        return stated if technique <= types else Interval.exact(0)
    return Interval(0, stated.high, high_open=stated.high_open)


def _two_steps(case: Case, facts: Facts) -> Value | None:
    return False if facts.get("liver.complete_resection_feasible") is False else None


def _nothing_to_control(case: Case, facts: Facts) -> Value | None:
    return frozenset({"not_applicable"}) if facts.get("tumor.functional") is False else None


LESIONS = ("liver.lesions",)
DERIVATIONS: tuple[Derivation, ...] = (
    Derivation("tumor.differentiation", ("tumor.who_grade",), _differentiation, None),
    Derivation("tumor.who_grade", ("tumor.differentiation", "tumor.ki67_percent"), _grade, None),
    Derivation("tumor.functional", ("tumor.syndrome", "tumor.syndrome_control"), _functional, None),
    Derivation("tumor.syndrome_control", ("tumor.functional",), _nothing_to_control, None),
    Derivation(
        "liver.two_step_clearance_feasible",
        ("liver.complete_resection_feasible",),
        _two_steps,
        None,
    ),
    Derivation("patient.bsa_m2", ("patient.height_cm", "patient.weight_kg"), _body_surface, 0.15),
    Derivation(
        "liver.child_pugh_points",
        (
            "liver.bilirubin_umol_l",
            "liver.albumin_g_l",
            "liver.inr",
            "liver.ascites",
            "liver.encephalopathy",
        ),
        _child_pugh,
    ),
    Derivation(
        "course.stable_months", ("course.stable_since", "course.latest_imaging"), _stable_months, 1
    ),
    Derivation("liver.ablation_max_diameter_mm", LESIONS, largest_to_ablate),
    Derivation("liver.ablation_near_vital", LESIONS, any_judged("near_vital")),
    Derivation(
        "liver.ablation_vital_distance_mm",
        LESIONS,
        least_distance("near_vital", "vital_distance_mm"),
    ),
    Derivation("liver.ablation_at_surface", LESIONS, any_judged("at_surface")),
    Derivation(
        "liver.ablation_capsule_distance_mm",
        LESIONS,
        least_distance("at_surface", "capsule_distance_mm"),
    ),
    Derivation("history.prior_rfa_sessions", ("history.prior_ablation",), _sessions("rfa")),
    Derivation(
        "history.prior_thermal_ablation_sessions",
        ("history.prior_ablation",),
        _sessions("rfa", "microwave"),
    ),
)
BY_FACT: Mapping[str, Derivation] = {d.fact: d for d in DERIVATIONS}


def disagree(entered: Value, derived: Value, tolerance: float) -> bool:
    """Whether an entered value can not be what follows from the other facts."""
    if isinstance(entered, Interval) and isinstance(derived, Interval):
        wide = Interval(derived.low - tolerance, derived.high + tolerance)
        return entered.meet(wide) is None
    if isinstance(entered, frozenset) and isinstance(derived, frozenset):
        return not entered & derived
    return entered != derived
