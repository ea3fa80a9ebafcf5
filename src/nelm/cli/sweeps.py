"""The command that judges a registry under many parameter values."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import read_overrides, save
from nelm.cli.progress import progress
from nelm.cli.requests import SweepRequest
from nelm.knowledge.pack import Pack

if TYPE_CHECKING:
    from nelm.knowledge.binding import Setting
    from nelm.registry.sweep import Sweep


def sweep(request: SweepRequest) -> int:
    """Count the labels of every option under every combination of parameter values."""
    from nelm.knowledge.loader import load_pack  # noqa: PLC0415
    from nelm.registry.engines import Run  # noqa: PLC0415
    from nelm.registry.sources.location import parse_location  # noqa: PLC0415
    from nelm.registry.sweep import sweep_registry, table, varied  # noqa: PLC0415

    pack, always = load_pack(request.pack), read_overrides(request.settings)
    sets = [{**always, **each} for each in varied(read_values(request.vary, always))]
    folder = Path(tempfile.gettempdir()) if request.out is None else request.out.parent
    place = parse_location(request.registry, request.table)
    if request.out is not None and place.path is not None:
        _refuse_same(request.out, place.path)
    with progress("rows") as tell:
        run = Run(memory=request.memory, tell=tell)
        found = sweep_registry(place, pack, sets, folder=folder, run=run)
    lines = list(table(found))
    if request.out is not None:
        save(request.out, _csv(lines).encode())
    told = {"rows": found.rows, "left_out": found.left_out, "sets": lines}
    typer.echo(json.dumps(told, indent=2) if request.as_json else "\n".join(_text(found, pack)))
    if not request.as_json and request.out is not None:
        typer.echo(f"all counts: {request.out}")
    return 1 if found.left_out else 0


def read_values(
    texts: Sequence[str], always: dict[str, str | float | None]
) -> dict[str, Sequence[Setting]]:
    """Parameters given as NAME=VALUE,VALUE.

    Raises:
        InputError: no value, a value or name given twice, or a name that is also fixed.
    """
    values: dict[str, Sequence[Setting]] = {}
    for text in texts:
        name, _, rest = text.partition("=")
        told = [value.strip() for value in rest.split(",")]
        is_new = name and name not in {**values, **always}
        if not is_new or not all(told) or len(set(told)) < len(told):
            allowed = "NAME=VALUE,VALUE with each value once, each name once and not under --set"
            raise InputError([Problem("--vary", text, allowed)])
        values[name] = told
    if not values:
        raise InputError([Problem("--vary", "not given", "at least one NAME=VALUE,VALUE")])
    return values


def _refuse_same(out: Path, registry: Path) -> None:
    if out.resolve() == registry.resolve():
        raise InputError([Problem("output", str(out), "another name than the registry")])


def _csv(lines: Iterable[dict[str, object]]) -> str:
    text = io.StringIO()
    rows = list(lines)
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _text(found: Sweep, pack: Pack) -> Iterator[str]:
    """For people: how far the supported cases of each option go up and down."""
    yield f"{found.rows} rows under {len(found.sets)} sets of values"
    if found.left_out:
        yield f"{found.left_out} rows left out: nelm registry check tells why"
    for option in pack.options:
        supported = [each.supported(option.id) for each in found.sets]
        changed = max(each.changed[option.id] for each in found.sets)
        if changed:
            spread = f"{min(supported)} to {max(supported)} rows"
            yield f"{option.name}: supported in {spread}; up to {changed} labels change"
    same = sum(not any(each.changed[o.id] for each in found.sets) for o in pack.options)
    yield f"{same} options have the same labels under every set"
