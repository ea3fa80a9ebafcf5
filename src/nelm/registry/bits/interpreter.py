"""A small backend for Ibis that runs expressions over vectors of `nelm.registry.bits.vectors`.

It knows the operations that the registry uses on one table (`nelm.registry.bits.operations`), and
refuses others. An expression is compiled once to steps, equal ones told once; a step's value is
dropped after its last use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import ibis.expr.operations as ops
import ibis.expr.types as ir

from nelm.registry.bits.operations import Do, is_same, meaning, operands
from nelm.registry.bits.vectors import Rows, Vector
from nelm.registry.expressions.pruned import stages

Key: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: what to do, the steps whose values it reads, and those it reads last."""

    do: Do
    reads: tuple[int, ...]
    column: str | None = None
    dropped: tuple[int, ...] = ()


@dataclass(frozen=True)
class Program:
    """Steps in order, and the step that makes each column asked for."""

    steps: tuple[Step, ...]
    outputs: Mapping[str, int]

    def run(self, columns: Callable[[str], Vector], rows: Rows) -> dict[str, Vector]:
        """Values of the columns asked for."""
        values: list[Any] = [None] * len(self.steps)
        for number, step in enumerate(self.steps):
            if step.column is not None:
                values[number] = columns(step.column)
            else:
                values[number] = step.do(rows, *(values[read] for read in step.reads))
            for done in step.dropped:
                values[done] = None
        return {name: values[number] for name, number in self.outputs.items()}


def compiled(table: ir.Table) -> Program:
    """The steps that make every column of an expression over one table.

    Raises:
        NotImplementedError: an operation that this backend does not know.
    """
    building = _Building()
    columns: dict[str, int] = {}
    for relation in stages(table):
        if isinstance(relation, ops.Project):
            columns = {n: building.step(v, columns) for n, v in relation.values.items()}
        elif isinstance(relation, ops.UnboundTable):
            columns = {name: building.column(name) for name in relation.schema}
        else:
            raise NotImplementedError(f"{type(relation).__name__} of a table")
    return building.program(columns)


@dataclass
class _Building:
    """Steps so far; the same operation on the same values is one step."""

    steps: list[Step] = field(default_factory=list)
    known: dict[Key, int] = field(default_factory=dict)

    def column(self, name: str) -> int:
        return self._add(("column", name), Step(_read, (), name))

    def step(self, op: Any, columns: Mapping[str, int]) -> int:
        if isinstance(op, ops.Field):
            return columns[op.name]
        if isinstance(op, ops.Literal):
            return self._add(("literal", op.value, op.dtype), Step(meaning(op), ()))
        parts = tuple(self.step(part, columns) for part in operands(op))
        if is_same(op):
            return parts[0]
        return self._add((type(op), _detail(op), parts), Step(meaning(op), parts))

    def _add(self, key: Key, step: Step) -> int:
        if key not in self.known:
            self.known[key] = len(self.steps)
            self.steps.append(step)
        return self.known[key]

    def program(self, outputs: Mapping[str, int]) -> Program:
        needed = _needed(self.steps, set(outputs.values()))
        place = {old: new for new, old in enumerate(needed)}
        last = {read: number for number in needed for read in self.steps[number].reads}
        kept = set(outputs.values())
        steps = []
        for number in needed:
            step = self.steps[number]
            done = {r for r in step.reads if last[r] == number and r not in kept}
            reads = tuple(place[r] for r in step.reads)
            steps.append(Step(step.do, reads, step.column, tuple(place[r] for r in done)))
        return Program(tuple(steps), {name: place[n] for name, n in outputs.items()})


def _needed(steps: list[Step], outputs: set[int]) -> list[int]:
    """Steps that some output depends on, in order."""
    wanted = set(outputs)
    for number in range(len(steps) - 1, -1, -1):
        if number in wanted:
            wanted.update(steps[number].reads)
    return sorted(wanted)


def _detail(op: Any) -> Any:
    """What tells two operations on the same values apart."""
    if isinstance(op, ops.InValues):
        return op.options
    return op.dtype


def _read(rows: Rows) -> Vector:
    raise AssertionError("columns are read, not made")
