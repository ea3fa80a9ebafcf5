"""The commands about registries: an empty table, checking one, assessing one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import read_overrides, save
from nelm.cli.progress import Tell, progress
from nelm.cli.requests import AssessRequest, CheckRequest, TemplateRequest

if TYPE_CHECKING:
    from nelm.registry.sources.examine import Counts

FINDING = 1
SPARK = "spark"


def template(request: TemplateRequest) -> int:
    """Print or write an empty registry table."""
    from nelm.registry.schema import template_csv, template_parquet  # noqa: PLC0415

    if request.out is None:
        typer.echo(template_csv(bounds=request.bounds), nl=False)
    elif request.out.suffix.lower() in (".parquet", ".pq"):
        save(request.out, template_parquet(bounds=request.bounds))
    else:
        save(request.out, template_csv(bounds=request.bounds).encode())
    return 0


def check(request: CheckRequest) -> int:
    """List what is wrong with the rows of a registry."""
    from nelm.registry.assess import check_registry  # noqa: PLC0415
    from nelm.registry.engines import Run  # noqa: PLC0415
    from nelm.registry.sources.location import parse_location  # noqa: PLC0415

    place = parse_location(request.registry, request.table)
    with progress("rows") as tell:
        run = Run(memory=request.memory, tell=tell)
        counts = check_registry(place, request.rejects, run)
    return _report(counts, request.rejects, None, request.as_json)


def assess(request: AssessRequest) -> int:
    """Judge every option of a source for every row of a registry."""
    from nelm.registry.assess import rejects_beside  # noqa: PLC0415

    beside = Path(request.out)
    here = Path(beside.name) if "://" in request.out else beside
    rejects = request.rejects or rejects_beside(here)
    on_spark = request.engine == SPARK or request.master is not None
    with progress("rows") as tell:
        counts = _on_cluster(request, rejects, tell) if on_spark else _here(request, rejects, tell)
    return _report(counts, rejects, request.out, request.as_json)


def _here(request: AssessRequest, rejects: Path, tell: Tell) -> Counts:
    from nelm.knowledge.loader import load_pack  # noqa: PLC0415
    from nelm.registry.assess import assess_registry  # noqa: PLC0415
    from nelm.registry.engines import Run  # noqa: PLC0415
    from nelm.registry.sources.location import parse_location  # noqa: PLC0415

    try:
        return assess_registry(
            parse_location(request.registry, request.table),
            load_pack(request.pack),
            read_overrides(request.settings),
            out=Path(request.out),
            rejects=rejects,
            run=Run(request.engine, request.memory, tell),
        )
    except KeyboardInterrupt:
        typer.echo("nelm: stopped; the same command goes on where this one was", err=True)
        raise


def _on_cluster(request: AssessRequest, rejects: Path, tell: Tell) -> Counts:
    from nelm.knowledge.binding import bind_pack  # noqa: PLC0415
    from nelm.knowledge.loader import load_pack  # noqa: PLC0415
    from nelm.registry.engines import Run  # noqa: PLC0415
    from nelm.registry.spark.assess import assess_on_spark  # noqa: PLC0415

    if request.engine != SPARK or request.master is None or request.table is not None:
        allowed = "--engine spark and --master URL together, and no --table"
        raise InputError([Problem("--engine", request.engine, allowed)])
    bound = bind_pack(load_pack(request.pack), read_overrides(request.settings))
    run = Run(memory=request.memory, tell=tell)
    return assess_on_spark(
        request.registry, bound, request.out, rejects, master=request.master, run=run
    )


def _report(counts: Counts, rejects: Path, out: str | None, as_json: bool) -> int:
    if as_json:
        files = {"rejects": str(rejects), "out": out}
        typer.echo(json.dumps(asdict(counts) | files, indent=2))
    else:
        done = "good" if out is None else f"assessed: {out}"
        typer.echo(f"{counts.rows} rows, {counts.good} {done}")
        if counts.resumed:
            typer.echo(f"{counts.resumed} rows came from a run that had been interrupted")
        if counts.rejected:
            typer.echo(f"{counts.rejected} rows left out: {rejects}")
    return FINDING if counts.rejected else 0
