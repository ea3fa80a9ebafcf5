"""The trials of a source with printed and later status: as a page, and as plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nelm.evidence.tables.forms import Trial, TrialStatus
from nelm.evidence.tables.trials import TrialHistory, trial_histories
from nelm.reports.page import Block, Heading, Table

NOT_LOOKED_UP = "not looked up since the source"
NO_STATEMENT = "no statement of the source"
INTRO = (
    "Status as the source prints it, and what was looked up since; not found means not found, "
    "not absent. What is marked recalled was not read and must be checked before use."
)


def trials_blocks(trials: Sequence[Trial], statuses: Sequence[TrialStatus]) -> Iterator[Block]:
    """Printed status, later status with its source, and the statements a trial bears on.

    Raises:
        PackError: a trial without the status that the source prints.
    """
    yield Heading(1, "Trials of the source")
    if not trials:
        yield "No trials."
        return
    yield INTRO
    yield Table(
        ("trial", "title", "phase", "printed", "looked up since", "bears on", "note"),
        tuple(map(_row, trial_histories(trials, statuses))),
    )


def trials_rows(
    trials: Sequence[Trial], statuses: Sequence[TrialStatus]
) -> list[dict[str, object]]:
    """One plain row per status, the printed one first; a trial not looked up has that alone.

    Raises:
        PackError: a trial without the status that the source prints.
    """
    return [
        {
            "nct": history.trial.nct,
            "title": history.trial.title,
            "phase": history.trial.phase,
            "sponsor": history.trial.sponsor,
            "category": history.trial.category,
            "options": history.trial.options,
            "statements": history.trial.statements,
            "liver_directed": history.trial.liver_directed,
            "net_only": history.trial.net_only,
            "note": history.trial.note,
            "printed_by_source": status is history.printed,
            "looked_up_since": history.looked_up,
            "as_of": status.as_of,
            "status": status.status,
            "finding": status.finding,
            "says_who": status.says_who,
            "verified": status.verified,
        }
        for history in trial_histories(trials, statuses)
        for status in (history.printed, *history.found)
    ]


def _row(history: TrialHistory) -> tuple[str, ...]:
    trial = history.trial
    return (
        trial.nct,
        trial.title,
        trial.phase,
        f"{history.printed.status} ({history.printed.as_of})",
        " · ".join(map(status_text, history.found)) or NOT_LOOKED_UP,
        ", ".join(trial.statements) or NO_STATEMENT,
        trial.note or "",
    )


def status_text(status: TrialStatus) -> str:
    """A later status with its date, what was found, who says so and how sure it is."""
    finding = f": {status.finding.rstrip('.')}" if status.finding else ""
    doubt = "" if status.verified else ", not verified"
    return f"{status.as_of} {status.status}{finding} [{status.says_who}{doubt}]"
