"""The plan of one option for one case: numbers, checks, what is missing, what to prepare."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from nelm.assessment.assess import Assessment, assess
from nelm.assessment.compose import compose
from nelm.assessment.sheet import OptionSheet, Sheet
from nelm.assessment.verdict import Label
from nelm.calculators.kinds import text_of
from nelm.calculators.ranges import OutOfRangeError
from nelm.calculators.units import unit_of
from nelm.case.case import Case
from nelm.case.problem import InputError, Problem
from nelm.criteria.truth import Truth
from nelm.criteria.values import Interval
from nelm.knowledge.binding import Setting
from nelm.knowledge.loader import load_pack
from nelm.knowledge.pack import Pack
from nelm.planning.ablation.plan import plan_ablation
from nelm.planning.asked import Measured
from nelm.planning.computed import plain_of
from nelm.planning.draft import Draft
from nelm.planning.embolization.plan import plan_embolization
from nelm.planning.embolization.trial_lines import plan_trial_lines
from nelm.planning.form import NOT_AN_ORDER, ORDER, PLAN_VERSION, Check, CheckStatus, Plan, Standing
from nelm.planning.from_case import completed
from nelm.planning.history import tell_history
from nelm.planning.inputs.ablation import AblationInputs
from nelm.planning.inputs.base import Inputs, NoInputs
from nelm.planning.inputs.embolization import EmbolizationInputs
from nelm.planning.inputs.prrt import PrrtInputs
from nelm.planning.inputs.scores import LiverTests
from nelm.planning.inputs.surgery import SurgeryInputs
from nelm.planning.inputs.tare import TareInputs
from nelm.planning.inputs_file import inputs_of, record_of
from nelm.planning.limit import Limits
from nelm.planning.limits_file import load_limits
from nelm.planning.lines import InputLine
from nelm.planning.preparation import preparation
from nelm.planning.prrt.plan import plan_prrt
from nelm.planning.scores import plan_scores, state_points, tests_of
from nelm.planning.surgery.plan import plan_debulking, plan_resection
from nelm.planning.tare.plan import plan_tare
from nelm.version import __version__

DEFAULT_PACK = "dermine2019"
SEED = 2019  # of every draw, shown in the plan
HALF = 50  # percent of the liver; above it the pack wants embolization guided
INVOLVEMENT = "liver.involvement_percent"
EMBOLIZATION = ("tae", "tace", "deb_tace")
ARTERIAL = (*EMBOLIZATION, "tare")
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
    draft.checks += [*_about_the_pack(shown, sheet), *_involvement(assessment, option), *checks]
    tests = tests_of(form, completed(LiverTests(), assessment.known)[0])
    if option in SCORED:
        state_points(draft, tests, assessment.known)
    if option in METHODS:
        _carry_out(METHODS[option], draft, form)
    if option == "tare":  # its form has no fields for scores
        plan_scores(draft, tests, asking="never")
    if option in EMBOLIZATION:
        plan_trial_lines(draft, form, assessment.known)
    tell_history(draft, assessment.case, option, form)
    pack = assessment.pack
    return Plan(
        schema_version=PLAN_VERSION,
        nelm_version=__version__,
        intended_use=NOT_AN_ORDER,
        case=assessment.case.id or "case",
        pack=f"{pack.id} {pack.manifest.version}",
        assessed=_standing(sheet, shown),
        status=max((check.status for check in draft.checks), key=ORDER.index, default="ok"),
        no_quantities=None if option in METHODS else _nothing(shown),
        inputs=_echo(form, origins),
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


def _standing(sheet: Sheet, shown: OptionSheet) -> Standing:
    """What is said before any number; empty only where the criteria are met without a doubt."""
    first = [
        f"{'Out of scope' if flag.certain else 'May be out of scope'}: {flag.text}"
        for flag in sheet.scope
    ]
    if shown.label != Label.SUPPORTED.value:
        reasons = "; ".join(shown.key_points)
        name = f"{sheet.pack.short_name} on this option for this case: {shown.words}"
        first.append(f"{name} ({reasons})" if reasons else name)
    first += [
        f"Doubted: {finding.says}" for finding in sheet.findings if finding.kind != "question"
    ]
    return Standing(
        option=shown.id,
        code=shown.code,
        name=shown.name,
        label=shown.label,
        words=shown.words,
        standing=shown.standing,
        first=tuple(first),
        because=shown.key_points,
    )


def _about_the_pack(shown: OptionSheet, sheet: Sheet) -> list[Check]:
    """The label as a check, so that a reader of checks alone cannot miss it."""
    found = [
        Check(
            code="pack-scope",
            status="warning",
            says=f"{'Out of scope' if flag.certain else 'May be out of scope'}: {flag.text}",
        )
        for flag in sheet.scope
    ]
    supported = shown.label.startswith(Label.SUPPORTED.value)
    says = f"The pack's label of this option for this case: {shown.words}."
    status: CheckStatus = "ok" if shown.label == Label.SUPPORTED.value else "warning"
    code = "pack-supported" if supported else f"pack-{shown.label.replace('_', '-')}"
    return [*found, Check(code=code, status=status, says=says)]


def _involvement(assessment: Assessment, option: str) -> list[Check]:
    value = assessment.known.values.get(INVOLVEMENT)
    if option not in ARTERIAL or not isinstance(value, Interval):
        return []
    if value.compare(">", HALF) is not Truth.MET:
        return []
    says = (
        f"More than {HALF} % of the liver is invaded: staged or otherwise guided treatment "
        "(IAT-14; the source does not say how)."
    )
    return [Check(code="liver-over-half", status="warning", says=says)]


def _echo(form: Inputs, origins: Mapping[str, str]) -> tuple[InputLine, ...]:
    """Every input that is given, as it was read."""
    lines: list[InputLine] = []
    for name in type(form).model_fields:
        value = getattr(form, name)
        record = record_of(type(form), name)
        if record is not None and value:
            for number, entry in enumerate(value, 1):
                lines += [
                    _echoed(f"{name}.{number}.{field}", getattr(entry, field), "inputs")
                    for field in record.model_fields
                    if getattr(entry, field) is not None
                ]
        elif value is not None:
            lines.append(_echoed(name, value, origins.get(name, "inputs")))
    return tuple(lines)


def _echoed(name: str, value: Any, origin: str) -> InputLine:
    plain = plain_of(value)
    if isinstance(plain, tuple):
        plain = text_of(plain) or "none"
    return InputLine(
        name=name,
        value=plain,
        unit=unit_of(name.rsplit(".", 1)[-1]),
        relative_uncertainty=value.relative_uncertainty if isinstance(value, Measured) else None,
        origin=origin,
    )
