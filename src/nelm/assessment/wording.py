"""The words of explanations: vocabulary, case and pack behind one interface."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from nelm.case.fact import Fact
from nelm.case.known import Known
from nelm.case.vocabulary import vocabulary
from nelm.criteria.values import Interval, Value
from nelm.knowledge.pack import Pack
from nelm.knowledge.schema import Anchor, Definition

GENERAL = ("yes", "present", "unilobar", "small_bowel", "done")


@dataclass(frozen=True)
class CaseWords:
    """Words for one case under one pack (see `nelm.criteria.explain.Words`)."""

    known: Known
    pack: Pack

    @cached_property
    def _definitions(self) -> Mapping[str, Definition]:
        return {definition.name: definition for definition in self.pack.definitions}

    def value(self, fact: str) -> Value | None:
        """What is known of the fact."""
        return self.known.values.get(fact)

    def stated(self, fact: str) -> str:
        """The value as people wrote it, or as derived, with its unit."""
        entry = self.known.entries.get(fact)
        if entry is not None and entry.stated != "unknown" and fact not in self.known.derived:
            unit = vocabulary()[fact].unit
            return entry.stated if entry.stated.endswith(unit) else f"{entry.stated} {unit}"
        value = self.known.values.get(fact)
        if value is None or value == vocabulary()[fact].words:
            return ""
        lesion = self.known.lesions.get(fact)
        return show_value(fact, value) + (f" ({lesion})" if lesion else "")

    def subject(self, fact: str) -> str:
        """Noun phrase of the fact."""
        return vocabulary()[fact].subject

    def number(self, fact: str, bound: float) -> str:
        """A bound with the unit of the fact."""
        return f"{bound:g} {vocabulary()[fact].unit}".strip()

    def predicate(self, fact: str, words: frozenset[str]) -> str:
        """Predicate of a choice: of the group that the words make up, or all of them."""
        return predicate(vocabulary()[fact], words)

    def polarity(self, fact: str, yes: bool) -> str:
        """Whole sentence of a yes/no fact."""
        return vocabulary()[fact].yes if yes else vocabulary()[fact].no

    def definition(self, name: str, yes: bool) -> str:
        """Whole sentence of a definition."""
        return self._definitions[name].yes if yes else self._definitions[name].no


def show_value(fact: str, value: Value) -> str:
    """A value for people: `yes`, `stable or responding`, `below 50 %`."""
    definition = vocabulary()[fact]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        if value >= definition.words:
            return "any"
        return predicate(definition, value).removeprefix("is ")
    whole = Interval(definition.low, definition.high)
    high = math.inf if value.high == whole.high else value.high
    low = -math.inf if value.low == whole.low and not value.is_exact else value.low
    shown = value if value.is_exact else Interval(low, high, value.low_open, value.high_open)
    return f"{_interval(shown)} {definition.unit}".strip()


def predicate(fact: Fact, words: frozenset[str]) -> str:
    """Predicate of a choice: `is stable or responding`.

    >>> predicate(vocabulary()["course.status"], frozenset({"responding", "stable"}))
    'is stable or responding'
    """
    for group, members in fact.groups.items():
        if members == words and group in fact.values and group in GENERAL:
            return fact.values[group]
    first, *rest = (text for word, text in fact.values.items() if word in words)
    return " or ".join([first, *(text.removeprefix("is ") for text in rest)])


def _interval(value: Interval) -> str:
    low, high = f"{value.low:.4g}", f"{value.high:.4g}"
    if value.is_exact:
        return low
    if math.isinf(value.low):
        return (
            "any" if math.isinf(value.high) else f"{'below' if value.high_open else 'up to'} {high}"
        )
    if math.isinf(value.high):
        return f"{'above' if value.low_open else 'at least'} {low}"
    ends = "above" if value.low_open else "from", "to below" if value.high_open else "to"
    return f"{ends[0]} {low} {ends[1]} {high}"


def cite(anchors: tuple[Anchor, ...], refs: tuple[int, ...]) -> str:
    """Where the source says it: `Conclusions, paragraph 6; refs 7, 23`."""
    places = "; ".join(anchor.text() for anchor in anchors)
    if not refs:
        return places
    return f"{places}; ref{'s' if len(refs) > 1 else ''} {ranges(refs)}"


def ranges(numbers: Iterable[int]) -> str:
    """Numbers with runs of three or more joined.

    >>> ranges([7, 39, 40, 41, 43, 44])
    '7, 39-41, 43, 44'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    joined = (f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return ", ".join(joined)
