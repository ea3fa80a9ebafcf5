"""A pack as loaded: the parts of the schema with quick access and a content hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nelm.case.problem import NelmError, Problem
from nelm.knowledge.schema import (
    Ambiguity,
    Conflict,
    Defect,
    Definition,
    Gap,
    Manifest,
    NotEncoded,
    Option,
    Parameter,
    Reference,
    Statement,
)

DECIDING = ("contraindication", "relative_contraindication")


class PackError(NelmError):
    """A pack that can not be read or breaks the rules; `problems` lists everything."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, eq=False)
class Pack:
    """One published source made computable; equal hashes mean equal content.

    Attributes:
        places: file and line of every statement, parameter, definition, gap and conflict.
        content_hash: SHA-256 over all files, printed on every result.
    """

    folder: Path
    manifest: Manifest
    options: tuple[Option, ...]
    statements: tuple[Statement, ...]
    parameters: tuple[Parameter, ...]
    definitions: tuple[Definition, ...]
    ambiguities: tuple[Ambiguity, ...]
    conflicts: tuple[Conflict, ...]
    gaps: tuple[Gap, ...]
    defects: tuple[Defect, ...]
    not_encoded: tuple[NotEncoded, ...]
    references: tuple[Reference, ...]
    places: Mapping[str, tuple[str, int | None]]
    content_hash: str

    @property
    def id(self) -> str:
        """Name of the pack, such as dermine2019."""
        return self.manifest.id

    @cached_property
    def statement(self) -> Mapping[str, Statement]:
        """Statements by id."""
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def option(self) -> Mapping[str, Option]:
        """Options by id, in the order of the source."""
        return {option.id: option for option in self.options}

    @cached_property
    def reference(self) -> Mapping[int, Reference]:
        """References by their number in the source."""
        return {r.number: r for r in self.references if r.number is not None}

    def members(self, names: tuple[str, ...]) -> frozenset[str]:
        """Option ids meant by option and group names; no names mean every option."""
        if names not in self._members:
            groups, every = self.manifest.groups, self.option
            found = (member for name in names for member in groups.get(name, (name,)))
            self._members[names] = frozenset(found if names else every)
        return self._members[names]

    @cached_property
    def _members(self) -> dict[tuple[str, ...], frozenset[str]]:
        """What `members` has found."""
        return {}

    def statements_of(self, option: str) -> tuple[Statement, ...]:
        """Statements about an option, its own first, in the order of the source."""
        return tuple(s for s in self.statements if option in self.members(s.applies_to))

    def is_general(self, statement: Statement) -> bool:
        """Whether a statement annotates every option alike."""
        everywhere = len(self.members(statement.applies_to)) == len(self.options)
        return everywhere and statement.strength not in DECIDING

    def find_option(self, word: str) -> Option:
        """The option of this id, code or unambiguous part of an id or name.

        Raises:
            LookupError: none or several fit; the message lists what there is.
        """
        lower = word.lower().replace("-", "_").replace(" ", "_")
        for option in self.options:
            if lower in (option.id, option.code.lower()):
                return option
        fits = [o for o in self.options if lower in o.id or word.lower() in o.name.lower()]
        if len(fits) == 1:
            return fits[0]
        names = ", ".join(o.id for o in (fits or self.options))
        raise LookupError(
            f"option {word!r} is {'ambiguous' if fits else 'unknown'}; one of {names}"
        )
