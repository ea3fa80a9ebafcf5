"""Conditions against the comparison and null tests of the public CQL suite, when it is at hand.

Set NELM_ORACLE_DATA as for the truth tables. A test applies where our language can ask the same:
a fact that holds the left side (or is unknown, for null) is compared with the right side. Numbers
known only within limits take part as dates known to the year, CQL's "uncertainty". The other
tests are counted by the reason why they do not apply, so that none can drop out unseen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from nelm.criteria.evaluate import evaluate
from nelm.criteria.parser import parse
from nelm.criteria.truth import Truth
from nelm.criteria.values import Facts, Interval, Value

OUTPUT = {Truth.MET: "true", Truth.NOT_MET: "false", Truth.UNKNOWN: "null"}
TRUTH = {"True": Truth.MET, "False": Truth.NOT_MET, "Null": Truth.UNKNOWN}
EQUAL, ORDER = "(=|!=)", "(=|!=|<=|>=|<|>)"
NUMBER, YES_NO, WORD = r"(-?\d+(?:\.\d+)?)L?", "(true|false|null)", r"'(\w*)'"


def truth(condition: str, facts: Facts) -> Truth:
    return evaluate(parse(condition), facts).truth


def same(operator: str) -> str:
    return "==" if operator == "=" else operator


def number(text: str) -> Interval:
    return Interval.exact(float(text))


def numbers(left: str, operator: str, right: str) -> str:
    return OUTPUT[truth(f"the.fact {same(operator)} {right}", {"the.fact": number(left)})]


def between(left: str, low: str, high: str) -> str:
    return OUTPUT[truth(f"the.fact >= {low} and the.fact <= {high}", {"the.fact": number(left)})]


def yes_no(left: str, operator: str, right: str) -> str:
    """Equality has no sides, and a condition has a constant: null becomes the unknown fact."""
    fact, constant = (right, left) if right == "null" else (left, right)
    asked = "the.fact" if (constant == "true") == (operator == "=") else "not the.fact"
    return OUTPUT[truth(asked, {} if fact == "null" else {"the.fact": fact == "true"})]


def words(left: str, operator: str, right: str) -> str:
    facts = {"the.fact": frozenset({left})}
    return OUTPUT[truth(f'the.fact {same(operator)} "{right}"', facts)]


def year_against_day(year: str, operator: str, *day: str) -> str:
    """Any day of the year: an interval of day numbers."""
    days = (date(int(year), 1, 1), date(int(year), 12, 31))
    facts = {"the.fact": Interval(*(float(end.toordinal()) for end in days))}
    return OUTPUT[truth(f"the.fact {operator} {date(*map(int, day)).toordinal()}", facts)]


def coalesce(listed: str) -> str:
    """The first that is known: `otherwise` between accounts of which one at most is known."""
    parts = [part.strip().strip("'") for part in listed.split(",")]
    facts: dict[str, Value] = {
        f"account.n{n}": frozenset({part}) for n, part in enumerate(parts) if part != "null"
    }
    for word in sorted({*parts, "another"} - {"null"}):
        accounts = [f'account.n{n} == "{word}"' for n in range(len(parts))]
        nested = accounts[-1]
        for account in reversed(accounts[:-1]):
            nested = f"{account} otherwise ({nested})"
        if truth(nested, facts) is Truth.MET:
            return f"'{word}'"
    return "null"


def is_truth(asked: str, value: str) -> str:
    """Inside a condition there is no such question; verdicts ask it of the outcome."""
    found = truth("the.fact", {} if value == "null" else {"the.fact": value == "true"})
    return OUTPUT[Truth.of(found is TRUTH[asked])]


def is_null(word: str | None, digits: str | None) -> str:
    """A comparison on a fact is unknown exactly where the fact is."""
    if digits is not None:
        found = truth("the.fact < 5", {"the.fact": number(digits)})
    else:
        facts = {} if word is None else {"the.fact": frozenset({word})}
        found = truth('the.fact == "abc"', facts)
    return OUTPUT[Truth.of(found is Truth.UNKNOWN)]


APPLIES: dict[str, tuple[str, Callable[..., str]]] = {
    "numbers": (f"{NUMBER} {ORDER} {NUMBER}", numbers),
    "numbers between": (f"{NUMBER} between {NUMBER} and {NUMBER}", between),
    "yes and no": (f"{YES_NO} {EQUAL} {YES_NO}", yes_no),
    "words": (f"{WORD} {EQUAL} {WORD}", words),
    "a year against a day": (
        rf"DateTime\((\d+)\) {ORDER} DateTime\((\d+), (\d+), (\d+)\)",
        year_against_day,
    ),
    "first known word": (
        r"Coalesce\(\{?((?:'\w+'|null)(?:, ?(?:'\w+'|null))+)\}?\)",
        coalesce,
    ),
    "which truth": (rf"Is(True|False)\({YES_NO}\)", is_truth),
    "whether unknown": (rf"IsNull\((?:{WORD}|(\d+)|null)\)", is_null),
}
NOT_APPLICABLE = {
    "equivalence: no such operator, it makes two values of three": r".* ~ .*",
    "tuples and lists: a fact has one value": r".*(Tuple ?\{|\{\}|\{'a'\}).*",
    "ratios: no such fact": r".*'cm':.*",
    "dates and times: facts hold months and years, as numbers": r".*(DateTime\(|Today\(\)|@T?\d).*",
    "units: a fact has one unit": r"-?\d+(\.\d+)? ?('\w+'|[a-z]+) .*",
    "null on both sides: a condition names a value": r"null as String !?= null",
    "words have no order": rf"{WORD} [<>]=? {WORD}",
}
COUNTS = {
    "Comparison": {
        "numbers": 49,
        "numbers between": 1,
        "yes and no": 12,
        "words": 4,
        "a year against a day": 12,
        "equivalence: no such operator, it makes two values of three": 42,
        "tuples and lists: a fact has one value": 21,
        "ratios: no such fact": 3,
        "dates and times: facts hold months and years, as numbers": 35,
        "units: a fact has one unit": 56,
        "null on both sides: a condition names a value": 2,
        "words have no order": 24,
    },
    "Nullological": {
        "first known word": 4,
        "which truth": 6,
        "whether unknown": 5,
        "tuples and lists: a fact has one value": 3,
        "dates and times: facts hold months and years, as numbers": 4,
    },
}
BY_HAND = """
    1 < 2 = true       2 < 1 = false      1.0 = 1.00 = true    0 >= -1 = true    1 != 1 = false
    null = true = null   false = null = null   null != true = null   false = false = true
    4 between 2 and 6 = true       'a' != 'b' = true       Coalesce(null, 'a') = 'a'
    DateTime(2014) < DateTime(2014, 2, 15) = null    DateTime(2013) < DateTime(2014, 2, 15) = true
    IsTrue(null) = false   IsFalse(null) = false   IsFalse(false) = true   IsNull(null) = true
    IsNull(0) = false      IsNull('') = false
