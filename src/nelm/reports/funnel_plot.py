"""Funnel plot of single arms: each study's figure against its standard error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, log, pi, sin, sqrt
from typing import TYPE_CHECKING, TypeAlias

from nelm.case.problem import InputError, Problem
from nelm.evidence.estimate import NOT_COMPARABLE
from nelm.evidence.pooling.effects import logit_effects
from nelm.reports.drawing import BLUE, GREY, WIDTH
from nelm.reports.evidence_words import (
    amount,
    headline,
    number_of,
    row_name,
    title_of,
    why_not,
)
from nelm.reports.plot_rows import LINE, MARGIN, SMALL, Sheet, fitted

if TYPE_CHECKING:
    from nelm.evidence.estimate import Estimate, Point
    from nelm.evidence.tables.forms import Unit

Place: TypeAlias = tuple[float, float]
FEW = 10  # Sterne and others, BMJ 2011;343:d4002: no asymmetry tests below 10 studies
HEIGHT, LEFT, RIGHT = 4.0, 0.85, WIDTH - 0.3
NORMAL = 1.96
KEY_COLUMNS = 3
SHARES = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 50, 70, 80, 90, 95, 98, 99, 99.5, 99.9)
MONTHS = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500)
LEAST_APART = 0.42  # inches between words below the axis
RINGS, SIDES = (0.125, 0.19, 0.27, 0.36, 0.46, 0.58, 0.72), 16
MARK_HALF, DIGIT_HALF, NUMBER_HALF = 0.045, 0.036, 0.055  # inches
ROOM = 0.01  # inches that stay free between a number and whatever else stands there


@dataclass(frozen=True, slots=True)
class Spot:
    """A study on the scale it is pooled on: logit or log months, and its standard error."""

    name: str
    x: float
    se: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """Studies, the pooled figure on their scale, and the standard error at the bottom."""

    spots: tuple[Spot, ...]
    middle: float | None
    most: float

    def limits(self) -> tuple[float, float]:
        """Ends of the axis: all studies and the whole region."""
        ends = [spot.x for spot in self.spots]
        if self.middle is not None:
            ends += [self.middle - NORMAL * self.most, self.middle + NORMAL * self.most]
        room = 0.04 * (max(ends) - min(ends)) or 1.0
        return min(ends) - room, max(ends) + room

    def depth(self, spot: Spot) -> float:
        """Inches below the top of the panel; exact studies stand at the top."""
        return HEIGHT * spot.se / self.most

    def is_outside(self, spot: Spot) -> bool:
        """Whether chance alone would seldom put the study there."""
        return self.middle is not None and abs(spot.x - self.middle) > NORMAL * spot.se


@dataclass(frozen=True, slots=True)
class Box:
    """What a mark or a number takes up: its middle, half its width, half its height; inches."""

    x: float
    y: float
    half_width: float
    half_height: float

    def room(self, others: Sequence[Box]) -> float:
        """Inches to the nearest other box; below zero where they overlap."""
        return min((self._apart(other) for other in others), default=1.0)

    def _apart(self, other: Box) -> float:
        across = abs(self.x - other.x) - self.half_width - other.half_width
        return max(across, abs(self.y - other.y) - self.half_height - other.half_height)


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
    funnel = Funnel(tuple(spots), _middle(estimate), 1.08 * max(spot.se for spot in spots))
    sheet = Sheet(estimate.unit, funnel.limits(), (LEFT, RIGHT))
    sheet.paragraph(f"{title_of(estimate)}: funnel plot", fontsize=11, weight="bold")
    sheet.y += 0.08
    _draw(sheet, funnel)
    _number(sheet, funnel)
    _axes(sheet, estimate, funnel)
    _key(sheet, funnel)
    sheet.y += 0.06
    for note in _notes(estimate, funnel):
        sheet.paragraph(note)
    sheet.paragraph(NOT_COMPARABLE, weight="bold")
    said = f"{headline(estimate)}. Funnel plot of {number_of(len(spots), 'row', 'rows')}."
    return sheet.finished(format_, f"{title_of(estimate)}, funnel plot", said)


def _spots(estimate: Estimate) -> Iterator[Spot]:
    """Pooled rows that have what a standard error needs."""
    for point in estimate.points:
        if estimate.unit == "percent" and point.events is not None and point.n:
            found = logit_effects([point.events], [point.n])
            yield Spot(row_name(point), float(found.yi[0]), sqrt(float(found.vi[0])))
        elif estimate.unit == "months" and point.value and point.variance:
            yield Spot(row_name(point), log(point.value), sqrt(point.variance))


def _middle(estimate: Estimate) -> float | None:
    """The pooled figure on the scale of the studies."""
    if estimate.summary is None:
        return None
    return _scaled(estimate.summary.estimate, estimate.unit)


def _scaled(value: float, unit: Unit) -> float | None:
    """Logit of a percentage or log of months; None where there is none."""
    if unit == "months":
        return log(value) if value > 0 else None
    return log(value / (100 - value)) if 0 < value < 100 else None


def _draw(sheet: Sheet, funnel: Funnel) -> None:
    """Region of chance, pooled line, and the studies; heights are inches of the page."""
    sheet.begin_panel()
    top, panel = sheet.y, sheet.panel
    bottom = top + HEIGHT
    if funnel.middle is not None:
        low, high = funnel.middle - NORMAL * funnel.most, funnel.middle + NORMAL * funnel.most
        panel.fill([funnel.middle, low, high], [top, bottom, bottom], facecolor="#EEEEEE",
                   edgecolor=GREY, linestyle="--", linewidth=0.8, zorder=0.5)  # fmt: skip
        panel.plot([funnel.middle] * 2, [top, bottom], color=BLUE, linewidth=1, zorder=1)
    for spot in funnel.spots:
        look = ("^", "white") if funnel.is_outside(spot) else ("o", BLUE)
        panel.plot([spot.x], [top + funnel.depth(spot)], look[0], markerfacecolor=look[1],
                   markeredgecolor="black", markeredgewidth=0.8, markersize=5, zorder=3,
                   clip_on=False)  # fmt: skip


def _axes(sheet: Sheet, estimate: Estimate, funnel: Funnel) -> None:
    panel, top = sheet.panel, sheet.y
    sheet.y += HEIGHT
    marks = _standard_errors(funnel.most)
    panel.set_yticks([top + HEIGHT * mark / funnel.most for mark in marks],
                     [f"{mark:g}" for mark in marks])  # fmt: skip
    panel.set_xticks(*_natural_ticks(estimate.unit, funnel.limits()))
    scale, words = ("logit", "percent of patients") if estimate.unit == "percent" else (
        "log", "months")  # fmt: skip
    sheet.cell(0.3, f"standard error, {scale} scale", top + HEIGHT / 2, rotation=90, ha="center",
               fontsize=SMALL)  # fmt: skip
    sheet.label_panel(f"{words}, {scale} scale")


def _standard_errors(most: float) -> list[float]:
    """Four to eight round standard errors."""
    step = next(s for s in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 1e9) if most / s < 8)
    return [round(step * n, 2) for n in range(floor(most / step) + 1)]


def _natural_ticks(unit: Unit, limits: tuple[float, float]) -> tuple[list[float], list[str]]:
    """Ticks in percent or months where there is room for their words."""
    places: list[float] = []
    words: list[str] = []
    apart = LEAST_APART * (limits[1] - limits[0]) / (RIGHT - LEFT)
    for mark in SHARES if unit == "percent" else MONTHS:
        place = _scaled(mark, unit)
        if place is None or not limits[0] <= place <= limits[1]:
            continue
        if not places or place - places[-1] >= apart:
            places.append(place)
            words.append(f"{mark:g} %" if unit == "percent" else f"{mark:g}")
    return places, words


def _number(sheet: Sheet, funnel: Funnel) -> None:
    """A number near each study, where nothing else stands; a thin line where it is far."""
    low, high = funnel.limits()
    scale = (RIGHT - LEFT) / (high - low)
    places = [(LEFT + (s.x - low) * scale, sheet.y + funnel.depth(s)) for s in funnel.spots]
    taken = [Box(x, y, MARK_HALF, MARK_HALF) for x, y in places]
    for number, (x, y) in enumerate(places, 1):
        half = DIGIT_HALF * len(f"{number}")
        boxes = [Box(*place, half, NUMBER_HALF) for place in _around(x, y, sheet.y)]
        free = (box for box in boxes if box.room(taken) >= ROOM)
        chosen = next(free, None) or max(boxes, key=lambda box: box.room(taken))
        taken.append(chosen)
        if hypot(chosen.x - x, chosen.y - y) > 1.3 * RINGS[0]:
            _lead(sheet, (x, y), (chosen.x, chosen.y))
        sheet.cell(chosen.x, f"{number}", chosen.y, fontsize=SMALL, ha="center")


def _lead(sheet: Sheet, spot: Place, number: Place) -> None:
    """A thin line from the edge of a study's mark most of the way to its number."""
    xs, ys = ([a + share * (b - a) for share in (0.25, 0.7)]
              for a, b in zip(spot, number, strict=True))  # fmt: skip
    sheet.paper.plot(xs, ys, color=GREY, linewidth=0.5)


