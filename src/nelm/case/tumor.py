"""Facts about the tumor: site, pathology, hormone syndrome, receptors."""

from __future__ import annotations

from typing import Annotated

from nelm.case.entry import Entry
from nelm.case.fact import Code, Fact
from nelm.case.patient import Group

MORPHOLOGIES = {
    "8240/3": "is a NET G1 (8240/3)",
    "8249/3": "is a NET G2 or G3 (8249/3)",
    "8246/3": "is a neuroendocrine carcinoma (8246/3)",
    "8013/3": "is a large cell neuroendocrine carcinoma (8013/3)",
    "8041/3": "is a small cell neuroendocrine carcinoma (8041/3)",
    "8154/3": "is a mixed neoplasm, MiNEN (8154/3)",
    "8151/3": "is an insulinoma (8151/3)",
    "8152/3": "is a glucagonoma (8152/3)",
    "8153/3": "is a gastrinoma (8153/3)",
    "8155/3": "is a VIPoma (8155/3)",
    "8156/3": "is a somatostatinoma (8156/3)",
}
SMALL_BOWEL = frozenset({"duodenum", "jejunum", "ileum"})


class Treatment(Group):
    """One medical treatment, as stated."""

    agent: str
    dose: str | None = None
    start: str | None = None
    stop: str | None = None
    reason_stopped: str | None = None


