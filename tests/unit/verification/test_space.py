"""The cases that the solver knows are the cases that nelm knows."""

import pytest

from nelm.case.derived import BY_FACT
from nelm.criteria.parser import parse
from nelm.criteria.values import Interval
from nelm.verification.derivations import ABLATION, CHILD_PUGH, CONCLUDED, STATED_OUTRIGHT
from nelm.verification.examples import NO_DISTANCE, UNMEASURED, assessed, case_data, states
from nelm.verification.solver import Solver, every, no
from nelm.verification.space import build_space, linked_facts, refines

WELL, POOR = frozenset({"well"}), frozenset({"poor"})


def possible(model, values, *more):
    space = model.space()
    wishes = [states(space.stated[fact], value) for fact, value in values.items()]
    return model.solver().possible(*wishes, *more)


def truths(model, values, condition):
    """Whether the condition can be known true, known false, unknown once this is stated."""
    rails = model.space().encoder.rails(parse(condition))
    formulas = (rails.true, rails.false, rails.unknown)
    return [possible(model, values, formula) for formula in formulas]


def test_every_derivation_is_modelled():
    results = {result for _, _, result in CONCLUDED}
    assert BY_FACT.keys() <= {*results, *ABLATION, CHILD_PUGH, *STATED_OUTRIGHT, "tumor.who_grade"}


@pytest.mark.parametrize(
    "values",
    [
        {"course.status": frozenset({"progressive"}), "course.stable_months": Interval.exact(12)},
        {"tumor.who_grade": frozenset({"G1"}), "tumor.ki67_percent": Interval.exact(5)},
        {"tumor.functional": True, "tumor.syndrome": frozenset({"none"})},
        {"patient.ecog": Interval.exact(6)},
        {"liver.ablation_max_diameter_mm": Interval.exact(30), "liver.lm_count": Interval.exact(0)},
        {"liver.child_pugh_points": Interval.exact(5), "liver.ascites": frozenset({"severe"})},
    ],
)
def test_what_can_not_be_is_no_case(model, values):
    assert not possible(model, values)


def test_a_case_with_a_bound_is_a_case(model):
    assert possible(model, {"tumor.ki67_percent": Interval(0, 3, high_open=True)})


def test_the_grade_follows_from_differentiation_and_ki67(model):
    values = {"tumor.differentiation": WELL, "tumor.ki67_percent": Interval.exact(2)}
    nothing_stated = no(model.space().known("tumor.who_grade"))
    rails = model.space().encoder.rails(parse('tumor.who_grade == "G1"'))
    assert not possible(model, values, nothing_stated, no(rails.true))


def test_the_grade_of_a_poorly_differentiated_tumor_with_low_ki67_stays_open(model):
    values = {"tumor.differentiation": POOR, "tumor.ki67_percent": Interval.exact(10)}
    nothing_stated = no(model.space().known("tumor.who_grade"))
    rails = model.space().encoder.rails(parse('tumor.who_grade == "NEC"'))
    assert not possible(model, values, nothing_stated, no(rails.unknown))


def test_a_grade_below_g3_rules_carcinoma_out_without_ki67(model):
    assert truths(model, {"tumor.who_grade": frozenset({"G2"})}, 'tumor.who_grade == "NEC"') == [
        False,
        True,
        False,
    ]


def test_facts_that_contradictions_tie_together_come_along():
    facts = linked_facts([parse('tumor.syndrome_control == "controlled"')])
    assert set(facts) == {"tumor.functional", "tumor.syndrome", "tumor.syndrome_control"}


def refinement(old, new, fact):
    before, after = (build_space([fact], suffix) for suffix in ("", "|more"))
    wishes = [states(before.stated[fact], old), states(after.stated[fact], new)]
    return Solver([*before.constraints, *after.constraints]).possible(
        every(wishes), refines(before, after)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (Interval(0, 10), Interval.exact(10), True),
        (Interval(0, 10, high_open=True), Interval.exact(10), False),
        (Interval(0, 10), Interval(5, 20), False),
        (Interval.exact(5), Interval.exact(5), True),
    ],
)
def test_knowing_more_of_a_number_narrows_its_interval(old, new, expected):
    assert refinement(old, new, "liver.resectable_fraction_percent") is expected


def test_a_lesion_without_measurement_may_still_be_judged_close(model):
    before, after = model.space(), model.space("|more")
    near, distance = "liver.ablation_near_vital", "liver.ablation_vital_distance_mm"
    solver = model.solver("", "|more")
    known = [states(before.stated[near], False), states(before.stated[distance], UNMEASURED)]
    judged = [states(after.stated[near], True), states(after.stated[distance], NO_DISTANCE)]
    assert solver.possible(*known, *judged, refines(before, after))
    measured = [known[0], states(before.stated[distance], Interval.exact(30))]
    assert not solver.possible(*measured, *judged, refines(before, after))


@pytest.mark.parametrize("judged", [True, False, None])
@pytest.mark.parametrize("distance", [NO_DISTANCE, UNMEASURED, Interval.exact(4)])
def test_lesions_are_made_up_so_that_nelm_derives_the_facts(model, judged, distance):
    values = {
        "liver.ablation_max_diameter_mm": Interval.exact(30),
        "liver.ablation_near_vital": judged,
        "liver.ablation_vital_distance_mm": distance,
        "liver.ablation_at_surface": False,
        "liver.ablation_capsule_distance_mm": UNMEASURED,
    }
    known = {fact: value for fact, value in values.items() if value is not None}
    assert possible(model, known)
    assessed(known, model.bound)
    assert len(case_data(known)["liver"]["lesions"]) == 1 + (judged is None) + (
        judged is True and distance != NO_DISTANCE
    )
