"""Numbers of the R package metafor, kept in `metafor.json` and made by `validation/metafor.R`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

DOCUMENT = json.loads((Path(__file__).parent / "metafor.json").read_text(encoding="utf-8"))
SETS: list[dict[str, Any]] = DOCUMENT["sets"]
ARMS: list[dict[str, Any]] = DOCUMENT["glmm"]
METHODS = ("EE", "DL", "PM", "HE", "ML", "REML")

RELATIVE = 1e-6
ABSOLUTE = 1e-9

every_set = pytest.mark.parametrize("reference", SETS, ids=lambda s: s["name"])


def studies(reference: dict[str, Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array(reference["yi"]), np.array(reference["vi"])


def mods(reference: dict[str, Any], model: str) -> NDArray[np.float64] | None:
    if model == "mean":
        return None
    return np.column_stack(list(reference["models"][model].values()))


def same(ours: ArrayLike, theirs: ArrayLike, unit: float = 1.0) -> None:
    """To 1e-6 relative, near 0 to 1e-9 units of the quantity; where R has no number, we have none.

    The unit keeps the absolute part small for tables of tiny variances: see `units`.
    """
    found, expected = (np.atleast_1d(np.array(x, dtype=float)) for x in (ours, theirs))
    near = ABSOLUTE * min(unit, 1.0)
    np.testing.assert_allclose(found, expected, rtol=RELATIVE, atol=near, equal_nan=True)


def units(reference: dict[str, Any]) -> dict[str, float]:
    """Of tau2 the median variance, of what is on the scale of the estimates its root; else 1."""
    variance = float(np.median(reference["vi"]))
    of_estimates = ("estimate", "beta", "se", "ci_lb", "ci_ub", "limit_estimate")
    of_estimates += ("limit_ci_lb", "limit_ci_ub")
    squares = dict.fromkeys(("tau2", "se_tau2", "tau2_del"), variance)
    return squares | dict.fromkeys(of_estimates, variance**0.5)


def log_likelihood(
    yi: NDArray[np.float64],
    vi: NDArray[np.float64],
    tau2: float,
    mods: NDArray[np.float64] | None = None,
) -> float:
    """Of the normal model at tau2, written out; to tell which of two maxima is the higher."""
    ones = np.ones((len(yi), 1))
    design = ones if mods is None else np.hstack([ones, mods])
    weights = 1 / (vi + tau2)
    inner = design.T @ (design * weights[:, None])
    residual = yi - design @ np.linalg.solve(inner, design.T @ (weights * yi))
    terms = np.log(2 * np.pi / weights) + weights * residual**2
    return float(-terms.sum() / 2)
