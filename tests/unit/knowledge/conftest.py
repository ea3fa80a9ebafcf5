"""A copy of the 2019 pack in which a test can break one thing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from nelm.knowledge.linter import lint
from nelm.knowledge.loader import PACKS, load_pack
from nelm.knowledge.pack import Pack

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Edit = Callable[[Any], object]


class PackCopy:
    """The 2019 pack copied to a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(PACKS / "dermine2019", folder)

    def edit(self, file: str, change: Edit) -> None:
        """Change the data of one file."""
        path = self.folder / file
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        change(data)
        plain = json.loads(json.dumps(data))  # what stands twice is written twice, not as alias
        text = yaml.dump(plain, Dumper=DUMPER, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")

    @staticmethod
    def part(data: Any, name: str) -> dict[str, Any]:
        """The statement, option, parameter, ... of this id or name in the data of a file."""
        lists = [data] if isinstance(data, list) else list(data.values())
        entries = [entry for entries in lists for entry in entries]
        return next(entry for entry in entries if name in (entry.get("id"), entry.get("name")))

    def change(self, file: str, part: str, /, **values: object) -> None:
        """Set fields of the part of this id or name; None removes the field."""

        def change(data: Any) -> None:
            entry = self.part(data, part)
            entry.update(values)
            for field in [field for field, value in values.items() if value is None]:
                del entry[field]

        self.edit(file, change)

    def load(self) -> Pack:
        """Load the pack as it is now."""
        return load_pack.__wrapped__(self.folder)

    def lint(self) -> list[str]:
        """What the linter finds, without the places."""
        return [f"{p.field} is {p.value}" for p in lint(self.load())]


@pytest.fixture
def copy(tmp_path: Path) -> PackCopy:
    return PackCopy(tmp_path / "broken")


@pytest.fixture
def found(copy: PackCopy) -> Callable[..., list[str]]:
    """Change one part of one file, and lint: `found("gaps.yaml", "G-01", options=["heart"])`."""

    def change_and_lint(file: str, part: str, /, **values: object) -> list[str]:
        copy.change(file, part, **values)
        return copy.lint()

    return change_and_lint
