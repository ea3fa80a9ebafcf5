"""Forest plots: every row, reason and doubt is there, diamonds and axes tell the truth."""

from __future__ import annotations

import pytest

from nelm.case.problem import InputError
from nelm.evidence.estimate import NOT_COMPARABLE, Failure, Group
from nelm.reports.forest_plot import forest_figure

BARE = {
    "n": None, "events": None, "value": None, "ci_lb": None, "ci_ub": None,
    "printed": "merged", "excluded_because": "the cell spans two columns",
}  # fmt: skip
LONG = "van der Hoogenstraat-Vandenplas and the Nordic Neuroendocrine Tumor Group"


def rows(make, count):
    return [
        make.share(LONG if n % 5 == 4 else f"Author{n}", n % 8, 7 + n, study=f"s{n}")
        for n in range(count)
    ]


def whole(make):
    """A bit of everything: doubts, corrections, arms, subgroups, excluded rows, a claim."""
    points = [
        make.share("Carrasco", 17, 18, doubts=("counts imaged patients",), used="counts"),
        make.share("Roche", 12, 14, used="corrected", printed="72 %"),
        make.share("Kim", 5, 20, arm="5-FU", doubts=("counts imaged patients",)),
    ]
    excluded = (
        make.share("Hur", 3, 10, excluded_because="the size of the arm is stated by nobody"),
        make.share("Bare", 1).model_copy(update=BARE),
    )
    return make.estimate(points, excluded=excluded, claim=make.claim)


def test_every_row_reason_doubt_and_rule_is_in_the_words(make, read) -> None:
    drawn = read(forest_figure(whole(make)))
    for words in (
        "Carrasco 2001 †‡", "Roche 2001 ‡", "Kim 2001, 5-FU †", "17 / 18", "Hur 2001",
        "the size of the arm is stated by nobody", "the cell spans two columns", "printed: merged",
        "† Carrasco 2001; Kim 2001, 5-FU: counts imaged patients.", "Roche 2001 (printed: 72 %)",
        "Pooled: 3 studies, 120 patients", "50 % (40-60)", "13-89 %", "8-94, median 49",
        "binomial-normal model", "0.87 (0.40-1.90)", "I² 86 %", "profile likelihood",
        "t with k - 2 degrees of freedom", "Clopper-Pearson", NOT_COMPARABLE,
    ):  # fmt: skip
        assert words in drawn.words, words


def test_the_axis_of_shares_goes_from_0_to_100_whatever_the_rows_are(make, read) -> None:
    high = make.estimate([make.share("A", 97, 100), make.share("B", 99, 100)])
    ticks = read(forest_figure(high)).ticks()
    assert list(ticks) == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    steps = [
        b - a for a, b in zip(list(ticks.values())[:-1], list(ticks.values())[1:], strict=True)
    ]
    assert steps == pytest.approx([steps[0]] * 4, rel=1e-4)


@pytest.mark.parametrize(("low", "middle", "high"), [(40, 50, 60), (0, 25, 100), (5, 90, 95)])
def test_the_diamond_is_as_wide_as_the_interval(make, read, low, middle, high) -> None:
    result = make.summary(ci_lb=low, estimate=middle, ci_ub=high, pi_lb=2, pi_ub=98)
    drawn = read(forest_figure(make.estimate([make.share("A", 1, 2)], summary=result)))
    ticks = drawn.ticks()
    percent = (ticks["100 %"] - ticks["0 %"]) / 100
    corners = [(x - ticks["0 %"]) / percent for x in drawn.xs("pooled-diamond")]
    assert corners == pytest.approx([low, middle, high], abs=0.01)
    bar = [(x - ticks["0 %"]) / percent for x in drawn.xs("prediction-bar")]
    assert bar == pytest.approx([2, 98], abs=0.01)


def test_months_stand_on_a_log_axis(make, read) -> None:
    points = [make.months("A", 5, 40), make.months("B", 70, 40)]
    result = make.summary(estimate=20, ci_lb=10, ci_ub=50, pi_lb=5, pi_ub=100, averaged=None)
    drawn = read(forest_figure(make.estimate(points, summary=result)))
    ticks = drawn.ticks()
    assert ticks["10"] - ticks["5"] == pytest.approx(ticks["20"] - ticks["10"], abs=0.01)
    assert drawn.xs("pooled-diamond") == pytest.approx([ticks["10"], ticks["20"], ticks["50"]],
                                                       abs=0.01)  # fmt: skip
    assert "log scale" in drawn.words
    assert "70.0" in drawn.words


