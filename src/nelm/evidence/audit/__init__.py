"""Summary figures of a source recomputed from its tables, under every reading."""
