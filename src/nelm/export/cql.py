"""A bound pack as one library of the Clinical Quality Language (CQL 1.5)."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from nelm.case.fact import Fact
from nelm.case.vocabulary import vocabulary
from nelm.criteria.nodes import And, Compare, Constant, Named, Node, Not, OneOf, Or, Otherwise, Yes
from nelm.export.netcase import MODEL, VERSION
from nelm.export.outline import Body, Define, Is, Ladder, outline
from nelm.export.record import ENDS, NUMBERS, decimal_text, element, facts_read
from nelm.export.remarks import about_library
from nelm.knowledge.binding import BoundPack

COMPARISONS = {
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "==": "is exactly",
}
STATES = {True: "is true", False: "is false", None: "is null"}
NUMBER = f"Tuple {{ {', '.join(f'{end} {type_}' for end, type_ in ENDS.items())} }}"
FUNCTIONS = f"""\
/* A number lies between low and high; null is no end. A comparison holds or fails only if it does
   so for every number between them. */
define function "is below"(number {NUMBER}, bound Decimal):
  case
    when number.high < bound or (number.high = bound and number.high_open) then true
    when number.low >= bound then false
    else null
  end

define function "is at most"(number {NUMBER}, bound Decimal):
  case
    when number.high <= bound then true
    when number.low > bound or (number.low = bound and number.low_open) then false
    else null
  end

define function "is exactly"(number {NUMBER}, bound Decimal):
  case
    when number.high < bound or (number.high = bound and number.high_open) then false
    when number.low > bound or (number.low = bound and number.low_open) then false
    when number.low = bound and number.high = bound then true
    else null
  end

define function "is above"(number {NUMBER}, bound Decimal):
  not "is at most"(number, bound)

define function "is at least"(number {NUMBER}, bound Decimal):
  not "is below"(number, bound)

/* The words still possible are all among those asked for, or none of them is. */
define function "is one of"(possible List<String>, wanted List<String>):
  case
    when not exists possible then null
    when not exists (possible except wanted) then true
    when not exists (possible intersect wanted) then false
    else null
  end

/* Two accounts of the same thing: whichever is known, unknown when they disagree. */
define function "whichever is known"(account Boolean, other Boolean):
  case
    when account is null then other
    when other is null or account = other then account
    else null
  end
"""


def export_cql(bound: BoundPack) -> str:
    """One library: the facts, then a define for every definition, statement, gap and option."""
    manifest = bound.pack.manifest
    head = (
        f"{_comment(about_library(bound))}\nlibrary {manifest.id} version "
        f"{_text(manifest.version)}\n\nusing {MODEL} version {_text(VERSION)}\n\ncontext Patient\n"
    )
    facts = (_fact(name) for name in facts_read(bound))
    return "\n".join((head, FUNCTIONS, *facts, *map(_define, outline(bound))))


def _fact(name: str) -> str:
    fact = vocabulary()[name]
    source = f"Patient.{element(name)}"
    if fact.kind in NUMBERS:
        ends = (f"{end}: {source}_{end}" for end in ENDS)
        source = f"Tuple {{\n    {f',{chr(10)}    '.join(ends)} }}"
    return f"{_comment(_about_fact(fact))}\ndefine {_name(name)}:\n  {source}\n"


def _about_fact(fact: Fact) -> Iterator[str]:
    yield fact.question
    if fact.kind in NUMBERS:
        yield f"Unit: {fact.unit or 'none'}"
    if fact.kind == "choice":
        words = ", ".join(word for word in fact.values if word in fact.words)
        yield f"The words still possible, of: {words}"


def _define(define: Define) -> str:
    return f"{_comment(define.about)}\ndefine {_name(define.name)}:\n  {_body(define.body)}\n"


def _body(body: Body) -> str:
    match body:
        case str():
            return _text(body)
        case Is(name, state):
            return f"{_name(name)} {STATES[state]}"
        case Ladder(steps, last):
            tried = (f"    when {_tests(tests)} then {_text(text)}\n" for tests, text in steps)
            return f"case\n{''.join(tried)}    else {_text(last)}\n  end"
    return _condition(body)


def _tests(tests: Iterable[Is]) -> str:
    return " and ".join(_body(test) for test in tests)


def _condition(node: Node) -> str:
    match node:
        case Constant(value):
            return {True: "true", False: "false", None: "null as Boolean"}[value]
        case Named(name):
            return _name(name)
        case Not(part):
            return f"not {_part(part)}"
        case And(parts):
            return _joined(parts, "and", "true")
        case Or(parts):
            return _joined(parts, "or", "false")
        case Otherwise(first, second):
            return f'"whichever is known"({_condition(first)}, {_condition(second)})'
        case Yes(fact):
            return _name(fact)
        case OneOf(fact, words):
            wanted = ", ".join(map(_text, sorted(words)))
            return f'"is one of"({_name(fact)}, {{ {wanted} }})'
        case Compare(fact, operator, bound, parameter):
            comparison = _name(COMPARISONS[operator])
            return f"{comparison}({_name(fact)}, {_bound(bound, parameter)})"


def _joined(parts: tuple[Node, ...], word: str, empty: str) -> str:
    return f"\n    {word} ".join(map(_part, parts)) if parts else empty


def _part(node: Node) -> str:
    text = _condition(node)
    return f"({text})" if isinstance(node, And | Or | Not | Constant) else text


def _bound(bound: float | None, parameter: str | None) -> str:
    number = "null as Decimal" if bound is None else decimal_text(bound)
    return number if parameter is None else f"{number} /* {parameter} */"


def _name(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _comment(lines: Iterable[str]) -> str:
    wrapper = textwrap.TextWrapper(97, subsequent_indent="  ", break_on_hyphens=False)
    text = "\n".join(map(wrapper.fill, lines))
    return f"/* {textwrap.indent(text, '   ').strip().replace('*/', '* /')} */"
