"""Numerics of pooling: arrays in, frozen results out; knows numbers, not studies."""
