"""What learning a fact would do to a generated case: the counts against `evaluate`, value by value.

Every unknown fact gets every value that it can still have, one after the other, and `evaluate`
answers again. The rows are those of `test_registry_agrees_with_evaluate`.
"""

from collections import Counter

import ibis
import pyarrow as pa
import pytest
from generated import as_case, as_table, bound, draw_rows
from patients_and_readings import READINGS

from nelm.assessment.assess import assess_bound
from nelm.assessment.rules import option_rules, without_grade
from nelm.assessment.verdict import Answer, Grounds
from nelm.case.contradictions import contradictions
from nelm.case.derived import BY_FACT
from nelm.case.grade import GRADE
from nelm.case.known import known_facts
from nelm.case.vocabulary import vocabulary
from nelm.criteria.cells import cells_of
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import Compare, OneOf, Yes, facts_of, walk
from nelm.criteria.truth import Truth
from nelm.registry.cohorts.possible import possible_bits
from nelm.registry.cohorts.settling import cells_asked, settling
from nelm.registry.expressions.unfused import fetched

CLOSES, MAY_CLOSE, NOT_ENOUGH = range(3)


def answer(groups, facts):
    truths = (evaluate(node, facts).truth for node in groups)
    return Grounds(*truths, Truth.UNKNOWN).answer


def effects(case, pack):
    """For every option with an open answer, what each of its unknown facts does when learned."""
    known = known_facts(case)
    entered = {f for f, entry in known.entries.items() if entry.value is not None}
    doubted = {f for f in BY_FACT[GRADE].inputs if f in entered and f not in known.values}
    stated = GRADE in entered or bool(doubted)
    values = {f: v for f, v in known.values.items() if f != GRADE or stated}
    rules = [rule.condition for rule in contradictions()]
    every = [n for r in option_rules(pack) for n in r.groups[:3]]
    conditions = [*every, *(without_grade(n) for n in every), *rules]
    for option in option_rules(pack):
        groups = [n if stated else without_grade(n) for n in option.groups[:3]]
        if answer(groups, values) is Answer.OPEN:
            facts = dict.fromkeys(f for group in groups for f in facts_of(group))
            unknown = [f for f in facts if is_unknown(f, groups, values)]
            yield option.option.id, {f: effect(f, groups, values, conditions) for f in unknown}


def is_unknown(fact, groups, values):
    atoms = [n for g in groups for n in walk(g) if isinstance(n, Yes | OneOf | Compare)]
    mine = [n for n in atoms if n.fact == fact and getattr(n, "bound", 0) is not None]
    return any(evaluate(n, values).truth is Truth.UNKNOWN for n in mine)


def effect(fact, groups, values, conditions):
    closed = []
    for cell in cells_of(fact, vocabulary()[fact], conditions, values.get(fact)):
        after = {**values, fact: cell}
        rules = [r.condition for r in contradictions() if fact in facts_of(r.condition)]
        if not any(evaluate(rule, after).truth is Truth.MET for rule in rules):
            closed.append(answer(groups, after) is not Answer.OPEN)
    if not any(closed):
        return NOT_ENOUGH
    return CLOSES if all(closed) else MAY_CLOSE


def bits_of(rows, pack):
    table = possible_bits(ibis.memtable(as_table(rows)), cells_asked(pack))
    return fetched(table).to_batches(max_chunksize=150)


@pytest.mark.parametrize("number", range(len(READINGS)))
def test_what_every_fact_would_do_is_what_evaluate_says(number):
    pack = bound(number)
    rows = draw_rows(120 if number else 400, 50 + number)
    told, opened, best = Counter(), Counter(), Counter()
    for row in rows:
        held = {}
        for option, facts in effects(as_case(row), pack):
            opened[option] += 1
            for fact, kind in facts.items():
                told[option, fact, kind] += 1
                held[fact] = min(held.get(fact, NOT_ENOUGH), kind)
        best.update(held.items())
    together, *single = settling(bits_of(rows, pack), pack)
    assert {o: s.open for s in single for o in s.options if s.open} == opened
    found = Counter({
        (option, fact, kind): count
        for s in single for option in s.options
        for fact, counts in s.facts.items() for kind, count in enumerate(counts)
    })  # fmt: skip
    assert +found == told
    counts = {(f, k): n for f, kinds in together.facts.items() for k, n in enumerate(kinds) if n}
    assert counts == best
    assert {kind for _, _, kind in told} == {CLOSES, MAY_CLOSE, NOT_ENOUGH}


def test_answers_are_open_where_assess_says_so():
    rows, pack = draw_rows(300, 99), bound(0)
    opened = Counter(
        result.option.id
        for row in rows
        for result in assess_bound(as_case(row), pack).options
        if result.answer is Answer.OPEN
    )
    _, *single = settling(bits_of(rows, pack), pack)
    assert {o: s.open for s in single for o in s.options if s.open} == opened


def test_no_rows_make_no_counts():
    together, *_ = settling(iter([pa.record_batch({})][:0]), bound(0))
    assert (together.open, together.facts) == (0, {})
