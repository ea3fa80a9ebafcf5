"""CEL (Common Expression Language) through cel-python: variables that hold null."""

from importlib.metadata import version

import celpy
from tell import tell

TABLE = "ki67 < 10.0 ? 'low' : 'not low'"
NULLS = {"ki67": None, "a": None, "nan": celpy.celtypes.DoubleType("nan")}


def expression(text, **facts):
    def ask():
        environment = celpy.Environment()
        found = environment.program(environment.compile(text)).evaluate({**NULLS, **facts})
        return bool(found) if isinstance(found, celpy.celtypes.BoolType) else found

    return ask


tell(
    version("cel-python"),
    missing=expression("ki67 < 10.0"),
    negated=expression("!a"),
    or_true=expression("a || true"),
    or_false=expression("a || false"),
    table=expression(TABLE),
    nan=expression("nan > 5.0"),
    control=expression(TABLE, ki67=celpy.celtypes.DoubleType(5)),
)
