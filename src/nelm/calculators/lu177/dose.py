"""Absorbed dose from the activity given: kidney, marrow or tumor by its coefficient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from nelm.calculators.lu177.preset import Preset
from nelm.calculators.ranges import Number, OutOfRangeError, in_range, number_list, within

KIDNEY_COEFFICIENTS = (
    Preset(
        "staanum-2021",
        0.46,
        "Gy/GBq",
        "Staanum, EJNMMI Phys 2021;8:78, 56 treatments",
        "read",
        note="mean; median 0.47; uncertainty 13 % with three scans, 19 % with one",
    ),
    Preset(
        "willowson-2018",
        0.38,
        "Gy/GBq",
        "Willowson, EJNMMI Phys 2018, 10.1186/s40658-018-0232-9, 18 patients",
        "read",
        spread=0.19,
    ),
    Preset(
        "santoro-2018",
        0.43,
        "Gy/GBq",
        "Santoro, EJNMMI Res 2018, 10.1186/s13550-018-0459-4, 12 patients",
        "read",
        spread=0.13,
        note="0.27 to 0.91",
    ),
    Preset(
        "gupta-2013",
        0.57,
        "Gy/GBq",
        "Gupta, Clin Nucl Med 2013, March, 61 patients, whole-body scans",
        "read",
        spread=0.09,
    ),
    Preset(
        "label",
        0.654,
        "Gy/GBq",
        "Lutathera prescribing information, dosimetry table",
        "recalled",
        note="19.4 Gy for 29.6 GBq",
    ),
)
"""Published means differ by 1.7; kidneys of worse function take more. None is a default."""

MARROW_COEFFICIENTS = (
    Preset(
        "marrow-mean",
        0.04,
        "Gy/GBq",
        "series of 177Lu-DOTATATE whose author our notes do not name",
        "recalled",
        spread=0.02,
    ),
)


@dataclass(frozen=True)
class CumulativeDose:
    """Doses of all cycles.

    Attributes:
        doses_gy: per cycle.
        running_gy: after each cycle, with the earlier dose.
        total_gy: all cycles and the earlier dose.
        earlier_gy: what was received before the first of these cycles.
    """

    doses_gy: tuple[float, ...]
    running_gy: tuple[float, ...]
    total_gy: float
    earlier_gy: float


def absorbed_dose_gy(*, activity_gbq: Number, coefficient_gy_per_gbq: Number) -> Number:
    """Mean absorbed dose in Gy of an organ from the activity given: D = g A.

    Args:
        activity_gbq: activity given in GBq, 0.05 to 30.
        coefficient_gy_per_gbq: dose per activity in Gy/GBq (the same number in mGy/MBq),
            0.001 to 100; after cycle 1 the patient's own. See `KIDNEY_COEFFICIENTS`.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: definition of the coefficient. Example: the label's table, 0.654 Gy/GBq for 29.6 GBq,
    prints 19.4 Gy (recalled).

    >>> f"{absorbed_dose_gy(activity_gbq=29.6, coefficient_gy_per_gbq=0.654):.1f}"
    '19.4'
    """
    check_activity("activity_gbq", activity_gbq)
    within("coefficient_gy_per_gbq", coefficient_gy_per_gbq, 0.001, 100, hint="Gy/GBq = mGy/MBq")
    return activity_gbq * coefficient_gy_per_gbq


def cumulative_dose(
    *,
    activities_gbq: Sequence[float],
    coefficients_gy_per_gbq: Sequence[float],
    earlier_dose_gy: float,
) -> CumulativeDose:
    """Dose in Gy that adds up over cycles: sum of g_i A_i, after what was received before.

    Args:
        activities_gbq: activity of each cycle in GBq.
        coefficients_gy_per_gbq: coefficient of each cycle in Gy/GBq, as many as activities.
        earlier_dose_gy: of the same organ from earlier treatment, in Gy, 0 to 1000; 0 where none.

    Raises:
        OutOfRangeError: no cycle, unlike numbers of both, a quantity out of range.

    Source: absorbed doses add. Example: 4 x 7.4 GBq at 0.5 Gy/GBq, 3.7 Gy each.

    >>> found = cumulative_dose(
    ...     activities_gbq=[7.4] * 4, coefficients_gy_per_gbq=[0.5] * 4, earlier_dose_gy=0
    ... )
    >>> f"{found.total_gy:.1f}", f"{found.running_gy[1]:.1f}"
    ('14.8', '7.4')
    """
    number_list("activities_gbq", activities_gbq)
    number_list("coefficients_gy_per_gbq", coefficients_gy_per_gbq)
    if not len(activities_gbq) or len(activities_gbq) != len(coefficients_gy_per_gbq):
        given = f"{len(coefficients_gy_per_gbq)} for {len(activities_gbq)} activities"
        raise OutOfRangeError("coefficients_gy_per_gbq", given, "one for each activity")
    in_range("earlier_dose_gy", earlier_dose_gy, 0, 1000, above="cGy?")
    doses = tuple(
        float(absorbed_dose_gy(activity_gbq=activity, coefficient_gy_per_gbq=coefficient))
        for activity, coefficient in zip(activities_gbq, coefficients_gy_per_gbq, strict=True)
    )
    running = tuple(accumulate(doses, initial=float(earlier_dose_gy)))[1:]
    return CumulativeDose(doses, running, running[-1], float(earlier_dose_gy))


def check_activity(field: str, activity_gbq: Number) -> None:
    """Refuse an activity of a cycle or course that is not 0.05 to 30 GBq.

    >>> check_activity("activity_gbq", 7400)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: activity_gbq is 7400.0; allowed: 0.05 to 30 \
(MBq or mCi?)
    """
    in_range(field, activity_gbq, 0.05, 30, above="MBq or mCi?")
