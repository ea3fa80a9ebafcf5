"""Units as names end with them; a number whose name ends with none has no dimension."""

from __future__ import annotations

UNITS = {
    "bq": "Bq",
    "kbq": "kBq",
    "mbq": "MBq",
    "gbq": "GBq",
    "mbq_g": "MBq/g",
    "mbq_ml": "MBq/mL",
    "mbq_per_ml": "MBq/mL",
    "mbq_h": "MBq h",
    "mbq_h_per_g": "MBq h/g",
    "gbq_h": "GBq h",
    "gy": "Gy",
    "mgy": "mGy",
    "gy_per_gbq": "Gy/GBq",
    "gy_kg_per_gbq": "Gy kg/GBq",
    "gy_g_per_mbq_h": "Gy g/(MBq h)",
    "mgy_per_mbq_s": "mGy/(MBq s)",
    "per_gy": "1/Gy",
    "mev": "MeV",
    "kg": "kg",
    "g": "g",
    "mg": "mg",
    "l": "L",
    "ml": "mL",
    "g_ml": "g/mL",
    "g_per_ml": "g/mL",
    "m": "m",
    "cm": "cm",
    "mm": "mm",
    "m2": "m2",
    "mg_m2": "mg/m2",
    "mg_per_m2": "mg/m2",
    "s": "s",
    "min": "min",
    "h": "h",
    "per_h": "1/h",
    "d": "days",
    "days": "days",
    "weeks": "weeks",
    "months": "months",
    "years": "years",
    "percent": "%",
    "percent_per_min": "%/min",
    "percent_per_week": "%/week",
    "points": "points",
    "points_per_week": "points/week",
    "mg_dl": "mg/dL",
    "umol_l": "umol/L",
    "mmol_l": "mmol/L",
    "g_l": "g/L",
    "g_dl": "g/dL",
    "u_l": "U/L",
    "10e9_l": "10^9/L",
    "ml_min": "mL/min",
    "ml_per_min": "mL/min",
}


def unit_of(name: str) -> str:
    """The unit that a name ends with; empty where it ends with none.

    >>> unit_of("bilirubin_mg_dl"), unit_of("constant_gy_kg_per_gbq"), unit_of("shunt_fraction")
    ('mg/dL', 'Gy kg/GBq', '')
    """
    suffix = _suffix(name)
    return UNITS.get(suffix, "")


def words_of(name: str) -> str:
    """A name without its unit, in words.

    >>> words_of("perfused_mass_kg")
    'perfused mass'
    """
    return name.removesuffix(f"_{_suffix(name)}").replace("_", " ")


def _suffix(name: str) -> str:
    """The longest known unit that ends a name, or is all of it."""
    ends = (suffix for suffix in UNITS if name == suffix or name.endswith(f"_{suffix}"))
    return max(ends, key=len, default="")
