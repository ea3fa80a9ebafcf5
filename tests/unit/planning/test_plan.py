"""Plans: worked examples with an outside reason carried through, and what is said around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nelm.case.problem import InputError
from nelm.case.reading import parse_case, read_case
from nelm.planning.form import Check, Plan
from nelm.planning.limits_file import load_limits
from nelm.planning.plan import FORMS, METHODS, plan

EXAMPLES = Path(__file__).parents[3] / "examples"
TARE = {
    "device": "resin",
    "treatment": "unilobar",
    "dose_constant": "legacy49.67",
    "activity_gbq": 2.0,
    "tumor_mass_kg": 0.2,
    "normal_liver_mass_kg": 1.3,
    "perfused_mass_kg": 1.5,
    "tn_concentration_ratio": 5,
    "lung_shunt_fraction": 0.05,
    "residual_fraction": 0,
    "lung_mass_kg": 1.0,
    "earlier_lung_gy": [],
    "earlier_normal_liver_gy": [],
}
PRRT = {
    "activities_gbq": [7.4] * 4,
    "kidney_gy_per_gbq": 0.80,
    "marrow_gy_per_gbq": 0.04,
    "earlier_kidney_gy": [],
    "earlier_marrow_gy": [],
}
TACE = {
    "surface_formula": "du-bois",
    "height_cm": 170,
    "weight_kg": 70,
    "surface_cap_m2": "none",
    "doxorubicin_mg_m2": 50,
    "bilirubin_mg_dl": 0.8,
    "earlier_anthracycline_mg_m2": [],
}
LESION = {"tumor_mm": 25, "margin_mm": 5, "zone_short_axis_mm": 30, "offset_mm": 0}


def planned(option: str, inputs: dict[str, Any], case: str = "", **more: Any) -> Plan:
    return plan(parse_case(f"nelm: 1\nid: x\n{case}".encode()), option, inputs, **more)


def value(made: Plan, name: str) -> float:
    (found,) = [q.value for q in made.quantities if q.name == name]
    assert isinstance(found, float)
    return found


def check(made: Plan, code: str) -> Check:
    return next(c for c in made.checks if c.code == code)


def missing(made: Plan) -> set[str]:
    return {line.field for line in made.missing}


def test_partition_example_of_2_gbq() -> None:
    made = planned("tare", TARE)
    assert value(made, "dose-normal-liver") == pytest.approx(41.0, abs=0.05)
    assert value(made, "dose-tumor") == pytest.approx(205.2, abs=0.05)
    assert value(made, "dose-lung") == pytest.approx(4.97, abs=0.005)


def test_limit_of_the_normal_liver_leaves_the_activity_of_the_inverse_formula() -> None:
    held = check(planned("tare", TARE), "dose-normal-liver")
    assert held.status == "warning"
    assert held.limit is not None
    assert held.limit.id == "tare-resin-lobar-normal"
    assert held.surviving is not None
    assert held.surviving.value == pytest.approx(40 * 2.3 / (49.67 * 0.95))


def test_earlier_lung_dose_of_28_gy_leaves_4_43_gbq() -> None:
    inputs = {**TARE, "device": "glass", "lung_shunt_fraction": 0.10, "earlier_lung_gy": [28]}
    made = planned("tare", {**inputs, "activity_gbq": 5.0, "bilirubin_mg_dl": 0.7})
    assert value(made, "activity-lung-single") == pytest.approx(6.04, abs=0.005)
    assert value(made, "activity-lung-cumulative") == pytest.approx(4.43, abs=0.005)
    assert check(made, "dose-lung").status == "ok"
    held = check(made, "dose-lung-cumulative")
    assert held.status == made.status == "refused"
    assert held.surviving is not None
    assert held.surviving.value == pytest.approx(4.43, abs=0.005)
    assert held.value == pytest.approx(28 + 49.67 * 5 * 0.1)


def test_a_lung_limit_is_passed_only_with_a_name_and_a_reason() -> None:
    over = {**TARE, "lung_shunt_fraction": 0.19, "activity_gbq": 4.0}
    assert check(planned("tare", over), "dose-lung").status == "refused"
    made = planned("tare", {**over, "lung_limit_confirmed": "Dr. A, palliation"})
    assert check(made, "dose-lung").status == "warning"
    assert "Dr. A, palliation" in check(made, "dose-lung").says


def test_resin_above_a_fifth_of_shunt_is_refused_and_the_line_marked_recalled() -> None:
    held = check(planned("tare", {**TARE, "lung_shunt_fraction": 0.21}), "lung-shunt")
    assert held.status == "refused"
    assert held.limit is not None
    assert held.limit.status == "recalled"
    assert "recalled" in held.says


def test_methods_further_apart_than_a_quarter_need_a_reason() -> None:
    apart = {**TARE, "goal_perfused_gy": 60, "goal_normal_liver_gy": 30}
    made = planned("tare", apart)  # 60 x 1.5 / (30 x 2.3) = 1.304
    assert "30 % apart" in check(made, "two-methods").says
    assert check(made, "two-methods").status == "warning"
    assert "method_difference_reason" in missing(made)
    explained = planned("tare", {**apart, "method_difference_reason": "one large tumor"})
    assert check(explained, "two-methods").status == "ok"
    assert "method_difference_reason" not in missing(explained)


def test_equal_concentrations_make_both_methods_one() -> None:
    one = {**TARE, "tn_concentration_ratio": 1, "goal_perfused_gy": 30, "goal_normal_liver_gy": 30}
    made = planned("tare", one)
    assert check(made, "two-methods").status == "ok"
    single, partition = "activity-single-compartment", "activity-partition-normal-liver"
    assert value(made, single) == pytest.approx(value(made, partition))


def test_no_tumor_dose_is_borrowed_for_net() -> None:
    made = planned("tare", TARE)
    said = {row.id: row.says for row in made.absent}
    assert "no tumor-dose recommendation for NET" in said["tare-resin-tumor-net"]
    assert not [c for c in made.checks if c.limit and c.limit.quantity == "tumor_dose"]


def test_spheres_are_reckoned_and_the_review_range_is_only_shown() -> None:
    made = planned("tare", {**TARE, "activity_per_sphere_bq": 50})
    assert value(made, "spheres") == pytest.approx(40e6)
    (line,) = [q for q in made.quantities if q.name == "spheres"]
    assert "0.75 to 1 GBq" in line.notes[0]


@pytest.mark.parametrize(
    ("bilirubin", "row"), [(0.9, "low"), (1.1, "high"), (1.3, "high")], ids=str
)
def test_bilirubin_chooses_the_row_of_glass(bilirubin: float, row: str) -> None:
    made = planned("tare", {**TARE, "device": "glass", "bilirubin_mg_dl": bilirubin})
    held = check(made, "dose-normal-liver")
    assert held.limit is not None
    assert held.limit.id == f"tare-glass-lobar-normal-bilirubin-{row}"


def test_both_ends_of_a_printed_range_hold() -> None:
    lobe = {**TARE, "device": "glass", "treatment": "lobectomy", "dose_constant": "glass50"}
    found = []
    for activity in (3.0, 3.1, 3.3):  # x 50 x 0.95 = 142.5, 147.25, 156.75 Gy to 1 kg
        made = planned("tare", {**lobe, "perfused_mass_kg": 1.0, "activity_gbq": activity})
        found.append([c.status for c in made.checks if c.code == "dose-perfused"])
    assert found == [["ok", "ok"], ["ok", "ok"], ["ok", "warning"]]
    assert "tare-glass-normal-net" in {row.id for row in made.absent}


def test_two_steps_must_both_leave_enough() -> None:
    inputs = {
        **{name: TACE[name] for name in ("surface_formula", "height_cm", "weight_kg")},
        "liver_formula": "vauthey",
        "liver_state": "normal",
        "left_after_first_ml": 1200,
        "cleared_lobe_ml": 250,
        "grown_lobe_ml": 300,
        "minimum_sflr_percent": 25,
    }
    made = planned("two_step_resection", inputs)  # expected 1499 mL: 80 and 20 %
    assert check(made, "two-step-first").status == "ok"
    assert check(made, "two-step-second").status == "warning"


def test_kidney_at_0_80_is_above_23_gy_after_four_cycles() -> None:
    made = planned("prrt", PRRT)
    assert value(made, "dose-kidney") == pytest.approx(23.68)
    assert value(made, "cycles-under-line-kidney") == 3
    held = check(made, "dose-kidney")
    assert held.status == "warning"
    assert "above the line of 23 Gy, recalled and to be verified" in held.says
    assert "not a tolerance" in held.says
    assert held.surviving is not None
    assert held.surviving.value == pytest.approx(28.75)


def test_earlier_kidney_dose_is_added() -> None:
    made = planned("prrt", {**PRRT, "kidney_gy_per_gbq": 0.46, "earlier_kidney_gy": [10, 2.5]})
    assert value(made, "dose-kidney") == pytest.approx(13.616 + 12.5)
    assert {e.what: e.total for e in made.earlier} == {"kidney": 12.5, "marrow": 0}


def test_without_earlier_doses_no_line_is_called_kept() -> None:
    inputs = {**PRRT, "kidney_gy_per_gbq": 0.46}
    del inputs["earlier_kidney_gy"]
    made = planned("prrt", inputs)
    held = check(made, "dose-kidney")
    assert held.status == "warning"
    assert held.surviving is None
    assert "not known" in held.says
    assert "earlier_kidney_gy" in missing(made)
    assert "cycles-under-line-kidney" not in {q.name for q in made.quantities}


def test_kidney_bed_of_four_times_5_gy() -> None:
    inputs = {
        "activities_gbq": [5] * 4,
        "kidney_gy_per_gbq": 1.0,
        "kidney_alpha_beta_gy": 2.6,
        "kidney_repair_half_time_h": 2.8,
        "kidney_effective_half_life_h": 51,
        "earlier_kidney_bed_gy": [],
        "kidney_risk_factors": "no",
    }
    assert value(planned("prrt", inputs), "bed-kidney") == pytest.approx(22.0, abs=0.05)


def test_cycles_come_every_56_days_and_a_late_one_is_questioned() -> None:
    inputs = {"cycles": 4, "interval_weeks": 8, "window_weeks": 1}
    made = planned("prrt", {**inputs, "cycles_on": ["2026-01-05", "2026-03-16"]})
    days = [q.value for q in made.quantities if q.name.startswith("date")]
    assert days == ["2026-01-05", "2026-03-16", "2026-05-11", "2026-07-06"]
    late = [c.status for c in made.checks if c.code == "interval"]
    assert late == ["warning", "ok", "ok"]


def test_doxorubicin_of_170_cm_and_70_kg_is_90_5_mg() -> None:
    made = planned("tace", TACE)
    assert value(made, "dose-doxorubicin") == pytest.approx(90.5, abs=0.05)
    (line,) = [q for q in made.quantities if q.name == "dose-doxorubicin"]
    assert line.status == "recalled"
    assert value(made, "anthracycline") == pytest.approx(50)


def test_no_doxorubicin_above_5_mg_dl_of_bilirubin() -> None:
    made = planned("tace", {**TACE, "bilirubin_mg_dl": 5.1})
    held = check(made, "doxorubicin-bilirubin")
    assert (held.status, made.status) == ("refused", "refused")
    assert "dose-doxorubicin" not in {q.name for q in made.quantities}


def test_anthracycline_over_a_life_names_what_is_left() -> None:
    made = planned("tace", {**TACE, "earlier_anthracycline_mg_m2": [250, 20]})
    first = check(made, "anthracycline")
    assert first.status == "warning"
    assert first.surviving is not None
    assert first.surviving.value == 30


def test_streptozocin_above_its_ceiling_is_refused_with_the_ceiling() -> None:
    inputs = {**TACE, "streptozocin_mg_m2": 1600, "creatinine_clearance_ml_min": 80}
    made = planned("tace", inputs)
    held = check(made, "streptozocin-amount")
    assert held.status == "refused"
    assert held.surviving is not None
    assert held.surviving.value == 1500
    assert "general anesthesia" in check(made, "streptozocin-anesthesia").says


def test_there_is_no_default_amount() -> None:
    made = planned("tace", {})
    assert any("doxorubicin_mg_m2" in field for field in missing(made))
    assert not made.quantities
    assert {"tace-cisplatin-amount", "tace-mitomycin-amount"} <= {row.id for row in made.absent}


def test_remnant_against_the_expected_volume_and_its_smallest_size() -> None:
    inputs = {
        **{name: TACE[name] for name in ("surface_formula", "height_cm", "weight_kg")},
        "liver_formula": "vauthey",
        "liver_state": "chemotherapy",
        "remnant_ml": 400,
    }
    made = planned("one_step_resection", inputs)
    expected = 1267.28 * 1.8097 - 794.41
    assert value(made, "sflr") == pytest.approx(40000 / expected, rel=1e-3)
    held = check(made, "sflr")
    assert held.status == "warning"
    assert held.surviving is not None
    assert held.surviving.value == pytest.approx(0.3 * expected, rel=1e-3)


def test_debulked_share_is_shown_against_both_lines() -> None:
    made = planned("debulking", {"tumor_ml": 400, "residual_ml": 80})
    assert value(made, "debulked-share") == 80
    found = [c.status for c in made.checks if c.code == "debulked-share"]
    assert found == ["warning", "ok"]


def test_six_zones_of_3_cm_for_25_mm_with_5_mm_of_margin() -> None:
    made = planned("RFA", {"lesions": [LESION], "bilioenteric_anastomosis": "yes"})
    assert value(made, "zone-1") == 35
    assert value(made, "zones-1") == 6
    assert check(made, "margin").status == "warning"
    assert check(made, "abscess").status == "warning"


def test_a_device_too_small_is_refused_as_a_value() -> None:
    made = planned("RFA", {"lesions": [{**LESION, "tumor_mm": 48, "margin_mm": 10}]})
    assert check(made, "out-of-range").status == made.status == "refused"


@pytest.mark.parametrize("option", METHODS)
def test_without_inputs_all_is_missing_and_nothing_computed(option: str) -> None:
    made = planned(option, {})
    assert made.no_quantities is None
    assert not made.quantities
    assert option == "tae" or made.missing
    assert all(line.why for line in made.missing)


@pytest.mark.parametrize("option", ["monitoring", "cryotherapy", "ethanol_injection"])
def test_an_option_without_quantities_says_so(option: str) -> None:
    made = planned(option, {})
    assert made.no_quantities is not None
    assert "no planning quantities" in made.no_quantities
    assert made.preparation


def test_what_can_be_computed_without_the_missing_is() -> None:
    inputs = {name: v for name, v in TARE.items() if name != "earlier_lung_gy"}
    made = planned("tare", inputs)
    assert "earlier_lung_gy" in missing(made)
    assert value(made, "activity-lung-single") > 0
    assert "dose-lung-cumulative" not in {q.name for q in made.quantities}


def test_a_contraindicated_option_says_so_first() -> None:
    found = []
    for path in sorted(EXAMPLES.glob("*.yaml")):
        for option in FORMS:
            one = plan(read_case(path), option, {})
            if one.assessed.label == "contraindicated":
                found.append(one)
    assert found
    for one in found:
        assert any("contraindicated" in line for line in one.assessed.first)
        assert check(one, "pack-contraindicated").status == "warning"


def test_an_open_option_says_so_first() -> None:
    made = planned("tare", TARE)
    assert made.assessed.label == "undetermined"
    assert any("open" in line for line in made.assessed.first)


def test_preparation_comes_from_the_pack_with_ids_and_places() -> None:
    made = planned("tace", TACE)
    lines = {line.id: line for line in made.preparation}
    assert {"EMB-01b", "EMB-02", "EMB-03", "IAT-14", "TACE-04"} <= lines.keys()
    assert lines["EMB-01b"].cite == "section 1.4.1"
    assert any(line.list == "checklist" for line in made.preparation)
    prrt = {line.id: line.says for line in planned("prrt", PRRT).preparation}
    assert "lysine and arginine" in prrt["PRRT-07"]


def test_more_than_half_of_the_liver_asks_for_guided_treatment() -> None:
    made = planned("tace", TACE, "liver:\n  involvement_percent: 60\n")
    assert check(made, "liver-over-half").status == "warning"


def test_the_case_stands_in_for_inputs_and_says_so() -> None:
    inputs = {k: v for k, v in TACE.items() if k not in ("height_cm", "weight_kg")}
    case = "patient:\n  height_cm: 170\n  weight_kg: 70\n"
    made = planned("tace", inputs, case)
    assert value(made, "dose-doxorubicin") == pytest.approx(90.5, abs=0.05)
    origins = {line.name: line.origin for line in made.inputs}
    assert origins["height_cm"] == "patient.height_cm"
    differs = planned("tace", TACE, "patient:\n  height_cm: 180\n")
    assert check(differs, "inputs-differ-from-case").status == "warning"


def test_uncertainty_interval_probability_and_contributors() -> None:
    unsure = {
        **TARE,
        "tn_concentration_ratio": {"value": 5, "relative_uncertainty": 0.3},
        "activity_gbq": {"value": 2.0, "relative_uncertainty": 0.05},
    }
    made = planned("tare", unsure)
    (line,) = [q for q in made.quantities if q.name == "dose-normal-liver"]
    found = line.uncertainty
    assert found is not None
    # 30 % in TN are w = 1.0/2.3 of it in the liver: 13 %; with 5 % of activity 13.97 %.
    expected = 41.03 * (0.05**2 + (0.3 / 2.3) ** 2) ** 0.5
    assert found.first_order_sd == pytest.approx(expected, rel=1e-3)
    assert found.contributions[0].name == "tn_concentration_ratio"
    assert found.low_2_5 < 41.03 < found.high_97_5
    probability = check(made, "dose-normal-liver").probability_met
    assert probability is not None
    assert 0.3 < probability < 0.5


def test_no_uncertainty_is_invented() -> None:
    assert all(q.uncertainty is None for q in planned("tare", TARE).quantities)


def test_the_same_inputs_give_the_same_bytes() -> None:
    unsure = {**TARE, "tumor_mass_kg": {"value": 0.2, "relative_uncertainty": 0.2}}
    first, second = (planned("tare", unsure).model_dump_json() for _ in range(2))
    assert first == second
    assert Plan.model_validate_json(first).model_dump_json() == first


def test_a_limit_of_the_site_is_used_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    text = "author: Dr. B\ndate: 2026-10-01\nlimits: [{id: tare-resin-lobar-normal, value: 45}]\n"
    path.write_text(text)
    made = planned("tare", TARE, limits=load_limits(site=path))
    held = check(made, "dose-normal-liver")
    assert held.status == "ok"
    assert "set by Dr. B" in held.says
    assert [row.id for row in made.changed_limits] == ["tare-resin-lobar-normal"]


def test_every_number_has_formula_source_and_status() -> None:
    plans = [planned("tare", TARE), planned("prrt", PRRT), planned("tace", TACE)]
    for quantity in (q for made in plans for q in made.quantities):
        assert quantity.formula
        assert quantity.source
        assert quantity.inputs


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"device": "wood"}, "glass or resin"),
        ({"tumor_mass_kg": 200}, "g?"),
        ({"lung_shunt_fraction": 5}, "percent"),
        ({"activity_gbq": "1800"}, "MBq?"),
        ({"activity_gbq": float("nan")}, "finite"),
        ({"activity_gbq": "2000 MBq"}, "the unit GBq (convert before entering"),
        ({"activity_gbq": {"value": 2, "sd": 1}}, "relative_uncertainty"),
        ({"activity_gbq": {"value": 2, "relative_uncertainty": 20}}, "percent?"),
        ({"activty_gbq": 2}, "one of activity_gbq"),
        ({"pretreated_or_compromised": "maybe"}, "yes or no"),
    ],
    ids=str,
)
def test_bad_inputs_are_refused_with_what_is_allowed(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        planned("tare", given)
    assert said in str(refused.value)


def test_an_unknown_option_is_bad_input() -> None:
    with pytest.raises(InputError):
        planned("leeches", {})


@pytest.mark.parametrize(
    ("fact", "field", "value", "words"),
    [
        ("liver:\n  bilirubin_umol_l: '>50'", "bilirubin_mg_dl", 1.0, "above 2.924"),
        ("liver:\n  bilirubin_umol_l: '<=20'", "bilirubin_mg_dl", 3.0, "at most 1.17"),
        ("lab:\n  creatinine_umol_l: '>=200'", "creatinine_mg_dl", 1.0, "at least 2.262"),
    ],
)
def test_a_bound_of_the_case_contradicts_an_input_whatever_its_open_end(
    fact: str, field: str, value: float, words: str
) -> None:
    made = planned("tace", {**TACE, field: value}, f"{fact}\n")
    (found,) = [c for c in made.checks if c.code == "inputs-differ-from-case" and field in c.says]
    assert words in found.says
