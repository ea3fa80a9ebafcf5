"""The published JSON Schema of case files."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from nelm.case.case import Case
from nelm.case.document import Document
from nelm.case.problem import InputError
from nelm.case.reading import case_from_document
from nelm.case.schema import ABOUT_THE_CASE, case_schema
from nelm.case.vocabulary import GROUPS, vocabulary

SCHEMA = Draft202012Validator(case_schema())
VALID = [
    {},
    {"nelm": 1, "id": "a", "decision_date": "2024-05-31", "synthetic": True},
    {"tumor": {"ki67_percent": 4.5, "primary_site": "ileum", "functional": False}},
    {"tumor": {"ki67_percent": "<3"}, "liver": {"lm_count": ">10"}},
    {"liver": {"involvement_percent": "10-15"}},
    {"tumor.ki67_percent": 4, "liver.lesions": [{"segment": 4, "plan": "ablate"}]},
    {"tumor": {"primary_site": "small_bowel", "functional": "yes"}},
    {"tumor": {"ki67_percent": None, "who_grade": "unknown"}},
    {"tumor": {"ki67_percent": {"value": 4, "date": "2024-05-31", "source": "report"}}},
    {"patient": {"ecog": {"value": "unknown", "because": "not_asked"}}},
    {"history": {"prior_ablation": []}},
    {"history": {"prior_ablation": [{"type": "rfa", "sessions": 2}]}},
    {"tumor": {"medical_treatments": [{"agent": "lanreotide", "dose": "120 mg"}]}},
    {"lab": None},
]
INVALID = [
    {"tumour": {"ki67_percent": 4}},
    {"tumor": {"ki67": 4}},
    {"tumor.ki67": 4},
    {"tumor": {"ki67_percent": 140}},
    {"tumor.ki67_percent": 140},
    {"patient": {"ecog": 2.5}},
    {"tumor": {"primary_site": "liver"}},
    {"tumor": {"functional": "perhaps"}},
    {"tumor": {"ki67_percent": {"value": 4, "unit": "%"}}},
    {"patient": {"ecog": {"value": None, "because": "forgotten"}}},
    {"liver": {"lesions": [{"segment": 9}]}},
    {"history": {"prior_ablation": [{"sessions": 2}]}},
    {"liver": {"ablation_max_diameter_mm": 20}},
    {"liver.ablation_near_vital": True},
    {"nelm": 2},
]


def reads(data: dict[str, object]) -> bool:
    try:
        case_from_document(Document(data, {}, "case"))
    except InputError:
        return False
    return True


@pytest.mark.parametrize("data", VALID, ids=json.dumps)
def test_a_case_that_the_schema_accepts_can_be_read(data):
    assert [error.message for error in SCHEMA.iter_errors(data)] == []
    assert reads(data)


@pytest.mark.parametrize("data", INVALID, ids=json.dumps)
def test_a_case_that_the_schema_refuses_is_refused_by_the_reader_too(data):
    assert not SCHEMA.is_valid(data)
    assert not reads(data)


def test_the_schema_is_valid_json_schema_of_2020_12():
    schema = case_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema


def test_the_id_of_the_schema_names_no_host():
    assert case_schema()["$id"].startswith("urn:")


def test_every_fact_that_can_be_entered_stands_in_its_group_and_under_its_dotted_name():
    schema = case_schema()
    for name, fact in vocabulary().items():
        group, field = name.split(".")
        inside = schema["$defs"][GROUPS[group].__name__]["properties"]
        assert (field in inside) is fact.enterable
        assert (name in schema["properties"]) is fact.enterable


def test_facts_carry_their_question_and_unit():
    ki67 = case_schema()["$defs"]["Tumor"]["properties"]["ki67_percent"]
    assert ki67["title"] == "Ki-67"
    assert ki67["description"] == "What is the Ki-67 index, in percent?"
    assert ki67["x-unit"] == "%"


def test_the_schema_gives_no_fact_a_default():
    assert '"default"' not in json.dumps(case_schema())


def test_what_is_not_a_fact_is_described_too():
    assert [*ABOUT_THE_CASE] == [name for name in Case.model_fields if name not in GROUPS]
    assert case_schema()["properties"]["id"]["description"] == "pseudonym of the case, never a name"
