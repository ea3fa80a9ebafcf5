"""What follows from what is known, as constraints: the derived facts of a case, for the solver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nelm.calculators.child_pugh import DEGREE_POINTS
from nelm.verification.encoding import Flag, Number, Variable, Words
from nelm.verification.solver import Formula, either, every, exactly, implies, no, some, truth

INFINITE = 10.0**6  # stands for the least of no distances, and for an unbounded range
ASPECTS = (
    ("liver.ablation_near_vital", "liver.ablation_vital_distance_mm"),
    ("liver.ablation_at_surface", "liver.ablation_capsule_distance_mm"),
)
DIAMETER, COUNT = "liver.ablation_max_diameter_mm", "liver.lm_count"
ABLATION = (DIAMETER, *(fact for aspect in ASPECTS for fact in aspect))
CHILD_PUGH = "liver.child_pugh_points"
# Derived facts that are stated outright here; what they are derived from is no fact of a criterion.
STATED_OUTRIGHT = frozenset(
    {
        "patient.bsa_m2",
        "course.stable_months",
        "history.prior_rfa_sessions",
        "history.prior_thermal_ablation_sessions",
    }
)
# (fact, value, result): where the fact is known (and yes or no, if given), so is the result.
# Which value it has follows from the contradictions between the two.
CONCLUDED: tuple[tuple[str, bool | None, str], ...] = (
    ("tumor.who_grade", None, "tumor.differentiation"),
    ("tumor.syndrome", None, "tumor.functional"),
    ("tumor.syndrome_control", None, "tumor.functional"),
    ("tumor.functional", False, "tumor.syndrome_control"),
    ("liver.complete_resection_feasible", False, "liver.two_step_clearance_feasible"),
)


def rules_of_known(stated: Mapping[str, Variable]) -> Iterator[Formula]:
    """Facts that are known as soon as others are."""
    for fact, value, result in CONCLUDED:
        if fact in stated and result in stated:
            source = stated[fact]
            condition = [source.known]
            if isinstance(source, Flag) and value is not None:
                condition.append(source.value == truth(value))
            if isinstance(source, Words) and fact == "tumor.who_grade":
                condition.append(no(every(source.possible.values())))
            yield implies(every(condition), stated[result].known)


def ablation_rules(stated: Mapping[str, Variable]) -> Iterator[Formula]:
    """Facts about the lesions to be ablated are known when there are such lesions."""
    diameter = stated.get(DIAMETER)
    if diameter is None:
        return
    lesions = 1
    for flag, distance in ASPECTS:
        judged, measured = stated[flag], stated[distance]
        assert isinstance(judged, Flag)
        assert isinstance(measured, Number)
        infinite = measured.low == exactly(INFINITE)
        bounded = some([measured.high <= 400, measured.high == exactly(INFINITE)])
        yield measured.known == diameter.known
        yield implies(judged.known, diameter.known)
        yield implies(every([measured.known, no(infinite)]), every([measured.low <= 400, bounded]))
    if COUNT in stated:
        count = stated[COUNT]
        assert isinstance(count, Number)
        yield implies(
            every([diameter.known, count.known]), count.high >= _lesions(stated) + lesions
        )


def _lesions(stated: Mapping[str, Variable]) -> Formula:
    """How many lesions beyond the first it takes to make these facts so."""
    one, none = exactly(1), exactly(0)
    two_planned, perhaps = [], []
    for flag, distance in ASPECTS:
        judged, measured = stated[flag], stated[distance]
        assert isinstance(judged, Flag)
        assert isinstance(measured, Number)
        finite = no(measured.low == exactly(INFINITE))
        two_planned.append(every([judged.known, judged.value, finite]))
        perhaps.append(no(judged.known))
    return either(some(two_planned), one, none) + either(some(perhaps), one, none)


def child_pugh_rules(stated: Mapping[str, Variable]) -> Iterator[Formula]:
    """The score is known as far as its components fix it, and does not contradict them."""
    score = stated.get(CHILD_PUGH)
    if score is None:
        return
    assert isinstance(score, Number)
    points = [_points(fact, stated.get(fact)) for fact in (*LABORATORY, *DEGREES)]
    low = sum((first for first, _ in points), start=exactly(0))
    high = sum((last for _, last in points), start=exactly(0))
    nothing = every([low == 5, high == 15])
    yield some([nothing, score.known])
    yield implies(score.known, every([score.high >= low, score.low <= high]))


LABORATORY: Mapping[str, tuple[str, float, str, float]] = {
    "liver.bilirubin_umol_l": (">=", 34, ">", 50),
    "liver.albumin_g_l": ("<=", 35, "<", 28),
    "liver.inr": (">=", 1.7, ">", 2.3),
}
DEGREES = ("liver.ascites", "liver.encephalopathy")


def _points(fact: str, variable: Variable | None) -> tuple[Formula, Formula]:
    """Fewest and most points that a component still allows."""
    one, two, three = (exactly(points) for points in (1, 2, 3))
    if isinstance(variable, Number):
        second_from, second, third_from, third = LABORATORY[fact]
        more = variable.rails(second_from, second)
        most = variable.rails(third_from, third)
        low = either(most.true, three, either(more.true, two, one))
        return low, either(more.false, one, either(most.false, two, three))
    if isinstance(variable, Words):
        assert set(variable.possible) == set(DEGREE_POINTS)
        none, mild, severe = (variable.possible[word] for word in ("none", "mild", "severe"))
        free = no(variable.known)
        low = either(some([free, none]), one, either(mild, two, three))
        return low, either(some([free, severe]), three, either(mild, two, one))
    return one, three
