"""The words of an audit: numbers, and why a reading gives the printed figures or not."""

from __future__ import annotations

from collections.abc import Iterator

from nelm.evidence.audit.agreement import Numbers, agrees, rounded
from nelm.evidence.audit.selection import Selection
from nelm.evidence.tables.forms import Claim, Study
from nelm.evidence.tables.loader import Evidence

DIGITS = 1


def figure_text(figure: float) -> str:
    """A figure with one decimal at most, rounded as `agrees` does.

    >>> figure_text(49.0), figure_text(63.24), figure_text(18.45)
    ('49', '63.2', '18.5')
    """
    return f"{float(rounded(figure, DIGITS)):g}"


def span_text(low: float | None, high: float | None, value: float | None, unit: str) -> str:
    """Limits and median as one phrase; what is not there is not said.

    >>> span_text(8, 94, 49, "percent"), span_text(42, 100, None, "percent")
    ('8-94 %, median 49', '42-100 %')
    >>> span_text(None, None, 28.4, "months")
    '28.4 months'
    """
    sign = "%" if unit == "percent" else unit
    if low is None or high is None:
        return "" if value is None else f"{figure_text(value)} {sign}"
    limits = f"{figure_text(low)}-{figure_text(high)} {sign}"
    return limits if value is None else f"{limits}, median {figure_text(value)}"


def numbers_text(claim: Claim, numbers: Numbers | None) -> str:
    """Recomputed numbers with how many figures of how many studies are behind them."""
    if numbers is None:
        return "no figures"
    single = claim.low is None and claim.high is None and numbers.n == 1
    low, high = (None, None) if single else (numbers.low, numbers.high)
    return f"{span_text(low, high, numbers.value, claim.unit)} ({_count(numbers)})"


def explain(evidence: Evidence, claim: Claim, selection: Selection) -> str:
    """Why a reading does or does not give the printed figures."""
    numbers = selection.numbers
    if numbers is not None:
        differences = tuple(_differences(claim, numbers))
        return "; ".join(differences) if differences else _as_printed(claim)
    if selection.without_number:
        told = (
            f"{study_label(evidence.study(study))}: {empty.replace('_', ' ')}"
            for study, empty in selection.without_number
        )
        return f"the paper gives no number ({'; '.join(told)})"
    if selection.unchecked:
        labels = ", ".join(study_label(evidence.study(study)) for study in selection.unchecked)
        return f"not held against the paper yet ({labels})"
    return "the source prints no figure to test it by"


def study_label(study: Study) -> str:
    """First author and year."""
    return f"{study.first_author} {study.year}"


def _count(numbers: Numbers) -> str:
    figures = f"{numbers.n} figure{'s' if numbers.n > 1 else ''}"
    return (
        figures if numbers.n == numbers.n_studies else f"{figures} of {numbers.n_studies} studies"
    )


def _as_printed(claim: Claim) -> str:
    if claim.low is None:
        return "figure as printed"
    return "range as printed; no median is printed" if claim.value is None else "as printed"


def _differences(claim: Claim, numbers: Numbers) -> Iterator[str]:
    central = "figure" if claim.low is None else "median"
    for name, found, printed in (
        ("lowest", numbers.low, claim.low),
        ("highest", numbers.high, claim.high),
        (central, numbers.value, claim.value),
    ):
        if printed is not None and not agrees(found, printed):
            yield f"{name} {figure_text(found)}, printed {figure_text(printed)}"
