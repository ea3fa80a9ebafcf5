"""A seeded synthetic registry of any size, for demonstrations and benchmarks; never evidence.

Rows come in blocks, each with random numbers of its own. What a row holds depends on the seed and
on its place alone, so a table is the same however it is written, and the first rows of a longer
one but for the width of the case ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from nelm.case.problem import InputError, Problem
from nelm.registry.schema import CASE_ID
from nelm.registry.synthetic.margins import LEVELS, Levels, margins

GROUP_ROWS = 122_880  # the unit that engines read on a core of its own
CENTERS = tuple(f"synthetic-{letter}" for letter in "ABCDEFGH")
FIRST_DAY, DAYS = np.datetime64("2012-01-01"), 12 * 365
LAST_CONTACT = np.datetime64("2025-12-31")  # nobody is followed beyond this day
DAYS_PER_MONTH = 30.4375
PREFIX = b"synthetic-"
DIED, FOLLOWED = "died", "follow_up_months"
ABOUT = {"synthetic": "true"}

Tell = Callable[[str, float | None, int], None]


def simulate(rows: int, *, seed: int, missing: float = 0.15) -> pa.Table:
    """Draw a synthetic registry as an Arrow table in the columns of the registry.

    Args:
        rows: number of cases, at least 1.
        seed: same seed, same table; not negative.
        missing: share of facts left unknown, from 0 to 1.

    Raises:
        InputError: an argument out of range.
    """
    table = pa.Table.from_batches(blocks(rows, seed=seed, missing=missing)).combine_chunks()
    plain = [
        pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
        for f in table.schema
    ]
    return table.cast(pa.schema(plain, metadata=ABOUT))


def write_simulated(
    path: Path, rows: int, *, seed: int, missing: float = 0.15, tell: Tell | None = None
) -> None:
    """Write the table that `simulate` gives as Parquet, block by block in bounded memory.

    Args:
        path: the file to write.
        rows: number of cases.
        seed: as for `simulate`.
        missing: as for `simulate`.
        tell: gets what is being done, which share of it is done, and of how many rows.

    Raises:
        InputError: an argument out of range.
        OSError: the file can not be written.
    """
    drawn = blocks(rows, seed=seed, missing=missing)
    schema = pa.schema(_schema(), metadata=ABOUT)
    repeated = [f.name for f in schema if f.name != CASE_ID]
    with (
        pq.ParquetWriter(
            path,
            schema,
            compression="zstd",
            use_dictionary=repeated,
            write_statistics=[CASE_ID],  # of other columns nobody could skip a group of rows
            store_schema=False,
        ) as writer,
        ThreadPoolExecutor(1) as behind,  # encodes one block while the next is drawn
    ):
        done, last = 0, None
        for block in drawn:
            if last is not None:
                last.result()
            last = behind.submit(writer.write_batch, block, GROUP_ROWS)
            done += block.num_rows
            if tell is not None:
                tell("simulating", done / rows, rows)
        if last is not None:
            last.result()
        writer.add_key_value_metadata(ABOUT)


def blocks(rows: int, *, seed: int, missing: float = 0.15) -> Iterator[pa.RecordBatch]:
    """The table in blocks of as many rows as a group of rows in Parquet; words as dictionaries.

    Raises:
        InputError: an argument out of range.
    """
    for name, value, good, allowed in (
        ("rows", rows, rows >= 1, "at least 1"),
        ("seed", seed, seed >= 0, "0 or more"),
        ("missing", missing, 0 <= missing <= 1, "a share from 0 to 1"),
    ):
        if not good:
            raise InputError([Problem(name, str(value), allowed)])
    return (
        _block(np.random.SFC64([seed, start // GROUP_ROWS]), start, rows, missing)
        for start in range(0, rows, GROUP_ROWS)
    )


def _schema() -> list[pa.Field]:
    words = pa.dictionary(pa.int8(), pa.string())
    frame = [(CASE_ID, pa.string()), ("center", words), ("decision_date", pa.date32())]
    return [pa.field(*f) for f in frame] + [pa.field(m.column, m.type) for m in margins()]


def _block(random: np.random.SFC64, start: int, rows: int, missing: float) -> pa.RecordBatch:
    count = min(GROUP_ROWS, rows - start)
    centers = _levels(random, count) % len(CENTERS)
    days = _levels(random, count).astype("int32") * DAYS // LEVELS
    drawn = {margin.fact: _levels(random, count) for margin in margins()}
    unknown = {margin.fact: _levels(random, count) < missing * LEVELS for margin in margins()}
    values = _values(drawn, count)
    _close_follow_up(values, FIRST_DAY + days)
    columns = [
        _case_ids(start + 1, count, len(str(rows))),
        pa.DictionaryArray.from_arrays(centers.astype("int8"), pa.array(CENTERS)),
        pa.array(FIRST_DAY + days),
    ]
    columns += [margin.array(values[margin.fact], unknown[margin.fact]) for margin in margins()]
    return pa.record_batch(columns, schema=pa.schema(_schema()))


def _levels(random: np.random.SFC64, count: int) -> Levels:
    """Whole numbers below `LEVELS`, all equally likely; the same on every machine."""
    raw = random.random_raw(-(-GROUP_ROWS // 4)).astype("<u8", copy=False)
    return raw.view("<u2")[:count]


def _values(drawn: Mapping[str, Levels], count: int) -> dict[str, np.ndarray[Any, Any]]:
    """Values of every fact, drawn within each word of the fact that it depends on."""
    values: dict[str, np.ndarray[Any, Any]] = {}
    for margin in margins():
        values[margin.fact] = margin.drawn(drawn[margin.fact], values)
    return values


def _close_follow_up(values: dict[str, np.ndarray[Any, Any]], decided: Any) -> None:
    """End follow-up at the last day that anybody is seen, alive."""
    most = np.floor((LAST_CONTACT - decided).astype("float64") * 10 / DAYS_PER_MONTH) / 10
    cut = values[FOLLOWED] > most
    values[FOLLOWED] = np.where(cut, most, values[FOLLOWED])
    values[DIED] = values[DIED] & ~cut


def _case_ids(first: int, count: int, digits: int) -> pa.Array:
    """Ids of one width, `synthetic-007`."""
    width = len(PREFIX) + digits
    text = np.empty((count, width), "uint8")
    text[:, : len(PREFIX)] = np.frombuffer(PREFIX, "uint8")
    number = np.arange(first, first + count)
    for place in range(width - 1, len(PREFIX) - 1, -1):
        number, digit = np.divmod(number, 10)
        text[:, place] = digit + ord("0")
    ends = np.arange(0, (count + 1) * width, width, dtype="int32")
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(text))
