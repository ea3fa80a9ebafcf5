"""What people ask of the evidence on the command line, as frozen forms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from nelm.cli.requests import DEFAULT_PACK


@dataclass(frozen=True)
class TablesRequest:
    """Whose study tables: a pack's, with a ledger of additions or a table of one's own."""

    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    ledger: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also the studies of this ledger.")
    ] = None
    table: Annotated[
        Path | None, typer.Option("--with", metavar="CSV", help="Also the studies of this table.")
    ] = None


@dataclass(frozen=True)
class QuestionRequest:
    """Which outcome after which options."""

    option: Annotated[
        list[str],
        typer.Argument(
            metavar="OPTION...", help="Options or a group, pooled together: tae tace; embolization."
        ),
    ]
    measure: Annotated[
        str,
        typer.Option(
            "--measure",
            metavar="OUTCOME",
            help="response, symptoms, stable, control, pfs, ttp or os, or its whole name.",
        ),
    ] = "response"


@dataclass(frozen=True)
class ReadingRequest:
    """How the tables are read."""

    as_printed: Annotated[
        bool, typer.Option("--as-printed", help="Values and endpoints as the source prints them.")
    ] = False
    values: Annotated[str | None, typer.Option(help="corrected (default) or printed values.")] = (
        None
    )
    endpoints: Annotated[
        str | None, typer.Option(help="Figures by their own name, or as_printed above the column.")
    ] = None
    arms: Annotated[str, typer.Option(help="Arms of a study together or apart.")] = "together"
    means: Annotated[str, typer.Option(help="Mean survival times: times_ln2 or out.")] = "times_ln2"
    merged: Annotated[
        str, typer.Option(help="Cells merged with stable disease: out or as_response.")
    ] = "out"
    overlap: Annotated[
        str, typer.Option(help="Studies that share patients: kept or one_per_cohort.")
    ] = "kept"
    doubtful: Annotated[str, typer.Option(help="Rows with a doubt: kept or out.")] = "kept"
    variance: Annotated[
        str, typer.Option(help="Of medians without interval: kaplan_meier or exponential.")
    ] = "kaplan_meier"


@dataclass(frozen=True)
class GroupRequest:
    """Subgroups."""

    by: Annotated[
        str | None, typer.Option(help="Subgroups by option, criteria, decade or confidence.")
    ] = None


@dataclass(frozen=True)
class ShownRequest:
    """Text for people, JSON for programs, CSV for a table."""

    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False
    csv: Annotated[bool, typer.Option("--csv", help="Print the rows as CSV.")] = False


@dataclass(frozen=True)
class PictureRequest:
    """Where a picture goes."""

    out: Annotated[Path, typer.Option(metavar="FILE", help="A .svg or .png file.")]


@dataclass(frozen=True)
class MaybePictureRequest:
    """Where a picture goes, if one is wanted."""

    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also a picture, .svg or .png.")
    ] = None


@dataclass(frozen=True)
class CovariatesRequest:
    """The patient, or the kind of series, that is asked about, and which outcome."""

    option: Annotated[
        list[str],
        typer.Argument(metavar="OPTION...", help="Options or a group, pooled together."),
    ]
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="OUTCOME",
            help="One outcome; without it response, symptoms, pfs and os.",
        ),
    ] = None

    small_bowel: Annotated[
        float | None,
        typer.Option("--small-bowel-percent", help="Share with a small-bowel primary."),
    ] = None
    pancreas: Annotated[
        float | None, typer.Option("--pancreas-percent", help="Share with a pancreatic primary.")
    ] = None
    year: Annotated[float | None, typer.Option(help="Year of publication.")] = None


@dataclass(frozen=True)
class AdditionRequest:
    """Studies to add to a ledger."""

    table: Annotated[Path, typer.Argument(metavar="CSV", help="Study table to add.")]
    ledger: Annotated[Path, typer.Option(metavar="FILE", help="The ledger; made if not there.")]
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who adds the studies.")]
    note: Annotated[str | None, typer.Option(help="Why, in a sentence.")] = None
    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False


@dataclass(frozen=True)
class ListRequest:
    """What to list."""

    option: Annotated[
        str | None, typer.Argument(help="An option or group; without it every option.")
    ] = None


@dataclass(frozen=True)
class AuditRequest:
    """Which source to audit, and how much to print."""

    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    detail: Annotated[bool, typer.Option("--detail", help="Every reading of every claim.")] = False
