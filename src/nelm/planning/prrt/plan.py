"""Radionuclide therapy with 177Lu-DOTATATE: dates, kidney and marrow dose, what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from nelm.calculators.lu177.bed import biologically_effective_dose_gy
from nelm.calculators.lu177.dose import absorbed_dose_gy
from nelm.calculators.lu177.reference_line import NOT_A_TOLERANCE, activity_left_gbq, cycles_left
from nelm.calculators.ranges import Number
from nelm.planning.asked import Measured
from nelm.planning.cataloged import find_calculator
from nelm.planning.comparison import on_limit
from nelm.planning.computed import Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Surviving
from nelm.planning.inputs.prrt import PrrtInputs
from nelm.planning.prrt.curves import plan_curves
from nelm.planning.prrt.dates import plan_dates

LINE_ONLY = f"{NOT_A_TOLERANCE[0].upper()}{NOT_A_TOLERANCE[1:]}."
SELF_ONLY = "A coefficient from blood alone is self-dose, an under-estimate of the whole."
BED_TITLE = "BED of the kidney over all cycles and earlier treatment"
BED_FIELDS = (
    "kidney_alpha_beta_gy",
    "kidney_repair_half_time_h",
    "kidney_effective_half_life_h",
    "earlier_kidney_bed_gy",
)

Organ = Literal["kidney", "marrow"]
LINES: Mapping[Organ, str] = {
    "kidney": "prrt-kidney-dose-external-beam",
    "marrow": "prrt-marrow-dose",
}


def plan_prrt(draft: Draft, form: PrrtInputs) -> None:
    """Everything that the radionuclide therapy takes."""
    plan_dates(draft, form)
    _total(draft, form)
    _organ(draft, form, "kidney")
    _organ(draft, form, "marrow")
    _kidney_bed(draft, form)
    plan_curves(draft, form)
    draft.no_row("prrt-tumor-dose")


def _total(draft: Draft, form: PrrtInputs) -> None:
    if form.activities_gbq == ():
        draft.ask("activities_gbq", "GBq", "activity of each cycle: an empty list is no plan")
    if draft.known("activities_gbq") and form.activities_gbq:
        draft.add(
            Named("activity-total", "Activity of all cycles", "GBq"),
            Method("A = sum(A_i)", _activity),
            {f"activity_gbq.{i}": a for i, a in enumerate(form.activities_gbq, 1)},
        )


def _activity(given: Mapping[str, Number]) -> Number:
    total: Number = 0.0
    for activity in given.values():
        total = total + activity
    return total


def _coefficients(draft: Draft, form: PrrtInputs, organ: Organ) -> tuple[Measured, ...] | None:
    """One coefficient for each cycle; one given stands for all."""
    given: tuple[Measured, ...] | None = getattr(form, f"{organ}_gy_per_gbq")
    cycles = form.activities_gbq or ()
    if given is None or not cycles:
        return None
    if len(given) not in (1, len(cycles)):
        because = f"{len(given)} coefficients for {len(cycles)} activities"
        draft.refuse(f"dose-{organ}", f"Dose of the {organ}", f"{because}; allowed: 1 or as many")
        return None
    return given


def _organ(draft: Draft, form: PrrtInputs, organ: Organ) -> None:
    """Dose of an organ over all cycles and earlier treatment, against its reference line."""
    names = ("activities_gbq", f"{organ}_gy_per_gbq", f"earlier_{organ}_gy")
    all_known = draft.known(*names)
    earlier_doses: tuple[Measured, ...] | None = getattr(form, names[2])
    earlier = None if earlier_doses is None else draft.add_earlier(organ, "Gy", earlier_doses)
    coefficients = _coefficients(draft, form, organ)
    if coefficients is None or form.activities_gbq is None:
        return
    entry = find_calculator("lu177-cumulative-dose")
    notes = () if all_known else ("Without earlier treatment: that is not known.",)
    given = {**_earlier(organ, earlier_doses), **_cycles(form.activities_gbq, coefficients)}
    total = draft.add(
        Named(
            f"dose-{organ}",
            f"Dose of the {organ} over all cycles and earlier treatment",
            "Gy",
            notes,
        ),
        Method(
            formula=entry.formula,
            function=_sum,
            source=entry.source,
            status=entry.status,
            calculator=entry.name,
        ),
        given,
    )
    if total is not None:
        _hold(draft, form, organ, coefficients, earlier)


def _earlier(organ: str, doses: tuple[Measured, ...] | None) -> dict[str, Measured | float]:
    """Earlier doses one by one, so that each brings its own uncertainty; 0 where there was none."""
    if doses is None:
        return {}
    named = {f"earlier_{organ}_gy.{i}": dose for i, dose in enumerate(doses, 1)}
    return {**named} if named else {"earlier_dose_gy": 0.0}


def _hold(
    draft: Draft,
    form: PrrtInputs,
    organ: Organ,
    coefficients: tuple[Measured, ...],
    earlier: float | None,
) -> None:
    """The dose against its line; without earlier doses the line is never called kept."""
    line = LINES[organ]
    limit = draft.limits.by_id(line).value
    if limit is None or form.activities_gbq is None:
        draft.no_row(line)
        return
    before, last = earlier or 0.0, coefficients[-1]
    says = LINE_ONLY if organ == "kidney" else SELF_ONLY
    left = activity_left_gbq(line_gy=limit, received_gy=before, coefficient_gy_per_gbq=last.value)
    of = "activity of all cycles"
    of += ", were each like the last" if len(coefficients) > 1 else ""
    surviving: Surviving | None = Surviving(of=of, value=left, unit="GBq")
    if earlier is None:
        surviving = None
        says = f"Earlier doses of the {organ} are not known and not in it. {says}".strip()
    draft.compare(f"dose-{organ}", line, code=f"dose-{organ}", surviving=surviving, says=says)
    if earlier is None:
        draft.checks[-1] = draft.checks[-1].model_copy(update={"status": "warning"})
        return
    _cycles_left(draft, organ, limit, before, last, form.activities_gbq[-1])


def _cycles_left(
    draft: Draft, organ: Organ, limit: float, before: float, coefficient: Measured, each: Measured
) -> None:
    """Whole cycles under the line, all like the last one."""
    entry = find_calculator("lu177-cycles-left")

    def function(given: Mapping[str, Number]) -> Number:
        found = cycles_left(
            line_gy=limit,
            received_gy=before,
            per_cycle_gy=float(given["coefficient_gy_per_gbq"]) * float(given["activity_gbq"]),
        )
        return float(found.cycles)

    draft.add(
        Named(
            f"cycles-under-line-{organ}",
            f"Whole cycles under the line of the {organ}, from the first",
            "cycles",
            ("Each cycle like the last one given here.",),
        ),
        Method(entry.formula, function, entry.source, entry.status, entry.name),
        {
            "line_gy": limit,
            "received_gy": before,
            "coefficient_gy_per_gbq": coefficient,
            "activity_gbq": each,
        },
        carry=False,
    )


def _cycles(
    activities: tuple[Measured, ...], coefficients: tuple[Measured, ...]
) -> dict[str, Measured]:
    given = {f"activity_gbq.{i}": a for i, a in enumerate(activities, 1)}
    if len(coefficients) == 1:
        return {**given, "coefficient_gy_per_gbq": coefficients[0]}
    named = {f"coefficient_gy_per_gbq.{i}": c for i, c in enumerate(coefficients, 1)}
    return {**given, **named}


def _doses(given: Mapping[str, Number]) -> list[Number]:
    """Dose of each cycle."""
    found: list[Number] = []
    for name, activity in given.items():
        stem, _, number = name.partition(".")
        if stem == "activity_gbq":
            own = f"coefficient_gy_per_gbq.{number}"
            coefficient = given[own if own in given else "coefficient_gy_per_gbq"]
            dose = absorbed_dose_gy(activity_gbq=activity, coefficient_gy_per_gbq=coefficient)
            found.append(dose)
    return found


def _sum(given: Mapping[str, Number]) -> Number:
    total = _before(given)
    for dose in _doses(given):
        total = total + dose
    return total


def _before(given: Mapping[str, Number]) -> Number:
    """What earlier treatments gave."""
    total: Number = 0.0
    for name, dose in given.items():
        if name.startswith("earlier_"):
            total = total + dose
    return total


def _less_than_dose(draft: Draft, form: PrrtInputs) -> bool:
    """An earlier BED below the earlier dose cannot be: the model only adds to a dose."""
    bed = sum(one.value for one in form.earlier_kidney_bed_gy or ())
    dose = sum(one.value for one in form.earlier_kidney_gy or ())
    if on_limit(bed, dose) >= dose:
        return False
    because = f"earlier_kidney_bed_gy is {bed:g} Gy, less than the {dose:g} Gy of earlier_kidney_gy"
    draft.refuse("bed-kidney", BED_TITLE, f"{because}; a BED is never less than its dose")
    return True


def _kidney_bed(draft: Draft, form: PrrtInputs) -> None:
    """The model behind two of the lines, only where somebody began to fill it in."""
    if all(getattr(form, name) is None for name in BED_FIELDS):
        return
    coefficients = _coefficients(draft, form, "kidney")
    if not draft.known(*BED_FIELDS, "kidney_risk_factors") or coefficients is None:
        return
    if form.activities_gbq is None or form.earlier_kidney_bed_gy is None:
        return
    if _less_than_dose(draft, form):
        return
    draft.add_earlier("kidney BED", "Gy", form.earlier_kidney_bed_gy)
    entry = find_calculator("lu177-cumulative-bed")

    def function(given: Mapping[str, Number]) -> Number:
        total = _before(given)
        for dose in _doses(given):
            total = total + biologically_effective_dose_gy(
                dose_gy=dose,
                alpha_beta_gy=given["alpha_beta_gy"],
                repair_half_time_h=given["repair_half_time_h"],
                effective_half_life_h=given["effective_half_life_h"],
            )
        return total

    draft.add(
        Named("bed-kidney", BED_TITLE, "Gy"),
        Method(entry.formula, function, entry.source, entry.status, entry.name),
        {
            **_earlier("kidney_bed", form.earlier_kidney_bed_gy),
            **_cycles(form.activities_gbq, coefficients),
            "alpha_beta_gy": form.kidney_alpha_beta_gy,
            "repair_half_time_h": form.kidney_repair_half_time_h,
            "effective_half_life_h": form.kidney_effective_half_life_h,
        },
    )
    row = f"prrt-kidney-bed-{'with' if form.kidney_risk_factors else 'without'}-risk-factors"
    draft.compare("bed-kidney", row, code="bed-kidney", says=LINE_ONLY)
