"""Registries drawn at random, for demonstrations and benchmarks; never evidence."""
