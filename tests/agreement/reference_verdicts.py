"""What the reference says of many rows, and in which rows an engine says something else.

The reference is `known_facts`, `evaluate` and `Grounds`, as `assess` uses them. Traces are
remembered by the values of the facts that a condition reads, verdicts by the truths of the
statements that decide; `tests/agreement` holds that against `assess` itself.
"""

from contextlib import ExitStack, contextmanager
from operator import itemgetter
from unittest.mock import patch

from generated import as_case

from nelm.assessment.assess import assess_bound
from nelm.assessment.rules import option_rules
from nelm.assessment.verdict import Grounds
from nelm.case.known import known_facts
from nelm.criteria.evaluate import evaluate
from nelm.criteria.nodes import And, Constant, Or, Yes, facts_of
from nelm.criteria.truth import Truth, any_of

VALUE_OF = {Truth.MET: True, Truth.NOT_MET: False, Truth.UNKNOWN: None}
FLAGS = ("out_of_scope", "contradictory", "suspect")
MOST = 20_000  # results remembered of one kind: a long run must not fill the memory


class Remembered:
    """`evaluate`, called once for every condition and values of the facts that it reads."""

    def __init__(self):
        self.facts = {}
        self.traces = {}

    def __call__(self, node, facts):
        if id(node) not in self.facts:
            self.facts[id(node)] = (node, facts_of(node))  # the node lives on, so does its id
        names = self.facts[id(node)][1]
        key = (id(node), *map(facts.get, names))
        if key not in self.traces:
            if len(self.traces) > MOST:
                self.traces.clear()
            self.traces[key] = evaluate(node, {n: facts[n] for n in names if n in facts})
        return self.traces[key]


@contextmanager
def remembering():
    """Let `known_facts` remember what contradictions and grades are for which values."""
    with ExitStack() as stack:
        for module in ("nelm.case.known", "nelm.case.grade"):
            stack.enter_context(patch(f"{module}.evaluate", Remembered()))
        yield


class Condition:
    """A condition of the pack, evaluated once for all values of the facts that it reads."""

    def __init__(self, node):
        self.node = node
        self.facts = facts_of(node)
        self.pick = itemgetter(*self.facts) if self.facts else lambda _: ()
        self.remembered = {}

    def told(self, coded, values):
        """Truth, and whether two accounts below it disagree.

        Args:
            coded: for every fact a number that stands for its value.
            values: the known values.
        """
        key = self.pick(coded)
        if key not in self.remembered:
            if len(self.remembered) > MOST:
                self.remembered.clear()
            trace = evaluate(self.node, {n: values[n] for n in self.facts if n in values})
            self.remembered[key] = (trace.truth, trace.is_contradictory)
        return self.remembered[key]


class Reference:
    """The verdicts of a bound pack, as the columns of the table of verdicts."""

    def __init__(self, bound):
        self.bound = bound
        self.codes = {None: 0}
        self.options = [Deciding(rules, bound) for rules in option_rules(bound)]
        self.scope = [g.id for g in bound.pack.gaps if g.effect == "out_of_scope"]
        self.stated = {id_ for option in self.options for id_ in option.stated}
        ids = {*self.scope, *(id_ for option in self.options for id_ in option.ids)}
        nodes = {i: bound.conditions[i].node for i in sorted(ids) if i in bound.conditions}
        self.conditions = {id_: Condition(node) for id_, node in nodes.items()}
        self.always = dict.fromkeys(ids - nodes.keys(), Truth.MET)
        self.facts = {fact for node in nodes.values() for fact in facts_of(node)}

    def columns(self, rows):
        """Answer and label of every option and the flags, one list per column."""
        found = {name: [] for option in self.options for name in option.columns}
        found |= {flag: [] for flag in FLAGS}
        add = [column.append for column in found.values()]
        with remembering():
            for row in rows:
                for append, value in zip(add, self.row(as_case(row)), strict=True):
                    append(value)
        return found

    def row(self, case):
        """The verdicts of one case, in the order of the columns."""
        known = known_facts(case, self.bound.validity_months)
        values, codes = known.values, self.codes
        coded = {n: codes.setdefault(values.get(n), len(codes)) for n in self.facts}
        truths, clashing = dict(self.always), set()
        for id_, condition in self.conditions.items():
            truths[id_], clashes = condition.told(coded, values)
            if clashes:
                clashing.add(id_)
        kinds = {finding.kind for finding in known.findings}
        outside = VALUE_OF[any_of(truths[id_] for id_ in self.scope)]
        clash = "contradiction" in kinds or not clashing.isdisjoint(self.stated)
        told = [word for option in self.options for word in option.told(truths)]
        return [*told, outside, clash, "suspect" in kinds]


