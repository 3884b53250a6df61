"""A page's landmarks, and which of them may be taken at their word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from archive.records import Block

FRAMES = {
    "nav": "navigation",
    "header": "navigation",
    "footer": "footer",
    "form": "form",
    "dialog": "dialog",
    "hidden": "hidden",
}
"""Landmarks around an article, and what stands in them."""

MOSTLY = 0.5
"""A landmark that holds more than this share of a page's words is no frame around it, whatever it calls itself."""


def frames(blocks: Sequence[Block]) -> frozenset[str]:
    """The landmarks that frame this page; what is mostly links does not count as its words."""
    sizes = Counter[str]()
    for block in blocks:
        if block.link_density < MOSTLY:
            sizes[block.zone] += len(block.text)
    most = MOSTLY * sizes.total()
    return frozenset(zone for zone in FRAMES if sizes[zone] <= most)
