"""A run that can be interrupted: its folder beside the output, and how far it has come.

The folder holds rows of patients. It goes away when the run ends well or its input is refused;
after a crash the same command goes on where it stopped, and another one begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from nelm.case.problem import InputError, NelmError, Problem
from nelm.registry.runs.files import (
    LOCK,
    RUN,
    OutputError,
    locked,
    refuse_folder,
    remove,
    remove_all,
    to_disk,
    writing,
)
from nelm.registry.runs.growing import CONTENTS, GrowingParquet, Saved, contents_file, is_intact

STATE, VERDICTS, BAD = "state.json", "verdicts", "bad"


class Unfinished:
    """The folder of a run and what it has done.

    Attributes:
        out: the file that will be written.
        folder: where the run keeps its files.
        rows: rows of the registry that are done and saved.
        resumed: those of them that an earlier run has done.
    """

    def __init__(self, out: Path, folder: Path, about: Mapping[str, Any]) -> None:
        """Go on with the run of which the same is said; begin anew otherwise."""
        self.out, self.folder, self._about = out, folder, json.loads(json.dumps(about))
        self._growing: dict[str, GrowingParquet] = {}
        self._saved: dict[str, Saved] = {}
        self.rows = self._known_state()
        self.resumed = self.rows
        self._remove_others("*")

    @property
    def verdicts(self) -> Path:
        """The file of verdicts as it grows."""
        return self.folder / VERDICTS

    def growing(self, name: str, schema: pa.Schema) -> GrowingParquet:
        """A file that grows, from where it was saved."""
        file = GrowingParquet(self.folder / name, schema, self._saved.get(name))
        self._growing[name] = file
        return file

    def save(self, rows: int) -> None:
        """Remember that so many rows are done: first what was written, then that it was."""
        self._saved |= {name: file.save() for name, file in self._growing.items()}
        files = {name: asdict(saved) for name, saved in self._saved.items()}
        told = json.dumps({"about": self._about, "rows": rows, "files": files})
        unfinished = self.folder / f"{STATE}.new"
        unfinished.write_text(told, encoding="utf-8")
        to_disk(unfinished)
        to_disk(self.folder)
        unfinished.replace(self.folder / STATE)
        to_disk(self.folder)
        self.rows = rows
        self._remove_others(f"*{CONTENTS}")

    def _known_state(self) -> int:
        """Rows that an earlier run of the same has done; 0 when anything of it is not right."""
        with suppress(OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            told = json.loads((self.folder / STATE).read_text(encoding="utf-8"))
            saved = {name: Saved(**file) for name, file in told["files"].items()}
            if (
                told["about"] == self._about
                and told["rows"] > 0
                and told["rows"] == sum(file.rows for file in saved.values())
                and all(is_intact(self.folder / name, file) for name, file in saved.items())
            ):
                self._saved = saved
                return int(told["rows"])
        return 0

    def _remove_others(self, pattern: str) -> None:
        """Remove what does not belong to what was saved."""
        kept = {LOCK} | ({STATE, *self._saved} if self.rows else set())
        kept |= {contents_file(Path(name), saved).name for name, saved in self._saved.items()}
        remove_all(path for path in self.folder.glob(pattern) if path.name not in kept)


@contextmanager
def unfinished_run(out: Path, about: Mapping[str, Any]) -> Iterator[Unfinished]:
    """The folder of the run that writes `out`; nobody else may write it meanwhile.

    Args:
        out: the file that will be written.
        about: everything that decides its content; where it is the same, the run goes on.

    Raises:
        InputError: the folder can not be made, or another run is writing the same file.
    """
    folder = out.with_name(f"{RUN}{out.name}")
    refuse_folder(out)
    with writing(out):
        lock = _locked_folder(folder, out)
    with lock:
        with writing(out):
            run = Unfinished(out, folder, about)
        try:
            yield run
        except BaseException as error:
            refused = isinstance(error, NelmError) and not isinstance(error, OutputError)
            if run.rows == 0 or refused:
                remove(folder)
            raise
        remove(folder)


def _locked_folder(folder: Path, out: Path) -> IO[bytes]:
    """The lock of the folder, for this user alone; a run that ends may remove it meanwhile."""
    if folder.is_symlink():
        raise FileExistsError(f"{folder.name} is in the way")
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            lock = locked(folder)
        except FileNotFoundError:
            continue
        except BlockingIOError:
            allowed = "a file that no other run is writing"
            raise InputError(
                [Problem("output", "another run is writing it", allowed, str(out))]
            ) from None
        folder.chmod(0o700)
        return lock
