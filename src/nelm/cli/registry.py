"""The commands about registries: an empty table, checking one, assessing one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nelm.cli.arguments import read_overrides, save
from nelm.cli.requests import AssessRequest, CheckRequest, TemplateRequest

if TYPE_CHECKING:
    from nelm.registry.examine import Counts

FINDING = 1
SHOW_AFTER_SECONDS = 2.0
Tell = Callable[[str, float | None, int], None]


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

    with progress() as tell:
        run = Run(memory=request.memory, tell=tell)
        counts = check_registry(request.registry, request.rejects, run)
    return _report(counts, request.rejects, None, request.as_json)


def assess(request: AssessRequest) -> int:
    """Judge every option of a source for every row of a registry."""
    from nelm.knowledge.loader import load_pack  # noqa: PLC0415
    from nelm.registry.assess import assess_registry, rejects_beside  # noqa: PLC0415
    from nelm.registry.engines import Run  # noqa: PLC0415

    rejects = request.rejects or rejects_beside(request.out)
    with progress() as tell:
        counts = assess_registry(
            request.registry,
            load_pack(request.pack),
            read_overrides(request.settings),
            out=request.out,
            rejects=rejects,
            run=Run(request.engine, request.memory, tell),
        )
    return _report(counts, rejects, request.out, request.as_json)


def _report(counts: Counts, rejects: Path, out: Path | None, as_json: bool) -> int:
    if as_json:
        files = {"rejects": str(rejects), "out": None if out is None else str(out)}
        typer.echo(json.dumps(asdict(counts) | files, indent=2))
    else:
        done = "good" if out is None else f"assessed: {out}"
        typer.echo(f"{counts.rows} rows, {counts.good} {done}")
        if counts.rejected:
            typer.echo(f"{counts.rejected} rows left out: {rejects}")
    return FINDING if counts.rejected else 0


@contextmanager
def progress() -> Iterator[Tell]:
    """Show what is going on, with rate and time left, on stderr once it has taken a while."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = ("{task.description}", "{task.percentage:>3.0f} %", "{task.fields[rate]}")
    text, percent, rate = (TextColumn(column) for column in columns)
    bar = Progress(
        text, BarColumn(), percent, rate, TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    started, task = time.monotonic(), bar.add_task("reading", total=None, rate="")

    def tell(what: str, share: float | None, rows: int) -> None:
        seconds = time.monotonic() - started
        if seconds < SHOW_AFTER_SECONDS:
            return
        bar.start()
        told = f"{(share or 0) * rows / seconds:,.0f} rows/s" if rows else ""
        total = None if share is None else 1.0
        bar.update(task, description=what, completed=share or 0, total=total, rate=told)

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()
