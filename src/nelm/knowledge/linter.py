"""The linter of packs: every rule a pack must keep beyond the form of its files."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from nelm.case.document import read_document
from nelm.case.problem import InputError, Problem
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.nodes import Compare, Constant, Named, Node, parameters_of, walk
from nelm.criteria.parser import ConditionError, parse
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import Setting, bind_pack
from nelm.knowledge.pack import Pack, PackError
from nelm.knowledge.schema import Definition, Parameter, Statement, When
from nelm.knowledge.statement_cases import StatementCase, read_statement_cases

DECIDING = ("indication", "line")
CONTRAINDICATIONS = ("contraindication", "relative_contraindication")
ID_PLACES = ((2, "id"), (2, "name"), (3, "id"))  # depth and key of an id in the files of a pack
Owner: TypeAlias = str | tuple[str, str | int]  # an id or name; or a file and a place in it


def lint(pack: Pack) -> list[Problem]:
    """Everything in a pack that breaks the rules, with file and line.

    >>> from nelm.knowledge.loader import load_pack
    >>> lint(load_pack("dermine2019"))
    []
    """
    found = [problem for rule in RULES for problem in rule(pack)]
    broken = [problem for rule in BINDING_RULES for problem in rule(pack)]
    return found + broken if broken else found + list(_cases(pack))


def _problem(pack: Pack, owner: Owner, field: str, value: object, allowed: str) -> Problem:
    if isinstance(owner, tuple):
        file, place = owner
        document = read_document(pack.folder / file)
        return document.problem((place, field), str(value), allowed)
    path, line = pack.places.get(owner, ("", None))
    return Problem(f"{owner}.{field}", str(value), allowed, path, line)


class Link(NamedTuple):
    """Names that one part of a pack gives, and the names there are."""

    owner: Owner
    field: str
    names: Iterable[object]
    known: Iterable[object]
    allowed: str


def _dangling(pack: Pack) -> Iterator[Problem]:
    """Names of something that does not exist."""
    links = (*_option_links(pack), *_statement_links(pack), *_judgment_links(pack))
    for link in (*links, *_place_links(pack), *_number_links(pack)):
        for name in dict.fromkeys(link.names):
            if name not in link.known:
                yield _problem(pack, link.owner, link.field, name, link.allowed)


def _option_links(pack: Pack) -> Iterator[Link]:
    known, allowed = {*pack.option, *pack.manifest.groups}, "an option or group of the pack"
    for statement in pack.statements:
        yield Link(statement.id, "applies_to", statement.applies_to, known, allowed)
    for gap in pack.gaps:
        yield Link(gap.id, "options", gap.options, known, allowed)
    for group, members in pack.manifest.groups.items():
        yield Link(("pack.yaml", "groups"), group, members, pack.option, "an option of the pack")


def _statement_links(pack: Pack) -> Iterator[Link]:
    known, allowed = pack.statement, "a statement of the pack"
    for part in (*pack.conflicts, *pack.ambiguities, *pack.defects):
        yield Link(part.id, "statements", part.statements, known, allowed)
    for statement in pack.statements:
        origin = (statement.inherited_from,) if statement.inherited_from else ()
        yield Link(statement.id, "inherited_from", origin, known, allowed)
    for option in pack.options:
        ids = [id_ for chosen in option.indication_sets for id_ in chosen.statements]
        yield Link(option.id, "indication_sets", ids, known, allowed)


def _judgment_links(pack: Pack) -> Iterator[Link]:
    """Links between ambiguities, conflicts, parameters and facts."""
    ambiguities = {ambiguity.id for ambiguity in pack.ambiguities}
    conflicts = {conflict.id for conflict in pack.conflicts}
    parameters = {parameter.name for parameter in pack.parameters}
    named: list[tuple[str, tuple[str | None, ...]]] = [
        *((s.id, s.ambiguity) for s in pack.statements),
        *((d.name, d.ambiguity) for d in pack.definitions),
        *((p.name, (p.ambiguity,)) for p in pack.parameters),
    ]
    for owner, ids in named:
        yield Link(owner, "ambiguity", filter(None, ids), ambiguities, "an ambiguity of the pack")
    for p in pack.parameters:
        yield Link(p.name, "conflict", filter(None, (p.conflict,)), conflicts, "a conflict")
    for c in pack.conflicts:
        yield Link(c.id, "parameter", filter(None, (c.parameter,)), parameters, "a parameter")
    for a in pack.ambiguities:
        by = a.represented_by
        yield Link(a.id, "parameter", by.parameter, parameters, "a parameter of the pack")
        yield Link(a.id, "judgment", filter(None, (by.judgment,)), vocabulary(), "a fact")
    limits, place = pack.manifest.validity_months, ("pack.yaml", "validity_months")
    numbers = {parameter.name for parameter in pack.parameters if parameter.kind == "number"}
    for fact, parameter in limits.items():
        yield Link(place, fact, (fact,), vocabulary(), "a fact of the vocabulary")
        yield Link(place, fact, (parameter,), numbers, "a number parameter of the pack")


def _place_links(pack: Pack) -> Iterator[Link]:
    anchors = [
        *((s.id, s.anchor) for s in pack.statements),
        *((o.id, o.standing_anchor) for o in pack.options),
        *((g.id, g.anchor) for g in pack.gaps),
        *((("not_encoded.yaml", n), x.anchor) for n, x in enumerate(pack.not_encoded)),
    ]
    known, allowed = pack.manifest.sections, "a section of pack.yaml"
    for owner, places in anchors:
        yield Link(owner, "anchor", [place.section for place in places], known, allowed)


def _number_links(pack: Pack) -> Iterator[Link]:
    refs: list[tuple[Owner, tuple[int, ...]]] = [
        *((s.id, s.refs + tuple(r for q in s.numbers for r in q.refs)) for s in pack.statements),
        *((d.id, d.refs) for d in pack.defects),
        *((("not_encoded.yaml", n), x.refs) for n, x in enumerate(pack.not_encoded)),
    ]
    for owner, numbers in refs:
        yield Link(owner, "refs", numbers, pack.reference, "a number of references.yaml")


def _reference_numbers(pack: Pack) -> Iterator[Problem]:
    """References numbered as in the source: from 1 on, each once."""
    numbers = [reference.number for reference in pack.references]
    for index, number in enumerate(numbers):
        if number is not None and number in numbers[:index]:
            yield _problem(pack, ("references.yaml", index), "number", number, "each number once")
    last = max(pack.reference, default=0)
    for number in sorted(set(range(1, last + 1)) - pack.reference.keys()):
        file = str(pack.folder / "references.yaml")
        yield Problem(f"reference {number}", "missing", f"every number from 1 to {last}", file)


def _duplicate_ids(pack: Pack) -> Iterator[Problem]:
    """All ids and names share one space; a sentence is either encoded or not."""
    seen: set[str] = set()
    for path in sorted((*pack.folder.glob("*.yaml"), *pack.folder.glob("options/*.yaml"))):
        document = read_document(path)
        for place, line in document.lines.items():
            if (len(place), place[-1] if place else "") not in ID_PLACES:
                continue
            entry = document.data
            for key in place:
                entry = entry[key]
            if entry in seen:
                yield Problem(f"{entry}", "given twice", "each id once", document.file, line)
            seen.update(filter(None, (entry,)))


def _indication_sets(pack: Pack) -> Iterator[Problem]:
    """Sets hold active required statements about the option, each with a condition."""
    for option in pack.options:
        ids = [id_ for chosen in option.indication_sets for id_ in chosen.statements]
        for statement in (pack.statement[id_] for id_ in ids if id_ in pack.statement):
            required = statement.strength == "required" and statement.kind in DECIDING
            demands = {
                "required statements of kind indication or line": required,
                "active statements": statement.status == "active",
                "statements that apply to the option": statement in pack.statements_of(option.id),
                "statements with a condition": statement.when is not None,
            }
            for allowed in (demand for demand, kept in demands.items() if not kept):
                yield _problem(pack, option.id, "indication_sets", statement.id, allowed)


def _outside_sets(pack: Pack) -> Iterator[Problem]:
    """A required indication that stands in no set would be dropped silently."""
    for option in pack.options:
        inside = {id_ for chosen in option.indication_sets for id_ in chosen.statements}
        for s in pack.statements_of(option.id):
            required = s.strength == "required" and s.kind in DECIDING and s.status == "active"
            if required and s.id not in inside:
                allowed = "standing in an indication set of each option it applies to"
                yield _problem(pack, s.id, "applies_to", f"in no set of {option.id}", allowed)


def _without_condition(pack: Pack) -> Iterator[Problem]:
    """What closes an option must say for whom."""
    closing = [
        *(s for s in pack.statements if s.strength in CONTRAINDICATIONS),
        *(g for g in pack.gaps if g.effect != "note"),
    ]
    for part in closing:
        if part.when is None:
            yield _problem(pack, part.id, "when", "missing", "a condition, `always` if for all")


def _without_criteria(pack: Pack) -> Iterator[Problem]:
    """An option without indication sets needs a gap, or it would read `criteria not met`."""
    silent = [gap for gap in pack.gaps if gap.effect == "not_addressed"]
    covered = {option for gap in silent for option in pack.members(gap.options)}
    for option in pack.options:
        if not option.indication_sets and option.id not in covered:
            allowed = "a set, or a gap with the effect not_addressed"
            yield _problem(pack, option.id, "indication_sets", "empty", allowed)


def _representations(pack: Pack) -> Iterator[Problem]:
    """Each ambiguity is represented in exactly one way."""
    for ambiguity in pack.ambiguities:
        by = ambiguity.represented_by
        ways = [name for name, value in by if value]
        if len(ways) != 1:
            found = " and ".join(ways) or "nothing"
            allowed = "exactly one of parameter, judgment, editorial"
            yield _problem(pack, ambiguity.id, "represented_by", found, allowed)


def _parameter_values(pack: Pack) -> Iterator[Problem]:
    """Defaults and alternatives are values that the parameter itself allows."""
    for parameter in pack.parameters:
        values = [("default", parameter.default)]
        values += [("alternatives", alternative.value) for alternative in parameter.alternatives]
        for field, value in values:
            unset = field == "default" and value is None and parameter.kind == "number"
            if not unset and not _fits(parameter, value):
                allowed = ", ".join(parameter.allowed) or (
                    f"numbers from minimum {parameter.minimum} to maximum {parameter.maximum}"
                )
                yield _problem(pack, parameter.name, field, value, allowed)


def _fits(parameter: Parameter, value: Setting) -> bool:
    if parameter.kind == "choice":
        return value in parameter.allowed
    number, low, high = _number(value), parameter.minimum, parameter.maximum
    return None not in (number, low, high) and (low or 0) <= (number or 0) <= (high or 0)


def _number(value: Setting) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def _conditional(pack: Pack) -> Iterator[tuple[str, When]]:
    """Every condition of the pack with the name of its owner, definitions first."""
    for definition in pack.definitions:
        yield definition.name, definition.when
    for part in (*pack.statements, *pack.gaps, *pack.conflicts):
        if part.when is not None:
            yield part.id, part.when


def _variants(when: When) -> list[str]:
    if isinstance(when, str):
        return [when]
    return [text for key, text in when.items() if key != "by"]


def _parsed(when: When) -> list[Node]:
    """The variants of a condition that can be read."""
    nodes = []
    for text in _variants(when):
        try:
            nodes.append(parse(text))
        except ConditionError:
            continue
    return nodes


def _selectors(pack: Pack) -> Iterator[Problem]:
    """`by` names a choice parameter, and every value it allows has its variant."""
    choices = {p.name: p.allowed for p in pack.parameters if p.kind == "choice"}
    for owner, when in _conditional(pack):
        if isinstance(when, str):
            continue
        selector, keys = when.get("by", ""), [key for key in when if key != "by"]
        if selector not in choices:
            yield _problem(pack, owner, "when.by", selector or "missing", "a choice parameter")
        elif set(keys) != set(choices[selector]):
            allowed = f"one variant each for {', '.join(choices[selector])}"
            yield _problem(pack, owner, "when", ", ".join(keys) or "empty", allowed)


def _conditions(pack: Pack) -> Iterator[Problem]:
    """Every variant can be read and fits facts and parameters over the whole allowed range."""
    definitions: dict[str, Node] = {}
    scopes = [Scope(vocabulary(), numbers, definitions) for numbers in _number_ranges(pack)]
    own = {definition.name for definition in pack.definitions}
    for owner, when in _conditional(pack):
        for text in _variants(when):
            for error in dict.fromkeys(_errors(text, scopes)):
                yield _problem(pack, owner, "when", text, error)
        if owner in own:
            definitions[owner] = Constant(None)


def _number_ranges(pack: Pack) -> Iterator[dict[str, float | None]]:
    numbers = [parameter for parameter in pack.parameters if parameter.kind == "number"]
    yield {p.name: _number(p.default) for p in numbers}
    yield {p.name: p.minimum for p in numbers}
    yield {p.name: p.maximum for p in numbers}


def _errors(text: str, scopes: Sequence[Scope]) -> Iterator[str]:
    for scope in scopes:
        try:
            bind(parse(text), scope)
        except ConditionError as error:
            yield str(error)


def _unused(pack: Pack) -> Iterator[Problem]:
    """Parameters and definitions that nothing reads."""
    nodes = {owner: _parsed(when) for owner, when in _conditional(pack)}
    selectors = [when["by"] for _, when in _conditional(pack) if not isinstance(when, str)]
    compared = [name for parts in nodes.values() for node in parts for name in parameters_of(node)]
    used = {*selectors, *compared, *pack.manifest.validity_months.values()}
    named = {
        n.name
        for parts in nodes.values()
        for top in parts
        for n in walk(top)
        if isinstance(n, Named)
    }
    parts: list[Parameter | Definition] = [
        *(p for p in pack.parameters if p.name not in used),
        *(d for d in pack.definitions if d.name not in named),
    ]
    for part in parts:
        yield _problem(pack, part.name, "name", "never used", "names that some condition uses")
