"""A pack as a page: nothing of a statement is left out, and conditions stand as in the file."""

from __future__ import annotations

import pytest

from nelm.knowledge.loader import load_pack
from nelm.reports.pack_page import pack_markdown, pack_text
from nelm.reports.page import Heading, Items, Table, as_markdown, as_text

PACK = load_pack("dermine2019")


def flat(text: str) -> str:
    """The text without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize("option", list(PACK.option))
def test_a_page_tells_every_statement_about_the_option(option):
    page = flat(pack_text(PACK, option))
    for statement in PACK.statements_of(option):
        assert f"{statement.id}: {flat(statement.says)}" in page
        assert flat(statement.note or "") in page


@pytest.mark.parametrize("option", list(PACK.option))
def test_a_page_tells_every_gap_of_the_option(option):
    page = flat(pack_text(PACK, option))
    gaps = [gap for gap in PACK.gaps if option in PACK.members(gap.options)]
    assert [gap.id for gap in gaps if flat(gap.text) not in page] == []


def test_a_statement_is_told_with_condition_place_and_reading():
    page = pack_text(PACK, "liver_transplantation")
    start = page.index("LT-02: ")
    lines = page[start : page.index("LT-03: ", start)].splitlines()
    assert "- required, indication" in lines
    assert "- condition: patient.age_years <= lt_max_age_years" in lines
    assert "- place: Conclusions, paragraph 6; refs 7, 23" in lines
    assert any(line.startswith("- ambiguity A-09 (young age): parameter lt_max") for line in lines)
    assert any(line.startswith("- cases: ") for line in lines)


def test_every_variant_of_a_condition_is_printed():
    page = flat(pack_text(PACK, "tare"))
    variants = PACK.statement["IAT-09"].when
    assert f"by pvt_counts, any: {variants['any']}; main_only: {variants['main_only']}" in page


def test_an_option_without_criteria_says_so():
    assert "None: the source states no criteria for this option." in pack_text(PACK, "cryotherapy")


def test_what_is_inherited_is_marked():
    page = pack_text(PACK, "microwave_ablation")
    assert "- inherited from RFA-04, not stated for this option" in page


def test_quarantined_statements_are_marked():
    page = pack_text(PACK, "one_step_resection")
    start = page.index("RES-12: ")
    assert "- quarantined: shown as printed, never used" in page[start : page.index("RES-13: ")]


def test_definitions_used_inside_definitions_and_variants_are_explained():
    page = pack_text(PACK, "debulking")
    definitions = page[page.index("Definitions\n-----") :]
    assert "\nextrahepatic_predominant\n" in definitions
    assert "\nmidgut_primary\n" not in definitions


def test_the_index_tells_every_part_of_the_pack():
    page = flat(pack_text(PACK, None))
    parts = [
        *(o.standing for o in PACK.options),
        *(p.wording for p in PACK.parameters),
        *(a.wording for a in PACK.ambiguities),
        *(c.disagreement for c in PACK.conflicts),
        *(g.text for g in PACK.gaps),
        *(d.finding for d in PACK.defects),
        *(x.text for x in PACK.not_encoded),
        *(r.citation for r in PACK.references),
    ]
    assert [part for part in parts if flat(part) not in page] == []


def test_a_parameter_without_default_reads_not_set():
    page = pack_text(PACK, None)
    start = page.index("\nlm_limited_max_count\n")
    assert "  default: not set\n" in page[start : page.index("\nflr_min_percent\n")]


def test_the_index_in_markdown_links_to_the_pages_of_the_options():
    assert "[Liver transplantation](liver_transplantation.md)" in pack_markdown(PACK, None)


def test_text_and_markdown_tell_the_same():
    text = flat(pack_text(PACK, "prrt"))
    markdown = pack_markdown(PACK, "prrt").replace("`", "").replace("&lt;", "<")
    headings = [line.lstrip("# ") for line in markdown.splitlines() if line.startswith("#")]
    items = [line for line in markdown.splitlines() if line.startswith("- ")]
    assert [line for line in (*headings, *items) if flat(line) not in text] == []


def test_a_bar_or_angle_in_a_cell_does_not_break_a_markdown_table():
    table = Table(("name", "says"), (("a", "x < 3 | y"), ("b", "`x < 3`")))
    assert as_markdown([table]).splitlines()[2:] == [r"| a | x &lt; 3 \| y |", "| b | `x < 3` |"]


def test_a_table_in_plain_text_has_one_cell_to_a_line_and_no_empty_cells():
    table = Table(("name", "says", "note"), (("a", "one", ""), ("b", "two", "three")))
    assert as_text([table]) == "a\n  says: one\n\nb\n  says: two\n  note: three\n"


def test_long_items_of_plain_text_are_wrapped_below_their_dash():
    lines = as_text([Heading(3, "H"), Items(("word " * 30,))]).splitlines()
    assert max(map(len, lines)) <= 96
    assert lines[3].startswith("  word")