def test_an_interval_beyond_the_axis_ends_in_an_arrow_that_is_explained(make, read) -> None:
    points = [make.months("A", 20, 40), make.months("B", 30, 40)]
    result = make.summary(estimate=24, ci_lb=1, ci_ub=500, pi_lb=0.001, pi_ub=500000)
    drawn = read(forest_figure(make.estimate(points, summary=result)))
    assert "An arrow: the interval runs beyond the axis." in drawn.words
    assert "<0.1 to 500,000" in drawn.words
    assert max(map(float, drawn.ticks())) <= 30 * 4  # studies are not squeezed by one interval


def test_without_a_pooled_result_the_rows_stand_and_the_reason_is_given(make, read) -> None:
    reason = Failure(reason="too_few_studies", text="one study only: see its own row")
    drawn = read(
        forest_figure(make.estimate([make.share("A", 3, 9)], summary=None, failure=reason))
    )
    assert "No pooled result: one study only: see its own row" in drawn.words
    assert "A 2001" in drawn.words
    assert not drawn.has("pooled-diamond")


def test_without_a_prediction_interval_the_reason_stands_in_its_place(make, read) -> None:
    result = make.summary(k=2, pi_lb=None, pi_ub=None, pi_rule="none: needs at least 3 studies")
    drawn = read(forest_figure(make.estimate(rows(make, 2), summary=result)))
    assert "No prediction interval: needs at least 3 studies" in drawn.words
    assert not drawn.has("prediction-bar")


def test_subgroups_have_their_rows_result_and_those_of_none_come_last(make, read) -> None:
    points = rows(make, 4)
    groups = (
        Group(name="TAE", studies=(("s0", "all"), ("s1", "all")), summary=make.summary(k=2)),
        Group(name="TACE", studies=(("s2", "all"),), summary=None,
              failure=Failure(reason="too_few_studies", text="one study only")),
    )  # fmt: skip
    found = make.estimate(points, groups=groups, groups_note="Groups of series.")
    words = read(forest_figure(found)).words
    order = ["TAE", "Author0", "Author1", "Subgroup: 2 studies", "TACE", "Author2",
             "No pooled result: one study", "In no subgroup", "Author3", "Pooled:"]  # fmt: skip
    places = [words.index(word, words.index("Study")) for word in order]
    assert places == sorted(places)
    assert "Groups of series." in words


def test_a_picture_without_any_row_is_refused(make) -> None:
    with pytest.raises(InputError, match="one study or more"):
        forest_figure(make.estimate([], summary=None))


def test_rows_that_are_all_left_out_are_still_shown_with_their_reasons(make, read) -> None:
    out = (make.share("A", 1, 2, excluded_because="counts lesions"),)
    nothing = Failure(reason="too_few_studies", text="no study with a usable figure")
    found = make.estimate([], excluded=out, summary=None, failure=nothing)
    assert "counts lesions" in read(forest_figure(found)).words


def test_the_same_outcome_gives_the_same_bytes_and_other_formats_are_refused(make) -> None:
    assert forest_figure(whole(make)) == forest_figure(whole(make))
    assert forest_figure(whole(make), "png").startswith(b"\x89PNG")
    with pytest.raises(InputError, match="svg or png"):
        forest_figure(whole(make), "pdf")


def test_who_does_not_see_the_picture_hears_its_title_and_result(make, read) -> None:
    drawn = read(forest_figure(whole(make)))
    assert drawn.named("title") == "Objective response after TAE or TACE"
    assert "pooled 50 % (95 % interval 40-60)" in drawn.named("desc")
    assert "3 rows, 2 left out" in drawn.named("desc")
    assert drawn.root.get("role") == "img"


def test_dollar_signs_of_a_study_are_no_formula(make, read) -> None:
    found = make.estimate([make.share("Ho $mean$ <b>", 3, 9)])
    assert "Ho $mean$ <b> 2001" in read(forest_figure(found)).words


@pytest.mark.parametrize("count", [1, 3, 23, 60])
def test_nothing_overlaps_and_nothing_leaves_the_page(make, collisions, count) -> None:
    out = tuple(
        make.share(f"Out{n}", 1, 9, excluded_because="a reason of many words; " * (1 + 4 * n))
        for n in range(3)
    )
    found = make.estimate(rows(make, count), excluded=out, claim=make.claim)
    assert collisions(lambda: forest_figure(found, "png")) == []


def test_months_and_subgroups_do_not_overlap_either(make, collisions) -> None:
    points = [make.months(LONG if n % 4 == 0 else f"A{n}", 5 + 3 * n, 3 + n) for n in range(20)]
    result = make.summary(estimate=24, ci_lb=1, ci_ub=500, pi_lb=0.001, pi_ub=500000)
    group = Group(name=f"{LONG}, and all their friends", summary=result,
                  studies=tuple((p.study, p.arm) for p in points[:9]))  # fmt: skip
    found = make.estimate(points, summary=result, groups=(group,))
    assert collisions(lambda: forest_figure(found, "png")) == []
