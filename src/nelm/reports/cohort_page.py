"""A cohort report as one HTML page with its pictures inside, and as CSV tables."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from nelm.assessment.compose import WORDS
from nelm.assessment.sheet import INTENDED_USE
from nelm.assessment.verdict import Label
from nelm.reports.registry_plots import funnel_figure, labels_figure, survival_figure

if TYPE_CHECKING:
    from nelm.registry.cohort import CountTable
    from nelm.registry.funnel import Step
    from nelm.registry.report import CohortReport

HIDDEN = "hidden"


def render_cohort(report: CohortReport) -> str:
    """The report as one HTML file without network references."""
    environment = Environment(
        loader=PackageLoader("nelm.reports"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = _cell
    environment.filters["label"] = lambda label: WORDS[Label(label)]
    funnels = [(name, steps, _funnel_picture(name, steps)) for name, steps in report.funnels]
    labels = [(table, _inline(labels_figure(table))) for table in report.labels]
    curves = report.survival
    picture = _inline(survival_figure(curves)) if curves and curves.curves else None
    return environment.get_template("cohort.html").render(
        report=report,
        labels=labels,
        funnels=funnels,
        survival_picture=picture,
        intended_use=INTENDED_USE,
    )


def cohort_tables(report: CohortReport) -> dict[str, str]:
    """CSV texts by file name."""
    tables = {f"labels-{_slug(table.title)}.csv": count_csv(table) for table in report.labels}
    tables["missing.csv"] = _csv([("fact", "share_unknown"), *report.missing])
    for name, steps in report.funnels:
        rows = [(s.statement, s.says, _cell(s.met), _cell(s.possible)) for s in steps]
        header = ("statement", "criterion", "met", "possible")
        tables[f"funnel-{_slug(name)}.csv"] = _csv([header, *rows])
    if report.concordance is not None:
        tables["concordance.csv"] = count_csv(report.concordance)
    return tables


def count_csv(table: CountTable) -> str:
    """A table of counts as CSV; hidden counts read `hidden`."""
    rows = [
        (name, *map(_cell, cells), total)
        for name, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)
    ]
    return _csv([(table.title, *table.columns, "total"), *rows])


def _cell(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def _csv(rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")


def _funnel_picture(name: str, steps: Sequence[Step]) -> Markup:
    bars = [(f"{step.statement} {step.says}"[:48], step.possible or 0) for step in steps]
    return _inline(funnel_figure(bars, f"{name}: cases not known to fail"))


def _inline(svg: bytes) -> Markup:
    """An SVG of our own making without its XML prolog, to stand inside HTML."""
    text = svg.decode()
    return Markup(text[text.index("<svg") :])
