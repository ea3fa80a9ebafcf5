"""The 2019 pack as the solver sees it, as it is and with one thing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import PACKS, load_pack
from nelm.knowledge.pack import Pack
from nelm.verification.model import Model

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("dermine2019")


@pytest.fixture(scope="session")
def model(pack: Pack) -> Model:
    return Model(bind_pack(pack))


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Pack]:
    """A copy of the pack with other fields in one part: `changed("gaps.yaml", "G-01", ...)`."""
    folder = tmp_path / "changed"
    shutil.copytree(PACKS / "dermine2019", folder)

    def change(file: str, part: str, /, **values: object) -> Pack:
        path = folder / file
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        lists = [data] if isinstance(data, list) else list(data.values())
        entries = [entry for entries in lists for entry in entries]
        next(entry for entry in entries if entry.get("id") == part).update(values)
        path.write_text(yaml.safe_dump(json.loads(json.dumps(data))), encoding="utf-8")
        return load_pack.__wrapped__(folder)

    return change
