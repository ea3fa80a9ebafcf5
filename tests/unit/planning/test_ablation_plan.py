"""Plans of ablation: size, zones, margins, volume of a zone, vessels, bile ducts."""

from __future__ import annotations

import math
from typing import Any

import pytest

from nelm.case.reading import parse_case
from nelm.planning.form import Check, Plan, PlannedQuantity
from nelm.planning.plan import plan

LESION: dict[str, Any] = {
    "tumor_mm": 25,
    "margin_mm": 5,
    "zone_short_axis_mm": 30,
    "offset_mm": 0,
}


def planned(option: str = "RFA", *, lesions: Any = None, **inputs: Any) -> Plan:
    given = inputs if lesions is None else {"lesions": lesions, **inputs}
    return plan(parse_case(b"nelm: 1\nid: x\n"), option, given)


def ablated(**lesion: Any) -> Plan:
    return planned(lesions=[{**LESION, **lesion}])


def quantity(made: Plan, name: str) -> PlannedQuantity:
    (found,) = [q for q in made.quantities if q.name == name]
    return found


def checks(made: Plan, code: str) -> list[Check]:
    return [c for c in made.checks if c.code == code]


@pytest.mark.parametrize(("tumor", "status"), [(49.9, "ok"), (50, "warning"), (50.1, "warning")])
def test_size_is_strictly_below_5_cm(tumor: float, status: str) -> None:
    (held,) = checks(ablated(tumor_mm=tumor), "tumor-diameter")
    assert held.status == status


@pytest.mark.parametrize(
    ("tumor", "margin", "zone", "zones"),
    [(25, 5, 30, 6), (30, 10, 30, 15), (30, 10, 50, 1), (20, 5, 30, 1), (21, 5, 30, 4)],
)
def test_zones_that_cover_tumor_and_margin(
    tumor: float, margin: float, zone: float, zones: int
) -> None:
    # d / sin(theta): 30 mm gives 31.8 with 4, 36.7 with 6, 49.4 with 13, 52.4 with 15 zones.
    made = ablated(tumor_mm=tumor, margin_mm=margin, zone_short_axis_mm=zone)
    found = quantity(made, "zones-1")
    assert found.value == zones
    assert "shortest diameter" in found.notes[1]


def test_tenths_of_a_millimeter_do_not_break_a_margin() -> None:
    made = ablated(tumor_mm=30.2, margin_mm=4.9, zone_short_axis_mm=40)
    assert checks(made, "margin")[0].status == "ok"
    odd = ablated(tumor_mm=20.6, margin_mm=4.7, zone_short_axis_mm=30)  # 4.699999999999999
    assert checks(odd, "margin")[0].status == "ok"
    less = ablated(tumor_mm=20.8, margin_mm=4.7, zone_short_axis_mm=30)
    assert checks(less, "margin")[0].status == "warning"


@pytest.mark.parametrize(
    ("margin", "percent"), [(0, 26), (1, 46), (5, 46), (6, 74), (10, 74), (11, 80), (15, 80)]
)
def test_local_control_by_margin_is_shown_as_data_of_colorectal_metastases(
    margin: float, percent: int
) -> None:
    made = ablated(tumor_mm=20, margin_mm=5, zone_short_axis_mm=20 + 2 * margin)
    (note,) = quantity(made, "margin-1").notes
    assert note.startswith("In colorectal metastases, not in NET")
    assert f"{percent} % without local progression" in note
    assert "local-control.net" in {row.id for row in made.absent}
    assert not [c for c in made.checks if c.limit and c.limit.histology == "mCRC"]


@pytest.mark.parametrize("margin", [0.5, 5.5, 16])
def test_between_and_beyond_the_groups_of_the_study_nothing_is_said(margin: float) -> None:
    made = ablated(tumor_mm=20, margin_mm=5, zone_short_axis_mm=20 + 2 * margin)
    assert not quantity(made, "margin-1").notes


def test_a_margin_that_is_wanted_and_not_reached_promises_nothing() -> None:
    made = ablated(tumor_mm=40, margin_mm=10, zone_short_axis_mm=30)  # 5 mm of tumor stay outside
    assert quantity(made, "margin-1").value == -5
    assert not quantity(made, "margin-1").notes


def test_volume_of_a_zone_with_three_axes() -> None:
    made = ablated(zone_axes_mm=[30, 40, 35])
    assert quantity(made, "zone-volume-1").value == pytest.approx(math.pi / 6 * 42)
    assert not checks(made, "zone-short-axis")
    (differs,) = checks(ablated(zone_axes_mm=[26, 40, 35]), "zone-short-axis")
    assert differs.status == "warning"
    assert "26 mm" in differs.says
    two = ablated(zone_axes_mm=[30, 40])
    assert "2 diameters; allowed: 3" in checks(two, "out-of-range")[0].says


def test_axes_alone_do_not_stand_in_for_the_shortest_diameter() -> None:
    lesion = {k: v for k, v in LESION.items() if k != "zone_short_axis_mm"}
    made = planned(lesions=[{**lesion, "zone_axes_mm": [30, 40, 35]}])
    assert "lesions.1.zone_short_axis_mm" in {line.field for line in made.missing}
    assert "zones-1" not in {q.name for q in made.quantities}


@pytest.mark.parametrize(
    ("vessel", "gap", "status"),
    [(3, 2, "warning"), (2.9, 0, "ok"), (3, 2.1, "ok"), (10, 0, "warning")],
)
def test_a_vessel_of_3_mm_near_the_zone_is_a_warning_never_a_refusal(
    vessel: float, gap: float, status: str
) -> None:
    made = ablated(vessel_mm=vessel, vessel_gap_mm=gap, vessel_near_mm=2)
    (held,) = checks(made, "heat-sink")
    assert held.status == status
    assert held.limit is not None
    assert held.limit.status == "recalled"


def test_a_heat_sink_needs_the_gap_that_counts() -> None:
    made = ablated(vessel_mm=4, vessel_gap_mm=1)
    assert not checks(made, "heat-sink")
    assert "lesions.1.vessel_near_mm" in {line.field for line in made.missing}


def test_an_uncertain_tumor_is_said_not_to_move_the_number_of_zones() -> None:
    made = ablated(tumor_mm={"value": 25, "relative_uncertainty": 0.1})
    assert any("not carried" in note for note in quantity(made, "zones-1").notes)
    assert quantity(made, "zone-1").uncertainty is not None


def test_no_tumor_at_all_is_no_plan() -> None:
    assert "lesions" in {line.field for line in planned(lesions=[]).missing}


def test_an_abscess_is_warned_of_with_both_numbers() -> None:
    (held,) = checks(planned(bilioenteric_anastomosis="yes"), "abscess")
    assert "40 %" in held.says
    assert "0.4 %" in held.says
    assert not checks(planned(bilioenteric_anastomosis="no"), "abscess")
    assert "bilioenteric_anastomosis" in {line.field for line in planned().missing}


@pytest.mark.parametrize(("stated", "differs"), [("60", True), ("30", False), ("'>=50'", True)])
def test_a_largest_tumor_that_is_not_the_one_of_the_case_is_said(
    stated: str, differs: bool
) -> None:
    lesions = f"lesions: [{{diameter_mm: {stated}, plan: ablate}}]"
    case = f"nelm: 1\nid: x\nliver:\n  {lesions}\n".encode()
    made = plan(parse_case(case), "rfa_alone", {"lesions": [{"tumor_mm": 30}, {"tumor_mm": 12}]})
    assert bool(checks(made, "inputs-differ-from-case")) is differs
