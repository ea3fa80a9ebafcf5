"""Polars: expressions."""

import polars as pl
from tell import tell


def table(number):
    return pl.when(number < 10).then(pl.lit("low")).otherwise(pl.lit("not low"))


FRAME = pl.DataFrame(
    {"ki67": [None], "a": [None], "nan": [float("nan")]},
    schema={"ki67": pl.Float64, "a": pl.Boolean, "nan": pl.Float64},
)


def expression(wanted):
    return lambda: FRAME.select(found=wanted)["found"][0]


tell(
    pl.__version__,
    missing=expression(pl.col("ki67") < 10),
    negated=expression(~pl.col("a")),
    or_true=expression(pl.col("a") | True),
    or_false=expression(pl.col("a") | False),
    table=expression(table(pl.col("ki67"))),
    nan=expression(pl.col("nan") > 5),
    control=expression(table(pl.lit(5.0))),
)
