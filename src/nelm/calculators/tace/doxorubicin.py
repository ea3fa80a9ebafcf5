"""Doxorubicin: less of it, and none, as bilirubin rises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.calculators.ranges import Number, in_range, within
from nelm.calculators.tace.dose import SurfaceDose, surface_dose


@dataclass(frozen=True)
class BilirubinStep:
    """Share of the dose that is given up to a bilirubin, above the step before."""

    up_to_mg_dl: float
    share: float


STEPS = (BilirubinStep(3.0, 0.5), BilirubinStep(5.0, 0.25))
FULL_BELOW_MG_DL = 1.2
SOURCE = (
    "doxorubicin prescribing information (US, Pfizer), 2.4, table 1: modification of 50 % at 1.2 "
    "to 3 mg/dL and 75 % at 3.1 to 5 mg/dL, contraindicated above 5 mg/dL or in Child-Pugh C"
)
"""Read on the manufacturer's page, whose column is named `dosage modification`. That it means
reductions, so that 75 % leaves a quarter, is said by a secondary page and was not read in the
label itself."""


@dataclass(frozen=True)
class DoxorubicinDose:
    """A dose by surface and bilirubin.

    Attributes:
        dose_mg: after the reduction.
        share: of the full dose.
        full: the dose by surface alone.
    """

    dose_mg: float
    share: float
    full: SurfaceDose


def doxorubicin_share(*, bilirubin_mg_dl: Number) -> Number:
    """Share of the doxorubicin dose that total bilirubin allows; above 5 mg/dL none is given.

    1 below 1.2 mg/dL, 0.5 from 1.2 to 3.0, 0.25 above 3.0 to 5.0 (what lies between the printed
    3 and 3.1 counts as the higher step).

    Args:
        bilirubin_mg_dl: total bilirubin in mg/dL, 0.1 to 5.

    Raises:
        OutOfRangeError: bilirubin above 5 mg/dL, or no plausible value.

    Source: US prescribing information of doxorubicin, for intravenous use; see `SOURCE`.

    >>> [doxorubicin_share(bilirubin_mg_dl=x) for x in (1.1, 1.2, 3.0, 3.1, 5.0)]
    [1.0, 0.5, 0.5, 0.25, 0.25]
    """
    _check_bilirubin(bilirubin_mg_dl)
    numbers = np.asarray(bilirubin_mg_dl, dtype=float)
    conditions = [numbers < FULL_BELOW_MG_DL, *(numbers <= step.up_to_mg_dl for step in STEPS)]
    found = np.select(conditions, [1.0, *(step.share for step in STEPS)], default=np.nan)
    return found if isinstance(bilirubin_mg_dl, np.ndarray) else float(found)


def doxorubicin_dose(
    *,
    amount_mg_m2: float,
    surface_m2: float,
    surface_cap_m2: float | None,
    bilirubin_mg_dl: float,
) -> DoxorubicinDose:
    """Dose of doxorubicin in mg by body surface and bilirubin.

    Args:
        amount_mg_m2: in mg/m2, 5 to 100; the review's is 50.
        surface_m2: body surface in m2, 1.0 to 2.8.
        surface_cap_m2: surface above which the dose does not rise; None for no cap.
        bilirubin_mg_dl: total bilirubin in mg/dL, 0.1 to 5.

    Raises:
        OutOfRangeError: a quantity is out of range; bilirubin above 5 mg/dL.

    Source: Dermine 2019, 1.4.1 (amount, read); label (steps), see `SOURCE`. The steps were made
    for intravenous use. Example, exact: half of 50 x 2.

    >>> found = doxorubicin_dose(
    ...     amount_mg_m2=50, surface_m2=2.0, surface_cap_m2=None, bilirubin_mg_dl=2.0
    ... )
    >>> found.dose_mg, found.share
    (50.0, 0.5)
    """
    within("amount_mg_m2", amount_mg_m2, 5, 100)
    share = float(doxorubicin_share(bilirubin_mg_dl=bilirubin_mg_dl))
    full = surface_dose(
        amount_mg_m2=amount_mg_m2, surface_m2=surface_m2, surface_cap_m2=surface_cap_m2
    )
    return DoxorubicinDose(full.dose_mg * share, share, full)


def _check_bilirubin(bilirubin_mg_dl: Number) -> None:
    in_range(
        "bilirubin_mg_dl",
        bilirubin_mg_dl,
        0.1,
        STEPS[-1].up_to_mg_dl,
        above="no doxorubicin above; or umol/L?",
    )
