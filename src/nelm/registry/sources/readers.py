"""Files and tables as one kind of source: a Parquet file with columns that are understood."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from nelm.case.problem import InputError, Problem
from nelm.registry.engines import Run
from nelm.registry.schema import CASE_ID, Column, table_columns
from nelm.registry.sources.location import Place, check_readable, located
from nelm.registry.sources.tables import copy_table

ROW = "file row"
MAX_FIELD = 1_000_000
ALLOWED_TYPES = {
    "number": "numbers",
    "integer": "numbers",
    "yes_no": "true and false",
    "date": "dates",
    "choice": "texts",
    "text": "texts",
}


@dataclass(frozen=True)
class Reject:
    """One thing wrong with a row; rows count from 1, blank lines and the header left out."""

    row: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True)
class Source:
    """A registry ready to be scanned.

    Attributes:
        file: the Parquet file that holds the rows.
        types: Arrow type of every column.
        texts: columns whose values are still texts to be read.
        numbered: the rows carry their number in the column `file row`.
        rejects: rows of a CSV file that have too few or too many fields.
    """

    file: Path
    types: Mapping[str, pa.DataType]
    texts: frozenset[str] = frozenset()
    numbered: bool = False
    rejects: tuple[Reject, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the Parquet file."""
        return int(pq.ParquetFile(self.file).metadata.num_rows)


def open_source(place: str | Path | Place, work: Path, run: Run | None = None) -> Source:
    """Open a registry; a CSV file or a table is first copied as Parquet into the folder `work`.

    Raises:
        InputError: unreadable, unknown columns, no case id, or columns of a wrong type.
        MissingExtraError: the driver of a database is not installed.
    """
    place = located(place)
    if place.file is None:
        return _open_table(place, work, run)
    check_readable(place.file)
    match place.file.suffix.lower():
        case ".csv":
            return _open_csv(place.file, work)
        case ".parquet" | ".pq":
            return _open_parquet(place.file)
    found = place.file.suffix or "no suffix"
    allowed = ".csv or .parquet, or a database: .duckdb, .db or postgresql://"
    raise InputError([Problem("file", found, allowed, place.shown)])


def _open_table(place: Place, work: Path, run: Run | None) -> Source:
    copy = work / "table.parquet"
    copy_table(place, copy, lambda schema: check_schema(schema, place.shown), run)
    return _open_parquet(copy)


def _open_parquet(path: Path) -> Source:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).splitlines()[0][:80]
        raise InputError([Problem("file", reason, "a whole Parquet file", str(path))]) from None
    check_schema(schema, str(path))
    types = {field.name: field.type for field in schema}
    texts = {name for name, type_ in types.items() if _is_text_to_read(name, type_)}
    return Source(path, types, frozenset(texts))


def check_schema(schema: pa.Schema, file: str) -> None:
    """Refuse columns that are unknown, repeated, missing or of a wrong type.

    Raises:
        InputError: what is wrong with the columns.
    """
    _check_names(schema.names, file)
    _check_types({field.name: field.type for field in schema}, file)


def _check_names(names: Sequence[str], file: str) -> None:
    """Refuse unknown and repeated columns, and a table without case id."""
    known = table_columns()
    problems = [
        Problem(f"column {name}", "unknown", _suggestion(name), file)
        for name in dict.fromkeys(names)
        if name not in known
    ]
    problems += [
        Problem(f"column {name}", f"there {count} times", "each column once", file)
        for name, count in Counter(names).items()
        if count > 1
    ]
    if CASE_ID not in names:
        problems.append(Problem(f"column {CASE_ID}", "missing", "a column with a case id", file))
    if problems:
        raise InputError(problems)


def _suggestion(name: str) -> str:
    if len(name) > 100 or ";" in name or "\t" in name:
        return "columns separated by commas"
    near = get_close_matches(
        name.lower().replace(".", "__"), list(table_columns()), n=3, cutoff=0.7
    )
    return f"one of {', '.join(near)}" if near else "the columns of `nelm registry template`"


