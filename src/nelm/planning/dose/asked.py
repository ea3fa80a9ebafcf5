"""Kinds of fields that only a request of a voxel dose has: files, moments, labels, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nelm.planning.asked import Asked, Measured, Quantity

LARGEST_LABEL = 2**31 - 1


@dataclass(frozen=True)
class Exact(Quantity):
    """A number without an uncertainty: a voxel dose carries none, and none is dropped."""

    def _one(self, raw: Any) -> Measured:
        found = super()._one(raw)
        if found.relative_uncertainty is not None:
            raise ValueError("a number alone: a voxel dose carries no uncertainty")
        return found


@dataclass(frozen=True)
class Text(Asked):
    """A word or a name."""

    def _known(self, raw: Any) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise ValueError(self.written)
        return raw.strip()


@dataclass(frozen=True)
class FileName(Text):
    """A NIfTI file."""

    written: str = "a file .nii or .nii.gz, relative to the folder of this one"


@dataclass(frozen=True)
class Moment(Asked):
    """A day and a time with its zone."""

    written: str = "YYYY-MM-DDThh:mm+hh:mm, the zone included"

    def _known(self, raw: Any) -> datetime:
        try:
            moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
        except (TypeError, ValueError):
            raise ValueError(self.written) from None
        if moment.utcoffset() is None:
            raise ValueError(f"{self.written} (12 hours are 14 % of 90Y)")
        return moment


@dataclass(frozen=True)
class Labels(Asked):
    """Whole numbers above 0, all of which make up one structure."""

    written: str = field(init=False, default="[1, ...]; unknown where the file has only one")

    def _known(self, raw: Any) -> tuple[int, ...]:
        given = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
        found = tuple(_label(one) for one in given)
        if not found or len(set(found)) < len(found):
            raise ValueError("whole numbers above 0, each once")
        return found


def _label(raw: Any) -> int:
    text = str(raw).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit()):
        raise ValueError("whole numbers above 0")
    if not 0 < int(text) <= LARGEST_LABEL:
        raise ValueError(f"whole numbers from 1 to {LARGEST_LABEL}")
    return int(text)
