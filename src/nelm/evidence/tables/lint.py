"""Lint of study tables: known defects of the source beside errors nobody has seen before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from nelm.case.problem import Problem
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import KnownDefect
from nelm.evidence.tables.rules import RULES, Finding
from nelm.knowledge.pack import Pack

Place: TypeAlias = tuple[str, str, str | None, str]  # rule, study, where in it, value
GONE = "what the rules find; this they do not find (any more)"


@dataclass(frozen=True)
class KnownFinding:
    """A finding that is known.

    Attributes:
        because: why it stands there, from known_defects.csv.
        defect: the defect of the pack that says how it is handled, if any.
    """

    problem: Problem
    because: str
    defect: str | None


def lint_evidence(pack: Pack, evidence: Evidence) -> list[Problem]:
    """What breaks the rules and is not known, and known defects that are there no more."""
    found = findings(pack, evidence)
    known = {_key(row) for row in evidence.known_defects}
    new = [_problem(evidence, finding) for finding in found if _place(finding) not in known]
    there = {_place(finding) for finding in found}
    gone = [
        evidence.problem(row, _named(row.study, row.rule, row.at), row.value, GONE)
        for row in evidence.known_defects
        if _key(row) not in there
    ]
    return [*new, *gone]


def known_findings(pack: Pack, evidence: Evidence) -> list[KnownFinding]:
    """What breaks the rules and is known, with the reason why it stands as it is."""
    known = {_key(row): row for row in evidence.known_defects}
    return list(_known(evidence, findings(pack, evidence), known))


def findings(pack: Pack, evidence: Evidence) -> list[Finding]:
    """Everything that the rules find, in the order of the rules and of the tables."""
    return [finding for rule in RULES for finding in rule(pack, evidence)]


def _known(
    evidence: Evidence, found: list[Finding], known: dict[Place, KnownDefect]
) -> Iterator[KnownFinding]:
    for finding in found:
        row = known.get(_place(finding))
        if row is not None:
            yield KnownFinding(_problem(evidence, finding), row.because, row.defect)


def _place(finding: Finding) -> Place:
    return finding.rule, finding.study, finding.at, finding.value


def _key(row: KnownDefect) -> Place:
    return row.rule, row.study, row.at, row.value


def _problem(evidence: Evidence, finding: Finding) -> Problem:
    where = _named(finding.study, finding.rule, finding.at)
    return evidence.problem(finding.record, where, finding.value, finding.allowed)


def _named(*parts: str | None) -> str:
    return ".".join(part for part in parts if part)
