"""A limit as a source prints it, and what a site put in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat

_CALENDAR_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _calendar_day(value: object) -> object:
    """A whole date: pydantic would read `2022` as seconds since 1970."""
    if isinstance(value, str) and not _CALENDAR_DAY.fullmatch(value):
        raise ValueError("write a date as YYYY-MM-DD")
    return value


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+([-_.][a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(_calendar_day)]


class Strict(BaseModel):
    """Base of every form: unknown keys are refused, nothing is changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Change(Strict):
    """Who replaced the value of a limit, when, and what it was before."""

    author: Text
    date: Day
    reason: Text | None
    file: Text
    printed_value: FiniteFloat | None


class Limit(Strict):
    """One limit, threshold or reference line.

    Attributes:
        id: unique in all files.
        quantity: what is limited, `lung_dose`.
        unit: as printed, `Gy`.
        comparison: on which side it is kept, `below` and `above` without the value itself; a `line`
            is shown and breaks nothing.
        value: nothing where the source gives none; the note then says so.
        device: `resin`, `glass`; nothing where it holds for all.
        histology: `HCC`, `NET`; nothing where the source does not tell histologies apart.
        scope: for whom or for which part, in words.
        source: who printed it.
        level_of_evidence: as the source grades it.
        status: read in the source, or recalled and to be verified.
        as_of: when the row was written or last checked.
        note: what a reader must know beside the number.
        change: set when a site replaced the value; no file of limits may hold it.
    """

    id: Id
    quantity: Name
    unit: Text
    comparison: Literal["at_most", "below", "at_least", "above", "line"]
    value: FiniteFloat | None
    device: Text | None
    histology: Text | None
    scope: Text | None
    source: Text
    level_of_evidence: Text | None
    status: Literal["read", "recalled"]
    as_of: Day
    note: Text | None
    change: Change | None = None


class SiteValue(Strict):
    """A value that a site puts in the place of a printed one."""

    id: Id
    value: FiniteFloat
    reason: Text | None = None


class SiteFile(Strict):
    """Values of a site; nobody changes a limit without a name and a date."""

    author: Text
    date: Day
    limits: tuple[SiteValue, ...]


@dataclass(frozen=True)
class Limits:
    """Every limit in force, in the order of the files."""

    rows: tuple[Limit, ...]

    def by_id(self, id_: str) -> Limit:
        """The limit of this id.

        Raises:
            KeyError: there is none.
        """
        return {row.id: row for row in self.rows}[id_]

    def of(
        self, quantity: str, *, device: str | None = None, histology: str | None = None
    ) -> tuple[Limit, ...]:
        """Limits of a quantity that hold for this device and this histology.

        A row of another device or histology is never handed out: nothing is borrowed.

        >>> Limits(()).of("lung_dose", device="resin", histology="NET")
        ()
        """
        return tuple(
            row
            for row in self.rows
            if row.quantity == quantity
            and row.device in (None, device)
            and row.histology in (None, histology)
        )

    @property
    def changed(self) -> tuple[Limit, ...]:
        """Limits whose value a site replaced: to be printed with author and date."""
        return tuple(row for row in self.rows if row.change)
