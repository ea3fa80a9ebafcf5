"""Every statement of the 2019 pack against the cases written beside it, through the real reader.

The expected truths were read from the review; a case that fails means that the review, the
condition and the engine do not say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from nelm.case.document import Document, read_document
from nelm.case.known import Known, known_facts
from nelm.case.reading import case_from_document
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import Node
from nelm.criteria.truth import Truth
from nelm.knowledge.binding import BoundPack, bind_pack
from nelm.knowledge.loader import load_pack

PACK = load_pack("dermine2019")
FILES = sorted((PACK.folder / "cases").glob("*.yaml"))
TRUTHS = tuple(truth.value for truth in Truth)


@dataclass(frozen=True)
class StatementCase:
    """Facts and parameters under which a statement has an expected truth."""

    statement: str
    expected: str
    facts: dict[str, Any]
    parameters: dict[str, Any]
    file: str

    @property
    def bound(self) -> BoundPack:
        return bind_pack(PACK, self.parameters)

    @property
    def node(self) -> Node:
        return self.bound.conditions[self.statement].node

    def known(self) -> Known:
        case = case_from_document(Document(self.facts, {}, self.file))
        return known_facts(case, self.bound.validity_months)


def _read(path: Path) -> list[StatementCase]:
    return [
        StatementCase(id_, expected, *_facts_and_parameters(case), path.name)
        for id_, groups in read_document(path).data.items()
        for expected, cases in groups.items()
        for case in cases
    ]


def _facts_and_parameters(case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if "facts" not in case:
        return case, {}
    return case["facts"], case.get("parameters", {})


@lru_cache(maxsize=1)
def cases_by_statement() -> dict[str, list[StatementCase]]:
    found: dict[str, list[StatementCase]] = {}
    for case in (case for path in FILES for case in _read(path)):
        found.setdefault(case.statement, []).append(case)
    return found


def statements_that_depend_on_the_patient() -> list[str]:
    """Ids of statements with a condition other than `always` under some parameter value."""
    variants = {
        s.id: {s.when} if isinstance(s.when, str) else {*(s.when or {"": "always"}).values()}
        for s in PACK.statements
    }
    return [id_ for id_, texts in variants.items() if texts - {"always", "never"}]


@pytest.mark.parametrize("id_", cases_by_statement())
def test_a_statement_has_the_truth_that_its_cases_give(id_: str) -> None:
    wrong = [
        f"{case.file}: {case.facts} {case.parameters}: is {truth}, expected {case.expected}"
        for case in cases_by_statement()[id_]
        for truth in [evaluate(case.node, case.known().values).truth.value]
        if truth != case.expected
    ]
    assert wrong == []


@pytest.mark.parametrize("id_", statements_that_depend_on_the_patient())
def test_a_statement_has_cases_that_meet_it_fail_it_and_leave_it_open(id_: str) -> None:
    assert {case.expected for case in cases_by_statement()[id_]} == set(TRUTHS)


def test_cases_are_about_statements_of_the_pack() -> None:
    assert cases_by_statement().keys() <= PACK.statement.keys()


def test_no_case_owes_its_truth_to_facts_thrown_out_as_contradictory() -> None:
    questioned = [
        f"{id_}: {case.facts}: {finding.says}"
        for id_, cases in cases_by_statement().items()
        for case in cases
        for finding in case.known().findings
        if case.expected != "unknown"
    ]
    assert questioned == []
