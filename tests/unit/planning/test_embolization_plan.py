"""Plans of embolization: what bounds a drug, beads, entry criteria of a trial, bile ducts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nelm.case.reading import parse_case
from nelm.planning.form import Check, Plan, PlannedQuantity
from nelm.planning.limits_file import load_limits
from nelm.planning.plan import plan

SIZE = {"surface_formula": "du-bois", "height_cm": 170, "weight_kg": 70}  # 1.8097 m2
BASE: dict[str, Any] = {
    **SIZE,
    "surface_cap_m2": "none",
    "bilirubin_mg_dl": 0.8,
    "earlier_anthracycline_mg_m2": [],
}
DOXORUBICIN = {**BASE, "doxorubicin_mg_m2": 50}
BEADS = {**BASE, "beads_doxorubicin_mg": 100}
CLASS_C = {
    "bilirubin_mg_dl": 3.5,
    "albumin_g_l": 27,
    "inr": 2.4,
    "ascites": "severe",
    "encephalopathy": "none",
}


def planned(option: str, inputs: dict[str, Any], case: str = "") -> Plan:
    return plan(parse_case(f"nelm: 1\nid: x\n{case}".encode()), option, inputs)


def quantity(made: Plan, name: str) -> PlannedQuantity:
    (found,) = [q for q in made.quantities if q.name == name]
    return found


def names(made: Plan) -> set[str]:
    return {q.name for q in made.quantities}


def checks(made: Plan, code: str) -> list[Check]:
    return [c for c in made.checks if c.code == code]


def missing(made: Plan) -> str:
    return " ".join(line.field for line in made.missing)


@pytest.mark.parametrize(
    ("bilirubin", "share"),
    [(1.19, 1), (1.2, 0.5), (3.0, 0.5), (3.05, 0.25), (3.1, 0.25), (5.0, 0.25)],
)
def test_steps_of_bilirubin_as_the_label_prints_them(bilirubin: float, share: float) -> None:
    made = planned("tace", {**DOXORUBICIN, "bilirubin_mg_dl": bilirubin})
    assert quantity(made, "dose-doxorubicin").value == pytest.approx(50 * 1.8097 * share, rel=1e-4)


@pytest.mark.parametrize(("clearance", "share"), [(50.1, 1), (50, 0.75), (10, 0.75), (9.9, 0.5)])
def test_steps_of_clearance_for_streptozocin(clearance: float, share: float) -> None:
    inputs = {**BASE, "streptozocin_mg_m2": 1500, "creatinine_clearance_ml_min": clearance}
    made = planned("tace", inputs)
    found = quantity(made, "dose-streptozocin").value
    assert found == pytest.approx(1500 * 1.8097 * share, rel=1e-4)  # 2715 mg at full share


@pytest.mark.parametrize("amount", [1500.1, 3000])
def test_no_streptozocin_above_the_ceiling_is_computed(amount: float) -> None:
    inputs = {**BASE, "streptozocin_mg_m2": amount, "creatinine_clearance_ml_min": 90}
    made = planned("tace", inputs)
    assert checks(made, "streptozocin-amount")[0].status == "refused"
    assert "dose-streptozocin" not in names(made)


def test_streptozocin_is_also_named_as_the_review_spells_it() -> None:
    inputs = {**BASE, "streptozocin_mg_m2": 1500, "creatinine_clearance_ml_min": 90}
    (route,) = checks(planned("tace", inputs), "streptozocin-route")
    assert "streptozotocin" in route.says
    assert "streptozotocin" in " ".join(line.why for line in planned("tace", {}).missing)


def test_child_pugh_c_refuses_doxorubicin_whatever_the_bilirubin() -> None:
    # 3 + 3 + 3 + 3 + 1 points by the printed table; the label names class C beside 5 mg/dL.
    made = planned("tace", {**DOXORUBICIN, **CLASS_C})
    (refused,) = checks(made, "doxorubicin-child-pugh")
    assert (refused.status, refused.value) == ("refused", 13)
    assert "dose-doxorubicin" not in names(made)
    b = planned("tace", {**DOXORUBICIN, **CLASS_C, "ascites": "none", "inr": 1.0})  # 3+3+1+1+1
    assert not checks(b, "doxorubicin-child-pugh")
    assert "dose-doxorubicin" in names(b)


def test_a_child_pugh_that_is_begun_and_not_whole_holds_doxorubicin_back() -> None:
    for field, other in (("ascites", "encephalopathy"), ("encephalopathy", "ascites")):
        made = planned("tace", {**DOXORUBICIN, field: "mild"})
        assert "dose-doxorubicin" not in names(made)
        assert checks(made, "doxorubicin-child-pugh")[0].status == "warning"
        assert other in missing(made)


@pytest.mark.parametrize("field", ["albumin_g_l", "inr", "ascites", "encephalopathy"])
def test_values_that_make_class_c_already_forbid_doxorubicin(field: str) -> None:
    partial = {name: v for name, v in CLASS_C.items() if name != field}  # 13 points without it
    made = planned("tace", {**DOXORUBICIN, **partial})
    assert "dose-doxorubicin" not in names(made)
    assert checks(made, "doxorubicin-child-pugh")[0].status == "refused"


def test_three_values_of_three_points_are_class_c_whatever_the_others_are() -> None:
    labs = {"bilirubin_mg_dl": 3.5, "albumin_g_l": 25, "inr": 2.5}  # 3 + 3 + 3 + 1 + 1 at least
    made = planned("tace", {**DOXORUBICIN, **labs})
    assert checks(made, "doxorubicin-child-pugh")[0].status == "refused"
    assert quantity(made, "child-pugh").value == 11
    assert quantity(made, "child-pugh-class").value == "C"


@pytest.mark.parametrize(
    ("points", "status"),
    [("'>=10'", "refused"), ("'>9'", "refused"), ("'>=9'", "warning"), ("'<=9'", "warning")],
)
def test_a_bound_of_child_pugh_forbids_doxorubicin_where_it_settles_class_c(
    points: str, status: str
) -> None:
    made = planned("tace", DOXORUBICIN, f"liver:\n  child_pugh_points: {points}\n")
    assert checks(made, "doxorubicin-child-pugh")[0].status == status
    assert ("dose-doxorubicin" in names(made)) is (status == "warning")


def test_a_dose_without_a_child_pugh_is_a_warning() -> None:
    (warned,) = checks(planned("tace", DOXORUBICIN), "doxorubicin-child-pugh")
    assert warned.status == "warning"
    assert "class C" in warned.says


def test_a_reduced_dose_says_so_and_names_the_full_one() -> None:
    (warned,) = checks(
        planned("tace", {**DOXORUBICIN, "bilirubin_mg_dl": 2}), "doxorubicin-reduced"
    )
    assert "45.24 mg of doxorubicin is 50 % of the full 90.49 mg" in warned.says  # 50 x 1.8097
    low = {**BASE, "streptozocin_mg_m2": 1500, "creatinine_clearance_ml_min": 8}
    (warned,) = checks(planned("tace", low), "streptozocin-reduced")
    assert "50 % of the full 2715 mg" in warned.says  # 1500 x 1.8097
    assert not checks(planned("tace", DOXORUBICIN), "doxorubicin-reduced")


@pytest.mark.parametrize("option", ["tae", "tace", "deb_tace", "tare"])
@pytest.mark.parametrize("case", ["", "liver:\n  involvement_percent: '>=40'\n"])
def test_a_liver_perhaps_more_than_half_invaded_is_a_warning(option: str, case: str) -> None:
    (warned,) = checks(planned(option, {}, case), "liver-over-half-unknown")
    assert warned.status == "warning"
    known = planned(option, {}, "liver:\n  involvement_percent: 50\n")
    assert not checks(known, "liver-over-half-unknown")
    assert not checks(known, "liver-over-half")


def test_a_stated_child_pugh_counts_where_its_values_are_not_there() -> None:
    c = planned("tace", DOXORUBICIN, "liver:\n  child_pugh_points: 10\n")
    assert checks(c, "doxorubicin-child-pugh")[0].status == c.status == "refused"
    b = planned("tace", DOXORUBICIN, "liver:\n  child_pugh_points: 9\n")
    assert quantity(b, "child-pugh-class").value == "B"
    assert "dose-doxorubicin" in names(b)


@pytest.mark.parametrize("inputs", [DOXORUBICIN, BEADS], ids=["surface", "beads"])
def test_no_doxorubicin_by_any_way_above_5_mg_dl(inputs: dict[str, Any]) -> None:
    made = planned("deb_tace", {**inputs, "bilirubin_mg_dl": 5.1})
    assert checks(made, "doxorubicin-bilirubin")[0].status == made.status == "refused"
    assert not {"dose-doxorubicin", "beads-doxorubicin", "anthracycline"} & names(made)


@pytest.mark.parametrize("inputs", [DOXORUBICIN, BEADS], ids=["surface", "beads"])
def test_a_limit_of_the_site_never_opens_what_the_label_closes(
    inputs: dict[str, Any], tmp_path: Path
) -> None:
    site = tmp_path / "site.yaml"
    row = "{id: tace-doxorubicin-bilirubin, value: 6}"
    site.write_text(f"author: Dr. B\ndate: 2026-10-01\nlimits: [{row}]\n", encoding="utf-8")
    case = parse_case(b"nelm: 1\nid: x\n")
    given = {**inputs, "bilirubin_mg_dl": 5.5}
    made = plan(case, "deb_tace", given, limits=load_limits(site=site))
    assert made.status == "refused"
    assert not {"dose-doxorubicin", "beads-doxorubicin", "anthracycline"} & names(made)


def test_without_bilirubin_there_is_no_doxorubicin() -> None:
    for inputs in (DOXORUBICIN, BEADS):
        made = planned("deb_tace", {k: v for k, v in inputs.items() if k != "bilirubin_mg_dl"})
        assert "bilirubin_mg_dl" in missing(made)
        assert not {"dose-doxorubicin", "beads-doxorubicin"} & names(made)


@pytest.mark.parametrize(
    ("earlier", "reached"), [([200], 0), ([250], 1), ([350], 2), ([400], 3), ([450], 4)], ids=str
)
def test_a_line_of_the_label_is_reached_at_its_number(earlier: list[float], reached: int) -> None:
    # 50 mg/m2 are added; the label prints its risk at 300, 400, 450 and 500 mg/m2.
    made = planned("tace", {**DOXORUBICIN, "earlier_anthracycline_mg_m2": earlier})
    found = [c.status for c in checks(made, "anthracycline")]
    assert found == ["warning"] * reached + ["ok"] * (5 - reached)


def test_uncertain_earlier_anthracycline_is_carried() -> None:
    earlier = [{"value": 200, "relative_uncertainty": 0.2}, 30]
    made = planned("tace", {**DOXORUBICIN, "earlier_anthracycline_mg_m2": earlier})
    found = quantity(made, "anthracycline")
    assert found.value == pytest.approx(280)
    assert found.uncertainty is not None
    assert found.uncertainty.first_order_sd == pytest.approx(40)
    assert checks(made, "anthracycline")[0].probability_met is not None


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("weight_kg", "surface_m2"),
        ("doxorubicin_mg_m2", "amount_mg_m2"),
        ("bilirubin_mg_dl", "bilirubin_mg_dl"),
    ],
)
def test_what_is_not_carried_into_dose_and_sum_is_said(field: str, argument: str) -> None:
    unsure = {"value": DOXORUBICIN[field], "relative_uncertainty": 0.05}
    made = planned("tace", {**DOXORUBICIN, field: unsure})
    for name, lost in (("dose-doxorubicin", argument), ("anthracycline", field)):
        notes = " ".join(quantity(made, name).notes)
        assert f"The uncertainty of `{lost}` is not carried" in notes


def test_a_capped_surface_is_said_and_the_sum_uses_the_whole_one() -> None:
    made = planned("tace", {**DOXORUBICIN, "surface_cap_m2": 1.7})
    assert quantity(made, "dose-doxorubicin").value == pytest.approx(85)
    assert "capped at 1.7" in quantity(made, "dose-doxorubicin").notes[0]
    assert "Child-Pugh is not known" in quantity(made, "dose-doxorubicin").notes[1]
    assert quantity(made, "anthracycline").value == pytest.approx(85 / 1.8097, rel=1e-4)


def test_beads_take_an_amount_that_is_given_and_count_over_a_life() -> None:
    made = planned("deb_tace", BEADS)
    assert quantity(made, "beads-doxorubicin").value == 100
    assert quantity(made, "anthracycline").value == pytest.approx(100 / 1.8097, rel=1e-4)
    (line,) = checks(made, "beads-doxorubicin")
    assert line.limit is not None
    assert (line.status, line.limit.status) == ("ok", "recalled")
    over = planned("deb_tace", {**BEADS, "beads_doxorubicin_mg": 160})
    assert checks(over, "beads-doxorubicin")[0].status == "warning"


def test_beads_are_not_reduced_by_bilirubin_but_the_step_is_named() -> None:
    made = planned("deb_tace", {**BEADS, "bilirubin_mg_dl": 2.0})
    assert quantity(made, "beads-doxorubicin").value == 100
    assert "leaves 50 %" in checks(made, "beads-bilirubin")[0].says


def test_no_amount_is_a_default_for_beads() -> None:
    made = planned("deb_tace", BASE)
    assert "beads_doxorubicin_mg" in missing(made)
    assert "beads_doxorubicin_mg" not in missing(planned("tace", BASE))
    assert not [name for name in names(made) if "doxorubicin" in name]


def test_a_drug_in_a_bland_embolization_is_questioned() -> None:
    made = planned("tae", DOXORUBICIN)
    assert checks(made, "bland-with-drug")[0].status == "warning"
    assert not names(made) & {"dose-doxorubicin", "anthracycline"}
    assert not checks(planned("tae", BASE), "bland-with-drug")


def test_an_anastomosis_is_asked_for_and_warned_of() -> None:
    for option in ("tae", "tace", "deb_tace"):
        assert "bilioenteric_anastomosis" in missing(planned(option, BASE))
    made = planned("tace", {**DOXORUBICIN, "bilioenteric_anastomosis": "yes"})
    assert checks(made, "bilioenteric-anastomosis")[0].status == "warning"


def test_the_inputs_and_the_case_may_not_disagree_on_an_anastomosis_silently() -> None:
    case = "liver:\n  biliodigestive_anastomosis: yes\n"
    made = planned("tace", {**DOXORUBICIN, "bilioenteric_anastomosis": "no"}, case)
    assert "bilioenteric_anastomosis is no" in checks(made, "inputs-differ-from-case")[0].says
    taken = planned("tace", DOXORUBICIN, case)
    assert checks(taken, "bilioenteric-anastomosis")


AT_THE_LINES = """\
liver:
  involvement_percent: 70
  bilirubin_umol_l: 34.2
  albumin_g_l: 30
  inr: 1.5
  biliodigestive_anastomosis: no
