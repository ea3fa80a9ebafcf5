"""Rows sorted into good and bad: good ones go on, bad ones are told with field and reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nelm.case.fact import NO, UNKNOWN, YES
from nelm.case.problem import NelmError
from nelm.registry.engines import TABLE, Run, duckdb_connection, duckdb_sql, execute, quoted
from nelm.registry.expressions.checks import Check, checks
from nelm.registry.expressions.facts import all_true, certainly, is_one_of
from nelm.registry.schema import CASE_ID, table_columns
from nelm.registry.sources.readers import ROW, Reject, Source

NUMBER = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$"
DATE = r"^\d{4}-\d{2}-\d{2}$"
UNIQUE = "a case id of its own for every row"
TEXTS = {
    "number": "a number, with a point; a bound goes into the columns _low and _high",
    "integer": "a number; a bound goes into the columns _low and _high",
    "yes_no": "yes, no, true or false; empty for unknown",
    "date": "a date such as 2024-05-31",
}
ONE_LINE = "a text on one line: is a quotation mark missing?"
BAD, TWICE, RAW = "bad", "twice", "raw "
LINE = pa.schema(
    [
        ("row", pa.int64()),
        *((name, pa.string()) for name in ("case_id", "field", "value", "reason")),
    ]
)


@dataclass(frozen=True)
class Counts:
    """Rows of a registry; `good` and `rejected` make up `rows`.

    `resumed` of them were read by an earlier run that was interrupted.
    """

    rows: int
    good: int
    rejected: int
    resumed: int = 0

    def __post_init__(self) -> None:
        if self.good + self.rejected != self.rows:
            raise NelmError(
                f"rows do not add up: {self.good} good and {self.rejected} rejected of {self.rows}"
            )


def typed(table: ir.Table, source: Source) -> ir.Table:
    """The columns in the types of the schema; what can not be read is NULL."""
    known = table_columns()
    columns = {}
    for name in source.types:
        kind = known[name].kind
        read = _read_text(table[name], kind) if name in source.texts else table[name]
        columns[name] = read.cast(ibis.dtype(_IBIS[kind]))
    return table.select(*(c for c in table.columns if c not in columns), **columns)


_IBIS = {
    "number": "float64",
    "integer": "float64",
    "yes_no": "boolean",
    "date": "date",
    "choice": "string",
    "text": "string",
}


def _read_text(column: ir.Value, kind: str) -> ir.Value:
    """A text of a CSV file as a value; short floats are read by their shortest text."""
    text = column.cast("string").strip()
    text = ibis.cases((certainly(is_one_of(text, UNKNOWN)), ibis.null("string")), else_=text)
    match kind:
        case "number" | "integer":
            is_number = certainly(text.re_search(NUMBER))
            return ibis.cases((is_number, text.try_cast("float64")), else_=ibis.null("float64"))
        case "yes_no":
            return ibis.cases(
                (is_one_of(text, YES), True), (is_one_of(text, NO), False), else_=None
            )
        case "date":
            is_date = certainly(text.re_search(DATE))
            return ibis.cases((is_date, text.try_cast("date")), else_=ibis.null("date"))
    return text


def duplicate_ids(connection: duckdb.DuckDBPyConnection, source: Source) -> int:
    """Make the table `twice` of the case ids that stand in several rows; how many there are."""
    ids = duckdb_sql(typed(_rows(source), source).select(CASE_ID))
    connection.execute(
        f"CREATE TEMP TABLE {TWICE} AS SELECT {CASE_ID} FROM ({ids})"
        f" WHERE {CASE_ID} IS NOT NULL GROUP BY {CASE_ID} HAVING count(*) > 1"
    )
    return _count(connection, f"FROM {TWICE}")


def ids_rise(file: Path) -> bool:
    """Whether every case id is greater than the one before: then none stands twice."""
    last = pa.scalar(None, pa.string())
    for batch in pq.ParquetFile(file).iter_batches(columns=[CASE_ID]):
        ids = batch.column(0).cast(pa.string())
        if len(ids) == 0:
            continue
        rising = pc.all(pc.less(ids[:-1], ids[1:]), skip_nulls=False, min_count=0).as_py()
        after = pc.less(last, ids[0]).as_py() if last.is_valid else ids[0].is_valid
        if not (rising and after):
            return False
        last = ids[-1]
    return True


def register(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Let the connection see the rows of a source, numbered, as the view `registry`."""
    scan = f"read_parquet({quoted(source.file)}, file_row_number = true)"
    numbered = f"SELECT *, file_row_number + 1 AS {_name(ROW)} FROM {scan}"
    chosen = f"SELECT * FROM read_parquet({quoted(source.file)})"
    connection.execute(f"CREATE VIEW {TABLE} AS {chosen if source.numbered else numbered}")


