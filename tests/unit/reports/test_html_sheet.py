"""The HTML sheet: whole, self-contained, escaped and readable without colors or a mouse."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from html_pages import Page

import nelm
from nelm.assessment.compose import SYMBOLS, WORDS
from nelm.assessment.sheet import INTENDED_USE, Sheet
from nelm.assessment.verdict import Label
from nelm.case.case import Case
from nelm.reports.html import render_html

PROGRESSIVE = {
    "id": "board-7",
    "patient": {"age_years": 58, "ecog": 0},
    "tumor": {
        "primary_site": "ileum",
        "differentiation": "well",
        "ki67_percent": 2,
        "functional": True,
        "syndrome": "carcinoid",
        "syndrome_control": "uncontrolled_on_medical",
    },
    "liver": {
        "pattern": "diffuse",
        "involvement_percent": 35,
        "complete_resection_feasible": False,
        "portal_vein_thrombosis": "none",
        "hepatocellular_insufficiency": False,
    },
    "extrahepatic": {"status": "present_not_predominant"},
    "course": {"status": "progressive"},
}
CONTRADICTORY = {"tumor": {"differentiation": "well", "ki67_percent": 28, "who_grade": "G2"}}


def sheet_of(facts: dict[str, Any], **parameters: Any) -> Sheet:
    case = Case.model_validate(facts)
    assessment = nelm.assess(case, nelm.load_pack("dermine2019"), parameters or None)
    return nelm.compose(assessment, sensitivity=True)


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    return sheet_of(PROGRESSIVE)


@pytest.fixture(scope="module")
def page(sheet: Sheet) -> Page:
    return Page(render_html(sheet))


def test_nothing_is_loaded_from_anywhere(sheet: Sheet) -> None:
    html = render_html(sheet)
    page = Page(html)
    loaders = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source"}
    assert not loaders & {tag for tag, _ in page.elements}
    assert not [a for _, a in page.elements if {"src", "srcset", "style", "background"} & set(a)]
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in html


def test_links_lead_to_a_place_on_the_sheet_or_to_a_doi(page: Page) -> None:
    targets = {a["id"] for _, a in page.elements if a.get("id")}
    links = [a["href"] or "" for a in page.all("a")]
    inner = {link[1:] for link in links if link.startswith("#")}
    outer = [link for link in links if not link.startswith("#")]
    assert inner <= targets
    assert all(link.startswith("https://doi.org/10.") for link in outer)
    assert "https://doi.org/10.3390/jcm8111907" in outer  # the review itself


def test_ids_are_unique(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(ids) == len(set(ids))


def test_headings_start_at_one_and_never_skip_a_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_landmarks_language_and_skip_link_are_there(page: Page) -> None:
    tags = [tag for tag, _ in page.elements]
    assert {"header", "nav", "main", "footer"} <= set(tags)
    assert page.all("html")[0]["lang"] == "en-US"
    assert page.all("a")[0]["href"] == "#main"
    labelled = [a["aria-labelledby"] for a in page.all("section")]
    assert set(labelled) <= set(page.texts)


def test_tables_have_captions_and_their_headers_a_scope(page: Page) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 0
    assert all(a.get("scope") for a in page.all("th"))


def test_the_summary_gives_every_option_its_verdict_with_source_and_year(
    sheet: Sheet, page: Page
) -> None:
    summary = page.texts["summary"]
    assert len(sheet.options) == 15
    for option in sheet.options:
        assert option.name in summary
        assert all(point.rstrip(".")[1:] in summary for point in option.key_points)
        if option.answer == "supported":
            assert option.standing in summary
    assert "criteria of Dermine 2019 not met" in summary
    assert "criteria of Dermine 2019 met, with caution" in summary
    assert "criteria of Dermine 2019: open" in summary


@pytest.mark.parametrize("label", Label)
def test_every_verdict_is_said_in_words_beside_its_symbol(sheet: Sheet, label: Label) -> None:
    answer = label.answer.value
    change = {"label": label.value, "answer": answer, "words": WORDS[label]}
    option = sheet.options[0].model_copy(update={**change, "symbol": SYMBOLS[label]})
    block = Page(render_html(sheet.model_copy(update={"options": (option,)}))).texts[option.id]
    said = {
        Label.CONTRAINDICATED: "criteria of Dermine 2019: contraindicated",
        Label.NOT_ADDRESSED: "not addressed by Dermine 2019",
        Label.CRITERIA_NOT_MET: "criteria of Dermine 2019 not met",
        Label.UNDETERMINED: "criteria of Dermine 2019: open",
        Label.SUPPORTED_WITH_CAUTION: "criteria of Dermine 2019 met, with caution",
        Label.SUPPORTED_CAUTION_OPEN: "criteria of Dermine 2019 met, a caution is open",
        Label.SUPPORTED: "criteria of Dermine 2019 met",
    }
    assert f"{SYMBOLS[label]} {said[label]}" in block


@pytest.mark.parametrize("facts", [PROGRESSIVE, CONTRADICTORY, {}])
def test_every_deciding_statement_stands_in_its_block_with_its_place(
    facts: dict[str, Any],
) -> None:
    sheet = sheet_of(facts)
    page = Page(render_html(sheet))
    for option in sheet.options:
        block = page.texts[option.id]
        lines = [line for one in option.sets for line in one.statements]
        for line in (*lines, *option.contraindications, *option.cautions):
            assert line.id in block
            assert line.cite in block
            assert line.says in block


def test_every_unmet_reason_is_told_in_its_sentence(sheet: Sheet, page: Page) -> None:
    for option in sheet.options:
        lines = [line for one in option.sets for line in one.statements]
        against = [line for line in lines if line.truth != "met"]
        against += [line for line in option.contraindications if line.truth == "met"]
        assert all(line.sentence in page.texts[option.id] for line in against if line.sentence)


def test_a_closed_option_is_short_and_an_open_one_has_its_check_list(
    sheet: Sheet, page: Page
) -> None:
    boxes = [a["id"] or "" for a in page.all("input")]
    for option in sheet.options:
        own = {box for box in boxes if box.startswith(f"{option.id}-")}
        closed = option.answer == "not_supported"
        assert own == (
            set() if closed else {f"{option.id}-{line.id}" for line in option.preparation}
        )
        assert all((line.says in page.texts[option.id]) is not closed for line in option.doses)


def test_numbers_are_printed_with_the_outcomes(sheet: Sheet, page: Page) -> None:
    for option in sheet.options:
        if option.answer != "not_supported":
            numbers = [n.text for line in option.outcomes for n in line.numbers]
            assert all(number in page.texts[option.id] for number in numbers)


def test_quarantined_and_inherited_statements_are_marked(sheet: Sheet) -> None:
    option = next(o for o in sheet.options if o.code == "MWA")
    line = option.sets[0].statements[0]
    assert line.inherited_from is not None
    doubtful = line.model_copy(update={"quarantined": True})
    outcomes = option.model_copy(update={"outcomes": (doubtful,)})
    block = Page(render_html(sheet.model_copy(update={"options": (outcomes,)}))).texts[option.id]
    assert f"inherited from {line.inherited_from}, not stated by the source" in block
    assert "quarantined: doubtful in the source, not to be used as fact" in block


def test_conflicts_gaps_and_changes_are_told(sheet: Sheet, page: Page) -> None:
    for option in sheet.options:
        block = page.texts[option.id]
        assert all(c.id in block and c.shown_as in block for c in option.conflicts)
        assert all(gap.text in block for gap in option.gaps)
        for change in option.changes:
            assert all(step[1:] in block for step in (*change.steps, *change.provided))
    general = page.texts["general"]
    assert all(line.says in general for line in sheet.general.statements)
    assert all(gap.text in general for gap in sheet.general.gaps)


def test_parameters_show_value_origin_and_whether_they_were_verified(
    sheet: Sheet, page: Page
) -> None:
    transplantation = next(o for o in sheet.options if o.code == "LT")
    age = next(p for p in transplantation.parameters if p.name == "lt_max_age_years")
    assert not age.verified
    assert f"{age.value} years [lt_max_age_years" in page.texts["liver_transplantation"]
    parameters = page.texts["parameters"]
    assert age.operationalized_as in parameters
    assert "not verified against its source" in parameters
    assert "all defaults" in page.texts["about"]


def test_a_changed_parameter_is_named_with_its_default() -> None:
    page = Page(render_html(sheet_of(PROGRESSIVE, lt_max_age_years=70)))
    assert "changed: lt_max_age_years = 70" in page.texts["about"]
    assert "changed, default 60" in page.texts["parameters"]
    assert "changed, default 60" in page.texts["liver_transplantation"]


def test_a_parameter_that_would_change_the_verdict_is_named(sheet: Sheet, page: Page) -> None:
    flipped = [(option, flip) for option in sheet.options for flip in option.flips or ()]
    assert flipped
    for option, flip in flipped:
        assert f"With {flip.parameter} = {flip.value}" in page.texts[option.id]


def test_a_wrong_reference_is_marked_where_it_is_cited_and_where_it_is_listed(
    sheet: Sheet,
) -> None:
    cited = next(line for line in sheet.options[0].sets[0].statements if line.refs)
    wrong = {"status": "wrong", "note": "another paper is meant"}
    references = tuple(
        r.model_copy(update=wrong) if r.number == cited.refs[0] else r for r in sheet.references
    )
    page = Page(render_html(sheet.model_copy(update={"references": references})))
    block = page.texts[sheet.options[0].id]
    assert f"ref {cited.refs[0]} is wrong in the source" in block
    assert "another paper is meant" in page.texts["references"]


def test_intended_use_and_content_hash_are_on_the_sheet(sheet: Sheet, page: Page) -> None:
    assert INTENDED_USE in page.texts["summary"]
    assert INTENDED_USE in page.texts["about"]
    assert sheet.pack.content_hash in page.texts["about"]
    assert f"{sheet.pack.id}, version {sheet.pack.version}" in page.texts["about"]


def test_hostile_text_stays_text() -> None:
    evil = '<script>alert("1")</script>{{ 7 * 7 }}'
    sheet = sheet_of({**PROGRESSIVE, "id": evil, "title": evil, "notes": [evil]})
    html = render_html(sheet)
    page = Page(html)
    assert "<script" not in html
    assert not page.all("script")
    assert evil in page.texts["facts"]
    assert f"Case {evil}" in page.text


def test_an_empty_case_renders_with_open_verdicts_and_at_most_eight_questions() -> None:
    sheet = sheet_of({})
    html = render_html(sheet)
    page = Page(html)
    summary = html[html.index('id="summary"') : html.index('id="general"')]
    assert "No fact has been stated." in page.texts["summary"]
    assert "criteria of Dermine 2019: open" in page.texts["summary"]
    assert summary[summary.index("<ol") :].count("<li>") == 8
    assert all(line.question in page.text for line in sheet.missing)


def test_contradictory_facts_are_flagged_before_the_options_and_marked_as_unknown() -> None:
    summary = Page(render_html(sheet_of(CONTRADICTORY))).texts["summary"]
    flag = "The WHO grade is lower than the Ki-67 index allows"
    assert summary.index(flag) < summary.index("Options by intent")
    assert "Contradictory entries" in summary
    assert "counted as unknown" in summary


def test_a_primary_in_the_lung_is_flagged_as_out_of_scope() -> None:
    summary = Page(render_html(sheet_of({"tumor": {"primary_site": "lung"}}))).texts["summary"]
    assert summary.index("Out of scope of Dermine 2019") < summary.index("Options by intent")


def test_colors_have_enough_contrast_for_small_text(sheet: Sheet) -> None:
    html = render_html(sheet)
    colors = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", html))
    backgrounds = ("#ffffff", colors["tint"])
    for name in ("ink", "soft", "yes", "care", "open", "no"):
        for background in backgrounds:
            assert contrast(colors[name], background) >= 4.5  # WCAG 2.2, success criterion 1.4.3


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
