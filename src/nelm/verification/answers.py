"""Questions about answers and labels: never both, never reversed, within reach."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from nelm.assessment.assess import Assessment
from nelm.assessment.compose import WORDS
from nelm.assessment.rules import OptionRules
from nelm.assessment.verdict import Answer, Label
from nelm.criteria.truth import Truth
from nelm.verification.examples import Check, confirmed, simplest
from nelm.verification.model import Model, Verdict, codes
from nelm.verification.report import Finding, Status
from nelm.verification.solver import Formula, every, no, some

CLOSED = tuple(label for label in Label if label is not Label.UNDETERMINED)


def never_both(model: Model) -> Iterator[Finding]:
    """No option is supported in a case in which a contraindication to it is true."""
    space, solver = model.space(), model.solver()
    for rules in model.rules:
        against = [
            s.id
            for s in model.pack.statements_of(rules.option.id)
            if s.strength == "contraindication" and s.status == "active"
        ]
        true = some(space.encoder.rails(model.node(id_)).true for id_ in against)
        with solver.assuming(model.verdict(space, rules).supported, true):
            if not solver.possible():
                continue
            (values,) = simplest(model, solver, [space])
        example = confirmed(values, model.bound, _both(rules, against))
        says = f"{rules.option.code} is supported although a contraindication to it is true"
        yield Finding("never_both", (rules.option.id,), Status.REFUTED, says, (example,))


def _both(rules: OptionRules, against: list[str]) -> Check:
    def check(found: Assessment) -> bool:
        result = found.option(rules.option.id)
        truths = {result.by_id[id_].truth for id_ in against}
        return result.answer is Answer.SUPPORTED and Truth.MET in truths

    return check


def never_reversed(model: Model) -> Iterator[Finding]:
    """More information never turns supported into not supported, or back."""
    for rules in model.rules:
        before, after = (model.verdict(model.space(s), rules) for s in ("", "|more"))
        for first, second in ((Answer.SUPPORTED, Answer.NOT_SUPPORTED), _BACK):
            goal = every([_answer(before, first), _answer(after, second)])
            check = (_has_answer(rules, first), _has_answer(rules, second))
            says = f"{rules.option.code} turns from {_said(first)} into {_said(second)}"
            yield from _in_two_steps(model, goal, check, ("never_reversed", rules, says))


_BACK = (Answer.NOT_SUPPORTED, Answer.SUPPORTED)


def never_reopened(model: Model) -> Iterator[Finding]:
    """More information reopens a closed answer only where two accounts disagree."""
    later = model.space("|more")
    agree = every(no(later.encoder.rails(node).true) for node in model.disagreements)
    for rules in model.rules:
        before, after = (model.verdict(model.space(s), rules) for s in ("", "|more"))
        for answer in (Answer.SUPPORTED, Answer.NOT_SUPPORTED):
            goal = every([_answer(before, answer), after.open, agree])
            check = (_has_answer(rules, answer), _has_answer(rules, Answer.OPEN))
            says = f"{rules.option.code} turns from {_said(answer)} into open"
            yield from _in_two_steps(model, goal, check, ("never_reopened", rules, says))


def label_changes(model: Model) -> Iterator[Finding]:
    """Labels are reasons, not answers: which closed label can turn into which other one."""
    for first, second in permutations(CLOSED, 2):
        if first.answer is not second.answer:
            continue
        found: list[OptionRules] = []
        shown: tuple[Finding, ...] = ()
        for rules in model.rules:
            before, after = (model.verdict(model.space(s), rules) for s in ("", "|more"))
            goal = every([before.labels[first], after.labels[second]])
            about = ("label_changes", rules, "")
            if shown and model.solver("", "|more").possible(goal, model.more):
                found.append(rules)
            elif not shown:
                check = (_has_label(rules, first), _has_label(rules, second))
                shown = tuple(_in_two_steps(model, goal, check, about))
                found += [rules] if shown else []
        if shown:
            options = [rules.option for rules in found]
            ids = tuple(option.id for option in options)
            says = f"`{WORDS[first]}` can turn into `{WORDS[second]}`: {codes(options)}"
            yield Finding("label_changes", ids, Status.NOTE, says, shown[0].examples)


def within_reach(model: Model) -> Iterator[Finding]:
    """Each option can be supported for some patient, and not supported for some other."""
    for rules in model.rules:
        verdict = model.verdict(model.space(), rules)
        for answer, says in (
            (Answer.SUPPORTED, "can be supported"),
            (Answer.NOT_SUPPORTED, "can be not supported"),
        ):
            yield _reached(model, rules, _answer(verdict, answer), (answer, says))


def _reached(
    model: Model, rules: OptionRules, goal: Formula, wanted: tuple[Answer, str]
) -> Finding:
    answer, says = wanted
    solver, code, about = model.cases, rules.option.code, (rules.option.id,)
    with solver.assuming(goal):
        if solver.possible():
            (values,) = simplest(model, solver, [model.space()])
            example = confirmed(values, model.bound, _has_answer(rules, answer))
            return Finding("within_reach", about, Status.PROVED, f"{code} {says}", (example,))
    says = says.replace("can be", "can never be")
    if answer is Answer.SUPPORTED and not rules.sets:
        because = "the source gives no criteria for it"
        return Finding("within_reach", about, Status.NOTE, f"{code} {says}: {because}")
    closed = [gap.id for gap in rules.gaps if model.says_always(gap.id)]
    if answer is Answer.SUPPORTED and closed:
        because = f"declared gap {', '.join(closed)}"
        return Finding("within_reach", about, Status.NOTE, f"{code} {says}: {because}")
    return Finding("within_reach", about, Status.REFUTED, f"{code} {says}")


def _in_two_steps(
    model: Model,
    goal: Formula,
    checks: tuple[Check, Check],
    about: tuple[str, OptionRules, str],
) -> Iterator[Finding]:
    """A case and the same case with more known that show a change."""
    question, rules, says = about
    spaces = [model.space(), model.space("|more")]
    solver = model.solver("", "|more")
    with solver.assuming(goal, model.more):
        if not solver.possible():
            return
        found = simplest(model, solver, spaces)
    examples = tuple(
        confirmed(values, model.bound, check) for values, check in zip(found, checks, strict=True)
    )
    yield Finding(
        question, (rules.option.id,), Status.REFUTED, f"{says} as more is known", examples
    )


def _answer(verdict: Verdict, answer: Answer) -> Formula:
    return verdict.supported if answer is Answer.SUPPORTED else verdict.not_supported


def _said(answer: Answer) -> str:
    return answer.value.replace("_", " ")


def _has_answer(rules: OptionRules, answer: Answer) -> Check:
    return lambda found: found.option(rules.option.id).answer is answer


def _has_label(rules: OptionRules, label: Label) -> Check:
    return lambda found: found.option(rules.option.id).label is label
