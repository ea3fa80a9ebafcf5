"""The commands about case files."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from nelm.case.known import known_facts
from nelm.case.problem import InputError
from nelm.case.reading import read_case
from nelm.case.schema import case_schema
from nelm.case.template import case_template

BAD_INPUT, FINDING = 2, 1


def check(path: Path, as_json: bool) -> int:
    """Print everything to question about a case file."""
    try:
        known = known_facts(read_case(path))
    except InputError as error:
        if not as_json:
            raise
        problems = [{"kind": "error", "says": str(problem)} for problem in error.problems]
        typer.echo(json.dumps(problems, indent=2))
        return BAD_INPUT
    found = [{"kind": f.kind, "facts": list(f.facts), "says": f.says} for f in known.findings]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
    else:
        stated = sum(entry.stated != "unknown" for entry in known.entries.values())
        for finding in known.findings:
            typer.echo(f"{finding.kind}: {finding.says} [{', '.join(finding.facts)}]")
        typer.echo(
            f"{stated} facts stated, {len(known.derived)} derived, {len(found)} to question."
        )
    return FINDING if found else 0


def template(minimal: bool) -> int:
    """Print a case file to fill in."""
    typer.echo(case_template(minimal=minimal), nl=False)
    return 0


def schema() -> int:
    """Print the JSON Schema of case files."""
    typer.echo(json.dumps(case_schema(), indent=2, ensure_ascii=False))
    return 0
