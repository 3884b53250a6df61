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

LEAST_SHARE = 0.05
"""Share of the pages with its slot on which a passage without such words must stand: what three of thousands have in
common is news that was printed three times."""

Sequences = Sequence[tuple[int, np.ndarray]]
"""(page number, indexes of its blocks in reading order)."""


def passages(
    sequences: Sequences,
    *,
    words: np.ndarray,
    notices: np.ndarray,
    counts: np.ndarray,
    totals: np.ndarray,
    known: np.ndarray,
) -> list[int]:
    """Indexes of the blocks that are part of a passage, in order.

    By block index: its words, whether they are a known kind of notice, on how many pages it stands (``counts``) out of
    how many that have its slot (``totals``), and whether it is already known to be part of the template.
    """
    in_runs = _in_repeated_runs(sequences, (counts >= FEWEST_PAGES) & ~known)
    if not in_runs.any():
        return []
    pages: dict[int, set[int]] = {}
    with_notice: dict[int, set[int]] = {}
    for page, blocks in sequences:
        inside = blocks[in_runs[blocks]]
        passage = int(words[inside].sum())
        own = int(words[blocks[~in_runs[blocks] & ~known[blocks]]].sum())
        has_notice = int(words[inside[notices[inside]]].sum()) >= NOTICE_SHARE * passage
        if passage >= FEWEST_WORDS and (has_notice or own >= OWN_SHARE * passage):
            for block in set(inside.tolist()):
                (with_notice if has_notice else pages).setdefault(block, set()).add(page)
    return sorted(
        block
        for block in pages.keys() | with_notice.keys()
        if len(with_notice.get(block, ())) >= FEWEST_PAGES
        or (
            len(pages.get(block, set()) | with_notice.get(block, set())) >= FEWEST_PAGES
            and counts[block] >= LEAST_SHARE * totals[block]
        )
    )


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
