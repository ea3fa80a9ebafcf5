"""Dose of an organ by its measured curve, beside the coefficient that the plan uses."""

from __future__ import annotations

from nelm.calculators.lu177.marrow import MARROW_TO_BLOOD, SELF_DOSE_ONLY
from nelm.calculators.lu177.physics import ELECTRON_ENERGIES
from nelm.calculators.lu177.preset import Preset, by_name
from nelm.planning.asked import Measured
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, CheckStatus
from nelm.planning.inputs.prrt import CurveInputs, PrrtInputs
from nelm.planning.lines import ConstantLine

ELECTRONS = "Electrons of the activity in it alone: no photons, no dose from neighbors."
OF_THE_FIT = (
    "The spread shown is of the fit and of what the inputs state; calibration, recovery and "
    "outlines are not in it."
)
APART = 0.25  # the house rule: numbers further apart are to be explained


def measured_dose(
    draft: Draft,
    form: PrrtInputs,
    curve: CurveInputs,
    number: int,
    found: tuple[str, Measured],
) -> None:
    """Self-dose by the first of the methods, and by activity given.

    Args:
        draft: of the plan.
        form: inputs of the plan.
        curve: with mass and activity given.
        number: of the curve, from 1.
        found: name of the method, and time-integrated activity in MBq h.
    """
    if not draft.known("electron_energy"):
        return
    energy = _line(by_name(ELECTRON_ENERGIES, form.electron_energy or ""), "electron energy")
    method, tia = found
    doubt = () if tia.relative_uncertainty is None else (OF_THE_FIT,)
    organ = "marrow" if curve.organ == "blood" else str(curve.organ)
    title = f"Self-dose of the {organ} in that cycle, by {method}"
    named = Named(f"self-dose-{number}", title, notes=doubt)
    if organ == "marrow":
        _marrow(draft, form, curve, (named, tia, energy))
    else:
        draft.calculate(
            Named(named.name, named.title, notes=(ELECTRONS, *doubt)),
            "lu177-self-dose",
            {
                "time_integrated_activity_mbq_h": tia,
                "mass_g": curve.mass_g,
                "electron_energy_mev": _value(form),
            },
            constant=energy,
        )
    made = draft.computed.get(named.name)
    if made is not None:
        _coefficient(draft, form, curve, (organ, number, made))


def _line(preset: Preset, what: str) -> ConstantLine:
    return ConstantLine(
        name=f"{what} ({preset.name})",
        value=f"{preset.value:g} {preset.unit}",
        source=preset.source,
        status=preset.status,
    )


def _value(form: PrrtInputs) -> float:
    return by_name(ELECTRON_ENERGIES, form.electron_energy or "").value


def _marrow(
    draft: Draft, form: PrrtInputs, curve: CurveInputs, about: tuple[Named, Measured, ConstantLine]
) -> None:
    """Marrow from a sample of blood; without cross-dose, and said so."""
    named, tia, energy = about
    ratio = _ratio(draft, form)
    if ratio is None:
        return
    per_gram = f"blood-tia-{named.name.rsplit('-', 1)[-1]}"
    draft.add(
        Named(per_gram, "Time-integrated activity of blood by gram", "MBq h/g"),
        Method("TIA_blood = TIA / sample mass", lambda g: g["sample_tia_mbq_h"] / g["sample_g"]),
        {"sample_tia_mbq_h": tia, "sample_g": curve.mass_g},
    )
    if per_gram in draft.computed:
        draft.calculate(
            Named(named.name, named.title, notes=(f"{SELF_DOSE_ONLY.capitalize()}.", *named.notes)),
            "lu177-marrow-self-dose",
            {
                "blood_tia_mbq_h_per_g": draft.computed[per_gram],
                "marrow_to_blood_ratio": ratio,
                "electron_energy_mev": _value(form),
            },
            field="self_dose_gy",
            constant=energy,
        )


def _ratio(draft: Draft, form: PrrtInputs) -> Computed | float | None:
    """Activity of marrow over that of blood: measured for DOTATATE, or by hematocrit."""
    if not draft.known("marrow_to_blood"):
        return None
    if form.marrow_to_blood == "dotatate":
        return by_name(MARROW_TO_BLOOD, "dotatate").value
    if not draft.known("hematocrit"):
        return None
    name = "marrow-to-blood"
    if name not in draft.computed:
        notes = ("For 177Lu-DOTATATE a ratio of 1 was found instead.",)
        title = "Activity of marrow over that of blood"
        given = {"hematocrit": form.hematocrit}
        draft.calculate(Named(name, title, notes=notes), "lu177-marrow-ratio", given)
    return draft.computed.get(name)


def _coefficient(
    draft: Draft, form: PrrtInputs, curve: CurveInputs, about: tuple[str, int, Computed]
) -> None:
    """Dose by activity of this patient; it never takes the place of the one in the inputs."""
    organ, number, dose = about
    name = f"coefficient-{number}"
    value = draft.add(
        Named(name, f"Dose of the {organ} by activity, measured in that cycle", "Gy/GBq"),
        Method("g = D / A", lambda g: g["self_dose_gy"] / g["given_gbq"]),
        {"self_dose_gy": dose, "given_gbq": curve.given_gbq},
    )
    if not value or organ == "lesion":
        return
    field = f"{organ}_gy_per_gbq"
    used: tuple[Measured, ...] | None = getattr(form, field)
    says = f"Measured for the {organ}: {value:.3g} Gy/GBq of self-dose"
    status: CheckStatus = "ok"
    if not used:
        says += f"; it is used only when it is written into {field}."
    else:
        shown = ", ".join(f"{one.value:g}" for one in used)
        apart = max(max(value, one.value) / min(value, one.value) for one in used) - 1
        status = "ok" if apart <= APART else "warning"
        says += f"; the plan uses {shown} of the inputs, up to {100 * apart:.0f} % apart."
    draft.checks.append(Check(code=f"coefficient-{organ}", status=status, says=says, quantity=name))
