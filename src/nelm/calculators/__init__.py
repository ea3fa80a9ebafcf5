"""One module per published method: pure functions, units in names, sources in docstrings."""
