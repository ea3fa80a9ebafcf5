"""What a plan of ablation asks for."""

from __future__ import annotations

from typing import Annotated

from nelm.planning.asked import Asked, Quantity, YesNo
from nelm.planning.inputs.base import Given, GivenList, Inputs
from nelm.planning.limit import Strict


class LesionInputs(Strict):
    """One tumor to be ablated."""

    name: Annotated[str | None, Asked("to tell tumors apart")] = None
    tumor_mm: Annotated[Given, Quantity("largest diameter", "mm", low=2, high=200, below="cm?")] = (
        None
    )
    margin_mm: Annotated[Given, Quantity("margin wanted all around", "mm", low=0, high=30)] = None
    zone_short_axis_mm: Annotated[
        Given,
        Quantity("shortest diameter of one zone of the device", "mm", low=5, high=150, below="cm?"),
    ] = None
    zone_axes_mm: Annotated[
        GivenList,
        Quantity(
            "volume of the zone: its three diameters; optional",
            "mm",
            low=2,
            high=200,
            below="cm?",
            many=True,
        ),
    ] = None
    offset_mm: Annotated[
        Given, Quantity("distance of the centers of tumor and zone", "mm", low=0, high=150)
    ] = None
    vessel_mm: Annotated[
        Given, Quantity("heat sink: diameter of the nearest vessel", "mm", low=0, high=40)
    ] = None
    vessel_gap_mm: Annotated[
        Given, Quantity("heat sink: from vessel to edge of the zone", "mm", low=0, high=200)
    ] = None
    vessel_near_mm: Annotated[
        Given,
        Quantity("heat sink: gaps up to this count; no source gives it", "mm", low=0, high=20),
    ] = None


class AblationInputs(Inputs):
    """Radiofrequency and microwaves."""

    lesions: Annotated[
        tuple[LesionInputs, ...] | None, Asked("zones and margins", written="a list of tumors")
    ] = None
    bilioenteric_anastomosis: Annotated[bool | None, YesNo("risk of an abscess")] = None
