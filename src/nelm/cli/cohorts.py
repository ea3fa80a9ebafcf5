"""The commands that simulate a registry and describe one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow.parquet as pq
import typer
from rich.console import Console

from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import save
from nelm.cli.requests import CohortRequest
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.engines import Run, duckdb_connection
from nelm.registry.report import CohortReport, cohort_report
from nelm.registry.simulate import simulate
from nelm.reports.cohort_page import cohort_tables, render_cohort

ROW_GROUP = 122_880  # the unit that DuckDB reads on a core of its own


def simulate_registry(rows: int, seed: int, missing: float, out: Path) -> int:
    """Write a synthetic registry as Parquet."""
    table = simulate(rows, seed=seed, missing=missing)
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        pq.write_table(table, unfinished, row_group_size=ROW_GROUP)
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(out), reason, "a file that can be written")]) from None
    typer.echo(f"{rows} synthetic cases, seed {seed}: {out}")
    return 0


def describe(request: CohortRequest) -> int:
    """Write a page, its tables and its pictures for a registry and its verdicts."""
    bound, out = bind_pack(load_pack(request.pack)), request.out
    status = Console(stderr=True).status("counting labels, funnels and follow-up")
    with duckdb_connection(Run()) as memory, status:
        connection = ibis.duckdb.from_connection(memory)
        tables = _read(connection, request.cases), _read(connection, request.verdicts)
        report = cohort_report(*tables, bound, grouping=request.by, threshold=request.threshold)
    _write(report, out)
    typer.echo(
        f"{report.cases} cases: {out / 'cohort.html'} and {len(cohort_tables(report))} tables"
    )
    return 0


def _read(connection: Any, path: Path) -> ir.Table:
    if not path.is_file():
        raise InputError([Problem(str(path), "no such file", "a Parquet file")])
    try:
        return connection.read_parquet(path)
    except duckdb.Error:
        raise InputError([Problem(str(path), "not readable", "a Parquet file")]) from None


def _write(report: CohortReport, out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in cohort_tables(report).items():
            save(out / name, text.encode())
        save(out / "cohort.html", render_cohort(report).encode())
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(out), reason, "a folder that can be written")]) from None
