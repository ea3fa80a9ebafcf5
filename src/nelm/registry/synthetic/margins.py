"""The marginal distributions of the synthetic registry, as tables to look drawn numbers up in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from nelm.case.document import read_document

MARGINALS = Path(__file__).with_name("marginals.yaml")
LEVELS = 2**16
KINDS = ("weights", "yes", "integers", "ranges")
TRUTHS = {"no": False, "yes": True}

Levels: TypeAlias = np.ndarray[Any, np.dtype[np.uint16]]


@dataclass(frozen=True, eq=False)
class Margin:
    """The distribution of one column: a value for every level, within every word it depends on.

    Attributes:
        fact: name of the fact, or of a column that is none.
        given: the fact it depends on; empty for none.
        words: what the values of a choice stand for; empty for numbers and yes or no.
        tables: one row of values per word of `given`; flat, so that one look-up finds both.
    """

    fact: str
    given: str
    words: tuple[str, ...]
    tables: np.ndarray[Any, Any]

    @property
    def column(self) -> str:
        """Name of the column."""
        return self.fact.replace(".", "__")

    @property
    def type(self) -> pa.DataType:
        """Arrow type of the column."""
        if self.words:
            return pa.dictionary(pa.int8(), pa.string())
        return pa.bool_() if self.tables.dtype == bool else pa.float64()

    def drawn(self, levels: Levels, values: Mapping[str, Any]) -> np.ndarray[Any, Any]:
        """Values at these levels, given the values of other facts."""
        places: np.ndarray[Any, Any] = levels
        if self.given:
            places = values[self.given].astype("int32") * LEVELS + levels
        return np.asarray(self.tables.take(places))

    def array(self, values: np.ndarray[Any, Any], unknown: np.ndarray[Any, Any]) -> pa.Array:
        """Values as a column with NULL where they are unknown."""
        column = pa.array(values, mask=unknown)
        return pa.DictionaryArray.from_arrays(column, list(self.words)) if self.words else column


@lru_cache(maxsize=1)
def margins() -> tuple[Margin, ...]:
    """Every margin of `marginals.yaml`, each after the one it depends on."""
    found: dict[str, Margin] = {}
    for entry in read_document(MARGINALS).data:
        found[entry["fact"]] = _margin(entry, found)
    return tuple(found.values())


def _margin(entry: Mapping[str, Any], before: Mapping[str, Margin]) -> Margin:
    kind = next(key for key in KINDS if key in entry)
    given, shares = str(entry.get("given", "")), [entry[kind]]
    if given:
        words = before[given].words or tuple(TRUTHS)
        shares = [entry[kind][word] for word in words]
    told = tuple(dict.fromkeys(w for s in shares for w in s)) if kind == "weights" else ()
    return Margin(
        entry["fact"], given, told, np.concatenate([_table(kind, s, told) for s in shares])
    )


def _table(kind: str, share: Any, words: Sequence[str]) -> np.ndarray[Any, Any]:
    """The value at every level."""
    if kind == "yes":
        return np.arange(LEVELS) < float(share) / 100 * LEVELS
    if kind == "ranges":
        low, high, weight = np.array(share, dtype=float).T
        picked, part = _picked(weight)
        return np.asarray(np.round(low[picked] + part * (high - low)[picked], 1))
    values = [words.index(w) for w in share] if kind == "weights" else [float(n) for n in share]
    picked, _ = _picked(np.array(list(share.values()), dtype=float))
    found = np.array(values, dtype="int8" if kind == "weights" else "float64")
    return np.asarray(found[picked])


def _picked(weights: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """For every level, which of the weighted parts it falls into, and how far into it."""
    ends = np.cumsum(weights) / weights.sum()
    level = (np.arange(LEVELS) + 0.5) / LEVELS
    picked = np.searchsorted(ends, level, side="right")
    starts = np.concatenate([[0.0], ends[:-1]])
    return picked, (level - starts[picked]) / (ends - starts)[picked]
