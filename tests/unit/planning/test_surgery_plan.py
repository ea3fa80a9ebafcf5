"""Plans of surgery: three denominators that are never mixed, growth, both steps, debulking."""

from __future__ import annotations

from typing import Any

import pytest

from nelm.case.reading import parse_case
from nelm.planning.form import Check, Plan, PlannedQuantity
from nelm.planning.plan import plan

SIZE: dict[str, Any] = {
    "surface_formula": "mosteller",
    "height_cm": 180,
    "weight_kg": 80,  # exactly 2.0 m2
    "liver_formula": "vauthey",  # 1267.28 x 2 - 794.41 = 1740.15 mL
    "liver_state": "normal",
}
TLV = 1740.15
STEPS = {
    **SIZE,
    "left_after_first_ml": 1200,
    "cleared_lobe_ml": 300,
    "grown_lobe_ml": 500,
    "minimum_sflr_percent": 25,
}


def planned(option: str, inputs: dict[str, Any]) -> Plan:
    return plan(parse_case(b"nelm: 1\nid: x\n"), option, inputs)


def quantity(made: Plan, name: str) -> PlannedQuantity:
    (found,) = [q for q in made.quantities if q.name == name]
    return found


def value(made: Plan, name: str) -> float:
    found = quantity(made, name).value
    assert isinstance(found, float)
    return found


def names(made: Plan) -> set[str]:
    return {q.name for q in made.quantities}


def checks(made: Plan, code: str) -> list[Check]:
    return [c for c in made.checks if c.code == code]


def held(made: Plan, name: str) -> list[Check]:
    """Lines by surface that a quantity is held against."""
    return [c for c in checks(made, "sflr") if c.quantity == name]


def resected(**inputs: Any) -> Plan:
    return planned("one_step_resection", {**SIZE, **inputs})


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        ("normal", {"sflr.normal.kishi": 20, "sflr.normal.vauthey": 25}),
        ("chemotherapy", {"sflr.chemotherapy.shindoh": 30}),
        ("fibrosis", {}),
        ("injured", {}),
    ],
)
def test_lines_by_surface_are_those_of_the_state_of_the_liver(
    state: str, lines: dict[str, float]
) -> None:
    made = resected(liver_state=state, remnant_ml=0.25 * TLV)
    rows = {c.limit.id: c for c in checks(made, "sflr") if c.limit}
    assert {id_: c.limit.value for id_, c in rows.items() if c.limit} == lines
    assert all((c.status == "ok") == (lines[id_] <= 25) for id_, c in rows.items())
    if state == "injured":
        assert [c.status for c in checks(made, "sflr")] == ["warning"]
    assert ("sflr.fibrosis" in {row.id for row in made.absent}) is (state == "fibrosis")


def test_a_remnant_on_the_line_reaches_it() -> None:
    reached = checks(resected(remnant_ml=0.25 * TLV + 1e-9), "sflr")
    assert [c.status for c in reached] == ["ok", "ok"]
    below = checks(resected(remnant_ml=0.2499 * TLV), "sflr")
    assert [c.status for c in below] == ["ok", "warning"]


def test_the_measured_share_has_its_own_lines_and_no_other() -> None:
    volumes = {"remnant_ml": 450, "liver_ml": 1800, "tumor_ml": 300}  # 30 % of 1500
    made = resected(liver_state="fibrosis", **volumes)
    assert value(made, "flr-share-measured") == pytest.approx(30)
    (line,) = checks(made, "flr-share-measured")
    assert line.limit is not None
    assert (line.limit.id, line.status) == ("flr-share-measured.fibrosis.azoulay", "warning")
    for state in ("normal", "chemotherapy", "fibrosis", "injured"):
        one = resected(liver_state=state, **volumes)
        for code, stem in (("sflr", "sflr."), ("flr-share-measured", "flr-share-measured.")):
            rows = [c.limit.id for c in checks(one, code) if c.limit]
            assert all(id_.startswith(stem) for id_ in rows)


def test_eastern_and_western_liver_volumes_are_17_percent_apart() -> None:
    size = {"height_cm": 180, "weight_kg": 64.8}  # exactly 1.8 m2
    western = value(resected(**size, remnant_ml=400), "standard-liver")
    eastern = value(resected(**size, remnant_ml=400, liver_formula="urata"), "standard-liver")
    assert (round(western), round(eastern)) == (1487, 1274)
    assert western / eastern == pytest.approx(1.17, abs=0.005)


