"""The version of nelm, printed on every result."""

__version__ = "0.1.0"
