"""Scores of the liver beside a plan: descriptors, whole or not at all."""

from __future__ import annotations

from math import ceil, floor
from typing import Literal, TypeAlias

import numpy as np

from nelm.calculators.child_pugh import (
    DEGREE_POINTS,
    albumin_points,
    bilirubin_points,
    inr_points,
)
from nelm.calculators.scores.child_pugh import MOST_POINTS_A, MOST_POINTS_B
from nelm.calculators.scores.conversions import (
    BILIRUBIN_UMOL_L_PER_MG_DL,
    G_L_PER_G_DL,
)
from nelm.case.known import Known
from nelm.criteria.values import Interval
from nelm.planning.cataloged import find_calculator
from nelm.planning.computed import Computed, Method, Named
from nelm.planning.draft import Draft
from nelm.planning.form import Check, PlannedQuantity
from nelm.planning.inputs.base import Inputs
from nelm.planning.inputs.embolization import DrugInputs
from nelm.planning.inputs.scores import TRIAL, LiverTests
from nelm.planning.inputs_file import questions
from nelm.planning.lines import ConstantLine, InputLine

Asking: TypeAlias = Literal["always", "begun", "never"]

DESCRIPTOR = "Built for HCC or cirrhosis: a descriptor in NET, no limit."
CHILD_PUGH = ("bilirubin_mg_dl", "albumin_g_l", "inr", "ascites", "encephalopathy")
POINTS = "liver.child_pugh_points"
CLASS_IS_CERTAIN = "Not all five values are known; what is known makes it class C already."
ALBI = ("bilirubin_mg_dl", "albumin_g_l")
FLAGS = ("female", "on_dialysis")
MELD = ("bilirubin_mg_dl", "inr", "creatinine_mg_dl", "sodium_mmol_l", "albumin_g_l", *FLAGS)
APRI = ("ast_u_l", "ast_upper_limit_u_l", "platelets_10e9_l")
# The lines of bilirubin in umol/L are rounded from 2 and 3 mg/dL; in between the two differ.
BETWEEN_LINES_UMOL_L = ((34, 34.2), (50, 51.3))
ROUNDING = 9  # decimals: 34 umol/L must still be 34 after a way through mg/dL


def plan_scores(draft: Draft, tests: LiverTests, *, asking: Asking = "begun") -> None:
    """Every score whose values are all there; what the others lack is asked for, or left alone.

    Args:
        draft: of the plan.
        tests: values of the inputs and of the case.
        asking: `always` for Child-Pugh, ALBI and MELD; `begun` where a value that only this
            score uses is given; `never` where the form of the plan has no such fields.
    """
    bilirubin = _bilirubin(draft, tests)
    _child_pugh(draft, tests, bilirubin, asking)
    _albi(draft, tests, bilirubin, asking)
    _meld(draft, tests, asking)
    _apri(draft, tests, "begun" if asking == "always" else asking)
    _icg(draft, tests)


def tests_of(form: Inputs, stated: LiverTests) -> LiverTests:
    """What the case states, with what a form without these fields gives under the same name."""
    shared = type(form).model_fields.keys() & LiverTests.model_fields.keys()
    given = {name: getattr(form, name) for name in shared if getattr(form, name) is not None}
    return stated.model_copy(update=given)


def _ready(
    draft: Draft,
    tests: LiverTests,
    names: tuple[str, ...],
    asking: Asking,
    *,
    begun_by: tuple[str, ...],
) -> bool:
    """Whether all is there; what is not goes on the list where it is asked for."""
    unknown = [name for name in names if getattr(tests, name) is None]
    begun = any(getattr(tests, name) is not None for name in begun_by)
    if asking == "always" or (asking == "begun" and begun):
        asked = questions(LiverTests)
        for name in unknown:
            why = asked[name].why
            embolized = isinstance(draft.form, DrugInputs)
            draft.ask(name, asked[name].unit, why if embolized else why.removesuffix(TRIAL))
    return not unknown


