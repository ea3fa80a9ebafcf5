"""Where two packs, or two settings of one, say different things."""

import json
from dataclasses import replace

import pytest

from nelm.case.problem import InputError
from nelm.verification.difference import ANSWER, LABEL, ONE_OPEN, ONLY_FIRST, SAME, diff


def kinds(found):
    return {o.option: o.kind for o in found.options if o.kind != SAME}


def test_a_pack_is_the_same_as_itself(pack):
    found = diff(pack, pack)
    assert found.is_same
    assert len(found.options) == len(pack.options)


def test_an_age_limit_shows_a_patient_between_the_two(pack):
    found = diff(pack, pack, {}, {"lt_max_age_years": 55})
    assert kinds(found) == {"liver_transplantation": ANSWER}
    (option,) = (o for o in found.options if o.kind == ANSWER)
    assert 55 < option.example.case["patient"]["age_years"] <= 60
    assert option.labels == ("supported_with_caution", "criteria_not_met")
    assert found.second.endswith("with lt_max_age_years=55.0")
    assert json.dumps(found.data())


@pytest.mark.parametrize("reading", ["B", "C"])
def test_the_readings_of_the_debulking_rule_never_differ(pack, reading):
    """90 % removable stands in both sets, and an uncontrolled syndrome is a set of its own."""
    assert diff(pack, pack, {}, {"deb_parse": reading}).is_same


def test_a_limit_that_was_not_set_only_closes_what_was_open(pack):
    found = diff(pack, pack, {}, {"lm_limited_max_count": 5})
    assert kinds(found) == {"rfa_alone": ONE_OPEN, "microwave_ablation": ONE_OPEN}


def test_a_caution_changes_only_the_label(pack):
    assert kinds(diff(pack, pack, {}, {"prrt05_scope": "all"})) == {"prrt": LABEL}


def test_two_versions_of_a_pack_are_compared(pack, changed):
    other = changed("options/transplantation.yaml", "LT-10", when="always")
    found = diff(pack, other)
    assert kinds(found) == {"liver_transplantation": ANSWER}


def test_a_rewritten_condition_with_the_same_meaning_is_no_difference(pack, changed):
    when = 'course.status != "stable" and course.status != "responding"'
    assert diff(pack, changed("options/embolization.yaml", "IAT-06b", when=when)).is_same


def test_an_option_of_one_pack_only_is_told(pack):
    other = replace(pack, options=tuple(o for o in pack.options if o.id != "prrt"))
    assert kinds(diff(pack, other)) == {"prrt": ONLY_FIRST}


def test_an_unknown_parameter_is_refused(pack):
    with pytest.raises(InputError, match="not a parameter"):
        diff(pack, pack, {}, {"mood": 3})
