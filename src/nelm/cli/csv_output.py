"""Rows printed as CSV, always with a header."""

from __future__ import annotations

import csv
import sys
from collections.abc import Collection, Mapping, Sequence


def print_csv(rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ()) -> None:
    """Print rows as CSV.

    Args:
        rows: what to print; a mapping inside a row becomes columns of its own, `case_hat`, a
            list a text, None nothing.
        columns: the header where there are no rows.
    """
    wide = {name for row in rows for name, value in row.items() if isinstance(value, Mapping)}
    flat = [_flat(row, wide) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row)) or list(columns)
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: row.get(name) for name in names} for row in flat)


def _flat(row: Mapping[str, object], wide: Collection[str] = ()) -> dict[str, object]:
    """A row without mappings; `wide` are the names that are mappings in any row."""
    flat: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{key}": inner for key, inner in _flat(value).items()}
        elif name not in wide:
            flat[name] = "; ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return flat
