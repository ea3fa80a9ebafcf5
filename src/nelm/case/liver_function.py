"""Facts about liver function, bile ducts and portal vein."""

from __future__ import annotations

from typing import Annotated

from nelm.case.entry import Entry
from nelm.case.fact import Code, Fact
from nelm.case.patient import Group


class LiverFunction(Group):
    """The liver itself: vessels, function, bile ducts."""

    portal_vein_thrombosis: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the portal vein",
            title="portal vein thrombosis",
            question="Is there portal vein thrombosis, and where?",
            values={
                "none": "is free of thrombosis",
                "branch": "has a thrombosed branch",
                "main": "has a thrombosed main trunk",
                "present": "is thrombosed",
            },
            groups={"present": frozenset({"branch", "main"})},
            codes=(Code("SNOMED CT", "17920008", "M"), Code("ICD-10", "I81", "H")),
            validity_months=3,
            minimal=True,
        ),
    ] = None
    portal_vein_thrombosis_nature: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the portal vein thrombus",
            title="nature of the thrombus",
            question="Is the thrombus bland or tumor?",
            values={
                "bland": "is bland",
                "tumor": "is tumor",
                "not_applicable": "does not exist",
            },
        ),
    ] = None
    bilirubin_umol_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="total bilirubin",
            question="What is the total bilirubin (umol/L; 1 mg/dL = 17.1 umol/L)?",
            unit="umol/L",
            low=0,
            high=1500,
            plausible=(2.5, 1000),
            codes=(Code("LOINC", "14631-6", "H"),),
            validity_months=1,
            changeable=True,
        ),
    ] = None
    albumin_g_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="albumin",
            question="What is the serum albumin (g/L; 1 g/dL = 10 g/L)?",
            unit="g/L",
            low=1,
            high=80,
            plausible=(10, 70),
            codes=(Code("LOINC", "1751-7", "H"),),
            validity_months=1,
        ),
    ] = None
    inr: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="INR",
            question="What is the INR?",
            low=0.5,
            high=20,
            plausible=(0.7, 12),
            codes=(Code("LOINC", "6301-6", "H"),),
            validity_months=1,
        ),
    ] = None
    ascites: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="ascites",
            question="Is there ascites?",
            values={
                "none": "is absent",
                "mild": "is mild",
                "severe": "is moderate or severe",
                "present": "is present",
            },
            groups={"present": frozenset({"mild", "severe"})},
            validity_months=1,
            changeable=True,
        ),
    ] = None
    encephalopathy: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="hepatic encephalopathy",
            question="Is there hepatic encephalopathy?",
            values={
                "none": "is absent",
                "mild": "is grade 1 or 2",
                "severe": "is grade 3 or 4",
                "present": "is present",
            },
            groups={"present": frozenset({"mild", "severe"})},
            validity_months=1,
            changeable=True,
        ),
    ] = None
    hepatocellular_insufficiency: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="hepatocellular insufficiency",
            title="judgment on hepatocellular insufficiency",
            question="Is there hepatocellular insufficiency, as you judge it?",
            yes="Hepatocellular insufficiency is judged present",
            no="Hepatocellular insufficiency is judged absent",
            validity_months=1,
            changeable=True,
        ),
    ] = None
    child_pugh_points: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="Child-Pugh score",
            question="What is the Child-Pugh score (5-15 points)?",
            unit="points",
            low=5,
            high=15,
            validity_months=1,
            derived="bilirubin, albumin, INR, ascites and encephalopathy",
        ),
    ] = None
    biliodigestive_anastomosis: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="bilio-digestive anastomosis",
            question="Is there a bilio-digestive anastomosis?",
            yes="There is a bilio-digestive anastomosis",
            no="There is no bilio-digestive anastomosis",
            minimal=True,
        ),
    ] = None
    biliary_stent_or_sphincterotomy: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="biliary stent or sphincterotomy",
            question="Is there a biliary stent, or has a sphincterotomy been done?",
            yes="There is a biliary stent or a sphincterotomy",
            no="There is neither biliary stent nor sphincterotomy",
        ),
    ] = None