class Deciding:
    """The four groups of an option over the truths of its statements."""

    def __init__(self, rules, bound):
        sets = [id_ for indications in rules.sets for id_ in indications.statements]
        closing = [gap.id for gap in rules.gaps if gap.effect == "not_addressed"]
        self.stated = tuple(dict.fromkeys([*sets, *rules.contraindications, *rules.cautions]))
        self.ids = tuple(dict.fromkeys([*self.stated, *closing]))
        self.columns = [f"{rules.option.id}__{part}" for part in ("answer", "label")]
        conditions = {i: bound.conditions[i].node for i in self.ids if i in bound.conditions}
        self.groups = [over_statements(group, conditions) for group in rules.groups]
        self.pick = itemgetter(*self.ids)
        self.remembered = {}

    def told(self, truths):
        """Words of answer and label."""
        key = self.pick(truths)
        if key not in self.remembered:
            values = {i: VALUE_OF[truths[i]] for i in self.ids}
            known = {i: value for i, value in values.items() if value is not None}
            grounds = Grounds(*(evaluate(group, known).truth for group in self.groups))
            self.remembered[key] = (grounds.answer.value, grounds.label.value)
        return self.remembered[key]


def over_statements(node, conditions):
    """A group with the condition of each statement replaced by the statement itself."""
    for id_, condition in conditions.items():
        if node is condition:
            return Yes(id_)
    match node:
        case And(parts) | Or(parts):
            return type(node)(tuple(over_statements(part, conditions) for part in parts))
        case Constant():
            return node
    raise ValueError(f"no statement has the condition {node}")


def assessed(row, bound):
    """What `assess` says of a row, as the row of the table of verdicts."""
    assessment = assess_bound(as_case(row), bound)
    found = {}
    for result in assessment.options:
        found[f"{result.option.id}__answer"] = result.answer.value
        found[f"{result.option.id}__label"] = result.label.value
    outside = {gap.truth for gap in assessment.out_of_scope}
    found["out_of_scope"] = None if outside == {Truth.UNKNOWN} else Truth.MET in outside
    kinds = {finding.kind for finding in assessment.findings}
    return found | {"contradictory": "contradiction" in kinds, "suspect": "suspect" in kinds}


def differences(rows, told, found, most=5):
    """Rows for which a table of verdicts says anything else than was told, at most so many.

    Args:
        rows: as in `generated.as_table`.
        told: what the reference says, by column.
        found: Arrow table of verdicts, in any order of rows.
        most: how many rows to give in full.
    """
    found = found.sort_by("case_id")
    ids = [f"case {number:07}" for number in range(len(rows))]
    assert found.column("case_id").to_pylist() == ids
    assert set(told) <= set(found.column_names)
    wrong = {}
    for name, expected in told.items():
        values = found.column(name).to_pylist()
        if values != expected:
            pairs = enumerate(zip(expected, values, strict=True))
            for number, (ours, theirs) in pairs:
                if ours != theirs:
                    wrong.setdefault(number, {})[name] = (ours, theirs)
    return [(rows[number], wrong[number]) for number in sorted(wrong)[:most]]
