"""The plan of one option for one case: numbers, checks, what is missing, what to prepare."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from nelm.assessment.assess import Assessment, assess
from nelm.assessment.compose import compose
from nelm.assessment.sheet import OptionSheet
from nelm.calculators.ranges import OutOfRangeError
from nelm.case.case import Case
from nelm.case.problem import InputError, Problem
from nelm.knowledge.binding import Setting
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import Pack
from nelm.planning.ablation.plan import plan_ablation
from nelm.planning.draft import Draft
from nelm.planning.echo import echo
from nelm.planning.embolization.plan import plan_embolization
from nelm.planning.embolization.trial_lines import plan_trial_lines
from nelm.planning.form import NOT_AN_ORDER, ORDER, PLAN_VERSION, Plan
from nelm.planning.from_case import completed
from nelm.planning.history import tell_history
from nelm.planning.inputs.ablation import AblationInputs
from nelm.planning.inputs.base import Inputs, NoInputs
from nelm.planning.inputs.embolization import EmbolizationInputs
from nelm.planning.inputs.prrt import PrrtInputs
from nelm.planning.inputs.scores import LiverTests
from nelm.planning.inputs.surgery import SurgeryInputs
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.inputs_file import inputs_of
from nelm.planning.limit import Limits
from nelm.planning.limits_file import load_limits
from nelm.planning.preparation import preparation
from nelm.planning.prrt.plan import plan_prrt
from nelm.planning.scores import plan_scores, state_points, tests_of
from nelm.planning.standing import ARTERIAL, about_the_pack, involvement, standing_of
from nelm.planning.stated import tell_stated
from nelm.planning.surgery.plan import plan_debulking, plan_resection
from nelm.planning.tare.plan import plan_tare
from nelm.version import __version__

DEFAULT_PACK = "dermine2019"
SEED = 2019  # of every draw, shown in the plan
EMBOLIZATION = ("tae", "tace", "deb_tace")
RESECTION = ("one_step_resection", "two_step_resection", "debulking")
SCORED = (*ARTERIAL, *RESECTION, "liver_transplantation")

FORMS: Mapping[str, type[Inputs]] = {
    "tare": TareInputs,
    "prrt": PrrtInputs,
    "tae": EmbolizationInputs,
    "tace": EmbolizationInputs,
    "deb_tace": EmbolizationInputs,
    "one_step_resection": SurgeryInputs,
    "two_step_resection": SurgeryInputs,
    "debulking": SurgeryInputs,
    "rfa_alone": AblationInputs,
    "rfa_with_surgery": AblationInputs,
    "microwave_ablation": AblationInputs,
    "liver_transplantation": LiverTests,
}
METHODS: Mapping[str, Callable[[Draft, Any], None]] = {
    "tare": plan_tare,
    "prrt": plan_prrt,
    "tae": lambda draft, form: plan_embolization(draft, form, bland=True, beads=False),
    "tace": lambda draft, form: plan_embolization(draft, form, bland=False, beads=False),
    "deb_tace": lambda draft, form: plan_embolization(draft, form, bland=False, beads=True),
    "one_step_resection": lambda draft, form: plan_resection(draft, form, two_step=False),
    "two_step_resection": lambda draft, form: plan_resection(draft, form, two_step=True),
    "debulking": plan_debulking,
    "rfa_alone": plan_ablation,
    "rfa_with_surgery": plan_ablation,
    "microwave_ablation": plan_ablation,
    "liver_transplantation": lambda draft, form: plan_scores(draft, form, asking="always"),
}


def find_option(pack: Pack, word: str) -> str:
    """Id of the option meant by an id, a code or part of a name (InputError if none fits)."""
    try:
        return pack.find_option(word).id
    except LookupError as error:
        raise InputError([Problem("option", word, str(error))]) from None


def form_of(option: str) -> type[Inputs]:
    """The form of the inputs of an option; one without fields where it has no quantities."""
    return FORMS.get(option, NoInputs)


def plan(
    case: Case,
    option: str,
    inputs: Inputs | Mapping[str, Any],
    *,
    pack: Pack | None = None,
    limits: Limits | None = None,
    settings: Mapping[str, Setting] | None = None,
) -> Plan:
    """Numbers, checks and preparation of one option for one case.

    Args:
        case: facts of the patient; what it states exactly stands in for inputs not given.
        option: id, code or part of the name of an option of the pack.
        inputs: the form of the option (see `form_of`), or plain data for it.
        pack: the source that judges the option; the 2019 review if nothing is named.
        limits: limits in force; those that come with nelm if nothing is named.
        settings: parameters of the pack that replace its defaults.

    Returns:
        A plan in which refusals are values and what is missing is a list.

    Raises:
        InputError: no such option, or plain data that the form does not take.
    """
    pack = load_pack(DEFAULT_PACK) if pack is None else pack
    limits = load_limits() if limits is None else limits
    id_ = find_option(pack, option)
    given = inputs if isinstance(inputs, Inputs) else inputs_of(inputs, form_of(id_))
    if not isinstance(given, form_of(id_)):
        allowed = f"{form_of(id_).__name__} for {id_}"
        raise InputError([Problem("inputs", type(given).__name__, allowed)])
    return _made(assess(case, pack, settings), id_, given, limits)


def _made(assessment: Assessment, option: str, given: Inputs, limits: Limits) -> Plan:
    sheet = compose(assessment)
    shown = next(one for one in sheet.options if one.id == option)
    form, origins, checks = completed(given, assessment.known)
    draft = Draft(form, limits, SEED)
    draft.checks += [*about_the_pack(shown, sheet), *involvement(assessment, option), *checks]
    tests = tests_of(form, completed(LiverTests(), assessment.known)[0])
    if option in SCORED:
        state_points(draft, tests, assessment.known)
    if option in METHODS:
        _carry_out(METHODS[option], draft, form)
    if option == "tare":  # its form has no fields for scores
        plan_scores(draft, tests, asking="never")
    if option in EMBOLIZATION:
        plan_trial_lines(draft, form, assessment.known)
    tell_stated(draft, assessment.known)
    tell_history(draft, assessment.case, option, form)
    pack = assessment.pack
    return Plan(
        schema_version=PLAN_VERSION,
        nelm_version=__version__,
        intended_use=NOT_AN_ORDER,
        case=assessment.case.id or "case",
        pack=f"{pack.id} {pack.manifest.version}",
        assessed=standing_of(sheet, shown),
        status=max((check.status for check in draft.checks), key=ORDER.index, default="ok"),
        no_quantities=None if option in METHODS else _nothing(shown),
        inputs=tuple(echo(form, origins)),
        inputs_sha256=hashlib.sha256(form.model_dump_json().encode()).hexdigest(),
        seed=SEED,
        quantities=tuple(draft.quantities),
        checks=tuple(draft.checks),
        missing=tuple(draft.missing.values()),
        earlier=tuple(draft.earlier),
        absent=tuple(draft.absent.values()),
        preparation=preparation(shown, limits),
        changed_limits=limits.changed,
    )


def _carry_out(method: Callable[[Draft, Any], None], draft: Draft, form: Inputs) -> None:
    """Run a method; what it refuses, such as a limit of a site out of range, is a value too."""
    try:
        method(draft, form)
    except OutOfRangeError as refused:
        draft.refuse("plan", "The rest of the plan", str(refused))


def _nothing(shown: OptionSheet) -> str:
    return f"{shown.name} has no planning quantities here: no source that was read gives any."
