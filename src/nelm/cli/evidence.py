"""The commands that show the study tables, the audit and the trials."""

from __future__ import annotations

import json

import typer

from nelm.case.problem import InputError, Problem
from nelm.cli.csv_output import print_csv
from nelm.cli.evidence_requests import AuditRequest, ShownRequest, TablesRequest
from nelm.cli.evidence_words import options_of, tables_of
from nelm.evidence.audit.claims import audit_claims
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack
from nelm.reports.evidence_audit_page import audit_blocks, audit_rows
from nelm.reports.evidence_trials_page import trials_blocks, trials_rows
from nelm.reports.page import as_text
from nelm.reports.study_page import (
    list_blocks,
    option_rows,
    study_blocks,
    study_list_blocks,
    study_rows,
)

FINDING = 1


def list_studies(option: str | None, tables: TablesRequest, shown: ShownRequest) -> int:
    """Print what the tables hold: outcomes by option, or the studies on one."""
    pack, evidence = tables_of(tables)
    if option is None:
        rows = option_rows(evidence, pack.option)
        blocks = list_blocks(rows, pack)
    else:
        rows = study_rows(evidence, tuple(options_of(option, pack)))
        blocks = study_list_blocks(rows, option)
    if shown.as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif shown.csv:
        print_csv(rows)
    else:
        typer.echo(as_text(blocks), nl=False)
    return 0


def show_study(study: str, name: str, shown: ShownRequest) -> int:
    """Print one study, cell by cell."""
    pack = load_pack(name)
    evidence = load_evidence(pack)
    known = [each.study for each in evidence.studies]
    if study not in known:
        near = [each for each in known if each.startswith(study[:3].lower())]
        allowed = ", ".join(near) or "a study that `nelm evidence list OPTION` names"
        raise InputError([Problem("STUDY", study, allowed)])
    if shown.csv:
        print_csv([o.model_dump(mode="json") for o in evidence.outcomes_of(study)])
        return 0
    if not shown.as_json:
        typer.echo(as_text(study_blocks(evidence, pack, study)), nl=False)
        return 0
    content = {
        "study": evidence.study(study).model_dump(mode="json"),
        "arms": [arm.model_dump(mode="json") for arm in evidence.arms_of(study)],
        "outcomes": [o.model_dump(mode="json") for o in evidence.outcomes_of(study)],
        "cohorts": [c.model_dump(mode="json") for c in evidence.cohorts if c.study == study],
    }
    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))
    return 0


def audit_source(request: AuditRequest, shown: ShownRequest) -> int:
    """Print which claims of the source its own tables give; 1 when that has changed."""
    audited = audit_claims(load_evidence(load_pack(request.pack)))
    if shown.as_json:
        typer.echo(json.dumps(audit_rows(audited), indent=2, ensure_ascii=False))
    elif shown.csv:
        print_csv(audit_rows(audited))
    else:
        typer.echo(as_text(audit_blocks(audited, request.detail)), nl=False)
    return FINDING if any(claim.changed for claim in audited) else 0


def list_trials(option: str | None, name: str, shown: ShownRequest) -> int:
    """Print the trials of the source, then and since."""
    pack = load_pack(name)
    options = set(pack.option) if option is None else set(options_of(option, pack))
    evidence = load_evidence(pack)
    wanted = [trial for trial in evidence.trials if option is None or options & set(trial.options)]
    rows = trials_rows(wanted, evidence.trial_statuses)
    if shown.as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif shown.csv:
        print_csv(rows, ("nct",))
    else:
        typer.echo(as_text(trials_blocks(wanted, evidence.trial_statuses)), nl=False)
    return 0
