"""What the pack says of an option for a case, before any number of a plan."""

from __future__ import annotations

from nelm.assessment.assess import Assessment
from nelm.assessment.sheet import OptionSheet, Sheet
from nelm.assessment.verdict import Label
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.planning.form import Check, CheckStatus, Standing

HALF = 50  # percent of the liver; above it the pack wants embolization guided
INVOLVEMENT = "liver.involvement_percent"
ARTERIAL = ("tae", "tace", "deb_tace", "tare")


def standing_of(sheet: Sheet, shown: OptionSheet) -> Standing:
    """What is said before any number; empty only where the criteria are met without a doubt."""
    first = [
        f"{'Out of scope' if flag.certain else 'May be out of scope'}: {flag.text}"
        for flag in sheet.scope
    ]
    if shown.label != Label.SUPPORTED.value:
        reasons = "; ".join(shown.key_points)
        name = f"{sheet.pack.short_name} on this option for this case: {shown.words}"
        first.append(f"{name} ({reasons})" if reasons else name)
    first += [
        f"Doubted: {finding.says}" for finding in sheet.findings if finding.kind != "question"
    ]
    return Standing(
        option=shown.id,
        code=shown.code,
        name=shown.name,
        label=shown.label,
        words=shown.words,
        standing=shown.standing,
        first=tuple(first),
        because=shown.key_points,
    )


def about_the_pack(shown: OptionSheet, sheet: Sheet) -> list[Check]:
    """The label as a check, so that a reader of checks alone cannot miss it."""
    found = [
        Check(
            code="pack-scope",
            status="warning",
            says=f"{'Out of scope' if flag.certain else 'May be out of scope'}: {flag.text}",
        )
        for flag in sheet.scope
    ]
    supported = shown.label.startswith(Label.SUPPORTED.value)
    says = f"The pack's label of this option for this case: {shown.words}."
    status: CheckStatus = "ok" if shown.label == Label.SUPPORTED.value else "warning"
    code = "pack-supported" if supported else f"pack-{shown.label.replace('_', '-')}"
    return [*found, Check(code=code, status=status, says=says)]


def involvement(assessment: Assessment, option: str) -> list[Check]:
    """More than half of the liver invaded, or perhaps so, in an arterial treatment."""
    if option not in ARTERIAL:
        return []
    value = assessment.known.values.get(INVOLVEMENT)
    above = value.compare(">", HALF) if isinstance(value, Interval) else Truth.UNKNOWN
    if above is Truth.NOT_MET:
        return []
    if above is Truth.UNKNOWN:
        says = (
            f"Whether more than {HALF} % of the liver is invaded is not known: if it is, staged or "
            "otherwise guided treatment (IAT-14)."
        )
        return [Check(code="liver-over-half-unknown", status="warning", says=says)]
    says = (
        f"More than {HALF} % of the liver is invaded: staged or otherwise guided treatment "
        "(IAT-14; the source does not say how)."
    )
    return [Check(code="liver-over-half", status="warning", says=says)]
