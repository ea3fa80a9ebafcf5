"""The commands about studies of one's own: template, add, history."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import typer

from nelm.case.problem import InputError, Problem
from nelm.cli.csv_output import print_csv
from nelm.cli.evidence_requests import AdditionRequest, ShownRequest
from nelm.evidence.ledger import Signed, add_studies, read_ledger
from nelm.evidence.tables.loader import load_evidence
from nelm.evidence.tables.template import column_help, template_text
from nelm.evidence.tables.user_table import read_study_table
from nelm.knowledge.loader import load_pack
from nelm.reports.ledger_page import (
    HISTORY_COLUMNS,
    entry_blocks,
    history_blocks,
    history_rows,
)
from nelm.reports.page import Heading, Items, as_text


def template(columns: bool) -> int:
    """Print an empty study table, or what its columns hold."""
    if columns:
        lines = tuple(f"`{name}`: {says}" for name, says in column_help().items())
        typer.echo(as_text([Heading(1, "Columns of a study table"), Items(lines)]), nl=False)
    else:
        typer.echo(template_text(), nl=False)
    return 0


def add(request: AdditionRequest) -> int:
    """Add studies to a ledger; print what moved."""
    pack = load_pack(request.pack)
    added = read_study_table(request.table, pack)
    by = request.by.strip()
    if not by or not by.isprintable():
        raise InputError([Problem("--by", repr(request.by), "a name, on one line")])
    signed = Signed(by, request.note, date.today())
    entry = add_studies(request.ledger, load_evidence(pack), added, signed)
    if request.as_json:
        typer.echo(entry.model_dump_json(indent=2))
    else:
        typer.echo(as_text(entry_blocks(entry)), nl=False)
    return 0


def history(ledger: Path, name: str, shown: ShownRequest) -> int:
    """Print the additions of a ledger and what each moved."""
    if not ledger.exists():
        raise InputError([Problem("--ledger", str(ledger), "a ledger that exists")])
    entries = read_ledger(ledger, load_evidence(load_pack(name))).entries
    if shown.csv:
        print_csv(history_rows(entries), HISTORY_COLUMNS)
    elif shown.as_json:
        rows = [entry.model_dump(mode="json") for entry in entries]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        typer.echo(as_text(history_blocks(entries)), nl=False)
    return 0