def _check_types(types: Mapping[str, pa.DataType], file: str) -> None:
    known = table_columns()
    problems = [
        Problem(f"column {name}", f"of type {type_}", ALLOWED_TYPES[known[name].kind], file)
        for name, type_ in types.items()
        if not _is_readable(known[name], type_)
    ]
    if problems:
        raise InputError(problems)


def _is_readable(column: Column, type_: pa.DataType) -> bool:
    if pa.types.is_null(type_) or _is_string(type_):
        return True
    match column.kind:
        case "number" | "integer":
            number = pa.types.is_integer(type_) or pa.types.is_floating(type_)
            return bool(number or pa.types.is_decimal(type_))
        case "yes_no":
            return bool(pa.types.is_boolean(type_))
        case "date":
            return bool(pa.types.is_date(type_) or pa.types.is_timestamp(type_))
    is_whole = bool(pa.types.is_integer(type_))
    return column.name == CASE_ID and is_whole


def _is_string(type_: pa.DataType) -> bool:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    return bool(
        pa.types.is_string(type_) or pa.types.is_large_string(type_) or type_ == pa.string_view()
    )


def _is_text_to_read(name: str, type_: pa.DataType) -> bool:
    """Numbers, flags and dates kept as text; and short floats, whose text is the number meant."""
    kind = table_columns()[name].kind
    short = pa.types.is_float16(type_) or pa.types.is_float32(type_)
    return bool(short or (_is_string(type_) and kind not in ("choice", "text")))


def _open_csv(path: Path, work: Path) -> Source:
    names = _header(path)
    _check_names(names, str(path))
    _check_quotes(path)
    rejects: dict[int, Reject] = {}

    def skip(invalid: pa.csv.InvalidRow) -> str:
        reason = f"{invalid.expected_columns} fields (found {invalid.actual_columns})"
        rejects[invalid.number - 1] = Reject(invalid.number - 1, "row", invalid.text[:60], reason)
        return "skip"

    target = work / "rows.parquet"
    types = {name: pa.string() for name in names}
    schema = pa.schema([(ROW, pa.int64()), *types.items()])
    try:
        with pq.ParquetWriter(target, schema) as writer:
            for batch in _numbered(_batches(path, types, skip), rejects):
                writer.write_batch(batch)
    except pa.ArrowException as error:
        reason = str(error).splitlines()[0][:80]
        raise InputError([Problem("file", reason, "a CSV file in UTF-8", str(path))]) from None
    return Source(target, types, frozenset(names), True, tuple(rejects.values()))


def _check_quotes(path: Path) -> None:
    """Refuse a quotation mark that is never closed: it would swallow the rows that follow."""
    count = 0
    with path.open("rb") as file:
        while part := file.read(MAX_FIELD):
            count += part.count(b'"')
    if count % 2:
        allowed = "quotation marks in pairs, one inside a text doubled"
        raise InputError([Problem("file", "with an open quotation mark", allowed, str(path))])


def _header(path: Path) -> list[str]:
    csv.field_size_limit(MAX_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        raise InputError(
            [Problem("file", "not a text", "a CSV file in UTF-8", str(path))]
        ) from None


def _batches(
    path: Path, types: Mapping[str, pa.DataType], skip: object
) -> Iterator[pa.RecordBatch]:
    yield from pa.csv.open_csv(
        path,
        read_options=pa.csv.ReadOptions(use_threads=False),  # only so are rows numbered
        parse_options=pa.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=skip),
        convert_options=pa.csv.ConvertOptions(
            column_types=types, strings_can_be_null=False, check_utf8=True
        ),
    )


def _numbered(
    batches: Iterator[pa.RecordBatch], rejects: Mapping[int, Reject]
) -> Iterator[pa.RecordBatch]:
    """Batches with the number of each row; the numbers of rejected rows are left out."""
    number = 0
    for batch in batches:
        numbers: list[int] = []
        while len(numbers) < batch.num_rows:
            number += 1
            if number not in rejects:
                numbers.append(number)
        names = [ROW, *batch.schema.names]
        yield pa.record_batch([pa.array(numbers, pa.int64()), *batch.columns], names=names)
