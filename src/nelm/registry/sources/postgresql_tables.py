"""A table of a PostgreSQL database, streamed with ADBC in a transaction that can only read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from nelm.case.problem import InputError, MissingExtraError, Problem
from nelm.registry.engines import Run
from nelm.registry.sources.location import Place
from nelm.registry.sources.table_names import TableName, chosen_table, identifier

INSTALL = 'reading PostgreSQL needs its driver: pip install "nelm[postgresql]"'
TIMEOUT_SECONDS = 10
TABLES = """
SELECT n.nspname::text, c.relname::text, c.relkind NOT IN ('r', 'p') OR c.relispartition
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'
ORDER BY 1, 2
"""
# ADBC gives infinite dates as others long past; as a date to come they are refused row by row.
DATED = (
    "CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN {0}"
    " WHEN {0} IS NOT NULL THEN '9999-12-31' END"
)
READ_AS = {
    "numeric": "CAST({} AS double precision)",
    "money": "CAST(CAST({} AS numeric) AS double precision)",  # ADBC gives hundredths
    "uuid": "CAST({} AS text)",
    "bpchar": "CAST({} AS text)",  # without the blanks that fill it up
    "citext": "CAST({} AS text)",
    "date": DATED,
    "timestamp": DATED,
    "timestamptz": DATED,
}
NO_RIGHT = "42501"
CONNECTING = (
    "database",
    "a server that answers, a database and user it knows, and the password"
    " in the URL, PGPASSWORD or ~/.pgpass",
)
READING = ("table", "a table or view that the user may read and the server can read to its end")


@contextmanager
def open_postgresql(
    place: Place, work: Path, run: Run
) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Columns and rows of a table, in the order in which the server gives them.

    Raises:
        InputError: no connection, no such table, or no right to read it.
        MissingExtraError: the driver is not installed.
    """
    del work, run
    with _connected(place) as cursor:
        with _told(place, *READING):
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute("SET client_encoding = 'UTF8'")
            cursor.execute(TABLES)
            table = chosen_table(place, [TableName(*row) for row in cursor.fetchall()])
            sql = _select(table, cursor.adbc_execute_schema(f"SELECT * FROM {table.sql}"))
            schema = cursor.adbc_execute_schema(sql)
        yield schema, _batches(cursor, sql, place)


@contextmanager
def _connected(place: Place) -> Iterator[Any]:
    try:
        import adbc_driver_postgresql.dbapi as driver  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(INSTALL) from None
    with _told(place, *CONNECTING):
        connection = driver.connect(_impatient(place.url))
    with closing(connection), closing(connection.cursor()) as cursor:
        yield cursor


def _impatient(url: str) -> str:
    """The URL with a limit of time for the connection, unless it is set already."""
    if "connect_timeout" in url or "PGCONNECT_TIMEOUT" in os.environ:
        return url
    whole = url.rstrip("?&")
    return f"{whole}{'&' if '?' in whole else '?'}connect_timeout={TIMEOUT_SECONDS}"


def _select(table: TableName, schema: pa.Schema) -> str:
    """The query that gives every column in a type that Parquet knows."""
    columns = []
    for column in schema:
        type_ = column.metadata[b"POSTGRESQL:type"].decode()
        name = identifier(column.name)
        columns.append(f"{READ_AS.get(type_, '{}').format(name)} AS {name}")
    return f"SELECT {', '.join(columns)} FROM {table.sql}"


def _batches(cursor: Any, sql: str, place: Place) -> Iterator[pa.RecordBatch]:
    with _told(place, *READING):
        cursor.execute(sql)
        batches = iter(cursor.fetch_record_batch())
    while True:
        with _told(place, *READING):
            batch = next(batches, None)
            if batch is None:
                return
            batch.validate(full=True)  # a database without encoding may hold any bytes
        yield batch


@contextmanager
def _told(place: Place, field: str, allowed: str) -> Iterator[None]:
    """Tell errors of driver and server as errors of the place, never with a password."""
    from adbc_driver_manager import Error  # noqa: PLC0415

    try:
        yield
    except (Error, pa.ArrowException, OSError) as error:
        refused = getattr(error, "sqlstate", None) == NO_RIGHT
        reason = "no right to read it" if refused else _reason(place, str(error))
        raise InputError([Problem(field, f"not read: {reason}", allowed, place.shown)]) from None


def _reason(place: Place, message: str) -> str:
    """The first line of what server or driver say, without anything that holds a password."""
    words = re.split(r"(?:FATAL|ERROR|failed|connect|fe_sendauth): +", message.strip())
    reason = (words[-1].splitlines() or ["no answer"])[0]
    reason = re.sub(r'"([^"]{20})[^"]{20,}"', r'"\1..."', reason)  # a number of 400 digits
    if place.hides(reason):
        reason = re.sub(r'"[^"]*"', "...", reason)
    return "not reachable, or refused" if place.hides(reason) else reason[:200]
