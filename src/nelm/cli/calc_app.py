"""`nelm calc`: its commands are made from the catalog, which is loaded when one is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


class CatalogGroup(TyperGroup):
    """Commands of its own, and one for every calculator of the catalog."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Own commands first, then the calculators."""
        from nelm.cli.calculate import command_names

        return list(dict.fromkeys((*self.commands, *command_names())))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, made when asked for."""
        if cmd_name not in self.commands:
            from nelm.cli.calculate import find_command

            self.commands[cmd_name] = find_command(cmd_name)
        return self.commands[cmd_name]


app = typer.Typer(
    cls=CatalogGroup,
    no_args_is_help=True,
    help="One planning number by one published method.\n\n"
    "Each says its formula, constants and source, and whether they were read there.",
    epilog="\b\nExamples:\nnelm calc list\nnelm calc y90-lung-dose --help\n"
    "nelm calc score-albi --bilirubin-umol-l 20 --albumin-g-l 40",
)


@app.callback()
def _calc() -> None:
    """Make a group of it, with one command of its own as with many."""


@app.command("list", epilog="Example: nelm calc list")
def list_calculators(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> int:
    """List every calculator with what it gives and whether it was read or recalled."""
    from nelm.cli import calculate

    return calculate.list_calculators(as_json)


@app.command("limits", epilog="Example: nelm calc limits tare-glass")
def limits(
    words: Annotated[
        str | None,
        typer.Argument(
            metavar="WORDS", help="Only limits whose name holds this: tare, prrt-kidney."
        ),
    ] = None,
    site: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Values of a site, with author and date."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> int:
    """Show limits and reference lines with value, scope, source and whether they were read."""
    from nelm.cli.limits import show_limits

    return show_limits(words, site, as_json)


@app.command("table", epilog="Example: nelm calc table score-albi patients.csv --keep patient")
def table(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A calculator, as `nelm calc list` names it.")
    ],
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV; a column for each argument, by its name.")
    ],
    keep: Annotated[
        list[str],
        typer.Option(metavar="COLUMN", help="A column that is only handed on; repeatable."),
    ] = [],  # noqa: B006  (typer copies it)
    out: Annotated[Path | None, typer.Option(help="A file instead of the screen.")] = None,
) -> int:
    """Run a calculator on every row of a table; what is refused stands in its row.

    The exit code is 1 when a row has no result.
    """
    from nelm.cli.calc_table import calculate_table

    return calculate_table(name, file, keep, out)
