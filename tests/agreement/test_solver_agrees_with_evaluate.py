"""Generated conditions and cases: the solver's two rails are the truths that `evaluate` gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from nelm.case.vocabulary import vocabulary
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Compare, Constant, Named, Not, OneOf, Or, Otherwise, Yes
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.verification.encoding import Encoder
from nelm.verification.examples import states
from nelm.verification.solver import Solver, no
from nelm.verification.space import build_space

FLAGS = ("tumor.functional", "liver.complete_resection_feasible")
CHOICES = ("course.status", "patient.surgery_contraindicated")
NUMBERS = ("tumor.ki67_percent", "liver.involvement_percent")
WHOLE = ("patient.ecog",)
BOUNDS = [0.0, 2.5, 3.0, 10.0, 20.0, 99.9, 100.0]
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "=="])


def words(fact):
    return st.sets(st.sampled_from(sorted(vocabulary()[fact].words)), min_size=1).map(frozenset)


def one_of(fact):
    return words(fact).map(lambda chosen: OneOf(fact, chosen))


ATOMS = st.one_of(
    st.sampled_from(FLAGS).map(Yes),
    st.sampled_from(CHOICES).flatmap(one_of),
    st.builds(Compare, st.sampled_from(NUMBERS), OPERATORS, st.sampled_from([*BOUNDS, None])),
    st.builds(Compare, st.sampled_from(WHOLE), OPERATORS, st.integers(0, 5).map(float)),
    st.sampled_from([Constant(True), Constant(False), Constant(None)]),
)


def grow(part):
    several = st.lists(part, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, part),
        st.builds(Named, st.just("name"), part),
        st.builds(Otherwise, part, part),
    )


CONDITIONS = st.recursive(ATOMS, grow, max_leaves=10)


@st.composite
def intervals(draw):
    low, high = sorted(draw(st.tuples(st.sampled_from(BOUNDS), st.sampled_from(BOUNDS))))
    if low == high:
        return Interval.exact(low)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def cases(draw):
    kinds = {
        **dict.fromkeys(FLAGS, st.booleans()),
        **{fact: words(fact) for fact in CHOICES},
        **dict.fromkeys(NUMBERS, intervals()),
        **dict.fromkeys(
            WHOLE,
            st.tuples(st.integers(0, 5), st.integers(0, 5)).map(
                lambda ends: Interval(*sorted(ends))
            ),
        ),
    }
    return {fact: draw(value) for fact, value in kinds.items() if draw(st.booleans())}


def pinned(case):
    """A solver for this case and no other, and the encoder of its facts."""
    space = build_space((*FLAGS, *CHOICES, *NUMBERS, *WHOLE))
    known = (states(space.stated[fact], value) for fact, value in case.items())
    unknown = (no(space.known(fact)) for fact in space.stated if fact not in case)
    return Solver([*known, *unknown]), Encoder(space.stated)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, cases())
def test_known_true_and_known_false_are_what_evaluate_says(node, case):
    solver, encoder = pinned(case)
    rails, truth = encoder.rails(node), evaluate(node, case).truth
    assert solver.possible(rails.true) is (truth is Truth.MET)
    assert solver.possible(rails.false) is (truth is Truth.NOT_MET)
    assert solver.possible(rails.unknown) is (truth is Truth.UNKNOWN)


@settings(max_examples=300, deadline=None)
@given(CONDITIONS)
def test_no_condition_is_known_true_and_known_false(node):
    space = build_space((*FLAGS, *CHOICES, *NUMBERS, *WHOLE))
    rails = space.encoder.rails(node)
    assert not Solver(space.rules).possible(rails.true, rails.false)
