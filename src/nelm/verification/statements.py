"""Questions about single statements: can each be true and false, and does each add something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nelm.assessment.rules import OptionRules
from nelm.criteria.nodes import Constant
from nelm.verification.model import Model, closing_gaps, codes
from nelm.verification.report import Finding, Status
from nelm.verification.solver import Formula, Solver, every, needed


def dead(model: Model) -> Iterator[Finding]:
    """Every statement that decides can be true for some patient and false for some other."""
    solver, space = model.cases, model.space()
    for id_, node in model.deciding.items():
        rails = space.encoder.rails(node)
        ways = (("true", rails.true), ("false", rails.false))
        never = [word for word, rail in ways if not solver.possible(rail)]
        if not never:
            continue
        says = f"{model.says(id_)} can never be {' and never be '.join(never)}"
        constant = isinstance(node, Constant)
        says += " (so by declaration or parameter)" if constant else ""
        status = Status.REFUTED if not constant and _must_live(model, id_) else Status.NOTE
        yield Finding("dead", (id_,), status, says)


def _must_live(model: Model, id_: str) -> bool:
    statement = model.pack.statement.get(id_)
    return statement is not None and statement.strength in ("required", "contraindication")


def redundant(model: Model) -> Iterator[Finding]:
    """Statements that the other ones of their set, or other contraindications, imply."""
    for group in model.alike:
        rules = group[0]
        solver = model.without_limits
        for indications in rules.sets:
            against = [*rules.contraindications, *closing_gaps(rules)]
            for id_ in indications.statements:
                others = [other for other in indications.statements if other != id_]
                yield from _implied(model, solver, (id_, others, against), group)
        for id_ in rules.contraindications if rules.sets else ():
            others = [other for other in rules.contraindications if other != id_]
            yield from _covered(model, solver, (id_, others), group)


def limit_parts(model: Model) -> dict[str, Formula]:
    """The contradictions that cases are free of, by name."""
    space, whole = model.space(), model.space("|whole")
    pairs = ((id_, every([f, whole.limits[id_]])) for id_, f in space.limits.items())
    return {f"background fact {id_}": both for id_, both in pairs}


def _implied(
    model: Model,
    solver: Solver,
    parts: tuple[str, Sequence[str], Sequence[str]],
    group: tuple[OptionRules, ...],
) -> Iterator[Finding]:
    """A required statement that holds whenever the others do and nothing speaks against."""
    id_, others, against = parts
    rails = model.space().encoder.rails
    reasons = dict(limit_parts(model))
    reasons |= {f"not: {model.says(a)}": rails(model.node(a)).false for a in against}
    reasons |= {model.says(other): rails(model.node(other)).true for other in others}
    yield from _follows(solver, rails(model.node(id_)).false, reasons, (model, id_, group))


def _covered(
    model: Model,
    solver: Solver,
    parts: tuple[str, Sequence[str]],
    group: tuple[OptionRules, ...],
) -> Iterator[Finding]:
    """A contraindication that is true only where another one is, or where no set holds."""
    id_, others = parts
    rails = model.space().encoder.rails
    reasons = dict(limit_parts(model))
    reasons["an indication set holds"] = rails(group[0].groups[2]).true
    reasons |= {f"not: {model.says(other)}": rails(model.node(other)).false for other in others}
    yield from _follows(solver, rails(model.node(id_)).true, reasons, (model, id_, group))


def _follows(
    solver: Solver,
    contrary: Formula,
    reasons: dict[str, Formula],
    told: tuple[Model, str, tuple[OptionRules, ...]],
) -> Iterator[Finding]:
    model, id_, group = told
    formulas = list(reasons.values())
    with solver.assuming(contrary, model.space().complete):
        if not solver.possible() or solver.possible(every(formulas)):
            return
        kept = [list(reasons)[k] for k in needed(solver, formulas)]
    options = [rules.option for rules in group]
    says = f"{codes(options)}: {model.says(id_)} adds nothing beside: {'; '.join(kept)}"
    about = (id_, *(option.id for option in options))
    yield Finding("redundant", about, Status.NOTE, says)
