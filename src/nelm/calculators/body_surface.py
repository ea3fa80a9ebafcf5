"""Body surface area from height and weight: four published formulas."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np

from nelm.calculators.ranges import Number, OutOfRangeError, in_range

FormulaName: TypeAlias = Literal["du-bois", "mosteller", "haycock", "gehan-george"]


@dataclass(frozen=True)
class PowerLaw:
    """Surface in m2 = coefficient x height^height_power x weight^weight_power, in cm and kg."""

    coefficient: float
    height_power: float
    weight_power: float
    source: str


# Coefficients read in the public packages admiral and clinPK; the papers were not read.
FORMULAS: Mapping[FormulaName, PowerLaw] = MappingProxyType(
    {
        "du-bois": PowerLaw(0.007184, 0.725, 0.425, "Du Bois, Arch Intern Med 1916;17:863"),
        "mosteller": PowerLaw(1 / 60, 0.5, 0.5, "Mosteller, N Engl J Med 1987;317:1098"),
        "haycock": PowerLaw(0.024265, 0.3964, 0.5378, "Haycock, J Pediatr 1978;93:62"),
        "gehan-george": PowerLaw(
            0.0235, 0.42246, 0.51456, "Gehan and George, Cancer Chemother Rep 1970;54:225"
        ),
    }
)
HEIGHT_CM = (120.0, 220.0)
WEIGHT_KG = (30.0, 250.0)


@dataclass(frozen=True)
class BodySurfaces:
    """The surface of one person by every formula.

    Attributes:
        spread_m2: largest minus smallest: what the choice of a formula can move.
    """

    du_bois_m2: Number
    mosteller_m2: Number
    haycock_m2: Number
    gehan_george_m2: Number
    spread_m2: Number


def body_surface_m2(*, height_cm: Number, weight_kg: Number, formula: FormulaName) -> Number:
    """Body surface in m2 by the named formula, for adults.

    Args:
        height_cm: height in cm, 120 to 220.
        weight_kg: weight in kg, 30 to 250.
        formula: `du-bois`, `mosteller`, `haycock` or `gehan-george`.

    Raises:
        OutOfRangeError: height or weight is not an adult's, or the formula has no such name.

    Source: see `FORMULAS`; coefficients read in admiral and clinPK. Example: clinPK's own test.

    >>> f"{body_surface_m2(height_cm=180, weight_kg=80, formula='du-bois'):.3f}"
    '1.996'
    """
    if formula not in FORMULAS:
        raise OutOfRangeError("formula", formula, ", ".join(FORMULAS))
    _check_adult(height_cm, weight_kg)
    law = FORMULAS[formula]
    return law.coefficient * height_cm**law.height_power * weight_kg**law.weight_power


def body_surfaces(*, height_cm: Number, weight_kg: Number) -> BodySurfaces:
    """Body surface in m2 by all four formulas side by side, with their spread.

    Args:
        height_cm: height in cm, 120 to 220.
        weight_kg: weight in kg, 30 to 250.

    Raises:
        OutOfRangeError: height or weight is not an adult's.

    Source: see `FORMULAS`; coefficients read in admiral and clinPK. Example: clinPK's own tests.

    >>> found = body_surfaces(height_cm=180, weight_kg=80)
    >>> f"{found.du_bois_m2:.3f} {found.mosteller_m2:.3f} {found.haycock_m2:.3f}"
    '1.996 2.000 2.007'
    """
    found: dict[FormulaName, Number] = {
        name: body_surface_m2(height_cm=height_cm, weight_kg=weight_kg, formula=name)
        for name in FORMULAS
    }
    all_of_them = np.stack([np.asarray(surface, dtype=float) for surface in found.values()])
    spread = np.ptp(all_of_them, axis=0)
    return BodySurfaces(
        du_bois_m2=found["du-bois"],
        mosteller_m2=found["mosteller"],
        haycock_m2=found["haycock"],
        gehan_george_m2=found["gehan-george"],
        spread_m2=float(spread) if spread.ndim == 0 else spread,
    )


def mosteller_m2(*, height_cm: float, weight_kg: float) -> float:
    """Body surface in m2 (Mosteller, N Engl J Med 1987;317:1098).

    Refuses nothing: the case and the registry have ranges of their own for height and weight.
    For planning use `body_surface_m2`.

    Args:
        height_cm: height in cm.
        weight_kg: weight in kg.

    >>> round(mosteller_m2(height_cm=180, weight_kg=80), 2)
    2.0
    """
    return math.sqrt(height_cm * weight_kg / 3600)


def _check_adult(height_cm: Number, weight_kg: Number) -> None:
    in_range("height_cm", height_cm, *HEIGHT_CM, above="mm?", below="m or inches?")
    in_range("weight_kg", weight_kg, *WEIGHT_KG, above="lb or g?")
