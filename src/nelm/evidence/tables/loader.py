"""The evidence of a pack: the tables of its `evidence/` folder, with every link checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from nelm.case.problem import InputError, Problem
from nelm.evidence.tables.evidence import Evidence, extended
from nelm.evidence.tables.forms import (
    Arm,
    Claim,
    ClaimReading,
    CohortLink,
    KnownDefect,
    Outcome,
    Published,
    Study,
    Trial,
    TrialStatus,
)
from nelm.evidence.tables.links import broken_links
from nelm.evidence.tables.rows import Rows, read_rows
from nelm.knowledge.pack import Pack, PackError
from nelm.knowledge.schema import Strict

__all__ = ["Evidence", "extended", "load_evidence"]
FOLDER = "evidence"
TABLES: Mapping[str, tuple[type[Strict], tuple[str, ...]]] = {
    "studies": (Study, ("study",)),
    "cohorts": (CohortLink, ("cohort", "study")),
    "arms": (Arm, ("study", "arm")),
    "outcomes": (
        Outcome,
        ("study", "arm", "printed_as", "measure", "printed_statistic", "at_months"),
    ),
    "claims": (Claim, ("claim",)),
    "claim_readings": (ClaimReading, ("claim", "label")),
    "trials": (Trial, ("nct",)),
    "trial_statuses": (TrialStatus, ("nct", "as_of")),
    "published": (
        Published,
        ("publication", "treatment", "population", "outcome", "measure", "subgroup"),
    ),
    "known_defects": (KnownDefect, ("rule", "study", "at")),
}


@lru_cache(maxsize=8)
def load_evidence(pack: Pack) -> Evidence:
    """Read the tables of a pack's `evidence/` folder.

    Raises:
        PackError: files that break their form, or names of something that does not exist; file,
            line, column, value and what is allowed of each.

    >>> from nelm.knowledge.loader import load_pack
    >>> load_evidence(load_pack("dermine2019")).arm("fiore2014", "TAE").n_patients_primary
    17
    """
    if not (pack.folder / FOLDER).is_dir():
        return Evidence(pack_id=pack.id, content_hash=pack.content_hash)
    evidence = _read(pack)
    problems = list(broken_links(pack, evidence))
    if problems:
        raise PackError(problems)
    return evidence


def _read(pack: Pack) -> Evidence:
    problems: list[Problem] = []
    tables: dict[str, Rows[Strict]] = {}
    for name, (form, key) in TABLES.items():
        try:
            tables[name] = read_rows(pack.folder / FOLDER / f"{name}.csv", form, key)
        except InputError as error:
            problems += error.problems
    if problems:
        raise PackError(problems)
    records: dict[str, tuple[Strict, ...]] = {name: rows.records for name, rows in tables.items()}
    return Evidence(
        pack_id=pack.id,
        content_hash=pack.content_hash,
        places=dict(_places(tables.values())),
        **records,  # type: ignore[arg-type]  # each table by the form that TABLES names
    )


def _places(tables: Iterable[Rows[Strict]]) -> Iterator[tuple[Strict, tuple[str, int]]]:
    for rows in tables:
        for record, line in zip(rows.records, rows.lines, strict=True):
            yield record, (rows.file, line)
