"""The outlook of nearly complete cases against assessing every completion of what is missing."""

import math
from functools import lru_cache
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nelm.assessment.assess import assess
from nelm.assessment.outlook import outlooks
from nelm.assessment.rules import option_rules
from nelm.assessment.verdict import Answer
from nelm.case.case import Case
from nelm.case.contradictions import doubts
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import thresholds
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack

COMPLETE = {
    "patient.age_years": 50,
    "patient.ecog": 0,
    "patient.surgery_contraindicated": "refusal",
    "tumor.primary_site": "ileum",
    "tumor.primary_status": "resected",
    "tumor.differentiation": "well",
    "tumor.ki67_percent": 2,
    "tumor.functional": "yes",
    "tumor.syndrome_control": "uncontrolled_on_medical",
    "tumor.burden_symptoms": "no",
    "tumor.sstr_status": "positive",
    "liver.lm_extent": "limited",
    "liver.pattern": "simple",
    "liver.distribution": "unilobar_right",
    "liver.involvement_percent": 20,
    "liver.complete_resection_feasible": "no",
    "liver.two_step_clearance_feasible": "no",
    "liver.ablation_spares_major_resection": "yes",
    "liver.resectable_fraction_percent": 95,
    "liver.portal_vein_thrombosis": "none",
    "liver.hepatocellular_insufficiency": "no",
    "liver.bilirubin_umol_l": 10,
    "liver.albumin_g_l": 40,
    "liver.inr": 1,
    "liver.ascites": "none",
    "liver.encephalopathy": "none",
    "liver.biliodigestive_anastomosis": "no",
    "extrahepatic.status": "none",
    "course.status": "progressive",
    "course.stable_months": 0,
    "course.treatment_intent": "palliative",
    "history.ssa": "progressed_on",
    "history.prior_rfa_sessions": 0,
}
DOUBTED = {doubt.says for doubt in doubts()}
LESION = {
    "plan": "ablate",
    "diameter_mm": 20,
    "near_vital": "no",
    "at_surface": "no",
}


@lru_cache(maxsize=1)
def pack():
    return load_pack("dermine2019")


@lru_cache(maxsize=1)
def bounds():
    """Numbers that the pack compares each fact with."""
    nodes = [node for rules in option_rules(bind_pack(pack())) for node in rules.groups]
    return thresholds(nodes)


def plain_values(name):
    """Every value of a fact that could matter to the pack, each exact."""
    fact = vocabulary()[name]
    match fact.kind:
        case "yes_no":
            return ("yes", "no")
        case "choice":
            return tuple(sorted(fact.words))
    low, high = fact.plausible or (fact.low, fact.high)
    step = 1 if fact.kind == "integer" else 0.5
    near = {x + d for x in bounds().get(name, ()) for d in (-step, 0, step)}
    ends = {math.ceil(low), math.floor(min(high, 1000))}
    return tuple(sorted(x for x in near | ends if low <= x <= high))


def assessed(facts):
    """The assessment of a case with these facts and one lesion to ablate."""
    groups = {"liver": {"lesions": [LESION]}}
    for name, value in facts.items():
        group, field = name.split(".")
        groups.setdefault(group, {})[field] = value
    return assess(Case.model_validate(groups), pack())


def questioned(found):
    """Findings that make facts count as unknown, doubts apart from impossible combinations."""
    serious = [f for f in found.findings if f.kind in ("contradiction", "suspect")]
    return [f for f in serious if f.says in DOUBTED], [f for f in serious if f.says not in DOUBTED]


def completed(facts, missing):
    """Assessments of every completion that can be.

    A doubted fact does not count although such patients exist: those cases are left out.
    """
    for row in product(*(plain_values(name) for name in missing)):
        found = assessed({**facts, **dict(zip(missing, row, strict=True))})
        doubted, impossible = questioned(found)
        assume(not doubted)
        if not impossible:
            yield found


def test_the_complete_case_is_complete():
    found = assessed(COMPLETE)
    assert {result.answer for result in found.options} == {Answer.SUPPORTED, Answer.NOT_SUPPORTED}
    for outlook in outlooks(found):
        assert outlook.deciding == frozenset()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_outlook_reaches_what_the_completions_become_and_nothing_else(data):
    facts = dict(COMPLETE)
    for name in data.draw(st.lists(st.sampled_from(sorted(COMPLETE)), max_size=3)):
        facts[name] = data.draw(st.sampled_from(plain_values(name)))
    missing = data.draw(st.permutations(sorted(COMPLETE)))[: data.draw(st.integers(1, 2))]
    known = {name: value for name, value in facts.items() if name not in missing}
    before = assessed(known)
    assume(not any(questioned(before)))
    after = list(completed(known, missing))
    assume(after)
    for number, outlook in enumerate(outlooks(before)):
        labels = {found.options[number].label for found in after}
        assert outlook.reachable == labels, (outlook.option, missing)
        if len(labels) > 1:
            assert outlook.deciding
