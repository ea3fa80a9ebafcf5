"""Dose constant of 90Y: computed from energy and half-life, with the pair kept beside it.

The right unit is Gy kg/GBq, the same number as Gy g/MBq and J/GBq. "Gy/MBq/g", seen on the screen
of a public planning suite, is a mistake.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from nelm.calculators.ranges import Number, OutOfRangeError, in_range

JOULE_PER_MEV: Final = 1.602176634e-13
"""Exact since the SI of 2019: the elementary charge times a million volts."""
DECAYS_PER_GBQ_H: Final = 1e9 * 3600
"""Exact."""


def dose_constant_gy_kg_per_gbq(*, mean_energy_mev: Number, half_life_h: Number) -> Number:
    """Energy that 1 GBq leaves in tissue until it has decayed, where all of it is absorbed.

    Args:
        mean_energy_mev: mean energy absorbed per decay, in MeV; see `PRESETS`.
        half_life_h: physical half-life, in hours.

    Raises:
        OutOfRangeError: energy not within 0.001 to 10 MeV, half-life not within 0.1 to 10 000 h.

    Source: k = E T / ln 2; exact. The 49.38 below is what evaluated decay data give (AAPM, Dezarn
    et al., Med Phys 2011;38:4824; the pair is recalled and to be verified).

    >>> round(dose_constant_gy_kg_per_gbq(mean_energy_mev=0.9267, half_life_h=64.04), 2)
    49.38
    """
    in_range("mean_energy_mev", mean_energy_mev, 0.001, 10, above="keV?")
    in_range("half_life_h", half_life_h, 0.1, 10_000, above="seconds?")
    return mean_energy_mev * half_life_h * (JOULE_PER_MEV * DECAYS_PER_GBQ_H / math.log(2))


@dataclass(frozen=True, kw_only=True)
class DoseConstant:
    """A pair of mean energy and half-life of 90Y with who uses it.

    Attributes:
        name: of the preset, or your own.
        mean_energy_mev: mean beta energy, in MeV, 0.90 to 0.96.
        half_life_h: in hours, 63 to 65.
        source: where the pair comes from.
        status: whether it was read there, or is recalled and to be verified.
        printed_gy_kg_per_gbq: the constant as the source prints it, used in place of the product.
        gy_kg_per_gbq: what a calculation uses: the printed number, or else the product.

    >>> round(PRESETS["icrp107"].gy_kg_per_gbq, 2)
    49.77
    """

    name: str
    mean_energy_mev: float
    half_life_h: float
    source: str
    status: Literal["read", "recalled"]
    printed_gy_kg_per_gbq: float | None = None
    gy_kg_per_gbq: float = field(init=False)

    def __post_init__(self) -> None:
        in_range("mean_energy_mev", self.mean_energy_mev, 0.90, 0.96, above="keV?")
        in_range("half_life_h", self.half_life_h, 63, 65, below="days?")
        used = self.computed_gy_kg_per_gbq
        if self.printed_gy_kg_per_gbq is not None:
            in_range("printed_gy_kg_per_gbq", self.printed_gy_kg_per_gbq, 49, 51, above="per g?")
            used = self.printed_gy_kg_per_gbq
        object.__setattr__(self, "gy_kg_per_gbq", used)

    @property
    def computed_gy_kg_per_gbq(self) -> float:
        """What energy and half-life give."""
        product = dose_constant_gy_kg_per_gbq(
            mean_energy_mev=self.mean_energy_mev, half_life_h=self.half_life_h
        )
        return float(product)


PRESETS: Final[Mapping[str, DoseConstant]] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            DoseConstant(
                name="aapm2011",
                mean_energy_mev=0.9267,
                half_life_h=64.04,
                source="evaluated decay data; AAPM (Dezarn et al., Med Phys 2011;38:4824)",
                status="recalled",
            ),
            DoseConstant(
                name="legacy49.67",
                mean_energy_mev=0.9327,
                half_life_h=64.0,
                source="usual in calculators; van Roekel thesis, chapter 2 (49 670 Gy g/GBq)",
                status="read",
                printed_gy_kg_per_gbq=49.67,
            ),
            DoseConstant(
                name="icrp107",
                mean_energy_mev=0.9331,
                half_life_h=64.10,
                source="ICRP Publication 107 (half-life read in radioactivedecay; energy recalled)",
                status="recalled",
            ),
            DoseConstant(
                name="glass50",
                mean_energy_mev=0.9367,
                half_life_h=64.1,
                source="package insert of the glass microspheres: both inputs, rounded to 50",
                status="read",
                printed_gy_kg_per_gbq=50.0,
            ),
        )
    }
)
"""Pairs in use; their products spread by 1.2 %, so a result keeps the one it was made with."""

Constant: TypeAlias = str | DoseConstant
"""The name of a preset, or a pair."""


def dose_constant(constant: Constant) -> DoseConstant:
    """The pair meant by a name, or the pair itself.

    Raises:
        OutOfRangeError: a name that no preset has.

    >>> dose_constant("legacy49.67").gy_kg_per_gbq
    49.67
    """
    if isinstance(constant, DoseConstant):
        return constant
    if constant not in PRESETS:
        raise OutOfRangeError("constant", constant, f"a pair, or one of {', '.join(PRESETS)}")
    return PRESETS[constant]
