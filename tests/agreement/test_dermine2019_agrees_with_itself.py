"""Generated cases for dermine2019: more knowledge closes answers and never reverses them."""

import math
from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nelm.assessment.assess import assess
from nelm.assessment.outlook import outlooks
from nelm.assessment.rules import option_rules
from nelm.assessment.verdict import Answer, Label
from nelm.case.case import Case
from nelm.case.derived import BY_FACT
from nelm.case.lesion import Lesion
from nelm.case.vocabulary import facts_of_model, vocabulary
from nelm.criteria.binding import thresholds
from nelm.criteria.truth import Truth
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack

# Patients whom many options suit; generated cases stray from them.
PROGRESSIVE = {
    "patient.age_years": 50,
    "patient.ecog": 0,
    "patient.surgery_contraindicated": "general",
    "tumor.primary_site": "ileum",
    "tumor.primary_status": "resected",
    "tumor.differentiation": "well",
    "tumor.ki67_percent": 2,
    "tumor.syndrome": "carcinoid",
    "tumor.syndrome_control": "uncontrolled_on_medical",
    "tumor.sstr_status": "positive",
    "liver.lm_extent": "limited",
    "liver.pattern": "simple",
    "liver.involvement_percent": 20,
    "liver.complete_resection_feasible": "no",
    "liver.resectable_fraction_percent": 95,
    "liver.portal_vein_thrombosis": "none",
    "liver.hepatocellular_insufficiency": "no",
    "liver.biliodigestive_anastomosis": "no",
    "extrahepatic.status": "none",
    "course.status": "progressive",
    "history.ssa": "progressed_on",
    "history.prior_rfa_sessions": 0,
}
STABLE = {
    **PROGRESSIVE,
    "tumor.syndrome_control": "controlled",
    "course.status": "stable",
    "course.stable_months": 8,
}
RESECTABLE = {
    **STABLE,
    "patient.surgery_contraindicated": "no",
    "liver.complete_resection_feasible": "yes",
    "liver.two_step_clearance_feasible": "yes",
}
LESION = facts_of_model(Lesion)
JUDGED = {"near_vital": "vital_distance_mm", "at_surface": "capsule_distance_mm"}


@lru_cache(maxsize=1)
def pack():
    return load_pack("dermine2019")


@lru_cache(maxsize=1)
def bounds():
    """Numbers that the pack compares each fact with."""
    nodes = [node for rules in option_rules(bind_pack(pack())) for node in rules.groups]
    return thresholds(nodes)


@lru_cache(maxsize=1)
def entered_facts():
    """Facts that decide an option and those from which such facts are derived."""
    decisive = {name for rules in option_rules(bind_pack(pack())) for name in rules.facts}
    inputs = {name for fact in decisive & BY_FACT.keys() for name in BY_FACT[fact].inputs}
    names = decisive | inputs | {"patient.karnofsky_percent"}
    words = ("yes_no", "choice", "number", "integer")
    facts = vocabulary()
    return tuple(n for n in facts if n in names and facts[n].enterable and facts[n].kind in words)


def states(fact, limits=()):
    """Values of a fact as files state them: exact, imprecise, bounds and ranges."""
    if fact.kind == "yes_no":
        return st.booleans()
    if fact.kind == "choice":
        return st.sampled_from(sorted({*fact.values, *fact.groups}))
    low, high = fact.plausible or (fact.low, fact.high)
    high = min(high, 1000)
    step = 1 if fact.kind == "integer" else 0.5
    near = [x + d for x in limits for d in (-step, 0, step) if low <= x + d <= high]
    numbers = st.sampled_from([*near, math.ceil(low), math.floor(high)])
    signs = st.sampled_from(["", "", "", "<", "<=", ">", ">="])
    stated = st.builds(lambda sign, x: f"{sign}{x:g}", signs, numbers)
    ranges = st.tuples(numbers, numbers).map(sorted).map(lambda ends: f"{ends[0]:g}-{ends[1]:g}")

    def is_readable(raw):
        try:
            return fact.read(raw) is not None
        except ValueError:
            return False

    return (stated | ranges).filter(is_readable)


def lesions():
    limits = {"diameter_mm": (50,), "vital_distance_mm": (10,), "capsule_distance_mm": (5,)}
    names = ("diameter_mm", "vital_distance_mm", "near_vital", "capsule_distance_mm", "at_surface")
    facts = {name: states(LESION[name], limits.get(name, ())) for name in names}
    plans = {"plan": st.sampled_from(["ablate", "ablate", "resect", "leave", "unknown"])}
    return st.lists(st.fixed_dictionaries(plans, optional=facts), min_size=1, max_size=2)


@st.composite
def patients(draw):
    """Facts by dotted name: a patient whom many options suit, some facts changed or dropped."""
    facts = dict(draw(st.sampled_from([PROGRESSIVE, STABLE, RESECTABLE])))
    for name in draw(st.lists(st.sampled_from(sorted(facts)), max_size=5)):
        facts.pop(name, None)
    for name in draw(st.lists(st.sampled_from(entered_facts()), max_size=5)):
        facts[name] = draw(states(vocabulary()[name], bounds().get(name, ())))
    if draw(st.booleans()):
        facts["liver.lesions"] = draw(lesions())
    return facts


def case_of(facts):
    groups = {}
    for name, value in facts.items():
        group, field = name.split(".")
        groups.setdefault(group, {})[field] = value
    return Case.model_validate(groups)


def assessed(facts):
    """The assessment of facts that do not contradict each other and have plausible units."""
    found = assess(case_of(facts), pack())
    assume(not [f for f in found.findings if f.kind in ("contradiction", "suspect")])
    return found


@st.composite
def less_known(draw, facts):
    """The same patient with one fact, or one fact of a lesion, not known.

    A judgment on a lesion takes the place of its measured distance: where both are stated, the
    distance goes and the judgment stays.
    """
    usual = PROGRESSIVE.items() | STABLE.items() | RESECTABLE.items()
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
    assume(facts)
    before, after = assessed(data.draw(less_known(facts))), assessed(facts)
    for old, new in zip(before.options, after.options, strict=True):
        assert old.answer in (new.answer, Answer.OPEN), (old.option.id, old.answer, new.answer)


@settings(max_examples=60, deadline=None)
@given(patients(), st.data())
def test_one_more_fact_never_widens_what_an_option_can_still_become(facts, data):
    assume(facts)
    before, after = assessed(data.draw(less_known(facts))), assessed(facts)
    for old, new in zip(outlooks(before), outlooks(after), strict=True):
        assert new.reachable <= old.reachable, old.option


@settings(max_examples=40, deadline=None)
@given(patients(), st.data())
def test_what_a_patient_becomes_was_within_reach_when_less_was_known(facts, data):
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

    @settings(max_examples=60, deadline=None, database=None)
    @given(patients())
    def look(facts):
        seen.update(result.label for result in assess(case_of(facts), pack()).options)

    look()
    assert seen >= set(Label) - {Label.SUPPORTED_CAUTION_OPEN}
