"""A pack with its parameters fixed: every condition concrete, ready for an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType

from nelm.case.problem import InputError, Problem
from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.nodes import Named, Node, facts_of, parameters_of, walk
from nelm.criteria.parser import ConditionError, parse
from nelm.knowledge.pack import Pack, PackError
from nelm.knowledge.schema import Conflict, Gap, Parameter, Statement, When

Setting = str | float | None


@dataclass(frozen=True)
class Condition:
    """A bound condition, the facts it reads and the parameters it depends on."""

    node: Node
    facts: tuple[str, ...]
    parameters: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class BoundPack:
    """A pack at given parameter values.

    Attributes:
        settings: value of every parameter.
        changed: names of the parameters that differ from their default.
        conditions: bound condition by id of statement, gap or conflict; without `when`, absent.
    """

    pack: Pack
    settings: Mapping[str, Setting]
    conditions: Mapping[str, Condition]

    @property
    def changed(self) -> tuple[str, ...]:
        """Parameters that do not have their default value."""
        defaults = read_settings(self.pack, {})
        return tuple(name for name, value in self.settings.items() if value != defaults[name])

    @cached_property
    def validity_months(self) -> Mapping[str, float]:
        """Validity windows that the pack sets by parameters."""
        limits = self.pack.manifest.validity_months.items()
        return {f: v for f, name in limits if isinstance(v := self.settings[name], float)}


def bind_pack(pack: Pack, overrides: Mapping[str, str | float | None] | None = None) -> BoundPack:
    """Fix the parameters of a pack, defaults where nothing is given.

    Raises:
        InputError: an unknown parameter or a value it can not take.
        PackError: a condition that does not fit vocabulary or parameters.
    """
    settings = read_settings(pack, overrides or {})
    return _bound(pack, tuple(settings.items()))


@lru_cache(maxsize=256)
def _bound(pack: Pack, settings: tuple[tuple[str, Setting], ...]) -> BoundPack:
    values = MappingProxyType(dict(settings))
    definitions, dependence = _definitions(pack, values)
    scope = Scope(vocabulary(), _numbers(pack, values), definitions)
    conditions = {
        part.id: _condition(pack, part.id, part.when, (values, scope, dependence))
        for part in _conditional(pack)
        if part.when is not None
    }
    return BoundPack(pack, values, MappingProxyType(conditions))


def read_settings(pack: Pack, overrides: Mapping[str, Setting]) -> dict[str, Setting]:
    """Value of every parameter, overrides checked against what each allows."""
    known = {parameter.name: parameter for parameter in pack.parameters}
    problems = [
        Problem(name, "not a parameter", f"one of {', '.join(known)}")
        for name in overrides
        if name not in known
    ]
    settings = {
        p.name: _number(p.default) if p.kind == "number" else p.default for p in known.values()
    }
    for name, raw in overrides.items():
        if name in known:
            try:
                settings[name] = _setting(known[name], raw)
            except ValueError as error:
                problems.append(Problem(name, str(raw), str(error)))
    if problems:
        raise InputError(problems)
    return settings


def _number(raw: Setting) -> Setting:
    return None if raw is None else float(raw)


def _setting(parameter: Parameter, raw: Setting) -> Setting:
    if parameter.kind == "choice":
        if raw not in parameter.allowed:
            raise ValueError(", ".join(parameter.allowed))
        return raw
    low, high = parameter.minimum, parameter.maximum
    allowed = f"a number from {low:g} to {high:g} {parameter.unit or ''}".strip()
    if raw is None or str(raw).lower() in ("none", "null", "unset"):
        if parameter.default is None:
            return None
        raise ValueError(allowed)
    try:
        number = float(raw)
    except ValueError:
        raise ValueError(allowed) from None
    if not (low is not None and high is not None and low <= number <= high):
        raise ValueError(allowed)
    return number


def _numbers(pack: Pack, values: Mapping[str, Setting]) -> dict[str, float | None]:
    numbers = (p.name for p in pack.parameters if p.kind == "number")
    return {n: v if isinstance(v := values[n], float) else None for n in numbers}


def _definitions(
    pack: Pack, values: Mapping[str, Setting]
) -> tuple[dict[str, Node], dict[str, tuple[str, ...]]]:
    bound: dict[str, Node] = {}
    dependence: dict[str, tuple[str, ...]] = {}
    for definition in pack.definitions:
        scope = Scope(vocabulary(), _numbers(pack, values), bound)
        found = _condition(pack, definition.name, definition.when, (values, scope, dependence))
        bound[definition.name] = found.node
        dependence[definition.name] = found.parameters
    return bound, dependence


def _condition(
    pack: Pack,
    name: str,
    when: When,
    context: tuple[Mapping[str, Setting], Scope, Mapping[str, tuple[str, ...]]],
) -> Condition:
    values, scope, dependence = context
    selector, text = select(when, values)
    try:
        node = bind(parse(text), scope)
    except ConditionError as error:
        file, line = pack.places.get(name, ("", None))
        raise PackError([Problem(f"{name}.when", text, str(error), file, line)]) from None
    through = [p for n in walk(node) if isinstance(n, Named) for p in dependence.get(n.name, ())]
    used = (*((selector,) if selector else ()), *parameters_of(node), *through)
    return Condition(node, facts_of(node), tuple(dict.fromkeys(used)))


def select(when: When, values: Mapping[str, Setting]) -> tuple[str | None, str]:
    """The choice parameter that selects a variant (if any) and the text it selects."""
    if isinstance(when, str):
        return None, when
    selector = when["by"]
    return selector, when[str(values[selector])]


def _conditional(pack: Pack) -> Iterator[Statement | Gap | Conflict]:
    yield from pack.statements
    yield from pack.gaps
    yield from pack.conflicts
