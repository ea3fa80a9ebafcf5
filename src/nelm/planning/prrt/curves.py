"""Doses measured in a cycle of 177Lu-DOTATATE: curves, one scan, and how far methods differ."""

from __future__ import annotations

from dataclasses import dataclass

from nelm.calculators.lu177.curve_models import PARAMETERS
from nelm.calculators.lu177.fits import (
    ChosenFit,
    CurveFit,
    choose_time_activity_fit,
    fit_time_activity,
)
from nelm.calculators.lu177.physics import PHYSICAL_HALF_LIFE_H
from nelm.calculators.ranges import OutOfRangeError
from nelm.planning.asked import Measured
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, CheckStatus
from nelm.planning.inputs.prrt import CurveInputs, PrrtInputs
from nelm.planning.prrt.measured import measured_dose
from nelm.planning.records import known_in

BEST_SCAN_H = 72.0  # for 177Lu-DOTATATE (read: J Nucl Med 2022, PMC8882881)
APART = 0.25  # the house rule: methods further apart are to be explained
MOST_TIA_MBQ_H = 1e7


@dataclass(frozen=True)
class _Curve:
    """A curve with its place, and its points in order."""

    place: str
    number: int
    called: str
    inputs: CurveInputs
    times_h: tuple[float, ...]
    activities_mbq: tuple[float, ...]

    def name(self, what: str) -> str:
        return f"{what}-{self.number}"


def plan_curves(draft: Draft, form: PrrtInputs) -> None:
    """Every measured curve: time-integrated activity by each method, dose by activity."""
    for number, one in enumerate(form.curves or (), 1):
        place = f"curves.{number}"
        needed = ("organ", "given_gbq", "mass_g", "times_h", "activities_mbq")
        if not known_in(draft, place, one, *needed):
            continue
        times, activities = _numbers(one.times_h), _numbers(one.activities_mbq)
        called = one.name or f"{one.organ} ({number})"
        curve = _Curve(place, number, called, one, times, activities)
        if len(times) == len(activities):
            _one_curve(draft, form, curve)
        else:
            because = f"{len(activities)} activities for {len(times)} times"
            draft.refuse(curve.name("tia"), f"Curve of {called}", because)


def _numbers(given: tuple[Measured, ...] | None) -> tuple[float, ...]:
    return tuple(one.value for one in given or ())


def _one_curve(draft: Draft, form: PrrtInputs, curve: _Curve) -> None:
    found: dict[str, Measured] = {}
    if len(curve.times_h) > 1:
        found |= _fitted(draft, curve)
        found |= _trapezoids(draft, curve)
    if curve.inputs.organ != "blood":  # not even nearly one exponential
        found |= _one_scan(draft, curve)
    _side_by_side(draft, curve, found)
    if found:
        measured_dose(draft, form, curve.inputs, curve.number, next(iter(found.items())))


def _fitted(draft: Draft, curve: _Curve) -> dict[str, Measured]:
    if not known_in(draft, curve.place, curve.inputs, "model", "weights"):
        return {}
    try:
        fit, chosen = _fit(curve)
    except OutOfRangeError as refused:
        draft.refuse(curve.name("tia-fit"), f"Curve of {curve.called}", str(refused))
        return {}
    _half_life(draft, curve, fit)
    value = _tia(
        draft,
        Named(
            curve.name("tia-fit"),
            f"Time-integrated activity of {curve.called} by a fit ({fit.model})",
            "MBq h",
            (
                f"{100 * fit.share_after_last:.0f} % of it lie after the last scan.",
                f"The curve misses the scans by {100 * fit.relative_rms:.1f} % (root mean square).",
                *chosen,
                *_untested(curve, fit),
            ),
        ),
        curve,
        fit,
    )
    return {"fit": _with_spread(value, fit.tia_standard_uncertainty_mbq_h)}


def _fit(curve: _Curve) -> tuple[CurveFit, tuple[str, ...]]:
    """The curve, and what it was chosen from where it was chosen."""
    model, weights = curve.inputs.model, curve.inputs.weights
    times, activities = curve.times_h, curve.activities_mbq
    if weights is None or model is None:
        raise OutOfRangeError("model", model, "a model and weights")
    if model == "least-aicc":
        chosen = choose_time_activity_fit(times_h=times, activities_mbq=activities, weights=weights)
        return chosen.best, (_compared(chosen),)
    return fit_time_activity(
        times_h=times, activities_mbq=activities, model=model, weights=weights
    ), ()


def _untested(curve: _Curve, fit: CurveFit) -> tuple[str, ...]:
    if len(curve.times_h) > len(PARAMETERS[fit.model]):
        return ()
    return ("As many scans as the curve has parameters: nothing tests it.",)


def _compared(chosen: ChosenFit) -> str:
    weights = zip(chosen.compared, chosen.akaike_weights, strict=True)
    shares = ", ".join(f"{fit.model} {100 * weight:.0f} %" for fit, weight in weights)
    left_out = f"; too few scans for {', '.join(chosen.left_out)}" if chosen.left_out else ""
    return f"Chosen by AICc, with Akaike weights of {shares}{left_out}."


