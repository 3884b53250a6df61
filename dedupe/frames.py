"""A page's landmarks, and which of them may be taken at their word."""

from __future__ import annotations

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
    sizes = dict.fromkeys(FRAMES, 0)
    rest = 0
    for block in blocks:
        if block.link_density < MOSTLY:
            if block.zone in sizes:
                sizes[block.zone] += len(block.text)
            else:
                rest += len(block.text)
    most = MOSTLY * (sum(sizes.values()) + rest)
    return frozenset([zone for zone, size in sizes.items() if size <= most])
