"""A figure made a row of a forest plot: its own interval, variance, covariates and doubts."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log, sqrt

from scipy.special import ndtri

from nelm.evidence.estimate import Point, Reading
from nelm.evidence.figures import Figure, number
from nelm.evidence.pooling.effects import (
    variance_from_events,
    variance_from_interval,
    variance_kaplan_meier,
)
from nelm.evidence.pooling.exact import clopper_pearson
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import WHOLE_STUDY, Arm, Cell, Empty, Study

LEVEL = 0.95
RESPONSE_ABOVE_100 = "printed response and stable disease add up to more than 100 %"
PFS_ABOVE_OS = "printed time to progression exceeds printed survival"


def point(evidence: Evidence, study: Study, found: Figure, reading: Reading) -> Point:
    """The row of a figure; what is not known stays None."""
    value = None if isinstance(found.value, Empty) else found.amount
    arm = evidence.arm(study.study, found.arm)
    variance = None if value is None else _variance(found, value, reading)
    low, high = _interval(found, value, variance, reading)
    name = "" if found.arm == WHOLE_STUDY else f", {found.arm}"
    extra = tuple(_study_doubts(evidence, found, reading))
    return Point(
        study=study.study,
        label=f"{study.first_author} {study.year}{name}",
        arm=found.arm,
        options=found.options,
        reference=study.reference,
        year=study.year,
        n=found.n,
        events=found.events if found.outcome.unit == "percent" else None,
        value=value,
        unit=found.outcome.unit,
        ci_lb=low,
        ci_ub=high,
        variance=variance,
        printed=_cells(found),
        used=found.used,
        says_who=found.outcome.says_who,
        criteria=found.outcome.criteria,
        confidence=found.outcome.parse_confidence,
        small_bowel_percent=share(arm, "small_bowel", reading),
        pancreas_percent=share(arm, "pancreas", reading),
        doubts=(*found.doubts, *extra),
    )


def share(arm: Arm, site: str, reading: Reading) -> float | None:
    """Percent of an arm's patients with this primary site; None where not known.

    A dash counts as none only where the other sites add up to all patients.
    """
    sites = {name: _site(arm, name, reading) for name in ("small_bowel", "pancreas", "other")}
    n = _site(arm, "patients", reading)
    if not n:
        return None
    if sites[site] is None and sum(count or 0 for count in sites.values()) != n:
        return None
    return 100 * (sites[site] or 0) / n


def _site(arm: Arm, name: str, reading: Reading) -> int | None:
    primary: int | None = getattr(arm, f"n_{name}_primary")
    printed = number(getattr(arm, f"n_{name}"))
    return printed if primary is None or reading.values == "printed" else primary


def _variance(found: Figure, value: float, reading: Reading) -> float | None:
    """Sampling variance of the log of a time: from its interval, its deaths, or the rule."""
    outcome = found.outcome
    if outcome.unit != "months" or value <= 0:
        return None
    reported = _reported(found, reading)
    if reported is not None:
        return float(variance_from_interval(value, *reported, level=LEVEL))
    if outcome.events:
        return float(variance_from_events(outcome.events))
    if not found.n:
        return None
    is_kaplan_meier = reading.variance == "kaplan_meier"
    return float((variance_kaplan_meier if is_kaplan_meier else variance_from_events)(found.n))


def _reported(found: Figure, reading: Reading) -> tuple[float, float] | None:
    """The interval a primary paper gives, where its figure is the one that is used."""
    outcome = found.outcome
    if reading.values == "printed" or found.arm != outcome.arm:
        return None
    if outcome.ci_lb is None or outcome.ci_ub is None:
        return None
    return outcome.ci_lb, outcome.ci_ub


def _interval(
    found: Figure, value: float | None, variance: float | None, reading: Reading
) -> tuple[float | None, float | None]:
    if value is None:
        return None, None
    if found.outcome.unit == "percent":
        if found.events is None or not found.n:
            return None, None
        low, high = clopper_pearson(found.events, found.n, level=LEVEL)
        return 100 * low, 100 * high
    if variance is None:
        return None, None
    reported = _reported(found, reading)
    if reported is not None:
        return reported
    half = float(ndtri(0.5 + LEVEL / 2)) * sqrt(variance)
    return exp(log(value) - half), exp(log(value) + half)


def _cells(found: Figure) -> str:
    """What the source prints, arm by arm where arms were taken together."""
    unit = " %" if found.outcome.unit == "percent" else " months"
    words = [
        str(cell).replace("_", " ") if isinstance(cell, Empty) else f"{cell:g}{unit}"
        for cell in found.printed
    ]
    return " and ".join(words)


def _study_doubts(evidence: Evidence, found: Figure, reading: Reading) -> Iterator[str]:
    """Doubts that show only beside the other cells of the same arm."""
    outcome = found.outcome
    cells = {
        row.printed_as: row.printed
        for row in evidence.outcomes_of(outcome.study)
        if row.arm == outcome.arm and row.printed_statistic != "rate_at"
    }
    pfs, survival = cells.get("progression_free_survival"), cells.get("overall_survival")
    if outcome.unit == "months" and _more(pfs, survival):
        yield PFS_ABOVE_OS
    response, stable = cells.get("objective_response"), cells.get("stable_disease")
    if outcome.printed_as not in ("objective_response", "stable_disease"):
        return
    if reading.values == "printed" and _more(response, stable, of=100):
        yield RESPONSE_ABOVE_100


def _more(first: Cell | None, second: Cell | None, of: float | None = None) -> bool:
    """Whether the first number exceeds the second, or both together a total."""
    if not isinstance(first, float) or not isinstance(second, float):
        return False
    return first > second if of is None else first + second > of
