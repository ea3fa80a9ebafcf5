"""The rows of a registry as Spark reads them, and what is asked of them as SQL of Spark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from nelm.case.problem import InputError, Problem
from nelm.knowledge.binding import BoundPack
from nelm.registry.engines import TABLE
from nelm.registry.expressions.checks import is_sound
from nelm.registry.expressions.verdicts import ANSWERS, FLAGS, LABELS, judged_rows, truth_columns
from nelm.registry.schema import CASE_ID, table_columns
from nelm.registry.sources.examine import RAW, typed
from nelm.registry.sources.readers import ROW, Source, check_schema
from nelm.registry.spark.storage import pattern
from nelm.registry.spark.word_expressions import word_expressions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SOUND = "sound"


def verdicts_in_words(table: ir.Table, bound: BoundPack) -> ir.Table:
    """The table of verdicts of the rows that keep the rules: words, flags, truths as bits."""
    judged = judged_rows(table.mutate(**{SOUND: is_sound(table)}), bound, (CASE_ID, SOUND))
    sound = judged.filter(judged[SOUND])
    words: dict[str, ir.Value] = {}
    for option in bound.pack.options:
        code = sound[f"{option.id}__label"]
        for part, told in (("answer", ANSWERS), ("label", LABELS)):
            cases = [(code == number, word) for number, word in enumerate(told)]
            words[f"{option.id}__{part}"] = ibis.cases(*cases)
    words |= {flag: sound[flag] for flag in FLAGS}
    truths = [sound[name] for name in truth_columns(bound)]
    return sound.select(sound[CASE_ID], **words, **word_expressions(truths))


def spark_sql(expression: ir.Table) -> str:
    """SQL of an expression for Spark, every stage a select of its own."""
    fused = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        _ = ibis.pyspark.name  # registers the options of the dialect
        return str(ibis.to_sql(expression, dialect="pyspark"))
    finally:
        ibis.options.sql.fuse_selects = fused


def opened(session: SparkSession, path: str | Path) -> DataFrame:
    """The rows of a registry, with their number where they come from a single file.

    Raises:
        InputError: columns that do not fit, or texts that would have to be read.
    """
    rows = session.read.parquet(pattern(path))
    schema = _arrow_schema(rows)
    check_schema(schema, str(path))
    _check_plain(schema, str(path))
    number = "_metadata.row_index + 1" if len(rows.inputFiles()) == 1 else "CAST(NULL AS bigint)"
    return rows.selectExpr(*(f"`{name}`" for name in schema.names), f"{number} AS `{ROW}`")


def _arrow_schema(rows: DataFrame) -> pa.Schema:
    """The columns as Arrow types; types that are strange to Ibis as binary, which is refused."""
    from ibis.backends.pyspark.datatypes import PySparkType  # noqa: PLC0415

    fields = []
    for field in rows.schema.fields:
        try:
            type_ = PySparkType.to_ibis(field.dataType).to_pyarrow()
        except NotImplementedError:
            type_ = pa.binary()
        fields.append((field.name, type_))
    return pa.schema(fields)


def _check_plain(schema: pa.Schema, file: str) -> None:
    """Refuse columns whose values are texts to be read, or short floats."""
    known = table_columns()
    allowed = "the types of `nelm registry template --out empty.parquet` for Spark"
    problems = []
    for field in schema:
        is_text = pa.types.is_string(field.type) and known[field.name].kind not in (
            "choice",
            "text",
        )
        if is_text or pa.types.is_float32(field.type):
            problems.append(Problem(f"column {field.name}", f"of type {field.type}", allowed, file))
    if problems:
        raise InputError(problems)


def plain(rows: DataFrame) -> ir.Table:
    """The view `registry` in the types of the schema, and as it is: columns `raw ...`."""
    schema = _arrow_schema(rows)
    types = {field.name: field.type for field in schema if field.name != ROW}
    table = ibis.table(ibis.Schema.from_pyarrow(schema), name=TABLE)
    raw = {f"{RAW}{name}": table[name] for name in types}
    return typed(table.mutate(**raw), Source(Path(), types))


def unsound(rows: DataFrame) -> ir.Table:
    """The rows that break a rule, as they are, with their number."""
    table = plain(rows)
    bad = table.filter(~is_sound(table))
    raw = {name: bad[f"{RAW}{name}"] for name in rows.columns if name != ROW}
    return bad.select(**raw, **{ROW: bad[ROW]})
