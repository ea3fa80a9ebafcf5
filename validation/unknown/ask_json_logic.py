"""JsonLogic through panzi-json-logic; the data have none of the fields."""

from importlib.metadata import version

from json_logic import jsonLogic
from tell import tell

KI67, A = {"var": "ki67"}, {"var": "a"}


def rule(logic, data=None):
    return lambda: jsonLogic(logic, data or {})


TABLE = {"if": [{"<": [KI67, 10]}, "low", "not low"]}

tell(
    version("panzi-json-logic"),
    missing=rule({"<": [KI67, 10]}),
    negated=rule({"!": [A]}),
    or_true=rule({"or": [A, True]}),
    or_false=rule({"or": [A, False]}),
    table=rule(TABLE),
    nan=rule({">": [{"var": "nan"}, 5]}, {"nan": float("nan")}),
    control=rule(TABLE, {"ki67": 5}),
)
