"""Reference numbers for nelm.calculators by Python packages that know nothing of nelm.

    python -m venv scratch
    scratch/bin/pip install clincalc==0.4.0 dicompyler-core==0.5.6 mpmath==1.3.0 \
        pyradiobiology==1.0.33 radioactivedecay==0.6.1 scipy uncertainties==3.2.3
    scratch/bin/pip install --no-deps health-bsa==0.1.1 PyTheranostics==0.1
    scratch/bin/python validation/calculators.py > tests/reference/calculators.json

Inputs come from a fixed seed and have six digits. Run in an environment of its own: nelm needs none
of these packages, and none of them is imported by its tests.
"""

from __future__ import annotations

import importlib.util
import json
import math
import random
import sys
from collections.abc import Callable
from importlib.metadata import distribution, version
from itertools import product
from pathlib import Path
from typing import Any

import clincalc
import mpmath
import numpy as np
import pyradiobiology as prb
import radioactivedecay as rd
from dicompylercore.dvh import DVH
from health_bsa import BSA
from uncertainties import ufloat

Row = dict[str, Any]
PACKAGES = (
    "clincalc",
    "dicompyler-core",
    "health-bsa",
    "mpmath",
    "pyradiobiology",
    "PyTheranostics",
    "radioactivedecay",
    "uncertainties",
)
CHANCE = random.Random(20261123)
mpmath.mp.dps = 40


def number(low: float, high: float) -> float:
    """Six digits between two bounds."""
    return float(f"{CHANCE.uniform(low, high):.6g}")


def body_surfaces() -> list[Row]:
    """Every 10 cm and 11 kg of the adults allowed, by four formulas; Mosteller by two packages."""
    names = {"du-bois": "DuBois", "mosteller": "Mosteller"}
    names |= {"haycock": "Haycock", "gehan-george": "GehanGeorge"}
    rows = []
    for height, weight in product(range(120, 221, 10), range(30, 251, 11)):
        by_name = {ours: BSA(weight, height, its, 12) for ours, its in names.items()}
        given = {"height_cm": height, "weight_kg": weight}
        clincalc_m2 = clincalc.calculate("body_surface_area", given)["working"]
        unrounded = clincalc_m2["body_surface_area_m2_unrounded"]
        rows.append({**given, "health_bsa": by_name, "clincalc_mosteller_m2": unrounded})
    return rows


def meld_3() -> list[Row]:
    """MELD 3.0 of adults, half of the values beyond the bounds of the score."""
    rows = []
    for _ in range(400):
        given: Row = {
            "bilirubin_mg_dl": number(0.2, 39),
            "inr": number(0.6, 8),
            "creatinine_mg_dl": number(0.3, 6),
            "sodium_mmol_l": number(115, 150),
            "albumin_g_dl": number(1.1, 5.5),
            "female": CHANCE.random() < 0.5,
            "on_dialysis": CHANCE.random() < 0.2,
        }
        asked = {
            "bilirubin": given["bilirubin_mg_dl"],
            "bilirubin_unit": "mg/dL",
            "creatinine": given["creatinine_mg_dl"],
            "creatinine_unit": "mg/dL",
            "albumin": given["albumin_g_dl"],
            "albumin_unit": "g/dL",
            "inr": given["inr"],
            "sodium_mmol_l": given["sodium_mmol_l"],
            "female_for_adult_meld": given["female"],
            "qualifying_dialysis_in_prior_7_days": given["on_dialysis"],
            "registration_age_years": 50,
        }
        found = clincalc.calculate("meld_3", asked)["working"]
        rounded = found["rounded_uncapped_policy_score"]
        rows.append({"given": given, "points": found["raw_policy_score"], "rounded": rounded})
    return rows


def child_pugh() -> list[Row]:
    """Every class of each quantity, the printed cut-offs in SI units among them."""
    ascites = {"none": "none", "mild": "mild", "severe": "moderate-severe"}
    encephalopathy = {"none": "none", "mild": "grade1-to2", "severe": "grade3-to4"}
    quantities = product(
        (10, 33.9, 34.2, 42, 51.4, 120), (20, 27.9, 28, 31, 35, 35.1, 45), (0.9, 1.7, 2.3, 2.31)
    )
    rows = []
    for (bilirubin, albumin, inr), fluid, brain in product(quantities, ascites, encephalopathy):
        asked = {
            "bilirubin": bilirubin,
            "bilirubin_unit": "umol/L",
            "albumin": albumin,
            "albumin_unit": "g/L",
            "inr": inr,
            "ascites": ascites[fluid],
            "encephalopathy": encephalopathy[brain],
        }
        found = clincalc.calculate("child_pugh", asked)["working"]
        given = {"bilirubin_umol_l": bilirubin, "albumin_g_l": albumin, "inr": inr}
        given |= {"ascites": fluid, "encephalopathy": brain}
        rows.append({"given": given, "points": found["total_score"], "grade": found["class"]})
    return rows


