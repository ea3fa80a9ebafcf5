"""A plan for print: HTML that loads nothing from anywhere, and an accessible PDF (PDF/UA-1)."""

from __future__ import annotations

from datetime import date, datetime, time

from pydantic import TypeAdapter

from nelm.planning.form import Plan
from nelm.reports.html import environment
from nelm.reports.pdf import compiled
from nelm.reports.plan_view import PlanView, lay_out_plan


def render_plan_html(plan: Plan, printed: date) -> str:
    """The plan as a whole HTML page, formulas in MathML, styles inside, without script.

    Args:
        plan: what is printed.
        printed: the day that stands on the page.
    """
    view = lay_out_plan(plan, printed)
    return environment().get_template("plan.html").render(view=view)


def render_plan_pdf(plan: Plan, printed: date) -> bytes:
    """The plan as PDF; the same plan and day give the same bytes, nothing is written to disk.

    Args:
        plan: what is printed.
        printed: the day that stands on the page.

    Raises:
        MissingExtraError: the library typst is not installed.
    """
    view = TypeAdapter(PlanView).dump_json(lay_out_plan(plan, printed)).decode()
    return compiled("plan.typ", view, datetime.combine(printed, time()))
