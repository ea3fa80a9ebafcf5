"""Zones, margins and overlapping spheres of thermal ablation."""
