"""The public CQL test suite, when it is at hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

NAMESPACE = {"t": "http://hl7.org/fhirpath/tests"}


@dataclass(frozen=True)
class Published:
    """One test of the suite: an expression, and what it gives (empty when it is invalid)."""

    name: str
    expression: str
    output: str


@pytest.fixture(scope="session")
def cql_suite() -> Callable[[str], list[Published] | None]:
    """Reads a file of the suite by its group of operators; None without the data."""
    folder = os.environ.get("NELM_ORACLE_DATA")

    def read(group: str) -> list[Published] | None:
        if not folder:
            print("not run: no oracle data")  # noqa: T201
            return None
        path = Path(folder) / "cql-tests" / f"Cql{group}OperatorsTest.xml"
        tests = ElementTree.parse(path).getroot().findall(".//t:test", NAMESPACE)
        return [Published(test.get("name", ""), *map(text(test), PARTS)) for test in tests]

    return read


PARTS = ("expression", "output")


def text(test: ElementTree.Element) -> Callable[[str], str]:
    return lambda part: test.findtext(f"t:{part}", "", NAMESPACE).strip()
