"""Lint: every variant of every condition can be read, fits its parameters, and none lie idle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nelm.case.problem import Problem
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.nodes import Constant, Named, Node, parameters_of, walk
from nelm.criteria.parser import ConditionError, parse
from nelm.knowledge.binding import Setting
from nelm.knowledge.lint_links import problem_at
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Conflict, Gap, Parameter, Statement, When


def variants(when: When) -> Mapping[str, str]:
    """The texts of a condition by the value of the parameter that selects them."""
    return {"": when} if isinstance(when, str) else {k: v for k, v in when.items() if k != "by"}


def parsed(when: When) -> list[Node]:
    """The variants that can be read."""
    nodes = []
    for text in variants(when).values():
        try:
            nodes.append(parse(text))
        except ConditionError:
            continue
    return nodes


def _owned(pack: Pack) -> Iterator[tuple[str, When]]:
    """Every condition of the pack with the name of its owner, definitions first."""
    for definition in pack.definitions:
        yield definition.name, definition.when
    parts: list[Statement | Gap | Conflict] = [*pack.statements, *pack.gaps, *pack.conflicts]
    for part in parts:
        if part.when is not None:
            yield part.id, part.when


def unreadable(pack: Pack) -> Iterator[Problem]:
    """Variants that do not parse, or do not fit facts and parameters over their whole range."""
    definitions: dict[str, Node] = {}
    scopes = [Scope(vocabulary(), numbers, definitions) for numbers in _number_values(pack)]
    names = {definition.name for definition in pack.definitions}
    for owner, when in _owned(pack):
        for text in variants(when).values():
            for error in dict.fromkeys(_errors(text, scopes)):
                yield problem_at(pack, owner, "when", text, f"a condition ({error})")
        if owner in names:
            definitions[owner] = Constant(None)


def _number_values(pack: Pack) -> Iterator[dict[str, float | None]]:
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


def wrong_variants(pack: Pack) -> Iterator[Problem]:
    """`by` names a choice parameter, and every value it allows has its variant."""
    choices = {p.name: p.allowed for p in pack.parameters if p.kind == "choice"}
    for owner, when in _owned(pack):
        selector = "" if isinstance(when, str) else when.get("by", "missing")
        if selector and selector not in choices:
            yield problem_at(pack, owner, "when.by", selector, "a choice parameter of the pack")
        elif selector and set(variants(when)) != set(choices[selector]):
            allowed = f"one variant each for {', '.join(choices[selector])}"
            yield problem_at(pack, owner, "when", f"for {', '.join(variants(when))}", allowed)


def wrong_values(pack: Pack) -> Iterator[Problem]:
    """Defaults and alternatives that the parameter itself does not allow."""
    for parameter in pack.parameters:
        values = [("default", parameter.default)]
        values += [("alternatives", other.value) for other in parameter.alternatives]
        for field, value in values:
            if not _fits(parameter, value, may_be_unset=field == "default"):
                yield problem_at(pack, parameter.name, field, value, _range(parameter))


def _range(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        return f"one of its allowed words ({', '.join(parameter.allowed)})"
    return f"a number from its minimum ({parameter.minimum}) to its maximum ({parameter.maximum})"


def _fits(parameter: Parameter, value: Setting, *, may_be_unset: bool) -> bool:
    if parameter.kind == "choice":
        return value in parameter.allowed
    low, high, number = parameter.minimum, parameter.maximum, _number(value)
    if low is None or high is None or low > high:
        return False
    return may_be_unset if value is None else number is not None and low <= number <= high


def _number(value: Setting) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None


def unused(pack: Pack) -> Iterator[Problem]:
    """Parameters and definitions that nothing reads."""
    owned = list(_owned(pack))
    nodes = [node for _, when in owned for top in parsed(when) for node in walk(top)]
    used = {name for node in nodes for name in parameters_of(node)}
    used |= {when.get("by", "") for _, when in owned if not isinstance(when, str)}
    used |= {*pack.manifest.validity_months.values()}
    named = {node.name for node in nodes if isinstance(node, Named)}
    idle = [p.name for p in pack.parameters if p.name not in used]
    idle += [d.name for d in pack.definitions if d.name not in named]
    for name in idle:
        yield problem_at(pack, name, "name", "never used", "names that some condition uses")
