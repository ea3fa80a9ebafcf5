"""What all pictures share: an empty figure, colors, and the way to SVG or PNG."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from nelm.case.problem import InputError, MissingExtraError, Problem

FORMATS = ("svg", "png")
WIDTH = 8.0
# Okabe and Ito's palette, told apart by most color-blind eyes; hatches and words tell the rest.
BLUE, SKY, GREEN, ORANGE, PURPLE, RED = (
    "#0072B2",
    "#56B4E9",
    "#009E73",
    "#E69F00",
    "#CC79A7",
    "#D55E00",
)
GREY, PALE = "#999999", "#DDDDDD"


def empty_figure(height: float) -> Any:
    """A figure of the width of a page.

    Raises:
        MissingExtraError: Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        message = 'pictures need Matplotlib: pip install "nelm[plots]"'
        raise MissingExtraError(message) from None
    return Figure(figsize=(WIDTH, height), layout="constrained")


def saved(figure: Any, format_: str, title: str = "", description: str = "") -> bytes:
    """The figure as SVG or PNG, the same bytes each time.

    Args:
        figure: what is drawn.
        format_: svg or png.
        title: what those hear who do not see the picture.
        description: what they hear on request.

    Raises:
        InputError: another format.
    """
    from matplotlib import rc_context  # noqa: PLC0415

    if format_ not in FORMATS:
        raise InputError([Problem("format", format_, " or ".join(FORMATS))])
    buffer = BytesIO()
    about: dict[str, str | None] = {"Date": None} if format_ == "svg" else {}
    about |= {"Title": title, "Description": description} if title else {}
    with rc_context({"svg.hashsalt": "nelm", "svg.fonttype": "none"}):
        figure.savefig(buffer, format=format_, dpi=150, metadata=about)
    drawn = buffer.getvalue()
    return _described(drawn, description) if format_ == "svg" and title else drawn


def _described(svg: bytes, description: str) -> bytes:
    """The SVG as an image with a description: Matplotlib writes the title, but no `desc`."""
    said = f"</title>\n <desc>{escape(description)}</desc>".encode()
    return svg.replace(b"<svg ", b'<svg role="img" ', 1).replace(b"</title>", said, 1)


def wrapped(text: str, width: int) -> str:
    r"""A text broken into lines between words.

    >>> wrapped("surely met so far", 10)
    'surely met\nso far'
    """
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if len(longer) <= width else [*lines, word]
    return "\n".join(lines).strip("\n")
