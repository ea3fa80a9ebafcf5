"""Plans a physician can check by hand: each case is one sentence, the numbers reckoned beside it.

Files in tests/cases/plans list cases:
  id, name      the name is a sentence that must come true
  option        one option or several; each must do the same
  case          facts as in a case file; or `example`, a file; nothing is known otherwise
  inputs        as in a file of inputs; or `as` that case, `but` these inputs
  site          limits that a site put in place of the printed ones
  quantities    name: {is, because}; `is` must hold to half of its last digit, and `because` is the
                hand calculation: where it begins with a number it is worked out and must give `is`
  checks        code, and any of limit, about (its quantity), at (its limit), value, status,
                surviving, says; one check must be all of that
  no_quantity, no_check, not_ok   what must not be there; what must not be called fine
  missing, not_missing, earlier, origins, changed, no_net_row, prepare, prepare_says
  label, first, nothing_first     what is said before any number
  no_numbers    the option has none, and why; status: the worst of all checks
  defect        what the plan still does wrong; the case must fail until that is mended

More quantities, checks and missing inputs than a case names are no fault.
"""

from __future__ import annotations

import ast
import json
import math
import operator
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from nelm.case.case import Case
from nelm.case.document import Document, read_document
from nelm.case.reading import case_from_document, read_case
from nelm.planning import plan as planning
from nelm.planning.form import Check, Plan
from nelm.planning.limit import Limits
from nelm.planning.limits_file import load_limits

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "cases" / "plans").glob("*.yaml"))
ALL: list[dict[str, Any]] = [case for path in FILES for case in read_document(path).data]
CASES = {case["id"]: case for case in ALL}
GIVEN = ("option", "case", "example", "inputs", "site")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def given(id_: str) -> dict[str, Any]:
    """Option, case, inputs and site of a case, with what `as` brings along."""
    case = CASES[id_]
    found = given(case["as"]) if "as" in case else {}
    own = {key: case[key] for key in GIVEN if key in case}
    if "case" in own or "example" in own:
        found = {key: found[key] for key in found if key not in ("case", "example")}
    found = {**found, **own}
    return {**found, "inputs": {**found["inputs"], **case.get("but", {})}}


def options_of(id_: str) -> list[str]:
    option = given(id_)["option"]
    return option if isinstance(option, list) else [option]


def patient(id_: str) -> Case:
    stated = given(id_)
    return _patient(stated.get("example", ""), json.dumps(stated.get("case", {})))


@cache
def _patient(example: str, facts: str) -> Case:
    if example:
        return read_case(ROOT / "examples" / example)
    return case_from_document(Document(json.loads(facts), {}, "a case"))


def limits_of(id_: str) -> Limits:
    site = given(id_).get("site")
    if site is None:
        return load_limits()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.json"
        path.write_text(json.dumps(site), encoding="utf-8")
        return load_limits(site=path)


@cache
def made(id_: str, option: str) -> Plan:
    return planning.plan(patient(id_), option, given(id_)["inputs"], limits=limits_of(id_))


@pytest.fixture(scope="module", autouse=True)
def _each_patient_is_assessed_once() -> Iterator[None]:
    """Many cases are of one patient, and to assess takes longer than to plan."""
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


# ---- hand calculations ---------------------------------------------------------------------

UNITS = re.compile(r"(?<=[\d)]) (Gy/GBq|mg/m2|GBq|Gy|kg|mL|mm|mg|h)(?=[ );]|$)")
OPERATORS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
FUNCTIONS = {"sqrt": math.sqrt, "ln": math.log}


def is_reckoned(because: str) -> bool:
    """Whether the text is a calculation; others begin with a word."""
    return because[0].isdigit() or because.startswith(("(", "sqrt("))


