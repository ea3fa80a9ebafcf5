"""The one vocabulary: every fact by its dotted name, gathered from the case models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from pydantic import BaseModel

from nelm.case.course import Course, Extrahepatic, History, Laboratory
from nelm.case.fact import Fact
from nelm.case.liver import Liver
from nelm.case.patient import Group, Organization, Patient, Procedure
from nelm.case.tumor import Tumor

GROUPS: Mapping[str, type[Group]] = MappingProxyType(
    {
        "patient": Patient,
        "tumor": Tumor,
        "liver": Liver,
        "extrahepatic": Extrahepatic,
        "course": Course,
        "history": History,
        "lab": Laboratory,
        "organization": Organization,
        "procedure": Procedure,
    }
)


@lru_cache(maxsize=1)
def vocabulary() -> Mapping[str, Fact]:
    """Every fact of a case by dotted name, in the order of the form."""
    facts = {
        f"{group}.{name}": fact
        for group, model in GROUPS.items()
        for name, fact in facts_of_model(model).items()
    }
    return MappingProxyType(facts)


def facts_of_model(model: type[BaseModel]) -> dict[str, Fact]:
    """The fact definitions that the fields of a model carry, by field name."""
    found = {}
    for name, field in model.model_fields.items():
        definitions = [item for item in field.metadata if isinstance(item, Fact)]
        if definitions:
            found[name] = definitions[0]
    return found
