"""Amount of a drug by body surface, with the cap of the surface on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nelm.calculators.ranges import above_0_to, in_range, within

SURFACE_M2 = (1.0, 2.8)


@dataclass(frozen=True)
class DrugAmount:
    """An amount that a publication names.

    Attributes:
        name: how to ask for it.
        drug: generic name.
        amount_mg_m2: per body surface.
        source: who published it.
        status: read in the source, or recalled and to be verified.
    """

    name: str
    drug: str
    amount_mg_m2: float
    source: str
    status: Literal["read", "recalled"]


AMOUNTS = (
    DrugAmount("dermine-2019-doxorubicin", "doxorubicin", 50, "Dermine 2019, 1.4.1", "read"),
    DrugAmount("dermine-2019-streptozocin", "streptozocin", 1500, "Dermine 2019, 1.4.1", "read"),
)
"""Named, never used unasked. Cisplatin and mitomycin C have no entry: the review names the
combinations without amounts."""


@dataclass(frozen=True)
class SurfaceDose:
    """A dose and the surface it was computed from.

    Attributes:
        dose_mg: amount x surface used.
        amount_mg_m2: as asked for.
        surface_m2: of the patient.
        surface_used_m2: after the cap.
        surface_cap_m2: None when no cap was chosen.
        capped: whether the cap changed the surface.
    """

    dose_mg: float
    amount_mg_m2: float
    surface_m2: float
    surface_used_m2: float
    surface_cap_m2: float | None
    capped: bool


def surface_dose(
    *, amount_mg_m2: float, surface_m2: float, surface_cap_m2: float | None
) -> SurfaceDose:
    """Dose of a drug in mg by body surface; capping the surface is a choice and is recorded.

    dose = amount x min(surface, cap)

    Args:
        amount_mg_m2: in mg/m2, above 0 to 3000; there is no default, see `AMOUNTS`.
        surface_m2: body surface in m2, 1.0 to 2.8, by the formula of your choice.
        surface_cap_m2: surface above which the dose does not rise, 1.5 to 2.8; None for no cap.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: arithmetic; 50 mg/m2 of doxorubicin is the review's amount (read). Example, exact:
    1.8097 m2 (170 cm, 70 kg, Du Bois).

    >>> dose = surface_dose(amount_mg_m2=50, surface_m2=1.8097, surface_cap_m2=None)
    >>> f"{dose.dose_mg:.3f}", dose.capped
    ('90.485', False)
    """
    above_0_to("amount_mg_m2", amount_mg_m2, 3000)
    check_surface("surface_m2", surface_m2)
    if surface_cap_m2 is not None:
        within("surface_cap_m2", surface_cap_m2, 1.5, SURFACE_M2[1])
    used = surface_m2 if surface_cap_m2 is None else min(surface_m2, surface_cap_m2)
    return SurfaceDose(
        dose_mg=amount_mg_m2 * used,
        amount_mg_m2=amount_mg_m2,
        surface_m2=surface_m2,
        surface_used_m2=used,
        surface_cap_m2=surface_cap_m2,
        capped=used < surface_m2,
    )


def check_surface(field: str, surface_m2: float) -> None:
    """Refuse a body surface that is no adult's in m2.

    >>> check_surface("surface_m2", 18097)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: surface_m2 is 18097.0; allowed: 1 to 2.8 (cm2?)
    """
    in_range(field, surface_m2, *SURFACE_M2, above="cm2?")
