"""The few words around the solver."""

import pytest
from z3 import And, Implies, Not, Or, Q

from nelm.case.problem import MissingExtraError
from nelm.verification import solver
from nelm.verification.solver import (
    Solver,
    every,
    exactly,
    flag,
    implies,
    needed,
    no,
    number,
    settled,
    some,
)


def test_without_z3_the_error_is_the_install_line(monkeypatch):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(solver, "import_module", missing)
    with pytest.raises(MissingExtraError, match=r'pip install "nelm\[verify\]"'):
        flag("a")


def test_nothing_at_all_holds_for_every_and_not_for_some():
    assert settled(every([])) is True
    assert settled(some([])) is False


def test_a_formula_with_free_variables_is_not_settled():
    assert settled(flag("a")) is None


def test_numbers_are_not_rounded():
    assert settled(exactly(0.1) * 10 == exactly(1)) is False  # 0.1 is no binary fraction
    assert settled(exactly(0.5) * 2 == exactly(1)) is True


def test_what_is_assumed_is_forgotten_afterwards():
    a = flag("a")
    asked = Solver([])
    with asked.assuming(a):
        assert not asked.possible(no(a))
    assert asked.possible(no(a))


def test_what_is_kept_is_possible_and_forgotten_with_the_assumption():
    a, x = flag("a"), number("x")
    asked = Solver([x > 0])
    with asked.assuming(x < 2):
        assert asked.keep(a)
        assert asked.keep(x == 1)
        assert not asked.keep(x == Q(3, 2))  # the case at hand has another number
        assert not asked.keep(no(a))
        assert asked.possible(a, x == 1)
        assert not asked.possible(no(a))
    assert asked.possible(no(a), x == 5)


def test_a_case_at_hand_is_not_trusted_after_something_else_was_assumed():
    a = flag("a")
    asked = Solver([])
    assert asked.keep(a)
    with asked.assuming(flag("b"), every([])):
        assert not asked.keep(no(a))
    with asked.assuming(no(flag("b"))):
        assert not asked.keep(flag("b"))


def test_connectives_are_those_of_the_library():
    a, b = flag("a"), flag("b")
    ours = every([a, b]), some([a, b]), no(a), implies(a, b)
    theirs = And(a, b), Or(a, b), Not(a), Implies(a, b)
    assert all(one.eq(other) for one, other in zip(ours, theirs, strict=True))


def test_only_the_parts_of_a_clash_are_needed():
    x = number("x")
    parts = [flag("b"), x > 5, flag("c"), x < 3, x < 4]
    assert needed(Solver([]), parts) == [1, 4]
