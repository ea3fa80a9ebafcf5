"""Models of effect with the user's own parameters: BED, complication, control."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.calculators.biologically_effective_dose import bed_gy
from nelm.calculators.ranges import Number
from nelm.calculators.y90.complication import lyman_ntcp
from nelm.calculators.y90.control import log_logistic_tcp
from nelm.planning.computed import Named
from nelm.planning.tare.doses import PERFUSED, TUMOR, WHOLE
from nelm.planning.tare.given import Tare, cataloged

OF_VOLUME = {"whole_normal_liver": WHOLE, "perfused_normal_liver": PERFUSED}
DEVICES = ("glass", "resin")
RESOLUTION = (
    "A mean dose: images of 99mTc-MAA and 90Y blur what lies between spheres; radiosensitivities "
    "fitted to 90Y PET are far below those of cells (Dewaraja et al., J Nucl Med 2020;61:104)."
)
NEVER_SHARED = (
    "Parameters of one device never hold for the other: glass and resin differ in spheres per gram."
)
NTCP = ("ntcp_td50_gy", "ntcp_relative_slope", "ntcp_volume", "ntcp_parameters_from")
TCP = ("tcp_d50_gy", "tcp_gamma50", "tcp_parameters_from")


def plan_effects(tare: Tare) -> None:
    """Each model only where somebody began to fill it in; its parameters are never a default."""
    for organ, words, dose in (("tumor", "tumor", TUMOR), ("liver", "normal liver", PERFUSED)):
        names = (f"{organ}_alpha_beta_gy", f"{organ}_repair_half_time_h")
        if tare.begun(*names) and tare.draft.known(*names):
            _bed(tare, organ, words, dose)
    if tare.begun(*NTCP) and tare.draft.known(*NTCP) and _of_this_device(tare, "ntcp"):
        _complication(tare)
    if tare.begun(*TCP) and tare.draft.known(*TCP) and _of_this_device(tare, "tcp"):
        _control(tare)


def _bed(tare: Tare, organ: str, words: str, dose: str) -> None:
    made, pair = tare.draft.computed.get(dose), tare.pair
    if made is None or pair is None:
        return

    def function(drawn: Mapping[str, Number]) -> Number:
        return bed_gy(
            dose_gy=drawn["dose_gy"],
            alpha_beta_gy=drawn["alpha_beta_gy"],
            repair_half_time_h=drawn["repair_half_time_h"],
            effective_half_life_h=pair.half_life_h,
        )

    perfused = "" if organ == "tumor" else "perfused "
    tare.draft.add(
        Named(f"bed-{organ}", f"BED of the {perfused}{words}", "Gy", _resolved(tare, organ)),
        cataloged("y90-bed", function, tare.half_life),
        {
            "dose_gy": made,
            "alpha_beta_gy": getattr(tare.form, f"{organ}_alpha_beta_gy"),
            "repair_half_time_h": getattr(tare.form, f"{organ}_repair_half_time_h"),
        },
    )


def _resolved(tare: Tare, organ: str) -> tuple[str, ...]:
    if organ != "tumor" or tare.form.device != "glass":
        return (RESOLUTION,)
    dose, bed = (
        tare.draft.limits.by_id(f"tare-glass-lesion-response{end}") for end in ("", "-bed")
    )
    seen = f"Half of the lesions responded at {dose.value:g} Gy, BED {bed.value:g} Gy"
    return (RESOLUTION, f"{seen}: {dose.scope}, no goal for NET ({dose.source}).")


def _of_this_device(tare: Tare, model: str) -> bool:
    """Whether the parameters are said to be of this device, and not of the other."""
    device = tare.form.device
    told: str = getattr(tare.form, f"{model}_parameters_from").lower()
    if device is None:
        return False
    named = [one for one in DEVICES if one in told]
    if named == [device]:
        return True
    because = (
        f"{model}_parameters_from has to name {device}, and only it: {NEVER_SHARED[0].lower()}"
        f"{NEVER_SHARED[1:]}"
    )
    title = "Complication of the normal liver" if model == "ntcp" else "Control of the tumor"
    tare.draft.refuse(model, title, because.rstrip("."))
    return False


def _complication(tare: Tare) -> None:
    form = tare.form
    dose = OF_VOLUME[form.ntcp_volume or "whole_normal_liver"]
    made = tare.draft.computed.get(dose)
    if made is None:
        words = (form.ntcp_volume or "").replace("_", " ")
        because = f"the dose of the {words}, which TD50 is of, is not there"
        tare.draft.refuse("ntcp", "Complication of the normal liver", because)
        return
    notes = (f"TD50 and m: {form.ntcp_parameters_from}.", NEVER_SHARED, RESOLUTION)
    tare.draft.add(
        Named("ntcp", "Probability of the complication of the normal liver", "", notes),
        cataloged(
            "y90-ntcp",
            lambda drawn: lyman_ntcp(
                dose_gy=drawn["dose_gy"],
                td50_gy=drawn["ntcp_td50_gy"],
                relative_slope=drawn["ntcp_relative_slope"],
            ),
        ),
        {"dose_gy": made, **tare.given("ntcp_td50_gy", "ntcp_relative_slope")},
    )


def _control(tare: Tare) -> None:
    made = tare.draft.computed.get(TUMOR)
    if made is None:
        return
    notes = (f"D50 and gamma50: {tare.form.tcp_parameters_from}.", NEVER_SHARED, RESOLUTION)
    tare.draft.add(
        Named("tcp", "Probability of control of the tumor", "", notes),
        cataloged(
            "y90-tcp",
            lambda drawn: log_logistic_tcp(
                dose_gy=drawn["dose_gy"],
                d50_gy=drawn["tcp_d50_gy"],
                gamma50=drawn["tcp_gamma50"],
            ),
        ),
        {"dose_gy": made, **tare.given("tcp_d50_gy", "tcp_gamma50")},
    )