def _half_life(draft: Draft, curve: _Curve, fit: CurveFit) -> None:
    """The half-life behind the tail; one on its bound was not decided by the scans."""
    entry = find_calculator("lu177-fit")
    draft.add(
        Named(curve.name("half-life"), f"Effective half-life of {curve.called}, slow phase", "h"),
        Method(
            find_calculator("lu177-activity-bi").formula,
            lambda g: fit.slow_half_life_h,
            entry.source,
            entry.status,
            entry.name,
        ),
        _points(curve),
        carry=False,
    )
    if fit.at_bound:
        says = (
            f"{curve.called}: the scans do not decide {', '.join(fit.at_bound)}, which lies on its "
            f"bound; no half-life is longer than the physical one, {PHYSICAL_HALF_LIFE_H:g} h. "
            "Look at the scans before the number is used."
        )
        draft.checks.append(
            Check(
                code="curve-at-bound",
                status="warning",
                says=says,
                quantity=curve.name("half-life"),
            )
        )


def _trapezoids(draft: Draft, curve: _Curve) -> dict[str, Measured]:
    given = {"start": "flat", "tail_half_life_h": PHYSICAL_HALF_LIFE_H}
    value = draft.calculate(
        Named(
            curve.name("tia-trapezoid"),
            f"Time-integrated activity of {curve.called} by trapezoids",
            notes=("Flat before the first scan; after the last one only physical decay.",),
        ),
        "lu177-tia-trapezoid",
        {**_points(curve), **given},
        field="total_mbq_h",
        carry=False,
    )
    return {} if value is None else {"trapezoids": _with_spread(value, None)}


def _one_scan(draft: Draft, curve: _Curve) -> dict[str, Measured]:
    """Both forms of one scan: without a half-life, and with a known one."""
    place = min(range(len(curve.times_h)), key=lambda i: abs(curve.times_h[i] - BEST_SCAN_H))
    given = {"activity_mbq": curve.activities_mbq[place], "time_h": curve.times_h[place]}
    scan = f"the scan at {curve.times_h[place]:g} h"
    if len(curve.times_h) > 1:
        scan += f", the nearest to {BEST_SCAN_H:g} h"
    title = f"Time-integrated activity of {curve.called} from {scan}"
    found: dict[str, Measured] = {}
    known = curve.inputs.half_life_h
    if known is not None and known_in(draft, curve.place, curve.inputs, "half_life_is_own"):
        value = draft.calculate(
            Named(curve.name("tia-known-half-life"), f"{title}, and the known half-life"),
            "lu177-known-half-life-tia",
            {
                **given,
                "effective_half_life_h": known,
                "half_life_is_own": curve.inputs.half_life_is_own,
            },
        )
        if value is not None:
            found["one scan and a half-life"] = _with_spread(value, None)
    value = draft.calculate(
        Named(
            curve.name("tia-one-scan"),
            f"{title} alone",
            notes=("At most 6 % too high between one and two half-lives, too low outside.",),
        ),
        "lu177-haenscheid-tia",
        given,
    )
    if value is not None:
        found["one scan"] = _with_spread(value, None)
    return found


def _points(curve: _Curve) -> dict[str, object]:
    return {"times_h": curve.times_h, "activities_mbq": curve.activities_mbq}


def _tia(draft: Draft, named: Named, curve: _Curve, fit: CurveFit) -> float:
    """A fitted integral, which is not fitted twice."""
    entry = find_calculator(
        "lu177-fit-choose" if curve.inputs.model == "least-aicc" else "lu177-fit"
    )
    integral = find_calculator("lu177-tia-mono" if fit.model == "mono" else "lu177-tia-bi")
    given = {**_points(curve), "model": curve.inputs.model, "weights": curve.inputs.weights}
    method = Method(
        integral.formula, lambda g: fit.tia_mbq_h, entry.source, entry.status, entry.name
    )
    draft.add(named, method, given, carry=False)
    return fit.tia_mbq_h


def _with_spread(value: float, sd: float | None) -> Measured:
    relative = None if sd is None or not 0 < sd <= value else sd / value
    return Measured(value=value, relative_uncertainty=relative, low=0, high=MOST_TIA_MBQ_H)


def _side_by_side(draft: Draft, curve: _Curve, found: dict[str, Measured]) -> None:
    uncertain = (*(curve.inputs.times_h or ()), *(curve.inputs.activities_mbq or ()))
    if any(one.relative_uncertainty is not None for one in uncertain):
        says = f"{curve.called}: the uncertainty given with the scans is not carried into the dose."
        draft.checks.append(Check(code="curve-uncertainty", status="warning", says=says))
    values = [one.value for one in found.values()]
    if len(values) < 2 or min(values) <= 0:
        return
    apart = max(values) / min(values) - 1
    side = ", ".join(f"{name} {one.value:.4g} MBq h" for name, one in found.items())
    says = f"{curve.called}, methods side by side: {side}; {100 * apart:.0f} % apart."
    status: CheckStatus = "ok" if apart <= APART else "warning"
    draft.checks.append(Check(code="curve-methods", status=status, says=says))
