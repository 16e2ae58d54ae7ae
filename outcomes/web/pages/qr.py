"""An address as a QR code: drawn here, as SVG in the page, so that nobody else learns of it."""

from __future__ import annotations

import segno
from markupsafe import Markup

SCALE = 6
QUIET_ZONE = 4
"""Modules of light around the code; readers need four."""


def qr_svg(address: str) -> Markup:
    """The code of an address; dark on light in every colour scheme, because cameras expect it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        scale=SCALE, border=QUIET_ZONE, dark="#000000", light="#ffffff", omitsize=True
    )
    # Made of numbers only: the address is in it as squares.
    return Markup(drawn)  # noqa: S704
