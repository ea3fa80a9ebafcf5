"""Decay of 177Lu: half-lives and the dose that electrons leave where they start."""

from __future__ import annotations

from nelm.calculators.lu177.preset import Preset
from nelm.calculators.ranges import Number, OutOfRangeError, above_0_to, in_range

PHYSICAL_HALF_LIFE_H = 6.647 * 24
"""Half-life of 177Lu. Read: EU product information of Lutathera, 6.647 days."""

MOST_ACTIVITY_MBQ = 100_000
MOST_DECAYS_MBQ_H = 10_000_000

ELECTRON_ENERGIES = (
    Preset(
        name="ejnmmi-physics-2020",
        value=0.1479,
        unit="MeV",
        source="EJNMMI Phys 2020, 10.1186/s40658-020-00301-2, table 1: 133.3 + 13.52 + 1.13 keV",
        status="read",
    ),
    Preset(
        name="decay-data",
        value=0.1473,
        unit="MeV",
        source="evaluated decay data",
        status="recalled",
        note="0.4 % below the energy read in EJNMMI Phys 2020",
    ),
)
"""Mean energy of all electrons per decay; photons carry another 0.035 MeV, mostly away."""

# J per MeV (SI 2019, exact) x decays per MBq s x s per h x g per kg.
_GY_G_PER_MBQ_H_PER_MEV = 1.602176634e-13 * 1e6 * 3600 * 1000


def electron_dose_factor_gy_g_per_mbq_h(*, electron_energy_mev: float) -> float:
    """Dose of electrons that stay where they start: 1 MBq h in 1 g gives this many Gy.

    c = E x 1.602176634e-13 J/MeV x 1e6 x 3600 s/h x 1000 g/kg

    Args:
        electron_energy_mev: mean electron energy per decay in MeV, 0.05 to 1;
            see `ELECTRON_ENERGIES`.

    Raises:
        OutOfRangeError: the energy is no mean electron energy in MeV.

    Source: definition of absorbed dose; derived.

    >>> f"{electron_dose_factor_gy_g_per_mbq_h(electron_energy_mev=0.1473):.5f}"
    '0.08496'
    """
    in_range("electron_energy_mev", electron_energy_mev, 0.05, 1, above="keV?")
    return _GY_G_PER_MBQ_H_PER_MEV * electron_energy_mev


def self_dose_gy(
    *, time_integrated_activity_mbq_h: Number, mass_g: Number, electron_energy_mev: float
) -> Number:
    """Mean dose in Gy that the electrons of an organ or tumor leave in it; no photons.

    D = c x time-integrated activity / mass

    Args:
        time_integrated_activity_mbq_h: all decays in the organ, in MBq h, 0 to
            10 000 000.
        mass_g: mass of the organ in g, 0.1 to 10 000.
        electron_energy_mev: mean electron energy per decay in MeV.

    Raises:
        OutOfRangeError: a quantity is out of range.

    Source: MIRD schema, absorbed fraction of electrons 1; derived.

    Example: 1000 MBq h in 100 g is 10 MBq h in 1 g, ten times the factor.

    >>> dose = self_dose_gy(
    ...     time_integrated_activity_mbq_h=1000, mass_g=100, electron_energy_mev=0.1473
    ... )
    >>> f"{dose:.4f}"
    '0.8496'
    """
    decays = time_integrated_activity_mbq_h
    in_range("time_integrated_activity_mbq_h", decays, 0, MOST_DECAYS_MBQ_H, above="Bq h?")
    in_range("mass_g", mass_g, 0.1, 10_000, below="kg?")
    factor = electron_dose_factor_gy_g_per_mbq_h(electron_energy_mev=electron_energy_mev)
    return factor * decays / mass_g


def effective_half_life_h(*, biological_half_life_h: Number) -> Number:
    """Half-life in h of 177Lu that decays and is cleared: 1/T_eff = 1/T_phys + 1/T_biol.

    Args:
        biological_half_life_h: of the clearance alone, in h, above 0 to 1 000 000.

    Raises:
        OutOfRangeError: the half-life is out of range.

    Source: both processes are exponential, so their rates add; exact.

    Example: equal half-lives make half of either.

    >>> effective_half_life_h(biological_half_life_h=6.647 * 24) == 6.647 * 24 / 2
    True
    """
    above_0_to("biological_half_life_h", biological_half_life_h, 1e6, hint="seconds?")
    return 1 / (1 / PHYSICAL_HALF_LIFE_H + 1 / biological_half_life_h)


def check_effective_half_life(field: str, half_life_h: Number) -> None:
    """Refuse an effective half-life longer than the physical one: nothing decays more slowly.

    >>> check_effective_half_life("effective_half_life_h", 200)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: effective_half_life_h is 200.0; allowed: above 0 to \
159.528, the physical half-life of 177Lu
    """
    try:
        above_0_to(field, half_life_h, PHYSICAL_HALF_LIFE_H)
    except OutOfRangeError as refused:
        allowed = f"{refused.allowed}, the physical half-life of 177Lu"
        raise OutOfRangeError(field, refused.value, allowed) from None


def check_organ_activity(field: str, activity_mbq: Number) -> None:
    """Refuse an activity that no course leaves in an organ.

    >>> check_organ_activity("activity_mbq", 5e6)
    Traceback (most recent call last):
    ...
    nelm.calculators.ranges.OutOfRangeError: activity_mbq is 5000000.0; allowed: 0 to 100000 \
(kBq or Bq?)
    """
    in_range(field, activity_mbq, 0, MOST_ACTIVITY_MBQ, above="kBq or Bq?")
