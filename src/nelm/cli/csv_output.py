"""Rows printed as CSV, always with a header."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence


def print_csv(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ()) -> None:
    """Print rows as CSV.

    Args:
        rows: what to print; a mapping inside a row becomes columns of its own, `case_hat`, a
            list a text, None nothing.
        columns: the header where there are no rows.
    """
    flat = [_flat(row) for row in rows]
    names = _names(flat) or list(columns)
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: row.get(name) for name in names} for row in flat)


def _names(flat: Sequence[Mapping[str, object]]) -> list[str]:
    """Columns in order; one that is nothing but a mapping left out is told by its own columns."""
    names = list(dict.fromkeys(name for row in flat for name in row))
    return [
        name
        for name in names
        if any(row.get(name) is not None for row in flat)
        or not any(other.startswith(f"{name}_") for other in names)
    ]


def _flat(row: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{key}": inner for key, inner in _flat(value).items()}
        else:
            flat[name] = "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return flat