"""


def kind_of(expression: str) -> str:
    patterns = {kind: pattern for kind, (pattern, _) in APPLIES.items()} | NOT_APPLICABLE
    found = [kind for kind, pattern in patterns.items() if re.fullmatch(pattern, expression)]
    return found[0] if found else f"not classified: {expression}"


def ours(expression: str) -> str:
    pattern, ask = APPLIES[kind_of(expression)]
    match = re.fullmatch(pattern, expression)
    assert match is not None
    return ask(*match.groups())


def hand_written() -> dict[str, str]:
    rows = re.split(r"\s{3,}", BY_HAND.strip())
    return dict(row.rsplit(" = ", 1) for row in rows)


def test_conditions_give_the_rows_written_by_hand():
    rows = hand_written()
    assert {kind_of(expression) for expression in rows} == APPLIES.keys()
    assert {expression: ours(expression) for expression in rows} == rows


@pytest.mark.parametrize("group", COUNTS)
def test_conditions_give_the_rows_of_the_public_cql_suite(group, cql_suite):
    published = cql_suite(group)
    if published is None:
        return
    asked = {test for test in published if kind_of(test.expression) in APPLIES}
    assert {test.name: ours(test.expression) for test in asked} == {
        test.name: test.output for test in asked
    }


@pytest.mark.parametrize("group", COUNTS)
def test_every_test_of_the_public_suite_applies_or_does_not_for_a_known_reason(group, cql_suite):
    published = cql_suite(group)
    if published is None:
        return
    assert len({test.name for test in published}) == len(published)
    assert Counter(kind_of(test.expression) for test in published) == COUNTS[group]
