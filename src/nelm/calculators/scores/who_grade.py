"""WHO grade of a neuroendocrine neoplasm by Ki-67."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from nelm.calculators.ranges import OutOfRangeError, within

Differentiation: TypeAlias = Literal["well", "poor"]

LEAST_OF_G2_PERCENT = 3  # WHO 2017 as the review restates it, read
MOST_OF_G2_PERCENT = 20  # WHO 2017 as the review restates it, read


@dataclass(frozen=True)
class WhoGrade:
    """A grade, in nelm's words.

    Attributes:
        label: G1, G2, NET_G3 or NEC.
        level: 1, 2 or 3; a carcinoma is 3.
    """

    label: Literal["G1", "G2", "NET_G3", "NEC"]
    level: int


def who_grade(*, ki67_percent: float, differentiation: Differentiation) -> WhoGrade:
    """Grade by Ki-67 and differentiation; 3 and 20 percent are G2.

    Args:
        ki67_percent: Ki-67 index in percent.
        differentiation: well or poor: a carcinoma is never a NET G3, whatever its Ki-67.

    Returns:
        The grade.

    Raises:
        OutOfRangeError: not a percentage, another word, or a poorly differentiated tumor with
            Ki-67 up to 20 %, which has no grade there.

    Source: WHO 2017 as the review restates it, without the mitotic count (read).

    >>> [who_grade(ki67_percent=x, differentiation="well").label for x in (2.9, 3, 20, 20.1)]
    ['G1', 'G2', 'G2', 'NET_G3']
    """
    within("ki67_percent", ki67_percent, 0, 100)
    if differentiation not in ("well", "poor"):
        raise OutOfRangeError("differentiation", differentiation, "well or poor")
    if differentiation == "poor":
        if ki67_percent <= MOST_OF_G2_PERCENT:
            raise OutOfRangeError("ki67_percent", ki67_percent, "above 20 if poorly differentiated")
        return WhoGrade("NEC", 3)
    if ki67_percent < LEAST_OF_G2_PERCENT:
        return WhoGrade("G1", 1)
    return WhoGrade("G2", 2) if ki67_percent <= MOST_OF_G2_PERCENT else WhoGrade("NET_G3", 3)
