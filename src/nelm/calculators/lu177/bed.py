"""Biologically effective dose of 177Lu: of one cycle, and over cycles."""

from __future__ import annotations

from collections.abc import Sequence

from nelm.calculators.biologically_effective_dose import bed_gy
from nelm.calculators.lu177.physics import check_effective_half_life
from nelm.calculators.lu177.preset import Preset
from nelm.calculators.ranges import Number, OutOfRangeError, in_range, number_list

_PYTHERANOSTICS = "shipped by PyTheranostics for kidneys"
KIDNEY_RADIOBIOLOGY = (
    Preset("kidney-alpha-beta", 2.6, "Gy", _PYTHERANOSTICS, "read"),
    Preset("kidney-repair-half-time", 2.8, "h", _PYTHERANOSTICS, "read"),
)
"""Parameters of a model, with no default; the biology behind them was not read."""


def biologically_effective_dose_gy(
    *,
    dose_gy: Number,
    alpha_beta_gy: Number,
    repair_half_time_h: Number,
    effective_half_life_h: Number,
) -> Number:
    """Biologically effective dose in Gy of one cycle, decaying with one half-life to the end.

    BED = D (1 + D/(a/b) x T_rep/(T_rep + T_eff))

    Args:
        dose_gy: absorbed dose of the cycle in Gy, 0 to 1000.
        alpha_beta_gy: a/b of the organ in Gy, 0.5 to 30; see `KIDNEY_RADIOBIOLOGY`.
        repair_half_time_h: half-time of sublethal repair in h, 0.1 to 24.
        effective_half_life_h: of the activity in the organ in h; at most the physical one.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: `bed_gy`, within what is plausible for 177Lu. Example, exact: with T_rep = T_eff and
    D = a/b, BED = 1.5 D.

    >>> biologically_effective_dose_gy(
    ...     dose_gy=10, alpha_beta_gy=10, repair_half_time_h=20, effective_half_life_h=20
    ... )
    15.0
    """
    in_range("dose_gy", dose_gy, 0, 1000, above="cGy?")
    check_effective_half_life("effective_half_life_h", effective_half_life_h)
    return bed_gy(
        dose_gy=dose_gy,
        alpha_beta_gy=alpha_beta_gy,
        repair_half_time_h=repair_half_time_h,
        effective_half_life_h=effective_half_life_h,
    )


def cumulative_bed_gy(
    *,
    doses_gy: Sequence[float],
    alpha_beta_gy: float,
    repair_half_time_h: float,
    effective_half_lives_h: Sequence[float],
    earlier_bed_gy: float,
) -> float:
    """Biologically effective dose in Gy that adds up over cycles, repair complete in between.

    Args:
        doses_gy: absorbed dose of each cycle in Gy.
        alpha_beta_gy: a/b of the organ in Gy; see `KIDNEY_RADIOBIOLOGY`.
        repair_half_time_h: half-time of repair in h.
        effective_half_lives_h: of each cycle in h, as many as doses.
        earlier_bed_gy: of earlier treatment, in Gy, 0 to 5000; 0 where none.

    Raises:
        OutOfRangeError: no cycle, unlike numbers of both, a quantity out of range.

    Source: linear-quadratic model; derived. Example, exact: two cycles of the one above.

    >>> cumulative_bed_gy(
    ...     doses_gy=[10, 10], alpha_beta_gy=10, repair_half_time_h=20,
    ...     effective_half_lives_h=[20, 20], earlier_bed_gy=0,
    ... )
    30.0
    """
    number_list("doses_gy", doses_gy)
    number_list("effective_half_lives_h", effective_half_lives_h)
    if not len(doses_gy) or len(doses_gy) != len(effective_half_lives_h):
        given = f"{len(effective_half_lives_h)} for {len(doses_gy)} doses"
        raise OutOfRangeError("effective_half_lives_h", given, "one for each dose")
    in_range("earlier_bed_gy", earlier_bed_gy, 0, 5000, above="cGy?")
    cycles = (
        biologically_effective_dose_gy(
            dose_gy=dose,
            alpha_beta_gy=alpha_beta_gy,
            repair_half_time_h=repair_half_time_h,
            effective_half_life_h=half_life,
        )
        for dose, half_life in zip(doses_gy, effective_half_lives_h, strict=True)
    )
    return float(earlier_bed_gy) + sum(float(cycle) for cycle in cycles)
