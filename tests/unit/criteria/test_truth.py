"""Strong Kleene truth (Kleene, Introduction to Metamathematics, 1952, section 64) and `join`."""

from itertools import permutations

import pytest

from nelm.criteria.truth import Truth, all_of, any_of, join, negate

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN

AND = {
    (MET, MET): MET,
    (MET, NOT_MET): NOT_MET,
    (MET, UNKNOWN): UNKNOWN,
    (NOT_MET, MET): NOT_MET,
    (NOT_MET, NOT_MET): NOT_MET,
    (NOT_MET, UNKNOWN): NOT_MET,
    (UNKNOWN, MET): UNKNOWN,
    (UNKNOWN, NOT_MET): NOT_MET,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}
OR = {
    (MET, MET): MET,
    (MET, NOT_MET): MET,
    (MET, UNKNOWN): MET,
    (NOT_MET, MET): MET,
    (NOT_MET, NOT_MET): NOT_MET,
    (NOT_MET, UNKNOWN): UNKNOWN,
    (UNKNOWN, MET): MET,
    (UNKNOWN, NOT_MET): UNKNOWN,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}
JOIN = {
    (MET, MET): MET,
    (MET, NOT_MET): UNKNOWN,
    (MET, UNKNOWN): MET,
    (NOT_MET, MET): UNKNOWN,
    (NOT_MET, NOT_MET): NOT_MET,
    (NOT_MET, UNKNOWN): NOT_MET,
    (UNKNOWN, MET): MET,
    (UNKNOWN, NOT_MET): NOT_MET,
    (UNKNOWN, UNKNOWN): UNKNOWN,
}


@pytest.mark.parametrize(("pair", "expected"), AND.items())
def test_a_conjunction_of_two_follows_strong_kleene(pair, expected):
    assert all_of(pair) is expected


@pytest.mark.parametrize(("pair", "expected"), OR.items())
def test_a_disjunction_of_two_follows_strong_kleene(pair, expected):
    assert any_of(pair) is expected


@pytest.mark.parametrize(("pair", "expected"), JOIN.items())
def test_two_accounts_give_what_is_known_and_unknown_when_they_disagree(pair, expected):
    assert join(*pair) is expected


@pytest.mark.parametrize(
    ("truth", "expected"), [(MET, NOT_MET), (NOT_MET, MET), (UNKNOWN, UNKNOWN)]
)
def test_negation_swaps_what_is_known_and_keeps_unknown(truth, expected):
    assert negate(truth) is expected


def test_the_tables_above_have_every_row():
    rows = {(a, b) for a in Truth for b in Truth}
    assert rows == AND.keys() == OR.keys() == JOIN.keys()


def test_one_part_that_is_not_met_decides_a_conjunction_wherever_it_stands():
    for parts in permutations([MET, UNKNOWN, NOT_MET]):
        assert all_of(parts) is NOT_MET


def test_one_part_that_is_met_decides_a_disjunction_wherever_it_stands():
    for parts in permutations([MET, UNKNOWN, NOT_MET]):
        assert any_of(parts) is MET


def test_nothing_to_fulfill_is_fulfilled_and_no_alternative_is_not():
    assert all_of([]) is MET
    assert any_of([]) is NOT_MET


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_refuses_to_be_used_as_a_bool(truth):
    with pytest.raises(TypeError, match=r"truth is Truth\.MET"):
        bool(truth)


def test_a_two_valued_answer_becomes_a_truth():
    assert Truth.of(True) is MET
    assert Truth.of(False) is NOT_MET
