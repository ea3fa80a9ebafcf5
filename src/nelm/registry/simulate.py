"""A seeded synthetic registry of any size, for demonstrations and benchmarks; never evidence."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from nelm.case.document import read_document
from nelm.case.problem import InputError, Problem

MARGINALS = Path(__file__).with_name("marginals.yaml")
CENTERS = tuple(f"synthetic-{letter}" for letter in "ABCDEFGH")
FIRST_YEAR, YEARS = 2012, 12
KINDS = ("weights", "yes", "integers", "ranges")
TRUTHS = {"yes": True, "no": False}


def simulate(rows: int, *, seed: int, missing: float = 0.15) -> pa.Table:
    """Draw a synthetic registry as an Arrow table in the columns of the registry.

    Args:
        rows: number of cases, at least 1.
        seed: same seed, same table.
        missing: share of facts left unknown, from 0 to 1.

    Raises:
        InputError: an argument out of range.
    """
    if rows < 1:
        raise InputError([Problem("rows", str(rows), "at least 1")])
    if not 0 <= missing <= 1:
        raise InputError([Problem("missing", str(missing), "a share from 0 to 1")])
    random = np.random.default_rng(seed)
    drawn: dict[str, np.ndarray[Any, Any]] = {}
    for margin in read_document(MARGINALS).data:
        drawn[margin["fact"]] = _draw(random, margin, drawn, rows)
    columns = {
        fact.replace(".", "__"): pa.array(values, mask=random.random(rows) < missing)
        for fact, values in drawn.items()
    }
    return pa.table({**_frame(random, rows), **columns}, metadata={"synthetic": "true"})


def _frame(random: np.random.Generator, rows: int) -> dict[str, Any]:
    """Case id, center and decision date."""
    digits = len(str(rows))
    days = random.integers(0, YEARS * 365, rows).astype("timedelta64[D]")
    return {
        "case_id": [f"synthetic-{number:0{digits}d}" for number in range(1, rows + 1)],
        "center": np.array(CENTERS)[random.integers(0, len(CENTERS), rows)],
        "decision_date": np.datetime64(f"{FIRST_YEAR}-01-01") + days,
    }


def _draw(
    random: np.random.Generator,
    margin: Mapping[str, Any],
    drawn: Mapping[str, np.ndarray[Any, Any]],
    rows: int,
) -> np.ndarray[Any, Any]:
    """Values of one fact, drawn within each word of the fact it depends on."""
    kind = next(key for key in KINDS if key in margin)
    shares = margin[kind]
    if "given" not in margin:
        return _sample(random, kind, shares, rows)
    given = drawn[margin["given"]]
    parts = {word: given == TRUTHS.get(word, word) for word in shares}
    samples = {w: _sample(random, kind, shares[w], int(here.sum())) for w, here in parts.items()}
    widest = max(samples.values(), key=lambda sample: sample.dtype.itemsize)
    values = np.empty(rows, dtype=widest.dtype)
    for word, here in parts.items():
        values[here] = samples[word]
    return values


def _sample(random: np.random.Generator, kind: str, share: Any, count: int) -> np.ndarray[Any, Any]:
    if kind == "yes":
        return np.asarray(random.random(count) * 100 < float(share))
    if kind == "ranges":
        return _numbers(random, share, count)
    weights = np.array(list(share.values()), dtype=float)
    picked = random.choice(len(weights), size=count, p=weights / weights.sum())
    return np.array(list(share), dtype=float if kind == "integers" else str)[picked]


def _numbers(random: np.random.Generator, ranges: Any, count: int) -> np.ndarray[Any, Any]:
    """Numbers with one decimal, uniform within ranges of given weight."""
    low, high, weight = np.array(ranges, dtype=float).T
    picked = random.choice(len(weight), size=count, p=weight / weight.sum())
    drawn = low[picked] + random.random(count) * (high - low)[picked]
    return np.asarray(drawn.round(1))
