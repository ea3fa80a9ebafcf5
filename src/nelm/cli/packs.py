"""The commands about packs."""

from __future__ import annotations

import json

import typer

from nelm.case.problem import NelmError, Problem
from nelm.evidence.tables.lint import known_findings, lint_evidence
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.linter import lint
from nelm.knowledge.loader import load_pack, pack_names
from nelm.knowledge.pack import Pack
from nelm.reports.pack_page import pack_text

FINDING = 1


def list_packs(as_json: bool) -> int:
    """Print the packs that come with nelm."""
    packs = [load_pack(name) for name in pack_names()]
    if as_json:
        typer.echo(json.dumps([_head(pack) for pack in packs], indent=2))
    for pack in [] if as_json else packs:
        head = _head(pack)
        typer.echo(
            f"{head['id']} {head['version']} ({str(head['content_hash'])[:12]}): "
            f"{len(pack.options)} options, {len(pack.statements)} statements"
        )
        typer.echo(f"  {head['citation']}")
    return 0


def _head(pack: Pack) -> dict[str, object]:
    manifest = pack.manifest
    return {
        "id": manifest.id,
        "version": manifest.version,
        "content_hash": pack.content_hash,
        "citation": manifest.citation,
        "doi": manifest.doi,
        "options": [option.id for option in pack.options],
        "statements": len(pack.statements),
    }


def show(name: str, option: str | None, as_json: bool) -> int:
    """Print a pack, or one option of it, for reading."""
    pack = load_pack(name)
    try:
        chosen = None if option is None else pack.find_option(option).id
    except LookupError as error:
        raise NelmError(str(error)) from None
    if not as_json:
        typer.echo(pack_text(pack, chosen))
        return 0
    options = [o for o in pack.options if chosen in (None, o.id)]
    statements = pack.statements if chosen is None else pack.statements_of(chosen)
    content = {
        "pack": _head(pack),
        "options": [o.model_dump(mode="json") for o in options],
        "statements": [s.model_dump(mode="json", exclude_none=True) for s in statements],
    }
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
    return 0


def lint_pack(name: str, as_json: bool) -> int:
    """Print what breaks the rules in a pack and its study tables; known defects as known."""
    pack = load_pack(name)
    evidence = load_evidence(pack)
    problems = [*lint(pack), *lint_evidence(pack, evidence)]
    known = known_findings(pack, evidence)
    if as_json:
        rows = [_row(problem, None) for problem in problems]
        rows += [_row(finding.problem, finding.because) for finding in known]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        for finding in known:
            typer.echo(f"known: {finding.problem}. {finding.because}")
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{name}: {len(problems)} problems, {len(known)} known defects of its tables")
    return FINDING if problems else 0


def _row(problem: Problem, known_because: str | None) -> dict[str, str | int | None]:
    return {
        "field": problem.field,
        "value": problem.value,
        "allowed": problem.allowed,
        "file": problem.file,
        "line": problem.line,
        "known_because": known_because,
    }
