"""The tables of a database, and which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nelm.case.problem import InputError, Problem
from nelm.registry.sources.location import Place

MOST_LISTED = 20


@dataclass(frozen=True)
class TableName:
    """A table or view of a database; `aside` ones are read only when they are asked for."""

    schema: str
    name: str
    aside: bool = False

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def sql(self) -> str:
        """The name as SQL.

        >>> print(TableName("main", "my cases").sql)
        "main"."my cases"
        """
        return f"{identifier(self.schema)}.{identifier(self.name)}"


def identifier(name: str) -> str:
    """A name as SQL, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'


def chosen_table(place: Place, tables: Sequence[TableName]) -> TableName:
    """The table that is asked for, or the only one there is.

    Raises:
        InputError: no such table, or several that may be meant.
    """
    if place.table is None:
        meant, value = [table for table in tables if not table.aside], "not named"
    else:
        meant = _called(place.table, tables)
        value = f"{place.table}, {'which may be several' if meant else 'not there'}"
    if len(meant) == 1:
        return meant[0]
    listed = meant if len(meant) > 1 else tables
    raise InputError([Problem("table", value, _allowed(listed), place.shown)])


def _called(name: str, tables: Sequence[TableName]) -> list[TableName]:
    """Tables of this name, with or without schema; capitals count where it needs them."""
    same = [table for table in tables if str(table) == name]
    same = same or [table for table in tables if table.name == name]
    small = name.lower()
    return same or [t for t in tables if small in (str(t).lower(), t.name.lower())]


def _allowed(tables: Sequence[TableName]) -> str:
    if not tables:
        return "a database with a table; this one has none"
    names = ", ".join(map(str, tables[:MOST_LISTED]))
    more = len(tables) - MOST_LISTED
    return f"--table with one of {names}" + (f" and {more} more" if more > 0 else "")
