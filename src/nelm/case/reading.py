"""Files to cases: nested or dotted names, every error with field, value, what is allowed, line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from nelm.case.case import Case
from nelm.case.document import Document, Path_, parse_document, read_document
from nelm.case.problem import InputError, Problem
from nelm.case.vocabulary import GROUPS, vocabulary


def read_case(path: str | Path) -> Case:
    """Read one case from a YAML or JSON file.

    Raises:
        InputError: everything that is wrong with it, with field, value, allowed values, line.
    """
    return case_from_document(read_document(path))


def parse_case(raw: bytes, file: str = "input", *, is_json: bool = False) -> Case:
    """Read one case from the bytes of a YAML or JSON document (see `read_case`)."""
    return case_from_document(parse_document(raw, file, is_json=is_json))


def case_from_document(document: Document) -> Case:
    """Turn a document into a case (see `read_case`)."""
    if not isinstance(document.data, dict):
        raise InputError([document.problem((), "no mapping", "fields such as `tumor:`")])
    nested, paths = _nested(document)
    try:
        case = Case.model_validate(nested)
    except ValidationError as error:
        raise InputError([_problem(document, paths, e) for e in error.errors()]) from None
    problems = _after_decision(case, document, paths)
    if problems:
        raise InputError(problems)
    return case


def _nested(document: Document) -> tuple[dict[str, Any], dict[Path_, Path_]]:
    """Split dotted names into groups, remembering under which path each field was written."""
    nested: dict[str, Any] = {}
    paths: dict[Path_, Path_] = {}
    for key, value in document.data.items():
        group, _, field = key.partition(".")
        fields = {field: value} if field else value
        if group in GROUPS and isinstance(fields, dict):
            place = nested.setdefault(group, {})
            if not isinstance(place, dict):
                raise InputError([document.problem((group,), "no mapping", "facts of this group")])
            twice = place.keys() & fields.keys()
            if twice:
                name = f"{group}.{min(twice)}"
                raise InputError(
                    [document.problem((key,), f"giving {name} twice", "each field once")]
                )
            place.update(fields)
            paths.update({(group, name): (key,) if field else (key, name) for name in fields})
        elif not (group in GROUPS and value is None):
            if group in nested:
                raise InputError([document.problem((key,), "no mapping", "facts of this group")])
            nested[key] = value
    return nested, paths


def _problem(document: Document, paths: dict[Path_, Path_], error: ErrorDetails) -> Problem:
    where: Path_ = tuple(error["loc"])
    return _at(document, paths, where, _shown(error), _allowed(error, where))


def _shown(error: ErrorDetails) -> str:
    if error["type"] in ("extra_forbidden", "missing"):
        return "not a known field" if error["type"] == "extra_forbidden" else "missing"
    if error["type"] == "derived_only":
        return "entered"
    stated = error.get("ctx", {}).get("found")
    value = error["input"] if stated is None else stated
    value = value.get("value", value) if isinstance(value, dict) else value
    text = str(value)
    return f'"{text}"' if isinstance(value, str) and len(text) < 60 else text[:60]


def _allowed(error: ErrorDetails, where: Path_) -> str:
    if error["type"] in ("bad_value", "derived_only"):
        return str(error["ctx"]["allowed"])
    if error["type"] == "extra_forbidden":
        return _known_names(where)
    return str(error["msg"]).lower()


def _known_names(where: Path_) -> str:
    model: Any = Case
    for part in where[:-1]:
        if isinstance(part, str):
            field = model.model_fields.get(part)
            model = _model_of(field.annotation) if field else None
        if model is None:
            break
    names = list(model.model_fields) if model is not None else list(vocabulary())
    close = [n for n in names if str(where[-1]).replace("tumour", "tumor")[:4] == n[:4]]
    return "one of " + ", ".join(close or names)


def _model_of(annotation: Any) -> type[BaseModel] | None:
    for option in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
        inner = _model_of(option) if option is not annotation else None
        if inner is not None:
            return inner
    return None


def _after_decision(case: Case, document: Document, paths: dict[Path_, Path_]) -> list[Problem]:
    if case.decision_date is None:
        return []
    return [
        _at(document, paths, where, f"dated {day}", f"dates up to {case.decision_date}")
        for where, day in case.dates()
        if day > case.decision_date
    ]


def _at(
    document: Document, paths: dict[Path_, Path_], where: Path_, value: str, allowed: str
) -> Problem:
    written = (*paths.get(where[:2], where[:2]), *where[2:])
    found = document.problem(written, value, allowed)
    return replace(found, field=document.problem(where, "", "").field)
