"""What the scores of the liver ask for, in any plan that shows them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from nelm.planning.asked import Choice, Quantity, YesNo
from nelm.planning.inputs.base import Given, Inputs, bilirubin

TRIAL = "; entry criteria of a trial of embolization"
DEGREES = ("none", "mild", "severe")
Degree: TypeAlias = Literal["none", "mild", "severe"]


class LiverTests(Inputs):
    """Laboratory values, findings and indocyanine green; a plan asks for them when begun."""

    bilirubin_mg_dl: Annotated[Given, bilirubin("scores: Child-Pugh, ALBI, MELD 3.0")] = None
    albumin_g_l: Annotated[
        Given,
        Quantity(
            f"scores: Child-Pugh, ALBI, MELD 3.0{TRIAL}", "g/L", low=10, high=60, below="g/dL?"
        ),
    ] = None
    inr: Annotated[
        Given,
        Quantity(
            f"scores: Child-Pugh, MELD 3.0{TRIAL}",
            low=0.5,
            high=10,
            above="prothrombin time in s or %?",
        ),
    ] = None
    creatinine_mg_dl: Annotated[
        Given, Quantity(f"score: MELD 3.0{TRIAL}", "mg/dL", low=0.1, high=25, above="umol/L?")
    ] = None
    platelets_10e9_l: Annotated[
        Given, Quantity(f"score: APRI{TRIAL}", "10^9/L", low=5, high=1500, above="per uL?")
    ] = None
    sodium_mmol_l: Annotated[Given, Quantity("score: MELD 3.0", "mmol/L", low=100, high=180)] = None
    ascites: Annotated[Degree | None, Choice("score: Child-Pugh", words=DEGREES)] = None
    encephalopathy: Annotated[
        Degree | None,
        Choice("score: Child-Pugh; grade 1 or 2 is mild, 3 or 4 severe", words=DEGREES),
    ] = None
    female: Annotated[bool | None, YesNo("score: MELD 3.0, sex as the score means it")] = None
    on_dialysis: Annotated[
        bool | None,
        YesNo("score: MELD 3.0; twice in the week before, or 24 h of continuous treatment"),
    ] = None
    ast_u_l: Annotated[
        Given, Quantity("score: APRI", "U/L", low=3, high=20_000, below="ukat/L?")
    ] = None
    ast_upper_limit_u_l: Annotated[
        Given, Quantity("score: APRI, of that laboratory", "U/L", low=10, high=100, below="ukat/L?")
    ] = None
    icg_r15_percent: Annotated[
        Given,
        Quantity("indocyanine green: retention after 15 minutes; optional", "%", low=0.1, high=86),
    ] = None
    icg_pdr_percent_per_min: Annotated[
        Given,
        Quantity("indocyanine green: plasma disappearance rate; optional", "%/min", low=1, high=50),
    ] = None
