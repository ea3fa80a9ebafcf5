"""business-rules: variables of an object, rules as data. A fact that nobody gave is None."""

from importlib.metadata import version

from business_rules.engine import check_conditions_recursively
from business_rules.variables import BaseVariables, boolean_rule_variable, numeric_rule_variable
from tell import tell


def variable(name, kind):
    def read(self):
        return self.facts.get(name)

    read.__name__ = name
    return kind(read)


class Case(BaseVariables):
    """The facts of a case."""

    def __init__(self, **facts):
        self.facts = facts

    ki67 = variable("ki67", numeric_rule_variable)
    nan = variable("nan", numeric_rule_variable)
    a = variable("a", boolean_rule_variable)
    b = variable("b", boolean_rule_variable)


def condition(name, operator, value=""):
    return {"name": name, "operator": operator, "value": value}


def met(conditions, **facts):
    return lambda: check_conditions_recursively(conditions, Case(**facts))


def table(**facts):
    return lambda: "low" if met(LOW, **facts)() else "not low"


LOW = condition("ki67", "less_than", 10)
EITHER = {"any": [condition("a", "is_true"), condition("b", "is_true")]}

tell(
    version("business-rules"),
    missing=met(LOW),
    negated=met(condition("a", "is_false")),
    or_true=met(EITHER, b=True),
    or_false=met(EITHER, b=False),
    table=table(),
    nan=met(condition("nan", "greater_than", 5), nan=float("nan")),
    control=table(ki67=5),
)
