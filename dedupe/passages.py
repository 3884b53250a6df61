"""Long passages that several pages of a source print word for word, wherever they stand.

A sentence that comes back is news as often as not; three paragraphs in the same order on three pages that otherwise differ
are a standing text: the site's notice, the words about the organisation, printed where the article's own text should be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

FEWEST_PAGES = 3
"""On fewer pages nothing is called repeated."""

RUN = 3
"""Blocks in a row that must come back together."""

FEWEST_WORDS = 60
"""Words that a passage must have on a page."""

OWN_SHARE = 0.5
"""A page vouches for a passage when its own words are at least this share of the passage's …"""

NOTICE_SHARE = 0.3
"""… or when this share of the passage's words are those of a known kind of notice."""

Sequences = Sequence[tuple[int, np.ndarray]]
"""(page number, indexes of its blocks in reading order)."""


def passages(
    sequences: Sequences, *, words: np.ndarray, notices: np.ndarray, counts: np.ndarray, known: np.ndarray
) -> list[int]:
    """Indexes of the blocks that are part of a passage, in order.

    By block index: its words, whether they are a known kind of notice, on how many pages it stands (``counts``) and
    whether it is already known to be part of the template.
    """
    in_runs = _in_repeated_runs(sequences, (counts >= FEWEST_PAGES) & ~known)
    if not in_runs.any():
        return []
    pages: dict[int, set[int]] = {}
    for page, blocks in sequences:
        inside = blocks[in_runs[blocks]]
        own = words[blocks[~in_runs[blocks] & ~known[blocks]]].sum()
        if _vouches(int(words[inside].sum()), int(own), int(words[inside[notices[inside]]].sum())):
            for block in set(inside.tolist()):
                pages.setdefault(block, set()).add(page)
    return sorted(block for block, seen in pages.items() if len(seen) >= FEWEST_PAGES)


def _vouches(passage: int, own: int, notice: int) -> bool:
    """Whether a page with so many words in repeated runs, of its own, and of known notices shows a standing text."""
    return passage >= FEWEST_WORDS and (own >= OWN_SHARE * passage or notice >= NOTICE_SHARE * passage)


def _in_repeated_runs(sequences: Sequences, candidates: np.ndarray) -> np.ndarray:
    """Which blocks stand in a run of `RUN` candidates that comes back on enough pages."""
    found: dict[tuple[int, ...], set[int]] = {}
    for page, blocks in sequences:
        if candidates[blocks].sum() >= RUN:
            for run in _runs(blocks, candidates):
                found.setdefault(run, set()).add(page)
    inside = np.zeros(len(candidates), dtype=bool)
    for run, seen in found.items():
        if len(seen) >= FEWEST_PAGES:
            inside[list(run)] = True
    return inside


def _runs(blocks: np.ndarray, candidates: np.ndarray) -> Iterable[tuple[int, ...]]:
    fits = candidates[blocks]
    for start in np.flatnonzero(fits[: len(fits) - RUN + 1]):
        if fits[start : start + RUN].all():
            yield tuple(blocks[start : start + RUN].tolist())
