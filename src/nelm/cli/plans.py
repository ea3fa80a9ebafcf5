"""The commands about plans: make one, print inputs to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from nelm.case.reading import read_case
from nelm.cli.arguments import read_overrides, refuse_places, save_all
from nelm.cli.plan_app import PlanRequest
from nelm.cli.requests import CaseRequest, Output
from nelm.knowledge.loader import load_pack
from nelm.planning.dose_map import read_dose, with_dose
from nelm.planning.form import Plan
from nelm.planning.inputs_file import inputs_template, read_inputs
from nelm.planning.limits_file import load_limits
from nelm.planning.plan import find_option, form_of, plan
from nelm.reports.page import as_text
from nelm.reports.plan_page import plan_blocks
from nelm.reports.plan_sheet import render_plan_html, render_plan_pdf

REFUSED = 1


def make(option: str, case: CaseRequest, request: PlanRequest, output: Output) -> int:
    """Plan an option for a case, print it and write its sheet; 1 when something is refused.

    Raises:
        InputError: a file that cannot be read as what it should be, or would be written over;
            no such option.
        MissingExtraError: a PDF is wanted without the library that makes it.
    """
    inputs = (case.case, request.inputs, request.limits, request.dose)
    refuse_places({"--html": output.html, "--pdf": output.pdf}, inputs)
    pack = load_pack(case.pack)
    id_ = find_option(pack, option)
    form = form_of(id_)
    made = plan(
        read_case(case.case),
        id_,
        form() if request.inputs is None else read_inputs(request.inputs, form),
        pack=pack,
        limits=load_limits(site=request.limits),
        settings=read_overrides(case.settings),
    )
    if request.dose is not None:
        made = with_dose(made, read_dose(request.dose))
    _write(made, output)
    if output.as_json:
        typer.echo(made.model_dump_json(indent=2))
    else:
        typer.echo(as_text(plan_blocks(made)), nl=False)
    return REFUSED if made.status == "refused" else 0


def _write(made: Plan, output: Output) -> None:
    files: dict[Path, bytes] = {}
    if output.html is not None:
        files[output.html] = render_plan_html(made, date.today()).encode()
    if output.pdf is not None:
        files[output.pdf] = render_plan_pdf(made, date.today())
    save_all(files)


def template(option: str, pack_name: str) -> int:
    """Print a file of inputs of an option."""
    pack = load_pack(pack_name)
    id_ = find_option(pack, option)
    typer.echo(inputs_template(form_of(id_), pack.option[id_].name), nl=False)
    return 0
