"""durable_rules: rules over facts. A rule fires or does not."""

from contextlib import suppress
from importlib.metadata import version
from itertools import count

from durable.engine import MessageNotHandledException
from durable.lang import assert_fact, m, ruleset, when_all, when_any
from tell import tell

FIRED, NUMBERS = set(), count()


def rules(name, condition, when=when_all):
    with ruleset(name):

        @when(*condition)
        def fire(c):
            FIRED.add(name)


rules("low", [m.ki67 < 10])
rules("negated", [m.progression != True])  # noqa: E712
rules("either", [m.a == True, m.b == True], when_any)  # noqa: E712
rules("above", [m.nan > 5])


def fires(name, **facts):
    def ask():
        FIRED.discard(name)
        # An exception is how it says that no rule wanted the fact.
        with suppress(MessageNotHandledException):
            assert_fact(name, {"id": 1, "sid": str(next(NUMBERS)), **facts})
        return name in FIRED

    return ask


tell(
    version("durable-rules"),
    missing=fires("low"),
    negated=fires("negated"),
    or_true=fires("either", b=True),
    or_false=fires("either", b=False),
    table=lambda: "low" if fires("low")() else "not low",
    nan="-",
    control=lambda: "low" if fires("low", ki67=5)() else "not low",
)
