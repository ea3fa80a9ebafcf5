"""One cell of a study table under a reading: which figure, of how many, with which doubts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Literal, TypeAlias

from nelm.evidence.estimate import Question, Reading
from nelm.evidence.tables.counts import fits_whole_patients
from nelm.evidence.tables.forms import (
    WHOLE_STUDY,
    Arm,
    Cell,
    CountCell,
    Empty,
    Outcome,
    Statistic,
)

Used: TypeAlias = Literal["printed", "corrected", "counts"]
MEAN_TO_MEDIAN = log(2)  # of a survival time under constant hazard
PER_PATIENT = ("patient", "symptomatic_patient", "imaged_patient", "not_stated")
SIZES_UNKNOWN = "sizes of the arms are not given: the {} mean of their figures is taken"
MEAN = "a mean, taken times ln 2 as for constant hazard"


@dataclass(frozen=True)
class Figure:
    """A cell as it is read, or the cells of several arms as one.

    Attributes:
        value: percent or months; an `Empty` where there is no number.
        events, n: whole counts; None where not known.
        doubts: what speaks against it.
        printed: the cells as the source prints them.
    """

    outcome: Outcome
    arm: str
    options: tuple[str, ...]
    statistic: Statistic
    value: Cell
    used: Used
    events: int | None
    n: int | None
    doubts: tuple[str, ...]
    printed: tuple[Cell, ...]

    @property
    def amount(self) -> float:
        """The number; a mean survival time becomes the median of constant hazard.

        Raises:
            ValueError: the cell holds none.
        """
        if isinstance(self.value, Empty):
            raise ValueError(f"the cell is {self.value}")
        is_mean = self.statistic == "mean" and self.outcome.unit == "months"
        return self.value * (MEAN_TO_MEDIAN if is_mean else 1)


def is_asked(outcome: Outcome, question: Question, reading: Reading) -> bool:
    """Whether a cell bears on a question: by its own name or by the heading it is printed under."""
    if reading.merged == "as_response" and outcome.printed is Empty.MERGED:
        return question.measure == outcome.printed_as == "objective_response"
    names = {outcome.printed_as} | ({outcome.measure} if reading.endpoints == "own" else set())
    return question.measure in names


def figure(outcome: Outcome, arm: Arm, reading: Reading) -> Figure:
    """A cell as a reading has it."""
    own = reading.endpoints == "own"
    statistic = outcome.statistic if own else outcome.printed_statistic
    value, used = _value(outcome, reading)
    size = patients(arm, reading)
    if used == "counts":
        events, n = outcome.events, outcome.denominator
    elif outcome.unit == "months":
        events, n = outcome.events, size
    else:
        known = None if isinstance(value, Empty) or not size else nearest_count(value, size)
        events, n = known, size
    found = Figure(
        outcome, arm.arm, arm.options, statistic, value, used, events, n, (), (outcome.printed,)
    )
    return replace(found, doubts=tuple(_doubts(found, reading)))


def _value(outcome: Outcome, reading: Reading) -> tuple[Cell, Used]:
    if outcome.printed is Empty.MERGED and reading.merged == "as_response":
        return (outcome.printed if outcome.value is None else outcome.value), "corrected"
    if reading.values == "printed":
        return outcome.printed, "printed"
    of_patients = outcome.unit == "percent" and outcome.denominator_unit in PER_PATIENT
    if of_patients and outcome.events is not None and outcome.denominator:
        return 100 * outcome.events / outcome.denominator, "counts"
    return (outcome.printed, "printed") if outcome.value is None else (outcome.value, "corrected")


def patients(arm: Arm, reading: Reading) -> int | None:
    """Patients of an arm: by the reading's source first, by the other where that has none."""
    printed, primary = number(arm.n_patients), arm.n_patients_primary
    first, second = (primary, printed) if reading.values == "corrected" else (printed, primary)
    return second if first is None else first


def number(cell: CountCell) -> int | None:
    """A count, or None where the cell has none."""
    return None if isinstance(cell, Empty) else cell


def nearest_count(percent: float, n: int) -> int:
    """The whole number of patients nearest to a percentage; halves go to the even number.

    >>> nearest_count(53, 26), nearest_count(50, 13)
    (14, 6)
    """
    return round(percent * n / 100)


def together(figures: Sequence[Figure], whole: Arm, reading: Reading) -> Figure:
    """The arms of a study as one: patients added, or figures averaged where sizes are unknown."""
    first = figures[0]
    sizes = [f.n for f in figures if f.n]
    known = len(sizes) == len(figures)
    n = sum(sizes) if known else patients(whole, reading)
    mean = SIZES_UNKNOWN.format("plain" if first.outcome.unit == "percent" else "geometric")
    doubts = [doubt for f in figures for doubt in f.doubts] + ([] if known else [mean])
    events: int | None = None
    if first.outcome.unit == "percent":
        counted = [f.events for f in figures if f.events is not None]
        value = sum(f.amount for f in figures) / len(figures)
        events = sum(counted) if known else nearest_count(value, n) if n else None
        value = 100 * sum(counted) / n if known and n else value
    else:
        weights = sizes if known else [1] * len(figures)
        logs = [log(f.amount) * weight for f, weight in zip(figures, weights, strict=True)]
        value = exp(sum(logs) / sum(weights))
    return replace(
        first,
        arm=WHOLE_STUDY,
        options=tuple(dict.fromkeys(option for f in figures for option in f.options)),
        statistic=first.statistic if first.outcome.unit == "percent" else "median",
        value=value,
        events=events,
        n=n,
        doubts=tuple(dict.fromkeys(doubts)),
        printed=tuple(cell for f in figures for cell in f.printed),
    )


def _doubts(found: Figure, reading: Reading) -> Iterator[str]:
    outcome = found.outcome
    if outcome.parse_confidence != "certain":
        yield f"{outcome.parse_confidence} decoding of the printed cell"
    if outcome.denominator_unit not in PER_PATIENT:
        yield f"counted per {outcome.denominator_unit}, not per patient"
    if reading.values == "printed" and outcome.agrees == "no":
        yield "the primary paper has another figure"
    if found.statistic == "mean" and outcome.unit == "months":
        yield MEAN
    if outcome.unit == "months" or not found.n or isinstance(found.value, Empty):
        return
    if not fits_whole_patients(found.value, found.n):
        yield f"{found.value:g} % is no whole number of {found.n} patients; nearest taken"
