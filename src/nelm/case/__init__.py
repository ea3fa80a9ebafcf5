"""Patients: the vocabulary of facts, derived facts, contradictions, readers and writers."""
