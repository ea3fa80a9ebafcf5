"""A Parquet file that grows part by part and can go on where an earlier process stopped.

The library writes a file from its beginning to its end in one go. So every part is written as a
file of its own that begins where the file before ended, its places counted from there; its rows
are copied over and its table of contents is kept until the last one ends the file.
"""

from __future__ import annotations

import io
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nelm.registry.runs.files import to_disk
from nelm.registry.schema import CASE_ID

MAGIC = b"PAR1"
BLOCK = 1 << 20
CONTENTS = ".contents"


@dataclass(frozen=True)
class Saved:
    """What has reached the disk: bytes, rows, and checksums of the bytes and their contents."""

    size: int
    rows: int
    checksum: int
    contents: int


class GrowingParquet:
    """Rows written so far, and their table of contents.

    Attributes:
        path: the file; whole only once it is finished.
        schema: its columns, and what it says of itself.
    """

    def __init__(self, path: Path, schema: pa.Schema, saved: Saved | None = None) -> None:
        """Begin, or go on after what was saved."""
        self.path, self.schema, self._saved = path, schema, saved
        if saved is not None:
            os.truncate(path, saved.size)
            self._metadata = pq.read_metadata(contents_file(path, saved))
            self._size, self._checksum = saved.size, saved.checksum
        else:
            path.write_bytes(MAGIC)
            self._size, self._checksum = len(MAGIC), zlib.crc32(MAGIC)
            self._metadata = self._written(None)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._metadata.num_rows)

    def add(self, rows: pa.Table) -> None:
        """Write a group of rows."""
        self._metadata.append_row_groups(self._written(rows))

    def save(self) -> Saved:
        """Let everything so far reach the disk; what was saved before can still be gone on from."""
        if self._saved is None or self._saved.size < self._size:
            to_disk(self.path)
            told = self._contents()
            self._saved = Saved(self._size, self.rows, self._checksum, zlib.crc32(told))
            file = contents_file(self.path, self._saved)
            file.write_bytes(told)
            to_disk(file)
        return self._saved

    def finish(self) -> None:
        """End the file with its table of contents."""
        with self.path.open("ab") as file:
            file.write(self._contents()[len(MAGIC) :])
        to_disk(self.path)

    def _contents(self) -> bytes:
        told = io.BytesIO()
        self._metadata.write_metadata_file(told)
        return told.getvalue()

    def _written(self, rows: pa.Table | None) -> pq.FileMetaData:
        """Append the rows; their table of contents."""
        part = self.path.with_suffix(".part")
        end = self._write_part(part, rows)
        metadata = pq.read_metadata(part)
        with part.open("rb") as written, self.path.open("ab") as file:
            written.seek(self._size)
            data = written.read(end - self._size)
            file.write(data)
        part.unlink()
        self._size, self._checksum = end, zlib.crc32(data, self._checksum)
        return metadata

    def _write_part(self, part: Path, rows: pa.Table | None) -> int:
        """A file whose rows begin where the file ends; where they end."""
        with pa.OSFile(str(part), "wb") as sink, self._writer(sink) as writer:
            os.lseek(sink.fileno(), self._size, os.SEEK_SET)
            if rows is not None:
                writer.write_table(rows, row_group_size=max(rows.num_rows, 1))
            return int(sink.tell())

    def _writer(self, sink: pa.OSFile) -> pq.ParquetWriter:
        writer = pq.ParquetWriter(
            sink,
            self.schema.remove_metadata(),
            compression={f.name: "zstd" if f.name == CASE_ID else "snappy" for f in self.schema},
            use_dictionary=[f.name for f in self.schema if pa.types.is_dictionary(f.type)],
            write_statistics=[CASE_ID],
            store_schema=False,
        )
        writer.add_key_value_metadata(self.schema.metadata or {})
        return writer


def contents_file(path: Path, saved: Saved) -> Path:
    """The table of contents of what was saved; another one for every time."""
    return path.with_name(f"{path.name}.{saved.size}{CONTENTS}")


def is_intact(path: Path, saved: Saved) -> bool:
    """Whether the bytes on the disk are those that were saved.

    Raises:
        OSError: a file is missing or can not be read.
    """
    contents = contents_file(path, saved)
    return (
        zlib.crc32(contents.read_bytes()) == saved.contents
        and pq.read_metadata(contents).num_rows == saved.rows
        and _checksum(path, saved.size) == saved.checksum
    )


def _checksum(path: Path, size: int) -> int | None:
    """The checksum of the beginning of a file; None when the file is shorter."""
    found = 0
    with path.open("rb") as file:
        while size > 0 and (block := file.read(min(size, BLOCK))):
            found, size = zlib.crc32(block, found), size - len(block)
    return found if size == 0 else None
