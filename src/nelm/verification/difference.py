"""Two packs, or one pack at two settings: do they always say the same, and where not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nelm.assessment.rules import OptionRules, option_rules
from nelm.assessment.verdict import Answer, Label
from nelm.knowledge.binding import BoundPack, Setting, bind_pack
from nelm.knowledge.pack import Pack
from nelm.verification.examples import (
    Example,
    Facts,
    UnconfirmedError,
    as_example,
    assessed,
    simplest,
)
from nelm.verification.model import Model, Verdict
from nelm.verification.solver import Formula, every, no, some

SAME, ANSWER, ONE_OPEN, LABEL, ONLY_FIRST, ONLY_SECOND = (
    "same",
    "answer differs",
    "one answer is open where the other is closed",
    "only the label differs",
    "only in the first",
    "only in the second",
)


@dataclass(frozen=True)
class OptionDifference:
    """How two packs differ about one option.

    Attributes:
        kind: same, or what differs.
        example: a case on which they differ, confirmed by `assess`.
        labels: what the two say about it.
    """

    option: str
    kind: str
    example: Example | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """How two packs, or two settings of one, differ."""

    first: str
    second: str
    options: tuple[OptionDifference, ...]

    @property
    def is_same(self) -> bool:
        """Whether they always give the same answers and labels."""
        return all(option.kind == SAME for option in self.options)

    def data(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "same": self.is_same,
            "options": [
                {
                    "option": o.option,
                    "kind": o.kind,
                    "labels": list(o.labels),
                    "facts": list(o.example.facts) if o.example else [],
                    "case": dict(o.example.case) if o.example else {},
                }
                for o in self.options
            ],
        }


def diff(
    first: Pack,
    second: Pack,
    first_parameters: Mapping[str, Setting] | None = None,
    second_parameters: Mapping[str, Setting] | None = None,
) -> Difference:
    """Compare what two packs say about every option, over every case.

    Raises:
        InputError: an unknown parameter or a value it can not take.
        MissingExtraError: the library z3 is not installed.
    """
    one, other = bind_pack(first, first_parameters), bind_pack(second, second_parameters)
    model = Model(one, (other,))
    mine = {rules.option.id: rules for rules in option_rules(one)}
    theirs = {rules.option.id: rules for rules in option_rules(other)}
    found = []
    for id_ in dict.fromkeys((*mine, *theirs)):
        if id_ in mine and id_ in theirs:
            found.append(_compared(model, mine[id_], theirs[id_]))
        else:
            found.append(OptionDifference(id_, ONLY_FIRST if id_ in mine else ONLY_SECOND))
    return Difference(_name(one), _name(other), tuple(found))


def _name(bound: BoundPack) -> str:
    changed = ", ".join(f"{name}={bound.settings[name]}" for name in bound.changed)
    head = f"{bound.pack.id} {bound.pack.manifest.version} ({bound.pack.content_hash[:12]})"
    return f"{head} with {changed}" if changed else head


def _compared(model: Model, mine: OptionRules, theirs: OptionRules) -> OptionDifference:
    if mine.groups == theirs.groups:
        return OptionDifference(mine.option.id, SAME)
    space = model.space()
    one, other = model.verdict(space, mine), model.verdict(space, theirs)
    questions = {
        ANSWER: _opposed(one, other),
        ONE_OPEN: _unlike(one, other, Answer),
        LABEL: _unlike(one, other, Label),
    }
    for kind, goal in questions.items():
        solver = model.cases
        with solver.assuming(goal):
            if solver.possible():
                (values,) = simplest(model, solver, [space])
                return _shown(model, mine.option.id, kind, values)
    return OptionDifference(mine.option.id, SAME)


def _opposed(one: Verdict, other: Verdict) -> Formula:
    """One is supported, the other is not."""
    return some(
        [
            every([one.supported, other.not_supported]),
            every([one.not_supported, other.supported]),
        ]
    )


def _unlike(one: Verdict, other: Verdict, kind: type[Answer] | type[Label]) -> Formula:
    """Answers, or labels, that are not the same."""
    if kind is Answer:
        pairs = [(one.supported, other.supported), (one.not_supported, other.not_supported)]
    else:
        pairs = [(formula, other.labels[label]) for label, formula in one.labels.items()]
    return some(no(first == second) for first, second in pairs)


def _shown(model: Model, id_: str, kind: str, values: Facts) -> OptionDifference:
    results = [assessed(values, bound).option(id_) for bound in (model.bound, *model.others)]
    answers, labels = {r.answer for r in results}, [r.label for r in results]
    if len(set(labels)) == 1 or (kind == ANSWER and len(answers - {Answer.OPEN}) < 2):
        raise UnconfirmedError(f"assess sees no difference in {id_}")
    return OptionDifference(id_, kind, as_example(values), tuple(x.value for x in labels))
