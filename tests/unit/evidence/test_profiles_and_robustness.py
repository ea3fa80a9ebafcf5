"""Profiles of patients, and what a pooled result hangs on."""

from __future__ import annotations

import numpy as np
import pytest

from nelm.evidence.estimate import Question, Reading
from nelm.evidence.pool import pool
from nelm.evidence.pooling.glmm.fit import fit_glmm
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.profiles import profile
from nelm.evidence.robustness import robustness
from nelm.evidence.summaries import count_data, log_median_data
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

EVIDENCE = load_evidence(load_pack("dermine2019"))
EMBOLIZATION = ("tae", "tace", "deb_tace")


def ask(options: tuple[str, ...], measure: str) -> Question:
    return Question.model_validate({"options": options, "measure": measure})


def test_a_profile_is_the_model_at_its_covariates() -> None:
    """The same line from the model with the raw share as covariate, worked out here."""
    question = ask(EMBOLIZATION, "objective_response")
    found = profile(EVIDENCE, question, {"small_bowel_percent": 80})
    points = list(pool(EVIDENCE, question, variations=False).points)
    shares = np.array([p.small_bowel_percent for p in points], dtype=float)
    fit = fit_glmm(*count_data(points), mods=shares / 100)
    logit = fit.beta[0] + 0.8 * fit.beta[1]
    assert found.estimate == pytest.approx(100 / (1 + np.exp(-logit)), rel=1e-5)
    assert found.slopes[0].ratio == pytest.approx(np.exp(fit.beta[1] / 10), rel=1e-5)
    assert found.pi_lb < found.ci_lb < found.estimate < found.ci_ub < found.pi_ub  # type: ignore[operator]


def test_a_time_profile_says_which_studies_lack_the_covariate() -> None:
    found = profile(EVIDENCE, ask(("tare",), "overall_survival"), {"pancreas_percent": 30})
    assert found.without_covariate == ("Rajekar 2011",)
    assert found.k == 10
    assert found.unit == "months"


def test_a_profile_outside_the_data_is_answered_with_a_warning_first() -> None:
    found = profile(EVIDENCE, ask(("tare",), "objective_response"), {"year": 2030})
    assert found.warnings[0].startswith("OUTSIDE THE DATA: year 2030; the studies reach from 2008")
    assert "not effects in patients" in found.warnings[-1]
    inside = profile(EVIDENCE, ask(("tare",), "objective_response"), {"year": 2011})
    assert not any(w.startswith("OUTSIDE") for w in inside.warnings)


def test_a_combination_that_no_study_comes_near_is_outside_too() -> None:
    """No study has few primaries in the small bowel and none in the pancreas."""
    both = {"small_bowel_percent": 20, "pancreas_percent": 0}
    found = profile(EVIDENCE, ask(EMBOLIZATION, "objective_response"), both)
    assert any(w.startswith("OUTSIDE THE DATA") for w in found.warnings)


def test_too_few_studies_for_a_profile_give_no_number() -> None:
    found = profile(EVIDENCE, ask(("deb_tace",), "objective_response"), {"year": 2010})
    assert found.estimate is None
    assert found.failure is not None
    assert found.failure.reason == "too_few_studies"


def test_leaving_a_study_out_is_pooling_the_others() -> None:
    question = ask(("tare",), "objective_response")
    found = robustness(EVIDENCE, question)
    points = sorted(pool(EVIDENCE, question, variations=False).points, key=lambda p: p.year)
    rest = points[1:]
    fit = fit_glmm(*count_data(rest))
    without = found.rows[0].without
    assert without is not None
    assert without.estimate == pytest.approx(100 / (1 + np.exp(-fit.beta[0])), rel=1e-6)
    assert without.k == 13
    last = found.rows[-1].so_far
    whole = pool(EVIDENCE, question, variations=False).summary
    assert last is not None
    assert whole is not None
    assert last.estimate == pytest.approx(whole.estimate, rel=1e-6)


def test_leaving_a_time_out_is_pooling_the_others() -> None:
    question = ask(("tace",), "overall_survival")
    found = robustness(EVIDENCE, question)
    points = sorted(pool(EVIDENCE, question, variations=False).points, key=lambda p: p.year)
    months, variances = log_median_data(points[:4] + points[5:])
    fit = fit_normal(np.log(months), variances)
    without = found.rows[4].without
    assert without is not None
    assert without.estimate == pytest.approx(float(np.exp(fit.beta[0])), rel=1e-6)


def test_two_studies_leave_nothing_to_leave_out() -> None:
    found = robustness(EVIDENCE, ask(("deb_tace",), "objective_response"))
    assert [row.without for row in found.rows] == [None, None]
    assert found.rows[0].without_reason == "two studies: one alone is left"
    assert all(check.p_value is None for check in found.checks)


def test_few_studies_can_not_show_asymmetry_and_the_note_says_so() -> None:
    few = robustness(EVIDENCE, ask(("tae",), "objective_response"))
    assert few.note.startswith("With 5 studies asymmetry can not be judged.")
    many = robustness(EVIDENCE, ask(EMBOLIZATION, "objective_response"))
    assert not many.note.startswith("With")
    assert {c.name for c in many.checks} >= {"trim and fill", "Egger's regression test"}


def test_no_studies_give_a_reason() -> None:
    found = robustness(EVIDENCE, ask(("monitoring",), "overall_survival"), Reading())
    assert found.rows == ()
    assert found.failure is not None
