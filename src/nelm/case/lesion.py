"""One liver metastasis, and what the lesions to be ablated have in common."""

from __future__ import annotations

from typing import Annotated

from nelm.case.entry import Entry
from nelm.case.fact import Code, Fact
from nelm.case.patient import Group

VITAL_STRUCTURES = {
    "central_bile_duct": "is a central bile duct",
    "gallbladder": "is the gallbladder",
    "bowel_or_stomach": "is bowel or stomach",
    "diaphragm_or_heart": "is diaphragm or heart",
    "main_portal_or_hepatic_vein": "is a main portal or hepatic vein",
    "inferior_vena_cava": "is the inferior vena cava",
}


class Lesion(Group):
    """One liver metastasis."""

    segment: Annotated[
        Entry | None,
        Fact("integer", subject="segment", question="In which Couinaud segment?", low=1, high=8),
    ] = None
    diameter_mm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="longest diameter",
            question="What is the longest axial diameter?",
            unit="mm",
            low=0,
            high=400,
            plausible=(2, 300),
            codes=(Code("LOINC", "21889-1", "V"), Code("LOINC", "33728-7", "V")),
        ),
    ] = None
    vital_distance_mm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="distance to the nearest vital structure",
            question="How far is the nearest vital structure?",
            unit="mm",
            low=0,
            high=400,
        ),
    ] = None
    vital_structure: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the nearest vital structure",
            question="Which vital structure is nearest?",
            values=VITAL_STRUCTURES,
        ),
    ] = None
    near_vital: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="nearness to a vital structure",
            question="Is it judged close to a vital structure?",
            yes="It is close to a vital structure",
            no="It is not close to a vital structure",
        ),
    ] = None
    capsule_distance_mm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="distance to the capsule",
            question="How far is the liver capsule?",
            unit="mm",
            low=0,
            high=200,
        ),
    ] = None
    at_surface: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="position at the surface",
            question="Is it judged to lie at the liver surface?",
            yes="It lies at the liver surface",
            no="It does not lie at the liver surface",
        ),
    ] = None
    plan: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the plan",
            question="What is planned for it?",
            values={"resect": "is to resect", "ablate": "is to ablate", "leave": "is to leave"},
        ),
    ] = None


class Ablation(Group):
    """Facts that follow from the lesions whose plan is to ablate."""

    ablation_max_diameter_mm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="largest lesion to be ablated",
            question="What is the longest diameter of each lesion to be ablated?",
            unit="mm",
            low=0,
            high=400,
            derived="diameters of the lesions whose plan is to ablate",
            enterable=False,
            entered_as="liver.lesions: diameter_mm, plan",
        ),
    ] = None
    ablation_near_vital: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="lesion to be ablated near a vital structure",
            question="Is any lesion to be ablated judged close to a vital structure?",
            yes="A lesion to be ablated is judged close to a vital structure",
            no="No lesion to be ablated is judged close to a vital structure",
            derived="near_vital of the lesions whose plan is to ablate",
            enterable=False,
            entered_as="liver.lesions: near_vital, plan",
        ),
    ] = None
    ablation_vital_distance_mm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="least distance from a lesion to be ablated to a vital structure",
            question="How far is each lesion to be ablated from the nearest vital structure?",
            unit="mm",
            low=0,
            derived="vital_distance_mm of the lesions to ablate without a judged near_vital",
            enterable=False,
            entered_as="liver.lesions: vital_distance_mm, plan",
        ),
    ] = None
    ablation_at_surface: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="lesion to be ablated at the surface",
            question="Is any lesion to be ablated judged to lie at the liver surface?",
            yes="A lesion to be ablated is judged to lie at the liver surface",
            no="No lesion to be ablated is judged to lie at the liver surface",
            derived="at_surface of the lesions whose plan is to ablate",
            enterable=False,
            entered_as="liver.lesions: at_surface, plan",
        ),
    ] = None
    ablation_capsule_distance_mm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="least distance from a lesion to be ablated to the capsule",
            question="How far is each lesion to be ablated from the liver capsule?",
            unit="mm",
            low=0,
            derived="capsule_distance_mm of the lesions to ablate without a judged at_surface",
            enterable=False,
            entered_as="liver.lesions: capsule_distance_mm, plan",
        ),
    ] = None
