"""Read a pack from its folder: strict schema, every error with file and line."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from nelm.case.document import Document, read_document
from nelm.case.problem import InputError, Problem
from nelm.knowledge.pack import Pack, PackError
from nelm.knowledge.schema import (
    Ambiguity,
    Conflict,
    Defect,
    Definition,
    Gap,
    Manifest,
    NotEncoded,
    OptionFile,
    Parameter,
    Reference,
    Statement,
)

PACKS = Path(__file__).parent / "packs"


def pack_names() -> tuple[str, ...]:
    """Names of the packs that come with nelm."""
    return tuple(sorted(p.parent.name for p in PACKS.glob("*/pack.yaml")))


@lru_cache(maxsize=8)
def load_pack(name: str | Path) -> Pack:
    """Load a pack by name, or by the folder that holds its pack.yaml.

    Raises:
        PackError: no such pack, or files that break the schema (file and line of each error).

    >>> load_pack("dermine2019").manifest.doi
    '10.3390/jcm8111907'
    """
    folder = PACKS / name if str(name) in pack_names() else Path(name)
    if not (folder / "pack.yaml").is_file():
        allowed = f"{', '.join(pack_names())}, or a folder with a pack.yaml"
        raise PackError([Problem("pack", str(name), allowed)])
    try:
        return _read(folder)
    except InputError as error:
        raise PackError(error.problems) from None


def _read(folder: Path) -> Pack:
    places: dict[str, tuple[str, int | None]] = {}
    files = [_part(path, OptionFile, places) for path in sorted(folder.glob("options/*.yaml"))]
    manifest = _part(folder / "pack.yaml", Manifest, places)
    by_id = {option.id: option for file in files for option in file.options}
    strange = set(by_id) ^ set(manifest.options_order)
    if strange:
        raise PackError([Problem("options_order", ", ".join(sorted(strange)), "every option once")])
    return Pack(
        folder=folder,
        manifest=manifest,
        options=tuple(by_id[name] for name in manifest.options_order),
        statements=_in_order(files, manifest),
        parameters=_part(folder / "parameters.yaml", tuple[Parameter, ...], places),
        definitions=_part(folder / "definitions.yaml", tuple[Definition, ...], places),
        ambiguities=_part(folder / "ambiguities.yaml", tuple[Ambiguity, ...], places),
        conflicts=_part(folder / "conflicts.yaml", tuple[Conflict, ...], places),
        gaps=_part(folder / "gaps.yaml", tuple[Gap, ...], places),
        defects=_part(folder / "defects.yaml", tuple[Defect, ...], places),
        not_encoded=_part(folder / "not_encoded.yaml", tuple[NotEncoded, ...], places),
        references=_part(folder / "references.yaml", tuple[Reference, ...], places),
        places=places,
        content_hash=content_hash(folder),
    )


def _in_order(files: list[OptionFile], manifest: Manifest) -> tuple[Statement, ...]:
    """Statements of the first option's file first; files without options (general) lead."""
    rank = {name: n for n, name in enumerate(manifest.options_order)}

    def first(file: OptionFile) -> int:
        return min((rank[option.id] for option in file.options), default=-1)

    return tuple(s for file in sorted(files, key=first) for s in file.statements)


def _part(path: Path, form: Any, places: dict[str, tuple[str, int | None]]) -> Any:
    document = read_document(path)
    try:
        found = TypeAdapter(form).validate_python(document.data)
    except ValidationError as error:
        problems = [
            document.problem(tuple(e["loc"]), str(e["input"])[:60], e["msg"])
            for e in error.errors()
        ]
        raise PackError(problems) from None
    _note_places(document, places)
    return found


def _note_places(document: Document, places: dict[str, tuple[str, int | None]]) -> None:
    for path, line in document.lines.items():
        if path and path[-1] in ("id", "name"):
            entry = document.data
            for part in path:
                entry = entry[part]
            places.setdefault(str(entry), (document.file, line))


def content_hash(folder: Path) -> str:
    """SHA-256 over names and contents of the pack's files, line ends made equal.

    Every YAML file counts, and every table of `evidence/`.
    """
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.yaml"), *folder.glob("evidence/*.csv")]):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + content + b"\0")
    return digest.hexdigest()
