"""Parquet files that grow part by part, with an end and a new beginning anywhere."""

import os
import subprocess
import sys
import zlib

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nelm.registry.runs.growing import GrowingParquet, Saved, contents_file, is_intact

WORDS = pa.array(["supported", "open", "not met"])
SCHEMA = pa.schema(
    [
        pa.field("case_id", pa.string(), nullable=False),
        pa.field("label", pa.dictionary(pa.int8(), pa.string())),
        pa.field("flag", pa.bool_()),
        pa.field("words", pa.int64(), nullable=False),
    ],
    metadata={"nelm.pack": "a pack", "nelm.version": "1"},
)


def rows(first, count):
    numbers = list(range(first, first + count))
    labels = pa.array([None if n % 7 == 3 else n % 3 for n in numbers], pa.int8())
    columns = [
        pa.array([f"case {n}" for n in numbers], pa.string()),
        pa.DictionaryArray.from_arrays(labels, WORDS),
        pa.array([None if n % 5 == 0 else n % 2 == 0 for n in numbers], pa.bool_()),
        pa.array([-n * n for n in numbers], pa.int64()),
    ]
    return pa.table(columns, schema=SCHEMA)


def plain(table):
    return table.replace_schema_metadata().cast(
        pa.schema([(f.name, pa.string() if f.name == "label" else f.type) for f in SCHEMA])
    )


def grown(path, parts):
    """A file of all parts, and the rows that it should hold."""
    file, count = GrowingParquet(path, SCHEMA), 0
    for size in parts:
        file.add(rows(count, size))
        count += size
    file.finish()
    return rows(0, count)


def assert_holds(path, expected):
    """Every reader finds the rows, and the file says what the schema said."""
    assert plain(pq.read_table(path)) == plain(expected)
    assert plain(duckdb.sql(f"FROM read_parquet('{path}')").to_arrow_table()) == plain(expected)
    assert polars.read_parquet(path).equals(polars.from_arrow(plain(expected)))
    told = pq.read_metadata(path)
    assert told.num_rows == expected.num_rows
    assert told.metadata == {b"nelm.pack": b"a pack", b"nelm.version": b"1"}


def test_a_file_without_rows_can_be_read(tmp_path):
    assert_holds(tmp_path / "v", grown(tmp_path / "v", []))


def test_every_part_is_a_group_of_rows(tmp_path):
    path = tmp_path / "v.parquet"
    assert_holds(path, grown(path, [1, 1000, 0, 7]))
    told = pq.read_metadata(path)
    assert [told.row_group(n).num_rows for n in range(told.num_row_groups)] == [1, 1000, 0, 7]
    assert [p.name for p in tmp_path.iterdir()] == ["v.parquet"]


def test_a_part_on_its_own_is_what_the_library_would_write(tmp_path):
    """But for where the columns begin, the file is the one that is written in one go."""
    grown(tmp_path / "grown", [500])
    table = rows(0, 500)
    compression = {n: "zstd" if n == "case_id" else "snappy" for n in table.column_names}
    pq.write_table(
        table, tmp_path / "whole", compression=compression, use_dictionary=["label"],
        write_statistics=["case_id"], store_schema=False,
    )  # fmt: skip
    found = [pq.read_metadata(tmp_path / name) for name in ("grown", "whole")]
    columns = [[m.row_group(0).column(n).to_dict() for n in range(4)] for m in found]
    assert columns[0] == columns[1]
    assert found[0].schema.equals(found[1].schema)


def test_more_parts_than_a_group_can_be_numbered(tmp_path):
    """The format numbers groups with 16 bits; the numbers of the parts begin anew."""
    path = tmp_path / "v.parquet"
    schema = pa.schema([("case_id", pa.string())])
    file = GrowingParquet(path, schema)
    file.add(pa.table({"case_id": ["a"]}))
    one = pq.read_metadata(path.parent / _saved(file, path))
    for _ in range(33_000):
        file._metadata.append_row_groups(one)
    file.finish()
    assert pq.read_metadata(path).num_rows == 33_001
    assert duckdb.sql(f"SELECT count(case_id) FROM read_parquet('{path}')").fetchall() == [
        (33_001,)
    ]


