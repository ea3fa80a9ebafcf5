"""Lists of lesions against other facts and themselves: reported, and unknown from then on."""

import pytest

from nelm.case.case import Case
from nelm.case.known import known_facts

LESION = {"plan": "ablate", "diameter_mm": 20}


def with_lesions(*lesions, **liver):
    return known_facts(Case.model_validate({"liver": {"lesions": list(lesions), **liver}}))


def contradicted(found):
    return [f for f in found.findings if f.kind == "contradiction"]


@pytest.mark.parametrize("count", [0, 1, "<2"])
def test_fewer_metastases_than_lesions_listed_is_reported(count):
    found = with_lesions(LESION, LESION, lm_count=count)
    (finding,) = contradicted(found)
    assert finding.says == "The number of liver metastases is smaller than the 2 lesions listed"
    assert dict(found.values) == {}


@pytest.mark.parametrize("count", [2, 3, "1-5", ">10"])
def test_as_many_or_more_metastases_than_lesions_listed_fit(count):
    found = with_lesions(LESION, LESION, lm_count=count)
    assert contradicted(found) == []
    assert "liver.ablation_max_diameter_mm" in found.values


@pytest.mark.parametrize(
    ("distribution", "segment", "fits"),
    [
        ("unilobar_right", 2, False),
        ("unilobar_right", 4, False),
        ("unilobar_right", "2-4", False),
        ("unilobar_right", 5, True),
        ("unilobar_right", 8, True),
        ("unilobar_right", "4-5", True),
        ("unilobar_right", 1, True),
        ("unilobar_left", 5, False),
        ("unilobar_left", 8, False),
        ("unilobar_left", 4, True),
        ("unilobar_left", 1, True),
        ("unilobar", 4, True),
        ("bilobar", 4, True),
        ("unilobar_right", "unknown", True),
    ],
)
def test_a_lesion_in_the_lobe_that_is_said_to_be_free_is_reported(distribution, segment, fits):
    found = with_lesions({"segment": segment}, distribution=distribution)
    assert (contradicted(found) == []) is fits
    assert ("liver.distribution" in found.values) is fits


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({"near_vital": "no", "vital_distance_mm": 4.9}, False),
        ({"near_vital": "no", "vital_distance_mm": "<5"}, True),
        ({"near_vital": "no", "vital_distance_mm": 5}, True),
        ({"near_vital": "yes", "vital_distance_mm": 2}, True),
        ({"at_surface": "no", "capsule_distance_mm": 0}, False),
        ({"at_surface": "no", "capsule_distance_mm": 1}, True),
        ({"at_surface": "yes", "capsule_distance_mm": 0}, True),
        ({"vital_distance_mm": 2, "capsule_distance_mm": 0}, True),
    ],
)
def test_a_lesion_judged_far_from_what_it_touches_is_reported(facts, fits):
    found = with_lesions({**LESION, **facts})
    assert (contradicted(found) == []) is fits
    assert ("liver.ablation_max_diameter_mm" in found.values) is fits


def test_a_lesion_that_contradicts_itself_is_reported_whatever_its_plan():
    lesion = {"near_vital": "no", "vital_distance_mm": 2}
    assert contradicted(with_lesions(lesion))
    assert contradicted(with_lesions({**lesion, "plan": "leave"}))


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"near_vital": "yes", "vital_distance_mm": 10}, True),
        ({"near_vital": "yes", "vital_distance_mm": ">=10"}, True),
        ({"near_vital": "yes", "vital_distance_mm": 9.9}, False),
        ({"near_vital": "yes", "vital_distance_mm": "<12"}, False),
        ({"near_vital": "no", "vital_distance_mm": 60}, False),
        ({"at_surface": "yes", "capsule_distance_mm": 5}, True),
        ({"at_surface": "yes", "capsule_distance_mm": 4.9}, False),
        ({"near_vital": "yes"}, False),
    ],
)
def test_a_judgment_that_a_measured_distance_does_not_bear_out_is_questioned_but_counts(
    facts, asked
):
    found = with_lesions({**LESION, **facts})
    assert [f.kind for f in found.findings] == (["question"] if asked else [])
    judged = facts.get("near_vital", "unknown") == "yes"
    assert found.values["liver.ablation_near_vital"] is judged
