"""Files that are either whole or not there: written under another name, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nelm.case.problem import InputError, Problem


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name in the same folder, renamed to the path when all went well.

    Raises:
        InputError: the folder can not be written to, or the disk is full.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise unwritable(path, error) from None
    temporary = Path(name)
    try:
        yield temporary
        _settle(temporary)
        temporary.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Let the content reach the disk before the name does, with the rights of a new file."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder for intermediate files beside the result, removed at the end.

    Raises:
        InputError: the folder can not be written to.
    """
    try:
        place = tempfile.TemporaryDirectory(prefix=".nelm-", dir=folder)
    except OSError as error:
        raise unwritable(folder, error) from None
    with place as name:
        yield Path(name)


def unwritable(path: Path, error: Exception) -> InputError:
    """What to say when a file can not be written."""
    reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
    allowed = "a folder that can be written to, with room on the disk"
    return InputError([Problem("output", reason.lower(), allowed, str(path))])
