"""Earlier treatment: what the case tells against the earlier doses of the inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nelm.case.reading import parse_case, read_case
from nelm.planning.form import Check, Plan
from nelm.planning.history import (
    NO_FIELD,
    NONE_GIVEN,
    WITHOUT_DOSE,
    WITHOUT_TREATMENT,
)
from nelm.planning.plan import plan

EXAMPLES = Path(__file__).parents[3] / "examples"
DOSES = {"activities_gbq": [7.4] * 4, "kidney_gy_per_gbq": 0.46, "marrow_gy_per_gbq": 0.04}
TACE = {
    "surface_formula": "du-bois",
    "height_cm": 170,
    "weight_kg": 70,
    "surface_cap_m2": "none",
    "doxorubicin_mg_m2": 50,
    "bilirubin_mg_dl": 0.8,
}
# By option: a field of earlier doses, and a history that must have left one.
PAIRS = [
    ("tare", "earlier_lung_gy", "prior_arterial: [{type: tare}]"),
    ("tare", "earlier_normal_liver_gy", "prior_arterial: [{type: tare}]"),
    ("tare", "earlier_normal_liver_gy", "prior_prrt: [{cycles: 4}]"),
    ("prrt", "earlier_kidney_gy", "prior_prrt: [{cycles: 4}]"),
    ("prrt", "earlier_marrow_gy", "prior_prrt: [{cycles: 4}]"),
    ("tace", "earlier_anthracycline_mg_m2", "prior_arterial: [{type: tace}]"),
    ("tace", "earlier_anthracycline_mg_m2", "prior_arterial: [{type: deb_tace}]"),
    ("deb_tace", "earlier_anthracycline_mg_m2", "prior_arterial: [{type: deb_tace}]"),
]
each = pytest.mark.parametrize(("option", "field", "told"), PAIRS)


def planned(option: str, inputs: dict[str, Any], history: str = "") -> Plan:
    case = f"nelm: 1\nid: x\nhistory:\n  {history}\n" if history else "nelm: 1\nid: x\n"
    return plan(parse_case(case.encode()), option, inputs)


def found(made: Plan, code: str, field: str | None = None) -> list[Check]:
    return [c for c in made.checks if c.code == code and field in (None, c.quantity)]


@each
def test_a_treatment_of_the_case_without_a_dose_is_a_warning(
    option: str, field: str, told: str
) -> None:
    for inputs, words in (({}, "is not given"), ({field: []}, "says none")):
        (warned,) = found(planned(option, inputs, told), WITHOUT_DOSE, field)
        assert warned.status == "warning"
        assert words in warned.says
    assert not found(planned(option, {field: [5]}, told), WITHOUT_DOSE, field)


@pytest.mark.parametrize(("option", "field"), sorted({pair[:2] for pair in PAIRS}))
def test_a_case_that_says_nothing_contradicts_nothing(option: str, field: str) -> None:
    for inputs in ({}, {field: []}, {field: [5]}):
        made = planned(option, inputs)
        for code in (WITHOUT_DOSE, WITHOUT_TREATMENT, NONE_GIVEN, NO_FIELD):
            assert not found(made, code)


def test_none_given_is_said_and_still_asked_for() -> None:
    made = planned("prrt", DOSES, "prior_prrt: []")
    (said,) = found(made, NONE_GIVEN, "earlier_kidney_gy")
    assert "no radionuclide therapy was given" in said.says
    assert "earlier_kidney_gy: []" in said.says
    assert "earlier_kidney_gy" in {line.field for line in made.missing}
    assert [c.status for c in made.checks if c.code == "dose-kidney"] == ["warning"]
    agreed = planned("prrt", {**DOSES, "earlier_kidney_gy": []}, "prior_prrt: []")
    assert "earlier_kidney_gy agrees" in found(agreed, NONE_GIVEN, "earlier_kidney_gy")[0].says


def test_a_dose_without_a_treatment_is_the_reverse() -> None:
    made = planned("prrt", {**DOSES, "earlier_kidney_gy": [12]}, "prior_prrt: []")
    (reverse,) = found(made, WITHOUT_TREATMENT)
    assert reverse.quantity == "earlier_kidney_gy"
    assert reverse.status == "warning"


def test_an_anthracycline_may_have_come_by_vein() -> None:
    inputs = {**TACE, "earlier_anthracycline_mg_m2": [100]}
    assert not found(planned("tace", inputs, "prior_arterial: []"), WITHOUT_TREATMENT)


def test_fewer_doses_than_treatments_are_too_few() -> None:
    told = "prior_arterial: [{type: tare}, {type: tare}]"
    (warned,) = found(
        planned("tare", {"earlier_lung_gy": [5]}, told), WITHOUT_DOSE, "earlier_lung_gy"
    )
    assert "2 earlier treatments" in warned.says
    assert "holds 1" in warned.says
    both = {"earlier_lung_gy": [5, 6]}
    assert not found(planned("tare", both, told), WITHOUT_DOSE, "earlier_lung_gy")


def test_an_unknown_technique_may_have_been_each_of_them() -> None:
    told = "prior_arterial: [{type: unknown}]"
    for option, field in (
        ("tare", "earlier_lung_gy"),
        ("tace", "earlier_anthracycline_mg_m2"),
    ):
        (warned,) = found(planned(option, {field: []}, told), WITHOUT_DOSE, field)
        assert "unknown technique" in warned.says


def test_an_unknown_technique_counts_whatever_else_is_unknown() -> None:
    told = "prior_arterial: [{type: unknown}]"  # and nothing is said of PRRT
    field = "earlier_normal_liver_gy"
    assert found(planned("tare", {field: []}, told), WITHOUT_DOSE, field)


def test_a_bed_of_earlier_cycles_is_lacking_only_where_it_is_asked_for() -> None:
    told = "prior_prrt: [{cycles: 4}]"
    field = "earlier_kidney_bed_gy"
    doses = {**DOSES, "earlier_kidney_gy": [5], "earlier_marrow_gy": [0.5]}
    assert not found(planned("prrt", doses, told), WITHOUT_DOSE)
    model = {
        "kidney_alpha_beta_gy": 2.6,
        "kidney_repair_half_time_h": 2.8,
        "kidney_effective_half_life_h": 51,
        "kidney_risk_factors": "no",
    }
    made = planned("prrt", {**doses, **model, field: []}, told)
    assert found(made, WITHOUT_DOSE, field)
    assert [c.status for c in made.checks if c.quantity == "bed-kidney"] == ["refused"]
    assert [c.status for c in made.checks if c.code == "dose-kidney"] == ["ok"]
    twice = "prior_prrt: [{cycles: 4}, {cycles: 2}]"
    one_bed = {**doses, **model, "earlier_kidney_gy": [3, 2], field: [6]}
    made = planned("prrt", one_bed, twice)
    assert found(made, WITHOUT_DOSE, field)
    assert [c.status for c in made.checks if c.code == "bed-kidney"] == ["warning"]


def test_bland_embolization_leaves_no_dose_behind() -> None:
    told = "prior_arterial: [{type: tae}]"
    assert not found(planned("tare", {}, told), WITHOUT_DOSE)
    assert not found(planned("tace", TACE, told), WITHOUT_DOSE)


def test_no_line_is_called_kept_while_a_dose_is_lacking() -> None:
    inputs = {**DOSES, "earlier_kidney_gy": [], "earlier_marrow_gy": []}
    kept = [c.status for c in planned("prrt", inputs).checks if c.code == "dose-kidney"]
    assert kept == ["ok"]
    doubted = planned("prrt", inputs, "prior_prrt: [{cycles: 4}]")
    held = [c for c in doubted.checks if c.code in ("dose-kidney", "dose-marrow")]
    assert [c.status for c in held] == ["warning", "warning"]
    assert all("without its dose" in c.says and c.surviving is None for c in held)
    notes = {q.name: q.notes for q in doubted.quantities}
    for name in ("dose-kidney", "cycles-under-line-kidney", "dose-marrow"):
        assert "without its dose" in notes[name][-1]
    assert "without its dose" not in str(notes["activity-total"])
    tace = {**TACE, "earlier_anthracycline_mg_m2": []}
    made = planned("tace", tace, "prior_arterial: [{type: tace}]")
    assert {c.status for c in made.checks if c.code == "anthracycline"} == {"warning"}


def test_a_dose_that_the_case_states_is_shown_and_not_taken_over() -> None:
    told = "prior_prrt: [{cycles: 4, activity_gbq: 29.6, kidney_dose_gy: 13.6}]"
    (warned,) = found(planned("prrt", DOSES, told), WITHOUT_DOSE, "earlier_kidney_gy")
    assert "13.6 Gy to the kidney" in warned.says
    assert "29.6 GBq" in warned.says
    assert "not taken over" in warned.says


@pytest.mark.parametrize("option", ["prrt", "tae", "tace", "deb_tace"])
def test_radiation_that_a_plan_has_no_field_for_is_named(option: str) -> None:
    (named,) = found(planned(option, {}, "prior_arterial: [{type: tare}]"), NO_FIELD)
    assert "dose to the liver" in named.says
    assert not found(planned(option, {}, "prior_arterial: []"), NO_FIELD)


def test_a_yes_or_no_of_the_inputs_is_held_against_the_case() -> None:
    no = planned("tare", {"earlier_prrt": "no"}, "prior_prrt: [{cycles: 4}]")
    yes = planned("tare", {"earlier_prrt": "yes"}, "prior_prrt: []")
    for made in (no, yes):
        assert found(made, "inputs-differ-from-case", "earlier_prrt")
    fits = planned("tare", {"earlier_prrt": "yes"}, "prior_prrt: [{cycles: 4}]")
    assert not found(fits, "inputs-differ-from-case", "earlier_prrt")


def test_two_radioembolizations_of_a_published_case() -> None:
    case = read_case(EXAMPLES / "r37-ileum-after-radioembolization.yaml")
    made = plan(case, "tare", {"earlier_lung_gy": [], "earlier_normal_liver_gy": []})
    fields = {c.quantity for c in found(made, WITHOUT_DOSE)}
    assert fields == {"earlier_lung_gy", "earlier_normal_liver_gy"}


def test_what_followed_the_decision_is_no_earlier_treatment() -> None:
    case = parse_case(b"nelm: 1\nid: x\ntreatment_given: [tare, prrt, tace]\n")
    for option in ("tare", "prrt", "tace"):
        assert not found(plan(case, option, {}), WITHOUT_DOSE)


@pytest.mark.parametrize(("stated", "said"), [("'<1.4'", 1), ("'>1.4'", 0), ("2.4", 0)])
def test_a_bound_of_the_case_that_an_input_breaks_is_said(stated: str, said: int) -> None:
    case = parse_case(f"nelm: 1\nid: x\nliver:\n  inr: {stated}\n".encode())
    made = plan(case, "LT", {"inr": 2.4})
    assert len(found(made, "inputs-differ-from-case")) == said


@pytest.mark.parametrize("option", ["one_step_resection", "two_step_resection", "debulking"])
def test_a_resection_after_radioembolization_names_it(option: str) -> None:
    (named,) = found(planned(option, {}, "prior_arterial: [{type: tare}]"), NO_FIELD)
    assert "radioembolization" in named.says


def given_by_vein(inputs: dict[str, Any], agent: str) -> Plan:
    case = f"nelm: 1\nid: x\ntumor:\n  medical_treatments: [{{agent: {agent}}}]\n"
    return plan(parse_case(f"{case}history:\n  prior_arterial: []\n".encode()), "tace", inputs)


@pytest.mark.parametrize("agent", ["streptozotocin + doxorubicin", "Epirubicin", "Adriamycin"])
def test_an_anthracycline_by_vein_counts_over_a_life(agent: str) -> None:
    field = "earlier_anthracycline_mg_m2"
    made = given_by_vein({**TACE, field: []}, agent)
    (warned,) = found(made, WITHOUT_DOSE, field)
    assert "systemic anthracycline" in warned.says
    assert {c.status for c in made.checks if c.code == "anthracycline"} == {"warning"}
    assert not found(given_by_vein({**TACE, field: [200]}, agent), WITHOUT_DOSE)
    (none,) = found(given_by_vein({**TACE, field: []}, "octreotide"), NONE_GIVEN)
    assert "tells of no chemoembolization or systemic anthracycline" in none.says


@pytest.mark.parametrize(
    ("doses", "told", "differs"),
    [
        ([6], "{kidney_dose_gy: 12}", True),
        ([20], "{kidney_dose_gy: 12}", True),
        ([12], "{kidney_dose_gy: 12}", False),
        ([12, 8], "{kidney_dose_gy: 12}, {cycles: 2}", False),
        ([6, 3], "{kidney_dose_gy: 12}, {cycles: 2}", True),
    ],
)
def test_earlier_kidney_doses_are_held_against_those_of_the_case(
    doses: list[float], told: str, differs: bool
) -> None:
    inputs = {**DOSES, "earlier_kidney_gy": doses, "earlier_marrow_gy": [0.5] * len(doses)}
    made = planned("prrt", inputs, f"prior_prrt: [{told}]")
    assert bool(found(made, "inputs-differ-from-case", "earlier_kidney_gy")) is differs


@pytest.mark.parametrize(("day", "doubted"), [("2023-01-02", True), ("2024-06-10", False)])
def test_a_cycle_before_the_decision_is_no_plan_where_none_was_given(
    day: str, doubted: bool
) -> None:
    case = b"nelm: 1\nid: x\ndecision_date: 2024-05-20\nhistory:\n  prior_prrt: []\n"
    made = plan(parse_case(case), "prrt", {"cycles_on": [day]})
    assert bool(found(made, WITHOUT_TREATMENT, "cycles_on")) is doubted
