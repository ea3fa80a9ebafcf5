"""A whole registry against one pack: file to file, streaming, the result whole or not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from nelm.case.problem import InputError, Problem
from nelm.knowledge.binding import BoundPack, Setting, bind_pack
from nelm.knowledge.pack import Pack
from nelm.registry.checks import is_sound
from nelm.registry.engines import TABLE, Run, batches, duckdb_connection, reading
from nelm.registry.examine import Counts, duplicate_ids, examine, ids_rise, register, typed
from nelm.registry.files import replacing, unwritable, workspace
from nelm.registry.readers import Source, check_schema, open_source
from nelm.registry.verdicts import label_codes, verdict_table
from nelm.registry.writing import write_verdicts


def assess_registry(
    path: str | Path,
    pack: Pack,
    parameters: Mapping[str, Setting] | None = None,
    *,
    out: str | Path,
    rejects: str | Path | None = None,
    run: Run | None = None,
) -> Counts:
    """Judge every option of a pack for every row of a CSV or Parquet file.

    Args:
        path: registry in the columns of `nelm.registry.schema`.
        pack: the source that answers.
        parameters: values that replace the defaults of the pack.
        out: Parquet file for the verdicts (see `verdict_table`); replaced only when all is done.
        rejects: CSV file for rows left out and why; default: beside `out`, `.rejects.csv`.
        run: engine, memory limit and progress.

    Raises:
        InputError: a file that can not be read or written, columns that do not fit, a parameter.
        MissingExtraError: a library is missing or too old.
    """
    bound, run = bind_pack(pack, parameters), run or Run()
    out = Path(out)
    rejects = rejects_beside(out) if rejects is None else Path(rejects)
    _check_targets(Path(path), out, rejects)
    with workspace(out.parent) as work, replacing(out) as verdicts, replacing(rejects) as bad:
        try:
            return _assess(open_source(path, work), bound, (verdicts, bad, work), run)
        except duckdb.IOException as error:
            raise unwritable(out, error) from None


def assess_table(
    table: ir.Table, pack: Pack, parameters: Mapping[str, Setting] | None = None
) -> ir.Table:
    """The verdicts of a table of Ibis as an expression, for whatever engine the table lives on.

    Rows that break the rules of `nelm.registry.checks` are left out; case ids are not compared.

    Raises:
        InputError: columns that do not fit, or a parameter.
    """
    schema = table.schema().to_pyarrow()
    check_schema(schema, "table")
    plain = typed(table, Source(Path(), dict(zip(schema.names, schema.types, strict=True))))
    return verdict_table(plain.filter(is_sound(plain)), bind_pack(pack, parameters))


def rejects_beside(out: Path) -> Path:
    """Where rejects go when nobody says: `verdicts.parquet` has `verdicts.rejects.csv`."""
    return out.with_suffix(".rejects.csv")


def check_registry(path: str | Path, rejects: str | Path, run: Run | None = None) -> Counts:
    """Write what is wrong with the rows of a registry, without assessing it.

    Raises:
        InputError: a file that can not be read or written, or columns that do not fit.
    """
    rejects = Path(rejects)
    _check_targets(Path(path), rejects)
    with workspace(rejects.parent) as work, replacing(rejects) as bad:
        source, run = open_source(path, work), run or Run()
        with reading(source.file, run):
            return examine(source, work / "good.parquet", bad, run)


def _check_targets(path: Path, *targets: Path) -> None:
    """No two files of a run are the same one."""
    names = [path.resolve(), *(target.resolve() for target in targets)]
    if len(set(names)) < len(names):
        allowed = "other names than the registry and than each other"
        raise InputError([Problem("output", str(targets[0]), allowed)])


def _assess(source: Source, bound: BoundPack, files: tuple[Path, Path, Path], run: Run) -> Counts:
    """Assess at once, hoping that every row is good; sort the rows first where one is not."""
    verdicts, bad, work = files
    if not source.texts and not _has_duplicates(source, work, run):
        counted = _write(source, bound, verdicts, run)
        if counted == source.rows:
            bad.write_text("row,case_id,field,value,reason\n", encoding="utf-8")
            return Counts(counted, counted, 0)
    good = work / "good.parquet"
    with reading(source.file, run):
        counts = examine(source, good, bad, run)
    schema = pq.read_schema(good)
    clean = Source(good, dict(zip(schema.names, schema.types, strict=True)))
    return replace(counts, good=_write(clean, bound, verdicts, run))


def _has_duplicates(source: Source, work: Path, run: Run) -> bool:
    with reading(source.file, run), duckdb_connection(run, work) as connection:
        if ids_rise(source.file):
            return False
        register(connection, source)
        return duplicate_ids(connection, source) > 0


def _write(source: Source, bound: BoundPack, target: Path, run: Run) -> int:
    """Write the verdicts of the rows that keep the rules; how many there are."""
    schema = ibis.Schema.from_pyarrow(pa.schema(list(source.types.items())))
    table = typed(ibis.table(schema, name=TABLE), source)
    expression = label_codes(table.filter(is_sound(table)), bound)
    found = batches(source.file, expression, run, target.parent)
    return write_verdicts(found, target, bound, run, source.rows)
