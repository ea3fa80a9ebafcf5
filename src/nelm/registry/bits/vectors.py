"""Values of many rows as vectors: truths as bits, words as bits by word, numbers as arrays.

One bit per row and truth keeps three-valued logic as cheap as memory: a vector of truths holds
which rows are known to be met and which are known not to be met; the rest are unknown.
Bits are packed least significant first, as Arrow packs them; bits past the last row mean nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Bits: TypeAlias = npt.NDArray[np.uint8]
Array: TypeAlias = npt.NDArray[Any]


def packed(flags: Array) -> Bits:
    """One bit per flag."""
    return np.packbits(flags, bitorder="little")


def unpacked(bits: Bits, rows: int) -> npt.NDArray[np.bool_]:
    """One flag per bit."""
    return np.unpackbits(bits, count=rows, bitorder="little").view(np.bool_)


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows there are, and the bits of all and of none."""

    count: int
    every: Bits
    none: Bits

    @classmethod
    def of(cls, count: int) -> Rows:
        """So many rows."""
        size = (count + 7) // 8
        return cls(count, np.full(size, 255, np.uint8), np.zeros(size, np.uint8))


@dataclass(frozen=True, slots=True)
class Truths:
    """Rows where a condition is met, and rows where it is not met; never both."""

    met: Bits
    not_met: Bits

    def __and__(self, other: Truths) -> Truths:
        return Truths(self.met & other.met, self.not_met | other.not_met)

    def __or__(self, other: Truths) -> Truths:
        return Truths(self.met | other.met, self.not_met & other.not_met)

    def __invert__(self) -> Truths:
        return Truths(self.not_met, self.met)

    @property
    def known(self) -> Bits:
        """Rows where the truth is known."""
        return self.met | self.not_met

    def otherwise(self, other: Truths) -> Truths:
        """The first truth that is known (SQL's coalesce)."""
        return Truths(
            self.met | (other.met & ~self.not_met), self.not_met | (other.not_met & ~self.met)
        )

    @classmethod
    def certain(cls, bits: Bits) -> Truths:
        """Met where the bit is set, not met elsewhere."""
        return cls(bits, ~bits)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number per row, or one for all rows; without meaning where it is not known."""

    values: Array
    known: Bits

    def compared(self, other: Numbers, compare: Callable[[Array, Array], Array]) -> Truths:
        """Truth of a comparison; unknown where either number is."""
        return _where(compare(self.values, other.values), self.known & other.known)

    def tested(self, holds: Callable[[Array], Array]) -> Truths:
        """Truth of a property of the number; unknown where the number is."""
        return _where(holds(self.values), self.known)


def _where(flags: Array, known: Bits) -> Truths:
    """Truth where it is known; a single flag is that of every row."""
    holds = packed(flags) if flags.ndim else np.full_like(known, 255 if flags else 0)
    return Truths(holds & known, ~holds & known)


@dataclass(frozen=True, slots=True)
class Words:
    """A word per row, as the rows that hold a given word; asked for when needed."""

    known: Bits
    rows_with: Callable[[str], Bits]

    def equal(self, word: str) -> Truths:
        """Truth of `column == word`."""
        found = self.rows_with(word)
        return Truths(found, self.known & ~found)

    def among(self, words: Sequence[str]) -> Truths:
        """Truth of `column in words`; there must be at least one."""
        found = reduce(np.bitwise_or, [self.rows_with(word) for word in words])
        return Truths(found, self.known & ~found)


@dataclass(frozen=True, slots=True)
class Texts(Words):
    """Texts that can be stripped of blanks at both ends."""

    stripped: Callable[[], Texts]


Vector: TypeAlias = Truths | Numbers | Words


def chosen(conditions: Sequence[Truths], everywhere: Bits) -> list[Bits]:
    """Rows in which each condition is the first that is met, and last the rows with none."""
    left, found = everywhere, []
    for condition in conditions:
        found.append(left & condition.met)
        left = left & ~condition.met
    return [*found, left]


def choice(rows: Sequence[Bits], results: Sequence[Vector], count: int) -> Vector:
    """Each result in its own rows (SQL's CASE, its conditions told by `chosen`)."""
    first = results[0]
    if isinstance(first, Truths):
        truths = [r for r in results if isinstance(r, Truths)]
        return Truths(
            _spread(rows, [t.met for t in truths]), _spread(rows, [t.not_met for t in truths])
        )
    known = _spread(rows, [r.known for r in results])
    if isinstance(first, Numbers):
        numbers = [r for r in results if isinstance(r, Numbers)]
        return Numbers(_chosen_numbers(rows, numbers, count), known)
    words = [r for r in results if isinstance(r, Words)]
    return Words(known, lambda word: _spread(rows, [w.rows_with(word) for w in words]))


def _spread(rows: Sequence[Bits], parts: Sequence[Bits]) -> Bits:
    return reduce(np.bitwise_or, [here & part for here, part in zip(rows, parts, strict=True)])


def _chosen_numbers(rows: Sequence[Bits], results: Sequence[Numbers], count: int) -> Array:
    """Values in their own rows; a result that is nowhere known has none to give."""
    parts = [(here, r.values) for here, r in zip(rows, results, strict=True) if r.known.any()]
    if not parts:
        return results[-1].values
    if all(v.ndim == 0 and v.dtype == np.int8 and v >= 0 for _, v in parts):
        return _codes([(here, int(values)) for here, values in parts], count)
    found = parts[-1][1]
    for here, values in parts[-2::-1]:
        found = np.where(unpacked(here, count), values, found)
    return found


def _codes(parts: Sequence[tuple[Bits, int]], count: int) -> Array:
    """Small numbers from 0, each in its own rows, put together bit by bit."""
    found = np.zeros(count, np.int8)
    for place in range(max(code for _, code in parts).bit_length()):
        having = [here for here, code in parts if code >> place & 1]
        if having:
            found |= unpacked(reduce(np.bitwise_or, having), count).view(np.int8) << place
    return found
