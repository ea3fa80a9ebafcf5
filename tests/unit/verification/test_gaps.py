"""Answers that stay open although nothing can change them any more."""

import pytest

from nelm.assessment.assess import assess
from nelm.assessment.outlook import outlooks
from nelm.assessment.verdict import Answer
from nelm.case.case import Case
from nelm.knowledge.binding import bind_pack
from nelm.verification import gaps
from nelm.verification.model import Model


@pytest.fixture(scope="module")
def found(model):
    return list(gaps.kleene_gaps(model))


def test_months_of_stability_say_that_the_disease_does_not_progress(found):
    """The background fact course-months; the condition asks for the status itself."""
    examples = [f.examples[0].facts for f in found if f.about == ("liver_transplantation",)]
    months = [e for e in examples if "time without progression 12 months" in e]
    assert [e for e in months if not [fact for fact in e if fact.startswith("the disease is")]]


def test_every_gap_is_confirmed_by_the_decision_diagrams(found, pack):
    for finding in found:
        assessment = assess(Case.model_validate(finding.examples[0].case), pack)
        for option in finding.about:
            result = assessment.option(option)
            (outlook,) = (o for o in outlooks(assessment) if o.option == option)
            assert result.answer is Answer.OPEN
            assert len({label.answer for label in outlook.reachable}) == 1


def test_cryotherapy_has_no_gap_since_its_answer_is_never_open(found):
    assert not [f for f in found if "cryotherapy" in f.about]


def test_one_fact_or_its_contrary_is_a_gap(changed):
    when = "tumor.burden_symptoms or not tumor.burden_symptoms"
    pack = changed("options/monitoring.yaml", "MED-04", when=when)
    found = [f for f in gaps.kleene_gaps(Model(bind_pack(pack))) if f.about == ("monitoring",)]
    (finding,) = found
    assert finding.says == "MED: open although every completion is supported"
    assert finding.examples[0].facts == ()


def test_a_condition_on_one_fact_has_no_gap(changed):
    pack = changed("options/monitoring.yaml", "MED-04", when="tumor.burden_symptoms")
    found = gaps.kleene_gaps(Model(bind_pack(pack)))
    assert not [f for f in found if f.about == ("monitoring",)]
