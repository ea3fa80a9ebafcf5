"""Activities and doses of radioembolization: methods side by side, history, inputs."""

from __future__ import annotations

import pytest
from tare_plans import check, checks, missing, names, planned, quantity, value, worst

from nelm.case.problem import InputError
from nelm.planning.inputs.tare import CompartmentInputs, TareInputs
from nelm.planning.inputs_file import inputs_template, record_of

SURFACE = {
    "tumor_volume_ml": 300,
    "normal_liver_volume_ml": 1200,
    "volumes_of": "whole_liver",
    "treated_share": 0.6,
    "height_cm": 170,
    "weight_kg": 70,
}


def test_activity_of_120_gy_with_shunt_and_residual() -> None:
    """Worked example: 120 Gy, 1.5 kg, F 0.05, R 0.02, 49.67: 3.8925 GBq; shunt and R divide."""
    made = planned(goal_perfused_gy=120, residual_fraction=0.02)
    assert value(made, "activity-single-compartment") == pytest.approx(3.8925, abs=5e-5)


def test_the_insert_of_glass_leaves_shunt_and_residual_out() -> None:
    made = planned(goal_perfused_gy=120, lung_shunt_fraction=0, dose_constant="glass50")
    assert value(made, "activity-single-compartment") == pytest.approx(3.6)


@pytest.mark.parametrize("residual", [0, 0.02, 0.3])
def test_equal_concentrations_are_one_compartment_whatever_stays_behind(residual: float) -> None:
    goals = {"goal_perfused_gy": 30, "goal_normal_liver_gy": 30, "goal_tumor_gy": 30}
    made = planned(**goals, tn_concentration_ratio=1, residual_fraction=residual)
    single = value(made, "activity-single-compartment")
    assert value(made, "activity-partition-normal-liver") == pytest.approx(single)
    assert value(made, "activity-partition-tumor") == pytest.approx(single)
    doses = [value(made, f"dose-{of}") for of in ("perfused", "tumor", "normal-liver")]
    assert doses == pytest.approx([doses[0]] * 3)
    assert "; 0 % apart" in check(made, "two-methods").says
    assert check(made, "two-methods").status == "ok"


@pytest.mark.parametrize(
    ("perfused", "liver", "status"),
    [(50, 40, "ok"), (40, 50, "ok"), (50, 39.9, "warning"), (39.9, 50, "warning")],
)
def test_methods_may_be_a_quarter_of_the_smaller_apart(
    perfused: float, liver: float, status: str
) -> None:
    """At TN 1 activities are as the goals: 50 is a quarter more than 40, either way around."""
    goals = {"goal_perfused_gy": perfused, "goal_normal_liver_gy": liver}
    made = planned(**goals, tn_concentration_ratio=1)
    assert check(made, "two-methods").status == status


@pytest.mark.parametrize(("planned_gbq", "told"), [(3.0, 0), (3.1, 1), (1.9, 0), (1.7, 1)])
def test_a_planned_activity_that_no_goal_asks_for_is_told(planned_gbq: float, told: int) -> None:
    """The nearer of two goals decides; 2.4 and 2.159 GBq by the arithmetic of both methods."""
    single_gy = 2.4 * 49.67 * 0.95 / 1.5
    made = planned(activity_gbq=planned_gbq, goal_perfused_gy=single_gy, goal_normal_liver_gy=44.3)
    assert value(made, "activity-partition-normal-liver") == pytest.approx(2.159, abs=1e-3)
    assert len(checks(made, "planned-apart")) == told


def test_energy_of_tumor_liver_and_lungs_is_the_energy_given() -> None:
    made = planned(residual_fraction=0.1)
    energy_j = value(made, "dose-tumor") * 0.2 + value(made, "dose-normal-liver") * 1.3
    energy_j += value(made, "dose-lung") * 1.0
    assert energy_j == pytest.approx(49.67 * 2.0 * 0.9)


@pytest.mark.parametrize("times", [0.5, 3.0])
def test_doses_are_linear_in_the_activity(times: float) -> None:
    one, more = planned(), planned(activity_gbq=2.0 * times)
    for name in ("dose-perfused", "dose-tumor", "dose-normal-liver", "dose-lung"):
        assert value(more, name) == pytest.approx(times * value(one, name))


def test_a_larger_shunt_needs_more_activity_for_the_same_dose() -> None:
    low, high = (
        value(planned(goal_tumor_gy=120, lung_shunt_fraction=shunt), "activity-partition-tumor")
        for shunt in (0.02, 0.15)
    )
    assert high / low == pytest.approx(0.98 / 0.85)


def test_the_energy_of_the_perfused_part_is_that_of_the_whole_normal_liver() -> None:
    made = planned(whole_normal_liver_mass_kg=1.6)
    whole = value(made, "dose-whole-normal-liver") * 1.6
    assert whole == pytest.approx(value(made, "dose-normal-liver") * 1.3)


