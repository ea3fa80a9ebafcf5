"""DuckDB: SQL."""

import duckdb
from tell import tell


def sql(expression):
    return lambda: duckdb.sql(f"SELECT {expression} FROM (SELECT NULL::DOUBLE AS ki67, "
                              "NULL::BOOLEAN AS a)").fetchall()[0][0]  # fmt: skip


tell(
    duckdb.__version__,
    missing=sql("ki67 < 10"),
    negated=sql("NOT a"),
    or_true=sql("a OR true"),
    or_false=sql("a OR false"),
    table=sql("CASE WHEN ki67 < 10 THEN 'low' ELSE 'not low' END"),
    nan=sql("'NaN'::DOUBLE > 5"),
    control=sql("CASE WHEN 5 < 10 THEN 'low' ELSE 'not low' END"),
)
