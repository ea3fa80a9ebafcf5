"""Spark SQL, local. Needs Java."""

import pyspark
from pyspark.sql import SparkSession
from tell import tell

SPARK = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
SPARK.sparkContext.setLogLevel("OFF")


def sql(expression):
    nulls = "(SELECT CAST(NULL AS DOUBLE) AS ki67, CAST(NULL AS BOOLEAN) AS a)"
    return lambda: SPARK.sql(f"SELECT {expression} FROM {nulls}").collect()[0][0]


tell(
    pyspark.__version__,
    missing=sql("ki67 < 10"),
    negated=sql("NOT a"),
    or_true=sql("a OR true"),
    or_false=sql("a OR false"),
    table=sql("CASE WHEN ki67 < 10 THEN 'low' ELSE 'not low' END"),
    nan=sql("CAST('NaN' AS DOUBLE) > 5"),
    control=sql("CASE WHEN 5 < 10 THEN 'low' ELSE 'not low' END"),
)
