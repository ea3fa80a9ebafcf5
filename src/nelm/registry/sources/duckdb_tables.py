"""A table of a DuckDB file, read only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from nelm.case.problem import InputError, Problem
from nelm.registry.engines import BATCH_ROWS, Run, quoted
from nelm.registry.sources.location import Place, check_readable
from nelm.registry.sources.table_names import TableName, chosen_table

MAGIC, MAGIC_AT = b"DUCK", 8
ALLOWED = "a DuckDB file that nobody is writing to"
TABLES = (
    "SELECT table_schema, table_name, table_type <> 'BASE TABLE' FROM information_schema.tables"
    " WHERE table_catalog = current_database() ORDER BY ALL"
)
# A view must not reach for other files, the network or extensions.
SHUT = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@contextmanager
def open_duckdb(
    place: Place, work: Path, run: Run
) -> Iterator[tuple[pa.Schema, Iterator[pa.RecordBatch]]]:
    """Columns and rows of a table, in its order; what does not fit in memory goes to `work`.

    Raises:
        InputError: no DuckDB file, in use by a writer, or no such table.
    """
    with _connected(place, work) as connection:
        try:
            connection.execute(f"SET memory_limit = {quoted(run.memory)}")
        except duckdb.Error:
            allowed = "a size such as 4GB or 800MB"
            raise InputError([Problem("memory", run.memory, allowed)]) from None
        try:
            tables = [TableName(*row) for row in connection.execute(TABLES).fetchall()]
            table = chosen_table(place, tables)
            reader = connection.sql(f"FROM {table.sql}").to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise _refusal(place, error, run) from None
        yield reader.schema, _told(reader, place, run)


@contextmanager
def _connected(place: Place, work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    file = place.path
    assert file is not None
    check_readable(file)
    with file.open("rb") as content:
        if content.read(MAGIC_AT + len(MAGIC))[MAGIC_AT:] != MAGIC:
            raise InputError([Problem("file", "not a DuckDB file", ALLOWED, place.shown)])
    try:
        connection = duckdb.connect(
            file.resolve(), read_only=True, config={**SHUT, "temp_directory": str(work)}
        )
    except duckdb.Error as error:
        raise _refusal(place, error) from None
    with connection:
        yield connection


def _told(batches: Iterator[pa.RecordBatch], place: Place, run: Run) -> Iterator[pa.RecordBatch]:
    """The batches; an error while reading is told as one of the file."""
    try:
        yield from batches
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise _refusal(place, error, run) from None


def _refusal(place: Place, error: Exception, run: Run | None = None) -> InputError:
    if isinstance(error, duckdb.OutOfMemoryException) and run is not None:
        return InputError([Problem("memory", f"{run.memory}, too little", "more")])
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    if "Could not set lock" in reason:
        reason = "in use by another program"
    return InputError([Problem("file", reason[:200], ALLOWED, place.shown)])
