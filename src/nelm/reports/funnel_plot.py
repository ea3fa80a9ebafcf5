"""Funnel plot of single arms: each study's figure against its standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, hypot, log, sqrt
from typing import TYPE_CHECKING, Any

from nelm.case.problem import InputError, Problem
from nelm.evidence.estimate import NOT_COMPARABLE
from nelm.evidence.pooling.effects import logit_effects
from nelm.reports.drawing import BLUE, GREY, PALE, WIDTH
from nelm.reports.evidence_words import (
    amount,
    headline,
    number_of,
    row_name,
    title_of,
    why_not,
)
from nelm.reports.plot_rows import MARGIN, SMALL, Sheet, fitted

if TYPE_CHECKING:
    from nelm.evidence.estimate import Estimate, Point

FEW = 10  # Sterne and others, BMJ 2011;343:d4002: no asymmetry tests below 10 studies
HEIGHT, LEFT, RIGHT = 4.0, 0.85, WIDTH - 0.3
NORMAL = 1.96
KEY_COLUMNS = 3
SHARES = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 50, 70, 80, 90, 95, 98, 99, 99.5, 99.9)
MONTHS = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500)
LEAST_APART = 0.42  # inches between words below the axis
RINGS, SIDES = (0.1, 0.17, 0.25, 0.34), 12
CROWDED = 0.115  # inches between a number and whatever else stands there


@dataclass(frozen=True, slots=True)
class Spot:
    """A study on the scale it is pooled on: logit or log months, and its standard error."""

    name: str
    x: float
    se: float


def funnel_figure(estimate: Estimate, format_: str = "svg") -> bytes:
    """Studies by figure and standard error, the pooled line, and what chance alone would allow.

    Args:
        estimate: rows and results of a question.
        format_: svg or png.

    Raises:
        InputError: another format than SVG or PNG, or no pooled row.
        MissingExtraError: Matplotlib is not installed.
    """
    spots = list(_spots(estimate))
    if not spots:
        raise InputError([Problem("estimate", "without pooled rows", "one study or more")])
    middle = _middle(estimate)
    most = 1.08 * max(spot.se for spot in spots)
    sheet = Sheet("percent", _limits(spots, middle, most))
    sheet.paragraph(f"{title_of(estimate)}: funnel plot", fontsize=11, weight="bold")
    sheet.y += 0.08
    top = sheet.y
    _draw(sheet.panel, spots, middle, most)
    sheet.y += HEIGHT
    _axes(sheet, estimate, most, top)
    _number(sheet, spots, top, most)
    _foot(sheet, estimate, spots, middle)
    said = f"{headline(estimate)}. Funnel plot of {number_of(len(spots), 'row', 'rows')}."
    return sheet.finished(format_, f"{title_of(estimate)}, funnel plot", said)
