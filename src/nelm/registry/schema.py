"""The flat table of a registry: one row per case, one column per fact, NULL for unknown."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import pyarrow as pa
import pyarrow.parquet as pq

from nelm.case.fact import Fact
from nelm.case.vocabulary import vocabulary

CASE_ID = "case_id"
FLAT_KINDS = ("yes_no", "choice", "number", "integer")
NUMBERS = ("number", "integer")
ENDS, OPEN_ENDS = ("low", "high"), ("low_open", "high_open")
_ARROW = {
    "yes_no": pa.bool_(),
    "number": pa.float64(),
    "integer": pa.float64(),
    "date": pa.date32(),
    "choice": pa.string(),
    "text": pa.string(),
}
_COHORT = {
    "decision_date": "date",
    "center": "text",
    "treatment_given": "text",
    "follow_up_months": "number",
    "died": "yes_no",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a registry table may have.

    Attributes:
        kind: yes_no, choice, number, integer, text or date.
        fact: dotted name of the fact it is about; empty for the case id and cohort columns.
        part: `value`, or for a number known only as a range `low`, `high`, `low_open`,
            `high_open`, or `confirmed` for an unusual number that somebody stands by.
    """

    name: str
    kind: str
    fact: str = ""
    part: str = "value"

    @property
    def arrow(self) -> pa.DataType:
        """Arrow type of the column."""
        return _ARROW[self.kind]


def flat_name(fact: str, part: str = "value") -> str:
    """Name of the column that holds a fact, or one part of what is known of it.

    >>> flat_name("tumor.ki67_percent"), flat_name("tumor.ki67_percent", "low")
    ('tumor__ki67_percent', 'tumor__ki67_percent_low')
    """
    name = fact.replace(".", "__")
    return name if part == "value" else f"{name}_{part}"


@lru_cache(maxsize=1)
def flat_facts() -> Mapping[str, Fact]:
    """The facts that have a column: all but texts, dates and lists."""
    facts = {name: fact for name, fact in vocabulary().items() if fact.kind in FLAT_KINDS}
    return MappingProxyType(facts)


@lru_cache(maxsize=1)
def table_columns() -> Mapping[str, Column]:
    """Every column that a registry table may have, by name, in the order of the template."""
    columns = [Column(CASE_ID, "text")]
    columns += [Column(name, kind) for name, kind in _COHORT.items()]
    for name, fact in flat_facts().items():
        columns += _columns_of(name, fact)
    return MappingProxyType({column.name: column for column in columns})


def _columns_of(name: str, fact: Fact) -> Iterator[Column]:
    yield Column(flat_name(name), fact.kind, name)
    if fact.kind in NUMBERS:
        for part in ENDS:
            yield Column(flat_name(name, part), fact.kind, name, part)
        for part in OPEN_ENDS:
            yield Column(flat_name(name, part), "yes_no", name, part)
    if fact.plausible is not None:
        yield Column(flat_name(name, "confirmed"), "yes_no", name, "confirmed")


def template_columns(*, bounds: bool = False) -> tuple[Column, ...]:
    """The columns of an empty table; with `bounds` also those for numbers known as ranges."""
    columns = table_columns().values()
    return tuple(column for column in columns if bounds or column.part == "value")


def template_csv(*, bounds: bool = False) -> str:
    """Header line of an empty CSV table.

    >>> template_csv().split(",")[:2]
    ['case_id', 'decision_date']
    """
    return ",".join(column.name for column in template_columns(bounds=bounds)) + "\n"


def template_schema(*, bounds: bool = False) -> pa.Schema:
    """Arrow schema of an empty Parquet table."""
    columns = template_columns(bounds=bounds)
    return pa.schema([pa.field(c.name, c.arrow, nullable=c.name != CASE_ID) for c in columns])


def template_parquet(*, bounds: bool = False) -> bytes:
    """An empty Parquet table."""
    buffer = io.BytesIO()
    pq.write_table(template_schema(bounds=bounds).empty_table(), buffer)
    return buffer.getvalue()
