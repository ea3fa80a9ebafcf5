"""CSV tables to strict records and back; every error with file, line, column and what is allowed.

An empty cell is None, `;` parts the values of a list, and a cell without a number says why with
one of the words of `Empty`. Nothing is guessed: decimal commas, NaN, short rows are refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from nelm.case.document import MAX_BYTES
from nelm.case.problem import InputError, Problem
from nelm.evidence.tables.columns import allowed, columns, is_list, is_number

Form = TypeVar("Form", bound=BaseModel)
Line: TypeAlias = tuple[int, list[str]]
SEPARATED_DIGITS = re.compile(r"[\d.]*\d_\d[\d_.]*")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # tabs and line ends apart


@dataclass(frozen=True)
class Rows(Generic[Form]):
    """Records of a table with the line on which each starts."""

    records: tuple[Form, ...]
    lines: tuple[int, ...]
    file: str

    def problem(self, row: int, column: str, value: object, allowed: str) -> Problem:
        """A problem in a row, counted from 0."""
        return Problem(column, str(value), allowed, self.file, self.lines[row])


def read_rows(path: str | Path, form: type[Form], key: Sequence[str] = ()) -> Rows[Form]:
    """Read a CSV file whose columns are the fields of a form.

    Args:
        path: the file, UTF-8, with or without a byte order mark.
        form: what one row is.
        key: columns that together stand only once.

    Raises:
        InputError: everything that is wrong with it, not only the first.
    """
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise InputError([Problem("file", reason, "a readable file", str(path))]) from None
    return parse_rows(raw, form, key, str(path))


def parse_rows(
    raw: bytes, form: type[Form], key: Sequence[str] = (), file: str = "table"
) -> Rows[Form]:
    """Read the bytes of a CSV table (see `read_rows`)."""
    head, lines = _header(_lines(raw, file), form, file)
    problems: list[Problem] = []
    records: list[Form] = []
    for line, cells in lines:
        try:
            records.append(_record(dict(zip(head, cells, strict=True)), form, file, line))
        except InputError as error:
            problems += error.problems
    if not problems:
        problems += _repeated(records, [line for line, _ in lines], key, file)
    if problems:
        raise InputError(problems)
    return Rows(tuple(records), tuple(line for line, _ in lines), file)


def rows_text(records: Sequence[BaseModel], form: type[BaseModel]) -> str:
    """A CSV table of records, which `parse_rows` reads back as they are.

    Raises:
        ValueError: a value that the table can not hold, as it would come back as another.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns(form))
    for record in records:
        writer.writerow([_cell(getattr(record, name)) for name in columns(form)])
    return out.getvalue()


def _lines(raw: bytes, file: str) -> list[Line]:
    if len(raw) > MAX_BYTES:
        raise InputError([Problem("file", f"{len(raw)} bytes", f"at most {MAX_BYTES} bytes", file)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"byte {error.start} of another encoding"
        raise InputError([Problem("file", found, "UTF-8 text", file)]) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found_lines: list[Line] = []
    start = 1
    try:
        for cells in reader:
            if cells:
                found_lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError([Problem("CSV", str(error), "valid CSV", file, start)]) from None
    return found_lines


def _header(lines: list[Line], form: type[Form], file: str) -> tuple[list[str], list[Line]]:
    wanted = columns(form)
    if not lines:
        raise InputError([Problem("header", "missing", ", ".join(wanted), file)])
    (at, cells), rest = lines[0], lines[1:]
    head = [cell.strip() for cell in cells]
    if len(head) == 1 and ";" in head[0]:
        raise InputError([Problem("header", "parted by `;`", "commas between cells", file, at)])
    known = ", ".join(wanted)
    unknown = [name for name in head if name not in wanted]
    missing = [name for name in wanted if name not in head]
    twice = [name for name in wanted if head.count(name) > 1]
    problems = [
        *(Problem(name, "not a known column", known, file, at) for name in unknown),
        *(Problem(name, "missing", "a column of this name", file, at) for name in missing),
        *(Problem(name, "given twice", "each column once", file, at) for name in twice),
        *(_ragged(file, line, len(row), len(head)) for line, row in rest if len(row) != len(head)),
    ]
    if problems:
        raise InputError(problems)
    return head, rest


def _ragged(file: str, line: int, found: int, wanted: int) -> Problem:
    return Problem("row", f"{found} cells", f"{wanted} cells, as in the header", file, line)


def _record(cells: Mapping[str, str], form: type[Form], file: str, line: int) -> Form:
    values: dict[str, Any] = {}
    for name, text in cells.items():
        if SEPARATED_DIGITS.fullmatch(text.strip()) and is_number(form, name):
            raise InputError([Problem(name, text, allowed(form, name), file, line)])
        if CONTROL.search(text):
            raise InputError([Problem(name, repr(text), "no control characters", file, line)])
        values[name] = _value(text, as_list=is_list(form, name))
    given = {name: value for name, value in values.items() if value is not None}
    empty = {name: None for name in values if name not in given and _takes_none(form, name)}
    try:
        return form.model_validate({**given, **empty})
    except ValidationError as error:
        places = dict.fromkeys(str(e["loc"][0]) for e in error.errors())
        found = [
            Problem(name, cells[name].strip() or "empty", allowed(form, name), file, line)
            for name in places
        ]
        raise InputError(found) from None


def _takes_none(form: type[BaseModel], name: str) -> bool:
    """Whether an empty cell is a value of its own: the field has no default to fall back on."""
    return form.model_fields[name].is_required()


def _value(text: str, *, as_list: bool) -> Any:
    text = text.strip()
    if as_list:
        return tuple(part.strip() for part in text.split(";")) if text else ()
    return text or None


def _repeated(
    records: Sequence[BaseModel], lines: Sequence[int], key: Sequence[str], file: str
) -> Iterator[Problem]:
    first: dict[tuple[object, ...], int] = {}
    for record, line in zip(records, lines, strict=True):
        found = tuple(getattr(record, name) for name in key)
        if key and first.setdefault(found, line) != line:
            value = ", ".join("empty" if part is None else str(part) for part in found)
            once = f"each once; it stands on line {first[found]} too"
            yield Problem(" + ".join(key), value, once, file, line)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, tuple):
        return ";".join(_item(part) for part in value)
    text = str(value)
    if not text or text != text.strip():
        raise ValueError(f"{text!r} would be read back as another value")
    return text


def _item(part: object) -> str:
    text = _cell(part)
    if ";" in text:
        raise ValueError(f"{text!r} would be read back as several values")
    return text
