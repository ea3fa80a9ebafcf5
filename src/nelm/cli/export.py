"""The command that writes a pack in a standard language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import typer

from nelm.case.problem import InputError, NelmError, Problem
from nelm.cli.arguments import read_overrides, save
from nelm.export.cql import export_cql
from nelm.export.elm import export_elm
from nelm.export.netcase import export_model_info
from nelm.export.plandefinition import export_plandefinition
from nelm.knowledge.binding import BoundPack, bind_pack
from nelm.knowledge.loader import load_pack


def export(name: str, form: str, settings: list[str], out: Path | None) -> int:
    """Print a pack as CQL, ELM, PlanDefinition or model info, or write it to a file."""
    if form not in FORMATS:
        raise InputError([Problem("--format", form, ", ".join(FORMATS))])
    bound = bind_pack(load_pack(name), read_overrides(settings))
    try:
        text = FORMATS[form](bound)
    except ValueError as error:
        raise NelmError(f"{name} can not be exported: {error}") from None
    if out is None:
        typer.echo(text, nl=False)
    else:
        save(out, text.encode())
    return 0


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[BoundPack], str]] = {
    "cql": export_cql,
    "elm": lambda bound: _json(export_elm(bound)),
    "plandefinition": lambda bound: _json(export_plandefinition(bound)),
    "modelinfo": export_model_info,
}
