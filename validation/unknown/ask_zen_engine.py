"""zen-engine (GoRules): its expressions, and a decision table with a last row for the rest."""

import json
from importlib.metadata import version

import zen
from tell import tell

NULLS = {"ki67": None, "a": None, "yes": True, "no": False}


def expression(text):
    return lambda: zen.evaluate_expression(text, NULLS)


def table(**facts):
    """Two rows: `< 10` gives low; an empty cell (anything) gives not low."""
    rows = [{"_id": "r1", "i": "< 10", "o": '"low"'}, {"_id": "r2", "i": "", "o": '"not low"'}]
    content = {
        "hitPolicy": "first",
        "rules": rows,
        "inputs": [{"id": "i", "name": "Ki-67", "field": "ki67"}],
        "outputs": [{"id": "o", "name": "found", "field": "found"}],
    }
    ends = [("in", "inputNode"), ("out", "outputNode")]
    nodes = [{"id": id_, "type": type_, "name": id_} for id_, type_ in ends]
    nodes.append({"id": "t", "type": "decisionTableNode", "name": "t", "content": content})
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "t"},
        {"id": "2", "sourceId": "t", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return decision.evaluate(facts)["result"]["found"]


tell(
    version("zen-engine"),
    missing=expression("ki67 < 10"),
    negated=expression("not a"),
    or_true=expression("a or yes"),
    or_false=expression("a or no"),
    table=table,
    nan="-",
    control=lambda: table(ki67=5),
)
