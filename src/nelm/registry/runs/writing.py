"""The file of verdicts: answer and label per option, flags, and the words of every comparison.

`known_true` and `known_false` (and so on, 64 comparisons to a pair) say which comparisons are
known to be met and not to be met, bit i for entry i of `nelm.comparisons` in the metadata.
"""

from __future__ import annotations

import json

import pyarrow as pa

from nelm.assessment.verdict import Answer
from nelm.knowledge.binding import BoundPack
from nelm.registry.bits.arrow import whole
from nelm.registry.bits.words import word_columns
from nelm.registry.expressions.comparisons import comparisons, said
from nelm.registry.expressions.verdicts import ANSWERS, FLAGS, LABELS, truth_columns
from nelm.registry.schema import CASE_ID
from nelm.version import __version__

GRADE_ALONE = "the WHO grade is entered, or it or what it follows from is in doubt"

DICTIONARY = pa.dictionary(pa.int8(), pa.string())
LABEL_WORDS, ANSWER_WORDS = pa.array(LABELS), pa.array([answer.value for answer in Answer])
ANSWER_OF_LABEL = pa.array([ANSWER_WORDS.index(word).as_py() for word in ANSWERS], pa.int8())


def verdict_schema(bound: BoundPack) -> pa.Schema:
    """Columns of a file of verdicts, and what the file says of itself."""
    fields = [pa.field(CASE_ID, pa.string(), nullable=False)]
    for option in bound.pack.options:
        for part in ("answer", "label"):
            fields.append(pa.field(f"{option.id}__{part}", DICTIONARY, nullable=False))
    fields += [pa.field(flag, pa.bool_()) for flag in FLAGS]
    pairs = word_columns(len(truth_columns(bound)))
    fields += [pa.field(name, pa.int64(), nullable=False) for pair in pairs for name in pair]
    return pa.schema(fields, metadata=about(bound))


def in_words(found: pa.Table, bound: BoundPack) -> pa.Table:
    """Verdicts as engines give them, in the columns of `verdict_schema`."""
    schema = verdict_schema(bound)
    columns = {name: found.column(name) for name in schema.names if name in found.column_names}
    for option in bound.pack.options:
        label = whole(found.column(f"{option.id}__label"))
        answer = ANSWER_OF_LABEL.take(label)
        columns[f"{option.id}__answer"] = pa.DictionaryArray.from_arrays(answer, ANSWER_WORDS)
        columns[f"{option.id}__label"] = pa.DictionaryArray.from_arrays(label, LABEL_WORDS)
    return pa.table([columns[name] for name in schema.names], schema=schema)


def about(bound: BoundPack) -> dict[str, str]:
    """What the file of verdicts says of itself: pack, content hash, parameters, version."""
    return {
        "nelm.version": __version__,
        "nelm.pack": bound.pack.id,
        "nelm.pack_version": bound.pack.manifest.version,
        "nelm.pack_hash": bound.pack.content_hash,
        "nelm.parameters": json.dumps(dict(bound.settings)),
        "nelm.comparisons": json.dumps([*map(said, comparisons(bound)), GRADE_ALONE]),
    }
