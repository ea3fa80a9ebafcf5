"""Every symbol of a printed formula is explained, and the explanation is true of the numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import worked_lu177
import worked_others
import worked_voxel
import worked_y90
from plan_formulas import plan_formulas
from test_formula_plan_numbers import SYMBOLS, quantities
from worked import Worked

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import arguments
from nelm.calculators.symbols import symbols_of
from nelm.calculators.units import unit_of
from nelm.planning.tare.doses import WHOLE_FORMULA
from nelm.reports.calculator_page import calculation_blocks, calculator_blocks
from nelm.reports.formula.reading import read_formula
from nelm.reports.formula.where import PLANNED, symbols_in, where, where_lines
from nelm.reports.page import as_markdown, as_text

ENTRIES = {one.name: one for one in CALCULATORS}
TABLE: dict[str, Worked] = {
    **worked_y90.WORKED,
    **worked_lu177.WORKED,
    **worked_others.WORKED,
    **worked_voxel.WORKED,
}
NAMED = re.compile(r"`(\w+)`")
ENDS_WITH_ARGUMENT = re.compile(r".* \(`(\w+)`(?: ([/x]) ([0-9.e-]+))?\)")
# Arguments that are numbers but no symbols of the formula, and why.
NO_SYMBOL = {
    "lu177-schedule": {"cycles", "window_weeks"},  # words of the formula
    "lu177-fit": {"times_h", "activities_mbq"},  # the points, which the residuals are made of
    "lu177-fit-choose": {"times_h", "activities_mbq"},
    "lu177-single-point-factor": {"electron_energy_mev"},  # in the dose factor, which says where
    "lu177-self-dose": {"electron_energy_mev"},
    "lu177-marrow-self-dose": {"electron_energy_mev"},
    "voxel-kernel-energy": {"x_mm", "y_mm", "z_mm"},  # the size of the voxels of S
    "y90-partition-sensitivity": {"lung_shunt_fraction"},  # a third derivative, not printed
}
# Its second run is held within the bounds that its formula states in words.
BOUNDED = {"score-meld-3"}


def example(name: str) -> dict[str, Any]:
    """The second run where there is one: it has no 0 or 1 that would hide a wrong factor."""
    return {**ENTRIES[name].example, **({} if name in BOUNDED else TABLE[name].also)}


def flat(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments, and the fields of records among them."""
    found = dict(given)
    for value in given.values():
        found |= getattr(value, "__dict__", {})
    return found


@pytest.mark.parametrize("one", CALCULATORS, ids=lambda one: one.name)
def test_every_symbol_has_a_meaning_and_every_meaning_a_symbol(one: Calculator) -> None:
    meanings = symbols_of(one)

    assert symbols_in(one.formula, meanings) == tuple(meanings)
    assert meanings or read_formula(one.formula).is_words


def test_an_argument_with_its_factor_is_the_number_that_the_formula_uses() -> None:
    """The tables of worked examples say what stands for a symbol; they know nothing of the list."""
    checked = 0
    for name, one in TABLE.items():
        of, given = one.symbols(example(name)), flat(example(name))
        for symbol, meaning in symbols_of(ENTRIES[name]).items():
            found = ENDS_WITH_ARGUMENT.fullmatch(meaning)
            used = of.get(key(symbol, of))
            if not found or not is_number(given[found[1]]) or not is_number(used):
                continue
            assert changed(given[found[1]], found) == pytest.approx(used), (name, symbol)
            checked += 1
    assert checked >= 230


def key(symbol: str, of: Any) -> str:
    """The name of a symbol in a worked example: `D50` is D_50, alpha over beta is alpha by 1."""
    with_index = re.sub(r"(?<=[A-Za-z])(?=\d+$)", "_", symbol)
    return "alpha" if symbol == "alpha/beta" else with_index if with_index in of else symbol


def changed(value: Any, found: re.Match[str]) -> Any:
    factor = float(found[3] or 1)
    return np.asarray(value, dtype=float) * (1 / factor if found[2] == "/" else factor)


def is_number(value: Any) -> bool:
    try:
        return np.asarray(value, dtype=float).size > 0 and value is not None
    except (TypeError, ValueError):
        return False


def test_every_number_that_goes_in_is_named_by_a_symbol() -> None:
    for one in CALCULATORS:
        if read_formula(one.formula).is_words:
            continue
        given = flat(dict(one.example))
        named = {name for text in symbols_of(one).values() for name in NAMED.findall(text)}
        numbers = {
            argument.name
            for argument in arguments(one.function)
            if is_number(given.get(argument.name)) and not isinstance(given[argument.name], bool)
        }
        assert numbers - named == NO_SYMBOL.get(one.name, set()), one.name


PLANS = [*(text for text in plan_formulas() if not text.startswith("y = a")), WHOLE_FORMULA]


@pytest.mark.parametrize("text", PLANS)
def test_every_symbol_of_a_formula_of_a_plan_has_a_meaning(text: str) -> None:
    found = where(text, None)

    assert tuple(symbol for symbol, _ in found) == symbols_in(text, dict(found))
    assert found or read_formula(text).is_words


def test_every_list_of_a_plan_is_of_a_formula_that_a_plan_states() -> None:
    mass = f"{ENTRIES['surgery-remnant-body-weight'].formula}; remnant mass = volume x density"

    assert PLANNED.keys() <= {*PLANS, mass}
    assert len(where(mass, "surgery-remnant-body-weight")) == 5


