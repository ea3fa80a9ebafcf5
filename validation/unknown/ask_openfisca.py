"""OpenFisca-core: one formula per question; nothing is set for the person."""

from importlib.metadata import version

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from tell import tell

PERSON = build_entity("person", "persons", "", roles=None, is_person=True)
SYSTEM = TaxBenefitSystem([PERSON])


def add(name, type_, formula=None):
    fields = {"value_type": type_, "entity": PERSON, "definition_period": MONTH}
    fields |= {"label": name} | ({"formula": formula} if formula else {})
    SYSTEM.add_variable(type(name, (Variable,), fields))


add("ki67", float)
add("progression", bool)
add("b", bool)
add("table", str, lambda p, at: np.where(p("ki67", at) < 10, "low", "not low"))
add("missing", bool, lambda p, at: p("ki67", at) < 10)
add("negated", bool, lambda p, at: ~p("progression", at))
add("either", bool, lambda p, at: p("progression", at) | p("b", at))
add("above", bool, lambda p, at: p("ki67", at) > 5)


def ask(name, **known):
    def asked():
        entered = {fact: {"2024-01": value} for fact, value in known.items()}
        made = SimulationBuilder().build_from_entities(SYSTEM, {"persons": {"one": entered}})
        return made.calculate(name, "2024-01")[0]

    return asked


tell(
    version("openfisca-core"),
    missing=ask("missing"),
    negated=ask("negated"),
    or_true=ask("either", b=True),
    or_false=ask("either", b=False),
    table=ask("table"),
    nan=ask("above", ki67=float("nan")),
    control=ask("table", ki67=5),
)
