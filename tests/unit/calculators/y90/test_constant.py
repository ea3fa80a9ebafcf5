"""The dose constant: computed from its pair, which travels with it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.y90.constant import (
    PRESETS,
    DoseConstant,
    dose_constant,
    dose_constant_gy_kg_per_gbq,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("aapm2011", 49.38), ("legacy49.67", 49.67), ("icrp107", 49.77), ("glass50", 49.96)],
)
def test_the_pair_of_each_preset_gives_its_number(name: str, expected: float) -> None:
    assert PRESETS[name].computed_gy_kg_per_gbq == pytest.approx(expected, abs=6e-3)


@pytest.mark.parametrize(("name", "used"), [("legacy49.67", 49.67), ("glass50", 50.0)])
def test_a_printed_number_is_used_as_printed(name: str, used: float) -> None:
    assert PRESETS[name].gy_kg_per_gbq == used
    assert used == pytest.approx(PRESETS[name].computed_gy_kg_per_gbq, rel=1e-3)


def test_presets_spread_by_1_2_percent() -> None:
    numbers = [one.computed_gy_kg_per_gbq for one in PRESETS.values()]
    assert max(numbers) / min(numbers) - 1 == pytest.approx(0.012, abs=5e-4)


def test_rounding_the_half_life_to_64_hours_costs_0_16_percent() -> None:
    rounded, tabulated = (
        dose_constant_gy_kg_per_gbq(mean_energy_mev=0.9331, half_life_h=hours)
        for hours in (64.0, 64.1)
    )
    assert rounded / tabulated - 1 == pytest.approx(-0.0016, abs=5e-5)


def test_constant_is_energy_times_mean_life() -> None:
    """1 MeV at a mean life of one hour: 1.602e-13 J x 3.6e12 decays."""
    number = dose_constant_gy_kg_per_gbq(mean_energy_mev=1.0, half_life_h=math.log(2))
    assert number == pytest.approx(1.602176634e-13 * 3.6e12)


def test_a_column_gives_what_single_numbers_give() -> None:
    energies = np.array([0.9267, 0.9327])
    column = dose_constant_gy_kg_per_gbq(mean_energy_mev=energies, half_life_h=64.0)
    assert column[1] / column[0] == pytest.approx(0.9327 / 0.9267)


def test_name_and_pair_mean_the_same() -> None:
    assert dose_constant("icrp107") is dose_constant(PRESETS["icrp107"])


def test_unknown_preset_is_refused_with_the_names() -> None:
    with pytest.raises(OutOfRangeError, match=r"aapm2011, legacy49\.67, icrp107, glass50"):
        dose_constant("aapm")


@pytest.mark.parametrize(
    ("energy_mev", "half_life_h", "printed", "question"),
    [
        (932.7, 64.0, None, "keV"),
        (2.28, 64.0, None, "mean_energy_mev"),  # the largest energy, not the mean
        (0.9327, 2.67, None, "days"),
        (0.9327, float("nan"), None, "half_life_h"),
        (0.9327, 64.0, 49670.0, "per g"),
        (0.9327, 64.0, 184.0, "printed_gy_kg_per_gbq"),  # per mCi
    ],
)
def test_pair_refuses(
    energy_mev: float, half_life_h: float, printed: float | None, question: str
) -> None:
    with pytest.raises(OutOfRangeError, match=question):
        DoseConstant(
            name="site",
            mean_energy_mev=energy_mev,
            half_life_h=half_life_h,
            source="a site",
            status="read",
            printed_gy_kg_per_gbq=printed,
        )


@pytest.mark.parametrize(("energy_mev", "half_life_h"), [(932.7, 64.0), (0.93, 0.0), (0.93, 2e5)])
def test_constant_refuses(energy_mev: float, half_life_h: float) -> None:
    with pytest.raises(OutOfRangeError):
        dose_constant_gy_kg_per_gbq(mean_energy_mev=energy_mev, half_life_h=half_life_h)
