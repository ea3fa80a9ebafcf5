"""Verdicts to Parquet: label codes become words, stored once per group of rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import nelm
from nelm.assessment.verdict import Answer
from nelm.knowledge.binding import BoundPack
from nelm.registry.engines import Run
from nelm.registry.schema import CASE_ID
from nelm.registry.verdicts import ANSWERS, FLAGS, LABELS

DICTIONARY = pa.dictionary(pa.int8(), pa.string())
LABEL_WORDS, ANSWER_WORDS = pa.array(LABELS), pa.array([answer.value for answer in Answer])
ANSWER_OF_LABEL = pa.array([ANSWER_WORDS.index(word).as_py() for word in ANSWERS], pa.int8())


def write_verdicts(
    batches: Iterator[pa.RecordBatch], target: Path, bound: BoundPack, run: Run, total: int
) -> int:
    """Write batches of label codes as the table of verdicts; how many rows there were."""
    options = [option.id for option in bound.pack.options]
    schema = _schema(options)
    coded = [name for name in schema.names if name != CASE_ID]
    written, last = 0, None
    with (
        pq.ParquetWriter(
            target, schema, compression="zstd", use_dictionary=coded, store_schema=False
        ) as writer,
        ThreadPoolExecutor(1) as behind,  # encodes one batch while the engine works on the next
    ):
        for batch in batches:
            if last is not None:
                last.result()
            last = behind.submit(writer.write_batch, _in_words(batch, options, schema))
            written += batch.num_rows
            run.say("assessing", written / total if total else None, total)
        if last is not None:
            last.result()
        writer.add_key_value_metadata(about(bound))
    return written


def _schema(options: list[str]) -> pa.Schema:
    fields = [pa.field(CASE_ID, pa.string(), nullable=False)]
    for option in options:
        fields += [pa.field(f"{option}__{part}", DICTIONARY) for part in ("answer", "label")]
    return pa.schema([*fields, *(pa.field(flag, pa.bool_()) for flag in FLAGS)])


def _in_words(batch: pa.RecordBatch, options: list[str], schema: pa.Schema) -> pa.RecordBatch:
    columns = [batch.column(CASE_ID).cast(pa.string())]
    for option in options:
        label = batch.column(f"{option}__label")
        answer = ANSWER_OF_LABEL.take(label)
        columns.append(pa.DictionaryArray.from_arrays(answer, ANSWER_WORDS))
        columns.append(pa.DictionaryArray.from_arrays(label, LABEL_WORDS))
    columns += [batch.column(flag) for flag in FLAGS]
    return pa.record_batch(columns, schema=schema)


def about(bound: BoundPack) -> dict[str, str]:
    """What the file of verdicts says of itself: pack, content hash, parameters, version."""
    return {
        "nelm.version": nelm.__version__,
        "nelm.pack": bound.pack.id,
        "nelm.pack_version": bound.pack.manifest.version,
        "nelm.pack_hash": bound.pack.content_hash,
        "nelm.parameters": json.dumps(dict(bound.settings)),
    }
