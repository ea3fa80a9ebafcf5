"""Commands and their options; `board`, `cases` and `packs` do the work, loaded when used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import nelm
from nelm.cli.calc_app import app as calc_app
from nelm.cli.dose_app import app as dose_app
from nelm.cli.evidence_app import app as evidence_app
from nelm.cli.plan_app import app as plan_app
from nelm.cli.requests import (
    DEFAULT_PACK,
    AssessRequest,
    CaseRequest,
    CheckRequest,
    CohortRequest,
    DiffRequest,
    ExplainRequest,
    ExportRequest,
    JsonRequest,
    Output,
    PackRequest,
    SheetRequest,
    SweepRequest,
    TemplateRequest,
    gathers,
)


def _leave(code: int | None, **_: object) -> None:
    """End with the exit code that a command returns."""
    raise typer.Exit(code or 0)


app = typer.Typer(
    name="nelm",
    result_callback=_leave,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="What a published source supports for neuroendocrine liver metastases, and why.\n\n"
    "For education, research, documentation and the preparation of meetings; "
    "not a medical device. The meeting decides.",
)
case_app = typer.Typer(no_args_is_help=True, help="Case files: template, schema, check.")
pack_app = typer.Typer(no_args_is_help=True, help="Sources made computable: list, show, lint.")
registry_app = typer.Typer(no_args_is_help=True, help="Many cases at once.")
app.add_typer(calc_app, name="calc")
app.add_typer(case_app, name="case")
app.add_typer(dose_app, name="dose")
app.add_typer(evidence_app, name="evidence")
app.add_typer(pack_app, name="pack")
app.add_typer(plan_app, name="plan")
app.add_typer(registry_app, name="registry")

CaseFile = Annotated[Path, typer.Argument(metavar="CASE", help="A case file, YAML or JSON.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nelm {nelm.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Read options that stand before the command."""


@app.command(epilog="Example: nelm assess my-case.yaml --option tace --html sheet.html")
@gathers(CaseRequest, SheetRequest, Output)
def assess(request: CaseRequest, content: SheetRequest, output: Output) -> int:
    """Judge every option of a source for one case: verdict, reasons, what is missing."""
    from nelm.cli import board

    return board.assess_case(request, content, output)


@app.command(
    epilog="Examples: nelm explain my-case.yaml transplantation;"
    " nelm explain verdicts.parquet transplantation --row case-17"
)
@gathers(CaseRequest, ExplainRequest)
def explain(request: CaseRequest, content: ExplainRequest) -> int:
    """Show the full trace of one option as a tree: every condition, its truth, the facts read."""
    from nelm.cli import board

    return board.explain_option(request, content)


@app.command()
def demo(
    html: Annotated[Path, typer.Option(help="Where to write the sheet.")] = Path("nelm-demo.html"),
) -> int:
    """Assess a published case, print its sheet and write it as HTML."""
    from nelm.cli import board

    return board.demo(html)


@case_app.command("check", epilog="Example: nelm case check my-case.yaml")
def case_check(case: CaseFile, as_json: AsJson = False) -> int:
    """List errors, suspect units, stale and contradictory facts of a case file."""
    from nelm.cli import cases

    return cases.check(case, as_json)


@case_app.command("template", epilog="Example: nelm case template > my-case.yaml")
def case_template(
    minimal: Annotated[
        bool, typer.Option("--minimal", help="Only the facts of a first useful answer.")
    ] = False,
) -> int:
    """Print a commented case file to fill in; every fact is still unknown."""
    from nelm.cli import cases

    return cases.template(minimal)


@case_app.command("schema", epilog="Example: nelm case schema > case.schema.json")
def case_schema() -> int:
    """Print the JSON Schema of case files."""
    from nelm.cli import cases

    return cases.schema()


@pack_app.command("list")
def pack_list(as_json: AsJson = False) -> int:
    """List the packs that come with nelm."""
    from nelm.cli import packs

    return packs.list_packs(as_json)


