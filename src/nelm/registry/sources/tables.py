"""A table of a database as a Parquet file: copied in a stream, so that all else reads files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nelm.registry.engines import Run
from nelm.registry.sources.duckdb_tables import open_duckdb
from nelm.registry.sources.location import Place
from nelm.registry.sources.postgresql_tables import open_postgresql


def copy_table(
    place: Place, target: Path, accept: Callable[[pa.Schema], None], run: Run | None = None
) -> None:
    """Copy a table as Parquet once its columns are accepted; memory does not grow with its rows.

    Args:
        place: the database, and the table of it.
        target: file for the rows; its folder also takes what does not fit in memory.
        accept: raises when the columns do not fit.
        run: memory limit and progress.

    Raises:
        InputError: a database that can not be read, no such table, columns that do not fit.
        MissingExtraError: the driver is not installed.
    """
    run = run or Run()
    opened = open_duckdb if place.kind == "duckdb" else open_postgresql
    with opened(place, target.parent, run) as (schema, batches):
        accept(schema)
        with pq.ParquetWriter(target, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
                run.say("reading")
