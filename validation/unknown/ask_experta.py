"""Experta: forward chaining over facts (Python 3.9 at the latest). A rule fires or does not."""

from importlib.metadata import version

from experta import NOT, OR, Fact, KnowledgeEngine, P, Rule
from tell import tell


class Case(Fact):
    """A case."""


def fires(*conditions, **facts):
    class Engine(KnowledgeEngine):
        """One rule."""

        fired = False

        @Rule(*conditions)
        def rule(self):
            self.fired = True

    def ask():
        engine = Engine()
        engine.reset()
        engine.declare(Case(id=1, **facts))
        engine.run()
        return engine.fired

    return ask


def table(**facts):
    return lambda: "low" if fires(LOW, **facts)() else "not low"


LOW = Case(ki67=P(lambda x: x < 10))
EITHER = OR(Case(a=True), Case(b=True))

tell(
    version("experta"),
    missing=fires(LOW),
    negated=fires(NOT(Case(progression=True))),
    or_true=fires(EITHER, b=True),
    or_false=fires(EITHER, b=False),
    table=table(),
    nan=fires(Case(nan=P(lambda x: x > 5)), nan=float("nan")),
    control=table(ki67=5),
)
