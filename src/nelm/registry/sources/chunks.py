"""A Parquet file in parts of so many rows, the next one read ahead."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from nelm.registry.schema import CASE_ID, table_columns
from nelm.registry.sources.readers import Source

T = TypeVar("T")


def chunks(source: Source, first: int, size: int, *, coded: bool) -> Iterator[pa.Table]:
    """The rows of a source from row `first` on, counted from 0.

    Args:
        source: the registry.
        first: rows to leave out.
        size: rows of a part; the last one may have less.
        coded: choices come as numbers of a dictionary.
    """
    choices = [n for n in source.types if coded and table_columns()[n].kind == "choice"]
    with pq.ParquetFile(source.file, read_dictionary=choices) as file:
        groups, skipped = list(range(file.num_row_groups)), 0
        while groups and skipped + file.metadata.row_group(groups[0]).num_rows <= first:
            skipped += file.metadata.row_group(groups.pop(0)).num_rows
        batches = file.iter_batches(size, row_groups=groups, columns=list(source.types))
        for part in _together(_after(batches, first - skipped), size):
            place = part.column_names.index(CASE_ID)
            yield part.set_column(place, CASE_ID, part.column(CASE_ID).cast(pa.string()))


def _after(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.RecordBatch]:
    """The batches without so many rows at their beginning."""
    for batch in batches:
        yield batch.slice(max(0, rows))
        rows -= batch.num_rows


def _together(batches: Iterator[pa.RecordBatch], size: int) -> Iterator[pa.Table]:
    """Batches cut and put together to parts of `size` rows; only the last one may be smaller."""
    waiting: list[pa.RecordBatch] = []
    missing = size
    for batch in batches:
        rest = batch
        while rest.num_rows:
            waiting.append(rest.slice(0, missing))
            missing -= waiting[-1].num_rows
            rest = rest.slice(waiting[-1].num_rows)
            if missing == 0:
                yield _joined(waiting)
                waiting, missing = [], size
    if waiting:
        yield _joined(waiting)


def _joined(batches: list[pa.RecordBatch]) -> pa.Table:
    """The batches in one piece; one alone is not copied."""
    table = pa.Table.from_batches(batches)
    return table if len(batches) == 1 else table.combine_chunks()


def ahead(parts: Iterator[T]) -> Iterator[T]:
    """The same parts, each made while the one before is being used."""
    end = object()
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, parts, end)
        while (part := coming.result()) is not end:
            coming = worker.submit(next, parts, end)
            yield part  # type: ignore[misc]
