"""Any inputs at all: a plan or a list of what is wrong, and a plan that keeps to its own limits.

Inputs are drawn from the forms themselves: sensible, at the ends of their ranges, missing, of a
wrong kind, not finite, as text. What must hold follows from the formulas (doses are linear in
activity and fall with the shunt) or from what a plan promises, never from a number of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from nelm.case.case import Case
from nelm.case.problem import InputError
from nelm.case.reading import parse_case
from nelm.planning import plan as planning
from nelm.planning.asked import Asked, Choice, Days, Quantity, Whole, YesNo
from nelm.planning.form import Check, Plan
from nelm.planning.limit import Limits
from nelm.planning.limits_file import load_limits

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
OPTIONS = tuple(planning.FORMS)
NOBODY = parse_case(b"nelm: 1\nid: nobody\n")
LIMITS = load_limits()
STATUS = {"ok": 0, "warning": 1, "refused": 2}
TO_BE_REACHED = ("debulked_share",)  # lines that are good to reach; others are good to stay under
STRICTLY_BELOW = ("ablated_tumor_diameter",)
BY_TWO_NUMBERS = (
    "heat_sink_vessel",
)  # the gap counts as well, so the vessel alone decides nothing
ROUNDING = 1e-9
# Above a shunt of a fifth only resin is refused; Child-Pugh forbids doxorubicin only once begun.
LIFTING = {"device", "ascites", "encephalopathy"}
FEW = settings(deadline=None, suppress_health_check=list(HealthCheck))

Inputs = dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def _each_case_is_assessed_once() -> Iterator[None]:
    """Thousands of plans are of a few cases, and to assess takes longer than to plan."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("assess", "compose"):
            patch.setattr(planning, name, once(getattr(planning, name)))
        yield


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    kept: dict[tuple[int, ...], tuple[Any, ...]] = {}

    def remembered(*given: Any) -> Any:
        key = tuple(map(id, given))
        if key not in kept:
            kept[key] = (function(*given), given)
        return kept[key][0]

    return remembered


def made(option: str, inputs: Inputs, case: Case = NOBODY, limits: Limits = LIMITS) -> Plan:
    return planning.plan(case, option, inputs, limits=limits)


def made_or_none(option: str, inputs: Inputs) -> Plan | None:
    try:
        return made(option, inputs)
    except InputError:
        return None


# ---- inputs --------------------------------------------------------------------------------


def fields_of(form: type[BaseModel]) -> dict[str, st.SearchStrategy[Any]]:
    """Sensible values for every field of a form."""
    return {name: _field(one.annotation, one.metadata) for name, one in form.model_fields.items()}


def _field(annotation: Any, metadata: list[Any]) -> st.SearchStrategy[Any]:
    nested = _models_in(annotation)
    if nested:
        return st.lists(st.fixed_dictionaries(fields_of(nested[0])), min_size=1, max_size=2)
    (asked,) = [one for one in metadata if isinstance(one, Asked)]
    return _answer(asked)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        own = {"value", "relative_uncertainty"} <= annotation.model_fields.keys()
        return [] if own else [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]


def _answer(asked: Asked) -> st.SearchStrategy[Any]:
    match asked:
        case Quantity(many=True):
            return st.lists(_number(asked), max_size=4)
        case Quantity(may_be_none=True):
            return _number(asked) | st.just("none")
        case Quantity():
            return _number(asked)
        case YesNo():
            return st.booleans() | st.sampled_from(["yes", "no"])
        case Choice(words=words):
            return st.sampled_from(words)
        case Whole():
            return st.integers(1, 12)
        case Days():
            return st.lists(st.dates(date(2020, 1, 1), date(2040, 1, 1)), min_size=1, max_size=3)
    if "THH:MM" in asked.written:
        return st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(_in_one_zone)
    return st.sampled_from(["Dr. A, after the board", "own series of 2026", "segment seven"])


def _in_one_zone(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}+01:00"


