"""The full trace of one option as a readable tree."""

from __future__ import annotations

from rich.markup import escape
from rich.tree import Tree

from nelm.assessment.assess import Assessment, Judged, OptionResult
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
            _add_statement(branch, judged, assessment, words)
    rest = {
        "contraindications": result.rules.contraindications,
        "relative contraindications": result.rules.cautions,
    }
    for name, ids in rest.items():
        branch = tree.add(name if ids else f"{name}: none stated")
        for id_ in ids:
            _add_statement(branch, result.by_id[id_], assessment, words)
    _add_gaps(tree, result, words)
    return tree


def _add_gaps(tree: Tree, result: OptionResult, words: CaseWords) -> None:
    branch = tree.add("gaps that close the answer" if result.rules.gaps else "gaps: none close it")
    for gap in result.gaps:
        if gap.gap.effect == "not_addressed":
            leaf = branch.add(escape(f"{_mark(gap.truth.value)} {gap.gap.id}: {gap.gap.text}"))
            if gap.trace is not None:
                _add_trace(leaf, gap.trace, words)


def _add_statement(branch: Tree, judged: Judged, assessment: Assessment, words: CaseWords) -> None:
    statement = judged.statement
    place = cite(statement.anchor, statement.refs)
    head = f"{_mark(judged.truth.value)} {statement.id}: {statement.says} ({place})"
    leaf = branch.add(escape(head))
    condition = assessment.bound.conditions.get(statement.id)
    for name in condition.parameters if condition is not None else ():
        leaf.add(escape(f"parameter {name} = {assessment.bound.settings[name]}"))
    if judged.trace is not None:
        _add_trace(leaf, judged.trace, words)


def _add_trace(branch: Tree, trace: Trace, words: CaseWords) -> None:
    leaf = branch.add(escape(f"{_mark(trace.truth.value)} {_title(trace, words)}"))
    for part in trace.parts:
        _add_trace(leaf, part, words)


def _title(trace: Trace, words: CaseWords) -> str:
    match trace.node:
        case Named(name):
            return f"definition {name}"
        case Yes(fact) | OneOf(fact) | Compare(fact):
            return f"{sentence(trace, words)}  [{fact}]"
        case Constant():
            return sentence(trace, words)
    return CONNECTIVES[type(trace.node)]


def _mark(truth: str) -> str:
    return f"{MARKS[truth]} {TRUTHS[truth]}"
