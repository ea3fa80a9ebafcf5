"""Which parameter values flip a verdict."""

from __future__ import annotations

from typing import Any

import nelm
from nelm.assessment.sensitivity import flips, parameters_of_option
from nelm.assessment.verdict import Label
from nelm.case.document import Document
from nelm.case.reading import case_from_document

PACK = nelm.load_pack("dermine2019")
FACTS = {
    "patient.age_years": 57,
    "tumor.ki67_percent": 6,
    "tumor.primary_status": "resected",
    "liver.involvement_percent": 40,
    "liver.complete_resection_feasible": "no",
    "extrahepatic.status": "none",
    "course.status": "stable",
    "course.stable_months": 8,
}


def make(**parameters: Any) -> Any:
    return nelm.assess(case_from_document(Document(dict(FACTS), {}, "t")), PACK, parameters)


def test_the_age_limits_that_exclude_a_patient_of_57_are_named() -> None:
    found = [f for f in flips(make()) if f.option == "liver_transplantation"]
    assert {(f.parameter, f.value) for f in found} == {
        ("lt_max_age_years", 50.0),
        ("lt_max_age_years", 55.0),
    }
    assert {f.label for f in found} == {Label.CRITERIA_NOT_MET}
    assert all(f.source for f in found)


def test_from_a_strict_limit_the_default_is_an_alternative() -> None:
    found = [f for f in flips(make(lt_max_age_years=55)) if f.option == "liver_transplantation"]
    assert ("lt_max_age_years", 60.0, "default") in {
        (f.parameter, f.value, f.source) for f in found
    }


def test_parameters_of_an_option_include_those_behind_definitions_and_gaps() -> None:
    assessment = make()
    names = {p.name for p in parameters_of_option(assessment, assessment.option("tace"))}
    assert {"hci_bilirubin_umol_l", "iat08_mode", "poor_ps_min_ecog"} <= names
    assert "lt_max_age_years" not in names
    microwave = parameters_of_option(assessment, assessment.option("microwave"))
    assert "mwa_inherits_rfa" in {p.name for p in microwave}
