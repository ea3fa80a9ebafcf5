"""Combinations of supported options: what is summed can not be taken apart again."""

from __future__ import annotations

import ibis
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from nelm.registry.cohorts.overlap import overlap, shown_of

OPTIONS = ("tae", "tace", "prrt")


def table(*rows: tuple[str, str]) -> ibis.Table:
    answers = {name: [row[n] for row in rows] for n, name in enumerate(("tae", "tace"))}
    return ibis.memtable(pa.table({f"{name}__answer": told for name, told in answers.items()}))


def test_combinations_are_counted_and_an_open_answer_is_not_supported() -> None:
    rows = [("supported", "supported")] * 7 + [("supported", "open")] * 9
    found = overlap(table(*rows, *[("not_supported", "open")] * 6), ["tae", "tace"])
    assert found.shown == (
        (frozenset({"tae"}), 9),
        (frozenset({"tae", "tace"}), 7),
        (frozenset(), 6),
    )
    assert (found.others, found.further) == (0, 0)


def test_combinations_beyond_the_most_frequent_are_summed() -> None:
    counts = {frozenset({"tae"}): 90, frozenset({"tace"}): 40, frozenset({"prrt"}): 30}
    found = shown_of(counts, OPTIONS, 5, 1)
    assert found.shown == ((frozenset({"tae"}), 90),)
    assert (found.others, found.further) == (70, 2)


def test_a_small_combination_takes_others_with_it_until_no_option_gives_it_away() -> None:
    counts = {
        frozenset({"tae"}): 90,
        frozenset({"tae", "tace"}): 40,
        frozenset({"prrt"}): 30,
        frozenset({"prrt", "tace"}): 2,
    }
    found = shown_of(counts, OPTIONS, 5, 20)
    assert [combination for combination, _ in found.shown] == [frozenset({"tae"})]
    assert (found.others, found.further) == (72, 3)


@given(
    st.dictionaries(st.frozensets(st.sampled_from(OPTIONS)), st.integers(1, 12), min_size=1),
    st.integers(1, 6),
    st.integers(0, 8),
)
def test_counts_add_up_and_no_part_of_the_others_is_small(
    counts: dict[frozenset[str], int], threshold: int, most: int
) -> None:
    found = shown_of(counts, OPTIONS, threshold, most)
    assert sum(count for _, count in found.shown) + found.others == sum(counts.values())
    assert len(found.shown) + found.further == len(counts)
    assert all(count >= threshold for _, count in found.shown)
    shown = dict(found.shown)
    for option in OPTIONS:
        for inside in (True, False):
            parts = [c for c in counts if (option in c) is inside]
            rest = sum(counts[c] for c in parts if c not in shown)
            assert rest == 0 or rest >= threshold or not any(c in shown for c in parts)