@pack_app.command("show", epilog="Example: nelm pack show dermine2019 --option transplantation")
def pack_show(
    pack: Annotated[str, typer.Argument(help="A pack by name or folder.")] = DEFAULT_PACK,
    option: Annotated[str | None, typer.Option(help="Only this option.")] = None,
    as_json: AsJson = False,
) -> int:
    """Print a pack for reading beside its source."""
    from nelm.cli import packs

    return packs.show(pack, option, as_json)


@pack_app.command("lint", epilog="Example: nelm pack lint dermine2019")
def pack_lint(
    pack: Annotated[str, typer.Argument(help="A pack by name or folder.")] = DEFAULT_PACK,
    as_json: AsJson = False,
) -> int:
    """Check a pack against the strict schema and the rules of the house."""
    from nelm.cli import packs

    return packs.lint_pack(pack, as_json)


@pack_app.command("verify", epilog="Example: nelm pack verify dermine2019")
@gathers(PackRequest, JsonRequest)
def pack_verify(request: PackRequest, output: JsonRequest) -> int:
    """Prove that a pack can not contradict itself, or show a patient with whom it does."""
    from nelm.cli import verify

    return verify.verify_pack(request.pack, request.settings, output.as_json)


@pack_app.command(
    "diff",
    epilog="Example: nelm pack diff dermine2019 dermine2019 --set-second lt_max_age_years=55",
)
@gathers(DiffRequest)
def pack_diff(request: DiffRequest) -> int:
    """Show whether two packs, or one pack at two settings, can differ, with an example patient."""
    from nelm.cli import verify

    settings = (request.first_settings, request.second_settings)
    return verify.diff_packs((request.first, request.second), settings, request.as_json)


@pack_app.command("export", epilog="Example: nelm pack export dermine2019 --format cql")
@gathers(PackRequest, ExportRequest)
def pack_export(request: PackRequest, output: ExportRequest) -> int:
    """Write a pack in a standard language: CQL, ELM, PlanDefinition, or the model it reads."""
    from nelm.cli import export

    return export.export(request.pack, output.form, request.settings, output.out)


@registry_app.command("template", epilog="Example: nelm registry template --out cases.csv")
@gathers(TemplateRequest)
def registry_template(request: TemplateRequest) -> int:
    """Print or write an empty registry table: one column per fact."""
    from nelm.cli import registry

    return registry.template(request)


@registry_app.command("check", epilog="Example: nelm registry check cases.csv")
@gathers(CheckRequest)
def registry_check(request: CheckRequest) -> int:
    """List what is wrong with the rows of a registry; 1 when something is."""
    from nelm.cli import registry

    return registry.check(request)


@registry_app.command(
    "assess", epilog="Example: nelm registry assess cases.parquet --out verdicts.parquet"
)
@gathers(AssessRequest)
def registry_assess(request: AssessRequest) -> int:
    """Judge every option of a source for every row; bad rows go to a rejects file."""
    from nelm.cli import registry

    return registry.assess(request)


@registry_app.command(
    "sweep",
    epilog="Example: nelm registry sweep cases.parquet --vary lt_max_age_years=50,55,60",
)
@gathers(SweepRequest)
def registry_sweep(request: SweepRequest) -> int:
    """Count labels under many parameter values; counts are not hidden, whatever their size."""
    from nelm.cli import sweeps

    return sweeps.sweep(request)


@registry_app.command("simulate", epilog="Example: nelm registry simulate 10000 cases.parquet")
def registry_simulate(
    rows: Annotated[int, typer.Argument(help="How many cases.")],
    out: Annotated[Path, typer.Argument(help="Where to write them, Parquet.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same table.")] = 1,
    missing: Annotated[float, typer.Option(help="Share of facts left unknown.")] = 0.15,
) -> int:
    """Write a synthetic registry for demonstrations; it says nothing about patients."""
    from nelm.cli import cohorts

    return cohorts.simulate_registry(rows, seed, missing, out)


@registry_app.command(
    "cohort", epilog="Example: nelm registry cohort cases.parquet verdicts.parquet --out cohort"
)
@gathers(CohortRequest)
def registry_cohort(request: CohortRequest) -> int:
    """Count labels, funnels, missing facts, concordance and survival; small counts are hidden."""
    from nelm.cli import cohorts

    return cohorts.describe(request)