class Tumor(Group):
    """The tumor disease as pathology, nuclear medicine and the clinic describe it."""

    primary_site: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the primary site",
            title="primary site",
            question="Where is the primary tumor?",
            values={
                "duodenum": "is the duodenum",
                "jejunum": "is the jejunum",
                "ileum": "is the ileum",
                "small_bowel": "is the small bowel",
                "appendix": "is the appendix",
                "cecum": "is the cecum",
                "right_colon": "is the right colon",
                "left_colon": "is the left colon",
                "colon": "is the colon",
                "rectum": "is the rectum",
                "pancreas": "is the pancreas",
                "stomach": "is the stomach",
                "ampulla": "is the ampulla of Vater",
                "lung": "is the lung",
                "other": "is another organ",
                "unknown_primary": "has been looked for and not found",
            },
            groups={
                "small_bowel": SMALL_BOWEL,
                "colon": frozenset({"right_colon", "left_colon"}),
            },
            codes=(
                Code("ICD-O-3", "C17.0 duodenum", "H"),
                Code("ICD-O-3", "C17.1 jejunum", "H"),
                Code("ICD-O-3", "C17.2 ileum", "H"),
                Code("ICD-O-3", "C18.0 cecum", "H"),
                Code("ICD-O-3", "C18.1 appendix", "H"),
                Code("ICD-O-3", "C18.x colon", "H"),
                Code("ICD-O-3", "C20.9 rectum", "H"),
                Code("ICD-O-3", "C25.x pancreas", "H"),
                Code("ICD-O-3", "C16.x stomach", "H"),
                Code("ICD-O-3", "C24.1 ampulla", "M"),
                Code("ICD-O-3", "C34.x lung", "H"),
                Code("ICD-O-3", "C80.9 unknown", "H"),
            ),
            minimal=True,
        ),
    ] = None
    primary_status: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the primary tumor",
            title="state of the primary tumor",
            question="Has the primary tumor been resected?",
            values={
                "in_situ": "is in place",
                "resected": "is resected",
                "resection_planned": "is to be resected",
                "not_found": "has not been found",
            },
            changeable=True,
            minimal=True,
        ),
    ] = None
    differentiation: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the tumor",
            title="differentiation",
            question="Is the tumor well or poorly differentiated?",
            values={"well": "is well differentiated", "poor": "is poorly differentiated"},
            minimal=True,
            derived="an entered WHO grade (NET is well, NEC poorly differentiated)",
        ),
    ] = None
    morphology: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the morphology",
            title="morphology code",
            question="Which ICD-O-3.2 morphology code does pathology give?",
            values=MORPHOLOGIES,
            codes=(Code("ICD-O-3", "morphology", "H"),),
        ),
    ] = None
    ki67_percent: Annotated[
        Entry | None,
        Fact(
            "number",
            subject="Ki-67",
            question="What is the Ki-67 index, in percent?",
            unit="%",
            low=0,
            high=100,
            plausible=(1, 100),
            codes=(Code("LOINC", "29593-1", "M"),),
            minimal=True,
        ),
    ] = None
    who_grade: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the WHO grade",
            title="WHO grade",
            question="What is the WHO grade?",
            values={
                "G1": "is NET G1",
                "G2": "is NET G2",
                "NET_G3": "is NET G3 (well differentiated)",
                "NEC": "is neuroendocrine carcinoma",
                "unclassified": "is not defined (poorly differentiated with Ki-67 up to 20 %)",
            },
            groups={"unclassified": frozenset({"G1", "G2", "NET_G3", "NEC"})},
            codes=(Code("mCODE", "HistologicGrade", "H"),),
            derived="differentiation and Ki-67 (WHO 2017 as the review states it)",
        ),
    ] = None
    functional: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="hormone secretion",
            title="functional tumor",
            question="Is the tumor functional (does it cause a hormone syndrome)?",
            yes="The tumor is functional",
            no="The tumor is not functional",
            minimal=True,
            derived="a stated syndrome or syndrome control",
        ),
    ] = None
    syndrome: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the hormone syndrome",
            title="kind of hormone syndrome",
            question="Which hormone syndrome is present?",
            values={
                "none": "is none",
                "carcinoid": "is carcinoid syndrome",
                "insulinoma": "is insulinoma syndrome",
                "gastrinoma": "is gastrinoma syndrome",
                "glucagonoma": "is glucagonoma syndrome",
                "vipoma": "is VIPoma syndrome",
                "somatostatinoma": "is somatostatinoma syndrome",
                "other": "is another one",
            },
            codes=(Code("SNOMED CT", "35868009 carcinoid syndrome", "M"),),
        ),
    ] = None
    syndrome_control: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="the hormone syndrome",
            title="control of the hormone syndrome",
            question="Is the hormone syndrome controlled by medical treatment?",
            values={
                "not_applicable": "does not exist",
                "untreated": "has not been treated yet",
                "controlled": "is controlled by medical treatment",
                "uncontrolled_on_medical": "is not controlled by medical treatment",
            },
            groups={"untreated": frozenset({"controlled", "uncontrolled_on_medical"})},
            validity_months=3,
            changeable=True,
            minimal=True,
            derived="a tumor that is not functional",
        ),
    ] = None
    medical_treatments: list[Treatment] | None = None
    burden_symptoms: Annotated[
        Entry | None,
        Fact(
            "yes_no",
            subject="symptoms of tumor mass",
            title="symptoms of tumor mass",
            question="Does the tumor mass itself cause symptoms (pain, fullness)?",
            yes="The tumor mass causes symptoms",
            no="The tumor mass causes no symptoms",
            validity_months=3,
        ),
    ] = None
    sstr_status: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="somatostatin receptor imaging",
            title="result of somatostatin receptor imaging",
            question="Is somatostatin receptor imaging positive?",
            values={"negative": "is negative", "positive": "is positive"},
            validity_months=6,
        ),
    ] = None
    krenning_score: Annotated[
        Entry | None,
        Fact(
            "integer",
            subject="Krenning score",
            question="What is the Krenning score (0-4)?",
            low=0,
            high=4,
            validity_months=6,
        ),
    ] = None
    sstr_tracer: Annotated[
        Entry | None,
        Fact("text", subject="tracer", question="Which receptor tracer was used?"),
    ] = None
    fdg_status: Annotated[
        Entry | None,
        Fact(
            "choice",
            subject="FDG PET",
            title="result of FDG PET",
            question="Is FDG PET positive?",
            values={
                "negative": "is negative",
                "positive": "is positive",
                "not_done": "has not been done",
            },
            validity_months=6,
        ),
    ] = None
