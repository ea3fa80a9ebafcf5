"""The few words around the solver."""

import pytest

from nelm.case.problem import MissingExtraError
from nelm.verification import solver
from nelm.verification.solver import Solver, every, exactly, flag, needed, no, number, settled, some


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


def test_only_the_parts_of_a_clash_are_needed():
    x = number("x")
    parts = [flag("b"), x > 5, flag("c"), x < 3, x < 4]
    assert needed(Solver([]), parts) == [1, 4]
