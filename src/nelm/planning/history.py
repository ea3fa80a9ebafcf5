"""Earlier treatment as the case tells it, against the earlier doses of the inputs.

`treatment_given` of a case is what followed its decision, so it is no earlier treatment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nelm.case.case import Case
from nelm.case.entry import Entry
from nelm.criteria.values import Interval
from nelm.planning.draft import Draft
from nelm.planning.form import Check
from nelm.planning.from_case import SAME
from nelm.planning.inputs.base import Inputs

WITHOUT_DOSE = "earlier-treatment-without-dose"
WITHOUT_TREATMENT = "earlier-dose-without-treatment"
NONE_GIVEN = "no-earlier-treatment"
NO_FIELD = "earlier-treatment-no-field"
ANTHRACYCLINES = ("rubicin", "adriamycin", "anthracyclin", "caelyx", "doxil")
CHEMOEMBOLIZATION = ("tace", "deb_tace")
TARE, PRRT = "radioembolization", "radionuclide therapy"
TACE, SYSTEMIC = "chemoembolization", "systemic anthracycline"
# By option: field of earlier doses, and what gave them.
FIELDS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "tare": (("earlier_lung_gy", (TARE,)), ("earlier_normal_liver_gy", (TARE, PRRT))),
    "prrt": (
        ("earlier_kidney_gy", (PRRT,)),
        ("earlier_marrow_gy", (PRRT,)),
        ("earlier_kidney_bed_gy", (PRRT,)),
    ),
    "tace": (("earlier_anthracycline_mg_m2", (TACE, SYSTEMIC)),),
    "deb_tace": (("earlier_anthracycline_mg_m2", (TACE, SYSTEMIC)),),
}
OPTIONAL = ("earlier_kidney_bed_gy",)  # asked for only where its model is begun
ANSWERS = {"earlier_tare": TARE, "earlier_prrt": PRRT}
KIDNEY = "kidney"
KIDNEY_FIELD = "earlier_kidney_gy"
LACKING = "Open: an earlier treatment is without its dose, which is not in it."
# By field: how the names of numbers, and the codes of checks, begin that its doses are part of.
SUMS: Mapping[str, tuple[str, ...]] = {
    "earlier_lung_gy": ("dose-lung-cumulative", "activity-lung-cumulative", "activity-largest"),
    "earlier_normal_liver_gy": ("dose-normal-liver", "activity-normal-liver", "activity-largest"),
    "earlier_kidney_gy": ("dose-kidney", "bed-kidney", "cycles-under-line-kidney"),
    "earlier_kidney_bed_gy": ("bed-kidney",),
    "earlier_marrow_gy": ("dose-marrow", "cycles-under-line-marrow"),
    "earlier_anthracycline_mg_m2": ("anthracycline",),
}
# By option: earlier treatment whose dose the plan has no field for.
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "prrt": (TARE,),
    "one_step_resection": (TARE, PRRT),
    "two_step_resection": (TARE, PRRT),
    "debulking": (TARE, PRRT),
    "tae": (TARE, PRRT),
    "tace": (TARE, PRRT),
    "deb_tace": (TARE, PRRT),
}


@dataclass(frozen=True)
class Told:
    """What a case tells of one kind of treatment.

    Attributes:
        least: how many were certainly given.
        most: how many may have been; nothing where the case says nothing.
        stated: doses and activities that the case states, in words.
    """

    least: int
    most: int | None
    stated: tuple[str, ...] = ()


def tell_history(draft: Draft, case: Case, option: str, form: Inputs) -> None:
    """Put what the case tells of earlier treatment before the other checks of a plan.

    A number that lacks a dose which must be there says so, and no line is called kept by it.

    Args:
        draft: of the plan, with everything in it that comes from the inputs.
        case: of the plan.
        option: its id.
        form: the inputs, completed by the case.
    """
    found = check_history(case, option, form)
    doubted = {one.quantity for one in found if one.code == WITHOUT_DOSE}
    names = tuple(name for field in doubted for name in SUMS.get(field or "", ()))
    draft.checks = [*found, *(_open(c) if c.code.startswith(names) else c for c in draft.checks)]
    draft.quantities = [
        q.model_copy(update={"notes": (*q.notes, LACKING)}) if q.name.startswith(names) else q
        for q in draft.quantities
    ]


def _open(check: Check) -> Check:
    """A check that settles nothing: neither kept, nor is what it leaves to be trusted."""
    says = f"{check.says} {LACKING}"
    status = "warning" if check.status == "ok" else check.status
    return check.model_copy(update={"status": status, "says": says, "surviving": None})


def check_history(case: Case, option: str, form: Inputs) -> list[Check]:
    """Where the case and the earlier doses of the inputs do not fit, or nothing was given."""
    told = _told(case)
    found = [
        check
        for field, kinds in FIELDS.get(option, ())
        if getattr(form, field) is not None or field not in OPTIONAL
        for check in _against(field, getattr(form, field), {kind: told[kind] for kind in kinds})
    ]
    return [
        *found,
        *_kidney_differs(case, form),
        *_given_before(case, form, told[PRRT]),
        *_answers(form, told),
        *_without_a_field(option, told),
    ]


def _given_before(case: Case, form: Inputs, told: Told) -> Iterator[Check]:
    """Cycles before the decision, where the case says that none was given."""
    days = getattr(form, "cycles_on", None) or ()
    decided = case.decision_date
    before = [] if decided is None else [day for day in days if day < decided]
    if before and told.most == 0:
        says = (
            f"cycles_on begins on {before[0]}, before the decision of {decided}, and the case says "
            f"that no {PRRT} was given."
        )
        yield Check(code=WITHOUT_TREATMENT, status="warning", says=says, quantity="cycles_on")


def _kidney_differs(case: Case, form: Inputs) -> Iterator[Check]:
    """Earlier kidney doses of the inputs against those that the case states exactly."""
    doses = getattr(form, KIDNEY_FIELD, None)
    stated = [one.kidney_dose_gy for one in case.history.prior_prrt or ()]
    values = [one.value for one in stated if one is not None]
    exact = [one.low for one in values if isinstance(one, Interval) and one.is_exact]
    if not doses or not exact:
        return
    given, told = sum(one.value for one in doses), sum(exact)
    least = told * (1 - SAME)
    if given < least or (len(exact) == len(stated) and given > told * (1 + SAME)):
        says = (
            f"{KIDNEY_FIELD} adds up to {given:.4g} Gy in the inputs and to {told:.4g} Gy in the "
            "case: the inputs are used."
        )
        yield Check(
            code="inputs-differ-from-case", status="warning", says=says, quantity=KIDNEY_FIELD
        )


def _told(case: Case) -> dict[str, Told]:
    return {
        TARE: _arterial(case, ("tare",)),
        TACE: _arterial(case, CHEMOEMBOLIZATION),
        SYSTEMIC: _systemic(case),
        PRRT: _prrt(case),
    }


def _arterial(case: Case, types: tuple[str, ...]) -> Told:
    """Sessions of these techniques; one of an unknown technique may be one of them."""
    listed = case.history.prior_arterial
    if listed is None:
        return Told(0, None)
    words = [one.type.value for one in listed]
    sure = [isinstance(word, frozenset) and word <= set(types) for word in words]
    maybe = [not isinstance(word, frozenset) or bool(word & set(types)) for word in words]
    stated = tuple(
        _number(one.absorbed_dose_gy, "Gy absorbed")
        for one, may in zip(listed, maybe, strict=True)
        if may and one.absorbed_dose_gy is not None
    )
    return Told(sum(sure), sum(maybe), tuple(filter(None, stated)))


def _systemic(case: Case) -> Told:
    """Medical treatments whose name is that of an anthracycline."""
    agents = [one.agent for one in case.tumor.medical_treatments or ()]
    named = [agent for agent in agents if any(word in agent.lower() for word in ANTHRACYCLINES)]
    return Told(len(named), len(named), tuple(named))


def _prrt(case: Case) -> Told:
    listed = case.history.prior_prrt
    if listed is None:
        return Told(0, None)
    stated = [_number(one.kidney_dose_gy, f"Gy to the {KIDNEY}") for one in listed]
    stated += [_number(one.activity_gbq, "GBq") for one in listed]
    return Told(len(listed), len(listed), tuple(filter(None, stated)))


def _number(entry: Entry | None, unit: str) -> str:
    if entry is None or not isinstance(entry.value, Interval):
        return ""
    return f"{entry.stated.removesuffix(unit).strip()} {unit}"


def _against(
    field: str, doses: tuple[object, ...] | None, told: Mapping[str, Told]
) -> Iterator[Check]:
    """One field of earlier doses against each kind of treatment that gives such a dose."""
    given = len(doses or ())
    least = sum(one.least for one in told.values())
    none_given = all(one.most == 0 for one in told.values())
    names = " or ".join(told)
    if given < least or (given == 0 and any(one.most for one in told.values())):
        yield Check(
            code=WITHOUT_DOSE,
            status="warning",
            says=_lacking(field, doses, told),
            quantity=field,
        )
    elif none_given and given == 0:
        rest = f"; {field} agrees." if doses == () else f": write `{field}: []` to confirm it."
        none = f"tells of no {names}" if SYSTEMIC in told else f"says that no {names} was given"
        says = f"The case {none}{rest}"
        yield Check(code=NONE_GIVEN, status="ok", says=says, quantity=field)
    elif none_given and TACE not in told:  # anthracyclines are given by vein as well
        held = f"{given} earlier dose{'s' if given > 1 else ''}"
        says = f"{field} holds {held}, and the case says that no {names} was given."
        yield Check(code=WITHOUT_TREATMENT, status="warning", says=says, quantity=field)


def _lacking(field: str, doses: tuple[object, ...] | None, told: Mapping[str, Told]) -> str:
    parts = [_counted(kind, one) for kind, one in told.items() if one.least or one.most]
    says = f"The case tells of {' and of '.join(parts)}; {field} "
    says += "says none" if doses == () else f"holds {len(doses)}" if doses else "is not given"
    stated = [words for one in told.values() for words in one.stated]
    stated = [words for words in stated if KIDNEY not in words or KIDNEY in field]
    rest = f" The case states {', '.join(stated)}, which is not taken over." if stated else ""
    return f"{says}. No line is kept before that is settled.{rest}"


def _counted(kind: str, told: Told) -> str:
    if told.least == told.most:
        return f"{told.least} earlier treatment{'s' if told.least > 1 else ''} by {kind}"
    if told.least:
        return f"{told.least} to {told.most} earlier treatments by {kind}"
    return f"an earlier arterial treatment of unknown technique, perhaps {kind}"


def _answers(form: Inputs, told: Mapping[str, Told]) -> Iterator[Check]:
    """A yes or no of the inputs against the case."""
    for field, kind in ANSWERS.items():
        answer, one = getattr(form, field, None), told[kind]
        if (answer is False and one.least) or (answer and one.most == 0):
            says = (
                f"{field} is {'yes' if answer else 'no'} in the inputs, and the case tells of "
                f"{'none' if answer else _counted(kind, one)}."
            )
            yield Check(code="inputs-differ-from-case", status="warning", says=says, quantity=field)


def _without_a_field(option: str, told: Mapping[str, Told]) -> Iterator[Check]:
    """Radiation of the liver that this plan does not add up."""
    for kind in ELSEWHERE.get(option, ()):
        one = told[kind]
        if one.least or one.most:
            says = (
                f"The case tells of {_counted(kind, one)}: its dose to the liver is in no number "
                "of this plan."
            )
            yield Check(code=NO_FIELD, status="warning", says=says)
