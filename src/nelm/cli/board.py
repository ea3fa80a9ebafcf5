"""The commands about one case and a pack: assess, explain, demo."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from rich.console import Console

from nelm.assessment.assess import Assessment, assess
from nelm.assessment.compose import compose
from nelm.assessment.sheet import Sheet
from nelm.case.problem import InputError, NelmError, Problem
from nelm.case.reading import read_case
from nelm.cli.arguments import read_overrides, refuse_places, save
from nelm.cli.requests import CaseRequest, ExplainRequest, Output, SheetRequest
from nelm.knowledge.loader import load_pack
from nelm.reports.html import render_html
from nelm.reports.pdf import render_pdf
from nelm.reports.terminal import print_sheet
from nelm.reports.trace_tree import trace_tree

DEMO_CASE = "r37-ileum-after-radioembolization.yaml"
WIDTH_WITHOUT_TERMINAL = 100


def assess_case(request: CaseRequest, content: SheetRequest, output: Output) -> int:
    """Assess a case; print and write the sheet."""
    refuse_places({"--html": output.html, "--pdf": output.pdf}, [request.case])
    assessment = _assessed(request)
    blocks = [_option_id(assessment, word) for word in content.option]
    sheet = compose(assessment, sensitivity=content.sensitivity)
    _write(sheet, output)
    if output.as_json:
        kept = tuple(o for o in sheet.options if not blocks or o.id in blocks)
        typer.echo(sheet.model_copy(update={"options": kept}).model_dump_json(indent=2))
    else:
        print_sheet(sheet, _console(), blocks=blocks or None)
    return 0


def explain_option(request: CaseRequest, content: ExplainRequest) -> int:
    """Print the trace of one option, for a case or for a row of a file of verdicts."""
    is_table = request.case.suffix.lower() in (".parquet", ".pq") or request.case.is_dir()
    if content.row is not None and not is_table:
        raise InputError([Problem("CASE", str(request.case), "a file of verdicts, with --row")])
    assessment = _of_row(request, content) if is_table else _assessed(request)
    result = assessment.option(_option_id(assessment, content.option))
    if content.as_json:
        option = next(o for o in compose(assessment).options if o.id == result.option.id)
        typer.echo(option.model_dump_json(indent=2))
    else:
        _console().print(trace_tree(assessment, result))
    return 0


def demo(html: Path) -> int:
    """Assess the published demonstration case and write its sheet."""
    request = CaseRequest(examples_folder() / DEMO_CASE)
    assess_case(request, SheetRequest(sensitivity=True), Output(html=html))
    typer.echo(f"\nThe same sheet as HTML: {html}")
    return 0


def examples_folder() -> Path:
    """Folder of the example cases, beside an installed package or in a checkout."""
    installed = Path(__file__).parents[1] / "examples"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "examples"


def _assessed(request: CaseRequest) -> Assessment:
    case = read_case(request.case)
    return assess(case, load_pack(request.pack), read_overrides(request.settings))


def _of_row(request: CaseRequest, content: ExplainRequest) -> Assessment:
    from nelm.registry.runs.rebuilt import rebuilt  # noqa: PLC0415

    if content.row is None:
        raise InputError([Problem("--row", "not given", "the case id of a row of the file")])
    if request.settings:
        allowed = "nothing: the parameters of a file of verdicts are those it was made with"
        raise InputError([Problem("--set", request.settings[0], allowed)])
    return rebuilt(request.case, content.row, load_pack(request.pack))


def _option_id(assessment: Assessment, word: str) -> str:
    try:
        return assessment.pack.find_option(word).id
    except LookupError as error:
        raise NelmError(str(error)) from None


def _write(sheet: Sheet, output: Output) -> None:
    if output.html is not None:
        save(output.html, render_html(sheet).encode())
    if output.pdf is not None:
        save(output.pdf, render_pdf(sheet))


def _console() -> Console:
    """A console as wide as the terminal; 100 columns where there is none."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)
