"""Questions about numbers."""

import pytest

from nelm.assessment.assess import assess
from nelm.assessment.verdict import Answer
from nelm.case.case import Case
from nelm.criteria.parser import parse
from nelm.knowledge.binding import bind_pack
from nelm.verification import thresholds
from nelm.verification.model import Model
from nelm.verification.report import Status
from nelm.verification.thresholds import DOWN, UP, expected_directions


@pytest.fixture(scope="module")
def found(model):
    return {finding.about: finding for finding in thresholds.statements_along_numbers(model)}


@pytest.mark.parametrize(
    ("statement", "fact", "says"),
    [
        ("LT-02", "patient.age_years", "can only stop being met"),
        ("LT-05", "liver.involvement_percent", "can only stop being met"),
        ("LT-06", "course.stable_months", "can only become met"),
        ("DEB-01", "liver.resectable_fraction_percent", "can only become met"),
        ("IAT-05", "tumor.ki67_percent", "can only stop being met"),
        ("IAT-10", "liver.bilirubin_umol_l", "can only become met"),
        ("RFA-04", "liver.ablation_max_diameter_mm", "can only stop being met"),
    ],
)
def test_numbers_work_in_the_direction_that_medicine_expects(found, statement, fact, says):
    finding = found[(statement, fact)]
    assert finding.status is Status.PROVED
    assert says in finding.says


def test_a_band_is_told_as_one(found):
    finding = found[("IAT-11c", "patient.ecog")]
    assert finding.status is Status.NOTE
    assert "only within a band of ECOG performance status" in finding.says


def test_nothing_turns_back_in_the_pack(model, found):
    assert Status.REFUTED not in {finding.status for finding in found.values()}
    assert list(thresholds.answers_along_numbers(model)) == []


@pytest.fixture
def turning(changed):
    """Lesions under 5 cm or over 8 cm: a mistyped limit."""
    when = "liver.ablation_max_diameter_mm < 50 or liver.ablation_max_diameter_mm > 80"
    return changed("options/ablation.yaml", "RFA-04", when=when)


def test_a_statement_that_turns_back_is_shown_with_three_rising_numbers(turning):
    findings = thresholds.statements_along_numbers(Model(bind_pack(turning)))
    (finding,) = (f for f in findings if f.status is Status.REFUTED)
    assert finding.about == ("RFA-04", "liver.ablation_max_diameter_mm")
    sizes = [e.case["liver"]["lesions"][0]["diameter_mm"]["value"] for e in finding.examples]
    assert sizes[0] < 50 <= sizes[1] <= 80 < sizes[2]


def test_a_verdict_that_gets_worse_and_better_again_is_shown(turning):
    (finding,) = thresholds.answers_along_numbers(Model(bind_pack(turning)))
    assert finding.about == ("rfa_alone", "liver.ablation_max_diameter_mm")
    answers = [
        assess(Case.model_validate(e.case), turning).option("rfa_alone").answer
        for e in finding.examples
    ]
    assert answers == [Answer.SUPPORTED, Answer.NOT_SUPPORTED, Answer.SUPPORTED]


def test_a_caution_in_the_middle_only_is_worse_and_better_again(changed):
    """ECOG 1 alone would be a caution, ECOG 2 none."""
    pack = changed("options/embolization.yaml", "IAT-11c", when="patient.ecog == 1")
    found = list(thresholds.answers_along_numbers(Model(bind_pack(pack))))
    assert {finding.about[1] for finding in found} == {"patient.ecog"}
    assert {finding.about[0] for finding in found} == {"tae"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("patient.ecog >= 3", {UP}),
        ("patient.ecog < 3", {DOWN}),
        ("not patient.ecog < 3", {UP}),
        ("patient.ecog >= 1 and patient.ecog < 3", {UP, DOWN}),
        ("patient.ecog == 2", {UP, DOWN}),
        ("not patient.ecog == 2", {UP, DOWN}),
        ("patient.karnofsky_percent > 40", set()),
    ],
)
def test_directions_are_read_off_the_comparisons(condition, expected):
    assert expected_directions(parse(condition), "patient.ecog") == expected
