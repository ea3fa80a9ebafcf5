"""The language of criteria: nodes, parser, truth, engines. Knows names, not patients."""