def decays() -> dict[str, Any]:
    """Half-lives of ICRP 107, and activities some hours later."""
    nuclides = {"90Y": "Y-90", "177Lu": "Lu-177", "99mTc": "Tc-99m", "166Ho": "Ho-166"}
    half_lives = {ours: rd.Nuclide(its).half_life("h") for ours, its in nuclides.items()}
    rows = []
    for _ in range(200):
        nuclide = CHANCE.choice(list(nuclides))
        activity, elapsed = number(0.05, 30), number(0.1, 400)
        left = rd.Inventory({nuclides[nuclide]: activity}, "GBq").decay(elapsed, "h")
        gbq = left.activities("GBq")[nuclides[nuclide]]
        given = {"activity_gbq": activity, "elapsed_h": elapsed, "half_life_h": half_lives[nuclide]}
        rows.append({"given": given, "left_gbq": gbq})
    return {"half_lives_h": half_lives, "activities": rows}


def shares(count: int) -> list[float]:
    """Shares of a volume that sum to 1 but for the last digit."""
    drawn = [number(0.1, 1) for _ in range(count)]
    return [part / sum(drawn) for part in drawn]


def uniform_doses() -> list[Row]:
    """GEUD by pyradiobiology; gEUD and EUBED again with 40 digits."""
    rows = []
    for _ in range(200):
        count = CHANCE.randint(2, 12)
        doses, parts = [number(1, 400) for _ in range(count)], shares(count)
        exponent, alpha = number(0.5, 12), number(0.001, 0.3)
        bag = prb.DoseBag.create(data=doses, unit=prb.DoseUnit.GY, dose_type=prb.DoseType.EQD2)
        pairs = [(mpmath.mpf(d), mpmath.mpf(v)) for d, v in zip(doses, parts, strict=True)]
        whole = sum(v for _, v in pairs)
        powers = sum(v * d ** (-exponent) for d, v in pairs) / whole
        alive = sum(v * mpmath.exp(-alpha * d) for d, v in pairs) / whole
        row = {"doses_gy": doses, "shares": parts, "exponent": exponent, "alpha_per_gy": alpha}
        row["pyradiobiology_geud_gy"] = float(prb.Geud(exponent).calculate(bag, parts))
        row["mpmath_geud_of_minus_gy"] = float(powers ** (-1 / mpmath.mpf(exponent)))
        row["mpmath_eubed_gy"] = float(-mpmath.log(alive) / alpha)
        rows.append(row)
    return rows


def complications() -> list[Row]:
    """Lyman's model of a uniform dose (n = 1)."""
    rows = []
    for _ in range(200):
        given = {"dose_gy": number(1, 200), "td50_gy": number(20, 120)}
        given["relative_slope"] = number(0.05, 0.8)
        td50 = prb.Dose.gy(given["td50_gy"], dose_type=prb.DoseType.EQD2)
        bag = prb.DoseBag.create(
            data=[given["dose_gy"]], unit=prb.DoseUnit.GY, dose_type=prb.DoseType.EQD2
        )
        model = prb.LKB(td50, given["relative_slope"], 1.0)
        rows.append({"given": given, "probability": float(model.response(bag, [1.0]))})
    return rows


def propagated() -> list[Row]:
    """Uncertainty of partition doses by automatic differentiation."""
    rows = []
    for _ in range(150):
        means = {
            "activity_gbq": number(0.5, 6),
            "tumor_mass_kg": number(0.05, 0.8),
            "normal_liver_mass_kg": number(0.5, 2),
            "tn_concentration_ratio": number(1.5, 12),
            "lung_shunt_fraction": number(0.02, 0.15),
            "lung_mass_kg": number(0.6, 1.2),
        }
        sds = {
            name: float(f"{mean * CHANCE.uniform(0.02, 0.3):.6g}") for name, mean in means.items()
        }
        a, t, n, tn, f, m = (ufloat(means[name], sds[name]) for name in means)
        normal = 49.67 * a * (1 - f) / (tn * t + n)
        doses = {"normal_liver_gy": normal, "tumor_gy": tn * normal, "lung_gy": 49.67 * a * f / m}
        found = {name: [dose.nominal_value, dose.std_dev] for name, dose in doses.items()}
        rows.append({"means": means, "sds": sds, "doses": found})
    return rows


