"""SQLite, as it comes with Python: SQL. It stores NaN as NULL; true is 1."""

import sqlite3

from tell import tell

CONNECTION = sqlite3.connect(":memory:")


def sql(expression, *values):
    def ask():
        query = f"SELECT {expression} FROM (SELECT NULL AS ki67, NULL AS a)"
        found = CONNECTION.execute(query, values).fetchone()[0]
        return bool(found) if isinstance(found, int) else found

    return ask


tell(
    sqlite3.sqlite_version,
    missing=sql("ki67 < 10"),
    negated=sql("NOT a"),
    or_true=sql("a OR true"),
    or_false=sql("a OR false"),
    table=sql("CASE WHEN ki67 < 10 THEN 'low' ELSE 'not low' END"),
    nan=sql("? > 5", float("nan")),
    control=sql("CASE WHEN 5 < 10 THEN 'low' ELSE 'not low' END"),
)
