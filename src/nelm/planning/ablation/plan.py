"""Ablation: zone and number of zones for each tumor, margin, vessels, bile ducts."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.calculators.ablation.covering import smallest_covering
from nelm.calculators.ablation.zone import ROUNDING_MM, heat_sink, smallest_margin_mm
from nelm.calculators.ranges import OutOfRangeError
from nelm.planning.ablation.zone import local_control, plan_volume
from nelm.planning.asked import Measured
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, Surviving
from nelm.planning.inputs.ablation import AblationInputs, LesionInputs
from nelm.planning.records import known_in

ONE_ZONE = ("tumor_mm", "zone_short_axis_mm", "offset_mm")
VESSEL = ("vessel_mm", "vessel_gap_mm", "vessel_near_mm")


def plan_ablation(draft: Draft, form: AblationInputs) -> None:
    """Everything that ablation takes."""
    if form.lesions == ():
        draft.ask("lesions", "", "zones and margins: an empty list is no plan")
    if draft.known("lesions"):
        for number, lesion in enumerate(form.lesions or (), 1):
            _lesion(draft, number, lesion)
    draft.no_row("margin.net", "local-control.net", "heat-sink.gap")
    _bile_ducts(draft, form)


def _known(draft: Draft, number: int, lesion: LesionInputs, *names: str) -> bool:
    return known_in(draft, f"lesions.{number}", lesion, *names)


def _lesion(draft: Draft, number: int, lesion: LesionInputs) -> None:
    called = lesion.name or f"tumor {number}"
    if _known(draft, number, lesion, "tumor_mm") and lesion.tumor_mm is not None:
        _size(draft, number, called, lesion.tumor_mm.value)
    if _known(draft, number, lesion, "tumor_mm", "margin_mm"):
        draft.calculate(
            Named(f"zone-{number}", f"Diameter of the zone for {called}"),
            "ablation-required-zone",
            {"tumor_mm": lesion.tumor_mm, "margin_mm": lesion.margin_mm},
        )
    if _known(draft, number, lesion, "tumor_mm", "margin_mm", "zone_short_axis_mm"):
        _zones(draft, number, called, lesion)
    if _known(draft, number, lesion, "tumor_mm", "margin_mm", "zone_short_axis_mm", "offset_mm"):
        _margin(draft, number, called, lesion)
    if lesion.zone_axes_mm is not None:
        plan_volume(draft, number, called, lesion)
    if any(getattr(lesion, name) is not None for name in VESSEL):
        _vessel(draft, number, called, lesion)


def _size(draft: Draft, number: int, called: str, tumor_mm: float) -> None:
    limit = draft.limits.by_id("tumor-diameter")
    if limit.value is None:
        return
    met = tumor_mm < limit.value  # strictly, as the review says
    side = "below" if met else "not below"
    draft.checks.append(
        Check(
            code="tumor-diameter",
            status="ok" if met else "warning",
            says=f"{called}: {tumor_mm:g} mm is {side} {limit.value:g} mm.",
            quantity=f"zone-{number}",
            value=tumor_mm,
            unit="mm",
            limit=limit,
        )
    )


def _zones(draft: Draft, number: int, called: str, lesion: LesionInputs) -> None:
    """Fewest overlapping zones; a device too small for 15 is refused."""
    entry = find_calculator("ablation-smallest-covering")
    given = {name: getattr(lesion, name) for name in ("tumor_mm", "margin_mm")}
    given["zone_short_axis_mm"] = lesion.zone_short_axis_mm
    try:
        found = smallest_covering(**{name: one.value for name, one in given.items()})
    except OutOfRangeError as refused:
        draft.refuse(f"zones-{number}", f"Zones for {called}", str(refused))
        return
    notes = (
        f"They cover {found.covered_mm:.3g} mm and leave {found.spare_mm:.2g} mm to each side "
        "for a misplaced needle.",
        "Each zone is taken as a sphere of its shortest diameter.",
    )
    method = Method(
        entry.formula, lambda g: float(found.zones), entry.source, entry.status, entry.name
    )
    named = Named(f"zones-{number}", f"Zones for {called}", "zones", notes)
    draft.add(named, method, given, carry=False)


def _margin(draft: Draft, number: int, called: str, lesion: LesionInputs) -> None:
    """Margin of a single zone against the one wanted: no source gives one for NET."""
    if lesion.margin_mm is None or lesion.zone_short_axis_mm is None or lesion.offset_mm is None:
        return
    wanted = lesion.margin_mm.value
    given = {name: getattr(lesion, name) for name in ONE_ZONE}
    made = draft.calculate(
        Named(
            f"margin-{number}",
            f"Thinnest margin of one zone around {called}",
            notes=local_control(draft.limits, _smallest(given)),
        ),
        "ablation-smallest-margin",
        given,
    )
    if made is None:
        return
    reach = lesion.zone_short_axis_mm.value - 2 * (wanted + lesion.offset_mm.value)
    met = made >= wanted - ROUNDING_MM
    side = "reaches" if met else "is less than"
    draft.checks.append(
        Check(
            code="margin",
            status="ok" if met else "warning",
            says=f"{called}: the margin of one zone, {made:.3g} mm, {side} {wanted:g} mm wanted.",
            quantity=f"margin-{number}",
            value=made,
            unit="mm",
            surviving=Surviving(of="tumor for one such zone", value=max(0.0, reach), unit="mm"),
        )
    )


def _smallest(given: Mapping[str, Measured]) -> float:
    """The margin of one zone, for what such a margin gave; tenths of a millimeter stay exact."""
    margin = smallest_margin_mm(**{name: one.value for name, one in given.items()})
    return round(float(margin), 9)


def _vessel(draft: Draft, number: int, called: str, lesion: LesionInputs) -> None:
    limit = draft.limits.by_id("heat-sink.vessel")
    if not _known(draft, number, lesion, *VESSEL) or limit.value is None:
        return
    if lesion.vessel_mm is None or lesion.vessel_gap_mm is None or lesion.vessel_near_mm is None:
        return
    sink = heat_sink(
        vessel_mm=lesion.vessel_mm.value,
        gap_mm=lesion.vessel_gap_mm.value,
        vessel_limit_mm=limit.value,
        near_mm=lesion.vessel_near_mm.value,
    )
    found = "may cool the zone; microwaves suffer less" if sink else "is no heat sink by these"
    draft.checks.append(
        Check(
            code="heat-sink",
            status="warning" if sink else "ok",
            says=f"{called}: a vessel of {lesion.vessel_mm.value:g} mm at "
            f"{lesion.vessel_gap_mm.value:g} mm {found} "
            f"(line of {limit.value:g} mm {limit.status}).",
            quantity=f"zone-{number}",
            value=lesion.vessel_mm.value,
            unit="mm",
            limit=limit,
        )
    )


def _bile_ducts(draft: Draft, form: AblationInputs) -> None:
    if not draft.known("bilioenteric_anastomosis") or not form.bilioenteric_anastomosis:
        return
    limit = draft.limits.by_id("abscess.bilioenteric")
    says = f"Bilio-enteric anastomosis: an abscess in {limit.value:g} %. {limit.note or ''}".strip()
    draft.checks.append(Check(code="abscess", status="warning", says=says, limit=limit))
