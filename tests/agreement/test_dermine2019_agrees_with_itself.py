"""Generated cases for dermine2019: more knowledge closes answers and never reverses them."""

from functools import lru_cache

import pytest
from generated import case_of, draw_lesions, draw_statements
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from patients_and_readings import PATIENTS, PROGRESSIVE

from nelm.assessment.assess import assess
from nelm.assessment.outlook import outlooks
from nelm.assessment.rules import option_rules
from nelm.assessment.verdict import Answer, Label
from nelm.case.derived import BY_FACT
from nelm.case.known import known_facts
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.schema import flat_facts

JUDGED = {"near_vital": "vital_distance_mm", "at_surface": "capsule_distance_mm"}


@lru_cache(maxsize=1)
def pack():
    return load_pack("dermine2019")


@lru_cache(maxsize=1)
def entered_facts():
    """Facts that decide an option and those from which such facts are derived."""
    decisive = {name for rules in option_rules(bind_pack(pack())) for name in rules.facts}
    inputs = {name for fact in decisive & BY_FACT.keys() for name in BY_FACT[fact].inputs}
    names = decisive | inputs | {"patient.karnofsky_percent"}
    return tuple(n for n, fact in flat_facts().items() if n in names and fact.enterable)


@st.composite
def patients(draw):
    """Facts by dotted name: a patient whom many options suit, some facts changed or dropped."""
    dice = draw(st.randoms(use_true_random=False))
    facts = draw_statements(dice, entered_facts(), range(6), suspect=False)
    if draw(st.booleans()):
        facts["liver.lesions"] = draw_lesions(dice, 2)
    return facts


def assessed(facts):
    """The assessment of facts that do not contradict each other and have plausible units."""
    found = assess(case_of(facts), pack())
    assume(not [f for f in found.findings if f.kind in ("contradiction", "suspect")])
    return found


def hides_a_conclusion(facts):
    """Whether a fact is stated less precisely than the other facts tell: see the test below."""
    stated = known_facts(case_of(facts)).values
    for name in facts.keys() & BY_FACT.keys():
        rest = {other: value for other, value in facts.items() if other != name}
        told = known_facts(case_of(rest)).values.get(name)
        if told is not None and name in stated and not within(stated[name], told):
            return True
    return False


def within(first, second):
    """Whether the first value is as precise as the second, or more."""
    if isinstance(first, frozenset):
        return first <= second
    return first.meet(second) == first if isinstance(first, Interval) else first == second


@st.composite
def less_known(draw, facts):
    """The same patient with one fact, or one fact of a lesion, not known.

    A judgment on a lesion takes the place of its measured distance: where both are stated, the
    distance goes and the judgment stays.
    """
    usual = [item for patient in PATIENTS for item in patient.items()]
    strays = [
        name
        for name, value in facts.items()
        if name == "liver.lesions" or (name, value) not in usual
    ]
    name = draw(st.sampled_from(strays or sorted(facts)))
    if name != "liver.lesions" or draw(st.booleans()):
        return {key: value for key, value in facts.items() if key != name}
    number = draw(st.integers(0, len(facts[name]) - 1))
    lesion = facts[name][number]
    replaced = {flag for flag, measured in JUDGED.items() if measured in lesion}
    field = draw(st.sampled_from(sorted(lesion.keys() - replaced)))
    kept = {key: value for key, value in lesion.items() if key != field}
    return {**facts, name: [*facts[name][:number], kept, *facts[name][number + 1 :]]}


@settings(max_examples=120, deadline=None)
@given(patients(), st.data())
def test_one_more_fact_closes_answers_and_never_reverses_one(facts, data):
    assume(facts and not hides_a_conclusion(facts))
    before, after = assessed(data.draw(less_known(facts))), assessed(facts)
    for old, new in zip(before.options, after.options, strict=True):
        assert old.answer in (new.answer, Answer.OPEN), (old.option.id, old.answer, new.answer)


@settings(max_examples=60, deadline=None)
@given(patients(), st.data())
def test_one_more_fact_never_widens_what_an_option_can_still_become(facts, data):
    assume(facts and not hides_a_conclusion(facts))
    before, after = assessed(data.draw(less_known(facts))), assessed(facts)
    for old, new in zip(outlooks(before), outlooks(after), strict=True):
        assert new.reachable <= old.reachable, old.option


