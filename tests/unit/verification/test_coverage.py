"""Patients whom no option that treats the tumor is for."""

import pytest

from nelm.assessment.assess import assess
from nelm.assessment.verdict import Answer
from nelm.case.case import Case
from nelm.criteria.parser import ConditionError
from nelm.knowledge.binding import bind_pack
from nelm.verification import coverage
from nelm.verification.claims import supportable
from nelm.verification.model import Model

ARTERIAL = {"tae", "tace", "deb_tace", "tare"}
CONTROLLED = (
    'tumor.syndrome_control == "controlled" and course.status == "progressive"'
    " and not liver.complete_resection_feasible"
)


@pytest.fixture(scope="module")
def profiles(pack):
    return coverage.uncovered(Model(bind_pack(pack), extra=coverage.main_conditions()))


def rows(profiles, **facts):
    """Profiles that hold patients with these values of the main facts."""
    wanted = {name.replace("_", " "): value for name, value in facts.items()}

    def holds(profile, name, value):
        return profile.facts[name] == "any" or value in profile.facts[name].split(" or ")

    return [p for p in profiles if all(holds(p, *item) for item in wanted.items())]


def test_controlled_functional_progressive_unresectable_tumors_have_no_arterial_option(profiles):
    (profile,) = rows(
        profiles,
        hormone_syndrome="controlled",
        course="progressive",
        complete_resection="not feasible",
    )
    assert not {"TAE", "TACE", "TARE", "DEBTACE"} & set(profile.others)
    assert "PRRT (receptors positive)" in profile.others
    assert "RFS (pattern complex)" in profile.others


def test_every_profile_has_a_patient_whom_every_option_is_closed_for(profiles, pack):
    for profile in profiles:
        found = assess(Case.model_validate(profile.example.case), pack)
        treating = [r for r in found.options if r.option.intent != "between"]
        assert {r.answer for r in treating} == {Answer.NOT_SUPPORTED}
        assert found.out_of_scope == ()


def test_the_table_is_small(profiles):
    """24 combinations of the main facts, joined where the same options are left."""
    assert len(profiles) <= 12
    keys = [tuple(p.facts.values()) for p in profiles]
    assert len(set(keys)) == len(keys)


def test_no_controlled_progressive_unresectable_patient_can_have_arterial_treatment(pack):
    assert not ARTERIAL & set(supportable(bind_pack(pack), CONTROLLED))


def test_under_the_permissive_reading_such_a_patient_can(pack):
    permissive = bind_pack(pack, {"iat08_mode": "permissive"})
    assert set(supportable(permissive, CONTROLLED)) >= ARTERIAL


def test_nothing_is_said_of_patients_who_can_not_be(pack):
    with pytest.raises(ValueError, match="no patient is so"):
        supportable(bind_pack(pack), 'course.status == "progressive" and course.stable_months > 6')


def test_a_claim_about_an_unknown_fact_is_refused(pack):
    with pytest.raises(ConditionError, match="unknown fact"):
        supportable(bind_pack(pack), "tumor.color")
