"""Facts about the liver metastases."""

from __future__ import annotations

from typing import Annotated

from nelm.case.entry import Entry
from nelm.case.fact import Code, Fact
from nelm.case.lesion import Ablation, Lesion
from nelm.case.liver_function import LiverFunction


class Liver(LiverFunction, Ablation):
    """Liver metastases, their extent, and the function and vessels of the liver."""

    lm_count: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="number of liver metastases",
            question='How many liver metastases are there (5, "2-5", ">10")?',
            low=0,
            high=1000,
            codes=(Code("ICD-10", "C78.7", "H"), Code("SNOMED CT", "94381002", "M")),
            validity_months=3,
        ),
    ] = None
    lm_extent: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the extent of liver metastases",
            title="extent of the metastases",
            question="Are the liver metastases judged limited in extent?",
            values={"limited": "is limited", "not_limited": "is not limited"},
            validity_months=3,
        ),
    ] = None
    lesions: list[Lesion] | None = None
    distribution: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the distribution",
            title="distribution over the lobes",
            question="In which lobes are the metastases?",
            values={
                "unilobar_right": "is in the right lobe only",
                "unilobar_left": "is in the left lobe only",
                "unilobar": "is in one lobe",
                "bilobar": "is in both lobes",
            },
            groups={"unilobar": frozenset({"unilobar_right", "unilobar_left"})},
            validity_months=3,
        ),
    ] = None
    pattern: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the pattern of metastases",
            title="pattern of metastases",
            question="Is the pattern of metastases simple, complex or diffuse?",
            values={"simple": "is simple", "complex": "is complex", "diffuse": "is diffuse"},
            validity_months=3,
            minimal=True,
        ),
    ] = None
    involvement_percent: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="liver involvement",
            question="Which share of the liver volume is tumor?",
            unit="%",
            low=0,
            high=100,
            plausible=(1, 100),
            validity_months=3,
            changeable=True,
            minimal=True,
        ),
    ] = None
    involvement_method: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="liver involvement",
            title="method of measuring involvement",
            question="How was liver involvement measured?",
            values={"volumetry": "was measured by volumetry", "visual": "was estimated by eye"},
        ),
    ] = None
    hypervascular: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the arterial phase",
            title="arterial enhancement",
            question="Are the metastases hypervascular in the arterial phase?",
            values={
                "yes": "shows hypervascular metastases",
                "no": "shows no hypervascular metastases",
                "mixed": "shows hypervascular and hypovascular metastases",
            },
            validity_months=6,
        ),
    ] = None
    complete_resection_feasible: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="complete resection",
            title="judgment on complete resection",
            question="Do the surgeons judge complete resection of the liver metastases feasible?",
            yes="Complete resection is judged feasible",
            no="Complete resection is judged not feasible",
            validity_months=3,
            changeable=True,
            minimal=True,
        ),
    ] = None
    two_step_clearance_feasible: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="two-step clearance",
            title="judgment on clearance in two steps",
            question="Is complete clearance of the liver planned over two operations?",
            yes="Complete clearance over two operations is judged feasible",
            no="Complete clearance over two operations is judged not feasible",
            validity_months=3,
            changeable=True,
            derived="complete resection judged not feasible",
        ),
    ] = None
    ablation_spares_major_resection: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="sparing of a major resection",
            title="sparing of a major resection by ablation",
            question="Would ablation of some lesions during surgery avoid a major liver resection?",
            yes="Ablating some lesions would avoid a major liver resection",
            no="Ablating some lesions would not avoid a major liver resection",
            validity_months=3,
        ),
    ] = None
    resectable_fraction_percent: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="removable share of the liver tumor mass",
            question="Which share of the hepatic tumor volume could be removed?",
            unit="%",
            low=0,
            high=100,
            plausible=(2, 100),
            validity_months=3,
            changeable=True,
        ),
    ] = None
    flr_percent: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="future liver remnant",
            question="How large is the future liver remnant (share of total liver volume)?",
            unit="%",
            low=0,
            high=100,
            plausible=(2, 100),
            validity_months=3,
            changeable=True,
        ),
    ] = None