@pytest.mark.parametrize(("height", "weight"), [(120, 30), (220, 250)])
def test_a_surface_that_the_formulas_were_not_made_for_is_refused(
    height: float, weight: float
) -> None:
    # Du Bois: 0.98 and 3.75 m2, outside 1.0 to 2.8.
    size = {"surface_formula": "du-bois", "height_cm": height, "weight_kg": weight}
    made = resected(**size, remnant_ml=400)
    assert checks(made, "out-of-range")[0].status == made.status == "refused"
    assert not {"standard-liver", "sflr"} & names(made)


def test_growth_of_a_remnant_by_week() -> None:
    made = resected(remnant_ml=0.2 * TLV, grown_remnant_ml=0.29 * TLV, growth_scan_d=21)
    assert value(made, "hypertrophy") == pytest.approx(9)
    assert value(made, "kinetic-growth") == pytest.approx(3)  # 9 points in 3 weeks
    assert {"kinetic-growth.net", "degree-of-hypertrophy.net"} <= {r.id for r in made.absent}
    assert not [c for c in made.checks if c.limit and c.limit.histology == "mCRC"]


@pytest.mark.parametrize("day", [1, 6.9])
def test_a_rate_before_day_7_is_refused(day: float) -> None:
    made = resected(remnant_ml=400, grown_remnant_ml=450, growth_scan_d=day)
    (refused,) = checks(made, "out-of-range")
    assert refused.quantity == "kinetic-growth"
    assert "not linear before day 7" in refused.says
    assert "kinetic-growth" not in names(made)


def test_growth_begun_asks_for_the_rest() -> None:
    made = resected(growth_scan_d=21)
    assert {"remnant_ml", "grown_remnant_ml"} <= {line.field for line in made.missing}


def test_uncertain_volumes_go_into_the_growth_each_with_its_own() -> None:
    made = resected(
        remnant_ml={"value": 300, "relative_uncertainty": 0.1},
        grown_remnant_ml={"value": 450, "relative_uncertainty": 0.1},
        growth_scan_d=14,
    )
    found = quantity(made, "hypertrophy").uncertainty
    assert found is not None
    assert found.first_order_sd == pytest.approx(100 * (30**2 + 45**2) ** 0.5 / TLV, rel=1e-3)
    assert {c.name for c in found.contributions} == {"remnant_ml", "grown_remnant_ml"}


def test_both_steps_are_held_against_the_lines_of_the_liver() -> None:
    made = planned("two_step_resection", STEPS)
    assert [c.status for c in checks(made, "two-step-first")] == ["ok"]
    assert [c.status for c in checks(made, "two-step-second")] == ["ok"]
    assert [c.status for c in held(made, "sflr-first")] == ["ok", "ok"]
    assert [c.status for c in held(made, "sflr-second")] == ["ok", "ok"]
    small = planned("two_step_resection", {**STEPS, "left_after_first_ml": 400})  # 23 %
    assert checks(small, "two-step-first")[0].status == "warning"
    assert [c.status for c in held(small, "sflr-first")] == ["ok", "warning"]


def test_growth_between_two_steps_where_the_day_is_given() -> None:
    made = planned("two_step_resection", {**STEPS, "growth_scan_d": 28})
    points = 100 * (500 - 300) / TLV
    assert value(made, "hypertrophy") == pytest.approx(points)
    assert value(made, "kinetic-growth") == pytest.approx(points / 4)
    assert "kinetic-growth" not in names(planned("two_step_resection", STEPS))


def test_mass_of_the_remnant_against_body_weight_takes_a_density() -> None:
    made = resected(remnant_ml=400, liver_density_g_ml=1.0)
    assert value(made, "remnant-to-body-weight") == pytest.approx(0.5)  # 0.4 of 80 kg
    (line,) = checks(made, "remnant-to-body-weight")
    assert line.status == "ok"
    assert "recalled" in line.says
    assert line.surviving is not None
    assert line.surviving.value == pytest.approx(400)
    assert "remnant-to-body-weight" not in names(resected(remnant_ml=400))


