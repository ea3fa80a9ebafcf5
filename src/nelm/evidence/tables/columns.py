"""What may stand in a column of a table, told from its form."""

from __future__ import annotations

from functools import cache
from typing import Any, get_origin

from pydantic import BaseModel

TYPES = {
    "integer": "a whole number",
    "number": "a number such as 12.5",
    "boolean": "true or false",
    "string": "text",
}
PATTERNS = {
    "^[a-z][a-z0-9]*$": "a name of small letters and digits, such as smith2021",
    "^[a-z][a-z0-9_]*$": "names of small letters, digits and `_`, such as deb_tace",
}


def columns(form: type[BaseModel]) -> tuple[str, ...]:
    """Names of the columns of a form, in their order."""
    return tuple(form.model_fields)


def is_list(form: type[BaseModel], column: str) -> bool:
    """Whether a column holds several values, parted by `;`."""
    return get_origin(form.model_fields[column].annotation) is tuple


@cache
def is_number(form: type[BaseModel], column: str) -> bool:
    """Whether a column may hold a number."""
    field = form.model_json_schema()["properties"][column]
    ways = [*field.get("anyOf", []), field, field.get("items", {})]
    return any(way.get("type") in ("integer", "number") for way in ways)


@cache
def allowed(form: type[BaseModel], column: str) -> str:
    """What may stand in a column, for people.

    >>> from nelm.evidence.tables.forms import Arm
    >>> allowed(Arm, "parse_confidence")
    'certain, likely, ambiguous'
    """
    schema = form.model_json_schema()
    field = schema["properties"][column]
    if is_list(form, column):
        return f"parted by `;`: {_says(field['items'], schema)}"
    ways = [_says(way, schema) for way in field.get("anyOf", [field])]
    return " or ".join(dict.fromkeys(ways))


def _says(field: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in field:
        field = schema["$defs"][field["$ref"].rpartition("/")[2]]
    if field.get("type") == "null":
        return "empty"
    if "enum" in field or "const" in field:
        return ", ".join(map(str, field.get("enum", [field.get("const")])))
    if field.get("format") == "date":
        return "a date such as 2024-05-31"
    pattern = field.get("pattern", "")
    says = PATTERNS.get(pattern, f"text like {pattern}") if pattern else TYPES[field["type"]]
    if "maximum" in field:
        return f"{says} from {field['minimum']:g} to {field['maximum']:g}"
    if "minimum" in field:
        return f"{says}, {field['minimum']:g} or more"
    return f"{says} of {field['minLength']} or more letters" if "minLength" in field else says
