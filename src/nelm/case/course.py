"""Facts about disease outside the liver, the course, earlier treatment and laboratory."""

from __future__ import annotations

from typing import Annotated

from nelm.case.entry import Entry
from nelm.case.fact import Code, Fact
from nelm.case.patient import Group


class Extrahepatic(Group):
    """Disease outside the liver."""

    status: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="extrahepatic disease",
            title="extrahepatic disease",
            question="Is there disease outside the liver (apart from the primary tumor)?",
            values={
                "none": "is absent",
                "resectable_nodes_only": "is limited to resectable regional nodes",
                "present_not_predominant": "is present but not predominant",
                "predominant": "is predominant",
                "present": "is present",
            },
            groups={
                "present": frozenset(
                    {"resectable_nodes_only", "present_not_predominant", "predominant"}
                )
            },
            codes=(Code("mCODE", "SecondaryCancerCondition", "H"),),
            validity_months=3,
            changeable=True,
            minimal=True,
        ),
    ] = None
    sites: Annotated[
        Entry | None, Fact("text", subject="sites", question="Where is disease outside the liver?")
    ] = None
    imaging: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the search for extrahepatic disease",
            title="imaging for extrahepatic disease",
            question="With which imaging was it looked for?",
            values={
                "ct_mri": "was made with CT or MRI",
                "sstr_pet": "was made with SSTR PET",
                "fdg_pet": "was made with FDG PET",
                "other": "was made otherwise",
            },
        ),
    ] = None
    tumor_fraction_percent: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="share of tumor volume outside the liver",
            question="Which share of the tumor volume on SSTR PET lies outside the liver?",
            unit="%",
            low=0,
            high=100,
            plausible=(1, 100),
            validity_months=3,
        ),
    ] = None


class Course(Group):
    """How the disease behaves over time and what is aimed at."""

    status: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the disease",
            title="course of the disease",
            question="Is the disease stable, responding or progressive (RECIST 1.1)?",
            values={
                "stable": "is stable",
                "responding": "is responding",
                "progressive": "is progressive",
            },
            codes=(Code("LOINC", "97509-4", "H"), Code("mCODE", "CancerDiseaseStatus", "H")),
            validity_months=12,
            changeable=True,
            minimal=True,
        ),
    ] = None
    response_criteria: Annotated[
        Entry | None,
        Fact("text", subject="response criteria", question="By which response criteria?"),
    ] = None
    stable_months: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="time without progression",
            question="For how many months has the disease been stable?",
            unit="months",
            low=0,
            high=600,
            validity_months=3,
            changeable=True,
            minimal=True,
            derived="course.stable_since and course.latest_imaging, in calendar months",
        ),
    ] = None
    stable_since: Annotated[
        Entry | None,
        Fact(
            "date",
            subject="start of stability",
            question="Since which imaging date has the disease been stable?",
        ),
    ] = None
    latest_imaging: Annotated[
        Entry | None,
        Fact(
            "date",
            subject="latest imaging",
            question="When was the latest imaging that showed stability?",
        ),
    ] = None
    treatment_intent: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the aim of treatment",
            title="aim of treatment",
            question="Is the aim of treatment curative or palliative?",
            values={"curative": "is curative", "palliative": "is palliative"},
            changeable=True,
        ),
    ] = None


class PriorAblation(Group):
    """One earlier ablation; without `sessions` it counts as one session or more."""

    type: Annotated[
        Entry,
        Fact(
            "choice",
            subject="the technique",
            question="Which technique?",
            values={
                "rfa": "was radiofrequency",
                "microwave": "was microwave",
                "cryotherapy": "was cryotherapy",
                "ethanol": "was ethanol injection",
                "other": "was another one",
            },
        ),
    ]
    date: Annotated[Entry | None, Fact("date", subject="date", question="When?")] = None
    sessions: Annotated[
        Entry | None,
        Fact("integer", subject="sessions", question="In how many sessions?", low=1, high=50),
    ] = None


class PriorArterial(Group):
    """One earlier arterial treatment."""

    type: Annotated[
        Entry,
        Fact(
            "choice",
            subject="the technique",
            question="Which technique?",
            values={
                "tae": "was TAE",
                "tace": "was TACE",
                "deb_tace": "was DEB",
                "tare": "was TARE",
            },
        ),
    ]
    date: Annotated[Entry | None, Fact("date", subject="date", question="When?")] = None
    volume_treated_ml: Annotated[
        Entry | None,
        Fact("number", subject="volume", question="Treated volume?", unit="mL", low=0, high=10000),
    ] = None
    absorbed_dose_gy: Annotated[
        Entry | None,
        Fact("number", subject="dose", question="Absorbed dose?", unit="Gy", low=0, high=2000),
    ] = None