@pytest.mark.parametrize(
    ("residual", "found"),
    [(40, ["ok", "ok"]), (41, ["warning", "ok"]), (120, ["warning", "ok"]), (121, ["warning"] * 2)],
)
def test_debulking_shows_90_and_70_percent(residual: float, found: list[str]) -> None:
    made = planned("debulking", {"tumor_ml": 400, "residual_ml": residual})
    lines = checks(made, "debulked-share")
    assert [c.status for c in lines] == found
    assert [c.limit.value for c in lines if c.limit] == [90, 70]


def test_more_tumor_left_than_there_was_is_refused_as_a_value() -> None:
    made = planned("debulking", {"tumor_ml": 400, "residual_ml": 401})
    assert made.status == "refused"
    assert "debulked-share" not in names(made)


@pytest.mark.parametrize("state", ["chemotherapy", "fibrosis", "injured", None])
def test_the_line_of_a_normal_liver_by_weight_is_not_borrowed(state: str | None) -> None:
    made = resected(liver_state=state, remnant_ml=900, liver_density_g_ml=1.0)
    assert value(made, "remnant-to-body-weight") == pytest.approx(1.125)  # 0.9 of 80 kg
    (warned,) = checks(made, "remnant-to-body-weight")
    assert warned.status == "warning"
    assert warned.limit is None


def test_a_measured_share_without_a_line_says_so() -> None:
    volumes = {"remnant_ml": 450, "liver_ml": 1800, "tumor_ml": 300}
    (note,) = quantity(resected(liver_state="chemotherapy", **volumes), "flr-share-measured").notes
    assert "No line of this share" in note
    assert not quantity(resected(**volumes), "flr-share-measured").notes


@pytest.mark.parametrize(
    ("stated", "differs"), [("40", True), ("25.5", False), ("'>=30'", True), ("'>=20'", False)]
)
def test_a_remnant_that_is_not_the_one_of_the_case_is_said(stated: str, differs: bool) -> None:
    case = parse_case(f"nelm: 1\nid: x\nliver:\n  flr_percent: {stated}\n".encode())
    made = plan(case, "one_step_resection", {**SIZE, "remnant_ml": 0.25 * TLV})
    assert bool([c for c in checks(made, "inputs-differ-from-case") if "(sFLR)" in c.says]) is (
        differs
    )


def test_a_removable_share_that_is_not_the_one_of_the_case_is_said() -> None:
    case = parse_case(b"nelm: 1\nid: x\nliver:\n  resectable_fraction_percent: 50\n")
    made = plan(case, "debulking", {"tumor_ml": 300, "residual_ml": 20})
    (warned,) = checks(made, "inputs-differ-from-case")
    assert "93.33 % here, 50 % in the case" in warned.says  # 1 - 20/300


def test_the_remnant_that_has_grown_is_held_against_the_lines_as_well() -> None:
    grown = {"grown_remnant_ml": 0.27 * TLV, "growth_scan_d": 28}
    made = resected(remnant_ml=0.18 * TLV, **grown)
    assert [c.status for c in held(made, "sflr")] == ["warning", "warning"]
    assert [c.status for c in held(made, "sflr-grown")] == ["ok", "ok"]
    small = resected(remnant_ml=0.18 * TLV, **{**grown, "grown_remnant_ml": 0.22 * TLV})
    assert [c.status for c in held(small, "sflr-grown")] == ["ok", "warning"]
    assert not checks(made, "growth")


def test_a_remnant_that_shrinks_or_outgrows_the_whole_liver_is_questioned() -> None:
    shrunk = resected(remnant_ml=500, grown_remnant_ml=450, growth_scan_d=28)
    assert [c.status for c in checks(shrunk, "growth")] == ["warning"]
    (warned,) = checks(resected(remnant_ml=1.01 * TLV), "sflr-over-whole")
    assert warned.status == "warning"
    assert not checks(resected(remnant_ml=0.99 * TLV), "sflr-over-whole")


def test_a_remnant_given_for_two_steps_is_held_and_a_volume_that_is_not_used_is_told() -> None:
    made = planned("two_step_resection", {**STEPS, "remnant_ml": 0.19 * TLV})
    assert value(made, "sflr") == pytest.approx(19, abs=1e-3)
    assert {c.status for c in held(made, "sflr")} == {"warning"}  # below the lines of 20 and 25 %
    assert checks(made, "input-not-used") == []
    unused = planned("two_step_resection", {**STEPS, "grown_remnant_ml": 560})
    assert "grown_remnant_ml" in checks(unused, "input-not-used")[0].says
    assert "remnant_ml" not in {line.field for line in made.missing}
