"""The PDF sheet: whole, tagged, repeatable, and one page for the meeting room."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pypdfium2
import pytest

import nelm
from nelm.assessment.sheet import INTENDED_USE, Sheet
from nelm.case.case import Case
from nelm.case.problem import MissingExtraError
from nelm.reports.pdf import render_pdf

PROGRESSIVE = {
    "id": "board-7",
    "tumor": {"primary_site": "pancreas", "differentiation": "well", "ki67_percent": 8},
    "liver": {"pattern": "diffuse", "complete_resection_feasible": False},
    "extrahepatic": {"status": "none"},
    "course": {"status": "progressive"},
}
CONTRADICTORY = {"tumor": {"differentiation": "well", "ki67_percent": 28, "who_grade": "G2"}}


def sheet_of(facts: dict[str, Any]) -> Sheet:
    case = Case.model_validate(facts)
    return nelm.compose(nelm.assess(case, nelm.load_pack("dermine2019")), sensitivity=True)


def pages(pdf: bytes) -> list[str]:
    """Text of every page without white space, so that line breaks do not matter."""
    texts = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return [plain(text) for text in texts]


def plain(text: str) -> str:
    kept = "".join(text.replace("￾", "-").split())
    return unicodedata.normalize("NFKC", kept)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return sheet_of(PROGRESSIVE)


@pytest.fixture(scope="module")
def pdf(sheet: Sheet) -> bytes:
    return render_pdf(sheet)


def test_it_is_a_small_tagged_pdf_that_says_it_keeps_pdf_ua(pdf: bytes) -> None:
    assert pdf.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert len(pdf) < 500_000


def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet, pdf: bytes) -> None:
    assert render_pdf(sheet) == pdf


@pytest.mark.parametrize("facts", [PROGRESSIVE, CONTRADICTORY, {}])
def test_the_first_page_is_the_whole_summary(facts: dict[str, Any]) -> None:
    sheet = sheet_of(facts)
    first, second, *_ = pages(render_pdf(sheet))
    for option in sheet.options:
        assert plain(option.name) in first
        assert all(plain(point.rstrip(".")[1:]) in first for point in option.key_points)
    assert all(plain(line.question) in first for line in sheet.missing[:8])
    assert plain(INTENDED_USE) in first
    assert plain("criteria of Dermine 2019: open") in first
    assert second.startswith(plain("For every option"))


def test_every_option_and_every_deciding_statement_is_printed_with_its_place(
    sheet: Sheet, pdf: bytes
) -> None:
    text = "".join(pages(pdf))
    for option in sheet.options:
        lines = [line for one in option.sets for line in one.statements]
        for line in (*lines, *option.contraindications, *option.cautions):
            assert line.id in text
            assert plain(line.says) in text


def test_intended_use_and_content_hash_are_printed(sheet: Sheet, pdf: bytes) -> None:
    *_, last = pages(pdf)
    assert plain(INTENDED_USE) in last
    assert sheet.pack.content_hash in last


def test_contradictory_facts_are_flagged_on_the_first_page() -> None:
    first, *_ = pages(render_pdf(sheet_of(CONTRADICTORY)))
    assert plain("The WHO grade is lower than the Ki-67 index allows") in first
    assert first.index("Contradictoryentries") < first.index("Optionsbyintent")


def test_markup_in_the_case_stays_text() -> None:
    evil = '#panic("x") $a$ *b* _c_ <d> @e [f] = g'
    first, *rest = pages(render_pdf(sheet_of({"id": evil, "notes": [evil]})))
    assert plain(f"Case {evil}") in first
    assert plain(evil) in "".join(rest)


def test_letters_that_the_built_in_fonts_lack_do_not_stop_the_print() -> None:
    pdf = render_pdf(sheet_of({"id": "病人-7"}))
    assert pdf.startswith(b"%PDF")
    assert plain("No fact has been stated.") in pages(pdf)[0]


def test_without_typst_the_error_says_how_to_install_it(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r'PDF needs typst: pip install "nelm\[pdf\]"'):
        render_pdf(sheet)
