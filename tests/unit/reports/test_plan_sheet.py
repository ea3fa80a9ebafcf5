"""The plan for print: whole, escaped, typeset, the same bytes, and readable without colors."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from dose_example import of_structures, structure
from html_pages import Page

from nelm.case.reading import parse_case
from nelm.planning.dose_map import with_dose
from nelm.planning.form import Plan
from nelm.planning.plan import FORMS, plan
from nelm.reports.plan_sheet import render_plan_html, render_plan_pdf
from nelm.reports.plan_view import lay_out_plan

DAY = date(2026, 11, 23)
TARE = {
    "device": "resin",
    "treatment": "unilobar",
    "dose_constant": "legacy49.67",
    "activity_gbq": 2.0,
    "goal_perfused_gy": 60,
    "goal_normal_liver_gy": 30,
    "tumor_mass_kg": 0.2,
    "normal_liver_mass_kg": 1.3,
    "perfused_mass_kg": 1.5,
    "tn_concentration_ratio": {"value": 5, "relative_uncertainty": 0.3},
    "lung_shunt_fraction": 0.05,
    "residual_fraction": 0,
    "lung_mass_kg": 1.0,
    "earlier_lung_gy": [],
    "earlier_normal_liver_gy": [3],
    "activity_per_sphere_bq": 50,
}
INPUTS: dict[str, dict[str, Any]] = {
    "tare": TARE,
    "prrt": {
        "cycles_on": ["2026-01-05"],
        "cycles": 4,
        "interval_weeks": 8,
        "window_weeks": 1,
        "activities_gbq": [7.4] * 4,
        "kidney_gy_per_gbq": 0.80,
        "earlier_kidney_gy": [],
    },
    "tace": {
        "surface_formula": "du-bois",
        "height_cm": 170,
        "weight_kg": 70,
        "surface_cap_m2": "none",
        "doxorubicin_mg_m2": 50,
        "bilirubin_mg_dl": 6,
        "earlier_anthracycline_mg_m2": [],
    },
    "rfa_alone": {
        "lesions": [{"tumor_mm": 25, "margin_mm": 5, "zone_short_axis_mm": 30, "offset_mm": 0}],
        "bilioenteric_anastomosis": True,
    },
    "debulking": {"tumor_ml": 500, "residual_ml": 40},
    "liver_transplantation": {"bilirubin_mg_dl": 0.9, "albumin_g_l": 41, "inr": 1.0},
    "monitoring": {},
}


def planned(option: str, case_id: str = "x", inputs: dict[str, Any] | None = None) -> Plan:
    case = parse_case(f"nelm: 1\nid: {case_id}\n".encode())
    return plan(case, option, INPUTS.get(option, {}) if inputs is None else inputs)


def text_of(pdf: bytes) -> str:
    """All text without white space, so that line breaks do not matter."""
    pages = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    return plain(text.replace("￾", "-"))


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(text.split()))


@pytest.fixture(scope="module", params=INPUTS)
def made(request: pytest.FixtureRequest) -> Plan:
    return planned(request.param)


@pytest.fixture(scope="module")
def html(made: Plan) -> str:
    return render_plan_html(made, DAY)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_nothing_is_loaded_from_anywhere_and_nothing_runs(html: str, page: Page) -> None:
    loaders = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source"}
    assert not loaders & {tag for tag, _ in page.elements}
    assert not [a for _, a in page.elements if {"src", "srcset", "style", "onclick"} & set(a)]
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_ids_are_unique_and_links_lead_to_one(page: Page) -> None:
    ids = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for a in page.all("a")} <= set(ids)


def test_headings_never_skip_a_level_and_landmarks_are_there(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.elements}
    assert {a["aria-labelledby"] for a in page.all("section")} <= set(page.texts)
    assert all(a.get("scope") for a in page.all("th"))


def test_the_label_comes_before_every_number(made: Plan, page: Page) -> None:
    text = page.texts["main"]
    assert made.assessed.first
    for line in made.assessed.first:
        assert text.index(line) < text.index("Checks")


def test_everything_in_the_plan_stands_on_the_page(made: Plan, page: Page) -> None:
    text = page.texts["main"]
    told = [check.says for check in made.checks]
    told += [check.limit.source for check in made.checks if check.limit]
    told += [line.why for line in made.missing] + [row.says for row in made.absent]
    told += [line.says for line in made.preparation] + [line.cite for line in made.preparation]
    told += [quantity.title for quantity in made.quantities]
    told += [quantity.source for quantity in made.quantities]
    told += [note.replace("`", "") for quantity in made.quantities for note in quantity.notes]
    told += [constant.source for quantity in made.quantities for constant in quantity.constants]
    told += [line.name for line in made.inputs] + [made.inputs_sha256, made.intended_use]
    assert [line for line in told if line not in text] == []


def test_every_formula_is_mathematics_or_words_and_keeps_its_text(made: Plan, html: str) -> None:
    found = re.findall(r"<math.*?</math>", html, flags=re.DOTALL)
    for one in found:
        ET.fromstring(one.replace("<math", '<math xmlns="m"', 1).replace("&nbsp;", " "))
    assert html.count('class="formula"') == len(made.quantities)


def test_a_status_is_said_in_words_beside_its_symbol(made: Plan, page: Page) -> None:
    words = {"ok": "✓ ok", "warning": "! WARNING", "refused": "✗ REFUSED"}
    for status in {check.status for check in made.checks}:
        assert words[status] in page.texts["main"]


def test_the_pdf_is_tagged_repeatable_and_holds_every_quantity_and_check(made: Plan) -> None:
    pdf = render_plan_pdf(made, DAY)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert render_plan_pdf(made, DAY) == pdf
    text = text_of(pdf)
    told = [quantity.title for quantity in made.quantities] + [c.says for c in made.checks]
    told += [line.says for line in made.preparation] + [row.says for row in made.absent]
    told += [line.why for line in made.missing] + [made.inputs_sha256, made.intended_use]
    assert [line for line in told if plain(line) not in text] == []


def test_every_option_with_quantities_has_inputs_here() -> None:
    assert {FORMS[o] for o in INPUTS if o in FORMS} == set(FORMS.values())


def test_what_a_person_typed_can_not_become_markup() -> None:
    bad = "'<b>x</b>&<script>#[y]$z$'"
    reason = "Dr. A says <i>#panic()</i> is right"
    made = planned("tare", bad, {**TARE, "method_difference_reason": reason})
    html = render_plan_html(made, DAY)
    assert "<b>x</b>" not in html
    assert "<script" not in html
    assert "<i>#" not in html
    assert plain("<b>x</b>&<script>#[y]$z$") in text_of(render_plan_pdf(made, DAY))


def test_a_bar_places_the_value_as_a_share_of_its_limit() -> None:
    view = lay_out_plan(planned("tare"), DAY)
    bars = {row.code: row.bar for row in view.checks if row.bar}
    liver = bars["dose-normal-liver"]  # 41.03 Gy of 40 Gy, on a scale that ends at 150 %
    assert liver.words.startswith("103 % of the limit (95 %: ")
    assert liver.value == pytest.approx(100 * 41.0317 / 40 / 1.5, abs=0.01)
    assert liver.line == pytest.approx(100 / 1.5, abs=0.01)
    assert liver.low is not None
    assert liver.high is not None
    assert liver.low < liver.value < liver.high
    assert not liver.least
    assert bars["dose-lung"].words.startswith("17 % of the limit")
    share = {row.code: row.bar for row in lay_out_plan(planned("debulking"), DAY).checks}
    debulked = [bar for bar in share.values() if bar]
    assert debulked
    assert all(bar.least for bar in debulked)


def test_a_value_far_over_its_limit_is_drawn_at_the_end() -> None:
    over = {**TARE, "device": "glass", "bilirubin_mg_dl": 2.0, "activity_gbq": 20}
    view = lay_out_plan(planned("tare", "x", over), DAY)
    bars = [row.bar for row in view.checks if row.bar and row.code == "dose-normal-liver"]
    assert bars[0] is not None
    assert bars[0].value == 100


def test_draws_never_show_that_a_limit_is_certainly_kept() -> None:
    text = Page(render_plan_html(planned("tare"), DAY)).texts["main"]
    assert "100.0 %" not in text


def test_recalled_formulas_are_marked(made: Plan, page: Page) -> None:
    for quantity in made.quantities:
        statuses = {quantity.status, *(constant.status for constant in quantity.constants)}
        marked = "recalled, to be verified" in page.texts[f"q-{quantity.name}"]
        assert marked == ("recalled" in statuses)


def test_a_dose_map_is_drawn_and_its_structures_are_told() -> None:
    dose = of_structures(structure("normal liver <left>"), structure("tumor", mean=120))
    made = with_dose(planned("tare"), dose)
    html = render_plan_html(made, DAY)
    text = Page(html).texts["dose-volume-part"]
    assert "Absorbed dose (Gy)" in text  # an axis of the histogram
    assert "normal liver <left>" in text
    assert "<left>" not in html
    assert dose.image.sha256[:12] in text
    pdf = text_of(render_plan_pdf(made, DAY))
    assert plain("normal liver <left>") in pdf
    assert plain("Absorbed dose (Gy)") in pdf


def test_a_dose_map_without_structures_has_no_picture() -> None:
    made = with_dose(planned("tare"), of_structures())
    assert "<figure>" not in render_plan_html(made, DAY)
    assert plain("Dose and volume") in text_of(render_plan_pdf(made, DAY))


def test_the_cells_of_small_structures_do_not_run_into_each_other_on_paper() -> None:
    small = structure("segment VII, lateral", volume_ml=1.7).model_copy(
        update={"ends_are_reliable": False}
    )
    made = with_dose(planned("tare"), of_structures(structure("normal liver"), small))
    columns = lay_out_plan(made, DAY).dose
    assert columns is not None
    assert columns.rows[1].count("not reported") == 2  # D98 and D2
    pages = list(pypdfium2.PdfDocument(render_plan_pdf(made, DAY)))
    page = next(one for one in pages if "D98 (Gy)" in one.get_textpage().get_text_range())
    (line,) = {box[1] for box in _boxes(page, "D98 (Gy)")}
    heads = [box for head in columns.heads for box in _boxes(page, head) if box[1] == line]
    assert len(heads) == len(columns.heads)
    assert all(before[2] < after[0] for before, after in pairwise(heads))


def _boxes(page: pypdfium2.PdfPage, words: str) -> list[tuple[float, float, float]]:
    """Left edge, base line and right edge of every place where a text stands."""
    text, found = page.get_textpage(), []
    search = text.search(words, match_case=True)
    while place := search.get_next():
        first, last = (text.get_charbox(place[0] + n, loose=True) for n in (0, place[1] - 1))
        found.append((first[0], round(first[1], 1), last[2]))
    return found


def test_what_is_no_number_or_not_carried_is_not_said_to_be_without_uncertainty() -> None:
    given = {"value": 0.80, "relative_uncertainty": 0.13}
    made = planned("prrt", inputs=INPUTS["prrt"] | {"kidney_gy_per_gbq": given})
    shown = {one.title: one for one in lay_out_plan(made, DAY).quantities}
    assert shown["Day of cycle 2"].interval == ""
    assert shown["Activity of all cycles"].interval == "none given"
    assert shown["Dose of the kidney over all cycles and earlier treatment"].interval[:4] == "95 %"
    (left,) = (one for title, one in shown.items() if title.startswith("Whole cycles"))
    assert left.interval == "see its notes"
    assert "The uncertainty of coefficient_gy_per_gbq is not carried into this number." in (
        left.notes
    )
    assert "`" not in Page(render_plan_html(made, DAY)).texts["main"]
    assert "`" not in text_of(render_plan_pdf(made, DAY))


def test_a_sheet_never_denies_an_uncertainty_that_was_not_carried() -> None:
    made = planned("prrt")
    note = "The uncertainty of `kidney_gy_per_gbq` is not carried into this number."
    number = made.quantities[0].model_copy(update={"value": 4.0, "notes": (note,)})
    left_out = made.model_copy(update={"quantities": (number,)})
    assert lay_out_plan(left_out, DAY).uncertain
    assert "see its notes" in render_plan_html(left_out, DAY)
    sure = made.model_copy(update={"quantities": (number.model_copy(update={"notes": ()}),)})
    assert not lay_out_plan(sure, DAY).uncertain
    assert "No uncertainty of an input went into these numbers" in render_plan_html(sure, DAY)


def test_narrow_screens_and_paper_have_rules_of_their_own() -> None:
    """Long names break at 320 px; what scrolls on a screen is whole on paper."""
    style = " ".join(render_plan_html(planned("tare"), DAY).partition("</style>")[0].split())
    narrow = re.search(r"@media \(max-width: 30rem\) \{ \.name \{([^}]*)", style)
    assert narrow is not None
    assert "overflow-wrap: anywhere" in narrow[1]
    paper = style.rpartition("@media print")[2]
    assert ".formula, .wide { overflow: visible; }" in paper
    assert "#about { break-inside: avoid; }" in paper