def _number(asked: Quantity) -> st.SearchStrategy[Any]:
    """Within the range, often near the low end, where most real values lie, or on an end."""
    low, high = asked.low, asked.high
    share = st.integers(0, 100).map(lambda n: (n / 100) ** 3)
    rounded = share.map(lambda x: min(high, max(low, float(f"{low + (high - low) * x:.4g}"))))
    unsure = st.fixed_dictionaries(
        {"value": rounded.filter(bool), "relative_uncertainty": st.floats(0.01, 0.5)}
    )
    ends = st.sampled_from([low, high, low + (high - low) / 8])
    return st.integers(0, 15).flatmap(lambda n: unsure if n == 15 else ends if n > 11 else rounded)


@st.composite
def requests(draw: st.DrawFn, options: tuple[str, ...] = OPTIONS) -> tuple[str, Inputs]:
    """An option and inputs of which most are given."""
    option = draw(st.sampled_from(options))
    return option, draw(sensible(option))


@cache
def sensible(option: str) -> st.SearchStrategy[Inputs]:
    fields = fields_of(planning.form_of(option))
    return st.sets(st.sampled_from(sorted(fields)), max_size=len(fields) // 3).flatmap(
        lambda out: st.fixed_dictionaries({k: v for k, v in fields.items() if k not in out})
    )


# Numbers next to 0 have a test of their own below.
ODD_FLOATS = st.floats().filter(lambda x: x == 0 or not abs(x) < 1e-6)
RUBBISH = st.one_of(
    st.sampled_from([math.nan, math.inf, -math.inf, -1, 0, 1e300, 10**400, "1e400", "", " "]),
    st.sampled_from(["<3", ">= 2", "2-4", "nan", "inf", "1,5", "2 mg", "7.4 GBq", "ten", "none"]),
    st.sampled_from([True, b"3", object(), {"value": 1}, {"value": {}}, [], [[]], [None], {}, ()]),
    st.sampled_from([{"value": 2, "relative_uncertainty": 0}, {"value": "<2"}, {"a": 1}, {1: 2}]),
    st.sampled_from([date.min, date.max, [date.max], ["2026-02-30"], ["9999-12-31"], "yes", "no"]),
    st.none() | st.just("unknown") | st.text(max_size=4) | ODD_FLOATS | st.integers(),
)


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, Any]:
    """Sensible inputs of which some are replaced by anything, also under keys of no form."""
    option, inputs = draw(requests())
    names = [*sorted(inputs), "activty", "", "lesions"]
    return option, {**inputs, **draw(st.dictionaries(st.sampled_from(names), RUBBISH, max_size=2))}


# ---- whatever comes in ---------------------------------------------------------------------


@given(spoiled())
@settings(FEW, max_examples=400)
def test_any_inputs_give_a_plan_or_what_is_wrong_with_them(request: tuple[str, Any]) -> None:
    found = made_or_none(*request)
    if found is not None:
        _is_whole(found)


@given(requests())
@settings(FEW, max_examples=120)
def test_sensible_inputs_give_a_whole_plan(request: tuple[str, Inputs]) -> None:
    option, inputs = request
    found = made(option, inputs)
    _is_whole(found)
    assert Plan.model_validate_json(found.model_dump_json()) == found
    echoed = {line.name.split(".")[0] for line in found.inputs}
    assert echoed == inputs.keys()
    given_numbers = {float(x) for x in _numbers_in(tuple(inputs.values()))}
    for quantity in found.quantities:
        for line in quantity.inputs:
            if line.origin == "inputs" and line.name in inputs and isinstance(line.value, float):
                assert line.value in given_numbers


def _is_whole(found: Plan) -> None:
    assert all(math.isfinite(number) for number in _numbers_in(found.model_dump()))
    for check in found.checks:
        assert check.says
        assert check.status != "ok" or _meets(check)
    for quantity in found.quantities:
        assert quantity.inputs
        assert quantity.formula
        assert quantity.source
    assert found.status == max((c.status for c in found.checks), key=STATUS.__getitem__)


def _numbers_in(data: Any) -> Iterator[float]:
    if isinstance(data, Mapping):
        data = tuple(data.values())
    if isinstance(data, tuple | list):
        for one in data:
            yield from _numbers_in(one)
    elif isinstance(data, float | int):
        yield data


