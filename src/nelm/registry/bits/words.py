"""Truths of comparisons in 64-bit words: bit i tells of comparison i, two words for every 64.

`known_true` has the bit where the comparison is known to be met, `known_false` where it is known
not to be met; where neither has it, it is unknown. Words are signed, as not every engine has
others: bit 63 is the sign.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nelm.registry.bits.vectors import Bits, Truths

SIZE = 64
Words64 = npt.NDArray[np.int64]


def word_columns(count: int) -> tuple[tuple[str, str], ...]:
    """Names of the columns that hold so many comparisons.

    >>> word_columns(70)
    (('known_true', 'known_false'), ('known_true_2', 'known_false_2'))
    """
    pairs = -(-count // SIZE)
    ends = ["", *(f"_{number}" for number in range(2, pairs + 1))]
    return tuple((f"known_true{end}", f"known_false{end}") for end in ends[:pairs])


def to_words(truths: Sequence[Truths], rows: int) -> dict[str, Words64]:
    """The columns of words for the truths of all comparisons."""
    found = {}
    for number, (true, false) in enumerate(word_columns(len(truths))):
        part = truths[number * SIZE : (number + 1) * SIZE]
        found[true] = _words([truth.met for truth in part], rows)
        found[false] = _words([truth.not_met for truth in part], rows)
    return found


def from_words(pairs: Sequence[tuple[Words64, Words64]], count: int) -> list[Truths]:
    """The truths of so many comparisons, from the words in the order of `word_columns`."""
    truths = [
        Truths(met, not_met)
        for true, false in pairs
        for met, not_met in zip(_bits(true), _bits(false), strict=True)
    ]
    return truths[:count]


def _words(bits: Sequence[Bits], rows: int) -> Words64:
    """One word per row from up to 64 vectors of bits."""
    blocks = -(-rows // SIZE)
    square = np.zeros((SIZE, blocks * 8), np.uint8)
    for number, row in enumerate(bits):
        square[number, : len(row)] = row
    words = transposed(square.view("<u8"))
    return words.T.reshape(-1)[:rows].view(np.int64)


def _bits(words: Words64) -> list[Bits]:
    """64 vectors of bits from one word per row."""
    blocks = -(-len(words) // SIZE)
    square = np.zeros(blocks * SIZE, "<u8")
    square[: len(words)] = words.view(np.uint64)
    found = transposed(square.reshape(blocks, SIZE).T.copy())
    return [row.view(np.uint8)[: -(-len(words) // 8)] for row in found]


def transposed(squares: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Every square of 64 by 64 bits mirrored at its diagonal; changes the array it is given.

    Column c of the array is one square, its rows the 64 words. Blocks of half the size trade
    places, then blocks of a quarter, down to single bits.

    >>> squares = np.zeros((64, 1), np.uint64)
    >>> squares[3] = 1 << 10
    >>> int(transposed(squares)[10, 0]) == 1 << 3
    True
    """
    half, mask = SIZE // 2, (1 << SIZE // 2) - 1
    while half:
        pairs = squares.reshape(SIZE // (2 * half), 2, half, -1)
        upper, lower = pairs[:, 0], pairs[:, 1]
        swapped = ((upper >> np.uint64(half)) ^ lower) & np.uint64(mask)
        lower ^= swapped
        upper ^= swapped << np.uint64(half)
        half //= 2
        mask ^= mask << half
    return squares
