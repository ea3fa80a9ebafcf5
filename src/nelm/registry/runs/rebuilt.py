"""The assessment of a row of a registry, rebuilt from the words in its file of verdicts.

Values are gone; what is left is what the conditions of the pack can tell of them: `Ki-67 from 3 to
below 10 %`. Truths, labels, missing facts and smallest changes are those of the row. Of findings
only the kind is: which facts contradict each other or are suspect is in the registry alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nelm.assessment.assess import Assessment, assess_known
from nelm.case.case import Case
from nelm.case.contradictions import questions
from nelm.case.derived import BY_FACT
from nelm.case.grade import GRADE
from nelm.case.known import Finding, Known
from nelm.case.problem import InputError, Problem
from nelm.criteria.evaluate import evaluate
from nelm.criteria.truth import Truth
from nelm.criteria.values import Facts
from nelm.knowledge.binding import BoundPack, bind_pack
from nelm.knowledge.pack import Pack
from nelm.registry.bits.words import SIZE, word_columns
from nelm.registry.expressions.comparisons import comparisons, known_values, said
from nelm.registry.schema import CASE_ID
from nelm.version import __version__

ABOUT_FILE = "_nelm.json"
ABOUT = {f"nelm.{part}" for part in ("version", "pack", "pack_version", "pack_hash")}
ABOUT |= {"nelm.parameters", "nelm.comparisons"}
FLAGS = {
    "contradictory": Finding(
        "contradiction",
        (),
        "Facts of this row, or two accounts behind a statement, contradict each other; they count"
        " as unknown",
    ),
    "suspect": Finding(
        "suspect", (), "A number of this row is so unusual that it counts as unknown"
    ),
}


def rebuilt(path: Path, case_id: str, pack: Pack) -> Assessment:
    """The assessment of one row of a file of verdicts.

    Args:
        path: what `assess_registry` wrote.
        case_id: which row.
        pack: the pack the file was made with.

    Raises:
        InputError: no file of verdicts, made with another pack, or no such row.
    """
    bound = _bound(path, pack)
    asked = comparisons(bound)
    row = _row(path, case_id, word_columns(len(asked) + 1))
    truths = [_truth(row, number) for number in range(len(asked) + 1)]
    values = known_values(dict(zip(asked, truths, strict=False)))
    alone = truths[-1] is Truth.MET
    derived = {GRADE: BY_FACT[GRADE].inputs} if GRADE in values and not alone else {}
    doubted = frozenset({GRADE} if alone and GRADE not in values else ())
    findings = (*(finding for flag, finding in FLAGS.items() if row[flag]), *_questions(values))
    return assess_known(Case(id=case_id), Known(values, {}, derived, findings, {}, doubted), bound)


def _questions(values: Facts) -> Iterator[Finding]:
    for rule in questions():
        if evaluate(rule.condition, values).truth is Truth.MET:
            yield Finding("question", rule.facts, rule.says)


def _bound(path: Path, pack: Pack) -> BoundPack:
    """The pack under the parameters of the file, whose bits mean what they mean here."""
    told = _about(path)
    if told["nelm.pack_hash"] != pack.content_hash:
        made = f"{told['nelm.pack']} {told['nelm.pack_version']} ({told['nelm.pack_hash'][:12]})"
        here = f"verdicts of {pack.id} {pack.manifest.version} ({pack.content_hash[:12]})"
        raise InputError([Problem("pack", made, here, str(path))])
    bound = bind_pack(pack, json.loads(told["nelm.parameters"]))
    compared = json.loads(told["nelm.comparisons"])[:-1]  # the last is about the grade
    if compared != [*map(said, comparisons(bound))]:
        allowed = f"verdicts whose comparisons are those of nelm {__version__}"
        raise InputError([Problem("file", f"of nelm {told['nelm.version']}", allowed, str(path))])
    return bound


def _about(path: Path) -> dict[str, str]:
    """What a file of verdicts says of itself."""
    try:
        if path.is_dir():
            told = dict(json.loads((path / ABOUT_FILE).read_text(encoding="utf-8")))
        else:
            metadata = pq.read_schema(path).metadata or {}
            told = {key.decode(): value.decode() for key, value in metadata.items()}
    except (pa.ArrowException, OSError, ValueError, TypeError):
        told = {}
    if not told.keys() >= ABOUT:
        allowed = "a file of verdicts that this version of nelm wrote"
        raise InputError([Problem("file", "another file", allowed, str(path))])
    return told


def _row(path: Path, case_id: str, pairs: tuple[tuple[str, str], ...]) -> Mapping[str, Any]:
    columns = [CASE_ID, *FLAGS, *(name for pair in pairs for name in pair)]
    try:
        table = pq.read_table(path, columns=columns, filters=[(CASE_ID, "=", case_id)])
    except (pa.ArrowException, OSError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:80]
        raise InputError([Problem("file", reason, "a whole file of verdicts", str(path))]) from None
    found = table.to_pylist()
    if not found:
        raise InputError([Problem("--row", case_id, "a case id of the file", str(path))])
    row: Mapping[str, Any] = found[0]
    return row


def _truth(row: Mapping[str, Any], number: int) -> Truth:
    """Truth of a comparison by its bits."""
    true, false = word_columns(number + 1)[-1]
    bit = number % SIZE
    if row[true] >> bit & 1:
        return Truth.MET
    return Truth.NOT_MET if row[false] >> bit & 1 else Truth.UNKNOWN
