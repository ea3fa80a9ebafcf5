"""What a plan of 177Lu-DOTATATE asks for."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from nelm.planning.asked import Days, Quantity, Whole, YesNo
from nelm.planning.inputs.base import Given, GivenList, Inputs, earlier


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
        Given, Quantity("kidney BED; optional", "h", low=1, high=159.528, below="days?")
    ] = None
    earlier_kidney_bed_gy: Annotated[GivenList, earlier("kidney BED; optional")] = None
