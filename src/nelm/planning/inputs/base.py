"""What the forms of inputs share: kinds of fields, with the ranges of each unit."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from nelm.planning.asked import Choice, Measured, Quantity
from nelm.planning.limit import Strict

Given: TypeAlias = Measured | None
GivenList: TypeAlias = tuple[Measured, ...] | None
SurfaceFormula: TypeAlias = Annotated[
    Literal["du-bois", "mosteller", "haycock", "gehan-george"] | None,
    Choice("body surface", words=("du-bois", "mosteller", "haycock", "gehan-george")),
]
Height: TypeAlias = Annotated[
    Given, Quantity("body surface", "cm", low=120, high=220, above="mm?", below="m or inches?")
]
Weight: TypeAlias = Annotated[Given, Quantity("body surface", "kg", low=30, high=250, above="lb?")]


def mass(why: str) -> Quantity:
    """A mass of an organ or of a part of it."""
    return Quantity(why, "kg", low=0.001, high=6, above="g?")


def dose(why: str) -> Quantity:
    """A dose that is aimed at."""
    return Quantity(why, "Gy", low=0.1, high=5000, above="cGy?")


def earlier(why: str) -> Quantity:
    """Doses of earlier treatments, one for each."""
    return Quantity(why, "Gy", low=0, high=500, above="cGy?", many=True)


def volume(why: str) -> Quantity:
    """A volume of liver."""
    return Quantity(why, "mL", low=50, high=6000, above="mm3?", below="L?")


def fraction(why: str) -> Quantity:
    """A share of one."""
    return Quantity(why, "", low=0, high=1, above="percent?")


def bilirubin(why: str) -> Quantity:
    """Total bilirubin."""
    return Quantity(why, "mg/dL", low=0.1, high=40, above="umol/L?")


class Inputs(Strict):
    """Base of every form."""


class NoInputs(Inputs):
    """An option without planning quantities asks for nothing."""
