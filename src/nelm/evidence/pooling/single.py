"""One analysis as a batch of one: arguments in, reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias

import numpy as np

from nelm.evidence.failure import CannotPoolError, Reason
from nelm.evidence.pooling.arrays import Floats, reason_of
from nelm.evidence.pooling.batch import Batch
from nelm.evidence.pooling.covariates import CovariateFits
from nelm.evidence.pooling.fits import Fits
from nelm.evidence.pooling.intercept import InterceptFits

Numbers: TypeAlias = Sequence[float] | Floats
Covariates: TypeAlias = Sequence[Sequence[float]] | Floats

MESSAGES: Mapping[Reason, str] = {
    "too_few_studies": "{k} studies are too few for a model with {p} coefficients",
    "no_convergence": "the equation for tau2 of these {k} studies could not be solved",
    "rank_deficient": "a covariate is constant or repeats the others in these {k} studies",
    "not_estimable": "the {k} studies do not differ at all, so that a Hartung-Knapp interval "
    "would have no width; use the inference adhoc or z",
}


def one(yi: Numbers, vi: Numbers, mods: Covariates | None) -> Batch:
    """A batch of a single analysis with every study.

    Raises:
        ValueError: yi or vi not a list of numbers of the same length, mods not one row per study.
    """
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    if y.ndim != 1 or y.shape != v.shape:
        raise ValueError(f"yi and vi must be lists of one length, not {y.shape} and {v.shape}")
    x = None if mods is None else np.asarray(mods, dtype=float)
    if x is not None and (x.ndim != 2 or len(x) != len(y)):
        raise ValueError(f"mods must have one row for each of {len(y)} studies, not {x.shape}")
    return Batch(y[None], v[None], np.ones((1, len(y)), dtype=bool), x)


def sums(batch: Batch, *, spare: int = 1) -> Fits:
    """The sums of a single analysis.

    Args:
        batch: the analysis.
        spare: how many studies more than coefficients it needs.

    Raises:
        CannotPoolError: fewer studies than that (`too_few_studies`), covariates that repeat one
            another (`rank_deficient`).
    """
    if batch.yi.shape[1] < batch.coefficients + spare:
        refuse("too_few_studies", batch)
    if batch.mods is None:
        return InterceptFits.of(batch.yi, batch.vi, batch.mask)
    fits = CovariateFits.of(batch.yi, batch.vi, batch.mask, batch.mods[None])
    if not fits.full_rank.all():
        refuse("rank_deficient", batch)
    return fits


def refuse(reason: Reason | int, batch: Batch) -> NoReturn:
    """Raise what a reason, or its code, says about a single analysis."""
    reason = reason_of(reason) if isinstance(reason, int) else reason
    text = MESSAGES[reason].format(k=batch.yi.shape[1], p=batch.coefficients)
    raise CannotPoolError(reason, text)
