"""What a result hangs on, and a profile, for reading: reasons and warnings are never lost."""

from __future__ import annotations

from typing import Any

from nelm.evidence.estimate import NOT_COMPARABLE, Failure, Question
from nelm.evidence.profiles import NOT_PATIENTS, Profile, Slope
from nelm.evidence.robustness import Case, Check, Refit, Robustness, StudyEffect
from nelm.reports.page import as_text
from nelm.reports.robustness_page import profile_blocks, robustness_blocks

QUESTION = Question(options=("tare",), measure="objective_response")
REFIT = Refit(k=4, estimate=48.25, ci_lb=39.04, ci_ub=57.46, tau2=0.234)
FEW = Failure(reason="too_few_studies", text="one study only: see its own row")


def flat(blocks: Any) -> str:
    return " ".join(as_text(blocks).split())


def study(**more: Any) -> StudyEffect:
    fields: dict[str, Any] = {
        "label": "Smith 2021", "year": 2021, "without": REFIT, "without_reason": None,
        "so_far": None, "so_far_reason": "the first study", "case": None,
    }  # fmt: skip
    return StudyEffect(**(fields | more))


def robustness(*rows: StudyEffect, **more: Any) -> Robustness:
    fields: dict[str, Any] = {
        "question": QUESTION, "title": "Objective response", "unit": "percent", "rows": rows,
        "checks": (Check(name="Egger's regression test", p_value=0.0314, says="slope 1.20"),),
        "note": "Asymmetry has other causes.",
    }  # fmt: skip
    return Robustness(**(fields | more))


def profile(**more: Any) -> Profile:
    slope = Slope(
        moderator="small_bowel_percent", asked=100, data_lb=0, data_ub=78, ratio=1.154,
        ci_lb=1.04, ci_ub=1.28, p_value=0.0042, permutation_p=0.0129,
    )  # fmt: skip
    fields: dict[str, Any] = {
        "question": QUESTION, "title": "Objective response", "unit": "percent", "k": 37,
        "n_patients": 1234, "without_covariate": ("Rajekar 2011",), "estimate": 61.4,
        "ci_lb": 48.6, "ci_ub": 72.3, "pi_lb": 20.2, "pi_ub": 91.1, "rule": "some rule",
        "slopes": (slope,), "warnings": ("OUTSIDE THE DATA: small bowel", NOT_PATIENTS),
    }  # fmt: skip
    return Profile(**(fields | more))


def test_a_study_shows_the_result_without_it_or_why_there_is_none() -> None:
    page = flat(robustness_blocks(robustness(study())))
    assert "without it (%): 48.2 (39.0-57.5), τ² 0.23" in page
    assert "all up to it (%): none: the first study" in page
    assert "diagnostics" not in page


def test_months_are_called_months() -> None:
    page = flat(robustness_blocks(robustness(study(), unit="months")))
    assert "without it (months): 48.2" in page
    assert "%" not in page


def test_diagnostics_that_are_not_known_are_left_away() -> None:
    case = Case(rstudent=None, cook_d=None, hat=0.2, weight_percent=20.4, influential=False)
    page = flat(robustness_blocks(robustness(study(case=case))))
    assert "diagnostics: weight 20 %" in page
    assert "INFLUENTIAL" not in page
    strong = case.model_copy(update={"rstudent": -2.34, "cook_d": 0.51, "influential": True})
    page = flat(robustness_blocks(robustness(study(case=strong))))
    assert "residual -2.3; Cook's distance 0.51; weight 20 %; INFLUENTIAL" in page


def test_a_check_without_a_p_value_prints_none() -> None:
    checks = (
        Check(name="trim and fill", p_value=None, says="2 series put in"),
        Check(name="rank test", p_value=0.0004, says="rank correlation 0.52"),
    )
    page = flat(robustness_blocks(robustness(study(), checks=checks)))
    assert "trim and fill: 2 series put in" in page
    assert "rank correlation 0.52" in page
    assert "Asymmetry has other causes." in page


def test_no_chance_is_printed_as_none_at_all() -> None:
    checks = (Check(name="rank test", p_value=0.0004, says="rank correlation 0.52"),)
    assert "p < 0.001" in flat(robustness_blocks(robustness(study(), checks=checks)))
    slope = profile().slopes[0].model_copy(update={"p_value": 1e-5, "permutation_p": 2e-4})
    assert "0.000" not in flat(profile_blocks(profile(slopes=(slope,))))


def test_a_failure_is_the_reason_alone() -> None:
    page = flat(robustness_blocks(robustness(failure=FEW, checks=())))
    assert page.endswith("No pooled result: one study only: see its own row.")


def test_a_profile_warns_before_it_gives_a_figure() -> None:
    page = flat(profile_blocks(profile()))
    figure = page.index("61 % (95 % confidence interval 49-72)")
    assert page.index("OUTSIDE THE DATA") < figure
    assert page.index("not effects in patients") < figure
    assert "between 20 and 91 % (95 % prediction interval)" in page
    assert "37 studies, 1" in page
    assert NOT_COMPARABLE in page


def test_a_slope_is_told_with_range_of_the_data_and_both_p_values() -> None:
    page = flat(profile_blocks(profile()))
    assert "small bowel percent 100 (studies: 0 to 78): odds times 1.15 (1.04-1.28)" in page
    assert "per 10 points between studies, p = 0.004 (by permutation p = 0.013)" in page


def test_years_and_months_have_their_own_words() -> None:
    slope = profile().slopes[0].model_copy(update={"moderator": "year", "asked": 2015})
    page = flat(profile_blocks(profile(unit="months", slopes=(slope,))))
    assert "months times 1.15" in page
    assert "per 10 years" in page
    assert "61 months (95 % confidence interval" in page


def test_studies_without_the_covariate_are_named_also_where_there_is_no_figure() -> None:
    nothing: dict[str, Any] = dict.fromkeys(("estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub"))
    for shown in (profile(), profile(**nothing, failure=FEW, slopes=())):
        assert "so left out: Rajekar 2011." in flat(profile_blocks(shown))
    page = flat(
        profile_blocks(profile(**nothing, failure=FEW, slopes=(), warnings=(NOT_PATIENTS,)))
    )
    assert "No figure: one study only: see its own row." in page
    assert NOT_PATIENTS in page
    assert "None" not in page