def _saved(file, path):
    return contents_file(path, file.save()).name


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    parts=st.lists(st.integers(0, 40), max_size=8),
    ends=st.sets(st.integers(0, 7)),
    lost=st.integers(0, 3),
    rubbish=st.binary(max_size=50),
)
def test_a_file_that_was_left_anywhere_is_the_same_in_the_end(tmp_path, parts, ends, lost, rubbish):
    """Parts written after the last save are lost, and half a part may stand at the end."""
    path = tmp_path / "v"
    file = GrowingParquet(path, SCHEMA)
    count = 0
    for place, size in enumerate(parts):
        if place in ends:
            saved = file.save()
            for more in range(lost):
                file.add(rows(9000 + more, 5))
            with path.open("ab") as content:
                content.write(rubbish)
            assert is_intact(path, saved)
            assert saved.rows == count
            file = GrowingParquet(path, SCHEMA, saved)
        file.add(rows(count, size))
        count += size
    file.finish()
    assert plain(pq.read_table(path)) == plain(rows(0, count))
    if count:
        assert plain(duckdb.sql(f"FROM read_parquet('{path}')").to_arrow_table()) == plain(
            rows(0, count)
        )
        assert polars.read_parquet(path).height == count


def test_a_finished_file_can_be_gone_on_from_where_it_was_saved(tmp_path):
    file = GrowingParquet(tmp_path / "v", SCHEMA)
    file.add(rows(0, 10))
    saved = file.save()
    file.add(rows(99, 10))
    file.finish()
    again = GrowingParquet(tmp_path / "v", SCHEMA, saved)
    again.add(rows(10, 10))
    again.finish()
    assert_holds(tmp_path / "v", rows(0, 20))


def test_every_save_has_contents_of_its_own_and_nothing_new_is_not_saved_again(tmp_path):
    path = tmp_path / "v"
    file = GrowingParquet(path, SCHEMA)
    file.add(rows(0, 10))
    first = file.save()
    written = contents_file(path, first).stat().st_mtime_ns
    assert file.save() == first
    assert contents_file(path, first).stat().st_mtime_ns == written
    file.add(rows(10, 10))
    second = file.save()
    assert is_intact(path, first)
    assert is_intact(path, second)
    assert (first.rows, second.rows) == (10, 20)


@pytest.fixture
def saved(tmp_path):
    file = GrowingParquet(tmp_path / "v", SCHEMA)
    file.add(rows(0, 3000))
    return tmp_path / "v", file.save()


@pytest.mark.parametrize("place", [0, 4, 100, -1])
def test_a_single_wrong_bit_is_found(saved, place):
    path, told = saved
    for file in (path, contents_file(path, told)):
        before = file.read_bytes()
        content = bytearray(before)
        content[place] ^= 1
        file.write_bytes(content)
        assert not is_intact(path, told)
        file.write_bytes(before)
    assert is_intact(path, told)


def test_a_file_that_is_too_short_is_found(saved):
    path, told = saved
    os.truncate(path, told.size - 1)
    assert not is_intact(path, told)
    os.truncate(path, 0)
    assert not is_intact(path, told)


def test_wrong_numbers_are_found(saved):
    path, told = saved
    assert not is_intact(path, Saved(told.size, told.rows + 1, told.checksum, told.contents))
    assert not is_intact(path, Saved(told.size, told.rows, told.checksum ^ 1, told.contents))
    with pytest.raises(OSError, match="v\\.4\\.contents"):
        is_intact(path, Saved(4, told.rows, zlib.crc32(b"PAR1"), told.contents))


def test_what_is_saved_reaches_the_disk_before_its_contents(tmp_path, monkeypatch):
    order = []
    monkeypatch.setattr("nelm.registry.runs.growing.to_disk", lambda path: order.append(path.name))
    file = GrowingParquet(tmp_path / "v", SCHEMA)
    file.add(rows(0, 10))
    saved = file.save()
    assert order == ["v", contents_file(tmp_path / "v", saved).name]


FILL = """
import resource, sys
from pathlib import Path
import pyarrow as pa
from nelm.registry.runs.growing import GrowingParquet

folder, hard = Path(sys.argv[1]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]
rows, failed = pa.table({"case_id": [f"case {n * n}" for n in range(500)]}), 0
for limit in range(0, 12000, 150):
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        file = GrowingParquet(folder / str(limit), rows.schema)
        file.add(rows)
        file.add(rows)
        file.save()
        file.finish()
    except OSError:
        failed += 1
print(failed)
"""


def test_a_full_disk_is_one_error_and_nothing_else(tmp_path):
    """Wherever it is met: the library would complain once more when it throws its writer away."""
    ended = subprocess.run(
        [sys.executable, "-c", FILL, tmp_path], capture_output=True, text=True, check=True
    )
    assert ended.stderr == ""
    assert 10 < int(ended.stdout) < 80