def reckoned(because: str) -> float:
    """Work out `40 Gy x 2.3 kg / (49.67 x 0.95); words`.

    >>> reckoned("40 Gy x (5 x 0.2 + 1.5) kg / 2^2; the inverse formula")
    25.0
    """
    text = UNITS.sub("", because.split(";", maxsplit=1)[0]).replace(" x ", " * ").replace("^", "**")
    return _value(ast.parse(text.strip(), mode="eval").body)


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.BinOp(left=left, op=sign, right=right):
            return OPERATORS[type(sign)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[name](_value(argument))
    raise ValueError(f"no calculation: {ast.dump(node)}")


def near(printed: str) -> tuple[Any, str]:
    """What `41.03 Gy` says, to half of its last digit; a date or a word as it is."""
    if DAY.fullmatch(printed):
        return printed, ""
    number, _, unit = printed.partition(" ")
    digits = len(number.partition(".")[2])
    return pytest.approx(float(number), rel=1e-12, abs=0.5001 * 10.0**-digits), unit


def calculations() -> Iterator[Any]:
    for id_, case in CASES.items():
        for name, line in case.get("quantities", {}).items():
            yield pytest.param(line["is"], line["because"], id=f"{id_} {name}")
            if "sd" in line:
                yield pytest.param(line["sd"], line["sd_because"], id=f"{id_} sd of {name}")
        for line in case.get("checks", ()):
            if "surviving" in line:
                yield pytest.param(line["surviving"], line["because"], id=f"{id_} {line['code']}")
            if "value" in line:
                yield pytest.param(line["value"], line["value_because"], id=f"{id_} of a check")


@pytest.mark.parametrize(("printed", "because"), list(calculations()))
def test_the_calculation_beside_a_number_gives_that_number(printed: str, because: str) -> None:
    assert because
    if is_reckoned(because) and not DAY.fullmatch(printed):
        assert reckoned(because) == near(printed)[0]


# ---- what a plan must say ------------------------------------------------------------------


def wrong_quantities(found: Plan, wanted: dict[str, dict[str, str]]) -> list[str]:
    by_name = {quantity.name: quantity for quantity in found.quantities}
    wrong = []
    for name, line in wanted.items():
        if name not in by_name:
            wrong.append(f"{name} is not there")
            continue
        quantity = by_name[name]
        value, unit = near(line["is"])
        if quantity.value != value or quantity.unit != unit:
            wrong.append(f"{name} is {quantity.value} {quantity.unit}, not {line['is']}")
        if line.get("notes", "") not in " ".join(quantity.notes):
            wrong.append(f"{name} notes {quantity.notes}")
        if "sd" in line:
            spread = quantity.uncertainty
            if spread is None or spread.first_order_sd != near(line["sd"])[0]:
                wrong.append(f"{name} has the uncertainty {spread}")
    return wrong


def fits(check: Check, line: dict[str, str]) -> bool:
    limit, left = check.limit, check.surviving
    asked = {
        "limit": lambda: limit is not None and limit.id == line["limit"],
        "at": lambda: limit is not None and limit.value == float(line["at"]),
        "about": lambda: check.quantity == line["about"],
        "status": lambda: check.status == line["status"],
        "says": lambda: line["says"] in check.says,
        "says_not": lambda: line["says_not"] not in check.says,
        "no_surviving": lambda: left is None,
        "value": lambda: check.value == near(line["value"])[0],
        "surviving": lambda: (
            left is not None and (left.value, left.unit) == near(line["surviving"])
        ),
    }
    assert line.keys() <= {"code", "because", "value_because", *asked}
    return check.code == line["code"] and all(asked[key]() for key in line if key in asked)


def wrong_checks(found: Plan, wanted: list[dict[str, str]]) -> list[str]:
    wrong = [line for line in wanted if not any(fits(check, line) for check in found.checks)]
    there = [check for check in found.checks if check.code in {line["code"] for line in wrong}]
    return [f"{wrong}, there is {there}"] if wrong else []


def wrong_label(found: Plan, wanted: str) -> list[str]:
    return [] if found.assessed.label == wanted else [found.assessed.label]


def lacking(wanted: list[str], there: Any) -> list[str]:
    return [f"{one} is not among {list(there)}" for one in wanted if one not in there]


def present(unwanted: list[str], there: Any) -> list[str]:
    return [f"{one} is there" for one in unwanted if one in there]


def differing(wanted: dict[str, str], there: dict[str, str]) -> list[str]:
    return [f"{k}: {there.get(k)}, not {v}" for k, v in wanted.items() if there.get(k) != v]


def wrong_totals(found: Plan, wanted: dict[str, str]) -> list[str]:
    there = {line.what: (line.total, line.unit) for line in found.earlier}
    return [f"{what}: {there}" for what, total in wanted.items() if there.get(what) != near(total)]


def changes(found: Plan) -> dict[str, str]:
    return {
        row.id: f"{row.value:g} in place of {row.change.printed_value:g} by {row.change.author} "
        f"on {row.change.date}"
        for row in found.changed_limits
        if row.change is not None
    }


def wrong_words(wanted: dict[str, str], found: Plan) -> list[str]:
    says = {line.id: line.says for line in found.preparation}
    return [f"{id_}: {says.get(id_)}" for id_, word in wanted.items() if word not in says[id_]]


def wrong_emptiness(found: Plan, words: str) -> list[str]:
    said = words in (found.no_quantities or "")
    return [] if said and not found.quantities and found.preparation else [str(found)]


MUST: dict[str, Callable[[Plan, Any], list[str]]] = {
    "quantities": wrong_quantities,
    "checks": wrong_checks,
    "label": wrong_label,
    "first": lambda p, wanted: [w for w in wanted if w not in " ".join(p.assessed.first)],
    "nothing_first": lambda p, _: list(p.assessed.first),
    "status": lambda p, wanted: [] if p.status == wanted else [p.status],
    "no_quantity": lambda p, wanted: present(wanted, [q.name for q in p.quantities]),
    "no_check": lambda p, wanted: present(wanted, [c.code for c in p.checks]),
    "not_ok": lambda p, wanted: present(wanted, [c.code for c in p.checks if c.status == "ok"]),
    "missing": lambda p, wanted: lacking(wanted, [m.field for m in p.missing]),
    "missing_like": lambda p, wanted: lacking(wanted, " ".join(m.field for m in p.missing)),
    "not_missing": lambda p, wanted: present(wanted, [m.field for m in p.missing]),
    "no_net_row": lambda p, wanted: lacking(wanted, [row.id for row in p.absent if row.says]),
    "earlier": wrong_totals,
    "origins": lambda p, wanted: differing(wanted, {i.name: i.origin for i in p.inputs}),
    "changed": lambda p, wanted: differing(wanted, changes(p)),
    "prepare": lambda p, wanted: differing(wanted, {line.id: line.state for line in p.preparation}),
    "prepare_says": lambda p, wanted: wrong_words(wanted, p),
    "no_numbers": wrong_emptiness,
}
ABOUT = {"id", "name", "as", "but", "defect", *GIVEN}


def expectations() -> Iterator[Any]:
    for id_, case in CASES.items():
        marks = [pytest.mark.xfail(reason=case["defect"])] if "defect" in case else []
        for option in options_of(id_):
            yield pytest.param(id_, option, id=f"{id_} {option}: {case['name']}", marks=marks)


@pytest.mark.parametrize(("id_", "option"), list(expectations()))
def test_a_plan_is_what_the_case_says(id_: str, option: str) -> None:
    found = made(id_, option)
    wanted = {key: value for key, value in CASES[id_].items() if key not in ABOUT}
    wrong = {key: MUST[key](found, value) for key, value in wanted.items()}
    assert {key: what for key, what in wrong.items() if what} == {}


@pytest.mark.parametrize("id_", CASES)
def test_a_case_expects_something_and_nothing_by_an_unknown_word(id_: str) -> None:
    assert CASES[id_].keys() & MUST.keys()
    assert CASES[id_].keys() <= MUST.keys() | ABOUT


def test_no_two_cases_have_one_id() -> None:
    assert len(CASES) == len(ALL)
