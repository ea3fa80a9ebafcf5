"""What each operation of Ibis does to the vectors of `nelm.registry.bits.vectors`.

NULL is SQL's, numbers are IEEE's: NaN fulfills no comparison, where SQL engines order it last.
Rows that hold NaN are left out (`nelm.registry.expressions.checks` asks for it by name).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, reduce
from typing import Any, TypeAlias

import ibis.expr.operations as ops
import numpy as np

from nelm.registry.bits.vectors import (
    Array,
    Numbers,
    Rows,
    Texts,
    Truths,
    Vector,
    Words,
    choice,
    chosen,
    unpacked,
)

EPOCH = date(1970, 1, 1).toordinal()

Do: TypeAlias = Callable[..., Vector]


def operands(op: Any) -> tuple[Any, ...]:
    """The values that an operation reads; of a CASE the conditions, results and default."""
    match op:
        case ops.SearchedCase():
            return (*op.cases, *_alike(op, *op.results, op.default))
        case ops.IfElse():
            return op.bool_expr, *_alike(op, op.true_expr, op.false_null_expr)
        case ops.Coalesce():
            return _alike(op, *op.arg)
        case ops.InValues():
            return (op.value,)
        case ops.Between():
            return op.arg, op.lower_bound, op.upper_bound
    return tuple(part for part in op.args if isinstance(part, ops.Value))


def _alike(op: Any, *parts: Any) -> tuple[Any, ...]:
    """Results of one kind: a NULL without a type becomes one of the type of the whole."""
    kind = _kind(op.dtype)
    return tuple(p if _kind(p.dtype) == kind else ops.Cast(p, op.dtype) for p in parts)


def _kind(dtype: Any) -> str:
    """How vectors hold values of this type."""
    if dtype.is_boolean():
        return "truth"
    if dtype.is_string():
        return "word"
    return "number" if dtype.is_numeric() or dtype.is_date() else str(dtype)


def meaning(op: Any) -> Do:
    """What an operation does to its operands.

    Raises:
        NotImplementedError: an operation that is not known, or not for these operands.
    """
    parts = operands(op)
    match op:
        case ops.Literal():
            return _constant(op.value, op.dtype)
        case ops.Cast():
            return _casting(op.arg.dtype, op.to)
    kinds = {_kind(part.dtype) for part in parts}
    do = _OF_ANY.get(type(op))
    if do is None and kinds == {"word"}:
        do = _of_words(op)
    elif do is None and len(kinds) == 1:
        do = _arithmetic(op) or _OF[kinds.pop()].get(type(op))
    if do is None:
        told = ", ".join(str(part.dtype) for part in parts)
        raise NotImplementedError(f"{type(op).__name__} of {told} on vectors")
    return do


def _constant(value: Any, dtype: Any) -> Do:
    """A literal; NULL is unknown in every row."""
    match _kind(dtype):
        case "truth" | "null":
            return lambda rows: Truths(
                rows.every if value is True else rows.none,
                rows.every if value is False else rows.none,
            )
        case "word":
            return lambda rows: Words(
                rows.none if value is None else rows.every,
                lambda word: rows.every if word == value else rows.none,
            )
        case "number":
            number = value.toordinal() - EPOCH if isinstance(value, date) else value or 0
            array = np.asarray(number, np.int32 if dtype.is_date() else dtype.to_numpy())
            return lambda rows: Numbers(array, rows.none if value is None else rows.every)
    raise NotImplementedError(f"a literal of type {dtype} on vectors")


def is_same(op: Any) -> bool:
    """Whether an operation is a cast that changes but the width in which Ibis would keep it."""
    if not isinstance(op, ops.Cast):
        return False
    before, after = op.arg.dtype, op.to
    kinds = ("is_boolean", "is_string", "is_date", "is_floating")
    return any(getattr(before, kind)() and getattr(after, kind)() for kind in kinds)


def _casting(before: Any, after: Any) -> Do:
    """Truths and whole numbers become floating-point numbers, and NULL whatever is asked for."""
    if before.is_null():
        nothing = _constant(None, after)
        return lambda rows, _: nothing(rows)
    if after.is_floating() and (before.is_boolean() or before.is_integer()):
        return _as_float
    raise NotImplementedError(f"a cast of {before} to {after} on vectors")


def _as_float(rows: Rows, value: Vector) -> Vector:
    if isinstance(value, Truths):
        return Numbers(unpacked(value.met, rows.count).astype(np.float64), value.known)
    assert isinstance(value, Numbers)
    return Numbers(value.values.astype(np.float64), value.known)


def _case(rows: Rows, *parts: Vector) -> Vector:
    half = len(parts) // 2
    conditions = [part for part in parts[:half] if isinstance(part, Truths)]
    return _cached(choice(chosen(conditions, rows.every), parts[half:], rows.count))


def _coalesce(rows: Rows, *parts: Vector) -> Vector:
    first = parts[0]
    if isinstance(first, Truths):
        return reduce(Truths.otherwise, [part for part in parts if isinstance(part, Truths)])
    conditions = [Truths.certain(part.known) for part in parts[:-1]]
    return _cached(choice(chosen(conditions, rows.every), parts, rows.count))


def _cached(vector: Vector) -> Vector:
    return Words(vector.known, cache(vector.rows_with)) if isinstance(vector, Words) else vector


def _of_words(op: Any) -> Do | None:
    """Operations on texts: comparisons with words that are told, and blanks taken away."""
    match op:
        case ops.Strip():
            return _stripped
        case ops.InValues() if all(_is_word(option) for option in op.options):
            words = [option.value for option in op.options]
            return lambda rows, column: column.among(words)
        case ops.Equals(right=ops.Literal(value=str(word))):
            return lambda rows, column, _: column.equal(word)
        case ops.NotEquals(right=ops.Literal(value=str(word))):
            return lambda rows, column, _: ~column.equal(word)
    return None


def _is_word(option: Any) -> bool:
    return isinstance(option, ops.Literal) and isinstance(option.value, str)


def _stripped(rows: Rows, texts: Words) -> Words:
    if not isinstance(texts, Texts):
        raise NotImplementedError("blanks can be taken away from columns of texts only")
    return texts.stripped()


def _arithmetic(op: Any) -> Do | None:
    """Sums of whole numbers, in the width that Ibis gives them, and all of floating-point ones."""
    if type(op) in _SUMS and op.dtype.is_integer():
        apply, kind = _SUMS[type(op)], op.dtype.to_numpy()
        return _number(lambda a, b: apply(a, b, dtype=kind))
    if type(op) in _FLOATING and op.dtype.is_floating():
        return _number(_FLOATING[type(op)])
    return None


def _number(apply: Callable[..., Array]) -> Do:
    def do(rows: Rows, *parts: Numbers) -> Numbers:
        with np.errstate(all="ignore"):
            values = apply(*(part.values for part in parts))
        return Numbers(values, reduce(np.bitwise_and, [part.known for part in parts]))

    return do


def _compare(compare: Callable[[Array, Array], Array]) -> Do:
    return lambda rows, a, b: a.compared(b, compare)


def _between(rows: Rows, value: Numbers, low: Numbers, high: Numbers) -> Truths:
    return value.compared(low, np.greater_equal) & value.compared(high, np.less_equal)


_SUMS: Mapping[type, Callable[..., Array]] = {ops.Add: np.add, ops.Subtract: np.subtract}
_FLOATING: Mapping[type, Callable[..., Array]] = {
    **_SUMS,
    ops.Multiply: np.multiply,
    ops.Divide: np.divide,
    ops.Modulus: np.fmod,  # the sign of the dividend, as in SQL
    ops.Sqrt: np.sqrt,
}
_OF_ANY: Mapping[type, Do] = {
    ops.SearchedCase: _case,
    ops.IfElse: _case,
    ops.Coalesce: _coalesce,
    ops.IsNull: lambda rows, a: ~Truths.certain(a.known),
    ops.NotNull: lambda rows, a: Truths.certain(a.known),
}
_OF: Mapping[str, Mapping[type, Do]] = {
    "truth": {
        ops.And: lambda rows, a, b: a & b,
        ops.Or: lambda rows, a, b: a | b,
        ops.Not: lambda rows, a: ~a,
        ops.Equals: lambda rows, a, b: (a & b) | (~a & ~b),
    },
    "number": {
        ops.Equals: _compare(np.equal),
        ops.Less: _compare(np.less),
        ops.LessEqual: _compare(np.less_equal),
        ops.Greater: _compare(np.greater),
        ops.GreaterEqual: _compare(np.greater_equal),
        ops.Between: _between,
        ops.IsNan: lambda rows, a: a.tested(np.isnan),
        ops.IsInf: lambda rows, a: a.tested(np.isinf),
    },
}
