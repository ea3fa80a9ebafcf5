"""Facts about the lesions to be ablated; lesions without a plan may be among them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

from nelm.case.case import Case
from nelm.case.entry import Entry
from nelm.case.lesion import Lesion
from nelm.criteria.values import Facts, Interval, Value

Derive: TypeAlias = Callable[[Case, Facts], Value | None]


def _planned(case: Case) -> tuple[list[Lesion], list[Lesion]]:
    """Lesions that will be ablated, and lesions whose plan is not known."""
    lesions = case.liver.lesions or []
    plans = [lesion.plan.value if lesion.plan is not None else None for lesion in lesions]
    ablate = [x for x, plan in zip(lesions, plans, strict=True) if plan == frozenset({"ablate"})]
    return ablate, [x for x, plan in zip(lesions, plans, strict=True) if plan is None]


def largest_to_ablate(case: Case, facts: Facts) -> Value | None:
    """Longest diameter among the lesions to be ablated."""
    planned, perhaps = _planned(case)
    if not planned:
        return None
    sizes = [_number(lesion.diameter_mm) for lesion in planned]
    low, low_closed = max((x.low, not x.low_open) for x in sizes)
    all_sizes = sizes + [_number(lesion.diameter_mm) for lesion in perhaps]
    high, high_closed = max((x.high, not x.high_open) for x in all_sizes)
    return Interval(low, high, not low_closed, not high_closed)


def _number(entry: Entry | None) -> Interval:
    value = entry.value if entry is not None else None
    return value if isinstance(value, Interval) else Interval(0, math.inf, high_open=True)


def _judged(entry: Entry | None) -> bool | None:
    return entry.value if entry is not None and isinstance(entry.value, bool) else None


def any_judged(flag: str) -> Derive:
    """Whether any lesion to be ablated carries a judgment such as near_vital."""

    def derive(case: Case, facts: Facts) -> Value | None:
        planned, perhaps = _planned(case)
        if any(_judged(getattr(x, flag)) for x in planned):
            return True
        if not planned or any(_judged(getattr(x, flag)) for x in perhaps):
            return None
        return False

    return derive


def least_distance(flag: str, distance: str) -> Derive:
    """Least distance among lesions to ablate that carry no judgment; infinite if all do."""

    def derive(case: Case, facts: Facts) -> Value | None:
        planned, perhaps = _planned(case)
        if not planned:
            return None
        measured, others = (
            [_number(getattr(x, distance)) for x in group if _judged(getattr(x, flag)) is None]
            for group in (planned, perhaps)
        )
        high, high_closed = min(
            ((x.high, not x.high_open) for x in measured), default=(math.inf, True)
        )
        low, low_open = min(
            ((x.low, x.low_open) for x in [*measured, *others]), default=(math.inf, False)
        )
        return Interval(low, high, low_open, not high_closed)

    return derive


def lesions_behind(case: Case) -> Mapping[str, str]:
    """Which lesion makes each of these facts what it is: `lesion 2`."""
    planned = _planned(case)[0]
    number = {id(lesion): n for n, lesion in enumerate(case.liver.lesions or [], 1)}
    found = {
        "liver.ablation_max_diameter_mm": max(
            planned, key=lambda x: _number(x.diameter_mm).low, default=None
        ),
        "liver.ablation_near_vital": _first_judged(planned, "near_vital"),
        "liver.ablation_at_surface": _first_judged(planned, "at_surface"),
        "liver.ablation_vital_distance_mm": _nearest(planned, "near_vital", "vital_distance_mm"),
        "liver.ablation_capsule_distance_mm": _nearest(
            planned, "at_surface", "capsule_distance_mm"
        ),
    }
    return {f: f"lesion {number[id(x)]}" for f, x in found.items() if x is not None}


def _first_judged(lesions: list[Lesion], flag: str) -> Lesion | None:
    return next((x for x in lesions if _judged(getattr(x, flag))), None)


def _nearest(lesions: list[Lesion], flag: str, distance: str) -> Lesion | None:
    measured = [x for x in lesions if _judged(getattr(x, flag)) is None]
    return min(measured, key=lambda x: _number(getattr(x, distance)).high, default=None)
