"""Which blocks of one page are its article.

Every block is described by some 130 numbers: its words, the elements it stands in and what their names say they are for,
its neighbours, the share of the page's running text around it (`dedupe.features`). A forest of decision trees, grown on
pages whose article was marked by hand, turns them into the log-odds that the block is part of the article
(`dedupe.forest`). A forest and not a sum of hand-made scores because the signs depend on each other: a short line without
a full stop is a heading between two paragraphs, a link in a list, a row of facts in a table.

Where several pages of a source are known, the slots in which their articles stand are too (`dedupe.slots`), and move the
odds of every block in them.

Related work: boilerplate detection by shallow text features (Kohlschütter, Fankhauser & Nejdl, WSDM 2010), by sequence
labelling of blocks (Vogels, Ganea & Eickhoff, "Web2Text", ECIR 2018).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from archive.records import Block
from dedupe.features import features
from dedupe.forest import UNIT, grown

CUT = -0.2
"""Log-odds from which a block is part of the article: a little below evens, as a lost paragraph is worse than a stray one."""

SLOT = 2.0
"""Log-odds that a block gains in a slot that holds articles on the source's other pages, or loses in one that does not."""

UNKNOWN = -128
"""The score of a block that was not judged."""

SCALE = 16
"""Scores are log-odds times this, as signed bytes."""

_RUNNING = 10
"""Words from which a text that is no link is running text."""
_A_LINK = 0.5
"""Link density from which a block is a link and not a text with a link in it."""
_NEXT_TO_BEST = 1.0
"""On a page on which no block reaches `CUT`: how far below the likeliest running text a block may lie."""


def scores(blocks: Sequence[Block], open_: Sequence[bool]) -> np.ndarray:
    """For each block how much speaks for it being part of the article, int8; `UNKNOWN` where ``open_`` says no."""
    found = np.full(len(blocks), UNKNOWN, dtype=np.int8)
    places = np.flatnonzero(np.asarray(open_, dtype=bool))
    if len(places):
        odds = grown().log_odds(features(blocks, open_))
        found[places] = np.clip(odds * SCALE // UNIT, -127, 127)
    return found


def content(
    blocks: Sequence[Block], open_: Sequence[bool], given: np.ndarray | None = None, slots: Sequence[int] = ()
) -> list[bool]:
    """For each block whether it is part of the article; ``open_`` tells which blocks may be.

    ``given``: the blocks' `scores` where they are already known, perhaps from when fewer blocks were closed. ``slots``:
    for each block +1 if it stands where the source's articles do, -1 if where they do not, 0 if neither is known. A page
    with a sentence among its open blocks never comes back empty.
    """
    found = (scores(blocks, open_) if given is None else given).astype(np.int64)
    is_open = np.asarray(open_, dtype=bool) & (found != UNKNOWN)
    if len(slots):
        found = found + np.asarray(slots, dtype=np.int64) * round(SLOT * SCALE)
    cut: float = CUT * SCALE
    if not (is_open & (found >= cut)).any():
        cut = _best_text(blocks, is_open, found) - _NEXT_TO_BEST * SCALE
    return (is_open & (found >= cut)).tolist()


def _best_text(blocks: Sequence[Block], is_open: np.ndarray, found: np.ndarray) -> float:
    """The score of the likeliest running text, else of the likeliest sentence; infinity on a page without any."""
    texts = [(blocks[at].text, int(found[at])) for at in np.flatnonzero(is_open) if blocks[at].link_density < _A_LINK]
    running = [value for text, value in texts if len(text.split()) >= _RUNNING]
    return max(running or [value for text, value in texts if text[-1] in ".!?…"], default=math.inf)
