"""The page of a pooled outcome: one sentence first, then every row, rule and doubt in words."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from nelm.evidence.estimate import NOT_COMPARABLE, Failure, Group, Reading, Variation
from nelm.reports.evidence_page import estimate_blocks, estimate_rows
from nelm.reports.evidence_words import claim_note, figure_text, headline, reading_text, span_text
from nelm.reports.page import as_markdown, as_text


def whole(make):
    points = [
        make.share("Carrasco", 17, 18, doubts=("counts imaged patients",)),
        make.share("Roche", 12, 14, used="corrected", printed="72 %", says_who="the abstract"),
    ]
    out = (make.share("Hur", 3, 10, excluded_because="the size of the arm is not stated"),)
    unsettled = Failure(reason="no_convergence", text="the fit did not settle")
    return make.estimate(
        points,
        excluded=out,
        without_figure=("osborne2006",),
        claim=make.claim,
        groups=(Group(name="1990s", studies=(("roche", "all"),), summary=None, failure=unsettled),),
        groups_note="Groups of series, not of patients.",
        variations=(
            Variation(name="logit", says="inverse variance of logits", summary=make.summary(
                estimate=51, k=2, pi_lb=None, pi_ub=None, pi_rule="none: needs 3 studies")),
            Variation(name="x", says="arms apart", summary=None, failure=unsettled),
        ),
    )  # fmt: skip


def joined(make) -> str:
    return " ".join(as_text(estimate_blocks(whole(make))).split())


def test_the_headline_says_result_interval_size_and_what_to_expect(make) -> None:
    assert headline(make.estimate([])) == (
        "Objective response after TAE or TACE: pooled 50 % (95 % interval 40-60), 3 studies, "
        "120 patients; a new series is expected between 13 and 89 %"
    )


def test_the_headline_of_times_has_a_decimal_and_arms_are_not_called_studies(make) -> None:
    result = make.summary(estimate=32, ci_lb=28.04, ci_ub=38.05, pi_lb=17, pi_ub=63)
    found = make.estimate([make.months("A", 3, 9)], summary=result, reading=Reading(arms="apart"))
    assert headline(found) == (
        "Overall survival, median, after TAE or TACE: pooled 32.0 months (95 % interval "
        "28.0-38.1), 3 arms, 120 patients; a new series is expected between 17.0 and 63.0 months"
    )


def test_the_page_holds_everything_in_words(make) -> None:
    text = joined(make)
    for words in (
        "binomial-normal model", "0.87 (0.40-1.90)", "I² 86 %", "p < 0.001", "profile likelihood",
        "the pooled figure is the median study's", "events / n: 17 / 18", "94 %",
        "doubts: counts imaged patients", "printed: 72 %", "used: corrected (the abstract)",
        "why not pooled: the size of the arm is not stated", "osborne2006",
        "Groups of series, not of patients.", "no pooled result: the fit did not settle",
        "51 % (40-60)", "none: needs 3 studies", "C02", "8-94, median 49 %",
        "only under a reading", NOT_COMPARABLE,
    ):  # fmt: skip
        assert words in text, words


def test_the_page_is_markdown_too_and_has_no_number_that_is_none(make) -> None:
    page = as_markdown(estimate_blocks(whole(make)))
    assert "| Carrasco 2001 | 17 / 18 |" in page
    for shown in (page, joined(make)):
        assert "nan" not in shown.lower().split()
        assert "None" not in shown.replace("None.", "")


def test_without_a_result_the_first_sentence_says_why(make) -> None:
    reason = Failure(reason="too_few_studies", text="no study with a usable figure")
    text = as_text(estimate_blocks(make.estimate([], summary=None, failure=reason)))
    assert "no pooled result, no study with a usable figure." in " ".join(text.split())
    assert "Model" not in text
    assert "Rows that are pooled" not in text


def test_rows_for_csv_keep_excluded_ones_and_round_to_a_decimal(make) -> None:
    rows = estimate_rows(whole(make))
    assert [(row["label"], row["pooled"]) for row in rows] == [
        ("Carrasco 2001", "yes"), ("Roche 2001", "yes"), ("Hur 2001", "no"),
    ]  # fmt: skip
    assert rows[0]["value"] == 94.4  # 17 of 18
    assert rows[2]["excluded_because"] == "the size of the arm is not stated"
    assert len({tuple(row) for row in rows}) == 1
    text = StringIO()
    csv.DictWriter(text, list(rows[0])).writerows(rows)
    assert "nan" not in text.getvalue()


@pytest.mark.parametrize(
    ("value", "unit", "n", "words"),
    [
        (52.5, "percent", 999, "53"),
        (52.46, "percent", 1000, "52.5"),
        (0.2, "percent", 500, "<1"),
        (0.0, "percent", 500, "0"),
        (99.9, "percent", 500, ">99"),
        (100.0, "percent", 500, "100"),
        (99.98, "percent", 2000, ">99.9"),
        (34.25, "months", None, "34.3"),
        (0.01, "months", 9, "<0.1"),
        (123456.7, "months", 9, "123,457"),
        (None, "months", 9, "-"),
    ],
)
def test_figures_are_rounded_half_up_and_never_to_a_false_0_or_100(value, unit, n, words) -> None:
    assert figure_text(value, unit, n) == words


def test_intervals_with_signs_are_spelled_and_open_ones_are_not_guessed() -> None:
    assert span_text(99, 99.9, "percent", 10) == "99 to >99"
    assert span_text(None, 5, "percent", 10) == "-"


def test_every_choice_of_the_reading_changes_its_words() -> None:
    other = {
        "values": "printed", "endpoints": "as_printed", "arms": "apart", "means": "out",
        "merged": "as_response", "overlap": "one_per_cohort", "doubtful": "out",
        "variance": "exponential",
    }  # fmt: skip
    assert set(other) == set(Reading.model_fields)
    for field, choice in other.items():
        is_rate = field not in ("means", "variance")
        changed = reading_text(Reading(**{field: choice}), is_rate=is_rate)
        assert changed != reading_text(Reading(), is_rate=is_rate), field


@pytest.mark.parametrize(
    ("low", "high", "median", "words"),
    [
        (8, 94, 49, "8-94, median 49 %"),
        (42, None, None, "from 42 %"),
        (None, 90, None, "up to 90 %"),
        (None, None, 34.5, "median 34.5 %"),
        (None, None, None, "no figure"),
    ],
)
def test_half_a_printed_range_is_told_as_half(make, low, high, median, words) -> None:
    claim = make.claim.model_copy(update={"low": low, "high": high, "median": median})
    assert f"TAE or TACE: {words}; reproduces" in claim_note(claim, "percent")


def test_a_claim_about_other_options_together_is_told_so(make) -> None:
    claim = make.claim.model_copy(update={"options": ("tae", "tace", "tare")})
    found = make.estimate([make.share("A", 3, 9)], claim=claim)
    text = " ".join(as_text(estimate_blocks(found)).split())
    assert "The claim is about TAE or TACE or TARE together." in text
