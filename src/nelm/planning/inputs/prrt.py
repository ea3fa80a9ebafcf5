"""What a plan of 177Lu-DOTATATE asks for."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from nelm.planning.asked import Asked, Choice, Days, Quantity, Whole, YesNo
from nelm.planning.inputs.base import Given, GivenList, Inputs, earlier
from nelm.planning.limit import Strict


class CurveInputs(Strict):
    """Activity of one organ or tumor over time in one cycle."""

    organ: Annotated[
        Literal["kidney", "lesion", "blood"] | None,
        Choice("what was measured; blood stands for marrow", words=("kidney", "lesion", "blood")),
    ] = None
    name: Annotated[str | None, Asked("to tell curves apart; optional")] = None
    given_gbq: Annotated[
        Given,
        Quantity("activity given in that cycle", "GBq", low=0.05, high=30, above="MBq?"),
    ] = None
    mass_g: Annotated[
        Given,
        Quantity(
            "mass of what was measured: both kidneys, the tumor, the sample of blood",
            "g",
            low=0.1,
            high=10_000,
        ),
    ] = None
    times_h: Annotated[
        GivenList, Quantity("scans after injection", "h", low=0, high=1000, many=True)
    ] = None
    activities_mbq: Annotated[
        GivenList,
        Quantity(
            "activity at each scan, as measured then: not corrected for decay",
            "MBq",
            low=0,
            high=100_000,
            above="kBq or Bq?",
            many=True,
        ),
    ] = None
    model: Annotated[
        Literal["mono", "uptake", "bi", "least-aicc"] | None,
        Choice(
            "curve through two points or more; least-aicc chooses and takes four",
            words=("mono", "uptake", "bi", "least-aicc"),
        ),
    ] = None
    weights: Annotated[
        Literal["uniform", "relative"] | None,
        Choice("fit: equal errors, or in proportion", words=("uniform", "relative")),
    ] = None
    half_life_h: Annotated[
        Given,
        Quantity(
            "one scan and a known half-life; optional", "h", low=1, high=159.528, below="days?"
        ),
    ] = None
    half_life_is_own: Annotated[
        bool | None,
        YesNo("whether that half-life is of this patient in an earlier cycle; optional"),
    ] = None


class PrrtInputs(Inputs):
    """177Lu-DOTATATE."""

    cycles_on: Annotated[
        tuple[date, ...] | None, Days("dates: cycles given, or the day of the first one")
    ] = None
    cycles: Annotated[int | None, Whole("dates of all cycles")] = None
    interval_weeks: Annotated[int | None, Whole("dates of all cycles", "week")] = None
    window_weeks: Annotated[int | None, Whole("how much a cycle may move", "week")] = None
    activities_gbq: Annotated[
        GivenList,
        Quantity(
            "activity of each cycle, one after the other",
            "GBq",
            low=0.05,
            high=30,
            above="MBq?",
            many=True,
        ),
    ] = None
    kidney_gy_per_gbq: Annotated[
        GivenList,
        Quantity(
            "kidney dose: one for all cycles or one for each; the patient's own after cycle 1",
            "Gy/GBq",
            low=0.001,
            high=100,
            many=True,
        ),
    ] = None
    marrow_gy_per_gbq: Annotated[
        GivenList,
        Quantity(
            "marrow dose: one for all cycles or one for each",
            "Gy/GBq",
            low=0.001,
            high=100,
            many=True,
        ),
    ] = None
    earlier_kidney_gy: Annotated[GivenList, earlier("kidney dose over treatments")] = None
    earlier_marrow_gy: Annotated[GivenList, earlier("marrow dose over treatments")] = None
    kidney_risk_factors: Annotated[bool | None, YesNo("which line of the kidney BED; optional")] = (
        None
    )
    kidney_alpha_beta_gy: Annotated[
        Given, Quantity("kidney BED; optional", "Gy", low=0.5, high=30)
    ] = None
    kidney_repair_half_time_h: Annotated[
        Given, Quantity("kidney BED; optional", "h", low=0.1, high=24, above="minutes?")
    ] = None
    kidney_effective_half_life_h: Annotated[
        Given,
        Quantity("kidney BED; optional", "h", low=1, high=159.528, below="days?", log_normal=True),
    ] = None
    earlier_kidney_bed_gy: Annotated[GivenList, earlier("kidney BED; optional")] = None
    electron_energy: Annotated[
        Literal["ejnmmi-physics-2020", "decay-data"] | None,
        Choice(
            "dose of measured curves: 0.1479 (read) or 0.1473 MeV (recalled); optional",
            words=("ejnmmi-physics-2020", "decay-data"),
        ),
    ] = None
    marrow_to_blood: Annotated[
        Literal["dotatate", "hematocrit"] | None,
        Choice(
            "marrow by blood: equal to it as for DOTATATE, or 0.19/(1 - hematocrit); optional",
            words=("dotatate", "hematocrit"),
        ),
    ] = None
    hematocrit: Annotated[
        Given, Quantity("marrow by blood; optional", low=0.15, high=0.65, above="percent?")
    ] = None
    curves: Annotated[
        tuple[CurveInputs, ...] | None,
        Asked("doses measured in a cycle; optional", written="a list of curves"),
    ] = None
