"""In which slots of a source its articles stand, learned from what `dedupe.content` thinks of each of its pages.

One page's paragraph can look like a caption and another's caption like a paragraph; over all pages of a template the
slot of the captions looks like one. A slot is a block's path, as in `dedupe.marks`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dedupe.content import SCALE, UNKNOWN

FEWEST_PAGES = 3
"""Pages that must have a slot before anything is said of it."""

CLEAR = 0.5
"""Mean log-odds from which a slot is an article's, or below whose negative it is not; between them nothing is said."""

Seen = tuple[str, np.ndarray, np.ndarray, np.ndarray]
"""A page's key, and of its blocks the slots (uint64), the scores (int8) and the numbers of words."""


def article_slots(pages: Iterable[Seen]) -> dict[int, int]:
    """By slot +1 where articles stand, -1 where they do not; the other slots are left out.

    A block counts by the root of its words: long paragraphs say more than short ones, but do not outvote them. Neither
    the order of the pages nor how often one was seen matters beyond its wordings: sums are of whole numbers.
    """
    keys, *columns = zip(*pages, strict=True) if (pages := list(pages)) else ((),) * 4
    if not keys:
        return {}
    every_slot, scores, words = (np.concatenate(column) for column in columns)
    judged = scores != UNKNOWN
    slots, slot_of = np.unique(every_slot[judged], return_inverse=True)
    values = scores[judged].astype(np.int64)
    weights = np.rint(np.sqrt(words[judged].astype(np.float64)) * SCALE).astype(np.int64)
    sums, whole = np.zeros(len(slots), dtype=np.int64), np.zeros(len(slots), dtype=np.int64)
    np.add.at(sums, slot_of, values * weights)
    np.add.at(whole, slot_of, weights)
    _, page_of = np.unique(keys, return_inverse=True)
    pages_of = np.repeat(page_of.astype(np.int64), [len(each) for each in columns[0]])[judged]
    pairs = np.unique(slot_of.astype(np.int64) * (int(page_of.max()) + 1) + pages_of) // (int(page_of.max()) + 1)
    enough = np.bincount(pairs, minlength=len(slots)) >= FEWEST_PAGES
    clear = np.abs(sums) >= CLEAR * SCALE * whole
    return {int(slots[i]): int(np.sign(sums[i])) for i in np.flatnonzero(enough & clear & (sums != 0))}