def _bilirubin(draft: Draft, tests: LiverTests) -> Computed | None:
    """Bilirubin in the unit of two scores, where one of them can be reckoned."""
    if any(getattr(tests, name) is None for name in ALBI):
        return None
    draft.add(
        Named("bilirubin-umol", "Bilirubin in umol/L", "umol/L"),
        Method(
            "new = 17.1 old; old in mg/dL, new in umol/L",
            lambda g: np.round(g["bilirubin_mg_dl"] * BILIRUBIN_UMOL_L_PER_MG_DL, ROUNDING),
            constants=(_factor("umol/L of bilirubin per mg/dL", BILIRUBIN_UMOL_L_PER_MG_DL),),
        ),
        {"bilirubin_mg_dl": tests.bilirubin_mg_dl},
    )
    return draft.computed.get("bilirubin-umol")


def _factor(name: str, value: float) -> ConstantLine:
    return ConstantLine(name=name, value=f"{value:g}", source="conversion", status="derived")


def state_points(draft: Draft, tests: LiverTests, known: Known) -> None:
    """Child-Pugh where its five values are not all there: as the case states it, or class C.

    Class C is certain where a bound, or the values that are known, already give its points.
    """
    if all(getattr(tests, name) is not None for name in CHILD_PUGH):
        return
    points = known.values.get(POINTS)
    stated = points if isinstance(points, Interval) else Interval(5, 15)
    known_least = _least_points(tests)
    if stated.is_exact and POINTS not in known.derived and stated.low < known_least:
        says = f"The case states {stated.low:g} points of Child-Pugh; what is known gives "
        says += f"{known_least} or more. The points are not used."
        draft.checks.append(Check(code="child-pugh-differs", status="warning", says=says))
    elif stated.is_exact and POINTS not in known.derived:
        _stated(draft, stated.low, "Child-Pugh score, as the case states it", (DESCRIPTOR,))
        return
    least = max(_least(stated), known_least)
    if least > MOST_POINTS_B:
        _stated(draft, least, "Child-Pugh score, at least", (DESCRIPTOR, CLASS_IS_CERTAIN))


def _stated(draft: Draft, points: float, title: str, notes: tuple[str, ...]) -> None:
    draft.add(
        Named("child-pugh", title, "points", notes),
        Method("as given", lambda g: g["child_pugh_points"]),
        {"child_pugh_points": points},
    )
    draft.state(_child_class(points))


def _least(points: Interval) -> float:
    """Fewest whole points of a bound."""
    return float(floor(points.low) + 1) if points.low_open else float(ceil(points.low))


def _least_points(tests: LiverTests) -> int:
    """Fewest points that the known values leave: one for each that is not known."""
    degrees = (tests.ascites, tests.encephalopathy)
    least = sum(1 if one is None else DEGREE_POINTS[one] for one in degrees)
    least += (
        1
        if tests.bilirubin_mg_dl is None
        else bilirubin_points(
            bilirubin_umol_l=round(
                tests.bilirubin_mg_dl.value * BILIRUBIN_UMOL_L_PER_MG_DL, ROUNDING
            )
        )
    )
    least += 1 if tests.albumin_g_l is None else albumin_points(albumin_g_l=tests.albumin_g_l.value)
    return least + (1 if tests.inr is None else inr_points(inr=tests.inr.value))


def _child_pugh(
    draft: Draft, tests: LiverTests, bilirubin: Computed | None, asking: Asking
) -> None:
    if "child-pugh" in draft.computed:  # as the case states it
        return
    ready = _ready(draft, tests, CHILD_PUGH, asking, begun_by=("ascites", "encephalopathy"))
    if not ready or bilirubin is None:
        return
    points = _points(draft, tests, bilirubin)
    if points is not None:
        draft.state(_child_class(points))


