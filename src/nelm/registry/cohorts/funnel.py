"""Which criterion of an option removes how many cases, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir

from nelm.assessment.rules import OptionRules, option_rules
from nelm.knowledge.binding import BoundPack
from nelm.registry.cohorts.suppression import suppress_steps
from nelm.registry.expressions.columns import Stage, judged
from nelm.registry.expressions.facts import certainly
from nelm.registry.expressions.known import known_rows
from nelm.registry.expressions.unfused import fetched


@dataclass(frozen=True)
class Step:
    """Cases left after a criterion and all before it.

    Attributes:
        statement: id of the criterion; empty for the start.
        says: the criterion in words.
        met: cases that surely meet it and all before; None where the count is hidden.
        possible: cases that are not known to miss it or one before; None where hidden.
    """

    statement: str
    says: str
    met: int | None
    possible: int | None


def hidden(steps: Sequence[Step], threshold: int) -> tuple[Step, ...]:
    """The steps with small counts, and small differences between counts, hidden."""
    met = suppress_steps([step.met or 0 for step in steps], threshold)
    possible = suppress_steps([step.possible or 0 for step in steps], threshold)
    pairs = zip(steps, met, possible, strict=True)
    return tuple(replace(step, met=m, possible=p) for step, m, p in pairs)


def funnels(table: ir.Table, bound: BoundPack) -> dict[str, tuple[Step, ...]]:
    """Steps through the indication sets of every option, then through its contraindications.

    Args:
        table: a registry table that keeps the rules of `nelm.registry.expressions.checks`.
        bound: the pack, its parameters fixed.

    Returns:
        steps by name of the option; a further set has its own name added.
    """
    paths = {name: path for rules in option_rules(bound) for name, path in _paths(rules)}
    nodes = [bound.conditions[id_].node for path in paths.values() for id_ in path.held]
    known = known_rows(table)
    stage = judged(known.table, known.facts, nodes, "funnel")
    sums: dict[str, ir.Value] = {"all": stage.table.count()}
    for number, path in enumerate(paths.values()):
        sums |= dict(_sums(stage, bound, path, number))
    row = fetched(stage.table.aggregate(**sums)).to_pylist()[0]
    return {
        name: tuple(_steps(row, bound, path, number))
        for number, (name, path) in enumerate(paths.items())
    }


@dataclass(frozen=True)
class _Path:
    """Statements that should hold, then statements that should not."""

    indications: tuple[str, ...]
    contraindications: tuple[str, ...]

    @property
    def held(self) -> tuple[str, ...]:
        """All of them, in the order of the steps."""
        return (*self.indications, *self.contraindications)


def _paths(rules: OptionRules) -> Iterator[tuple[str, _Path]]:
    for number, group in enumerate(rules.sets):
        name = rules.option.name if number == 0 else f"{rules.option.name}: {group.name}"
        yield name, _Path(tuple(group.statements), tuple(rules.contraindications))


def _sums(
    stage: Stage, bound: BoundPack, path: _Path, number: int
) -> Iterator[tuple[str, ir.Value]]:
    """How many cases are left after each step: surely, and possibly."""
    met = possible = ibis.literal(True)
    for id_ in path.held:
        truth = stage.truth(bound.conditions[id_].node)
        truth = ~truth if id_ in path.contraindications else truth
        met, possible = met & certainly(truth), possible & ~certainly(~truth)
        yield f"met:{number}:{id_}", met.sum()
        yield f"possible:{number}:{id_}", possible.sum()


def _steps(row: Mapping[str, int], bound: BoundPack, path: _Path, number: int) -> Iterator[Step]:
    yield Step("", "all cases", row["all"], row["all"])
    for id_ in path.held:
        says = bound.pack.statement[id_].says
        counts = (int(row[f"{kind}:{number}:{id_}"] or 0) for kind in ("met", "possible"))
        yield Step(id_, f"not: {says}" if id_ in path.contraindications else says, *counts)
