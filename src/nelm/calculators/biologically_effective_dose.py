"""Biologically effective dose (BED) of a dose rate that decays while damage is repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from nelm.calculators.ranges import Number, above_0_to, in_range, within


@dataclass(frozen=True, kw_only=True)
class Tissue:
    """Linear-quadratic parameters of a tissue.

    Attributes:
        alpha_beta_gy: alpha over beta, in Gy.
        repair_half_time_h: half-time of repair, in hours.
        source: where they come from.
        status: read there, or recalled and to be verified.
    """

    alpha_beta_gy: float
    repair_half_time_h: float
    source: str
    status: Literal["read", "recalled"]


TISSUES: Final[Mapping[str, Tissue]] = MappingProxyType(
    {
        "tumor": Tissue(
            alpha_beta_gy=10.0,
            repair_half_time_h=1.5,
            source="Cremonesi et al., Front Oncol 2014;4:210",
            status="recalled",
        ),
        "liver": Tissue(
            alpha_beta_gy=2.5,
            repair_half_time_h=2.5,
            source="Cremonesi et al., Front Oncol 2014;4:210",
            status="recalled",
        ),
    }
)
"""Named, never used unless they are passed."""


def bed_gy(
    *,
    dose_gy: Number,
    alpha_beta_gy: Number,
    repair_half_time_h: Number,
    effective_half_life_h: Number,
) -> Number:
    """Biologically effective dose in Gy after full decay with one half-life and one repair time.

    Args:
        dose_gy: absorbed dose in Gy, 0 to 5000.
        alpha_beta_gy: a/b of the tissue in Gy, 0.5 to 30; see `TISSUES`.
        repair_half_time_h: half-time of sublethal repair in h, 0.1 to 24.
        effective_half_life_h: of the dose rate in h, for microspheres the physical one; above 0 to
            10 000.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: BED = D (1 + D/(a/b) T_rep/(T_rep + T_eff)); linear-quadratic model with the factor of
    Dale (Br J Radiol 1985;58:515; recalled), checked by quadrature of the dose rate. The example
    is exact: 120 (1 + 12 x 1.5/65.6).

    >>> round(bed_gy(
    ...     dose_gy=120, alpha_beta_gy=10, repair_half_time_h=1.5, effective_half_life_h=64.1), 1)
    152.9
    """
    in_range("dose_gy", dose_gy, 0, 5000, above="cGy?")
    within("alpha_beta_gy", alpha_beta_gy, 0.5, 30)
    in_range("repair_half_time_h", repair_half_time_h, 0.1, 24, above="minutes?")
    above_0_to("effective_half_life_h", effective_half_life_h, 10_000, hint="seconds?")
    unrepaired = repair_half_time_h / (repair_half_time_h + effective_half_life_h)
    return dose_gy * (1 + dose_gy / alpha_beta_gy * unrepaired)
