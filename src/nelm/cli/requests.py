"""What people ask on the command line, as frozen forms that a command gathers from its options."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

DEFAULT_PACK = "dermine2019"
# Not a Path: that would make `postgresql:/` of `postgresql://`.
Registry = Annotated[
    str,
    typer.Argument(
        metavar="REGISTRY",
        help="A CSV, Parquet or DuckDB file, or postgresql://USER@HOST/DATABASE.",
    ),
]
Table = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Table of the database; needed where it has several."),
]


@dataclass(frozen=True)
class CaseRequest:
    """A case, the pack that answers and its parameters."""

    case: Annotated[Path, typer.Argument(metavar="CASE", help="A case file, YAML or JSON.")]
    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable."),
    ] = field(default_factory=list)


@dataclass(frozen=True)
class PackRequest:
    """A pack and its parameters."""

    pack: Annotated[str, typer.Argument(help="A pack by name or folder.")] = DEFAULT_PACK
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable."),
    ] = field(default_factory=list)


@dataclass(frozen=True)
class ExportRequest:
    """The language of an export, and where it goes."""

    form: Annotated[
        str, typer.Option("--format", help="cql, elm, plandefinition or modelinfo.")
    ] = "cql"
    out: Annotated[Path | None, typer.Option(help="A file instead of the screen.")] = None


@dataclass(frozen=True)
class JsonRequest:
    """Text for people or JSON for programs."""

    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False


@dataclass(frozen=True)
class DiffRequest:
    """Two packs, or one pack at two settings."""

    first: Annotated[str, typer.Argument(help="A pack by name or folder.")]
    second: Annotated[str, typer.Argument(help="Another pack, or the same.")]
    first_settings: Annotated[
        list[str], typer.Option("--set-first", metavar="NAME=VALUE", help="For the first.")
    ] = field(default_factory=list)
    second_settings: Annotated[
        list[str], typer.Option("--set-second", metavar="NAME=VALUE", help="For the second.")
    ] = field(default_factory=list)
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False


@dataclass(frozen=True)
class TemplateRequest:
    """Which empty table is wanted."""

    out: Annotated[
        Path | None, typer.Option(help="Write a .parquet or .csv file instead of printing CSV.")
    ] = None
    bounds: Annotated[
        bool, typer.Option("--bounds", help="Also columns for numbers known as bounds or ranges.")
    ] = False


@dataclass(frozen=True)
class CheckRequest:
    """A registry to check."""

    registry: Registry
    rejects: Annotated[Path, typer.Option(help="CSV file for everything wrong with the rows.")] = (
        Path("rejects.csv")
    )
    memory: Annotated[str, typer.Option(help="Memory that DuckDB may use.")] = "4GB"
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False
    table: Table = None


@dataclass(frozen=True)
class AssessRequest:
    """A registry to assess, and how."""

    registry: Registry
    out: Annotated[
        str, typer.Option(help="Parquet file for the verdicts; for Spark a folder, or its URL.")
    ]
    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; repeatable."),
    ] = field(default_factory=list)
    engine: Annotated[str, typer.Option(help="bits, duckdb, polars or spark.")] = "bits"
    master: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Cluster of Spark, such as spark://HOST:7077 or local[2]."
        ),
    ] = None
    rejects: Annotated[
        Path | None, typer.Option(help="CSV file for rows left out; default: beside OUT.")
    ] = None
    memory: Annotated[str, typer.Option(help="Memory that DuckDB may use.")] = "4GB"
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False
    table: Table = None


@dataclass(frozen=True)
class SweepRequest:
    """A registry to judge under many parameter values."""

    registry: Registry
    vary: Annotated[
        list[str],
        typer.Option("--vary", metavar="NAME=VALUE,VALUE", help="Values to try; repeatable."),
    ]
    out: Annotated[Path | None, typer.Option(help="CSV file for all counts.")] = None
    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    settings: Annotated[
        list[str],
        typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter in every set."),
    ] = field(default_factory=list)
    memory: Annotated[str, typer.Option(help="Memory that DuckDB may use.")] = "4GB"
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False
    table: Table = None


@dataclass(frozen=True)
class CohortRequest:
    """A registry, its verdicts, and how to count."""

    cases: Annotated[
        str, typer.Argument(metavar="CASES", help="The registry: a file or a database.")
    ]
    verdicts: Annotated[Path, typer.Argument(metavar="VERDICTS", help="Its verdicts, Parquet.")]
    out: Annotated[Path, typer.Option(help="Folder for the page and its tables.")]
    pack: Annotated[str, typer.Option("--pack", help="A pack by name or folder.")] = DEFAULT_PACK
    by: Annotated[str | None, typer.Option(help="Count by year, center or primary_site.")] = None
    threshold: Annotated[int, typer.Option(help="Smallest count that is shown.")] = 5
    table: Table = None


@dataclass(frozen=True)
class SheetRequest:
    """What the sheet should hold."""

    option: Annotated[
        list[str],
        typer.Option("--option", metavar="OPTION", help="Print only this block; repeatable."),
    ] = field(default_factory=list)
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Try every alternative parameter value.")
    ] = False


@dataclass(frozen=True)
class ExplainRequest:
    """Which option to explain, and how."""

    option: Annotated[str, typer.Argument(help="An option: id, code or part of its name.")]
    row: Annotated[
        str | None,
        typer.Option(metavar="CASE_ID", help="Which row, when CASE is a file of verdicts."),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False


@dataclass(frozen=True)
class Output:
    """Where the sheet goes."""

    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False
    html: Annotated[Path | None, typer.Option(help="Also write the sheet as HTML.")] = None
    pdf: Annotated[Path | None, typer.Option(help="Also write the sheet as PDF.")] = None


def gathers(*forms: type[Any]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Let a command receive whole forms; each field of a form is an option of the command."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        def gathered(**options: Any) -> int:
            return command(*(_filled(form, options) for form in forms))

        parameters = [p for form in forms for p in _parameters(form)]
        gathered.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        gathered.__annotations__ = {p.name: p.annotation for p in parameters}
        gathered.__name__, gathered.__doc__ = command.__name__, command.__doc__
        return gathered

    return decorate


def _filled(form: type[Any], options: dict[str, Any]) -> Any:
    return form(**{f.name: options[f.name] for f in dataclasses.fields(form)})


def _parameters(form: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(form, include_extras=True)
    return [
        inspect.Parameter(
            f.name, inspect.Parameter.KEYWORD_ONLY, default=_default(f), annotation=hints[f.name]
        )
        for f in dataclasses.fields(form)
    ]


def _default(form_field: dataclasses.Field[Any]) -> Any:
    if form_field.default_factory is not dataclasses.MISSING:
        return form_field.default_factory()
    no_default = form_field.default is dataclasses.MISSING
    return inspect.Parameter.empty if no_default else form_field.default
