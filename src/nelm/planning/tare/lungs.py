"""Lungs in radioembolization: dose, both limits, earlier doses, and what they leave."""

from __future__ import annotations

from collections.abc import Mapping

from nelm.calculators.ranges import Number
from nelm.calculators.y90.lung import lung_dose, lung_maximum_activity
from nelm.planning.asked import Measured
from nelm.planning.computed import Method, Named
from nelm.planning.form import Surviving
from nelm.planning.tare.earlier import earlier_doses
from nelm.planning.tare.given import FRACTIONS, Tare, numbered, total

SINGLE, ALL = "tare-lung-single", "tare-lung-cumulative"
DOSE, DOSE_ALL = "dose-lung", "dose-lung-cumulative"
REACHES, INSERT = "activity-to-lungs", "tare-glass-lung-activity"
ONE_KG = "The insert reckons with lungs of 1 kg; the dose by the mass given is held apart."
EARLIER = "earlier_lung_gy"
ALONE = "A_max = limit M_L / (k F (1-R))"
CUMULATIVE = "A_max = max(0, limit - earlier dose) M_L / (k F (1-R))"
STOP = "Stop and confirm: write who goes over it and why into lung_limit_confirmed."
MASS_FROM = {
    "ct": "Mass of the lungs by CT.",
    "assumed": "Mass of the lungs assumed: one measured by CT (about 0.3 g/mL) changes the dose by "
    "a factor of up to 1.5 to 2.",
    None: "Not said whether the mass of the lungs was measured by CT or assumed (1 kg by "
    "convention): that changes the dose by a factor of up to 1.5 to 2.",
}


def plan_lungs(tare: Tare, *, may_propose: bool) -> None:
    """Largest activity under both lung limits, and the doses of the planned one."""
    earlier = earlier_doses(tare, "lung")
    _used_up(tare, earlier or ())
    if not tare.draft.known("lung_mass_kg"):
        tare.leave_open("lung-mass", "both lung limits", "the mass of the lungs is not known")
        return
    tare.draft.known("lung_mass_from")
    if not tare.can_deliver:
        because = f"not known: {', '.join(tare.unknown(*FRACTIONS, 'dose_constant'))}"
        tare.leave_open(DOSE, "both lung limits", because)
        return
    if may_propose:
        _largest(tare, "single", SINGLE, ())
        if earlier is not None:
            _largest(tare, "cumulative", ALL, earlier)
    _planned(tare, earlier)


def _used_up(tare: Tare, earlier: tuple[Measured, ...]) -> None:
    """Earlier treatments alone may be over the limit, whatever else is not known."""
    limit, before = tare.draft.limits.by_id(ALL).value, sum(dose.value for dose in earlier)
    if limit is not None and before > limit:
        says = f"Earlier treatments alone gave the lungs {before:g} Gy, above {limit:g} Gy."
        confirmed = tare.form.lung_limit_confirmed
        rest = f"Confirmed: {confirmed}" if confirmed else f"{STOP}."
        tare.check("lung-used-up", "warning" if confirmed else "refused", f"{says} {rest}")


def _notes(tare: Tare) -> tuple[str, ...]:
    return (MASS_FROM[tare.form.lung_mass_from],)


def counted_residual(tare: Tare) -> tuple[str, ...]:
    """What a largest activity takes for granted of vial and line."""
    residual = tare.form.residual_fraction
    if residual is None or residual.value == 0:
        return ()
    left = 100 * residual.value
    return (
        f"It counts on {left:g} % left in vial and line; with nothing left there, only "
        f"{100 - left:g} % of it may be drawn.",
    )


def _largest(tare: Tare, of: str, row: str, earlier: tuple[Measured, ...]) -> None:
    """Activity that a limit leaves; without a shunt the lungs set none."""
    limit, shunt = tare.draft.limits.by_id(row).value, tare.form.lung_shunt_fraction
    if limit is None:
        tare.draft.no_row(row)
        return
    if shunt is None or shunt.value == 0:
        return

    def most(drawn: Mapping[str, Number]) -> Number:
        return lung_maximum_activity(
            single_limit_gy=limit,
            cumulative_limit_gy=limit,
            earlier_lung_gy=total(drawn, EARLIER),
            lung_mass_kg=drawn["lung_mass_kg"],
            delivery=tare.delivery(drawn),
        ).cumulative_gbq

    title = f"Largest activity under the {of} lung limit of {limit:g} Gy"
    notes = (*_notes(tare), *counted_residual(tare))
    tare.draft.add(
        Named(f"activity-lung-{of}", title, "GBq", notes),
        Method(
            formula=CUMULATIVE if of == "cumulative" else ALONE,
            function=most,
            source="derived from the dose of the lungs; see y90-lung-maximum",
            calculator="y90-lung-maximum",
            constants=tare.constants,
        ),
        {
            **tare.given("lung_mass_kg", *FRACTIONS),
            "limit_gy": limit,
            **numbered(EARLIER, earlier),
        },
    )


