"""Options that exclude each other, and options that go together."""

import pytest

from nelm.knowledge.binding import bind_pack
from nelm.verification import pairs
from nelm.verification.model import Model

ARTERIAL = ("tae", "tace", "deb_tace", "tare")


def exclusive(pack):
    return {f.about: f.says for f in pairs.exclusive(Model(bind_pack(pack)))}


@pytest.fixture(scope="module")
def excluded(pack):
    return exclusive(pack)


def test_monitoring_and_arterial_treatment_exclude_each_other(excluded):
    says = excluded[(*ARTERIAL, "monitoring")]
    assert "(IAT-06b) against" in says
    assert says.endswith("(MED-04)")


def test_transplantation_and_one_step_resection_exclude_each_other(excluded):
    says = excluded["one_step_resection", "liver_transplantation"]
    assert "(RES-01)" in says
    assert "(LT-10)" in says


def test_a_clash_that_rests_on_a_background_fact_names_it(excluded):
    says = excluded["two_step_resection", "liver_transplantation"]
    assert says.endswith("given background fact two-step-resection")


def test_options_that_one_patient_can_have_are_not_told(excluded):
    """Radionuclide therapy and embolization ask for progression both."""
    assert (*ARTERIAL, "prrt") not in excluded


def test_arterial_treatment_of_stable_disease_would_go_with_monitoring(changed):
    when = 'course.status == "stable"'
    pack = changed("options/embolization.yaml", "IAT-06b", when=when)
    assert (*ARTERIAL, "monitoring") not in exclusive(pack)


def test_options_with_the_same_criteria_go_together(model):
    says = [finding.says for finding in pairs.same(model)]
    assert (
        "TAE, TACE, DEBTACE, TARE always get the same answer: their criteria are the same" in says
    )
    assert "Whoever meets the criteria of RFA meets those of MWA" in says
    assert not [text for text in says if "LT" in text]
