"""Calculators against other software: every tolerance says where the difference comes from.

`validation/calculators.py` and `validation/calculators.R` made the numbers; neither is run here.
"""

from __future__ import annotations

import numpy as np
import pytest
from calculators_reference import PYTHON, R, Row, same

from nelm.calculators.biologically_effective_dose import bed_gy
from nelm.calculators.body_surface import FORMULAS, body_surface_m2, mosteller_m2
from nelm.calculators.decay import HALF_LIVES, decayed_activity_gbq
from nelm.calculators.lu177.fits import CurveFit, choose_time_activity_fit, fit_time_activity
from nelm.calculators.lu177.single_time_point import haenscheid_tia_mbq_h
from nelm.calculators.lu177.time_activity import (
    bi_exponential_activity_mbq,
    bi_exponential_share_after,
    bi_exponential_tia_mbq_h,
)
from nelm.calculators.lu177.trapezoid import trapezoid_tia
from nelm.calculators.scores.child_pugh import child_pugh
from nelm.calculators.scores.meld import MeldInputs, meld_3_0
from nelm.calculators.uncertainty import Normal, first_order
from nelm.calculators.voxel.dose import DoseMap
from nelm.calculators.voxel.dose_volume import DoseVolume, dose_volume
from nelm.calculators.voxel.grid import Grid
from nelm.calculators.voxel.regions import Region
from nelm.calculators.voxel.resolution import sphere_recovery
from nelm.calculators.voxel.voxel_kernel import box_shares
from nelm.calculators.y90.complication import lyman_ntcp
from nelm.calculators.y90.control import log_logistic_tcp
from nelm.calculators.y90.delivery import Delivery
from nelm.calculators.y90.partition import partition_doses
from nelm.calculators.y90.uniform_dose import eubed_gy, geud_gy

ROUNDING = 1e-12
"""Both sides work in double precision."""
QUADRATURE = 1e-10
"""`integrate` of R was asked for 1e-8 to 1e-11, and does better on smooth curves."""


