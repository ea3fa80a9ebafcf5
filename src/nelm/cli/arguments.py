"""What several commands do with their arguments: parameters to set, files to write."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nelm.case.problem import InputError, Problem
from nelm.case.writing import write_whole


def read_overrides(texts: Sequence[str]) -> dict[str, str | float | None]:
    """Parameters given as NAME=VALUE.

    Raises:
        InputError: a text without `=`, or a name given twice.
    """
    overrides: dict[str, str | float | None] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or name in overrides:
            raise InputError([Problem("--set", text, "NAME=VALUE, each name once")])
        overrides[name] = value
    return overrides


def refuse_places(outputs: Mapping[str, Path | None], inputs: Iterable[Path | None]) -> None:
    """Refuse what could not be written, or would take the place of an input or of each other.

    Args:
        outputs: by option.
        inputs: what the run reads.

    Raises:
        InputError: with every such place.
    """
    wanted = {option: path for option, path in outputs.items() if path is not None}
    problems = place_problems(wanted, [path for path in inputs if path is not None])
    if problems:
        raise InputError(problems)


def place_problems(outputs: Mapping[str, Path], inputs: Sequence[Path]) -> list[Problem]:
    """What is wrong with places to write to (see `refuse_places`)."""
    problems = [
        Problem(option, str(path), allowed)
        for option, path in outputs.items()
        for allowed in _objections(path, inputs)
    ]
    places = [path.resolve() for path in outputs.values()]
    if len(set(places)) < len(places):
        problems.append(Problem(", ".join(outputs), "one file twice", "a file for each"))
    return problems


def _objections(path: Path, inputs: Sequence[Path]) -> Iterator[str]:
    if path.is_dir() or not path.resolve().parent.is_dir():
        yield "a file that can be written, in a folder that exists"
    if path.exists() and any(one.exists() and path.samefile(one) for one in inputs):
        yield "a file that is no input of this run"


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        InputError: the file can not be written.
    """
    try:
        write_whole(path, content)
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(path), reason, "a file that can be written")]) from None


def save_all(files: Mapping[Path, bytes]) -> None:
    """Write every file whole, or none at all.

    A new file is its owner's alone; who may read a file that is replaced stays as it was.

    Raises:
        InputError: one can not be written.
    """
    unfinished: dict[Path, Path] = {}
    at = Path()
    try:
        for at, content in files.items():
            handle, name = tempfile.mkstemp(dir=at.parent, prefix=f".{at.name}.")
            unfinished[at] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if at.exists():
                unfinished[at].chmod(at.stat().st_mode & 0o777)
        for at, ready in unfinished.items():
            ready.replace(at)
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(at), reason, "a file that can be written")]) from None
    finally:
        for left in unfinished.values():
            left.unlink(missing_ok=True)
