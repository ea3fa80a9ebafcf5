"""Scores beside a plan: whole or not at all, units said, descriptors in NET."""

from __future__ import annotations

from typing import Any

import pytest

from nelm.case.reading import parse_case
from nelm.planning.form import Plan, PlannedQuantity
from nelm.planning.plan import plan

# LiverTracker, a public set of cases, prints 27 for M3001.
MELD = {
    "bilirubin_mg_dl": 3.5,
    "inr": 1.5,
    "creatinine_mg_dl": 1.8,
    "sodium_mmol_l": 131,
    "albumin_g_l": 28,
    "female": "yes",
    "on_dialysis": "no",
}
CHILD = {"bilirubin_mg_dl": 2.5, "albumin_g_l": 30, "inr": 1.2}
CHILD |= {"ascites": "mild", "encephalopathy": "none"}
SCORES = {"child-pugh", "child-pugh-class", "albi", "albi-grade", "meld-3", "apri"}
SCORES |= {"icg-r15", "icg-pdr"}
CASE = """\
liver:
  bilirubin_umol_l: 42.75
  albumin_g_l: 30
  inr: 1.2
  ascites: mild
  encephalopathy: none
"""


def planned(option: str, inputs: dict[str, Any], case: str = "") -> Plan:
    return plan(parse_case(f"nelm: 1\nid: x\n{case}".encode()), option, inputs)


def quantity(made: Plan, name: str) -> PlannedQuantity:
    (found,) = [q for q in made.quantities if q.name == name]
    return found


def value(made: Plan, name: str) -> float:
    found = quantity(made, name).value
    assert isinstance(found, float)
    return found


def names(made: Plan) -> set[str]:
    return {q.name for q in made.quantities}


def missing(made: Plan) -> set[str]:
    return {line.field for line in made.missing}


def test_meld_of_a_public_case() -> None:
    assert round(value(planned("LT", MELD), "meld-3")) == 27


def test_child_pugh_and_class_by_the_printed_table() -> None:
    made = planned("LT", CHILD)  # 2 + 2 + 1 + 2 + 1
    assert value(made, "child-pugh") == 8
    assert quantity(made, "child-pugh-class").value == "B"


def test_a_score_that_the_case_states_stands_in_for_values_that_are_not_there() -> None:
    case = "liver:\n  child_pugh_points: 7\n"
    made = planned("LT", {}, case)
    assert value(made, "child-pugh") == 7
    assert quantity(made, "child-pugh-class").value == "B"
    assert "as the case states it" in quantity(made, "child-pugh").title
    assert value(planned("LT", CHILD, case), "child-pugh") == 8


def test_albi_and_grade() -> None:
    made = planned("LT", {"bilirubin_mg_dl": 10 / 17.1, "albumin_g_l": 40})
    assert value(made, "albi") == pytest.approx(0.66 - 3.4)  # exact for 10 umol/L
    assert value(made, "albi-grade") == 1


def test_apri_of_a_public_calculator_and_icg() -> None:
    given = {"ast_u_l": 65, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 458}
    made = planned("LT", {**given, "icg_pdr_percent_per_min": 18, "icg_r15_percent": 22.313016})
    assert value(made, "apri") == pytest.approx(0.35, abs=0.005)
    assert value(made, "icg-r15") == pytest.approx(6.7, abs=0.05)  # 100 exp(-2.7)
    assert value(made, "icg-pdr") == pytest.approx(10)  # 100 exp(-1.5) left


def test_transplantation_asks_for_all_of_three_scores() -> None:
    made = planned("LT", {})
    assert missing(made) == {*MELD, *CHILD}
    assert not made.quantities
    assert made.no_quantities is None


@pytest.mark.parametrize("field", MELD)
def test_there_is_no_partial_meld(field: str) -> None:
    made = planned("LT", {name: v for name, v in MELD.items() if name != field})
    assert "meld-3" not in names(made)
    assert field in missing(made)


@pytest.mark.parametrize("field", CHILD)
def test_there_is_no_partial_child_pugh(field: str) -> None:
    made = planned("LT", {name: v for name, v in CHILD.items() if name != field})
    assert not {"child-pugh", "child-pugh-class"} & names(made)
    assert field in missing(made)


