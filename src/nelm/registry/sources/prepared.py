"""What every run does with a source first: read texts, find case ids that stand twice."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nelm.registry.bits.arrow import is_held
from nelm.registry.engines import Run, duckdb_connection, reading
from nelm.registry.sources.examine import TWICE, Counts, duplicate_ids, examine, ids_rise, register
from nelm.registry.sources.readers import Source


def is_ready(source: Source) -> bool:
    """Whether rows can be judged as they are: no texts to read, no types to change."""
    return not source.texts and all(map(is_held, source.types.values()))


def read_texts(source: Source, work: Path, rejects: Path, run: Run) -> tuple[Source, Counts]:
    """The rows in the types of the schema; those that break a rule are told and left out."""
    good = work / "good.parquet"
    with reading(source.file, run):
        counts = examine(source, good, rejects, run)
    schema = pq.read_schema(good)
    return Source(good, dict(zip(schema.names, schema.types, strict=True))), counts


def twice(source: Source, work: Path, run: Run) -> pa.Array:
    """Case ids that stand in several rows."""
    if ids_rise(source.file):
        return pa.array([], pa.string())
    with duckdb_connection(run, work) as connection:
        register(connection, source)
        duplicate_ids(connection, source)
        connection.fetchall()  # the result that counted them must be at its end
        return connection.sql(f"FROM {TWICE}").to_arrow_table().column(0).combine_chunks()