def fits_of_pytheranostics() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Its fits, from their own files: the rest of the package needs a gigabyte of others."""
    folder = next(
        Path(str(distribution("PyTheranostics").locate_file(file))).parent
        for file in distribution("PyTheranostics").files or []
        if str(file) == "doodle/fits/functions.py"
    )
    for name, place in (
        ("doodle", folder.parent / "__init__.py"),
        ("doodle.fits", folder / "__init__.py"),
        ("doodle.fits.functions", folder / "functions.py"),
        ("doodle.fits.fits", folder / "fits.py"),
    ):
        spec = importlib.util.spec_from_file_location(
            name, place, submodule_search_locations=[str(place.parent)]
        )
        if spec is None or spec.loader is None:
            raise FileNotFoundError(place)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        if name.endswith(("functions", "fits.fits")):
            spec.loader.exec_module(module)
    return module.fit_tac, sys.modules["doodle.fits.functions"].Hanscheid


def time_activity() -> dict[str, list[Row]]:
    """Mono-exponential and uptake curves as PyTheranostics fits them, and one late scan."""
    fit_tac, one_scan = fits_of_pytheranostics()
    decay = math.log(2) / (6.647 * 24)
    curves = []
    for _ in range(180):
        order = CHANCE.choice((1, -2))
        slow_h = number(30, 110)
        fast_h = slow_h * CHANCE.uniform(0.03, 0.25)
        times = sorted({number(2, 230) for _ in range(CHANCE.randint(5, 8))})
        if order == -2 and times[0] > 5 * fast_h:
            continue  # no point sees the uptake, so any fast half-life fits
        exact = [
            200 * (2 ** (-t / slow_h) - (2 ** (-t / fast_h) if order == -2 else 0)) for t in times
        ]
        seen = [float(f"{a * math.exp(CHANCE.gauss(0, 0.01)):.6g}") for a in exact]
        start = (200.0, math.log(2) / slow_h, math.log(2) / fast_h)[: 2 if order == 1 else 3]
        found = fit_tac(
            np.array(times), np.array(seen), decayconst=decay, exp_order=order, param_init=start
        )[0]
        rates = [float(rate) for rate in found[1:-1]]  # the last is its r squared
        if min(rates) < decay * 1.001 or max(rates) > 2:
            continue  # on a bound
        total = float(found[0]) * (1 / rates[0] - (1 / rates[1] if order == -2 else 0))
        curves.append(
            {
                "model": "mono" if order == 1 else "uptake",
                "times_h": times,
                "activities_mbq": seen,
                "half_lives_h": sorted((math.log(2) / rate for rate in rates), reverse=True),
                "tia_mbq_h": total,
            }
        )
    scans = [{"activity_mbq": number(1, 900), "time_h": number(24, 300)} for _ in range(60)]
    for scan in scans:
        scan["tia_mbq_h"] = float(one_scan(scan["activity_mbq"], scan["time_h"]))
    return {"curves": curves, "scans": scans}


def histograms() -> list[Row]:
    """Dose-volume histograms of dicompyler-core, 0.05 Gy wide bins."""
    rows = []
    for _ in range(20):
        doses = [number(0.5, 120) for _ in range(CHANCE.randint(200, 900))]
        counts, bins = np.histogram(doses, np.linspace(0, 125, 2501))
        dvh = DVH(counts, bins, dvh_type="differential").cumulative
        at = {"D98": dvh.D98, "D70": dvh.D70, "D50": dvh.D50, "D2": dvh.D2}
        level = number(10, 110)
        over = float(dvh.volume_constraint(level, "Gy").value) / len(doses)
        row = {"doses_gy": doses, "mean_gy": float(dvh.mean), "level_gy": level}
        row |= {"share_at_level": over, "dose_at": {k: float(v.value) for k, v in at.items()}}
        rows.append(row)
    return rows


def main() -> None:
    """Print everything as JSON."""
    content = {
        "made_by": "validation/calculators.py",
        "software": {name: version(name) for name in PACKAGES},
        "body_surfaces": body_surfaces(),
        "meld_3": meld_3(),
        "child_pugh": child_pugh(),
        "decays": decays(),
        "uniform_doses": uniform_doses(),
        "complications": complications(),
        "propagated": propagated(),
        "time_activity": time_activity(),
        "histograms": histograms(),
    }
    sys.stdout.write(json.dumps(content, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
