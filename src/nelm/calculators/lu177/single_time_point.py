"""Time-integrated activity from one scan, and how far the estimate is from the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nelm.calculators.lu177.physics import (
    check_effective_half_life,
    check_organ_activity,
    electron_dose_factor_gy_g_per_mbq_h,
)
from nelm.calculators.lu177.preset import Preset
from nelm.calculators.lu177.time_activity import LN_2, half
from nelm.calculators.ranges import (
    Number,
    OutOfRangeError,
    above_0_to,
    within,
)

EARLIEST_H = 24.0
"""Read (Willowson 2018): with a mean half-life kidney doses were off by 59 % from a scan at 4 h
and by 30 % at 24 h, with the patient's own half-life by 13 % and 2 %."""

LATEST_H = 400.0
MOST_HALF_LIVES = 100.0
"""Later nothing is left, whatever the activity was."""

_RPT_DOSI = "code of rpt_dosi, after Haenscheid 2017"
POPULATION_HALF_LIVES = (
    Preset("kidney", 51, "h", "Haenscheid, J Nucl Med 2018", "recalled"),
    Preset("kidney-rpt-dosi", 50, "h", _RPT_DOSI, "read"),
    Preset("liver-rpt-dosi", 67, "h", _RPT_DOSI, "read"),
    Preset("spleen-rpt-dosi", 67, "h", _RPT_DOSI, "read"),
    Preset("tumor-rpt-dosi", 77, "h", _RPT_DOSI, "read"),
)
"""Half-lives differ between patients with a log-normal, not a normal distribution (read: J Nucl
Med 2022, PMC8882881, which also finds the best time for 177Lu-DOTATATE near 72 h)."""

DOSE_FACTORS = (
    Preset(
        "haenscheid-2017",
        0.125,
        "Gy g/(MBq h)",
        _RPT_DOSI,
        "read",
        note="2 % above the factor of electrons alone, 0.1226",
    ),
)


def haenscheid_tia_mbq_h(*, activity_mbq: Number, time_h: Number) -> Number:
    """Time-integrated activity in MBq h from one late scan, without a half-life: A(t) 2t/ln 2.

    At most 6 % too high, and never too low, when the scan falls between one and two effective
    half-lives; see `haenscheid_ratio`.

    Args:
        activity_mbq: activity in the organ at the scan, in MBq.
        time_h: of the scan after injection, in h, 24 to 400.

    Raises:
        OutOfRangeError: a quantity is out of range; a scan before 24 h needs the patient's own
            half-life, see `known_half_life_tia_mbq_h`.

    Source: Haenscheid, J Nucl Med 2018;59:75; formula read in the code of rpt_dosi.
    Example, exact: of 100 MBq with a half-life of 72 h, 50 are left at 72 h and 7200/ln 2 is
    returned, which is the true integral.

    >>> f"{haenscheid_tia_mbq_h(activity_mbq=50, time_h=72) * 0.693147181:.2f}"
    '7200.00'
    """
    check_organ_activity("activity_mbq", activity_mbq)
    _check_time(time_h, own=False)
    return activity_mbq * 2 * time_h / LN_2


def haenscheid_ratio(*, time_h: Number, effective_half_life_h: Number) -> Number:
    """Estimate of `haenscheid_tia_mbq_h` over the truth of one exponential: 2x 2^-x, x = t/T.

    Exactly 1 at one and two half-lives, at most 1.061 between, below 1 outside.

    Args:
        time_h: of the scan in h.
        effective_half_life_h: true one, in h; at most the physical half-life.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: derived from both integrals; exact.

    >>> haenscheid_ratio(time_h=102, effective_half_life_h=51)
    1.0
    """
    above_0_to("time_h", time_h, 10_000, hint="seconds?")
    check_effective_half_life("effective_half_life_h", effective_half_life_h)
    halvings = time_h / effective_half_life_h
    return 2 * halvings * half(time_h, effective_half_life_h)


@dataclass(frozen=True)
class ScanWindow:
    """Times after injection at which one scan serves the method."""

    earliest_h: float
    latest_h: float


def haenscheid_window(*, shortest_half_life_h: float, longest_half_life_h: float) -> ScanWindow:
    """Times in h for which every half-life of a range lies in the window T to 2T of the method.

    Args:
        shortest_half_life_h: in h.
        longest_half_life_h: in h; at most the physical half-life and twice the shortest.

    Raises:
        OutOfRangeError: a quantity is out of range, or no time serves both ends.

    Source: derived from `haenscheid_ratio`. Example: 51 h alone gives 51 to 102 h; half-lives of
    77 to 84 h leave 84 to 154 h.

    >>> haenscheid_window(shortest_half_life_h=77, longest_half_life_h=84)
    ScanWindow(earliest_h=84, latest_h=154)
    """
    check_effective_half_life("shortest_half_life_h", shortest_half_life_h)
    check_effective_half_life("longest_half_life_h", longest_half_life_h)
    if not shortest_half_life_h <= longest_half_life_h <= 2 * shortest_half_life_h:
        allowed = f"{shortest_half_life_h:g} to {2 * shortest_half_life_h:g}: one scan serves both"
        raise OutOfRangeError("longest_half_life_h", longest_half_life_h, allowed)
    return ScanWindow(longest_half_life_h, 2 * shortest_half_life_h)


