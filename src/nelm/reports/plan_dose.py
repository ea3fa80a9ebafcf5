"""A dose map on the sheet of a plan: the histogram, the numbers of each structure, what to know."""

from __future__ import annotations

from dataclasses import dataclass

from nelm.planning.dose.form import StructureDose, VoxelDose
from nelm.reports.dose_page import more_texts
from nelm.reports.dose_volume_plot import described, dose_volume_figure, volume_text
from nelm.reports.plan_words import amount

HEADS = ("Structure", "Volume", "Mean (Gy)", "D98 (Gy)", "D70 (Gy)", "D50 (Gy)", "D2 (Gy)")
NOT_REPORTED = "not reported"  # the notice of the structure says why


@dataclass(frozen=True, slots=True)
class DosePart:
    """A dose map laid out for print.

    Attributes:
        picture: SVG; empty where there is no structure to draw.
        described: the picture in words.
        heads: of the table.
        rows: one for each structure; the mean is over mass.
        more: notices of structures, and numbers of radiobiological models with their parameters.
        notes: what to know of the whole map, and how it was made.
    """

    picture: str
    described: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: tuple[str, ...]
    notes: tuple[str, ...]


def dose_part(dose: VoxelDose) -> DosePart:
    """Lay a dose map out for print.

    Raises:
        MissingExtraError: Matplotlib is not installed.
    """
    picture = dose_volume_figure(dose).decode() if dose.structures else ""
    return DosePart(
        picture=picture[picture.find("<svg") :] if picture else "",
        described=described(dose) if dose.structures else "",
        heads=HEADS,
        rows=tuple(map(_row, dose.structures)),
        more=tuple(
            f"{one.name}: {text.replace('`', '')}"
            for one in dose.structures
            for text in more_texts(one)
        ),
        notes=(*(notice.message for notice in dose.notices), _made(dose)),
    )


def _row(one: StructureDose) -> tuple[str, ...]:
    ends = one.ends_are_reliable
    return (
        one.name,
        volume_text(one.volume_ml),
        amount(one.mean_mass_gy),
        amount(one.d98_gy) if ends else NOT_REPORTED,
        amount(one.d70_gy),
        amount(one.d50_gy),
        amount(one.d2_gy) if ends else NOT_REPORTED,
    )


def _made(dose: VoxelDose) -> str:
    held = "" if dose.total_activity_mbq is None else f"{amount(dose.total_activity_mbq)} MBq; "
    return (
        f"{dose.nuclide}, {dose.method}; {held}image: {dose.image.quantity} in {dose.image.unit}, "
        f"SHA-256 {dose.image.sha256[:12]}; inputs of the map, SHA-256 {dose.inputs_sha256[:12]}."
    )
