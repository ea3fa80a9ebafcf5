"""The commands that simulate a registry and describe one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from rich.console import Console

from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import save
from nelm.cli.progress import progress
from nelm.cli.requests import CohortRequest
from nelm.knowledge.binding import BoundPack, bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.cohorts.report import CohortReport, cohort_report
from nelm.registry.engines import Run, duckdb_connection, duckdb_sql, quoted
from nelm.registry.runs.files import replacing, workspace
from nelm.registry.sources.examine import typed
from nelm.registry.sources.location import parse_location
from nelm.registry.sources.readers import open_source
from nelm.registry.synthetic.simulate import write_simulated
from nelm.reports.cohort_csv import cohort_tables
from nelm.reports.cohort_page import render_cohort


def simulate_registry(rows: int, seed: int, missing: float, out: Path) -> int:
    """Write a synthetic registry as Parquet."""
    with progress("rows") as tell, replacing(out) as unfinished:
        write_simulated(unfinished, rows, seed=seed, missing=missing, tell=tell)
    typer.echo(f"{rows} synthetic cases, seed {seed}: {out}")
    return 0


def describe(request: CohortRequest) -> int:
    """Write a page, its tables and its pictures for a registry and its verdicts."""
    bound = _bound(request)
    with Console(stderr=True).status("counting labels, open answers, funnels and follow-up"):
        report = _counted(request, bound)
        tables = cohort_tables(report)
        _write(render_cohort(report), tables, request.out)
    rejected = f", {report.rejected} rows rejected" if report.rejected else ""
    page = request.out / "cohort.html"
    typer.echo(f"{report.cases} cases{rejected}: {page} and {len(tables)} tables")
    return 0


def _bound(request: CohortRequest) -> BoundPack:
    """The pack with the parameters that the verdicts were given with.

    Raises:
        InputError: not a table of verdicts, or another pack or edition gave them.
    """
    pack = load_pack(request.pack)
    if not request.verdicts.is_file():
        raise InputError([Problem(str(request.verdicts), "no such file", "a Parquet file")])
    try:
        told = pq.read_metadata(request.verdicts).metadata or {}
    except (pa.ArrowException, OSError):
        raise InputError(
            [Problem(str(request.verdicts), "not readable", "a Parquet file")]
        ) from None
    by = told.get(b"nelm.pack_hash", pack.content_hash.encode()).decode()
    if by != pack.content_hash:
        found = f"{told.get(b'nelm.pack', b'').decode()} ({by[:12]})"
        allowed = f"verdicts by {pack.id} ({pack.content_hash[:12]}): assess again"
        raise InputError([Problem("pack of the verdicts", found, allowed)])
    return bind_pack(pack, json.loads(told.get(b"nelm.parameters", b"{}")))


def _counted(request: CohortRequest, bound: BoundPack) -> CohortReport:
    """Count in a database of its own, which spills into a folder beside the result."""
    with workspace(_folder(request.out)) as work, duckdb_connection(Run(), work) as memory:
        source = open_source(parse_location(request.cases, request.table), work)
        connection = ibis.duckdb.from_connection(memory)
        cases = typed(_read(connection, source.file), source)
        if source.texts:  # read every text once; DuckDB would do so in every condition
            plain = work / "typed.parquet"
            memory.execute(f"COPY ({duckdb_sql(cases)}) TO {quoted(plain)} (FORMAT parquet)")
            cases = _read(connection, plain)
        return cohort_report(
            cases,
            _read(connection, request.verdicts),
            bound,
            grouping=request.by,
            threshold=request.threshold,
            unreadable=len(source.rejects),
        )


def _folder(out: Path) -> Path:
    """Where intermediate files go: beside the folder of the result."""
    return out.parent if out.parent.is_dir() else Path()


def _read(connection: Any, path: Path) -> ir.Table:
    try:
        return connection.read_parquet(path)
    except duckdb.Error:
        raise InputError([Problem(str(path), "not readable", "a Parquet file")]) from None


def _write(page: str, tables: dict[str, str], out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in tables.items():
            save(out / name, text.encode())
        save(out / "cohort.html", page.encode())
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(out), reason, "a folder that can be written")]) from None
