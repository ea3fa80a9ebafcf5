"""Sex and dialysis are flags: a word such as `no` would count as true in NumPy."""

from __future__ import annotations

from typing import Any

import pytest

from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.scores.meld import MeldInputs, meld_3_0

NORMAL: dict[str, Any] = {
    "bilirubin_mg_dl": 1,
    "inr": 1,
    "creatinine_mg_dl": 0.8,
    "sodium_mmol_l": 137,
    "albumin_g_dl": 3.5,
    "female": False,
    "on_dialysis": False,
}


@pytest.mark.parametrize("field", ["female", "on_dialysis"])
@pytest.mark.parametrize("word", ["no", "yes", 1, None])
def test_a_flag_that_is_no_flag_is_refused(field: str, word: object) -> None:
    with pytest.raises(OutOfRangeError) as refused:
        meld_3_0(inputs=MeldInputs(**{**NORMAL, field: word}))
    assert refused.value.field == field


def test_dialysis_counts_as_creatinine_3() -> None:
    # Published rule: 6 + 11.14 ln 3, all other terms vanish at these bounds.
    found = meld_3_0(inputs=MeldInputs(**{**NORMAL, "on_dialysis": True}))
    assert found.points == pytest.approx(18.23854, abs=1e-5)
