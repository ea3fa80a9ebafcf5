"""Printed figures are rounded: recomputed ones agree when they round to what is printed."""

from __future__ import annotations

import pytest

from nelm.evidence.audit.agreement import Numbers, agrees, judge
from nelm.evidence.tables.forms import Claim


@pytest.mark.parametrize(
    ("found", "printed", "agree"),
    [
        (49, 49, True),
        (48.5, 49, True),
        (49.49, 49, True),
        (49.5, 49, False),
        (48.49, 49, False),
        (34.5, 34.5, True),
        (34.45, 34.5, True),
        (34.449, 34.5, False),
        (34.55, 34.5, False),
        (100, 100, True),
        (99.5, 100, True),
        (100.5, 100, False),
        (0.4, 0, True),
        (0.5, 0, False),
    ],
)
def test_a_figure_agrees_when_it_rounds_half_up_to_the_decimals_printed(found, printed, agree):
    assert agrees(found, printed) is agree


def test_floating_point_noise_of_a_mean_does_not_decide():
    assert (0.1 + 0.2) * 95 != 28.5
    assert agrees((0.1 + 0.2) * 95, 28.5)
    assert agrees(48.499999999999993, 49)


def claim(low, high, value):
    return Claim(
        claim="C01",
        section="1",
        says="a claim",
        options=("tae",),
        measure="overall_survival",
        statistic="median",
        unit="months",
        low=low,
        high=high,
        value=value,
        refs=(),
        marked="reproduces",
        because="made up",
    )


@pytest.mark.parametrize(
    ("printed", "found", "verdict"),
    [
        ((16, 69, 34.5), (16, 69, 34.5), "reproduces"),
        ((16, 69, 34.5), (16, 69, 39), "range_only"),
        ((16, 69, 34.5), (15, 69, 34.5), "median_only"),
        ((16, 69, 34.5), (15, 69, 39), "no"),
        ((16, 69, 34.5), (16, 70, 34.5), "median_only"),
        ((42, 100, None), (42, 100, 76), "reproduces"),
        ((42, 100, None), (41, 100, 76), "no"),
        ((None, None, 18), (18, 18, 18), "reproduces"),
        ((None, None, 18), (19, 19, 19), "no"),
    ],
)
def test_only_what_the_claim_prints_is_compared(printed, found, verdict):
    low, high, value = found
    assert judge(claim(*printed), Numbers(low, high, value, n=3, n_studies=3)) == verdict