@pytest.mark.parametrize("option", ["tace", "one_step_resection", "debulking"])
def test_elsewhere_a_score_is_asked_for_only_when_begun(option: str) -> None:
    assert not missing(planned(option, {})) & {"inr", "sodium_mmol_l", "ascites", "ast_u_l"}
    assert {"inr", "albumin_g_l"} <= missing(planned(option, {"ascites": "none"}))
    assert {"female", "on_dialysis"} <= missing(planned(option, {"sodium_mmol_l": 135}))
    assert "platelets_10e9_l" in missing(planned(option, {"ast_u_l": 30}))


@pytest.mark.parametrize(
    "option", ["LT", "tare", "tae", "tace", "deb_tace", "one_step_resection", "debulking"]
)
def test_the_case_stands_in_with_its_units_converted_and_said(option: str) -> None:
    made = planned(option, {}, CASE)
    assert value(made, "child-pugh") == 8
    converted = quantity(made, "bilirubin-umol")
    assert converted.value == pytest.approx(42.75)  # 2.5 mg/dL
    assert converted.inputs[0].value == pytest.approx(2.5)
    assert converted.inputs[0].unit == "mg/dL"
    assert "17.1" in converted.formula + converted.constants[0].value


@pytest.mark.parametrize("fact", ["bilirubin_umol_l: '<42.75'", "ascites: present"], ids=str)
def test_what_the_case_states_as_a_bound_or_group_is_not_taken(fact: str) -> None:
    name = fact.split(":", maxsplit=1)[0]
    case = "".join(f"  {fact}\n" if name in line else f"{line}\n" for line in CASE.splitlines())
    made = planned("LT", {}, case)
    assert "child-pugh" not in names(made)
    assert {"bilirubin_umol_l": "bilirubin_mg_dl", "ascites": "ascites"}[name] in missing(made)


@pytest.mark.parametrize(("umol_l", "points"), [(33.9, 5), (34, 6), (50, 6), (50.1, 7)])
def test_a_line_in_umol_is_not_moved_by_the_way_through_mg_dl(umol_l: float, points: int) -> None:
    case = CASE.replace("42.75", str(umol_l)).replace("albumin_g_l: 30", "albumin_g_l: 36")
    made = planned("LT", {}, case.replace("ascites: mild", "ascites: none"))
    assert value(made, "child-pugh") == points


@pytest.mark.parametrize(("mg_dl", "said"), [(2.5, False), (2.95, True), (3.0, True), (3.1, False)])
def test_where_tables_in_mg_dl_differ_it_is_said(mg_dl: float, said: bool) -> None:
    notes = quantity(planned("LT", {**CHILD, "bilirubin_mg_dl": mg_dl}), "child-pugh").notes
    assert any("one point less" in note for note in notes) is said


def test_every_score_is_called_a_descriptor_and_none_limits() -> None:
    made = planned("LT", {**MELD, **CHILD})
    for name in ("child-pugh", "child-pugh-class", "albi", "albi-grade", "meld-3"):
        assert any("descriptor in NET" in note for note in quantity(made, name).notes)
    assert not [c for c in made.checks if c.quantity in SCORES]
    assert {"albi.net", "meld-3"} <= {row.id for row in made.absent}


def test_dialysis_counts_as_creatinine_3() -> None:
    dialysis = planned("LT", {**MELD, "on_dialysis": "yes"})
    at_three = planned("LT", {**MELD, "creatinine_mg_dl": 3.0})
    above = planned("LT", {**MELD, "creatinine_mg_dl": 5.0})
    assert value(dialysis, "meld-3") == value(at_three, "meld-3") == value(above, "meld-3")


def test_uncertainty_goes_through_the_conversion() -> None:
    albumin = {"value": 40, "relative_uncertainty": 0.05}
    found = quantity(planned("LT", {"bilirubin_mg_dl": 1, "albumin_g_l": albumin}), "albi")
    assert found.uncertainty is not None
    assert found.uncertainty.first_order_sd == pytest.approx(0.085 * 2)  # 5 % of 40 g/L


def test_radioembolization_takes_the_bilirubin_of_its_inputs_first() -> None:
    made = planned("tare", {"bilirubin_mg_dl": 1.0}, CASE)
    assert value(made, "bilirubin-umol") == pytest.approx(17.1)
    assert value(made, "child-pugh") == 7  # one point less than with 42.75 umol/L


def test_only_a_plan_of_embolization_asks_for_the_entry_criteria_of_its_trial() -> None:
    for option, asked in (("liver_transplantation", False), ("tace", True)):
        made = plan(parse_case(b"nelm: 1\nid: x\n"), option, {"sodium_mmol_l": 138})
        (line,) = [m for m in made.missing if m.field == "creatinine_mg_dl"]
        assert ("trial" in line.why) is asked
