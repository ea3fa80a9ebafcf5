"""Statement cases: facts with the truth that a reader of the source expects of one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from nelm.case.document import Document, read_document
from nelm.case.known import known_facts
from nelm.case.problem import InputError
from nelm.case.reading import case_from_document
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import Node
from nelm.criteria.truth import Truth
from nelm.criteria.values import Value
from nelm.knowledge.binding import Setting, bind_pack
from nelm.knowledge.pack import Pack, PackError
from nelm.knowledge.schema import Strict


class CaseLists(Strict):
    """Cases of one statement; each is the facts, or `facts` and `parameters`."""

    met: tuple[dict[str, Any], ...] = ()
    not_met: tuple[dict[str, Any], ...] = ()
    unknown: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, eq=False)
class StatementCase:
    """Facts, and parameters where they are not at their default, with the truth expected."""

    statement: str
    expected: Truth
    facts: Mapping[str, Any]
    parameters: Mapping[str, Setting]
    file: str
    line: int | None

    @property
    def values(self) -> Mapping[str, Value]:
        """What criteria may read, derived facts included (InputError: not a valid case)."""
        return _known(json.dumps(self.facts, sort_keys=True))

    def condition(self, pack: Pack) -> Node:
        """Condition of the statement at the parameters of the case (InputError: wrong ones)."""
        return bind_pack(pack, self.parameters).conditions[self.statement].node

    def truth(self, pack: Pack) -> Truth:
        """What nelm makes of it."""
        return evaluate(self.condition(pack), self.values).truth


@lru_cache(maxsize=4096)
def _known(facts: str) -> Mapping[str, Value]:
    """Values of a case with these facts; many statements are shown by the same facts."""
    return known_facts(case_from_document(Document(json.loads(facts), {}, ""))).values


def read_statement_cases(folder: Path) -> tuple[StatementCase, ...]:
    """Read `cases/statements-*.yaml` of a pack folder.

    Raises:
        PackError: files that are not lists of cases by statement and truth.
    """
    files = sorted(folder.glob("cases/statements-*.yaml"))
    return tuple(case for path in files for case in _read(path))


def _read(path: Path) -> list[StatementCase]:
    try:
        document = read_document(path)
        lists = TypeAdapter(dict[str, CaseLists]).validate_python(document.data)
    except InputError as error:
        raise PackError(error.problems) from None
    except ValidationError as error:
        raise PackError(
            [
                document.problem(tuple(e["loc"]), str(e["input"])[:60], e["msg"])
                for e in error.errors()
            ]
        ) from None
    return [
        _case(document, (id_, truth, number), raw)
        for id_, group in lists.items()
        for truth in Truth
        for number, raw in enumerate(getattr(group, truth.value))
    ]


def _case(document: Document, place: tuple[str, Truth, int], raw: dict[str, Any]) -> StatementCase:
    statement, truth, number = place
    detailed = raw if raw.keys() <= {"facts", "parameters"} and raw else {"facts": raw}
    return StatementCase(
        statement,
        truth,
        detailed.get("facts") or {},
        detailed.get("parameters") or {},
        document.file,
        document.lines.get((statement, truth.value, number)),
    )
