"""Lint: every name, number and place that a part of a pack gives must exist."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from nelm.case.document import read_document
from nelm.case.problem import Problem
from nelm.case.vocabulary import vocabulary
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Ambiguity, Anchor, Conflict, Defect

Owner: TypeAlias = str | tuple[str, str | int]


def problem_at(pack: Pack, owner: Owner, field: str, value: object, allowed: str) -> Problem:
    """A problem with a part of a pack, with file and line.

    Args:
        pack: the pack that is wrong.
        owner: id or name of the part; or a file and the place in it for parts without one.
        field: what is wrong with it.
        value: what stands there.
        allowed: what may stand there.
    """
    if isinstance(owner, tuple):
        document = read_document(pack.folder / owner[0])
        return document.problem((owner[1], field), str(value), allowed)
    file, line = pack.places.get(owner, ("", None))
    return Problem(f"{owner}.{field}", str(value), allowed, file, line)


class Link(NamedTuple):
    """Names that one part of a pack gives, and the names there are."""

    owner: Owner
    field: str
    names: Iterable[object]
    known: Container[object]
    allowed: str


def dangling(pack: Pack) -> Iterator[Problem]:
    """Names of something that does not exist."""
    for links in (_options, _statements, _ambiguities, _parameters, _validity, _places, _refs):
        for link in links(pack):
            for name in dict.fromkeys(link.names):
                if name is not None and name not in link.known:
                    yield problem_at(pack, link.owner, link.field, name, link.allowed)


def _options(pack: Pack) -> Iterator[Link]:
    known, allowed = {*pack.option, *pack.manifest.groups}, "an option or group of the pack"
    for statement in pack.statements:
        yield Link(statement.id, "applies_to", statement.applies_to, known, allowed)
    for gap in pack.gaps:
        yield Link(gap.id, "options", gap.options, known, allowed)
    for group, members in pack.manifest.groups.items():
        yield Link(("pack.yaml", "groups"), group, members, pack.option, "an option of the pack")


def _statements(pack: Pack) -> Iterator[Link]:
    known, allowed = pack.statement, "a statement of the pack"
    naming: list[Conflict | Ambiguity | Defect] = [
        *pack.conflicts,
        *pack.ambiguities,
        *pack.defects,
    ]
    for part in naming:
        yield Link(part.id, "statements", part.statements, known, allowed)
    for statement in pack.statements:
        origin = (statement.inherited_from,)
        yield Link(statement.id, "inherited_from", origin, known, allowed)
    for option in pack.options:
        ids = [id_ for chosen in option.indication_sets for id_ in chosen.statements]
        yield Link(option.id, "indication_sets", ids, known, allowed)


def _ambiguities(pack: Pack) -> Iterator[Link]:
    known = {ambiguity.id for ambiguity in pack.ambiguities}
    named: list[tuple[str, tuple[str | None, ...]]] = [
        *((s.id, s.ambiguity) for s in pack.statements),
        *((d.name, d.ambiguity) for d in pack.definitions),
        *((p.name, (p.ambiguity,)) for p in pack.parameters),
    ]
    for owner, ids in named:
        yield Link(owner, "ambiguity", ids, known, "an ambiguity of the pack")
    for ambiguity in pack.ambiguities:
        judgment = (ambiguity.represented_by.judgment,)
        yield Link(ambiguity.id, "judgment", judgment, vocabulary(), "a fact of the vocabulary")


def _parameters(pack: Pack) -> Iterator[Link]:
    known, allowed = {p.name for p in pack.parameters}, "a parameter of the pack"
    conflicts = {conflict.id for conflict in pack.conflicts}
    for ambiguity in pack.ambiguities:
        names = ambiguity.represented_by.parameter
        yield Link(ambiguity.id, "parameter", names, known, allowed)
    for conflict in pack.conflicts:
        yield Link(conflict.id, "parameter", (conflict.parameter,), known, allowed)
    for parameter in pack.parameters:
        named = (parameter.conflict,)
        yield Link(parameter.name, "conflict", named, conflicts, "a conflict of the pack")


def _validity(pack: Pack) -> Iterator[Link]:
    place = ("pack.yaml", "validity_months")
    numbers = {parameter.name for parameter in pack.parameters if parameter.kind == "number"}
    for fact, name in pack.manifest.validity_months.items():
        yield Link(place, fact, (fact,), vocabulary(), "a fact of the vocabulary")
        yield Link(place, fact, (name,), numbers, "a number parameter of the pack")


def _places(pack: Pack) -> Iterator[Link]:
    anchored: list[tuple[Owner, tuple[Anchor, ...]]] = [
        *((s.id, s.anchor) for s in pack.statements),
        *((o.id, o.standing_anchor) for o in pack.options),
        *((g.id, g.anchor) for g in pack.gaps),
        *((("not_encoded.yaml", n), text.anchor) for n, text in enumerate(pack.not_encoded)),
    ]
    for owner, places in anchored:
        sections = [place.section for place in places]
        yield Link(owner, "anchor", sections, pack.manifest.sections, "a section of pack.yaml")


def _refs(pack: Pack) -> Iterator[Link]:
    cited: list[tuple[Owner, tuple[int, ...]]] = [
        *((s.id, s.refs + tuple(r for q in s.numbers for r in q.refs)) for s in pack.statements),
        *((d.id, d.refs) for d in pack.defects),
        *((("not_encoded.yaml", n), text.refs) for n, text in enumerate(pack.not_encoded)),
    ]
    for owner, numbers in cited:
        yield Link(owner, "refs", numbers, pack.reference, "a number of references.yaml")
