"""The full trace of one option as a readable tree."""

from __future__ import annotations

from collections.abc import Mapping

from rich.markup import escape
from rich.tree import Tree

from nelm.assessment.assess import Assessment, Judged, OptionResult
from nelm.assessment.lines import CRITERION, EXCLUSION, value_text
from nelm.assessment.wording import CaseWords, cite
from nelm.criteria.evaluate import Trace
from nelm.criteria.explain import sentence
from nelm.criteria.nodes import (
    And,
    Compare,
    Constant,
    Named,
    Not,
    OneOf,
    Or,
    Otherwise,
    Yes,
)
from nelm.criteria.truth import Truth
from nelm.reports.terminal import MARKS, TRUTHS

CONNECTIVES: dict[type, str] = {
    And: "all of",
    Or: "at least one of",
    Not: "not",
    Otherwise: "whichever of the two is known",
}


def trace_tree(assessment: Assessment, result: OptionResult) -> Tree:
    """Every condition of an option with its truth, the facts read and the parameters used."""
    words = CaseWords(assessment.known, assessment.pack)
    title = f"{result.option.name}: answer {result.answer.value}, label {result.label.value}"
    tree = Tree(escape(title))
    for indications in result.sets:
        branch = tree.add(escape(f"{_mark(indications.truth.value)} set: {indications.name}"))
        for judged in indications.statements:
            _add_statement(branch, judged, assessment, words, CRITERION)
    rest = {
        "contraindications": result.rules.contraindications,
        "relative contraindications": result.rules.cautions,
    }
    for name, ids in rest.items():
        branch = tree.add(name if ids else f"{name}: none stated")
        for id_ in ids:
            _add_statement(branch, result.by_id[id_], assessment, words, EXCLUSION)
    _add_gaps(tree, result, words)
    return tree


def _add_gaps(tree: Tree, result: OptionResult, words: CaseWords) -> None:
    branch = tree.add("gaps that close the answer" if result.rules.gaps else "gaps: none close it")
    for gap in result.gaps:
        if gap.gap.effect == "not_addressed":
            leaf = branch.add(escape(f"{_mark(gap.truth.value)} {gap.gap.id}: {gap.gap.text}"))
            if gap.trace is not None:
                _add_trace(leaf, gap.trace, words)


def _add_statement(
    branch: Tree,
    judged: Judged,
    assessment: Assessment,
    words: CaseWords,
    states: Mapping[Truth, str],
) -> None:
    statement = judged.statement
    place = cite(statement.anchor, statement.refs)
    head = f"{states[judged.truth]}: {statement.id}: {statement.says} ({place})"
    leaf = branch.add(escape(head))
    condition = assessment.bound.conditions.get(statement.id)
    for name in condition.parameters if condition is not None else ():
        value = value_text(assessment.bound.settings[name])
        leaf.add(escape(f"parameter {name} = {value}"))
    if judged.trace is not None:
        _add_trace(leaf, judged.trace, words)


def _add_trace(branch: Tree, trace: Trace, words: CaseWords) -> None:
    leaf = branch.add(escape(f"{_mark(trace.truth.value)} {_title(trace, words)}"))
    for part in () if _negated_atom(trace) else trace.parts:
        _add_trace(leaf, part, words)


def _negated_atom(trace: Trace) -> bool:
    return isinstance(trace.node, Not) and isinstance(trace.node.part, Yes | OneOf | Compare)


def _title(trace: Trace, words: CaseWords) -> str:
    match trace.node:
        case Named(name):
            return f"definition {name}"
        case Yes(fact) | OneOf(fact) | Compare(fact) | Not(Yes(fact) | OneOf(fact) | Compare(fact)):
            return f"{sentence(trace, words)}  [{fact}]"
        case Constant():
            return sentence(trace, words)
    return CONNECTIVES[type(trace.node)]


def _mark(truth: str) -> str:
    return f"{MARKS[truth]} {TRUTHS[truth]}"
