"""Run an expression stage by stage: Ibis would fuse selects, and long ones grow beyond measure."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa


def fetched(expression: ir.Table) -> pa.Table:
    """The rows of an expression, every stage a select of its own."""
    fused = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        return expression.to_pyarrow()
    finally:
        ibis.options.sql.fuse_selects = fused
