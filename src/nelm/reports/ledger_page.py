"""A ledger of added studies for reading: who added what, and what moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nelm.evidence.estimate import TITLES, Failure, Summary, option_names
from nelm.evidence.ledger import Effect, Entry
from nelm.reports.page import Block, Heading, Items

FIGURES = ("k", "estimate", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2")
HISTORY_COLUMNS = (
    "number", "date", "by", "studies", "options", "measure",
    *(f"{side}_{name}" for side in ("before", "after") for name in FIGURES),
)  # fmt: skip


def history_blocks(entries: Sequence[Entry]) -> Iterator[Block]:
    """Every addition, oldest first."""
    yield Heading(1, "Studies added")
    if not entries:
        yield "None yet."
    for entry in entries:
        yield from entry_blocks(entry)


def entry_blocks(entry: Entry) -> Iterator[Block]:
    """One addition and its effects."""
    yield Heading(2, f"{entry.number}. {entry.date}, {entry.by}")
    studies = ", ".join(f"{s.first_author} {s.year}" for s in entry.studies)
    count = len(entry.outcomes)
    yield f"Added: {studies}; {count} figure{'' if count == 1 else 's'}."
    if entry.note:
        yield entry.note
    yield Heading(3, "What moved")
    yield Items(tuple(_effect(effect) for effect in entry.effects))


def history_rows(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """One plain row per addition and result it touched; None where there was none."""
    return [_effect_row(entry, effect) for entry in entries for effect in entry.effects]


def _effect_row(entry: Entry, effect: Effect) -> dict[str, object]:
    head = (
        entry.number, entry.date, entry.by, tuple(study.study for study in entry.studies),
        effect.question.options, effect.question.measure,
    )  # fmt: skip
    sides = (_figures(effect.before), _figures(effect.after))
    values = (*head, *(value for side in sides for value in side))
    return dict(zip(HISTORY_COLUMNS, values, strict=True))


def _figures(found: Summary | None) -> tuple[float | None, ...]:
    if found is None:
        return (None,) * len(FIGURES)
    return tuple(getattr(found, name) for name in FIGURES)


def _effect(effect: Effect) -> str:
    names = option_names(effect.question.options)
    unit = "%" if effect.question.is_rate else "months"
    before = _result(effect.before, effect.before_failure, unit)
    after = _result(effect.after, effect.after_failure, unit)
    return f"{TITLES[effect.question.measure]}, {names}: {before}; now {after}{_moved(effect)}"


def _result(found: Summary | None, failure: Failure | None, unit: str) -> str:
    if found is None:
        return f"no result ({failure.text if failure else 'not pooled'})"
    interval = f"{found.estimate:.1f} {unit} ({found.ci_lb:.1f}-{found.ci_ub:.1f})"
    if found.pi_lb is None or found.pi_ub is None:
        return f"{interval}, {found.k} series, τ² {found.tau2:.3f}"
    return (
        f"{interval}, prediction {found.pi_lb:.1f}-{found.pi_ub:.1f}, "
        f"{found.k} series, τ² {found.tau2:.3f}"
    )


def _moved(effect: Effect) -> str:
    """The change of the estimate, and of the spread between series."""
    if effect.before is None or effect.after is None:
        return ""
    by = effect.after.estimate - effect.before.estimate
    unit = "points" if effect.question.is_rate else "months"
    spread = effect.after.tau2 - effect.before.tau2
    wider = "more alike" if spread < 0 else "less alike" if spread > 0 else "as alike as before"
    return f": moved by {by:+.1f} {unit}; series are {wider} (τ² {spread:+.3f})"
