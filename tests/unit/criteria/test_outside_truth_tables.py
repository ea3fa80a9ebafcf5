"""The truth functions against the public CQL test suite, when it is at hand.

Set NELM_ORACLE_DATA to a folder that holds `cql-tests/CqlLogicalOperatorsTest.xml` of the
repository cqframework/cql-tests (Apache-2.0). Without it the rows below, written by hand from
the CQL reference (appendix B, logical operators), are all that is asserted.
"""

import re
from collections import Counter

from nelm.criteria.truth import Truth, all_of, any_of, negate

WORDS = {"true": Truth.MET, "false": Truth.NOT_MET, "null": Truth.UNKNOWN}
TWO_SIDED = {"and": all_of, "or": any_of}
OPERATORS = {"and": 9, "or": 9, "not": 3, "xor": 9, "implies": 9}  # rows of each in the suite
BY_HAND = """
    true and true = true     true and false = false     true and null = null
    false and true = false   false and false = false    false and null = false
    null and true = null     null and false = false     null and null = null
    true or true = true      true or false = true       true or null = true
    false or true = true     false or false = false     false or null = null
    null or true = true      null or false = null       null or null = null
    not true = false         not false = true           not null = null
"""


def hand_written():
    word = "true|false|null"
    pattern = rf"((?:not (?:{word}))|(?:(?:{word}) (?:and|or) (?:{word}))) = ({word})"
    return dict(re.findall(pattern, BY_HAND))


def ours(expression):
    match expression.split():
        case ["not", operand]:
            return negate(WORDS[operand])
        case [left, operator, right]:
            return TWO_SIDED[operator]((WORDS[left], WORDS[right]))
    raise AssertionError(f"not a row of a truth table: {expression}")


def test_truth_functions_give_the_rows_written_by_hand():
    rows = hand_written()
    assert len(rows) == 9 + 9 + 3
    assert {text: ours(text) for text in rows} == {t: WORDS[out] for t, out in rows.items()}


def test_truth_functions_give_the_rows_of_the_public_cql_suite(cql_suite):
    tests = cql_suite("Logical")
    if tests is None:
        rows = hand_written()
    else:
        operators = [re.search("|".join(OPERATORS), test.expression).group() for test in tests]
        assert Counter(operators) == OPERATORS
        rows = {
            test.expression: test.output
            for test, operator in zip(tests, operators, strict=True)
            if operator in {*TWO_SIDED, "not"}
        }
    assert rows.keys() == hand_written().keys()
    assert {text: ours(text) for text in rows} == {t: WORDS[out] for t, out in rows.items()}