def known_half_life_tia_mbq_h(
    *,
    activity_mbq: Number,
    time_h: Number,
    effective_half_life_h: Number,
    half_life_is_own: bool,
) -> Number:
    """Time-integrated activity in MBq h from one scan and a half-life: A(t) 2^(t/T) T/ln 2.

    Args:
        activity_mbq: activity in the organ at the scan, in MBq.
        time_h: of the scan after injection, in h: from 24, or from 1 with an own half-life.
        effective_half_life_h: in h; at most the physical half-life.
        half_life_is_own: measured in this patient in an earlier cycle, not taken from others.

    Raises:
        OutOfRangeError: a quantity is out of range, or the scan too early for a half-life of
            others.

    Source: Madsen, Med Phys 2018; formula read in the code of rpt_dosi; exact for one
    exponential. Example: 25 MBq at 100 h with 50 h were 100 MBq at 0 h.

    >>> tia = known_half_life_tia_mbq_h(
    ...     activity_mbq=25, time_h=100, effective_half_life_h=50, half_life_is_own=True
    ... )
    >>> f"{tia * 0.693147181:.2f}"
    '5000.00'
    """
    check_organ_activity("activity_mbq", activity_mbq)
    check_effective_half_life("effective_half_life_h", effective_half_life_h)
    _check_time(time_h, own=half_life_is_own)
    _check_halvings(time_h, effective_half_life_h)
    return activity_mbq / half(time_h, effective_half_life_h) * effective_half_life_h / LN_2


def known_half_life_dose_gy(
    *,
    concentration_mbq_g: Number,
    time_h: Number,
    effective_half_life_h: Number,
    half_life_is_own: bool,
    dose_factor_gy_g_per_mbq_h: float,
) -> Number:
    """Dose in Gy from one scan and a half-life: D = F C 2^(t/T) T.

    Args:
        concentration_mbq_g: activity per gram at the scan, in MBq/g; of a concentration per mL,
            divided by the density.
        time_h: of the scan after injection, in h: from 24, or from 1 with an own half-life.
        effective_half_life_h: in h; at most the physical half-life.
        half_life_is_own: measured in this patient in an earlier cycle, not taken from others.
        dose_factor_gy_g_per_mbq_h: F in Gy g/(MBq h), 0.05 to 0.2, with ln 2 divided out; see
            `DOSE_FACTORS` and `electron_single_point_factor_gy_g_per_mbq_h`.

    Raises:
        OutOfRangeError: a quantity is out of range, or the scan too early for a half-life of
            others.

    Source: Haenscheid 2017; formula and F = 0.125 read in the code of rpt_dosi.
    Example, exact: 1 MBq/g at one half-life of 50 h is 2 MBq/g at 0 h: F x 100.

    >>> known_half_life_dose_gy(
    ...     concentration_mbq_g=1, time_h=50, effective_half_life_h=50, half_life_is_own=True,
    ...     dose_factor_gy_g_per_mbq_h=0.125,
    ... )
    12.5
    """
    within("concentration_mbq_g", concentration_mbq_g, 0, 1000, hint="kBq or Bq?")
    check_effective_half_life("effective_half_life_h", effective_half_life_h)
    _check_time(time_h, own=half_life_is_own)
    _check_halvings(time_h, effective_half_life_h)
    within("dose_factor_gy_g_per_mbq_h", dose_factor_gy_g_per_mbq_h, 0.05, 0.2)
    at_zero = concentration_mbq_g / half(time_h, effective_half_life_h)
    return dose_factor_gy_g_per_mbq_h * at_zero * effective_half_life_h


def electron_single_point_factor_gy_g_per_mbq_h(*, electron_energy_mev: float) -> float:
    """F of `known_half_life_dose_gy` for electrons alone: the electron dose factor over ln 2.

    Args:
        electron_energy_mev: mean electron energy per decay in MeV.

    Raises:
        OutOfRangeError: the energy is no mean electron energy in MeV.

    Source: derived.

    >>> f"{electron_single_point_factor_gy_g_per_mbq_h(electron_energy_mev=0.1473):.4f}"
    '0.1226'
    """
    return electron_dose_factor_gy_g_per_mbq_h(electron_energy_mev=electron_energy_mev) / LN_2


def _check_time(time_h: Number, *, own: bool) -> None:
    if not isinstance(own, bool):  # `no` would count as true
        raise OutOfRangeError("half_life_is_own", own, "True or False")
    if own:
        within("time_h", time_h, 1, LATEST_H)
        return
    try:
        within("time_h", time_h, EARLIEST_H, LATEST_H)
    except OutOfRangeError as refused:
        days = isinstance(refused.value, float) and 1 <= refused.value <= 8
        question = " (days?)" if days else ""
        reason = "earlier only with the patient's own half-life of an earlier cycle"
        allowed = f"{EARLIEST_H:g} to {LATEST_H:g}{question}; {reason}"
        raise OutOfRangeError("time_h", refused.value, allowed) from None


def _check_halvings(time_h: Number, effective_half_life_h: Number) -> None:
    """A scan so late that nothing is left says nothing."""
    halvings = np.asarray(time_h, dtype=float) / np.asarray(effective_half_life_h, dtype=float)
    if (halvings > MOST_HALF_LIVES).any():
        allowed = f"a scan at most {MOST_HALF_LIVES:g} half-lives after injection"
        raise OutOfRangeError("effective_half_life_h", effective_half_life_h, allowed)
