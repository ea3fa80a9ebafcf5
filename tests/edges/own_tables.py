"""Study tables of a user's own, made from the template for tests."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import nelm
from nelm.evidence.tables.template import template_text

CANDIDATE = str(Path(__file__).parents[2] / "examples" / "synthetic-transplant-candidate.yaml")
PACK = nelm.load_pack("dermine2019")
EVIDENCE = nelm.load_evidence(PACK)
HEADER, EXAMPLE = csv.reader(io.StringIO(template_text()))
MONTHS = {
    "measure": "overall_survival",
    "statistic": "median",
    "unit": "months",
    "value": "20",
    "events": "",
    "denominator": "",
    "denominator_unit": "not_stated",
    "criteria": "not_applicable",
}
NO_SITES = {"n_patients": "", "n_small_bowel": "", "n_pancreas": "", "n_other": ""}
UNCOUNTED = {**NO_SITES, "value": "50", "events": "", "denominator": ""}
HUGE = "9" * 400
POOL = ["evidence", "pool", "tare", "--measure", "response"]


def table(*changes: dict[str, str]) -> str:
    """The template with rows of a user's own; the study is `own2024` unless told."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for change in changes:
        row = dict(zip(HEADER, EXAMPLE, strict=True)) | {"study": "own2024"} | change
        writer.writerow([row[name] for name in HEADER])
    return out.getvalue()


GOOD = table({})
