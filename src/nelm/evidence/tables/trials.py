"""The trials of a source with what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nelm.case.problem import Problem
from nelm.evidence.tables.forms import Trial, TrialStatus
from nelm.knowledge.pack import PackError


@dataclass(frozen=True, slots=True)
class TrialHistory:
    """A trial with the status that the source prints and every later look-up.

    Attributes:
        found: what was looked up since, in the order of the table; empty where nobody did.
            A look-up that found nothing is an entry that says so.
    """

    trial: Trial
    printed: TrialStatus
    found: tuple[TrialStatus, ...]

    @property
    def looked_up(self) -> bool:
        """Whether anybody has looked the trial up since the source."""
        return bool(self.found)


def trial_histories(
    trials: Sequence[Trial], statuses: Sequence[TrialStatus]
) -> tuple[TrialHistory, ...]:
    """Join trials with their statuses; nothing is deduced where a status is missing.

    Args:
        trials: all trials of a source, or those asked for.
        statuses: of all trials, the printed status of each before the others.

    Raises:
        PackError: a trial without the status that the source prints.
    """
    by_trial: dict[str, list[TrialStatus]] = {trial.nct: [] for trial in trials}
    for status in statuses:
        by_trial.get(status.nct, []).append(status)
    problems = [
        Problem("status", "", f"one as printed for {nct}", "trial_statuses.csv")
        for nct, found in by_trial.items()
        if not found
    ]
    if problems:
        raise PackError(problems)
    return tuple(
        TrialHistory(trial, printed, tuple(found))
        for trial in trials
        for printed, *found in [by_trial[trial.nct]]
    )
