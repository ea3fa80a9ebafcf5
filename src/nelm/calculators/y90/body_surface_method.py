"""Body-surface method of resin microspheres: historical, shown to compare, not to plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from nelm.calculators.ranges import Number, OutOfRangeError, in_range
from nelm.calculators.y90.questions import in_share_range

SURFACE_FACTOR: Final = 0.20247  # Du Bois, in m and kg; read in the van Roekel thesis
HEIGHT_POWER: Final = 0.725  # Du Bois; read in the van Roekel thesis
WEIGHT_POWER: Final = 0.425  # Du Bois; read in the van Roekel thesis
SURFACE_OFFSET: Final = 0.2  # of the method; read in the van Roekel thesis

HISTORICAL: Final = (
    "Historical: the activity hardly follows the tumor burden and the dose is not reckoned; "
    "the EANM calls methods without dosimetry inferior."
)

Volumes: TypeAlias = Literal["whole_liver", "treated_lobe"]


@dataclass(frozen=True, kw_only=True)
class BodySurfaceActivity:
    """Activity of the body-surface method.

    Attributes:
        activity_gbq: in GBq, before any reduction for the lung shunt.
        body_surface_m2: the body surface it rests on.
        volumes_of: which pair of volumes gave the tumor share.
        caution: why it is shown to compare only.
    """

    activity_gbq: Number
    body_surface_m2: Number
    volumes_of: Volumes
    caution: str = HISTORICAL


def resin_body_surface_m2(*, height_cm: Number, weight_kg: Number) -> Number:
    """Body surface as the resin method takes it (Du Bois, in m and kg).

    Args:
        height_cm: in cm, 120 to 220.
        weight_kg: in kg, 30 to 250.

    Raises:
        OutOfRangeError: height or weight out of range.

    Source: BSA = 0.20247 H^0.725 W^0.425, H in m; van Roekel thesis, chapter 2 (read). The example
    is Du Bois (Arch Intern Med 1916;17:863) in cm: 0.007184 x 170^0.725 x 70^0.425.

    >>> round(resin_body_surface_m2(height_cm=170, weight_kg=70), 4)
    1.8097
    """
    in_range("height_cm", height_cm, 120, 220, above="mm?", below="m or inches?")
    in_range("weight_kg", weight_kg, 30, 250, above="lb?")
    return SURFACE_FACTOR * (height_cm / 100) ** HEIGHT_POWER * weight_kg**WEIGHT_POWER


def body_surface_activity(
    *,
    height_cm: Number,
    weight_kg: Number,
    tumor_volume_ml: Number,
    normal_liver_volume_ml: Number,
    volumes_of: Volumes,
    treated_share: Number,
) -> BodySurfaceActivity:
    """Resin activity by body surface and tumor share, for the treated share of the liver.

    Args:
        height_cm: in cm, 120 to 220.
        weight_kg: in kg, 30 to 250.
        tumor_volume_ml: tumor, in mL, of the pair that `volumes_of` names.
        normal_liver_volume_ml: liver without tumor, in mL, of the same pair.
        volumes_of: `whole_liver` or `treated_lobe`; versions of the method differ, so say which.
        treated_share: treated liver over whole liver, above 0 to 1; 1 for the whole liver.

    Raises:
        OutOfRangeError: a quantity out of range.

    Source: A = ((BSA - 0.2) + V_tumor / (V_tumor + V_normal)) x share; van Roekel thesis,
    chapter 2 (read). The example is exact: 1.8097 - 0.2 + 300/1500, then x 0.6.

    >>> round(body_surface_activity(
    ...     height_cm=170, weight_kg=70, tumor_volume_ml=300, normal_liver_volume_ml=1200,
    ...     volumes_of="whole_liver", treated_share=0.6,
    ... ).activity_gbq, 4)
    1.0858
    """
    if volumes_of not in get_args(Volumes):
        raise OutOfRangeError("volumes_of", volumes_of, " or ".join(get_args(Volumes)))
    in_range("tumor_volume_ml", tumor_volume_ml, 0, 6000, above="mm3?")
    in_range("normal_liver_volume_ml", normal_liver_volume_ml, 50, 6000, above="mm3?", below="L?")
    in_share_range("treated_share", treated_share)
    surface_m2 = resin_body_surface_m2(height_cm=height_cm, weight_kg=weight_kg)
    tumor_share = tumor_volume_ml / (tumor_volume_ml + normal_liver_volume_ml)
    return BodySurfaceActivity(
        activity_gbq=(surface_m2 - SURFACE_OFFSET + tumor_share) * treated_share,
        body_surface_m2=surface_m2,
        volumes_of=volumes_of,
    )
