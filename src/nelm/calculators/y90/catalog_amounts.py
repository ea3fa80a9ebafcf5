"""Entries of the catalog: dose constant, decay, mass and microspheres."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from nelm.calculators.catalog_form import Calculator
from nelm.calculators.decay import (
    decayed_activity_gbq,
    delivered_share,
    elapsed_time_h,
    time_until_activity_h,
)
from nelm.calculators.y90.constant import dose_constant_gy_kg_per_gbq
from nelm.calculators.y90.delivery import mass_kg
from nelm.calculators.y90.spheres import (
    activity_per_sphere_bq,
    implied_activity,
    implied_activity_per_sphere_bq,
    sphere_count,
)

_DECAY = "law of decay"

AMOUNTS: Final = (
    Calculator(
        name="y90-dose-constant",
        function=dose_constant_gy_kg_per_gbq,
        formula="k = E_mean T / ln 2",
        source="MIRD; AAPM, Dezarn et al., Med Phys 2011;38:4824",
        status="derived",
        example={"mean_energy_mev": 0.9267, "half_life_h": 64.04},
        result={"value": 49.38},
        because="evaluated decay data, as the AAPM recommends (pair recalled)",
        relative=1e-4,
    ),
    Calculator(
        name="y90-decay",
        function=decayed_activity_gbq,
        formula="A(t) = A x 2^(-t/T)",
        source=_DECAY,
        status="derived",
        example={"activity_gbq": 3.0, "elapsed_h": 128.0, "half_life_h": 64.0},
        result={"value": 0.75},
        because="exact: two half-lives, a quarter",
        relative=1e-9,
    ),
    Calculator(
        name="y90-delivered-share",
        function=delivered_share,
        formula="share = 1 - 2^(-t/T)",
        source=_DECAY,
        status="derived",
        example={"elapsed_h": 264.0, "half_life_h": 64.1},
        result={"value": 0.94},
        because="printed by centers that give resin: 94 % in 11 days, half-life 64.1 h (read)",
        relative=5e-3,
    ),
    Calculator(
        name="y90-time-until-activity",
        function=time_until_activity_h,
        formula="t = T log2(A / A_wanted)",
        source=_DECAY,
        status="derived",
        example={"activity_gbq": 20.0, "wanted_gbq": 5.0, "half_life_h": 64.0},
        result={"value": 128.0},
        because="exact: a quarter after two half-lives",
        relative=1e-9,
    ),
    Calculator(
        name="y90-elapsed-time",
        function=elapsed_time_h,
        formula="time = end - start; both with a time zone",
        source="definition of a time zone",
        status="derived",
        example={
            "start": datetime.fromisoformat("2026-03-01T12:00+10:00"),
            "end": datetime.fromisoformat("2026-03-02T12:00+01:00"),
        },
        result={"value": 33.0},
        because="exact: 02:00 of one day and 11:00 of the next, in UTC",
        relative=1e-9,
    ),
    Calculator(
        name="y90-mass",
        function=mass_kg,
        formula="M = V x density",
        source="definition of density",
        status="derived",
        example={"volume_ml": 1500.0, "density_g_ml": 1.05},
        result={"value": 1.575},
        because="exact",
        relative=1e-9,
    ),
    Calculator(
        name="y90-sphere-count",
        function=sphere_count,
        formula="N = A / a",
        source="definition; 2500 Bq per glass sphere read",
        status="read",
        example={"activity_gbq": 3.0, "activity_per_sphere_bq": 2500.0},
        result={"value": 1.2e6},
        because="printed: 3 GBq are 1.2 million glass spheres",
        relative=1e-9,
    ),
    Calculator(
        name="y90-sphere-activity",
        function=activity_per_sphere_bq,
        formula="a(t) = a x 2^(-t/T)",
        source=_DECAY,
        status="derived",
        example={"calibration_bq": 2500.0, "elapsed_h": 96.0, "half_life_h": 64.1},
        result={"value": 885.3},
        because="exact: 2500 x 2^(-96/64.1)",
        relative=1e-4,
    ),
    Calculator(
        name="y90-implied-activity",
        function=implied_activity,
        formula="A = N a",
        source="the source review's 15 to 20 million resin spheres against 50 Bq each (both read)",
        status="derived",
        example={"lowest_count": 15e6, "highest_count": 20e6, "activity_per_sphere_bq": 50.0},
        result={"lowest_gbq": 0.75, "highest_gbq": 1.0},
        because="exact: half of the 1.5 to 2 GBq of the textbook that the range traces to",
        relative=1e-9,
    ),
    Calculator(
        name="y90-implied-sphere-activity",
        function=implied_activity_per_sphere_bq,
        formula="a = A / N",
        source="a textbook's 15 to 20 million resin spheres for 1.5 to 2 GBq (read)",
        status="derived",
        example={"activity_gbq": 1.5, "count": 15e6},
        result={"value": 100.0},
        because="exact: twice the 50 Bq of a resin sphere",
        relative=1e-9,
    ),
)
