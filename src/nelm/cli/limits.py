"""The command that shows limits."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from nelm.planning.limits_file import load_limits
from nelm.reports.limits_page import limits_blocks
from nelm.reports.page import as_text


def show_limits(words: str | None, site: Path | None, as_json: bool) -> int:
    """Print limits whose id holds the words, with the values of a site."""
    limits = [
        limit for limit in load_limits(site=site).rows if words is None or words.lower() in limit.id
    ]
    if as_json:
        rows = [limit.model_dump(mode="json") for limit in limits]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        typer.echo(as_text(limits_blocks(limits)), nl=False)
    return 0
