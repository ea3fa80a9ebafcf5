"""A case: the facts of one patient at one decision date, as they were stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from nelm.case.course import Course, Extrahepatic, History, Laboratory
from nelm.case.entry import BadValueError, Entry
from nelm.case.fact import past_date, read_date
from nelm.case.liver import Liver
from nelm.case.patient import Group, Organization, Patient, Procedure
from nelm.case.tumor import Tumor
from nelm.case.vocabulary import facts_of_model, vocabulary

SCHEMA_VERSION = 1


def _decision_date(raw: object) -> date | None:
    try:
        return None if raw is None else past_date(raw)
    except BadValueError as error:
        about = {"allowed": error.allowed}
        raise PydanticCustomError("bad_value", "allowed: {allowed}", about) from None


class Case(Group):
    """One case; every group and every fact may be missing."""

    nelm: Annotated[int, Field(ge=SCHEMA_VERSION, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    id: str = "case"
    title: str | None = None
    decision_date: Annotated[date | None, BeforeValidator(_decision_date)] = None
    synthetic: bool = False
    citation: str | None = None
    decision_point: str | None = None
    treatment_given: list[str] | None = None
    notes: list[str] | None = None
    patient: Patient = Patient()
    tumor: Tumor = Tumor()
    liver: Liver = Liver()
    extrahepatic: Extrahepatic = Extrahepatic()
    course: Course = Course()
    history: History = History()
    lab: Laboratory = Laboratory()
    organization: Organization = Organization()
    procedure: Procedure = Procedure()

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every stated fact by dotted name, in the order of the vocabulary."""
        for name in vocabulary():
            group, field = name.split(".")
            entry = getattr(getattr(self, group), field)
            if entry is not None:
                yield name, entry

    def dates(self) -> Iterator[tuple[tuple[str | int, ...], date]]:
        """Every date in the case with its path, those of list items included."""
        yield from _dates(self, ())


def _dates(
    model: BaseModel, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], date]]:
    facts = facts_of_model(type(model))
    for name in type(model).model_fields:
        value = getattr(model, name)
        items = value if isinstance(value, list) else []
        for number, item in enumerate(items):
            if isinstance(item, BaseModel):
                yield from _dates(item, (*path, name, number))
        if isinstance(value, BaseModel):
            yield from _dates(value, (*path, name))
        if isinstance(value, Entry):
            if value.date is not None:
                yield (*path, name), value.date
            if facts[name].kind == "date" and value.stated != "unknown":
                yield (*path, name), read_date(value.stated)
