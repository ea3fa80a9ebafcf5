"""Rows printed as CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence


def print_csv(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows as CSV; tuples as texts, None as nothing."""
    if rows:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _plain(value) for key, value in row.items()})


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return json.dumps(value) if isinstance(value, dict) else value