@settings(max_examples=40, deadline=None)
@given(patients(), st.data())
def test_what_a_patient_becomes_was_within_reach_when_less_was_known(facts, data):
    assume(not hides_a_conclusion(facts))
    after = assessed(facts)
    fewer = {name: value for name, value in facts.items() if data.draw(st.booleans())}
    before = assessed(fewer)
    for old, new in zip(outlooks(before), after.options, strict=True):
        if new.answer is not Answer.OPEN:
            assert new.answer in {label.answer for label in old.reachable}, old.option


@settings(max_examples=60, deadline=None)
@given(patients())
def test_an_answer_that_is_closed_is_all_that_can_be_reached(facts):
    found = assessed(facts)
    for result, outlook in zip(found.options, outlooks(found), strict=True):
        assert outlook.reachable
        if result.answer is not Answer.OPEN:
            assert {label.answer for label in outlook.reachable} == {result.answer}
            assert not outlook.settling
        elif len(outlook.reachable) > 1:
            assert outlook.deciding


@pytest.mark.xfail(reason="an imprecise word entered takes the place of the grade that follows")
def test_a_grade_stated_as_unclassified_reopens_no_answer():
    before = assess(case_of(PROGRESSIVE), pack())
    after = assess(case_of({**PROGRESSIVE, "tumor.who_grade": "unclassified"}), pack())
    pairs = zip(before.options, after.options, strict=True)
    assert after.findings or all(old.answer in (new.answer, Answer.OPEN) for old, new in pairs)


@pytest.mark.parametrize("grade", ["G1", "G2", "NET_G3", "NEC"])
@pytest.mark.parametrize("ki67", [1, 3, 5, 20, 25])
def test_stating_the_grade_beside_ki67_reverses_no_answer_unless_it_is_questioned(grade, ki67):
    facts = {**PROGRESSIVE, "tumor.ki67_percent": ki67}
    before = assess(case_of(facts), pack())
    after = assess(case_of({**facts, "tumor.who_grade": grade}), pack())
    if not after.findings:
        pairs = zip(before.options, after.options, strict=True)
        assert all(old.answer in (new.answer, Answer.OPEN) for old, new in pairs)


@pytest.mark.parametrize("flag", ["near_vital", "at_surface"])
@pytest.mark.parametrize("judged", ["yes", "no"])
def test_judging_a_measured_lesion_reverses_no_caution_unless_it_is_questioned(flag, judged):
    lesion = {"plan": "ablate", "diameter_mm": 20, "vital_distance_mm": 60}
    lesion |= {"capsule_distance_mm": 20}
    before, after = (
        assess(case_of({**PROGRESSIVE, "liver.lesions": [{**lesion, **more}]}), pack())
        for more in ({}, {flag: judged})
    )
    if not after.findings:
        pairs = zip(outlooks(before), outlooks(after), strict=True)
        assert all(new.reachable <= old.reachable for old, new in pairs)


@settings(max_examples=200, deadline=None)
@given(patients())
def test_no_option_is_supported_and_contraindicated(facts):
    for result in assess(case_of(facts), pack()).options:
        against = [result.by_id[id_].truth for id_ in result.rules.contraindications]
        if result.answer is Answer.SUPPORTED:
            assert set(against) <= {Truth.NOT_MET}
        if Truth.MET in against:
            assert (result.answer, result.label) == (Answer.NOT_SUPPORTED, Label.CONTRAINDICATED)


@settings(max_examples=200, deadline=None)
@given(patients())
def test_facts_in_question_do_not_count(facts):
    found = assess(case_of(facts), pack())
    for finding in found.known.findings:
        if finding.kind in ("contradiction", "suspect"):
            assert not set(finding.facts) & found.known.values.keys(), finding.says


def test_generated_patients_meet_every_answer():
    """Guards the strategy: without supported and contraindicated options it would prove little."""
    seen = set()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(patients())
    def look(facts):
        seen.update(result.label for result in assess(case_of(facts), pack()).options)

    look()
    assert seen >= set(Label) - {Label.SUPPORTED_CAUTION_OPEN}