def _around(x: float, y: float, top: float) -> Iterator[Place]:
    """Places around a study inside the panel, the near ones first, right of it before left."""
    for ring in RINGS:
        for side in range(SIDES):
            turn = 2 * pi * side / SIDES
            place = x + 1.25 * ring * cos(turn), y - ring * sin(turn)
            if LEFT < place[0] < RIGHT + 0.2 and top < place[1] < top + HEIGHT:
                yield place


def _key(sheet: Sheet, funnel: Funnel) -> None:
    """The names of the numbers, in columns."""
    width = (WIDTH - 2 * MARGIN) / KEY_COLUMNS
    names = [f"{n} {spot.name}{' △' * funnel.is_outside(spot)}"
             for n, spot in enumerate(funnel.spots, 1)]  # fmt: skip
    for start in range(0, len(names), KEY_COLUMNS):
        cells = [fitted(name, width - 0.1, SMALL) for name in names[start : start + KEY_COLUMNS]]
        height = LINE * SMALL * max(map(len, cells)) + 0.03
        for column, lines in enumerate(cells):
            place = MARGIN + column * width, "\n".join(lines), sheet.y
            sheet.cell(*place, fontsize=SMALL, va="top")
        sheet.y += height


def _notes(estimate: Estimate, funnel: Funnel) -> Iterator[str]:
    summary, count = estimate.summary, len(funnel.spots)
    if summary is None:
        yield f"No pooled line: {why_not(estimate.failure)}."
    elif funnel.middle is not None:
        pooled = amount(summary.estimate, estimate.unit, summary.n_patients)
        yield (
            f"Line: pooled {pooled}. Grey region: where 95 % of the series would lie if "
            "chance alone made them differ (pooled ± 1.96 standard errors). Hollow triangle (△): "
            "outside of it; series that differ in truth lie there without any bias."
        )
    if count < FEW:
        yield (
            f"{number_of(count, 'study', 'studies')}, fewer than {FEW}: whether the funnel is "
            "asymmetric can not be judged."
        )
    yield (
        "An asymmetric funnel can come from whatever small and large series differ in, not only "
        "from series that were never published."
    )
    yield from _scale_notes(estimate, funnel)


def _scale_notes(estimate: Estimate, funnel: Funnel) -> Iterator[str]:
    """What the scale does to the picture, and rows that can not be in it."""
    if estimate.unit == "percent":
        yield (
            "The standard error of a logit depends on the share itself: near 0 % and 100 % the "
            "funnel is distorted although no series is missing."
        )
        edge = [row_name(p) for p in estimate.points if p.events is not None and _at_edge(p)]
        if edge:
            yield (
                "0.5 added to the events and to the patients without one, because none or all "
                f"had the outcome: {'; '.join(edge)}."
            )
    drawn = {spot.name for spot in funnel.spots}
    absent = [row_name(p) for p in estimate.points if row_name(p) not in drawn]
    if absent:
        yield f"Not drawn, no standard error: {'; '.join(absent)}."
    if estimate.excluded:
        yield f"Rows that are not pooled are not drawn: {len(estimate.excluded)}."


def _at_edge(point: Point) -> bool:
    return point.events in (0, point.n)
