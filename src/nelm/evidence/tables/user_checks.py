"""What is wrong, or looks wrong, in a user's study table; every doubt is a question to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from nelm.case.problem import Problem
from nelm.evidence.tables.counts import EXACT, fits_whole_patients, is_share
from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import WHOLE_STUDY, Empty, Measure
from nelm.evidence.tables.rows import Rows
from nelm.evidence.tables.study_row import EXAMPLE_STUDY, StudyRow
from nelm.knowledge.pack import Pack

TIMES: tuple[Measure, ...] = (
    "progression_free_survival",
    "time_to_progression",
    "response_duration",
    "symptom_response_duration",
    "symptom_free_interval",
    "symptom_free_survival",
    "disease_free_survival",
    "overall_survival",
)
SHORTEST_MONTHS, LONGEST_MONTHS = 0.01, 400
OF_PATIENTS = ("patient", "symptomatic_patient", "imaged_patient")
OF_STUDY = ("first_author", "year", "citation")
SITES = ("n_small_bowel", "n_pancreas", "n_other")
OF_ARM = ("options", "n_patients", *SITES)


class Wrong(NamedTuple):
    """A column of a row that is wrong, and what is allowed there."""

    column: str
    value: object
    allowed: str


Check: TypeAlias = Callable[[StudyRow], Iterator[Wrong]]


def problems_of(rows: Rows[StudyRow], pack: Pack, evidence: Evidence) -> Iterator[Problem]:
    """Everything wrong with the rows, each alone and then together."""
    known = {study.study for study in evidence.studies}
    if not rows.records:
        yield Problem("table", "without rows", "one row for each outcome", rows.file)
    for at, row in enumerate(rows.records):
        if row.study in known:
            yield rows.problem(at, "study", row.study, "a study that the pack does not have")
        if row.study == EXAMPLE_STUDY:
            yield rows.problem(at, "study", row.study, "a study of yours in place of the example")
        for option in row.options:
            if option not in pack.option:
                yield rows.problem(at, "options", option, ", ".join(pack.option))
        if len(set(row.options)) < len(row.options):
            yield rows.problem(at, "options", _shown(row.options), "each option once")
        for check in CHECKS:
            for wrong in check(row):
                yield rows.problem(at, *wrong)
    yield from _disagreeing(rows)
    yield from _arms_above_study(rows)
    yield from _above(rows)


def _statistic(row: StudyRow) -> Iterator[Wrong]:
    is_time = row.measure in TIMES
    if row.statistic == "proportion" and is_time:
        allowed = "median, mean, or rate_at with its time, for " + row.measure
        yield Wrong("statistic", row.statistic, allowed)
    if row.statistic in ("median", "mean") and not is_time:
        yield Wrong("statistic", row.statistic, f"proportion or rate_at for {row.measure}")
    unit = "months" if row.statistic in ("median", "mean") else "percent"
    if row.unit != unit:
        yield Wrong("unit", row.unit, f"{unit} for a {row.statistic}")
    if row.statistic == "rate_at" and not row.at_months:
        yield Wrong("at_months", "empty", "months, above 0, for a rate_at")
    if row.statistic != "rate_at" and row.at_months is not None:
        yield Wrong("at_months", f"{row.at_months:g}", "empty, except for a rate_at")


def _value(row: StudyRow) -> Iterator[Wrong]:
    counted = row.unit == "percent" and row.events is not None and row.denominator
    if row.value is None and not counted:
        allowed = (
            "a number, a word for why there is none, or events and denominator of a percentage"
        )
        yield Wrong("value", "empty", allowed)
    if isinstance(row.value, Empty) and (row.events is not None or row.ci_lb is not None):
        yield Wrong("value", row.value, "a number where counts or limits are given")
    for column in ("value", "ci_lb", "ci_ub", "at_months"):
        found = getattr(row, column)
        if isinstance(found, float):
            yield from _suspect(row, column, found)


def _suspect(row: StudyRow, column: str, found: float) -> Iterator[Wrong]:
    """Figures that are likely in another unit."""
    if column == "at_months" or row.unit == "months":
        if found > LONGEST_MONTHS:
            yield Wrong(column, f"{found:g}", f"at most {LONGEST_MONTHS} months; days?")
        if found < SHORTEST_MONTHS:
            yield Wrong(column, f"{found:g}", f"months above 0, at least {SHORTEST_MONTHS}")
    elif found > 100:
        yield Wrong(column, f"{found:g}", "percent from 0 to 100; a count?")
    elif column == "value" and 0 < found < 1 and not (row.events and row.denominator):
        allowed = "percent from 0 to 100 (53, not 0.53); below 1 % with events and denominator"
        yield Wrong(column, f"{found:g}: percent?", allowed)


def _counts(row: StudyRow) -> Iterator[Wrong]:
    events, n = row.events, row.denominator
    if n == 0:
        yield Wrong("denominator", 0, "1 or more")
        return
    limit = n if n is not None else row.n_patients
    if events is not None and limit is not None and events > limit:
        yield Wrong("events", events, f"at most the denominator, {limit}")
        return
    if row.unit == "months":
        return
    if events is not None and n is None:
        yield Wrong("denominator", "empty", "a whole number where events are given")
    if n is not None and isinstance(row.value, float):
        yield from _share(row, row.value, n)
    in_patients = row.denominator_unit in OF_PATIENTS
    if n is not None and in_patients and row.n_patients is not None and n > row.n_patients:
        yield Wrong("denominator", n, f"at most the {row.n_patients} patients of the arm")


def _share(row: StudyRow, value: float, n: int) -> Iterator[Wrong]:
    if row.events is not None:
        if not is_share(value, row.events, n):
            told = f"{100 * row.events / n:.1f}, as {row.events} of {n}, rounded or cut off"
            yield Wrong("value", f"{value:g}", told)
    elif row.statistic == "proportion" and not fits_whole_patients(value, n):
        yield Wrong("value", f"{value:g}", f"a share of a whole number out of {n}")


def _limits(row: StudyRow) -> Iterator[Wrong]:
    if (row.ci_lb is None) != (row.ci_ub is None):
        column = "ci_lb" if row.ci_lb is None else "ci_ub"
        yield Wrong(column, "empty", "both limits, or none")
    elif row.ci_lb is not None and row.ci_ub is not None:
        value = row.value if isinstance(row.value, float) else row.ci_lb
        if not row.ci_lb <= value <= row.ci_ub:
            limits = f"{row.ci_lb:g} to {row.ci_ub:g}"
            yield Wrong("ci_lb + ci_ub", limits, f"limits around the value, {value:g}")
        elif row.ci_lb == row.ci_ub:
            yield Wrong("ci_lb + ci_ub", f"{row.ci_lb:g} twice", "two limits that differ")


def _sites(row: StudyRow) -> Iterator[Wrong]:
    sites = [getattr(row, site) for site in SITES]
    known = [n for n in sites if n is not None]
    if row.n_patients is None or not known:
        return
    short = None not in sites and sum(known) < row.n_patients
    if sum(known) > row.n_patients or short:
        wanted = f"{row.n_patients} patients together"
        rest = "; leave empty what is not stated" if short else ""
        yield Wrong(" + ".join(SITES), sum(known), f"{wanted}{rest}")


CHECKS: tuple[Check, ...] = (_statistic, _value, _counts, _limits, _sites)


def _disagreeing(rows: Rows[StudyRow]) -> Iterator[Problem]:
    """What is said of a study or arm again must be the same on each row."""
    first: dict[tuple[str, ...], tuple[int, StudyRow]] = {}
    for at, row in enumerate(rows.records):
        for key, names in (((row.study,), OF_STUDY), ((row.study, row.arm), OF_ARM)):
            line, other = first.setdefault(key, (rows.lines[at], row))
            for name in names:
                found, wanted = getattr(row, name), getattr(other, name)
                if found != wanted:
                    allowed = f"{_shown(wanted)}, as on line {line}"
                    yield rows.problem(at, name, _shown(found), allowed)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    return "empty" if value is None else str(value)


def _arms_above_study(rows: Rows[StudyRow]) -> Iterator[Problem]:
    sizes: dict[str, dict[str, int]] = {}
    for at, row in enumerate(rows.records):
        arms = sizes.setdefault(row.study, {})
        if row.arm in arms or row.n_patients is None:
            continue
        arms[row.arm] = row.n_patients
        parts = sum(n for arm, n in arms.items() if arm != WHOLE_STUDY)
        if WHOLE_STUDY in arms and parts > arms[WHOLE_STUDY]:
            allowed = f"arms of at most the {arms[WHOLE_STUDY]} patients of the study"
            yield rows.problem(at, "n_patients", f"{parts} in the arms", allowed)


def _above(rows: Rows[StudyRow]) -> Iterator[Problem]:
    """Pairs of figures of the same patients that can not both be true."""
    found: dict[tuple[str, str], dict[Measure, _Figure]] = {}
    for at, row in enumerate(rows.records):
        own = found.setdefault((row.study, row.arm), {})
        amount = _amount(row)
        if amount is not None and row.statistic != "rate_at":
            own[row.measure] = _Figure(at, amount)
    for (study, _), own in found.items():
        shared = found.get((study, WHOLE_STUDY), {})
        yield from _over_100(rows, own, {**shared, **own})
        yield from _over_survival(rows, own, {**shared, **own})


class _Figure(NamedTuple):
    at: int
    amount: float


def _over_100(
    rows: Rows[StudyRow], own: dict[Measure, _Figure], all_: dict[Measure, _Figure]
) -> Iterator[Problem]:
    names: tuple[Measure, ...] = ("objective_response", "stable_disease")
    if not own.keys() & set(names) or not set(names) <= all_.keys():
        return
    response, stable = (all_[name] for name in names)
    if response.amount + stable.amount > 100 + EXACT:
        value = f"{response.amount:g} + {stable.amount:g} of response and stable disease"
        at = max(own[name].at for name in names if name in own)
        yield rows.problem(at, "value", value, "at most 100 % together")


def _over_survival(
    rows: Rows[StudyRow], own: dict[Measure, _Figure], all_: dict[Measure, _Figure]
) -> Iterator[Problem]:
    names: tuple[Measure, ...] = ("progression_free_survival", "overall_survival")
    if not own.keys() & set(names) or not set(names) <= all_.keys():
        return
    pfs, os = (all_[name] for name in names)
    if pfs.amount > os.amount:
        allowed = f"at most the {os.amount:g} months of overall survival"
        yield rows.problem(pfs.at, "value", f"{pfs.amount:g}", allowed)


def _amount(row: StudyRow) -> float | None:
    if row.unit == "percent" and row.events is not None and row.denominator:
        return 100 * row.events / row.denominator
    return row.value if isinstance(row.value, float) else None
