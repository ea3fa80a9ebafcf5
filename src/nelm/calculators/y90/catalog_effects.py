"""Entries of the catalog: models of effect; their parameters are arguments."""

from __future__ import annotations

from typing import Final

from nelm.calculators.biologically_effective_dose import bed_gy
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.y90.complication import lyman_ntcp
from nelm.calculators.y90.control import log_logistic_tcp
from nelm.calculators.y90.uniform_dose import eubed_gy, geud_gy

EFFECTS: Final = (
    Calculator(
        name="y90-bed",
        function=bed_gy,
        formula="BED = D (1 + D / (alpha/beta) x T_rep / (T_rep + T_eff))",
        source="linear-quadratic model; Dale, Br J Radiol 1985;58:515 (recalled)",
        status="derived",
        example={
            "dose_gy": 120.0,
            "alpha_beta_gy": 10.0,
            "repair_half_time_h": 1.5,
            "effective_half_life_h": 64.1,
        },
        result={"value": 152.927},
        because="exact: 120 (1 + 12 x 1.5/65.6)",
        relative=1e-5,
    ),
    Calculator(
        name="y90-eubed",
        function=eubed_gy,
        formula="EUBED = -ln(sum(v_i exp(-alpha BED_i))) / alpha",
        source="Jones and Hoban, Int J Radiat Oncol Biol Phys 2000;46:1033",
        status="recalled",
        example={"bed_gy": [0.0, 1000.0], "volume_shares": [0.5, 0.5], "alpha_per_gy": 0.1},
        result={"value": 6.93147},
        because="exact: with half of the volume spared it cannot pass ln 2 / a",
        relative=1e-5,
    ),
    Calculator(
        name="y90-geud",
        function=geud_gy,
        formula="gEUD = (sum(v_i D_i^a))^(1/a)",
        source="Niemierko, Med Phys 1999;26:1100",
        status="recalled",
        example={"dose_gy": [30.0, 40.0], "volume_shares": [0.5, 0.5], "exponent": 2.0},
        result={"value": 35.35534},
        because="exact: root of the mean of 900 and 1600",
        relative=1e-6,
    ),
    Calculator(
        name="y90-ntcp",
        function=lyman_ntcp,
        formula="NTCP = Phi((D - TD50) / (m TD50))",
        source="Lyman, Radiat Res 1985;104:S13",
        status="recalled",
        example={"dose_gy": 75.0, "td50_gy": 50.0, "relative_slope": 0.5},
        result={"value": 0.84134},
        because="normal distribution one standard deviation above its middle",
        relative=1e-5,
    ),
    Calculator(
        name="y90-tcp",
        function=log_logistic_tcp,
        formula="TCP = 1 / (1 + (D50/D)^(4 gamma50))",
        source="log-logistic dose response",
        status="recalled",
        example={"dose_gy": 400.0, "d50_gy": 200.0, "gamma50": 1.0},
        result={"value": 0.941176},
        because="exact: 16/17, odds of 2^4 at twice D50",
        relative=1e-6,
    ),
)
