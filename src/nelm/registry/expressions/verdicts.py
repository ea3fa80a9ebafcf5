"""Answers and labels of every option for every row, and the flags of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import ibis
import ibis.expr.types as ir

from nelm.assessment.rules import OptionRules, disagreements, option_rules
from nelm.assessment.verdict import Label
from nelm.criteria.nodes import Constant, Node, Or
from nelm.knowledge.binding import BoundPack
from nelm.registry.expressions.columns import Stage, judged
from nelm.registry.expressions.comparisons import comparisons
from nelm.registry.expressions.facts import any_true, certainly, truth_of_atom
from nelm.registry.expressions.known import KnownRows, known_rows
from nelm.registry.expressions.pruned import pruned
from nelm.registry.schema import CASE_ID

LABELS = tuple(label.value for label in Label)
ANSWERS = tuple(label.answer.value for label in Label)
FLAGS = ("out_of_scope", "contradictory", "suspect")


def verdict_columns(bound: BoundPack) -> tuple[str, ...]:
    """Columns of the table of verdicts."""
    options = [f"{o.id}__{part}" for o in bound.pack.options for part in ("answer", "label")]
    return (CASE_ID, *options, *FLAGS)


def verdict_table(table: ir.Table, bound: BoundPack) -> ir.Table:
    """The verdicts of a registry table in words, as an expression for any engine of Ibis.

    Args:
        table: rows that keep the rules of `nelm.registry.expressions.checks`, in the columns of the
            schema.
        bound: the pack that answers, its parameters fixed.

    Returns:
        Case id; answer and label per option; `out_of_scope` (NULL: may be); `contradictory`:
        facts contradict each other and count as unknown; `suspect`: a number is so unusual that
        its unit is in doubt, and it counts as unknown.
    """
    coded = judged_rows(table, bound)
    words: dict[str, ir.Value] = {}
    for option in bound.pack.options:
        code = coded[f"{option.id}__label"]
        for part, told in (("answer", ANSWERS), ("label", LABELS)):
            cases = [(code == number, word) for number, word in enumerate(told)]
            words[f"{option.id}__{part}"] = ibis.cases(*cases)
    return pruned(coded.select(coded[CASE_ID], **words, **{flag: coded[flag] for flag in FLAGS}))


def judged_rows(table: ir.Table, bound: BoundPack, carried: Sequence[str] = (CASE_ID,)) -> ir.Table:
    """Verdicts as numbers, and the truth of every comparison behind them.

    Args:
        table: as for `verdict_table`.
        bound: the pack that answers, its parameters fixed.
        carried: columns of the table to keep.

    Returns:
        The columns carried; the flags; a nullable boolean for each of `truth_columns`; and per
        option the place of its label in `LABELS`.
    """
    known, rules = _with_truths(known_rows(table), (bound,)), option_rules(bound)
    stage = _judged(known, bound, rules)
    labels = {f"{rule.option.id}__label": _label(stage, rule) for rule in rules}
    kept = [stage.table[name] for name in (*carried, *FLAGS, *truth_columns(bound))]
    return pruned(stage.table.select(*kept, **labels))


def compared_rows(table: ir.Table, bounds: Sequence[BoundPack], carried: Sequence[str]) -> ir.Table:
    """The columns carried, and the truth of every comparison that any of the packs reads."""
    known = _with_truths(known_rows(table), bounds)
    return pruned(known.table.select(*carried, *truth_columns(*bounds)))


def truth_columns(*bounds: BoundPack) -> tuple[str, ...]:
    """A column for each of `comparisons`, and last whether the WHO grade stands alone."""
    count = len(comparisons(*bounds)) + 1
    return tuple(f"comparison{number}" for number in range(count))


def _with_truths(known: KnownRows, bounds: Sequence[BoundPack]) -> KnownRows:
    """The known rows with the columns of `truth_columns`."""
    asked, names = comparisons(*bounds), truth_columns(*bounds)
    truths = {
        n: truth_of_atom(c, known.facts, known.table) for n, c in zip(names, asked, strict=False)
    }
    truths[names[-1]] = known.is_grade_alone()
    return replace(known, table=known.table.mutate(**truths))


def _judged(known: KnownRows, bound: BoundPack, rules: Sequence[OptionRules]) -> Stage:
    """The known rows with flags and every group of every option."""
    scope = (g.id for g in bound.pack.gaps if g.effect == "out_of_scope")
    outside = Or(tuple(_condition(bound, id_) for id_ in scope))
    statements = [_condition(bound, id_) for rule in rules for id_ in _decisive(rule)]
    quarrels = list(dict.fromkeys(_quarrels(bound, rules)))
    stage = judged(known.table, known.facts, [*statements, outside, *quarrels], "pack")
    stage = stage.holding(statements, "statement")
    stage = stage.holding([group for rule in rules for group in rule.groups], "group")
    table = stage.table.mutate(
        **{_met(rule): _all_grounds(stage, rule) for rule in rules},
        out_of_scope=stage.truth(outside).cast("boolean"),
        contradictory=stage.table[known.clashing]
        | certainly(any_true(stage.truth(q) for q in quarrels)),
        suspect=stage.table[known.suspect],
    )
    return Stage(table, stage.truths)


def _condition(bound: BoundPack, id_: str) -> Node:
    condition = bound.conditions.get(id_)
    return Constant(True) if condition is None else condition.node


def _stated(rule: OptionRules) -> Iterator[str]:
    """Ids of the required statements and contraindications of an option."""
    yield from (id_ for indications in rule.sets for id_ in indications.statements)
    yield from (*rule.contraindications, *rule.cautions)


def _decisive(rule: OptionRules) -> Iterator[str]:
    yield from _stated(rule)
    yield from (gap.id for gap in rule.gaps if gap.effect == "not_addressed")


def _quarrels(bound: BoundPack, rules: Iterable[OptionRules]) -> Iterator[Node]:
    """Conditions under which two accounts behind a deciding statement disagree."""
    for rule in rules:
        for id_ in _stated(rule):
            yield from disagreements(_condition(bound, id_))


def _met(rule: OptionRules) -> str:
    return f"{rule.option.id}__met"


def _all_grounds(stage: Stage, rule: OptionRules) -> ir.BooleanValue:
    """No contraindication and no gap applies, and an indication set holds."""
    against, gap, indicated, _ = (stage.truth(group) for group in rule.groups)
    return ~against & ~gap & indicated


def _label(stage: Stage, rule: OptionRules) -> ir.IntegerValue:
    """Code of the label, in the order in which `Grounds.label` tells reasons."""
    met = stage.table[_met(rule)]
    against, gap, _, caution = (stage.truth(group) for group in rule.groups)
    return ibis.cases(
        (met & caution, _code(Label.SUPPORTED_WITH_CAUTION)),
        (met & ~caution, _code(Label.SUPPORTED)),
        (met, _code(Label.SUPPORTED_CAUTION_OPEN)),
        (against, _code(Label.CONTRAINDICATED)),
        (gap, _code(Label.NOT_ADDRESSED)),
        (~met, _code(Label.CRITERIA_NOT_MET)),
        else_=_code(Label.UNDETERMINED),
    )


def _code(label: Label) -> ir.IntegerScalar:
    return ibis.literal(LABELS.index(label.value), "int8")
