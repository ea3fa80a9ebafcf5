"""A case: the facts of one patient at one decision date, as they were stated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from nelm.case.course import Course, Extrahepatic, History, Laboratory
from nelm.case.entry import Entry
from nelm.case.liver import Liver
from nelm.case.patient import Group, Organization, Patient, Procedure
from nelm.case.tumor import Tumor
from nelm.case.vocabulary import vocabulary

SCHEMA_VERSION = 1


def _not_in_future(day: date | None) -> date | None:
    if day is not None and day > date.today():
        raise PydanticCustomError(
            "bad_value", "allowed: {allowed}", {"allowed": "no later than today"}
        )
    return day


class Case(Group):
    """One case; every group and every fact may be missing."""

    nelm: Annotated[int, Field(ge=SCHEMA_VERSION, le=SCHEMA_VERSION)] = SCHEMA_VERSION
    id: str = "case"
    title: str | None = None
    decision_date: Annotated[date | None, AfterValidator(_not_in_future)] = None
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
