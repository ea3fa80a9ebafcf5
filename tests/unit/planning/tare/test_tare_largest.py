"""The largest activity under every limit: the smallest of all, carried, told, exact."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tare_plans import check, planned, quantity, value

GLASS = {"device": "glass", "bilirubin_mg_dl": 0.8, "whole_normal_liver_mass_kg": 1.6}
PERFUSED_GY = 49.67 * 2 * 0.95 / 2.3  # the worked example of the partition model, 41.03 Gy


def test_the_largest_activity_is_the_smallest_of_all_and_names_its_limit() -> None:
    glass = {**GLASS, "lung_shunt_fraction": 0.19, "earlier_lung_gy": [28]}
    made = planned(**glass)
    under = [
        30 / (49.67 * 0.19),
        22 / (49.67 * 0.19),
        150 * 1.5 / (49.67 * 0.81),
        90 * 2.3 * 1.6 / 1.3 / (49.67 * 0.81),
    ]
    assert value(made, "activity-largest") == pytest.approx(min(under))
    assert "cumulative lung limit" in quantity(made, "activity-largest").notes[0]
    over = planned(**glass, activity_gbq=min(under) * 1.01)
    assert check(over, "activity-largest").status == "warning"


def test_the_largest_activity_carries_the_uncertainty_of_the_limit_that_binds() -> None:
    """Only the lungs bind: A = 30 M / (k F), so 10 % of the mass is 10 % of the activity."""
    unsure = {"value": 1.0, "relative_uncertainty": 0.1}
    made = planned(treatment="segmentectomy", lung_mass_kg=unsure)
    found = quantity(made, "activity-largest").uncertainty
    assert found is not None
    single = 30 / (49.67 * 0.05)
    assert found.first_order_sd == pytest.approx(0.1 * single, rel=1e-3)


@pytest.mark.parametrize(("relative", "told"), [(0.1, False), (0.5, True)])
def test_a_shunt_that_may_be_none_leaves_an_activity_without_a_mean(
    relative: float, told: bool
) -> None:
    """1/F has no mean where F may be 0: its draws scatter, its interval does not."""
    made = planned(lung_shunt_fraction={"value": 0.05, "relative_uncertainty": relative})
    notes = " ".join(quantity(made, "activity-lung-single").notes)
    assert ("not mean and SD" in notes) is told


@pytest.mark.parametrize(("relative", "told"), [(0.1, False), (0.4, True)])
def test_a_mass_that_may_be_near_none_leaves_a_dose_without_a_mean(
    relative: float, told: bool
) -> None:
    """1/M has no mean either where draws of M come near 0."""
    made = planned(perfused_mass_kg={"value": 1.5, "relative_uncertainty": relative})
    assert ("not mean and SD" in " ".join(quantity(made, "dose-perfused").notes)) is told


def test_how_probably_the_planned_activity_is_not_above_the_largest_is_told() -> None:
    """Only the lungs bind: planned at its median, the lungs' mass puts half on either side."""
    unsure = {"value": 1.0, "relative_uncertainty": 0.1}
    given = {"treatment": "segmentectomy", "activity_gbq": 30 / (49.67 * 0.05)}
    found = check(planned(**given, lung_mass_kg=unsure), "activity-largest").probability_met
    assert found == pytest.approx(0.5, abs=0.02)
    assert check(planned(**given), "activity-largest").probability_met is None


def test_a_goal_that_the_limits_do_not_leave_is_told() -> None:
    made = planned(goal_tumor_gy=300)  # 60 Gy of liver at TN 5, above 40
    assert "cannot be reached" in check(made, "goal-above-limits").says


def test_a_residual_is_counted_on_and_said() -> None:
    made, none = planned(residual_fraction=0.1), planned()
    assert value(made, "activity-largest") == pytest.approx(value(none, "activity-largest") / 0.9)
    assert any("90 % of it" in note for note in quantity(made, "activity-largest").notes)
    assert not any("of it may be drawn" in n for n in quantity(none, "activity-largest").notes)


def test_the_maximum_under_a_limit_gives_the_dose_of_the_limit() -> None:
    made = planned(residual_fraction=0.05)
    again = planned(residual_fraction=0.05, activity_gbq=value(made, "activity-normal-liver"))
    assert value(again, "dose-normal-liver") == pytest.approx(40)


@pytest.mark.parametrize("shunts", [(0.02, 0.05), (0.05, 0.19)])
def test_a_larger_shunt_leaves_the_lungs_less_activity(shunts: tuple[float, float]) -> None:
    low, high = (value(planned(lung_shunt_fraction=f), "activity-lung-single") for f in shunts)
    assert low > high


@settings(deadline=None, max_examples=40)
@given(
    chosen=st.fixed_dictionaries(
        {
            "device": st.sampled_from(["glass", "resin"]),
            "treatment": st.sampled_from(["unilobar", "bilobar"]),
            "lung_shunt_fraction": st.floats(0.01, 0.19),
            "residual_fraction": st.just(0) | st.floats(0.001, 0.3),
            "tn_concentration_ratio": st.floats(0.5, 20),
            "earlier_lung_gy": st.just(0) | st.floats(0.01, 45),
            "earlier_normal_liver_gy": st.just(0) | st.floats(0.01, 25),
        }
    ),
    masses=st.tuples(st.floats(0.05, 1), st.floats(0.3, 2), st.floats(0, 1)),
)
def test_just_under_the_largest_activity_every_limit_is_kept(
    chosen: dict[str, Any], masses: tuple[float, float, float]
) -> None:
    """And just above it one of them is not: the maximum is neither too large nor too small."""
    tumor_kg, liver_kg, rest_kg = masses
    chosen |= {
        "bilirubin_mg_dl": 0.8,
        "tumor_mass_kg": tumor_kg,
        "normal_liver_mass_kg": liver_kg,
        "perfused_mass_kg": tumor_kg + liver_kg,
        "whole_normal_liver_mass_kg": liver_kg + rest_kg,
    }
    most = value(planned(**chosen), "activity-largest")
    assume(0.06 < most < 29)
    for activity, kept in ((most * 0.999, True), (most * 1.001, False)):
        made = planned(**chosen, activity_gbq=activity)
        limits = [c for c in made.checks if c.surviving and c.code != "activity-largest"]
        assert all(c.status == "ok" for c in limits) is kept
