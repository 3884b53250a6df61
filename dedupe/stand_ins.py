"""Pages that stand in for any page: a "not found" or "closed" page sent as if it were the page, whatever its words.

A page that has been one and another time has nothing of its own, every block of it standing on other pages too, says
nothing of itself. Where that befalls several pages, and they then share a block that never stands beside a text, that
block is what a server says in place of a page, and so is every page without words of its own that has it.

Three copies of one release that are edited alike are not taken for it: none of them had words of its own before.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dedupe.boilerplate import Sighted
from dedupe.content import UNKNOWN

FEWEST = 3
"""Pages that must have shown the same in place of their own words."""

OWN_WORDS = 8
"""Words of its own from which a page has a text."""


def stand_ins(pages: Sequence[Sighted]) -> list[bool]:
    """For each page, as it was sighted, whether it is one that stands in for any page; their order does not matter."""
    if not pages:
        return []
    owners = _Owners(pages)
    own = [owners.own_words(page) for page in pages]
    bare = [words == 0 and _is_document(page) for page, words in zip(pages, own, strict=True)]
    with_text = {page.page for page, words in zip(pages, own, strict=True) if words >= OWN_WORDS}
    turned = [page for page, is_bare in zip(pages, bare, strict=True) if is_bare and page.page in with_text]
    faces = [page.marks.blocks for page, is_bare in zip(pages, bare, strict=True) if not is_bare]
    said = _on_several(turned)
    said = said[~np.isin(said, np.concatenate(faces))] if faces else said
    return [is_bare and bool(np.isin(page.marks.blocks, said).any()) for page, is_bare in zip(pages, bare, strict=True)]


def _is_document(page: Sighted) -> bool:
    """Whether it is a document of its own, and not an item of a feed or a plain text."""
    return bool((page.marks.scores != UNKNOWN).any())


class _Owners:
    """On how many pages each block stands."""

    def __init__(self, pages: Sequence[Sighted]):
        self.blocks, self.counts = _counted(pages)

    def own_words(self, page: Sighted) -> int:
        """Words in blocks that stand on this page alone."""
        counts = self.counts[np.searchsorted(self.blocks, page.marks.blocks)]
        return int(page.marks.words[counts == 1].sum(dtype=np.int64))


def _on_several(pages: Sequence[Sighted]) -> np.ndarray:
    """The blocks that stand on at least `FEWEST` of the pages."""
    blocks, counts = _counted(pages)
    return blocks[counts >= FEWEST]


def _counted(pages: Sequence[Sighted]) -> tuple[np.ndarray, np.ndarray]:
    """All blocks in order, and on how many pages each stands; several sightings of one page count as one."""
    by_page: dict[str, list[np.ndarray]] = {}
    for page in pages:
        by_page.setdefault(page.page, []).append(page.marks.blocks)
    each = [np.unique(np.concatenate(blocks)) for blocks in by_page.values()]
    if not each:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    return np.unique(np.concatenate(each), return_counts=True)
