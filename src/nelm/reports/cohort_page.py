"""A cohort report as one HTML page with its pictures inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from nelm.assessment.compose import WORDS
from nelm.assessment.sheet import INTENDED_USE
from nelm.assessment.verdict import Label
from nelm.case.vocabulary import vocabulary
from nelm.registry.cohorts.survival import YEAR
from nelm.reports.cohort_csv import HIDDEN
from nelm.reports.overlap_plot import overlap_figure
from nelm.reports.registry_plots import closing_figure, funnel_figure, labels_figure
from nelm.reports.survival_plot import survival_figure

if TYPE_CHECKING:
    from nelm.registry.cohorts.cohort import CountTable
    from nelm.registry.cohorts.follow_up import SurvivalReport
    from nelm.registry.cohorts.funnel import Step
    from nelm.registry.cohorts.overlap import Combination
    from nelm.registry.cohorts.report import CohortReport

CLOSING_WORDS = {
    "closes": "unknown, closes the answer",
    "may_close": "unknown, may close it",
    "not_enough": "unknown, not enough alone",
    "known": "known",
}


def render_cohort(report: CohortReport) -> str:
    """The report as one HTML file without network references."""
    labels = {label.value: words for label, words in WORDS.items()}
    curves = [*filter(None, [report.survival]), *report.label_survival]
    return _environment(report).get_template("cohort.html").render(
        report=report,
        labels=[(table, _inline(labels_figure(table))) for table in report.labels],
        overlap_picture=_inline(overlap_figure(report.overlap, report.names)),
        closing=[(table, _closing_picture(table)) for table in report.closing],
        funnels=[(name, steps, _funnel_picture(name, steps)) for name, steps in report.funnels],
        survival=[_survival(curve, report.names | labels) for curve in curves],
        intended_use=INTENDED_USE,
    )  # fmt: skip


def _environment(report: CohortReport) -> Environment:
    environment = Environment(
        loader=PackageLoader("nelm.reports"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = report.names | {label.value: words for label, words in WORDS.items()}
    environment.filters |= {
        "cell": _cell,
        "label": lambda label: WORDS[Label(label)],
        "fact": lambda fact: vocabulary()[fact].name,
        "closing": CLOSING_WORDS.__getitem__,
        "named": lambda name: names.get(name, name),
        "together": lambda combination: _together(combination, report),
    }
    return environment


def _cell(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}"


def _together(combination: Combination, report: CohortReport) -> str:
    """The options of a combination in the order of the source."""
    names = [report.names[option] for option in report.overlap.options if option in combination]
    return " + ".join(names) or "no option"


def _survival(report: SurvivalReport, names: dict[str, str]) -> dict[str, Any]:
    """What the page shows of one set of curves."""
    years = max((len(curve.at_risk) for curve in report.curves), default=0)
    step = max(1, -(-years // 8))
    return {
        "report": report,
        "picture": _inline(survival_figure(report, names)) if report.curves else None,
        "marks": [(year, YEAR * year) for year in range(0, years, step)],
    }


def _closing_picture(table: CountTable) -> Markup | None:
    drawn = any((row[0] or 0) + (row[1] or 0) for row in table.cells)
    return _inline(closing_figure(table)) if drawn else None


def _funnel_picture(name: str, steps: Sequence[Step]) -> Markup:
    bars = [(f"{step.statement} {step.says}".strip(), step.possible) for step in steps]
    return _inline(funnel_figure(bars, f"{name}: cases not known to fail"))


def _inline(svg: bytes) -> Markup:
    """An SVG of our own making without its XML prolog, to stand inside HTML."""
    text = svg.decode()
    return Markup(text[text.index("<svg") :])