def _meets(check: Check) -> bool:
    """Whether the value keeps the limit, worked out again from what the check itself shows."""
    limit, value = check.limit, check.value
    if limit is None or limit.value is None or value is None:
        return True
    if limit.quantity in BY_TWO_NUMBERS:
        return True
    kept = {
        "below": value < limit.value,
        "above": value > limit.value,
        "at_most": value <= limit.value * (1 + ROUNDING),
        "at_least": value >= limit.value * (1 - ROUNDING),
    }
    strictly = limit.quantity in STRICTLY_BELOW
    reached = "at_least" if limit.quantity in TO_BE_REACHED else "at_most"
    line = "below" if strictly else reached
    return kept[line if limit.comparison == "line" else limit.comparison]


@given(requests(), st.randoms(use_true_random=False))
@settings(FEW, max_examples=60)
def test_order_nulls_and_a_second_time_change_no_byte(
    request: tuple[str, Inputs], chance: Any
) -> None:
    option, inputs = request
    names = [*inputs, *(set(planning.form_of(option).model_fields) - inputs.keys())]
    chance.shuffle(names)
    as_text = {name: inputs.get(name, chance.choice([None, "unknown"])) for name in names}
    assert made(option, as_text).model_dump_json() == made(option, inputs).model_dump_json()


@given(requests(), st.data())
@settings(FEW, max_examples=100)
def test_an_input_left_out_adds_no_number_and_turns_no_refusal_into_ok(
    request: tuple[str, Inputs], data: st.DataObject
) -> None:
    option, inputs = request
    assume(inputs.keys() - LIFTING)
    out = data.draw(st.sampled_from(sorted(inputs.keys() - LIFTING)))
    more = made(option, inputs)
    less = made(option, {name: value for name, value in inputs.items() if name != out})
    # A number refused for its size, such as spheres decayed below 1 Bq, may come without the decay;
    # and so may what goes with it, such as the class of a score.
    too_far = tuple(str(check.quantity) for check in more.checks if check.code == "out-of-range")
    assume("plan" not in too_far)  # the rest of that plan was not made
    named = {q.name for q in less.quantities if not q.name.startswith(too_far)}
    assert named <= {q.name for q in more.quantities}
    refused = {about(check) for check in more.checks if check.status == "refused"}
    assert not refused & {about(check) for check in less.checks if check.status == "ok"}


def about(check: Check) -> tuple[str, str | None, str | None]:
    return check.code, check.quantity, check.limit.id if check.limit else None


@given(requests(), st.data())
@settings(FEW, max_examples=100)
def test_a_number_changes_only_with_an_input_it_shows(
    request: tuple[str, Inputs], data: st.DataObject
) -> None:
    option, inputs = request
    assume(inputs)
    name = data.draw(st.sampled_from(sorted(inputs)))
    other = data.draw(fields_of(planning.form_of(option))[name])
    before = {q.name: q for q in made(option, inputs).quantities}
    for after in made(option, {**inputs, name: other}).quantities:
        if after.name in before and after.value != before[after.name].value:
            shown = [(q.inputs, q.constants, q.title) for q in (before[after.name], after)]
            assert shown[0] != shown[1]


@pytest.mark.parametrize("shunt", [1e-310, 1e-200, 1e-10])
def test_a_shunt_next_to_nothing_was_not_measured(shunt: float) -> None:
    with pytest.raises(InputError, match="lung_shunt_fraction"):
        made("tare", {"lung_shunt_fraction": shunt})


@pytest.mark.parametrize("shunt", [0, 1e-9, 1e-4])
def test_the_smallest_shunt_gives_a_whole_plan(shunt: float) -> None:
    lung_kg = {"value": 1.0, "relative_uncertainty": 0.5}
    lung: Inputs = {"lung_mass_kg": lung_kg, "lung_shunt_fraction": shunt}
    given = {"device": "glass", "residual_fraction": 0, "dose_constant": "glass50", **lung}
    _is_whole(made("tare", given))
