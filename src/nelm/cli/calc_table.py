"""`nelm calc table`: one calculator on every row of a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import typer

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import arguments
from nelm.calculators.kinds import text_of
from nelm.calculators.results import PLAIN
from nelm.calculators.table import Outcome, outcome_of
from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import refuse_places, save
from nelm.cli.calculate import find_calculator
from nelm.cli.progress import progress

SOME_REFUSED = 1
STATUS, REASON, RESULT = "status", "reason", "result_"


@dataclass(frozen=True)
class Cells:
    """A table as read: its header, and each row with its line."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def calculate_table(name: str, path: Path, keep: Sequence[str], out: Path | None) -> int:
    """Run a calculator on every row; 1 when a row has no result.

    Raises:
        InputError: no such calculator; a file that is no table of its arguments, or would be
            written over.
    """
    refuse_places({"--out": out}, [path])
    calculator = find_calculator(name)
    table = read_cells(path)
    _refuse_columns(calculator, table.header, keep)
    outcomes: list[Outcome] = []
    with progress("rows") as tell:
        for number, (_, cells) in enumerate(table.rows, 1):
            outcomes.append(outcome_of(calculator, dict(zip(table.header, cells, strict=True))))
            tell("rows", number / len(table.rows), len(table.rows))
    text = _written(calculator, table, outcomes)
    if out is None:
        typer.echo(text, nl=False)
    else:
        save(out, text.encode())
    without = sum(outcome.status != "ok" for outcome in outcomes)
    if without:
        typer.echo(f"nelm: {without} of {len(outcomes)} rows have no result", err=True)
    return SOME_REFUSED if without else 0


def read_cells(path: Path) -> Cells:
    """A CSV file with a header, every row as long as the header.

    Raises:
        InputError: it can not be read, is not UTF-8 or not CSV, or a row has another length.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except OSError as error:
        reason = (error.strerror or "not readable").lower()
        raise InputError([Problem("FILE", reason, "a file that can be read", str(path))]) from None
    except UnicodeDecodeError as error:
        found = f"byte {error.start} of another encoding"
        raise InputError([Problem("FILE", found, "UTF-8 text", str(path))]) from None
    except csv.Error as error:
        raise InputError([Problem("FILE", str(error), "valid CSV", str(path))]) from None
    if len(lines) < 2:
        raise InputError([Problem("FILE", "no rows", "a header and a row", str(path))])
    header = [cell.strip() for cell in lines[0][1]]
    ragged = [
        Problem("row", f"{len(cells)} cells", f"{len(header)}, as in the header", str(path), at)
        for at, cells in lines[1:]
        if len(cells) != len(header)
    ]
    if ragged:
        raise InputError(ragged)
    return Cells(header, lines[1:])


def _refuse_columns(calculator: Calculator, header: list[str], keep: Sequence[str]) -> None:
    """A column that would go unread, or is not there, is told before anything is computed."""
    known = {one.name: one.is_required for one in arguments(calculator.function)}
    problems = [*_of_header(header, list(known), keep)]
    for name, needed in known.items():
        if needed and name not in header:
            problems.append(Problem(name, "missing", "a column of this name"))
    for name in keep:
        if name not in header:
            problems.append(Problem("--keep", name, f"one of {', '.join(header)}"))
    if problems:
        raise InputError(problems)


def _of_header(header: list[str], known: list[str], keep: Sequence[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(header):
        if name in (STATUS, REASON) or name.startswith(RESULT):
            yield Problem(name, "a column of the answer", "another name")
        elif name not in known and name not in keep:
            near = ", ".join(get_close_matches(name, known) or known)
            yield Problem(name or "a column", "no argument", f"{near}; or --keep {name}")
        if header.count(name) > 1:
            yield Problem(name, "given twice", "each column once")


def _written(calculator: Calculator, table: Cells, outcomes: Sequence[Outcome]) -> str:
    fields = list(dict.fromkeys(name for outcome in outcomes for name in outcome.result))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = (calculator.function.__name__ if name == PLAIN else name for name in fields)
    writer.writerow([*table.header, STATUS, REASON, *(f"{RESULT}{name}" for name in names)])
    for (_, cells), outcome in zip(table.rows, outcomes, strict=True):
        found = (outcome.result.get(name) for name in fields)
        texts = ["" if value is None else text_of(value) for value in found]
        writer.writerow([*cells, outcome.status, outcome.reason, *texts])
    return out.getvalue()