def _points(draft: Draft, tests: LiverTests, bilirubin: Computed) -> float | None:
    notes = [DESCRIPTOR]
    if any(low <= bilirubin.value <= high for low, high in BETWEEN_LINES_UMOL_L):
        notes.append(
            "The lines here are 34 and 50 umol/L; tables with 2 and 3 mg/dL (34.2 and 51.3) may "
            "give this bilirubin one point less."
        )
    return draft.calculate(
        Named("child-pugh", "Child-Pugh score", notes=tuple(notes)),
        "score-child-pugh",
        {
            "bilirubin_umol_l": bilirubin,
            **{name: getattr(tests, name) for name in CHILD_PUGH[1:]},
        },
        field="points",
        carry=False,
    )


def _child_class(points: float) -> PlannedQuantity:
    entry = find_calculator("score-child-pugh")
    letter = "A" if points <= MOST_POINTS_A else "B" if points <= MOST_POINTS_B else "C"
    return PlannedQuantity(
        name="child-pugh-class",
        title="Child-Pugh class",
        value=letter,
        unit="",
        formula=f"A up to {MOST_POINTS_A} points, B up to {MOST_POINTS_B}, C above",
        calculator=entry.name,
        source=entry.source,
        status=entry.status,
        constants=(),
        inputs=(InputLine(name="points", value=points, unit=""),),
        uncertainty=None,
        notes=(DESCRIPTOR,),
    )


def _albi(draft: Draft, tests: LiverTests, bilirubin: Computed | None, asking: Asking) -> None:
    ready = _ready(draft, tests, ALBI, asking, begun_by=("albumin_g_l",))
    if not ready or bilirubin is None:
        return
    draft.calculate(
        Named("albi", "ALBI score", notes=(DESCRIPTOR,)),
        "score-albi",
        {"bilirubin_umol_l": bilirubin, "albumin_g_l": tests.albumin_g_l},
    )
    if "albi" in draft.computed:
        draft.calculate(
            Named("albi-grade", "ALBI grade", notes=(DESCRIPTOR,)),
            "score-albi-grade",
            {"albi": draft.computed["albi"]},
            carry=False,
        )
        draft.no_row("albi.net")


def _meld(draft: Draft, tests: LiverTests, asking: Asking) -> None:
    if not _ready(draft, tests, MELD, asking, begun_by=("sodium_mmol_l", *FLAGS)):
        return
    draft.add(
        Named("albumin-g-dl", "Albumin in g/dL", "g/dL"),
        Method(
            "new = old / 10; old in g/L, new in g/dL", lambda g: g["albumin_g_l"] / G_L_PER_G_DL
        ),
        {"albumin_g_l": tests.albumin_g_l},
    )
    given = {name: getattr(tests, name) for name in MELD if name != "albumin_g_l"}
    notes = (DESCRIPTOR, "Read it as a whole number; rules of allocation cap it at 40.")
    draft.calculate(
        Named("meld-3", "MELD 3.0", notes=notes),
        "score-meld-3",
        {**given, "albumin_g_dl": draft.computed["albumin-g-dl"]},
        field="points",
    )
    draft.no_row("meld-3")


def _apri(draft: Draft, tests: LiverTests, asking: Asking) -> None:
    if _ready(draft, tests, APRI, asking, begun_by=APRI[:2]):
        notes = ("Built for hepatitis C: a descriptor in NET, no limit.",)
        given = {name: getattr(tests, name) for name in APRI}
        draft.calculate(Named("apri", "APRI", notes=notes), "score-apri", given)


def _icg(draft: Draft, tests: LiverTests) -> None:
    """The other of the two numbers of indocyanine green, one exponential assumed and said."""
    notes = ("Of one exponential; a measured pair may differ.",)
    if tests.icg_pdr_percent_per_min is not None:
        draft.calculate(
            Named("icg-r15", "Indocyanine green left after 15 minutes", notes=notes),
            "score-icg-r15",
            {"pdr_percent_per_min": tests.icg_pdr_percent_per_min},
        )
    if tests.icg_r15_percent is not None:
        draft.calculate(
            Named("icg-pdr", "Plasma disappearance rate of indocyanine green", notes=notes),
            "score-icg-pdr",
            {"r15_percent": tests.icg_r15_percent},
        )
    if tests.icg_r15_percent is not None or tests.icg_pdr_percent_per_min is not None:
        draft.no_row("icg-r15")
