"""The engines that judge rows: vectors of bits by default, DuckDB, or Polars where installed.

All run the same expression, `judged_rows`, over a part of the registry at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import duckdb
import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from nelm.case.problem import MissingExtraError
from nelm.knowledge.binding import BoundPack
from nelm.registry.bits.arrow import vector, whole
from nelm.registry.bits.interpreter import compiled
from nelm.registry.bits.vectors import Numbers, Rows, Truths, Vector, unpacked
from nelm.registry.bits.words import to_words
from nelm.registry.engines import TABLE, Run, duckdb_connection, duckdb_sql
from nelm.registry.expressions.checks import is_sound
from nelm.registry.expressions.verdicts import judged_rows, truth_columns
from nelm.registry.schema import CASE_ID
from nelm.registry.sources.examine import typed
from nelm.registry.sources.readers import Source

PLACE, SOUND = "place", "sound"
CHUNK_ROWS = {"bits": 122_880, "duckdb": 491_520, "polars": 245_760}


@dataclass(frozen=True)
class Judged:
    """Verdicts of some rows.

    Attributes:
        verdicts: case id, `{option}__label` as places in `LABELS`, flags and words, of the rows
            that keep the rules of `nelm.registry.expressions.checks`.
        unsound: places, counted from 0, of the rows that do not.
    """

    verdicts: pa.Table
    unsound: npt.NDArray[np.int64]


Judge: TypeAlias = Callable[[pa.Table], Judged]


@contextmanager
def judging(source: Source, bound: BoundPack, run: Run, spill: Path) -> Iterator[Judge]:
    """What judges parts of a source on the engine of the run.

    Raises:
        MissingExtraError: the engine is not installed or too old.
    """
    match run.engine:
        case "duckdb":
            with duckdb_connection(run, spill) as connection:
                yield _duckdb_judge(connection, source, bound)
        case "polars":
            yield _polars_judge(source, bound)
        case _:
            yield _bits_judge(source, bound)


def soundness(source: Source) -> ir.Table:
    """The rows of a part with their place in it, and whether they keep the rules."""
    types = {**source.types, CASE_ID: pa.string(), PLACE: pa.int64()}
    schema = ibis.Schema.from_pyarrow(pa.schema(list(types.items())))
    table = typed(ibis.table(schema, name=TABLE), source)
    return table.mutate(**{SOUND: is_sound(table)})


def _expression(source: Source, bound: BoundPack, *carried: str) -> ir.Table:
    return judged_rows(soundness(source), bound, carried)


def _bits_judge(source: Source, bound: BoundPack) -> Judge:
    program, names = compiled(_expression(source, bound, SOUND)), truth_columns(bound)

    def judge(part: pa.Table) -> Judged:
        rows = Rows.of(part.num_rows)
        found = program.run(lambda name: vector(whole(part.column(name))), rows)
        sound = found.pop(SOUND)
        assert isinstance(sound, Truths)
        words = to_words([_truths(found.pop(name)) for name in names], rows.count)
        columns = {CASE_ID: part.column(CASE_ID)}
        columns |= {name: _plain(value, rows) for name, value in found.items()}
        return _kept(pa.table(columns | words), unpacked(sound.met, rows.count))

    return judge


def _truths(value: Vector) -> Truths:
    assert isinstance(value, Truths)
    return value


def _plain(value: Vector, rows: Rows) -> pa.Array:
    """A vector of truths or of whole numbers that are all known, as a column."""
    if isinstance(value, Numbers):
        return pa.array(np.broadcast_to(value.values, rows.count))
    assert isinstance(value, Truths)
    known, met = (pa.py_buffer(np.ascontiguousarray(b)) for b in (value.known, value.met))
    return pa.Array.from_buffers(pa.bool_(), rows.count, [known, met])


def _duckdb_judge(connection: duckdb.DuckDBPyConnection, source: Source, bound: BoundPack) -> Judge:
    sql = duckdb_sql(_expression(source, bound, CASE_ID, PLACE, SOUND))

    def judge(part: pa.Table) -> Judged:
        connection.register(TABLE, _placed(part))
        return _judged(connection.sql(sql).to_arrow_table(), truth_columns(bound))

    return judge


def _polars_judge(source: Source, bound: BoundPack) -> Judge:
    try:
        import polars  # noqa: PLC0415

        backend = ibis.polars.connect()
    except ImportError:
        raise MissingExtraError('Polars is not installed: pip install "nelm[polars]"') from None
    expression = _expression(source, bound, CASE_ID, PLACE, SOUND)

    def judge(part: pa.Table) -> Judged:
        frame = polars.from_arrow(_placed(part))
        assert isinstance(frame, polars.DataFrame)
        backend.create_table(TABLE, frame.lazy(), overwrite=True)
        return _judged(backend.compile(expression).collect().to_arrow(), truth_columns(bound))

    return judge


def _placed(part: pa.Table) -> pa.Table:
    """The rows with their place: engines may give them back in another order."""
    return part.append_column(PLACE, pa.array(np.arange(part.num_rows)))


def _judged(found: pa.Table, names: Sequence[str]) -> Judged:
    """What an engine found, in the order of the rows, its truths as words."""
    found = found.take(pc.sort_indices(found.column(PLACE)))
    truths = [_truths(vector(whole(found.column(name)))) for name in names]
    sound = whole(found.column(SOUND)).to_numpy(zero_copy_only=False)
    verdicts = found.drop_columns([*names, PLACE, SOUND])
    words = to_words(truths, found.num_rows)
    verdicts = pa.table({n: verdicts.column(n) for n in verdicts.column_names} | words)
    return _kept(verdicts, sound)


def _kept(verdicts: pa.Table, sound: npt.NDArray[np.bool_]) -> Judged:
    unsound = np.flatnonzero(~sound)
    return Judged(verdicts.filter(pa.array(sound)) if len(unsound) else verdicts, unsound)
