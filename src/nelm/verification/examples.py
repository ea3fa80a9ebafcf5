"""Cases that the solver finds: the simplest one, in words, and confirmed by `assess`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from nelm.assessment.assess import Assessment, assess_bound
from nelm.assessment.wording import predicate, show_value
from nelm.case.case import Case
from nelm.case.fact import Fact
from nelm.case.grade import GRADE
from nelm.case.vocabulary import vocabulary
from nelm.criteria.explain import PROPER
from nelm.criteria.values import Interval, Value
from nelm.knowledge.binding import BoundPack
from nelm.verification.derivations import (
    ABLATION,
    ASPECTS,
    CHILD_PUGH,
    CONCLUDED,
    DIAMETER,
    INFINITE,
)
from nelm.verification.encoding import Flag, Number, Variable, Words
from nelm.verification.model import Model
from nelm.verification.solver import Formula, Solver, every, exactly, no, truth
from nelm.verification.space import Space

Facts = Mapping[str, Value]
Check = Callable[[Assessment], bool]
NO_DISTANCE = Interval.exact(math.inf)
UNMEASURED = Interval(0, math.inf, high_open=True)


class UnconfirmedError(RuntimeError):
    """The solver and `assess` disagree about a case: an error inside nelm."""


@dataclass(frozen=True)
class Example:
    """A case that shows something.

    Attributes:
        facts: what is known, in words.
        case: the same as a case file would hold it.
    """

    facts: tuple[str, ...]
    case: Mapping[str, Any]

    def sentence(self) -> str:
        """The facts in one line."""
        return "; ".join(self.facts) if self.facts else "nothing is known"


def simplest(model: Model, solver: Solver, spaces: Sequence[Space]) -> tuple[Facts, ...]:
    """Values of the cases that fulfill a possible question, as few and as plain as can be.

    The choice follows the order of the vocabulary, so every version of the solver makes it.
    """
    return tuple(_chosen(model, solver, space) for space in spaces)


def _chosen(model: Model, solver: Solver, space: Space) -> Facts:
    order = sorted(model.facts, key=lambda fact: vocabulary()[fact].minimal)
    solver.keep(space.precise)
    unknown = {fact for fact in order if solver.keep(no(space.known(fact)))}
    values: dict[str, Value] = {}
    for fact in model.facts:
        if fact not in unknown:
            values[fact] = _value(solver, fact, space.stated[fact], model.bounds.get(fact, []))
    return values


def _value(solver: Solver, fact: str, variable: Variable, bounds: Sequence[float]) -> Value:
    for value in _candidates(fact, vocabulary()[fact], bounds):
        if solver.keep(states(variable, value)):
            return value
    raise UnconfirmedError(f"no plain value of {fact} fits")


def _candidates(fact: str, definition: Fact, bounds: Sequence[float]) -> Iterable[Value]:
    if definition.kind == "yes_no":
        yield from (False, True)
    elif definition.kind == "choice":
        yield from (frozenset({w}) for w in definition.values if w in definition.words)
        yield from definition.groups.values()
    else:
        if fact in ABLATION and fact != DIAMETER:
            yield from (UNMEASURED, NO_DISTANCE)
        plain = plain_numbers(definition, bounds)
        yield from map(Interval.exact, plain)
        ends = range(5, 16) if fact == CHILD_PUGH else sorted(plain)
        yield from (Interval(x, y) for x in ends for y in reversed(ends) if x < y)


def plain_numbers(definition: Fact, bounds: Sequence[float]) -> list[float]:
    """One number from each region between bounds, then the bounds and the ends.

    >>> plain_numbers(vocabulary()["tumor.ki67_percent"], [3, 10, 20])
    [2, 5, 12, 40, 3, 10, 20, 1, 100]
    """
    low, high = definition.plausible or (definition.low, definition.high)
    ends = [x for x in bounds if low < x < high]
    edges = [low, *ends, min(high, INFINITE)]
    inner = [_plain(first, last, n == 0) for n, (first, last) in enumerate(pairwise(edges))]
    if definition.kind == "integer":
        inner = [x if x == int(x) else math.floor(x) for x in inner]
    wide = [x for x in (*bounds, low, high) if definition.low <= x <= definition.high]
    found = [*inner, *(x for x in wide if not math.isinf(x))]
    return list(dict.fromkeys(int(x) if x == int(x) else x for x in found))


def _plain(low: float, high: float, is_first: bool) -> float:
    """A round number inside: not too far above the lower end."""
    wish = high * 0.75 if is_first else min(low + (high - low) / 4, max(2 * low, 10))
    for digits in (0, 1, 2):
        if low < round(wish, digits) < high:
            return round(wish, digits)
    return (low + high) / 2


def states(variable: Variable, value: Value) -> Formula:
    """The variable is known to be exactly this."""
    if isinstance(variable, Flag) and isinstance(value, bool):
        return every([variable.known, variable.value == truth(value)])
    if isinstance(variable, Words) and isinstance(value, frozenset):
        words = (p == truth(word in value) for word, p in variable.possible.items())
        return every([variable.known, *words])
    if isinstance(variable, Number) and isinstance(value, Interval):
        low, high = (exactly(max(min(x, INFINITE), -INFINITE)) for x in (value.low, value.high))
        high_open = value.high_open and not math.isinf(value.high)
        opens = variable.low_open == truth(value.low_open), variable.high_open == truth(high_open)
        return every([variable.known, variable.low == low, variable.high == high, *opens])
    raise TypeError(f"{variable} can not be {value}")


def as_example(values: Facts) -> Example:
    """The case in words and as a file would hold it."""
    follows = {
        result for fact, no_, result in CONCLUDED if no_ is False and values.get(fact) is no_
    }
    told = (_told(fact, value) for fact, value in values.items() if fact not in follows)
    return Example(tuple(filter(None, told)), case_data(values))


def _told(fact: str, value: Value) -> str:
    definition = vocabulary()[fact]
    if value in (NO_DISTANCE, UNMEASURED) and isinstance(value, Interval):
        return ""
    if isinstance(value, bool):
        text = definition.yes if value else definition.no
    elif isinstance(value, frozenset):
        text = f"{definition.subject} {predicate(definition, value)}"
    else:
        text = f"{definition.subject} {show_value(fact, value)}"
    head = text.split(" ", 1)[0]
    return text if head.upper() == head or head in PROPER else text[:1].lower() + text[1:]


def case_data(values: Facts) -> dict[str, Any]:
    """The data of a case file that states these values."""
    data: dict[str, Any] = {}
    for fact, value in values.items():
        if fact not in ABLATION:
            group, field = fact.split(".")
            data.setdefault(group, {})[field] = _stated(vocabulary()[fact], value)
    if DIAMETER in values:
        data.setdefault("liver", {})["lesions"] = _lesions(values)
    return data


def _stated(definition: Fact, value: Value) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, frozenset):
        groups = (word for word, members in definition.groups.items() if members == value)
        return next(iter(value)) if len(value) == 1 else next(groups)
    if not value.is_exact:
        return f"{value.low:g}-{value.high:g}"
    number = int(value.low) if value.low == int(value.low) else value.low
    suspect = definition.is_suspect(definition.read(number))
    return {"value": number, "confirmed": True} if suspect else number


def _lesions(values: Facts) -> list[dict[str, object]]:
    """Lesions that make the facts about those to be ablated what they are."""
    first: dict[str, object] = {"plan": "ablate", "diameter_mm": _diameter(values[DIAMETER])}
    second = dict(first)
    perhaps: dict[str, object] = {"diameter_mm": 2}
    needs_second = needs_perhaps = False
    for fact, distance_fact in ASPECTS:
        flag, distance = fact.removeprefix("liver.ablation_"), values[distance_fact]
        field = distance_fact.removeprefix("liver.ablation_")
        judged, is_judged = values.get(fact), distance == NO_DISTANCE
        measured = {} if distance == UNMEASURED else {field: _end(distance)}
        second |= {flag: judged is True} if is_judged else measured
        first |= {flag: judged is True} if is_judged or judged is True else measured
        needs_second |= judged is True and not is_judged
        needs_perhaps |= judged is None
        perhaps |= {flag: judged is None}
    wanted = (True, needs_second, needs_perhaps)
    return [
        lesion
        for lesion, is_wanted in zip((first, second, perhaps), wanted, strict=True)
        if is_wanted
    ]


def _diameter(value: Value) -> object:
    return {"value": _end(value), "confirmed": True}


def _end(value: Value) -> float:
    assert isinstance(value, Interval)
    return value.low


def assessed(values: Facts, bound: BoundPack) -> Assessment:
    """The case put through `assess`; its facts must come out as the solver had them.

    Raises:
        UnconfirmedError: they do not.
    """
    assessment = assess_bound(Case.model_validate(case_data(values)), bound)
    known = assessment.known.values
    wrong = [fact for fact, value in values.items() if known.get(fact) != value]
    extra = known.keys() - values.keys() - {GRADE}
    strange = [f for f in extra if f not in assessment.known.derived]
    if wrong or strange:
        raise UnconfirmedError(f"a case does not hold what it should: {wrong + strange}")
    return assessment


def confirmed(values: Facts, bound: BoundPack, check: Check) -> Example:
    """The example, once `assess` has confirmed what it is to show.

    Raises:
        UnconfirmedError: it has not.
    """
    if not check(assessed(values, bound)):
        raise UnconfirmedError(f"assess does not confirm: {as_example(values).sentence()}")
    return as_example(values)
