"""Arrow columns as vectors of `nelm.registry.bits.vectors`, not copied where Arrow allows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from nelm.registry.bits.vectors import Array, Bits, Numbers, Texts, Truths, Vector, Words, packed

HELD = "booleans, whole numbers, floating-point numbers, dates and texts"


def is_held(kind: pa.DataType) -> bool:
    """Whether columns of this type can be read as vectors as they are."""
    return bool(
        pa.types.is_boolean(kind)
        or pa.types.is_null(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_date32(kind)
        or _is_text(kind)
    )


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def vector(column: pa.Array) -> Vector:
    """What a column holds in every row; NULL is unknown.

    Raises:
        TypeError: a type that `is_held` refuses.
    """
    known, kind = _known(column), column.type
    if pa.types.is_boolean(kind):
        data = _bits(column.buffers()[1], column)
        return Truths(data & known, ~data & known)
    if pa.types.is_null(kind):
        return Truths(known, known)
    if pa.types.is_dictionary(kind):
        return Words(known, cache(_Lookup(column, column.dictionary.to_pylist(), known)))
    if _is_text(kind):
        return _texts(column, known)
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return Numbers(_plain(column, np.dtype(kind.to_pandas_dtype())), known)
    if pa.types.is_date32(kind):
        return Numbers(_plain(column, np.dtype(np.int32)), known)
    raise TypeError(f"a column of type {kind}; held are {HELD}")


def _texts(column: pa.Array, known: Bits) -> Texts:
    def rows_with(word: str) -> Bits:
        return packed(pc.equal(column, word).fill_null(False).to_numpy(zero_copy_only=False))

    return Texts(known, rows_with, lambda: _texts(pc.ascii_trim_whitespace(column), known))


@dataclass(frozen=True, eq=False)
class _Lookup:
    """Rows that hold a word, by its place in the dictionary of the column."""

    column: pa.DictionaryArray
    words: list[str]
    known: Bits

    def __call__(self, word: str) -> Bits:
        if word not in self.words:
            return np.zeros_like(self.known)
        place = self.words.index(word)
        places = _plain(self.column.indices, np.dtype(self.column.indices.type.to_pandas_dtype()))
        return packed(places == place) & self.known


def _known(column: pa.Array) -> Bits:
    """Rows that are not NULL."""
    size = (len(column) + 7) // 8
    if pa.types.is_null(column.type):
        return np.zeros(size, np.uint8)
    if column.null_count == 0:
        return np.full(size, 255, np.uint8)
    return _bits(column.buffers()[0], column)


def _bits(buffer: pa.Buffer, column: pa.Array) -> Bits:
    """One bit of a buffer for each row of the column."""
    raw = np.frombuffer(buffer, np.uint8)
    first, count = column.offset, len(column)
    if first % 8 == 0:
        return raw[first // 8 : first // 8 + (count + 7) // 8]
    flags = np.unpackbits(raw, count=first + count, bitorder="little")[first:]
    return packed(flags)


def _plain(column: pa.Array, kind: np.dtype[Any]) -> Array:
    """The values of a column of fixed width; without meaning where NULL."""
    values = np.frombuffer(column.buffers()[1], kind)
    return values[column.offset : column.offset + len(column)]


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
