"""Files as a cluster of Spark sees them: paths, or URLs such as `hdfs://...`, by Hadoop's names."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nelm.case.problem import InputError, Problem

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ABOUT = "_nelm.json"
LAST_WRITES, POLL_SECONDS = 8, 0.25
URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


def address(path: str | Path) -> str:
    """What Hadoop calls a path; a path without a scheme is one of this machine.

    >>> address("/data/cases.parquet"), address("hdfs://node/cases.parquet")
    ('file:/data/cases.parquet', 'hdfs://node/cases.parquet')
    """
    text = str(path)
    return text if URL.match(text) else f"file:{Path(path).resolve()}"


def pattern(path: str | Path) -> str:
    r"""The address of files to read; signs that Hadoop would expand stand for themselves.

    >>> print(pattern("/data/cases[1].parquet"))
    file:/data/cases\[1\].parquet
    """
    found = address(path)
    return re.sub(r"([{}\[\]*?\\])", r"\\\1", found) if found.startswith("file:") else found


@dataclass(frozen=True)
class Storage:
    """The file system that holds one folder of verdicts.

    Attributes:
        out: address of the folder.
        stage: address of a folder beside it for whatever is not finished.
    """

    session: SparkSession
    out: str
    stage: str

    def part(self, name: str) -> str:
        """Address of something in the making."""
        return f"{self.stage}/{name}"

    def write_text(self, address: str, text: str) -> None:
        """Write a small file."""
        stream = self._files.create(self._path(address))
        try:
            stream.write(bytearray(text.encode()))
        finally:
            stream.close()

    def fetch(self, address: str, target: Path) -> None:
        """Copy the one Parquet file of a folder to this machine."""
        found = self._files.globStatus(self._path(f"{address}/part-*.parquet"))
        (status,) = list(found)
        here = self._path(f"file:{target.resolve()}")
        self._files.copyToLocalFile(False, status.getPath(), here, True)

    def check(self) -> None:
        """Refuse to replace anything but verdicts of Spark.

        Raises:
            InputError: something else has the name.
        """
        taken = self._files.exists(self._path(self.out))
        if taken and not self._files.exists(self._path(f"{self.out}/{ABOUT}")):
            allowed = "a new folder, or one that holds verdicts of Spark"
            raise InputError([Problem("output", "there already", allowed, self.out)])

    def publish(self, name: str) -> None:
        """Give something finished the name of the output; what had the name before is deleted."""
        self.check()
        before = self._path(self.part("before"))
        if self._files.exists(self._path(self.out)):
            self._rename(self._path(self.out), before)
        self._rename(self._path(self.part(name)), self._path(self.out))

    def _rename(self, old: Any, new: Any) -> None:
        if not self._files.rename(old, new):
            allowed = "a folder that can be written to, with room on the disk"
            raise InputError([Problem("output", "not to be renamed", allowed, self.out)])

    def remove(self) -> None:
        """Delete whatever is not finished."""
        self._files.delete(self._path(self.stage), True)

    def _path(self, address: str) -> Any:
        return self._java.org.apache.hadoop.fs.Path(address)

    @property
    def _java(self) -> Any:
        return self.session.sparkContext._jvm

    @property
    def _files(self) -> Any:
        context: Any = self.session.sparkContext._jsc
        return self._path(self.out).getFileSystem(context.hadoopConfiguration())


@contextmanager
def storage(session: SparkSession, out: str | Path) -> Iterator[Storage]:
    """The place of an output, with a folder beside it that is removed at the end.

    Raises:
        InputError: something else than verdicts has the name already.
    """
    context: Any = session.sparkContext
    target = address(out).rstrip("/")
    parent, _, _ = target.rpartition("/")
    place = Storage(session, target, f"{parent}/.nelm-{uuid.uuid4().hex[:12]}")
    place.check()
    context.setJobGroup(place.stage, "nelm registry assess")
    try:
        yield place
    except BaseException:
        with suppress(Exception):  # the cluster may be gone
            context.cancelJobGroup(place.stage)
            for _ in range(LAST_WRITES):  # tasks notice that they are canceled after a while
                place.remove()
                time.sleep(POLL_SECONDS)
        raise
    finally:
        with suppress(Exception):
            place.remove()
