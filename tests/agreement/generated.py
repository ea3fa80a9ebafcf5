"""Generated patients, seeded: as rows of a registry, as cases, and one made from the other.

A row tells of each fact its parts, as the columns of `nelm.registry.schema` name them:
`{"tumor.ki67_percent": {"high": 3.0, "high_open": True}, "tumor.syndrome": {"value": "none"}}`.
A statement is what a case file holds: `{"tumor.ki67_percent": "<3", "tumor.syndrome": "none"}`.

Both know unknown facts, words that stand for several, bounds and ranges with open and closed ends,
numbers at, just below and just above every number that a reading of the pack, a contradiction, a
score or the vocabulary compares with, unusual numbers with and without confirmation, and facts
that contradict each other. `dice` is a `random.Random`, or one that Hypothesis shrinks.
"""

import math
import random
from collections import defaultdict
from functools import lru_cache, partial

import pyarrow as pa
from patients_and_readings import COMPONENTS, FITTING, PATHOLOGY, PATIENTS, READINGS, SCORES

from nelm.case.case import Case
from nelm.case.contradictions import contradictions, doubts, questions
from nelm.case.entry import Entry
from nelm.case.grade import GRADES
from nelm.case.known import known_facts
from nelm.case.lesion import Lesion
from nelm.case.vocabulary import GROUPS, facts_of_model, vocabulary
from nelm.criteria.binding import thresholds
from nelm.criteria.parser import parse
from nelm.criteria.values import Interval
from nelm.knowledge.binding import bind_pack
from nelm.knowledge.loader import load_pack
from nelm.registry.expressions.derived import FROM_DATES_OR_LISTS
from nelm.registry.expressions.facts import meanings
from nelm.registry.schema import flat_facts, table_columns

LESION = facts_of_model(Lesion)
LESION_LIMITS = {"diameter_mm": (50,), "vital_distance_mm": (5, 10), "capsule_distance_mm": (1, 5)}
NUMBERS, ENDS = ("number", "integer"), ("low", "high")
TRUTH_OF = {"yes": True, "no": False}


@lru_cache(maxsize=8)
def bound(number):
    """The pack under one of the readings."""
    return bind_pack(load_pack("dermine2019"), READINGS[number])


@lru_cache(maxsize=1)
def numbers_that_matter():
    """For each number the values at, just below and just above whatever it is compared with."""
    conditions = [rule.condition for rule in (*contradictions(), *doubts(), *questions())]
    conditions += [parse(text) for text in GRADES.values()]
    for number in range(len(READINGS)):
        conditions += [condition.node for condition in bound(number).conditions.values()]
    limits = thresholds(conditions)
    return {
        name: around(fact, [*limits.get(name, []), *SCORES.get(name, [])])
        for name, fact in flat_facts().items()
        if fact.kind in NUMBERS
    }


def around(fact, limits):
    """Allowed numbers at, just below and just above these and the ends of what can be."""
    steps = (-1, 0, 1) if fact.kind == "integer" else (-0.1, -1e-9, 0, 1e-9, 0.1)
    ends = (fact.low, min(fact.high, 1000), *(fact.plausible or ()))
    near = [round(x + d, 9) for x in (*limits, *ends) for d in steps]
    return sorted({float(x) for x in near if fact.low <= x <= fact.high})


@lru_cache(maxsize=1)
def words_of():
    """For each choice its words, precise and standing for several."""
    return {n: sorted(f.values) for n, f in flat_facts().items() if f.kind == "choice"}


def draw_parts(dice, name):
    """What a row says of a fact."""
    fact = flat_facts()[name]
    if fact.kind == "yes_no":
        return {"value": dice.random() < 0.5}
    if fact.kind == "choice":
        return {"value": dice.choice(words_of()[name])}
    parts = draw_number(dice, fact, numbers_that_matter()[name])
    if fact.plausible is not None and dice.random() < 0.3:
        parts["confirmed"] = dice.random() < 0.7
    return parts


def draw_number(dice, fact, numbers):
    """One of the numbers, or two as ends of a range."""
    if dice.random() < 0.6:
        infinite = math.isinf(fact.high) and dice.random() < 0.1
        return {"value": math.inf if infinite else dice.choice(numbers)}
    low, high = sorted((dice.choice(numbers), dice.choice(numbers)))
    form = dice.choice(["low", "high", "both", "both"])
    parts = {"low": low} if form == "low" else {"high": high} if form == "high" else {}
    parts = parts or {"low": low, "high": high}
    for end in list(parts):
        flag = dice.choice([True, False, None])
        if flag is not None:
            parts[f"{end}_open"] = flag
    return parts if interval(fact, parts) is not None else {"value": low}


