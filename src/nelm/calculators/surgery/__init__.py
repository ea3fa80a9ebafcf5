"""Liver volumes, remnants and growth before a resection."""
