"""Counts and covariates as masked arrays, checked, and designs with columns of unit size."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nelm.evidence.pooling.arrays import Bools, Floats

_RANK_TOLERANCE = 1e-9


def masked_counts(
    events: npt.ArrayLike, n: npt.ArrayLike, mask: npt.ArrayLike | None
) -> tuple[Floats, Floats]:
    """Events and n as (B, k), both 0 where the mask leaves a study out.

    Raises:
        ValueError: a count that is negative, fractional or missing, more events than patients, n
        = 0.
    """
    y = np.atleast_2d(np.asarray(events, dtype=np.float64))
    size = np.atleast_2d(np.asarray(n, dtype=np.float64))
    use = np.ones_like(y * size, dtype=bool) if mask is None else np.atleast_2d(mask).astype(bool)
    y, size, use = np.broadcast_arrays(y, size, use)
    lawful = (y >= 0) & (y <= size) & (size >= 1) & (y == np.round(y)) & (size == np.round(size))
    bad = np.argwhere(use & ~(lawful & np.isfinite(size)))
    if bad.size:
        row, study = bad[0]
        raise ValueError(
            f"study {study}: {y[row, study]:g} events of {size[row, study]:g}; "
            "whole numbers are needed, n at least 1, events between 0 and n"
        )
    return np.where(use, y, 0.0), np.where(use, size, 0.0)


def full_design(mods: npt.ArrayLike | None, shape: tuple[int, int]) -> Floats:
    """Design (B, k, p+1) with the intercept first, for covariates (k,), (k, p) or (B, k, p)."""
    ones = np.ones((*shape, 1))
    if mods is None:
        return ones
    columns = np.asarray(mods, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.shape[-2] != shape[1] or not np.isfinite(columns).all():
        raise ValueError(
            f"covariates {columns.shape}: one finite value for each of {shape[1]} studies"
        )
    return np.concatenate([ones, np.broadcast_to(columns, (*shape, columns.shape[-1]))], axis=2)


def orthonormal(design: Floats, present: Bools) -> tuple[Floats, Floats, Floats]:
    """Columns that are orthogonal over the present studies, with mean square 1.

    Returns the basis (B, k, p), the matrix (B, p, p) that brings its coefficients back to the
    design's, and each column's share (B, p) that the columns before it do not explain.
    """
    shown = design * present[..., None]
    unit = np.sqrt(np.maximum(present.sum(axis=1), 1))[:, None, None]
    wide = np.concatenate(
        [shown, np.zeros((len(design), design.shape[2], design.shape[2]))], axis=1
    )
    q, r = np.linalg.qr(wide)
    sign = np.where(np.einsum("bii->bi", r) < 0, -1.0, 1.0)
    q, r = q[:, : design.shape[1]] * sign[:, None, :], r * sign[..., None]
    diagonal = np.einsum("bii->bi", r)
    share = diagonal / np.maximum(np.linalg.norm(shown, axis=1), 1e-300)
    safe = np.where((share > _RANK_TOLERANCE).all(axis=1)[:, None, None], r, np.eye(r.shape[1]))
    return q * unit, np.linalg.inv(safe) * unit, share


def full_rank(share: Floats) -> Bools:
    """Whether no column repeats the ones before it."""
    return np.asarray((share > _RANK_TOLERANCE).all(axis=1))


def solve(back: Floats, beta: Floats) -> Floats:
    """Coefficients of the orthonormal design for those of the caller's, (B, p)."""
    return np.asarray(np.linalg.solve(back, beta[..., None])[..., 0], dtype=np.float64)
