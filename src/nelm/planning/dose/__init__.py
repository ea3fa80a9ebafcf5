"""Voxel dosimetry as a user meets it: a request as data in, a dose as data and as a map out."""
