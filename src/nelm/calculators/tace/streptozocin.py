"""Streptozocin: a ceiling per dose, less of it for worse kidneys, and a notice.

The review writes streptozotocin.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from nelm.calculators.ranges import Number, in_range
from nelm.calculators.tace.dose import SurfaceDose, surface_dose

CEILING_MG_M2 = 1500.0
"""Largest single dose. Read: Zanosar prescribing information, dosage and administration."""

INTRA_ARTERIAL_NOTICE = (
    "the label does not recommend intra-arterial use until it is known whether adverse renal "
    "effects come sooner by this route (Zanosar prescribing information, dosage and "
    "administration)"
)
ANESTHESIA_NOTICE = "given under general anesthesia because it hurts (Dermine 2019, 1.4.1)"
RENAL_SOURCE = (
    "Medscape and Skyscape drug references: 75 % at a clearance of 10 to 50 mL/min, 50 % below "
    "10; the US label has no such table"
)
"""Read in both; secondary."""

FULL_ABOVE_ML_MIN = 50.0  # read in Medscape and Skyscape; secondary
HALF_BELOW_ML_MIN = 10.0  # read in Medscape and Skyscape; secondary


@dataclass(frozen=True)
class StreptozocinDose:
    """A dose by surface and kidney function, with what the sources ask for.

    Attributes:
        dose_mg: after the reduction.
        share: of the full dose.
        full: the dose by surface alone.
        notices: to be printed beside the dose.
    """

    dose_mg: float
    share: float
    full: SurfaceDose
    notices: tuple[str, ...] = field(default=(INTRA_ARTERIAL_NOTICE, ANESTHESIA_NOTICE))


def streptozocin_share(*, creatinine_clearance_ml_min: Number) -> Number:
    """Share of the streptozocin dose for a creatinine clearance.

    1 above 50 mL/min, 0.75 from 10 to 50, 0.5 below 10.

    Args:
        creatinine_clearance_ml_min: in mL/min, 3 to 250.

    Raises:
        OutOfRangeError: the clearance is out of range.

    Source: secondary drug references, see `RENAL_SOURCE`; for intravenous use.

    >>> [streptozocin_share(creatinine_clearance_ml_min=x) for x in (51, 50, 10, 9)]
    [1.0, 0.75, 0.75, 0.5]
    """
    in_range("creatinine_clearance_ml_min", creatinine_clearance_ml_min, 3, 250, below="mL/s?")
    numbers = np.asarray(creatinine_clearance_ml_min, dtype=float)
    conditions = [numbers > FULL_ABOVE_ML_MIN, numbers >= HALF_BELOW_ML_MIN]
    found = np.select(conditions, [1.0, 0.75], default=0.5)
    return found if isinstance(creatinine_clearance_ml_min, np.ndarray) else float(found)


def streptozocin_dose(
    *,
    amount_mg_m2: float,
    surface_m2: float,
    surface_cap_m2: float | None,
    creatinine_clearance_ml_min: float,
) -> StreptozocinDose:
    """Dose of streptozocin in mg by body surface and creatinine clearance, with its notices.

    Args:
        amount_mg_m2: in mg/m2, 100 to 1500, the ceiling of one dose; the review's is 1500.
        surface_m2: body surface in m2, 1.0 to 2.8.
        surface_cap_m2: surface above which the dose does not rise; None for no cap.
        creatinine_clearance_ml_min: in mL/min, 3 to 250.

    Raises:
        OutOfRangeError: a quantity is out of range; more than 1500 mg/m2.

    Source: Dermine 2019, 1.4.1 (amount, read); Zanosar label (ceiling and notice, read);
    `RENAL_SOURCE`. Example, exact: three quarters of 1500 x 2.

    >>> found = streptozocin_dose(
    ...     amount_mg_m2=1500, surface_m2=2.0, surface_cap_m2=None, creatinine_clearance_ml_min=40
    ... )
    >>> found.dose_mg, len(found.notices)
    (2250.0, 2)
    """
    ceiling = f"{CEILING_MG_M2:g} is the ceiling of a single dose"
    in_range("amount_mg_m2", amount_mg_m2, 100, CEILING_MG_M2, below="g/m2?", above=ceiling)
    share = float(streptozocin_share(creatinine_clearance_ml_min=creatinine_clearance_ml_min))
    full = surface_dose(
        amount_mg_m2=amount_mg_m2, surface_m2=surface_m2, surface_cap_m2=surface_cap_m2
    )
    return StreptozocinDose(full.dose_mg * share, share, full)
