"""What the symbols of a formula mean, as a list to print below it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from nelm.calculators.catalog import CALCULATORS
from nelm.calculators.symbols import SHARED, symbols_of, with_arguments
from nelm.reports.formula.reading import read_formula
from nelm.reports.formula.tree import (
    FUNCTIONS,
    Call,
    Fraction,
    Group,
    Joined,
    Line,
    Negative,
    Node,
    Power,
    Sum,
    Symbol,
    Times,
    Words,
)

# Functions and constants that need no explanation; Phi does.
UNIVERSAL = {*FUNCTIONS, "pi"} - {"Phi"}
_NAMED_IN_WORDS = re.compile(r"\b[A-Z][A-Za-z0-9_]*[~']*")

# The formulas that plans state themselves; what is a letter of the catalog keeps its meaning.
_Y90, _LU177 = SHARED["90Y microspheres"], SHARED["177Lu-DOTATATE"]
_LIMITED = {
    "limit": "limit of the dose, Gy (`limit_gy`)",
    "earlier dose": "dose of earlier treatments, Gy",
    "earlier doses": "doses of earlier treatments together, Gy",
}
_WHOLE = "mass of the whole normal liver, kg (`whole_normal_liver_mass_kg`)"
_NORMAL_LIVER = {**_Y90, **_LIMITED, "M_W": _WHOLE}
_WHOLE_LIVER = {**_NORMAL_LIVER, "D_W": "mean dose of the whole normal liver, Gy"}
_LUNGS = {**_Y90, **_LIMITED}
_EFFECTS = {
    **_Y90,
    "BED_i": "BED of voxel or bin i, Gy",
    "D_i": "dose of voxel or bin i, Gy",
    "EUBED": "uniform BED that leaves as many cells alive, Gy",
    "alpha": "radiosensitivity, 1/Gy (`alpha_per_gy`)",
}
_PARTITION_MOST = "A_max = max(0, limit - earlier dose) (TN M_T + M_N) / (k (1-F)(1-R))"
PLANNED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "D_T = TN k A (1-F)(1-R) / (TN M_T + M_N)": _Y90,
        "D_N = k A (1-F)(1-R) / (TN M_T + M_N)": _Y90,
        "D_W = D_N M_N / M_W": _WHOLE_LIVER,
        "D_N = k A (1-F)(1-R) / (TN M_T + M_N); D_W = D_N M_N / M_W": _WHOLE_LIVER,
        "D = sum(D_i M_i) / sum(M_i); over its compartments": {
            **_Y90,
            "D": "mean dose, Gy",
            "M_i": "mass of compartment i, kg",
        },
        "A' = A x share": {
            "A'": "activity after the steps of the lung shunt, GBq",
            "A": "activity before them, GBq (`activity_before_gbq`)",
            "share": "share that the steps leave, 0 to 1 (`share`)",
        },
        "A_max = min(A_i); one activity for each limit": {
            **_Y90,
            "A_i": "largest activity under limit i, GBq",
        },
        _PARTITION_MOST: _NORMAL_LIVER,
        f"{_PARTITION_MOST} x M_W / M_N": _NORMAL_LIVER,
        "D = earlier doses + this dose": {
            **_NORMAL_LIVER,
            "D": "dose of all treatments together, Gy",
            "this dose": "dose of this treatment, Gy (`this_dose_gy`)",
        },
        "A_max = A max(0, limit - earlier dose) / D": {
            **_NORMAL_LIVER,
            "D": "mean dose by that activity, Gy (`dose_gy`)",
        },
        "A_max = limit M_L / (k F (1-R))": _LUNGS,
        "A_max = max(0, limit - earlier dose) M_L / (k F (1-R))": _LUNGS,
        "A_L = A F (1-R)": {**_Y90, "A_L": "activity that reaches the lungs, GBq"},
        "D = earlier doses + k A F (1-R) / M_L": {
            **_LUNGS,
            "D": "lung dose of all treatments together, Gy",
        },
        "F as given": _Y90,
        "EUBED = -ln(sum(v_i exp(-alpha BED_i))) / alpha; "
        "BED_i = D_i (1 + D_i / (alpha/beta) x T_rep / (T_rep + T_eff))": _EFFECTS,
        "A = sum(A_i)": {**_LU177, "A": "activity of all cycles, GBq"},
        "TIA_blood = TIA / sample mass": {
            **_LU177,
            "TIA": "time-integrated activity of the sample, MBq h (`sample_tia_mbq_h`)",
            "sample mass": "mass of the sample of blood, g (`sample_g`)",
        },
        "g = D / A": {
            **_LU177,
            "A": "activity given in that cycle, GBq (`given_gbq`)",
            "D": "self-dose in that cycle, Gy (`self_dose_gy`)",
        },
        "new = 17.1 old; old in mg/dL, new in umol/L": {
            "new": "bilirubin, umol/L",
            "old": "bilirubin, mg/dL (`bilirubin_mg_dl`)",
        },
        "ratio = 100 remnant mass / body weight; remnant mass = volume x density": {
            **SHARED["Surgery"],
            "ratio": "remnant over body weight, %",
            "volume": "volume of the future remnant, L (`remnant_ml` / 1000)",
            "density": "density of the liver, kg/L (`liver_density_g_ml`)",
        },
    }
)


def where(
    formula: str, calculator: str | None, *, inputs: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Symbols of a formula of a plan with their meanings, in reading order.

    The name of the calculator decides between two with the same formula. A formula that is not of
    the catalog nor of a plan has no list: one letter means different things in different methods.
    A meaning names an argument, in backticks, where it is one of the inputs beside the number.

    >>> where("A_L = A F (1-R)", None)[0]
    ('A_L', 'activity that reaches the lungs, GBq')
    """
    known = _meanings(formula, calculator)
    meant = _meant(formula, known)
    return tuple((symbol, with_arguments(meaning, inputs)) for symbol, meaning in meant)


