"""Which part of one page is its article, judged from the page alone.

Blocks of running text lie close together, blocks of links and labels around them. Each block gets a score above or below
zero; the stretch of blocks with the greatest sum is the article (maximum subsequence segmentation: J. Pasternack & D. Roth,
"Extracting Article Text from the Web with Maximum Subsequence Segmentation", WWW 2009). Within it, blocks that are
nothing but links or stand in a box that names itself as something else are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from archive.records import Block

_ASIDE = re.compile(
    r"(?<![a-z])(?:nav|menu|footer|sidebar|related|relaterat|share|social|comments?|cookie|consent|newsletter|subscribe"
    r"|promo|advert|ads?|breadcrumbs?|tags?|widget|popular|recommend(?:ed|ations?)?|byline|author|credits?|modal|popup"
    r"|teasers?|trending|most|toolbar|pagination|pager)(?![a-z])",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?…:;”\"'’)\]]$")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINKS = 0.5
"""From this link density on, a block is a link and not a text with a link in it."""
_LEFT_OUT = -1.5
"""Blocks of this score or less are left out even in the midst of the article."""


def content(blocks: Sequence[Block], open_: Sequence[bool]) -> list[bool]:
    """For each block whether it is part of the article; ``open_`` tells which blocks may be."""
    scores = [_score(block) if free else 0.0 for block, free in zip(blocks, open_, strict=True)]
    start, end = _best_stretch(scores)
    return [
        free and start <= index < end and score > _LEFT_OUT
        for index, (free, score) in enumerate(zip(open_, scores, strict=True))
    ]


def _best_stretch(scores: Sequence[float]) -> tuple[int, int]:
    """Start and end of the stretch with the greatest sum (J. Kadane's scan); the first where several are equal."""
    best, best_start, best_end = 0.0, 0, 0
    total, start = 0.0, 0
    for index, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, index
        total += score
        if total > best:
            best, best_start, best_end = total, start, index + 1
    return best_start, best_end


def _score(block: Block) -> float:
    """Above zero for running text, below for links, labels and boxes that name themselves."""
    if block.link_density >= _LINKS:
        return -2.0
    score = _score_of_text(block.tag, block.text) - 2.5 * _is_aside(block.path)
    return score - 1.5 * (block.zone == "aside")


def _score_of_text(tag: str, text: str) -> float:
    count = len(text.split())
    if tag in _HEADINGS:
        return 0.2 if count >= 3 else -0.3
    if count >= 10:
        return min(count, 50) / 8
    return 0.3 if _SENTENCE_END.search(text) else -1.0


@lru_cache(maxsize=65536)
def _is_aside(path: str) -> bool:
    """Whether an element above the block calls itself something else than the article."""
    return bool(_ASIDE.search(path))
