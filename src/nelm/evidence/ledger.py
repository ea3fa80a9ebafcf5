"""The ledger: studies added to a pack's tables, and what each addition moved. Append-only."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from nelm.case.problem import InputError, Problem
from nelm.case.writing import write_whole
from nelm.evidence.estimate import MEASURES, Failure, Frozen, Question, Summary
from nelm.evidence.pool import pool
from nelm.evidence.tables.evidence import Evidence, extended
from nelm.evidence.tables.forms import Arm, Outcome, Study

START = "0" * 64


class Effect(Frozen):
    """One pooled result before and after an addition."""

    question: Question
    before: Summary | None
    before_failure: Failure | None
    after: Summary | None
    after_failure: Failure | None


class Entry(Frozen):
    """One addition.

    Attributes:
        previous: `sha256` of the entry before, so that a changed history shows.
        pack_hash: content of the pack the studies were added to.
        sha256: of everything else in the entry.
    """

    number: int
    previous: str
    date: str
    by: str
    note: str | None
    pack: str
    pack_hash: str
    studies: tuple[Study, ...]
    arms: tuple[Arm, ...]
    outcomes: tuple[Outcome, ...]
    effects: tuple[Effect, ...]
    sha256: str = ""

    def digest(self) -> str:
        """SHA-256 of the entry without its own."""
        return _hash(self.model_copy(update={"sha256": ""}).model_dump_json())


@dataclass(frozen=True)
class Signed:
    """Who adds, why, and when."""

    by: str
    note: str | None
    date: date


@dataclass(frozen=True)
class Ledger:
    """The additions of a file, oldest first, and the evidence they end in."""

    entries: tuple[Entry, ...]
    evidence: Evidence


def read_ledger(path: Path, evidence: Evidence) -> Ledger:
    """The additions in a file, on top of a pack's evidence; no file means none.

    Raises:
        InputError: a line that is no entry, was changed later, does not follow the one before,
            or was added to another pack. Entries cut off at the end can not be noticed.
    """
    entries: list[Entry] = []
    previous = START
    pack = evidence.pack_id
    for number, line in enumerate(_lines(path), 1):
        entry = _entry(path, number, line)
        if (entry.number, entry.previous, entry.sha256) != (number, previous, entry.digest()):
            allowed = "an unchanged history: each entry holds its hash and that of the one before"
            raise InputError([Problem(f"entry {number}", "changed", allowed, str(path), number)])
        if entry.pack != pack:
            raise InputError([Problem("pack", entry.pack, pack, str(path), number)])
        evidence = extended(evidence, entry.studies, entry.arms, entry.outcomes)
        entries.append(entry)
        previous = entry.sha256
    return Ledger(tuple(entries), evidence)


def add_studies(path: Path, evidence: Evidence, added: Evidence, signed: Signed) -> Entry:
    """Append studies to a ledger, with every pooled result they move, before and after.

    Args:
        path: the ledger, JSON Lines; made when it is not there.
        evidence: evidence of the pack.
        added: the new studies, from `read_study_table`.
        signed: who adds them.

    Raises:
        InputError: a study that is already there, or a file that can not be read or written.
    """
    path = path.resolve()  # a link leads to the ledger, and is not replaced by one
    with _locked(path):
        ledger = read_ledger(path, evidence)
        after = extended(ledger.evidence, added.studies, added.arms, added.outcomes)
        lines = list(_lines(path))
        entry = Entry(
            number=len(lines) + 1,
            previous=ledger.entries[-1].sha256 if ledger.entries else START,
            date=signed.date.isoformat(),
            by=signed.by,
            note=signed.note,
            pack=evidence.pack_id,
            pack_hash=evidence.content_hash,
            studies=added.studies,
            arms=added.arms,
            outcomes=added.outcomes,
            effects=tuple(_effects(ledger.evidence, after, added)),
        )
        entry = entry.model_copy(update={"sha256": entry.digest()})
        _write(path, [*lines, entry.model_dump_json()])
    return entry


def touched(evidence: Evidence, added: Evidence) -> Iterator[Question]:
    """Questions that new studies bear on: each set of options alone, and as claims group them."""
    sets = {tuple(arm.options) for arm in added.arms if arm.options}
    groups = {claim.options for claim in evidence.claims if claim.low is not None}
    wider = {group for group in groups if any(set(one) <= set(group) for one in sets)}
    measures = {outcome.measure for outcome in added.outcomes}
    for options in sorted(sets | wider):
        for measure in MEASURES:
            if measure in measures:
                yield Question(options=options, measure=measure)


def _effects(before: Evidence, after: Evidence, added: Evidence) -> Iterator[Effect]:
    for question in touched(after, added):
        first = pool(before, question, variations=False)
        second = pool(after, question, variations=False)
        yield Effect(
            question=question,
            before=first.summary,
            before_failure=first.failure,
            after=second.summary,
            after_failure=second.failure,
        )


def _lines(path: Path) -> Sequence[str]:
    if not path.exists():
        return ()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError([Problem(str(path), "not readable", "a ledger, UTF-8 text")]) from None
    return [line for line in text.split("\n") if line]  # a text may hold other line separators


def _entry(path: Path, number: int, line: str) -> Entry:
    try:
        return Entry.model_validate_json(line)
    except ValidationError:
        allowed = "an entry as nelm writes it"
        raise InputError(
            [Problem(f"entry {number}", "damaged", allowed, str(path), number)]
        ) from None


def _write(path: Path, lines: Sequence[str]) -> None:
    try:
        write_whole(path, "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(path), reason, "a file that can be written")]) from None


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other programs from adding at the same time."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        allowed = "nobody else adding; delete the file if a program was stopped"
        raise InputError([Problem(str(lock), "there", allowed)]) from None
    except OSError as error:
        reason = (error.strerror or "not writable").lower()
        raise InputError([Problem(str(path), reason, "a file that can be written")]) from None
    try:
        yield
    finally:
        lock.unlink()
