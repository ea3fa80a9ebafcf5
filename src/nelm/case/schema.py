"""JSON Schema of case files, generated from the case model for editors and programs."""

from __future__ import annotations

from typing import Any

from nelm.case.case import SCHEMA_VERSION, Case
from nelm.case.vocabulary import GROUPS, vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DESCRIPTION = (
    "The facts of one patient at one decision date. Every fact may be left out or unknown; "
    'a number may be exact, a bound ("<3", ">70") or a range ("10-15"); a fact may be given as '
    "plain value or as object with value, date, source, because (why it is unknown) and confirmed. "
    "Facts stand in their group (tumor: {ki67_percent: 4}) or under their dotted name "
    "(tumor.ki67_percent: 4), each once. Facts that nelm only derives can not be entered."
)
ABOUT_THE_CASE = {
    "nelm": "version of this format",
    "id": "pseudonym of the case, never a name",
    "title": "one line about the case",
    "decision_date": "date of the decision, such as 2024-05-31",
    "synthetic": "true for an invented patient",
    "citation": "where a published case comes from",
    "decision_point": "which decision of the course this is",
    "treatment_given": "list of what was done, for comparison with the verdicts",
    "notes": "list of remarks",
}


def case_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a case file.

    The reader is stricter: it also refuses words no number can have, contradictory ranges,
    dates after the decision and facts given twice.

    >>> case_schema()["$id"]
    'urn:nelm:case:1'
    """
    schema = _without_defaults(Case.model_json_schema())
    for group, model in GROUPS.items():
        fields = schema["$defs"][model.__name__]["properties"]
        for name in [name for name in fields if _only_derived(f"{group}.{name}")]:
            del fields[name]
        schema["properties"] |= _dotted(group, model.__name__, fields)
        schema["properties"][group] = _or_empty(schema["properties"][group])
    for name, text in ABOUT_THE_CASE.items():
        schema["properties"][name]["description"] = text
    about = {
        "$schema": DIALECT,
        "$id": f"urn:nelm:case:{SCHEMA_VERSION}",
        "title": "nelm case",
        "description": DESCRIPTION,
    }
    return {**about, **{key: value for key, value in schema.items() if key not in about}}


def _only_derived(name: str) -> bool:
    return name in vocabulary() and not vocabulary()[name].enterable


def _dotted(group: str, model: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The facts of a group under their dotted names."""
    return {f"{group}.{name}": {"$ref": f"#/$defs/{model}/properties/{name}"} for name in fields}


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """A group that may also be written without content."""
    return {"anyOf": [schema, {"type": "null"}]}


def _without_defaults(schema: Any) -> Any:
    """The schema without default values: what is left out is unknown."""
    if isinstance(schema, list):
        return [_without_defaults(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _without_defaults(value) for key, value in schema.items() if key != "default"}
