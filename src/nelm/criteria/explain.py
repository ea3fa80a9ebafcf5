"""A trace in sentences: the fact, its value, the threshold, right in both polarities."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

from nelm.criteria.evaluate import Trace
from nelm.criteria.nodes import And, Compare, Constant, Named, Not, OneOf, Or, Otherwise, Yes
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval, Value

PROPER = ("Ki-67", "Karnofsky", "Child-Pugh", "Krenning")
OPERATORS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least", "==": "exactly"}


class Words(Protocol):
    """What sentences need of the vocabulary, the case and the pack."""

    def value(self, fact: str) -> Value | None:
        """What is known of the fact."""

    def stated(self, fact: str) -> str:
        """The value as people wrote it, with its unit."""

    def subject(self, fact: str) -> str:
        """Noun phrase of the fact."""

    def number(self, fact: str, bound: float) -> str:
        """A bound with the unit of the fact."""

    def predicate(self, fact: str, words: frozenset[str]) -> str:
        """Predicate of a choice, such as `is stable or responding`."""

    def polarity(self, fact: str, yes: bool) -> str:
        """Whole sentence of a yes/no fact."""

    def definition(self, name: str, yes: bool) -> str:
        """Whole sentence of a definition."""


def sentence(trace: Trace, words: Words) -> str:
    """One sentence, without a full stop, that says why the condition has its truth."""
    text = _say(trace, words, asked=True)
    return text[:1].upper() + text[1:]


def _say(trace: Trace, words: Words, asked: bool) -> str:
    match trace.node:
        case Constant(value):
            return f"it holds for {'every' if value else 'no'} patient"
        case Yes(fact):
            return _yes_no(trace.truth, lambda yes: words.polarity(fact, yes))
        case OneOf():
            return _choice(trace.node, trace.truth, words, asked)
        case Compare():
            return _comparison(trace.node, trace.truth, words)
        case Not():
            return _say(trace.parts[0], words, not asked)
        case Named(name):
            return _named(trace, name, words, asked)
        case Otherwise():
            return _two_accounts(trace, words, asked)
        case And():
            return _list(trace, words, asked, decisive=Truth.NOT_MET)
        case Or():
            return _list(trace, words, asked, decisive=Truth.MET)


def _list(trace: Trace, words: Words, asked: bool, decisive: Truth) -> str:
    """The parts that fix the truth: those that decide, or else all that are like it."""
    told = [part for part in trace.parts if part.truth is trace.truth]
    told = [part for part in told if not _is_empty(part, words)] or told
    link = " or " if trace.truth is Truth.UNKNOWN and decisive is Truth.MET else " and "
    sentences = dict.fromkeys(_lower(_say(part, words, asked)) for part in told)
    return link.join(sentences)


def _is_empty(trace: Trace, words: Words) -> bool:
    """Whether a comparison is about nothing: the least of no distances is infinite."""
    node = trace.node
    value = words.value(node.fact) if isinstance(node, Compare) else None
    return isinstance(value, Interval) and math.isinf(value.low)


def _two_accounts(trace: Trace, words: Words, asked: bool) -> str:
    if trace.is_contradictory and trace.truth is Truth.UNKNOWN:
        first, second = (_lower(_say(part, words, asked)) for part in trace.parts)
        return f"{first}, yet {second}: contradictory, counted as unknown"
    return _say(_told(trace), words, asked)


def _named(trace: Trace, name: str, words: Words, asked: bool) -> str:
    inner = _say(trace.parts[0], words, asked)
    contradictory = trace.parts[0].is_contradictory and trace.truth is Truth.UNKNOWN
    if contradictory or isinstance(_told(trace.parts[0]).node, OneOf | Yes):
        return inner
    outer = _yes_no(trace.truth, lambda yes: words.definition(name, yes))
    if trace.truth is Truth.UNKNOWN:
        return f"{outer} ({_lower(inner)})" if _tells_a_value(trace, words) else outer
    return outer if _lower(inner) == _lower(outer) else f"{outer}: {_lower(inner)}"


def _told(trace: Trace) -> Trace:
    """The account that is told of two; the trace itself otherwise."""
    if not isinstance(trace.node, Otherwise):
        return trace
    known = [part for part in trace.parts if part.truth is not Truth.UNKNOWN]
    return (known or list(trace.parts))[0]


def _tells_a_value(trace: Trace, words: Words) -> bool:
    atoms = (t.node for t in trace.walk() if t.truth is Truth.UNKNOWN)
    return any(isinstance(n, OneOf | Compare) and words.stated(n.fact) for n in atoms)


def _yes_no(truth: Truth, say: Callable[[bool], str]) -> str:
    if truth is Truth.UNKNOWN:
        return f"it is not known whether {_lower(say(True))}"
    return say(truth is Truth.MET)


def _choice(node: OneOf, truth: Truth, words: Words, asked: bool) -> str:
    subject = words.subject(node.fact)
    wanted = words.predicate(node.fact, node.words)
    value = words.value(node.fact)
    if truth is Truth.UNKNOWN or not isinstance(value, frozenset):
        stated = words.stated(node.fact)
        hint = f" (stated: {stated})" if stated else ""
        return f"it is not known whether {subject} {wanted}{hint}"
    actual = words.predicate(node.fact, value)
    if not asked or truth is Truth.MET or wanted.removeprefix("is ") in actual:
        return f"{subject} {actual}"
    if wanted.startswith("is ") and not wanted.startswith("is not "):
        return f"{subject} {actual}, not {wanted.removeprefix('is ')}"
    return f"{subject} {actual} (asked for: it {wanted})"


def _comparison(node: Compare, truth: Truth, words: Words) -> str:
    subject, stated = words.subject(node.fact), words.stated(node.fact)
    if node.bound is None:
        return f"no limit is set for {subject} (parameter {node.parameter})"
    limit = f"{OPERATORS[node.operator]} {words.number(node.fact, node.bound)}"
    if words.value(node.fact) is None:
        article = "" if subject[:1].isupper() or subject.startswith("the ") else "the "
        return f"it is not known whether {article}{subject} is {limit}"
    name = f"{subject} {stated}"
    if truth is Truth.UNKNOWN:
        return f"{name} may or may not be {limit}"
    return f"{name} is {'' if truth is Truth.MET else 'not '}{limit}"


def _lower(text: str) -> str:
    head = text.split(" ", 1)[0]
    is_name = len(head) > 1 and (head.upper() == head or head in PROPER)
    return text if is_name else text[:1].lower() + text[1:]