def _planned(tare: Tare, earlier: tuple[Measured, ...] | None) -> None:
    """Lung dose of the planned activity against both limits; each is its own test."""
    if tare.form.activity_gbq is not None:
        tare.draft.calculate(
            Named(DOSE, "Mean dose of the lungs", notes=_notes(tare)),
            "y90-lung-dose",
            {
                **tare.given("activity_gbq", "lung_mass_kg", *FRACTIONS),
                "constant": tare.form.dose_constant,
            },
            field="dose_gy",
            constant=tare.constants[0],
        )
        if DOSE in tare.draft.computed:
            _hold(tare, DOSE, SINGLE, "single", code=DOSE)
            _reaching(tare)
    if earlier is None:
        _unknown_earlier(tare)
    elif DOSE in tare.draft.computed:
        _in_all(tare, earlier)


def _reaching(tare: Tare) -> None:
    """Activity in the lungs, which the insert of glass limits for lungs of 1 kg."""
    if tare.form.device != "glass":
        return
    tare.draft.add(
        Named(REACHES, "Activity that reaches the lungs", "GBq"),
        Method("A_L = A F (1-R)", _reaches),
        tare.given("activity_gbq", *FRACTIONS),
    )
    tare.draft.compare(REACHES, INSERT, code=REACHES, says=ONE_KG)


def _reaches(drawn: Mapping[str, Number]) -> Number:
    remains = 1 - drawn["residual_fraction"]
    return drawn["activity_gbq"] * drawn["lung_shunt_fraction"] * remains


def _unknown_earlier(tare: Tare) -> None:
    """Without earlier doses the sum is never called kept; alone it may already be too much."""
    limit = tare.draft.limits.by_id(ALL).value
    made = tare.draft.computed.get(DOSE)
    if limit is not None and made is not None and made.value > limit:
        _hold(tare, DOSE, ALL, "cumulative", code=DOSE_ALL)
        return
    what = (
        "the cumulative lung limit"
        if limit is None
        else f"the cumulative lung limit of {limit:g} Gy"
    )
    tare.leave_open(DOSE_ALL, what, "earlier doses of the lungs are not known")


def _in_all(tare: Tare, earlier: tuple[Measured, ...]) -> None:
    """Lung dose of all treatments with the planned one."""

    def in_all(drawn: Mapping[str, Number]) -> Number:
        this = lung_dose(
            activity_gbq=drawn["activity_gbq"],
            lung_mass_kg=drawn["lung_mass_kg"],
            delivery=tare.delivery(drawn),
        )
        return total(drawn, EARLIER) + this.dose_gy

    tare.draft.add(
        Named(DOSE_ALL, "Lung dose of all treatments", "Gy"),
        Method("D = earlier doses + k A F (1-R) / M_L", in_all, constants=tare.constants),
        {
            **numbered(EARLIER, earlier),
            **tare.given("activity_gbq", "lung_mass_kg", *FRACTIONS),
        },
    )
    _hold(tare, DOSE_ALL, ALL, "cumulative", code=DOSE_ALL)


def _hold(tare: Tare, quantity: str, row: str, of: str, *, code: str) -> None:
    left = tare.draft.computed.get(f"activity-lung-{of}")
    confirmed = tare.form.lung_limit_confirmed
    limit = tare.draft.limits.by_id(row).value
    over = limit is not None and tare.draft.computed[quantity].value > limit
    says = "" if not over else f"Confirmed: {confirmed.rstrip('.')}." if confirmed else STOP
    tare.draft.compare(
        quantity,
        row,
        code=code,
        broken="warning" if confirmed else "refused",
        surviving=Surviving(of="activity", value=left.value, unit="GBq") if left else None,
        says=says,
    )
