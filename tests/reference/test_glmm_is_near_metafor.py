"""The binomial-normal model of single arms, near metafor's and lme4's answers.

Near only: metafor uses 7 nodes of quadrature and lme4 here 25, each with its own stopping rule. The
exact check is against an independent quadrature, in the unit tests of `nelm.evidence.pooling.glmm`.
"""

from __future__ import annotations

import numpy as np
import pytest
from metafor_reference import ARMS

from nelm.evidence.pooling.glmm.fit import fit_glmm

FITS = [(arm, fit) for arm in ARMS for fit in arm["fits"]]
names = pytest.mark.parametrize(
    ("arm", "theirs"),
    FITS,
    ids=[f"{a['name']}, {len(f['mods'] or ())} covariates" for a, f in FITS],
)


def test_the_reference_of_single_arms_has_not_shrunk():
    assert len(ARMS) >= 7
    assert sum(fit["mods"] is not None for _, fit in FITS) >= 2


def fitted(arm, theirs):
    columns = None if theirs["mods"] is None else np.column_stack(list(theirs["mods"].values()))
    return fit_glmm(np.array(arm["events"]), np.array(arm["n"]), mods=columns)


@names
def test_lme4_with_25_nodes(arm, theirs):
    ours = fitted(arm, theirs)
    assert ours.beta == pytest.approx(theirs["glmer"]["beta"], abs=1e-5 * ours.se.min())
    assert ours.tau2 == pytest.approx(theirs["glmer"]["tau2"], rel=1e-5)
    # lme4 takes the standard errors from finite differences.
    assert ours.se == pytest.approx(theirs["glmer"]["se"], rel=1e-4)


@names
def test_metafor_with_7_nodes(arm, theirs):
    if "error" in theirs["metafor"]:
        pytest.fail(f"metafor gave no answer: {theirs['metafor']['error']}")
    ours = fitted(arm, theirs)
    assert ours.beta == pytest.approx(theirs["metafor"]["beta"], abs=1e-3 * ours.se.min())
    assert ours.tau2 == pytest.approx(theirs["metafor"]["tau2"], rel=1e-3)
