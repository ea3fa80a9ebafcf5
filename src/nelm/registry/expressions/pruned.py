"""Expressions without the columns that no later stage reads.

Every stage of the registry is a select on top of the one before that adds columns and keeps all
others. Engines that plan SQL pay for each of them in planning, and Spark in compiling.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.operations as ops
import ibis.expr.types as ir


def stages(table: ir.Table) -> list[Any]:
    """The selects at the top of an expression, what they select from first."""
    found = [table.op()]
    while isinstance(found[-1], ops.Project):
        found.append(found[-1].parent)
    return found[::-1]


def pruned(table: ir.Table) -> ir.Table:
    """The same columns by the same selects, each with only what the next one needs."""
    first, *selects = stages(table)
    wanted, needed = set(table.columns), []
    for select in reversed(selects):
        needed.append(wanted)
        wanted = {name for n in wanted for name in _read(select.values[n])}
    parent = first
    for select, names in zip(selects, reversed(needed), strict=True):
        values = {n: _moved(v, parent) for n, v in select.values.items() if n in names}
        parent = ops.Project(parent, values)
    return parent.to_expr()


def _read(value: Any) -> set[str]:
    """Names of the columns that a value reads."""
    if isinstance(value, ops.Field):
        return {value.name}
    return {name for part in _values(value) for name in _read(part)}


def _values(value: Any) -> list[Any]:
    flat: list[Any] = []
    for part in value.args:
        flat += part if isinstance(part, tuple) else [part]
    return [part for part in flat if isinstance(part, ops.Value)]


def _moved(value: Any, parent: Any) -> Any:
    """The value, reading its columns from another table."""
    if isinstance(value, ops.Field):
        return ops.Field(parent, value.name)
    if isinstance(value, ops.Literal):
        return value
    return type(value)(*(_moved_argument(part, parent) for part in value.args))


def _moved_argument(part: Any, parent: Any) -> Any:
    if isinstance(part, tuple):
        return tuple(_moved_argument(each, parent) for each in part)
    return _moved(part, parent) if isinstance(part, ops.Value) else part
