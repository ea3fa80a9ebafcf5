"""A copy of the 2019 pack in which a test can break one cell of one table."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from nelm.evidence.tables.lint import lint_evidence
from nelm.evidence.tables.loader import load_evidence
from nelm.knowledge.loader import PACKS, load_pack
from nelm.knowledge.pack import PackError


class EvidenceCopy:
    """The 2019 pack copied to a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(PACKS / "dermine2019", folder)

    def path(self, table):
        return self.folder / "evidence" / f"{table}.csv"

    def change(self, table, where, **cells):
        """Set cells of the one row that has the values of `where`."""
        with self.path(table).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        (row,) = [row for row in rows if where.items() <= row.items()]
        row.update(cells)
        with self.path(table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def load(self):
        pack = load_pack.__wrapped__(self.folder)
        return pack, load_evidence.__wrapped__(pack)

    def lint(self):
        """What the lint finds, without the places."""
        return [f"{p.field} is {p.value}" for p in lint_evidence(*self.load())]

    def problems(self):
        """What is wrong with the tables: file, line, column, value, what is allowed."""
        with pytest.raises(PackError) as caught:
            self.load()
        return [
            (Path(p.file).name, p.line, p.field, p.value, p.allowed) for p in caught.value.problems
        ]


@pytest.fixture
def copy(tmp_path):
    return EvidenceCopy(tmp_path / "broken")