lab:
  creatinine_umol_l: 176.8
  platelets_10e9_l: 50
"""
BEYOND = """\
liver:
  involvement_percent: 70.1
  bilirubin_umol_l: 34.3
  albumin_g_l: 29.9
  inr: 1.6
  biliodigestive_anastomosis: yes
lab:
  creatinine_umol_l: 177.7
  platelets_10e9_l: 49
"""


def notes(made: Plan, word: str) -> list[str]:
    return [note for note in quantity(made, "trial-entry").notes if note.startswith(f"{word}:")]


def test_entry_criteria_of_the_trial_hold_at_their_numbers() -> None:
    # PMC6050671: burden <= 70 %, creatinine and bilirubin <= 2.0 mg/dL, albumin >= 3.0 g/dL,
    # platelets >= 50 000, INR <= 1.5, no anastomosis; 2 mg/dL are 34.2 and 176.8 umol/L.
    made = planned("tae", {}, AT_THE_LINES)
    assert len(notes(made, "Met")) == 7
    assert quantity(made, "trial-entry").value == "7 met, 0 not met, 0 open"
    assert not checks(made, "trial-entry")
    beyond = planned("tae", {}, BEYOND)
    assert len(notes(beyond, "Not met")) == len(checks(beyond, "trial-entry")) == 7
    assert {c.status for c in checks(beyond, "trial-entry")} == {"warning"}


def test_criteria_that_nothing_is_known_for_stay_open() -> None:
    made = planned("tace", DOXORUBICIN)
    assert quantity(made, "trial-entry").value == "1 met, 0 not met, 6 open"
    still_open = " ".join(notes(made, "Open"))
    for words in ("liver involvement", "creatinine", "albumin", "platelets", "INR", "anastomosis"):
        assert words in still_open
    assert "trial-entry" not in names(planned("tae", {}))


def test_a_bound_counts_where_it_settles_a_criterion() -> None:
    found = []
    for inr in ("<1.4", ">1.4", ">1.5"):
        made = planned("tae", {}, f"liver:\n  inr: '{inr}'\n  biliodigestive_anastomosis: no\n")
        (note,) = [n for n in quantity(made, "trial-entry").notes if "INR" in n]
        found.append(note.split(":", maxsplit=1)[0])
    assert found == ["Met", "Open", "Not met"]


def test_the_criteria_are_said_to_be_those_of_one_trial_and_no_limits() -> None:
    made = planned("tae", {}, BEYOND)
    assert "no limits" in quantity(made, "trial-entry").title
    assert "PMC6050671" in quantity(made, "trial-entry").source
    for one in checks(made, "trial-entry"):
        assert "of one trial, no limit" in one.says
        assert one.limit is not None
        assert one.limit.id.startswith("tace-trial-")
        assert one.surviving is None


def test_inputs_come_before_the_case_in_the_criteria() -> None:
    made = planned("tae", {"inr": 1.6}, AT_THE_LINES)
    assert quantity(made, "trial-entry").value == "6 met, 1 not met, 0 open"


@pytest.mark.parametrize(("share", "said"), [(50, 0), (50.1, 1)])
def test_more_than_half_of_the_liver_is_staged(share: float, said: int) -> None:
    made = planned("tace", DOXORUBICIN, f"liver:\n  involvement_percent: {share}\n")
    assert len(checks(made, "liver-over-half")) == said


def test_lipiodol_is_held_against_a_recalled_line() -> None:
    made = planned("tae", {"lipiodol_ml": 16})
    (line,) = checks(made, "lipiodol")
    assert line.status == "warning"
    assert "recalled" in line.says


@pytest.mark.parametrize(("earlier", "line"), [(600, 550), (350, 300), (300, None)])
def test_earlier_anthracycline_alone_is_held_where_no_dose_is_computed(
    earlier: float, line: float | None
) -> None:
    inputs = {**DOXORUBICIN, "bilirubin_mg_dl": "unknown", "earlier_anthracycline_mg_m2": [earlier]}
    found = checks(planned("tace", inputs), "anthracycline")
    assert [c.limit.value for c in found if c.limit] == ([] if line is None else [line])
    assert {c.status for c in found} <= {"warning"}


@pytest.mark.parametrize(("albumin", "inr", "status"), [(25, 2.5, "refused"), (30, 1.0, "warning")])
def test_stated_points_below_those_of_the_known_values_are_not_used(
    albumin: float, inr: float, status: str
) -> None:
    labs = {"bilirubin_mg_dl": 3.5, "albumin_g_l": albumin, "inr": inr}  # 3 + 3 + 3, or 3 + 2 + 1
    made = planned("tace", {**DOXORUBICIN, **labs}, "liver:\n  child_pugh_points: 6\n")
    assert checks(made, "child-pugh-differs")[0].status == "warning"
    assert checks(made, "doxorubicin-child-pugh")[0].status == status