def test_the_grid_cannot_shrink() -> None:
    counts = {name: len(rows) for name, rows in {**PYTHON, **R}.items() if isinstance(rows, list)}
    assert counts == {
        "body_surfaces": 231,
        "meld_3": 400,
        "child_pugh": 1512,
        "uniform_doses": 200,
        "complications": 200,
        "propagated": 150,
        "histograms": 20,
        "fits": len(R["fits"]),
        "trapezoids": 100,
        "exponentials": 150,
        "beds": 100,
        "ntcp": 300,
        "tcp": 300,
        "recovery": 100,
        "boxes": 200,
        "volumes": 30,
    }
    assert len(R["fits"]) >= 350
    assert len(PYTHON["decays"]["activities"]) == 200
    assert len(PYTHON["time_activity"]["curves"]) >= 100
    assert len(PYTHON["time_activity"]["scans"]) == 60
    assert all(PYTHON["software"].values())
    assert R["software"]["R"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_body_surface_is_that_of_health_bsa(formula: str) -> None:
    rows = PYTHON["body_surfaces"]
    ours = [
        body_surface_m2(height_cm=row["height_cm"], weight_kg=row["weight_kg"], formula=formula)
        for row in rows
    ]
    same(ours, [row["health_bsa"][formula] for row in rows], relative=ROUNDING)


def test_mosteller_is_that_of_clincalc() -> None:
    rows = PYTHON["body_surfaces"]
    ours = [mosteller_m2(height_cm=row["height_cm"], weight_kg=row["weight_kg"]) for row in rows]
    same(ours, [row["clincalc_mosteller_m2"] for row in rows], relative=ROUNDING)


def test_meld_3_is_that_of_clincalc_before_its_cap() -> None:
    found = [meld_3_0(inputs=MeldInputs(**row["given"])) for row in PYTHON["meld_3"]]
    same([one.points for one in found], [row["points"] for row in PYTHON["meld_3"]], relative=1e-12)
    assert [one.rounded_points for one in found] == [row["rounded"] for row in PYTHON["meld_3"]]


def test_child_pugh_is_that_of_clincalc() -> None:
    """Between 50 and 51.3 umol/L, where tables differ, there is no row."""
    for row in PYTHON["child_pugh"]:
        found = child_pugh(**row["given"])
        assert (found.points, found.child_class) == (row["points"], row["grade"])


def test_half_lives_are_those_of_icrp_107() -> None:
    theirs = PYTHON["decays"]["half_lives_h"]
    assert HALF_LIVES["y90-icrp107"].half_life_h == theirs["90Y"]
    same(HALF_LIVES["lu177"].half_life_h, theirs["177Lu"], relative=ROUNDING)
    assert HALF_LIVES["ho166"].half_life_h == theirs["166Ho"]
    same(HALF_LIVES["tc99m"].half_life_h, theirs["99mTc"], relative=3e-3)  # printed as 6 h


def test_decay_is_that_of_radioactivedecay() -> None:
    rows = PYTHON["decays"]["activities"]
    ours = [decayed_activity_gbq(**row["given"]) for row in rows]
    same(ours, [row["left_gbq"] for row in rows], relative=1e-11)


def test_uniform_doses_are_those_of_pyradiobiology_and_of_forty_digits() -> None:
    for row in PYTHON["uniform_doses"]:
        doses, parts, power = row["doses_gy"], row["shares"], row["exponent"]
        geud = geud_gy(dose_gy=doses, volume_shares=parts, exponent=power)
        same(geud, row["pyradiobiology_geud_gy"], relative=ROUNDING)
        cold = geud_gy(dose_gy=doses, volume_shares=parts, exponent=-power)
        same(cold, row["mpmath_geud_of_minus_gy"], relative=1e-11)
        eubed = eubed_gy(bed_gy=doses, volume_shares=parts, alpha_per_gy=row["alpha_per_gy"])
        same(eubed, row["mpmath_eubed_gy"], relative=1e-11)


def test_lyman_is_that_of_pyradiobiology_and_of_r() -> None:
    """Far tails of pyradiobiology are 1 minus nearly 1: an absolute 1e-15 for them."""
    for row in PYTHON["complications"]:
        same(lyman_ntcp(**row["given"]), row["probability"], relative=1e-11, absolute=1e-15)
    for row in R["ntcp"]:
        same(lyman_ntcp(**_without(row, "probability")), row["probability"], relative=1e-10)


def test_log_logistic_is_that_of_r() -> None:
    for row in R["tcp"]:
        same(log_logistic_tcp(**_without(row, "probability")), row["probability"], relative=1e-11)


def test_uncertainty_of_partition_doses_is_that_of_uncertainties() -> None:
    """Slopes by differences over 1e-4 of an uncertainty against exact ones."""
    for row in PYTHON["propagated"]:
        given = {name: Normal(mean, row["sds"][name]) for name, mean in row["means"].items()}
        for dose, (value, sd) in row["doses"].items():
            found = first_order(lambda inputs, dose=dose: _partition(inputs, dose), given)
            same(found.value, value, relative=ROUNDING)
            same(found.sd, sd, relative=1e-7)


def _partition(given: dict[str, float], dose: str) -> float:
    delivery = Delivery(
        lung_shunt_fraction=given["lung_shunt_fraction"],
        residual_fraction=0.0,
        constant="legacy49.67",
    )
    rest = {name: value for name, value in given.items() if name != "lung_shunt_fraction"}
    return float(getattr(partition_doses(**rest, delivery=delivery), dose))


def test_curves_are_those_of_pytheranostics() -> None:
    """It stops its search at 1e-8 of the sum of squares, so half-lives differ in the 7th digit."""
    for row in PYTHON["time_activity"]["curves"]:
        found = fit_time_activity(
            times_h=row["times_h"],
            activities_mbq=row["activities_mbq"],
            model=row["model"],
            weights="uniform",
        )
        same(found.tia_mbq_h, row["tia_mbq_h"], relative=1e-6)
        half_lives = [found.slow_half_life_h, found.fast_half_life_h][: len(row["half_lives_h"])]
        same(half_lives, row["half_lives_h"], relative=1e-5)


def test_one_late_scan_is_that_of_pytheranostics() -> None:
    for row in PYTHON["time_activity"]["scans"]:
        found = haenscheid_tia_mbq_h(activity_mbq=row["activity_mbq"], time_h=row["time_h"])
        same(found, row["tia_mbq_h"], relative=ROUNDING)


@pytest.mark.parametrize("model", ["mono", "uptake", "bi"])
def test_fits_are_those_of_nls(model: str) -> None:
    """Parameters, covariance, integral with its uncertainty, AICc.

    nls ends where a further step changes the fit by 1e-7 of its residuals.
    """
    for row in (row for row in R["fits"] if row["model"] == model):
        found = _fitted(row)
        same(found.aicc or 0, row["aicc"] or 0, relative=1e-8, absolute=1e-8)
        if _rss(row, found) > 1 + 1e-9:
            pytest.fail("nls found a better fit")
        same(_parameters(found), row["parameters"], relative=1e-6)
        same(found.tia_mbq_h, row["tia_mbq_h"], relative=1e-7)
        same(found.tia_standard_uncertainty_mbq_h, row["tia_se_mbq_h"], relative=1e-5)
        assert found.covariance is not None
        deviations = np.sqrt(np.outer(np.diag(row["covariance"]), np.diag(row["covariance"])))
        scaled = np.array(found.covariance) / deviations
        same(scaled, np.array(row["covariance"]) / deviations, relative=0, absolute=5e-5)


def _fitted(row: Row) -> CurveFit:
    return fit_time_activity(
        times_h=row["times_h"],
        activities_mbq=row["activities_mbq"],
        model=row["model"],
        weights=row["weights"],
    )


def _parameters(fit: CurveFit) -> list[float]:
    ratio = fit.fast_half_life_h / fit.slow_half_life_h
    full = [fit.slow_mbq, fit.slow_half_life_h, ratio, fit.fast_mbq / fit.slow_mbq]
    return full[: {"mono": 2, "uptake": 3, "bi": 4}[fit.model]]


def _squares(row: Row, values: list[float]) -> float:
    """Sum of squares of a row's model, written out."""
    amplitude, half_life, *rest = values
    ratio, relative = (*rest, -1.0)[:2] if rest else (1.0, 0.0)
    times, seen = np.array(row["times_h"]), np.array(row["activities_mbq"])
    fast = relative * 2 ** (-times / (ratio * half_life))
    missed = amplitude * (2 ** (-times / half_life) + fast) - seen
    return float(np.sum((missed / (seen if row["weights"] == "relative" else 1.0)) ** 2))


def _rss(row: Row, found: CurveFit) -> float:
    return _squares(row, _parameters(found)) / _squares(row, row["parameters"])


def test_the_chosen_model_is_that_of_the_least_aicc_of_nls() -> None:
    by_points: dict[tuple[object, ...], dict[str, float]] = {}
    for row in R["fits"]:
        if row["aicc"] is not None:
            key = (tuple(row["times_h"]), tuple(row["activities_mbq"]), row["weights"])
            by_points.setdefault(key, {})[row["model"]] = row["aicc"]
    assert len(by_points) >= 200
    for (times, activities, weights), scores in list(by_points.items())[::4]:
        chosen = choose_time_activity_fit(times_h=times, activities_mbq=activities, weights=weights)
        compared = {fit.model: fit.aicc for fit in chosen.compared}
        for model, score in scores.items():
            same(compared[model], score, relative=1e-8, absolute=1e-8)
        assert chosen.best.aicc == min(compared.values())


def test_trapezoids_are_those_of_pracma_with_a_tail_by_quadrature() -> None:
    for row in R["trapezoids"]:
        found = trapezoid_tia(
            times_h=row["times_h"],
            activities_mbq=row["activities_mbq"],
            start="flat",
            tail_half_life_h=row["tail_half_life_h"],
        )
        same(found.between_mbq_h, row["between_mbq_h"], relative=ROUNDING)
        same(found.after_mbq_h, row["after_mbq_h"], relative=QUADRATURE)


def test_exponentials_are_what_quadrature_gives() -> None:
    for row in R["exponentials"]:
        phases = _without(row, "time_h", "activity_mbq", "tia_mbq_h", "share_after")
        same(bi_exponential_tia_mbq_h(**phases), row["tia_mbq_h"], relative=QUADRATURE)
        activity = bi_exponential_activity_mbq(**phases, time_h=row["time_h"])
        same(activity, row["activity_mbq"], relative=1e-10)
        share = bi_exponential_share_after(**phases, time_h=row["time_h"])
        same(share, row["share_after"], relative=QUADRATURE)


def test_biologically_effective_dose_is_the_double_integral_of_the_dose_rate() -> None:
    for row in R["beds"]:
        same(bed_gy(**_without(row, "bed_gy")), row["bed_gy"], relative=QUADRATURE)


def test_recovery_of_a_ball_is_what_quadrature_gives() -> None:
    for row in R["recovery"]:
        found = sphere_recovery(diameter_mm=row["diameter_mm"], fwhm_mm=row["fwhm_mm"])
        same(found, row["recovery"], relative=QUADRATURE)


def test_shares_of_voxels_are_what_quadrature_gives() -> None:
    for row in R["boxes"]:
        found = box_shares(width_mm=row["width_mm"], spacing_mm=row["spacing_mm"], half_width=4)
        same(found[row["away"]], row["share"], relative=1e-8, absolute=1e-14)


def _histogram(doses_gy: list[float]) -> DoseVolume:
    grid = Grid((len(doses_gy), 1, 1), (2.0, 2.0, 2.0))
    doses = np.array(doses_gy, dtype=float).reshape(-1, 1, 1)
    dose = DoseMap(
        dose_gy=doses,
        density_g_ml=1.04,
        given_density_g_ml=1.04,
        indicative=None,
        grid=grid,
        fwhm_mm=0.0,
        method="local deposition",
        nuclide="90Y",
        energy_mev=0.9331,
        notices=(),
    )
    return dose_volume(dose=dose, region=Region("row", np.ones(grid.shape), grid))


def test_dose_at_volume_is_the_quantile_of_r() -> None:
    for row in R["volumes"]:
        found = _histogram(row["doses_gy"])
        same(found.mean_volume_gy, row["mean_gy"], relative=ROUNDING)
        at_level = found.volume_at_dose_percent(dose_gy=row["level_gy"])
        same(at_level, 100 * row["share_at_level"], relative=ROUNDING)
        for name, dose in row["dose_at"].items():
            same(found.dose_at_volume_gy(percent=float(name[1:])), dose, relative=1e-10)


def test_histograms_are_those_of_dicompyler_within_its_bins() -> None:
    """Its bins are 0.05 Gy, and it does not interpolate: one voxel to each side is allowed."""
    for row in PYTHON["histograms"]:
        found, doses = _histogram(row["doses_gy"]), np.sort(row["doses_gy"])
        same(found.mean_volume_gy, row["mean_gy"], relative=0, absolute=0.05)
        near = 100 * float(np.mean(abs(doses - row["level_gy"]) <= 0.05))
        at_level = found.volume_at_dose_percent(dose_gy=row["level_gy"])
        same(at_level, 100 * row["share_at_level"], relative=0, absolute=near + 1e-9)
        for name, dose in row["dose_at"].items():
            ours = found.dose_at_volume_gy(percent=float(name[1:]))
            place = int(np.searchsorted(doses, ours))
            low, high = doses[max(place - 2, 0)], doses[min(place + 1, len(doses) - 1)]
            assert low - 0.05 <= dose <= high + 0.05


def _without(row: Row, *names: str) -> dict[str, float]:
    return {name: value for name, value in row.items() if name not in names}
