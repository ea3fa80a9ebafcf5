"""What each symbol in the formula of a calculator means, with its unit as the formula uses it.

Every group has meanings that its formulas share, and those of one formula alone. An argument stands
in brackets at the end, with the factor that makes it the symbol: "height, m (`height_cm` / 100)".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from nelm.calculators.ablation import symbols as ablation
from nelm.calculators.catalog import GROUPS
from nelm.calculators.catalog_form import Calculator
from nelm.calculators.description import arguments
from nelm.calculators.lu177 import symbols as lu177
from nelm.calculators.scores import symbols as scores
from nelm.calculators.surgery import symbols as surgery
from nelm.calculators.tace import symbols as tace
from nelm.calculators.voxel import symbols as voxel
from nelm.calculators.y90 import symbols as y90

SHARED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "90Y microspheres": y90.SHARED,
        "177Lu-DOTATATE": lu177.SHARED,
        "Chemoembolization": tace.SHARED,
        "Surgery": surgery.SHARED,
        "Ablation": ablation.SHARED,
        "Scores": scores.SHARED,
        "Voxel dosimetry": voxel.SHARED,
    }
)
OWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        **y90.OWN,
        **lu177.OWN,
        **tace.OWN,
        **surgery.OWN,
        **ablation.OWN,
        **scores.OWN,
        **voxel.OWN,
    }
)
_IN_BRACKETS = re.compile(r" \(([^()]*`[^()]*)\)$")


def symbols_of(calculator: Calculator) -> Mapping[str, str]:
    """The symbols of the formula and their meanings, in the order in which one reads them.

    >>> from nelm.calculators.catalog import CALCULATORS
    >>> symbols_of(next(one for one in CALCULATORS if one.name == "y90-decay"))["t"]
    'time since the calibration, h (`elapsed_h`)'
    """
    known = _known(calculator)
    places = {symbol: _place(symbol, calculator.formula) for symbol in known}
    found = sorted((place, symbol) for symbol, place in places.items() if place >= 0)
    return {symbol: known[symbol] for _, symbol in found}


def with_arguments(meaning: str, names: Collection[str]) -> str:
    """A meaning, without arguments at its end that are none of these: there it is computed.

    >>> with_arguments("weight, kg (`weight_kg`)", [])
    'weight, kg'
    """
    found = _IN_BRACKETS.search(meaning)
    if found is None or set(re.findall(r"`(\w+)`", found[1])) <= set(names):
        return meaning
    return meaning[: found.start()]


def _known(calculator: Calculator) -> Mapping[str, str]:
    """Every meaning of its group and its own, also of symbols that the formula does not have."""
    shared = (SHARED[title] for title, members in GROUPS.items() if calculator in members)
    names = {argument.name for argument in arguments(calculator.function)}
    known = {**next(shared, {}), **OWN.get(calculator.name, {})}
    return {symbol: with_arguments(meaning, names) for symbol, meaning in known.items()}


def _place(symbol: str, formula: str) -> int:
    """Where the symbol is first, as a name of its own; -1 where it is not."""
    found = re.search(rf"(?<![A-Za-z_~']){re.escape(symbol)}(?![\w~'])", formula)
    return found.start() if found else -1