def where_lines(text: str, meanings: Mapping[str, str]) -> tuple[str, ...]:
    """One line for each symbol that has a meaning, in reading order.

    >>> where_lines("A = D / g", {"g": "dose by activity, Gy/GBq", "A": "activity, GBq"})
    ('A: activity, GBq', 'g: dose by activity, Gy/GBq')
    """
    return tuple(f"{symbol}: {meaning}" for symbol, meaning in _meant(text, meanings))


def symbols_in(text: str, meanings: Mapping[str, str]) -> tuple[str, ...]:
    """Every symbol of a formula as it is written, once, in reading order.

    `alpha/beta` is one symbol where it has one meaning. In words only a capital letter that has a
    meaning is a symbol.

    >>> symbols_in("y = ln(a) / D50; D50 in Gy", {})
    ('y', 'a', 'D50')
    """
    found: dict[str, None] = {}
    for line in read_formula(text).lines:
        found |= dict.fromkeys(_of_line(line, meanings))
    return tuple(found)


def _meanings(formula: str, calculator: str | None) -> Mapping[str, str]:
    same = [one for one in CALCULATORS if one.formula == formula]
    named = [one for one in same if one.name == calculator]
    if named or len(same) == 1:
        return symbols_of((named or same)[0])
    return PLANNED.get(formula, {})


def _meant(text: str, meanings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for symbol in symbols_in(text, meanings):
        if symbol in meanings:
            yield symbol, meanings[symbol]


def _of_line(line: Line, meanings: Mapping[str, str]) -> Iterator[str]:
    if isinstance(line, Words):
        yield from (name for name in _NAMED_IN_WORDS.findall(line.text) if name in meanings)
        return
    for side in (line.left, line.right):
        for symbol in _symbols(side, meanings):
            yield symbol if isinstance(symbol, str) else _written(symbol, line.text)


def _written(symbol: Symbol, text: str) -> str:
    """`D50` and `I_0` are the same kind of symbol, and each stays as it is written."""
    return symbol.text if symbol.text in text else symbol.name + symbol.mark + symbol.below


def _symbols(node: Node, meanings: Mapping[str, str]) -> Iterator[Symbol | str]:
    """Symbols in reading order; as text where a fraction of two is one symbol."""
    match node:
        case Symbol():
            if node.name not in UNIVERSAL:
                yield node
        case Fraction(Symbol(text=above), Symbol(text=below)) if f"{above}/{below}" in meanings:
            yield f"{above}/{below}"
        case _:
            for part in _parts(node):
                yield from _symbols(part, meanings)


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Call(function, arguments):
            return (function, *arguments)
        case Group(inner) | Negative(inner):
            return (inner,)
        case Power(first, second) | Fraction(first, second):
            return first, second
        case Joined(factors) | Times(factors):
            return factors
        case Sum(first, others):
            return first, *(term for _, term in others)
        case _:
            return ()
