"""The board sheet as an accessible PDF (PDF/UA-1), made in memory by Typst."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

from pydantic import TypeAdapter

from nelm.assessment.sheet import Sheet
from nelm.case.problem import MissingExtraError
from nelm.reports.layout import View, lay_out

INSTALL = 'PDF needs typst: pip install "nelm[pdf]"'


def render_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF; the same sheet gives the same bytes, and nothing is written to disk.

    Raises:
        MissingExtraError: the library typst is not installed.
    """
    try:
        import typst  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(INSTALL) from None
    template = files("nelm.reports").joinpath("templates/sheet.typ").read_bytes()
    inputs = {"view": TypeAdapter(View).dump_json(lay_out(sheet)).decode()}
    stamp = int(datetime.fromisoformat(sheet.generated).replace(tzinfo=UTC).timestamp())
    try:
        return typst.compile(
            template,
            format="pdf",
            sys_inputs=inputs,
            timestamp=stamp,
            ignore_system_fonts=True,
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    # The case is written in letters that only a font of this computer may have.
    return typst.compile(template, format="pdf", sys_inputs=inputs, timestamp=stamp)
