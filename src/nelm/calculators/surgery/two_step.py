"""Two-step clearance: left lobe first, portal vein embolization, then the right side."""

from __future__ import annotations

from dataclasses import dataclass

from nelm.calculators.ranges import OutOfRangeError, within
from nelm.calculators.surgery.remnant import REMNANT_ML, sflr_percent

MINIMUM_PERCENT = (1, 100)  # a house range; a fraction is below it


@dataclass(frozen=True)
class TwoStep:
    """Whether enough liver is left after each step.

    Attributes:
        first_sflr_percent: what is left after the first step.
        cleared_sflr_percent: the cleared lobe alone, before it grows.
        second_sflr_percent: the cleared lobe after embolization: all that is left at the end.
        first_passes: the first step leaves the minimum.
        second_passes: the second step leaves the minimum.
        growth_needed: without growth the second step would fail.
        passes: both steps do.
    """

    first_sflr_percent: float
    cleared_sflr_percent: float
    second_sflr_percent: float
    first_passes: bool
    second_passes: bool
    growth_needed: bool
    passes: bool


def two_step_check(
    *,
    standard_liver_ml: float,
    left_after_first_ml: float,
    cleared_lobe_ml: float,
    grown_lobe_ml: float,
    minimum_sflr_percent: float,
) -> TwoStep:
    """Whether both steps of a two-step clearance leave enough liver; one alone is not enough.

    Args:
        standard_liver_ml: volume expected for the body surface, in mL.
        left_after_first_ml: liver left after clearing the left lobe, both sides, without tumor.
        cleared_lobe_ml: the cleared lobe after the first step, in mL.
        grown_lobe_ml: the cleared lobe measured, or foreseen, before the second step, in mL.
        minimum_sflr_percent: smallest standardized remnant for the state of this liver.

    Returns:
        The three remnants in percent, and whether each step and both pass.

    Raises:
        OutOfRangeError: a volume no adult liver has, a minimum outside 1 to 100 percent, or a
            cleared lobe larger than all that is left.

    Source: derived: the standardized remnant (Vauthey 2000), asked after each step.

    >>> steps = two_step_check(standard_liver_ml=1500, left_after_first_ml=1200,
    ...     cleared_lobe_ml=300, grown_lobe_ml=450, minimum_sflr_percent=25)
    >>> steps.cleared_sflr_percent, steps.second_sflr_percent, steps.growth_needed, steps.passes
    (20.0, 30.0, True, True)
    """
    within("minimum_sflr_percent", minimum_sflr_percent, *MINIMUM_PERCENT, hint="percent?")
    remnants = {
        "left_after_first_ml": left_after_first_ml,
        "cleared_lobe_ml": cleared_lobe_ml,
        "grown_lobe_ml": grown_lobe_ml,
    }
    for field, remnant_ml in remnants.items():
        within(field, remnant_ml, *REMNANT_ML, hint="mL?")
    first, cleared, second = (
        float(sflr_percent(remnant_ml=remnant_ml, standard_liver_ml=standard_liver_ml))
        for remnant_ml in remnants.values()
    )
    if cleared_lobe_ml > left_after_first_ml:
        raise OutOfRangeError("cleared_lobe_ml", cleared_lobe_ml, "at most left_after_first_ml")
    first_passes, second_passes = first >= minimum_sflr_percent, second >= minimum_sflr_percent
    return TwoStep(
        first_sflr_percent=first,
        cleared_sflr_percent=cleared,
        second_sflr_percent=second,
        first_passes=first_passes,
        second_passes=second_passes,
        growth_needed=cleared < minimum_sflr_percent,
        passes=first_passes and second_passes,
    )
