"""Pooled outcomes of the review's tables, against figures worked out elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nelm.evidence.estimate import AS_PRINTED, Question, Reading
from nelm.evidence.pool import pool
from nelm.evidence.pooling.glmm.fit import fit_glmm
from nelm.evidence.pooling.glmm.profile import Limit
from nelm.evidence.pooling.normal import fit_normal
from nelm.evidence.pooling.prediction import prediction_interval
from nelm.evidence.readings import rows
from nelm.evidence.summaries import count_data, log_median_data
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import load_pack

EVIDENCE = load_evidence(load_pack("dermine2019"))
EMBOLIZATION = ("tae", "tace", "deb_tace")
MERGED = AS_PRINTED.model_copy(update={"merged": "as_response"})


def ask(options: tuple[str, ...], measure: str) -> Question:
    return Question.model_validate({"options": options, "measure": measure})


def percent(logit: float) -> float:
    from scipy.special import expit  # noqa: PLC0415

    return 100 * float(expit(logit))


@pytest.mark.parametrize(
    ("options", "reading", "k", "shown", "tau2"),
    [
        (EMBOLIZATION, AS_PRINTED, 23, (53.1, 42.8, 63.2, 13.3, 89.3), 0.878),
        (("tare",), MERGED, 15, (52.4, 41.5, 63.1, 17.0, 85.6), 0.555),
    ],
    ids=["embolization", "radioembolization"],
)
def test_response_of_the_printed_tables(
    options: tuple[str, ...],
    reading: Reading,
    k: int,
    shown: tuple[float, ...],
    tau2: float,
) -> None:
    """Worked out outside of nelm by exact quadrature; there the interval was Wald's, here profile.

    The 15 radioembolization studies count Rajekar's merged cell of 100 % as response.
    """
    found = pool(EVIDENCE, ask(options, "objective_response"), reading, variations=False)
    assert found.summary is not None
    assert found.summary.k == k
    assert found.summary.estimate == pytest.approx(shown[0], abs=0.05)
    assert found.summary.tau2 == pytest.approx(tau2, abs=0.001)
    assert found.summary.pi_lb == pytest.approx(shown[3], abs=0.05)
    assert found.summary.pi_ub == pytest.approx(shown[4], abs=0.05)
    fit = fit_glmm(*count_data(found.points))
    assert percent(fit.wald_lb[0]) == pytest.approx(shown[1], abs=0.05)
    assert percent(fit.wald_ub[0]) == pytest.approx(shown[2], abs=0.05)
    assert found.summary.ci_lb < shown[1]
    assert found.summary.ci_ub > shown[2]


def test_survival_of_all_arterial_treatments_as_printed() -> None:
    """Outside: 32.4 months (27.8-37.7), prediction 16.7-62.9, 29 studies, by 1/(n ln² 2).

    Three things differ there: the 39 months of Christante weigh by all 77 patients (they belong
    to 59 of them), arms of unknown size are averaged plainly (Rhee 28 and 22, Ho 42 and 44 times
    ln 2; nelm takes geometric means of times), and the prediction is by t with k - 1.
    """
    question = ask((*EMBOLIZATION, "tare"), "overall_survival")
    found = pool(EVIDENCE, question, AS_PRINTED)
    months, variances = log_median_data(found.points)
    place = {p.study: i for i, p in enumerate(found.points)}
    assert found.points[place["christante2008"]].n == 59
    variances[place["christante2008"]] *= 59 / 77
    months[place["rhee2008"]], months[place["ho2007"]] = 25, 43 * np.log(2)
    fit = prediction_interval(fit_normal(np.log(months), variances), rule="t_k_minus_p")
    shown = [fit.estimate, fit.ci_lb, fit.ci_ub, fit.pi_lb, fit.pi_ub]
    assert np.exp(shown) == pytest.approx((32.4, 27.8, 37.7, 16.7, 62.9), abs=0.05)
    assert found.summary is not None
    assert found.summary.estimate == pytest.approx(32.4, abs=0.05)


def test_the_rule_of_variance_hardly_moves_survival() -> None:
    """Outside: 31.8 to 32.4 months, I² 86 and 70 %."""
    question = ask((*EMBOLIZATION, "tare"), "overall_survival")
    found = pool(EVIDENCE, question, AS_PRINTED)
    exponential = next(v.summary for v in found.variations if v.name == "exponential")
    assert found.summary is not None
    assert exponential is not None
    assert exponential.estimate == pytest.approx(31.8, abs=0.15)
    assert (found.summary.i2_percent, exponential.i2_percent) == pytest.approx((70, 86), abs=1)


def test_the_slope_on_small_bowel_share_rests_on_one_unknown_share() -> None:
    """Outside: +0.98 (0.53) over 38 studies, with Rajekar's unreadable share counted as 0.

    nelm leaves that study out of a model with the covariate, which changes the slope a lot.
    """
    question = ask((*EMBOLIZATION, "tare"), "objective_response")
    points = rows(EVIDENCE, question, MERGED).pooled
    events, n = count_data(points)
    as_zero = [(p.small_bowel_percent or 0) / 100 for p in points]
    guessed = fit_glmm(events, n, mods=as_zero)
    assert len(points) == 38
    assert (guessed.beta[1], guessed.se[1]) == pytest.approx((0.98, 0.53), abs=0.005)
    known = [p for p in points if p.small_bowel_percent is not None]
    fit = fit_glmm(*count_data(known), mods=[(p.small_bowel_percent or 0) / 100 for p in known])
    assert len(known) == 37
    assert fit.beta[1] > 1.4


def test_one_study_or_none_gives_a_reason_instead_of_a_number() -> None:
    one = pool(EVIDENCE, ask(("prrt",), "objective_response"))
    assert one.summary is None
    assert one.failure is not None
    assert (one.failure.reason, len(one.points)) == ("too_few_studies", 1)
    none = pool(EVIDENCE, ask(("ethanol_injection",), "overall_survival"))
    assert none.failure is not None
    assert none.failure.text == "no study with a usable figure"


def test_two_studies_have_no_prediction_interval() -> None:
    two = pool(EVIDENCE, ask(("deb_tace",), "objective_response")).summary
    assert two is not None
    assert (two.k, two.pi_lb, two.pi_ub) == (2, None, None)
    assert "at least 3" in two.pi_rule


def test_every_other_model_and_reading_is_told_or_says_why_not() -> None:
    found = pool(EVIDENCE, ask(EMBOLIZATION, "objective_response"))
    names = [v.name for v in found.variations]
    assert names == [
        "logit", "arcsine", "freeman_tukey", "posterior",
        "as_printed", "one_per_cohort", "without_doubtful", "arms_apart",
    ]  # fmt: skip
    assert all((v.summary is None) != (v.failure is None) for v in found.variations)
    printed = pool(EVIDENCE, ask(EMBOLIZATION, "objective_response"), AS_PRINTED)
    assert "corrected" in [v.name for v in printed.variations]
    assert "as_printed" not in [v.name for v in printed.variations]


def test_the_claim_of_the_source_stands_beside_the_result() -> None:
    claim = pool(EVIDENCE, ask(("tace",), "objective_response"), variations=False).claim
    assert claim is not None
    assert (claim.claim, claim.low, claim.high, claim.median) == ("C02", 8, 94, 49)
    assert claim.options == EMBOLIZATION
    single = pool(EVIDENCE, ask(("prrt",), "objective_response"), variations=False)
    assert single.claim is None  # C14 is one trial's figure, not a summary


def test_groups_hold_every_pooled_row_once_and_options_are_not_tested() -> None:
    found = pool(EVIDENCE, ask(EMBOLIZATION, "objective_response"), by="option", variations=False)
    members = [study for group in found.groups for study in group.studies]
    assert sorted(members) == sorted((p.study, p.arm) for p in found.points)
    assert {g.name for g in found.groups} == {"TAE", "TACE", "DEB-TACE", "TAE or TACE"}
    assert found.groups_note is not None
    assert "not comparable" in found.groups_note
    decades = pool(EVIDENCE, ask(("tare",), "objective_response"), by="decade", variations=False)
    assert [g.name for g in decades.groups] == ["2000s", "2010s"]


def test_figures_published_elsewhere_stand_beside_and_are_not_pooled() -> None:
    found = pool(EVIDENCE, ask(("tare",), "objective_response"), variations=False)
    by = {row.publication: row for row in found.published}
    assert (by["devcic2014"].estimate, by["devcic2014"].ci_lb, by["devcic2014"].ci_ub) == (
        50,
        38,
        62,
    )
    assert (by["frilling2019"].estimate, by["frilling2019"].n_studies) == (51, 27)
    assert not {row.publication for row in found.published} & {p.study for p in found.points}
    assert all(row.unit == "percent" for row in found.published)
    assert all("ratio" not in row.measure for row in found.published)


def test_a_limit_that_was_not_found_is_told_and_not_passed_off_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nearly separated studies can leave a profile without an end; 100 % is then no limit."""
    known = fit_glmm([19, 34, 36], [34, 40, 38])
    lost = replace(known, limits=((known.limits[0][0], Limit(None, "no_convergence")),))
    monkeypatch.setattr("nelm.evidence.summaries.fit_glmm", lambda *_: lost)
    summary = pool(EVIDENCE, ask(("tare",), "symptom_response"), variations=False).summary
    assert summary is not None
    assert summary.ci_ub == 100
    assert summary.ci_rule == "profile likelihood; upper limit not found, 100 % shown"


def test_arms_of_unknown_size_say_which_mean_was_taken() -> None:
    rhee = next(
        p
        for p in pool(EVIDENCE, ask(("tare",), "overall_survival")).points
        if p.study == "rhee2008"
    )
    assert rhee.value == pytest.approx((28 * 22) ** 0.5)
    assert any("geometric mean" in doubt for doubt in rhee.doubts)
