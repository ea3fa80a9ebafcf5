"""What a request lacks, and what it states that nothing would use: both refused, all at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from nelm.case.problem import InputError
from nelm.planning.dose.request import DoseRequest, StructureRequest
from nelm.planning.dose.request_file import Asking

DECAYS = ("mbq-h-per-ml", "mbq-h-per-voxel")
MOST_DELAY = timedelta(days=30)  # 11 half-lives of 90Y, 4.5 of 177Lu
MISSING = "missing"
UNUSED = "given, but nothing uses it"
EUBED = ("alpha_beta_gy", "repair_half_time_h", "alpha_per_gy")
NTCP = ("td50_gy", "relative_slope", "ntcp_of")
TCP = ("d50_gy", "gamma50", "tcp_of")
WHOLE_IMAGE = "image"


def require_complete(asking: Asking) -> None:
    """Refuse a request that lacks something, or states something that would be dropped.

    Raises:
        InputError: with every field that does.
    """
    problems = [asking.problem(*found) for found in _problems(asking.request)]
    if problems:
        raise InputError(problems)


def _problems(request: DoseRequest) -> Iterator[tuple[str, str, str]]:
    for name, use in _uses(request).items():
        given = getattr(request, name) is not None
        if use and not given:
            yield name, MISSING, use
        elif given and not use:
            yield name, UNUSED, "left out for this nuclide, image and method"
    if (request.density_g_ml is None) == (request.density_map is None):
        found = MISSING if request.density_g_ml is None else "given beside density_map"
        yield "density_g_ml", found, "one of density_g_ml and density_map"
    yield from _times(request)
    for number, structure in enumerate(request.structures, 1):
        for field, value, allowed in _of_structure(structure, request):
            yield f"structures.{number}.{field}", value, allowed
    yield from _names(request)


def _uses(request: DoseRequest) -> dict[str, str]:
    """What each field is needed for; empty where it is not used at all."""
    lutetium, holds = request.nuclide == "177Lu", request.image_holds
    activity = holds is not None and holds not in DECAYS
    at_scan = activity and (lutetium or request.activity_at == "scan")
    counts = holds == "counts"
    bed = any(one.alpha_beta_gy is not None for one in request.structures)
    return {
        "nuclide": "90Y or 177Lu",
        "image": "a NIfTI file",
        "image_holds": f"what the numbers of the image are, never guessed: {_words('image_holds')}",
        "fwhm_mm": "the resolution of the image in mm, or none for what was not imaged",
        "activity_at": "administration or scan: when the activity is the stated one" * activity,
        "known_activity_mbq": "the activity that the counts stand for" * counts,
        "known_activity_in": "the name of a structure, or image" * counts,
        "administered_at": "date and time with zone, for the decay until the scan" * at_scan,
        "scanned_at": "date and time with zone, for the decay until the scan" * at_scan,
        "dose_constant": f"a pair of energy and half-life: {_words('dose_constant')}"
        * (request.nuclide == "90Y"),
        "electron_energy": f"an energy per decay: {_words('electron_energy')}" * lutetium,
        "effective_half_life_h": "a half-life of the tissue" * (lutetium and (activity or bed)),
        "half_life_is_own": "yes or no" * (lutetium and activity),
        "kernel_photons": "yes or no" * (request.method == "kernel"),
    }


def _words(name: str) -> str:
    """The words that a field takes."""
    (asked,) = DoseRequest.model_fields[name].metadata
    return " or ".join(asked.words)


def _times(request: DoseRequest) -> Iterator[tuple[str, str, str]]:
    start, end = request.administered_at, request.scanned_at
    if start is not None and end is not None and end < start:
        yield "scanned_at", end.isoformat(), f"not before administered_at {start.isoformat()}"
    elif start is not None and end is not None and end - start > MOST_DELAY:
        value = f"{(end - start).days} days after administered_at"
        yield "scanned_at", value, f"at most {MOST_DELAY.days} days"
    if request.nuclide == "177Lu" and request.activity_at == "administration":
        allowed = "scan: an image corrected for decay alone is not the activity at the start"
        yield "activity_at", "administration", allowed
    if request.administered_mbq is not None and request.image_holds in DECAYS:
        yield "administered_mbq", UNUSED, "left out where the image holds decays"


def _names(request: DoseRequest) -> Iterator[tuple[str, str, str]]:
    names = [one.name for one in request.structures if one.name is not None]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield "structures", f'two called "{name}"', "each name once"
    if WHOLE_IMAGE in names:
        yield "structures", f'one called "{WHOLE_IMAGE}"', "another name: it stands for all"
    place = request.known_activity_in
    if place is not None and place not in (*names, WHOLE_IMAGE):
        yield "known_activity_in", f'"{place}"', f"one of {', '.join((*names, WHOLE_IMAGE))}"


def _of_structure(one: StructureRequest, request: DoseRequest) -> Iterator[tuple[str, str, str]]:
    for name in ("name", "mask"):
        if getattr(one, name) is None:
            yield name, MISSING, StructureRequest.model_fields[name].metadata[0].written
    for group, words in ((EUBED, "EUBED"), (NTCP, "NTCP"), (TCP, "TCP")):
        given = [name for name in group if getattr(one, name) is not None]
        for name in group:
            if given and name not in given:
                yield name, MISSING, f"known, or {', '.join(given)} unknown: {words} needs them all"
    for field in ("ntcp_of", "tcp_of"):
        of = getattr(one, field)
        if of == "geud" and one.geud_exponent is None:
            yield "geud_exponent", MISSING, f"known: {field} is geud"
        if of == "eubed" and all(getattr(one, name) is None for name in EUBED):
            yield field, "eubed", f"{', '.join(EUBED)} known"
    if one.geud_exponent is not None and one.geud_exponent.value == 0:
        yield "geud_exponent", "0", "not 0"
    if one.recovery and request.fwhm_mm == "none":
        yield "recovery", "yes", "no: the image has no blur"
