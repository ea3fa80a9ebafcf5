"""Parts of a Parquet file, whatever groups its rows are in and wherever reading begins."""

import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nelm.registry.sources.chunks import ahead, chunks
from nelm.registry.sources.readers import open_source

PATTERNS = ["simple", "diffuse", None, "complex"]


def table(count):
    return pa.table(
        {
            "tumor__ki67_percent": pa.array([n / 2 for n in range(count)], pa.float64()),
            "case_id": pa.array([f"{n:05}" for n in range(count)], pa.string()),
            "liver__pattern": pa.array([PATTERNS[n % 4] for n in range(count)], pa.string()),
        }
    )


def written(path, groups):
    """A file with row groups of these sizes."""
    rows, first = table(sum(groups)), 0
    with pq.ParquetWriter(path, rows.schema) as writer:
        for size in groups:
            writer.write_table(rows.slice(first, size), row_group_size=max(size, 1))
            first += size
    return open_source(path, path.parent), rows


def assert_parts(source, rows, first, size, *, coded):
    parts = list(chunks(source, first, size, coded=coded))
    assert all(part.num_rows == size for part in parts[:-1])
    assert all(0 < part.num_rows <= size for part in parts)
    assert all(column.num_chunks == 1 for part in parts for column in part.columns)
    found = [part.cast(rows.schema) for part in parts]
    assert pa.concat_tables([rows.slice(0, 0), *found]) == rows.slice(first)
    return [part.num_rows for part in parts]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    groups=st.lists(st.integers(0, 30), max_size=12),
    first=st.integers(0, 200),
    size=st.integers(1, 50),
    coded=st.booleans(),
)
def test_parts_make_up_the_rows_that_are_left(tmp_path, groups, first, size, coded):
    source, rows = written(tmp_path / "r.parquet", groups)
    assert_parts(source, rows, min(first, rows.num_rows), size, coded=coded)


@pytest.mark.parametrize("coded", [True, False])
@pytest.mark.parametrize("first", [0, 1, 999, 1000, 1001, 2499, 2500])
def test_one_huge_group_is_read_in_parts(tmp_path, first, coded):
    source, rows = written(tmp_path / "r.parquet", [2500])
    assert_parts(source, rows, first, 1000, coded=coded)


@pytest.mark.parametrize("coded", [True, False])
def test_many_tiny_groups_make_full_parts(tmp_path, coded):
    source, rows = written(tmp_path / "r.parquet", [3] * 300)
    assert assert_parts(source, rows, 0, 300, coded=coded) == [300, 300, 300]
    assert assert_parts(source, rows, 450, 300, coded=coded) == [300, 150]
    assert assert_parts(source, rows, 451, 300, coded=coded) == [300, 149]


def test_choices_come_as_numbers_and_case_ids_as_texts(tmp_path):
    rows = pa.table({"case_id": [1, 2], "liver__pattern": ["simple", None]})
    pq.write_table(rows, tmp_path / "r.parquet")
    source = open_source(tmp_path / "r.parquet", tmp_path)
    (part,) = chunks(source, 0, 10, coded=True)
    assert part.column("case_id").to_pylist() == ["1", "2"]
    assert pa.types.is_dictionary(part.column("liver__pattern").type)
    (part,) = chunks(source, 0, 10, coded=False)
    assert part.column("liver__pattern").type == pa.string()


def test_the_next_part_is_made_while_one_is_used():
    made = threading.Event()

    def parts():
        yield 1
        made.set()
        yield 2

    found = ahead(parts())
    assert next(found) == 1
    assert made.wait(10)
    assert list(found) == [2]


def test_an_error_in_making_a_part_is_raised_after_the_parts_before():
    def parts():
        yield 1
        raise ValueError("broken")

    found = ahead(parts())
    assert next(found) == 1
    with pytest.raises(ValueError, match="broken"):
        next(found)
    assert list(ahead(iter(()))) == []
