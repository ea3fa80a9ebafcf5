"""The commands about plans: make one, print inputs to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import typer

from nelm.case.problem import InputError, Problem
from nelm.case.reading import read_case
from nelm.cli.arguments import read_overrides
from nelm.knowledge.loader import load_pack
from nelm.planning.inputs_file import inputs_template, read_inputs
from nelm.planning.limits_file import load_limits
from nelm.planning.plan import find_option, form_of, plan
from nelm.reports.page import as_text
from nelm.reports.plan_page import plan_blocks

REFUSED = 1


@dataclass(frozen=True)
class PlanRequest:
    """What was asked for."""

    option: str
    case: Path
    inputs: Path | None
    limits: Path | None
    pack: str
    settings: tuple[str, ...]


def make(request: PlanRequest, *, as_json: bool) -> int:
    """Plan an option for a case and print it; 1 when something is refused.

    Raises:
        InputError: a file that cannot be read as what it should be; no such option.
    """
    pack = load_pack(request.pack)
    option = find_option(pack, request.option)
    form = form_of(option)
    if request.inputs is None and form.model_fields:
        allowed = f"a file of inputs; `nelm plan template {option}` prints one to fill in"
        raise InputError([Problem("--inputs", "missing", allowed)])
    made = plan(
        read_case(request.case),
        option,
        form() if request.inputs is None else read_inputs(request.inputs, form),
        pack=pack,
        limits=load_limits(site=request.limits),
        settings=read_overrides(request.settings),
    )
    if as_json:
        typer.echo(made.model_dump_json(indent=2))
    else:
        typer.echo(as_text(plan_blocks(made)), nl=False)
    return REFUSED if made.status == "refused" else 0


def template(option: str, pack_name: str) -> int:
    """Print a file of inputs of an option."""
    pack = load_pack(pack_name)
    id_ = find_option(pack, option)
    typer.echo(inputs_template(form_of(id_), pack.option[id_].name), nl=False)
    return 0
