"""The door: parse, call one function, render; exit codes are decided here and nowhere else.

0 done, 1 a finding (lint, check), 2 bad input, 3 an error inside nelm.
"""

from __future__ import annotations

import sys
import traceback

import typer

from nelm.case.problem import NelmError
from nelm.cli.app import app

BAD_INPUT, INTERNAL = 2, 3


def main(arguments: list[str] | None = None) -> None:
    """Run a command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run a command line and return its exit code; nothing is raised."""
    try:
        app(args=arguments, prog_name="nelm")
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else BAD_INPUT
    except NelmError as error:
        typer.echo(f"nelm: {error}", err=True)
        return BAD_INPUT
    except Exception as error:  # the last resort: say where, never what the patient data were
        typer.echo(f"nelm: internal error, please report: {_place(error)}", err=True)
        return INTERNAL
    return 0


def _place(error: Exception) -> str:
    """Kind of an error and the line of code it came from, without any value."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, line {frame.lineno} of {frame.filename}"
