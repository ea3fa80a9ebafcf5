"""Pruned expressions give the same columns from the same rows, with less in between."""

import duckdb
import ibis
import ibis.expr.operations as ops
import pyarrow as pa
import pytest

from nelm.registry.engines import duckdb_sql
from nelm.registry.expressions.pruned import pruned, stages

TABLE = ibis.table({"a": "int64", "b": "int64", "s": "string"}, name="rows")
DATA = pa.table({"a": [1, 2, None], "b": [3, None, 5], "s": ["x", None, "y"]})


def on_duckdb(table):
    with duckdb.connect() as connection:
        connection.register("rows", DATA)
        return connection.sql(duckdb_sql(table)).to_arrow_table().to_pylist()


def columns_by_stage(table):
    selects = [stage for stage in stages(table) if isinstance(stage, ops.Project)]
    return [list(select.values) for select in selects]


def three_stages():
    first = TABLE.mutate(c=TABLE.a + TABLE.b, unused=TABLE.a * 7)
    second = first.mutate(
        d=ibis.cases((first.c > 4, first.s), else_="none"),
        e=ibis.coalesce(first.b, first.a, 0),
        also_unused=first.unused + 1,
    )
    return second.select("d", f=second.e + 1, g=second.s.isin(["x", "z"]))


def test_only_what_the_next_stage_reads_is_left():
    assert columns_by_stage(pruned(three_stages())) == [
        ["a", "b", "s", "c"],
        ["s", "d", "e"],
        ["d", "f", "g"],
    ]


def test_the_same_columns_come_out():
    table = three_stages()
    assert pruned(table).columns == table.columns
    assert pruned(table).schema() == table.schema()
    assert on_duckdb(pruned(table)) == on_duckdb(table)
    assert on_duckdb(table)[1] == {"d": "none", "f": 3, "g": None}


def test_a_table_without_stages_stays_as_it_is():
    assert pruned(TABLE).equals(TABLE)
    assert stages(TABLE) == [TABLE.op()]


def test_what_lies_below_a_filter_is_left_alone():
    below = TABLE.mutate(c=TABLE.a + 1)
    table = below.filter(below.c > 1).select("b", d=below.c + 1).select("d")
    assert columns_by_stage(pruned(table)) == [["d"], ["d"]]
    assert on_duckdb(pruned(table)) == on_duckdb(table) == [{"d": 3}, {"d": 4}]


@pytest.mark.parametrize("stage", [1, 2])
def test_constants_still_have_a_row_for_every_row(stage):
    table = TABLE
    for _ in range(stage):
        table = table.mutate(c=table.a + 1)
    table = table.select(one=ibis.literal(1))
    assert on_duckdb(pruned(table)) == [{"one": 1}] * 3
