import math
from dataclasses import dataclass

from nelm.criteria.cells import cells_of
from nelm.criteria.nodes import Compare
from nelm.criteria.parser import parse
from nelm.criteria.values import Interval

INF = math.inf


@dataclass(frozen=True)
class Kind:
    kind: str
    low: float = -INF
    high: float = INF
    words: frozenset[str] = frozenset()


PERCENT = Kind("number", 0, 100)
LENGTH = Kind("number", 0)
COUNT = Kind("integer", 0, 5)
WORD = Kind("choice", words=frozenset("abcd"))


def cells(fact, *conditions, known=None):
    return cells_of("x.f", fact, [parse(text) for text in conditions], known)


def open_(low, high):
    return Interval(low, high, low_open=True, high_open=True)


def test_a_number_falls_apart_at_on_and_between_the_thresholds():
    assert cells(PERCENT, "x.f < 10", "x.f >= 50 or x.f > 10") == (
        Interval(0, 10, high_open=True),
        Interval.exact(10),
        open_(10, 50),
        Interval.exact(50),
        Interval(50, 100, low_open=True),
    )


def test_a_number_that_no_condition_reads_is_one_cell():
    assert cells(PERCENT, "x.g < 10") == (Interval(0, 100),)


def test_thresholds_at_the_ends_of_the_range_leave_no_empty_cell():
    assert cells(PERCENT, "x.f > 0", "x.f <= 100") == (
        Interval.exact(0),
        open_(0, 100),
        Interval.exact(100),
    )


def test_a_threshold_that_is_not_set_splits_nothing():
    node = Compare("x.f", "<", None, "most")
    assert cells_of("x.f", PERCENT, [node], None) == (Interval(0, 100),)


def test_what_is_known_of_a_number_leaves_out_the_other_cells():
    assert cells(PERCENT, "x.f < 10", "x.f < 50", known=Interval(10, 20)) == (
        Interval.exact(10),
        Interval(10, 20, low_open=True),
    )
    assert cells(PERCENT, "x.f < 10", known=Interval.exact(12)) == (Interval.exact(12),)


def test_an_open_bound_on_the_threshold_leaves_the_threshold_out():
    known = Interval(0, 10, high_open=True)
    assert cells(PERCENT, "x.f < 10", known=known) == (known,)


def test_a_whole_number_has_no_cell_between_neighbors():
    assert cells(COUNT, "x.f >= 2", "x.f >= 3") == (
        Interval(0, 2, high_open=True),
        Interval.exact(2),
        Interval.exact(3),
        Interval(3, 5, low_open=True),
    )


def test_a_number_without_upper_end_keeps_its_last_cell():
    assert cells(LENGTH, "x.f < 10")[-1] == Interval(10, INF, low_open=True, high_open=True)


def test_a_distance_without_end_still_has_a_cell():
    nowhere = Interval(INF, INF)
    assert cells(LENGTH, "x.f < 10", known=nowhere) == (nowhere,)


def test_words_that_conditions_treat_alike_share_a_cell():
    found = cells(WORD, 'x.f in ["a", "b"]', 'x.f != "c"')
    assert set(found) == {frozenset("ab"), frozenset("c"), frozenset("d")}


def test_words_that_no_condition_reads_are_one_cell():
    assert cells(WORD, "x.g") == (frozenset("abcd"),)


def test_what_is_known_of_a_choice_leaves_out_the_other_words():
    assert set(cells(WORD, 'x.f == "a"', known=frozenset("ab"))) == {
        frozenset("a"),
        frozenset("b"),
    }
    assert cells(WORD, 'x.f == "a"', known=frozenset("bd")) == (frozenset("bd"),)


def test_a_yes_no_fact_is_both_until_it_is_known():
    flag = Kind("yes_no")
    assert cells(flag, "x.f") == (True, False)
    assert cells(flag, "x.f", known=False) == (False,)
