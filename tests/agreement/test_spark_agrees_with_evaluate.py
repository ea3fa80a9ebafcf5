"""Generated registries on Spark: verdicts as by `evaluate`, and all columns as by DuckDB.

`NELM_SPARK_ROWS` says how many rows are compared.
"""

import os
import shutil

import duckdb
import ibis
import pyarrow.parquet as pq
import pytest
from generated import as_table, bound, draw_rows
from generated_formulas import (
    FORMULAS,
    IN_CI,
    as_columns,
    partial_rows,
    truths,
    truths_by_evaluate,
)
from hypothesis import given, settings
from reference_verdicts import Reference, differences

from nelm.registry.engines import TABLE, duckdb_sql
from nelm.registry.spark.assess import assess_on_spark
from nelm.registry.spark.rows import spark_sql, verdicts_in_words
from nelm.registry.spark.session import spark_session

ROWS = int(os.environ.get("NELM_SPARK_ROWS", "20000"))


@pytest.fixture(autouse=True)
def java():
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        if os.environ.get("CI"):
            pytest.fail("not run: no Java")
        pytest.skip("not run: no Java")


def test_spark_gives_every_verdict_that_evaluate_gives(tmp_path):
    rows = draw_rows(ROWS, 20260729)
    data, pack = as_table(rows), bound(0)
    source, out, rejects = (tmp_path / n for n in ("cases.parquet", "verdicts", "rejects.csv"))
    pq.write_table(data, source)
    counts = assess_on_spark(source, pack, out, rejects, master="local[2]")
    assert (counts.rows, counts.good, counts.rejected) == (ROWS, ROWS, 0)

    found = pq.read_table(out)
    told = Reference(pack).columns(rows)
    assert differences(rows, told, found.select(["case_id", *told])) == []
    assert {word for name in told if name.endswith("__label") for word in told[name]} >= LABELS
    assert found.sort_by("case_id").to_pylist() == on_duckdb(data, pack).to_pylist()


LABELS = {"supported", "contraindicated", "not_addressed", "undetermined"}


def on_duckdb(data, pack):
    table = ibis.table(ibis.Schema.from_pyarrow(data.schema), name="registry")
    with duckdb.connect() as connection:
        connection.register("registry", data)
        found = connection.sql(duckdb_sql(verdicts_in_words(table, pack))).to_arrow_table()
    return found.sort_by("case_id")


def test_random_formulas_have_the_truth_of_evaluate_on_spark(tmp_path):
    rows = partial_rows(300, 0)
    registry = tmp_path / "registry.parquet"
    pq.write_table(as_columns(rows), registry)
    with spark_session("local[2]", "2GB", tmp_path) as session:
        session.read.parquet(str(registry)).createOrReplaceTempView(TABLE)

        def on_spark(_, expression):
            out = str(tmp_path / "found")
            session.sql(spark_sql(expression)).write.mode("overwrite").parquet(out)
            return pq.read_table(out)

        @settings(max_examples=10, deadline=None, derandomize=IN_CI, database=None)
        @given(FORMULAS)
        def compare(nodes):
            assert truths(on_spark, nodes, rows) == truths_by_evaluate(nodes, rows)

        compare()
