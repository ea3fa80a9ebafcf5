"""The board sheet as one HTML file that loads nothing from anywhere."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from nelm.assessment.sheet import Sheet
from nelm.reports.layout import lay_out


def render_html(sheet: Sheet) -> str:
    """The sheet as a whole HTML page, styles inside, without script, font or network access."""
    return environment().get_template("sheet.html").render(view=lay_out(sheet))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Where templates are found; what they print is escaped."""
    return Environment(
        loader=PackageLoader("nelm.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