class PriorPrrt(Group):
    """One earlier PRRT series."""

    agent: str | None = None
    cycles: Annotated[
        Entry | None,
        Fact("integer", subject="cycles", question="How many cycles?", low=1, high=20),
    ] = None
    activity_gbq: Annotated[
        Entry | None,
        Fact("number", subject="activity", question="Total activity?", unit="GBq", low=0, high=200),
    ] = None
    kidney_dose_gy: Annotated[
        Entry | None,
        Fact("number", subject="kidney dose", question="Kidney dose?", unit="Gy", low=0, high=200),
    ] = None


class History(Group):
    """Earlier treatment; an empty list says none was given, a missing one says nothing."""

    prior_ablation: list[PriorAblation] | None = None
    prior_rfa_sessions: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="number of earlier radiofrequency sessions",
            question="How many radiofrequency sessions has the liver had?",
            low=0,
            high=100,
            derived="history.prior_ablation",
        ),
    ] = None
    prior_thermal_ablation_sessions: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="number of earlier thermal ablation sessions",
            question="How many thermal ablation sessions has the liver had?",
            low=0,
            high=100,
            derived="history.prior_ablation (radiofrequency and microwave)",
        ),
    ] = None
    prior_arterial: list[PriorArterial] | None = None
    prior_prrt: list[PriorPrrt] | None = None
    line_of_therapy: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="line of therapy",
            question="How many lines of tumor treatment have been given?",
            low=0,
            high=30,
        ),
    ] = None
    ssa: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="somatostatin analog treatment",
            title="course under somatostatin analogs",
            question="Has a somatostatin analog been given, and has the disease progressed on it?",
            values={
                "none": "has not been given",
                "ongoing": "is ongoing",
                "progressed_on": "has been followed by progression",
            },
        ),
    ] = None


class Laboratory(Group):
    """Laboratory values that later packs and plans use."""

    chromogranin_a_ug_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="chromogranin A",
            question="What is chromogranin A?",
            unit="ug/L",
            low=0,
            high=1e7,
            codes=(Code("LOINC", "9811-1", "M"),),
            validity_months=3,
        ),
    ] = None
    hiaa_5_umol_24h: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="5-HIAA in 24 h urine",
            question="What is 5-HIAA in 24 h urine?",
            unit="umol/24h",
            low=0,
            high=1e5,
            codes=(Code("LOINC", "1695-6", "M"),),
            validity_months=3,
        ),
    ] = None
    creatinine_umol_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="creatinine",
            question="What is the serum creatinine (umol/L; 1 mg/dL = 88.4 umol/L)?",
            unit="umol/L",
            low=1,
            high=3000,
            plausible=(15, 2000),
            codes=(Code("LOINC", "2160-0", "H"),),
            validity_months=1,
        ),
    ] = None
    creatinine_clearance_ml_min: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="creatinine clearance",
            question="What is the creatinine clearance?",
            unit="mL/min",
            low=0,
            high=400,
            plausible=(5, 300),
            codes=(Code("LOINC", "35591-7", "H"),),
            validity_months=1,
        ),
    ] = None
    hemoglobin_g_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="hemoglobin",
            question="What is the hemoglobin (g/L; 1 g/dL = 10 g/L)?",
            unit="g/L",
            low=10,
            high=300,
            plausible=(30, 250),
            codes=(Code("LOINC", "718-7", "H"),),
            validity_months=1,
        ),
    ] = None
    platelets_10e9_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="platelets",
            question="What is the platelet count?",
            unit="10^9/L",
            low=0,
            high=5000,
            plausible=(2, 3000),
            codes=(Code("LOINC", "777-3", "H"),),
            validity_months=1,
        ),
    ] = None
    neutrophils_10e9_l: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="neutrophils",
            question="What is the neutrophil count?",
            unit="10^9/L",
            low=0,
            high=500,
            plausible=(0, 200),
            codes=(Code("LOINC", "751-8", "H"),),
            validity_months=1,
        ),
    ] = None
