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