def examine(source: Source, good: Path, rejects: Path, run: Run) -> Counts:
    """Write good rows as Parquet in the types of the schema, and what is wrong with the others.

    Args:
        source: the registry.
        good: file for the good rows.
        rejects: CSV file for the problems: row, case id, field, value, what is allowed.
        run: memory limit and progress.
    """
    with duckdb_connection(run, good.parent) as connection:
        register(connection, source)
        duplicate_ids(connection, source)
        table = _with_raw_texts(source)
        sound = all_true(check.kept for check in _all_checks(table, source))
        bad = duckdb_sql(table.filter(~sound))
        execute(connection, f"CREATE TEMP TABLE {BAD} AS {bad}", run, "checking")
        kept = duckdb_sql(table.filter(sound).select(*source.types))
        copy = f"COPY ({kept}) TO {quoted(good)} (FORMAT parquet)"
        execute(connection, copy, run, "checking")
        _write_rejects(connection, ibis.table(table.schema(), name=BAD), source, rejects)
        rejected = _count(connection, f"FROM {BAD}") + len(source.rejects)
    total = source.rows + len(source.rejects)
    return Counts(total, int(pq.ParquetFile(good).metadata.num_rows), rejected)


def _rows(source: Source) -> ir.Table:
    """The view `registry` before its columns are typed."""
    fields = [(ROW, pa.int64()), *source.types.items()]
    return ibis.table(ibis.Schema.from_pyarrow(pa.schema(fields)), name=TABLE)


def _with_raw_texts(source: Source) -> ir.Table:
    """The typed columns, the texts they were read from, and whether the case id stands twice."""
    rows = _rows(source)
    raw = {f"{RAW}{name}": rows[name].cast("string") for name in source.types}
    table = typed(rows.mutate(**raw), source)
    ids = ibis.table({CASE_ID: "string"}, name=TWICE)
    return table.mutate(**{TWICE: certainly(table[CASE_ID].isin(ids[CASE_ID]))})


def _all_checks(table: ir.Table, source: Source) -> list[Check]:
    """The checks of values, of texts that could not be read, and of case ids."""
    found = [*checks(table), Check(CASE_ID, UNIQUE, ~table[TWICE])]
    for name in source.texts:
        kind = table_columns()[name].kind
        if kind in TEXTS:
            text = table[f"{RAW}{name}"]
            unknown = text.isnull() | certainly(is_one_of(text.strip(), UNKNOWN))
            found.append(Check(name, TEXTS[kind], unknown | table[name].notnull()))
        elif kind == "text":
            is_long = certainly(table[f"{RAW}{name}"].contains("\n"))
            found.append(Check(name, ONE_LINE, ~is_long))
    return found


def _write_rejects(
    connection: duckdb.DuckDBPyConnection, bad: ir.Table, source: Source, target: Path
) -> None:
    """One line for everything wrong with a row, in the order of the file."""
    lines = pa.table([list(column) for column in zip(*map(_line, source.rejects), strict=True)]
                     or [[]] * len(LINE), schema=LINE)  # fmt: skip
    connection.register("broken", lines)
    parts = ["FROM broken"]
    for check in _all_checks(bad, source):
        line = bad.filter(~check.kept).select(
            row=bad[ROW],
            case_id=bad[f"{RAW}{CASE_ID}"],
            field=ibis.literal(check.column),
            value=bad[f"{RAW}{check.column}"],
            reason=ibis.literal(f"allowed: {check.allowed}"),
        )
        parts.append(f"({duckdb_sql(line)})")
    union = " UNION ALL ".join(parts)
    connection.execute(
        f"COPY (FROM ({union}) ORDER BY row, field) TO {quoted(target)} (FORMAT csv, HEADER)"
    )


def _line(reject: Reject) -> tuple[int, None, str, str, str]:
    return reject.row, None, reject.field, reject.value, f"allowed: {reject.reason}"


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) {rows}").fetchall()
    return int(count)


def _name(column: str) -> str:
    return '"' + column + '"'
