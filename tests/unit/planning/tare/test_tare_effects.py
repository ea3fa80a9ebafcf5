"""Models of effect: the user's parameters only, of this device only."""

from __future__ import annotations

from typing import Any

import pytest
from tare_plans import missing, names, planned, quantity, value, worst

from nelm.case.problem import InputError
from nelm.planning.draft import Draft

BED = {
    "tumor_alpha_beta_gy": 10,
    "tumor_repair_half_time_h": 1.5,
    "liver_alpha_beta_gy": 2.5,
    "liver_repair_half_time_h": 2.5,
}
NTCP = {
    "ntcp_td50_gy": 52,
    "ntcp_relative_slope": 0.28,
    "ntcp_volume": "perfused_normal_liver",
    "ntcp_parameters_from": "resin, liver failure, an invented series",
}
TCP = {
    "tcp_d50_gy": 200,
    "tcp_gamma50": 1.0,
    "tcp_parameters_from": "resin, response, an invented series",
}


def with_dose(dose_gy: float, **changed: Any) -> Draft:
    """An activity for this dose, tumor and liver alike (TN = 1), half-life 64.1 h."""
    even = {"tn_concentration_ratio": 1, "lung_shunt_fraction": 0, "dose_constant": "glass50"}
    return planned(**even, activity_gbq=dose_gy * 1.5 / 50, **changed)


@pytest.mark.parametrize(
    ("dose_gy", "name", "bed_gy"),
    [
        (120, "bed-tumor", 152.9),
        (40, "bed-liver", 64.0),
        (52, "bed-liver", 92.6),
    ],
)
def test_bed_examples(dose_gy: float, name: str, bed_gy: float) -> None:
    """Exact: D (1 + D/(a/b) T_rep/(T_rep + 64.1))."""
    assert value(with_dose(dose_gy, **BED), name) == pytest.approx(bed_gy, abs=0.05)


def test_no_parameter_is_a_default() -> None:
    assert not {"bed-tumor", "bed-liver", "ntcp", "tcp"} & names(planned())
    made = planned(tumor_alpha_beta_gy=10)
    assert "tumor_repair_half_time_h" in missing(made)
    assert "liver_alpha_beta_gy" not in missing(made)
    assert "bed-tumor" not in names(made)


@pytest.mark.parametrize("model", [NTCP, TCP], ids=["ntcp", "tcp"])
def test_every_parameter_of_a_model_is_asked_for_once_one_is_given(model: dict[str, Any]) -> None:
    for name, given in model.items():
        one = planned(**{name: given})
        assert set(model) - {name} <= missing(one)
        assert not {"ntcp", "tcp"} & names(one)


def test_half_have_the_complication_at_td50() -> None:
    made = with_dose(52, **NTCP)
    assert value(made, "ntcp") == pytest.approx(0.5)
    notes = " ".join(quantity(made, "ntcp").notes)
    assert "liver failure" in notes
    assert "never hold for the other" in notes


def test_one_width_above_td50_is_84_percent() -> None:
    """Normal distribution one standard deviation above its middle."""
    made = with_dose(52 * 1.28, **NTCP)
    assert value(made, "ntcp") == pytest.approx(0.8413, abs=5e-5)


def test_td50_of_the_whole_liver_takes_its_dose() -> None:
    whole = {**NTCP, "ntcp_volume": "whole_normal_liver"}
    lacking = with_dose(52, **whole)
    assert worst(lacking) == "refused"
    assert "ntcp" not in names(lacking)
    made = with_dose(52, **whole, whole_normal_liver_mass_kg=2.6)  # twice the perfused 1.3 kg
    half = 26 / 52
    low = with_dose(52 * half, **NTCP)
    assert value(made, "ntcp") == pytest.approx(value(low, "ntcp"))


def test_odds_of_control_at_twice_d50() -> None:
    """Exact: 2^4 to 1 with a slope of 1."""
    assert value(with_dose(400, **TCP), "tcp") == pytest.approx(16 / 17)
    assert value(with_dose(200, **TCP), "tcp") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("model", "field"), [(NTCP, "ntcp_parameters_from"), (TCP, "tcp_parameters_from")]
)
@pytest.mark.parametrize(
    "told", ["glass, an endpoint", "glass and resin together", "an own series"]
)
def test_parameters_of_the_other_device_or_of_none_are_refused(
    model: dict[str, Any], field: str, told: str
) -> None:
    made = with_dose(52, **model | {field: told})
    assert worst(made) == "refused"
    assert not {"ntcp", "tcp"} & names(made)


def test_the_resolution_of_images_is_told() -> None:
    made = with_dose(120, **BED, **TCP)
    for name in ("bed-tumor", "tcp"):
        assert any("blur" in note for note in quantity(made, name).notes)


def test_the_lesions_of_glass_are_shown_with_glass_only() -> None:
    glass = with_dose(120, **BED, device="glass", bilirubin_mg_dl=0.8)
    assert "292 Gy, BED 441 Gy" in " ".join(quantity(glass, "bed-tumor").notes)
    assert "292 Gy" not in " ".join(quantity(with_dose(120, **BED), "bed-tumor").notes)


def test_uncertain_activity_reaches_the_probability() -> None:
    unsure = {"value": 52 * 1.5 / 50, "relative_uncertainty": 0.1}
    even = {"tn_concentration_ratio": 1, "lung_shunt_fraction": 0, "dose_constant": "glass50"}
    found = quantity(planned(**even, **NTCP, activity_gbq=unsure), "ntcp").uncertainty
    assert found is not None
    # Slope of the normal distribution at its middle: 0.1 x 52 Gy over 0.28 x 52 Gy, / sqrt(2 pi).
    assert found.first_order_sd == pytest.approx(0.1 / 0.28 * 0.398942, rel=1e-3)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ntcp_td50_gy": 0.5}, "1 to 2000"),
        ({"ntcp_relative_slope": 28}, "percent?"),
        ({"tumor_repair_half_time_h": 90}, "minutes?"),
        ({"tcp_gamma50": float("inf")}, "finite"),
        ({"ntcp_parameters_from": "resin"}, "more than one word"),
    ],
    ids=str,
)
def test_parameters_refuse_at_the_door(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        planned(**wrong)
    assert words in str(refused.value)
