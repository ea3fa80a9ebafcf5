"""What several commands do with their arguments: parameters to set, files to write."""

from __future__ import annotations

from collections.abc import Sequence
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