def test_an_input_of_a_plan_is_the_symbol_that_gives_its_number() -> None:
    """The other table of inputs and symbols is the one that recomputes every number of a plan."""
    checked = set()
    for quantity in quantities().values():
        names = [one.name for one in quantity.inputs]
        for symbol, meaning in where(quantity.formula, quantity.calculator, inputs=names):
            for name in set(NAMED.findall(meaning)) & SYMBOLS.keys():
                expected = "g" if SYMBOLS[name] == "g_i" else SYMBOLS[name]
                assert symbol == expected, (quantity.name, name)
                checked.add(name)

    assert checked >= {"activity_gbq", "limit_gy", "lung_mass_kg", "tumor_mass_kg", "received_gy"}


def test_the_unit_in_a_meaning_of_a_plan_is_that_of_the_input() -> None:
    checked = set()
    for meanings in PLANNED.values():
        for symbol, meaning in meanings.items():
            found = ENDS_WITH_ARGUMENT.fullmatch(meaning)
            if found and not found[2] and found[1] not in SAME_NUMBER:
                says, unit = meaning[: found.start(1)], unit_of(found[1])
                assert not unit or says.endswith(f", {unit} (`"), (symbol, meaning)
                checked.add(found[1])
    assert checked >= {"limit_gy", "this_dose_gy", "sample_g", "given_gbq", "bilirubin_mg_dl"}


SAME_NUMBER = {"liver_density_g_ml"}  # kg/L for a volume in L


def test_one_letter_means_what_it_does_in_its_method() -> None:
    shunt, factor = (dict(where(ENTRIES[n].formula, n))["F"] for n in (SHUNT, FACTOR))

    assert "lungs" in shunt
    assert "dose factor" in factor


SHUNT, FACTOR = "y90-single-dose", "lu177-known-half-life-dose"


def test_a_formula_that_two_methods_share_needs_the_name_of_one() -> None:
    text = ENTRIES["y90-bed"].formula
    assert text == ENTRIES["lu177-bed"].formula

    assert where(text, None) == ()
    assert [symbol for symbol, _ in where(text, "lu177-bed")] == [
        "BED", "D", "alpha/beta", "T_rep", "T_eff",
    ]  # fmt: skip


def test_the_formula_decides_and_not_the_name_beside_it() -> None:
    """Of a fit the plan prints the curve, and names the calculator that fits."""
    curve = ENTRIES["lu177-activity-bi"].formula

    assert where(curve, "lu177-fit") == where(curve, "lu177-activity-bi")


@pytest.mark.parametrize("calculator", [None, "y90-single-dose", "of another version"])
def test_a_formula_of_no_method_has_no_list(calculator: str | None) -> None:
    assert where("A = D M / F", calculator) == ()


def test_a_meaning_names_an_argument_only_among_the_inputs() -> None:
    text = "A_L = A F (1-R)"

    assert dict(where(text, None))["A"] == "activity drawn, GBq"
    assert dict(where(text, None, inputs=["activity_gbq"]))["A"] == (
        "activity drawn, GBq (`activity_gbq`)"
    )


def test_lines_are_in_reading_order_each_symbol_once() -> None:
    meanings = {"k": "constant", "D_N": "dose of the normal liver, Gy", "A": "activity, GBq"}

    assert where_lines("D_N = k A / (A + D_N); A in GBq", meanings) == (
        "D_N: dose of the normal liver, Gy",
        "k: constant",
        "A: activity, GBq",
    )


def test_two_symbols_in_a_fraction_are_one_where_they_have_one_meaning() -> None:
    assert symbols_in("y = alpha D / (alpha/beta)", {"alpha/beta": "ratio"}) == (
        "y", "alpha", "D", "alpha/beta",
    )  # fmt: skip
    assert symbols_in("y = alpha/beta", {}) == ("y", "alpha", "beta")


def test_functions_and_pi_need_no_words_but_the_normal_distribution_does() -> None:
    assert symbols_in("y = max(ln(pi), Phi(a), sum_n(a_n), f(a))", {}) == (
        "y", "Phi", "a", "a_n", "f",
    )  # fmt: skip


def test_in_words_only_a_known_capital_letter_is_a_symbol() -> None:
    known = {"F": "shunt", "a": "edge"}

    assert symbols_in("1 below F = 0.10, a line above, G none", known) == ("F",)


def test_marks_and_indices_stay_as_they_are_written() -> None:
    text = "A~ = D50 I_0 J' F''_n"

    assert symbols_in(text, {}) == ("A~", "D50", "I_0", "J'", "F''_n")


def test_the_page_lists_the_symbols_below_the_formula() -> None:
    one = ENTRIES["y90-partition-dose"]
    page = as_markdown(calculator_blocks(one))

    formula, first = page.index(one.formula), page.index("M_T: mass of the tumor, kg")
    assert formula < first < page.index("- source: ")
    assert "(`tumor_mass_kg`)" in page


def test_a_result_lists_the_symbols_too() -> None:
    one = ENTRIES["y90-decay"]
    text = as_text(calculation_blocks(one, one.example, one.function(**one.example)))

    assert "- t: time since the calibration, h (elapsed_h)" in text
