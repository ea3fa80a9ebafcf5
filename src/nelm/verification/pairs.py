"""Questions about two options: can both be supported, and does one follow from the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

from nelm.assessment.rules import OptionRules
from nelm.knowledge.schema import IndicationSet
from nelm.verification.model import Model, closing_gaps, codes
from nelm.verification.report import Finding, Status
from nelm.verification.solver import Formula, needed, no
from nelm.verification.statements import limit_parts

Group = tuple[OptionRules, ...]


def exclusive(model: Model) -> Iterator[Finding]:
    """Options that no patient meets the criteria of both of, and the statements that clash."""
    groups = [group for group in model.alike if _can_be_supported(model, group)]
    for first, second in combinations(groups, 2):
        if not model.cases.possible(_supported(model, first), _supported(model, second)):
            clashes = dict.fromkeys(_clashes(model, first[0], second[0]))
            says = f"{_codes(first)} and {_codes(second)} exclude each other: {' / '.join(clashes)}"
            yield Finding("exclusive", _ids(first, second), Status.NOTE, says)


def _clashes(model: Model, first: OptionRules, second: OptionRules) -> Iterator[str]:
    """What stands against each other, for every pair of indication sets."""
    solver = model.without_limits
    for one, other in product(first.sets, second.sets):
        parts = {
            **limit_parts(model),
            **_demands(model, first, one),
            **_demands(model, second, other),
        }
        kept = [list(parts)[k] for k in needed(solver, list(parts.values()))]
        given = [name for name in kept if name in limit_parts(model)]
        clash = " against ".join(name for name in kept if name not in given)
        yield f"{clash}, given {' and '.join(given)}" if given else clash


def _demands(model: Model, rules: OptionRules, chosen: IndicationSet) -> dict[str, Formula]:
    """What an option asks for through one of its indication sets."""
    rails = model.space().encoder.rails
    against = [*rules.contraindications, *closing_gaps(rules)]
    return {
        **{f"not: {model.says(id_)}": rails(model.node(id_)).false for id_ in against},
        **{model.says(id_): rails(model.node(id_)).true for id_ in chosen.statements},
    }


def same(model: Model) -> Iterator[Finding]:
    """Options that always get the same answer, and options that imply others."""
    for group in model.alike:
        if len(group) > 1 and group[0].sets:
            says = f"{_codes(group)} always get the same answer: their criteria are the same"
            yield Finding("same", _ids(group), Status.NOTE, says)
    groups = [group for group in model.alike if _can_be_supported(model, group)]
    for first, second in permutations(groups, 2):
        if not model.patients.possible(_supported(model, first), _refused(model, second)):
            says = f"Whoever meets the criteria of {_codes(first)} meets those of {_codes(second)}"
            yield Finding("same", _ids(first, second), Status.NOTE, says)


def _supported(model: Model, group: Group) -> Formula:
    return model.verdict(model.space(), group[0]).supported


def _refused(model: Model, group: Group) -> Formula:
    return no(_supported(model, group))


def _can_be_supported(model: Model, group: Group) -> bool:
    return model.cases.possible(_supported(model, group))


def _codes(group: Group) -> str:
    return codes(rules.option for rules in group)


def _ids(*groups: Group) -> tuple[str, ...]:
    return tuple(rules.option.id for group in groups for rules in group)
