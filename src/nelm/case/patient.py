"""Facts about the patient and the organization of care."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from nelm.case.entry import Entry
from nelm.case.fact import Code, Fact


class Group(BaseModel):
    """A group of facts; unknown names are refused, missing facts stay unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Patient(Group):
    """The person: age, general status, fitness for surgery, size."""

    age_years: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="age",
            question="How old is the patient at the decision date?",
            unit="years",
            low=0,
            high=120,
            codes=(Code("LOINC", "30525-0", "H"),),
        ),
    ] = None
    ecog: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="ECOG performance status",
            question="What is the ECOG performance status (0-5)?",
            low=0,
            high=5,
            codes=(Code("LOINC", "89247-1", "V"),),
            validity_months=3,
            changeable=True,
            minimal=True,
        ),
    ] = None
    karnofsky_percent: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="Karnofsky performance status",
            question="What is the Karnofsky performance status (0-100)?",
            unit="%",
            low=0,
            high=100,
            plausible=(10, 100),
            codes=(Code("LOINC", "89243-0", "H"),),
            validity_months=3,
            changeable=True,
        ),
    ] = None
    surgery_contraindicated: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="surgery",
            title="contraindication to surgery",
            question="Is surgery contraindicated, and why?",
            values={
                "no": "is not contraindicated",
                "general": "is contraindicated for general reasons",
                "technical": "is contraindicated for technical reasons",
                "refusal": "is refused by the patient",
                "yes": "is contraindicated",
            },
            groups={"yes": frozenset({"general", "technical"})},
            validity_months=6,
        ),
    ] = None
    height_cm: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="height",
            question="How tall is the patient?",
            unit="cm",
            low=20,
            high=260,
            plausible=(100, 230),
            codes=(Code("LOINC", "8302-2", "H"),),
        ),
    ] = None
    weight_kg: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="weight",
            question="What does the patient weigh?",
            unit="kg",
            low=1,
            high=400,
            plausible=(25, 250),
            codes=(Code("LOINC", "29463-7", "H"),),
            validity_months=3,
        ),
    ] = None
    bsa_m2: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="body surface",
            question="What is the body surface area?",
            unit="m2",
            low=0.1,
            high=4,
            plausible=(0.7, 3.2),
            codes=(Code("LOINC", "3140-1", "H"),),
            derived="height and weight (Mosteller)",
        ),
    ] = None


class Organization(Group):
    """How the decision is taken and what work-up has been done."""

    mdt_discussed: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="multidisciplinary discussion",
            question="Has the case been discussed in a multidisciplinary tumor meeting?",
            yes="The case has been discussed in a multidisciplinary meeting",
            no="The case has not been discussed in a multidisciplinary meeting",
        ),
    ] = None
    expert_center: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="expert center",
            question="Is the treating center expert in radiology, surgery and oncology of NET?",
            yes="The treating center is an expert center",
            no="The treating center is not an expert center",
        ),
    ] = None
    morphological_imaging: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="morphological imaging",
            title="morphological imaging done",
            question="Which morphological imaging of the liver has been done?",
            values={
                "none": "has not been done",
                "ct": "has been done by CT",
                "mri": "has been done by MRI",
                "ct_and_mri": "has been done by CT and MRI",
                "done": "has been done",
            },
            groups={"done": frozenset({"ct", "mri", "ct_and_mri"})},
            validity_months=3,
        ),
    ] = None
    functional_imaging_done: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="functional imaging",
            question="Has functional imaging (SSTR, DOPA or FDG PET) been done?",
            yes="Functional imaging has been done",
            no="Functional imaging has not been done",
            validity_months=6,
        ),
    ] = None


class Procedure(Group):
    """How a procedure under discussion would be done."""

    agent: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the drug of the embolization",
            title="drug of the embolization",
            question="Which drug would be given with the embolization?",
            values={
                "none": "is none",
                "doxorubicin": "is doxorubicin",
                "streptozotocin": "is streptozotocin",
                "cisplatin": "is cisplatin",
                "mitomycin": "is mitomycin C",
                "combination": "is a combination",
            },
            changeable=True,
        ),
    ] = None
    extent: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the territory treated in one session",
            title="territory treated in one session",
            question="How much of the liver would be treated in one session?",
            values={
                "segmental": "is one or some segments",
                "lobar": "is one lobe",
                "whole_liver": "is the whole liver",
            },
            changeable=True,
        ),
    ] = None
    anesthesia: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the anesthesia",
            title="anesthesia planned",
            question="Which anesthesia is planned?",
            values={"local": "is local", "sedation": "is sedation", "general": "is general"},
            changeable=True,
        ),
    ] = None
