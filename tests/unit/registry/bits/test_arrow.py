"""Arrow columns as vectors against `to_pylist`: slices, tails, dictionaries, every type."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelm.registry.bits.arrow import is_held, vector, whole
from nelm.registry.bits.vectors import Numbers, Texts, Truths, Words, unpacked

EPOCH = date(1970, 1, 1).toordinal()
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
WORDS = ("a", "b", " a ", "")
FINITE = st.floats(allow_nan=False)
HELD = {
    pa.bool_(): st.booleans(),
    pa.float64(): FINITE,
    pa.float32(): st.sampled_from([0.5, -2.0, np.inf]),
    pa.int8(): st.integers(-128, 127),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.uint32(): st.integers(0, 2**32 - 1),
    pa.date32(): DAYS,
    pa.string(): st.sampled_from(WORDS),
    pa.large_string(): st.sampled_from(WORDS),
    pa.dictionary(pa.int8(), pa.string()): st.sampled_from(WORDS),
    pa.dictionary(pa.int32(), pa.large_string()): st.sampled_from(WORDS),
    pa.null(): st.none(),
}


def told(found, rows):
    """The values of a vector, None where unknown."""
    known = unpacked(found.known, rows).tolist()
    match found:
        case Truths():
            met, not_met = unpacked(found.met, rows), unpacked(found.not_met, rows)
            assert not (met & not_met).any()
            values = met.tolist()
        case Numbers():
            values = found.values.tolist()
        case Words():
            sets = {word: unpacked(found.rows_with(word), rows) for word in (*WORDS, "other")}
            values = [next((w for w in sets if sets[w][row]), None) for row in range(rows)]
            assert [value is not None for value in values] == known
    return [v if k else None for v, k in zip(values, known, strict=True)]


def plain(values, kind):
    return [v.toordinal() - EPOCH if isinstance(v, date) else v for v in values]


@given(st.data(), st.sampled_from(list(HELD)), st.integers(0, 130), st.integers(0, 17))
def test_a_slice_of_a_column_holds_the_values_of_its_rows(data, kind, rows, offset):
    cell = st.one_of(st.none(), HELD[kind]) if data.draw(st.booleans()) else HELD[kind]
    cells = data.draw(st.lists(cell, min_size=1, max_size=20))
    column = pa.array((cells * 150)[: offset + rows + 3], kind)
    part = column.slice(offset, rows)
    assert is_held(kind)
    assert told(vector(part), rows) == plain(part.to_pylist(), kind)


@pytest.mark.parametrize("kind", HELD, ids=str)
def test_columns_without_rows_and_without_values(kind):
    for column in (pa.array([], kind), pa.nulls(0, kind), pa.nulls(5, kind).slice(3, 0)):
        assert len(vector(column).known) == 0
    assert told(vector(pa.nulls(11, kind)), 11) == [None] * 11


def test_chunks_with_dictionaries_of_their_own_become_one_column():
    parts = [["a", None, "b"], ["b", "b"], [], [" a ", "a"]]
    chunks = [pa.array(part, pa.string()).dictionary_encode() for part in parts]
    assert len({tuple(chunk.dictionary.to_pylist()) for chunk in chunks}) > 2
    column = whole(pa.chunked_array(chunks))
    assert told(vector(column), 7) == [value for part in parts for value in part]


def test_one_chunk_is_not_copied_and_none_is_an_empty_column():
    chunk = pa.array([1.0, 2.0])
    assert whole(pa.chunked_array([chunk])).equals(chunk)
    values = vector(whole(pa.chunked_array([chunk]))).values
    assert values.ctypes.data == chunk.buffers()[1].address
    assert len(whole(pa.chunked_array([], pa.float64()))) == 0


def test_a_word_that_a_dictionary_lists_but_no_row_holds():
    column = pa.DictionaryArray.from_arrays(pa.array([1, None], pa.int8()), ["a", "b"])
    found = vector(column)
    assert unpacked(found.rows_with("a"), 2).tolist() == [False, False]
    assert unpacked(found.rows_with("b"), 2).tolist() == [True, False]


def test_texts_are_stripped_of_blanks_at_both_ends():
    found = vector(pa.array([" a ", "\ta\r\n", "", None, "b b", "  "]))
    assert isinstance(found, Texts)
    stripped = found.stripped()
    for word, expected in {"a": [1, 1, 0, 0, 0, 0], "": [0, 0, 1, 0, 0, 1]}.items():
        assert unpacked(stripped.rows_with(word), 6).tolist() == expected
    assert unpacked(stripped.known, 6).tolist() == [True, True, True, False, True, True]


@pytest.mark.parametrize(
    "kind",
    [
        pa.decimal128(10, 2),
        pa.timestamp("us"),
        pa.date64(),
        pa.binary(),
        pa.string_view(),
        pa.list_(pa.string()),
        pa.dictionary(pa.int8(), pa.int64()),
    ],
    ids=str,
)
def test_other_types_are_refused(kind):
    assert not is_held(kind)
    if not pa.types.is_dictionary(kind):
        with pytest.raises(TypeError, match="held are booleans"):
            vector(pa.nulls(2, kind))