def test_30_percent_of_tn_are_13_percent_of_liver_and_17_of_tumor() -> None:
    made = planned(tn_concentration_ratio={"value": 5, "relative_uncertainty": 0.3})
    for name, share in (("dose-normal-liver", 0.3 / 2.3), ("dose-tumor", 0.3 * 1.3 / 2.3)):
        found = quantity(made, name).uncertainty
        assert found is not None
        assert found.first_order_sd / value(made, name) == pytest.approx(share, rel=1e-3)


def test_doses_of_tumor_and_liver_are_drawn_together() -> None:
    """The ratio of both is TN in every draw, so the spread of one follows from the other."""
    made = planned(activity_gbq={"value": 2.0, "relative_uncertainty": 0.1})
    liver, tumor = (quantity(made, f"dose-{of}").uncertainty for of in ("normal-liver", "tumor"))
    assert liver is not None
    assert tumor is not None
    assert tumor.low_2_5 == pytest.approx(5 * liver.low_2_5)
    assert tumor.sd == pytest.approx(5 * liver.sd)


@pytest.mark.parametrize(("ratio", "warned"), [(0.9, 1), (1, 0), (5, 0)])
def test_a_tumor_that_takes_up_less_than_the_liver_is_told(ratio: float, warned: int) -> None:
    assert len(checks(planned(tn_concentration_ratio=ratio), "tn-below-one")) == warned


@pytest.mark.parametrize(("perfused", "warned"), [(1.5, 0), (1.45, 0), (2.0, 1)])
def test_volumes_that_do_not_make_up_the_perfused_one_are_told(
    perfused: float, warned: int
) -> None:
    assert len(checks(planned(perfused_mass_kg=perfused), "perfused-mass")) == warned


def test_an_activity_that_no_vial_holds_is_questioned() -> None:
    made = planned(goal_perfused_gy=4000)  # 4000 x 1.5 / (49.67 x 0.95) = 127 GBq
    assert "is a unit off?" in check(made, "activity-plausible").says


@pytest.mark.parametrize("reason", ["", "no", "   "])
def test_a_difference_of_methods_takes_more_than_a_word(reason: str) -> None:
    with pytest.raises(InputError, match="method_difference_reason"):
        planned(method_difference_reason=reason)


def test_nothing_is_delivered_where_all_stays_behind() -> None:
    made = planned(goal_perfused_gy=60, residual_fraction=1)
    assert worst(made) == "refused"
    assert "activity-single-compartment" not in names(made)
    assert value(made, "dose-perfused") == 0


# History


def test_body_surface_example_with_the_steps_of_the_shunt() -> None:
    """1.0858 GBq for 60 % of the liver (worked example); at 12 % of shunt, a fifth less."""
    made = planned(**SURFACE, lung_shunt_fraction=0.12)
    assert value(made, "activity-body-surface") == pytest.approx(1.0858, abs=5e-5)
    after = quantity(made, "activity-body-surface-after-steps")
    assert after.value == pytest.approx(0.8 * 1.0858, abs=5e-5)
    assert after.status == "recalled"
    assert "two-method" in after.notes[-1]


def test_the_empiric_method_only_when_asked_for_and_marked() -> None:
    made = planned(tumor_involvement_percent=30, treated_share=0.5, lung_shunt_fraction=0.16)
    found = quantity(made, "activity-empiric")
    assert found.value == pytest.approx(1.25)  # the middle row, 2.5 GBq, for half of the liver
    assert "Not recommended" in found.notes[0]
    assert value(made, "activity-empiric-after-steps") == pytest.approx(0.6 * 1.25)
    assert "activity-empiric" not in names(planned())


def test_historical_methods_ask_for_what_they_lack_and_are_of_resin_only() -> None:
    assert "treated_share" in missing(planned(tumor_involvement_percent=30))
    assert {"height_cm", "volumes_of"} <= missing(planned(tumor_volume_ml=300))
    glass = planned(device="glass", tumor_involvement_percent=30, **SURFACE)
    assert not {"activity-empiric", "activity-body-surface"} & names(glass)


# Inputs


def test_optional_parts_are_asked_for_by_nobody() -> None:
    assert missing(planned()) == {
        "lung_shunt_from",
        "lung_mass_from",
        "goal_perfused_gy",
        "goal_tumor_gy",
        "goal_normal_liver_gy",
    }


def test_the_template_shows_compartments_without_beginning_them() -> None:
    text = inputs_template(TareInputs, "tare")
    assert "\ncompartments: unknown\n" in text
    assert "#     mass_kg: unknown" in text
    assert record_of(TareInputs, "compartments") is CompartmentInputs
    assert record_of(TareInputs, "earlier_lung_gy") is None


def test_what_a_compartment_does_not_know_is_refused_with_its_own_fields() -> None:
    with pytest.raises(InputError, match="mass_kg"):
        planned(compartments=[{"mass": 0.2}])


def test_every_number_has_formula_source_inputs_and_a_reason_for_each_question() -> None:
    made = planned(**SURFACE, tumor_involvement_percent=30, goal_tumor_gy=100)
    for one in made.quantities:
        assert one.formula, one.name
        assert one.source, one.name
        assert one.inputs, one.name
    assert all(line.why for line in planned(lung_mass_kg=None).missing.values())
