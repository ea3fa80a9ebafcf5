"""The zone of an ablation: its volume, and what margins did in colorectal metastases."""

from __future__ import annotations

from nelm.planning.computed import Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check
from nelm.planning.inputs.ablation import LesionInputs
from nelm.planning.limit import Limits

AXES = ("a_mm", "b_mm", "c_mm")
APART_MM = 0.5  # half of what is usually read off: below it two statements of an axis agree
# Margins in mm as the study groups them, both ends in; nothing between two groups or outside.
GROUPS = (
    ("local-control.margin-0.mcrc", 0, 0),
    ("local-control.margin-1-5.mcrc", 1, 5),
    ("local-control.margin-6-10.mcrc", 6, 10),
    ("local-control.margin-11-15.mcrc", 11, 15),
)


def local_control(limits: Limits, margin_mm: float) -> tuple[str, ...]:
    """What a margin like that of the zone gave in colorectal metastases, said to be that."""
    for id_, low, high in GROUPS:
        row = limits.by_id(id_)
        if low <= margin_mm <= high and row.value is not None:
            return (
                f"In colorectal metastases, not in NET: {row.value:g} % without local progression "
                f"at 2 years with a smallest margin like these {margin_mm:.3g} mm "
                f"({row.scope}; {row.source}).",
            )
    return ()


def plan_volume(draft: Draft, number: int, called: str, lesion: LesionInputs) -> None:
    """Volume of a zone as an ellipsoid; its shortest axis is the one that counts elsewhere."""
    axes = lesion.zone_axes_mm or ()
    title = f"Volume of one zone for {called}"
    if len(axes) != len(AXES):
        draft.refuse(f"zone-volume-{number}", title, f"{len(axes)} diameters; allowed: 3")
        return
    draft.calculate(
        Named(f"zone-volume-{number}", title, notes=("An ellipsoid.",)),
        "ablation-ellipsoid-volume",
        dict(zip(AXES, axes, strict=True)),
    )
    shortest = min(axis.value for axis in axes)
    stated = lesion.zone_short_axis_mm
    if stated is not None and abs(stated.value - shortest) > APART_MM:
        says = (
            f"{called}: the shortest of the three diameters is {shortest:g} mm, and "
            f"zone_short_axis_mm is {stated.value:g} mm, which is used."
        )
        draft.checks.append(Check(code="zone-short-axis", status="warning", says=says))
