"""Rego (Open Policy Agent's language) through regopy: rules over an input without the fields."""

import json

import regopy
from regopy import Interpreter
from tell import tell

MODULE = """
package questions
low if input.ki67 < 10
negated if not input.progression
either_true if input.a
either_true if input.yes
either_false if input.a
either_false if input.no
default found := "not low"
found := "low" if input.ki67 < 10
"""


def rule(name, **facts):
    """A rule that is not fulfilled has no value at all: undefined."""

    def ask():
        rego = Interpreter()
        rego.add_module("questions", MODULE)
        rego.set_input({"yes": True, "no": False, **facts})
        told = str(rego.query(f"found = data.questions.{name}"))
        return told if told == "undefined" else json.loads(told)["bindings"]["found"]

    return ask


tell(
    regopy.__version__,
    missing=rule("low"),
    negated=rule("negated"),
    or_true=rule("either_true"),
    or_false=rule("either_false"),
    table=rule("found"),
    nan="-",
    control=rule("found", ki67=5),
)
