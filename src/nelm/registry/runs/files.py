"""Files that are either whole or not there: written under another name, then renamed.

What a killed process leaves behind is removed by the next one that writes in the same folder.
A lock tells folders in use from folders left behind; where the system has no such locks, nothing
is removed.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import duckdb

from nelm.case.problem import InputError, Problem

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

WORK, RUN, LOCK = ".nelm-work-", ".nelm-run-", "lock"


class OutputError(InputError):
    """A file that can not be written; what has been done so far may be kept."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name in the same folder, renamed to the path when all went well.

    Raises:
        OutputError: the folder can not be written to, or the disk is full.
    """
    refuse_folder(path)
    with writing(path), workspace(path.parent) as work:
        temporary = work / path.name
        temporary.touch()
        yield temporary
        put(temporary, path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say which file could not be written.

    Raises:
        OutputError: the disk is full, or whatever else the system says.
    """
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise unwritable(path, error) from None


def put(file: Path, path: Path) -> None:
    """Give a finished file its name, with the rights of a new file, once it is on the disk.

    Raises:
        OutputError: it can not have that name.
    """
    with writing(path):
        mask = os.umask(0)
        os.umask(mask)
        file.chmod(0o666 & ~mask)
        to_disk(file)
        file.replace(path)
        to_disk(path.parent)


def to_disk(path: Path) -> None:
    """Let a file, or the names in a folder where the system can, reach the disk."""
    if path.is_dir():
        with suppress(OSError):
            _synced(path, os.O_RDONLY)
    else:
        _synced(path, os.O_RDWR)


def _synced(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refuse_folder(path: Path) -> None:
    """Say at once, not after hours of work, that a folder has the name of a file to be written.

    Raises:
        OutputError: there is a folder of that name, or there can be no such name.
    """
    with writing(path):
        is_folder = path.is_dir()
    if is_folder:
        raise OutputError([Problem("output", "a folder", "the name of a file", str(path))])


@contextmanager
def workspace(folder: Path) -> Iterator[Path]:
    """A folder for intermediate files beside the result, removed at the end.

    Raises:
        OutputError: the folder can not be written to.
    """
    with writing(folder):
        _remove_left(folder)
        place, lock = _own_folder(folder)
    with lock:
        try:
            yield place
        finally:
            remove(place)


def _own_folder(folder: Path) -> tuple[Path, IO[bytes]]:
    """A new folder and its lock; until it is locked, others may take it for one left behind."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=WORK, dir=folder))
        with suppress(BlockingIOError, FileNotFoundError):
            return place, locked(place)


def locked(folder: Path) -> IO[bytes]:
    """The lock of a folder, held until it is closed or the process ends.

    Raises:
        BlockingIOError: another process holds it.
        FileNotFoundError: another process has just removed the folder.
    """
    path = folder / LOCK
    with ExitStack() as opened:
        lock = opened.enter_context(path.open("ab"))
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.samestat(os.fstat(lock.fileno()), path.stat()):
            raise FileNotFoundError(path)
        opened.pop_all()
        return lock


def remove(folder: Path) -> None:
    """Remove a locked folder as far as possible, its lock last: nobody meets it half removed."""
    with suppress(OSError):
        remove_all(path for path in folder.iterdir() if path.name != LOCK)
    shutil.rmtree(folder, ignore_errors=True)


def remove_all(paths: Iterator[Path]) -> None:
    """Remove files and folders."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _remove_left(folder: Path) -> None:
    """Remove intermediate files of processes that are no more, where they are ours to remove."""
    for left in folder.glob(f"{WORK}*") if fcntl is not None else ():
        with suppress(OSError):
            if _is_ours(left):
                with locked(left):
                    remove(left)


def _is_ours(folder: Path) -> bool:
    """Whether it is a folder of this user, not a link that somebody has laid."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def unwritable(path: Path, error: Exception) -> OutputError:
    """What to say when a file can not be written."""
    number = getattr(error, "errno", None)
    reason = os.strerror(number) if number else (str(error).splitlines() or ["unwritable"])[0]
    allowed = "a folder that can be written to, with room on the disk"
    return OutputError([Problem("output", reason.lower(), allowed, str(path))])