def interval(fact, parts):
    """The numbers meant, as the schema says; None when there are none."""
    if "value" in parts:
        return Interval.exact(parts["value"])
    low, low_open = parts.get("low", fact.low), parts.get("low_open", False)
    high, high_open = parts.get("high", fact.high), parts.get("high_open", False)
    if fact.kind == "integer":
        low, high, low_open, high_open = low + low_open, high - high_open, False, False
    if "high" not in parts and math.isinf(fact.high):
        high_open = True
    if low > high or (low == high and (low_open or high_open)):
        return None
    return Interval(low, high, low_open, high_open)


def draw_row(dice):
    """A patient: one whom options suit with some facts changed, or facts at random."""
    names = list(flat_facts())
    if dice.random() < 0.25:
        share = dice.random()
        return {name: draw_parts(dice, name) for name in names if dice.random() < share}
    row = dict(dice.choice(_fitting_rows()))
    if dice.random() < 0.3:
        row |= _row_of(COMPONENTS)
    if "liver.inr" in row:
        row["liver.child_pugh_points"] = {"value": float(dice.randint(5, 8))}
        row |= {name: draw_parts(dice, name) for name in dice.sample(sorted(COMPONENTS), 3)}
    if dice.random() < 0.2:  # pathology that may contradict itself, only some of it known
        for name in PATHOLOGY:
            row.pop(name, None)
        row |= {name: draw_parts(dice, name) for name in dice.sample(PATHOLOGY, 3)}
    for name in dice.sample(names, dice.randint(0, 6)) + dice.sample(list(row), dice.randint(0, 4)):
        row[name] = draw_parts(dice, name)
    for name in dice.sample(list(row), dice.randint(0, min(6, len(row)))):
        del row[name]
    return row


@lru_cache(maxsize=1)
def _fitting_rows():
    return [_row_of(facts) for facts in FITTING]


def _row_of(facts):
    """Plain statements as a row; `no` may be a truth or a word."""
    flags = {name for name in facts if flat_facts()[name].kind == "yes_no"}
    return {n: {"value": TRUTH_OF.get(v, v) if n in flags else v} for n, v in facts.items()}


def draw_rows(count, seed):
    """So many rows, the same for the same seed."""
    dice = random.Random(seed)
    return [draw_row(dice) for _ in range(count)]


def draw_statements(dice, names, changes, *, patients=PATIENTS, suspect=True):
    """The facts of a case file: a patient whom many options suit, some facts changed.

    Args:
        dice: source of chance.
        names: facts that may be changed or added.
        changes: how many of them, one of these numbers.
        patients: whom to start from.
        suspect: numbers may be so unusual that their unit is in doubt.
    """
    facts = dict(dice.choice(patients))
    for name in dice.sample(sorted(facts), min(dice.choice([0, 1, 3, 5]), len(facts))):
        del facts[name]
    for name in dice.sample(names, min(dice.choice(changes), len(names))):
        facts[name] = draw_statement(dice, name, suspect=suspect)
    return facts


def draw_statement(dice, name, *, suspect=True):
    """One fact as a case file states it."""
    return _written(vocabulary()[name], lambda: draw_parts(dice, name), suspect)


def _written(fact, draw, suspect):
    """The first of the parts drawn that a case file can state."""
    while True:
        parts = draw()
        stated = as_written(fact, parts)
        if stated is None:
            continue
        said = {"value": stated, "confirmed": True} if parts.get("confirmed") else stated
        if suspect or not fact.is_suspect(fact.read(said)):
            return said


def draw_lesions(dice, most):
    """A list of lesions, as a case file holds it."""
    return [draw_lesion(dice) for _ in range(dice.randint(1, most))]


def draw_lesion(dice):
    names = [*LESION_LIMITS, "near_vital", "at_surface"]
    known = dice.sample(names, dice.randint(0, len(names)))
    lesion = {n: _written(LESION[n], partial(_lesion_parts, dice, n), False) for n in known}
    return lesion | {"plan": dice.choice(["ablate", "ablate", "resect", "leave", "unknown"])}


def _lesion_parts(dice, name):
    if LESION[name].kind == "yes_no":
        return {"value": dice.random() < 0.5}
    return draw_number(dice, LESION[name], around(LESION[name], LESION_LIMITS[name]))


def draw_ablations(dice):
    """Earlier ablations, as a case file holds them; perhaps none."""
    types = ["rfa", "rfa", "microwave", "cryotherapy", "unknown"]
    sessions = [{}, {"sessions": 1}, {"sessions": 2}, {"sessions": ">1"}]
    return [
        {"type": dice.choice(types), **dice.choice(sessions)} for _ in range(dice.randint(0, 2))
    ]


