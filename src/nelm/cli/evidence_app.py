"""The commands of `nelm evidence`; what they do is loaded when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelm.cli.evidence_requests import (
    AdditionRequest,
    AuditRequest,
    CovariatesRequest,
    GroupRequest,
    ListRequest,
    MaybePictureRequest,
    PictureRequest,
    QuestionRequest,
    ReadingRequest,
    ShownRequest,
    TablesRequest,
)
from nelm.cli.requests import DEFAULT_PACK, gathers

app = typer.Typer(no_args_is_help=True, help="What the studies show: tables, audit, pooling.")


PackName = Annotated[str, typer.Option("--pack", help="A pack by name or folder.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print the rows as CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@app.command("list", epilog="Example: nelm evidence list tace")
@gathers(ListRequest, TablesRequest, ShownRequest)
def list_studies(wanted: ListRequest, tables: TablesRequest, shown: ShownRequest) -> int:
    """List the outcomes that the study tables hold, or the studies on one option."""
    from nelm.cli import evidence

    return evidence.list_studies(wanted.option, tables, shown)


@app.command(epilog="Example: nelm evidence show carrasco1986")
def show(
    study: Annotated[str, typer.Argument(help="A study as `list` and forest plots name it.")],
    pack: PackName = DEFAULT_PACK,
    as_json: AsJson = False,
    csv: AsCsv = False,
) -> int:
    """Show a study: every cell as printed and as corrected, who says so, and doubts."""
    from nelm.cli import evidence

    return evidence.show_study(study, pack, ShownRequest(as_json, csv))


@app.command(epilog="Example: nelm evidence pool embolization --measure response --as-printed")
@gathers(QuestionRequest, TablesRequest, ReadingRequest, GroupRequest, ShownRequest)
def pool(
    question: QuestionRequest,
    tables: TablesRequest,
    reading: ReadingRequest,
    groups: GroupRequest,
    shown: ShownRequest,
) -> int:
    """Pool one outcome over the studies; 1 when no number can be given."""
    from nelm.cli import pooling

    return pooling.pool_outcome((question, tables, reading), groups, shown)


@app.command(epilog="Example: nelm evidence forest tare --measure response --out forest.svg")
@gathers(QuestionRequest, TablesRequest, ReadingRequest, GroupRequest, PictureRequest)
def forest(
    question: QuestionRequest,
    tables: TablesRequest,
    reading: ReadingRequest,
    groups: GroupRequest,
    picture: PictureRequest,
) -> int:
    """Draw a forest plot: every row, the pooled result, where a new series is expected."""
    from nelm.cli import pooling

    return pooling.draw_forest((question, tables, reading), groups, picture)


@app.command(epilog="Example: nelm evidence funnel tare --measure response --out funnel.svg")
@gathers(QuestionRequest, TablesRequest, ReadingRequest, PictureRequest)
def funnel(
    question: QuestionRequest,
    tables: TablesRequest,
    reading: ReadingRequest,
    picture: PictureRequest,
) -> int:
    """Draw a funnel plot: small series against large ones."""
    from nelm.cli import pooling

    return pooling.draw_funnel((question, tables, reading), picture)


@app.command(epilog="Example: nelm evidence influence tare --measure os --out influence.svg")
@gathers(QuestionRequest, TablesRequest, ReadingRequest, ShownRequest, MaybePictureRequest)
def influence(
    question: QuestionRequest,
    tables: TablesRequest,
    reading: ReadingRequest,
    shown: ShownRequest,
    picture: MaybePictureRequest,
) -> int:
    """Show what each study does to the result: left out, added in order, asymmetry tests."""
    from nelm.cli import pooling

    return pooling.show_influence((question, tables, reading), shown, picture)


@app.command(epilog="Example: nelm evidence profile tace --small-bowel-percent 100")
@gathers(CovariatesRequest, TablesRequest, ReadingRequest, ShownRequest)
def profile(
    covariates: CovariatesRequest,
    tables: TablesRequest,
    reading: ReadingRequest,
    shown: ShownRequest,
) -> int:
    """Show the outcomes of series like a patient, and how uncertain they are."""
    from nelm.cli import pooling

    return pooling.show_profile(covariates, (tables, reading), shown)


@app.command(epilog="Example: nelm evidence audit --detail")
@gathers(AuditRequest, ShownRequest)
def audit(request: AuditRequest, shown: ShownRequest) -> int:
    """Recompute every summary figure of the source; 1 when a finding is not the one on record."""
    from nelm.cli import evidence

    return evidence.audit_source(request, shown)


@app.command(epilog="Example: nelm evidence trials prrt")
def trials(
    option: Annotated[str | None, typer.Argument(help="Only trials on this option.")] = None,
    pack: PackName = DEFAULT_PACK,
    as_json: AsJson = False,
    csv: AsCsv = False,
) -> int:
    """List the trials that the source calls ongoing: status then, status since, what for."""
    from nelm.cli import evidence

    return evidence.list_trials(option, pack, ShownRequest(as_json, csv))


@app.command(epilog="Example: nelm evidence template > studies.csv")
def template(
    columns: Annotated[
        bool, typer.Option("--columns", help="Explain the columns instead.")
    ] = False,
) -> int:
    """Print an empty table for studies of your own, with one example row."""
    from nelm.cli import ledgers

    return ledgers.template(columns)


@app.command(epilog="Example: nelm evidence add studies.csv --ledger nelm.jsonl --by 'A. Reader'")
@gathers(AdditionRequest)
def add(request: AdditionRequest) -> int:
    """Add studies to a ledger and show every pooled result they move."""
    from nelm.cli import ledgers

    return ledgers.add(request)


@app.command(epilog="Example: nelm evidence history --ledger nelm.jsonl")
def history(
    ledger: Annotated[Path, typer.Option(metavar="FILE", help="The ledger.")],
    pack: PackName = DEFAULT_PACK,
    as_json: AsJson = False,
    csv: AsCsv = False,
) -> int:
    """Show every addition to a ledger and what it moved."""
    from nelm.cli import ledgers

    return ledgers.history(ledger, pack, ShownRequest(as_json, csv))
