"""What can be said of all patients of a kind: which options any of them can be supported for."""

from __future__ import annotations

from nelm.case.vocabulary import vocabulary
from nelm.criteria.binding import Scope, bind
from nelm.criteria.parser import parse
from nelm.knowledge.binding import BoundPack
from nelm.verification.model import Model


def supportable(bound: BoundPack, when: str) -> tuple[str, ...]:
    """Options that some patient who fulfills this condition can be supported for.

    Args:
        bound: the pack that answers.
        when: a condition in the language of criteria, without parameters.

    Raises:
        ConditionError: the condition can not be read.
        ValueError: no patient fulfills it, so that anything could be said of all of them.
    """
    condition = bind(parse(when), Scope(vocabulary()))
    model = Model(bound, extra=(condition,))
    here = model.space().encoder.rails(condition).true
    if not model.cases.possible(here):
        raise ValueError(f"no patient is so: {when}")
    return tuple(
        rules.option.id
        for rules in model.rules
        if model.cases.possible(here, model.verdict(model.space(), rules).supported)
    )
