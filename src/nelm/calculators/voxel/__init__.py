"""Absorbed dose of every voxel, from a map of decays: local deposition or kernel convolution."""
