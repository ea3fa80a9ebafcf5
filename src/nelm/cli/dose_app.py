"""`nelm dose`: absorbed dose of every voxel from a request in a file; loaded when it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from nelm.cli.requests import gathers

app = typer.Typer(
    no_args_is_help=True,
    help="Dose of every voxel of an image: 90Y, 177Lu.\n\n"
    "Print a request, fill it in, run it; what it says in JSON goes into a plan (--dose).",
    epilog="\b\nExamples:\nnelm dose template > dose.yaml\nnelm dose run dose.yaml --dvh dvh.svg\n"
    "nelm dose run dose.yaml --json > dose.json",
)


@dataclass(frozen=True)
class DoseFiles:
    """A request, what is to be written of it, and how the numbers are printed."""

    request: Annotated[
        Path, typer.Argument(metavar="REQUEST", help="YAML or JSON; see `nelm dose template`.")
    ]
    dose: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also the dose map, .nii or .nii.gz.")
    ] = None
    dvh: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also the histograms, .svg or .png.")
    ] = None
    slices: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also three slices, .svg or .png.")
    ] = None
    at: Annotated[
        str | None,
        typer.Option(metavar="STRUCTURE", help="Slices there, not at the highest dose."),
    ] = None
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also the curves of the histograms, .csv.")
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False


@app.command(epilog="Example: nelm dose template > dose.yaml")
def template() -> int:
    """Print a commented request; every field is still unknown."""
    from nelm.cli import dose

    return dose.template()


@app.command(epilog="Example: nelm dose run dose.yaml --dose dose.nii.gz --dvh dvh.svg")
@gathers(DoseFiles)
def run(asked: DoseFiles) -> int:
    """Compute the dose that a request asks for; files are written at the end, all or none."""
    from nelm.cli import dose

    return dose.run_request(asked)
