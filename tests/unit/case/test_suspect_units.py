"""Values that are likelier in another unit: questioned, and unknown until confirmed."""

import pytest

from nelm.case.case import Case
from nelm.case.known import known_facts
from nelm.case.vocabulary import vocabulary


def known(name, raw):
    group, field = name.split(".")
    return known_facts(Case.model_validate({group: {field: raw}}))


WRONG_UNIT = {
    "tumor.ki67_percent": 0.05,  # 5 % as a fraction
    "liver.bilirubin_umol_l": 1.2,  # mg/dL
    "liver.albumin_g_l": 4.0,  # g/dL
    "lab.creatinine_umol_l": 1.1,  # mg/dL
    "lab.hemoglobin_g_l": 13.5,  # g/dL
    "patient.height_cm": 67,  # inches
    "liver.involvement_percent": 0.4,  # a fraction
    "liver.resectable_fraction_percent": 0.9,  # a fraction
    "liver.flr_percent": 0.3,  # a fraction
    "extrahepatic.tumor_fraction_percent": 0.6,  # a fraction
}
RIGHT_UNIT = {
    "tumor.ki67_percent": 5,
    "liver.bilirubin_umol_l": 20.5,
    "liver.albumin_g_l": 40,
    "lab.creatinine_umol_l": 97,
    "lab.hemoglobin_g_l": 135,
    "patient.height_cm": 170,
    "liver.involvement_percent": 40,
    "liver.resectable_fraction_percent": 90,
    "liver.flr_percent": 30,
    "extrahepatic.tumor_fraction_percent": 60,
}


@pytest.mark.parametrize(("name", "raw"), WRONG_UNIT.items())
def test_a_value_likelier_in_another_unit_is_questioned_and_unknown(name, raw):
    found = known(name, raw)
    (finding,) = found.findings
    assert (finding.kind, finding.facts) == ("suspect", (name,))
    assert f"{raw:g} {vocabulary()[name].unit}" in finding.says
    assert "is the unit right?" in finding.says
    assert dict(found.values) == {}


@pytest.mark.parametrize(("name", "raw"), WRONG_UNIT.items())
def test_a_questioned_value_that_is_confirmed_counts(name, raw):
    found = known(name, {"value": raw, "confirmed": True})
    assert found.findings == ()
    assert found.values[name].low == raw


@pytest.mark.parametrize("confirmed", [False, "no"])
def test_saying_that_a_value_is_not_confirmed_does_not_confirm_it(confirmed):
    assert known("liver.albumin_g_l", {"value": 4.0, "confirmed": confirmed}).findings


@pytest.mark.parametrize(("name", "raw"), RIGHT_UNIT.items())
def test_a_value_in_the_right_unit_is_not_questioned(name, raw):
    found = known(name, raw)
    assert found.findings == ()
    assert found.values[name].low == raw


@pytest.mark.parametrize("raw", ["<1", "<=1", "0-2", ">0"])
def test_a_bound_that_allows_a_plausible_value_is_not_questioned(raw):
    assert known("tumor.ki67_percent", raw).findings == ()


def test_a_fraction_of_ki67_is_questioned_also_when_it_is_high():
    """Ki-67 0.7 (70 % as a fraction) must not pass for a slow tumor."""
    found = known("tumor.ki67_percent", 0.7)
    assert [f.kind for f in found.findings] == ["suspect"]


@pytest.mark.parametrize("name", ["liver.resectable_fraction_percent", "liver.flr_percent"])
def test_a_whole_taken_for_a_fraction_is_questioned(name):
    assert known(name, 1).findings


def test_nothing_is_derived_from_a_questioned_value():
    found = known_facts(
        Case.model_validate({"tumor": {"differentiation": "well", "ki67_percent": 0.05}})
    )
    assert set(found.values) == {"tumor.differentiation"}
    score = known_facts(
        Case.model_validate({"liver": {"bilirubin_umol_l": 1.2, "ascites": "severe"}})
    )
    assert set(score.values) == {"liver.ascites"}


def test_a_lesion_in_centimeters_is_questioned_and_nothing_is_derived_from_the_list():
    lesions = [{"plan": "ablate", "diameter_mm": 22}, {"plan": "ablate", "diameter_mm": 1.5}]
    found = known_facts(Case.model_validate({"liver": {"lesions": lesions}}))
    (finding,) = found.findings
    assert (finding.kind, finding.facts) == ("suspect", ("liver.lesions",))
    assert finding.says.startswith("Diameter of lesion 2 1.5 mm")
    assert dict(found.values) == {}


def test_a_small_lesion_that_is_confirmed_counts():
    lesion = {"plan": "ablate", "diameter_mm": {"value": 1.5, "confirmed": "true"}}
    found = known_facts(Case.model_validate({"liver": {"lesions": [lesion]}}))
    assert found.findings == ()
    assert found.values["liver.ablation_max_diameter_mm"].low == 1.5
