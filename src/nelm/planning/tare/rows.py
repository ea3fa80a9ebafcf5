"""Which row of the normal liver holds; where an input is unknown, the strictest that may."""

from __future__ import annotations

from dataclasses import dataclass

from nelm.planning.tare.earlier import has_dosed_liver
from nelm.planning.tare.given import Tare

BILIRUBIN_MG_DL = 1.1  # where the rows of the normal liver change (EANM 2022; read)
NEAR_MG_DL = 0.1  # the house rule: so close to it, a bilirubin is worth a second look
ROUNDING = 9  # decimals: 1.0 must be as near to 1.1 as 1.2 is
LOW, HIGH = "tare-glass-lobar-normal-bilirubin-low", "tare-glass-lobar-normal-bilirubin-high"
LOBAR, PRETREATED = "tare-resin-lobar-normal", "tare-resin-bilobar-normal-pretreated"


@dataclass(frozen=True)
class Row:
    """A row of the normal liver.

    Attributes:
        id: of the limit.
        whole: whether it is of the whole normal liver; else of its perfused part.
        says: why this row, where it is not plain.
    """

    id: str
    whole: bool
    says: str = ""


def normal_liver_row(tare: Tare) -> Row | None:
    """The row that holds; nothing where the tables print none."""
    if tare.form.treatment == "segmentectomy":
        return None
    if tare.form.device == "resin":
        return None if tare.form.treatment == "lobectomy" else _resin(tare)
    tare.draft.no_row("tare-glass-normal-net")
    return _glass(tare)


def _resin(tare: Tare) -> Row:
    if tare.form.treatment == "unilobar":
        return Row(LOBAR, whole=False)
    if tare.form.pretreated_or_compromised:
        return Row(PRETREATED, whole=False)
    if has_dosed_liver(tare):
        says = "An earlier treatment or dose is stated: the row of a pretreated liver is taken."
        return Row(PRETREATED, whole=False, says=says)
    if tare.draft.known("pretreated_or_compromised"):
        return Row(LOBAR, whole=False)
    says = "Not known whether the liver is pretreated or compromised: the stricter row is taken."
    return Row(PRETREATED, whole=False, says=says)


def _glass(tare: Tare) -> Row:
    bilirubin = tare.form.bilirubin_mg_dl
    if not tare.draft.known("bilirubin_mg_dl") or bilirubin is None:
        return Row(HIGH, whole=True, says="Bilirubin is not known: the stricter row is taken.")
    value = bilirubin.value
    spread = 2 * value * (bilirubin.relative_uncertainty or 0)
    if round(abs(value - BILIRUBIN_MG_DL), ROUNDING) <= max(NEAR_MG_DL, spread):
        _near(tare, value)
    return Row(LOW if value < BILIRUBIN_MG_DL else HIGH, whole=True)


def _near(tare: Tare, value: float) -> None:
    low, high = (tare.draft.limits.by_id(row).value for row in (LOW, HIGH))
    says = (
        f"Bilirubin {value:g} mg/dL is near {BILIRUBIN_MG_DL:g}, where the limit of the normal "
        f"liver changes from {low:g} to {high:g} Gy; at the line itself the lower one is taken."
    )
    tare.check("bilirubin-near-line", "warning", says)
