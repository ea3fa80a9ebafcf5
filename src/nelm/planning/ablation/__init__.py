"""The plan of ablation, one module for each part of it."""
