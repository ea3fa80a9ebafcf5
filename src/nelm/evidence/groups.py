"""Rows in subgroups, each with its own result; options side by side are never tested."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from nelm.evidence.estimate import (
    NOT_COMPARABLE,
    Failure,
    Group,
    Grouping,
    Point,
    Summary,
    option_names,
)
from nelm.evidence.failure import CannotPoolError
from nelm.evidence.pooling.diagnostics.proportions import subgroups_proportions
from nelm.evidence.pooling.diagnostics.subgroups import subgroups
from nelm.evidence.summaries import count_data, log_median_data

Model: TypeAlias = Callable[[Sequence[Point]], Summary]


def attempt(model: Model, points: Sequence[Point]) -> tuple[Summary | None, Failure | None]:
    """A model's result, or why there is none."""
    try:
        return model(points), None
    except CannotPoolError as error:
        return None, Failure(reason=error.reason, text=str(error))


def grouped(points: Sequence[Point], by: Grouping, model: Model) -> tuple[tuple[Group, ...], str]:
    """The rows by group, each pooled on its own, and what may be made of it.

    Args:
        points: pooled rows.
        by: what tells the groups apart.
        model: how each is pooled.
    """
    members: dict[str, list[Point]] = {}
    for point in points:
        members.setdefault(_group(point, by), []).append(point)
    groups = []
    for name in sorted(members):
        summary, failure = attempt(model, members[name])
        ids = tuple((point.study, point.arm) for point in members[name])
        groups.append(Group(name=name, studies=ids, summary=summary, failure=failure))
    return tuple(groups), NOT_COMPARABLE if by == "option" else f"{_test(points, by)} {OBSERVED}"


def _test(points: Sequence[Point], by: Grouping) -> str:
    """Whether the groups differ by more than chance, with one tau2 for all; or why not tested."""
    names = [_group(point, by) for point in points]
    try:
        if points and points[0].unit == "percent":
            rates = subgroups_proportions(*count_data(points), names, common_tau2=True)
            return f"Test of subgroups (likelihood ratio): p = {rates.p_value:.3f}."
        months, variances = log_median_data(points)
        times = subgroups(np.log(months), variances, names, common_tau2=True)
        return f"Test of subgroups (F): p = {times.p_value:.3f}."
    except CannotPoolError as error:
        return f"No test of subgroups: {error}."


def _group(point: Point, by: Grouping) -> str:
    match by:
        case "option":
            return option_names(point.options)
        case "criteria":
            return point.criteria.replace("_", " ")
        case "decade":
            return f"{point.year // 10 * 10}s"
        case "confidence":
            return f"{point.confidence} decoding"


OBSERVED = (
    "Groups of series, not of patients: what tells them apart may be anything else that differs "
    "between the series."
)
