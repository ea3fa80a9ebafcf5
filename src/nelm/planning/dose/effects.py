"""Numbers of radiobiological models from the doses of a structure's voxels; no default anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nelm.calculators.biologically_effective_dose import bed_gy
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.units import unit_of
from nelm.calculators.voxel.dose_volume import DoseVolume
from nelm.calculators.y90.complication import lyman_ntcp
from nelm.calculators.y90.control import log_logistic_tcp
from nelm.calculators.y90.uniform_dose import eubed_gy, geud_gy
from nelm.planning.asked import Measured
from nelm.planning.dose.form import Effect, EffectName, NoticeLine
from nelm.planning.dose.needed import EUBED, NTCP, TCP
from nelm.planning.dose.request import StructureRequest
from nelm.planning.lines import InputLine

BLURRED = NoticeLine(
    code="dose.effects-of-an-image",
    message="effects are computed from the doses of an image: its blur and noise move them, and "
    "parameters that were fitted to other doses or to another device do not hold here",
)
FORMULAS: dict[EffectName, tuple[str, str]] = {
    "EUBED": (
        "EUBED = -ln(sum(v_i exp(-alpha BED_i))) / alpha;"
        " BED_i = D_i (1 + D_i / (alpha/beta) x T_rep / (T_rep + T_eff))",
        "Jones and Hoban, Int J Radiat Oncol Biol Phys 2000;46:1033; Dale, Br J Radiol 1985;58:515",
    ),
    "gEUD": ("gEUD = (sum(v_i D_i^a))^(1/a)", "Niemierko, Med Phys 1999;26:1100"),
    "NTCP": ("NTCP = Phi((D - TD50) / (m TD50))", "Lyman, Radiat Res 1985;104:S13"),
    "TCP": ("TCP = 1 / (1 + (D50/D)^(4 gamma50))", "log-logistic dose response"),
}


def effects_of(
    histogram: DoseVolume, asked: StructureRequest, half_life_h: float | None
) -> tuple[tuple[Effect, ...], tuple[NoticeLine, ...]]:
    """The effects whose parameters were given, and what to know of them.

    Args:
        histogram: of the structure.
        asked: its parameters, complete.
        half_life_h: of the dose rate; needed for EUBED only.
    """
    found: dict[str, Effect] = {}
    refused: list[NoticeLine] = []
    for name, make in _asked_for(histogram, asked, half_life_h, found):
        try:
            found[name] = make()
        except OutOfRangeError as error:
            refused.append(NoticeLine(code="dose.effect-refused", message=f"{name}: {error}"))
        except KeyError as missing:
            said = f"{name}: the dose it is of, {missing}, was refused"
            refused.append(NoticeLine(code="dose.effect-refused", message=said))
    blurred = (BLURRED,) if found and histogram.fwhm_mm > 0 else ()
    return tuple(found.values()), (*refused, *blurred)


def _asked_for(
    histogram: DoseVolume,
    asked: StructureRequest,
    half_life_h: float | None,
    found: dict[str, Effect],
) -> Iterator[tuple[EffectName, Callable[[], Effect]]]:
    if asked.geud_exponent is not None:
        yield "gEUD", lambda: _geud(histogram, asked)
    if asked.alpha_per_gy is not None and half_life_h is not None:
        yield "EUBED", lambda: _eubed(histogram, asked, half_life_h)
    if asked.td50_gy is not None:
        yield "NTCP", lambda: _ntcp(asked, _dose(asked.ntcp_of, histogram, found))
    if asked.d50_gy is not None:
        yield "TCP", lambda: _tcp(asked, _dose(asked.tcp_of, histogram, found))


def _dose(of: str | None, histogram: DoseVolume, found: dict[str, Effect]) -> float:
    """The dose that a probability is of (KeyError where it was refused)."""
    if of == "mean-dose":
        return histogram.mean_mass_gy
    return found["gEUD" if of == "geud" else "EUBED"].value


def _geud(histogram: DoseVolume, asked: StructureRequest) -> Effect:
    shares = histogram.volumes_ml / histogram.volume_ml
    value = geud_gy(
        dose_gy=histogram.doses_gy, volume_shares=shares, exponent=_of(asked.geud_exponent)
    )
    return _effect("gEUD", value, "Gy", _lines(asked, ("geud_exponent",)))


def _eubed(histogram: DoseVolume, asked: StructureRequest, half_life_h: float) -> Effect:
    bed = bed_gy(
        dose_gy=histogram.doses_gy,
        alpha_beta_gy=_of(asked.alpha_beta_gy),
        repair_half_time_h=_of(asked.repair_half_time_h),
        effective_half_life_h=half_life_h,
    )
    shares = histogram.volumes_ml / histogram.volume_ml
    value = eubed_gy(
        bed_gy=np.asarray(bed), volume_shares=shares, alpha_per_gy=_of(asked.alpha_per_gy)
    )
    half_life = InputLine(name="effective_half_life_h", value=half_life_h, unit="h")
    return _effect("EUBED", value, "Gy", (*_lines(asked, EUBED), half_life))


def _ntcp(asked: StructureRequest, dose_gy: float) -> Effect:
    value = lyman_ntcp(
        dose_gy=dose_gy, td50_gy=_of(asked.td50_gy), relative_slope=_of(asked.relative_slope)
    )
    return _effect("NTCP", float(value), "", _with_dose(_lines(asked, NTCP), dose_gy))


def _tcp(asked: StructureRequest, dose_gy: float) -> Effect:
    value = log_logistic_tcp(dose_gy=dose_gy, d50_gy=_of(asked.d50_gy), gamma50=_of(asked.gamma50))
    return _effect("TCP", float(value), "", _with_dose(_lines(asked, TCP), dose_gy))


def _effect(name: EffectName, value: float, unit: str, parameters: tuple[InputLine, ...]) -> Effect:
    formula, source = FORMULAS[name]
    return Effect(
        name=name,
        value=value,
        unit=unit,
        formula=formula,
        source=source,
        status="recalled",
        parameters=parameters,
    )


def _with_dose(lines: tuple[InputLine, ...], dose_gy: float) -> tuple[InputLine, ...]:
    return (*lines, InputLine(name="dose_gy", value=dose_gy, unit="Gy", origin="computed"))


def _lines(asked: StructureRequest, names: tuple[str, ...]) -> tuple[InputLine, ...]:
    return tuple(
        InputLine(name=name, value=_plain(getattr(asked, name)), unit=unit_of(name))
        for name in names
    )


def _plain(given: Measured | str) -> float | str:
    return given.value if isinstance(given, Measured) else given


def _of(given: Measured | None) -> float:
    """The number of a field that a complete request has."""
    if given is None:
        raise LookupError("a parameter that a complete request has")
    return given.value
