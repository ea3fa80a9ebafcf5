"""The commands that pool: result, plots, influence, profile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

import typer
from rich.console import Console

from nelm.case.problem import InputError, Problem
from nelm.cli.arguments import save
from nelm.cli.csv_output import print_csv
from nelm.cli.evidence_requests import (
    CovariatesRequest,
    GroupRequest,
    MaybePictureRequest,
    PictureRequest,
    QuestionRequest,
    ReadingRequest,
    ShownRequest,
    TablesRequest,
)
from nelm.cli.evidence_words import grouping_of, question_of, reading_of, tables_of
from nelm.evidence.estimate import Estimate, Failure, Moderator
from nelm.evidence.expectation import EXPECTED
from nelm.evidence.pool import pool
from nelm.evidence.profiles import profile
from nelm.evidence.robustness import StudyEffect, robustness
from nelm.reports.drawing import FORMATS
from nelm.reports.evidence_page import ROW_COLUMNS, estimate_blocks, estimate_rows
from nelm.reports.forest_plot import forest_figure
from nelm.reports.funnel_plot import funnel_figure
from nelm.reports.page import as_text
from nelm.reports.robustness_page import profile_blocks, robustness_blocks
from nelm.reports.shift_plot import influence_figure

FINDING = 1
Asked: TypeAlias = tuple[QuestionRequest, TablesRequest, ReadingRequest]


def pool_outcome(asked: Asked, groups: GroupRequest, shown: ShownRequest) -> int:
    """Print a pooled outcome; 1 when there is no number."""
    found = _pooled(asked, groups)
    if shown.as_json:
        typer.echo(found.model_dump_json(indent=2))
    elif shown.csv:
        print_csv(estimate_rows(found), ROW_COLUMNS)
        _say(found.failure)
    else:
        typer.echo(as_text(estimate_blocks(found)), nl=False)
    return FINDING if found.summary is None else 0


def draw_forest(asked: Asked, groups: GroupRequest, picture: PictureRequest) -> int:
    """Write a forest plot."""
    format_ = picture_format(picture.out)
    found = _pooled(asked, groups)
    with Console(stderr=True).status("drawing"):
        content = forest_figure(found, format_)
    save(picture.out, content)
    typer.echo(f"forest plot: {picture.out}")
    return 0


def draw_funnel(asked: Asked, picture: PictureRequest) -> int:
    """Write a funnel plot."""
    format_ = picture_format(picture.out)
    found = _pooled(asked, GroupRequest())
    with Console(stderr=True).status("drawing"):
        content = funnel_figure(found, format_)
    save(picture.out, content)
    typer.echo(f"funnel plot: {picture.out}")
    return 0


def show_influence(asked: Asked, shown: ShownRequest, picture: MaybePictureRequest) -> int:
    """Print what each study does to a pooled outcome; draw it if a file is named."""
    format_ = None if picture.out is None else picture_format(picture.out)
    question, tables, reading = asked
    pack, evidence = tables_of(tables)
    asked_for, how = question_of(question, pack), reading_of(reading)
    with Console(stderr=True).status("leaving out each study in turn"):
        found = robustness(evidence, asked_for, how)
    if picture.out is not None and format_ is not None:
        whole = _pooled(asked, GroupRequest()).summary
        if whole is None:
            raise InputError([Problem("--out", str(picture.out), "studies that can be pooled")])
        save(picture.out, influence_figure(found, whole, format_))
    if shown.as_json:
        typer.echo(found.model_dump_json(indent=2))
    elif shown.csv:
        print_csv([row.model_dump() for row in found.rows], list(StudyEffect.model_fields))
        _say(found.failure)
    else:
        typer.echo(as_text(robustness_blocks(found)), nl=False)
    return FINDING if found.failure is not None else 0


def show_profile(
    covariates: CovariatesRequest, asked: tuple[TablesRequest, ReadingRequest], shown: ShownRequest
) -> int:
    """Print the outcomes of series like a patient; 1 when none can be given."""
    values: dict[Moderator, float | None] = {
        "small_bowel_percent": covariates.small_bowel,
        "pancreas_percent": covariates.pancreas,
        "year": covariates.year,
    }
    wanted = {name: value for name, value in values.items() if value is not None}
    if not wanted:
        allowed = "at least one of --small-bowel-percent, --pancreas-percent, --year"
        raise InputError([Problem("covariates", "none given", allowed)])
    pack, evidence = tables_of(asked[0])
    reading = reading_of(asked[1])
    found = []
    for measure in EXPECTED if covariates.measure is None else (covariates.measure,):
        question = question_of(QuestionRequest(covariates.option, measure), pack)
        found.append(profile(evidence, question, wanted, reading))
    if shown.as_json:
        rows = [each.model_dump(mode="json") for each in found]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif shown.csv:
        print_csv([each.model_dump(exclude={"slopes"}) for each in found])
    else:
        typer.echo(as_text(block for each in found for block in profile_blocks(each)), nl=False)
    return FINDING if all(each.failure is not None for each in found) else 0


def _say(failure: Failure | None) -> None:
    """Tell why there is no number beside a table that has no place for it."""
    if failure is not None:
        typer.echo(f"nelm: {failure.text}", err=True)


def _pooled(asked: Asked, groups: GroupRequest) -> Estimate:
    question, tables, reading = asked
    pack, evidence = tables_of(tables)
    asked_for, how, by = question_of(question, pack), reading_of(reading), grouping_of(groups.by)
    with Console(stderr=True).status("pooling"):
        return pool(evidence, asked_for, how, by=by)


def picture_format(out: Path) -> str:
    """The format of a picture, by the name of its file."""
    ending = out.suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise InputError([Problem("--out", str(out), "a .svg or .png file")])
    return ending
