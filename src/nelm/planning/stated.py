"""Numbers that the case states, against those of a plan: the label goes by the case."""

from __future__ import annotations

from nelm.case.known import Known
from nelm.criteria.values import Interval
from nelm.planning.draft import Draft
from nelm.planning.form import Check
from nelm.planning.inputs.ablation import AblationInputs

REMNANT, REMOVABLE = "liver.flr_percent", "liver.resectable_fraction_percent"
LARGEST = "liver.ablation_max_diameter_mm"
SHARES = (
    ("sflr", REMNANT),
    ("flr-share-measured", REMNANT),
    ("debulked-share", REMOVABLE),
)
NEAR = 1  # point of percent or mm: what is closer is the same to the digits that reports print


def tell_stated(draft: Draft, known: Known) -> None:
    """A warning for each share, and for the largest tumor, that is not the one of the case."""
    for name, fact in SHARES:
        made = draft.computed.get(name)
        if made is not None:
            _tell(draft, known, fact, (made.title, made.value, "%"))
    if isinstance(draft.form, AblationInputs):
        sizes = [one.tumor_mm.value for one in draft.form.lesions or () if one.tumor_mm]
        if sizes:
            _tell(draft, known, LARGEST, ("Largest tumor", max(sizes), "mm"))


def _tell(draft: Draft, known: Known, fact: str, found: tuple[str, float, str]) -> None:
    stated = known.values.get(fact)
    title, value, unit = found
    if not isinstance(stated, Interval) or stated.low - NEAR <= value <= stated.high + NEAR:
        return
    says = (
        f"{title}: {value:.4g} {unit} here, {_shown(stated)} {unit} in the case ({fact}). The "
        "pack's label goes by the case."
    )
    draft.checks.append(Check(code="inputs-differ-from-case", status="warning", says=says))


def _shown(stated: Interval) -> str:
    if stated.is_exact:
        return f"{stated.low:g}"
    return f"{stated.low:g} to {stated.high:g}"
