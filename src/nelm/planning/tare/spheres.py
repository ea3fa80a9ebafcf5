"""Spheres: how many, how active each is when it is given, and what the review prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nelm.calculators.decay import decayed_activity_gbq, delivered_share, elapsed_time_h
from nelm.calculators.ranges import Number
from nelm.calculators.y90.spheres import (
    GLASS_BQ_PER_SPHERE,
    RESIN_BQ_PER_SPHERE,
    REVIEW_GLASS_COUNT,
    REVIEW_RESIN_COUNT,
    TEXTBOOK_RESIN_GBQ,
    activity_per_sphere_bq,
    implied_activity,
    implied_activity_per_sphere_bq,
    sphere_count,
)
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.tare.given import Tare, cataloged

ELAPSED, SPHERE = "elapsed-since-calibration", "activity-sphere"
WINDOWS = {"glass": "tare-glass-window", "resin": "tare-resin-window"}
HOURS_PER_DAY = 24
EARLIEST_H = {"glass": 0, "resin": -72}  # the house rule: as resin is given by centers in print
REVIEW = "The review (section 1.5.1)"
AT_CALIBRATION = (
    "Calibration and administration are not both known: counted as if given at the calibration."
)


def plan_spheres(tare: Tare) -> None:
    """Time since the calibration, activity per sphere, their number, and the review's count."""
    _elapsed(tare)
    _delivered(tare)
    _sphere(tare)
    _count(tare)
    if tare.form.device is not None:
        resin = tare.form.device == "resin"
        tare.check(
            "review-spheres", "warning" if resin else "ok", _resin(tare) if resin else _glass(tare)
        )


def _elapsed(tare: Tare) -> None:
    form = tare.form
    if not tare.begun("calibration_at", "administration_at", "vial_activities_gbq"):
        return
    if not tare.draft.known("calibration_at", "administration_at"):
        return
    if form.calibration_at is None or form.administration_at is None:
        return
    hours = elapsed_time_h(
        start=datetime.fromisoformat(form.calibration_at),
        end=datetime.fromisoformat(form.administration_at),
    )
    notes = ("Before the calibration: more activity than on the label.",) if hours < 0 else ()
    tare.draft.add(
        Named(ELAPSED, "Time from calibration to administration", "h", notes),
        cataloged("y90-elapsed-time", lambda _: hours),
        tare.given("calibration_at", "administration_at"),
    )
    if form.device is not None:
        tare.draft.compare(ELAPSED, WINDOWS[form.device], code="window")
        if hours < EARLIEST_H[form.device]:
            says = (
                f"The administration is {-hours:g} h before the calibration: is a date or a zone "
                "off?"
            )
            tare.check("before-calibration", "warning", says, quantity=ELAPSED)


def elapsed(tare: Tare) -> Computed | None:
    """Time from calibration to administration, where both and the half-life are known."""
    return tare.draft.computed.get(ELAPSED) if tare.pair is not None else None


def decayed(tare: Tare, field: str) -> Method:
    """Activity of a field at the administration."""
    half_life_h = tare.pair.half_life_h if tare.pair else 0.0

    def function(drawn: Mapping[str, Number]) -> Number:
        return decayed_activity_gbq(
            activity_gbq=drawn[field], elapsed_h=drawn["elapsed_h"], half_life_h=half_life_h
        )

    return cataloged("y90-decay", function, tare.half_life)


def _sphere(tare: Tare) -> None:
    each, passed, pair = tare.form.activity_per_sphere_bq, elapsed(tare), tare.pair
    if each is None or passed is None or pair is None:
        return
    tare.draft.add(
        Named(SPHERE, "Activity of one sphere at the administration", "Bq"),
        cataloged(
            "y90-sphere-activity",
            lambda drawn: activity_per_sphere_bq(
                calibration_bq=drawn["activity_per_sphere_bq"],
                elapsed_h=drawn["elapsed_h"],
                half_life_h=pair.half_life_h,
            ),
            tare.half_life,
        ),
        {"activity_per_sphere_bq": each, "elapsed_h": passed},
    )


def _count(tare: Tare) -> None:
    """Number of spheres of the planned activity: it does not change, both decay alike."""
    each, planned = tare.form.activity_per_sphere_bq, tare.form.activity_gbq
    if each is None or planned is None:
        return
    now = tare.draft.computed.get(SPHERE)
    notes = (_resin(tare) if tare.form.device == "resin" else _glass(tare),)
    tare.draft.add(
        Named("spheres", "Number of spheres", notes=notes if now else (*notes, AT_CALIBRATION)),
        cataloged(
            "y90-sphere-count",
            lambda drawn: sphere_count(
                activity_gbq=drawn["activity_gbq"],
                activity_per_sphere_bq=drawn["activity_per_sphere_bq"],
            ),
        ),
        {"activity_gbq": planned, "activity_per_sphere_bq": now or each},
    )


def _delivered(tare: Tare) -> None:
    days, pair = tare.form.delivered_after_days, tare.pair
    if not days or pair is None:
        return
    for number, after in enumerate(days, 1):
        tare.draft.add(
            Named(
                f"delivered-share-{number}", f"Share of the dose given after {_days(after.value)}"
            ),
            cataloged(
                "y90-delivered-share",
                lambda drawn: delivered_share(
                    elapsed_h=drawn["delivered_after_days"] * HOURS_PER_DAY,
                    half_life_h=pair.half_life_h,
                ),
                tare.half_life,
            ),
            {"delivered_after_days": after},
        )


def _days(number: float) -> str:
    return f"{number:g} day{'' if number == 1 else 's'}"


def _resin(tare: Tare) -> str:
    """The review's count of resin spheres, and what it would mean."""
    each = tare.form.activity_per_sphere_bq
    bq = RESIN_BQ_PER_SPHERE if each is None else each.value
    low, high = REVIEW_RESIN_COUNT
    implied = implied_activity(lowest_count=low, highest_count=high, activity_per_sphere_bq=bq)
    textbook = TEXTBOOK_RESIN_GBQ
    then = implied_activity_per_sphere_bq(activity_gbq=textbook[0], count=low)
    return (
        f"{REVIEW} prints {low / 1e6:.0f} to {high / 1e6:.0f} million resin spheres: at {bq:g} Bq "
        f"each they hold {implied.lowest_gbq:.3g} to {implied.highest_gbq:.3g} GBq. The range "
        f"traces to a textbook line that means {textbook[0]:g} to {textbook[1]:g} GBq, {then:g} Bq "
        f"a sphere; about {RESIN_BQ_PER_SPHERE:g} Bq at the calibration was read elsewhere. A "
        "count is reckoned from the activity, the range only shown."
    )


def _glass(tare: Tare) -> str:
    """The review's count of glass spheres, which agrees with the vials."""
    each = tare.form.activity_per_sphere_bq
    bq = GLASS_BQ_PER_SPHERE if each is None else each.value
    low, high = REVIEW_GLASS_COUNT
    implied = implied_activity(lowest_count=low, highest_count=high, activity_per_sphere_bq=bq)
    return (
        f"{REVIEW} prints {low / 1e6:.0f} to {high / 1e6:.0f} million glass spheres: at {bq:g} Bq "
        f"each they hold {implied.lowest_gbq:.3g} to {implied.highest_gbq:.3g} GBq; vials of 3 to "
        f"20 GBq agree with about {GLASS_BQ_PER_SPHERE:g} Bq at the calibration."
    )
