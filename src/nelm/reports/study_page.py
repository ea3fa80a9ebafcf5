"""The study tables for reading: what is there for every option, and one study cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nelm.evidence.tables.evidence import Evidence
from nelm.evidence.tables.forms import Arm, Cell, Empty, Outcome
from nelm.knowledge.pack import Pack
from nelm.reports.page import Block, Heading, Items, Table

AGREES = {
    "yes": "the primary paper agrees",
    "no": "the primary paper says otherwise",
    "unclear": "what was read of the primary paper does not settle it",
    "not_checked": "primary paper not read",
}
UNITS = {"percent": "%", "months": "months"}


def option_rows(evidence: Evidence, options: Iterable[str]) -> list[dict[str, object]]:
    """One row for each option, outcome and statistic: studies and their range as printed."""
    rows: list[dict[str, object]] = []
    for option in options:
        arms = {(arm.study, arm.arm) for arm in evidence.arms if option in arm.options}
        kinds: dict[tuple[str, str, str, float | None], list[Outcome]] = {}
        for o in evidence.outcomes:
            if (o.study, o.arm) in arms and not isinstance(o.printed, Empty):
                kinds.setdefault((o.measure, o.statistic, o.unit, o.at_months), []).append(o)
        rows += [_option_row(option, found) for found in kinds.values()]
    return rows


def _option_row(option: str, found: Sequence[Outcome]) -> dict[str, object]:
    values = [o.printed for o in found if not isinstance(o.printed, Empty)]
    first = found[0]
    return {
        "option": option,
        "outcome": first.measure,
        "statistic": first.statistic,
        "at_months": first.at_months,
        "studies": len({o.study for o in found}),
        "lowest": min(values),
        "highest": max(values),
        "unit": first.unit,
    }


def list_blocks(rows: Sequence[dict[str, object]], pack: Pack) -> Iterator[Block]:
    """What the tables hold, by option."""
    yield Heading(1, f"Study tables of {pack.id}")
    if not rows:
        yield "No studies."
        return
    yield (
        "Values as printed in the source, by the right name of each; the figures of one option are "
        "not comparable with those of another."
    )
    for option in dict.fromkeys(row["option"] for row in rows):
        yield Heading(2, pack.option[str(option)].name)
        yield Items(tuple(_listed(row) for row in rows if row["option"] == option))


def _listed(row: dict[str, object]) -> str:
    when = "" if row["at_months"] is None else f" {row['at_months']:g} months"
    statistic = "" if row["statistic"] == "proportion" else f", {_words(row['statistic'])}{when}"
    studies = "1 study" if row["studies"] == 1 else f"{row['studies']} studies"
    return (
        f"{_words(row['outcome'])}{statistic}: {studies}, {_range(row)} {UNITS[str(row['unit'])]}"
    )


def study_rows(evidence: Evidence, options: Sequence[str]) -> list[dict[str, object]]:
    """One row for each study with an arm that got, or may have got, one of the options."""
    rows: list[dict[str, object]] = []
    for study in evidence.studies:
        arms = [a for a in evidence.arms_of(study.study) if set(a.options) & set(options)]
        if arms:
            rows.append(
                {
                    "study": study.study,
                    "first_author": study.first_author,
                    "year": study.year,
                    "reference": study.reference,
                    "place": study.place,
                    "options": tuple(dict.fromkeys(o for a in arms for o in a.options)),
                    "n_patients": _cell(evidence.arm(study.study, "all").n_patients),
                }
            )
    return rows


def study_list_blocks(rows: Sequence[dict[str, object]], title: str) -> Iterator[Block]:
    """The studies on an option."""
    yield Heading(1, f"Studies: {title}")
    if not rows:
        yield "No studies."
        return
    yield Items(
        tuple(
            f"`{row['study']}` {row['first_author']} {row['year']}"
            f"{_reference(row['reference'])}, {row['place']}: {row['n_patients']} patients, "
            f"{' or '.join(_words(o) for o in _texts(row['options']))}"
            for row in rows
        )
    )


def study_blocks(evidence: Evidence, pack: Pack, study: str) -> Iterator[Block]:
    """One study: every cell as printed and as corrected, who says so, overlaps, defects."""
    found = evidence.study(study)
    yield Heading(1, f"{found.first_author} {found.year}")
    reference = None if found.reference is None else pack.reference[found.reference]
    citation = found.citation or (reference.citation if reference else "no reference in the source")
    number = "" if found.reference is None else f" [{found.reference}]"
    status = f" Status of the reference: {reference.status}." if reference else ""
    yield f"{citation}{number}. Figures from {found.place} of the source.{status}"
    if found.note:
        yield found.note
    yield Heading(2, "Patients")
    yield Items(tuple(_arm(arm) for arm in evidence.arms_of(study)))
    yield Heading(2, "Outcomes")
    head = ("outcome", "as printed", "by its own name", "checked", "who says so", "note")
    yield Table(head, tuple(_outcome(o) for o in evidence.outcomes_of(study)))
    links = [link for link in evidence.cohorts if link.study == study]
    if links:
        yield Heading(2, "May share patients with")
        yield Items(
            tuple(f"{_others(evidence, link.cohort, study)}: {link.because}" for link in links)
        )
    known = [defect for defect in evidence.known_defects if defect.study == study]
    if known:
        yield Heading(2, "Known defects of the source")
        yield Items(tuple(f"{_words(d.rule)}: {d.because}" for d in known))


def _arm(arm: Arm) -> str:
    sites = ("small_bowel", "pancreas", "other")
    counts = ", ".join(f"{_words(s)} {_cell(getattr(arm, f'n_{s}'))}" for s in sites)
    primary = (
        "" if arm.n_patients_primary is None else f" (primary paper: {arm.n_patients_primary})"
    )
    what = arm.agent_or_device or "agent not stated"
    options = " or ".join(map(_words, arm.options))
    note = f". {arm.note}" if arm.note else ""
    return (
        f"`{arm.arm}` {options}, {what}: {_cell(arm.n_patients)} patients{primary}; {counts}{note}"
    )


def _outcome(o: Outcome) -> tuple[str, ...]:
    unit = UNITS[o.unit]
    printed = f"{_cell(o.printed)} {unit}" if not isinstance(o.printed, Empty) else _cell(o.printed)
    counts = "" if o.events is None else f" ({o.events} of {o.denominator})"
    value = o.printed if o.value is None else o.value
    own = f"{_words(o.measure)}, {_words(o.statistic)}: {_cell(value)}{counts}"
    same = o.measure == o.printed_as and o.statistic == o.printed_statistic and o.value is None
    note = "; ".join(
        filter(None, (o.note, o.excluded_because and f"not pooled: {o.excluded_because}"))
    )
    title = f"{_words(o.printed_as)}{'' if o.arm == 'all' else f', {o.arm}'}"
    return (
        title,
        printed,
        "" if same and not counts else own,
        AGREES[o.agrees],
        o.says_who or "",
        note,
    )


def _others(evidence: Evidence, cohort: str, study: str) -> str:
    names = [
        f"{evidence.study(link.study).first_author} {evidence.study(link.study).year}"
        for link in evidence.cohorts
        if link.cohort == cohort and link.study != study
    ]
    return ", ".join(names)


def _cell(cell: Cell) -> str:
    return str(cell).replace("_", " ") if isinstance(cell, Empty) else f"{cell:g}"


def _words(name: object) -> str:
    return str(name).replace("_", " ")


def _texts(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, tuple) else ()


def _reference(number: object) -> str:
    return "" if number is None else f" [{number}]"


def _range(row: dict[str, object]) -> str:
    low, high = row["lowest"], row["highest"]
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"
