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
    view = TypeAdapter(View).dump_json(lay_out(sheet)).decode()
    return compiled("sheet.typ", view, datetime.fromisoformat(sheet.generated))


def compiled(template_name: str, view: str, printed: datetime) -> bytes:
    """A template filled with a view in JSON.

    Args:
        template_name: a file beside those of the sheet.
        view: what the template reads.
        printed: the day that stands in the file.

    Raises:
        MissingExtraError: the library typst is not installed.
    """
    try:
        import typst  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(INSTALL) from None
    template = files("nelm.reports").joinpath(f"templates/{template_name}").read_bytes()
    stamp = int(printed.replace(tzinfo=UTC).timestamp())
    try:
        return typst.compile(
            template,
            format="pdf",
            sys_inputs={"view": view},
            timestamp=stamp,
            ignore_system_fonts=True,
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
    # The case is written in letters that only a font of this computer may have.
    return typst.compile(template, format="pdf", sys_inputs={"view": view}, timestamp=stamp)
