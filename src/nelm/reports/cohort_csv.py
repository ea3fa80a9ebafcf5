"""The tables of a cohort report as CSV; hidden counts read `hidden`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from nelm.registry.cohorts.survival import YEAR

if TYPE_CHECKING:
    from nelm.registry.cohorts.cohort import CountTable
    from nelm.registry.cohorts.follow_up import SurvivalReport
    from nelm.registry.cohorts.overlap import Overlap
    from nelm.registry.cohorts.report import CohortReport

HIDDEN = "hidden"
Line = Sequence[object]


def cohort_tables(report: CohortReport) -> dict[str, str]:
    """CSV texts by file name."""
    rows = [("rows", report.rows), ("assessed", report.cases), ("rejected", report.rejected)]
    tables = {"cases.csv": _csv([("what", "number"), *rows])}
    tables |= {f"labels-{_slug(table.title)}.csv": count_csv(table) for table in report.labels}
    tables["overlap.csv"] = _csv(_overlap(report.overlap))
    tables["missing.csv"] = _csv([("fact", "share_unknown"), *report.missing])
    tables["closing.csv"] = _csv(_closing(report.closing))
    for name, steps in report.funnels:
        lines = [(s.statement, s.says, cell(s.met), cell(s.possible)) for s in steps]
        header = ("statement", "criterion", "met", "possible")
        tables[f"funnel-{_slug(name)}.csv"] = _csv([header, *lines])
    if report.concordance is not None:
        tables["concordance.csv"] = count_csv(report.concordance)
    curves = [*filter(None, [report.survival]), *report.label_survival]
    if curves:
        tables["survival.csv"] = _csv(_points(curves))
        tables["survival-groups.csv"] = _csv(_groups(curves))
        tables["numbers-at-risk.csv"] = _csv(_at_risk(curves))
    return tables


def count_csv(table: CountTable) -> str:
    """A table of counts as CSV."""
    rows = [
        (name, *map(cell, cells), cell(total))
        for name, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True)
    ]
    return _csv([(table.title, *table.columns, "total"), *rows])


def cell(count: int | None) -> str:
    """A count, or the word for one that is hidden."""
    return HIDDEN if count is None else str(count)


def _overlap(found: Overlap) -> Iterator[Line]:
    yield ("cases", *found.options)
    for combination, count in found.shown:
        yield (count, *("yes" if option in combination else "no" for option in found.options))
    if found.further:
        yield (found.others, *["other combinations"] * len(found.options))


def _closing(tables: Sequence[CountTable]) -> Iterator[Line]:
    yield ("answer", "fact", *tables[0].columns, "open")
    for table in tables:
        for fact, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
            yield (table.title, fact, *map(cell, cells), cell(total))


def _points(reports: Sequence[SurvivalReport]) -> Iterator[Line]:
    yield ("grouping", "group", "months", "alive", "low", "high")
    for report in reports:
        for curve in report.curves:
            points = zip(curve.months, curve.survival, curve.low, curve.high, strict=True)
            for months, *shares in points:
                yield (report.title, curve.group, months, *(f"{share:.6g}" for share in shares))


def _groups(reports: Sequence[SurvivalReport]) -> Iterator[Line]:
    yield ("grouping", "group", "patients", "deaths", "median_months", "median_low", "median_high")
    for report in reports:
        for curve in report.curves:
            medians = ("" if months is None else months for months in curve.median)
            yield (report.title, curve.group, curve.n, cell(curve.events), *medians)
        for group in report.hidden:
            yield (report.title, group, *[HIDDEN] * 5)


def _at_risk(reports: Sequence[SurvivalReport]) -> Iterator[Line]:
    yield ("grouping", "group", "months", "at_risk")
    for report in reports:
        for curve in report.curves:
            for year, count in enumerate(curve.at_risk):
                yield (report.title, curve.group, YEAR * year, cell(count))


def _csv(rows: Iterable[Line]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower()).strip("-")
