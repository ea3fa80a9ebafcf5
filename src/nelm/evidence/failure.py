"""Why something can not be pooled: a reason in place of a number."""

from __future__ import annotations

from typing import Literal, TypeAlias

from nelm.case.problem import NelmError

Reason: TypeAlias = Literal[
    "too_few_studies",  # fewer studies than the method needs
    "no_convergence",
    "separation",  # every study at 0 % or at 100 %, or a covariate that tells them apart
    "rank_deficient",  # covariates that are constant or repeat one another
    "not_estimable",  # the quantity does not exist for these data
]


class CannotPoolError(NelmError):
    """No number is given; `reason` is for programs, the message for people."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
