"""What to prepare and to mind, as the pack states it, and the questions of the checklist."""

from __future__ import annotations

from nelm.assessment.sheet import OptionSheet, StatementLine
from nelm.planning.form import PreparationLine
from nelm.planning.limit import Limits

LISTS = ("preparation", "precautions", "doses")
CHECKLIST = "carcinoid_crisis_checklist"
NOT_ASKED_FOR = ("prrt", "monitoring")


def preparation(sheet: OptionSheet, limits: Limits) -> tuple[PreparationLine, ...]:
    """Statements of the pack with id, state and place; then the checklist before a procedure."""
    lines = [_statement(name, line) for name in LISTS for line in getattr(sheet, name)]
    if sheet.id not in NOT_ASKED_FOR:
        lines += [
            PreparationLine(
                list="checklist",
                id=row.id,
                state="ask",
                says=row.note or "",
                cite=row.source,
                note=None,
            )
            for row in limits.of(CHECKLIST, histology="NET")
        ]
    return tuple(lines)


def _statement(name: str, line: StatementLine) -> PreparationLine:
    return PreparationLine(
        list=name,  # type: ignore[arg-type]
        id=line.id,
        state=line.state,
        says=line.says,
        cite=line.cite,
        note=line.note,
    )