def draw_dates(dice):
    """Since when the disease is stable, in the place of a number of months."""
    return {
        "course.stable_since": f"2023-0{dice.randint(1, 3)}-{dice.randint(10, 28)}",
        "course.latest_imaging": f"2023-0{dice.randint(7, 9)}-{dice.randint(10, 28)}",
    }


def draw_case_file(dice, names, changes):
    """Statements with lists of lesions and ablations and with dates among them."""
    facts = draw_statements(dice, names, changes, patients=[*PATIENTS, {}])
    if dice.random() < 0.3:
        facts["liver.lesions"] = draw_lesions(dice, 3)
    if dice.random() < 0.1:
        facts["history.prior_ablation"] = draw_ablations(dice)
    if dice.random() < 0.1:
        facts.pop("course.stable_months", None)
        facts |= draw_dates(dice)
    return facts


def case_of(facts):
    """Statements by dotted name as a case."""
    groups = defaultdict(dict)
    for name, stated in facts.items():
        group, field = name.split(".")
        groups[group][field] = stated
    return Case.model_validate(groups)


def as_case(row):
    """The row as a case: what it says as somebody would write it in a case file.

    Entries are made once and shared; being entries, they need no validation.
    """
    groups = {group: dict(fields) for group, fields in _empty_groups().items()}
    for name, parts in row.items():
        group, field = _place(name)
        groups[group][field] = _entry(name, tuple(parts.items()))
    made = {group: GROUPS[group].model_construct(**said) for group, said in groups.items()}
    return Case.model_construct(**made)


@lru_cache(maxsize=1)
def _empty_groups():
    return {group: dict.fromkeys(model.model_fields) for group, model in GROUPS.items()}


@lru_cache(maxsize=1000)
def _place(name):
    return name.split(".")


@lru_cache(maxsize=100_000)
def _entry(name, parts):
    return as_entry(vocabulary()[name], dict(parts))


def as_entry(fact, parts):
    """The parts of a fact as a case holds it, read from a text where there is such a form."""
    confirmed = parts.get("confirmed", False)
    stated = as_written(fact, parts)
    if stated is not None and fact.enterable:
        return fact.read({"value": stated, "confirmed": confirmed})
    value = parts["value"] if fact.kind == "yes_no" else interval(fact, parts)
    return Entry("as entered", value, confirmed=confirmed)


def as_written(fact, parts):
    """A text such as `<3` or `10-15`; None where there is no such form."""
    if "value" in parts:
        value = parts["value"]
        return _decimal(value) if isinstance(value, float) else value
    low, high = (_decimal(parts[end]) if end in parts else None for end in ENDS)
    opens = parts.get("low_open"), parts.get("high_open")
    if low is None:
        return f"{'<' if opens[1] else '<='}{high}"
    if high is None:
        return f"{'>' if opens[0] else '>='}{low}"
    return None if any(opens) else f"{low}-{high}"


def _decimal(number):
    """The number in full, or None for an infinite one, which nobody can write."""
    if math.isinf(number):
        return None
    return f"{number:.9f}".rstrip("0").rstrip(".")


def as_row(case):
    """The case as a row; facts derived from lists and dates stand there as if entered."""
    known = known_facts(case)
    values = {n: e.value for n, e in known.entries.items() if n in flat_facts()}
    values |= {n: known.values[n] for n in FROM_DATES_OR_LISTS & known.derived.keys()}
    row = {}
    for name, value in values.items():
        parts = as_parts(flat_facts()[name], value)
        if parts and name in known.entries and known.entries[name].confirmed:
            parts["confirmed"] = True
        if parts:
            row[name] = parts
    return row


def as_parts(fact, value):
    """A value as the columns of a registry hold it; nothing where no word stands for it."""
    if value is None or isinstance(value, bool):
        return {} if value is None else {"value": value}
    if isinstance(value, frozenset):
        meant = {meaning: word for word, meaning in meanings(fact).items()}
        return {"value": meant[value]} if value in meant else {}
    if value.is_exact:
        return {"value": float(value.low)}
    parts = {"low": float(value.low), "low_open": value.low_open}
    if not math.isinf(value.high):
        parts |= {"high": float(value.high), "high_open": value.high_open}
    return parts


def as_table(rows):
    """The rows as the flat table of a registry, every column there may be."""
    columns = {name: column for name, column in table_columns().items() if column.fact}
    data = {column: [None] * len(rows) for column in columns}
    place = {(column.fact, column.part): data[name] for name, column in columns.items()}
    for number, row in enumerate(rows):
        for name, parts in row.items():
            for part, value in parts.items():
                place[name, part][number] = value
    ids = pa.array([f"case {number:07}" for number in range(len(rows))])
    arrays = {name: pa.array(values, columns[name].arrow) for name, values in data.items()}
    return pa.table({"case_id": ids, **arrays})
